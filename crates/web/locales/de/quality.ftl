# Wie gut die Zahlen sind

quality-lead = Worauf die Zahlen beruhen, und was sie besser macht.
quality-to-do = Einen Blick wert
quality-nothing = Es ist nichts zu tun.
quality-kept = Was aufbewahrt wird
quality-compared = Verglichen mit den Ansichten von Zendesk selbst
tickets = Tickets
ticket-events = Ticketereignisse
calls = Anrufe
quality-contacts = Kontakte in Tickets
quality-calls-until = Anrufe importiert bis
quality-dropped = Alte Ereignisse
quality-dropped-until = geschlossener Tickets bis { $day } entfernt; was sie gezählt haben, bleibt
quality-no-talk = kein Talk
quality-provisional-from = Anrufe vorläufig ab
token-days-left = { $days ->
    [0] funktioniert nicht mehr
    [one] noch { $days } Tag
   *[other] noch { $days } Tage
}
token-help = Legen Sie in Zendesk einen OAuth-Client an, und tragen Sie ihn unter Einstellungen ein; sonst ändert sich nichts.
quality-never-imported = Noch wurde nichts importiert
quality-old-import = { $days ->
    [one] Der letzte gelungene Import war vor { $days } Tag
   *[other] Der letzte gelungene Import war vor { $days } Tagen
}
quality-old-import-help = Sehen Sie nach, wie es der Integration geht, und ob der Dienst läuft.
quality-quiet = { $days ->
    [one] In diesem Konto ist seit { $days } Tag nichts geschehen
   *[other] In diesem Konto ist seit { $days } Tagen nichts geschehen
}
quality-quiet-help = Prüfen Sie, ob es das Konto ist, das benutzt wird.
quality-recount = Ansichten, Felder oder Kanäle haben sich seit der letzten Zählung geändert
quality-recount-help = Der nächste Import zählt neu, was davon betroffen ist.
quality-unsupported-help = Kontakte, die nur in diesen Ansichten sind, zählen in keiner Quell-Queue.
quality-see-why = Sehen, warum
quality-outside = { $count ->
    [one] { $count } Kontakt war in keiner Ansicht
   *[other] { $count } Kontakte waren in keiner Ansicht
}
quality-outside-help = Sie zählen in keiner Quell-Queue. Eine Ansicht in Zendesk mit solchen Tickets lässt sie zählen, bis zurück zum Anfang.
quality-drift = { $count ->
    [one] { $count } von { $of } Tickets weicht ohne bekannten Grund ab
   *[other] { $count } von { $of } Tickets weichen ohne bekannten Grund ab
}
quality-drift-help = Der Befehl unten nennt die Tickets, und explain sagt, was jedes ihrer Ereignisse gezählt hat.
quality-provisional = { $count ->
    [one] { $count } Viertelstunde mit Anrufen kann sich noch ändern
   *[other] { $count } Viertelstunden mit Anrufen können sich noch ändern
}
quality-provisional-help = Nichts zu tun: Anrufe, die jünger als drei Stunden sind, werden durch spätere Importe endgültig.
quality-inexact = { $count ->
    [one] { $count } Ticket hat einen Verlauf, der nicht genau ist
   *[other] { $count } Tickets haben einen Verlauf, der nicht genau ist
}
quality-inexact-help = Sie werden nach dem gezählt, was von ihnen bekannt ist, und repariert, wenn sie sich ändern.
quality-inexact-title = Ungenaue Tickets
quality-reason = Grund
quality-no-channel = { $count ->
    [one] { $count } Kontakt nennt keinen Kanal
   *[other] { $count } Kontakte nennen keinen Kanal
}
quality-no-channel-help = Sie zählen als Vorgang (case). Mehr sagt Zendesk nicht über sie.
quality-unmapped = { $count ->
    [one] { $count } Kontakt kam über den Kanal „{ $channel }“, den keine Regel nennt
   *[other] { $count } Kontakte kamen über den Kanal „{ $channel }“, den keine Regel nennt
}
quality-unmapped-help = Sie zählen als Vorgang (case), wenn Sie sie nicht anderswo einordnen: inflow integration channels --set { $channel }=KANAL
quality-compared-at = Verglichen
quality-drift-name = Abweichung
quality-compared-views = Verglichene Ansichten
quality-not-comparable = keine Ansicht konnte verglichen werden
quality-not-compared = Es wurde noch nicht verglichen.
quality-compare-how = Um die Tickets jeder Ansicht mit denen von Zendesk zu vergleichen:

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
quality-drift-help = Der Vergleich nennt die Tickets; die Seite eines Tickets sagt, was jedes seiner Ereignisse gezählt hat.
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
quality-inexact-named = Die neuesten davon, erklärt:
quality-waiting = { $count ->
    [one] { $count } Ticket wartet auf seine Audits
   *[other] { $count } Tickets warten auf ihre Audits
}
quality-waiting-help = Nichts zu tun: Von ihrem Verlauf fehlt etwas oder könnte etwas fehlen, und die nächsten Importe fragen Zendesk danach, nach und nach.
quality-field = Das Ticketfeld { $field } wurde in Zendesk geändert
quality-field-help = Das Feld oder Optionen davon wurden umbenannt oder entfernt, sodass Tickets Werte zeigen, von denen kein Ereignis erzählt. Sehen Sie nach, ob die Ansichten es noch so nennen, wie sie sollen.
quality-reason = Grund
quality-set-aside = { $count ->
    [one] { $count } Zeile von { $endpoint } war nicht lesbar und wurde beiseitegelegt
   *[other] { $count } Zeilen von { $endpoint } waren nicht lesbar und wurden beiseitegelegt
}
quality-set-aside-help = Tickets, zu denen sie gehören können, werden aus ihren Audits repariert oder als ungenau gezählt. Die neueste: { $newest }
quality-odd-values = { $count ->
    [one] { $count } Zeile von { $endpoint } hat Werte, die nicht lesbar sind
   *[other] { $count } Zeilen von { $endpoint } haben Werte, die nicht lesbar sind
}
quality-odd-values-help = Sie gelten als leer. Die neueste: { $newest }
quality-no-channel = { $count ->
    [one] { $count } Kontakt nennt keinen Kanal
   *[other] { $count } Kontakte nennen keinen Kanal
}
quality-no-channel-help = Sie zählen als Vorgang (case). Mehr sagt Zendesk nicht über sie.
quality-unmapped = { $count ->
    [one] { $count } Kontakt kam über den Kanal „{ $channel }“, den keine Regel nennt
   *[other] { $count } Kontakte kamen über den Kanal „{ $channel }“, den keine Regel nennt
}
quality-unmapped-help = Sie zählen als Vorgang (case), wenn Sie sie nicht anderswo einordnen.
quality-compared-at = Verglichen
quality-drift-name = Abweichung
quality-compared-views = Verglichene Ansichten
quality-not-comparable = keine Ansicht konnte verglichen werden
quality-not-compared = Es wurde noch nicht verglichen.

# Vergleichen, Kanäle, und was die nächste Zählung ändert

compare-lead = Die Tickets, die Inflow jetzt in jeder Ansicht sieht, neben denen, die Zendesk zeigt. Dafür wird Zendesk gefragt: einige Anfragen für jede abweichende Ansicht, in höchstens einigen Minuten.
compare-now = Jetzt vergleichen
compare-see = Ansicht für Ansicht
compare-goes-on = Der Vergleich läuft
compare-goes-on-help = Sie können diese Seite verlassen; was gefunden wird, bleibt hier stehen.
compare-failed = Der Vergleich ist abgebrochen
compare-none = Seit dem Start des Programms wurde nichts verglichen.
compare-imported-until = bis { $instant }; was sich seither in Zendesk geändert hat, ist keine Abweichung
compare-requests = Anfragen an Zendesk
compare-difference = Unterschied
compare-unexplained = Ungeklärt
compare-archived = { $count ->
    [one] { $count } weiteres gilt als archiviert
   *[other] { $count } weitere gelten als archiviert
}
compare-old-count = Die Zahl von Zendesk ist eine ältere.
compare-tickets = { $count ->
    [one] { $count } Ticket, das nur eine Seite sieht
   *[other] { $count } Tickets, die nur eine Seite sieht
}
held-by-inflow = nur laut Inflow
held-by-zendesk = nur laut Zendesk
cause-changed-since = seit dem letzten Import geändert
cause-gone-since = seit dem letzten Import gelöscht
cause-before-the-history = zuletzt vor dem importierten Verlauf geändert
cause-archiving = geschlossen, und bald oder schon archiviert
cause-inexact = sein Verlauf ist nicht genau (Regel 2.4)
cause-unknown = ohne bekannten Grund
note-unsupported = Nicht verglichen: nicht unterstützt.
note-inactive = Nicht verglichen: nicht aktiv.
note-edited = Nicht verglichen: seit dem letzten Import geändert oder verschwunden.
note-not-told = Nicht verglichen: Zendesk nennt keine Zahl.
note-still-counting = Nicht verglichen: Zendesk zählt noch, versuchen Sie es später noch einmal.
note-too-long = Tickets nicht aufgeführt: zu viele.
note-restricted = Tickets nicht aufgeführt: Zendesk zeigt sie diesem Benutzer nicht.
channels-title = Kanäle
channels-lead = Als welcher Kanal einer Quell-Queue jeder Kanal von Zendesk zählt.
channels-see = Ansehen und ändern
channels-saved = Gespeichert. Die Zahlen folgen mit dem nächsten Import.
channels-of-zendesk = Kanal von Zendesk
channels-counts-as = Zählt als
channels-rule = Regel
channels-placed = von Ihnen eingeordnet
channels-hint = Mit dem nächsten Import wird der ganze Verlauf neu gezählt; Quell-Queues können also hinzukommen oder enden.
channels-fixed = Kanäle mit festem Platz
channels-wrong = Es wurde ein Kanal genannt, der sich nicht einordnen lässt. Es wurde nichts gespeichert.
recount-title = Was die nächste Zählung ändert
recount-look = Sehen, was das ändert
recount-lead = Der ganze gespeicherte Verlauf wurde zur Probe neu gezählt: { $tickets } Tickets. Es wurde nichts gespeichert.
recount-nothing = Keine Zahl ändert sich.
recount-days = Tage
recount-now = Jetzt
recount-then = Dann
recount-busy = Andere lassen gerade den ganzen Verlauf zählen. Versuchen Sie es gleich noch einmal.

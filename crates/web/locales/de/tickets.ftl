# Ein ganzes Ticket: seine Ereignisse, und was jedes zählt

ticket-find = Ticket suchen
ticket-find-lead = Sehen Sie jedes Ereignis eines Tickets: was es geändert hat, in welchen Quell-Queues es zählt, oder warum es nichts zählt.
ticket-number = Nummer des Tickets in Zendesk
ticket-no-number = Das ist keine Ticketnummer. Die Nummer steht in Zendesk neben dem Betreff, etwa #1476.
ticket-show = Zeigen
ticket-all-events = Alle Ereignisse dieses Tickets
ticket-in-zendesk = In Zendesk öffnen
ticket-events-count = { $count ->
    [one] { $count } Ereignis
   *[other] { $count } Ereignisse
}
ticket-contacts-count = { $count ->
    [0] keines davon ein Kontakt
    [one] { $count } davon ein Kontakt
   *[other] { $count } davon Kontakte
}
ticket-not-judged = { $count ->
    [one] { $count } Ansicht zählt nicht und wird hier daher nicht beurteilt
   *[other] { $count } Ansichten zählen nicht und werden hier daher nicht beurteilt
}
ticket-not-imported = Dieses Ticket ist nicht importiert. Vielleicht ist es neu, oder es hat sich seit dem ersten importierten Tag nicht geändert.
ticket-no-such-event = Das Ticket hat kein solches Ereignis.
ticket-dropped = Die Ereignisse dieses geschlossenen Tickets wurden wegen ihres Alters entfernt. Was sie gezählt haben, bleibt, wird aber nicht mehr erklärt.
event-counts = zählt
event-counts-nothing = zählt nichts
event-no-contact = Kein Kontakt
event-counts-in = Zählt in
event-queues = { $count ->
    [one] { $count } Quell-Queue
   *[other] { $count } Quell-Queues
}
event-no-view = keine Ansicht enthält das Ticket, also in keiner Quell-Queue
event-holding = In Ansichten, ohne zu zählen
event-every-view = Jede Ansicht mit ihren Bedingungen
contact-whole-ticket = Alle Ereignisse dieses Tickets
contact-dropped = Die Ereignisse des Tickets bis zum { $day } wurden wegen ihres Alters entfernt. Was sie gezählt haben, bleibt, wird aber nicht mehr erklärt.
nothing-before-window = Es liegt vor dem ersten importierten Tag.
nothing-outbound-call = Das Ticket beginnt mit einem ausgehenden Anruf.
nothing-running-session = Eine weitere Nachricht einer laufenden Chat-Sitzung, die zusammen ein Kontakt ist.
nothing-merge = Tickets wurden zusammengeführt.
nothing-restoring = Das Ticket war gelöscht und wurde wiederhergestellt.
nothing-not-waiting = Kein Kunde schrieb öffentlich, und das Ticket wartet danach nicht auf das Team.
nothing-no-further-view = Kein Kunde schrieb öffentlich, und das Ticket kam in keine weitere Ansicht.
nothing-after-closing = Das Ticket war schon geschlossen.
inexact-change = eine Änderung von „{ $field }“ folgt nicht aus den Ereignissen davor
inexact-present = die Ereignisse führen nicht zu dem, was „{ $field }“ jetzt ist
inexact-creation = es entstand nach dem ersten importierten Tag, aber durch kein bekanntes Ereignis
inexact-start = weder seine Entstehung noch sein jetziger Zustand ist bekannt
inexact-no-audits = Zendesk hat keine Audits dazu
inexact-odd-audits = die Audits dazu sind nicht lesbar
and-more = und { $count } weitere
value-words = { $count ->
    [one] { $count } Wort
   *[other] { $count } Wörter
}
value-not-at-all = gar nicht
value-deleted = Gelöscht
field-customs = Benutzerdefinierte Felder

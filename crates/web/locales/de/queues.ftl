# Quell-Queues

queues-title = Quell-Queues
queues-covered = Importiert von { $from } bis { $until }.
queues-nothing-imported = Noch ist nichts vollständig importiert. Sobald der erste Import zu Ende ist, stehen hier Zahlen.
queues-share-calls = Ein Anruf kann hier doppelt zählen: einmal als Anruf in einer Talk-Queue und einmal über das Ticket, das er erzeugt hat, in den Queues von Ansichten. Es ist dieselbe Arbeit; zählen Sie die beiden Arten von Queues daher nie zusammen (Regel 7.5).
queues-search = Nach Namen suchen
queues-channel = Kanal
queues-every-channel = Alle Kanäle
queues-state = Zustand
queues-every-state = Jeder Zustand
queues-filter = Filtern
queues-show-all = Alle zeigen
queues-none-found = Keine Quell-Queue passt
queues-none-found-help = Suchen Sie nach einem Teil des Namens oder wählen Sie einen anderen Kanal oder Zustand.
queues-none = Noch keine Quell-Queues
queues-none-help = Eine Quell-Queue erscheint von selbst mit dem ersten Kontakt, der in einer unterstützten Ansicht eintrifft, oder mit dem ersten Anruf.
queues-shown = { $shown } von { $total } Quell-Queues
queues-of-view = Ansicht { $view }
queues-page-before = Vorherige Seite
queues-page-after = Nächste Seite
queues-queue = Quell-Queue
queues-six-weeks = Letzte sechs Wochen
queues-offered = Kontakte
queues-last = Letzter Kontakt
queue-active = aktiv
queue-inactive = inaktiv
spark-label = { $count } Kontakte in den letzten { $days } Tagen
channel-email = E-Mail
channel-chat = Chat
channel-social-media = Soziale Medien
channel-call = Anruf
channel-case = Vorgang

# Eine Queue

queue-offered-ever = Kontakte insgesamt
queue-definition-since = Ansicht so definiert seit
queue-complete-from = Vollständig ab
queue-complete-since = vollständig ab { $day }
queue-complete-from-text = Der Verlauf dieser Ansicht ist erst ab { $day } vollständig: Sie wurde zum ersten Mal gezählt, nachdem die Ereignisse damals geschlossener Tickets wegen ihres Alters entfernt worden waren.
queue-imported-until = Importiert bis
queue-inactive-text = Diese Quell-Queue bekommt keine weiteren Kontakte: Ihre Ansicht wurde deaktiviert, entfernt oder wird nicht mehr unterstützt. Ihr Verlauf bleibt.
queue-shares-calls-talk = Anrufe dieser Quell-Queue können auch Tickets erzeugt haben, die in den Queues von Ansichten ebenfalls zählen. Es ist dieselbe Arbeit, zweimal gesehen: Zählen Sie sie nie zusammen (Regel 7.5).
queue-shares-calls-view = Hier zählen Tickets, die aus Anrufen entstanden sind, und die Anrufe selbst zählen in den Talk-Queues. Es ist dieselbe Arbeit, zweimal gesehen: Zählen Sie sie nie zusammen (Regel 7.5).
queue-range = Zeitraum
range-week = 1 Woche
range-four-weeks = 4 Wochen
range-quarter = 13 Wochen
range-two-years = 2 Jahre
range-all = Alles
queue-choose = Tage, Intervall und Zeitzone wählen
queue-first = Erster Tag
queue-last = Letzter Tag
queue-interval = Intervall
length-quarter-hour = 15 Minuten
length-half-hour = 30 Minuten
length-hour = 1 Stunde
length-day = 1 Tag
length-week = 1 Woche
queue-show = Zeigen
queue-too-fine = So viele Tage haben zu viele Intervalle von { $wanted } für ein Diagramm; dieses zeigt daher { $shown }. Die Datei zum Herunterladen hat, was Sie gewählt haben.
queue-contacts = Kontakte
queue-handling = Durchschnittliche Bearbeitungszeit (AHT)
chart-contacts = Kontakte in { $queue }
chart-contacts-text = { $total } Kontakte von { $from } bis { $to }, höchstens { $most } in einem Intervall. Dieselben Zahlen stehen in der Liste darunter.
chart-handling = Durchschnittliche Bearbeitungszeit in { $queue }
chart-handling-text = Höchstens { $most }, in Minuten und Sekunden. Wo nichts bearbeitet wurde, gibt es keinen Wert. Dieselben Zahlen stehen in der Liste darunter.
legend-provisional-talk = kann sich noch ändern oder ist teilweise importiert
standing-missing = nicht importiert
standing-partial = teilweise importiert
standing-incomplete = vielleicht unvollständig
standing-provisional = kann sich noch ändern
queue-click = Ein Klick auf einen Balken zeigt, was dahintersteht.
queue-download = Herunterladen, was das Diagramm zeigt:
queue-nothing-handled = In diesen Tagen wurde nichts bearbeitet; es gibt also keinen Durchschnitt.
queue-range-not-imported = Von diesen Tagen ist nichts importiert; es gibt also keine Zahlen.
queue-range-nothing = In diesen Tagen traf nichts ein. Sie sind importiert, also ist das eine 0 und keine Lücke.
queue-range-everything = Alles zeigen, was importiert ist
queue-usual = Die übliche Woche
queue-usual-text = Kontakte pro Stunde im Durchschnitt über die Tage des Diagramms, soweit sie importiert sind.
queue-week = Woche
queue-week-earlier = Woche davor
queue-week-later = Woche danach
queue-measure = Was die Tabelle zeigt
queue-list = Zahlen
queue-list-shown = { $first } bis { $last } von { $count }
queue-list-newer = Neuere
queue-list-older = Ältere
figure-interval = Intervall
figure-offered = Kontakte
figure-handled = Bearbeitet
figure-abandoned = Abgebrochen
figure-neither = Keins von beiden
figure-aht = AHT
figure-note = Anmerkung
figure-absent = keine Zahl
chart-save = Diagramm als { $form } speichern
compared = Verglichen mit
compared-nothing = nichts
compared-week = der Vorwoche
compared-year = dem Vorjahr
queue-wrong-comparison = Diesen Vergleich gibt es nicht. Wählen Sie einen der angebotenen.
queue-wrong-order = Der erste Tag darf nicht nach dem letzten liegen.
queue-too-long = Ein Diagramm fasst höchstens 15 Jahre. Wählen Sie Tage, die näher beieinander liegen.
queue-wrong-range = Diesen Zeitraum gibt es nicht. Gehen Sie zurück und wählen Sie einen der angebotenen.
queue-wrong-day = Das ist kein Tag. Schreiben Sie Tage wie 2026-09-01, von 1990 bis 2099, und sowohl den ersten als auch den letzten.
queue-wrong-interval = Dieses Intervall gibt es nicht. Es ist 15m, 30m, 1h, 1d oder 1w.
queue-wrong-figure = Diese Zahl gibt es nicht. Sie ist offered, handled, abandoned oder aht.
queue-wrong-rows = Zeilen werden ab 1 gezählt.

# Was hinter einer Zahl steht

figure-title = Kontakte in { $queue }
figure-contacts = { $count ->
    [0] Keine Kontakte
    [one] { $count } Kontakt
   *[other] { $count } Kontakte
}
figure-provisional = Anrufe der letzten drei Stunden können sich in Zendesk noch ändern, und mit ihnen diese Zahl (Regel 8.2).
figure-recount-due = Ansichten, Felder oder Kanäle haben sich seit der letzten Zählung geändert. Erklärt wird, was die nächste Zählung findet; ein Kontakt, den sie anders finden würde, ist gekennzeichnet.
figure-shares = Wann sie eintrafen
figure-contacts-head = Die Kontakte
figure-calls-head = Die Anrufe
figure-earlier = Frühere
figure-later = Spätere
figure-nothing = In diesem Intervall traf nichts ein. Es ist importiert, also ist das eine 0 und keine Lücke (Regel 8.2).
figure-not-imported = Dieses Intervall ist nicht importiert; es gibt also keine Zahl zu erklären (Regel 8.2).
figure-wrong-instant = Das ist kein Zeitpunkt. Schreiben Sie ihn wie 2026-09-01T09:15:00Z.
contact-ticket = Ticket { $ticket }
contact-channel = Kanal
contact-author = Verfasser
contact-event = Ticketereignis
contact-also-in = Zählt auch in
contact-otherwise = Der Kontakt ist gezählt, doch die nächste Zählung würde ihn anders finden.
contact-inexact = Was Zendesk über den Verlauf dieses Tickets sagt, passt nicht zusammen; dies kann daher ungenau sein.
contact-view = Ansicht „{ $view }“
held-before = enthielt das Ticket davor
not-held-before = enthielt das Ticket davor nicht
held-after = enthält es danach
not-held-after = enthält es danach nicht
conditions-all = Alle diese Bedingungen müssen zutreffen
conditions-any = Mindestens eine davon muss zutreffen
condition = Bedingung
value-before = Wert davor
value-after = Wert danach
condition-holds = trifft zu
condition-fails = trifft nicht zu
kind-created = Neues Ticket
kind-reply = Antwort eines Kunden
kind-entry = Eingang in die Ansicht
rule = Regel { $number }
rule-3-1 = Das Ereignis, das ein Ticket erzeugt, ist ein Kontakt, wer immer es verfasst hat.
rule-3-2 = Ein öffentlicher Kommentar eines Kunden ist ein Kontakt.
rule-3-3 = Ein Ereignis, das ein wartendes Ticket (neu oder offen) in eine Ansicht bringt, in der es zuvor nicht war, ist neue Arbeit für diese Ansicht.
rule-7-1 = Jeder eingehende Anruf ist ein Kontakt zu dem Zeitpunkt, an dem er begann, einmal je Anruf.
rule-7-3 = Bearbeitet ist ein Anruf, den ein Agent angenommen und in dem er gesprochen hat und der keine Voicemail ist; abgebrochen ist einer, den der Anrufer aufgab.
rule-7-4 = Bearbeitungszeit ist Gespräch, Warten und Nachbearbeitung zusammen; der Durchschnitt (AHT) geht über die bearbeiteten Anrufe (Regel 7.4).
source-ticket = aus dem Kanal des Tickets
source-comment = aus dem Kanal des Kommentars
source-label = aus der Bezeichnung des Ereignisses
source-latest-contact = aus dem letzten Kontakt des Tickets
side-staff = Mitarbeiter
side-system = Zendesk selbst
side-customer = Kunde
call-time = Zeit
call-number = Anruf
call-outcome = Ausgang
call-talk = Gespräch
call-hold = Warten
call-wrap-up = Nachbearbeitung
call-handling = Bearbeitungszeit
call-voicemail = Voicemail
call-handled = bearbeitet
call-abandoned = abgebrochen
call-handled-and-abandoned = bearbeitet und abgebrochen
call-neither = weder bearbeitet noch abgebrochen

# Was aus den Kontakten wurde

fates-title = Was aus den Kontakten wurde
fates-ends = Wie sie endeten
fates-waiting = Wartend
fates-kinds = Was sie waren
fates-target = Ziel für Antworten
fates-still-change = { $count ->
    [one] { $count } Kontakt dieser Tage ist noch offen: Die Zahlen seines Intervalls ändern sich noch.
   *[other] { $count } Kontakte dieser Tage sind noch offen: Die Zahlen ihrer Intervalle ändern sich noch.
}
fates-table = Als Tabelle: die letzten { $count } Intervalle mit Kontakten
glance-waiting = Wartend, { $at }
glance-oldest = Der älteste seit { $since }, schon { $for }.
glance-nothing-waits = Es wartet nichts.
glance-within = Beantwortet innerhalb von { $target }, { $week }
glance-of-answered = { $within } von { $answered } beantworteten Kontakten.
glance-unfinished = { $count ->
    [one] { $count } Kontakt dieser Woche ist noch offen.
   *[other] { $count } Kontakte dieser Woche sind noch offen.
}
glance-average = Durchschnittliche Zeit bis zur Antwort, { $week }
fate-answered = Beantwortet
fate-within = Innerhalb von { $target }
fate-average = Durchschnittliche Zeit bis zur Antwort
fate-settled = Ohne Antwort erledigt
fate-moved = Weitergegeben
fate-dropped = Entfallen
fate-unfinished = Noch offen
fate-waiting = Wartend
fate-created = Neue Tickets
fate-replies = Antworten von Kunden
fate-reopenings = Wiedereröffnungen
fate-entries = In den View gekommen
chart-fates = Wie die Kontakte von { $queue } endeten
chart-kinds = Arten der Kontakte in { $queue }
chart-waiting = Wartende Kontakte in { $queue }
chart-waiting-text = Höchstens { $most }. Dieselben Zahlen stehen in der Tabelle darunter.
queue-wrong-target = Ein solches Ziel gibt es nicht. Wählen Sie eines der angebotenen, etwa 4h.

# Workloads

workloads-title = Workloads
workload = Workload
workloads-lead = Ein Workload sind mehrere Quell-Queues eines Kanals, die als eine geplant werden: Jeder Kontakt zählt einmal, in wie vielen davon er auch ist (Regel 10).
workloads-none = Noch keine Workloads
workloads-none-help = Legen Sie einen aus den Quell-Queues an, die ein Team beantwortet. Die ganze Vergangenheit wird sofort gezählt.
workload-add = Workload anlegen
workload-members = Quell-Queues
workload-change = Ändern
workload-remove = Entfernen
workload-name = Name
workload-name-hint = Ein Name, den kein anderer Workload hat.
workload-not-yet = wird mit dem nächsten Import gezählt
workload-offered = { $count ->
    [one] { $count } Kontakt insgesamt
   *[other] { $count } Kontakte insgesamt
}
workload-wrong-name = Ein Name hat 1 bis 200 Zeichen, ohne Zeilenumbrüche und verborgene Zeichen. Wählen Sie einen anderen.
workload-name-taken = Ein anderer Workload hat diesen Namen. Wählen Sie einen anderen.
workload-empty = Wählen Sie mindestens eine Quell-Queue.
workload-mixed = Quell-Queues von Views und von Talk sind nie in einem Workload, da ein Anruf auch ein Ticket erzeugt haben kann (Regel 7.5). Legen Sie von jedem einen an.
workload-text-erased = Der View „{ $view }“ hat Texte beurteilt, die nicht mehr aufbewahrt werden; was er enthielt, lässt sich nicht mehr sagen (Regel 6.5). Lassen Sie ihn weg.
workload-not-counted = Der View „{ $view }“ zählt nichts, da er nicht aktiv ist oder nicht unterstützt wird. Lassen Sie ihn weg.
workload-unknown-member = Eine dieser Quell-Queues gibt es nicht mehr. Wählen Sie neu.
overlap-title = Überschneidung von Quell-Queues
overlap-lead = Wie viele von hundert Kontakten in einer von zwei Quell-Queues in beiden zählen: was Summen von Quell-Queues falsch macht (Regel 10.4).
overlap-since = Kontakte ab { $from }.
overlap-none = Keine zwei Quell-Queues dieses Kanals teilen einen Kontakt
overlap-suggested = „{ $left }“ und „{ $right }“ teilen { $percent } % ihrer Kontakte: Planen Sie sie als einen Workload.

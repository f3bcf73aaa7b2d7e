# Die Seite der Ansichten

views-lead = Welche Ansichten von Zendesk gezählt werden, welche nicht, und warum. Ansichten werden bei jedem Import neu gelesen.
views-none = Noch ist keine Ansicht bekannt. Sie werden beim ersten Import gelesen.
views-counted = { $count ->
    [one] { $count } Ansicht wird gezählt
   *[other] { $count } Ansichten werden gezählt
}
views-unsupported = { $count ->
    [one] { $count } Ansicht wird nicht unterstützt
   *[other] { $count } Ansichten werden nicht unterstützt
}
views-unsupported-help = Eine Ansicht wird zu keiner Quell-Queue, wenn sich eine ihrer Bedingungen für vergangene Ereignisse nicht beurteilen lässt. Diese Bedingungen sind gekennzeichnet; eine Kopie der Ansicht in Zendesk ohne sie kann gezählt werden.
views-inactive = { $count ->
    [one] { $count } Ansicht ist inaktiv
   *[other] { $count } Ansichten sind inaktiv
}
views-inactive-help = Quell-Queues von Ansichten, die früher gezählt wurden, bleiben mit ihrem Verlauf.
view-counted = gezählt
view-kept = inaktiv, Verlauf bleibt
view-unsupported = nicht unterstützt
view-not-active = inaktiv
view-no-queue-yet = Bisher kein Kontakt.
view-definition-since = Diese Bedingungen gelten seit { $day }; der ganze Verlauf ist nach ihnen gezählt.
view-updated = Zuletzt in Zendesk geändert: { $instant }
view-not-listed = Nicht mehr in der Liste von Zendesk.
view-field-unknown = Das Konto führt das benutzerdefinierte Feld { $id } nicht: Seine Werte werden als Text verglichen.
view-versions = { $count ->
    [one] { $count } frühere Fassung
   *[other] { $count } frühere Fassungen
}
view-version-of = Stand { $instant }: „{ $title }“
try-title = Eine Ansicht ausprobieren
try-lead = Sehen Sie, was eine Ansicht im importierten Verlauf gezählt hätte, bevor Sie sie in Zendesk anlegen. Es wird nichts gespeichert.
try-json = Ansicht in der Form von Zendesk (JSON)
try-json-hint = Wie die API von Zendesk sie gibt, oder nur ihre Bedingungen: alle unter all müssen wahr sein, und mindestens eine unter any.
try-count = Beurteilen und zählen
try-unreadable = Das ist keine Ansicht in der Form von Zendesk: { $reason }
try-too-long = Das ist zu lang für eine Ansicht.
try-not-imported = Noch ist nichts vollständig importiert, also gibt es keinen Verlauf, an dem sie ausprobiert werden könnte.
try-text-not-kept = Diese Ansicht beurteilt Betreff oder Beschreibung. Diese werden nur aufbewahrt, solange eine aktive Ansicht das tut; gezählt werden kann sie, sobald sie in Zendesk aktiv und importiert ist.
try-unsupported = „{ $title }“ würde zu keiner Quell-Queue
try-seen = „{ $title }“ hätte { $count ->
    [one] { $count } Kontakt
   *[other] { $count } Kontakte
} gezählt
try-between = Von { $from } bis { $until }, nach Monaten in UTC.
try-month = Monat
try-all = Alle
try-nothing = Kein Kontakt des importierten Verlaufs wäre gezählt worden.


# Bedingungen in Worten

field-status = Status
field-custom-status = Ticketstatus
field-type = Typ
field-priority = Priorität
field-group = Gruppe
field-assignee = Zugewiesen an
field-requester = Anfragender
field-organization = Organisation
field-brand = Marke
field-form = Formular
field-tags = Stichwörter
field-text = Betreff und Beschreibung
field-support-type = Art des Supports
field-recipient = Empfangen unter
field-satisfaction = Zufriedenheit
field-custom = Benutzerdefiniertes Feld { $id }
field-created = Erstellt am
field-channel = Kanal
field-sla = Nächste SLA-Verletzung
field-skills = Skills
field-schedule = Zeitplan
field-within-schedule = Innerhalb (Zeitplan)
field-role = Rolle des Agenten
field-public = Sichtbarkeit
field-hours-new = Stunden seit Erstellung
field-hours-open = Stunden seit Offen
field-hours-pending = Stunden seit Wartend
field-hours-hold = Stunden seit Angehalten
field-hours-solved = Stunden seit Gelöst
field-hours-closed = Stunden seit Geschlossen
field-hours-assigned = Stunden seit Zuweisung
field-hours-assignee-updated = Stunden seit Aktualisierung durch Zugewiesenen
field-hours-requester-updated = Stunden seit Aktualisierung durch Anfragenden
field-hours-updated = Stunden seit Aktualisierung
field-hours-due = Stunden seit Fälligkeit
field-hours-until-due = Stunden bis Fälligkeit
operator-is = ist
operator-is-not = ist nicht
operator-less = ist niedriger als
operator-greater = ist höher als
operator-fewer = ist weniger als
operator-more = ist mehr als
operator-less-equal = ist höchstens
operator-greater-equal = ist mindestens
operator-includes = enthält mindestens eines von
operator-not-includes = enthält keines von
operator-present = ist ausgefüllt
operator-not-present = ist nicht ausgefüllt
value-blank = (leer)
value-current-user = (aktueller Benutzer)
value-current-groups = (Gruppen des aktuellen Benutzers)
value-new = Neu
value-open = Offen
value-pending = Wartend
value-hold = Angehalten
value-solved = Gelöst
value-closed = Geschlossen
value-low = Niedrig
value-normal = Normal
value-high = Hoch
value-urgent = Dringend
value-question = Frage
value-incident = Vorfall
value-problem = Problem
value-task = Aufgabe
value-agent = Agent
value-ai-agent = KI-Agent
value-unoffered = Nicht angeboten
value-offered = Angeboten
value-bad = Schlecht
value-bad-with-comment = Schlecht mit Kommentar
value-good = Gut
value-good-with-comment = Gut mit Kommentar

# Warum eine Bedingung sich nicht beurteilen lässt

reason-channel = Sie fragt nach dem Kanal, den Zendesk für vergangene Ereignisse nicht nennt.
reason-sla = Sie fragt nach SLA-Zielen, die nicht zum Verlauf eines Tickets gehören.
reason-skills = Sie fragt nach Skills, die nicht zum Verlauf eines Tickets gehören.
reason-business-hours = Sie fragt nach Geschäftszeiten, die sich ändern, ohne einen Verlauf zu hinterlassen.
reason-role = Sie fragt nach der Rolle des Agenten, der die Ansicht ansieht.
reason-updated-at = Sie fragt, wann das Ticket zuletzt aktualisiert wurde, und das setzt jedes Ereignis neu.
reason-ticket-is-public = Sie fragt, ob das Ticket öffentlich ist, und das hat keinen Verlauf.
reason-viewer = Sie hängt vom Agenten ab, der die Ansicht ansieht.
reason-change-operator = Sie vergleicht mit dem Augenblick einer Änderung, wie es nur Auslöser können.
reason-unknown-field = Inflow kennt dieses Feld nicht.
reason-unknown-operator = Inflow kennt diesen Operator für dieses Feld nicht.
reason-unreadable-value = Dieser Wert lässt sich nicht vergleichen.
reason-unreadable = Die Definition dieser Ansicht lässt sich nicht lesen.

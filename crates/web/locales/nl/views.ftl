# De pagina met weergaven

views-lead = Welke weergaven van Zendesk worden geteld, welke niet, en waarom. Weergaven worden bij elke import opnieuw gelezen.
views-none = Er is nog geen weergave bekend. Ze worden bij de eerste import gelezen.
views-counted = { $count ->
    [one] { $count } weergave wordt geteld
   *[other] { $count } weergaven worden geteld
}
views-unsupported = { $count ->
    [one] { $count } weergave wordt niet ondersteund
   *[other] { $count } weergaven worden niet ondersteund
}
views-unsupported-help = Een weergave wordt geen bronqueue als een van haar voorwaarden niet te beoordelen is voor gebeurtenissen uit het verleden. Die voorwaarden zijn gemarkeerd; een kopie van de weergave in Zendesk zonder die voorwaarden kan wel worden geteld.
views-inactive = { $count ->
    [one] { $count } weergave is inactief
   *[other] { $count } weergaven zijn inactief
}
views-inactive-help = Bronqueues van weergaven die eerder zijn geteld, blijven met hun geschiedenis.
view-counted = geteld
view-kept = inactief, geschiedenis blijft
view-unsupported = niet ondersteund
view-not-active = inactief
view-no-queue-yet = Nog geen contact.
view-definition-since = Deze voorwaarden gelden sinds { $day }; de hele geschiedenis is daarmee geteld.
view-updated = Laatst gewijzigd in Zendesk: { $instant }
view-not-listed = Staat niet meer in de lijst van Zendesk.
view-field-unknown = Het account kent het aangepaste veld { $id } niet: de waarden worden als tekst vergeleken.
view-versions = { $count ->
    [one] { $count } eerdere versie
   *[other] { $count } eerdere versies
}
view-version-of = Per { $instant }: “{ $title }”
try-title = Een weergave proberen
try-lead = Bekijk wat een weergave in de geïmporteerde geschiedenis zou hebben geteld, voordat u haar in Zendesk maakt. Er wordt niets opgeslagen.
try-json = Weergave in de vorm van Zendesk (JSON)
try-json-hint = Zoals de API van Zendesk haar geeft, of alleen haar voorwaarden: alle onder all moeten waar zijn, en minstens één onder any.
try-count = Beoordelen en tellen
try-unreadable = Dit is geen weergave in de vorm van Zendesk: { $reason }
try-too-long = Dit is te lang voor een weergave.
try-not-imported = Er is nog niets volledig geïmporteerd, dus er is geen geschiedenis om haar op te proberen.
try-text-not-kept = Deze weergave beoordeelt onderwerp of beschrijving. Die worden alleen bewaard zolang een actieve weergave dat doet; ze kan worden geteld zodra ze in Zendesk actief en geïmporteerd is.
try-unsupported = “{ $title }” zou geen bronqueue worden
try-seen = “{ $title }” zou { $count ->
    [one] { $count } contact
   *[other] { $count } contacten
} hebben geteld
try-between = Van { $from } tot { $until }, per maand van UTC.
try-month = Maand
try-all = Alles
try-nothing = Geen contact uit de geïmporteerde geschiedenis zou zijn geteld.


# Voorwaarden in woorden

field-status = Status
field-custom-status = Ticketstatus
field-type = Type
field-priority = Prioriteit
field-group = Groep
field-assignee = Toegewezene
field-requester = Aanvrager
field-organization = Organisatie
field-brand = Merk
field-form = Formulier
field-tags = Tags
field-text = Onderwerp en beschrijving
field-support-type = Soort support
field-recipient = Ontvangen op
field-satisfaction = Tevredenheid
field-custom = Aangepast veld { $id }
field-created = Gemaakt op
field-channel = Kanaal
field-sla = Volgende SLA-overschrijding
field-skills = Vaardigheden
field-schedule = Rooster
field-within-schedule = Binnen (rooster)
field-role = Rol van de agent
field-public = Privacy
field-hours-new = Uren sinds gemaakt
field-hours-open = Uren sinds open
field-hours-pending = Uren sinds in behandeling
field-hours-hold = Uren sinds in de wacht
field-hours-solved = Uren sinds opgelost
field-hours-closed = Uren sinds gesloten
field-hours-assigned = Uren sinds toegewezen
field-hours-assignee-updated = Uren sinds update door toegewezene
field-hours-requester-updated = Uren sinds update door aanvrager
field-hours-updated = Uren sinds update
field-hours-due = Uren sinds vervaldatum
field-hours-until-due = Uren tot vervaldatum
operator-is = is
operator-is-not = is niet
operator-less = is lager dan
operator-greater = is hoger dan
operator-fewer = is minder dan
operator-more = is meer dan
operator-less-equal = is hoogstens
operator-greater-equal = is minstens
operator-includes = bevat minstens één van
operator-not-includes = bevat geen van
operator-present = is ingevuld
operator-not-present = is niet ingevuld
value-blank = (leeg)
value-current-user = (huidige gebruiker)
value-current-groups = (groepen van de huidige gebruiker)
value-new = Nieuw
value-open = Open
value-pending = In behandeling
value-hold = In de wacht
value-solved = Opgelost
value-closed = Gesloten
value-low = Laag
value-normal = Normaal
value-high = Hoog
value-urgent = Urgent
value-question = Vraag
value-incident = Incident
value-problem = Probleem
value-task = Taak
value-agent = Agent
value-ai-agent = AI-agent
value-unoffered = Niet aangeboden
value-offered = Aangeboden
value-bad = Slecht
value-bad-with-comment = Slecht met opmerking
value-good = Goed
value-good-with-comment = Goed met opmerking

# Waarom een voorwaarde niet te beoordelen is

reason-channel = Vraagt naar het kanaal, dat Zendesk niet vertelt voor gebeurtenissen uit het verleden.
reason-sla = Vraagt naar SLA-doelen, die geen deel zijn van de geschiedenis van een ticket.
reason-skills = Vraagt naar vaardigheden, die geen deel zijn van de geschiedenis van een ticket.
reason-business-hours = Vraagt naar kantooruren, die veranderen zonder een geschiedenis achter te laten.
reason-role = Vraagt naar de rol van de agent die de weergave bekijkt.
reason-updated-at = Vraagt wanneer het ticket het laatst is bijgewerkt, en dat zet elke gebeurtenis opnieuw.
reason-ticket-is-public = Vraagt of het ticket openbaar is, en dat heeft geen geschiedenis.
reason-viewer = Hangt af van de agent die de weergave bekijkt.
reason-change-operator = Vergelijkt met het moment van een wijziging, zoals alleen triggers kunnen.
reason-unknown-field = Inflow kent dit veld niet.
reason-unknown-operator = Inflow kent deze operator voor dit veld niet.
reason-unreadable-value = Deze waarde kan niet worden vergeleken.
reason-unreadable = De definitie van deze weergave kan niet worden gelezen.

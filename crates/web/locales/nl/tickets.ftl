# Een heel ticket: de gebeurtenissen, en wat elk ervan telt

ticket-find = Ticket zoeken
ticket-find-lead = Bekijk elke gebeurtenis van een ticket: wat die wijzigde, in welke bronqueues die meetelt, of waarom die niet meetelt.
ticket-number = Nummer van het ticket in Zendesk
ticket-no-number = Dit is geen ticketnummer. Het nummer staat in Zendesk naast het onderwerp, zoals #1476.
ticket-show = Tonen
ticket-all-events = Alle gebeurtenissen van dit ticket
ticket-in-zendesk = Openen in Zendesk
ticket-events-count = { $count ->
    [one] { $count } gebeurtenis
   *[other] { $count } gebeurtenissen
}
ticket-contacts-count = { $count ->
    [0] geen ervan een contact
    [one] waarvan { $count } een contact
   *[other] waarvan { $count } contacten
}
ticket-not-judged = { $count ->
    [one] { $count } weergave telt niet mee en wordt hier dus niet beoordeeld
   *[other] { $count } weergaven tellen niet mee en worden hier dus niet beoordeeld
}
ticket-not-imported = Dit ticket is niet geïmporteerd. Misschien is het nieuw, of is het sinds de eerste geïmporteerde dag niet gewijzigd.
ticket-no-such-event = Het ticket heeft deze gebeurtenis niet.
ticket-dropped = De gebeurtenissen van dit gesloten ticket zijn vanwege hun leeftijd weggedaan. Wat ze telden blijft staan, maar wordt niet meer uitgelegd.
event-counts = telt mee
event-counts-nothing = telt niet mee
event-no-contact = Geen contact
event-counts-in = Telt mee in
event-queues = { $count ->
    [one] { $count } bronqueue
   *[other] { $count } bronqueues
}
event-no-view = geen weergave bevat het ticket, dus in geen bronqueue
event-holding = In weergaven, zonder mee te tellen
event-every-view = Elke weergave met haar voorwaarden
contact-whole-ticket = Alle gebeurtenissen van dit ticket
contact-dropped = De gebeurtenissen van het ticket tot { $day } zijn vanwege hun leeftijd weggedaan. Wat ze telden blijft staan, maar wordt niet meer uitgelegd.
nothing-before-window = De gebeurtenis ligt vóór de eerste geïmporteerde dag.
nothing-outbound-call = Het ticket begint met een uitgaande oproep.
nothing-running-session = Nog een bericht van een lopende chatsessie, die samen één contact is.
nothing-merge = Tickets zijn samengevoegd.
nothing-restoring = Het ticket was verwijderd en is hersteld.
nothing-not-waiting = Geen klant schreef openbaar, en het ticket wacht erna niet op het team.
nothing-no-further-view = Geen klant schreef openbaar, en het ticket kwam in geen andere weergave.
nothing-after-closing = Het ticket was al gesloten.
inexact-change = een wijziging van “{ $field }” volgt niet uit de gebeurtenissen ervoor
inexact-present = de gebeurtenissen leiden niet tot wat “{ $field }” nu is
inexact-creation = het is gemaakt na de eerste geïmporteerde dag, maar door geen bekende gebeurtenis
inexact-start = het aanmaken noch de huidige toestand is bekend
inexact-no-audits = Zendesk heeft er geen audits van
inexact-odd-audits = de audits ervan zijn niet te lezen
and-more = en nog { $count }
value-words = { $count ->
    [one] { $count } woord
   *[other] { $count } woorden
}
value-not-at-all = nooit
value-deleted = Verwijderd
field-customs = Aangepaste velden

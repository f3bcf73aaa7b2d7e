# Bronqueues

queues-title = Bronqueues
queues-covered = Geïmporteerd van { $from } tot { $until }.
queues-nothing-imported = Er is nog niets volledig geïmporteerd. Hier verschijnen cijfers zodra de eerste import klaar is.
queues-share-calls = Een oproep kan hier twee keer meetellen: één keer in een Talk-queue, en één keer, via het ticket dat ervan is gemaakt, in de queues van weergaven. Het is hetzelfde werk, dus tel de twee soorten queues nooit bij elkaar op (regel 7.5).
queues-search = Zoeken op naam
queues-channel = Kanaal
queues-every-channel = Alle kanalen
queues-state = Status
queues-every-state = Elke status
queues-filter = Filteren
queues-show-all = Alles tonen
queues-none-found = Geen bronqueue gevonden
queues-none-found-help = Zoek op een deel van de naam, of kies een ander kanaal of een andere status.
queues-none = Nog geen bronqueues
queues-none-help = Een bronqueue verschijnt vanzelf bij het eerste contact dat in een ondersteunde weergave binnenkomt, of bij de eerste oproep.
queues-shown = { $shown } van { $total } bronqueues
queues-of-view = weergave { $view }
queues-page-before = Vorige pagina
queues-page-after = Volgende pagina
queues-queue = Bronqueue
queues-six-weeks = Laatste zes weken
queues-offered = Contacten
queues-last = Laatste contact
queue-active = actief
queue-inactive = inactief
spark-label = { $count } contacten in de laatste { $days } dagen
channel-email = E-mail
channel-chat = Chat
channel-social-media = Sociale media
channel-call = Telefoon
channel-case = Case

# Eén queue

queue-offered-ever = Contacten in totaal
queue-definition-since = Weergave zo gedefinieerd sinds
queue-complete-from = Volledig vanaf
queue-complete-since = volledig vanaf { $day }
queue-complete-from-text = De geschiedenis van deze weergave is pas vanaf { $day } volledig: zij werd voor het eerst geteld nadat de gebeurtenissen van toen al gesloten tickets vanwege hun leeftijd waren weggedaan.
queue-imported-until = Geïmporteerd tot
queue-inactive-text = Deze bronqueue krijgt geen nieuwe contacten: de weergave is uitgeschakeld, verwijderd of wordt niet meer ondersteund. De geschiedenis blijft.
queue-shares-calls-talk = Oproepen van deze bronqueue kunnen ook tickets hebben gemaakt, die in de queues van weergaven meetellen. Het is hetzelfde werk, twee keer gezien: tel ze nooit bij elkaar op (regel 7.5).
queue-shares-calls-view = Tickets die uit oproepen zijn ontstaan tellen hier mee, en de oproepen zelf in de Talk-queues. Het is hetzelfde werk, twee keer gezien: tel ze nooit bij elkaar op (regel 7.5).
queue-range = Periode
range-week = 1 week
range-four-weeks = 4 weken
range-quarter = 13 weken
range-two-years = 2 jaar
range-all = Alles
queue-choose = Dagen, interval en tijdzone kiezen
queue-first = Eerste dag
queue-last = Laatste dag
queue-interval = Interval
length-quarter-hour = 15 minuten
length-half-hour = 30 minuten
length-hour = 1 uur
length-day = 1 dag
length-week = 1 week
queue-show = Tonen
queue-too-fine = Zoveel dagen hebben te veel intervallen van { $wanted } voor één grafiek; daarom toont deze { $shown }. De download bevat wat u vroeg.
queue-contacts = Contacten
queue-handling = Gemiddelde afhandeltijd (AHT)
chart-contacts = Contacten in { $queue }
chart-contacts-text = { $total } contacten van { $from } tot en met { $to }, hoogstens { $most } in één interval. Dezelfde cijfers staan in de lijst hieronder.
chart-handling = Gemiddelde afhandeltijd in { $queue }
chart-handling-text = Hoogstens { $most }, in minuten en seconden. Waar niets is afgehandeld, is er geen waarde. Dezelfde cijfers staan in de lijst hieronder.
legend-provisional-talk = kan nog veranderen, of deels geïmporteerd
standing-missing = niet geïmporteerd
standing-partial = deels geïmporteerd
standing-incomplete = mogelijk onvolledig
standing-provisional = kan nog veranderen
queue-click = Klik op een staaf om te zien wat erachter zit.
queue-download = Download wat de grafiek toont:
queue-nothing-handled = In deze dagen is niets afgehandeld, dus er is geen gemiddelde.
queue-range-not-imported = Van deze dagen is niets geïmporteerd, dus er zijn geen cijfers.
queue-range-nothing = In deze dagen kwam niets binnen. Ze zijn geïmporteerd, dus dit is een 0 en geen gat.
queue-range-everything = Alles tonen wat is geïmporteerd
queue-usual = De gebruikelijke week
queue-usual-text = Contacten per uur, gemiddeld over de dagen van de grafiek, voor zover die zijn geïmporteerd.
queue-week = Week
queue-week-earlier = Week ervoor
queue-week-later = Week erna
queue-measure = Wat de tabel toont
queue-list = Cijfers
queue-list-shown = { $first } t/m { $last } van { $count }
queue-list-newer = Nieuwer
queue-list-older = Ouder
figure-interval = Interval
figure-offered = Contacten
figure-handled = Afgehandeld
figure-abandoned = Afgebroken
figure-neither = Geen van beide
figure-aht = AHT
figure-note = Opmerking
figure-absent = geen cijfer
chart-save = Grafiek opslaan als { $form }
compared = Vergeleken met
compared-nothing = niets
compared-week = de week ervoor
compared-year = het jaar ervoor
queue-wrong-comparison = Deze vergelijking is er niet. Kies een van de aangeboden.
queue-wrong-order = De eerste dag mag niet na de laatste liggen.
queue-too-long = Een grafiek bevat hoogstens 15 jaar. Kies dagen die dichter bij elkaar liggen.
queue-wrong-range = Deze periode bestaat niet. Ga terug en kies er een uit de lijst.
queue-wrong-day = Dit is geen dag. Schrijf dagen als 2026-09-01, van 1990 tot en met 2099, en zowel de eerste als de laatste.
queue-wrong-interval = Dit interval bestaat niet. Het is 15m, 30m, 1h, 1d of 1w.
queue-wrong-figure = Dit cijfer bestaat niet. Het is offered, handled, abandoned of aht.
queue-wrong-rows = Rijen worden vanaf 1 geteld.

# Wat achter een cijfer zit

figure-title = Contacten in { $queue }
figure-contacts = { $count ->
    [0] Geen contacten
    [one] { $count } contact
   *[other] { $count } contacten
}
figure-provisional = Oproepen van de laatste drie uur kunnen in Zendesk nog veranderen, en dit cijfer dus ook (regel 8.2).
figure-recount-due = Weergaven, velden of kanalen zijn veranderd sinds de laatste telling. Uitgelegd wordt wat de volgende telling vindt; een contact dat dan anders zou uitkomen, is gemarkeerd.
figure-shares = Wanneer ze binnenkwamen
figure-contacts-head = De contacten
figure-calls-head = De oproepen
figure-earlier = Eerder
figure-later = Later
figure-nothing = In dit interval kwam niets binnen. Het is geïmporteerd, dus dit is een 0 en geen gat (regel 8.2).
figure-not-imported = Dit interval is niet geïmporteerd, dus er is geen cijfer om uit te leggen (regel 8.2).
figure-wrong-instant = Dit is geen tijdstip. Schrijf het als 2026-09-01T09:15:00Z.
contact-ticket = Ticket { $ticket }
contact-channel = Kanaal
contact-author = Auteur
contact-event = Ticketgebeurtenis
contact-also-in = Telt ook mee in
contact-otherwise = Het is geteld, maar de volgende telling zou het anders vinden.
contact-inexact = Wat Zendesk over de geschiedenis van dit ticket vertelt past niet in elkaar; dit kan dus onnauwkeurig zijn.
contact-view = Weergave “{ $view }”
held-before = bevatte het ticket ervoor
not-held-before = bevatte het ticket ervoor niet
held-after = bevat het erna
not-held-after = bevat het erna niet
conditions-all = Al deze voorwaarden moeten gelden
conditions-any = Ten minste één hiervan moet gelden
condition = Voorwaarde
value-before = Waarde ervoor
value-after = Waarde erna
condition-holds = geldt
condition-fails = geldt niet
kind-created = Nieuw ticket
kind-reply = Antwoord van een klant
kind-entry = Binnenkomst in de weergave
rule = regel { $number }
rule-3-1 = De gebeurtenis die een ticket aanmaakt is een contact, wie hem ook schreef.
rule-3-2 = Een openbare opmerking van een klant is een contact.
rule-3-3 = Een gebeurtenis die een wachtend ticket (nieuw of open) in een weergave brengt waar het niet in zat, is nieuw werk voor die weergave.
rule-7-1 = Elke inkomende oproep is één contact op het moment dat hij begon, één keer per oproep.
rule-7-3 = Afgehandeld is een oproep die een medewerker heeft aangenomen en waarin is gesproken, en die geen voicemail is; afgebroken is er een die de beller opgaf.
rule-7-4 = Afhandeltijd is gesprek, wacht en nawerk samen; het gemiddelde (AHT) gaat over de afgehandelde oproepen (regel 7.4).
source-ticket = van het kanaal van het ticket
source-comment = van het kanaal van de opmerking
source-label = van het label van de gebeurtenis
source-latest-contact = van het laatste contact van het ticket
side-staff = Medewerker
side-system = Zendesk zelf
side-customer = Klant
call-time = Tijd
call-number = Oproep
call-outcome = Afloop
call-talk = Gesprek
call-hold = Wacht
call-wrap-up = Nawerk
call-handling = Afhandeltijd
call-voicemail = voicemail
call-handled = afgehandeld
call-abandoned = afgebroken
call-handled-and-abandoned = afgehandeld en afgebroken
call-neither = niet afgehandeld en niet afgebroken

# Wat er van de contacten werd

fates-title = Wat er van de contacten werd
fates-ends = Hoe ze eindigden
fates-waiting = Wachtend
fates-kinds = Wat het waren
fates-target = Norm voor antwoorden
fates-still-change = { $count ->
    [one] { $count } contact van deze dagen is nog open: de cijfers van zijn interval veranderen nog.
   *[other] { $count } contacten van deze dagen zijn nog open: de cijfers van hun intervallen veranderen nog.
}
fates-table = Als tabel: de laatste { $count } intervallen met contacten
glance-waiting = Wachtend, { $at }
glance-oldest = Het oudste sinds { $since }, al { $for }.
glance-nothing-waits = Er wacht niets.
glance-within = Beantwoord binnen { $target }, { $week }
glance-of-answered = { $within } van { $answered } beantwoorde contacten.
glance-unfinished = { $count ->
    [one] { $count } contact van die week is nog open.
   *[other] { $count } contacten van die week zijn nog open.
}
glance-average = Gemiddelde tijd tot antwoord, { $week }
fate-answered = Beantwoord
fate-within = Binnen { $target }
fate-average = Gemiddelde tijd tot antwoord
fate-settled = Afgehandeld zonder antwoord
fate-moved = Doorgezet
fate-dropped = Vervallen
fate-unfinished = Nog open
fate-waiting = Wachtend
fate-created = Nieuwe tickets
fate-replies = Reacties
fate-reopenings = Heropeningen
fate-entries = Binnengekomen in de weergave
chart-fates = Hoe de contacten van { $queue } eindigden
chart-kinds = Soorten contacten in { $queue }
chart-waiting = Wachtende contacten in { $queue }
chart-waiting-text = Hoogstens { $most }. Dezelfde cijfers staan in de tabel hieronder.
queue-wrong-target = Zo'n norm is er niet. Kies een van de aangeboden normen, zoals 4h.

# Workloads

workloads-title = Workloads
workload = Workload
workloads-lead = Een workload is een aantal bronqueues van één kanaal die als één geheel worden gepland: elk contact telt één keer, in hoeveel ervan het ook zit (regel 10).
workloads-none = Nog geen workloads
workloads-none-help = Maak er een van de bronqueues die één team beantwoordt. De hele geschiedenis wordt meteen geteld.
workload-add = Workload maken
workload-members = Bronqueues
workload-change = Wijzigen
workload-remove = Verwijderen
workload-name = Naam
workload-name-hint = Een naam die geen andere workload heeft.
workload-not-yet = wordt bij de volgende import geteld
workload-offered = { $count ->
    [one] { $count } contact in totaal
   *[other] { $count } contacten in totaal
}
workload-wrong-name = Een naam heeft 1 tot 200 tekens, zonder regeleinden en verborgen tekens. Kies een andere.
workload-name-taken = Een andere workload heeft deze naam. Kies een andere.
workload-empty = Kies minstens één bronqueue.
workload-mixed = Bronqueues van weergaven en van Talk staan nooit in één workload, omdat een oproep ook een ticket kan hebben gemaakt (regel 7.5). Maak van elk een.
workload-text-erased = De weergave “{ $view }” beoordeelde teksten die niet meer worden bewaard, dus wat ze bevatte is niet meer te zeggen (regel 6.5). Laat haar weg.
workload-not-counted = De weergave “{ $view }” telt niets, omdat ze niet actief is of niet ondersteund wordt. Laat haar weg.
workload-unknown-member = Een van deze bronqueues is er niet meer. Kies opnieuw.
overlap-title = Overlap van bronqueues
overlap-lead = Hoeveel van de honderd contacten in een van twee bronqueues in allebei tellen: wat sommen van bronqueues onjuist maakt (regel 10.4).
overlap-since = Contacten vanaf { $from }.
overlap-none = Geen twee bronqueues van dit kanaal delen een contact
overlap-suggested = “{ $left }” en “{ $right }” delen { $percent } % van hun contacten: plan ze als één workload.

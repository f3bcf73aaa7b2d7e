# De lijst

integrations-none = Nog geen integratie
integrations-none-help = Een integratie verbindt één Zendesk-account. De geschiedenis wordt geïmporteerd, en elke ondersteunde weergave wordt bronqueues met hun contactvolumes.
integrations-none-ask = Vraag een beheerder om er een toe te voegen.
integrations-lead = Elke integratie verbindt één account en wordt om de paar minuten bijgewerkt.
integration-add = Integratie toevoegen
last-success = Laatste keer gelukt
last-event = Laatste ticketgebeurtenis
next-run = Volgende import
not-yet = nog niet
not-planned = niet gepland
next-run-soon = zo meteen

# Hoe het met een integratie gaat

status = Status
status-new = Nog niet geïmporteerd
status-importing = Bezig met importeren
status-operational = Operationeel
status-paused = Gepauzeerd
status-needs-attention = Vraagt aandacht
status-deleted = Verwijderd
since-instant = sinds { $instant }
stage-discovering = Weergaven, medewerkers en velden lezen
stage-tickets = Tickets lezen
stage-ticket-events = Ticketgebeurtenissen lezen
stage-calls = Oproepen lezen
stage-counting = Tellen
stage-repairing = Onnauwkeurige tickets herstellen
stage-comparing = Vergelijken met de weergaven van Zendesk
progress-of = { $done } van { $of }
progress-rows = { $done } tot nu toe
progress-left = nog ongeveer { $time }
failure-details = Zoals het in het logboek van het programma staat
failure-attention = { $runs ->
    [0] Er kan niets worden geïmporteerd, en iemand moet iets doen
    [one] De laatste import is mislukt, en iemand moet iets doen
   *[other] De laatste { $runs } imports zijn mislukt, en iemand moet iets doen
}
failure-passing = { $runs ->
    [one] De laatste import is mislukt; er volgt vanzelf een nieuwe poging
   *[other] De laatste { $runs } imports zijn mislukt; er volgt vanzelf een nieuwe poging
}
what-to-do = Wat te doen:
token-ends = { $days ->
    [one] Over { $days } dag maakt Zendesk een einde aan alle API-tokens.
   *[other] Over { $days } dagen maakt Zendesk een einde aan alle API-tokens.
}
token-ended = Zendesk neemt geen API-tokens meer aan.
token-change = Overstappen op een OAuth-client

# De catalogus

catalogue-lead = Kies het systeem waarvan de contacten geteld moeten worden.
catalogue-zendesk = Support-tickets per weergave en kanaal; Talk-oproepen per groep of nummer.

# Het formulier

add-title = Zendesk verbinden
add-lead = Er wordt niets opgeslagen voordat u hebt gezien welke weergaven bronqueues worden.
name = Naam
name-hint = Hoe deze integratie hier heet. De naam moet uniek zijn en kan later worden gewijzigd.
integration-name-unfit = Een naam heeft 1 tot 200 zichtbare tekens en geen regeleinden.
integration-name-taken = Een andere integratie heet al “{ $name }”. Kies een andere naam.
section-credentials = Inloggegevens
section-configuration = Configuratie
domain = Volledig domein
domain-hint = Het adres van uw Zendesk-account, zoals acme.zendesk.com.
credentials-kind = Inloggen met
credentials-client = OAuth-client
credentials-client-hint = Aanbevolen. Beheercentrum › Apps en integraties › API's › OAuth-clients; soort: vertrouwelijk.
credentials-token = Gebruikersnaam en API-token
credentials-token-hint = Als u er nog een hebt: Zendesk maakt geen nieuwe meer, en stopt op 30 april 2027 met alle.
client-id = Client-ID
client-id-hint = De “unieke id” van de client, een tekst.
client-secret = Clientgeheim
client-secret-hint = Wordt in Zendesk eenmaal getoond wanneer de client wordt gemaakt.
username = Gebruikersnaam
username-hint = Het e-mailadres van een beheerder van het account.
token = API-token
token-hint = Beheercentrum › Apps en integraties › API's › Zendesk API.
secret-kept = Wat u hebt getypt, wordt een half uur bewaard; laat dit leeg om het te gebruiken.
grouping = Bronqueues van oproepen per
grouping-ivr = IVR
grouping-ivr-hint = Eén bronqueue voor elke groep waarnaar het keuzemenu oproepen stuurt.
grouping-phone-number = Telefoonnummer
grouping-phone-number-hint = Eén bronqueue voor elk van uw nummers dat wordt gebeld.
grouping-required = Kies hoe oproepen in bronqueues komen.
grouping-fixed-notice = Dit kan niet meer worden gewijzigd als de integratie is opgeslagen.
grouping-fixed-why = De bronqueues van oproepen volgen eruit, en hun geschiedenis zou niet kunnen blijven. Voeg een andere integratie toe om anders te groeperen.
grouping-of-the-deleted = De verwijderde integratie “{ $name }” van dit account groepeert oproepen op de andere manier, en haar geschiedenis gaat verder. Kies die groepering, of een andere naam.
advanced = Meer instellingen
since = Geschiedenis importeren vanaf
since-hint = Drie jaar terug, tenzij u een andere dag kiest. Een langere geschiedenis importeren duurt langer.
since-unreadable = Dit is geen dag. Schrijf jaar-maand-dag, zoals 2024-01-31.
since-too-early = Toen bestond Zendesk nog niet. Kies een dag vanaf 2007.
since-in-the-future = Deze dag ligt in de toekomst.
since-of-the-deleted = De geschiedenis van de verwijderde integratie “{ $name }” van dit account begint op { $day } en gaat verder. Kies die dag, of een andere naam.
base-url = Adres van een testserver
base-url-hint = Alleen om iets uit te proberen: een gesimuleerd account op de machine waarop Inflow draait, zoals http://127.0.0.1:9090.
base-url-not-allowed = Testservers zijn hier niet toegestaan. Wie deze dienst beheert, kan ze toestaan (--allow-test-servers).
test-and-look = Verbinding testen en vooruitkijken
test-and-look-hint = Inflow leest alleen uit Zendesk en verandert daar nooit iets.
nothing-saved = Er is nog niets opgeslagen
see-the-fields = Hieronder moet iets worden verbeterd. Wat u hebt getypt, staat er nog.
field-required = Vul dit in.
field-too-long = Dit is te lang om te kunnen kloppen.

# Vooruitkijken

preview-title = Wat dit account gaat opleveren
preview-connected = De verbinding met { $domain } werkt
preview-has-talk = Talk-oproepen kunnen ook worden gelezen.
preview-no-talk = Dit account heeft geen Talk, of deze gebruiker mag het niet lezen: er worden geen oproepen geteld.
preview-nothing-saved = Er is nog niets opgeslagen.
preview-goes-on = Een verwijderde integratie met deze naam en dit account wordt hervat: haar bronqueues en hun geschiedenis gaan verder.
save-and-import = Opslaan en importeren
change-something = Iets wijzigen
preview-counting = { $count ->
    [0] Geen weergave wordt bronqueues
    [one] { $count } weergave wordt bronqueues
   *[other] { $count } weergaven worden bronqueues
}
preview-counting-help = Elke weergave geeft één bronqueue per kanaal waarvan zij contacten heeft. Een queue verschijnt met haar eerste contact.
preview-others = { $count ->
    [one] { $count } weergave niet
   *[other] { $count } weergaven niet
}
preview-others-help = Ze blijven onder Weergaven staan, met de redenen. Wat in Zendesk wordt bewerkt, wordt bij de volgende import opgemerkt.
view = Weergave
source-queues = Bronqueues
conditions = Voorwaarden
why-not = Waarom niet
view-inactive = Inactief in Zendesk.

# Eén integratie

import-goes-on = De import is bezig
import-goes-on-help = U kunt deze pagina verlaten. De nieuwste cijfers komen eerst, oudere geschiedenis volgt.
contacts = Contacten
overview-until = Cijfers tot { $until }.
overview-calls = Talk-oproepen
overview-today = Vandaag
overview-this-week = Deze week
overview-week-of = Week van { $day }
overview-than-day = { $change } ten opzichte van een week eerder
overview-than-week = { $change } ten opzichte van de week ervoor
overview-channels = Contacten per kanaal
overview-channels-hint = Elk contact telt één keer, in hoeveel weergaven het ook staat. Ernaast staat hoeveel meer of minder het is dan op dezelfde dagen van de week ervoor, tot hetzelfde tijdstip.
overview-largest = Workloads en grootste bronqueues
overview-waiting = Wacht nu
overview-within = Binnen { $target }
overview-within-hint = Binnen { $target }: zoveel van de beantwoorde contacten die in de laatste hele week binnenkwamen, zijn in die tijd beantwoord.
overview-every-queue = Alle { $count } bronqueues
overview-nothing = Nog geen cijfers
overview-nothing-help = De eerste cijfers komen met de eerste import.
overview-views = { $count ->
    [one] { $count } weergave wordt niet geteld
   *[other] { $count } weergaven worden niet geteld
}
overview-views-why = Waarom niet
overview-deliveries = { $count ->
    [one] { $count } levering mislukt
   *[other] { $count } leveringen mislukken
}
overview-deliveries-why = Waarom ze mislukken
overview-import = Import
imported = Geïmporteerd
imported-nothing = nog niets
from-until = { $from } tot { $until }
test-server = testserver
signs-in-by-token = API-token van { $identity }
signs-in-by-client = OAuth-client { $identity }
credentials-erased = gewist
fixed = vast

# Een integratie wijzigen

rename = Naam wijzigen
rename-hint = De bronqueues en hun geschiedenis houden hun namen en id's.
credentials-never-shown = Opgeslagen geheimen worden nooit meer getoond. Nieuwe worden geprobeerd voordat ze de huidige vervangen.
test-and-save = Testen en opslaan
section-import = Import
extend-since = Eerder beginnen, vanaf
extend-hint = Oudere geschiedenis wordt naast de lopende gelezen. De cijfers die er zijn blijven, en veranderen waar ze ervan afhangen.
extend = Meer geschiedenis lezen
extend-not-earlier = De geschiedenis van deze integratie begint al op { $day }. Kies een eerdere dag.
extend-dropped = Hier zijn oude gebeurtenissen verwijderd om minder te bewaren. Daarom kan de geschiedenis niet eerder beginnen.
pause-help = Tijdens een pauze wordt er niets geïmporteerd. Bij het hervatten wordt gelezen wat er is gemist.
paused-help = De integratie is gepauzeerd: er wordt niets geïmporteerd. Bij het hervatten wordt gelezen wat er is gemist.
pause = Pauzeren
resume = Hervatten
delete-help = Verwijderen beëindigt de import en wist de inloggegevens. De bronqueues en hun geschiedenis blijven.
deleted-help = De integratie is verwijderd: de bronqueues en hun geschiedenis blijven leesbaar. Voeg hetzelfde account onder dezelfde naam toe om weer te importeren.
delete = Verwijderen
purge = Alles verwijderen
delete-title = “{ $name }” verwijderen?
delete-what = De import eindigt en de inloggegevens worden gewist. De bronqueues en hun geschiedenis blijven, als inactief gemarkeerd. Voegt u hetzelfde account later onder dezelfde naam toe, dan gaan ze verder.
purge-title = Alles van “{ $name }” verwijderen?
purge-what = De integratie verdwijnt met al haar bronqueues, hun geschiedenis en alles wat is geïmporteerd. Dit kan niet ongedaan worden gemaakt.
confirm-name = Typ ter bevestiging de naam: { $name }
confirm-name-wrong = Dit is niet de naam. Er is niets gewijzigd.
done-name = De naam is gewijzigd.
done-credentials = De nieuwe inloggegevens werken en zijn opgeslagen.
done-extend = De geschiedenis begint eerder: de volgende import leest wat ontbreekt.
done-pause = Gepauzeerd.
done-resume = Hervat: de volgende import begint zo meteen.

# Wat er mis is met een verbinding

trouble-not-zendesk = Dit is geen Zendesk-domein.
trouble-not-zendesk-help = Vul het adres van het account in, zoals acme.zendesk.com.
trouble-not-a-base = Dit is geen gewoon adres.
trouble-not-a-base-help = Vul http:// of https://, een host en een poort in, zoals http://127.0.0.1:9090, en niets erachter.
trouble-not-loopback = Dit adres is niet op de machine waarop Inflow draait.
trouble-not-loopback-help = Testservers moeten daar staan (127.0.0.1, [::1] of localhost), zodat inloggegevens nergens anders heen gaan.
trouble-token-refused = Zendesk weigerde de gebruikersnaam of het API-token.
trouble-token-refused-help = Controleer beide, of tokentoegang aanstaat (Beheercentrum › Apps en integraties › API's), en of de gebruiker niet is geblokkeerd.
trouble-client-refused = Zendesk weigerde de id of het geheim van de OAuth-client.
trouble-client-refused-help = Controleer beide (de id is een tekst, niet het nummer), en of de client vertrouwelijk is.
trouble-access-refused = Zendesk weigerde de toegang die het net aan deze OAuth-client had gegeven.
trouble-access-refused-help = Controleer of de client nog bestaat, en of de gebruiker die hem maakte beheerder is en niet is geblokkeerd.
trouble-not-admin = Deze gebruiker heeft de rol “{ $named }”, maar alleen een beheerder mag de exports lezen.
trouble-not-admin-help = Gebruik de inloggegevens van een beheerder, of laat deze gebruiker in Zendesk beheerder maken.
trouble-address-not-allowed = { $named } neemt geen verzoeken aan van de machine waarop Inflow draait.
trouble-address-not-allowed-help = Voeg het openbare adres ervan toe aan de toegestane adressen (Beheercentrum › Account › Beveiliging › Geavanceerd › IP-beperkingen), of geef de OAuth-client ook het bereik read.
trouble-forbidden = Zendesk laat deze gebruiker iets niet lezen wat nodig is.
trouble-forbidden-help = Controleer de rol van de gebruiker, het abonnement van het account, en of het bereik van de OAuth-client read bevat.
trouble-no-such-account = Er is geen Zendesk-account op { $named }.
trouble-no-such-account-help = Controleer de spelling. Hernoemde en gesloten accounts antwoorden ook zo.
trouble-account-closed = Het Zendesk-account op { $named } is gesloten of opgeschort.
trouble-account-closed-help = Vraag de eigenaar van het account om het in Zendesk te heropenen.
trouble-moved = Dit account is nu op { $named }.
trouble-moved-help = Is het hernoemd, vul dan de nieuwe naam in. Inloggegevens worden nooit naar een adres buiten zendesk.com gestuurd.
trouble-name-not-found = Het adres { $named } is niet gevonden.
trouble-name-not-found-help = Controleer de spelling; klopt die, controleer dan het netwerk en de naamserver van deze machine.
trouble-no-connection = { $named } nam geen verbinding aan.
trouble-no-connection-help = Controleer of er geen firewall in de weg staat, en of een testserver draait.
trouble-not-secure = Er kon geen beveiligde verbinding met { $named } worden gemaakt.
trouble-not-secure-help = Controleer de klok en de rootcertificaten van deze machine, en of een proxy beveiligde verbindingen opent.
trouble-no-answer = { $named } antwoordde niet op tijd.
trouble-no-answer-help = Controleer het netwerk en probeer het opnieuw.
trouble-too-many-files = Inflow heeft net te veel bestanden en verbindingen open om { $named } te bereiken.
trouble-too-many-files-help = Dit gaat voorbij. Blijft het zo, laat dan de grens van open bestanden van de dienst verhogen.
trouble-overloaded = Zendesk is op dit moment te druk of heeft een storing.
trouble-overloaded-help = Probeer het over een paar minuten opnieuw.
trouble-unreadable = Het antwoord van Zendesk kon niet worden gelezen.
trouble-unreadable-help = Misschien verandert iets onderweg de antwoorden, zoals een proxy. Probeer het opnieuw; blijft het zo, meld het dan.

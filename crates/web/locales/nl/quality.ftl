# Hoe goed de cijfers zijn

quality-lead = Waarop de cijfers berusten, en wat ze beter maakt.
quality-to-do = Het bekijken waard
quality-nothing = Er hoeft niets te gebeuren.
quality-kept = Wat er wordt bewaard
quality-compared = Vergeleken met de weergaven van Zendesk zelf
tickets = Tickets
ticket-events = Ticketgebeurtenissen
calls = Oproepen
quality-contacts = Contacten in tickets
quality-calls-until = Oproepen geïmporteerd tot
quality-dropped = Oude gebeurtenissen
quality-dropped-until = van gesloten tickets weggedaan tot { $day }; wat ze telden blijft staan
quality-no-talk = geen Talk
quality-provisional-from = Oproepen voorlopig vanaf
token-days-left = { $days ->
    [0] werkt niet meer
    [one] nog { $days } dag
   *[other] nog { $days } dagen
}
token-help = Maak in Zendesk een OAuth-client en vul die in onder Instellingen; verder verandert er niets.
quality-never-imported = Er is nog niets geïmporteerd
quality-old-import = { $days ->
    [one] De laatste gelukte import was { $days } dag geleden
   *[other] De laatste gelukte import was { $days } dagen geleden
}
quality-old-import-help = Bekijk hoe het met de integratie gaat, en of de dienst draait.
quality-quiet = { $days ->
    [one] In dit account is al { $days } dag niets gebeurd
   *[other] In dit account is al { $days } dagen niets gebeurd
}
quality-quiet-help = Controleer of dit het account is dat wordt gebruikt.
quality-recount = Weergaven, velden of kanalen zijn veranderd sinds de laatste telling
quality-recount-help = De volgende import telt opnieuw wat daardoor wordt geraakt.
quality-unsupported-help = Contacten die alleen in deze weergaven staan, tellen in geen bronqueue.
quality-see-why = Bekijk waarom
quality-outside = { $count ->
    [one] { $count } contact stond in geen weergave
   *[other] { $count } contacten stonden in geen weergave
}
quality-outside-help = Ze tellen in geen bronqueue. Een weergave in Zendesk met zulke tickets laat ze meetellen, terug tot het begin.
quality-drift = { $count ->
    [one] { $count } van { $of } tickets verschilt zonder bekende reden
   *[other] { $count } van { $of } tickets verschillen zonder bekende reden
}
quality-drift-help = De vergelijking noemt de tickets; de pagina van een ticket zegt wat elke gebeurtenis telde.
quality-provisional = { $count ->
    [one] { $count } kwartier met oproepen kan nog veranderen
   *[other] { $count } kwartieren met oproepen kunnen nog veranderen
}
quality-provisional-help = Niets te doen: oproepen jonger dan drie uur worden door latere imports definitief.
quality-inexact = { $count ->
    [one] { $count } ticket heeft een geschiedenis die niet nauwkeurig is
   *[other] { $count } tickets hebben een geschiedenis die niet nauwkeurig is
}
quality-inexact-help = Ze worden geteld naar wat van ze bekend is, en hersteld wanneer ze veranderen.
quality-inexact-title = Onnauwkeurige tickets
quality-inexact-named = De nieuwste daarvan, uitgelegd:
quality-waiting = { $count ->
    [one] { $count } ticket wacht op zijn audits
   *[other] { $count } tickets wachten op hun audits
}
quality-waiting-help = Niets te doen: van hun geschiedenis ontbreekt iets of kan iets ontbreken, en de volgende imports vragen Zendesk ernaar, beetje bij beetje.
quality-field = Ticketveld { $field } is in Zendesk gewijzigd
quality-field-help = Het veld, of opties ervan, zijn hernoemd of verwijderd, zodat tickets waarden tonen waarvan geen gebeurtenis vertelt. Kijk of de weergaven het nog noemen zoals ze moeten.
quality-reason = Reden
quality-set-aside = { $count ->
    [one] { $count } rij van { $endpoint } kon niet worden gelezen en is terzijde gelegd
   *[other] { $count } rijen van { $endpoint } konden niet worden gelezen en zijn terzijde gelegd
}
quality-set-aside-help = Tickets waar ze bij kunnen horen, worden hersteld uit hun audits, of als onnauwkeurig geteld. De nieuwste: { $newest }
quality-odd-values = { $count ->
    [one] { $count } rij van { $endpoint } heeft waarden die niet kunnen worden gelezen
   *[other] { $count } rijen van { $endpoint } hebben waarden die niet kunnen worden gelezen
}
quality-odd-values-help = Ze gelden als leeg. De nieuwste: { $newest }
quality-no-channel = { $count ->
    [one] { $count } contact noemt geen kanaal
   *[other] { $count } contacten noemen geen kanaal
}
quality-no-channel-help = Ze tellen als case. Zendesk zegt er niets meer over.
quality-unmapped = { $count ->
    [one] { $count } contact kwam via het kanaal “{ $channel }”, dat geen regel noemt
   *[other] { $count } contacten kwamen via het kanaal “{ $channel }”, dat geen regel noemt
}
quality-unmapped-help = Ze tellen als case, tenzij u ze ergens anders plaatst.
quality-compared-at = Vergeleken
quality-drift-name = Afwijking
quality-compared-views = Vergeleken weergaven
quality-not-comparable = geen weergave kon worden vergeleken
quality-not-compared = Er is nog niet vergeleken.

# Vergelijken, kanalen, en wat de volgende telling verandert

compare-lead = De tickets die Inflow op dit moment in elke weergave ziet, naast die van Zendesk. Daarvoor wordt Zendesk gevraagd: een paar verzoeken per afwijkende weergave, in hoogstens enkele minuten.
compare-now = Nu vergelijken
compare-see = Per weergave bekijken
compare-goes-on = Bezig met vergelijken
compare-goes-on-help = U kunt deze pagina verlaten; wat is gevonden, blijft hier staan.
compare-failed = De vergelijking is afgebroken
compare-none = Sinds het programma is gestart, is er niets vergeleken.
compare-imported-until = tot { $instant }; wat sindsdien in Zendesk is veranderd, is geen afwijking
compare-requests = Verzoeken aan Zendesk
compare-difference = Verschil
compare-unexplained = Onverklaard
compare-archived = { $count ->
    [one] nog { $count } is vermoedelijk gearchiveerd
   *[other] nog { $count } zijn vermoedelijk gearchiveerd
}
compare-old-count = Het aantal van Zendesk is van eerder.
compare-tickets = { $count ->
    [one] { $count } ticket dat maar één kant ziet
   *[other] { $count } tickets die maar één kant ziet
}
held-by-inflow = alleen volgens Inflow
held-by-zendesk = alleen volgens Zendesk
cause-changed-since = gewijzigd sinds de laatste import
cause-gone-since = verwijderd sinds de laatste import
cause-before-the-history = voor het laatst gewijzigd vóór de geïmporteerde geschiedenis
cause-archiving = gesloten, en binnenkort of al gearchiveerd
cause-inexact = de geschiedenis is niet exact (regel 2.4)
cause-unknown = zonder bekende reden
note-unsupported = Niet vergeleken: niet ondersteund.
note-inactive = Niet vergeleken: niet actief.
note-edited = Niet vergeleken: gewijzigd of verdwenen sinds de laatste import.
note-not-told = Niet vergeleken: Zendesk noemt geen aantal.
note-still-counting = Niet vergeleken: Zendesk telt nog, probeer het later opnieuw.
note-too-long = Tickets niet opgesomd: te veel.
note-restricted = Tickets niet opgesomd: Zendesk toont ze niet aan deze gebruiker.
channels-title = Kanalen
channels-lead = Als welk kanaal van een bronqueue elk kanaal van Zendesk telt.
channels-see = Bekijken en wijzigen
channels-saved = Opgeslagen. De cijfers volgen bij de volgende import.
channels-of-zendesk = Kanaal van Zendesk
channels-counts-as = Telt als
channels-rule = Regel
channels-placed = door u gekozen
channels-hint = Bij de volgende import wordt de hele geschiedenis opnieuw geteld; er kunnen dus bronqueues bij komen of ophouden.
channels-fixed = Kanalen met een vaste plaats
channels-wrong = Er is een kanaal genoemd dat niet kan worden geplaatst. Er is niets opgeslagen.
recount-title = Wat de volgende telling verandert
recount-look = Bekijk wat dat verandert
recount-lead = De hele opgeslagen geschiedenis is bij wijze van proef opnieuw geteld: { $tickets } tickets. Er is niets opgeslagen.
recount-nothing = Er verandert geen cijfer.
recount-days = Dagen
recount-now = Nu
recount-then = Dan
recount-busy = Anderen laten net de hele geschiedenis tellen. Probeer het zo meteen opnieuw.

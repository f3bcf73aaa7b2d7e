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
quality-drift-help = De opdracht hieronder noemt de tickets, en explain zegt wat elk van hun gebeurtenissen telde.
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
quality-reason = Reden
quality-no-channel = { $count ->
    [one] { $count } contact noemt geen kanaal
   *[other] { $count } contacten noemen geen kanaal
}
quality-no-channel-help = Ze tellen als case. Zendesk zegt er niets meer over.
quality-unmapped = { $count ->
    [one] { $count } contact kwam via het kanaal “{ $channel }”, dat geen regel noemt
   *[other] { $count } contacten kwamen via het kanaal “{ $channel }”, dat geen regel noemt
}
quality-unmapped-help = Ze tellen als case, tenzij u ze elders plaatst: inflow integration channels --set { $channel }=KANAAL
quality-compared-at = Vergeleken
quality-drift-name = Afwijking
quality-compared-views = Vergeleken weergaven
quality-not-comparable = geen weergave kon worden vergeleken
quality-not-compared = Er is nog niet vergeleken.
quality-compare-how = Om de tickets van elke weergave met die van Zendesk te vergelijken:

# Wat elke pagina heeft.

skip-to-content = Naar de inhoud
nav-main = Hoofdnavigatie
nav-integrations = Integraties
sign-out = Uitloggen
tab-overview = Overzicht
tab-queues = Bronqueues
tab-views = Weergaven
tab-quality = Kwaliteit
tab-settings = Instellingen
times-in = Tijden in { $zone }
language = Taal
save = Opslaan
cancel = Annuleren
back = Terug
api-reference = API-documentatie
colon = :

# Taal en tijdzone

settings-title = Taal en tijdzone
settings-lead = Dit verandert hoe pagina's er in deze browser uitzien, en niets aan wat er geteld wordt.
time-zone = Tijdzone
time-zone-help = De naam van een plaats, zoals Europe/Amsterdam. Datums, tijden en de dagen van grafieken volgen die.
time-zone-unknown = Er is geen tijdzone met deze naam. Namen zien eruit als Europe/Amsterdam of UTC.

# Maanden en weekdagen, afgekort

month-short-1 = jan
month-short-2 = feb
month-short-3 = mrt
month-short-4 = apr
month-short-5 = mei
month-short-6 = jun
month-short-7 = jul
month-short-8 = aug
month-short-9 = sep
month-short-10 = okt
month-short-11 = nov
month-short-12 = dec
weekday-short-1 = ma
weekday-short-2 = di
weekday-short-3 = wo
weekday-short-4 = do
weekday-short-5 = vr
weekday-short-6 = za
weekday-short-7 = zo

# Tijdsduren

unit-days = { $count ->
    [one] { $count } dag
   *[other] { $count } dagen
}
unit-hours = { $count } u
unit-minutes = { $count } min
unit-seconds = { $count } s
just-now = zojuist
in-a-moment = zo meteen
minutes-ago = { $count ->
    [one] { $count } minuut geleden
   *[other] { $count } minuten geleden
}
in-minutes = { $count ->
    [one] over { $count } minuut
   *[other] over { $count } minuten
}
hours-ago = { $count } uur geleden
in-hours = over { $count } uur
days-ago = { $count ->
    [one] { $count } dag geleden
   *[other] { $count } dagen geleden
}
in-days = { $count ->
    [one] over { $count } dag
   *[other] over { $count } dagen
}

# Fouten

error-to-start = Naar de startpagina
error-sign-in = Log eerst in
error-sign-in-help = Deze pagina is voor mensen die hier een account hebben.
error-forbidden = Dit mag u niet doen
error-forbidden-help = Met uw account kunt u alles bekijken, maar niets wijzigen. Vraag het een beheerder.
error-not-found = Hier is niets
error-not-found-help = Misschien is het adres verkeerd gespeld, of is verwijderd wat hier stond.
error-method = Dat kan hier niet
error-method-help = Ga terug en gebruik de knoppen van de pagina.
error-timeout = Dit duurde te lang
error-timeout-help = Er is niets gewijzigd. Probeer het opnieuw; gebeurt het weer, vraag dan minder tegelijk op.
error-conflict = Dit klopt niet meer
error-conflict-help = Er is intussen iets gewijzigd. Ga terug, laad de pagina opnieuw, en kijk eerst voordat u het herhaalt.
error-too-large = Dat was te veel
error-too-large-help = Wat is verstuurd, is groter dan deze pagina aanneemt. Er is niets opgeslagen.
error-too-many = Te veel pogingen
error-too-many-help = Wacht even voordat u het opnieuw probeert.
error-unavailable = Op dit moment niet beschikbaar
error-unavailable-help = De database antwoordt niet. Er is niets verloren gegaan; probeer het zo meteen opnieuw.
error-bad-request = Dit verzoek is niet begrepen
error-bad-request-help = Er is niets opgeslagen. Ga terug, laad de pagina opnieuw, en herhaal wat u deed.
error-internal = Er ging iets mis
error-internal-help = Er is niets opgeslagen. De reden staat in het logboek van het programma; probeer het opnieuw, en vertel het uw beheerder als het zo blijft.

preliminary = De geschiedenis is bekend vanaf { $from }; oudere wordt nog gelezen. Tot die er is, zijn deze cijfers voorlopig: wat ervan afhangt, kan nog veranderen.
preliminary-until = De rest is er rond { $at }.

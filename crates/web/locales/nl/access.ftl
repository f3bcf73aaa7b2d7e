# Aanmelden, gebruikers, sleutels en het logboek

sign-in = Aanmelden
user-name = Naam
password = Wachtwoord
password-again = Wachtwoord, nogmaals
password-help = Minstens 12 tekens. Een paar woorden die alleen u zou combineren zijn goed.
another-account = Ander account
account = Account
account-help = Laat dit staan, tenzij uw beheerder een ander account heeft genoemd.
choose-password = Kies een wachtwoord
choose-password-lead = Hiermee meldt u zich voortaan aan. Waar u eerder was aangemeld, bent u dat niet meer.
first-administrator = U wordt de eerste beheerder van dit account. Kies een naam, of een e-mailadres, en een wachtwoord.
sign-in-wrong = De naam of het wachtwoord klopt niet.
sign-in-slowed = Het wachtwoord was te vaak fout. Wacht { $seconds } seconden en probeer het opnieuw.
passwords-differ = De twee wachtwoorden verschillen.
password-unfit = Dit wachtwoord kan niet: het moet 12 tot 500 tekens hebben en mag niet de naam zijn.
name-unfit = Deze naam kan niet: hij moet 1 tot 100 tekens op één regel hebben.
name-taken = Deze naam is al in gebruik.
link-used = Deze link is gebruikt of te oud. Vraag uw beheerder om een nieuwe; de eerste staat in de uitvoer bij het starten van de dienst.
refused-no-form = Er werd een formulier verwacht.
refused-foreign-form = Dit formulier komt niet van een pagina van u, of die pagina is te oud. Open de pagina opnieuw en verstuur het nogmaals.
refused-foreign-host = Dit adres wordt hier niet bediend. Gebruik het adres waarmee de dienst is gestart.

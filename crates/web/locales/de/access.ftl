# Anmelden, Benutzer, Schlüssel und das Änderungsprotokoll

sign-in = Anmelden
user-name = Name
password = Passwort
password-again = Passwort wiederholen
password-help = Mindestens 12 Zeichen. Gut sind einige Wörter, die nur Sie so kombinieren würden.
another-account = Anderes Konto
account = Konto
account-help = Lassen Sie es, wie es ist, wenn Ihr Administrator kein anderes genannt hat.
choose-password = Passwort wählen
choose-password-lead = Damit melden Sie sich künftig an. Wo Sie bisher angemeldet waren, sind Sie es nicht mehr.
first-administrator = Sie werden der erste Administrator dieses Kontos. Wählen Sie einen Namen oder eine E-Mail-Adresse und ein Passwort.
sign-in-wrong = Der Name oder das Passwort ist falsch.
sign-in-slowed = Das Passwort war zu oft falsch. Warten Sie { $seconds } Sekunden und versuchen Sie es erneut.
passwords-differ = Die beiden Passwörter sind verschieden.
password-unfit = Dieses Passwort geht nicht: Es braucht 12 bis 500 Zeichen und darf nicht der Name sein.
name-unfit = Dieser Name geht nicht: Er braucht 1 bis 100 Zeichen in einer Zeile.
name-taken = Dieser Name ist vergeben.
link-used = Dieser Link wurde benutzt oder ist zu alt. Bitten Sie Ihren Administrator um einen neuen; der erste wird beim Start des Dienstes ausgegeben.
refused-no-form = Ein Formular wurde erwartet.
refused-foreign-form = Dieses Formular kommt nicht von einer Ihrer Seiten, oder die Seite ist zu alt. Öffnen Sie die Seite neu und senden Sie es noch einmal.
refused-foreign-host = Diese Adresse wird hier nicht bedient. Verwenden Sie die, mit der der Dienst gestartet wurde.

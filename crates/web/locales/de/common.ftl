# Was jede Seite hat.

skip-to-content = Zum Inhalt
nav-main = Hauptnavigation
nav-integrations = Integrationen
sign-out = Abmelden
tab-overview = Übersicht
tab-queues = Quell-Queues
tab-views = Ansichten
tab-quality = Qualität
tab-settings = Einstellungen
times-in = Zeiten in { $zone }
language = Sprache
save = Speichern
cancel = Abbrechen
back = Zurück
api-reference = API-Referenz
colon = :

# Sprache und Zeitzone

settings-title = Sprache und Zeitzone
settings-lead = Das ändert, wie Seiten in diesem Browser aussehen, und nichts an dem, was gezählt wird.
time-zone = Zeitzone
time-zone-help = Der Name eines Ortes, etwa Europe/Amsterdam. Daten, Uhrzeiten und die Tage der Diagramme richten sich danach.
time-zone-unknown = Eine Zeitzone dieses Namens gibt es nicht. Namen sehen aus wie Europe/Amsterdam oder UTC.

# Monate und Wochentage, abgekürzt

month-short-1 = Jan.
month-short-2 = Feb.
month-short-3 = März
month-short-4 = Apr.
month-short-5 = Mai
month-short-6 = Juni
month-short-7 = Juli
month-short-8 = Aug.
month-short-9 = Sep.
month-short-10 = Okt.
month-short-11 = Nov.
month-short-12 = Dez.
weekday-short-1 = Mo
weekday-short-2 = Di
weekday-short-3 = Mi
weekday-short-4 = Do
weekday-short-5 = Fr
weekday-short-6 = Sa
weekday-short-7 = So

# Zeitspannen

unit-days = { $count ->
    [one] { $count } Tag
   *[other] { $count } Tage
}
unit-hours = { $count } Std.
unit-minutes = { $count } Min.
unit-seconds = { $count } Sek.
just-now = gerade eben
in-a-moment = gleich
minutes-ago = { $count ->
    [one] vor { $count } Minute
   *[other] vor { $count } Minuten
}
in-minutes = { $count ->
    [one] in { $count } Minute
   *[other] in { $count } Minuten
}
hours-ago = { $count ->
    [one] vor { $count } Stunde
   *[other] vor { $count } Stunden
}
in-hours = { $count ->
    [one] in { $count } Stunde
   *[other] in { $count } Stunden
}
days-ago = { $count ->
    [one] vor { $count } Tag
   *[other] vor { $count } Tagen
}
in-days = { $count ->
    [one] in { $count } Tag
   *[other] in { $count } Tagen
}

# Fehler

error-to-start = Zur Startseite
error-sign-in = Bitte melden Sie sich an
error-sign-in-help = Diese Seite ist für Personen, die hier ein Konto haben.
error-forbidden = Das dürfen Sie nicht
error-forbidden-help = Mit Ihrem Konto können Sie alles ansehen, aber nichts ändern. Fragen Sie eine Administratorin oder einen Administrator.
error-not-found = Hier ist nichts
error-not-found-help = Vielleicht ist die Adresse falsch geschrieben, oder was hier war, wurde entfernt.
error-method = Das geht hier nicht
error-method-help = Gehen Sie zurück und benutzen Sie die Schaltflächen der Seite.
error-timeout = Das hat zu lange gedauert
error-timeout-help = Es wurde nichts geändert. Versuchen Sie es noch einmal; geschieht es wieder, fragen Sie nach weniger auf einmal.
error-conflict = Das passt nicht mehr
error-conflict-help = Inzwischen wurde etwas geändert. Gehen Sie zurück, laden Sie die Seite neu, und sehen Sie nach, bevor Sie es wiederholen.
error-too-large = Das war zu viel
error-too-large-help = Was gesendet wurde, ist größer, als diese Seite annimmt. Es wurde nichts gespeichert.
error-too-many = Zu viele Versuche
error-too-many-help = Warten Sie eine Weile, bevor Sie es noch einmal versuchen.
error-unavailable = Zurzeit nicht verfügbar
error-unavailable-help = Die Datenbank antwortet nicht. Es ging nichts verloren; versuchen Sie es gleich noch einmal.
error-bad-request = Diese Anfrage wurde nicht verstanden
error-bad-request-help = Es wurde nichts gespeichert. Gehen Sie zurück, laden Sie die Seite neu, und wiederholen Sie, was Sie getan haben.
error-internal = Etwas ist schiefgegangen
error-internal-help = Es wurde nichts gespeichert. Der Grund steht im Protokoll des Programms; versuchen Sie es noch einmal, und sagen Sie es Ihrer Administration, wenn es so bleibt.

preliminary = Der Verlauf ist ab { $from } bekannt, älterer wird noch gelesen. Bis er da ist, sind diese Zahlen vorläufig: Was von ihm abhängt, kann sich ändern.
preliminary-until = Der Rest ist ungefähr am { $at } da.

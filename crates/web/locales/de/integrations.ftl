# Die Liste

integrations-none = Noch keine Integration
integrations-none-help = Eine Integration verbindet ein Zendesk-Konto. Sein Verlauf wird importiert, und jede unterstützte Ansicht wird zu Quell-Queues mit ihren Kontaktvolumen.
integrations-none-ask = Bitten Sie die Administration, eine hinzuzufügen.
integrations-lead = Jede verbindet ein Konto und wird alle paar Minuten auf den neuesten Stand gebracht.
integration-add = Integration hinzufügen
last-success = Letzter Erfolg
last-event = Letztes Ticketereignis
next-run = Nächster Import
not-yet = noch nicht
not-planned = nicht geplant
next-run-soon = gleich

# Wie es einer Integration geht

status = Status
status-new = Noch nicht importiert
status-importing = Importiert gerade
status-operational = In Betrieb
status-paused = Pausiert
status-needs-attention = Braucht Aufmerksamkeit
status-deleted = Gelöscht
since-instant = seit { $instant }
stage-discovering = Ansichten, Personal und Felder werden gelesen
stage-tickets = Tickets werden gelesen
stage-ticket-events = Ticketereignisse werden gelesen
stage-calls = Anrufe werden gelesen
stage-counting = Es wird gezählt
stage-repairing = Ungenaue Tickets werden repariert
stage-comparing = Vergleich mit den Ansichten von Zendesk
progress-of = { $done } von { $of }
progress-rows = { $done } bisher
progress-left = noch etwa { $time }
failure-details = Wie es im Protokoll des Programms steht
failure-attention = { $runs ->
    [0] Kein Import ist möglich, und jemand muss etwas tun
    [one] Der letzte Import ist fehlgeschlagen, und jemand muss etwas tun
   *[other] Die letzten { $runs } Importe sind fehlgeschlagen, und jemand muss etwas tun
}
failure-passing = { $runs ->
    [one] Der letzte Import ist fehlgeschlagen; er wird von selbst wiederholt
   *[other] Die letzten { $runs } Importe sind fehlgeschlagen; sie werden von selbst wiederholt
}
what-to-do = Was zu tun ist:
token-ends = { $days ->
    [one] Zendesk beendet alle API-Token in { $days } Tag.
   *[other] Zendesk beendet alle API-Token in { $days } Tagen.
}
token-ended = Zendesk nimmt keine API-Token mehr an.
token-change = Zu einem OAuth-Client wechseln

# Der Katalog

catalogue-lead = Wählen Sie das System, dessen Kontakte gezählt werden sollen.
catalogue-zendesk = Support-Tickets nach Ansicht und Kanal; Talk-Anrufe nach Gruppe oder Nummer.

# Das Formular

add-title = Zendesk verbinden
add-lead = Es wird nichts gespeichert, bevor Sie gesehen haben, welche Ansichten zu Quell-Queues werden.
name = Name
name-hint = Wie diese Integration hier heißt. Der Name muss eindeutig sein und kann später geändert werden.
integration-name-unfit = Ein Name hat 1 bis 200 sichtbare Zeichen und keine Zeilenumbrüche.
integration-name-taken = Eine andere Integration heißt schon „{ $name }“. Wählen Sie einen anderen Namen.
section-credentials = Anmeldedaten
section-configuration = Konfiguration
domain = Vollständige Domain
domain-hint = Die Adresse Ihres Zendesk-Kontos, etwa acme.zendesk.com.
credentials-kind = Anmelden mit
credentials-client = OAuth-Client
credentials-client-hint = Empfohlen. Admin Center › Apps und Integrationen › APIs › OAuth-Clients; Art: vertraulich.
credentials-token = Benutzername und API-Token
credentials-token-hint = Falls Sie noch eines haben: Zendesk legt keine neuen mehr an und beendet alle am 30. April 2027.
client-id = Kennung des Clients
client-id-hint = Die „eindeutige Kennung“ des Clients, ein Text.
client-secret = Geheimnis des Clients
client-secret-hint = Wird in Zendesk einmal gezeigt, wenn der Client angelegt wird.
username = Benutzername
username-hint = Die E-Mail-Adresse einer Administratorin oder eines Administrators des Kontos.
token = API-Token
token-hint = Admin Center › Apps und Integrationen › APIs › Zendesk-API.
secret-kept = Was Sie eingegeben haben, bleibt eine halbe Stunde erhalten; lassen Sie das Feld leer, um es zu verwenden.
grouping = Quell-Queues der Anrufe nach
grouping-ivr = IVR
grouping-ivr-hint = Eine Quell-Queue für jede Gruppe, zu der das Sprachmenü Anrufe leitet.
grouping-phone-number = Telefonnummer
grouping-phone-number-hint = Eine Quell-Queue für jede Ihrer Nummern, die angerufen wird.
grouping-required = Wählen Sie, wie Anrufe in Quell-Queues kommen.
grouping-fixed-notice = Das lässt sich nicht mehr ändern, sobald die Integration gespeichert ist.
grouping-fixed-why = Die Quell-Queues der Anrufe folgen daraus, und ihr Verlauf könnte nicht erhalten bleiben. Um anders zu gruppieren, fügen Sie eine weitere Integration hinzu.
grouping-of-the-deleted = Die gelöschte Integration „{ $name }“ dieses Kontos gruppiert Anrufe anders, und ihr Verlauf geht weiter. Wählen Sie deren Gruppierung oder einen anderen Namen.
advanced = Weitere Einstellungen
since = Verlauf importieren ab
since-hint = Drei Jahre zurück, wenn Sie keinen anderen Tag wählen. Ein längerer Verlauf braucht länger.
since-unreadable = Das ist kein Tag. Schreiben Sie Jahr-Monat-Tag, etwa 2024-01-31.
since-too-early = Damals gab es Zendesk noch nicht. Wählen Sie einen Tag ab 2007.
since-in-the-future = Dieser Tag liegt in der Zukunft.
since-of-the-deleted = Der Verlauf der gelöschten Integration „{ $name }“ dieses Kontos beginnt am { $day } und geht weiter. Wählen Sie diesen Tag oder einen anderen Namen.
base-url = Adresse eines Testservers
base-url-hint = Nur zum Ausprobieren: ein simuliertes Konto auf der Maschine, auf der Inflow läuft, etwa http://127.0.0.1:9090.
base-url-not-allowed = Testserver sind hier nicht erlaubt. Wer diesen Dienst betreibt, kann sie erlauben (--allow-test-servers).
test-and-look = Verbindung testen und vorausschauen
test-and-look-hint = Inflow liest nur aus Zendesk und ändert dort nie etwas.
nothing-saved = Noch ist nichts gespeichert
see-the-fields = Unten ist etwas zu berichtigen. Was Sie eingegeben haben, ist noch da.
field-required = Bitte füllen Sie das aus.
field-too-long = Das ist zu lang, um richtig zu sein.

# Vorausschauen

preview-title = Was aus diesem Konto wird
preview-connected = Die Verbindung zu { $domain } funktioniert
preview-has-talk = Talk-Anrufe können auch gelesen werden.
preview-no-talk = Dieses Konto hat kein Talk, oder dieser Benutzer darf es nicht lesen: Anrufe werden nicht gezählt.
preview-nothing-saved = Noch ist nichts gespeichert.
preview-goes-on = Eine gelöschte Integration dieses Namens und Kontos wird wieder aufgenommen: Ihre Quell-Queues und deren Verlauf gehen weiter.
save-and-import = Speichern und importieren
change-something = Etwas ändern
preview-counting = { $count ->
    [0] Keine Ansicht wird zu Quell-Queues
    [one] { $count } Ansicht wird zu Quell-Queues
   *[other] { $count } Ansichten werden zu Quell-Queues
}
preview-counting-help = Jede Ansicht ergibt eine Quell-Queue für jeden Kanal, von dem sie Kontakte hat. Eine Queue erscheint mit ihrem ersten Kontakt.
preview-others = { $count ->
    [one] { $count } Ansicht nicht
   *[other] { $count } Ansichten nicht
}
preview-others-help = Sie bleiben unter Ansichten aufgeführt, mit den Gründen. Was in Zendesk bearbeitet wird, bemerkt der nächste Import.
view = Ansicht
source-queues = Quell-Queues
conditions = Bedingungen
why-not = Warum nicht
view-inactive = In Zendesk inaktiv.

# Eine Integration

import-goes-on = Der Import läuft
import-goes-on-help = Sie können diese Seite verlassen. Die neuesten Zahlen kommen zuerst, der ältere Verlauf folgt.
contacts = Kontakte
overview-until = Zahlen bis { $until }.
overview-calls = Talk-Anrufe
overview-today = Heute
overview-this-week = Diese Woche
overview-week-of = Woche vom { $day }
overview-than-day = { $change } gegenüber der Vorwoche
overview-than-week = { $change } gegenüber der Vorwoche
overview-channels = Kontakte nach Kanal
overview-channels-hint = Jeder Kontakt zählt einmal, in wie vielen Ansichten er auch ist. Daneben steht, um wie viel mehr oder weniger es ist als an denselben Tagen der Vorwoche bis zur selben Uhrzeit.
overview-largest = Workloads und größte Quell-Queues
overview-waiting = Wartet jetzt
overview-within = Innerhalb { $target }
overview-within-hint = Innerhalb { $target }: So viele der beantworteten Kontakte, die in der letzten ganzen Woche eingingen, wurden in dieser Zeit beantwortet.
overview-every-queue = Alle { $count } Quell-Queues
overview-nothing = Noch keine Zahlen
overview-nothing-help = Die ersten Zahlen kommen mit dem ersten Import.
overview-views = { $count ->
    [one] { $count } Ansicht wird nicht gezählt
   *[other] { $count } Ansichten werden nicht gezählt
}
overview-views-why = Warum nicht
overview-deliveries = { $count ->
    [one] { $count } Lieferung schlägt fehl
   *[other] { $count } Lieferungen schlagen fehl
}
overview-deliveries-why = Warum sie fehlschlagen
overview-import = Import
imported = Importiert
imported-nothing = noch nichts
from-until = { $from } bis { $until }
test-server = Testserver
signs-in-by-token = API-Token von { $identity }
signs-in-by-client = OAuth-Client { $identity }
credentials-erased = gelöscht
fixed = fest

# Eine Integration ändern

rename = Umbenennen
rename-hint = Ihre Quell-Queues und deren Verlauf behalten Namen und Kennungen.
credentials-never-shown = Gespeicherte Geheimnisse werden nie wieder gezeigt. Neue werden ausprobiert, bevor sie die bisherigen ersetzen.
test-and-save = Testen und speichern
section-import = Import
extend-since = Früher beginnen, ab
extend-hint = Älterer Verlauf wird neben dem laufenden gelesen. Die vorhandenen Zahlen bleiben und ändern sich dort, wo sie von ihm abhängen.
extend = Mehr Verlauf lesen
extend-not-earlier = Der Verlauf dieser Integration beginnt schon am { $day }. Wählen Sie einen früheren Tag.
extend-dropped = Hier wurden alte Ereignisse verworfen, um weniger aufzubewahren. Deshalb kann der Verlauf nicht früher beginnen.
pause-help = Während einer Pause wird nichts importiert. Danach wird nachgeholt, was versäumt wurde.
paused-help = Sie ist pausiert: Es wird nichts importiert. Danach wird nachgeholt, was versäumt wurde.
pause = Pausieren
resume = Fortsetzen
delete-help = Löschen beendet den Import und löscht die Anmeldedaten. Quell-Queues und deren Verlauf bleiben.
deleted-help = Sie ist gelöscht: Quell-Queues und deren Verlauf können weiter gelesen werden. Um sie wieder zu importieren, fügen Sie dasselbe Konto unter demselben Namen hinzu.
delete = Löschen
purge = Alles entfernen
delete-title = „{ $name }“ löschen?
delete-what = Der Import endet, und die Anmeldedaten werden gelöscht. Quell-Queues und deren Verlauf bleiben, als inaktiv gekennzeichnet. Fügen Sie dasselbe Konto später unter demselben Namen hinzu, gehen sie weiter.
purge-title = Alles von „{ $name }“ entfernen?
purge-what = Die Integration verschwindet mit allen Quell-Queues, deren Verlauf und allem, was importiert wurde. Das lässt sich nicht rückgängig machen.
confirm-name = Geben Sie zur Bestätigung ihren Namen ein: { $name }
confirm-name-wrong = Das ist nicht ihr Name. Es wurde nichts geändert.
done-name = Umbenannt.
done-credentials = Die neuen Anmeldedaten funktionieren und sind gespeichert.
done-extend = Der Verlauf beginnt früher: Der nächste Import liest, was fehlt.
done-pause = Pausiert.
done-resume = Fortgesetzt: Der nächste Import beginnt gleich.

# Was an einer Verbindung nicht stimmt

trouble-not-zendesk = Das ist keine Zendesk-Domain.
trouble-not-zendesk-help = Geben Sie die Adresse des Kontos ein, etwa acme.zendesk.com.
trouble-not-a-base = Das ist keine einfache Adresse.
trouble-not-a-base-help = Geben Sie http:// oder https://, einen Host und einen Port ein, etwa http://127.0.0.1:9090, und nichts dahinter.
trouble-not-loopback = Diese Adresse liegt nicht auf der Maschine, auf der Inflow läuft.
trouble-not-loopback-help = Testserver müssen dort liegen (127.0.0.1, [::1] oder localhost), damit Anmeldedaten nirgendwo sonst hingelangen.
trouble-token-refused = Zendesk hat den Benutzernamen oder das API-Token abgelehnt.
trouble-token-refused-help = Prüfen Sie beides, ob der Token-Zugriff eingeschaltet ist (Admin Center › Apps und Integrationen › APIs), und ob der Benutzer nicht gesperrt ist.
trouble-client-refused = Zendesk hat die Kennung oder das Geheimnis des OAuth-Clients abgelehnt.
trouble-client-refused-help = Prüfen Sie beides (die Kennung ist ein Text, nicht die Nummer), und ob der Client vertraulich ist.
trouble-access-refused = Zendesk hat den Zugang abgelehnt, den es diesem OAuth-Client gerade gegeben hatte.
trouble-access-refused-help = Prüfen Sie, ob es den Client noch gibt, und ob der Benutzer, der ihn angelegt hat, Administrator und nicht gesperrt ist.
trouble-not-admin = Dieser Benutzer hat die Rolle „{ $named }“, aber nur ein Administrator darf die Exporte lesen.
trouble-not-admin-help = Verwenden Sie die Anmeldedaten eines Administrators, oder lassen Sie diesen Benutzer in Zendesk zum Administrator machen.
trouble-address-not-allowed = { $named } nimmt keine Anfragen von der Maschine an, auf der Inflow läuft.
trouble-address-not-allowed-help = Fügen Sie ihre öffentliche Adresse den erlaubten hinzu (Admin Center › Konto › Sicherheit › Erweitert › IP-Einschränkungen), oder geben Sie dem OAuth-Client auch den Bereich read.
trouble-forbidden = Zendesk lässt diesen Benutzer etwas nicht lesen, das gebraucht wird.
trouble-forbidden-help = Prüfen Sie die Rolle des Benutzers, den Plan des Kontos, und ob der Bereich des OAuth-Clients read enthält.
trouble-no-such-account = Unter { $named } gibt es kein Zendesk-Konto.
trouble-no-such-account-help = Prüfen Sie die Schreibweise. Umbenannte und geschlossene Konten antworten auch so.
trouble-account-closed = Das Zendesk-Konto unter { $named } ist geschlossen oder gesperrt.
trouble-account-closed-help = Bitten Sie den Inhaber des Kontos, es in Zendesk wieder zu öffnen.
trouble-moved = Dieses Konto ist jetzt unter { $named }.
trouble-moved-help = Wurde es umbenannt, geben Sie den neuen Namen ein. Anmeldedaten werden nie an eine Adresse außerhalb von zendesk.com gesendet.
trouble-name-not-found = Die Adresse { $named } wurde nicht gefunden.
trouble-name-not-found-help = Prüfen Sie die Schreibweise; stimmt sie, prüfen Sie Netzwerk und Namensserver dieser Maschine.
trouble-no-connection = { $named } hat keine Verbindung angenommen.
trouble-no-connection-help = Prüfen Sie, ob eine Firewall im Weg steht, und ob ein Testserver läuft.
trouble-not-secure = Zu { $named } kam keine sichere Verbindung zustande.
trouble-not-secure-help = Prüfen Sie Uhr und Stammzertifikate dieser Maschine, und ob ein Proxy sichere Verbindungen öffnet.
trouble-no-answer = { $named } hat nicht rechtzeitig geantwortet.
trouble-no-answer-help = Prüfen Sie das Netzwerk, und versuchen Sie es noch einmal.
trouble-too-many-files = Inflow hat gerade zu viele Dateien und Verbindungen offen, um { $named } zu erreichen.
trouble-too-many-files-help = Das geht vorüber. Bleibt es so, lassen Sie die Grenze offener Dateien des Dienstes erhöhen.
trouble-overloaded = Zendesk ist zurzeit überlastet oder gestört.
trouble-overloaded-help = Versuchen Sie es in einigen Minuten noch einmal.
trouble-unreadable = Die Antwort von Zendesk konnte nicht gelesen werden.
trouble-unreadable-help = Vielleicht verändert etwas unterwegs die Antworten, etwa ein Proxy. Versuchen Sie es noch einmal; bleibt es so, melden Sie es.

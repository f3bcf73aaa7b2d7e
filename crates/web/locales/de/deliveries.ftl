# Lieferungen: Dateien, die von selbst geschrieben werden

deliveries-title = Lieferungen
deliveries-lead = Eine Lieferung schreibt von selbst Dateien, nach jedem Import oder einmal am Tag, dorthin, wo Sie planen: in einen Ordner, einen Bucket, auf einen Server.
deliveries-none = Noch keine Lieferungen
deliveries-none-help = Fügen Sie eine hinzu, und die Zahlen kommen von selbst zu injixo, Calabrio, Genesys Cloud, Amazon Connect, Assembled, in eine Tabelle oder eine Datenbank.
deliveries-none-ask = Lieferungen fügt die Administration hinzu.
delivery = Lieferung
delivery-add = Lieferung hinzufügen
delivery-add-lead = Inflow schreibt eine kleine Datei an das Ziel und entfernt sie wieder, bevor etwas gespeichert wird. Die erste Lieferung kommt mit dem nächsten Import.
delivery-name = Name
delivery-name-hint = Ein Name, den keine andere Lieferung dieser Integration hat.
delivery-name-taken = Eine andere Lieferung hat diesen Namen. Wählen Sie einen anderen.
delivery-format = Format
delivery-format-hint = Das Produkt, das die Dateien liest, oder eine Tabelle mit allen Spalten.
delivery-to = Ziel
delivery-to-hint = Etwa s3://bucket/ordner/, gs://bucket/ordner/, az://container/ordner/, sftp://server/ordner/, webdavs://server/ordner/ oder https://server/pfad.
delivery-folder = Ein Ordner dieses Rechners muss unter { $folder } liegen.
delivery-no-folder = Ordner dieses Rechners sind für Lieferungen nicht offen. Wer Inflow betreibt, kann einen nennen (delivery-folder in der Konfiguration).
delivery-wrong-destination = Dorthin kann nicht geliefert werden. Was das Ziel sagt, steht oben auf dieser Seite.
delivery-access = Zugang zum Ziel
delivery-user = Benutzer
delivery-user-hint = Die ID des Zugriffsschlüssels bei S3, das Speicherkonto bei Azure, der Benutzer bei SFTP und WebDAV.
delivery-secret = Geheimnis
delivery-secret-hint = Der geheime Schlüssel von S3, das JSON des Dienstkontos von Google, der Schlüssel von Azure, ein Passwort oder ein privater SSH-Schlüssel. Es wird verschlüsselt aufbewahrt und niemandem gezeigt.
delivery-host-key = Fingerabdruck des SSH-Servers
delivery-host-key-hint = Etwa SHA256:… Lassen Sie das Feld leer, dann sagt der Fehler, welchen der Server zeigt.
delivery-endpoint = Server des Buckets
delivery-endpoint-hint = Nur für einen Bucket, der nicht bei Amazon, Google oder Microsoft liegt.
delivery-region = Region von S3
delivery-region-hint = us-east-1, wenn Sie keine andere nennen.
delivery-method = Wie Dateien an eine HTTPS-Adresse gesendet werden
delivery-headers = Header für eine HTTPS-Adresse
delivery-headers-hint = In jeder Zeile einer, etwa X-From: inflow.
delivery-secret-header = Header, der das Geheimnis trägt
delivery-secret-header-hint = Authorization, wenn Sie keinen anderen nennen.
delivery-what = Was geliefert wird
delivery-what-hint = Wählen Sie Workloads oder Quell-Queues. Wenn Sie nichts wählen, wird jede Quell-Queue geliefert.
delivery-every-queue = Jede Quell-Queue
delivery-zone-hint = Die Zone der Ortszeiten in den Dateien und der Uhrzeit darunter.
delivery-at-time = Uhrzeit
delivery-at-time-hint = Einmal am Tag, nach dem ersten Import, der nach dieser Uhrzeit endet. Lassen Sie das Feld leer, um nach jedem Import zu liefern.
delivery-wrong-time = Das ist keine Uhrzeit. Schreiben Sie sie wie 06:30.
delivery-again = Tage, die neu geschrieben werden
delivery-again-hint = Ein Tag, der sich ändert, wird neu geschrieben, bis so viele Tage zurück.
delivery-wrong-days = Schreiben Sie eine ganze Zahl von 1 bis { $most }.
delivery-days = { $days ->
    [one] { $days } Tag
   *[other] { $days } Tage
}
delivery-with-unfinished = Auch unfertige Intervalle werden geschrieben.
delivery-unfinished = Auch unfertige Intervalle schreiben
delivery-unfinished-hint = Sonst kommt ein Intervall, sobald seine Kontakte beantwortet sind, oder sieben Tage später.
delivery-contacts = Kontakte liefern, nicht Volumen
delivery-contacts-hint = Eine Zeile je Kontakt, als CSV, JSON oder Parquet.
delivery-by-day = Nach Tagen teilen
delivery-by-day-hint = Parquet wird ein Datensatz mit einer Datei je Queue und Tag.
delivery-without-time = 0 für unbekannte Bearbeitungszeiten schreiben
delivery-without-time-hint = Manche Produkte nehmen keine Zeile ohne Bearbeitungszeit.
delivery-map = Namen im Produkt
delivery-map-hint = Wie das Produkt unsere Queues nennt, als TOML. Die Dokumentation für die Planung zeigt es.
delivery-when = Wann
delivery-each-import = Nach jedem Import
delivery-daily = Täglich nach { $at } ({ $zone })
delivery-last = Letzter Versuch
delivery-next = Nicht vor
delivery-contacts-tag = Kontakte
delivery-paused = Pausiert
delivery-fails = { $count ->
    [one] Fehlgeschlagen
   *[other] { $count }-mal fehlgeschlagen
}
delivery-fine = Liefert
delivery-waits = Wartet auf den nächsten Import
delivery-written = Geschrieben
delivery-unchanged = Nichts geändert
delivery-failed = Fehlgeschlagen
delivery-run = Jetzt liefern
delivery-run-written = Geliefert: { $files ->
    [one] { $files } Datei
   *[other] { $files } Dateien
} mit { $rows ->
    [one] { $rows } Zeile.
   *[other] { $rows } Zeilen.
}
delivery-run-unchanged = Seit der letzten Lieferung hat sich nichts geändert, also wurde nichts geschrieben.
delivery-run-failed = Die Lieferung ist fehlgeschlagen. Sie wird von selbst wiederholt.
delivery-import-goes-on = Die Integration wird gerade importiert. Die Lieferung kommt danach.
delivery-test = Ziel prüfen
delivery-test-went-well = Dort kann geschrieben werden: Eine kleine Datei wurde geschrieben und entfernt.
delivery-test-failed = Dort kann nicht geschrieben werden.
delivery-pause = Pausieren
delivery-resume = Fortsetzen
delivery-log = Was geliefert wurde
delivery-log-empty = Noch nichts.
delivery-at = Wann
delivery-outcome = Ergebnis
delivery-files = Dateien
delivery-rows = Zeilen
delivery-says = Dateien, oder warum es fehlschlug
delivery-remove = Lieferung entfernen
delivery-remove-help = Die Dateien, die sie geschrieben hat, bleiben, wo sie sind.

# Leveringen: bestanden die vanzelf worden geschreven

deliveries-title = Leveringen
deliveries-lead = Een levering schrijft vanzelf bestanden, na elke import of eenmaal per dag, naar waar u plant: een map, een bucket, een server.
deliveries-none = Nog geen leveringen
deliveries-none-help = Voeg er een toe, en de cijfers komen vanzelf bij injixo, Calabrio, Genesys Cloud, Amazon Connect, Assembled, in een spreadsheet of een database.
deliveries-none-ask = Beheerders voegen leveringen toe.
delivery = Levering
delivery-add = Levering toevoegen
delivery-add-lead = Inflow schrijft een klein bestand naar de bestemming en verwijdert het weer voordat er iets wordt opgeslagen. De eerste levering komt met de volgende import.
delivery-name = Naam
delivery-name-hint = Een naam die geen andere levering van deze integratie heeft.
delivery-name-taken = Een andere levering heeft deze naam. Kies een andere.
delivery-format = Formaat
delivery-format-hint = Het product dat de bestanden leest, of een tabel met alle kolommen.
delivery-to = Bestemming
delivery-to-hint = Zoals s3://bucket/map/, gs://bucket/map/, az://container/map/, sftp://server/map/, webdavs://server/map/ of https://server/pad.
delivery-folder = Een map van deze machine moet onder { $folder } liggen.
delivery-no-folder = Mappen van deze machine staan niet open voor leveringen. Wie Inflow beheert, kan er een noemen (delivery-folder in de configuratie).
delivery-wrong-destination = Daar kan niets worden geleverd. Wat de bestemming zegt, staat boven aan deze pagina.
delivery-access = Toegang tot de bestemming
delivery-user = Gebruiker
delivery-user-hint = De id van de toegangssleutel van S3, het opslagaccount van Azure, de gebruiker van SFTP en WebDAV.
delivery-secret = Geheim
delivery-secret-hint = De geheime sleutel van S3, de JSON van het serviceaccount van Google, de sleutel van Azure, een wachtwoord of een privésleutel van SSH. Het wordt versleuteld bewaard en aan niemand getoond.
delivery-host-key = Vingerafdruk van de SSH-server
delivery-host-key-hint = Zoals SHA256:… Laat het leeg, dan zegt de fout welke de server toont.
delivery-endpoint = Server van de bucket
delivery-endpoint-hint = Alleen voor een bucket die niet bij Amazon, Google of Microsoft staat.
delivery-region = Regio van S3
delivery-region-hint = us-east-1 als u geen andere noemt.
delivery-method = Hoe bestanden naar een HTTPS-adres worden gestuurd
delivery-headers = Headers voor een HTTPS-adres
delivery-headers-hint = Op elke regel een, zoals X-From: inflow.
delivery-secret-header = Header die het geheim draagt
delivery-secret-header-hint = Authorization als u geen andere noemt.
delivery-what = Wat wordt geleverd
delivery-what-hint = Kies workloads of bronqueues. Kiest u niets, dan wordt elke bronqueue geleverd.
delivery-every-queue = Elke bronqueue
delivery-zone-hint = De zone van lokale tijden in de bestanden, en van het tijdstip hieronder.
delivery-at-time = Tijdstip
delivery-at-time-hint = Eenmaal per dag, na de eerste import die na dit tijdstip eindigt. Laat het leeg om na elke import te leveren.
delivery-wrong-time = Dit is geen tijdstip. Schrijf het als 06:30.
delivery-again = Dagen die opnieuw worden geschreven
delivery-again-hint = Een dag die verandert, wordt opnieuw geschreven, tot zoveel dagen terug.
delivery-wrong-days = Schrijf een geheel getal van 1 tot { $most }.
delivery-days = { $days ->
    [one] { $days } dag
   *[other] { $days } dagen
}
delivery-with-unfinished = Ook onvoltooide intervallen worden geschreven.
delivery-unfinished = Ook onvoltooide intervallen schrijven
delivery-unfinished-hint = Anders komt een interval zodra zijn contacten beantwoord zijn, of zeven dagen later.
delivery-contacts = Contacten leveren, geen volumes
delivery-contacts-hint = Een rij voor elk contact, als CSV, JSON of Parquet.
delivery-by-day = Per dag verdelen
delivery-by-day-hint = Parquet wordt een dataset met een bestand voor elke queue en dag.
delivery-without-time = 0 schrijven voor onbekende afhandeltijden
delivery-without-time-hint = Sommige producten nemen geen rij zonder afhandeltijd.
delivery-map = Namen in het product
delivery-map-hint = Hoe het product onze queues noemt, als TOML. De documentatie voor planners laat het zien.
delivery-when = Wanneer
delivery-each-import = Na elke import
delivery-daily = Dagelijks na { $at } ({ $zone })
delivery-last = Laatste poging
delivery-next = Niet voor
delivery-contacts-tag = contacten
delivery-paused = Gepauzeerd
delivery-fails = { $count ->
    [one] Mislukt
   *[other] { $count } keer mislukt
}
delivery-fine = Levert
delivery-waits = Wacht op de volgende import
delivery-written = Geschreven
delivery-unchanged = Niets veranderd
delivery-failed = Mislukt
delivery-run = Nu leveren
delivery-run-written = Geleverd: { $files ->
    [one] { $files } bestand
   *[other] { $files } bestanden
} met { $rows ->
    [one] { $rows } rij.
   *[other] { $rows } rijen.
}
delivery-run-unchanged = Sinds de laatste levering is er niets veranderd, dus is er niets geschreven.
delivery-run-failed = De levering is mislukt. Ze wordt vanzelf opnieuw geprobeerd.
delivery-import-goes-on = De integratie wordt net geïmporteerd. De levering komt daarna.
delivery-test = Bestemming testen
delivery-test-went-well = Daar kan worden geschreven: een klein bestand is geschreven en verwijderd.
delivery-test-failed = Daar kan niet worden geschreven.
delivery-pause = Pauzeren
delivery-resume = Hervatten
delivery-log = Wat is geleverd
delivery-log-empty = Nog niets.
delivery-at = Wanneer
delivery-outcome = Uitkomst
delivery-files = Bestanden
delivery-rows = Rijen
delivery-says = Bestanden, of waarom het mislukte
delivery-remove = Levering verwijderen
delivery-remove-help = De bestanden die ze heeft geschreven, blijven waar ze zijn.

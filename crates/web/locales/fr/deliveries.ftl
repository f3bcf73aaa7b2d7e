# Livraisons : des fichiers écrits automatiquement

deliveries-title = Livraisons
deliveries-lead = Une livraison écrit des fichiers automatiquement, après chaque importation ou une fois par jour, là où vous planifiez : dans un dossier, un bucket, sur un serveur.
deliveries-none = Aucune livraison
deliveries-none-help = Ajoutez-en une, et les chiffres arrivent automatiquement dans injixo, Calabrio, Genesys Cloud, Amazon Connect, Assembled, un tableur ou une base de données.
deliveries-none-ask = Les administrateurs ajoutent les livraisons.
delivery = Livraison
delivery-add = Ajouter une livraison
delivery-add-lead = Inflow écrit un petit fichier à la destination et le supprime avant d’enregistrer quoi que ce soit. La première livraison vient avec la prochaine importation.
delivery-name = Nom
delivery-name-hint = Un nom qu’aucune autre livraison de cette intégration ne porte.
delivery-name-taken = Une autre livraison porte ce nom. Choisissez-en un autre.
delivery-format = Format
delivery-format-hint = Le produit qui lit les fichiers, ou un tableau avec toutes les colonnes.
delivery-to = Destination
delivery-to-hint = Par exemple s3://bucket/dossier/, gs://bucket/dossier/, az://container/dossier/, sftp://serveur/dossier/, webdavs://serveur/dossier/ ou https://serveur/chemin.
delivery-folder = Un dossier de cette machine doit se trouver sous { $folder }
delivery-no-folder = Les dossiers de cette machine ne sont pas ouverts aux livraisons. La personne qui exploite Inflow peut en nommer un (delivery-folder dans la configuration).
delivery-wrong-destination = Rien ne peut être livré là. Ce que dit la destination figure en haut de cette page.
delivery-access = Accès à la destination
delivery-user = Utilisateur
delivery-user-hint = L’identifiant de la clé d’accès S3, le compte de stockage Azure, l’utilisateur SFTP ou WebDAV.
delivery-secret = Secret
delivery-secret-hint = La clé secrète S3, le JSON du compte de service Google, la clé Azure, un mot de passe ou une clé privée SSH. Il est conservé chiffré et n’est montré à personne.
delivery-host-key = Empreinte du serveur SSH
delivery-host-key-hint = Par exemple SHA256:… Laissez ce champ vide, et l’erreur dira laquelle le serveur montre.
delivery-endpoint = Serveur du bucket
delivery-endpoint-hint = Seulement pour un bucket qui n’est pas chez Amazon, Google ou Microsoft.
delivery-region = Région S3
delivery-region-hint = us-east-1, sauf si vous en nommez une autre.
delivery-method = Comment les fichiers sont envoyés à une adresse HTTPS
delivery-headers = En-têtes pour une adresse HTTPS
delivery-headers-hint = Un par ligne, par exemple X-From: inflow.
delivery-secret-header = En-tête qui porte le secret
delivery-secret-header-hint = Authorization, sauf si vous en nommez un autre.
delivery-what = Ce qui est livré
delivery-what-hint = Choisissez des charges ou des files d’attente source. Sans choix, toutes les files d’attente source sont livrées.
delivery-every-queue = Toutes les files d’attente source
delivery-zone-hint = Le fuseau des heures locales dans les fichiers, et de l’heure ci-dessous.
delivery-at-time = Heure
delivery-at-time-hint = Une fois par jour, après la première importation qui se termine après cette heure. Laissez ce champ vide pour livrer après chaque importation.
delivery-wrong-time = Ce n’est pas une heure. Écrivez-la comme 06:30.
delivery-again = Jours écrits à nouveau
delivery-again-hint = Un jour qui change est écrit à nouveau, jusqu’à ce nombre de jours en arrière.
delivery-wrong-days = Écrivez un nombre entier de 1 à { $most }.
delivery-days = { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}
delivery-with-unfinished = Les intervalles inachevés sont écrits aussi.
delivery-unfinished = Écrire aussi les intervalles inachevés
delivery-unfinished-hint = Sinon, un intervalle vient dès que ses contacts ont reçu une réponse, ou sept jours plus tard.
delivery-contacts = Livrer les contacts, pas les volumes
delivery-contacts-hint = Une ligne par contact, en CSV, JSON ou Parquet.
delivery-by-day = Diviser par jour
delivery-by-day-hint = Parquet devient un jeu de données avec un fichier par file d’attente et par jour.
delivery-without-time = Écrire 0 pour les durées de traitement inconnues
delivery-without-time-hint = Certains produits n’acceptent aucune ligne sans durée de traitement.
delivery-map = Noms dans le produit
delivery-map-hint = Comment le produit appelle nos files d’attente, en TOML. La documentation pour planificateurs le montre.
delivery-when = Quand
delivery-each-import = Après chaque importation
delivery-daily = Chaque jour après { $at } ({ $zone })
delivery-last = Dernière tentative
delivery-next = Pas avant
delivery-contacts-tag = contacts
delivery-paused = En pause
delivery-fails = { $count ->
    [one] Échec
   *[other] { $count } échecs
}
delivery-fine = En service
delivery-waits = Attend la prochaine importation
delivery-written = Écrit
delivery-unchanged = Rien n’a changé
delivery-failed = Échec
delivery-run = Livrer maintenant
delivery-run-written = Livré : { $files ->
    [one] { $files } fichier
   *[other] { $files } fichiers
} avec { $rows ->
    [one] { $rows } ligne.
   *[other] { $rows } lignes.
}
delivery-run-unchanged = Rien n’a changé depuis la dernière livraison, donc rien n’a été écrit.
delivery-run-failed = La livraison a échoué. Elle est retentée automatiquement.
delivery-import-goes-on = L’intégration est en cours d’importation. La livraison vient ensuite.
delivery-test = Tester la destination
delivery-test-went-well = On peut y écrire : un petit fichier a été écrit et supprimé.
delivery-test-failed = On ne peut pas y écrire.
delivery-pause = Mettre en pause
delivery-resume = Reprendre
delivery-log = Ce qui a été livré
delivery-log-empty = Rien encore.
delivery-at = Quand
delivery-outcome = Résultat
delivery-files = Fichiers
delivery-rows = Lignes
delivery-says = Fichiers, ou la raison de l’échec
delivery-remove = Supprimer la livraison
delivery-remove-help = Les fichiers qu’elle a écrits restent où ils sont.

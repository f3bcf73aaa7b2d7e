# Figures as one file

export-title = Exporter
export-more = Autres formats, files d’attente et jours
export-lead = Un fichier de toutes les files d’attente source, ou de celles que vous choisissez.
export-format = Format
export-format-hint = Un tableau, un classeur, ou les fichiers d’un produit de planification. Plusieurs fichiers viennent dans une archive.
export-separator = CSV avec
export-comma = des virgules et des points décimaux
export-semicolon = des points-virgules et des virgules décimales, pour les tableurs
export-figures = Chiffres
export-basic = Ce qui est arrivé
export-all = Tous les chiffres, avec ce que les contacts sont devenus
export-target = Réponse en
export-zeros = Les intervalles vides aussi
export-zeros-hint = Un intervalle importé sans contact y figure avec 0.
export-what = Ce qui est exporté
export-what-hint = Choisissez des charges ou des files d’attente source. Sans choix, toutes les files d’attente source sont exportées.
export-products = Pour les produits de planification
export-download = Télécharger
export-nothing = Il n’y a rien à écrire : aucun intervalle de ces jours n’est achevé. Choisissez d’autres jours, ou faites aussi écrire les intervalles inachevés.
export-wrong-format = Ce format n’existe pas. Choisissez l’un de ceux proposés.
export-wrong-figures = Tous les chiffres existent en CSV, JSON et Parquet. Choisissez l’un d’eux, ou ce qui est arrivé.

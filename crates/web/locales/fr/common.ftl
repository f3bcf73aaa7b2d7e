# Ce que chaque page contient.

skip-to-content = Aller au contenu
nav-main = Navigation principale
nav-integrations = Intégrations
sign-out = Se déconnecter
tab-overview = Aperçu
tab-queues = Files source
tab-views = Vues
tab-quality = Qualité
tab-settings = Paramètres
times-in = Heures de { $zone }
language = Langue
save = Enregistrer
cancel = Annuler
back = Retour
api-reference = Référence de l’API
colon = { "\u00A0" }:

# Langue et fuseau horaire

settings-title = Langue et fuseau horaire
settings-lead = Cela change l’aspect des pages dans ce navigateur, et rien à ce qui est compté.
time-zone = Fuseau horaire
time-zone-help = Le nom d’un lieu, comme Europe/Paris. Les dates, les heures et les jours des graphiques le suivent.
time-zone-unknown = Aucun fuseau horaire ne porte ce nom. Les noms ressemblent à Europe/Paris ou UTC.

# Mois et jours de la semaine, abrégés

month-short-1 = janv.
month-short-2 = févr.
month-short-3 = mars
month-short-4 = avr.
month-short-5 = mai
month-short-6 = juin
month-short-7 = juil.
month-short-8 = août
month-short-9 = sept.
month-short-10 = oct.
month-short-11 = nov.
month-short-12 = déc.
weekday-short-1 = lun.
weekday-short-2 = mar.
weekday-short-3 = mer.
weekday-short-4 = jeu.
weekday-short-5 = ven.
weekday-short-6 = sam.
weekday-short-7 = dim.

# Durées

unit-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
unit-hours = { $count } h
unit-minutes = { $count } min
unit-seconds = { $count } s
just-now = à l’instant
in-a-moment = dans un instant
minutes-ago = { $count ->
    [one] il y a { $count } minute
   *[other] il y a { $count } minutes
}
in-minutes = { $count ->
    [one] dans { $count } minute
   *[other] dans { $count } minutes
}
hours-ago = { $count ->
    [one] il y a { $count } heure
   *[other] il y a { $count } heures
}
in-hours = { $count ->
    [one] dans { $count } heure
   *[other] dans { $count } heures
}
days-ago = { $count ->
    [one] il y a { $count } jour
   *[other] il y a { $count } jours
}
in-days = { $count ->
    [one] dans { $count } jour
   *[other] dans { $count } jours
}

# Erreurs

error-to-start = Vers la page d’accueil
error-sign-in = Veuillez vous connecter
error-sign-in-help = Cette page est réservée aux personnes qui ont un compte ici.
error-forbidden = Vous ne pouvez pas faire cela
error-forbidden-help = Votre compte permet de tout consulter, mais de ne rien modifier. Adressez-vous à un administrateur.
error-not-found = Il n’y a rien ici
error-not-found-help = L’adresse est peut-être mal écrite, ou ce qui était ici a été supprimé.
error-method = Cela n’est pas possible ici
error-method-help = Revenez en arrière et utilisez les boutons de la page.
error-timeout = Cela a pris trop de temps
error-timeout-help = Rien n’a été modifié. Réessayez ; si cela se reproduit, demandez moins à la fois.
error-conflict = Cela ne convient plus
error-conflict-help = Quelque chose a été modifié entre-temps. Revenez en arrière, rechargez la page, et regardez avant de recommencer.
error-too-large = C’était trop
error-too-large-help = Ce qui a été envoyé dépasse ce que cette page accepte. Rien n’a été enregistré.
error-too-many = Trop de tentatives
error-too-many-help = Attendez un peu avant de réessayer.
error-unavailable = Indisponible pour le moment
error-unavailable-help = La base de données ne répond pas. Rien n’a été perdu ; réessayez dans un instant.
error-bad-request = Cette demande n’a pas été comprise
error-bad-request-help = Rien n’a été enregistré. Revenez en arrière, rechargez la page, et refaites ce que vous avez fait.
error-internal = Une erreur s’est produite
error-internal-help = Rien n’a été enregistré. La raison figure dans le journal du programme ; réessayez, et prévenez votre administrateur si cela persiste.

preliminary = L’historique est connu depuis le { $from } ; le plus ancien est en cours de lecture. D’ici là, ces chiffres sont provisoires : ceux qui en dépendent peuvent changer.
preliminary-until = Le reste sera là vers le { $at }.

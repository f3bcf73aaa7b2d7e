# La qualité des chiffres

quality-lead = Sur quoi reposent les chiffres, et ce qui les améliore.
quality-to-do = À regarder
quality-nothing = Il n’y a rien à faire.
quality-kept = Ce qui est gardé
quality-compared = Comparé aux vues de Zendesk
tickets = Tickets
ticket-events = Événements de tickets
calls = Appels
quality-contacts = Contacts dans les tickets
quality-calls-until = Appels importés jusqu’au
quality-dropped = Anciens événements
quality-dropped-until = retirés jusqu’au { $day } pour les tickets clos ; ce qu’ils ont compté reste
quality-no-talk = pas de Talk
quality-provisional-from = Appels provisoires depuis le
token-days-left = { $days ->
    [0] ne fonctionne plus
    [one] encore { $days } jour
   *[other] encore { $days } jours
}
token-help = Créez un client OAuth dans Zendesk et saisissez-le sous Paramètres ; rien d’autre ne change.
quality-never-imported = Rien n’a encore été importé
quality-old-import = { $days ->
    [one] La dernière importation réussie remonte à { $days } jour
   *[other] La dernière importation réussie remonte à { $days } jours
}
quality-old-import-help = Regardez l’état de l’intégration, et si le service tourne.
quality-quiet = { $days ->
    [one] Rien ne s’est passé dans ce compte depuis { $days } jour
   *[other] Rien ne s’est passé dans ce compte depuis { $days } jours
}
quality-quiet-help = Vérifiez que c’est bien le compte utilisé.
quality-recount = Des vues, des champs ou des canaux ont changé depuis le dernier comptage
quality-recount-help = La prochaine importation recompte ce que cela touche.
quality-unsupported-help = Les contacts qui ne sont que dans ces vues ne comptent dans aucune file source.
quality-see-why = Voir pourquoi
quality-outside = { $count ->
    [one] { $count } contact n’était dans aucune vue
   *[other] { $count } contacts n’étaient dans aucune vue
}
quality-outside-help = Ils ne comptent dans aucune file source. Une vue dans Zendesk qui contient de tels tickets les fait compter, depuis le début.
quality-drift = { $count ->
    [one] { $count } ticket sur { $of } diffère sans raison connue
   *[other] { $count } tickets sur { $of } diffèrent sans raison connue
}
quality-drift-help = La comparaison nomme les tickets ; la page d’un ticket dit ce que chacun de ses événements a compté.
quality-provisional = { $count ->
    [one] { $count } quart d’heure d’appels peut encore changer
   *[other] { $count } quarts d’heure d’appels peuvent encore changer
}
quality-provisional-help = Rien à faire : les appels de moins de trois heures deviennent définitifs avec les importations suivantes.
quality-inexact = { $count ->
    [one] { $count } ticket a un historique qui n’est pas exact
   *[other] { $count } tickets ont un historique qui n’est pas exact
}
quality-inexact-help = Ils sont comptés d’après ce que l’on sait d’eux, et réparés quand ils changent.
quality-inexact-title = Tickets inexacts
quality-inexact-named = Les plus récents, expliqués :
quality-waiting = { $count ->
    [one] { $count } ticket attend ses audits
   *[other] { $count } tickets attendent leurs audits
}
quality-waiting-help = Rien à faire : il manque ou il peut manquer une part de leur historique, et les prochains imports la demandent à Zendesk, peu à peu.
quality-field = Le champ de ticket { $field } a été modifié dans Zendesk
quality-field-help = Le champ, ou des options de celui-ci, ont été renommés ou supprimés, si bien que des tickets montrent des valeurs dont aucun événement ne parle. Voyez si les vues le nomment encore comme il faut.
quality-reason = Raison
quality-set-aside = { $count ->
    [one] { $count } ligne de { $endpoint } n’a pas pu être lue et a été mise de côté
   *[other] { $count } lignes de { $endpoint } n’ont pas pu être lues et ont été mises de côté
}
quality-set-aside-help = Les tickets auxquels elles peuvent appartenir sont réparés d’après leurs audits, ou comptés comme inexacts. La plus récente : { $newest }
quality-odd-values = { $count ->
    [one] { $count } ligne de { $endpoint } a des valeurs illisibles
   *[other] { $count } lignes de { $endpoint } ont des valeurs illisibles
}
quality-odd-values-help = Elles comptent comme vides. La plus récente : { $newest }
quality-no-channel = { $count ->
    [one] { $count } contact ne nomme aucun canal
   *[other] { $count } contacts ne nomment aucun canal
}
quality-no-channel-help = Ils comptent comme dossier (case). Zendesk n’en dit pas plus.
quality-unmapped = { $count ->
    [one] { $count } contact est venu par le canal « { $channel } », qu’aucune règle ne nomme
   *[other] { $count } contacts sont venus par le canal « { $channel } », qu’aucune règle ne nomme
}
quality-unmapped-help = Ils comptent comme dossier (case), sauf si vous les placez ailleurs.
quality-compared-at = Comparé
quality-drift-name = Écart
quality-compared-views = Vues comparées
quality-not-comparable = aucune vue n’a pu être comparée
quality-not-compared = Aucune comparaison n’a encore été faite.

# Comparer, les canaux, et ce que change le prochain comptage

compare-lead = Les tickets qu’Inflow voit en ce moment dans chaque vue, à côté de ceux que montre Zendesk. Zendesk est interrogé pour cela : quelques requêtes par vue qui diffère, en quelques minutes au plus.
compare-now = Comparer maintenant
compare-see = Vue par vue
compare-goes-on = Comparaison en cours
compare-goes-on-help = Vous pouvez quitter cette page ; le résultat restera ici.
compare-failed = La comparaison s’est interrompue
compare-none = Rien n’a été comparé depuis le démarrage du programme.
compare-imported-until = jusqu’au { $instant } ; ce qui a changé depuis dans Zendesk n’est pas un écart
compare-requests = Requêtes à Zendesk
compare-difference = Différence
compare-unexplained = Inexpliqués
compare-archived = { $count ->
    [one] { $count } de plus est supposé archivé
   *[other] { $count } de plus sont supposés archivés
}
compare-old-count = Le nombre de Zendesk est plus ancien.
compare-tickets = { $count ->
    [one] { $count } ticket vu d’un seul côté
   *[other] { $count } tickets vus d’un seul côté
}
held-by-inflow = selon Inflow seul
held-by-zendesk = selon Zendesk seul
cause-changed-since = modifié depuis la dernière importation
cause-gone-since = supprimé depuis la dernière importation
cause-before-the-history = modifié pour la dernière fois avant l’historique importé
cause-archiving = clos, bientôt ou déjà archivé
cause-inexact = son historique n’est pas exact (règle 2.4)
cause-unknown = sans raison connue
note-unsupported = Non comparée : non prise en charge.
note-inactive = Non comparée : inactive.
note-edited = Non comparée : modifiée ou disparue depuis la dernière importation.
note-not-told = Non comparée : Zendesk n’en donne pas le nombre.
note-still-counting = Non comparée : Zendesk compte encore, réessayez plus tard.
note-too-long = Tickets non énumérés : trop nombreux.
note-restricted = Tickets non énumérés : Zendesk ne les montre pas à cet utilisateur.
channels-title = Canaux
channels-lead = Comme quel canal de file source compte chaque canal de Zendesk.
channels-see = Voir et modifier
channels-saved = Enregistré. Les chiffres suivront avec la prochaine importation.
channels-of-zendesk = Canal de Zendesk
channels-counts-as = Compte comme
channels-rule = Règle
channels-placed = placé par vous
channels-hint = La prochaine importation recomptera tout l’historique : des files source peuvent apparaître ou s’arrêter.
channels-fixed = Canaux dont la place est fixe
channels-wrong = Un canal a été nommé qui ne peut pas être placé. Rien n’a été enregistré.
recount-title = Ce que change le prochain comptage
recount-look = Voir ce que cela change
recount-lead = Tout l’historique gardé a été recompté à l’essai : { $tickets } tickets. Rien n’a été enregistré.
recount-nothing = Aucun chiffre ne change.
recount-days = Jours
recount-now = Maintenant
recount-then = Ensuite
recount-busy = D’autres font recompter tout l’historique en ce moment. Réessayez dans un instant.

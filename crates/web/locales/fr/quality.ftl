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
quality-drift-help = La commande ci-dessous nomme les tickets, et explain dit ce que chacun de leurs événements a compté.
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
quality-reason = Raison
quality-no-channel = { $count ->
    [one] { $count } contact ne nomme aucun canal
   *[other] { $count } contacts ne nomment aucun canal
}
quality-no-channel-help = Ils comptent comme dossier (case). Zendesk n’en dit pas plus.
quality-unmapped = { $count ->
    [one] { $count } contact est venu par le canal « { $channel } », qu’aucune règle ne nomme
   *[other] { $count } contacts sont venus par le canal « { $channel } », qu’aucune règle ne nomme
}
quality-unmapped-help = Ils comptent comme dossier (case), sauf si vous les placez ailleurs : inflow integration channels --set { $channel }=CANAL
quality-compared-at = Comparé
quality-drift-name = Écart
quality-compared-views = Vues comparées
quality-not-comparable = aucune vue n’a pu être comparée
quality-not-compared = Aucune comparaison n’a encore été faite.
quality-compare-how = Pour comparer les tickets de chaque vue avec ceux de Zendesk :

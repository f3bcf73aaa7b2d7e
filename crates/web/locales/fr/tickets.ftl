# Un ticket entier : ses événements, et ce que chacun compte

ticket-find = Chercher un ticket
ticket-find-lead = Voyez chaque événement d’un ticket : ce qu’il a changé, dans quelles files source il compte, ou pourquoi il ne compte pas.
ticket-number = Numéro du ticket dans Zendesk
ticket-no-number = Ce n’est pas un numéro de ticket. Il figure dans Zendesk à côté de l’objet, par exemple #1476.
ticket-show = Afficher
ticket-all-events = Tous les événements de ce ticket
ticket-in-zendesk = Ouvrir dans Zendesk
ticket-events-count = { $count ->
    [one] { $count } événement
   *[other] { $count } événements
}
ticket-contacts-count = { $count ->
    [0] dont aucun contact
    [one] dont { $count } contact
   *[other] dont { $count } contacts
}
ticket-not-judged = { $count ->
    [one] { $count } vue ne compte pas et n’est donc pas évaluée ici
   *[other] { $count } vues ne comptent pas et ne sont donc pas évaluées ici
}
ticket-not-imported = Ce ticket n’est pas importé. Il est peut-être nouveau, ou n’a pas changé depuis le premier jour importé.
ticket-no-such-event = Le ticket n’a pas cet événement.
ticket-dropped = Les événements de ce ticket clos ont été retirés en raison de leur âge. Ce qu’ils ont compté reste, mais n’est plus expliqué.
event-counts = compte
event-counts-nothing = ne compte pas
event-no-contact = Pas un contact
event-counts-in = Compte dans
event-queues = { $count ->
    [one] { $count } file source
   *[other] { $count } files source
}
event-no-view = aucune vue ne contient le ticket, donc dans aucune file source
event-holding = Dans les vues, sans compter
event-every-view = Chaque vue avec ses conditions
contact-whole-ticket = Tous les événements de ce ticket
contact-dropped = Les événements du ticket jusqu’au { $day } ont été retirés en raison de leur âge. Ce qu’ils ont compté reste, mais n’est plus expliqué.
nothing-before-window = Il est antérieur au premier jour importé.
nothing-outbound-call = Le ticket commence par un appel sortant.
nothing-running-session = Un message de plus d’une session de chat en cours, qui forme un seul contact.
nothing-merge = Des tickets ont été fusionnés.
nothing-restoring = Le ticket avait été supprimé et a été restauré.
nothing-not-waiting = Aucun client n’a écrit publiquement, et le ticket n’attend pas l’équipe ensuite.
nothing-no-further-view = Aucun client n’a écrit publiquement, et le ticket n’est entré dans aucune autre vue.
nothing-after-closing = Le ticket était déjà clos.
inexact-change = une modification de « { $field } » ne découle pas des événements précédents
inexact-present = les événements ne mènent pas à la valeur actuelle de « { $field } »
inexact-creation = il a été créé après le premier jour importé, mais par aucun événement connu
inexact-start = ni sa création ni son état actuel ne sont connus
inexact-no-audits = Zendesk n’en a aucun audit
inexact-odd-audits = ses audits sont illisibles
and-more = et { $count } de plus
value-words = { $count ->
    [one] { $count } mot
   *[other] { $count } mots
}
value-not-at-all = pas du tout
value-deleted = Supprimé
field-customs = Champs personnalisés

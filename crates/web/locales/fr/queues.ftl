# Files source

queues-title = Files source
queues-covered = Importé du { $from } au { $until }.
queues-nothing-imported = Rien n’est encore entièrement importé. Les chiffres apparaîtront ici dès que la première importation sera terminée.
queues-share-calls = Un appel peut compter deux fois ici : une fois comme appel dans une file Talk, et une fois par le ticket qu’il a créé, dans les files des vues. C’est le même travail : n’additionnez donc jamais les deux sortes de files (règle 7.5).
queues-search = Chercher par nom
queues-channel = Canal
queues-every-channel = Tous les canaux
queues-state = État
queues-every-state = Tous les états
queues-filter = Filtrer
queues-show-all = Tout afficher
queues-none-found = Aucune file source ne correspond
queues-none-found-help = Cherchez une partie du nom, ou choisissez un autre canal ou un autre état.
queues-none = Pas encore de files source
queues-none-help = Une file source apparaît d’elle-même avec le premier contact qui arrive dans une vue prise en charge, ou avec le premier appel.
queues-shown = { $shown } sur { $total } files source
queues-of-view = vue { $view }
queues-page-before = Page précédente
queues-page-after = Page suivante
queues-queue = File source
queues-six-weeks = Six dernières semaines
queues-offered = Contacts
queues-last = Dernier contact
queue-active = active
queue-inactive = inactive
spark-label = { $count } contacts au cours des { $days } derniers jours
channel-email = E-mail
channel-chat = Chat
channel-social-media = Réseaux sociaux
channel-call = Appel
channel-case = Dossier

# Une file

queue-offered-ever = Contacts au total
queue-definition-since = Vue ainsi définie depuis
queue-complete-from = Complet depuis
queue-complete-since = complet depuis le { $day }
queue-complete-from-text = L’historique de cette vue n’est complet que depuis le { $day } : elle a été comptée pour la première fois après que les événements des tickets alors clos ont été retirés en raison de leur âge.
queue-imported-until = Importé jusqu’au
queue-inactive-text = Cette file source ne reçoit plus de contacts : sa vue a été désactivée, supprimée, ou n’est plus prise en charge. Son historique reste.
queue-shares-calls-talk = Les appels de cette file source peuvent aussi avoir créé des tickets, qui comptent également dans les files des vues. C’est le même travail vu deux fois : ne les additionnez jamais (règle 7.5).
queue-shares-calls-view = Les tickets issus d’appels comptent ici, et les appels eux-mêmes comptent dans les files Talk. C’est le même travail vu deux fois : ne les additionnez jamais (règle 7.5).
queue-range = Période
range-week = 1 semaine
range-four-weeks = 4 semaines
range-quarter = 13 semaines
range-two-years = 2 ans
range-all = Tout
queue-choose = Choisir les jours, l’intervalle et le fuseau horaire
queue-first = Premier jour
queue-last = Dernier jour
queue-interval = Intervalle
length-quarter-hour = 15 minutes
length-half-hour = 30 minutes
length-hour = 1 heure
length-day = 1 jour
length-week = 1 semaine
queue-show = Afficher
queue-too-fine = Autant de jours comptent trop d’intervalles de { $wanted } pour un seul graphique ; celui-ci affiche donc { $shown }. Le téléchargement contient ce que vous avez demandé.
queue-contacts = Contacts
queue-handling = Durée moyenne de traitement (DMT)
chart-contacts = Contacts dans { $queue }
chart-contacts-text = { $total } contacts du { $from } au { $to }, { $most } au plus dans un intervalle. Les mêmes chiffres figurent dans la liste ci-dessous.
chart-handling = Durée moyenne de traitement dans { $queue }
chart-handling-text = { $most } au plus, en minutes et secondes. Là où rien n’a été traité, il n’y a pas de valeur. Les mêmes chiffres figurent dans la liste ci-dessous.
legend-provisional-talk = peut encore changer, ou importé en partie
standing-missing = non importé
standing-partial = importé en partie
standing-incomplete = peut-être incomplet
standing-provisional = peut encore changer
queue-click = Cliquez sur une barre pour voir ce qu’il y a derrière.
queue-download = Télécharger ce que montre le graphique :
queue-nothing-handled = Rien n’a été traité pendant ces jours : il n’y a donc pas de moyenne.
queue-range-not-imported = Rien n’est importé de ces jours : il n’y a donc pas de chiffres.
queue-range-nothing = Rien n’est arrivé pendant ces jours. Ils sont importés : c’est donc un 0 et non une lacune.
queue-range-everything = Afficher tout ce qui est importé
queue-usual = La semaine habituelle
queue-usual-text = Contacts par heure, en moyenne sur les jours du graphique, dans la mesure où ils sont importés.
queue-week = Semaine
queue-week-earlier = Semaine précédente
queue-week-later = Semaine suivante
queue-measure = Ce que montre le tableau
queue-list = Chiffres
queue-list-shown = { $first } à { $last } sur { $count }
queue-list-newer = Plus récents
queue-list-older = Plus anciens
figure-interval = Intervalle
figure-offered = Contacts
figure-handled = Traités
figure-abandoned = Abandonnés
figure-neither = Ni l’un ni l’autre
figure-aht = DMT
figure-note = Remarque
figure-absent = pas de chiffre
chart-save = Enregistrer le graphique en { $form }
compared = Comparé à
compared-nothing = rien
compared-week = la semaine précédente
compared-year = l’année précédente
queue-wrong-comparison = Cette comparaison n’existe pas. Choisissez l’une de celles proposées.
queue-wrong-order = Le premier jour ne doit pas être postérieur au dernier.
queue-too-long = Un graphique couvre 15 ans au plus. Choisissez des jours plus rapprochés.
queue-wrong-range = Cette période n’existe pas. Revenez en arrière et choisissez-en une parmi celles proposées.
queue-wrong-day = Ce n’est pas un jour. Écrivez les jours comme 2026-09-01, de 1990 à 2099, et à la fois le premier et le dernier.
queue-wrong-interval = Cet intervalle n’existe pas. C’est 15m, 30m, 1h, 1d ou 1w.
queue-wrong-figure = Ce chiffre n’existe pas. C’est offered, handled, abandoned ou aht.
queue-wrong-rows = Les lignes se comptent à partir de 1.

# Ce qu’il y a derrière un chiffre

figure-title = Contacts dans { $queue }
figure-contacts = { $count ->
    [0] Aucun contact
    [one] { $count } contact
   *[other] { $count } contacts
}
figure-provisional = Les appels des trois dernières heures peuvent encore changer dans Zendesk, et ce chiffre avec eux (règle 8.2).
figure-recount-due = Des vues, des champs ou des canaux ont changé depuis le dernier comptage. L’explication montre ce que trouvera le prochain ; un contact qu’il trouverait autrement est signalé.
figure-shares = Quand ils sont arrivés
figure-contacts-head = Les contacts
figure-calls-head = Les appels
figure-earlier = Précédents
figure-later = Suivants
figure-nothing = Rien n’est arrivé dans cet intervalle. Il est importé : c’est donc un 0 et non une lacune (règle 8.2).
figure-not-imported = Cet intervalle n’est pas importé : il n’y a donc pas de chiffre à expliquer (règle 8.2).
figure-wrong-instant = Ce n’est pas un instant. Écrivez-le comme 2026-09-01T09:15:00Z.
contact-ticket = Ticket { $ticket }
contact-channel = Canal
contact-author = Auteur
contact-event = Événement du ticket
contact-also-in = Compte aussi dans
contact-otherwise = Il est compté, mais le prochain comptage le trouverait autrement.
contact-inexact = Ce que Zendesk dit de l’historique de ce ticket ne concorde pas ; ceci peut donc être inexact.
contact-view = Vue « { $view } »
held-before = contenait le ticket avant
not-held-before = ne contenait pas le ticket avant
held-after = le contient après
not-held-after = ne le contient pas après
conditions-all = Toutes ces conditions doivent être remplies
conditions-any = Au moins une de celles-ci doit être remplie
condition = Condition
value-before = Valeur avant
value-after = Valeur après
condition-holds = remplie
condition-fails = non remplie
kind-created = Nouveau ticket
kind-reply = Réponse d’un client
kind-entry = Entrée dans la vue
rule = règle { $number }
rule-3-1 = L’événement qui crée un ticket est un contact, quel qu’en soit l’auteur.
rule-3-2 = Un commentaire public d’un client est un contact.
rule-3-3 = Un événement qui amène un ticket en attente (nouveau ou ouvert) dans une vue où il n’était pas est un nouveau travail pour cette vue.
rule-7-1 = Chaque appel entrant est un contact au moment où il a commencé, une fois par appel.
rule-7-3 = Traité : un appel auquel un agent a répondu et parlé, et qui n’est pas un message vocal ; abandonné : un appel auquel l’appelant a renoncé.
rule-7-4 = La durée de traitement réunit conversation, attente et post-appel ; la moyenne (DMT) porte sur les appels traités (règle 7.4).
source-ticket = d’après le canal du ticket
source-comment = d’après le canal du commentaire
source-label = d’après le libellé de l’événement
source-latest-contact = d’après le dernier contact du ticket
side-staff = Personnel
side-system = Zendesk lui-même
side-customer = Client
call-time = Heure
call-number = Appel
call-outcome = Issue
call-talk = Conversation
call-hold = Attente
call-wrap-up = Post-appel
call-handling = Durée de traitement
call-voicemail = message vocal
call-handled = traité
call-abandoned = abandonné
call-handled-and-abandoned = traité et abandonné
call-neither = ni traité ni abandonné

# Ce que les contacts sont devenus

fates-title = Ce que les contacts sont devenus
fates-ends = Comment ils ont pris fin
fates-waiting = En attente
fates-kinds = Ce qu'ils étaient
fates-target = Objectif de réponse
fates-still-change = { $count ->
    [one] { $count } contact de ces jours n'a pas encore pris fin : les chiffres de son intervalle changent encore.
   *[other] { $count } contacts de ces jours n'ont pas encore pris fin : les chiffres de leurs intervalles changent encore.
}
fates-table = En tableau : les { $count } derniers intervalles avec des contacts
glance-waiting = En attente, { $at }
glance-oldest = Le plus ancien depuis { $since }, soit { $for }.
glance-nothing-waits = Rien n'est en attente.
glance-within = Répondus en { $target }, { $week }
glance-of-answered = { $within } sur { $answered } contacts répondus.
glance-unfinished = { $count ->
    [one] { $count } contact de cette semaine n'a pas encore pris fin.
   *[other] { $count } contacts de cette semaine n'ont pas encore pris fin.
}
glance-average = Délai moyen de réponse, { $week }
fate-answered = Répondus
fate-within = En { $target }
fate-average = Délai moyen de réponse
fate-settled = Réglés sans réponse
fate-moved = Transférés
fate-dropped = Abandonnés sans suite
fate-unfinished = Sans fin à ce jour
fate-waiting = En attente
fate-created = Nouveaux tickets
fate-replies = Réponses de clients
fate-reopenings = Réouvertures
fate-entries = Entrés dans la vue
chart-fates = Comment les contacts de { $queue } ont pris fin
chart-kinds = Types de contacts dans { $queue }
chart-waiting = Contacts en attente dans { $queue }
chart-waiting-text = { $most } au plus. Les mêmes chiffres figurent dans le tableau ci-dessous.
queue-wrong-target = Il n'y a pas un tel objectif. Choisissez l'un de ceux proposés, par exemple 4h.

# Charges (workloads)

workloads-title = Charges (workloads)
workload = Charge (workload)
workloads-lead = Une charge réunit plusieurs files d'attente source d'un même canal, planifiées comme une seule : chaque contact y compte une fois, quel que soit leur nombre (règle 10).
workloads-none = Pas encore de charge
workloads-none-help = Créez-en une avec les files d'attente source auxquelles une équipe répond. Tout l'historique est compté aussitôt.
workload-add = Créer une charge
workload-members = Files d'attente source
workload-change = Modifier
workload-remove = Supprimer
workload-name = Nom
workload-name-hint = Un nom qu'aucune autre charge ne porte.
workload-not-yet = comptée à la prochaine importation
workload-offered = { $count ->
    [one] { $count } contact en tout
   *[other] { $count } contacts en tout
}
workload-wrong-name = Un nom compte de 1 à 200 caractères, sans saut de ligne ni caractère caché. Choisissez-en un autre.
workload-name-taken = Une autre charge porte ce nom. Choisissez-en un autre.
workload-empty = Choisissez au moins une file d'attente source.
workload-mixed = Les files d'attente source des vues et de Talk ne sont jamais dans une même charge, car un appel peut aussi avoir créé un ticket (règle 7.5). Créez-en une de chaque.
workload-text-erased = La vue « { $view } » jugeait des textes qui ne sont plus conservés : ce qu'elle contenait ne peut plus être dit (règle 6.5). Laissez-la de côté.
workload-not-counted = La vue « { $view } » ne compte rien, car elle n'est pas active ou pas prise en charge. Laissez-la de côté.
workload-unknown-member = L'une de ces files d'attente source n'existe plus. Choisissez à nouveau.
overlap-title = Recoupement des files d'attente source
overlap-lead = Combien de contacts sur cent, présents dans l'une de deux files d'attente source, comptent dans les deux : ce qui fausse les sommes de files (règle 10.4).
overlap-since = Contacts à partir du { $from }.
overlap-none = Aucune paire de files d'attente source de ce canal ne partage un contact
overlap-suggested = « { $left } » et « { $right } » partagent { $percent } % de leurs contacts : planifiez-les comme une seule charge.

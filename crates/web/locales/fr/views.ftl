# La page des vues

views-lead = Quelles vues de Zendesk sont comptées, lesquelles ne le sont pas, et pourquoi. Les vues sont relues à chaque importation.
views-none = Aucune vue n’est encore connue. Elles sont lues à la première importation.
views-counted = { $count ->
    [one] { $count } vue est comptée
   *[other] { $count } vues sont comptées
}
views-unsupported = { $count ->
    [one] { $count } vue n’est pas prise en charge
   *[other] { $count } vues ne sont pas prises en charge
}
views-unsupported-help = Une vue ne devient pas une file source quand l’une de ses conditions ne peut pas être jugée pour des événements passés. Ces conditions sont marquées ; une copie de la vue dans Zendesk sans elles peut être comptée.
views-inactive = { $count ->
    [one] { $count } vue est inactive
   *[other] { $count } vues sont inactives
}
views-inactive-help = Les files source des vues comptées auparavant restent avec leur historique.
view-counted = comptée
view-kept = inactive, historique gardé
view-unsupported = non prise en charge
view-not-active = inactive
view-no-queue-yet = Aucun contact jusqu’ici.
view-definition-since = Ces conditions valent depuis le { $day } ; tout l’historique est compté selon elles.
view-updated = Dernière modification dans Zendesk : { $instant }
view-not-listed = N’est plus dans la liste de Zendesk.
view-field-unknown = Le compte ne liste pas le champ personnalisé { $id } : ses valeurs sont comparées comme du texte.
view-versions = { $count ->
    [one] { $count } version antérieure
   *[other] { $count } versions antérieures
}
view-version-of = Au { $instant } : « { $title } »
try-title = Essayer une vue
try-lead = Voyez ce qu’une vue aurait compté dans l’historique importé avant de la créer dans Zendesk. Rien n’est enregistré.
try-json = Vue dans le format de Zendesk (JSON)
try-json-hint = Telle que la donne l’API de Zendesk, ou seulement ses conditions : toutes celles de all doivent être vraies, et au moins une de any.
try-count = Juger et compter
try-unreadable = Ce n’est pas une vue dans le format de Zendesk : { $reason }
try-too-long = C’est trop long pour une vue.
try-not-imported = Rien n’est encore entièrement importé, il n’y a donc pas d’historique sur lequel l’essayer.
try-text-not-kept = Cette vue juge l’objet ou la description. Ceux-ci ne sont gardés que tant qu’une vue active le fait ; elle pourra être comptée une fois active dans Zendesk et importée.
try-unsupported = « { $title } » ne deviendrait pas une file source
try-seen = « { $title } » aurait compté { $count ->
    [one] { $count } contact
   *[other] { $count } contacts
}
try-between = Du { $from } au { $until }, par mois en UTC.
try-month = Mois
try-all = Tout
try-nothing = Aucun contact de l’historique importé n’aurait été compté.


# Les conditions en mots

field-status = Statut
field-custom-status = Statut du ticket
field-type = Type
field-priority = Priorité
field-group = Groupe
field-assignee = Assigné
field-requester = Demandeur
field-organization = Organisation
field-brand = Marque
field-form = Formulaire
field-tags = Marqueurs
field-text = Objet et description
field-support-type = Type d’assistance
field-recipient = Reçu à
field-satisfaction = Satisfaction
field-custom = Champ personnalisé { $id }
field-created = Créé le
field-channel = Canal
field-sla = Prochaine violation de SLA
field-skills = Compétences
field-schedule = Horaire
field-within-schedule = Pendant (horaire)
field-role = Rôle de l’agent
field-public = Confidentialité
field-hours-new = Heures depuis la création
field-hours-open = Heures depuis ouvert
field-hours-pending = Heures depuis en attente
field-hours-hold = Heures depuis en pause
field-hours-solved = Heures depuis résolu
field-hours-closed = Heures depuis clos
field-hours-assigned = Heures depuis l’attribution
field-hours-assignee-updated = Heures depuis mise à jour par l’assigné
field-hours-requester-updated = Heures depuis mise à jour par le demandeur
field-hours-updated = Heures depuis mise à jour
field-hours-due = Heures depuis l’échéance
field-hours-until-due = Heures avant l’échéance
operator-is = est
operator-is-not = n’est pas
operator-less = est inférieur à
operator-greater = est supérieur à
operator-fewer = est moins de
operator-more = est plus de
operator-less-equal = est au plus
operator-greater-equal = est au moins
operator-includes = contient au moins un de
operator-not-includes = ne contient aucun de
operator-present = est rempli
operator-not-present = n’est pas rempli
value-blank = (vide)
value-current-user = (utilisateur actuel)
value-current-groups = (groupes de l’utilisateur actuel)
value-new = Nouveau
value-open = Ouvert
value-pending = En attente
value-hold = En pause
value-solved = Résolu
value-closed = Clos
value-low = Basse
value-normal = Normale
value-high = Haute
value-urgent = Urgente
value-question = Question
value-incident = Incident
value-problem = Problème
value-task = Tâche
value-agent = Agent
value-ai-agent = Agent IA
value-unoffered = Non proposée
value-offered = Proposée
value-bad = Mauvaise
value-bad-with-comment = Mauvaise avec commentaire
value-good = Bonne
value-good-with-comment = Bonne avec commentaire

# Pourquoi une condition ne peut pas être jugée

reason-channel = Elle demande le canal, que Zendesk ne dit pas pour les événements passés.
reason-sla = Elle demande des objectifs SLA, qui ne font pas partie de l’historique d’un ticket.
reason-skills = Elle demande des compétences, qui ne font pas partie de l’historique d’un ticket.
reason-business-hours = Elle demande les heures ouvrées, qui changent sans laisser d’historique.
reason-role = Elle demande le rôle de l’agent qui regarde la vue.
reason-updated-at = Elle demande la dernière mise à jour du ticket, que chaque événement remet à zéro.
reason-ticket-is-public = Elle demande si le ticket est public, ce qui n’a pas d’historique.
reason-viewer = Elle dépend de l’agent qui regarde la vue.
reason-change-operator = Elle compare avec le moment d’un changement, comme seuls les déclencheurs le peuvent.
reason-unknown-field = Inflow ne connaît pas ce champ.
reason-unknown-operator = Inflow ne connaît pas cet opérateur pour ce champ.
reason-unreadable-value = Cette valeur ne peut pas être comparée.
reason-unreadable = La définition de cette vue ne peut pas être lue.

# La liste

integrations-none = Pas encore d’intégration
integrations-none-help = Une intégration relie un compte Zendesk. Son historique est importé, et chaque vue prise en charge devient des files source avec leurs volumes de contacts.
integrations-none-ask = Demandez à un administrateur d’en ajouter une.
integrations-lead = Chacune relie un compte et est mise à jour toutes les quelques minutes.
integration-add = Ajouter une intégration
last-success = Dernière réussite
last-event = Dernier événement de ticket
next-run = Prochaine importation
not-yet = pas encore
not-planned = non prévue
next-run-soon = dans un instant

# L’état d’une intégration

status = État
status-new = Pas encore importée
status-importing = Importation en cours
status-operational = Opérationnelle
status-paused = En pause
status-needs-attention = Demande attention
status-deleted = Supprimée
since-instant = depuis le { $instant }
stage-discovering = Lecture des vues, du personnel et des champs
stage-tickets = Lecture des tickets
stage-ticket-events = Lecture des événements de tickets
stage-calls = Lecture des appels
stage-counting = Comptage
stage-repairing = Réparation des tickets inexacts
stage-comparing = Comparaison avec les vues de Zendesk
progress-of = { $done } sur { $of }
progress-rows = { $done } jusqu’ici
progress-left = encore { $time } environ
failure-details = Comme le dit le journal du programme
failure-attention = { $runs ->
    [0] Aucune importation n’est possible, et quelqu’un doit agir
    [one] La dernière importation a échoué, et quelqu’un doit agir
   *[other] Les { $runs } dernières importations ont échoué, et quelqu’un doit agir
}
failure-passing = { $runs ->
    [one] La dernière importation a échoué ; elle sera retentée d’elle-même
   *[other] Les { $runs } dernières importations ont échoué ; elles seront retentées d’elles-mêmes
}
what-to-do = Que faire :
token-ends = { $days ->
    [one] Zendesk met fin à tous les jetons d’API dans { $days } jour.
   *[other] Zendesk met fin à tous les jetons d’API dans { $days } jours.
}
token-ended = Zendesk n’accepte plus les jetons d’API.
token-change = Passer à un client OAuth

# Le catalogue

catalogue-lead = Choisissez le système dont les contacts doivent être comptés.
catalogue-zendesk = Tickets Support par vue et canal ; appels Talk par groupe ou numéro.

# Le formulaire

add-title = Relier Zendesk
add-lead = Rien n’est enregistré avant que vous ayez vu quelles vues deviennent des files source.
name = Nom
name-hint = Le nom de cette intégration ici. Il doit être unique, et peut être changé plus tard.
integration-name-unfit = Un nom a de 1 à 200 caractères visibles et aucun saut de ligne.
integration-name-taken = Une autre intégration s’appelle déjà « { $name } ». Choisissez un autre nom.
section-credentials = Identifiants
section-configuration = Configuration
domain = Domaine complet
domain-hint = L’adresse de votre compte Zendesk, comme acme.zendesk.com.
credentials-kind = Se connecter avec
credentials-client = Client OAuth
credentials-client-hint = Recommandé. Centre d’administration › Applications et intégrations › API › Clients OAuth ; type : confidentiel.
credentials-token = Nom d’utilisateur et jeton d’API
credentials-token-hint = Si vous en avez encore un : Zendesk n’en crée plus, et met fin à tous le 30 avril 2027.
client-id = Identifiant du client
client-id-hint = L’« identifiant unique » du client, un texte.
client-secret = Secret du client
client-secret-hint = Montré une seule fois dans Zendesk, à la création du client.
username = Nom d’utilisateur
username-hint = L’adresse e-mail d’un administrateur du compte.
token = Jeton d’API
token-hint = Centre d’administration › Applications et intégrations › API › API Zendesk.
secret-kept = Ce que vous avez saisi est gardé une demi-heure ; laissez ce champ vide pour l’utiliser.
grouping = Files source des appels par
grouping-ivr = SVI (IVR)
grouping-ivr-hint = Une file source pour chaque groupe vers lequel le menu vocal envoie les appels.
grouping-phone-number = Numéro de téléphone
grouping-phone-number-hint = Une file source pour chacun de vos numéros appelés.
grouping-required = Choisissez comment les appels sont mis en files source.
grouping-fixed-notice = Cela ne peut plus être changé une fois l’intégration enregistrée.
grouping-fixed-why = Les files source des appels en découlent, et leur historique ne pourrait pas être gardé. Pour grouper autrement, ajoutez une autre intégration.
grouping-of-the-deleted = L’intégration supprimée « { $name } » de ce compte groupe les appels de l’autre façon, et son historique continue. Choisissez ce regroupement, ou un autre nom.
advanced = Autres réglages
since = Importer l’historique depuis
since-hint = Trois ans en arrière, sauf si vous choisissez un autre jour. Un historique plus long prend plus de temps.
since-unreadable = Ce n’est pas un jour. Écrivez année-mois-jour, comme 2024-01-31.
since-too-early = Zendesk n’existait pas encore. Choisissez un jour à partir de 2007.
since-in-the-future = Ce jour est dans le futur.
since-of-the-deleted = L’historique de l’intégration supprimée « { $name } » de ce compte commence le { $day } et continue. Choisissez ce jour, ou un autre nom.
base-url = Adresse d’un serveur d’essai
base-url-hint = Seulement pour essayer : un compte simulé sur la machine où tourne Inflow, comme http://127.0.0.1:9090.
base-url-not-allowed = Les serveurs d’essai ne sont pas autorisés ici. La personne qui gère ce service peut les autoriser (--allow-test-servers).
test-and-look = Tester la connexion et voir à l’avance
test-and-look-hint = Inflow ne fait que lire dans Zendesk. Il n’y change jamais rien.
nothing-saved = Rien n’est encore enregistré
see-the-fields = Il y a quelque chose à corriger ci-dessous. Ce que vous avez saisi y est toujours.
field-required = Veuillez remplir ce champ.
field-too-long = C’est trop long pour être juste.

# Voir à l’avance

preview-title = Ce que ce compte donnera
preview-connected = La connexion à { $domain } fonctionne
preview-has-talk = Les appels Talk peuvent aussi être lus.
preview-no-talk = Ce compte n’a pas Talk, ou cet utilisateur ne peut pas le lire : aucun appel ne sera compté.
preview-nothing-saved = Rien n’est encore enregistré.
preview-goes-on = Une intégration supprimée de ce nom et de ce compte est reprise : ses files source et leur historique continuent.
save-and-import = Enregistrer et importer
change-something = Changer quelque chose
preview-counting = { $count ->
    [0] Aucune vue ne devient des files source
    [one] { $count } vue devient des files source
   *[other] { $count } vues deviennent des files source
}
preview-counting-help = Chaque vue donne une file source par canal dont elle a des contacts. Une file apparaît avec son premier contact.
preview-others = { $count ->
    [one] { $count } vue n’en devient pas
   *[other] { $count } vues n’en deviennent pas
}
preview-others-help = Elles restent listées sous Vues, avec les raisons. Ce qui est modifié dans Zendesk est remarqué à la prochaine importation.
view = Vue
source-queues = Files source
conditions = Conditions
why-not = Pourquoi
view-inactive = Inactive dans Zendesk.

# Une intégration

import-goes-on = L’importation est en cours
import-goes-on-help = Vous pouvez quitter cette page. Les chiffres les plus récents viennent d’abord, l’historique plus ancien suit.
contacts = Contacts
overview-until = Chiffres jusqu’au { $until }.
overview-calls = Appels Talk
overview-today = Aujourd’hui
overview-this-week = Cette semaine
overview-week-of = Semaine du { $day }
overview-than-day = { $change } par rapport à la semaine précédente
overview-than-week = { $change } par rapport à la semaine précédente
overview-channels = Contacts par canal
overview-channels-hint = Chaque contact compte une fois, quel que soit le nombre de vues qui le contiennent. À côté figure la différence avec les mêmes jours de la semaine précédente, jusqu’à la même heure.
overview-largest = Charges et plus grandes files d’attente source
overview-waiting = En attente
overview-within = En { $target }
overview-within-hint = En { $target } : part des contacts de la dernière semaine entière, parmi ceux qui ont reçu une réponse, qui l’ont reçue dans ce délai.
overview-every-queue = Les { $count } files d’attente source
overview-nothing = Pas encore de chiffres
overview-nothing-help = Les premiers chiffres viennent avec la première importation.
overview-views = { $count ->
    [one] { $count } vue n’est pas comptée
   *[other] { $count } vues ne sont pas comptées
}
overview-views-why = Voir pourquoi
overview-deliveries = { $count ->
    [one] { $count } livraison échoue
   *[other] { $count } livraisons échouent
}
overview-deliveries-why = Voir pourquoi
overview-import = Importation
imported = Importé
imported-nothing = rien encore
from-until = du { $from } au { $until }
test-server = serveur d’essai
signs-in-by-token = Jeton d’API de { $identity }
signs-in-by-client = Client OAuth { $identity }
credentials-erased = effacés
fixed = fixe

# Modifier une intégration

rename = Renommer
rename-hint = Ses files source et leur historique gardent leurs noms et identifiants.
credentials-never-shown = Les secrets enregistrés ne sont plus jamais montrés. Les nouveaux sont essayés avant de remplacer les actuels.
test-and-save = Tester et enregistrer
section-import = Importation
extend-since = Commencer plus tôt, à partir du
extend-hint = L’historique plus ancien est lu à côté de ce qui continue. Les chiffres présents restent, et changent là où ils en dépendent.
extend = Lire plus d’historique
extend-not-earlier = L’historique de cette intégration commence déjà le { $day }. Choisissez un jour antérieur.
extend-dropped = D’anciens événements ont été supprimés ici pour conserver moins de données : l’historique ne peut donc pas commencer plus tôt.
pause-help = Pendant une pause, rien n’est importé. À la reprise, ce qui a été manqué est lu.
paused-help = Elle est en pause : rien n’est importé. À la reprise, ce qui a été manqué est lu.
pause = Mettre en pause
resume = Reprendre
delete-help = La suppression met fin à l’importation et efface les identifiants. Les files source et leur historique restent.
deleted-help = Elle est supprimée : les files source et leur historique peuvent être lus comme avant. Pour l’importer de nouveau, ajoutez le même compte sous le même nom.
delete = Supprimer
purge = Tout supprimer
delete-title = Supprimer « { $name } » ?
delete-what = L’importation prend fin et les identifiants sont effacés. Les files source et leur historique restent, marqués inactifs. Si vous ajoutez plus tard le même compte sous le même nom, ils continuent.
purge-title = Supprimer tout de « { $name } » ?
purge-what = L’intégration disparaît avec toutes ses files source, leur historique et tout ce qui a été importé. C’est irréversible.
confirm-name = Pour confirmer, saisissez son nom : { $name }
confirm-name-wrong = Ce n’est pas son nom. Rien n’a été modifié.
done-name = Renommée.
done-credentials = Les nouveaux identifiants fonctionnent et sont enregistrés.
done-extend = L’historique commence plus tôt : la prochaine importation lit ce qui manque.
done-pause = En pause.
done-resume = Reprise : la prochaine importation commence dans un instant.

# Ce qui ne va pas avec une connexion

trouble-not-zendesk = Ce n’est pas un domaine Zendesk.
trouble-not-zendesk-help = Saisissez l’adresse du compte, comme acme.zendesk.com.
trouble-not-a-base = Ce n’est pas une simple adresse.
trouble-not-a-base-help = Saisissez http:// ou https://, un hôte et un port, comme http://127.0.0.1:9090, et rien derrière.
trouble-not-loopback = Cette adresse n’est pas sur la machine où tourne Inflow.
trouble-not-loopback-help = Les serveurs d’essai doivent s’y trouver (127.0.0.1, [::1] ou localhost), pour que les identifiants n’aillent nulle part ailleurs.
trouble-token-refused = Zendesk a refusé le nom d’utilisateur ou le jeton d’API.
trouble-token-refused-help = Vérifiez les deux, que l’accès par jeton est activé (Centre d’administration › Applications et intégrations › API), et que l’utilisateur n’est pas suspendu.
trouble-client-refused = Zendesk a refusé l’identifiant ou le secret du client OAuth.
trouble-client-refused-help = Vérifiez les deux (l’identifiant est un texte, pas le numéro), et que le client est confidentiel.
trouble-access-refused = Zendesk a refusé l’accès qu’il venait de donner à ce client OAuth.
trouble-access-refused-help = Vérifiez que le client existe toujours, et que l’utilisateur qui l’a créé est administrateur et n’est pas suspendu.
trouble-not-admin = Cet utilisateur a le rôle « { $named } », mais seul un administrateur peut lire les exports.
trouble-not-admin-help = Utilisez les identifiants d’un administrateur, ou faites nommer cet utilisateur administrateur dans Zendesk.
trouble-address-not-allowed = { $named } n’accepte pas de demandes de la machine où tourne Inflow.
trouble-address-not-allowed-help = Ajoutez son adresse publique à celles autorisées (Centre d’administration › Compte › Sécurité › Avancé › Restrictions IP), ou donnez aussi la portée read au client OAuth.
trouble-forbidden = Zendesk ne laisse pas cet utilisateur lire quelque chose de nécessaire.
trouble-forbidden-help = Vérifiez le rôle de l’utilisateur, l’offre du compte, et que la portée du client OAuth comprend read.
trouble-no-such-account = Il n’y a pas de compte Zendesk à { $named }.
trouble-no-such-account-help = Vérifiez l’orthographe. Les comptes renommés ou fermés répondent aussi ainsi.
trouble-account-closed = Le compte Zendesk à { $named } est fermé ou suspendu.
trouble-account-closed-help = Demandez au propriétaire du compte de le rouvrir dans Zendesk.
trouble-moved = Ce compte est maintenant à { $named }.
trouble-moved-help = S’il a été renommé, saisissez son nouveau nom. Les identifiants ne sont jamais envoyés à une adresse hors de zendesk.com.
trouble-name-not-found = L’adresse { $named } est introuvable.
trouble-name-not-found-help = Vérifiez l’orthographe ; si elle est juste, vérifiez le réseau et le serveur de noms de cette machine.
trouble-no-connection = { $named } n’a pas accepté de connexion.
trouble-no-connection-help = Vérifiez qu’aucun pare-feu ne fait obstacle, et qu’un serveur d’essai tourne.
trouble-not-secure = Aucune connexion sécurisée à { $named } n’a pu être établie.
trouble-not-secure-help = Vérifiez l’horloge et les certificats racine de cette machine, et si un proxy ouvre les connexions sécurisées.
trouble-no-answer = { $named } n’a pas répondu à temps.
trouble-no-answer-help = Vérifiez le réseau, et réessayez.
trouble-too-many-files = Inflow a trop de fichiers et de connexions ouverts pour joindre { $named } en ce moment.
trouble-too-many-files-help = Cela passe. Si cela dure, faites augmenter la limite de fichiers ouverts du service.
trouble-overloaded = Zendesk est surchargé ou en panne pour le moment.
trouble-overloaded-help = Réessayez dans quelques minutes.
trouble-unreadable = La réponse de Zendesk n’a pas pu être lue.
trouble-unreadable-help = Quelque chose en chemin modifie peut-être les réponses, comme un proxy. Réessayez ; si cela persiste, signalez-le.

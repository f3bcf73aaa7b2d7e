# Connexion, utilisateurs, clés et journal des modifications

sign-in = Se connecter
user-name = Nom
password = Mot de passe
password-again = Mot de passe, encore une fois
password-help = Au moins 12 caractères. Quelques mots que vous seul associeriez conviennent bien.
another-account = Autre compte
account = Compte
account-help = Laissez tel quel, sauf si votre administrateur en a indiqué un autre.
choose-password = Choisir un mot de passe
choose-password-lead = Vous vous connecterez désormais avec. Vos sessions précédentes sont terminées.
first-administrator = Vous serez le premier administrateur de ce compte. Choisissez un nom, ou une adresse e-mail, et un mot de passe.
sign-in-wrong = Le nom ou le mot de passe est incorrect.
sign-in-slowed = Trop de mots de passe incorrects. Attendez { $seconds } secondes et réessayez.
passwords-differ = Les deux mots de passe sont différents.
password-unfit = Ce mot de passe ne convient pas : il faut 12 à 500 caractères, et il ne doit pas être le nom.
name-unfit = Ce nom ne convient pas : il faut 1 à 100 caractères sur une ligne.
name-taken = Ce nom est déjà pris.
link-used = Ce lien a été utilisé ou est trop ancien. Demandez-en un nouveau à votre administrateur ; le premier est affiché au démarrage du service.
refused-no-form = Un formulaire était attendu.
refused-foreign-form = Ce formulaire ne vient pas d’une de vos pages, ou cette page est trop ancienne. Rouvrez la page et envoyez-le de nouveau.
refused-foreign-host = Cette adresse n’est pas servie ici. Utilisez celle avec laquelle le service a été démarré.

# Signing in, users, keys and the log of changes

sign-in = Sign in
user-name = Name
password = Password
password-again = Password, once more
password-help = At least 12 characters. A few words that only you would put together are good.
another-account = Another account
account = Account
account-help = Leave it as it is unless your administrator named another one.
choose-password = Choose a password
choose-password-lead = You sign in with it from now on. Where you were signed in before, you no longer are.
first-administrator = You will be the first administrator of this account. Choose a name, or an e-mail address, and a password.
sign-in-wrong = The name or the password is wrong.
sign-in-slowed = The password was wrong too often. Wait { $seconds } seconds and try again.
passwords-differ = The two passwords differ.
password-unfit = This password cannot be used: it needs 12 to 500 characters and must not be the name.
name-unfit = This name cannot be used: it needs 1 to 100 characters in one line.
name-taken = This name is taken.
link-used = This link was used or is too old. Ask your administrator for a new one; the first one is told when the service starts.
refused-no-form = A form was expected.
refused-foreign-form = This form does not come from a page of yours, or that page is too old. Open the page again and send it once more.
refused-foreign-host = This address is not served here. Use the one that the service was started with.

# The list

integrations-none = No integration yet
integrations-none-help = An integration connects one Zendesk account. Its history is imported, and every supported view becomes source queues with their contact volumes.
integrations-none-ask = Ask an administrator to add one.
integrations-lead = Each connects one account, and is brought up to date every few minutes.
integration-add = Add integration
last-success = Last success
last-event = Last ticket event
next-run = Next import
not-yet = not yet
not-planned = not planned
next-run-soon = right away

# How an integration is doing

status = Status
status-new = Not imported yet
status-importing = Importing
status-operational = Operational
status-paused = Paused
status-needs-attention = Needs attention
status-deleted = Deleted
since-instant = since { $instant }
stage-discovering = Reading views, staff and fields
stage-tickets = Reading tickets
stage-ticket-events = Reading ticket events
stage-calls = Reading calls
stage-counting = Counting
stage-repairing = Repairing inexact tickets
stage-comparing = Comparing with Zendesk’s views
progress-of = { $done } of { $of }
progress-rows = { $done } so far
progress-left = about { $time } left
failure-details = As the program’s log has it
failure-attention = { $runs ->
    [0] No import is possible, and somebody has to act
    [one] The last import failed, and somebody has to act
   *[other] The last { $runs } imports failed, and somebody has to act
}
failure-passing = { $runs ->
    [one] The last import failed; it is tried again by itself
   *[other] The last { $runs } imports failed; it is tried again by itself
}
what-to-do = What to do:
token-ends = { $days ->
    [one] Zendesk ends all API tokens in { $days } day.
   *[other] Zendesk ends all API tokens in { $days } days.
}
token-ended = Zendesk no longer takes API tokens.
token-change = Change to an OAuth client

# The catalogue

catalogue-lead = Choose the system whose contacts are to be counted.
catalogue-zendesk = Support tickets by view and channel; Talk calls by group or number.

# The form

add-title = Connect Zendesk
add-lead = Nothing is saved before you have seen which views become source queues.
name = Name
name-hint = How this integration is called here. It must be unique, and can be changed later.
integration-name-unfit = A name has 1 to 200 visible characters and no line breaks.
integration-name-taken = Another integration is already called “{ $name }”. Choose another name.
section-credentials = User credentials
section-configuration = Configuration
domain = Full domain
domain-hint = The address of your Zendesk account, such as acme.zendesk.com.
credentials-kind = Sign in with
credentials-client = OAuth client
credentials-client-hint = Recommended. Admin Center › Apps and integrations › APIs › OAuth clients; kind: confidential.
credentials-token = Username and API token
credentials-token-hint = If you still have one: Zendesk makes no new ones, and ends all on 30 April 2027.
client-id = Client identifier
client-id-hint = The “unique identifier” of the client, a text.
client-secret = Client secret
client-secret-hint = Shown once in Zendesk when the client is made.
username = Username
username-hint = The e-mail address of an admin of the account.
token = API token
token-hint = Admin Center › Apps and integrations › APIs › Zendesk API.
secret-kept = What you typed is kept for half an hour; leave this empty to use it.
grouping = Source queues of calls by
grouping-ivr = IVR
grouping-ivr-hint = One source queue for each group that the phone menu sends calls to.
grouping-phone-number = Phone number
grouping-phone-number-hint = One source queue for each of your numbers that is called.
grouping-required = Choose how calls are put into source queues.
grouping-fixed-notice = This cannot be changed once the integration is saved.
grouping-fixed-why = Source queues of calls follow from it, and their history could not be kept. To group otherwise, add another integration.
grouping-of-the-deleted = The deleted integration “{ $name }” of this account groups calls the other way, and its history goes on. Choose that grouping, or another name.
advanced = Further settings
since = Import history from
since-hint = Three years back unless you choose another day. A longer history takes longer to import.
since-unreadable = This is no day. Write it as year-month-day, such as 2024-01-31.
since-too-early = Zendesk did not exist then. Choose a day from 2007 on.
since-in-the-future = This day lies in the future.
since-of-the-deleted = The history of the deleted integration “{ $name }” of this account begins on { $day }, and goes on. Choose that day, or another name.
base-url = Address of a test server
base-url-hint = Only for trying things out: a simulated account on the machine that Inflow runs on, such as http://127.0.0.1:9090.
base-url-not-allowed = Test servers are not allowed here. Whoever runs this service can allow them (--allow-test-servers).
test-and-look = Test the connection and look ahead
test-and-look-hint = Inflow only reads from Zendesk. It never changes anything there.
nothing-saved = Nothing is saved yet
see-the-fields = Something has to be corrected below. What you typed is still there.
field-required = Please fill this in.
field-too-long = This is too long to be right.

# Looking ahead

preview-title = What this account will come to
preview-connected = The connection to { $domain } works
preview-has-talk = Talk calls can be read too.
preview-no-talk = This account has no Talk, or this user may not read it: no calls will be counted.
preview-nothing-saved = Nothing is saved yet.
preview-goes-on = A deleted integration of this name and account is taken up again: its source queues and their history go on.
save-and-import = Save and import
change-something = Change something
preview-counting = { $count ->
    [0] No view becomes source queues
    [one] { $count } view becomes source queues
   *[other] { $count } views become source queues
}
preview-counting-help = Each view makes one source queue for each channel that it has contacts of. Queues appear with their first contact.
preview-others = { $count ->
    [one] { $count } view does not
   *[other] { $count } views do not
}
preview-others-help = They stay listed under Views, with the reasons. What is edited in Zendesk is noticed with the next import.
view = View
source-queues = Source queues
conditions = Conditions
why-not = Why not
view-inactive = Inactive in Zendesk.

# One integration

import-goes-on = The import is under way
import-goes-on-help = You can leave this page. The newest figures come first, and older history follows.
contacts = Contacts
overview-until = Figures until { $until }.
overview-calls = Talk calls
overview-today = Today
overview-this-week = This week
overview-week-of = Week from { $day }
overview-than-day = { $change } against a week before
overview-than-week = { $change } against the week before
overview-channels = Contacts by channel
overview-channels-hint = Each contact counts once, however many views hold it. The same days of the week before, until the same time, stand beside as more or less.
overview-largest = Workloads and largest source queues
overview-waiting = Waiting now
overview-within = Within { $target }
overview-within-hint = Within { $target }: so many of the answered contacts that arrived in the last whole week were answered in that time.
overview-every-queue = All { $count } source queues
overview-nothing = No figures yet
overview-nothing-help = The first figures come with the first import.
overview-views = { $count ->
    [one] { $count } view is not counted
   *[other] { $count } views are not counted
}
overview-views-why = See why
overview-deliveries = { $count ->
    [one] { $count } delivery fails
   *[other] { $count } deliveries fail
}
overview-deliveries-why = See why they fail
overview-import = Import
imported = Imported
imported-nothing = nothing yet
from-until = { $from } to { $until }
test-server = test server
signs-in-by-token = API token of { $identity }
signs-in-by-client = OAuth client { $identity }
credentials-erased = erased
fixed = fixed

# Changing one

rename = Rename
rename-hint = Its source queues and their history keep their names and ids.
credentials-never-shown = Saved secrets are never shown again. New ones are tried before they replace the present ones.
test-and-save = Test and save
section-import = Import
extend-since = Begin earlier, from
extend-hint = Older history is read beside what goes on. The figures that are there stay, and change where they depend on it.
extend = Read more history
extend-not-earlier = The history of this integration begins on { $day } already. Choose an earlier day.
extend-dropped = Old events were dropped here to keep less, so the history cannot begin earlier.
pause-help = While it is paused nothing is imported. When it is resumed, what was missed is read.
paused-help = It is paused: nothing is imported. When it is resumed, what was missed is read.
pause = Pause
resume = Resume
delete-help = Deleting ends the import and erases the credentials. Source queues and their history stay.
deleted-help = It is deleted: source queues and their history can be read as before. To import it again, add the same account under the same name.
delete = Delete
purge = Remove everything
delete-title = Delete “{ $name }”?
delete-what = The import ends and the credentials are erased. Source queues and their history stay, marked inactive. If you add the same account under the same name later, they go on.
purge-title = Remove everything of “{ $name }”?
purge-what = The integration goes with all its source queues, their history, and everything that was imported. This cannot be undone.
confirm-name = To confirm, type its name: { $name }
confirm-name-wrong = This is not its name. Nothing was changed.
done-name = Renamed.
done-credentials = The new credentials work and are saved.
done-extend = The history begins earlier: the next import reads what is missing.
done-pause = Paused.
done-resume = Resumed: the next import begins in a moment.

# What is wrong with a connection

trouble-not-zendesk = This is no Zendesk domain.
trouble-not-zendesk-help = Enter the account’s address, such as acme.zendesk.com.
trouble-not-a-base = This is no plain address.
trouble-not-a-base-help = Enter http:// or https://, a host and a port, such as http://127.0.0.1:9090, and nothing behind it.
trouble-not-loopback = This address is not on the machine that Inflow runs on.
trouble-not-loopback-help = Test servers must be there (127.0.0.1, [::1] or localhost), so that credentials go nowhere else.
trouble-token-refused = Zendesk refused the username or the API token.
trouble-token-refused-help = Check both, that token access is switched on (Admin Center › Apps and integrations › APIs), and that the user is not suspended.
trouble-client-refused = Zendesk refused the identifier or the secret of the OAuth client.
trouble-client-refused-help = Check both (the identifier is a text, not the number), and that the client is confidential.
trouble-access-refused = Zendesk refused the access that it had just given to this OAuth client.
trouble-access-refused-help = Check that the client is still there, and that the user who made it is an admin and not suspended.
trouble-not-admin = This user has the role “{ $named }”, but only an admin may read the exports.
trouble-not-admin-help = Use an admin’s credentials, or have this user made an admin in Zendesk.
trouble-address-not-allowed = { $named } takes no requests from the machine that Inflow runs on.
trouble-address-not-allowed-help = Add its public address to the allowed ones (Admin Center › Account › Security › Advanced › IP restrictions), or widen the OAuth client’s scope to read.
trouble-forbidden = Zendesk does not let this user read something that is needed.
trouble-forbidden-help = Check the user’s role, the account’s plan, and that the OAuth client’s scope includes read.
trouble-no-such-account = There is no Zendesk account at { $named }.
trouble-no-such-account-help = Check the spelling. Renamed and closed accounts answer like this too.
trouble-account-closed = The Zendesk account at { $named } is closed or suspended.
trouble-account-closed-help = Ask the account’s owner to reopen it in Zendesk.
trouble-moved = This account is now at { $named }.
trouble-moved-help = If it was renamed, enter its new name. Credentials are never sent to an address outside zendesk.com.
trouble-name-not-found = The address { $named } could not be found.
trouble-name-not-found-help = Check the spelling; if it is right, check this machine’s network and name server.
trouble-no-connection = { $named } took no connection.
trouble-no-connection-help = Check that no firewall stands in the way, and that a test server is running.
trouble-not-secure = No secure connection to { $named } could be made.
trouble-not-secure-help = Check this machine’s clock and root certificates, and whether a proxy opens secure connections.
trouble-no-answer = { $named } did not answer in time.
trouble-no-answer-help = Check the network, and try again.
trouble-too-many-files = Inflow has too many files and connections open to reach { $named } just now.
trouble-too-many-files-help = This passes. If it stays, have the service’s limit of open files raised.
trouble-overloaded = Zendesk is busy or has an outage at the moment.
trouble-overloaded-help = Try again in a few minutes.
trouble-unreadable = Zendesk’s answer could not be read.
trouble-unreadable-help = Something on the way may change answers, such as a proxy. Try again; if it stays, report it.

# What every page has.

skip-to-content = Skip to the content
nav-main = Main navigation
nav-integrations = Integrations
sign-out = Sign out
tab-overview = Overview
tab-queues = Source queues
tab-views = Views
tab-quality = Quality
tab-settings = Settings
times-in = Times in { $zone }
language = Language
save = Save
cancel = Cancel
back = Back
api-reference = API reference
colon = :

# Language and time zone

settings-title = Language and time zone
settings-lead = This changes how pages look in this browser, and nothing that is counted.
time-zone = Time zone
time-zone-help = The name of a place, such as Europe/Amsterdam. Dates, times, and days of charts follow it.
time-zone-unknown = There is no time zone of this name. Names look like Europe/Amsterdam or UTC.

# Months and weekdays as they are shortened

month-short-1 = Jan
month-short-2 = Feb
month-short-3 = Mar
month-short-4 = Apr
month-short-5 = May
month-short-6 = Jun
month-short-7 = Jul
month-short-8 = Aug
month-short-9 = Sep
month-short-10 = Oct
month-short-11 = Nov
month-short-12 = Dec
weekday-short-1 = Mon
weekday-short-2 = Tue
weekday-short-3 = Wed
weekday-short-4 = Thu
weekday-short-5 = Fri
weekday-short-6 = Sat
weekday-short-7 = Sun

# Spans of time

unit-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
unit-hours = { $count } h
unit-minutes = { $count } min
unit-seconds = { $count } s
just-now = just now
in-a-moment = in a moment
minutes-ago = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
in-minutes = { $count ->
    [one] in { $count } minute
   *[other] in { $count } minutes
}
hours-ago = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
in-hours = { $count ->
    [one] in { $count } hour
   *[other] in { $count } hours
}
days-ago = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}
in-days = { $count ->
    [one] in { $count } day
   *[other] in { $count } days
}

# Failures

error-to-start = To the start page
error-sign-in = Please sign in
error-sign-in-help = This page is for people who have an account here.
error-forbidden = You may not do this
error-forbidden-help = Your account may look, but not change things. Ask an administrator.
error-not-found = There is nothing here
error-not-found-help = The address may be misspelt, or what was here was removed.
error-method = This cannot be done here
error-method-help = Go back and use the buttons of the page.
error-timeout = This took too long
error-timeout-help = Nothing was changed. Try again; if it happens again, ask for less at once.
error-conflict = This no longer fits
error-conflict-help = Something was changed meanwhile. Go back, load the page again, and look before you repeat it.
error-too-large = That was too much
error-too-large-help = What was sent is larger than this page takes. Nothing was saved.
error-too-many = Too many attempts
error-too-many-help = Wait a while before you try again.
error-unavailable = Not available at the moment
error-unavailable-help = The database does not answer. Nothing was lost; try again in a moment.
error-bad-request = This request could not be understood
error-bad-request-help = Nothing was saved. Go back, load the page again, and repeat what you did.
error-internal = Something went wrong
error-internal-help = Nothing was saved. The reason stands in the program's log; try again, and tell your administrator if it stays.

preliminary = The history is known from { $from } on; older history is being read. Until it is there these figures are preliminary: those that depend on it may change.
preliminary-until = The rest will be there at about { $at }.

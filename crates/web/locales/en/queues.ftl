# Source queues

queues-title = Source queues
queues-covered = Imported from { $from } until { $until }.
queues-nothing-imported = Nothing is fully imported yet. Figures appear here as soon as the first import ends.
queues-share-calls = A telephone call may count twice here: once as a call in a Talk queue, and once through the ticket it made in the queues of views. It is the same work, so never add the two kinds of queue up (rule 7.5).
queues-search = Search by name
queues-channel = Channel
queues-every-channel = Every channel
queues-state = State
queues-every-state = Every state
queues-filter = Filter
queues-show-all = Show all
queues-none-found = No source queue fits
queues-none-found-help = Search for a part of the name, or choose another channel or state.
queues-none = No source queues yet
queues-none-help = A source queue appears by itself with the first contact that arrives in a supported view, or with the first call.
queues-shown = { $shown } of { $total } source queues
queues-of-view = view { $view }
queues-page-before = Previous page
queues-page-after = Next page
queues-queue = Source queue
queues-six-weeks = Last six weeks
queues-offered = Contacts
queues-last = Last contact
queue-active = active
queue-inactive = inactive
spark-label = { $count } contacts in the last { $days } days
channel-email = E-mail
channel-chat = Chat
channel-social-media = Social media
channel-call = Call
channel-case = Case

# One queue

queue-offered-ever = Contacts in all
queue-definition-since = View defined so since
queue-complete-from = Complete from
queue-complete-since = complete from { $day }
queue-complete-from-text = The history of this view is complete only from { $day } on: it was first counted after the events of tickets closed by then had been dropped because of their age.
queue-imported-until = Imported until
queue-inactive-text = This source queue gets no further contacts: its view was deactivated, removed, or is no longer supported. Its history stays.
queue-shares-calls-talk = Calls of this source queue may also have made tickets, which count in the queues of views as well. It is the same work seen twice: never add them up (rule 7.5).
queue-shares-calls-view = Tickets that came from calls count here, and the calls themselves count in the Talk queues. It is the same work seen twice: never add them up (rule 7.5).
queue-range = Range
range-week = 1 week
range-four-weeks = 4 weeks
range-quarter = 13 weeks
range-two-years = 2 years
range-all = Everything
queue-choose = Choose days, interval and time zone
queue-first = First day
queue-last = Last day
queue-interval = Interval
length-quarter-hour = 15 minutes
length-half-hour = 30 minutes
length-hour = 1 hour
length-day = 1 day
length-week = 1 week
queue-show = Show
queue-too-fine = So many days have too many intervals of { $wanted } for one chart, so this one shows { $shown }. The download has what you asked for.
queue-contacts = Contacts
queue-handling = Average handling time (AHT)
chart-contacts = Contacts in { $queue }
chart-contacts-text = { $total } contacts from { $from } to { $to }, { $most } at most in one interval. The same figures stand in the list below.
chart-handling = Average handling time in { $queue }
chart-handling-text = { $most } at most, in minutes and seconds. Where nothing was handled there is no value. The same figures stand in the list below.
legend-provisional-talk = may still change, or partly imported
standing-missing = not imported
standing-partial = partly imported
standing-incomplete = may be incomplete
standing-provisional = may still change
queue-click = Click a bar to see what stands behind it.
queue-download = Download what the chart shows:
queue-nothing-handled = Nothing was handled in these days, so there is no average.
queue-range-not-imported = Nothing of these days is imported, so there are no figures.
queue-range-nothing = Nothing arrived in these days. They are imported, so this is a 0 and no gap.
queue-range-everything = Show everything that is imported
queue-usual = The usual week
queue-usual-text = Contacts per hour on average over the days of the chart, as far as they are imported.
queue-week = Week
queue-week-earlier = Week before
queue-week-later = Week after
queue-measure = What the table shows
queue-list = Figures
queue-list-shown = { $first } to { $last } of { $count }
queue-list-newer = Newer
queue-list-older = Older
figure-interval = Interval
figure-offered = Contacts
figure-handled = Handled
figure-abandoned = Abandoned
figure-neither = Neither
figure-aht = AHT
figure-note = Note
figure-absent = no figure
chart-save = Save the chart as { $form }
compared = Compared with
compared-nothing = nothing
compared-week = the week before
compared-year = the year before
queue-wrong-comparison = There is no such comparison. Choose one of those offered.
queue-wrong-order = The first day must not lie after the last one.
queue-too-long = A chart holds 15 years at most. Choose days that lie closer together.
queue-wrong-range = There is no such range. Go back and choose one of those offered.
queue-wrong-day = This is no day. Write days like 2026-09-01, from 1990 to 2099, and both the first and the last.
queue-wrong-interval = There is no such interval. It is 15m, 30m, 1h, 1d or 1w.
queue-wrong-figure = There is no such figure. It is offered, handled, abandoned or aht.
queue-wrong-rows = Rows are counted from 1.

# What stands behind a figure

figure-title = Contacts in { $queue }
figure-contacts = { $count ->
    [0] No contacts
    [one] { $count } contact
   *[other] { $count } contacts
}
figure-provisional = Calls of the last three hours may still change in Zendesk, and this figure with them (rule 8.2).
figure-recount-due = Views, fields or channels changed since the last count. Explained is what the next count finds; a contact that it would find otherwise is marked.
figure-shares = When they arrived
figure-contacts-head = The contacts
figure-calls-head = The calls
figure-earlier = Earlier
figure-later = Later
figure-nothing = Nothing arrived in this interval. It is imported, so this is a 0 and no gap (rule 8.2).
figure-not-imported = This interval is not imported, so there is no figure to explain (rule 8.2).
figure-wrong-instant = This is no instant. Write it like 2026-09-01T09:15:00Z.
contact-ticket = Ticket { $ticket }
contact-channel = Channel
contact-author = Author
contact-event = Ticket event
contact-also-in = Counts also in
contact-otherwise = It is counted, but the next count would find it otherwise.
contact-inexact = The history that Zendesk tells of this ticket does not fit together, so this may be inexact.
contact-view = View “{ $view }”
held-before = held the ticket before
not-held-before = did not hold the ticket before
held-after = holds it after
not-held-after = does not hold it after
conditions-all = All of these must hold
conditions-any = At least one of these must hold
condition = Condition
value-before = Value before
value-after = Value after
condition-holds = holds
condition-fails = does not hold
kind-created = New ticket
kind-reply = Reply of a customer
kind-entry = Entry into the view
rule = rule { $number }
rule-3-1 = The event that creates a ticket is a contact, whoever wrote it.
rule-3-2 = A public comment by a customer is a contact.
rule-3-3 = An event that brings a waiting ticket (new or open) into a view it was not in before is new work for that view.
rule-7-1 = Each inbound call is one contact when it began, once per call.
rule-7-3 = Handled is a call that an agent answered and talked in, and that is no voicemail; abandoned is one that the caller gave up.
rule-7-4 = Handling time is talk, hold and wrap-up together; the average (AHT) goes over the handled calls (rule 7.4).
source-ticket = from the ticket's channel
source-comment = from the comment's channel
source-label = from the event's label
source-latest-contact = from the ticket's latest contact
side-staff = Staff
side-system = Zendesk itself
side-customer = Customer
call-time = Time
call-number = Call
call-outcome = Outcome
call-talk = Talk
call-hold = Hold
call-wrap-up = Wrap-up
call-handling = Handling time
call-voicemail = voicemail
call-handled = handled
call-abandoned = abandoned
call-handled-and-abandoned = handled and abandoned
call-neither = neither handled nor abandoned

# What became of the contacts

fates-title = What became of the contacts
fates-ends = How they ended
fates-waiting = Waiting
fates-kinds = What they were
fates-target = Target for answers
fates-still-change = { $count ->
    [one] { $count } contact of these days is unfinished: the figures of its interval still change.
   *[other] { $count } contacts of these days are unfinished: the figures of their intervals still change.
}
fates-table = As a table: the last { $count } intervals with contacts
glance-waiting = Waiting, { $at }
glance-oldest = The oldest since { $since }, for { $for }.
glance-nothing-waits = Nothing is waiting.
glance-within = Answered within { $target }, { $week }
glance-of-answered = { $within } of { $answered } answered contacts.
glance-unfinished = { $count ->
    [one] { $count } contact of that week is unfinished.
   *[other] { $count } contacts of that week are unfinished.
}
glance-average = Average time to answer, { $week }
fate-answered = Answered
fate-within = Within { $target }
fate-average = Average time to answer
fate-settled = Settled
fate-moved = Moved
fate-dropped = Dropped
fate-unfinished = Unfinished
fate-waiting = Waiting
fate-created = New tickets
fate-replies = Replies
fate-reopenings = Reopenings
fate-entries = Entries
chart-fates = How the contacts of { $queue } ended
chart-kinds = Kinds of contacts in { $queue }
chart-waiting = Contacts waiting in { $queue }
chart-waiting-text = { $most } at most. The same figures stand in the table below.
queue-wrong-target = There is no such target. Choose one of those offered, such as 4h.

# Workloads

workloads-title = Workloads
workload = Workload
workloads-lead = A workload is several source queues of one channel that are planned as one: each contact counts once, however many of them it is in (rule 10).
workloads-none = No workloads yet
workloads-none-help = Make one of the source queues that one team answers. Its whole history is counted at once.
workload-add = Make a workload
workload-members = Source queues
workload-change = Change
workload-remove = Remove
workload-name = Name
workload-name-hint = A name that no other workload has.
workload-not-yet = counted with the next import
workload-offered = { $count ->
    [one] { $count } contact in all
   *[other] { $count } contacts in all
}
workload-wrong-name = A name has 1 to 200 characters, without line breaks and hidden characters. Choose another one.
workload-name-taken = Another workload has this name. Choose another one.
workload-empty = Choose at least one source queue.
workload-mixed = Source queues of views and of Talk are never in one workload, since a call may also have made a ticket (rule 7.5). Make one of each.
workload-text-erased = The view “{ $view }” judged texts that are no longer kept, so what it held cannot be told (rule 6.5). Leave it out.
workload-not-counted = The view “{ $view }” counts nothing, since it is not active or not supported. Leave it out.
workload-unknown-member = One of these source queues is no longer there. Choose again.
overlap-title = Overlap of source queues
overlap-lead = How many of a hundred contacts in either of two source queues count in both: what makes sums of source queues wrong (rule 10.4).
overlap-since = Contacts from { $from } on.
overlap-none = No two source queues of this channel share a contact
overlap-suggested = “{ $left }” and “{ $right }” share { $percent } % of their contacts: plan them as one workload.

# A whole ticket: its events, and what each counts

ticket-find = Find a ticket
ticket-find-lead = See every event of a ticket: what it changed, in which source queues it counts, or why it counts nothing.
ticket-number = Number of the ticket in Zendesk
ticket-no-number = This is no number of a ticket. Numbers stand in Zendesk beside the subject, such as #1476.
ticket-show = Show
ticket-all-events = All events of this ticket
ticket-in-zendesk = Open in Zendesk
ticket-events-count = { $count ->
    [one] { $count } event
   *[other] { $count } events
}
ticket-contacts-count = { $count ->
    [0] none of them a contact
    [one] { $count } of them a contact
   *[other] { $count } of them contacts
}
ticket-not-judged = { $count ->
    [one] { $count } view is not counted, so it is not judged here
   *[other] { $count } views are not counted, so they are not judged here
}
ticket-not-imported = This ticket is not among the imported ones. It may be new, or did not change since the first imported day.
ticket-no-such-event = The ticket has no such event.
ticket-dropped = The events of this closed ticket were dropped because of their age. What they counted stays, but is no longer explained.
event-counts = counts
event-counts-nothing = counts nothing
event-no-contact = No contact
event-counts-in = Counts in
event-queues = { $count ->
    [one] { $count } source queue
   *[other] { $count } source queues
}
event-no-view = no view holds the ticket, so no source queue
event-holding = In views, without counting
event-every-view = Every view with its conditions
contact-whole-ticket = All events of this ticket
contact-dropped = The ticket’s events up to { $day } were dropped because of their age. What they counted stays, but is no longer explained.
nothing-before-window = It lies before the first imported day.
nothing-outbound-call = The ticket begins with an outbound call.
nothing-running-session = A further message of a running chat session, which is one contact.
nothing-merge = Tickets were merged.
nothing-restoring = The ticket had been deleted and was restored.
nothing-not-waiting = No customer wrote publicly, and the ticket does not wait for the team afterwards.
nothing-no-further-view = No customer wrote publicly, and the ticket came into no further view.
nothing-after-closing = The ticket was closed before.
inexact-change = a change of “{ $field }” does not follow from the events before it
inexact-present = the events do not lead to what “{ $field }” is at present
inexact-creation = it was created since the first imported day, but no known event created it
inexact-start = neither its creation nor its present state is known
inexact-no-audits = Zendesk has no audits of it
inexact-odd-audits = its audits cannot be read
and-more = and { $count } more
value-words = { $count ->
    [one] { $count } word
   *[other] { $count } words
}
value-not-at-all = not at all
value-deleted = Deleted
field-customs = Custom fields

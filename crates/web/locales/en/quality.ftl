# How good the figures are

quality-lead = What the figures rest on, and what makes them better.
quality-to-do = Worth a look
quality-nothing = Nothing needs to be done.
quality-kept = What is kept
quality-compared = Compared with Zendesk’s own views
tickets = Tickets
ticket-events = Ticket events
calls = Calls
quality-contacts = Contacts in tickets
quality-calls-until = Calls imported until
quality-dropped = Old events
quality-dropped-until = dropped up to { $day } for closed tickets; what they counted stays
quality-no-talk = no Talk
quality-provisional-from = Calls provisional from
token-days-left = { $days ->
    [0] works no longer
    [one] { $days } day left
   *[other] { $days } days left
}
token-help = Make an OAuth client in Zendesk and enter it under Settings; nothing else changes.
quality-never-imported = Nothing has been imported yet
quality-old-import = { $days ->
    [one] The last import that went well was { $days } day ago
   *[other] The last import that went well was { $days } days ago
}
quality-old-import-help = Look at how the integration is doing, and whether the service runs.
quality-quiet = { $days ->
    [one] Nothing has happened in this account for { $days } day
   *[other] Nothing has happened in this account for { $days } days
}
quality-quiet-help = Check that it is the one in use.
quality-recount = Views, fields or channels changed since the last count
quality-recount-help = The next import counts again what that touches.
quality-unsupported-help = Contacts that only they hold are counted in no source queue.
quality-see-why = See why
quality-outside = { $count ->
    [one] { $count } contact was in no view
   *[other] { $count } contacts were in no view
}
quality-outside-help = It counts in no source queue. A view in Zendesk that holds such tickets makes them count, back to the beginning.
quality-drift = { $count ->
    [one] { $count } of { $of } tickets differs without a known reason
   *[other] { $count } of { $of } tickets differ without a known reason
}
quality-drift-help = The comparison names the tickets; a ticket’s page says what each of its events counted.
quality-provisional = { $count ->
    [one] { $count } quarter hour of calls may still change
   *[other] { $count } quarter hours of calls may still change
}
quality-provisional-help = Nothing to do: calls younger than three hours are settled by later imports.
quality-inexact = { $count ->
    [one] { $count } ticket has a history that is not exact
   *[other] { $count } tickets have a history that is not exact
}
quality-inexact-help = They are counted by what is known of them, and repaired when they change.
quality-inexact-title = Inexact tickets
quality-inexact-named = The newest of them, explained:
quality-waiting = { $count ->
    [one] { $count } ticket waits for its audits
   *[other] { $count } tickets wait for their audits
}
quality-waiting-help = Nothing to do: something of their history is or may be missing, and the next imports ask Zendesk for it, a few at a time.
quality-field = Ticket field { $field } was changed in Zendesk
quality-field-help = The field, or options of it, were renamed or removed, so that tickets show values that no event tells. Look whether the views still name it as they should.
quality-reason = Reason
quality-set-aside = { $count ->
    [one] { $count } row of { $endpoint } could not be read and was set aside
   *[other] { $count } rows of { $endpoint } could not be read and were set aside
}
quality-set-aside-help = Tickets that they may belong to are repaired from their audits, or counted as inexact. The newest: { $newest }
quality-odd-values = { $count ->
    [one] { $count } row of { $endpoint } has values that cannot be read
   *[other] { $count } rows of { $endpoint } have values that cannot be read
}
quality-odd-values-help = They count as blank. The newest: { $newest }
quality-no-channel = { $count ->
    [one] { $count } contact names no channel
   *[other] { $count } contacts name no channel
}
quality-no-channel-help = They count as case. Zendesk says nothing more of them.
quality-unmapped = { $count ->
    [one] { $count } contact came by the channel “{ $channel }”, which no rule names
   *[other] { $count } contacts came by the channel “{ $channel }”, which no rule names
}
quality-unmapped-help = They count as case, unless you place them elsewhere.
quality-compared-at = Compared
quality-drift-name = Drift
quality-compared-views = Views compared
quality-not-comparable = no view could be compared
quality-not-compared = It was not compared yet.

# Comparing, channels, and what the next count changes

compare-lead = Each view’s tickets of this moment, as Inflow holds them, beside those that Zendesk shows. Zendesk is asked for that: a few requests for each view that differs, in a few minutes at most.
compare-now = Compare now
compare-see = View by view
compare-goes-on = Comparing with Zendesk
compare-goes-on-help = You can leave this page; what is found stays here.
compare-failed = The comparison broke off
compare-none = Nothing was compared since the program began.
compare-imported-until = until { $instant }; what changed in Zendesk since then is no drift
compare-requests = Requests to Zendesk
compare-difference = Difference
compare-unexplained = Unexplained
compare-archived = { $count ->
    [one] { $count } more is held to be archived
   *[other] { $count } more are held to be archived
}
compare-old-count = Zendesk’s count is an older one.
compare-tickets = { $count ->
    [one] { $count } ticket that one side alone holds
   *[other] { $count } tickets that one side alone holds
}
held-by-inflow = held by Inflow alone
held-by-zendesk = held by Zendesk alone
cause-changed-since = changed since the last import
cause-gone-since = deleted since the last import
cause-before-the-history = last changed before the imported history
cause-archiving = closed, and about to be archived or archived already
cause-inexact = its history is not exact (rule 2.4)
cause-unknown = for no known reason
note-unsupported = Not compared: not supported.
note-inactive = Not compared: not active.
note-edited = Not compared: changed or gone since the last import.
note-not-told = Not compared: Zendesk tells no count of it.
note-still-counting = Not compared: Zendesk is still counting, try again later.
note-too-long = Tickets not listed: too many.
note-restricted = Tickets not listed: Zendesk does not show them to this user.
channels-title = Channels
channels-lead = Which channel of a source queue each channel of Zendesk counts as.
channels-see = Look and change
channels-saved = Saved. The figures follow with the next import.
channels-of-zendesk = Channel of Zendesk
channels-counts-as = Counts as
channels-rule = Rule
channels-placed = placed by you
channels-hint = The whole history is counted again with the next import, so source queues may appear or end.
channels-fixed = Channels whose place is fixed
channels-wrong = A channel was named that cannot be placed. Nothing was saved.
recount-title = What the next count changes
recount-look = See what that changes
recount-lead = The whole stored history was counted again to try it: { $tickets } tickets. Nothing was saved.
recount-nothing = No figure changes.
recount-days = Days
recount-now = Now
recount-then = Then
recount-busy = Others have the whole history counted just now. Try again in a moment.

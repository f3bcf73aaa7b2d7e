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
quality-drift-help = The command below names the tickets, and explain says what each of their events counted.
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
quality-reason = Reason
quality-no-channel = { $count ->
    [one] { $count } contact names no channel
   *[other] { $count } contacts name no channel
}
quality-no-channel-help = They count as case. Zendesk says nothing more of them.
quality-unmapped = { $count ->
    [one] { $count } contact came by the channel “{ $channel }”, which no rule names
   *[other] { $count } contacts came by the channel “{ $channel }”, which no rule names
}
quality-unmapped-help = They count as case, unless you place them elsewhere: inflow integration channels --set { $channel }=CHANNEL
quality-compared-at = Compared
quality-drift-name = Drift
quality-compared-views = Views compared
quality-not-comparable = no view could be compared
quality-not-compared = It was not compared yet.
quality-compare-how = To compare every view’s tickets with Zendesk’s own:

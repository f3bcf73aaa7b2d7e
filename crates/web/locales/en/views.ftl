# The page of views

views-lead = Which views of Zendesk are counted, which are not, and why. Views are read again with every import.
views-none = No view is known yet. They are read with the first import.
views-counted = { $count ->
    [one] { $count } view is counted
   *[other] { $count } views are counted
}
views-unsupported = { $count ->
    [one] { $count } view is not supported
   *[other] { $count } views are not supported
}
views-unsupported-help = A view makes no source queue when one of its conditions cannot be judged for past events. The conditions concerned are marked; a copy of the view in Zendesk without them can be counted.
views-inactive = { $count ->
    [one] { $count } view is inactive
   *[other] { $count } views are inactive
}
views-inactive-help = Source queues of views that were counted before stay with their history.
view-counted = counted
view-kept = inactive, history kept
view-unsupported = not supported
view-not-active = inactive
view-no-queue-yet = No contact so far.
view-definition-since = These conditions hold since { $day }; the whole history is counted under them.
view-updated = Last changed in Zendesk: { $instant }
view-not-listed = No longer in Zendesk’s list.
view-field-unknown = The account does not list the custom field { $id }: its values are compared as text.
view-versions = { $count ->
    [one] { $count } earlier version
   *[other] { $count } earlier versions
}
view-version-of = As of { $instant }: “{ $title }”
try-title = Try a view
try-lead = See what a view would have counted in the imported history before you make it in Zendesk. Nothing is saved.
try-json = View in Zendesk’s form (JSON)
try-json-hint = As Zendesk’s API gives it, or only its conditions: all must be true, and of any at least one.
try-count = Judge and count
try-unreadable = This is no view in Zendesk’s form: { $reason }
try-too-long = This is too long for a view.
try-not-imported = Nothing is fully imported yet, so there is no history to try it on.
try-text-not-kept = This view judges subject or description. Those are kept only while an active view does so; it can be counted once it is active in Zendesk and imported.
try-unsupported = “{ $title }” would make no source queue
try-seen = “{ $title }” would have counted { $count ->
    [one] { $count } contact
   *[other] { $count } contacts
}
try-between = From { $from } to { $until }, by month of UTC.
try-month = Month
try-all = All
try-nothing = No contact of the imported history would have been counted.


# Conditions in words

field-status = Status
field-custom-status = Ticket status
field-type = Type
field-priority = Priority
field-group = Group
field-assignee = Assignee
field-requester = Requester
field-organization = Organization
field-brand = Brand
field-form = Form
field-tags = Tags
field-text = Subject and description
field-support-type = Support type
field-recipient = Received at
field-satisfaction = Satisfaction
field-custom = Custom field { $id }
field-created = Created at
field-channel = Channel
field-sla = Next SLA breach
field-skills = Skills
field-schedule = Schedule
field-within-schedule = Within (schedule)
field-role = Role of the agent
field-public = Privacy
field-hours-new = Hours since created
field-hours-open = Hours since open
field-hours-pending = Hours since pending
field-hours-hold = Hours since on-hold
field-hours-solved = Hours since solved
field-hours-closed = Hours since closed
field-hours-assigned = Hours since assigned
field-hours-assignee-updated = Hours since assignee update
field-hours-requester-updated = Hours since requester update
field-hours-updated = Hours since update
field-hours-due = Hours since due date
field-hours-until-due = Hours until due date
operator-is = is
operator-is-not = is not
operator-less = is less than
operator-greater = is greater than
operator-fewer = is less than
operator-more = is more than
operator-less-equal = is at most
operator-greater-equal = is at least
operator-includes = contains at least one of
operator-not-includes = contains none of
operator-present = is filled in
operator-not-present = is not filled in
value-blank = (empty)
value-current-user = (current user)
value-current-groups = (current user’s groups)
value-new = New
value-open = Open
value-pending = Pending
value-hold = On-hold
value-solved = Solved
value-closed = Closed
value-low = Low
value-normal = Normal
value-high = High
value-urgent = Urgent
value-question = Question
value-incident = Incident
value-problem = Problem
value-task = Task
value-agent = Agent
value-ai-agent = AI agent
value-unoffered = Not offered
value-offered = Offered
value-bad = Bad
value-bad-with-comment = Bad with comment
value-good = Good
value-good-with-comment = Good with comment

# Why a condition cannot be judged

reason-channel = It asks for the channel, which Zendesk does not tell for past events.
reason-sla = It asks for SLA targets, which are not part of a ticket’s history.
reason-skills = It asks for skills, which are not part of a ticket’s history.
reason-business-hours = It asks for business hours, which change without leaving a history.
reason-role = It asks for the role of the agent who looks at the view.
reason-updated-at = It asks when the ticket was last updated, which every event resets.
reason-ticket-is-public = It asks whether the ticket is public, which has no history.
reason-viewer = It depends on the agent who looks at the view.
reason-change-operator = It compares with the moment of a change, as only triggers can.
reason-unknown-field = Inflow does not know this field.
reason-unknown-operator = Inflow does not know this operator for this field.
reason-unreadable-value = This value cannot be compared.
reason-unreadable = The definition of this view cannot be read.

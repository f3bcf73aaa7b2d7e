//! Tells a ticket's history in a few words, and a view in one line.

use inflow_domain::{
    ChangeKind, Channel, ChannelTable, Comment, CommentKind, Condition, ConditionValue,
    ContactView, CustomField, CustomStatus, CustomStatuses, EventId, Field, FieldCatalog,
    FieldChange, FieldId, FieldKind, Outcome, TagDelta, TicketEvent, TicketHistory, TicketId,
    TicketSnapshot, Timestamp, UserId, Value, Via, View, ViewId, WorkloadId,
};
use inflow_mapping::replay::Inexact;
use inflow_mapping::{CountedView, CountedWorkload, Engine, Settings};
use smol_str::SmolStr;

/// The requester of every ticket.
pub(crate) const CUSTOMER: i64 = 900;
/// A customer who did not ask.
pub(crate) const OTHER_CUSTOMER: i64 = 901;
/// A user of the team.
pub(crate) const AGENT: i64 = 10;
/// Zendesk itself.
pub(crate) const SYSTEM: i64 = -1;
/// One hour.
pub(crate) const HOUR: i64 = 3600;

/// One event that is being told.
#[derive(Clone)]
pub(crate) struct Event(TicketEvent);

/// An agent's update at an instant, with nothing in it yet.
pub(crate) fn update(at: i64) -> Event {
    Event(TicketEvent {
        ticket: TicketId(1),
        id: EventId(0),
        at: Timestamp(at),
        author: UserId(AGENT),
        via: "Web form".into(),
        merge: false,
        creates: false,
        changes: Vec::new(),
        comments: Vec::new(),
    })
}

/// The customer's first message: a new ticket.
pub(crate) fn creation(at: i64) -> Event {
    let requester = CUSTOMER.to_string();
    let event = update(at).by(CUSTOMER).label("Mail");
    event.create(Field::Status, "new").create(Field::Requester, &requester).says(CUSTOMER, "")
}

/// The customer's public answer through a Zendesk channel.
pub(crate) fn reply(at: i64, channel: &str) -> Event {
    update(at).by(CUSTOMER).label("Mail").says(CUSTOMER, channel)
}

impl Event {
    pub(crate) fn by(mut self, author: i64) -> Self {
        self.0.author = UserId(author);
        self
    }

    pub(crate) fn label(mut self, label: &str) -> Self {
        self.0.via = label.into();
        self
    }

    pub(crate) fn id(mut self, id: i64) -> Self {
        self.0.id = EventId(id);
        self
    }

    /// Marks a merge, as whoever reads the wire does.
    pub(crate) fn merge(mut self) -> Self {
        self.0.merge = true;
        self
    }

    pub(crate) fn create(mut self, field: Field, to: &str) -> Self {
        self.0.creates = true;
        self.change(field, ChangeKind::Create, Value::Blank, Value::text(to), None)
    }

    pub(crate) fn set(self, field: Field, from: &str, to: &str) -> Self {
        self.change(field, ChangeKind::Change, Value::text(from), Value::text(to), None)
    }

    /// Tags added and removed, beside the listed values before and after.
    pub(crate) fn retag(self, from: &str, to: &str, added: &[&str], removed: &[&str]) -> Self {
        let texts = |tags: &[&str]| tags.iter().map(SmolStr::new).collect();
        let delta = TagDelta { added: texts(added), removed: texts(removed) };
        let listed = |tags: &str| Value::list(tags.split_whitespace());
        self.change(Field::Tags, ChangeKind::Change, listed(from), listed(to), Some(delta))
    }

    /// A public comment.
    pub(crate) fn says(self, author: i64, channel: &str) -> Self {
        self.comment(author, true, Via::named(channel))
    }

    pub(crate) fn comment(mut self, author: i64, public: bool, via: Via) -> Self {
        let kind = CommentKind::Comment;
        self.0.comments.push(Comment { kind, author: UserId(author), public, via });
        self
    }

    /// The last comment is of another kind.
    pub(crate) fn kind(mut self, kind: CommentKind) -> Self {
        self.0.comments.last_mut().expect("a comment").kind = kind;
        self
    }

    /// Without what a creation usually holds.
    pub(crate) fn without_comments(mut self) -> Self {
        self.0.comments.clear();
        self
    }

    fn change(
        mut self,
        field: Field,
        kind: ChangeKind,
        previous: Value,
        value: Value,
        tags: Option<TagDelta>,
    ) -> Self {
        self.0.changes.push(FieldChange { field, kind, value, previous, tags });
        self
    }
}

/// A relation as calls and merges have one.
pub(crate) fn via(channel: &str, rel: &str) -> Via {
    Via { channel: channel.into(), rel: rel.into() }
}

/// A ticket that is being told. Its snapshot shows what its events lead to.
#[derive(Clone)]
pub(crate) struct Ticket {
    events: Vec<TicketEvent>,
    snapshot: Option<TicketSnapshot>,
}

/// The ticket with these events; those without an id are numbered from 1 in this order.
pub(crate) fn ticket(events: impl IntoIterator<Item = Event>) -> Ticket {
    let mut events: Vec<TicketEvent> = events.into_iter().map(|event| event.0).collect();
    for (number, event) in (1..).zip(&mut events) {
        if event.id == EventId(0) {
            event.id = EventId(number);
        }
    }
    let mut fields: Vec<(Field, Value)> = Vec::new();
    for change in events.iter().flat_map(|event| &event.changes) {
        fields.retain(|(field, _)| *field != change.field);
        if !change.value.is_blank() {
            fields.push((change.field, change.value.clone()));
        }
    }
    let at = |event: Option<&TicketEvent>| event.map_or(Timestamp(0), |event| event.at);
    let snapshot = TicketSnapshot {
        id: TicketId(1),
        created_at: at(events.first()),
        updated_at: at(events.last()),
        generated_at: at(events.last()),
        deleted: false,
        scrubbed: false,
        via: Via::named("email"),
        fields,
        recipient: Value::Blank,
        support_type: SmolStr::default(),
        description: None,
    };
    Ticket { events, snapshot: Some(snapshot) }
}

impl Ticket {
    /// The ticket came by this channel.
    pub(crate) fn via(self, channel: &str) -> Self {
        self.came_by(Via::named(channel))
    }

    pub(crate) fn came_by(self, via: Via) -> Self {
        self.shown(|snapshot| snapshot.via = via)
    }

    /// Changes what the snapshot shows.
    pub(crate) fn shown(mut self, change: impl FnOnce(&mut TicketSnapshot)) -> Self {
        change(self.snapshot.as_mut().expect("the ticket still has its snapshot"));
        self
    }

    /// The snapshot shows another value than the events lead to, or one that none tells.
    pub(crate) fn shows(self, field: Field, value: &str) -> Self {
        self.shown(|snapshot| {
            snapshot.fields.retain(|(known, _)| *known != field);
            snapshot.fields.push((field, Value::text(value)));
        })
    }

    pub(crate) fn without_snapshot(mut self) -> Self {
        self.snapshot = None;
        self
    }

    /// The first events lie before the known history.
    pub(crate) fn forgets(mut self, first: usize) -> Self {
        self.events.drain(..first);
        self
    }

    pub(crate) fn history(self) -> TicketHistory {
        TicketHistory { ticket: TicketId(1), snapshot: self.snapshot, events: self.events }
    }
}

/// A custom field that stands for its kind.
pub(crate) const DROPDOWN: i64 = 31;
pub(crate) const MULTI_SELECT: i64 = 32;
pub(crate) const CHECKBOX: i64 = 33;
pub(crate) const NUMBER: i64 = 34;
pub(crate) const DATE: i64 = 35;
pub(crate) const TEXT: i64 = 36;

/// A custom field.
pub(crate) fn custom(id: i64) -> Field {
    Field::Custom(FieldId(id))
}

fn fields() -> FieldCatalog {
    let types = ["tagger", "multiselect", "checkbox", "decimal", "date", "text"];
    let field = |zendesk_type: &str| CustomField {
        kind: FieldKind::of_type(zendesk_type),
        zendesk_type: zendesk_type.into(),
        options: [(501, "gold".into()), (502, "silver".into())].into(),
    };
    let fields = (DROPDOWN..).map(FieldId).zip(types.into_iter().map(field)).collect();
    FieldCatalog { fields }
}

/// Two custom statuses of each status, of which the first is its default.
pub(crate) fn statuses() -> CustomStatuses {
    let categories = ["new", "open", "pending", "hold", "solved"];
    let of = |(number, category): (i64, &str)| {
        let status = |is_default| CustomStatus { category: category.into(), is_default };
        [(10 * number, status(true)), (10 * number + 1, status(false))]
    };
    CustomStatuses::new((1..).zip(categories).flat_map(of).collect())
}

/// What counts: views, staff, and channels that the customer placed elsewhere.
#[derive(Clone)]
pub(crate) struct Account(Settings);

/// An account with one agent and these views, each `id: field operator value & …`, its alternatives
/// after `any`, separated by `|`.
pub(crate) fn account(views: &[&str]) -> Account {
    let views = views.iter().map(|text| CountedView { view: view(text), until: None }).collect();
    let staff = vec![UserId(AGENT)];
    let channels = ChannelTable::default();
    let fields = fields();
    Account(Settings { views, staff, fields, channels, ..Settings::default() })
}

impl Account {
    pub(crate) fn settings(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.0);
        self
    }

    /// One workload more: a channel of some views.
    pub(crate) fn workload(mut self, channel: Channel, views: &[i64]) -> Self {
        let id = WorkloadId(
            self.0.workloads.iter().map(|workload| workload.id.0 + 1).max().unwrap_or(1),
        );
        let views = views.iter().copied().map(ViewId).collect();
        self.0.workloads.push(CountedWorkload { id, channel, views });
        self
    }

    /// A view counts up to an instant alone.
    pub(crate) fn until(self, view: i64, until: i64) -> Self {
        self.settings(|settings| {
            let counted = settings.views.iter_mut().find(|counted| counted.view.id == ViewId(view));
            counted.expect("a view of the account").until = Some(Timestamp(until));
        })
    }

    pub(crate) fn engine(&self) -> Engine {
        Engine::new(self.0.clone())
    }

    /// The ticket's contacts are these, each `event kind channel views`; `-` for no view.
    #[track_caller]
    pub(crate) fn check(&self, ticket: Ticket, expected: &[&str]) {
        let count = self.engine().count(&ticket.history());
        assert_eq!(contacts(&count.contacts), expected);
        assert_eq!(count.inexact, None);
    }

    /// What becomes of the ticket's contacts is this, by counting and by plain judging, each `event kind
    /// view: outcome event@time, seconds`; `reopening` for a reply that is one, `-` for a snapshot that ends
    /// a contact by itself, and the handling time where there is any.
    #[track_caller]
    pub(crate) fn check_ends(&self, ticket: Ticket, expected: &[&str]) {
        let history = ticket.history();
        let (count, explained) = (self.engine().count(&history), self.engine().explain(&history));
        let lines = count.contacts.iter().flat_map(|contact| {
            let kind = if contact.reopening { "reopening" } else { contact.kind.as_str() };
            let line = move |counted| end_line(contact.event, kind, contact.at, counted);
            contact.views.iter().map(line)
        });
        assert_eq!(lines.collect::<Vec<String>>(), expected);
        let lines = explained.events.iter().filter_map(|event| Some((event, event.kind?)));
        let lines = lines.flat_map(|(event, kind)| {
            let kind = if event.reopening { "reopening" } else { kind.as_str() };
            let workloads = event.workloads.iter().filter_map(|one| one.counted.as_ref());
            let views = event.views.iter().filter_map(|view| view.counted.as_ref());
            workloads
                .chain(views)
                .map(move |counted| end_line(event.event, kind, event.at, counted))
        });
        assert_eq!(lines.collect::<Vec<String>>(), expected, "plainly");
        assert_eq!(count.unassigned_handling, explained.unassigned_handling);
    }

    /// The contacts of a ticket whose history is not exact.
    #[track_caller]
    pub(crate) fn check_inexact(&self, ticket: Ticket, reason: Inexact, expected: &[&str]) {
        let count = self.engine().count(&ticket.history());
        assert_eq!(contacts(&count.contacts), expected);
        assert_eq!(count.inexact, Some(reason));
    }
}

fn end_line(event: EventId, kind: &str, at: Timestamp, counted: &ContactView) -> String {
    let ContactView { view, end, handling } = counted;
    let ended = end.map_or("unfinished".to_owned(), |end| {
        let by = end.event.map_or("-".to_owned(), |event| event.to_string());
        let seconds = match end.outcome {
            Outcome::Answered => format!(", {} s", end.at.0 - at.0),
            _ => String::new(),
        };
        format!("{} {by}@{}{seconds}", end.outcome.as_str(), end.at.0)
    });
    let handled = if handling.is_zero() { String::new() } else { format!(", took {handling} s") };
    format!("{event} {kind} {}: {ended}{handled}", named(*view))
}

/// A view's id, or a workload's after a `w`.
fn named(view: ViewId) -> String {
    view.workload().map_or_else(|| view.to_string(), |workload| format!("w{workload}"))
}

fn contacts(contacts: &[inflow_domain::Contact]) -> Vec<String> {
    let line = |contact: &inflow_domain::Contact| {
        let views: Vec<String> = contact.view_ids().map(named).collect();
        let views = if views.is_empty() { "-".to_owned() } else { views.join(",") };
        format!("{} {} {} {views}", contact.event, contact.kind.as_str(), contact.channel)
    };
    contacts.iter().map(line).collect()
}

/// A view of one line.
pub(crate) fn view(text: &str) -> View {
    let (id, conditions) = text.split_once(':').expect("a view begins with its id");
    let (all, any) = conditions.split_once(" any ").unwrap_or((conditions, ""));
    let conditions = |text: &str, between: char| {
        text.split(between).map(str::trim).filter(|one| !one.is_empty()).map(condition).collect()
    };
    View {
        id: ViewId(id.trim().parse().expect("a view's id is a number")),
        title: format!("View {id}"),
        active: true,
        updated_at: Timestamp(0),
        all: conditions(all, '&'),
        any: conditions(any, '|'),
        unreadable: None,
    }
}

/// `field operator value`; a value in brackets is a list, and none is blank.
pub(crate) fn condition(text: &str) -> Condition {
    let mut parts = text.splitn(3, ' ');
    let mut part = || parts.next().unwrap_or_default();
    let (field, operator, value) = (part(), part(), part());
    let list = value.strip_prefix('[').and_then(|value| value.strip_suffix(']'));
    let value = match list {
        Some("") => ConditionValue::Blank,
        Some(items) => ConditionValue::Many(items.split(", ").map(str::to_owned).collect()),
        None if value.is_empty() => ConditionValue::Blank,
        None => ConditionValue::One(value.to_owned()),
    };
    Condition { field: field.into(), operator: operator.into(), value }
}

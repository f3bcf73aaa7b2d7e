//! The account of `cargo xtask bench engine`: as many tickets as wanted, each a pure function of its
//! number, and views of which three hold a contact on average, however many there are.

use inflow_domain::{
    ChangeKind, Comment, CommentKind, Condition, ConditionValue, CustomField, EventId, Field,
    FieldCatalog, FieldChange, FieldId, FieldKind, TagDelta, TicketEvent, TicketId, TicketSnapshot,
    Timestamp, UserId, Value, Via, View, ViewId,
};

/// Events of one ticket.
pub(crate) const EVENTS_A_TICKET: usize = 4;

/// When a ticket's events happen, in seconds after its creation: the same for all tickets, so that
/// the history can be made in the order of time.
const OFFSETS: [i64; EVENTS_A_TICKET] = [0, 613, 7_207, 93_811];
/// 2023-01-01, and three years on.
const BEGIN: i64 = 1_672_531_200;
const SPAN: i64 = 3 * 365 * 86_400;

const FIRST_VIEW: i64 = 360_000_100_000;
const FIRST_GROUP: i64 = 360_000_200_000;
const FIRST_AGENT: i64 = 360_000_300_000;
const FIRST_CUSTOMER: i64 = 360_100_000_000;
const FIRST_EVENT: i64 = 900_000_000_000;
const PRODUCT: FieldId = FieldId(360_000_000_101);
const URGENCY: FieldId = FieldId(360_000_000_102);
const AGENTS: u64 = 200;
const CUSTOMERS: u64 = 50_000;

/// How large the account is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account {
    pub(crate) tickets: i64,
    pub(crate) views: i64,
}

/// What a ticket is, as far as its number decides.
struct Traits {
    created_at: i64,
    customer: i64,
    agent: i64,
    groups: [i64; 2],
    product: String,
    topic: String,
    priority: &'static str,
    comes_back: bool,
}

impl Account {
    /// Which third of the views a ticket is in by its group, product or topic.
    fn kinds(self) -> u64 {
        (self.views / 3).max(1).unsigned_abs()
    }

    fn traits(self, ticket: i64) -> Traits {
        let choose = |salt: u64, sides: u64| (scatter(salt, ticket) % sides).cast_signed();
        let priority = match choose(6, 4) {
            0 => "low",
            1 => "normal",
            2 => "high",
            _ => "urgent",
        };
        Traits {
            created_at: BEGIN + SPAN / self.tickets.max(1) * ticket,
            customer: FIRST_CUSTOMER + choose(1, CUSTOMERS),
            agent: FIRST_AGENT + choose(2, AGENTS),
            groups: [3, 4].map(|salt| FIRST_GROUP + choose(salt, self.kinds())),
            product: product(choose(5, self.kinds())),
            topic: topic(choose(7, self.kinds())),
            priority,
            comes_back: choose(8, 5) < 3,
        }
    }

    /// Views 0 to the number wanted; one beyond is another of the same kinds, for a new view.
    pub(crate) fn view(self, number: i64) -> View {
        let (kind, place) = (number % 3, number / 3 % self.kinds().cast_signed());
        let unsolved = condition("status", "less_than", "solved");
        let hours = ["NEW", "OPEN", "PENDING", "HOLD"]
            .map(|status| condition(status, "less_than", "100000"));
        let (all, any) = match kind {
            0 if place % 10 == 9 => (
                vec![condition("group_id", "is", &(FIRST_GROUP + place).to_string())],
                hours.to_vec(),
            ),
            0 => {
                let group = (FIRST_GROUP + place).to_string();
                (vec![condition("group_id", "is", &group), unsolved], vec![])
            }
            1 => {
                let field = format!("custom_fields_{PRODUCT}");
                let product = condition(&field, "is", &product(place));
                (vec![product, condition("status", "is_not", "closed")], vec![])
            }
            _ => {
                let priorities = ["low", "normal", "high", "urgent"]
                    .map(|priority| condition("priority", "is", priority));
                let topic = condition("current_tags", "includes", &topic(place));
                (vec![topic, unsolved], priorities.to_vec())
            }
        };
        View {
            id: ViewId(FIRST_VIEW + number * 20),
            title: format!("View {number}"),
            active: true,
            updated_at: Timestamp(BEGIN),
            all,
            any,
            unreadable: None,
        }
    }

    pub(crate) fn fields(self) -> FieldCatalog {
        let kinds = self.kinds().cast_signed();
        let options =
            (0..kinds).map(|place| (400_000_000 + place, product(place).into())).collect();
        let field = |kind, zendesk_type: &str, options| CustomField {
            kind,
            zendesk_type: zendesk_type.into(),
            options,
        };
        let product = field(FieldKind::Dropdown, "tagger", options);
        let urgency = field(FieldKind::Checkbox, "checkbox", [].into());
        FieldCatalog { fields: [(PRODUCT, product), (URGENCY, urgency)].into() }
    }

    pub(crate) fn staff() -> Vec<UserId> {
        (0..AGENTS.cast_signed()).map(|agent| UserId(FIRST_AGENT + agent)).collect()
    }

    /// The snapshot of a ticket after its last event.
    pub(crate) fn snapshot(self, ticket: i64) -> TicketSnapshot {
        let traits = self.traits(ticket);
        let status = if traits.comes_back { "open" } else { "closed" };
        let updated_at = Timestamp(traits.created_at + OFFSETS[EVENTS_A_TICKET - 1]);
        TicketSnapshot {
            id: TicketId(ticket),
            created_at: Timestamp(traits.created_at),
            updated_at,
            generated_at: updated_at,
            deleted: false,
            scrubbed: false,
            via: Via::named("email"),
            fields: vec![
                (Field::Status, Value::text(status)),
                (Field::Priority, Value::text(traits.priority)),
                (Field::Group, Value::Integer(traits.groups[1])),
                (Field::Assignee, Value::Integer(traits.agent)),
                (Field::Requester, Value::Integer(traits.customer)),
                (Field::Brand, Value::Integer(FIRST_GROUP - 1)),
                (Field::Form, Value::Integer(FIRST_GROUP - 2)),
                (Field::Tags, Value::list([traits.topic.as_str(), "triaged", &traits.product])),
                (Field::Custom(PRODUCT), Value::text(&traits.product)),
                (Field::Custom(URGENCY), Value::text("true")),
            ],
            recipient: Value::text("support@example.com"),
            support_type: "agent".into(),
            description: None,
        }
    }

    /// All events in the order of time.
    pub(crate) fn events(self) -> impl Iterator<Item = TicketEvent> {
        let mut next = [1; EVENTS_A_TICKET];
        std::iter::from_fn(move || {
            let due = (0..EVENTS_A_TICKET).filter(|place| next[*place] <= self.tickets);
            let place = due.min_by_key(|place| {
                (BEGIN + SPAN / self.tickets.max(1) * next[*place] + OFFSETS[*place], *place)
            })?;
            let event = self.event(next[place], place);
            next[place] += 1;
            Some(event)
        })
    }

    fn event(self, ticket: i64, place: usize) -> TicketEvent {
        let traits = self.traits(ticket);
        let at = Timestamp(traits.created_at + OFFSETS[place]);
        let comment = |author, public, via| Comment {
            kind: CommentKind::Comment,
            author: UserId(author),
            public,
            via: Via::named(via),
        };
        let (author, via, changes, comments) = match place {
            0 => {
                let comment = comment(traits.customer, true, "email");
                (traits.customer, "Mail", creation(&traits), vec![comment])
            }
            1 => (traits.agent, "Web form", triage(&traits), vec![]),
            2 => {
                let comment = comment(traits.agent, true, "web");
                (traits.agent, "Web form", vec![status("open", "pending")], vec![comment])
            }
            _ if traits.comes_back => {
                let comment = comment(traits.customer, true, "email");
                (traits.customer, "Mail", vec![status("pending", "open")], vec![comment])
            }
            _ => (-1, "Rule", vec![status("pending", "closed")], vec![]),
        };
        let number = (0..).zip(OFFSETS).nth(place).map_or(0, |(number, _): (i64, _)| number);
        TicketEvent {
            ticket: TicketId(ticket),
            id: EventId(FIRST_EVENT + (ticket * 4 + number) * 7),
            at,
            author: UserId(author),
            via: via.into(),
            merge: false,
            creates: place == 0,
            changes,
            comments,
        }
    }
}

fn creation(traits: &Traits) -> Vec<FieldChange> {
    let tags = Value::list([&traits.topic, &traits.product]);
    let values = [
        (Field::Status, Value::text("new")),
        (Field::Priority, Value::text(traits.priority)),
        (Field::Group, Value::Integer(traits.groups[0])),
        (Field::Requester, Value::Integer(traits.customer)),
        (Field::Brand, Value::Integer(FIRST_GROUP - 1)),
        (Field::Form, Value::Integer(FIRST_GROUP - 2)),
        (Field::Tags, tags),
        (Field::Custom(PRODUCT), Value::text(&traits.product)),
        (Field::Custom(URGENCY), Value::text("true")),
    ];
    let change = |(field, value)| FieldChange {
        field,
        kind: ChangeKind::Create,
        value,
        previous: Value::Blank,
        tags: None,
    };
    values.into_iter().map(change).collect()
}

/// An agent takes the ticket and passes it to another group.
fn triage(traits: &Traits) -> Vec<FieldChange> {
    let tags = Value::list([&traits.topic, &traits.product]);
    let tagged = Value::list([traits.topic.as_str(), "triaged", &traits.product]);
    let delta = TagDelta { added: vec!["triaged".into()], removed: vec![] };
    let [before, after] = traits.groups.map(Value::Integer);
    vec![
        status("new", "open"),
        change(Field::Group, before, after),
        change(Field::Assignee, Value::Blank, Value::Integer(traits.agent)),
        FieldChange { tags: Some(delta), ..change(Field::Tags, tags, tagged) },
    ]
}

fn status(previous: &str, value: &str) -> FieldChange {
    change(Field::Status, Value::text(previous), Value::text(value))
}

fn change(field: Field, previous: Value, value: Value) -> FieldChange {
    FieldChange { field, kind: ChangeKind::Change, value, previous, tags: None }
}

fn condition(field: &str, operator: &str, value: &str) -> Condition {
    let value = ConditionValue::One(value.to_owned());
    Condition { field: field.into(), operator: operator.into(), value }
}

fn product(place: i64) -> String {
    format!("product_{place}")
}

fn topic(place: i64) -> String {
    format!("topic_{place}")
}

/// A number that looks random and follows from the two (splitmix64).
fn scatter(salt: u64, ticket: i64) -> u64 {
    let mut mixed = (salt << 48 ^ ticket.cast_unsigned()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

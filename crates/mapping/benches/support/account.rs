//! A made-up account for benchmarks: three views hold a contact on average, whatever their number.
//! There are as many groups as five views each need, and a ticket is in one group at a time.

use inflow_domain::{
    ChangeKind, Channel, ChannelTable, Comment, CommentKind, Condition, ConditionValue,
    CustomField, EventId, Field, FieldCatalog, FieldChange, FieldId, FieldKind, TagDelta,
    TicketEvent, TicketHistory, TicketId, TicketSnapshot, Timestamp, UserId, Value, Via, View,
    ViewId, WorkloadId,
};
use inflow_mapping::{CountedView, CountedWorkload, Settings};
use smol_str::{SmolStr, format_smolstr};

const HOUR: i64 = 3600;
const BEGIN: i64 = 1_735_689_600;
const VIEWS_PER_GROUP: i64 = 5;
const AGENTS: i64 = 60;
const FIRST_AGENT: i64 = 5000;
const FIRST_GROUP: i64 = 8_100_000_000_000;
const TAGS: i64 = 40;
/// Custom fields: a drop-down, a checkbox, a number, a day, several options, a text.
const KINDS: [FieldKind; 6] = [
    FieldKind::Dropdown,
    FieldKind::Checkbox,
    FieldKind::Number,
    FieldKind::Date,
    FieldKind::MultiSelect,
    FieldKind::Text,
];

/// What is counted, and with what.
pub(crate) struct Account {
    pub(crate) settings: Settings,
    pub(crate) tickets: Vec<TicketHistory>,
    pub(crate) events: u64,
}

/// The account with so many views and tickets; always the same one.
pub(crate) fn account(views: i64, tickets: i64) -> Account {
    let groups = (views / VIEWS_PER_GROUP).max(1);
    let mut dice = Dice(42);
    let histories: Vec<TicketHistory> =
        (1..=tickets).map(|id| Story::told(id, groups, &mut dice)).collect();
    let fields = (0..).zip(KINDS).map(|(place, kind)| {
        let options = [(501, "gold".into()), (502, "silver".into())].into();
        (custom(place), CustomField { kind, zendesk_type: SmolStr::default(), options })
    });
    let settings = Settings {
        views: (0..views).map(counted_view).collect(),
        staff: (0..AGENTS).map(|agent| UserId(FIRST_AGENT + agent)).collect(),
        fields: FieldCatalog { fields: fields.collect() },
        channels: ChannelTable::default(),
        since: Some(Timestamp(BEGIN)),
        ..Settings::default()
    };
    let events = histories.iter().map(|history| history.events.len() as u64).sum();
    Account { settings, tickets: histories, events }
}

/// The same with so many workloads of 25 neighbouring views, which overlap where there are many.
pub(crate) fn with_workloads(settings: Settings, workloads: i64) -> Settings {
    const VIEWS: i64 = 25;
    let views = i64::try_from(settings.views.len()).expect("few views");
    let workload = |number: i64| CountedWorkload {
        id: WorkloadId(number + 1),
        channel: Channel::Email,
        views: (0..VIEWS).map(|view| ViewId(9000 + (number * VIEWS + view) % views)).collect(),
    };
    Settings { workloads: (0..workloads).map(workload).collect(), ..settings }
}

fn custom(place: i64) -> FieldId {
    FieldId(360_000_000_000 + place)
}

fn counted_view(number: i64) -> CountedView {
    let group = format!("group_id is {}", FIRST_GROUP + number / VIEWS_PER_GROUP);
    let tag = number / VIEWS_PER_GROUP % TAGS;
    let named = |place: i64| format!("custom_fields_{}", custom(place));
    let (all, any) = match number % VIEWS_PER_GROUP {
        0 => (vec!["status less_than solved".to_owned()], vec![]),
        1 => (vec!["status less_than pending".to_owned(), "assignee_id is ".to_owned()], vec![]),
        2 => (
            vec!["status is_not closed".to_owned()],
            vec![
                format!("current_tags includes tag{tag}"),
                format!("{} is gold", named(0)),
                "priority greater_than normal".to_owned(),
            ],
        ),
        3 => (
            vec![
                "status less_than solved".to_owned(),
                "requester_updated_at less_than 24".to_owned(),
                format!("{} not_present", named(1)),
            ],
            vec![format!("{} less_than 50", named(2)), format!("{} includes silver", named(4))],
        ),
        _ => (
            vec![
                "status less_than solved".to_owned(),
                "brand_id is 7".to_owned(),
                format!("{} less_than 2025-06-01", named(3)),
                format!("{} is_not closed by hand", named(5)),
            ],
            vec![],
        ),
    };
    let view = View {
        id: ViewId(9000 + number),
        title: format!("View {number}"),
        active: true,
        updated_at: Timestamp(0),
        all: all.iter().chain([&group]).map(|text| condition(text)).collect(),
        any: any.iter().map(|text| condition(text)).collect(),
        unreadable: None,
    };
    CountedView { view, until: None }
}

fn condition(text: &str) -> Condition {
    let mut parts = text.splitn(3, ' ');
    let mut part = || parts.next().unwrap_or_default();
    let (field, operator, value) = (part(), part(), part());
    let value = match value {
        "" => ConditionValue::Blank,
        value => ConditionValue::One(value.to_owned()),
    };
    Condition { field: field.into(), operator: operator.into(), value }
}

/// The same numbers in the same order, whatever runs them.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 1).cast_signed() % sides
    }

    fn one(&mut self, of: &[&'static str]) -> &'static str {
        let sides = i64::try_from(of.len()).expect("a few");
        of[usize::try_from(self.below(sides)).expect("below a few")]
    }

    fn agent(&mut self) -> i64 {
        FIRST_AGENT + self.below(AGENTS)
    }

    fn group(&mut self, groups: i64) -> Value {
        Value::Integer(FIRST_GROUP + self.below(groups))
    }
}

/// A ticket that is being told.
struct Story {
    ticket: TicketId,
    requester: i64,
    at: i64,
    fields: Vec<(Field, Value)>,
    events: Vec<TicketEvent>,
}

impl Story {
    /// A customer asks, agents answer and solve, some transfer, some customers write again.
    fn told(id: i64, groups: i64, dice: &mut Dice) -> TicketHistory {
        let mut story = Self {
            ticket: TicketId(id),
            requester: 1_000_000 + dice.below(500_000),
            at: BEGIN + id * 60,
            fields: Vec::new(),
            events: Vec::new(),
        };
        let created_at = Timestamp(story.at);
        story.creation(groups, dice);
        for _ in 0..2 + dice.below(7) {
            story.at += 600 + dice.below(40) * HOUR;
            story.update(groups, dice);
        }
        let updated_at = Timestamp(story.at);
        let fields = story.fields.into_iter().filter(|(_, value)| !value.is_blank()).collect();
        let snapshot = TicketSnapshot {
            id: story.ticket,
            created_at,
            updated_at,
            generated_at: updated_at,
            deleted: false,
            scrubbed: false,
            via: Via::named("email"),
            fields,
            recipient: Value::text("support@example.com"),
            support_type: "agent".into(),
            description: None,
        };
        TicketHistory { ticket: story.ticket, snapshot: Some(snapshot), events: story.events }
    }

    fn creation(&mut self, groups: i64, dice: &mut Dice) {
        self.event(self.requester, true, true);
        for (field, value) in [
            (Field::Status, Value::text("new")),
            (Field::Requester, Value::Integer(self.requester)),
            (Field::Group, dice.group(groups)),
            (Field::Brand, Value::Integer(7 + dice.below(2))),
            (Field::Form, Value::Integer(70 + dice.below(3))),
            (Field::Priority, Value::text(dice.one(&["low", "normal", "high", ""]))),
            (Field::Organization, Value::Integer(300_000 + dice.below(9_000))),
            (Field::Custom(custom(0)), Value::text(dice.one(&["gold", "silver"]))),
            (Field::Custom(custom(2)), Value::Integer(dice.below(100))),
            (Field::Custom(custom(3)), Value::text(&format!("2025-0{}-15", 1 + dice.below(9)))),
            (Field::Custom(custom(5)), Value::text(&format!("order {}", dice.below(1 << 40)))),
        ] {
            self.change(ChangeKind::Create, field, value);
        }
        let tags = (0..3).map(|_| format!("tag{}", dice.below(TAGS)));
        self.change(ChangeKind::Create, Field::Tags, Value::list(tags));
    }

    fn update(&mut self, groups: i64, dice: &mut Dice) {
        let agent = dice.agent();
        match dice.below(10) {
            0..4 => {
                self.event(self.requester, true, false);
                self.change(ChangeKind::Change, Field::Status, Value::text("open"));
            }
            4..7 => {
                self.event(agent, true, false);
                self.change(ChangeKind::Change, Field::Assignee, Value::Integer(agent));
                let status = dice.one(&["pending", "solved", "hold"]);
                self.change(ChangeKind::Change, Field::Status, Value::text(status));
            }
            7 => {
                self.event(agent, false, false);
                self.change(ChangeKind::Change, Field::Group, dice.group(groups));
                self.change(ChangeKind::Change, Field::Assignee, Value::Blank);
            }
            8 => {
                self.event(agent, false, false);
                self.tag(format_smolstr!("tag{}", dice.below(TAGS)));
                let chosen = Value::list(dice.one(&["gold", "silver gold"]).split(' '));
                self.change(ChangeKind::Change, Field::Custom(custom(4)), chosen);
            }
            _ => {
                self.event(agent, false, false);
                let high = Value::text(dice.one(&["high", "urgent"]));
                self.change(ChangeKind::Change, Field::Priority, high);
            }
        }
    }

    fn event(&mut self, author: i64, public: bool, creates: bool) {
        let comment = Comment {
            kind: CommentKind::Comment,
            author: UserId(author),
            public,
            via: Via::named("email"),
        };
        self.events.push(TicketEvent {
            ticket: self.ticket,
            id: EventId(self.ticket.0 << 32 | self.at),
            at: Timestamp(self.at),
            author: UserId(author),
            via: "Mail".into(),
            merge: false,
            creates,
            changes: Vec::new(),
            comments: vec![comment],
        });
    }

    fn change(&mut self, kind: ChangeKind, field: Field, value: Value) {
        let previous = self.replace(field, value.clone());
        if previous != value {
            let change = FieldChange { field, kind, value, previous, tags: None };
            self.events.last_mut().expect("an event is told").changes.push(change);
        }
    }

    fn tag(&mut self, tag: SmolStr) {
        let before = self.fields.iter().find(|(known, _)| *known == Field::Tags);
        let mut tags = before.map(|(_, tags)| tags.to_items()).unwrap_or_default();
        if tags.contains(&tag) {
            return;
        }
        tags.push(tag.clone());
        let value = Value::list(tags);
        let previous = self.replace(Field::Tags, value.clone());
        let delta = TagDelta { added: vec![tag], removed: Vec::new() };
        let kind = ChangeKind::Change;
        let change = FieldChange { field: Field::Tags, kind, value, previous, tags: Some(delta) };
        self.events.last_mut().expect("an event is told").changes.push(change);
    }

    /// Sets a field and gives back what it was.
    fn replace(&mut self, field: Field, value: Value) -> Value {
        if let Some((_, held)) = self.fields.iter_mut().find(|(known, _)| *known == field) {
            return std::mem::replace(held, value);
        }
        self.fields.push((field, value));
        Value::Blank
    }
}

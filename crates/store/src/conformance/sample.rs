//! What the checks save, and a counter that is simple enough to be sure of.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use inflow_domain::{
    Answering, Call, CallId, ChangeKind, Channel, ChannelTable, Comment, CommentKind, Contact,
    ContactKind, ContactView, CustomStatuses, End, EventId, Field, FieldCatalog, FieldChange,
    Grouping, HandlingTime, IntegrationId, Outcome, Side, TicketEvent, TicketHistory, TicketId,
    TicketSnapshot, Timestamp, UserId, Value, Via, View, ViewId,
};
use secrecy::SecretString;

use crate::{
    CountProgress, CountReport, CountScope, CountedWith, CountingInputs, Credentials, Discovery,
    Lease, NewIntegration, Store, TicketBookmark, TicketCount, TicketCounter, Worker,
};

/// The first instant of the samples: 2025-09-01T00:00:00Z.
pub const START: i64 = 1_756_684_800;

/// An instant some seconds into the samples.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp(START + seconds)
}

/// An integration to be saved.
pub fn new_integration(name: &str) -> NewIntegration {
    NewIntegration {
        account: "default".to_owned(),
        name: name.to_owned(),
        domain: "acme.zendesk.com".to_owned(),
        base_url: None,
        grouping: Grouping::Ivr,
        since: at(0),
        created_at: at(1),
        credentials: Credentials::ApiToken {
            username: "admin@acme.example".to_owned(),
            token: SecretString::from("a token"),
        },
    }
}

/// Saves an integration and takes its first lease, which is [`held`] from then on.
pub async fn add(store: &Store, name: &str) -> IntegrationId {
    let id = store.integrations.add(new_integration(name)).await.expect("a new integration").id;
    let lease = store.leases.take(id, &worker("sample")).await.expect("a lease");
    assert_eq!(lease, held(id));
    id
}

/// The first lease of an integration.
pub fn held(id: IntegrationId) -> Lease {
    Lease { integration: id, fence: 1 }
}

/// A worker whose leases last longer than any check.
pub fn worker(name: &str) -> Worker {
    Worker { name: name.to_owned(), lease: Duration::from_secs(3600) }
}

/// An event that creates nothing and changes nothing.
pub fn event(ticket: i64, id: i64, seconds: i64, author: i64) -> TicketEvent {
    TicketEvent {
        ticket: TicketId(ticket),
        id: EventId(id),
        at: at(seconds),
        author: UserId(author),
        via: "Mail".into(),
        merge: false,
        creates: false,
        changes: Vec::new(),
        comments: Vec::new(),
    }
}

/// An event that creates a ticket in a group.
pub fn creation(ticket: i64, id: i64, seconds: i64, author: i64, group: i64) -> TicketEvent {
    let changes = vec![change(Field::Group, Value::Blank, Value::Integer(group))];
    TicketEvent { creates: true, changes, ..event(ticket, id, seconds, author) }
}

/// An event with a public comment.
pub fn reply(ticket: i64, id: i64, seconds: i64, author: i64) -> TicketEvent {
    TicketEvent { comments: vec![comment(author)], ..event(ticket, id, seconds, author) }
}

/// A public comment.
pub fn comment(author: i64) -> Comment {
    Comment {
        kind: CommentKind::Comment,
        author: UserId(author),
        public: true,
        via: Via::default(),
    }
}

/// A change of a field.
pub fn change(field: Field, previous: Value, value: Value) -> FieldChange {
    FieldChange { field, kind: ChangeKind::Change, value, previous, tags: None }
}

/// A snapshot at a position.
pub fn snapshot(ticket: i64, position: i64) -> TicketSnapshot {
    TicketSnapshot {
        id: TicketId(ticket),
        created_at: at(0),
        updated_at: at(position),
        generated_at: at(position),
        deleted: false,
        scrubbed: false,
        via: Via::named("email"),
        fields: vec![(Field::Status, Value::text("open"))],
        recipient: Value::Blank,
        support_type: "agent".into(),
        description: None,
    }
}

/// The support type of a ticket of whose history something may be missing, to the sample counter.
pub const LOSSY: &str = "lossy";

/// A snapshot of a ticket of whose history something may be missing, at a position of the export.
pub fn lossy(ticket: i64, position: i64) -> TicketSnapshot {
    TicketSnapshot { support_type: LOSSY.into(), ..snapshot(ticket, position) }
}

/// A view without conditions.
pub fn view(id: i64, title: &str) -> View {
    View {
        id: ViewId(id),
        title: title.to_owned(),
        active: true,
        updated_at: at(0),
        all: Vec::new(),
        any: Vec::new(),
        unreadable: None,
    }
}

/// An inbound call that an agent handled.
pub fn call(id: i64, seconds: i64, group: Option<&str>) -> Call {
    Call {
        id: CallId(id),
        created_at: at(seconds),
        updated_at: at(seconds + 60),
        inbound: true,
        completion_status: "completed".into(),
        agent: Some(UserId(7)),
        voicemail: false,
        ivr_group: group.map(Into::into),
        number: Some("+49123456789".into()),
        talk_seconds: 50,
        hold_seconds: 7,
        wrap_up_seconds: 3,
        answering: Some(Answering { wait_time: Some(12), ..Answering::default() }),
    }
}

/// A number of calls of any kind, in no order, with ids below a number: the smaller it is, the more often one
/// comes again, perhaps of another time, queue, direction or length.
pub fn random_calls(dice: &mut Dice, ids: i64, number: usize) -> Vec<Call> {
    let random = |_| {
        let group = match dice.roll(6) {
            0 => None,
            1 => Some(" "),
            2 => Some("a\0b"),
            3 => Some("\u{c4}rger"),
            _ => Some("Sales"),
        };
        let seconds = (dice.roll(2) + 1) * dice.roll(1_000_000) - 900_000;
        let completion_status = if dice.roll(3) == 0 { "abandoned_in_queue" } else { "completed" };
        Call {
            updated_at: at(dice.roll(2_000_000)),
            inbound: dice.roll(4) > 0,
            completion_status: completion_status.into(),
            agent: (dice.roll(4) > 0).then_some(UserId(7)),
            voicemail: dice.roll(5) == 0,
            talk_seconds: dice.roll(3) * dice.roll(400),
            hold_seconds: dice.roll(60),
            wrap_up_seconds: dice.roll(60),
            answering: random_answering(dice),
            ..call(dice.roll(ids), seconds, group)
        }
    };
    (0..number).map(random).collect()
}

/// How a call was answered; now and then it is not told.
fn random_answering(dice: &mut Dice) -> Option<Answering> {
    let mut some = || {
        let seconds = dice.roll(900);
        (seconds > 90).then_some(seconds)
    };
    let (time_to_answer, wait_time) = (some(), some());
    (dice.roll(8) > 0).then(|| Answering {
        time_to_answer,
        wait_time,
        callback: dice.roll(5) == 0,
        outside_business_hours: dice.roll(5) == 0,
        exceeded_queue_wait_time: dice.roll(5) == 0,
    })
}

/// An account with some staff and views, and no fields.
pub fn discovery(seconds: i64, staff: &[i64], views: Vec<View>) -> Discovery {
    Discovery {
        at: at(seconds),
        staff: Some(staff.iter().copied().map(UserId).collect()),
        views,
        fields: Some(FieldCatalog::default()),
        statuses: Some(CustomStatuses::default()),
        fully_at: Some(at(seconds)),
        keeps_text: false,
    }
}

/// Saves events.
pub async fn save_events(store: &Store, id: IntegrationId, events: Vec<TicketEvent>) {
    store.imports.save_ticket_events(held(id), events, at(0)).await.expect("saved events");
}

/// Saves snapshots.
pub async fn save_tickets(store: &Store, id: IntegrationId, tickets: Vec<TicketSnapshot>) {
    let bookmark = TicketBookmark::default();
    store.imports.save_tickets(held(id), tickets, bookmark).await.expect("saved tickets");
}

/// Counts with the staff that the store knows.
pub async fn count(store: &Store, id: IntegrationId, scope: CountScope) -> CountReport {
    let inputs = store.counts.inputs(id).await.expect("inputs");
    let counter = SampleCounter { staff: staff_of(inputs), ..SampleCounter::default() };
    count_with(store, id, scope, counter, counted_with()).await
}

/// Counts with a counter.
pub async fn count_with(
    store: &Store,
    id: IntegrationId,
    scope: CountScope,
    counter: SampleCounter,
    counted_with: CountedWith,
) -> CountReport {
    let silent: CountProgress = Arc::new(|_, _| {});
    let counter = Arc::new(counter);
    store.counts.count(held(id), scope, counter, counted_with, silent).await.expect("a count")
}

/// Who is no customer.
pub fn staff_of(inputs: CountingInputs) -> BTreeSet<UserId> {
    inputs.staff.into_iter().collect()
}

/// What the samples are counted with.
pub fn counted_with() -> CountedWith {
    let views = [(ViewId(1000), "even".to_owned())].into();
    CountedWith { common: "sample".to_owned(), views }
}

/// Counts what changed, as an importer does.
pub async fn count_changes(store: &Store, id: IntegrationId) -> CountReport {
    let authors = store.counts.inputs(id).await.expect("inputs").staff_changes;
    count(store, id, CountScope::Changed { authors }).await
}

/// A simple counter: a creation, and each public comment by a customer, counts in the view whose
/// id is the ticket's group, and in another view beside it where the group is even; a change to an
/// even group without a comment counts in that other view alone, where there is one.
#[derive(Debug, Clone)]
pub struct SampleCounter {
    /// Who is no customer.
    pub staff: BTreeSet<UserId>,
    /// The view of even groups.
    pub even: Option<ViewId>,
    /// The views that are judged, where not all are; the others stay as they were counted.
    pub judged: Option<BTreeSet<ViewId>>,
}

impl Default for SampleCounter {
    fn default() -> Self {
        Self { staff: BTreeSet::new(), even: Some(ViewId(1000)), judged: None }
    }
}

impl TicketCounter for SampleCounter {
    fn count(&self, history: &TicketHistory) -> TicketCount {
        let mut events: Vec<&TicketEvent> = history.events.iter().collect();
        events.sort_by_key(|event| (event.at, event.id));
        let (mut group, mut contacts) = (0, Vec::new());
        for event in events {
            let groups = event.changes.iter().filter(|change| change.field == Field::Group);
            let new_group = groups.filter_map(|change| change.value.as_integer()).next_back();
            group = new_group.unwrap_or(group);
            let by_customer = |comment: &Comment| !self.staff.contains(&comment.author);
            let (kind, views) = if event.creates {
                (ContactKind::Created, self.views(group))
            } else if event.comments.iter().any(by_customer) {
                (ContactKind::Reply, self.views(group))
            } else {
                let beside = self.even.filter(|_| new_group.is_some() && is_even(group));
                (ContactKind::Entry, beside.into_iter().collect())
            };
            let judged = |view: &ViewId| self.judged.as_ref().is_none_or(|all| all.contains(view));
            let views: Vec<ViewId> = views.into_iter().filter(judged).collect();
            if kind != ContactKind::Entry || !views.is_empty() {
                contacts.push(contact(event, kind, views));
            }
        }
        end(&mut contacts, history);
        let inexact = history.snapshot.is_none().then(|| "no snapshot".to_owned());
        let incomplete = history.snapshot.as_ref().is_some_and(|shown| shown.support_type == LOSSY);
        TicketCount { contacts, inexact, incomplete, changed_fields: Vec::new() }
    }

    fn carry_over(&self, _: &TicketHistory, before: &[Contact], count: &mut TicketCount) {
        let Some(judged) = &self.judged else { return };
        for old in before {
            let others = old.views.iter().filter(|counted| !judged.contains(&counted.view));
            let others: Vec<ContactView> = others.copied().collect();
            match count.contacts.iter_mut().find(|new| new.event == old.event) {
                Some(new) => {
                    new.views.extend(others);
                    new.views.sort_by_key(|counted| counted.view);
                }
                None if others.is_empty() => {}
                None => count.contacts.push(Contact { views: others, ..old.clone() }),
            }
        }
    }
}

impl SampleCounter {
    fn views(&self, group: i64) -> BTreeSet<ViewId> {
        let own = (group != 0).then_some(ViewId(group));
        let even = self.even.filter(|_| is_even(group));
        own.into_iter().chain(even).collect()
    }
}

/// Every contact ends by the next event of its ticket but one, in a way that depends on the view.
fn end(contacts: &mut [Contact], history: &TicketHistory) {
    let mut events: Vec<&TicketEvent> = history.events.iter().collect();
    events.sort_by_key(|event| (event.at, event.id));
    for contact in contacts {
        let later = events.iter().skip_while(|event| event.id != contact.event).nth(2);
        let Some(later) = later else { continue };
        for counted in &mut contact.views {
            let ways = Outcome::ALL.len();
            let way = usize::try_from(later.id.0 + counted.view.0 % 2).unwrap_or_default() % ways;
            let (outcome, event) = (Outcome::ALL[way], Some(later.id));
            counted.end = Some(End { outcome, at: later.at, event });
            counted.handling = HandlingTime::from_seconds(later.id.0 % 3);
        }
    }
}

fn is_even(group: i64) -> bool {
    group != 0 && group % 2 == 0
}

fn contact(event: &TicketEvent, kind: ContactKind, views: Vec<ViewId>) -> Contact {
    let zendesk_channel = event.label().zendesk_channel();
    let channel = ChannelTable::default().lookup(&zendesk_channel);
    Contact {
        ticket: event.ticket,
        event: event.id,
        at: event.at,
        kind,
        channel: channel.unwrap_or(Channel::Case),
        unmapped_channel: channel.is_none().then_some(zendesk_channel),
        reopening: false,
        author_side: Side::Customer,
        views: views.into_iter().map(ContactView::unfinished).collect(),
    }
}

/// Numbers that look random and are the same in every run (splitmix64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice that roll the sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number in `0..sides`.
    pub fn roll(&mut self, sides: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 1).cast_signed() % sides
    }
}

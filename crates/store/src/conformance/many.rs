//! Many rows at once, and whatever texts Zendesk or a user may send.

use std::collections::BTreeMap;

use inflow_domain::{
    Call, CallQueue, Channel, CustomField, Field, FieldCatalog, FieldId, FieldKind, IntegrationId,
    QueueKey, TicketEvent, TicketId, Value, View, ViewId,
};

use super::StoreFactory;
use super::sample::{
    add, at, call, change, count, count_changes, creation, discovery, held, new_integration,
    save_events, save_tickets, snapshot, view, worker,
};
use crate::{CountScope, Credentials, RunEnd, RunFailure, RunProgress, Store, TicketBookmark};

/// More than fit into any single statement.
const MANY: i64 = 2500;

/// As texts can be: empty, with an end in the middle, with quotes and separators, in other scripts.
const ODD_TEXTS: [&str; 8] =
    ["", "\0", "a\0b", "\\N", "tab\tand\nline", "'\"\\,;", "żółw 🦀", "\u{fffe}\u{7f}"];

/// How a text is told again: U+0000 cannot be kept everywhere, and is replaced everywhere.
fn told(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// Rows that are far more than one statement takes are kept like few, and saved again like few.
pub async fn many_rows_come_back_whole(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let (id, other) = (add(&store, "Support").await, add(&store, "Other").await);
    save_many(&store, other, 5).await;
    for group in [3, 4, 3] {
        save_many(&store, id, group).await;
        let report = count_changes(&store, id).await;
        assert_eq!((report.tickets, report.contacts), (MANY.unsigned_abs(), MANY.unsigned_abs()));
        let quality = store.reports.quality(id).await.expect("quality");
        let kept = (quality.tickets, quality.ticket_events, quality.contacts, quality.calls);
        assert_eq!(kept, (MANY, MANY, MANY, MANY));
        let calls = QueueKey::Calls(CallQueue::For(format!("group {group}").into()));
        for (queue, figures) in
            [(QueueKey::View { view: ViewId(group), channel: Channel::Email }, MANY), (calls, MANY)]
        {
            let volumes = store.reports.volumes(id, &queue, at(0), at(4 * MANY)).await;
            let volumes = volumes.expect("volumes");
            assert_eq!(volumes.iter().map(|(_, sum)| sum.offered).sum::<i64>(), figures);
        }
    }
    let untouched = store.reports.quality(other).await.expect("quality");
    assert_eq!((untouched.ticket_events, untouched.contacts), (MANY, 0));
}

async fn save_many(store: &Store, id: IntegrationId, group: i64) {
    let event = |number| creation(far(number), number, number, 99, group);
    save_events(store, id, (0..MANY).map(event).collect()).await;
    save_tickets(store, id, (0..MANY).map(|number| snapshot(far(number), group)).collect()).await;
    let name = format!("group {group}");
    let calls = (0..MANY).map(|number| call(far(number), number, Some(&name)));
    store.imports.save_calls(held(id), calls.collect(), at(0)).await.expect("saved calls");
}

/// Ids over the whole range, so that none fits into fewer bits.
fn far(number: i64) -> i64 {
    i64::MAX - number * (i64::MAX / MANY)
}

/// No text keeps anything from being saved, and all of them are told again.
pub async fn texts_of_any_kind_are_kept(factory: &impl StoreFactory) {
    let store = factory.store().await;
    for (number, text) in (0..).zip(ODD_TEXTS) {
        let mut new = new_integration(&format!("{number}{text}"));
        (new.account, new.domain) = (text.to_owned(), text.to_owned());
        new.base_url = Some(text.to_owned());
        new.credentials =
            Credentials::ApiToken { username: text.to_owned(), token: text.to_owned().into() };
        let id = store.integrations.add(new).await.expect("added").id;
        store.leases.take(id, &worker("sample")).await.expect("a lease");
        store.integrations.credentials(id).await.expect("credentials");
        let found = store.integrations.find(text, &format!("{number}{text}")).await;
        assert_eq!(found.expect("a look").expect("found").domain, told(text));
        save_texts(&store, id, text).await;
        check_texts(&store, id, text).await;
    }
}

async fn save_texts(store: &Store, id: IntegrationId, text: &str) {
    let mut found =
        discovery(0, &[], vec![View { unreadable: Some(text.into()), ..view(1, text) }]);
    let field = CustomField {
        kind: FieldKind::of_type(text),
        zendesk_type: text.into(),
        options: BTreeMap::default(),
    };
    found.fields = Some(FieldCatalog { fields: [(FieldId(1), field)].into() });
    store.imports.save_discovery(held(id), found).await.expect("a discovery");
    save_events(store, id, vec![odd_event(text)]).await;
    let bookmark = TicketBookmark { cursor: Some(text.to_owned()), ..TicketBookmark::default() };
    let tickets = vec![snapshot(2, 1)];
    store.imports.save_tickets(held(id), tickets, bookmark).await.expect("saved tickets");
    let call = Call { completion_status: text.into(), ..call(1, 0, Some(&format!("g{text}"))) };
    store.imports.save_calls(held(id), vec![call], at(0)).await.expect("saved calls");
    let tickets = vec![TicketId(1)];
    store.repairs.doubt(held(id), tickets, text).await.expect("a doubt");
    store.repairs.save_failure(held(id), TicketId(1), text).await.expect("a failure");
    let overrides = BTreeMap::from([(text.to_owned(), Channel::Chat)]);
    store.channels.save_overrides(id, overrides).await.expect("overrides");
    let run = store.runs.begin(held(id), at(0), None).await.expect("a run");
    let progress = RunProgress { stage: text.to_owned(), done: 1, of: None, seconds_left: None };
    store.runs.advance(held(id), run, progress).await.expect("progress");
    let failure = RunFailure {
        reason: text.to_owned(),
        advice: Some(text.to_owned()),
        needs_attention: false,
        trouble: Some(text.to_owned()),
        named: Some(text.to_owned()),
    };
    let end = RunEnd::Badly(failure);
    store.runs.end(held(id), run, at(1), end, None).await.expect("an end");
    count(store, id, CountScope::All).await;
}

async fn check_texts(store: &Store, id: IntegrationId, text: &str) {
    let ticket = store.reports.ticket(id, TicketId(1)).await.expect("a look").expect("a ticket");
    assert_eq!(ticket.events, [odd_event(text)], "what views judge is kept to the letter");
    let views = store.reports.views(id).await.expect("views");
    assert_eq!(views[0].view.title, told(text));
    let queue = QueueKey::Calls(CallQueue::For(format!("g{text}").into()));
    let calls = store.reports.calls(id, &queue, at(0), at(900)).await.expect("calls");
    assert_eq!(calls[0].completion_status, told(text));
    let quality = store.reports.quality(id).await.expect("quality");
    let channel = told(&odd_event(text).label().zendesk_channel());
    assert_eq!(quality.unmapped_channels, [(channel, 1)]);
    let run = store.runs.latest(id).await.expect("a run");
    assert_eq!(run.failure.map(|failure| failure.reason), Some(told(text)));
    let overrides = store.channels.overrides(id).await.expect("overrides");
    assert_eq!(overrides, BTreeMap::from([(told(text), Channel::Chat)]));
}

/// The creation of a ticket in a channel and with a subject that say the text.
fn odd_event(text: &str) -> TicketEvent {
    let tag = change(Field::Status, Value::Blank, Value::text(text));
    TicketEvent { via: format!("x{text}y").into(), changes: vec![tag], ..creation(1, 1, 0, 99, 1) }
}

//! Talk calls and what they come to.

use std::collections::BTreeMap;

use inflow_domain::{
    Call, CallFates, CallQueue, Figures, IntegrationId, Interval, QueueKey, Timestamp,
};

use super::StoreFactory;
use super::sample::{Dice, add, at, held, random_calls};
use crate::{QuarterCalls, QueueSummary, Store};

/// Every queue that a random call can be in.
const QUEUES: [Option<&str>; 4] = [None, Some("Sales"), Some("a\u{fffd}b"), Some("\u{c4}rger")];
const FIRST: Timestamp = Timestamp(i64::MIN);
const LAST: Timestamp = Timestamp(i64::MAX);

fn queue(value: Option<&str>) -> QueueKey {
    QueueKey::Calls(value.map_or(CallQueue::Ungrouped, |value| CallQueue::For(value.into())))
}

/// Whatever is saved, replaced or moved, queues and volumes are the sums of the calls that are kept, and
/// a queue that lost all of them is gone.
pub async fn sums_are_those_of_the_calls(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let (id, other) = (add(&store, "Support").await, add(&store, "Billing").await);
    let mut dice = Dice::new(7);
    let alike = random_calls(&mut dice, 60, 200);
    store.imports.save_calls(held(other), alike, at(0)).await.expect("saved calls");
    for (page, size) in [1, 300, 1, 0, 7, 300, 60, 2, 60, 60].into_iter().enumerate() {
        let calls = random_calls(&mut dice, 60, size);
        store.imports.save_calls(held(id), calls.clone(), at(0)).await.expect("saved calls");
        check(&store, id, &mut dice, page).await;
        store.imports.save_calls(held(id), calls, at(0)).await.expect("saved calls again");
        check(&store, id, &mut dice, page).await;
    }
    let newer = |call: Call| Call { updated_at: at(9_000_000), inbound: false, ..call };
    let outbound: Vec<Call> = random_calls(&mut dice, 60, 2000).into_iter().map(newer).collect();
    store.imports.save_calls(held(id), outbound.clone(), at(0)).await.expect("saved calls");
    assert_eq!(store.reports.queues(id).await.expect("queues"), [], "none is inbound");
    check(&store, id, &mut dice, 10).await;
    let inbound = |call: Call| Call { inbound: true, ..call };
    let inbound = outbound.into_iter().map(inbound).collect();
    store.imports.save_calls(held(id), inbound, at(0)).await.expect("saved calls");
    assert_eq!(store.reports.queues(id).await.expect("queues").len(), QUEUES.len());
    check(&store, id, &mut dice, 11).await;
    check(&store, other, &mut dice, 12).await;
}

async fn check(store: &Store, id: IntegrationId, dice: &mut Dice, page: usize) {
    let mut expected = Vec::new();
    for value in QUEUES {
        let key = queue(value);
        let calls = store.reports.calls(id, &key, FIRST, LAST).await.expect("calls");
        let mut sums: BTreeMap<Interval, Figures> = BTreeMap::new();
        for call in &calls {
            let figures = call.figures().expect("an inbound call");
            let interval = Interval::containing(call.created_at);
            sums.entry(interval).and_modify(|sums| sums.add(&figures)).or_insert(figures);
        }
        let from = at(dice.roll(3_000_000) - 1_000_000);
        let ranges = [(FIRST, LAST), (from, from.plus_seconds(dice.roll(900_000))), (LAST, FIRST)];
        for (from, to) in ranges {
            let within = sums.iter().filter(|(at, _)| (from..to).contains(&at.start()));
            let within: Vec<(Interval, Figures)> = within.map(|(at, sums)| (*at, *sums)).collect();
            let volumes = store.reports.volumes(id, &key, from, to).await.expect("volumes");
            assert_eq!(volumes, within, "{key:?} after page {page}, {from:?}..{to:?}");
            check_fates(store, id, &key, &calls, (from, to)).await;
        }
        let ends = sums.first_key_value().zip(sums.last_key_value());
        let Some(((first, _), (last, _))) = ends else { continue };
        let offered = sums.values().map(|sums| sums.offered).sum();
        expected.push(QueueSummary { key, offered, first: *first, last: *last });
    }
    expected.sort_by_cached_key(|queue| queue.key.id());
    assert_eq!(store.reports.queues(id).await.expect("queues"), expected, "after page {page}");
}

/// What became of a queue's calls is the sum of what became of each (rule 9.6), and nothing is told before the
/// first one that is told of, where one is not.
async fn check_fates(
    store: &Store,
    id: IntegrationId,
    key: &QueueKey,
    calls: &[Call],
    (from, to): (Timestamp, Timestamp),
) {
    let mut sums: BTreeMap<Interval, CallFates> = BTreeMap::new();
    let mut first_told = None;
    for call in calls {
        let interval = Interval::containing(call.created_at);
        let first = call.answering.map(|_| interval.start());
        first_told = first_told.or(first);
        sums.entry(interval).or_default().add(&call.fates().expect("an inbound call"));
    }
    let all_are_told = calls.iter().all(|call| call.answering.is_some());
    let told_from = if all_are_told { FIRST } else { first_told.unwrap_or(LAST) };
    let found = store.reports.call_fates(id, key, from, to).await.expect("fates");
    let found = found.expect("a Talk queue");
    assert_eq!(found.told_from, told_from, "{key:?}");
    let within = sums.into_iter().filter(|(at, _)| (from..to).contains(&at.start()));
    let within: Vec<QuarterCalls> =
        within.map(|(interval, fates)| QuarterCalls { interval, fates }).collect();
    assert_eq!(found.quarters, within, "{key:?}, {from:?}..{to:?}");
}

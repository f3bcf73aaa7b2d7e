//! Deliveries: what they remember, and that nothing is noted under a lost lease.

use futures::future::join;
use inflow_domain::IntegrationId;
use secrecy::ExposeSecret as _;

use super::StoreFactory;
use super::sample::{add, at, held, worker};
use crate::{
    DELIVERY_ENTRIES_KEPT, DeliveryEnd, DeliveryEntry, DeliveryOutcome, NewDelivery, Store,
    StoreError,
};

fn new(name: &str) -> NewDelivery {
    let settings = format!("what {name} asks for");
    NewDelivery { name: name.to_owned(), settings, created_at: at(1), next_at: None, secret: None }
}

fn end(seconds: i64, outcome: DeliveryOutcome) -> DeliveryEnd {
    let is_written = outcome == DeliveryOutcome::Written;
    let entry = DeliveryEntry {
        at: at(seconds),
        outcome,
        files: i64::from(is_written),
        rows: seconds,
        checksum: is_written.then(|| "abc".to_owned()),
        says: (outcome == DeliveryOutcome::Failed).then(|| "the folder is gone".to_owned()),
    };
    DeliveryEnd { entry, next_at: None, delivered: Vec::new() }
}

async fn names(store: &Store, id: IntegrationId) -> Vec<String> {
    let listed = store.deliveries.deliveries(id).await.expect("a list");
    listed.into_iter().map(|delivery| delivery.name).collect()
}

/// Deliveries have names of their own within an integration, rest, go on and are removed.
pub async fn deliveries_are_kept(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let (id, other) = (add(&store, "Support").await, add(&store, "Other").await);
    let port = &store.deliveries;
    for name in ["weekly", "daily"] {
        port.add_delivery(id, new(name)).await.expect("saved");
    }
    port.add_delivery(other, new("daily")).await.expect("saved");
    let taken = port.add_delivery(id, new("daily")).await;
    assert!(matches!(taken, Err(StoreError::DeliveryNameTaken { .. })), "{taken:?}");
    assert_eq!(names(&store, id).await, ["daily", "weekly"]);

    port.pause_delivery(id, "daily", Some(at(5))).await.expect("paused");
    let found = port.deliveries(id).await.expect("a list").swap_remove(0);
    assert_eq!(found.paused_since, Some(at(5)));
    assert_eq!((found.settings.as_str(), found.created_at), ("what daily asks for", at(1)));
    assert!(!found.is_due(at(9)));
    port.pause_delivery(id, "daily", None).await.expect("resumed");
    assert!(port.deliveries(id).await.expect("a list")[0].is_due(at(9)));

    port.remove_delivery(id, "daily").await.expect("removed");
    assert_eq!(names(&store, id).await, ["weekly"]);
    assert_eq!(names(&store, other).await, ["daily"]);
    for refused in [
        port.remove_delivery(id, "daily").await,
        port.pause_delivery(id, "daily", None).await,
        port.end_delivery(held(id), "daily", end(1, DeliveryOutcome::Written)).await,
    ] {
        assert!(matches!(refused, Err(StoreError::NoSuchDelivery { .. })), "{refused:?}");
    }
}

/// What was delivered is noted with the entry that says so, failures are counted until one goes well, and a
/// delivery that is removed leaves nothing behind.
pub async fn deliveries_remember_what_they_brought(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let port = &store.deliveries;
    port.add_delivery(id, new("daily")).await.expect("saved");
    let first = vec![("view-1-email".to_owned(), vec![1, 2]), ("view-2-chat".to_owned(), vec![3])];
    let written = DeliveryEnd { delivered: first, ..end(10, DeliveryOutcome::Written) };
    port.end_delivery(held(id), "daily", written).await.expect("noted");
    let second = vec![("view-1-email".to_owned(), vec![4])];
    let written = DeliveryEnd { delivered: second, ..end(20, DeliveryOutcome::Written) };
    port.end_delivery(held(id), "daily", written).await.expect("noted");
    let delivered = port.delivered(id, "daily").await.expect("what was delivered");
    let expected = [("view-1-email".to_owned(), vec![4]), ("view-2-chat".to_owned(), vec![3])];
    assert_eq!(delivered, expected.into());

    for (seconds, failures) in [(30, 1), (40, 2)] {
        let failed = DeliveryEnd { next_at: Some(at(99)), ..end(seconds, DeliveryOutcome::Failed) };
        port.end_delivery(held(id), "daily", failed).await.expect("noted");
        let found = port.deliveries(id).await.expect("a list").swap_remove(0);
        assert_eq!((found.failures, found.next_at), (failures, Some(at(99))));
        assert_eq!(found.last_at, Some(at(seconds)));
        assert!(!found.is_due(at(98)) && found.is_due(at(99)));
    }
    let log = port.delivery_log(id, "daily", 3).await.expect("a log");
    let failed = |seconds| end(seconds, DeliveryOutcome::Failed).entry;
    assert_eq!(log, [failed(40), failed(30), end(20, DeliveryOutcome::Written).entry]);
    port.end_delivery(held(id), "daily", end(50, DeliveryOutcome::Unchanged)).await.expect("noted");
    let found = port.deliveries(id).await.expect("a list").swap_remove(0);
    assert_eq!((found.failures, found.next_at), (0, None));

    store.leases.release(held(id)).await.expect("released");
    store.leases.take(id, &worker("another")).await.expect("a lease");
    let lost = port.end_delivery(held(id), "daily", end(60, DeliveryOutcome::Written)).await;
    assert!(matches!(lost, Err(StoreError::LeaseLost)), "{lost:?}");
    assert_eq!(port.delivery_log(id, "daily", 9).await.expect("a log").len(), 5);

    port.remove_delivery(id, "daily").await.expect("removed");
    port.add_delivery(id, new("daily")).await.expect("saved again");
    assert_eq!(port.delivered(id, "daily").await.expect("nothing"), [].into());
    assert_eq!(port.delivery_log(id, "daily", 9).await.expect("a log"), []);
}

/// What a destination is entered with is kept for its delivery alone, survives another key, and goes with the
/// delivery or the integration.
pub async fn secrets_of_deliveries_are_kept(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let port = &store.deliveries;
    let with = |name: &str, secret: &str| NewDelivery { secret: Some(secret.into()), ..new(name) };
    port.add_delivery(id, with("daily", "a first secret")).await.expect("saved");
    port.add_delivery(id, with("weekly", "a second secret")).await.expect("saved");
    port.add_delivery(id, new("folder")).await.expect("saved");
    let secret = async |name: &str| {
        let secret = port.delivery_secret(id, name).await.expect("read");
        secret.map(|secret| secret.expose_secret().to_owned())
    };
    assert_eq!(secret("daily").await.as_deref(), Some("a first secret"));
    assert_eq!(secret("folder").await, None);
    // The integration's own and two more.
    assert_eq!(store.upkeep.check_secrets().await.expect("opened"), 3);
    assert_eq!(store.upkeep.rotate_key().await.expect("another key"), 3);
    assert_eq!(secret("daily").await.as_deref(), Some("a first secret"));
    assert_eq!(secret("weekly").await.as_deref(), Some("a second secret"));
    port.remove_delivery(id, "daily").await.expect("removed");
    port.add_delivery(id, new("daily")).await.expect("saved again");
    assert_eq!(secret("daily").await, None);
    store.lives.delete(id, at(9)).await.expect("deleted");
    assert_eq!(secret("weekly").await, None);
}

/// A log does not grow for ever.
pub async fn a_delivery_log_keeps_its_newest(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    store.deliveries.add_delivery(id, new("daily")).await.expect("saved");
    for seconds in 1..=DELIVERY_ENTRIES_KEPT + 3 {
        let unchanged = end(seconds, DeliveryOutcome::Unchanged);
        store.deliveries.end_delivery(held(id), "daily", unchanged).await.expect("noted");
    }
    let log = store.deliveries.delivery_log(id, "daily", 5000).await.expect("a log");
    assert_eq!(log.len(), usize::try_from(DELIVERY_ENTRIES_KEPT).expect("a number"));
    assert_eq!(log.last().expect("an entry").at, at(4));
}

/// A queue's number stays, and no other queue of any integration has it.
pub async fn numbers_of_queues_stay(factory: &impl StoreFactory) {
    let [store, beside] = factory.stores(2).await.try_into().unwrap_or_else(|_| panic!("two"));
    let (id, other) = (add(&store, "Support").await, add(&store, "Other").await);
    let numbers = |store: &Store, id, queues: &[&str]| {
        let queues = queues.iter().map(|&queue| queue.to_owned()).collect();
        let deliveries = store.deliveries.clone();
        async move { deliveries.queue_numbers(id, queues).await.expect("numbers") }
    };
    let first = numbers(&store, id, &["view-1-email", "calls-ungrouped"]).await;
    assert!(first[0] > 0 && first[1] > 0 && first[0] != first[1], "{first:?}");
    let (here, there) = join(
        numbers(&store, id, &["view-2-chat", "calls-ungrouped"]),
        numbers(&beside, other, &["calls-ungrouped"]),
    )
    .await;
    assert_eq!(here[1], first[1]);
    let mut all = vec![first[0], first[1], here[0], there[0]];
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 4, "{first:?} {here:?} {there:?}");
    assert_eq!(numbers(&store, id, &["view-1-email"]).await, first[..1]);
}

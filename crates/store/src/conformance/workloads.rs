//! Workloads: kept by integration, and sums of Talk queues.

use std::collections::{BTreeMap, BTreeSet};

use inflow_domain::{
    CallQueue, Channel, Figures, IntegrationId, Interval, Members, QueueKey, Timestamp, ViewId,
    Workload, WorkloadId,
};

use super::StoreFactory;
use super::sample::{Dice, add, at, held, random_calls};
use crate::{QueueSummary, Store, StoreError};

fn of_views(views: &[i64]) -> Members {
    let views = views.iter().copied().map(ViewId).collect();
    Members::Views { channel: Channel::Email, views }
}

async fn names(store: &Store, id: IntegrationId) -> Vec<(i64, String)> {
    let workloads = store.workloads.workloads(id).await.expect("workloads");
    workloads.into_iter().map(|workload| (workload.id.0, workload.name)).collect()
}

/// Workloads come back as they were made; a name is unique within an integration, and no id is given twice.
pub async fn workloads_belong_to_an_integration(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let (id, other) = (add(&store, "Support").await, add(&store, "Sales").await);
    let add = async |id, name: &str, members| {
        store.workloads.add_workload(id, name, members, at(7)).await
    };
    let views = add(id, "E-mail", of_views(&[25, i64::MAX, 7])).await.expect("made");
    let queues: BTreeSet<CallQueue> =
        [CallQueue::Ungrouped, CallQueue::For("+49123".into()), CallQueue::For("".into())].into();
    let calls = add(id, "Phones", Members::Calls(queues)).await.expect("made");
    assert_eq!(store.workloads.workloads(id).await.expect("both"), [views.clone(), calls.clone()]);
    assert_eq!(store.counts.inputs(id).await.expect("inputs").workloads, [views.clone(), calls]);
    assert_eq!(views.key(), QueueKey::Workload { workload: views.id, channel: Channel::Email });

    let taken = add(id, "E-mail", of_views(&[1])).await;
    assert!(matches!(taken, Err(StoreError::WorkloadNameTaken { name }) if name == "E-mail"));
    let renamed = store.workloads.rename_workload(id, WorkloadId(2), "E-mail").await;
    assert!(matches!(renamed, Err(StoreError::WorkloadNameTaken { .. })), "{renamed:?}");
    add(other, "E-mail", of_views(&[1])).await.expect("another integration's");

    store.workloads.rename_workload(id, WorkloadId(2), "Telephone").await.expect("renamed");
    store.workloads.remove_workload(id, WorkloadId(2)).await.expect("removed");
    let gone = store.workloads.remove_workload(id, WorkloadId(2)).await;
    assert!(matches!(gone, Err(StoreError::NoSuchWorkload)), "{gone:?}");
    let gone = store.workloads.rename_workload(id, WorkloadId(2), "Phones").await;
    assert!(matches!(gone, Err(StoreError::NoSuchWorkload)), "{gone:?}");
    let Workload { id: next, made_at, .. } = add(id, "Phones", of_views(&[1])).await.expect("made");
    assert_eq!((next, made_at), (WorkloadId(3), Timestamp(at(7).0)));
    let expected = [(1, "E-mail".to_owned()), (3, "Phones".to_owned())];
    assert_eq!(names(&store, id).await, expected);
    assert_eq!(names(&store, other).await, [(1, "E-mail".to_owned())]);
}

/// A workload of Talk queues is their sum, and has the calls of all (rule 10.3).
pub async fn a_workload_of_calls_is_their_sum(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let calls = random_calls(&mut Dice::new(9), 60, 300);
    store.imports.save_calls(held(id), calls, at(0)).await.expect("saved calls");
    let (sales, ungrouped) = (CallQueue::For("Sales".into()), CallQueue::Ungrouped);
    let members = Members::Calls([sales.clone(), ungrouped.clone()].into());
    let workload = store.workloads.add_workload(id, "Phones", members, at(0)).await.expect("made");
    let (key, first, last) = (workload.key(), Timestamp(i64::MIN), Timestamp(i64::MAX));
    let mut sums: BTreeMap<Interval, Figures> = BTreeMap::new();
    let (mut offered, mut ids) = (0, Vec::new());
    for queue in [sales, ungrouped] {
        let queue = QueueKey::Calls(queue);
        for (interval, figures) in
            store.reports.volumes(id, &queue, first, last).await.expect("volumes")
        {
            sums.entry(interval).and_modify(|sum| sum.add(&figures)).or_insert(figures);
        }
        let calls = store.reports.calls(id, &queue, first, last).await.expect("calls");
        ids.extend(calls.into_iter().map(|call| (call.created_at, call.id)));
        offered +=
            store.reports.queue(id, &queue).await.expect("read").expect("it").summary.offered;
    }
    let found = store.reports.volumes(id, &key, first, last).await.expect("volumes");
    assert_eq!(found, sums.clone().into_iter().collect::<Vec<_>>());
    ids.sort_unstable();
    let calls = store.reports.calls(id, &key, first, last).await.expect("calls");
    assert_eq!(calls.iter().map(|call| (call.created_at, call.id)).collect::<Vec<_>>(), ids);
    let record = store.reports.queue(id, &key).await.expect("read").expect("it has calls");
    let ends = sums.first_key_value().zip(sums.last_key_value());
    let ((first, _), (last, _)) = ends.expect("some calls");
    let summary = QueueSummary { key, offered, first: *first, last: *last };
    assert_eq!(record.summary, summary);
    assert!(
        store.reports.queues(id).await.expect("queues").iter().all(|one| one.key != summary.key)
    );
}

//! Several processes on one database: nothing of what one does is lost to another.

use futures::future::{join, join_all};
use inflow_domain::IntegrationId;

use super::StoreFactory;
use super::sample::{
    add, at, call, count_changes, creation, held, new_integration, reply, save_events,
};
use crate::{Store, StoreError};

/// Of those that take a name at the same moment one gets it, and the others are told.
pub async fn one_of_several_gets_a_name(factory: &impl StoreFactory) {
    let stores = factory.stores(3).await;
    let other = add(&stores[0], "Other").await;
    let mut added_in_all = 0;
    for number in 0..4 {
        let name = format!("Support {number}");
        let adding = stores.iter().map(|store| store.integrations.add(new_integration(&name)));
        let (added, renamed) =
            join(join_all(adding), stores[0].integrations.rename(other, &name)).await;
        let renamed_to = usize::from(renamed.is_ok());
        let mut added_to = 0;
        for added in added {
            match added {
                Ok(_) => added_to += 1,
                Err(StoreError::NameTaken { name: taken }) => assert_eq!(taken, name),
                Err(error) => panic!("{error:?}"),
            }
        }
        assert_eq!(renamed_to + added_to, 1);
        added_in_all += added_to;
    }
    let list = stores[1].integrations.list("default").await.expect("a list");
    assert_eq!(list.len(), 1 + added_in_all);
}

/// Integrations that are imported and counted at the same time come to what each comes to alone.
pub async fn integrations_are_counted_beside_each_other(factory: &impl StoreFactory) {
    let stores = factory.stores(3).await;
    let mut ids = Vec::new();
    for store in &stores {
        ids.push(add(store, &format!("Support {}", ids.len())).await);
    }
    let importing = stores.iter().zip(&ids).map(|(store, id)| import(store, *id));
    join_all(importing).await;
    for (store, id) in stores.iter().rev().zip(ids) {
        let quality = store.reports.quality(id).await.expect("quality");
        assert_eq!((quality.ticket_events, quality.contacts), (1200, 1200));
        let queues = store.reports.queues(id).await.expect("queues");
        let offered: i64 = queues.iter().map(|queue| queue.offered).sum();
        assert_eq!(offered, 1200);
    }
}

async fn import(store: &Store, id: IntegrationId) {
    for page in 0..4 {
        let created = (0..150).map(|number| creation(page * 150 + number, number, number, 99, 1));
        save_events(store, id, created.collect()).await;
        let answered = (0..150).map(|number| reply(page * 150 + number, 1000, number, 99));
        save_events(store, id, answered.collect()).await;
        count_changes(store, id).await;
    }
}

/// A purge takes what was saved before it, and what would be saved after it finds no integration.
pub async fn rows_are_saved_while_an_integration_is_purged(factory: &impl StoreFactory) {
    let stores = factory.stores(2).await;
    let (id, next) = (add(&stores[0], "Support").await, add(&stores[0], "Next").await);
    let saving = async {
        loop {
            let events = (0..300).map(|number| creation(number, number, 0, 99, 1)).collect();
            match stores[0].imports.save_ticket_events(held(id), events, at(0)).await {
                Ok(()) => {}
                Err(StoreError::NoSuchIntegration | StoreError::LeaseLost) => break,
                Err(error) => panic!("{error:?}"),
            }
        }
    };
    let purging = async { stores[1].lives.purge(id).await.expect("a purge") };
    join(saving, purging).await;
    assert_eq!(stores[1].reports.quality(id).await.expect("quality").ticket_events, 0);
    let calls = vec![call(1, 0, None)];
    let saved = stores[1].imports.save_calls(held(next), calls, at(0)).await;
    saved.expect("another integration's calls");
}

/// While the key is changed, secrets are saved and read; afterwards all can be read.
pub async fn the_key_is_changed_beside_its_users(factory: &impl StoreFactory) {
    let stores = factory.stores(2).await;
    let first = add(&stores[0], "First").await;
    let rotating = async {
        for _ in 0..3 {
            assert!(stores[0].upkeep.rotate_key().await.expect("another key") > 0);
        }
    };
    let using = async {
        let mut ids = vec![first];
        for number in 0..12 {
            ids.push(add(&stores[1], &format!("Support {number}")).await);
            let credentials = new_integration("").credentials;
            let saved = stores[1].integrations.set_credentials(first, credentials).await;
            saved.expect("other credentials");
            stores[1].integrations.credentials(first).await.expect("credentials");
        }
        ids
    };
    let ((), ids) = join(rotating, using).await;
    for id in ids {
        stores[0].integrations.credentials(id).await.expect("credentials");
    }
    assert_eq!(stores[1].upkeep.check_secrets().await.expect("a look"), 13);
}

//! The life of an integration.

use secrecy::{ExposeSecret as _, SecretString};

use super::StoreFactory;
use super::sample::{add, at, count_changes, creation, discovery, held, reply, save_events, view};
use crate::{Coverage, Credentials, Life, RunEnd, Store, StoreError, TicketBookmark};

async fn life(store: &Store, name: &str) -> Life {
    let found = store.integrations.find("default", name).await.expect("a look");
    found.expect("the integration").life
}

/// A paused one is paused since it first was, keeps what is read for it, and goes on when resumed.
pub async fn a_paused_one_is_resumed(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    add(&store, "Billing").await;
    store.lives.pause(id, at(5)).await.expect("a pause");
    store.lives.pause(id, at(9)).await.expect("a pause of what is paused");
    assert_eq!(life(&store, "Support").await, Life::Paused { since: at(5) });
    assert_eq!(life(&store, "Billing").await, Life::Active);
    store
        .imports
        .save_ticket_events(held(id), vec![creation(1, 1, 0, 99, 1)], at(60))
        .await
        .expect("kept");
    store.lives.resume(id).await.expect("resumed");
    store.lives.resume(id).await.expect("resumed, what is not paused");
    assert_eq!(life(&store, "Support").await, Life::Active);
    let bookmarks = store.imports.bookmarks(id).await.expect("bookmarks");
    assert_eq!(bookmarks.ticket_events, Some(at(60)));
}

/// A deleted one has no credentials, takes nothing that is read, and can be read as before.
pub async fn a_deleted_one_takes_nothing_and_can_be_read(factory: &impl StoreFactory) {
    fn refused<T: std::fmt::Debug>(result: Result<T, StoreError>) {
        let error = result.expect_err("a refusal");
        assert!(matches!(error, StoreError::Deleted), "{error:?}");
    }
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let discovered = discovery(0, &[7], vec![view(1, "Open")]);
    store.imports.save_discovery(held(id), discovered.clone()).await.expect("a discovery");
    save_events(&store, id, vec![creation(1, 1, 0, 99, 1), reply(1, 2, 60, 99)]).await;
    count_changes(&store, id).await;
    let (queues, quality) = (store.reports.queues(id).await, store.reports.quality(id).await);
    let run = store.runs.begin(held(id), at(1), Some(at(50))).await.expect("a run");
    store.lives.pause(id, at(5)).await.expect("a pause");
    store.lives.delete(id, at(6)).await.expect("a deletion");

    assert_eq!(life(&store, "Support").await, Life::Deleted { at: at(6) });
    let found = store.integrations.by_id(id).await.expect("a look").expect("the integration");
    assert_eq!((&*found.credential_kind, &*found.credential_identity), ("erased", ""));
    refused(store.integrations.credentials(id).await);
    let coverage =
        Coverage { from: at(0), until: at(1), calls_until: None, provisional_from: None };
    refused(store.imports.save_discovery(held(id), discovered).await);
    refused(store.imports.save_tickets(held(id), vec![], TicketBookmark::default()).await);
    refused(
        store.imports.save_ticket_events(held(id), vec![creation(2, 3, 0, 99, 1)], at(0)).await,
    );
    refused(store.imports.save_calls(held(id), vec![], at(0)).await);
    refused(store.imports.finish(held(id), coverage, Some(at(1))).await);
    refused(store.repairs.save_audits(held(id), inflow_domain::TicketId(1), vec![]).await);
    refused(store.repairs.save_failure(held(id), inflow_domain::TicketId(1), "no").await);
    refused(store.runs.begin(held(id), at(1), None).await);
    let end = store.runs.end(held(id), run, at(2), RunEnd::Stopped, Some(at(60))).await;
    end.expect("an end without a next run");
    refused(store.runs.hurry(id, at(1)).await);
    refused(store.lives.pause(id, at(1)).await);
    refused(store.lives.resume(id).await);
    refused(store.lives.delete(id, at(1)).await);

    let queues_now = store.reports.queues(id).await.expect("queues");
    assert!(!queues_now.is_empty());
    assert_eq!(queues_now, queues.expect("queues"));
    let quality_now = store.reports.quality(id).await.expect("quality");
    assert_eq!(quality_now, quality.expect("quality"));
    assert_eq!(store.runs.latest(id).await.expect("a run").next_at, None);
}

/// A deleted one that is taken up again has its history, its bookmarks and other credentials.
pub async fn a_deleted_one_is_taken_up_again(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let credentials = Credentials::OAuthClient {
        client_id: "inflow".to_owned(),
        client_secret: SecretString::from("a new secret"),
    };
    let refused = store.lives.take_up(id, credentials.clone(), None).await;
    assert!(matches!(refused, Err(StoreError::NotDeleted)), "{refused:?}");
    save_events(&store, id, vec![creation(1, 1, 0, 99, 1)]).await;
    let bookmarks = store.imports.bookmarks(id).await.expect("bookmarks");
    store.lives.delete(id, at(6)).await.expect("a deletion");
    let address = Some("http://127.0.0.1:9".to_owned());
    store.lives.take_up(id, credentials, address.clone()).await.expect("taken up again");

    let found = store.integrations.find("default", "Support").await.expect("a look");
    let found = found.expect("the integration");
    assert_eq!((found.id, found.life, found.base_url), (id, Life::Active, address));
    assert_eq!(store.imports.bookmarks(id).await.expect("bookmarks"), bookmarks);
    match store.integrations.credentials(id).await.expect("credentials") {
        Credentials::OAuthClient { client_secret, .. } => {
            assert_eq!(client_secret.expose_secret(), "a new secret");
        }
        other @ Credentials::ApiToken { .. } => panic!("{other:?}"),
    }
    save_events(&store, id, vec![creation(2, 2, 0, 99, 1)]).await;
    assert_eq!(store.reports.quality(id).await.expect("quality").ticket_events, 2);
}

/// Of a purged one nothing is left, and of others everything.
pub async fn a_purged_one_is_gone(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let (id, other) = (add(&store, "Support").await, add(&store, "Billing").await);
    for id in [id, other] {
        let discovered = discovery(0, &[7], vec![view(1, "Open")]);
        store.imports.save_discovery(held(id), discovered).await.expect("a discovery");
        save_events(&store, id, vec![creation(1, 1, 0, 99, 1)]).await;
        count_changes(&store, id).await;
        store.runs.begin(held(id), at(1), None).await.expect("a run");
    }
    let kept = store.reports.quality(other).await.expect("quality");
    store.lives.purge(id).await.expect("a purge");
    assert_eq!(store.integrations.by_id(id).await.expect("a look"), None);
    assert_eq!(store.reports.quality(id).await.expect("quality").ticket_events, 0);
    assert_eq!(store.runs.latest(id).await.expect("a run").number, 0);
    assert_eq!(store.reports.quality(other).await.expect("quality"), kept);
    assert_eq!(store.reports.queues(other).await.expect("queues").len(), 1);
    let again = add(&store, "Support").await;
    assert_ne!(again, id, "an id is never given twice");
}

//! Connected accounts.

use std::fmt::Debug;
use std::sync::Arc;

use inflow_domain::{Grouping, IntegrationId};
use secrecy::{ExposeSecret as _, SecretString};

use super::StoreFactory;
use super::sample::{SampleCounter, add, at, counted_with, discovery, held, new_integration};
use crate::{
    CountScope, Coverage, Credentials, Integration, Life, NewIntegration, StoreError,
    TicketBookmark,
};

/// A name is free once per account, also when another integration is renamed.
pub async fn names_are_unique_within_an_account(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let first = add(&store, "Support").await;
    let second = add(&store, "Billing").await;
    let elsewhere = NewIntegration { account: "other".to_owned(), ..new_integration("Support") };
    store.integrations.add(elsewhere).await.expect("another account's name");
    let taken = store.integrations.add(new_integration("Support")).await;
    assert!(matches!(taken, Err(StoreError::NameTaken { name }) if name == "Support"));
    let taken = store.integrations.rename(second, "Support").await;
    assert!(matches!(taken, Err(StoreError::NameTaken { name }) if name == "Support"));
    store.integrations.rename(first, "Support").await.expect("its own name");
    store.integrations.rename(first, "Aftersales").await.expect("a free name");
    let names = store.integrations.list("default").await.expect("a list");
    let names: Vec<&str> = names.iter().map(|integration| integration.name.as_str()).collect();
    assert_eq!(names, ["Aftersales", "Billing"]);
    assert!(store.integrations.find("default", "Support").await.expect("a look").is_none());
}

/// Both kinds of credentials come back as they were saved, and only when asked for.
pub async fn credentials_come_back(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let token = add(&store, "Token").await;
    let credentials = Credentials::OAuthClient {
        client_id: "inflow".to_owned(),
        client_secret: SecretString::from("another \u{fc} secret"),
    };
    let client = NewIntegration { credentials, ..new_integration("Client") };
    let client = store.integrations.add(client).await.expect("an integration");
    assert_eq!(
        (&*client.credential_kind, &*client.credential_identity),
        ("oauth-client", "inflow")
    );
    match store.integrations.credentials(token).await.expect("credentials") {
        Credentials::ApiToken { username, token } => {
            assert_eq!((&*username, token.expose_secret()), ("admin@acme.example", "a token"));
        }
        other @ Credentials::OAuthClient { .. } => panic!("{other:?}"),
    }
    match store.integrations.credentials(client.id).await.expect("credentials") {
        Credentials::OAuthClient { client_id, client_secret } => {
            assert_eq!(
                (&*client_id, client_secret.expose_secret()),
                ("inflow", "another \u{fc} secret")
            );
        }
        other @ Credentials::ApiToken { .. } => panic!("{other:?}"),
    }
}

/// Other credentials take the place of the present ones, of either kind, and nothing else changes.
pub async fn credentials_are_replaced(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let (id, other) = (add(&store, "Support").await, add(&store, "Billing").await);
    let coverage =
        Coverage { from: at(0), until: at(1), calls_until: None, provisional_from: None };
    store.imports.finish(held(id), coverage, Some(at(1))).await.expect("an import");
    let before = store.integrations.find("default", "Support").await.expect("a look");
    let client = Credentials::OAuthClient {
        client_id: "inflow".to_owned(),
        client_secret: SecretString::from("a new secret"),
    };
    store.integrations.set_credentials(id, client).await.expect("other credentials");
    let after = store.integrations.find("default", "Support").await.expect("a look");
    let expected = before.map(|before| Integration {
        credential_kind: "oauth-client".to_owned(),
        credential_identity: "inflow".to_owned(),
        ..before
    });
    assert_eq!(after, expected);
    match store.integrations.credentials(id).await.expect("credentials") {
        Credentials::OAuthClient { client_secret, .. } => {
            assert_eq!(client_secret.expose_secret(), "a new secret");
        }
        other @ Credentials::ApiToken { .. } => panic!("{other:?}"),
    }
    let others = store.integrations.credentials(other).await.expect("credentials");
    assert!(matches!(others, Credentials::ApiToken { .. }), "{others:?}");
}

/// What is saved is what is found and listed.
pub async fn what_is_saved_is_found(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let new = NewIntegration {
        base_url: Some("http://127.0.0.1:9".to_owned()),
        grouping: Grouping::PhoneNumber,
        ..new_integration("Support")
    };
    let added = store.integrations.add(new.clone()).await.expect("an integration");
    let expected = Integration {
        id: added.id,
        account: new.account,
        name: new.name,
        domain: new.domain,
        base_url: new.base_url,
        grouping: new.grouping,
        since: new.since,
        created_at: new.created_at,
        life: Life::Active,
        credential_kind: "api-token".to_owned(),
        credential_identity: "admin@acme.example".to_owned(),
        coverage: None,
        last_success: None,
        history_complete_at: None,
    };
    assert_eq!(added, expected);
    let found = store.integrations.find("default", "Support").await.expect("a look");
    assert_eq!(found.as_ref(), Some(&expected));
    let found = store.integrations.by_id(added.id).await.expect("a look");
    assert_eq!(found.as_ref(), Some(&expected));
    assert_eq!(store.integrations.list("default").await.expect("a list"), [expected]);
    assert_eq!(store.integrations.list("other").await.expect("a list"), []);
}

/// Nothing is kept for an integration that is not there.
pub async fn unknown_integrations_are_refused(factory: &impl StoreFactory) {
    fn refused<T: Debug>(result: Result<T, StoreError>) {
        let error = result.expect_err("a refusal");
        assert!(matches!(error, StoreError::NoSuchIntegration), "{error:?}");
    }
    let store = factory.store().await;
    let id = IntegrationId(404);
    refused(store.integrations.rename(id, "Support").await);
    refused(store.integrations.credentials(id).await);
    let credentials = new_integration("Support").credentials;
    refused(store.integrations.set_credentials(id, credentials).await);
    refused(store.lives.pause(id, at(0)).await);
    refused(store.lives.resume(id).await);
    refused(store.lives.delete(id, at(0)).await);
    refused(store.lives.purge(id).await);
    refused(store.runs.begin(held(id), at(0), None).await);
    refused(store.imports.bookmarks(id).await);
    refused(store.imports.save_discovery(held(id), discovery(0, &[], vec![])).await);
    refused(store.imports.save_tickets(held(id), vec![], TicketBookmark::default()).await);
    refused(store.imports.save_ticket_events(held(id), vec![], at(0)).await);
    refused(store.imports.save_calls(held(id), vec![], at(0)).await);
    let coverage =
        Coverage { from: at(0), until: at(1), calls_until: None, provisional_from: None };
    refused(store.imports.finish(held(id), coverage, Some(at(1))).await);
    refused(store.counts.inputs(id).await);
    let (counter, with) = (Arc::new(SampleCounter::default()), counted_with());
    refused(
        store.counts.count(held(id), CountScope::All, counter, with, Arc::new(|_, _| {})).await,
    );
}

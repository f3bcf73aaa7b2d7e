//! Those who ask much beside those who ask little: nobody holds up somebody else.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use inflow_domain::{Grouping, Timestamp};
use inflow_store::{Credentials, NewIntegration, Role};
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::queues::Shown;
use crate::support::{Answer, Asker};

const VIEW: &str = r#"{"title": "Open", "conditions": {"all": [
    {"field": "status", "operator": "less_than", "value": "solved"}], "any": []}}"#;

async fn try_view(shown: &Shown, key: &Asker) -> Answer {
    let path = format!("/api/v1/integrations/{}/view-trials", shown.integration.id);
    let request = key.request(Method::POST, &path).header(header::CONTENT_TYPE, "application/json");
    shown.place.send(request, Body::from(VIEW)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hundreds_of_slow_downloads_hold_up_nobody_else() {
    let shown = Arc::new(Shown::new().await);
    shown.place.user("default", "ann", Role::Administrator).await;
    let queue = shown.queue(false).clone();
    let path = shown.of_queue(&queue, "/download/json?range=all&interval=15m");
    let mut downloads = Vec::new();
    for _ in 0..600 {
        let (shown, path) = (shown.clone(), path.clone());
        downloads.push(tokio::spawn(async move { shown.place.begin(&shown.asker, &path).await }));
    }
    // As many as may begin do, and nobody reads them.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let page = shown.of_queue(&queue, "");
    let meanwhile = async {
        shown.place.signed_in("ann").await;
        assert_eq!(shown.get(&page).await.status, StatusCode::OK);
        let small = format!("/api/v1/integrations/{}/volumes?from=2026-08-01&to=2026-08-02", 1);
        assert_eq!(shown.get(&small).await.status, StatusCode::OK);
    };
    timeout(Duration::from_secs(15), meanwhile).await.expect("it waits for no download");
    let begun = downloads.iter().filter(|download| download.is_finished()).count();
    assert!(begun < 100, "{begun} were begun at once");
    downloads.iter().for_each(tokio::task::JoinHandle::abort);
    drop(downloads);
    let again = timeout(Duration::from_secs(10), shown.get(&path)).await.expect("in time");
    assert_eq!(again.status, StatusCode::OK, "everything is as before");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_preview_that_waits_for_zendesk_holds_no_right_to_walk() {
    let shown = Arc::new(Shown::new().await);
    let key = shown.place.program("default", "setup", Role::Administrator).await;
    // Somebody who takes connections and never answers.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            open.push(stream);
        }
    });
    let silent = shown.place.context.store.integrations.add(NewIntegration {
        account: "default".to_owned(),
        name: "silent".to_owned(),
        domain: "silent.zendesk.com".to_owned(),
        base_url: Some(format!("http://{address}")),
        grouping: Grouping::Ivr,
        since: Timestamp::parse("2024-09-01").expect("a day"),
        created_at: shown.place.context.clock.now(),
        credentials: Credentials::ApiToken { username: "x".to_owned(), token: "x".into() },
    });
    let silent = silent.await.expect("an integration");
    let path = format!("/api/v1/integrations/{}/preview?count=true", silent.id);
    let previews: Vec<_> = (0..6)
        .map(|_| {
            let (shown, key, path) = (shown.clone(), key.clone(), path.clone());
            tokio::spawn(async move { shown.place.get(&key, &path).await.status })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(previews.iter().all(|preview| !preview.is_finished()), "they wait");
    let told = timeout(Duration::from_secs(10), try_view(&shown, &key)).await.expect("in time");
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    previews.iter().for_each(tokio::task::JoinHandle::abort);
}

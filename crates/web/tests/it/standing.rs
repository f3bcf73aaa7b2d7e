//! How an integration is doing, in the reader's words: what goes on, how long it takes, what failed.

use axum::body::Body;
use axum::http::Method;
use inflow_app::accounts::trouble::Trouble;
use inflow_app::import::progress::Stage;
use inflow_store::{Role, RunEnd, RunFailure, RunProgress};

use crate::support::{Asker, Place};

async fn page(place: &Place, asker: &Asker, language: &str, path: &str) -> String {
    let request = asker.request(Method::GET, path).header("accept-language", language);
    place.send(request, Body::empty()).await.body
}

#[tokio::test]
async fn an_import_tells_how_far_it_is_and_how_long_it_takes() {
    let place = Place::new().await;
    let asker = place.browser("default", "vera", Role::Viewer).await;
    let integration = place.integration("default", "acme").await;
    let store = &place.context.store;
    let _claim = store.imports.claim().await.expect("the right to import");
    let lease = store.leases.take(integration.id, &place.context.worker).await.expect("a lease");
    let now = place.context.clock.now();
    let run = store.runs.begin(lease, now, None).await.expect("a run");
    let progress = RunProgress {
        stage: Stage::TicketEvents.as_str().to_owned(),
        done: 12_500,
        of: Some(50_000),
        seconds_left: Some(5_460),
    };
    store.runs.advance(lease, run, progress).await.expect("progress");
    let key = place.program("default", "planning", Role::Viewer).await;
    let told = place.get(&key, "/api/v1/integrations/1").await;
    let told: serde_json::Value = serde_json::from_str(&told.body).expect("JSON");
    assert_eq!(told["stage_of"], 50_000, "{told}");
    assert_eq!(told["stage_seconds_left"], 5_460, "{told}");
    for (language, words) in [
        ("en", ["Reading ticket events", "12,500 so far", "about 1 h 31 min left"]),
        ("nl", ["Ticketgebeurtenissen lezen", "12.500 tot nu toe", "nog ongeveer 1 u 31 min"]),
        ("de", ["Ticketereignisse werden gelesen", "12.500 bisher", "noch etwa 1 Std. 31 Min."]),
        ("fr", ["Lecture des événements", "12\u{202f}500", "encore 1 h 31 min environ"]),
    ] {
        for path in ["/", "/integrations/1"] {
            let page = page(&place, &asker, language, path).await;
            assert!(page.contains("<progress max=\"100\" value=\"25\""), "{page}");
            for words in words {
                assert!(page.contains(words), "{language} {path}: {words} in {page}");
            }
        }
    }
}

#[tokio::test]
async fn a_failure_is_told_in_the_readers_language() {
    let place = Place::new().await;
    let asker = place.browser("default", "vera", Role::Viewer).await;
    let integration = place.integration("default", "acme").await;
    let store = &place.context.store;
    let lease = store.leases.take(integration.id, &place.context.worker).await.expect("a lease");
    let fail = async |trouble: Option<Trouble>, reason: &str| {
        let now = place.context.clock.now();
        let run = store.runs.begin(lease, now, None).await.expect("a run");
        let end = RunEnd::Badly(RunFailure {
            reason: reason.to_owned(),
            advice: Some("look <there>".to_owned()),
            needs_attention: true,
            trouble: trouble.map(|trouble| trouble.as_str().to_owned()),
            named: Some("old.zendesk.com".to_owned()),
        });
        store.runs.end(lease, run, now, end, None).await.expect("an end");
    };
    fail(Some(Trouble::NoSuchAccount), "it answered <404>").await;
    for (language, words) in [
        ("en", "There is no Zendesk account at old.zendesk.com."),
        ("nl", "Er is geen Zendesk-account op old.zendesk.com."),
        ("de", "Unter old.zendesk.com gibt es kein Zendesk-Konto."),
        ("fr", "old.zendesk.com"),
    ] {
        let page = page(&place, &asker, language, "/integrations/1").await;
        assert!(page.contains(words), "{language}: {page}");
        assert!(page.contains("lang=\"en\">it answered &#60;404&#62;"), "the log's words");
        assert!(!page.contains("look "), "advice in one language only");
    }
    let key = place.program("default", "planning", Role::Viewer).await;
    let told = place.get(&key, "/api/v1/integrations/1").await;
    let told: serde_json::Value = serde_json::from_str(&told.body).expect("JSON");
    assert_eq!(told["failure_trouble"], "no-such-account", "{told}");
    assert_eq!(told["failure_needs_attention"], true, "{told}");
    // What is of no known kind is told as it was written down.
    fail(None, "the key does not fit").await;
    let page = page(&place, &asker, "de", "/").await;
    assert!(page.contains("the key does not fit") && page.contains("look &#60;there&#62;"));
}

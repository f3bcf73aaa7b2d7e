//! Every kind of page that links lead to.

use std::collections::BTreeMap;

use url::Url;

use crate::browser::{Browser, Reader, with_browser};
use crate::gallery::Gallery;
use crate::program::{Place, Zendesk};
use crate::whole_way::PASSWORD;

/// Kinds of pages that are looked at, among others: a crawl that misses one is broken.
const SOME: [&str; 17] = [
    "access-keys",
    "access-log",
    "access-password",
    "access-users",
    "api-reference",
    "integrations-add-zendesk",
    "integrations-n-delete",
    "integrations-n-deliveries",
    "integrations-n-deliveries-new",
    "integrations-n-export",
    "integrations-n-quality",
    "integrations-n-queues-calls-figure",
    "integrations-n-queues-view-figure",
    "integrations-n-tickets-n",
    "integrations-n-views-try",
    "integrations-n-workloads-new",
    "settings",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_page_can_be_used_by_everybody_on_every_screen() {
    with_browser(Reader { language: "en", scripts: true }, visits_every_page).await;
}

async fn visits_every_page(browser: &Browser) {
    let (place, zendesk) = (Place::new(), Zendesk::recent().await);
    place.imports(&zendesk);
    let service = place.serves();
    browser.goes_to(&service.link).await;
    for (field, text) in [("#name", "anna"), ("#password", PASSWORD), ("#again", PASSWORD)] {
        browser.types(field, text).await;
    }
    browser.follows("form.card button").await;
    browser.finds("nav.main").await;

    let mut gallery = Gallery::new("pages");
    let home = Url::parse(&service.address).expect("an address");
    let mut ahead = vec![home.clone()];
    let mut seen: BTreeMap<String, Url> = BTreeMap::new();
    while let Some(address) = ahead.pop() {
        let Some(kind) = kind(&address) else { continue };
        if address.origin() != home.origin() || seen.contains_key(&kind) {
            continue;
        }
        browser.goes_to(address.as_str()).await;
        gallery.shows(browser, &kind).await;
        seen.insert(kind, address);
        let links = browser.links().await;
        ahead.extend(links.iter().filter_map(|link| Url::parse(link).ok()));
    }
    let missed: Vec<&str> = SOME.into_iter().filter(|kind| !seen.contains_key(*kind)).collect();
    assert!(missed.is_empty(), "no link led to {missed:?}, but to {:?}", seen.keys());

    browser.goes_to(&format!("{}/integrations/1/views/try", service.address)).await;
    browser
        .types(
            "textarea",
            r#"{"title": "Odd", "all": [{"field": "status", "operator": "is", "value": "new"}]}"#,
        )
        .await;
    browser.follows("main form button").await;
    gallery.shows(browser, "a-view-that-was-tried").await;
    browser.goes_to(&format!("{}/nowhere", service.address)).await;
    gallery.shows(browser, "nothing-there").await;
    gallery.closes();
}

/// What a page is of, however many there are of it; nothing where an address is no page.
fn kind(address: &Url) -> Option<String> {
    let path: Vec<&str> = address.path_segments()?.filter(|part| !part.is_empty()).collect();
    if let ["api" | "assets" | "link" | "metrics", ..] | ["settings", "choose"] = path[..] {
        return None;
    }
    let words: Vec<&str> = path.iter().map(|part| word(part)).collect();
    Some(if words.is_empty() { "start".to_owned() } else { words.join("-") })
}

/// The part of an address that is the same for its kind.
fn word(part: &str) -> &str {
    match part.split_once('-') {
        _ if part.bytes().all(|byte| byte.is_ascii_digit()) => "n",
        Some((kind @ ("calls" | "view"), _)) => kind,
        _ => part,
    }
}

//! The pictures of `docs/images`, taken of the demo.

use std::fs;
use std::path::Path;

use crate::browser::{Browser, Look, Reader, with_browser};
use crate::program::Place;
use crate::whole_way::PASSWORD;

/// Documents are shown narrower than a screen.
const SCALE: f64 = 0.75;

const IMAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/images");

#[tokio::test(flavor = "multi_thread")]
#[ignore = "changes docs/images: cargo xtask browser --pictures"]
async fn the_documents_show_the_demo() {
    with_browser(Reader { language: "en", scripts: true }, takes_pictures).await;
}

async fn takes_pictures(browser: &Browser) {
    let service = Place::new().demonstrates();
    browser.looks(Look::Desk).await;
    browser.goes_to(&service.link).await;
    for (field, text) in [("#name", "anna"), ("#password", PASSWORD), ("#again", PASSWORD)] {
        browser.types(field, text).await;
    }
    browser.follows("form.card button").await;
    browser.waits_for(".badge.good", "Operational").await;
    takes(browser, "integrations", 420).await;
    browser.goes_to(&format!("{}/integrations/1", service.address)).await;
    takes(browser, "overview", 1_440).await;
    browser.goes_to(&format!("{}/integrations/1/views", service.address)).await;
    takes(browser, "views", 900).await;
    browser.goes_to(&format!("{}/integrations/1/queues?channel=email", service.address)).await;
    takes(browser, "queues", 755).await;
    browser.goes_to(&format!("{}/integrations/1/queues?search=Calls", service.address)).await;
    browser.follows("table.queues tbody tr:last-child a").await;
    browser.follows("nav.pills a:nth-child(3)").await;
    takes(browser, "queue", 1_450).await;
    browser
        .goes_to(&format!("{}/integrations/1/queues?search=VIP&channel=email", service.address))
        .await;
    browser.follows("table.queues tbody a").await;
    browser.follows("#list td a[href*='/figure']").await;
    takes(browser, "figure", 1_240).await;
    for (name, path, high) in [
        ("workloads", "workloads", 560),
        ("overlap", "workloads/overlap", 900),
        ("deliveries", "deliveries", 420),
        ("delivery", "deliveries/named/injixo", 900),
        ("new-delivery", "deliveries/new", 1_750),
        ("export", "export", 1_400),
        ("quality", "quality", 1_300),
        ("settings", "settings", 1_500),
    ] {
        browser.goes_to(&format!("{}/integrations/1/{path}", service.address)).await;
        takes(browser, name, high).await;
    }
    // The same on a phone, in the other languages.
    for (name, path, language) in [
        ("overview-phone", "", "nl"),
        ("queues-phone", "/queues", "de"),
        ("deliveries-phone", "/deliveries", "fr"),
        ("export-phone", "/export", "nl"),
        ("views-phone", "/views", "de"),
        ("workloads-phone", "/workloads", "fr"),
        ("quality-phone", "/quality", "nl"),
    ] {
        browser.looks(Look::Phone).await;
        let back = format!("/integrations/1{path}");
        let chosen = format!("/settings/choose?language={language}&back={back}");
        browser.goes_to(&format!("{}{chosen}", service.address)).await;
        takes(browser, name, 1_600).await;
    }
}

async fn takes(browser: &Browser, name: &str, high: u32) {
    browser.settles().await;
    let picture = browser.picture(high, SCALE).await;
    fs::write(Path::new(IMAGES).join(format!("{name}.png")), picture).expect("a picture");
}

//! What planners do with figures: a chart beside earlier days, read by the keyboard, zoomed and sent to others; all
//! queues as a spreadsheet; files that are delivered by themselves.

use std::fs;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use thirtyfour::Key;

use crate::browser::{Browser, Reader, with_browser};
use crate::program::{Place, Zendesk};
use crate::whole_way::PASSWORD;

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_compared_exported_and_delivered() {
    with_browser(Reader { language: "en", scripts: true }, goes).await;
}

async fn goes(browser: &Browser) {
    let (place, zendesk) = (Place::new(), Zendesk::recent().await);
    place.imports(&zendesk);
    let files = tempfile::tempdir().expect("a folder");
    let service = place.serves_delivering_below(files.path());
    browser.goes_to(&service.link).await;
    for (field, text) in [("#name", "anna"), ("#password", PASSWORD), ("#again", PASSWORD)] {
        browser.types(field, text).await;
    }
    browser.follows("form.card button").await;
    let integration = format!("{}/integrations/1", service.address);

    browser.goes_to(&integration).await;
    browser.follows("table.queues th a").await;
    let queue = browser.text("h1").await;
    a_chart_is_compared_read_and_zoomed(browser).await;
    browser.follows("a[href*='/export?queue=']").await;
    an_export_is_read_back(browser, &queue).await;
    browser.goes_to(&format!("{integration}/deliveries/new")).await;
    a_delivery_writes_a_file(browser, files.path()).await;
}

async fn a_chart_is_compared_read_and_zoomed(browser: &Browser) {
    browser.follows(".compared a:nth-of-type(2)").await;
    assert!(browser.has(".legend .before").await, "a dashed line");
    browser.tabs_to(".drawing").await;
    browser.presses(Key::Left).await;
    let last = browser.text(".tip").await;
    assert!(last.contains("the week before: "), "{last}");
    browser.presses(Key::Left).await;
    let earlier = browser.text(".tip").await;
    assert_ne!(earlier, last, "another day");

    browser.drags_over(".drawing", 0.25, 0.5).await;
    let address = browser.address().await;
    for part in ["first=", "last=", "compare=week"] {
        assert!(address.contains(part), "{address}");
    }
    let days = browser.text("#chart-head").await;
    // Whoever gets the address sees the same days.
    browser.goes_to(&address).await;
    assert_eq!(browser.text("#chart-head").await, days);
}

async fn an_export_is_read_back(browser: &Browser, queue: &str) {
    assert_eq!(browser.value("#format").await, "xlsx");
    let file = browser.sends_for_a_file("main form").await;
    let mut book = Xlsx::new(Cursor::new(file)).expect("a spreadsheet");
    let sheet = book.sheet_names().first().cloned().expect("a sheet");
    let rows = book.worksheet_range(&sheet).expect("rows");
    assert!(rows.height() > 1, "figures");
    let names = rows.rows().skip(1).map(|row| row[1].clone());
    assert!(names.into_iter().all(|name| name == Data::String(queue.to_owned())));
}

async fn a_delivery_writes_a_file(browser: &Browser, folder: &std::path::Path) {
    browser.types("#name", "Lake").await;
    browser.chooses("#format", "CSV").await;
    browser.types("#to", "file:///nowhere/").await;
    browser.follows("main form button").await;
    let told = browser.text("#to-error-1").await;
    assert!(told.contains("Files cannot be delivered there"), "{told}");
    assert_eq!(browser.value("#name").await, "Lake", "what was typed stays");
    browser.types("#to", &format!("file://{}/", folder.display())).await;
    browser.follows("main form button").await;
    browser.follows("form[action$='/run'] button").await;
    let told = browser.text(".notice.good").await;
    assert!(told.contains("Delivered: 1 file"), "{told}");
    let mut written = fs::read_dir(folder).expect("a folder");
    let file = written.next().expect("a file").expect("an entry").path();
    let text = fs::read_to_string(file).expect("a text");
    assert!(text.starts_with("queue_id,queue,channel,") && text.lines().count() > 1);
    assert!(written.next().is_none(), "one file");
}

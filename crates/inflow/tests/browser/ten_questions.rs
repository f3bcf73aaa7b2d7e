//! The ten questions of docs/planners.md: each is answered within three clicks of an integration's overview.

use crate::browser::{Browser, Reader, with_browser};
use crate::program::{Place, Zendesk};
use crate::whole_way::PASSWORD;

/// The most clicks that an answer may take.
const MOST_CLICKS: usize = 3;

const QUEUE: &str = "table.queues th a";

/// Each question with the links that lead to its answer, and where that stands.
const QUESTIONS: [(&str, &[&str], &str); 10] = [
    ("how many arrived last week by half hour", &[QUEUE], "#week table.week td a"),
    ("and the year before", &[QUEUE, ".compared a:nth-of-type(3)"], ".legend .before"),
    ("what waits now and since when", &[QUEUE], "#fates .glance a[href*='/tickets/']"),
    ("what share was answered within four hours", &[QUEUE], "#fates .glance div:nth-child(2) dd"),
    (
        "how many came back after solving",
        &[QUEUE, "#fates summary"],
        "#fates table.figures tbody td:nth-child(10)",
    ),
    (
        "which views overlap",
        &["a[href$='/workloads']", "a[href$='/overlap']"],
        "form.filters #channel",
    ),
    ("why is this 7", &[QUEUE, "#list td a[href*='/figure']"], "main a[href*='/tickets/']"),
    (
        "what would a new view have seen",
        &["a[href$='/views']", "a[href$='/views/try']"],
        "textarea",
    ),
    ("which views are not counted and why", &["a[href$='/views']"], "main section h2"),
    ("when will the history be complete", &[], "dl.facts dd"),
];

#[tokio::test(flavor = "multi_thread")]
async fn ten_questions_are_answered_within_three_clicks() {
    with_browser(Reader { language: "en", scripts: true }, asks).await;
}

async fn asks(browser: &Browser) {
    let (place, zendesk) = (Place::new(), Zendesk::recent().await);
    place.imports(&zendesk);
    let service = place.serves();
    browser.goes_to(&service.link).await;
    for (field, text) in [("#name", "anna"), ("#password", PASSWORD), ("#again", PASSWORD)] {
        browser.types(field, text).await;
    }
    browser.follows("form.card button").await;
    for (question, way, answer) in QUESTIONS {
        assert!(way.len() <= MOST_CLICKS, "{question}");
        browser.goes_to(&format!("{}/integrations/1", service.address)).await;
        for link in way {
            if link.ends_with("summary") {
                browser.clicks(link).await;
            } else {
                browser.follows(link).await;
            }
        }
        browser.finds(answer).await;
    }
}

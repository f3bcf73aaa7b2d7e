//! Comparing with Zendesk's own views, placing channels, and looking at what that will change.

use std::time::Duration;

use axum::http::StatusCode;
use inflow_app::accounts::channels::{Placement, channels};
use inflow_store::Role;

use crate::queues::{Shown, between};
use crate::support::{Answer, Asker};

#[tokio::test]
async fn figures_are_compared_and_channels_placed() {
    let shown = Shown::new().await;
    let administrator = shown.place.browser("default", "ada", Role::Administrator).await;
    a_comparison_is_made_at_a_button(&shown, &administrator).await;
    channels_are_placed_and_the_change_is_seen_before_it_is_made(&shown, &administrator).await;
    nothing_wrong_is_placed(&shown, &administrator).await;
}

async fn a_comparison_is_made_at_a_button(shown: &Shown, administrator: &Asker) {
    let path = "/integrations/1/comparison";
    let before = shown.get(path).await;
    assert_eq!(before.status, StatusCode::OK);
    assert!(before.body.contains("Nothing was compared"), "{}", before.body);
    assert!(!before.body.contains("Compare now"), "whoever only looks makes no requests");
    let refused = shown.place.post(&shown.asker, path, &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(shown.place.get(administrator, path).await.body.contains("Compare now"));
    let begun = shown.place.post(administrator, path, &[]).await;
    assert_eq!((begun.status, begun.header("location")), (StatusCode::SEE_OTHER, path));
    let ended = ended(shown, path).await;
    let rows = ended.body.matches("<th scope=\"row\">").count();
    assert!(rows > 3 && ended.body.contains("Requests to Zendesk"), "{}", ended.body);
    assert!(ended.body.contains("Not compared: not supported."), "{}", ended.body);
    assert!(shown.get_in("fr", path).await.body.contains("Non comparée"));
    // It stays in the store, and whoever looks at the quality sees it.
    let store = &shown.place.context.store.reconciliations;
    let kept = store.last_reconciliation(shown.integration.id).await.expect("a look");
    assert!(kept.is_some_and(|kept| kept.views > 0));
    let quality = shown.get("/integrations/1/quality").await;
    assert!(quality.body.contains("View by view") && quality.body.contains("22 Nov 2026, 12:00"));
}

async fn ended(shown: &Shown, path: &str) -> Answer {
    for _ in 0..400 {
        let answer = shown.get(path).await;
        if !answer.body.contains("Comparing with Zendesk") {
            return answer;
        }
        assert!(answer.body.contains("data-refresh="), "the page follows it");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it does not end");
}

async fn channels_are_placed_and_the_change_is_seen_before_it_is_made(
    shown: &Shown,
    administrator: &Asker,
) {
    let context = &shown.place.context;
    let all = channels(context, &shown.integration).await.expect("channels");
    let came = |placed: &&inflow_app::accounts::channels::PlacedChannel| {
        placed.placement == Placement::Unlisted && placed.contacts.is_some()
    };
    let unlisted = all.iter().find(came).expect("a channel that no rule names");
    let name = format!("place.{}", unlisted.zendesk_channel);
    let path = "/integrations/1/channels";
    let seen = shown.get(path).await;
    assert!(seen.body.contains(&unlisted.zendesk_channel) && !seen.body.contains("<select"));
    let form = shown.place.get(administrator, path).await;
    assert!(form.body.contains(&format!("<select name=\"{name}\"")), "{}", form.body);
    let nothing = shown.get("/integrations/1/recount").await;
    assert!(nothing.body.contains("No figure changes."), "{}", nothing.body);
    let saved = shown.place.post(administrator, path, &[(name.as_str(), "chat")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let after = shown.place.get(administrator, saved.header("location")).await;
    assert!(after.body.contains("placed by you") && after.body.contains("Saved."));
    let changes = shown.get_in("de", "/integrations/1/recount").await;
    let figures = between(&changes.body, "data-label=\"Unterschied\">", "<");
    assert!(!figures.is_empty() && figures.iter().all(|figure| *figure != "0"), "{figures:?}");
    let log = shown.place.get(administrator, "/access/log").await;
    assert!(log.body.contains(&format!("{}=chat", unlisted.zendesk_channel)));
    // A page that was opened before changes what it was told to change alone.
    let (was, before) = (format!("was.{}", unlisted.zendesk_channel), unlisted.channel.as_str());
    let older = [
        (name.as_str(), before),
        (was.as_str(), before),
        ("place.whatsapp", "email"),
        ("was.whatsapp", "social_media"),
    ];
    assert!(form.body.contains(&format!("name=\"{was}\" value=\"{before}\"")), "{}", form.body);
    let saved = shown.place.post(administrator, path, &older).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let after = channels(context, &shown.integration).await.expect("channels");
    let placed = |zendesk: &str| {
        let placed = after.iter().find(|placed| placed.zendesk_channel == zendesk);
        placed.map(|placed| placed.channel.as_str())
    };
    assert_eq!(placed(&unlisted.zendesk_channel), Some("chat"));
    assert_eq!(placed("whatsapp"), Some("email"));
}

async fn nothing_wrong_is_placed(shown: &Shown, administrator: &Asker) {
    let path = "/integrations/1/channels";
    let before = channels(&shown.place.context, &shown.integration).await.expect("channels");
    for (field, channel) in [
        ("place.email", "chat"),
        ("place.never-heard-of", "chat"),
        ("place.whatsapp", "fax"),
        ("place.", "chat"),
        ("place.(none)", "chat"),
    ] {
        let answer = shown.place.post(administrator, path, &[(field, channel)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {channel}");
        assert!(answer.body.contains("Nothing was saved"), "{field} {channel}");
    }
    let refused = shown.place.post(&shown.asker, path, &[("place.whatsapp", "chat")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let after = channels(&shown.place.context, &shown.integration).await.expect("channels");
    assert_eq!(before, after);
}

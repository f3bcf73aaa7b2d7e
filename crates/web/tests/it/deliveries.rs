//! Deliveries by form: what is wrong is told beside its field, what is right writes files.

use std::fs;

use axum::http::StatusCode;
use inflow_store::Role;

use crate::support::Place;

#[tokio::test]
async fn a_delivery_is_made_by_a_form_tried_run_rested_and_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::new().await.delivering_below(folder.path());
    let integration = place.integration("default", "acme").await;
    let maker = place.browser("default", "maker", Role::Administrator).await;
    let reader = place.browser("default", "reader", Role::Viewer).await;
    let all = format!("/integrations/{}/deliveries", integration.id);
    let nothing = place.get(&reader, &all).await;
    assert!(nothing.body.contains("No deliveries yet") && !nothing.body.contains("/new\""));
    assert_eq!(place.get(&reader, &format!("{all}/new")).await.status, StatusCode::FORBIDDEN);
    let form = place.get(&maker, &format!("{all}/new")).await;
    let below = format!("file://{}/", folder.path().display());
    assert!(form.body.contains(&below), "where folders may be is told: {}", form.body);

    let to = below.as_str();
    let usual =
        [("interval", "15m"), ("time_zone", "UTC"), ("days", "35"), ("secret", "s3cr3t-of-ours")];
    let with = |fields: &[(&'static str, &'static str)]| {
        let mut all = usual.to_vec();
        all.extend(fields);
        all
    };
    let wrong = with(&[("name", ""), ("format", "csv"), ("to", "gopher://x"), ("at", "late")]);
    let told = place.post(&maker, &all, &wrong).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.body.contains("id=\"name-error-1\"") && told.body.contains("id=\"at-error-1\""));
    assert!(told.body.contains("value=\"gopher://x\"") && !told.body.contains("s3cr3t"));
    let nowhere = with(&[("name", "Lake <1>"), ("format", "csv"), ("to", "gopher://x")]);
    let told = place.post(&maker, &all, &nowhere).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.body.contains("id=\"to-error-1\"") && told.body.contains("lang=\"en\""));

    let mut right = with(&[("name", "Lake <1>"), ("format", "csv"), ("unfinished", "true")]);
    right.push(("to", to));
    let told = place.post(&maker, &all, &right).await;
    assert!(told.body.contains("a folder needs no user, secret"), "{}", told.body);
    right.retain(|(field, _)| *field != "secret");
    let made = place.post(&maker, &all, &right).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let one = made.header("location").to_owned();
    let again = place.post(&maker, &all, &right).await;
    assert!(again.body.contains("Another delivery has this name"), "{}", again.body);
    let shown = place.get(&reader, &one).await;
    assert!(shown.body.contains("Lake &#60;1&#62;") && shown.body.contains("Every source queue"));
    assert!(!shown.body.contains("/run\"") && !shown.body.contains("s3cr3t"));
    assert_eq!(place.post(&reader, &format!("{one}/run"), &[]).await.status, StatusCode::FORBIDDEN);

    let run = place.post(&maker, &format!("{one}/run"), &[]).await;
    assert_eq!(run.status, StatusCode::OK, "{}", run.body);
    assert!(run.body.contains("Nothing has changed"), "nothing is imported: {}", run.body);
    let tested = place.post(&maker, &format!("{one}/test"), &[]).await;
    assert!(tested.body.contains("Files can be written there"), "{}", tested.body);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "nothing is left");
    for (what, told) in [("pause", "Paused"), ("resume", "Delivering")] {
        let done = place.post(&maker, &format!("{one}/{what}"), &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert!(place.get(&reader, &all).await.body.contains(told), "{what}");
    }
    drop(folder);
    let gone = place.post(&maker, &format!("{one}/test"), &[]).await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(gone.body.contains("Files cannot be written there"), "{}", gone.body);
    let ended = place.post(&maker, &format!("{one}/end"), &[]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    assert_eq!(place.get(&reader, &one).await.status, StatusCode::NOT_FOUND);
}

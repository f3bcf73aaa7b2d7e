//! What the client has no method for.

use inflow_zendesk::{Error, Outcome};
use wiremock::ResponseTemplate;

use crate::support::{account, get, json, status};

#[tokio::test]
async fn any_path_is_answered_as_it_stands() {
    let account = account().await;
    get("tickets/4321/metrics", &[("include", "slas")])
        .respond_with(json("{\"ticket_metric\": {\"id\": 9007199254740993, \"score\": 10.0}}"))
        .expect(1)
        .mount(&account.server)
        .await;
    let query = [("include", "slas".to_owned())];
    let answer = account.client.get("tickets/{id}/metrics", &[4321], &query).await;
    let answer = answer.expect("it is there");
    assert_eq!(
        answer.value().json(),
        "{\"ticket_metric\": {\"id\": 9007199254740993, \"score\": 10.0}}"
    );
}

#[tokio::test]
async fn it_is_as_patient_as_every_other_request() {
    let account = account().await;
    get("brands", &[])
        .respond_with(status(503, "down"))
        .up_to_n_times(2)
        .with_priority(1)
        .mount(&account.server)
        .await;
    get("brands", &[])
        .respond_with(json("{\"brands\""))
        .up_to_n_times(1)
        .with_priority(2)
        .mount(&account.server)
        .await;
    get("brands", &[]).respond_with(json("[]")).with_priority(3).mount(&account.server).await;
    let answer = account.client.get("brands", &[], &[]).await.expect("the fourth answer is whole");
    assert_eq!(answer.value().json(), "[]");
    assert_eq!(account.client.requests_sent(), 4);
}

#[tokio::test]
async fn failures_name_the_endpoint_and_not_the_ticket() {
    let account = account().await;
    get("tickets/7/metrics", &[])
        .respond_with(ResponseTemplate::new(404))
        .mount(&account.server)
        .await;
    let error = account.client.get("tickets/{id}/metrics", &[7], &[]).await.expect_err("404");
    assert!(matches!(error, Error::NotFound { endpoint: "tickets/{id}/metrics" }), "{error}");
    assert!(error.is_absence());
    assert_eq!(error.outcome(), Outcome::Failed);
}

#[tokio::test]
#[should_panic(expected = "fewer pairs of braces than there are ids")]
async fn an_id_too_many_is_a_mistake_of_the_program() {
    let _ = account().await.client.get("brands", &[1], &[]).await;
}

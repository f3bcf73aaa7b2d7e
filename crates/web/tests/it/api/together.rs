//! Changes that several make at once: one wins, and the others are told so.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use futures::future::join_all;
use inflow_ingest::access::audit;
use inflow_store::Role;
use serde_json::{Value, json};

use super::imported::Imported;
use crate::support::Answer;

const ALL: &str = "/api/v1/integrations";

/// What is sent at once: method, path and body.
type Sent = (Method, String, String);

/// The answers, in order of the requests; each is sent by a task of its own.
async fn at_once(site: &Arc<Imported>, sent: Vec<Sent>) -> Vec<Answer> {
    let tasks = sent.into_iter().map(|(method, path, body)| {
        let site = site.clone();
        tokio::spawn(async move { site.json(method, &path, &body).await })
    });
    let answers = join_all(tasks).await.into_iter().map(|answer| answer.expect("an answer"));
    let answers: Vec<Answer> = answers.collect();
    for answer in &answers {
        assert!(!answer.status.is_server_error(), "{}", answer.body);
    }
    answers
}

fn sent(method: &Method, path: impl Into<String>, body: &Value) -> Sent {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    (method.clone(), path.into(), body)
}

/// One answer has the first status, and all others the second.
fn one_wins(answers: &[Answer], won: StatusCode, lost: StatusCode) {
    let with = |status| answers.iter().filter(|answer| answer.status == status).count();
    let all = || answers.iter().map(|answer| (answer.status, &answer.body)).collect::<Vec<_>>();
    assert_eq!((with(won), with(lost)), (1, answers.len() - 1), "{:?}", all());
}

/// How often something was done, by the log of changes.
async fn logged(site: &Imported, action: &str) -> usize {
    let entries = audit::entries(&site.place.context, None, 1000).await.expect("entries");
    entries.iter().filter(|(_, entry)| entry.action == action).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_several_that_change_the_same_one_wins() {
    let site = Arc::new(Imported::new().await);
    names_are_given_once(&site).await;
    integrations_are_added_once(&site).await;
    two_are_not_renamed_to_one_name(&site).await;
    an_integration_ends_once(&site).await;
    an_administrator_stays(&site).await;
}

async fn names_are_given_once(site: &Arc<Imported>) {
    for (path, action) in [("users", "user.add"), ("api-keys", "api-key.create")] {
        let (path, before) = (format!("/api/v1/{path}"), logged(site, action).await);
        let new = json!({"name": "ann", "role": "viewer"});
        let answers = at_once(site, vec![sent(&Method::POST, &path, &new); 8]).await;
        one_wins(&answers, StatusCode::CREATED, StatusCode::CONFLICT);
        assert_eq!(logged(site, action).await, before + 1);
    }
    let keys = site.place.get(&site.administrator, "/api/v1/api-keys").await;
    let keys: Value = serde_json::from_str(&keys.body).expect("JSON");
    let keys = keys["api_keys"].as_array().expect("keys").iter();
    let ann = keys.filter(|key| key["name"] == "ann").collect::<Vec<_>>();
    assert_eq!(ann.len(), 1);
    let path = format!("/api/v1/api-keys/{}", ann[0]["api_key_id"]);
    let answers = at_once(site, vec![sent(&Method::DELETE, path, &Value::Null); 6]).await;
    one_wins(&answers, StatusCode::NO_CONTENT, StatusCode::NOT_FOUND);
    assert_eq!(logged(site, "api-key.revoke").await, 1);
}

fn account(site: &Imported, name: &str) -> Value {
    json!({
        "name": name, "domain": "second", "base_url": site.zendesk, "grouping": "ivr",
        "since": "2026-08-01",
        "credentials": {"username": "admin@example.com", "api_token": "simulated-token"},
    })
}

async fn integrations_are_added_once(site: &Arc<Imported>) {
    let new = sent(&Method::POST, ALL, &account(site, "Second"));
    let answers = at_once(site, vec![new.clone(); 6]).await;
    one_wins(&answers, StatusCode::CREATED, StatusCode::CONFLICT);
    // A deleted one is taken up again once.
    let deleted = site.json(Method::DELETE, &format!("{ALL}/2"), "").await;
    assert_eq!(deleted.status, StatusCode::OK, "{}", deleted.body);
    let answers = at_once(site, vec![new; 6]).await;
    one_wins(&answers, StatusCode::CREATED, StatusCode::CONFLICT);
    assert_eq!(logged(site, "integration.take-up").await, 1);
}

async fn two_are_not_renamed_to_one_name(site: &Arc<Imported>) {
    let third = site.json(Method::POST, ALL, &account(site, "Third").to_string()).await;
    assert_eq!(third.status, StatusCode::CREATED, "{}", third.body);
    let name = json!({"name": "The same"});
    let renames = [1, 2, 3].map(|id| sent(&Method::PATCH, format!("{ALL}/{id}"), &name));
    let answers = at_once(site, renames.into()).await;
    one_wins(&answers, StatusCode::OK, StatusCode::CONFLICT);
    assert_eq!(logged(site, "integration.rename").await, 1);
}

async fn an_integration_ends_once(site: &Arc<Imported>) {
    let three = format!("{ALL}/3");
    let credentials = json!({"username": "admin@example.com", "api_token": "simulated-token"});
    let placed = json!({"set": {"whatsapp": "chat"}});
    let mut all = vec![sent(&Method::DELETE, &three, &Value::Null); 4];
    for _ in 0..3 {
        for end in ["pause", "resume", "test", "reconciliation"] {
            all.push(sent(&Method::POST, format!("{three}/{end}"), &Value::Null));
        }
        all.push(sent(&Method::PUT, format!("{three}/credentials"), &credentials));
        all.push(sent(&Method::PATCH, format!("{three}/channels"), &placed));
    }
    let answers = at_once(site, all).await;
    one_wins(&answers[..4], StatusCode::OK, StatusCode::CONFLICT);
    for answer in &answers[4..] {
        let is_told = [StatusCode::OK, StatusCode::CONFLICT].contains(&answer.status);
        assert!(is_told, "{}: {}", answer.status, answer.body);
    }
    let shown = site.get(&three).await;
    assert!(shown.body.contains("\"status\":\"deleted\""), "{}", shown.body);
    let shown: Value = serde_json::from_str(&shown.body).expect("JSON");
    let confirmed = json!({"confirm": shown["name"]});
    let purges = vec![sent(&Method::POST, format!("{three}/purge"), &confirmed); 6];
    one_wins(&at_once(site, purges).await, StatusCode::NO_CONTENT, StatusCode::NOT_FOUND);
    assert_eq!(logged(site, "integration.purge").await, 1);
}

async fn an_administrator_stays(site: &Arc<Imported>) {
    let users = ["eve", "joe"].map(|name| site.place.user("default", name, Role::Administrator));
    join_all(users).await;
    let found = site.place.get(&site.administrator, "/api/v1/users").await;
    let found: Value = serde_json::from_str(&found.body).expect("JSON");
    let administrators = found["users"].as_array().expect("users").iter();
    let administrators = administrators.filter(|user| user["role"] == "administrator");
    let disable = |user: &Value| {
        let path = format!("/api/v1/users/{}", user["user_id"]);
        sent(&Method::PATCH, path, &json!({"disabled": true}))
    };
    let answers = at_once(site, administrators.map(disable).collect()).await;
    assert_eq!(answers.len(), 2);
    one_wins(&answers, StatusCode::OK, StatusCode::CONFLICT);
}

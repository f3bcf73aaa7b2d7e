//! What several change at once.

use axum::http::{Method, StatusCode};
use futures::future::join_all;
use inflow_store::Role;
use serde_json::Value;

use crate::support::Place;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_administrators_who_end_each_other_one_stays() {
    let place = Place::new().await;
    for name in ["eve", "joe", "zoe"] {
        place.user("default", name, Role::Administrator).await;
    }
    let key = place.program("default", "setup", Role::Administrator).await;
    let users = place.get(&key, "/api/v1/users").await;
    let users: Value = serde_json::from_str(&users.body).expect("JSON");
    let users = users["users"].as_array().expect("users").iter();
    let (place, key) = (&place, &key);
    let ends = users.map(async |user| {
        let request = key.request(Method::PATCH, &format!("/api/v1/users/{}", user["user_id"]));
        let request = request.header("content-type", "application/json");
        place.send(request, r#"{"disabled": true}"#.into()).await.status
    });
    let mut answers = join_all(ends).await;
    answers.sort();
    assert_eq!(answers, [StatusCode::OK, StatusCode::OK, StatusCode::CONFLICT]);
}

//! Texts that are longer than anybody means, and places that only whoever runs the service may name.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use inflow_store::Role;
use serde_json::{Value, json};

use crate::support::{Answer, Asker, Place};

async fn json(place: &Place, key: &Asker, method: Method, path: &str, body: &Value) -> Answer {
    let request = key.request(method, path).header(header::CONTENT_TYPE, "application/json");
    place.send(request, Body::from(body.to_string())).await
}

/// The field that a problem names, with what is wrong with it.
fn field(told: &Answer) -> (String, String) {
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told.body);
    assert!(told.body.len() < 10_000, "{}", told.body);
    let problem: Value = serde_json::from_str(&told.body).expect("JSON");
    let text = |name: &str| problem["errors"][0][name].as_str().expect("a text").to_owned();
    (text("field"), text("detail"))
}

#[tokio::test]
async fn test_servers_are_connected_where_the_operator_allows_it() {
    let place = Place::new().await.without_test_servers();
    let ann = place.browser("default", "ann", Role::Administrator).await;
    let key = place.program("default", "setup", Role::Administrator).await;
    let account = |address: &str| {
        json!({"name": "n", "domain": "acme", "grouping": "ivr", "base_url": address,
            "credentials": {"username": "x", "api_token": "y"}})
    };
    for path in ["/api/v1/integrations", "/api/v1/previews"] {
        // Nothing is asked, so one port is like another.
        for address in ["http://127.0.0.1:1", "http://localhost:22", "https://[::1]"] {
            let told = json(&place, &key, Method::POST, path, &account(address)).await;
            let (field, detail) = field(&told);
            assert_eq!(
                (&*field, &*detail),
                ("base_url", "test servers are not allowed by this service")
            );
        }
    }
    let form = "/integrations/add/zendesk";
    assert!(!place.get(&ann, form).await.body.contains("base_url"));
    let typed = [
        ("name", "n"),
        ("domain", "acme"),
        ("kind", "api-token"),
        ("username", "x"),
        ("token", "y"),
        ("grouping", "ivr"),
        ("since", "2026-08-01"),
        ("step", "look"),
        ("base_url", "http://127.0.0.1:1"),
    ];
    let told = place.post(&ann, form, &typed).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.body.contains("Test servers are not allowed here"), "{}", told.body);

    let place = Place::new().await;
    let ann = place.browser("default", "ann", Role::Administrator).await;
    let key = place.program("default", "setup", Role::Administrator).await;
    assert!(place.get(&ann, form).await.body.contains("base_url"));
    for address in
        ["http://127.0.0.1:1/admin", "http://127.0.0.2:1", "http://127.1:1", "http://10.0.0.1"]
    {
        let told = json(&place, &key, Method::POST, "/api/v1/previews", &account(address)).await;
        assert_eq!(field(&told).0, "base_url", "{address}");
    }
}

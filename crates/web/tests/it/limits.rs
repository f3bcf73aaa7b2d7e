//! Texts that are longer than anybody means, and places that only whoever runs the service may name.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use inflow_store::Role;
use serde_json::{Value, json};

use crate::queues::Shown;
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

fn view(title: &str, conditions: &[Value]) -> Value {
    json!({"title": title, "conditions": {"all": conditions, "any": []}})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_that_is_tried_has_limits_and_its_answer_is_small() {
    let shown = Shown::new().await;
    let key = shown.place.program("default", "planning", Role::Viewer).await;
    let path = format!("/api/v1/integrations/{}/view-trials", shown.integration.id);
    let condition = |value: Value| json!({"field": "status", "operator": "is_not", "value": value});
    let usual = || vec![condition(json!("closed"))];
    let wrong =
        async |view: Value| field(&json(&shown.place, &key, Method::POST, &path, &view).await);
    let long = "x".repeat(255_000);
    assert_eq!(wrong(view(&long, &usual())).await.0, "title");
    assert_eq!(wrong(view(&"x".repeat(501), &usual())).await.0, "title");
    assert_eq!(wrong(view("many", &vec![condition(json!("new")); 501])).await.0, "conditions");
    assert_eq!(wrong(view("long", &[condition(json!("y".repeat(2001)))])).await.0, "value");
    let values = vec!["a"; 1001];
    let tags = json!({"field": "current_tags", "operator": "includes", "value": values});
    assert_eq!(wrong(view("values", &[tags])).await.0, "value");

    let longest = "ä".repeat(500);
    let told = json(&shown.place, &key, Method::POST, &path, &view(&longest, &usual())).await;
    assert_eq!((told.status, told.header("content-type")), (StatusCode::OK, "application/json"));
    let trial: Value = serde_json::from_str(&told.body).expect("JSON");
    let days = trial["days"].as_array().expect("days");
    assert!(days.len() > 100, "an answer of several pieces: {}", days.len());
    assert!(
        days.iter().all(|day| day["queue"].as_str().is_some_and(|name| name.starts_with(&longest)))
    );
    let sum: i64 = days.iter().filter_map(|day| day["offered"].as_i64()).sum();
    assert_eq!(trial["total"], sum);

    let page = format!("/integrations/{}/views/try", shown.integration.id);
    let typed = view(&"x".repeat(60_000), &usual()).to_string();
    let told = shown.place.post(&shown.asker, &page, &[("view", &typed)]).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.body.contains("too long for a view"));
}

#[tokio::test]
async fn every_text_that_comes_in_has_an_end() {
    let place = Place::new().await;
    let key = place.program("default", "setup", Role::Administrator).await;
    let ann = place.browser("default", "ann", Role::Administrator).await;
    let integration = place.integration("default", "acme").await;
    let long = "x".repeat(200_000);
    let one = format!("/api/v1/integrations/{}", integration.id);
    let account = json!({"name": "n", "domain": "acme", "grouping": "ivr",
        "credentials": {"username": "x", "api_token": "y"}});
    let with = |name: &str, value: &Value| {
        let mut account = account.clone();
        account[name] = value.clone();
        account
    };
    let credentials = json!({"username": long, "api_token": "y"});
    for (method, path, body, expected) in [
        (Method::POST, "/api/v1/users", json!({"name": long, "role": "viewer"}), "name"),
        (Method::POST, "/api/v1/users", json!({"name": "n", "role": long}), "role"),
        (Method::POST, "/api/v1/api-keys", json!({"name": long, "role": "viewer"}), "name"),
        (Method::POST, "/api/v1/integrations", with("name", &json!(long)), "name"),
        (Method::POST, "/api/v1/integrations", with("domain", &json!(long)), "domain"),
        (Method::POST, "/api/v1/integrations", with("domain", &json!("x".repeat(301))), "domain"),
        (Method::POST, "/api/v1/integrations", with("base_url", &json!(long)), "base_url"),
        (Method::POST, "/api/v1/integrations", with("since", &json!(long)), "since"),
        (
            Method::POST,
            "/api/v1/previews",
            with("credentials", &credentials),
            "credentials.username",
        ),
        (Method::PATCH, &*one, json!({"name": long}), "name"),
        (Method::PATCH, &*one, json!({"name": "x".repeat(201)}), "name"),
        (Method::POST, &*format!("{one}/purge"), json!({"confirm": long}), "confirm"),
        (Method::PATCH, &*format!("{one}/channels"), json!({"unset": [long]}), "unset[0]"),
        (Method::PATCH, &*format!("{one}/channels"), json!({"set": {"line": long}}), "set.line"),
    ] {
        let told = json(&place, &key, method, path, &body).await;
        assert_eq!(field(&told).0, expected, "{path}");
    }
    let name = "x".repeat(300);
    let told =
        json(&place, &key, Method::PATCH, &format!("{one}/channels"), &json!({"unset": [name]}))
            .await;
    assert!(field(&told).1.contains("200 characters"), "{}", told.body);

    let query = "q".repeat(4001);
    for path in ["/api/v1/integrations?name=", &format!("{one}/queues?search=")] {
        let told = place.get(&key, &format!("{path}{query}")).await;
        assert!(field(&told).1.contains("4000 characters"), "{}", told.body);
    }
    let pages =
        ["/access/users?x=", "/sign-in?next=/", "/settings?back=/", "/settings/choose?time_zone="];
    for path in pages {
        let told = place.get(&ann, &format!("{path}{query}")).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        // Every page has a link that leads back to its address.
        assert!(told.body.len() < 30_000, "{path}");
    }
    for (path, name) in [
        ("/sign-in", "name"),
        ("/sign-in", "account"),
        ("/sign-in", "password"),
        ("/access/users", "name"),
        ("/access/keys", "name"),
        ("/access/password", "present"),
        ("/integrations/add/zendesk", "token"),
        (&*format!("/integrations/{}/name", integration.id), "name"),
    ] {
        let fields = [("name", "n"), ("password", "p"), ("role", "viewer"), (name, &*long)];
        let told = place.post(&ann, path, &fields).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {name}");
        assert!(told.body.len() < 10_000, "{path} {name}");
    }
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

//! Wrong, malicious and oversized input: a problem that says what, never a failure, and nothing stored.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use inflow_store::Role;
use inflow_web::routes;
use serde_json::Value;

use super::imported::Imported;
use crate::support::Place;

/// What nobody should send.
const BODIES: [&str; 12] = [
    "",
    "null",
    "[]",
    "{}",
    "\"text\"",
    "{\"name\": 1}",
    "{\"name\": \"\\u0000\", \"domain\": \"\\u0000\", \"grouping\": \"\\u0000\", \"credentials\": {}}",
    "{\"name\": \"a\", \"name\": \"b\"}",
    "{\"set\": {\"\\u0000\": \"chat\"}, \"unset\": [\"\\u0000\"]}",
    "{\"confirm\": \"'; drop table integration; --\"}",
    "{\"role\": \"administrator\", \"name\": \"\\n\"}",
    "{\"view\": {\"all\": [{\"field\": {}, \"operator\": [], \"value\": {}}]}}",
];

const QUERIES: [&str; 8] = [
    "from=%00",
    "from=9999-12-31&to=9999-12-31T23:59:59-23:59&fill=zero",
    "interval=",
    "limit=-1",
    "limit=18446744073709551616",
    "limit=10&cursor=~",
    "limit=10&cursor=-9223372036854775808~view-1-email&fill=zero",
    "%ff=%ff",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_input_makes_a_failure() {
    let site = Imported::new().await;
    let before = site.get("/api/v1/integrations").await.body;
    let ids = ["1", "0", "-1", "9223372036854775808", "%00", "%FF", "..%2F..", "view-1-email", "'"];
    for route in routes::all().iter().filter(|route| route.path.starts_with("/api/v1/")) {
        // What needs no input would be done.
        let is_done_by_asking =
            ["/pause", "/resume", "/test"].iter().any(|end| route.path.ends_with(end));
        if is_done_by_asking || route.method == Method::DELETE {
            continue;
        }
        for id in ids {
            let parts = route.path.split('/').map(|part| match part {
                "{integration_id}" if route.path.ends_with('}') => id,
                "{integration_id}" => "1",
                part if part.starts_with('{') => id,
                part => part,
            });
            let path = parts.collect::<Vec<_>>().join("/");
            if route.method == Method::GET {
                for query in QUERIES {
                    check(&site, &route.method, &format!("{path}?{query}"), "").await;
                }
            } else {
                for body in BODIES {
                    check(&site, &route.method, &path, body).await;
                }
            }
        }
    }
    assert_eq!(site.get("/api/v1/integrations").await.body, before, "nothing changed");
}

async fn check(site: &Imported, method: &Method, path: &str, body: &str) {
    let answer = site.json(method.clone(), path, body).await;
    assert!(!answer.status.is_server_error(), "{method} {path} {body}: {}", answer.body);
    if answer.status.is_client_error() {
        let kind = answer.header("content-type");
        assert_eq!(kind, "application/problem+json", "{method} {path} {body}");
        let problem: Value = serde_json::from_str(&answer.body).expect("JSON");
        assert_eq!(problem["status"], answer.status.as_u16(), "{method} {path} {body}");
        let r#type = problem["type"].as_str().unwrap_or_default();
        assert!(r#type.starts_with("urn:inflow:problem:"), "{method} {path} {body}: {type}");
    }
}

#[tokio::test]
async fn bodies_are_json_of_a_bearable_size() {
    let place = Place::new().await;
    let key = place.program("default", "setup", Role::Administrator).await;
    let send = async |kind: Option<&str>, body: String| {
        let mut request = key.request(Method::POST, "/api/v1/previews");
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        place.send(request, Body::from(body)).await.status
    };
    assert_eq!(send(None, "{}".to_owned()).await, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(send(Some("text/plain"), "{}".to_owned()).await, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let kind = Some("Application/JSON; charset=utf-8");
    assert_eq!(send(kind, "{}".to_owned()).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send(kind, "{} {}".to_owned()).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send(kind, "[".repeat(100_000)).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send(kind, " ".repeat(300_000)).await, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_list_is_no_object() {
    let place = Place::new().await;
    let key = place.program("default", "setup", Role::Administrator).await;
    for (path, body, field) in [
        ("/api/v1/api-keys", r#"["listed", "viewer"]"#, "body"),
        ("/api/v1/users", r#"["listed", "viewer"]"#, "body"),
        (
            "/api/v1/previews",
            r#"{"domain": "demo", "credentials": ["x", "y", null, null]}"#,
            "credentials",
        ),
    ] {
        let request =
            key.request(Method::POST, path).header(header::CONTENT_TYPE, "application/json");
        let told = place.send(request, Body::from(body)).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", told.body);
        let problem: Value = serde_json::from_str(&told.body).expect("JSON");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
        assert_eq!(problem["errors"][0]["detail"], "expected an object", "{problem}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_that_is_refused_is_not_repeated() {
    let site = Imported::new().await;
    for body in [
        r#"{"domain": "demo", "credentials": {"username": "x", "api_token": ["hush-hush"]}}"#
            .to_owned(),
        r#"{"domain": "demo", "credentials": {"username": "x", "api_token": "hush-hush", "z": 1}}"#
            .to_owned(),
        r#"{"domain": "demo", "credentials": "hush-hush"}"#.to_owned(),
        format!(
            r#"{{"domain": "demo", "base_url": "{}", "credentials": {{"username": "x", "api_token": "hush-hush"}}}}"#,
            site.zendesk
        ),
    ] {
        let told = site.json(Method::POST, "/api/v1/previews", &body).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told.body);
        assert!(!told.body.contains("hush"), "{}", told.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_see_nothing_of_each_other() {
    let site = Imported::new().await;
    let stranger = site.place.program("other", "setup", Role::Administrator).await;
    let listed = site.place.get(&stranger, "/api/v1/integrations").await;
    let listed: Value = serde_json::from_str(&listed.body).expect("JSON");
    assert_eq!(listed["integrations"], Value::Array(Vec::new()));
    for route in routes::all().iter().filter(|route| route.path.contains("{integration_id}")) {
        if !route.path.starts_with("/api/v1/") {
            continue;
        }
        let parts =
            route.path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
        let path = parts.collect::<Vec<_>>().join("/");
        let request = stranger.request(route.method.clone(), &path);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let told = site.place.send(request, Body::from("{}")).await;
        assert_eq!(told.status, StatusCode::NOT_FOUND, "{} {path}: {}", route.method, told.body);
        assert!(!told.body.contains("Demo"), "{}", told.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_account_imported_is_not_found_through_an_own_integration() {
    let site = Imported::new().await;
    let own = site.place.integration("other", "Own").await;
    let stranger = site.place.program("other", "setup", Role::Administrator).await;
    let queues = site.get("/api/v1/integrations/1/queues").await;
    let queues: Value = serde_json::from_str(&queues.body).expect("JSON");
    let view_queue = queues["queues"]
        .as_array()
        .and_then(|queues| queues.iter().find(|queue| !queue["view_id"].is_null()).cloned());
    let queue = view_queue.expect("a queue of a view");
    let (queue_id, view_id) = (queue["queue_id"].as_str().expect("an id"), &queue["view_id"]);
    for part in [
        format!("queues/{queue_id}"),
        format!("queues/{queue_id}/volumes"),
        format!("queues/{queue_id}/explanation?interval=2026-08-01"),
        format!("views/{view_id}"),
        "tickets/1".to_owned(),
    ] {
        let path = format!("/api/v1/integrations/1/{part}");
        assert_ne!(site.get(&path).await.status, StatusCode::NOT_FOUND, "{path} is there");
        let path = format!("/api/v1/integrations/{}/{part}", own.id.0);
        let told = site.place.get(&stranger, &path).await;
        assert_eq!(told.status, StatusCode::NOT_FOUND, "{path}: {}", told.body);
    }
    for part in ["queues", "views", "volumes"] {
        let path = format!("/api/v1/integrations/{}/{part}", own.id.0);
        let told = site.place.get(&stranger, &path).await;
        assert_eq!(told.status, StatusCode::OK, "{path}");
        assert!(!told.body.contains(queue_id), "{path}: {}", told.body);
    }
}

//! What nobody should send: refused with a page or problem that can be read, and nothing stored.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use inflow_app::access::{audit, users};
use inflow_store::Role;

use crate::support::{Answer, Asker, PASSWORD, Place};

/// What can be compressed says whether it is.
fn is_compressed(answer: &Answer) -> bool {
    let is_said = answer.header("content-encoding") == "gzip";
    assert_eq!(answer.body.starts_with("\u{1f}\u{fffd}"), is_said, "{}", answer.body);
    is_said
}

#[tokio::test]
async fn failures_are_compressed_as_they_say() {
    let place = Place::new().await;
    let ann = place.browser("default", "ann", Role::Administrator).await;
    place.integration("default", "Support").await;
    for path in ["/nowhere", "/access/log?below=x", "/integrations/x/queues/y", "/api/v1/nowhere"] {
        let request = ann.request(Method::GET, path).header("accept-encoding", "gzip");
        let told = place.send(request, Body::empty()).await;
        assert!(told.status.is_client_error(), "{path}");
        assert!(is_compressed(&told), "{path}");
    }
}

#[tokio::test]
async fn a_body_that_says_that_it_is_too_long_is_not_waited_for() {
    let place = Place::new().await;
    let key = place.program("default", "script", Role::Administrator).await;
    let never = || Body::from_stream(futures::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    // A body with a length, as the header gives it to the server's own.
    let request = key.request(Method::POST, "/api/v1/previews");
    let told = place.send(request, Body::from(vec![b' '; 256 * 1024 + 1])).await;
    assert_eq!(told.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(told.header("connection"), "close");
    tokio::time::pause();
    for (path, asker) in [("/api/v1/previews", &key), ("/sign-in", &Asker::guest())] {
        let told = place.send(asker.request(Method::POST, path), never()).await;
        assert_eq!(told.status, StatusCode::REQUEST_TIMEOUT, "{}", told.body);
        assert!(
            told.body.contains("half a minute")
                || told.header("content-type").starts_with("text/html")
        );
    }
}

#[tokio::test]
async fn one_host_is_asked_for() {
    let place = Place::new().await;
    let request = Asker::default().request(Method::GET, "/sign-in").header("host", "localhost");
    let told = place.send(request, Body::empty()).await;
    assert_eq!(told.status, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn names_that_hide_something_are_refused() {
    let place = Place::new().await;
    let ann = place.browser("default", "ann", Role::Administrator).await;
    let key = place.program("default", "setup", Role::Administrator).await;
    let before = audit::entries(&place.context, None, 1000).await.expect("entries");
    for name in ["\u{202e}nna", "ann\u{200b}", "\u{200d}", "\u{feff}", "a\u{0}", "a\u{2028}b"] {
        let typed = [("name", name), ("role", "administrator")];
        for path in ["/access/users", "/access/keys"] {
            let told = place.post(&ann, path, &typed).await;
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {name:?}");
        }
        let body = serde_json::json!({"name": name, "role": "viewer"}).to_string();
        for path in ["/api/v1/users", "/api/v1/api-keys"] {
            let request =
                key.request(Method::POST, path).header("content-type", "application/json");
            let told = place.send(request, Body::from(body.clone())).await;
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {name:?}");
        }
    }
    let after = audit::entries(&place.context, None, 1000).await.expect("entries");
    assert_eq!(after, before, "nothing was made");
}

/// What would be a script if a page took it as it is.
const SCRIPT: &str = "\"><script>alert(1)</script>'";

#[tokio::test]
async fn what_others_typed_is_text() {
    let place = Place::new().await;
    let ann = place.browser("default", "ann", Role::Administrator).await;
    let integration = place.integration("default", SCRIPT).await;
    place.program("default", SCRIPT, Role::Viewer).await;
    users::add(&place.context, SCRIPT, Role::Viewer).await.expect("a user");
    let one = format!("/integrations/{}", integration.id.0);
    let paths = ["/", "/access/users", "/access/keys", "/access/log"].map(str::to_owned);
    let of_one = ["", "/settings", "/views", "/queues", "/quality", "/delete", "/purge"];
    for path in paths.into_iter().chain(of_one.map(|part| format!("{one}{part}"))) {
        let told = place.get(&ann, &path).await;
        assert_eq!(told.status, StatusCode::OK, "{path}");
        assert!(told.body.contains("alert(1)"), "{path}");
        assert!(!told.body.contains("<script>alert"), "{path}: {}", told.body);
    }
    let key = place.program("default", "prometheus", Role::Viewer).await;
    let told = place.get(&key, "/metrics").await;
    assert!(told.body.contains(r#"integration="\"><script>"#), "{}", told.body);
}

#[tokio::test]
async fn no_two_pages_carry_the_same_token() {
    let place = Place::new().await;
    let ann = place.browser("default", "ann", Role::Viewer).await;
    let token = async || {
        let page = place.get(&ann, "/access/password").await.body;
        let (_, rest) = page.split_once("name=\"csrf\" value=\"").expect("a form");
        rest.split('"').next().expect("its end").to_owned()
    };
    let (one, other) = (token().await, token().await);
    assert_ne!(one, other);
    for token in [one, other] {
        let request =
            ann.request(Method::POST, "/access/password").header("sec-fetch-site", "same-origin");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let told = place
            .send(request, Body::from(format!("csrf={token}&present=&password=&again=")))
            .await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "it is taken");
    }
}

#[tokio::test]
async fn failed_sign_ins_are_told_to_administrators() {
    let place = Place::new().await;
    place.user("default", "ann", Role::Administrator).await;
    for (name, password) in [("ann", "wrong"), ("nobody", PASSWORD), ("hunter2", "x")] {
        let typed = [("name", name), ("password", password)];
        let told = place.post(&Asker::guest(), "/sign-in", &typed).await;
        assert_eq!(told.status, StatusCode::FORBIDDEN);
    }
    let ann = place.signed_in("ann").await;
    // It is written beside the answer.
    for _ in 0..100 {
        let told = place.get(&ann, "/access/log").await;
        if told.body.contains("Sign-in failed") {
            assert!(told.body.contains("127.0.0.1"), "{}", told.body);
            assert!(!told.body.contains("hunter2") && !told.body.contains("nobody"));
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it is not told");
}

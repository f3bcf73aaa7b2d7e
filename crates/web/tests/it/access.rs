//! Who is answered.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use inflow_ingest::access::users;
use inflow_store::Role;
use inflow_web::reach::Reach;
use inflow_web::routes::{self, Right};
use secrecy::ExposeSecret as _;

use crate::support::{Asker, PASSWORD, Place};

/// A path with something in the place of each parameter.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn is_api(path: &str) -> bool {
    path.starts_with("/api/") || path == "/metrics"
}

#[tokio::test]
async fn nobody_is_answered_without_the_right_of_the_route() {
    let place = Place::new().await;
    let viewer = place.browser("default", "vera", Role::Viewer).await;
    let key = place.program("default", "script", Role::Viewer).await;
    for route in routes::all() {
        let path = filled(route.path);
        let ask = async |asker: &Asker| {
            if is_api(route.path) || route.method.is_safe() {
                place.send(asker.request(route.method.clone(), &path), Body::empty()).await
            } else {
                place.post(asker, &path, &[]).await
            }
        };
        if route.right == Right::Public {
            let public = ["/health/", "/sign-in", "/link/", "/assets/", "/settings", "/metrics"];
            assert!(public.iter().any(|start| path.starts_with(start)), "{path} is public");
            continue;
        }
        let told = ask(&Asker::guest()).await;
        if is_api(route.path) {
            assert_eq!(told.status, StatusCode::UNAUTHORIZED, "{} {path}", route.method);
            assert_eq!(told.header("content-type"), "application/problem+json", "{path}");
            assert!(told.header("www-authenticate").starts_with("Bearer"), "{path}");
        } else {
            assert_eq!(told.status, StatusCode::SEE_OTHER, "{} {path}", route.method);
            assert!(told.header("location").starts_with("/sign-in"), "{path}");
        }
        if route.right == Right::Administrator {
            let asker = if is_api(route.path) { &key } else { &viewer };
            assert_eq!(ask(asker).await.status, StatusCode::FORBIDDEN, "{} {path}", route.method);
        }
    }
}

#[tokio::test]
async fn a_form_needs_the_token_of_its_page() {
    let place = Place::new().await;
    let viewer = place.browser("default", "vera", Role::Viewer).await;
    let other = place.browser("default", "otto", Role::Viewer).await;
    let send = async |site: &str, token: &str| {
        let request = viewer.request(Method::POST, "/sign-out").header("sec-fetch-site", site);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        place.send(request, Body::from(format!("csrf={token}"))).await.status
    };
    assert_eq!(send("same-origin", "").await, StatusCode::FORBIDDEN);
    assert_eq!(send("same-origin", &other.form_token()).await, StatusCode::FORBIDDEN);
    assert_eq!(send("cross-site", &viewer.form_token()).await, StatusCode::FORBIDDEN);
    let request = viewer.request(Method::POST, "/sign-out").header("content-type", "text/plain");
    let told = place.send(request, Body::from("csrf=x")).await;
    assert_eq!(told.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let long = "x".repeat(300_000);
    let told = place.post(&viewer, "/sign-out", &[("long", &long)]).await;
    assert_eq!(told.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(send("same-origin", &viewer.form_token()).await, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_first_administrator_is_made_by_a_link_once() {
    let place = Place::new().await;
    let link = users::first_link(&place.context).await.expect("a link").expect("nobody yet");
    let path = format!("/link/{}", link.expose_secret());
    let shown = place.get(&Asker::default(), &path).await;
    assert_eq!(shown.status, StatusCode::OK);
    let guest = Asker { cookie: Some(shown.cookie()), key: None };
    let differs = [("name", "Ann@Example.org"), ("password", PASSWORD), ("again", "another")];
    let told = place.post(&guest, &path, &differs).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.body.contains("Ann@Example.org") && !told.body.contains(PASSWORD));
    let typed = [("name", "Ann@Example.org"), ("password", PASSWORD), ("again", PASSWORD)];
    let told = place.post(&guest, &path, &typed).await;
    assert_eq!((told.status, told.header("location")), (StatusCode::SEE_OTHER, "/"));
    assert_ne!(Some(told.cookie()), guest.cookie, "a session has a cookie of its own");
    assert_eq!(place.get(&guest, &path).await.status, StatusCode::NOT_FOUND);
    assert!(users::first_link(&place.context).await.expect("a look").is_none());

    let typed = [("name", "ann@example.org"), ("password", PASSWORD), ("next", "/x?y=1")];
    let told = place.post(&guest, "/sign-in", &typed).await;
    assert_eq!((told.status, told.header("location")), (StatusCode::SEE_OTHER, "/x?y=1"));
    let signed_in = Asker { cookie: Some(told.cookie()), key: None };
    let told = place.post(&signed_in, "/sign-out", &[]).await;
    assert!(told.header("set-cookie").contains("Max-Age=0"));
    let told = place.post(&signed_in, "/sign-out", &[]).await;
    assert_eq!(told.header("location"), "/sign-in", "the session is over");
}

#[tokio::test]
async fn guessing_is_slowed() {
    let place = Place::new().await;
    place.user("default", "ann", Role::Administrator).await;
    let guest = Asker::guest();
    let right = [("name", "ann"), ("password", PASSWORD)];
    let guess =
        async |name| place.post(&guest, "/sign-in", &[("name", name), ("password", "wrong")]).await;
    let unknown = guess("nobody").await;
    for _ in 0..5 {
        let told = guess("ann").await;
        assert_eq!(told.status, StatusCode::FORBIDDEN);
        assert_eq!(told.body.replace("\"ann\"", "\"nobody\""), unknown.body);
    }
    assert_eq!(guess("ann").await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(place.post(&guest, "/sign-in", &right).await.status, StatusCode::TOO_MANY_REQUESTS);
    place.clock.set(place.context.clock.now().plus_seconds(1));
    assert_eq!(place.post(&guest, "/sign-in", &right).await.status, StatusCode::SEE_OTHER);
    assert_eq!(guess("ann").await.status, StatusCode::FORBIDDEN, "forgotten");
}

#[tokio::test]
async fn answers_are_strict() {
    let place = Place::new().await;
    let told = place.get(&Asker::default(), "/sign-in").await;
    assert!(told.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(told.header("cache-control"), "no-store");
    assert!(told.header("set-cookie").ends_with("; Path=/; HttpOnly; SameSite=Lax"));
    let foreign = axum::http::Request::builder().uri("/sign-in").header("host", "attacker.example");
    let told = place.send(foreign, Body::empty()).await;
    assert_eq!(told.status, StatusCode::MISDIRECTED_REQUEST);
    let told = place.get(&Asker::default(), "/nowhere").await;
    assert_eq!(told.status, StatusCode::NOT_FOUND);
    let told = place.get(&Asker::default(), "/sign-out").await;
    assert_eq!(told.status, StatusCode::METHOD_NOT_ALLOWED);

    let reach = Reach { behind_tls_proxy: true, ..Reach::default() };
    let told = Place::reached(reach).await.get(&Asker::default(), "/sign-in").await;
    assert!(told.header("set-cookie").starts_with("__Host-inflow="));
    assert!(told.header("set-cookie").ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"));
    assert!(told.header("strict-transport-security").contains("max-age"));
}

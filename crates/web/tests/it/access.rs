//! Who is answered.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use inflow_app::access::users;
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
            let public = ["/health/", "/sign-in", "/link/", "/assets/", "/settings"];
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
    assert_eq!((told.status, told.header("connection")), (StatusCode::PAYLOAD_TOO_LARGE, "close"));
    assert_eq!(send("same-origin", &viewer.form_token()).await, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_first_administrator_is_made_by_a_link_once() {
    let place = Place::new().await;
    let hint = "Nobody can sign in yet";
    let told = place.get(&Asker::default(), "/sign-in").await.body;
    assert!(told.contains(hint) && told.contains("inflow user reset-link"), "{told}");
    let link = users::first_link(&place.context).await.expect("a link").expect("nobody yet");
    let path = format!("/link/{}", link.expose_secret());
    let shown = place.get(&Asker::default(), &path).await;
    assert_eq!(shown.status, StatusCode::OK);
    let guest = Asker { cookie: Some(shown.cookie()), key: None, device: None };
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
    assert!(!place.get(&Asker::default(), "/sign-in").await.body.contains(hint));

    let typed = [("name", "ann@example.org"), ("password", PASSWORD), ("next", "/x?y=1")];
    let told = place.post(&guest, "/sign-in", &typed).await;
    assert_eq!((told.status, told.header("location")), (StatusCode::SEE_OTHER, "/x?y=1"));
    let signed_in = Asker { cookie: Some(told.cookie()), key: None, device: None };
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
    let try_as =
        async |name| place.post(&guest, "/sign-in", &[("name", name), ("password", "wrong")]).await;
    // Every page has another token.
    let words = |body: &str| {
        let (before, token) = body.split_once("name=\"csrf\" value=\"").expect("a form");
        let (_, after) = token.split_once('"').expect("its end");
        format!("{before}{after}")
    };
    let unknown = try_as("nobody").await;
    for _ in 0..5 {
        let told = try_as("ann").await;
        assert_eq!(told.status, StatusCode::FORBIDDEN);
        assert_eq!(words(&told.body).replace("\"ann\"", "\"nobody\""), words(&unknown.body));
    }
    assert_eq!(try_as("ann").await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(place.post(&guest, "/sign-in", &right).await.status, StatusCode::TOO_MANY_REQUESTS);
    place.clock.set(place.context.clock.now().plus_seconds(1));
    assert_eq!(place.post(&guest, "/sign-in", &right).await.status, StatusCode::SEE_OTHER);
    assert_eq!(try_as("ann").await.status, StatusCode::FORBIDDEN, "forgotten");
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

#[tokio::test]
async fn users_are_invited_changed_and_ended() {
    let place = Place::new().await;
    place.user("default", "ann", Role::Administrator).await;
    let ann = place.signed_in("ann").await;
    let told =
        place.post(&ann, "/access/users", &[("name", "Bob@x.org"), ("role", "viewer")]).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    let (_, link) = told.body.split_once("http://localhost:8080").expect("a link");
    let link = link.split('<').next().expect("its end").to_owned();
    let typed = [("password", PASSWORD), ("again", PASSWORD)];
    let told = place.post(&Asker::guest(), &link, &typed).await;
    assert_eq!(told.status, StatusCode::SEE_OTHER);
    let bob = Asker { cookie: Some(told.cookie()), key: None, device: None };
    assert_eq!(place.get(&bob, "/access/password").await.status, StatusCode::OK);
    assert_eq!(place.get(&bob, "/access/users").await.status, StatusCode::FORBIDDEN);
    for wrong in [("name", "bob@x.org"), ("name", ""), ("name", "a\nb"), ("name", &"x".repeat(101))]
    {
        let told = place.post(&ann, "/access/users", &[wrong, ("role", "viewer")]).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
    }
    let told = place.post(&ann, "/access/users", &[("name", "eve"), ("role", "root")]).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);

    let users = users::list(&place.context).await.expect("a list");
    assert_eq!(users.len(), 2);
    let path_of = |name: &str| {
        let user = users.iter().find(|user| user.name == name).expect("the user");
        format!("/access/users/{}", user.id.0)
    };
    let (of_ann, of_bob) = (path_of("ann"), path_of("bob@x.org"));
    let told = place.post(&ann, &of_ann, &[("action", "viewer")]).await;
    assert_eq!(told.status, StatusCode::CONFLICT, "the last administrator");
    let told = place.post(&ann, &of_bob, &[("action", "administrator")]).await;
    assert_eq!(told.status, StatusCode::SEE_OTHER);
    assert_eq!(place.get(&bob, "/access/users").await.status, StatusCode::OK);
    let told = place.post(&ann, &of_bob, &[("action", "disable")]).await;
    assert_eq!(told.status, StatusCode::SEE_OTHER);
    assert_eq!(place.get(&bob, "/access/users").await.status, StatusCode::SEE_OTHER);
    assert_eq!(place.post(&ann, "/access/users/x", &[]).await.status, StatusCode::BAD_REQUEST);

    // Another account's administrator finds nothing of it.
    let other = place.browser("other", "otto", Role::Administrator).await;
    for action in ["link", "viewer", "disable"] {
        let told = place.post(&other, &of_bob, &[("action", action)]).await;
        assert_eq!(told.status, StatusCode::NOT_FOUND, "{action}");
    }
    let told = place.get(&other, "/access/log").await;
    assert!(!told.body.contains("bob@x.org") && !told.body.contains("ann"), "{}", told.body);
    let told = place.get(&ann, "/access/log").await;
    for done in ["User added", "Role changed", "User disabled", "Signed in", "Password chosen"] {
        assert!(told.body.contains(done), "{done}");
    }
    assert!(!told.body.contains(PASSWORD));
}

#[tokio::test]
async fn keys_are_shown_once_and_revoked() {
    let place = Place::new().await;
    let ann = place.browser("default", "ann", Role::Administrator).await;
    let told = place.post(&ann, "/access/keys", &[("name", "script"), ("role", "viewer")]).await;
    let (_, key) = told.body.split_once("<code>").expect("a key");
    let key = key.split('<').next().expect("its end").to_owned();
    let program = Asker { cookie: None, key: Some(key.clone()), device: None };
    let told = place.get(&program, "/metrics").await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.body.contains("inflow_build_info"));
    let told = place.get(&ann, "/access/keys").await;
    assert!(told.body.contains("script") && !told.body.contains(&key));
    let keys = inflow_app::access::keys::list(&place.context).await.expect("a list");
    let revoke = format!("/access/keys/{}/revoke", keys[0].id.0);
    let other = place.browser("other", "otto", Role::Administrator).await;
    assert_eq!(place.post(&other, &revoke, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(place.post(&ann, &revoke, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(place.get(&program, "/metrics").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(place.post(&ann, &revoke, &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_own_password_is_changed_with_the_present_one() {
    let place = Place::new().await;
    place.user("default", "ann", Role::Administrator).await;
    let (ann, elsewhere) = (place.signed_in("ann").await, place.signed_in("ann").await);
    let change = async |present, new, again| {
        let typed = [("present", present), ("password", new), ("again", again)];
        place.post(&ann, "/access/password", &typed).await.status
    };
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    assert_eq!(change("wrong", "another password", "another password").await, wrong);
    assert_eq!(change(PASSWORD, "another password", "one more password").await, wrong);
    assert_eq!(change(PASSWORD, "short", "short").await, wrong);
    assert_eq!(place.get(&elsewhere, "/access/password").await.status, StatusCode::OK);
    assert_eq!(change(PASSWORD, "another password", "another password").await, StatusCode::OK);
    assert_eq!(place.get(&ann, "/access/password").await.status, StatusCode::OK);
    assert_eq!(place.get(&elsewhere, "/access/password").await.status, StatusCode::SEE_OTHER);
    for _ in 0..6 {
        change("wrong", "yet another password", "yet another password").await;
    }
    assert_eq!(change("another password", PASSWORD, PASSWORD).await, wrong, "guessing is slowed");
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_after_a_week() {
    let place = Place::new().await;
    let ann = place.browser("default", "ann", Role::Viewer).await;
    let (start, hour) = (place.context.clock.now(), 3600);
    let is_in = async |hours: i64| {
        place.clock.set(start.plus_seconds(hours * hour));
        place.get(&ann, "/access/password").await.status == StatusCode::OK
    };
    for hours in (0..=160).step_by(10) {
        assert!(is_in(hours).await, "{hours}");
        // What was asked for is written down beside the answer.
        let hash = inflow_app::access::secrets::Purpose::Session
            .hash(ann.cookie.as_deref().expect("a cookie"));
        for _ in 0..100 {
            let session = place.context.store.sessions.session(hash).await.expect("a look");
            if session.expect("a session").seen_at == place.context.clock.now() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }
    assert!(!is_in(168).await, "a week");
    let bob = place.browser("default", "bob", Role::Viewer).await;
    place.clock.set(start.plus_seconds(180 * hour));
    assert_eq!(place.get(&bob, "/access/password").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn metrics_are_those_of_the_keys_account() {
    let place = Place::new().await;
    place.integration("default", "Support").await;
    place.integration("other", "Billing").await;
    for (account, own, foreign) in
        [("default", "Support", "Billing"), ("other", "Billing", "Support")]
    {
        let key = place.program(account, "prometheus", Role::Viewer).await;
        let told = place.get(&key, "/metrics").await.body;
        assert!(told.contains(own) && !told.contains(foreign), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_passwords_of_strangers_keep_nobody_out_of_a_known_device() {
    let place = Place::new().await;
    place.user("default", "ann", Role::Administrator).await;
    place.user("default", "eve", Role::Viewer).await;
    let sign_in = async |asker: &Asker, name: &str, password: &str| {
        place.post(asker, "/sign-in", &[("name", name), ("password", password)]).await
    };
    let guest = Asker::guest();
    let told = sign_in(&guest, "ann", PASSWORD).await;
    let known = Asker { device: told.device(), ..Asker::guest() };
    assert!(known.device.is_some(), "a device is known once somebody signed in");
    // Strangers behind the same address guess, each time as often as they may.
    let try_names = async |name: &str| {
        let mut now = place.context.clock.now();
        for _ in 0..40 {
            while sign_in(&guest, name, "a wrong one").await.status == StatusCode::TOO_MANY_REQUESTS
            {
                now = now.plus_seconds(30);
                place.clock.set(now);
            }
        }
    };
    try_names("ann").await;
    try_names("somebody").await;
    let told = sign_in(&guest, "ann", PASSWORD).await;
    assert_eq!(told.status, StatusCode::TOO_MANY_REQUESTS, "a stranger waits");
    let told = sign_in(&known, "ann", PASSWORD).await;
    assert_eq!(told.status, StatusCode::SEE_OTHER, "the known device does not");
    assert_eq!(told.device(), known.device, "it stays what it is");

    // A right password does not forgive the address what it guessed of others.
    place.clock.set(place.context.clock.now().plus_seconds(3600));
    assert_eq!(sign_in(&guest, "eve", PASSWORD).await.status, StatusCode::SEE_OTHER);
    assert_eq!(sign_in(&guest, "other", "wrong").await.status, StatusCode::TOO_MANY_REQUESTS);

    // A device is known for its user alone, guesses no faster than others, and no longer than the password.
    let of_eve = sign_in(&known, "eve", "wrong").await;
    assert_eq!(of_eve.status, StatusCode::TOO_MANY_REQUESTS, "a stranger to eve");
    for _ in 0..10 {
        assert_eq!(sign_in(&known, "ann", "wrong").await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(sign_in(&known, "ann", PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_sign_in_rightly_do_not_use_up_their_address() {
    let place = Place::new().await;
    place.user("default", "ann", Role::Administrator).await;
    for _ in 0..30 {
        let typed = [("name", "ann"), ("password", PASSWORD)];
        let told = place.post(&Asker::guest(), "/sign-in", &typed).await;
        assert_eq!(told.status, StatusCode::SEE_OTHER);
    }
}

/// Prometheus and its tools ask in many ways; each gets a form that it reads.
#[tokio::test]
async fn metrics_have_the_form_that_is_asked_for() {
    let place = Place::new().await;
    place.integration("default", "Support").await;
    let key = place.program("default", "prometheus", Role::Viewer).await;
    let (plain, open) =
        ("text/plain; version=0.0.4", "application/openmetrics-text; version=1.0.0");
    for (accept, form) in [
        (None, plain),
        (Some("*/*"), plain),
        (Some("text/plain"), plain),
        (Some("text/plain; version=0.0.4"), plain),
        (
            Some(
                "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5",
            ),
            plain,
        ),
        (Some("text/html"), plain),
        (Some("application/openmetrics-text"), open),
        (Some("application/openmetrics-text; version=1.0.0"), open),
        (
            Some(
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,\
                 application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
            ),
            open,
        ),
        (Some("application/openmetrics-text;q=0.1, text/plain;q=0.9"), plain),
    ] {
        let mut request = key.request(Method::GET, "/metrics");
        if let Some(accept) = accept {
            request = request.header("accept", accept);
        }
        let told = place.send(request, Body::empty()).await;
        assert_eq!(told.status, StatusCode::OK);
        assert!(
            told.header("content-type").starts_with(form),
            "{accept:?}: {}",
            told.header("content-type")
        );
        assert!(told.header("vary").contains("accept"), "{}", told.header("vary"));
        let is_open = form == open;
        assert_eq!(told.body.ends_with("# EOF\n"), is_open, "{accept:?}");
        let build =
            if is_open { "# TYPE inflow_build info" } else { "# TYPE inflow_build_info gauge" };
        assert!(told.body.contains(build), "{}", told.body);
        assert!(told.body.contains("inflow_integration_status{"), "{}", told.body);
        if !is_open {
            read_as_prometheus(&told.body);
        }
    }
}

/// What promtool checks: each sample follows the type of its family, and no line is of another kind.
fn read_as_prometheus(text: &str) {
    let mut family = "";
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').expect("a kind");
            assert!(["counter", "gauge"].contains(&kind), "{line}");
            assert_eq!(name.ends_with("_total"), kind == "counter", "{line}");
            family = name;
        } else if !line.starts_with("# HELP ") {
            let name = line.split(['{', ' ']).next().unwrap_or_default();
            assert_eq!(name, family, "{line}");
            let value = line.rsplit(' ').next().expect("a value");
            assert!(value.parse::<f64>().is_ok(), "{line}");
        }
    }
}

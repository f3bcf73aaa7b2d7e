//! Requests as odd as anybody may send them, through the real router: whatever they are, none is a failure of the
//! service, and what is refused is refused in the right form.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, Uri, header};
use inflow_fuzz::Target;
use inflow_store::Role;
use inflow_web::routes;
use tokio::runtime::{EnterGuard, Runtime};

use super::imported::Imported;
use crate::support::Asker;

/// What stands for the secrets of who asks, in the inputs.
const SECRETS: [&str; 3] = ["{key}", "{cookie}", "{token}"];

const WORDS: [&str; 24] = [
    "from=",
    "to=",
    "interval=1d",
    "time_zone=Pacific/Apia",
    "fill=zero",
    "limit=",
    "cursor=",
    "format=csv",
    "spreadsheet=true",
    "queue=",
    "channel=",
    "%00",
    "%ff",
    "%F0%9F%98%80",
    "2026-03-29",
    "9999-12-31",
    "0001-01-01T00:00:00Z",
    "Bearer ",
    "inflow=",
    "inflow-device=",
    "; ",
    "csrf=",
    "q=0.5",
    "If-None-Match",
];

/// A site, and those who ask it.
struct Asked {
    site: Imported,
    browser: Asker,
    runtime: &'static Runtime,
    /// What the site holds is given back within the runtime.
    _entered: EnterGuard<'static>,
}

impl Asked {
    fn new() -> Self {
        let runtime: &Runtime = Box::leak(Box::new(Runtime::new().expect("a runtime")));
        let (site, browser) = runtime.block_on(async {
            let site = Imported::new().await;
            let browser = site.place.browser("default", "ann", Role::Viewer).await;
            (site, browser)
        });
        Self { site, browser, runtime, _entered: runtime.enter() }
    }

    /// Sends a request that is written as HTTP writes it, where it can be sent at all.
    fn send(&self, input: &[u8]) -> Option<(u16, usize)> {
        let text = self.with_secrets(&String::from_utf8_lossy(input));
        let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
        let mut lines = head.lines();
        let (method, path) = lines.next()?.split_once(' ')?;
        let method = Method::from_bytes(method.as_bytes()).ok()?;
        // What changes the account would have the others ask another one.
        if !Uri::try_from(path).is_ok_and(|uri| uri.path().starts_with('/'))
            || method == Method::DELETE
        {
            return None;
        }
        let mut request = Request::builder().method(&method).uri(path);
        for line in lines {
            let Some((name, value)) = line.split_once(':') else { continue };
            let name = HeaderName::from_bytes(name.trim().as_bytes()).ok();
            if let Some((name, value)) = name.zip(HeaderValue::from_str(value.trim()).ok()) {
                request = request.header(name, value);
            }
        }
        let answer =
            self.runtime.block_on(self.site.place.send(request, Body::from(body.to_owned())));
        let status = answer.status;
        assert!(
            !status.is_server_error() || status == 503,
            "{method} {path}: {status} {}",
            answer.body
        );
        let kind = answer.header(header::CONTENT_TYPE.as_str());
        if status.is_client_error() && path.starts_with("/api/v1/") {
            assert_eq!(kind, "application/problem+json", "{method} {path}: {}", answer.body);
        }
        assert!(!answer.body.contains("<script>alert"), "{method} {path}: {}", answer.body);
        Some((status.as_u16(), answer.body.len() / 512))
    }

    fn with_secrets(&self, text: &str) -> String {
        let key = self.site.administrator.key.clone().unwrap_or_default();
        let cookie = self.browser.cookie.clone().unwrap_or_default();
        let mut text = text.to_owned();
        for (name, secret) in SECRETS.into_iter().zip([key, cookie, self.browser.form_token()]) {
            text = text.replace(name, &secret);
        }
        text
    }
}

/// Every route of a kind, with ids that are there.
fn paths(is_wanted: impl Fn(&routes::Route) -> bool) -> Vec<String> {
    let part = |part: &'static str| match part {
        "{queue}" | "{queue_id}" => "view-56-email",
        "{view}" | "{view_id}" => "56",
        "{format}" => "csv",
        "{secret}" | "{edition}" | "{name}" => "x",
        part if part.starts_with('{') => "1",
        part => part,
    };
    let path =
        |route: &routes::Route| route.path.split('/').map(part).collect::<Vec<_>>().join("/");
    routes::all().iter().filter(|route| is_wanted(route)).map(path).collect()
}

fn target(name: &'static str) -> Target {
    Target::new(env!("CARGO_MANIFEST_DIR"), name).words(WORDS).words(["<script>alert(1)</script>"])
}

#[test]
fn queries() {
    let asked = Asked::new();
    let query = "from=2026-09-01&to=2026-09-08T12:00:00Z&interval=1d&time_zone=Europe/Amsterdam&fill=zero&limit=10";
    let seeds = paths(|route| route.method == Method::GET).into_iter().map(|path| {
        let signed_in = "cookie: inflow={cookie}";
        let who = if path.starts_with("/api/") { "authorization: Bearer {key}" } else { signed_in };
        format!("GET {path}?{query}\nhost: localhost:8080\n{who}\naccept-language: de\n\n")
    });
    target("queries").seeds(seeds).check(|input| asked.send(input));
}

#[test]
fn cookies_and_other_headers() {
    let asked = Asked::new();
    let device = "a".repeat(64);
    let seeds = ["/", "/integrations/1/queues", "/access/password", "/settings"].map(|path| {
        format!(
            "GET {path}\nhost: localhost:8080\ncookie: theme=dark; inflow={{cookie}}; language=de\n\
             cookie: inflow-device={device}\naccept-language: de-CH, en;q=0.5, *;q=0\naccept: text/html, */*;q=0.1\n\
             accept-encoding: gzip;q=1.0, identity\nx-forwarded-for: 203.0.113.7:1, [2001:db8::1]\n\
             if-none-match: W/\"x\", *\nauthorization: Bearer {{key}}\norigin: http://localhost:8080\n\n"
        )
    });
    target("cookies_and_other_headers").seeds(seeds).check(|input| asked.send(input));
}

#[test]
fn forms() {
    let asked = Asked::new();
    // What asks Zendesk is not asked here: an odd address would be somebody's.
    let is_within = |path: &str| {
        !["zendesk", "credentials", "delete", "purge"].iter().any(|end| path.ends_with(end))
    };
    let form = "csrf={token}&name=bob&role=viewer&present=x&password=correct+horse+battery&again=x&view=%7B%22title%22%3A1%7D&confirm=x&channel=chat";
    let seeds = paths(|route| {
        route.method == Method::POST && !route.path.starts_with("/api/") && is_within(route.path)
    });
    let seeds: Vec<String> = seeds
        .into_iter()
        .map(|path| {
            format!(
                "POST {path}\nhost: localhost:8080\ncookie: inflow={{cookie}}\nsec-fetch-site: same-origin\n\
                 content-type: application/x-www-form-urlencoded\n\n{form}"
            )
        })
        .collect();
    target("forms").seeds(seeds).check(|input| {
        let text = String::from_utf8_lossy(input);
        let path = text.lines().next().unwrap_or_default();
        let path = path.split([' ', '?']).nth(1).unwrap_or_default();
        is_within(path).then(|| asked.send(input)).flatten()
    });
}

#[test]
fn bodies() {
    let asked = Asked::new();
    let view = r#"{"view":{"title":"x","all":[{"field":"status","operator":"is","value":"open"}],"any":[]}}"#;
    let seeds = [
        ("/api/v1/integrations/1/view-trials", view),
        ("/api/v1/integrations/1/channels", r#"{"set":{"whatsapp":"chat"},"unset":["line"]}"#),
        ("/api/v1/users", r#"{"name":"bob","role":"viewer"}"#),
        ("/api/v1/api-keys", r#"{"name":"bob","role":"administrator"}"#),
    ]
    .map(|(path, body)| {
        format!(
            "POST {path}\nhost: localhost:8080\nauthorization: Bearer {{key}}\ncontent-type: application/json\n\n{body}"
        )
    });
    target("bodies")
        .seeds(seeds)
        .words(["\"conditions\"", "\"current_tags\"", "\"greater_than\""])
        .check(|input| {
            // No other path: some of them ask Zendesk.
            let text = String::from_utf8_lossy(input);
            let path = text.lines().next().unwrap_or_default();
            let is_own = ["view-trials", "channels", "users", "api-keys"]
                .iter()
                .any(|end| path.ends_with(end));
            is_own.then(|| asked.send(input)).flatten()
        });
}

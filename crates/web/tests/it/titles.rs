//! Titles of views and names of groups that nobody should choose: text on every page, whole in every
//! file and answer.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::RawQuery;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use inflow_app::accounts::integrations::{self, Entered};
use inflow_app::import::import;
use inflow_app::import::progress::Silent;
use inflow_app::{Stop, figures::queues};
use inflow_domain::{Grouping, Timestamp};
use inflow_store::{Credentials, Role};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::queues::between;
use crate::support::{Asker, Place};

/// The day of the tests as a header has it.
const TODAY: &str = "Sun, 22 Nov 2026 12:00:00 GMT";

/// What an account answered that has no titles in it.
macro_rules! recorded {
    ($file:literal) => {
        include_str!(concat!("../../../../fixtures/", $file))
    };
}

/// What would be a script, a handler, a formula, an end of a form, another direction or another row if
/// somebody took it as it is.
fn titles() -> Vec<String> {
    let long = format!("{}<script>alert(5)</script>", "very long ".repeat(998));
    [
        "\"><script>alert(1)</script>",
        "' onfocus='alert(2)' autofocus x=\" onfocus=\"alert(3)",
        "\u{202e}txet\u{202c}\u{200f}\u{2066}</textarea><img src=x onerror=alert(4)>",
        "=HYPERLINK(\"http://evil.example\",\"a,b\")\r\n\"c\";d\te",
        "{{ 7 * 7 }} ${7*7} %00 %2e%2e/ ../../etc \\ `x` &lt;b&gt;",
        &long,
    ]
    .map(str::to_owned)
    .into()
}

/// How each would begin where it is no text.
const UNTAMED: [&str; 7] = [
    "<script>alert",
    "' onfocus=",
    "\" onfocus=",
    "</textarea><img",
    "<img src=x",
    "=HYPERLINK(\"",
    "&lt;b&gt;",
];

/// An account whose views and groups have these titles.
async fn account() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let app = Router::new().fallback(answer);
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

async fn answer(uri: Uri, RawQuery(query): RawQuery) -> Response {
    let is_first = query.is_some_and(|query| query.contains("start_time=1756684800"));
    let body = match uri.path().trim_start_matches("/api/v2/").trim_end_matches(".json") {
        "users/me" => recorded!("_common/me.json").to_owned(),
        "users" => recorded!("_common/staff.json").to_owned(),
        "views" => views(),
        "views/count_many" => json!({"view_counts": []}).to_string(),
        "custom_statuses" => recorded!("_common/custom_statuses.json").to_owned(),
        "ticket_fields" => recorded!("_common/ticket_fields.json").to_owned(),
        "incremental/tickets/cursor" => recorded!("email-then-chat/tickets.json").to_owned(),
        "incremental/ticket_events" => recorded!("email-then-chat/ticket_events.json").to_owned(),
        "channels/voice/stats/incremental/calls" if is_first => calls(),
        "channels/voice/stats/incremental/calls" => recorded!("_common/no_calls.json").to_owned(),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::DATE, TODAY)];
    (headers, body).into_response()
}

/// A view for each title: those that count, one that cannot, and one that is not active.
fn views() -> String {
    let view = |(number, title): (usize, String)| {
        let field = if number == 1 { "via_id" } else { "status" };
        json!({
            "id": 7001 + number, "title": title, "active": number != 2,
            "updated_at": "2025-08-01T09:00:00Z", "created_at": "2023-02-01T10:00:00Z",
            "conditions": {"all": [
                {"field": field, "operator": "is_not", "value": "closed"},
                {"field": "current_tags", "operator": "not_includes", "value": title},
            ], "any": []},
        })
    };
    let views: Vec<Value> = titles().into_iter().enumerate().map(view).collect();
    json!({"views": views, "meta": {"has_more": false}, "links": {"next": null}}).to_string()
}

/// A call to a group of each name.
fn calls() -> String {
    let recorded: Value =
        serde_json::from_str(recorded!("talk-by-ivr/calls-1.json")).expect("JSON");
    let calls = titles().into_iter().enumerate().map(|(number, group)| {
        let mut call = recorded["calls"][0].clone();
        call["id"] = json!(5001 + number);
        call["ivr_destination_group_name"] = json!(group);
        call
    });
    let calls: Vec<Value> = calls.collect();
    let next = "https://acme.zendesk.com/api/v2/channels/voice/stats/incremental/calls.json?start_time=1756816801";
    json!({"count": calls.len(), "calls": calls, "next_page": next, "end_time": 1_756_816_801})
        .to_string()
}

struct Site {
    place: Place,
    asker: Asker,
    key: Asker,
    zendesk: String,
}

impl Site {
    async fn new() -> Self {
        let (place, zendesk) = (Place::new().await, account().await);
        let context = &place.context;
        let entered = Entered {
            name: "acme".to_owned(),
            domain: "acme".to_owned(),
            base_url: Some(zendesk.clone()),
            grouping: Grouping::Ivr,
            since: Timestamp::parse("2025-09-01").expect("a day"),
            credentials: Credentials::ApiToken {
                username: "admin@acme.example".to_owned(),
                token: "a token".into(),
            },
        };
        let (saved, _) = integrations::add(context, entered).await.expect("an integration");
        let (stop, _handle) = Stop::new();
        import(context, &saved, Arc::new(Silent), &stop).await.expect("an import");
        let asker = place.browser("default", "ann", Role::Administrator).await;
        let key = place.program("default", "planning", Role::Administrator).await;
        Self { place, asker, key, zendesk }
    }

    async fn json(&self, path: &str) -> Value {
        let told = self.place.get(&self.key, path).await;
        assert_eq!(told.status, StatusCode::OK, "{path}: {}", told.body);
        serde_json::from_str(&told.body).expect("JSON")
    }

    async fn posted(&self, path: &str, body: &Value) -> Value {
        let request = self.key.request(Method::POST, path);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let told = self.place.send(request, Body::from(body.to_string())).await;
        assert!(told.status.is_success(), "{path}: {}", told.body);
        serde_json::from_str(&told.body).expect("JSON")
    }

    async fn compared(&self) -> Value {
        let path = "/api/v1/integrations/1/reconciliation";
        self.posted(path, &Value::Null).await;
        for _ in 0..400 {
            let told = self.json(path).await;
            if told["state"] != "running" {
                return told;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it does not end");
    }
}

/// The texts of a member of the objects of a list.
fn texts(list: &Value, member: &str) -> BTreeSet<String> {
    let list = list.as_array().expect("a list");
    list.iter().map(|one| one[member].as_str().expect(member).to_owned()).collect()
}

#[tokio::test]
async fn titles_of_zendesk_are_text_everywhere() {
    let site = Site::new().await;
    let compared = site.compared().await;
    programs_get_them_as_they_are(&site, &compared).await;
    files_have_them_as_they_are(&site).await;
    every_page_shows_them_as_text(&site).await;
    the_preview_shows_them_as_text(&site).await;
}

async fn programs_get_them_as_they_are(site: &Site, compared: &Value) {
    let one = "/api/v1/integrations/1";
    let all: BTreeSet<String> = titles().into_iter().collect();
    assert_eq!(texts(&site.json(&format!("{one}/views")).await["views"], "title"), all);
    assert_eq!(texts(&compared["last"]["views"], "title"), all);
    let account = json!({"domain": "acme", "base_url": site.zendesk, "credentials":
        {"username": "admin@acme.example", "api_token": "a token"}});
    let previewed = site.posted("/api/v1/previews", &account).await;
    assert_eq!(texts(&previewed["views"], "title"), all);
    let queues = texts(&site.json(&format!("{one}/queues")).await["queues"], "queue");
    for (number, title) in titles().iter().enumerate() {
        assert!(queues.contains(&format!("Calls Inbound For {}", title.trim())), "{queues:?}");
        if number != 1 && number != 2 {
            assert!(queues.contains(&format!("{title} (email)")), "{queues:?}");
        }
    }
    let volumes = site.json(&format!("{one}/volumes?interval=1d")).await;
    assert_eq!(texts(&volumes, "queue"), queues);
    for queue in &queues {
        let name: String = url::form_urlencoded::byte_serialize(queue.as_bytes()).collect();
        let found = site.json(&format!("{one}/volumes?interval=1d&queue={name}")).await;
        assert_eq!(texts(&found, "queue"), BTreeSet::from([queue.clone()]));
    }
}

async fn files_have_them_as_they_are(site: &Site) {
    let path = "/api/v1/integrations/1/volumes?interval=1d";
    let request = site.key.request(Method::GET, path).header(header::ACCEPT, "text/csv");
    let told = site.place.send(request, Body::empty()).await.body;
    let mut reader = csv::Reader::from_reader(told.as_bytes());
    let names = reader.records().map(|row| row.expect("a row")[1].to_owned());
    let (names, context) = (names.collect::<BTreeSet<_>>(), &site.place.context);
    let integration = integrations::find(context, "acme").await.expect("the integration");
    let queues = queues::queues(context, &integration).await.expect("queues");
    assert_eq!(names, queues.iter().map(|queue| queue.name.clone()).collect());
}

/// Opens every kind of page that a link leads to from the first one on.
async fn every_page_shows_them_as_text(site: &Site) {
    let mut waiting = VecDeque::from(["/".to_owned(), "/integrations/1/tickets/52".to_owned()]);
    let mut opened = BTreeSet::new();
    let mut showing = BTreeSet::new();
    while let Some(path) = waiting.pop_front() {
        let told = site.place.get(&site.asker, &path).await;
        assert!(
            told.status.is_success() || told.status.is_redirection(),
            "{path}: {}",
            told.status
        );
        if !told.header("content-type").starts_with("text/html") {
            continue;
        }
        tame(&path, &told.body);
        if told.body.contains("alert(1)") {
            showing.insert(kind(&path));
        }
        if kind(&path).ends_with("/queues/*") && !path.contains('?') {
            waiting.push_back(format!("{path}/figure?at=2025-09-02T10:00:00Z&interval=1d"));
        }
        let mut led: BTreeMap<String, usize> = BTreeMap::new();
        for link in between(&told.body, "href=\"/", "\"") {
            let link = link.split('#').next().unwrap_or_default().replace("&#38;", "&");
            let link = format!("/{}", link.replace("&amp;", "&"));
            let led = led.entry(kind(&link)).or_default();
            *led += 1;
            // Of most pages a few of a kind do; of the list of queues, all.
            let is_wanted = *led < 3 || path.ends_with("/queues");
            let has_titles = link == "/" || link.starts_with("/integrations");
            if is_wanted && has_titles && opened.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
    }
    let places = ["views", "queues", "queues/*", "queues/*/figure", "comparison", "tickets/*"];
    let wanted = places.map(|place| format!("/integrations/*/{place}"));
    let missing: Vec<_> = wanted.iter().filter(|place| !showing.contains(*place)).collect();
    assert!(missing.is_empty(), "{missing:?} of {showing:?}");
}

/// The kind of page of an address: numbers and names of queues left away.
fn kind(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let parts = path.split('/').collect::<Vec<_>>();
    let of_queue = |place: usize| place > 0 && parts[place - 1] == "queues";
    let part = |(place, part): (usize, &&str)| {
        let is_name = of_queue(place) || part.chars().all(|char| char.is_ascii_digit());
        if is_name && !part.is_empty() { "*".to_owned() } else { (*part).to_owned() }
    };
    parts.iter().enumerate().map(part).collect::<Vec<_>>().join("/")
}

fn tame(path: &str, page: &str) {
    for untamed in UNTAMED {
        assert!(!page.contains(untamed), "{path}: {untamed} in {page}");
    }
}

async fn the_preview_shows_them_as_text(site: &Site) {
    let form = [
        ("name", "again"),
        ("domain", "acme"),
        ("base_url", site.zendesk.as_str()),
        ("grouping", "ivr"),
        ("since", "2025-09-01"),
        ("kind", "api-token"),
        ("username", "admin@acme.example"),
        ("token", "a token"),
    ];
    let told = site.place.post(&site.asker, "/integrations/add/zendesk", &form).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    assert!(told.body.contains("alert(1)") && told.body.contains("onerror=alert(4)"));
    tame("the preview", &told.body);
    for title in titles() {
        let view = json!({"title": title, "all": [
            {"field": "status", "operator": "is_not", "value": title},
            {"field": title, "operator": title, "value": title},
        ]});
        let typed = [("view", view.to_string())];
        let typed = typed.each_ref().map(|(name, value)| (*name, value.as_str()));
        let told = site.place.post(&site.asker, "/integrations/1/views/try", &typed).await;
        assert!(!told.status.is_server_error(), "{}", told.body);
        assert!(
            told.body.contains("alert")
                || told.body.contains("HYPERLINK")
                || title.contains("7 * 7")
        );
        tame("a trial", &told.body);
    }
}

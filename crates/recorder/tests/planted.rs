//! Personal data of every sort, planted wherever an account may hold it: none of it reaches the disk or the
//! program, in whatever form.

use std::fs;
use std::path::Path;

use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use inflow_recorder::{Connection, Error, Recorder, RecorderOptions, check_scenario};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const NOW: i64 = 1_788_220_800;

/// What must not be found. Each is planted below.
const PLANTED: &[&str] = &[
    "Ottoline",
    "Vandermark",
    "Quetzalcoatl",
    "Zwanenburgwal",
    "Žižkov",
    "ottoline.vandermark",
    "privatemail.nl",
    "realcustomer",
    "+31612345678",
    "0612345678",
    "612345678",
    "(020) 765-4321",
    "80.101.12.7",
    "2a02:a44f",
    "Utrecht",
    "52.0907",
    "5.1214",
    "Firefox",
    "s3cr3t-t0ken",
    "NL91ABNA0417164300",
    "417164300",
    "invoice_ottoline",
    "1987-06-05",
    "passport-scan",
    "Bramenbuurt",
    "Haarlemmer",
    "998877665544",
    "iban_number",
    "loyal_customer_jane",
    "Whitmore",
    "4111 1111 1111 1111",
    "cGFnZS1hZnRlci1vdHRvbGluZQ",
    "Spaarndam",
    "facebook.com",
    "771234509876",
    "Confidential escalations",
];

fn answers(path: &str) -> Value {
    let host = "https://realcustomer.zendesk.com";
    match path.trim_end_matches(".json").trim_start_matches("/api/v2/") {
        "ticket_fields" => json!({"ticket_fields": [
            {"id": 31, "type": "text", "title": "Haarlemmer reference", "raw_title": "Haarlemmer reference"},
            {"id": 32, "type": "tagger", "title": "Kind", "custom_field_options": [
                {"id": 3201, "name": "Invoice Ottoline", "raw_name": "Invoice Ottoline", "value": "invoice_ottoline"}]},
            {"id": 33, "type": "date", "title": "Born"},
            {"id": 34, "type": "integer", "title": "Account number"},
        ]}),
        "views" => json!({"views": [
            {"id": 41, "title": "Confidential escalations", "raw_title": "Confidential escalations", "active": true,
             "url": format!("{host}/api/v2/views/41.json"), "description": "For Whitmore",
             "conditions": {"all": [
                {"field": "status", "operator": "less_than", "value": "solved"},
                {"field": "description_includes_word", "operator": "includes", "value": "Quetzalcoatl Bramenbuurt"},
                {"field": "current_tags", "operator": "includes", "value": "loyal_customer_jane invoice_ottoline"},
                {"field": "custom_fields_31", "operator": "is", "value": "NL91ABNA0417164300"},
                {"field": "custom_fields_32", "operator": "is", "value": "invoice_ottoline"},
                {"field": "recipient", "operator": "is", "value": "ottoline.vandermark"},
                {"field": "organization.custom_fields.number", "operator": "is", "value": "771234509876"},{"field": "requester.custom_fields.iban_number", "operator": "is", "value": "Vandermark"},
             ], "any": []}}],
            "meta": {"has_more": true, "after_cursor": "cGFnZS1hZnRlci1vdHRvbGluZQ", "before_cursor": null},
            "links": {"prev": null, "next": format!("{host}/api/v2/views.json?page%5Bafter%5D=cGFnZS1hZnRlci1vdHRvbGluZQ&user=Ottoline")}}),
        "users" => {
            json!({"users": [{"id": 51, "name": "Ottoline Vandermark", "email": "ottoline.vandermark@privatemail.nl",
            "role": "agent", "phone": "0612345678", "alias": "Žižkov", "time_zone": "Utrecht", "signature": "Zwanenburgwal 5",
            "user_fields": {"iban_number": "NL91ABNA0417164300"}, "tags": ["loyal_customer_jane"], "external_id": "771234509876",
            "photo": {"id": 771_234_509_876_i64, "file_name": "passport-scan.png", "content_url": format!("{host}/Whitmore.png")}}]})
        }
        "incremental/tickets/cursor" => {
            json!({"tickets": [{"id": 61, "url": format!("{host}/api/v2/tickets/61.json"),
            "subject": "Ottoline Vandermark of Zwanenburgwal", "raw_subject": "Ottoline", "external_id": "Whitmore",
            "description": "Call me: +31612345678 or (020) 765-4321. {\"name\":\"Ottoline\",\"card\":\"4111 1111 1111 1111\"} Quetzalcoatl",
            "created_at": "2026-08-01T10:00:00Z", "updated_at": "2026-08-01T10:00:00Z", "generated_timestamp": 1_785_578_400,
            "status": "open", "recipient": "ottoline.vandermark@privatemail.nl", "requester_id": 71, "tags": ["loyal_customer_jane"],
            "via": {"channel": "Haarlemmer app", "source": {"rel": null, "to": {},
                "from": {"address": "ottoline.vandermark@privatemail.nl", "name": "Ottoline", "id": 771_234_509_876_i64,
                         "facebook_id": "771234509876", "profile_url": "https://facebook.com/Whitmore", "phone": "+31612345678"}}},
            "satisfaction_rating": {"score": "bad", "comment": "Ottoline was rude", "reason": "Whitmore"},
            "custom_fields": [{"id": 31, "value": "NL91ABNA0417164300"}, {"id": 32, "value": "invoice_ottoline"},
                {"id": 33, "value": "1987-06-05"}, {"id": 34, "value": 998_877_665_544_i64}, {"id": 99, "value": "Spaarndam"}],
            "loyal_customer_jane": "Whitmore"}],
            "after_cursor": "T3R0b2xpbmU=", "after_url": format!("{host}/x?cursor=T3R0b2xpbmU="), "end_of_stream": false})
        }
        "incremental/ticket_events" => {
            json!({"ticket_events": [{"id": 81, "ticket_id": 61, "updater_id": 71, "event_type": "Audit",
            "created_at": "2026-08-01T10:00:00Z", "timestamp": 1_785_578_400, "via": "Haarlemmer app",
            "system": {"client": "Firefox of Ottoline", "location": "Utrecht, Netherlands", "ip_address": "80.101.12.7",
                "latitude": 52.0907, "longitude": 5.1214, "raw_email_identifier": "Whitmore/1"},
            "metadata": {"custom": {"ip": "2a02:a44f::1", "Whitmore": 1}, "trusted": true},
            "child_events": [
                {"id": 82, "event_type": "Comment", "type": "Comment", "author_id": 71, "public": true, "body": "It is Žižkov, %4fttoline",
                 "html_body": "<p title=\"Whitmore\">Spaarndam <a href=\"https://facebook.com/Whitmore\">x</a></p>", "via": {},
                 "attachments": [{"id": 771_234_509_876_i64, "file_name": "passport-scan.pdf", "content_url": format!("{host}/attachments/token/s3cr3t-t0ken/?name=passport-scan.pdf")}]},
                {"id": 83, "event_type": "Change", "subject": "Bramenbuurt", "previous_value": "Whitmore"},
                {"id": 84, "event_type": "Change", "custom_ticket_fields": {"31": "Spaarndam", "Whitmore": "x"}, "previous_value": "NL91ABNA0417164300"},
                {"id": 85, "event_type": "Change", "tags": "loyal_customer_jane", "added_tags": ["invoice_ottoline"], "previous_value": ["loyal_customer_jane"]},
                {"id": 86, "event_type": "VoiceComment", "data": {"from": "+31612345678", "transcription_text": "Ottoline here", "call_id": 771_234_509_876_i64}},
                {"id": 87, "event_type": "Change", "assignee_id": "51", "previous_value": "Ottoline"},
                {"id": 88, "event_type": "Change", "external_id": "771234509876", "previous_value": "771234509876"},
            ]}], "count": 1, "end_time": 1_785_578_400, "end_of_stream": true, "next_page": format!("{host}/x?start_time=1785578400&q=Ottoline")})
        }
        "tickets/61/audits" => {
            json!({"audits": [{"id": 81, "ticket_id": 61, "author_id": 71, "created_at": "2026-08-01T10:00:00Z",
            "via": {"channel": "web", "source": {"from": {"name": "Ottoline"}, "to": {}, "rel": null}},
            "metadata": {"system": {"ip_address": "2a02:a44f::1", "client": "Firefox"}},
            "events": [{"id": 82, "type": "Create", "field_name": "subject", "value": "Bramenbuurt"},
                {"id": 83, "type": "Create", "field_name": "31", "value": "NL91ABNA0417164300"},
                {"id": 84, "type": "ChatStartedEvent", "value": {"visitor_id": "771234509876", "history": [{"message": "Ottoline"}]}},
                {"id": 85, "type": "Notification", "subject": "Dear Ottoline", "recipients": [51], "body": "Whitmore"},
                {"id": 89, "type": "Change", "field_name": "external_id", "value": "771234509876", "previous_value": null},{"id": 86, "type": "Change", "field_name": "Whitmore", "value": "Spaarndam", "previous_value": "Spaarndam"}]}],
            "meta": {"has_more": false}})
        }
        "channels/voice/stats/incremental/calls" => {
            json!({"calls": [{"id": 91, "direction": "inbound", "phone_number": "+31612345678",
            "line": "+31612345678", "created_at": "2026-08-01T10:00:00Z", "updated_at": "2026-08-01T10:00:00Z", "agent_id": 51,
            "completion_status": "completed", "ivr_destination_group_name": "Haarlemmer desk", "talk_time": 60, "ivr_routed_to": "0612345678"}],
            "count": 1, "end_time": 1_785_578_400, "next_page": format!("{host}/x?start_time=1785578400")})
        }
        _ => {
            json!({"error": {"title": "No help desk at realcustomer.zendesk.com", "message": "Ask Whitmore"}})
        }
    }
}

async fn account(uri: Uri, headers: HeaderMap) -> Response {
    assert_eq!(
        headers.get(header::AUTHORIZATION).expect("it is sent on"),
        "Basic czNjcjN0LXQwa2Vu"
    );
    let cursor = uri.query().unwrap_or_default().contains("page%5Bafter%5D=");
    assert!(
        !cursor || uri.query().is_some_and(|query| query.contains("cGFnZS1hZnRlci1vdHRvbGluZQ")),
        "{uri}"
    );
    let body = answers(uri.path());
    let status = if body.get("error").is_some() { 404 } else { 200 };
    let status = axum::http::StatusCode::from_u16(status).expect("a status");
    (
        status,
        [("x-request-id", "Whitmore"), ("set-cookie", "s3cr3t-t0ken"), ("x-rate-limit", "700")],
        Json(body),
    )
        .into_response()
}

/// The answer as the program gets it, headers and all.
async fn ask(recorder: &Recorder, path: &str) -> String {
    let host = recorder.address().strip_prefix("http://").expect("a plain address");
    let mut stream = TcpStream::connect(host).await.expect("it listens");
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Basic czNjcjN0LXQwa2Vu\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers in UTF-8");
    answer
}

/// A text in the forms in which it might have slipped through.
fn forms(planted: &str) -> Vec<String> {
    let hex = |byte: u8| ["%".to_owned(), format!("{byte:02x}")];
    let percent: String = planted.bytes().flat_map(hex).collect();
    let plain: String = url::form_urlencoded::byte_serialize(planted.as_bytes()).collect();
    let mut forms = vec![planted.to_lowercase(), percent, plain.to_lowercase()];
    // Inside a longer text base64 begins at any of three places; its edges depend on what is around.
    for before in ["", "a", "ab"] {
        let encoded = STANDARD.encode(format!("{before}{planted}"));
        let (start, end) = (if before.is_empty() { 0 } else { 4 }, encoded.len().saturating_sub(4));
        if end > start + 3 {
            forms.push(encoded[start..end].to_owned());
        }
    }
    forms
}

fn found_in(text: &str) -> Vec<&'static str> {
    let lower = text.to_lowercase();
    let holds = |planted: &&&str| {
        forms(planted)
            .iter()
            .any(|form| text.contains(form.as_str()) || lower.contains(form.as_str()))
    };
    PLANTED.iter().filter(holds).copied().collect()
}

async fn recorder() -> Recorder {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let account_address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(account)).await });
    let options =
        RecorderOptions { account: account_address, pages: Some(1), page_size: None, now: NOW };
    Recorder::start(&options).await.expect("it starts")
}

fn connection() -> Connection {
    Connection {
        grouping: "ivr".to_owned(),
        since: "2026-08-01".to_owned(),
        now: "2026-09-01T00:00:00Z".to_owned(),
        oauth: false,
    }
}

fn files(folder: &Path) -> String {
    let read = |entry: fs::DirEntry| fs::read_to_string(entry.path()).expect("UTF-8");
    fs::read_dir(folder).expect("a folder").map(|entry| read(entry.expect("an entry"))).collect()
}

const PATHS: &[&str] = &[
    "/api/v2/users/me",
    "/api/v2/views?page%5Bsize%5D=100",
    "/api/v2/views?page%5Bafter%5D=cursor-1",
    "/api/v2/ticket_fields",
    "/api/v2/users?role%5B%5D=agent",
    "/api/v2/incremental/tickets/cursor?start_time=1",
    "/api/v2/incremental/ticket_events?start_time=1",
    "/api/v2/tickets/61/audits",
    "/api/v2/channels/voice/stats/incremental/calls?start_time=1",
];

#[tokio::test]
async fn nothing_planted_is_found_again() {
    let everything =
        PATHS.iter().map(|path| answers(path.split('?').next().unwrap_or(path)).to_string());
    let missing: Vec<_> = {
        let all = everything.collect::<String>() + "s3cr3t-t0ken";
        let found = found_in(&all);
        PLANTED.iter().filter(|planted| !found.contains(planted)).collect()
    };
    assert!(missing.is_empty(), "planted nowhere: {missing:?}");

    let recorder = recorder().await;
    let mut seen = String::new();
    for path in PATHS {
        seen += &ask(&recorder, path).await;
    }
    assert_eq!(found_in(&seen), Vec::<&str>::new(), "the program saw it: {seen}");
    assert!(seen.contains("x-rate-limit: 700") && !seen.contains("set-cookie"), "{seen}");

    let folder = tempfile::tempdir().expect("a folder");
    let scenario = folder.path().join("recorded");
    let (requests, _) = recorder.write(&scenario, &connection()).await.expect("it can be kept");
    assert_eq!(requests, PATHS.len());
    let written = files(&scenario);
    assert_eq!(found_in(&written), Vec::<&str>::new(), "{written}");
    check_scenario(&scenario).expect("the mark fits");
}

#[tokio::test]
async fn what_a_view_compares_is_replaced_alike() {
    let recorder = recorder().await;
    let mut bodies = Vec::new();
    for path in PATHS {
        let answer = ask(&recorder, path).await;
        let start = answer.find("\r\n\r\n").expect("a body") + 4;
        let body = &answer[start..];
        let body = &body[body.find('{').expect("an object")..=body.rfind('}').expect("an object")];
        bodies.push(serde_json::from_str::<Value>(body).expect("JSON"));
    }
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let condition =
        |place: usize| text(&bodies[1]["views"][0]["conditions"]["all"][place]["value"]);
    let ticket = &bodies[5]["tickets"][0];
    let word = condition(1).split(' ').next().map(str::to_owned).expect("two words");
    assert!(text(&ticket["description"]).ends_with(&word));
    assert!(condition(2).starts_with(&text(&ticket["tags"][0])));
    assert_eq!(condition(3), text(&ticket["custom_fields"][0]["value"]));
    assert_eq!(condition(4), text(&ticket["custom_fields"][1]["value"]));
    assert!(text(&ticket["recipient"]).starts_with(&format!("{}@", condition(5))));
    let option = &bodies[3]["ticket_fields"][1]["custom_field_options"][0];
    assert_eq!(condition(4), text(&option["value"]));
    assert_eq!(condition(0), "solved");
    assert_eq!(ticket["id"], 61);
    let end = &bodies[5]["end_of_stream"];
    assert_eq!(end, true, "the first page is the last one wanted");
}

#[tokio::test]
async fn a_scenario_that_was_not_scrubbed_is_refused() {
    let recorder = recorder().await;
    for path in PATHS {
        ask(&recorder, path).await;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = folder.path().join("recorded");
    recorder.write(&scenario, &connection()).await.expect("it can be kept");
    let again = recorder.write(&scenario, &connection()).await;
    assert!(matches!(again, Err(Error::Exists(_))), "{again:?}");

    let (index, mark) = (scenario.join("index.json"), scenario.join("scenario.json"));
    let (index_text, mark_text) =
        (fs::read_to_string(&index).expect("a file"), fs::read_to_string(&mark).expect("a file"));
    for (file, text, finding) in [
        (&index, index_text.replace("200", "201"), "not as the scrubber left them"),
        (&mark, mark_text.replace("\"origin\"", "\"other\""), "it has no mark"),
        (&mark, mark_text.replace("\"scrubber\": 1", "\"scrubber\": 0"), "another version"),
        (
            &mark,
            mark_text.replace("A recorded", "jane@privatemail.nl, a recorded"),
            "e-mail address",
        ),
        (&mark, mark_text.replace("A recorded", "+31612345678, a recorded"), "phone number"),
    ] {
        fs::write(file, text).expect("it can be changed");
        let refused = check_scenario(&scenario).expect_err(finding).to_string();
        assert!(refused.contains(finding), "{finding}: {refused}");
        assert!(!refused.contains("privatemail") && !refused.contains("+316"), "{refused}");
        fs::write(&index, &index_text).expect("it can be put back");
        fs::write(&mark, &mark_text).expect("it can be put back");
    }
    fs::write(scenario.join("further.json"), "{}").expect("a further file");
    assert!(check_scenario(&scenario).is_err(), "a further file changes the digest");
}

#[tokio::test]
async fn credentials_go_to_the_account_or_stay_here() {
    for (account, taken) in [
        ("https://acme.zendesk.com", true),
        ("http://127.0.0.1:1", true),
        ("http://acme.zendesk.com", false),
        ("https://zendesk.com.example.com", false),
        ("https://user:word@acme.zendesk.com", false),
        ("https://192.168.0.1", false),
    ] {
        let options =
            RecorderOptions { account: account.to_owned(), pages: None, page_size: None, now: NOW };
        assert_eq!(Recorder::start(&options).await.is_ok(), taken, "{account}");
    }
}

//! What each kind of fault makes of an answer. Pure.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::kinds::Kind;
use crate::instant;
use crate::serve::answer::{Answer, Body, Delivery};
use crate::serve::asked::Asked;
use crate::serve::auth;

/// What a fault may need beside the answer.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// The last row of the page before this one.
    pub(super) row_before: Option<Value>,
    /// A number that differs from request to request.
    pub(super) draw: u64,
}

/// Where links and redirects lead that lead elsewhere.
const ELSEWHERE: &str = "https://elsewhere.example.net";

/// The answer with a fault.
pub(super) fn alter(kind: Kind, asked: &Asked, answer: Answer, beside: Beside) -> Answer {
    match kind {
        Kind::TooMany => too_many(Body::Json(json!({
            "error": "APIRateLimitExceeded",
            "description": "Number of allowed API requests per minute exceeded",
        })))
        .with("retry-after", "1"),
        Kind::TooManyBare => too_many(Body::Raw(Vec::new())).with("ratelimit-reset", "1"),
        Kind::TooManyPage => {
            too_many(Body::Html(page("429 Too Many Requests"))).with("retry-after", "2")
        }
        Kind::InternalError => error_page(StatusCode::INTERNAL_SERVER_ERROR),
        Kind::BadGateway => error_page(StatusCode::BAD_GATEWAY),
        Kind::Unavailable => error_page(StatusCode::SERVICE_UNAVAILABLE).with("retry-after", "1"),
        Kind::GatewayTimeout | Kind::HeavyPage | Kind::HeavyEvent => timed_out(),
        Kind::UnknownError => {
            error_page(StatusCode::from_u16(520).expect("a number below a thousand"))
        }
        Kind::ResetBefore => Answer { delivery: Delivery::ResetBefore, ..answer },
        Kind::ResetWithin => Answer { delivery: Delivery::ResetWithin, ..answer },
        Kind::CutBody => Answer { delivery: Delivery::Cut, ..answer },
        Kind::CutJson => with_bytes(answer, |bytes| bytes.truncate(bytes.len() * 2 / 3)),
        Kind::GarbledJson => with_bytes(answer, |bytes| {
            let text = "<!-- upstream: ";
            bytes.splice(..bytes.len().min(15), text.bytes());
        }),
        Kind::GarbledBytes => with_bytes(answer, |bytes| {
            let middle = bytes.len() / 2;
            bytes.splice(middle..middle, [0xff, 0xfe]);
        }),
        Kind::Slow => {
            let delay = Duration::from_millis(1_000 + beside.draw % 1_000);
            Answer { delay, ..answer }
        }
        Kind::ForbiddenOptional | Kind::ForbiddenRequired => auth::forbidden(),
        Kind::TokenEnds => auth::expired(),
        Kind::StaleCursor => Answer::bad_request("InvalidValue", "Invalid cursor"),
        Kind::StartTooRecent => start_too_recent(asked),
        Kind::Redirect => {
            let target = format!("{ELSEWHERE}{}", asked.path);
            Answer::new(StatusCode::FOUND, Body::Html(page("Redirected"))).with("location", &target)
        }
        Kind::RepeatedRow
        | Kind::RepeatedEdge
        | Kind::RepeatedEnd
        | Kind::ForeignLink
        | Kind::UnknownProperty
        | Kind::UnknownEvent => with_json(answer, |body| alter_body(kind, asked, body, beside)),
        // These are no matter of one answer: rows are kept back where the export is made.
        Kind::LateRow | Kind::LostEvent => answer,
    }
}

fn alter_body(kind: Kind, asked: &Asked, body: &mut Value, beside: Beside) {
    match kind {
        Kind::RepeatedRow => {
            let row =
                rows(body).and_then(|rows| rows.get(place(beside.draw, rows.len())?)).cloned();
            with_rows(body, |rows| rows.extend(row));
        }
        Kind::RepeatedEdge => {
            with_rows(body, |rows| rows.splice(..0, beside.row_before).for_each(drop));
        }
        Kind::RepeatedEnd => body["end_of_stream"] = json!(false),
        Kind::ForeignLink => foreign_links(body),
        Kind::UnknownProperty => with_rows(body, |rows| {
            for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                row.insert("moon_phase".to_owned(), json!({"full": [true, {"since": null}]}));
            }
        }),
        _ => {
            // Children of exported events, and events of audits, name their type alike.
            let (key, kind) = if asked.endpoint == "incremental/ticket_events" {
                ("child_events", "event_type")
            } else {
                ("events", "type")
            };
            let strange = json!({
                "id": 1, kind: "MoonPhaseChange", "status": "closed", "public": true,
                "previous_value": {"phase": 3}, "value": ["new", null],
            });
            with_rows(body, |rows| {
                let children = rows.iter_mut().filter_map(|row| row[key].as_array_mut());
                children.for_each(|children| children.push(strange.clone()));
            });
        }
    }
}

/// The rows of a page: the one list at the top.
pub(super) fn rows(body: &Value) -> Option<&Vec<Value>> {
    body.as_object()?.values().find_map(Value::as_array)
}

fn with_rows(body: &mut Value, change: impl FnOnce(&mut Vec<Value>)) {
    let rows =
        body.as_object_mut().and_then(|body| body.values_mut().find_map(Value::as_array_mut));
    let Some(rows) = rows else { return };
    change(rows);
    let count = rows.len();
    // A list's count is that of all its pages.
    if body.get("end_time").is_some() {
        body["count"] = json!(count);
    }
}

fn foreign_links(body: &mut Value) {
    let elsewhere = |link: &mut Value| {
        let path = link.as_str().and_then(|link| link.splitn(4, '/').nth(3));
        if let Some(path) = path.map(|path| format!("{ELSEWHERE}/{path}")) {
            *link = Value::String(path);
        }
    };
    for key in ["next_page", "after_url"] {
        body.get_mut(key).into_iter().for_each(elsewhere);
    }
    body.pointer_mut("/links/next").into_iter().for_each(elsewhere);
}

fn start_too_recent(asked: &Asked) -> Answer {
    // Zendesk's own clock stands just before what is asked for.
    let start = asked.query.number::<i64>("start_time").unwrap_or_default();
    let description = "Too recent start_time. Use a start_time older than 60 seconds";
    Answer::bad_request("StartTimeTooRecent", description)
        .with("date", &instant::http_date(start + 30))
}

/// An answer that takes a while to fail.
fn timed_out() -> Answer {
    Answer { delay: Duration::from_millis(50), ..error_page(StatusCode::GATEWAY_TIMEOUT) }
}

fn too_many(body: Body) -> Answer {
    Answer::new(StatusCode::TOO_MANY_REQUESTS, body)
}

fn error_page(status: StatusCode) -> Answer {
    let reason = status.canonical_reason().unwrap_or("Unknown Error");
    Answer::new(status, Body::Html(page(&format!("{} {reason}", status.as_u16()))))
}

fn page(title: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n\
         <body><center><h1>{title}</h1></center><hr><center>simulated</center></body></html>\n"
    )
}

fn with_bytes(answer: Answer, change: impl FnOnce(&mut Vec<u8>)) -> Answer {
    let Answer { status, headers, body, delivery, delay } = answer;
    let mut bytes = body.bytes();
    change(&mut bytes);
    Answer { status, headers, body: Body::Raw(bytes), delivery, delay }
}

fn with_json(mut answer: Answer, change: impl FnOnce(&mut Value)) -> Answer {
    if let Body::Json(body) = &mut answer.body {
        change(body);
    }
    answer
}

/// A place in a list of this length, if it has any.
fn place(draw: u64, length: usize) -> Option<usize> {
    let length = u64::try_from(length).ok().filter(|length| *length > 0)?;
    usize::try_from(draw % length).ok()
}

//! What Zendesk, or whoever answers in its place, may send: every decoder with ever more odd bytes, and with ever more
//! of everything.

use std::path::Path;

use inflow_fuzz::{Target, in_proportion};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::address::{Domain, Endpoint};
use crate::endpoints::read_me;
use crate::error_body::ErrorBody;
use crate::page::{Page, PageError, Row, decode, link_parameter};
use crate::rate_limit::RateLimitHeaders;
use crate::time::parse_time;
use crate::token::AccessToken;
use crate::value::JsonValue;
use crate::wire::audit::Audit;
use crate::wire::call::Call;
use crate::wire::discovery::{CustomStatus, TicketField, User};
use crate::wire::ticket::Ticket;
use crate::wire::ticket_event::TicketEvent;
use crate::wire::view::{View, ViewCount, ViewTicket};

/// Names that rows and envelopes have.
const WORDS: [&str; 40] = [
    "\"id\"",
    "\"ticket_id\"",
    "\"created_at\"",
    "\"updated_at\"",
    "\"timestamp\"",
    "\"generated_timestamp\"",
    "\"child_events\"",
    "\"event_type\"",
    "\"Comment\"",
    "\"Change\"",
    "\"Create\"",
    "\"previous_value\"",
    "\"added_tags\"",
    "\"tags\"",
    "\"custom_ticket_fields\"",
    "\"custom_fields\"",
    "\"via\"",
    "\"via_reference_id\"",
    "\"channel\"",
    "\"source\"",
    "\"rel\"",
    "\"status\"",
    "\"satisfaction_rating\"",
    "\"satisfaction_score\"",
    "\"conditions\"",
    "\"all\"",
    "\"any\"",
    "\"operator\"",
    "\"value\"",
    "\"events\"",
    "\"field_name\"",
    "\"meta\"",
    "\"has_more\"",
    "\"after_cursor\"",
    "\"links\"",
    "\"next_page\"",
    "\"end_of_stream\"",
    "\"end_time\"",
    "\"custom_field_options\"",
    "\"recipient\"",
];

/// A target with the answers of the recorded accounts.
fn target(name: &'static str, files: &str) -> Target {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    Target::new(env!("CARGO_MANIFEST_DIR"), name)
        .files(&folder.join("../../fixtures"), files)
        .words(WORDS)
}

/// Decodes a page as the client does. Told are the rows, what is around them, and what is wrong with the odd ones.
macro_rules! page {
    ($row:ty, $key:literal, $input:expr) => {{
        let text = String::from_utf8_lossy($input);
        told(decode::<$row>(&text, $key))
    }};
}

fn told<'a, R: Row<'a> + std::fmt::Debug>(page: Result<Page<R>, PageError>) -> String {
    let page = match page {
        Ok(page) => page,
        Err(PageError::Damaged(_)) => return "damaged".to_owned(),
        Err(error) => return format!("{error:?}"),
    };
    let odd: Vec<_> = page.odd.iter().map(|odd| (odd.set_aside, &odd.problem)).collect();
    // Whatever it holds can be shown, and takes no more room than the page.
    let shown = format!("{:?}", page.rows.first()).len() / 64;
    let _ = page.odd_rows("fuzz", "page 1");
    let more = page.envelope.next_link.as_deref().map(|link| link_parameter(link, "page[after]"));
    let (rows, envelope) = (page.rows.len(), page.envelope.has_more);
    format!("{rows} {odd:?} {envelope:?} {} {shown}", more.is_some())
}

#[test]
fn tickets() {
    target("tickets", "tickets").check(|input| page!(Ticket<'_>, "tickets", input));
}

#[test]
fn ticket_events() {
    let target = target("ticket_events", "ticket_events");
    target.check(|input| page!(TicketEvent<'_>, "ticket_events", input));
}

#[test]
fn calls() {
    target("calls", "calls").check(|input| page!(Call<'_>, "calls", input));
}

#[test]
fn users() {
    target("users", "staff").check(|input| page!(User, "users", input));
}

#[test]
fn views() {
    target("views", "views").check(|input| page!(View, "views", input));
}

#[test]
fn view_counts_and_tickets() {
    let counts = r#"{"view_counts":[{"view_id":1,"value":7,"fresh":true}]}"#;
    let tickets =
        r#"{"tickets":[{"id":1,"status":"open"}],"meta":{"has_more":true,"after_cursor":"x"}}"#;
    let target = Target::new(env!("CARGO_MANIFEST_DIR"), "view_counts_and_tickets");
    target.seeds([counts, tickets]).words(WORDS).check(|input| {
        (page!(ViewCount, "view_counts", input), page!(ViewTicket, "tickets", input))
    });
}

#[test]
fn audits() {
    let audit = r#"{"audits":[{"id":35,"ticket_id":1,"created_at":"2026-09-01T00:00:00Z","author_id":7,
        "via":{"channel":"web","source":{"rel":null}},"events":[
        {"id":1,"type":"Create","field_name":"status","value":"new"},
        {"id":2,"type":"Change","field_name":"tags","value":["a"],"previous_value":["b"]},
        {"id":3,"type":"Comment","public":true,"author_id":7}]}],"next_page":null,"count":1}"#;
    target("audits", "audits").seeds([audit]).check(|input| page!(Audit, "audits", input));
}

#[test]
fn custom_statuses() {
    let target = target("custom_statuses", "custom_statuses");
    target.check(|input| page!(CustomStatus, "custom_statuses", input));
}

#[test]
fn ticket_fields() {
    let target = target("ticket_fields", "ticket_fields");
    target.check(|input| page!(TicketField, "ticket_fields", input));
}

#[test]
fn views_of_a_file() {
    target("views_of_a_file", "views").check(|input| {
        View::from_json(&String::from_utf8_lossy(input)).map(|view| view.id).map_err(|_| ())
    });
}

#[test]
fn errors_and_single_answers() {
    let bodies = [
        r#"{"error":"RecordNotFound","description":"Not found"}"#,
        r#"{"error":{"title":"Forbidden","message":"You do not have access"}}"#,
        r#"{"errors":[{"code":"InvalidPaginationDepth","title":"Too deep"}]}"#,
        r#"{"access_token":"x","token_type":"bearer","expires_in":7200}"#,
        r#"{"user":{"id":7,"name":"Ann","role":"admin"}}"#,
        "<html>No help desk at x.zendesk.com</html>",
    ];
    let target = Target::new(env!("CARGO_MANIFEST_DIR"), "errors_and_single_answers");
    target.seeds(bodies).check(|input| {
        let body = ErrorBody::read(input);
        let mentions = body.mentions("no help desk at");
        let message = body.message();
        assert!(message.chars().count() <= 402 && !message.contains(char::is_control), "{message}");
        let text = String::from_utf8_lossy(input);
        (mentions, message.len(), AccessToken::read(&text).is_ok(), read_me(&text).is_ok())
    });
}

#[test]
fn headers() {
    let lines = [
        "retry-after: 27\nx-rate-limit: 700\nx-rate-limit-remaining: 699",
        "retry-after: Mon, 25 Sep 2023 22:24:29 GMT\nratelimit-limit: 400, 400;w=60",
        "zendesk-ratelimit-incremental-exports: total=10; remaining=0; resets=7\nratelimit-reset: 1",
    ];
    let target = Target::new(env!("CARGO_MANIFEST_DIR"), "headers");
    target.seeds(lines).words(["resets=", "-1", "1e18", "inf", "nan"]).check(|input| {
        let mut headers = HeaderMap::new();
        for line in input.split(|byte| *byte == b'\n').take(100) {
            let (name, value) =
                line.split_at(line.iter().position(|byte| *byte == b':').unwrap_or(0));
            let value = value.get(1..).unwrap_or_default().trim_ascii();
            let name = HeaderName::from_bytes(name).ok();
            if let Some((name, value)) = name.zip(HeaderValue::from_bytes(value).ok()) {
                headers.append(name, value);
            }
        }
        let read = RateLimitHeaders::read(&headers, 1_695_680_609);
        let wait = read.wait_after_refusal();
        assert!(wait.as_secs() <= 30 * 86_400, "{wait:?}");
        (wait.as_secs() % 64, read.account_limit.is_some(), read.endpoint.len())
    });
}

#[test]
fn instants_and_addresses() {
    let texts = [
        "2026-09-01T00:00:00Z",
        "2026-09-01T02:00:00.123456+02:00",
        "1756684800",
        "acme.zendesk.com",
        "https://acme.zendesk.com/agent/filters/1",
        "http://127.0.0.1:8080",
        "https://acme.zendesk.com/api/v2/users?page%5Bafter%5D=abc&page=2",
    ];
    let target = Target::new(env!("CARGO_MANIFEST_DIR"), "instants_and_addresses");
    target.seeds(texts).check(|input| {
        let text = String::from_utf8_lossy(input);
        let domain = text.parse::<Domain>();
        if let Ok(domain) = &domain {
            let host = Endpoint::of_domain(domain).host().to_owned();
            assert!(host.ends_with(".zendesk.com"), "{host}");
        }
        let test_server = Endpoint::test_server(&text);
        assert!(test_server.as_ref().is_ok_and(Endpoint::is_loopback) || test_server.is_err());
        (
            parse_time(&text).is_some(),
            domain.is_ok(),
            test_server.is_ok(),
            link_parameter(&text, "page"),
        )
    });
}

/// A list of a number of members.
fn list(size: usize, member: impl Fn(usize) -> String) -> String {
    (0..size).map(member).collect::<Vec<_>>().join(",")
}

#[test]
fn more_of_anything_takes_time_in_proportion() {
    in_proportion(
        "tags of a ticket",
        1_000_000,
        |size| {
            format!(
                r#"{{"tickets":[{{"id":1,"updated_at":9,"tags":[{}]}}]}}"#,
                list(size, |tag| format!("\"t{tag}\""))
            )
        },
        |text| decode::<Ticket<'_>>(text, "tickets").expect("a page").rows[0].tags.words().len(),
    );
    let fields = |size| list(size, |id| format!(r#"{{"id":{id},"value":"v{id}"}}"#));
    in_proportion(
        "custom fields of a ticket",
        256_000,
        |size| {
            format!(
                r#"{{"tickets":[{{"id":1,"updated_at":9,"custom_fields":[{}]}}]}}"#,
                fields(size)
            )
        },
        |text| decode::<Ticket<'_>>(text, "tickets").expect("a page").rows.len(),
    );
    let child = |id| {
        format!(r#"{{"id":{id},"event_type":"Change","status":"open","previous_value":"new"}}"#)
    };
    in_proportion(
        "children of an event",
        128_000,
        |size| {
            format!(
                r#"{{"ticket_events":[{{"id":1,"ticket_id":1,"timestamp":9,"child_events":[{}]}}]}}"#,
                list(size, child)
            )
        },
        |text| decode::<TicketEvent<'_>>(text, "ticket_events").expect("a page").rows.len(),
    );
    in_proportion(
        "events of a page",
        96_000,
        |size| {
            let event = |id| format!(r#"{{"id":{id},"ticket_id":1,"timestamp":9}}"#);
            format!(r#"{{"ticket_events":[{}]}}"#, list(size, event))
        },
        |text| decode::<TicketEvent<'_>>(text, "ticket_events").expect("a page").rows.len(),
    );
    in_proportion(
        "calls of a page",
        96_000,
        |size| {
            format!(
                r#"{{"calls":[{}]}}"#,
                list(size, |id| format!(r#"{{"id":{id},"created_at":9}}"#))
            )
        },
        |text| decode::<Call<'_>>(text, "calls").expect("a page").rows.len(),
    );
    in_proportion(
        "users of a page",
        96_000,
        |size| {
            format!(
                r#"{{"users":[{}]}}"#,
                list(size, |id| format!(r#"{{"id":{id},"role":"agent"}}"#))
            )
        },
        |text| decode::<User>(text, "users").expect("a page").rows.len(),
    );
}

#[test]
fn more_of_a_view_or_a_field_takes_time_in_proportion() {
    let condition = |id| format!(r#"{{"field":"status","operator":"is","value":"v{id}"}}"#);
    in_proportion(
        "conditions of a view",
        64_000,
        |size| {
            format!(
                r#"{{"views":[{{"id":1,"conditions":{{"all":[{}],"any":[]}}}}]}}"#,
                list(size, condition)
            )
        },
        |text| decode::<View>(text, "views").expect("a page").rows.len(),
    );
    in_proportion(
        "options of a field",
        256_000,
        |size| {
            let option = |id| format!(r#"{{"id":{id},"value":"v{id}"}}"#);
            format!(
                r#"{{"ticket_fields":[{{"id":1,"custom_field_options":[{}]}}]}}"#,
                list(size, option)
            )
        },
        |text| decode::<TicketField>(text, "ticket_fields").expect("a page").rows.len(),
    );
    in_proportion(
        "events of an audit",
        64_000,
        |size| {
            let event = |id| {
                format!(r#"{{"id":{id},"type":"Change","field_name":"status","value":"open"}}"#)
            };
            format!(
                r#"{{"audits":[{{"id":1,"ticket_id":1,"created_at":"2026-09-01T00:00:00Z","events":[{}]}}]}}"#,
                list(size, event)
            )
        },
        |text| decode::<Audit>(text, "audits").expect("a page").rows.len(),
    );
}

#[test]
fn odd_rows_and_deep_ones_take_time_in_proportion() {
    in_proportion(
        "rows that cannot be read",
        9_600,
        |size| {
            format!(
                r#"{{"users":[{}]}}"#,
                list(size, |id| format!(r#"{{"id":"x{id}","role":[]}}"#))
            )
        },
        |text| decode::<User>(text, "users").expect("a page").odd.len(),
    );
    in_proportion(
        "lists within lists",
        1_000_000,
        |size| format!(r#"{{"tickets":[{{"id":1,"subject":{}}}]}}"#, "[".repeat(size)),
        |text| decode::<JsonValue<'_>>(text, "tickets").is_ok(),
    );
    in_proportion(
        "letters of a text",
        4_000_000,
        |size| {
            format!(
                r#"{{"tickets":[{{"id":1,"updated_at":9,"subject":"{}"}}]}}"#,
                "\\u00e4".repeat(size / 6)
            )
        },
        |text| {
            decode::<Ticket<'_>>(text, "tickets").expect("a page").rows[0].subject.text().is_some()
        },
    );
}

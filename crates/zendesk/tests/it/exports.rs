use std::future::ready;

use futures::TryStreamExt as _;
use inflow_zendesk::{Error, ExportOptions, OddRow, TicketPosition};

use crate::support::{Account, NOW, account, at, get, json, status};

const TICKETS: &str = "incremental/tickets/cursor";
const EVENTS: &str = "incremental/ticket_events";
const CALLS: &str = "channels/voice/stats/incremental/calls";

/// One answer for one page, asked for once.
async fn page(account: &Account, endpoint: &str, parameters: &[(&str, &str)], body: &str) {
    get(endpoint, parameters).respond_with(json(body)).expect(1).mount(&account.server).await;
}

#[tokio::test]
async fn tickets_follow_the_cursor_to_the_end_of_the_stream() {
    let account = account().await;
    page(
        &account,
        TICKETS,
        &[("start_time", "100"), ("per_page", "2"), ("support_type_scope", "all")],
        r#"{"after_cursor":"c1","after_url":"https://evil.example.com/?cursor=no","end_of_stream":false,
            "tickets":[{"id":1,"updated_at":9},{"id":2,"updated_at":9}],"before_cursor":null}"#,
    )
    .await;
    // An empty page in the middle is no end; a cursor may be told in the address alone.
    page(
        &account,
        TICKETS,
        &[("cursor", "c1"), ("per_page", "2"), ("support_type_scope", "all")],
        r#"{"tickets":[],"end_of_stream":false,"after_cursor":null,
            "after_url":"https://acme.zendesk.com/api/v2/incremental/tickets/cursor.json?cursor=c2"}"#,
    )
    .await;
    page(
        &account,
        TICKETS,
        &[("cursor", "c2")],
        r#"{"tickets":[{"id":3,"updated_at":9}],"after_cursor":"c3","end_of_stream":true}"#,
    )
    .await;
    let export = account
        .client
        .ticket_export(TicketPosition::StartTime(100), ExportOptions::of_page_size(2));
    let pages: Vec<_> = export
        .pages(|tickets| tickets.iter().map(|ticket| ticket.id).collect::<Vec<_>>())
        .try_collect()
        .await
        .expect("three pages");
    let ids: Vec<_> = pages.iter().flat_map(|page| page.value.clone()).collect();
    assert_eq!(ids, [1, 2, 3]);
    let cursors: Vec<_> = pages.iter().map(|page| page.position.clone()).collect();
    assert_eq!(cursors, ["c1", "c2", "c3"].map(|cursor| TicketPosition::Cursor(cursor.into())));
    let ends: Vec<_> = pages.iter().map(|page| page.last).collect();
    assert_eq!(ends, [false, false, true]);
}

#[tokio::test]
async fn an_empty_account_has_no_cursor_and_keeps_its_position() {
    let account = account().await;
    page(
        &account,
        TICKETS,
        &[],
        r#"{"tickets":[],"after_cursor":null,"after_url":null,"end_of_stream":true}"#,
    )
    .await;
    let mut export =
        account.client.ticket_export(TicketPosition::StartTime(7), ExportOptions::default());
    let page = export.next_page(|rows| rows.len()).await.expect("an empty page");
    assert!(page.last);
    assert_eq!(page.position, TicketPosition::StartTime(7));
}

#[tokio::test]
async fn a_cursor_that_does_not_move_is_told() {
    let account = account().await;
    page(
        &account,
        TICKETS,
        &[],
        r#"{"tickets":[{"id":1,"updated_at":9}],"after_cursor":"c1","end_of_stream":false}"#,
    )
    .await;
    let mut export =
        account.client.ticket_export(TicketPosition::Cursor("c1".into()), ExportOptions::default());
    let error = export.next_page(|_| ()).await.expect_err("the same again");
    assert!(matches!(error, Error::Stalled { .. }), "{error}");
}

#[tokio::test]
async fn a_refused_cursor_and_a_recent_start_are_told_apart() {
    let account = account().await;
    get(TICKETS, &[("cursor", "old")])
        .respond_with(status(400, r#"{"error":"InvalidValue","description":"cursor is invalid"}"#))
        .mount(&account.server)
        .await;
    get(TICKETS, &[("start_time", "7")])
        .respond_with(status(
            400,
            r#"{"error":"StartTimeTooRecent","description":"Too recent start_time."}"#,
        ))
        .mount(&account.server)
        .await;
    let options = ExportOptions::default();
    let mut export = account.client.ticket_export(TicketPosition::Cursor("old".into()), options);
    let error = export.next_page(|_| ()).await.expect_err("refused");
    assert!(matches!(error, Error::InvalidCursor { .. }), "{error}");
    let mut export = account.client.ticket_export(TicketPosition::StartTime(7), options);
    let page = export.next_page(|rows| rows.len()).await.expect("no failure");
    assert_eq!((page.rows, page.last, page.known_until), (0, true, 7));
    assert_eq!(page.position, TicketPosition::StartTime(7));
}

#[tokio::test]
async fn a_start_that_is_too_recent_ends_the_stream_where_it_is() {
    let account = account().await;
    for endpoint in [EVENTS, CALLS] {
        get(endpoint, &[("start_time", "7")])
            .respond_with(status(400, r#"{"error":"StartTimeTooRecent"}"#))
            .expect(1)
            .mount(&account.server)
            .await;
    }
    let mut events = account.client.ticket_event_export(7, ExportOptions::default());
    let page = events.next_page(|rows| rows.len()).await.expect("no failure");
    assert_eq!((page.rows, page.position, page.last, page.known_until), (0, 7, true, 7));
    let page = account.client.call_export(7).next_page(|rows| rows.len()).await.expect("none");
    assert_eq!((page.rows, page.position, page.last, page.known_until), (0, 7, true, 7));
}

/// The start that is asked for and the instant up to which all is known, where Zendesk's clock is ahead of
/// ours by so many seconds and an answer told so.
async fn by_zendesks_clock(ahead: i64) -> (i64, i64) {
    let account = account().await;
    let empty = || json(r#"{"views":[],"ticket_events":[],"end_of_stream":true}"#);
    get("views", &[]).respond_with(at(NOW + ahead, empty())).mount(&account.server).await;
    get(EVENTS, &[]).respond_with(at(NOW + ahead, empty())).mount(&account.server).await;
    account.client.views().await.expect("a date");
    let mut export = account.client.ticket_event_export(i64::MAX, ExportOptions::default());
    let page = export.next_page(|_| ()).await.expect("an empty page");
    let asked = account.server.received_requests().await.expect("recorded").pop().expect("two");
    let start = asked.url.query_pairs().find(|(name, _)| name == "start_time").expect("sent").1;
    (start.parse().expect("a number"), page.known_until)
}

#[tokio::test]
async fn the_withheld_minute_goes_by_zendesks_clock() {
    for ahead in [0, 7_200, -7_200] {
        let newest = NOW + ahead - 61;
        assert_eq!(by_zendesks_clock(ahead).await, (newest, newest), "{ahead}");
    }
}

#[tokio::test]
async fn a_clock_behind_without_a_date_loses_nothing_and_does_not_loop() {
    let account = account().await;
    // Two hours of events that our clock takes for the future.
    let page_at = |start: i64, end: i64| {
        let body = format!(
            r#"{{"ticket_events":[{{"id":{start},"ticket_id":1,"timestamp":{start}}}],
                 "end_time":{end},"end_of_stream":false}}"#
        );
        (start, json(&body).insert_header("date", "no date"))
    };
    for (start, answer) in [page_at(10, NOW - 61), page_at(NOW - 61, NOW + 7_200)] {
        get(EVENTS, &[("start_time", &start.to_string())])
            .respond_with(answer)
            .expect(1)
            .mount(&account.server)
            .await;
    }
    let export = account.client.ticket_event_export(10, ExportOptions::default());
    let pages: Vec<_> = export.pages(|_| ()).try_collect().await.expect("two");
    let shown: Vec<_> = pages.iter().map(|page| (page.position, page.last)).collect();
    assert_eq!(shown, [(NOW - 61, false), (NOW + 7_200, true)]);
    assert_eq!(pages[1].known_until, NOW - 61);
}

#[tokio::test]
async fn the_same_page_for_ever_is_told_in_every_export() {
    // Its cursors and times move on, so that only the rows show it.
    for (endpoint, rows) in [
        (TICKETS, r#""tickets":[{"id":1,"generated_timestamp":10}]"#),
        (EVENTS, r#""ticket_events":[{"id":1,"ticket_id":1,"timestamp":10}]"#),
        (CALLS, r#""calls":[{"id":1,"updated_at":"1970-01-01T00:00:10Z"}]"#),
    ] {
        let account = account().await;
        let rows = rows.to_owned();
        let answer = move |request: &wiremock::Request| {
            let asked = |name: &str| {
                let found = request.url.query_pairs().find(|(key, _)| key == name);
                found.and_then(|(_, value)| value.parse::<i64>().ok()).unwrap_or(0)
            };
            let (time, cursor) = (asked("start_time") + 1, asked("cursor") + 1);
            json(&format!(
                r#"{{{rows},"end_time":{time},"after_cursor":"{cursor}","end_of_stream":false}}"#
            ))
        };
        get(endpoint, &[]).respond_with(answer).mount(&account.server).await;
        let options = ExportOptions::default();
        let position = TicketPosition::StartTime(0);
        let client = &account.client;
        let ended = match endpoint {
            TICKETS => {
                let pages = client.ticket_export(position, options).pages(|_| ());
                pages.try_for_each(|_| ready(Ok(()))).await
            }
            EVENTS => {
                let pages = client.ticket_event_export(0, options).pages(|_| ());
                pages.try_for_each(|_| ready(Ok(()))).await
            }
            _ => client.call_export(0).pages(|_| ()).try_for_each(|_| ready(Ok(()))).await,
        };
        // Calls tell no end, so that repeating is theirs.
        let told =
            matches!(ended, Err(Error::Stalled { .. })) || endpoint == CALLS && ended.is_ok();
        assert!(told && client.requests_sent() <= 4, "{endpoint}: {ended:?}");
    }
}

#[tokio::test]
async fn the_way_past_a_failing_place_is_found() {
    let account = account().await;
    // A heavy event at 5,000: every page that begins at it or before it fails, with comments.
    let heavy = |request: &wiremock::Request| {
        let query: Vec<_> = request.url.query_pairs().collect();
        let start = query.iter().find(|(key, _)| key == "start_time").expect("sent");
        let start: i64 = start.1.parse().expect("a number");
        let with_comments = query.iter().any(|(key, _)| key == "include");
        if with_comments && start <= 5_000 {
            status(504, "")
        } else {
            json(r#"{"ticket_events":[{"id":1,"ticket_id":7,"timestamp":5000}],"end_time":5001}"#)
        }
    };
    get(EVENTS, &[]).respond_with(heavy).mount(&account.server).await;
    let options = ExportOptions::of_page_size(1);
    let mut export = account.client.ticket_event_export(100, options);
    let error = export.next_page(|_| ()).await.expect_err("it fails");
    assert!(matches!(error, Error::PageFails { .. }), "{error}");
    let page = export.next_page_without_comments(|rows| rows[0].ticket_id).await.expect("light");
    assert_eq!((page.value, page.position), (7, 5_001));

    let mut export = account.client.ticket_event_export(100, options);
    let before = account.client.requests_sent();
    assert_eq!(export.skip_failing().await.expect("found"), Some(100..5_001));
    let asked = account.client.requests_sent() - before;
    assert!(asked <= 50, "{asked} requests");
    assert_eq!(export.next_page(|_| ()).await.expect("passes").position, 5_001);
}

#[tokio::test]
async fn nothing_is_passed_over_where_the_server_is_down() {
    let account = account().await;
    get(TICKETS, &[]).respond_with(status(502, "")).mount(&account.server).await;
    let position = TicketPosition::Cursor("c".into());
    let mut export = account.client.ticket_export(position, ExportOptions::default());
    assert_eq!(export.skip_failing(100).await.expect("no answer"), None);
    assert_eq!(account.client.requests_sent(), 4, "as patiently as anything");
}

#[tokio::test]
async fn nothing_is_passed_over_where_the_server_is_up_again() {
    let account = account().await;
    get(TICKETS, &[])
        .respond_with(status(502, ""))
        .up_to_n_times(3)
        .with_priority(1)
        .mount(&account.server)
        .await;
    get(TICKETS, &[])
        .respond_with(json(r#"{"tickets":[],"end_of_stream":true}"#))
        .mount(&account.server)
        .await;
    let position = TicketPosition::Cursor("c".into());
    let mut export = account.client.ticket_export(position.clone(), ExportOptions::default());
    assert_eq!(export.skip_failing(100).await.expect("answers"), Some(100..100));
    assert_eq!(*export.position(), position);
}

#[tokio::test]
async fn failing_calls_name_their_second() {
    let account = account().await;
    get(CALLS, &[]).respond_with(status(504, "")).mount(&account.server).await;
    let error = account.client.call_export(60).next_page(|_| ()).await.expect_err("fails");
    assert!(matches!(error, Error::PageFails { from: Some(60), .. }), "{error}");
}

#[tokio::test]
async fn the_newest_minute_is_never_asked_for() {
    let account = account().await;
    let allowed = (NOW - 61).to_string();
    for endpoint in [TICKETS, EVENTS, CALLS] {
        page(
            &account,
            endpoint,
            &[("start_time", &allowed)],
            r#"{"tickets":[],"ticket_events":[],"calls":[],"end_of_stream":true}"#,
        )
        .await;
    }
    let options = ExportOptions::default();
    let mut tickets = account.client.ticket_export(TicketPosition::StartTime(NOW), options);
    tickets.next_page(|_| ()).await.expect("clamped");
    let mut events = account.client.ticket_event_export(NOW - 60, options);
    assert_eq!(events.next_page(|_| ()).await.expect("clamped").position, NOW - 60);
    account.client.call_export(NOW + 5).next_page(|_| ()).await.expect("clamped");
}

#[tokio::test]
async fn events_end_by_end_of_stream_alone() {
    let account = account().await;
    let include = ("include", "comment_events");
    page(
        &account,
        EVENTS,
        &[("start_time", "10"), include],
        r#"{"count":1,"end_of_stream":false,"next_page":"https://evil.example.com/?start_time=20",
            "ticket_events":[{"id":1,"ticket_id":1,"timestamp":19}],"end_time":20}"#,
    )
    .await;
    // The time may be told in the address alone, and a page in the middle be empty.
    page(
        &account,
        EVENTS,
        &[("start_time", "20"), include],
        r#"{"ticket_events":[],"next_page":"https://acme.zendesk.com/x?include=y&start_time=30","end_of_stream":false}"#,
    )
    .await;
    page(
        &account,
        EVENTS,
        &[("start_time", "30"), include],
        r#"{"ticket_events":[{"id":2,"ticket_id":1,"timestamp":30}],"count":1,"end_time":30,
            "next_page":"https://acme.zendesk.com/x?start_time=30","end_of_stream":true}"#,
    )
    .await;
    let export = account.client.ticket_event_export(10, ExportOptions::default());
    let pages: Vec<_> = export.pages(|events| events.len()).try_collect().await.expect("three");
    let shown: Vec<_> = pages.iter().map(|page| (page.rows, page.position, page.last)).collect();
    assert_eq!(shown, [(1, 20, false), (0, 30, false), (1, 30, true)]);
}

#[tokio::test]
async fn a_second_that_fits_no_page_is_widened_and_then_passed_over_with_a_mark() {
    let account = account().await;
    let stuck = r#"{"ticket_events":[{"id":1,"ticket_id":1,"timestamp":10}],"end_time":10,"end_of_stream":false}"#;
    page(&account, EVENTS, &[("start_time", "10"), ("per_page", "1")], stuck).await;
    page(&account, EVENTS, &[("start_time", "10"), ("per_page", "1000")], stuck).await;
    page(
        &account,
        EVENTS,
        &[("start_time", "11"), ("per_page", "1")],
        r#"{"ticket_events":[],"end_time":null,"end_of_stream":true}"#,
    )
    .await;
    let export = account.client.ticket_event_export(10, ExportOptions::of_page_size(1));
    let pages: Vec<_> = export.pages(|_| ()).try_collect().await.expect("three");
    let shown: Vec<_> = pages.iter().map(|page| (page.position, page.stepped, page.last)).collect();
    assert_eq!(shown, [(10, false, false), (11, true, false), (11, false, true)]);
}

#[tokio::test]
async fn an_answer_without_position_is_no_page() {
    let account = account().await;
    page(&account, EVENTS, &[], r#"{"ticket_events":[{"id":1,"ticket_id":1,"timestamp":9}]}"#)
        .await;
    let mut export = account.client.ticket_event_export(10, ExportOptions::default());
    let error = export.next_page(|_| ()).await.expect_err("nowhere to go on");
    assert!(matches!(error, Error::Shape { .. }), "{error}");
}

#[tokio::test]
async fn nothing_without_an_end_is_asked_for_again_and_then_fails() {
    let account = account().await;
    for (endpoint, rows) in [(TICKETS, "tickets"), (EVENTS, "ticket_events")] {
        let empty =
            format!(r#"{{"{rows}":[],"end_of_stream":false,"after_cursor":"c1","end_time":10}}"#);
        let first = format!(
            r#"{{"{rows}":[{{"id":1,"ticket_id":1,"timestamp":9}}],"end_of_stream":false,
                 "after_cursor":"c1","end_time":10}}"#
        );
        let start = [("start_time", "9")];
        get(endpoint, &start).respond_with(json(&first)).mount(&account.server).await;
        for later in [[("cursor", "c1")], [("start_time", "10")]] {
            get(endpoint, &later).respond_with(json(&empty)).mount(&account.server).await;
        }
    }
    let from = TicketPosition::StartTime(9);
    let tickets = account.client.ticket_export(from, ExportOptions::default());
    let tickets = tickets.pages(|_| ()).try_collect::<Vec<_>>().await.expect_err("no end");
    assert!(matches!(tickets, Error::Stalled { endpoint: TICKETS }), "{tickets}");
    let events = account.client.ticket_event_export(9, ExportOptions::default());
    let events = events.pages(|_| ()).try_collect::<Vec<_>>().await.expect_err("no end");
    assert!(matches!(events, Error::Stalled { endpoint: EVENTS }), "{events}");
}

/// Positions, marks and ends of a call export, whose pages are (start, body).
async fn calls(from: i64, pages: &[(&str, &str)]) -> Vec<(i64, bool, bool)> {
    let account = account().await;
    for (start, body) in pages {
        page(&account, CALLS, &[("start_time", start)], body).await;
    }
    let export = account.client.call_export(from);
    let read: Vec<_> = export.pages(|_| ()).try_collect().await.expect("all pages");
    assert_eq!(read.len(), pages.len());
    read.iter().map(|page| (page.position, page.stepped, page.last)).collect()
}

const CALL_AT_20: &str = r#"{"id":1,"updated_at":"1970-01-01T00:00:20Z"}"#;

#[tokio::test]
async fn calls_end_where_a_page_repeats_the_one_before() {
    let first = format!(
        r#"{{"calls":[{CALL_AT_20}],"count":1,"end_time":20,"next_page":"https://x/?start_time=20"}}"#
    );
    let shown = calls(10, &[("10", &first), ("20", &first), ("21", &first)]).await;
    assert_eq!(shown, [(20, false, false), (20, false, false), (20, false, true)]);
}

#[tokio::test]
async fn the_proof_of_the_end_is_where_the_next_poll_begins() {
    let first = format!(r#"{{"calls":[{CALL_AT_20}],"count":1,"end_time":20}}"#);
    let nothing = r#"{"calls":[],"count":0,"end_time":null}"#;
    let shown = calls(10, &[("10", &first), ("20", &first), ("21", nothing)]).await;
    assert_eq!(shown, [(20, false, false), (20, false, false), (21, false, true)]);
    assert_eq!(calls(21, &[("21", nothing)]).await, [(21, false, true)]);
}

#[tokio::test]
async fn pages_of_one_call_are_read_to_the_end() {
    // A server that gives whole seconds, and of a second at least one call.
    let second = r#"{"calls":[{"id":2,"updated_at":"1970-01-01T00:00:30Z"}],"end_time":30}"#;
    let first = format!(r#"{{"calls":[{CALL_AT_20}],"count":1,"end_time":20}}"#);
    let (again, nothing) = (first.replace("20}", "21}"), r#"{"calls":[],"end_time":31}"#);
    let pages = [("10", &*first), ("20", &again), ("21", second), ("30", second), ("31", nothing)];
    let shown = calls(10, &pages).await;
    assert_eq!(
        shown,
        [
            (20, false, false),
            (21, false, false),
            (30, false, false),
            (30, false, false),
            (31, false, true)
        ]
    );
}

#[tokio::test]
async fn the_newest_minute_of_calls_is_read_again() {
    let account = account().await;
    let young = NOW - 5;
    let row = format!(
        r#"{{"calls":[{{"id":1,"updated_at":"2025-08-31T23:59:55Z"}}],"end_time":{young}}}"#
    );
    page(&account, CALLS, &[("start_time", "10")], &row).await;
    page(&account, CALLS, &[("start_time", &(NOW - 61).to_string())], &row).await;
    let export = account.client.call_export(10);
    let pages: Vec<_> = export.pages(|_| ()).try_collect().await.expect("two");
    let shown: Vec<_> = pages.iter().map(|page| (page.position, page.last)).collect();
    assert_eq!(shown, [(NOW - 61, false), (NOW - 61, true)]);
}

#[tokio::test]
async fn calls_go_on_after_a_short_page_until_one_is_empty() {
    let first = format!(r#"{{"calls":[{CALL_AT_20}],"count":1,"end_time":21}}"#);
    let shown =
        calls(10, &[("10", &first), ("21", r#"{"calls":[],"count":0,"end_time":99}"#)]).await;
    assert_eq!(shown, [(21, false, false), (21, false, true)]);
}

#[tokio::test]
async fn calls_end_where_no_time_is_told() {
    let only = format!(r#"{{"calls":[{CALL_AT_20}],"next_page":null}}"#);
    assert_eq!(calls(10, &[("10", &only)]).await, [(20, false, true)]);
}

#[tokio::test]
async fn a_page_within_one_second_is_looked_past_before_it_is_the_end() {
    let stuck = format!(r#"{{"calls":[{CALL_AT_20}],"end_time":20}}"#);
    let shown = calls(20, &[("20", &stuck), ("21", r#"{"calls":[],"end_time":21}"#)]).await;
    assert_eq!(shown, [(20, false, false), (21, false, true)]);
    // Calls beyond it show that the server had cut the second.
    let further = r#"{"calls":[{"id":2,"updated_at":"1970-01-01T00:00:30Z"}],"end_time":31}"#;
    let shown =
        calls(20, &[("20", &stuck), ("21", further), ("31", r#"{"calls":[],"end_time":31}"#)])
            .await;
    assert_eq!(shown, [(20, false, false), (31, true, false), (31, false, true)]);
}

#[tokio::test]
async fn a_full_page_within_one_second_is_marked() {
    let rows: Vec<_> = (0..1_000)
        .map(|id| format!(r#"{{"id":{id},"updated_at":"1970-01-01T00:00:20Z"}}"#))
        .collect();
    let full = format!(r#"{{"calls":[{}],"end_time":20}}"#, rows.join(","));
    let shown = calls(20, &[("20", &full), ("21", r#"{"calls":[],"end_time":21}"#)]).await;
    assert_eq!(shown, [(20, true, false), (21, false, true)]);
}

#[tokio::test]
async fn an_account_without_talk_is_no_failure() {
    for code in [403, 404] {
        let account = account().await;
        get(CALLS, &[])
            .respond_with(status(code, r#"{"error":"InvalidEndpoint","description":"Not found"}"#))
            .expect(1)
            .mount(&account.server)
            .await;
        let error = account.client.call_export(0).next_page(|_| ()).await.expect_err("no Talk");
        assert!(error.is_absence(), "{error}");
    }
}

#[tokio::test]
async fn an_export_stands_where_it_stood_after_an_error() {
    let account = account().await;
    get(EVENTS, &[("start_time", "10")])
        .respond_with(json(r#"{"ticket_events":{"id":1},"end_time":20,"end_of_stream":true}"#))
        .up_to_n_times(1)
        .with_priority(1)
        .mount(&account.server)
        .await;
    page(
        &account,
        EVENTS,
        &[("start_time", "10")],
        r#"{"ticket_events":[],"end_time":20,"end_of_stream":true}"#,
    )
    .await;
    let mut export = account.client.ticket_event_export(10, ExportOptions::default());
    let error = export.next_page(|_| ()).await.expect_err("events that are no list");
    assert!(matches!(error, Error::Shape { .. }), "{error}");
    assert_eq!(export.next_page(|_| ()).await.expect("mended").position, 20);
}

#[tokio::test]
async fn odd_rows_are_set_aside_or_blank_in_places_and_told_with_their_place() {
    let account = account().await;
    page(
        &account,
        TICKETS,
        &[("cursor", "c")],
        r#"{"tickets":[{"id":1,"updated_at":9,"due_at":"10203-01-01T00:00:00Z"},{"id":2},{"updated_at":9},
            {"id":3,"updated_at":9223372036854775807},{"id":4,"updated_at":9,"satisfaction_rating":false},
            {"id":5,"updated_at":9,"custom_fields":[null,{"id":6,"value":"x"}]}],
            "after_cursor":"d","end_of_stream":true}"#,
    )
    .await;
    page(
        &account,
        EVENTS,
        &[],
        r#"{"ticket_events":[{"id":1,"ticket_id":7,"timestamp":10},{"id":2,"ticket_id":null,"timestamp":11},
            {"id":3,"ticket_id":7,"timestamp":-9223372036854775808},{"ticket_id":7,"timestamp":13},null,
            {"id":6,"ticket_id":8,"timestamp":14,"child_events":[null,{"id":1,"event_type":"Change"}]}],
            "end_time":15,"end_of_stream":true}"#,
    )
    .await;
    page(
        &account,
        CALLS,
        &[("start_time", "5")],
        r#"{"calls":[{"id":1,"created_at":9,"talk_time":"long"},{"id":2},{"created_at":9}],"end_time":9}"#,
    )
    .await;
    let at = TicketPosition::Cursor("c".into());
    let mut export = account.client.ticket_export(at, ExportOptions::default());
    let tickets = export.next_page(|rows| rows.len()).await.expect("tickets");
    assert_eq!((tickets.value, tickets.rows, tickets.last), (3, 6, true));
    let mut export = account.client.ticket_event_export(5, ExportOptions::default());
    let events = export.next_page(|rows| rows.len()).await.expect("events");
    assert_eq!((events.value, events.rows, events.last), (2, 6, true));
    let calls = account.client.call_export(5).next_page(|rows| rows.len()).await.expect("calls");
    assert_eq!((calls.value, calls.rows), (1, 3));

    let told = |odd: &OddRow| {
        let aside = if odd.set_aside { "set aside" } else { "odd" };
        let OddRow { endpoint, place, problem, .. } = odd;
        format!("{aside}: {endpoint}, {place}, id {:?}: {problem}", odd.id.unwrap_or(-1))
    };
    let odd = [tickets.odd, events.odd.clone(), calls.odd].concat();
    let missing = "missing field";
    let instant = "expected an instant within the years 1970 to 9999";
    assert_eq!(
        odd.iter().map(told).collect::<Vec<_>>(),
        [
            format!("odd: {TICKETS}, cursor c, row 1, id 1: due_at cannot be read"),
            format!(
                "set aside: {TICKETS}, cursor c, row 2, id 2: expected updated_at, found a blank"
            ),
            format!("set aside: {TICKETS}, cursor c, row 3, id -1: {missing} `id`"),
            format!("set aside: {TICKETS}, cursor c, row 4, id 3: {instant}"),
            format!("odd: {TICKETS}, cursor c, row 5, id 4: satisfaction_rating cannot be read"),
            format!("odd: {TICKETS}, cursor c, row 6, id 5: custom_fields cannot be read"),
            format!(
                "set aside: {EVENTS}, start_time 5, row 2, id 2: expected an id, found a blank"
            ),
            format!(
                "set aside: {EVENTS}, start_time 5, row 3, id 3: expected created_at or timestamp within \
                 the years 1970 to 9999, found neither"
            ),
            format!("set aside: {EVENTS}, start_time 5, row 4, id -1: {missing} `id`"),
            format!("set aside: {EVENTS}, start_time 5, row 5, id -1: expected an object"),
            format!("odd: {EVENTS}, start_time 5, row 6, id 6: child_events cannot be read"),
            format!("odd: {CALLS}, start_time 5, row 1, id 1: talk_time cannot be read"),
            format!(
                "set aside: {CALLS}, start_time 5, row 2, id 2: expected created_at, found a blank"
            ),
            format!("set aside: {CALLS}, start_time 5, row 3, id -1: {missing} `id`"),
        ]
    );
    let known: Vec<_> = events.odd.iter().map(|odd| (odd.ticket_id, odd.at, odd.between)).collect();
    assert_eq!(
        known,
        [
            (None, Some(11), (Some(10), Some(13))),
            (Some(7), None, (Some(11), Some(13))),
            (Some(7), Some(13), (Some(11), Some(14))),
            (None, None, (Some(13), Some(14))),
            (Some(8), Some(14), (Some(13), Some(15))),
        ]
    );
}

use futures::TryStreamExt as _;
use inflow_zendesk::{Error, ExportOptions, TicketPosition};

use crate::support::{Account, NOW, account, get, json, status};

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
            "tickets":[{"id":1},{"id":2}],"before_cursor":null}"#,
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
        r#"{"tickets":[{"id":3}],"after_cursor":"c3","end_of_stream":true}"#,
    )
    .await;
    let export = account
        .client
        .ticket_export(TicketPosition::StartTime(100), ExportOptions { page_size: 2 });
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
        r#"{"tickets":[{"id":1}],"after_cursor":"c1","end_of_stream":false}"#,
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
    let error = export.next_page(|_| ()).await.expect_err("refused");
    assert!(matches!(error, Error::StartTimeTooRecent { .. }), "{error}");
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
    let export = account.client.ticket_event_export(10, ExportOptions { page_size: 1 });
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
    let shown = calls(10, &[("10", &first), ("20", &first)]).await;
    assert_eq!(shown, [(20, false, false), (20, false, true)]);
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
    assert_eq!(shown, [(20, false, false), (20, false, true)]);
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
    assert_eq!(shown, [(20, true, false), (20, false, true)]);
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
        .respond_with(json(r#"{"ticket_events":[{"id":1}],"end_time":20,"end_of_stream":true}"#))
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
    let error = export.next_page(|_| ()).await.expect_err("an event without a ticket");
    assert!(matches!(error, Error::Shape { .. }), "{error}");
    assert_eq!(export.next_page(|_| ()).await.expect("mended").position, 20);
}

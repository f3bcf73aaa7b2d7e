use inflow_zendesk::{Error, Outcome};
use wiremock::ResponseTemplate;

use crate::support::{account, get, json, status};

#[tokio::test]
async fn cursor_pages_end_by_has_more_though_a_next_link_remains() {
    let account = account().await;
    // The next link names another host and lacks the size; only its cursor is taken.
    get("views", &[("page[size]", "100"), ("page[after]", "c1==")])
        .respond_with(json(
            r#"{"views":[{"id":3,"title":"C"}],"meta":{"has_more":false,"after_cursor":"c2"},
                "links":{"next":"https://acme.zendesk.com/api/v2/views?page[after]=c2","prev":null}}"#,
        ))
        .with_priority(1)
        .expect(1)
        .mount(&account.server)
        .await;
    get("views", &[("page[size]", "100")])
        .respond_with(json(
            r#"{"views":[{"id":1,"title":"A"},{"id":"2","title":null}],
                "meta":{"has_more":true,"after_cursor":"c1=="},
                "links":{"next":"https://acme.zendesk.com/api/v2/views?page%5Bafter%5D=c1%3D%3D"}}"#,
        ))
        .expect(1)
        .mount(&account.server)
        .await;
    let views = account.client.views().await.expect("two pages");
    assert_eq!(views.iter().map(|view| view.id).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(account.client.requests_sent(), 2);
}

#[tokio::test]
async fn offset_pages_keep_the_servers_size() {
    let account = account().await;
    get("users", &[("page", "2"), ("per_page", "1"), ("role[]", "agent")])
        .respond_with(json(r#"{"users":[{"id":2,"role":"admin"}],"next_page":null,"count":2}"#))
        .with_priority(1)
        .expect(1)
        .mount(&account.server)
        .await;
    get("users", &[("role[]", "agent"), ("role[]", "admin"), ("page[size]", "100")])
        .respond_with(json(
            r#"{"users":[{"id":1,"role":"agent"}],"count":2,
                "next_page":"https://acme.zendesk.com/api/v2/users.json?page=2&per_page=1"}"#,
        ))
        .expect(1)
        .mount(&account.server)
        .await;
    let staff = account.client.staff().await.expect("two pages");
    let roles: Vec<_> = staff.iter().map(|user| (user.id, user.role.as_deref())).collect();
    assert_eq!(roles, [(1, Some("agent")), (2, Some("admin"))]);
}

#[tokio::test]
async fn a_repeated_page_is_told_instead_of_read_for_ever() {
    for body in [
        r#"{"views":[{"id":1}],"meta":{"has_more":true,"after_cursor":"same"}}"#,
        r#"{"views":[],"meta":{"has_more":true,"after_cursor":"same"}}"#,
        r#"{"views":[{"id":1}],"next_page":"https://acme.zendesk.com/x?page=2"}"#,
    ] {
        let account = account().await;
        get("views", &[]).respond_with(json(body)).mount(&account.server).await;
        let error = account.client.views().await.expect_err(body);
        assert!(matches!(error, Error::Stalled { endpoint: "views" }), "{body}: {error}");
        assert_eq!(account.client.requests_sent(), 2, "{body}");
    }
    let account = account().await;
    get("views", &[])
        .respond_with(json(r#"{"views":[{"id":1}],"meta":{"has_more":true,"after_cursor":null}}"#))
        .mount(&account.server)
        .await;
    let error = account.client.views().await.expect_err("more, but where");
    assert!(matches!(error, Error::Stalled { .. }), "{error}");
}

#[tokio::test]
async fn unpaged_lists_come_whole() {
    let account = account().await;
    get("custom_statuses", &[])
        .respond_with(json(
            r#"{"custom_statuses":[{"id":28835740806676,"status_category":"hold","active":true,"default":null}]}"#,
        ))
        .mount(&account.server)
        .await;
    get("ticket_fields", &[])
        .respond_with(json(
            r#"{"ticket_fields":[{"id":7,"type":"tagger","title":"T","active":true,
                "custom_field_options":[{"id":"70","value":"opt1","name":"One"}]},{"id":8,"type":"text"}],
                "next_page":null}"#,
        ))
        .mount(&account.server)
        .await;
    let statuses = account.client.custom_statuses().await.expect("a list");
    assert_eq!(statuses[0].status_category.as_deref(), Some("hold"));
    assert_eq!(statuses[0].default, None);
    let fields = account.client.ticket_fields().await.expect("a list");
    assert_eq!(fields[0].custom_field_options[0].id, Some(70));
    assert_eq!(fields[0].custom_field_options[0].value.as_deref(), Some("opt1"));
    assert!(fields[1].custom_field_options.is_empty());
    for request in account.server.received_requests().await.expect("recorded") {
        assert_eq!(request.url.query(), None, "{}", request.url);
    }
}

#[tokio::test]
async fn an_unreadable_row_is_set_aside_and_told_without_its_words() {
    let account = account().await;
    get("views", &[])
        .respond_with(json(
            r#"{"views":[{"id":1},{"title":"jane@example.com"},{"id":2,"position":"jane"},
                {"id":"3.0","title":"cut \ud83d","active":"jane"}],"next_page":null}"#,
        ))
        .expect(1)
        .mount(&account.server)
        .await;
    let views = account.client.views().await.expect("the others");
    assert_eq!(views.iter().map(|view| view.id).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(views[2].title.as_deref(), Some("cut \u{FFFD}"));
    let unreadable = "whether it is active cannot be read";
    assert_eq!((views[2].active, views[2].unreadable), (None, Some(unreadable)));
    let odd = account.client.take_odd_rows();
    let told: Vec<_> = odd
        .iter()
        .map(|odd| (odd.endpoint, odd.place.as_str(), odd.set_aside, odd.problem.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("views", "page 1, row 2", true, "missing field `id`"),
            ("views", "page 1, row 3", false, "position cannot be read"),
        ]
    );
    assert!(account.client.take_odd_rows().is_empty(), "they are told once");
}

#[tokio::test]
async fn errors_are_told_apart() {
    let no_help_desk = r#"{"error":{"title":"No help desk at x.zendesk.com","message":"m"}}"#;
    for (code, body, outcome, words) in [
        (
            401,
            r#"{"error":"Couldn't authenticate you"}"#,
            Outcome::Refused,
            "Couldn't authenticate you",
        ),
        (
            403,
            r#"{"error":{"title":"Forbidden","message":"no"}}"#,
            Outcome::Refused,
            "Forbidden: no",
        ),
        (404, no_help_desk, Outcome::Unreachable, "there is no zendesk account at 127.0.0.1"),
        (404, r#"{"error":"InvalidEndpoint"}"#, Outcome::Failed, "no views for this account"),
        (451, "<html>", Outcome::Unreachable, "closed or suspended"),
        (
            422,
            r#"{"error":"RecordInvalid","description":"d"}"#,
            Outcome::Failed,
            "RecordInvalid: d",
        ),
    ] {
        let account = account().await;
        get("views", &[]).respond_with(status(code, body)).expect(1).mount(&account.server).await;
        let error = account.client.views().await.expect_err(body);
        assert_eq!(error.outcome(), outcome, "{code}: {error}");
        assert!(error.to_string().contains(words), "{code}: {error}");
        assert_eq!(error.is_absence(), code == 403 || body.contains("InvalidEndpoint"), "{error}");
    }
}

#[tokio::test]
async fn redirects_are_named_and_never_followed() {
    let elsewhere = account().await;
    for (location, expected) in [
        (format!("{}/api/v2/views", elsewhere.server.uri()), elsewhere.client.endpoint().host()),
        ("https://new.zendesk.com/api/v2/views".to_owned(), "new.zendesk.com"),
    ] {
        let account = account().await;
        let answer = ResponseTemplate::new(302).insert_header("location", location.as_str());
        get("views", &[]).respond_with(answer).expect(1).mount(&account.server).await;
        let error = account.client.views().await.expect_err("moved");
        let Error::Moved { target, .. } = &error else { panic!("{error}") };
        assert_eq!(target, expected);
        assert_eq!(error.outcome(), Outcome::Unreachable);
    }
    assert!(elsewhere.server.received_requests().await.expect("recorded").is_empty());
    let account = account().await;
    let answer = ResponseTemplate::new(302).insert_header("location", "/access/unauthenticated");
    get("views", &[]).respond_with(answer).mount(&account.server).await;
    let error = account.client.views().await.expect_err("to the sign-in page");
    assert_eq!(error.outcome(), Outcome::Refused, "{error}");
}

fn audit(id: i64) -> String {
    format!(r#"{{"id":{id},"ticket_id":7,"created_at":"2025-09-01T00:00:00Z","events":[]}}"#)
}

#[tokio::test]
async fn the_audits_of_a_ticket_come_in_every_form_of_paging() {
    let [one, two] = [audit(1), audit(2)];
    for (first, second) in [
        // By cursor.
        (
            format!(r#"{{"audits":[{one}],"meta":{{"has_more":true,"after_cursor":"c"}}}}"#),
            Some(("page[after]", "c")),
        ),
        // By number, whatever was asked for.
        (
            format!(
                r#"{{"audits":[{one}],"count":2,
                    "next_page":"https://acme.zendesk.com/api/v2/tickets/7/audits.json?page=2"}}"#
            ),
            Some(("page", "2")),
        ),
        // All at once, as those of an archived ticket.
        (format!(r#"{{"audits":[{one},{two}],"count":2,"next_page":null}}"#), None),
    ] {
        let account = account().await;
        if let Some(parameter) = second {
            get("tickets/7/audits", &[parameter])
                .respond_with(json(&format!(
                    r#"{{"audits":[{two}],"meta":{{"has_more":false}},"next_page":null}}"#
                )))
                .with_priority(1)
                .expect(1)
                .mount(&account.server)
                .await;
        }
        get("tickets/7/audits", &[("page[size]", "100")])
            .respond_with(json(&first))
            .expect(1)
            .mount(&account.server)
            .await;
        let audits = account.client.ticket_audits(7).await.expect("every page");
        assert_eq!(audits.iter().map(|audit| audit.id).collect::<Vec<_>>(), [1, 2], "{first}");
    }
}

#[tokio::test]
async fn the_audits_of_a_deleted_ticket_are_gone() {
    let account = account().await;
    get("tickets/7/audits", &[])
        .respond_with(status(404, r#"{"error":"RecordNotFound","description":"Not found"}"#))
        .expect(1)
        .mount(&account.server)
        .await;
    let error = account.client.ticket_audits(7).await.expect_err("nothing there");
    assert!(matches!(error, Error::NotFound { endpoint: "tickets/{id}/audits" }), "{error}");
}

#[tokio::test]
async fn twenty_views_are_counted_at_once() {
    let account = account().await;
    let ids: Vec<i64> = (1..=21).collect();
    let first = (1..=20).map(|id: i64| id.to_string()).collect::<Vec<_>>().join(",");
    get("views/count_many", &[("ids", &first)])
        .respond_with(json(
            r#"{"view_counts":[
                {"view_id":1,"url":"…","value":719,"pretty":"~700","fresh":true,"active":true},
                {"view_id":"2","value":null,"pretty":"...","fresh":false}]}"#,
        ))
        .expect(1)
        .mount(&account.server)
        .await;
    get("views/count_many", &[("ids", "21")])
        .respond_with(json(r#"{"view_counts":[{"view_id":21,"value":0,"fresh":false}]}"#))
        .expect(1)
        .mount(&account.server)
        .await;
    let counts = account.client.view_counts(&ids).await.expect("two requests");
    let told = counts.iter().map(|count| (count.view_id, count.value, count.fresh));
    let expected = [(1, Some(719), Some(true)), (2, None, Some(false)), (21, Some(0), Some(false))];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    assert!(account.client.view_counts(&[]).await.expect("no request").is_empty());
    assert_eq!(account.client.requests_sent(), 2);
}

#[tokio::test]
async fn the_tickets_of_a_view_are_paged() {
    let account = account().await;
    get("views/7/tickets", &[("page[size]", "100"), ("page[after]", "c1")])
        .respond_with(json(r#"{"tickets":[{"id":3}],"meta":{"has_more":false}}"#))
        .with_priority(1)
        .mount(&account.server)
        .await;
    get("views/7/tickets", &[("page[size]", "100")])
        .respond_with(json(
            r#"{"tickets":[{"id":1,"updated_at":"2025-09-01T00:00:00Z"},{"id":2}],
                "meta":{"has_more":true,"after_cursor":"c1"}}"#,
        ))
        .mount(&account.server)
        .await;
    let tickets = account.client.view_tickets(7).await.expect("two pages");
    let told: Vec<_> = tickets.iter().map(|ticket| (ticket.id, ticket.updated_at)).collect();
    assert_eq!(told, [(1, Some(1_756_684_800)), (2, None), (3, None)]);
    get("views/8/tickets", &[]).respond_with(status(403, "{}")).mount(&account.server).await;
    let refused = account.client.view_tickets(8).await.expect_err("no access");
    assert!(refused.is_absence());
}

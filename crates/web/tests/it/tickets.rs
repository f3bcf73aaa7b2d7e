//! The page of a whole ticket, over a simulated account that was imported.

use axum::http::StatusCode;
use inflow_app::figures::explain::{ExplainedEvent, explain_ticket};
use inflow_domain::TicketId;
use inflow_store::Role;

use crate::queues::{Shown, between};

#[tokio::test]
async fn a_ticket_tells_what_each_of_its_events_counts() {
    let shown = Shown::new().await;
    let figure = figure_with_contacts(&shown).await;
    let link = between(&figure, "<a href=\"/integrations/1/tickets/", "\"");
    let (ticket, event) = link[0].split_once("#event-").expect("a link to an event");
    let events = explained(&shown, ticket).await;
    every_event_is_shown(&shown, ticket, event, &events).await;
    one_event_is_shown_with_every_view(&shown, ticket, event, &events).await;
    a_number_leads_to_its_ticket(&shown, ticket).await;
    what_is_not_there_is_said(&shown, ticket).await;
}

async fn figure_with_contacts(shown: &Shown) -> String {
    let queue = shown.queue(false);
    let days = shown.days(queue).await;
    let day = days.iter().max_by_key(|day| day.figures.offered).expect("a busy day");
    let path = shown.of_queue(queue, &format!("/figure?at={}&interval=1d", day.start));
    shown.get(&path).await.body
}

async fn explained(shown: &Shown, ticket: &str) -> Vec<ExplainedEvent> {
    let number = TicketId(ticket.parse().expect("a number"));
    let found = explain_ticket(&shown.place.context, &shown.integration, number, None).await;
    found.expect("a ticket").explanation.events
}

async fn every_event_is_shown(shown: &Shown, ticket: &str, event: &str, events: &[ExplainedEvent]) {
    let contacts = events.iter().filter(|event| event.kind.is_some()).count();
    let answer = shown.get(&format!("/integrations/1/tickets/{ticket}")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains(&format!("https://acme.zendesk.com/agent/tickets/{ticket}")));
    assert_eq!(answer.body.matches("id=\"event-").count(), events.len());
    assert!(answer.body.contains(&format!("id=\"event-{event}\"")));
    assert_eq!(answer.body.matches("<span class=\"badge good\">counts</span>").count(), contacts);
    let nothing = "<span class=\"badge\">counts nothing</span>";
    assert_eq!(answer.body.matches(nothing).count(), events.len() - contacts);
    // What it counts in has a page of its own.
    for path in between(&answer.body, "<a href=\"/integrations/1/queues/", "\"") {
        let path = format!("/integrations/1/queues/{path}");
        assert_eq!(shown.get(&path).await.status, StatusCode::OK, "{path}");
    }
    for (language, words) in
        [("nl", "telt mee"), ("de", "Neues Ticket"), ("fr", "Compte dans"), ("en", "Status")]
    {
        let answer = shown.get_in(language, &format!("/integrations/1/tickets/{ticket}")).await;
        assert!(answer.body.contains(words), "{language}: {words}");
    }
}

async fn one_event_is_shown_with_every_view(
    shown: &Shown,
    ticket: &str,
    event: &str,
    events: &[ExplainedEvent],
) {
    let answer = shown.get(&format!("/integrations/1/tickets/{ticket}?event={event}")).await;
    assert_eq!(answer.body.matches("id=\"event-").count(), 1);
    let views = events.iter().find(|one| one.event.to_string() == event).expect("the event");
    assert_eq!(answer.body.matches("class=\"conditions-seen\"").count(), views.views.len());
}

async fn a_number_leads_to_its_ticket(shown: &Shown, ticket: &str) {
    let found = shown.get(&format!("/integrations/1/tickets?ticket=%23{ticket}")).await;
    assert_eq!(found.status, StatusCode::SEE_OTHER);
    assert_eq!(found.header("location"), format!("/integrations/1/tickets/{ticket}"));
    let asked = shown.get("/integrations/1/tickets").await;
    assert!(asked.status == StatusCode::OK && asked.body.contains("Find a ticket"));
    let wrong = shown.get("/integrations/1/tickets?ticket=%22%3E%3Cscript%3E").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("no number of a ticket") && !wrong.body.contains("<script>"));
}

async fn what_is_not_there_is_said(shown: &Shown, ticket: &str) {
    for (path, words) in [
        ("999999".to_owned(), "not among the imported ones"),
        (format!("{ticket}?event=1"), "no such event"),
        ("x".to_owned(), "There is nothing here"),
    ] {
        let answer = shown.get(&format!("/integrations/1/tickets/{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains(words), "{path}");
        // Whoever is signed in stays so on pages of failures.
        assert!(answer.body.contains(">vera</a>"), "{path}");
    }
    let other = shown.place.browser("other", "olga", Role::Administrator).await;
    let answer = shown.place.get(&other, &format!("/integrations/1/tickets/{ticket}")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

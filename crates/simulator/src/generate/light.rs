//! Tickets that need not be kept: each is a pure function of the seed and its number, and so is its
//! place in the exports. For accounts of a million tickets.

use crate::catalog::{Catalog, RECIPIENTS};
use crate::dice::scatter;
use crate::generate::story::{Draft, Story, object};
use crate::generate::{FIRST_EVENT_ID, IDS_PER_EVENT};
use crate::model::{Ticket, Val, Via};
use crate::options::Options;

/// When a ticket's events happen, in seconds after its creation. They are the same for all tickets,
/// so that every event's place in the export can be found by arithmetic.
pub(crate) const EVENT_OFFSETS: [i64; 3] = [0, 7_207, 172_813];

/// When ticket `number` (from 0) is created.
pub(crate) fn created_at(options: &Options, number: usize) -> i64 {
    let span = i128::from(options.days) * 86_400 - 200_000;
    let count = i128::try_from(options.tickets.max(1)).expect("a number of tickets");
    let number = i128::try_from(number).expect("a number of tickets");
    let offset = i64::try_from(span * number / count).expect("the history is a few years long");
    options.begin() + offset
}

/// Ticket `number` (from 0): a customer's mail, the solving answer, the customer's reply.
pub(crate) fn ticket(options: &Options, catalog: &Catalog, number: usize) -> Ticket {
    let id = i64::try_from(number).expect("a number of tickets") + 1;
    let mix = scatter(options.seed ^ scatter(id.cast_unsigned()));
    let choose = |salt: u64, list: &[i64]| list[remainder(scatter(mix ^ salt), list.len())];
    let created_at = created_at(options, number);
    let requester = choose(1, &catalog.customers);
    let agent = choose(2, &catalog.agents);
    let mut story = Story::plain(catalog, id, created_at, options.end);
    story.ticket.via = Via { channel: Some("email".to_owned()), rel: None };
    story.ticket.recipient = Some(RECIPIENTS[remainder(mix, 2)].to_owned());
    story.ticket.submitter = requester;
    let priority = ["", "low", "normal", "high", "urgent"][remainder(scatter(mix ^ 3), 5)];
    let body =
        "I ordered this three weeks ago and it has not arrived. Could you look into it, please?";
    let mut draft = Draft::by(requester, "Mail")
        .with_comment(requester, true, object("email"), body.to_owned())
        .with("subject", Val::text(format!("Where is my order {id}?")))
        .with("requester_id", Val::id(requester))
        .with("brand_id", Val::id(catalog.brands[0]))
        .with("ticket_form_id", Val::id(catalog.forms[0]))
        .with("group_id", Val::id(choose(4, &catalog.groups)))
        .with("priority", Val::text(priority));
    draft.changes.extend(status_changes(catalog, "new"));
    story.push(draft);

    story.at = created_at + EVENT_OFFSETS[1];
    let body = "It is on its way and should be with you tomorrow. Sorry for the delay!".to_owned();
    let mut draft = Draft::by(agent, "Web form")
        .with_comment(agent, true, object("web"), body)
        .with("assignee_id", Val::id(agent));
    draft.changes.extend(status_changes(catalog, "solved"));
    story.push(draft);

    story.at = created_at + EVENT_OFFSETS[2];
    let body = "Still nothing here, I am afraid.".to_owned();
    let mut draft =
        Draft::by(requester, "Mail").with_comment(requester, true, object("email"), body);
    draft.changes.extend(status_changes(catalog, "open"));
    story.push(draft);

    let mut ticket = story.ticket;
    ticket.generated_at = ticket.updated_at();
    for (event, place) in ticket.events.iter_mut().zip(0..) {
        event.id = FIRST_EVENT_ID + ((id - 1) * 3 + place) * IDS_PER_EVENT;
    }
    ticket
}

fn status_changes(catalog: &Catalog, category: &str) -> Vec<(String, Val)> {
    let custom =
        catalog.statuses.iter().find(|status| status.category == category && status.default);
    let mut changes = vec![("status".to_owned(), Val::text(category))];
    changes.extend(custom.map(|status| ("custom_status_id".to_owned(), Val::id(status.id))));
    changes
}

fn remainder(number: u64, length: usize) -> usize {
    let length = u64::try_from(length).expect("a length");
    usize::try_from(number % length).expect("smaller than a length")
}

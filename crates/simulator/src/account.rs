//! A simulated account: everything in it, however it is kept.

use std::borrow::Cow;

use serde_json::Value;

use crate::catalog::Catalog;
use crate::generate::{self, light};
use crate::model::Ticket;
use crate::options::{Manner, Options};
use crate::render;
use crate::talk::{self, Call};
use crate::views::{self, View};

/// A simulated Zendesk account.
///
/// ```
/// use inflow_simulator::{Account, Options};
///
/// let wishes = Options { tickets: 30, ..Options::demo(7) };
/// let account = Account::generate(&wishes);
/// assert_eq!(account.tickets().len(), 30);
/// // The same wishes give the same account.
/// assert_eq!(account.ticket_events(), Account::generate(&wishes).ticket_events());
/// ```
#[derive(Clone, Debug)]
pub struct Account {
    pub(crate) options: Options,
    pub(crate) catalog: Catalog,
    pub(crate) views: Vec<View>,
    /// The lists of views of the stages before, oldest first.
    pub(crate) former_views: Vec<Vec<View>>,
    pub(crate) calls: Vec<Call>,
    pub(crate) tickets: Tickets,
}

/// Tickets, kept or made when asked for.
#[derive(Clone, Debug)]
pub(crate) enum Tickets {
    Kept { tickets: Vec<Ticket>, by_generated: Vec<TicketRow>, by_time: Vec<EventRow> },
    Light,
}

/// A ticket's place in the ticket export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TicketRow {
    pub(crate) at: i64,
    pub(crate) id: i64,
    pub(crate) ticket: usize,
}

/// An event's place in the event export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EventRow {
    pub(crate) at: i64,
    /// Rows of one second come in no order that means anything.
    pub(crate) scatter: u64,
    pub(crate) ticket: usize,
    pub(crate) number: usize,
}

impl Account {
    /// Users that answer by themselves, as an integration is to be told.
    pub fn robots(&self) -> Vec<i64> {
        self.catalog.robots()
    }

    /// The field in which the seconds spent on a ticket are kept.
    pub fn time_field(&self) -> i64 {
        self.catalog.time_field.id
    }

    /// Makes the account of these wishes; the same wishes give the same account.
    pub fn generate(options: &Options) -> Self {
        let former_until = options.begin() + i64::from(options.days) * 43_200;
        let catalog = Catalog::new(options.seed, former_until);
        let views = views::views(options, &catalog);
        let calls = talk::calls(options, &catalog);
        let tickets = if options.manner == Manner::Light {
            Tickets::Light
        } else {
            index(generate::tickets(options, &catalog))
        };
        Self { options: options.clone(), catalog, views, former_views: Vec::new(), calls, tickets }
    }

    /// All ticket snapshots, as the ticket export lists them.
    pub fn tickets(&self) -> Vec<Value> {
        self.tickets_from(i64::MIN, i64::MIN, self.ticket_count())
            .iter()
            .map(|row| render::ticket::render(&self.catalog, &self.ticket(row.ticket)))
            .collect()
    }

    /// All ticket events with their comments, as the event export lists them.
    pub fn ticket_events(&self) -> Vec<Value> {
        self.events_from(i64::MIN, usize::MAX)
            .iter()
            .map(|row| {
                render::event::render(&self.catalog, &self.ticket(row.ticket), row.number, true)
            })
            .collect()
    }

    /// When the clocks of all tickets started and stopped, as the export of metric events lists it.
    pub fn ticket_metric_events(&self) -> Vec<Value> {
        self.events_from(i64::MIN, usize::MAX)
            .iter()
            .flat_map(|row| {
                render::metric::events(&self.catalog, &self.ticket(row.ticket), row.number)
            })
            .collect()
    }

    /// All views.
    pub fn views(&self) -> Vec<Value> {
        self.views
            .iter()
            .enumerate()
            .map(|(position, view)| render::lists::view(view, position))
            .collect()
    }

    /// All users, customers included.
    pub fn users(&self) -> Vec<Value> {
        self.catalog.users.iter().map(render::lists::user).collect()
    }

    /// All ticket fields.
    pub fn ticket_fields(&self) -> Vec<Value> {
        render::lists::ticket_fields(&self.catalog)
    }

    /// All custom statuses.
    pub fn custom_statuses(&self) -> Vec<Value> {
        self.catalog.statuses.iter().map(render::lists::custom_status).collect()
    }

    /// All calls, as Talk's export lists them.
    pub fn calls(&self) -> Vec<Value> {
        self.calls.iter().map(talk::render).collect()
    }

    /// How many tickets there are.
    pub(crate) fn ticket_count(&self) -> usize {
        match &self.tickets {
            Tickets::Kept { tickets, .. } => tickets.len(),
            Tickets::Light => self.options.tickets,
        }
    }

    /// Ticket number `number`, from 0.
    pub(crate) fn ticket(&self, number: usize) -> Cow<'_, Ticket> {
        match &self.tickets {
            Tickets::Kept { tickets, .. } => Cow::Borrowed(&tickets[number]),
            Tickets::Light => Cow::Owned(light::ticket(&self.options, &self.catalog, number)),
        }
    }

    /// The ticket with this id.
    pub(crate) fn ticket_by_id(&self, id: i64) -> Option<Cow<'_, Ticket>> {
        // Ids go up with the numbers.
        let number = partition(self.ticket_count(), |number| self.ticket(number).id < id);
        let found = (number < self.ticket_count()).then(|| self.ticket(number))?;
        (found.id == id).then_some(found)
    }

    /// Tickets from a place (instant, id) of the export on: up to `most` rows.
    pub(crate) fn tickets_from(&self, at: i64, id: i64, most: usize) -> Vec<TicketRow> {
        match &self.tickets {
            Tickets::Kept { by_generated, .. } => {
                let start = by_generated.partition_point(|row| (row.at, row.id) < (at, id));
                by_generated.iter().skip(start).take(most).copied().collect()
            }
            Tickets::Light => {
                let last = light::EVENT_OFFSETS[2];
                let row = |ticket| TicketRow {
                    at: light::created_at(&self.options, ticket) + last,
                    id: i64::try_from(ticket).expect("a number of tickets") + 1,
                    ticket,
                };
                let start = partition(self.ticket_count(), |ticket| {
                    let row = row(ticket);
                    (row.at, row.id) < (at, id)
                });
                (start..self.ticket_count()).take(most).map(row).collect()
            }
        }
    }

    /// Events from an instant on: up to `most` rows.
    pub(crate) fn events_from(&self, at: i64, most: usize) -> Vec<EventRow> {
        match &self.tickets {
            Tickets::Kept { by_time, .. } => {
                let start = by_time.partition_point(|row| row.at < at);
                by_time.iter().skip(start).take(most).copied().collect()
            }
            Tickets::Light => self.light_events_from(at, most),
        }
    }

    /// Each of the three kinds of event is a list in the order of time already; this merges them.
    fn light_events_from(&self, at: i64, most: usize) -> Vec<EventRow> {
        let row = |ticket, number: usize| EventRow {
            at: light::created_at(&self.options, ticket) + light::EVENT_OFFSETS[number],
            scatter: u64::try_from(2 - number).expect("at most two"),
            ticket,
            number,
        };
        let mut heads = [0, 1, 2]
            .map(|number| partition(self.ticket_count(), |ticket| row(ticket, number).at < at));
        let mut rows = Vec::new();
        while rows.len() < most {
            let next = (0..3)
                .filter(|&number| heads[number] < self.ticket_count())
                .map(|number| row(heads[number], number))
                .min();
            let Some(next) = next else { break };
            heads[next.number] += 1;
            rows.push(next);
        }
        rows
    }
}

/// The first number from 0 to `count` for which `before` is false.
fn partition(count: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        if before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// Tickets with their places in the exports.
pub(crate) fn index(tickets: Vec<Ticket>) -> Tickets {
    let mut by_generated = Vec::new();
    let mut by_time = Vec::new();
    for (ticket, content) in tickets.iter().enumerate() {
        if !content.is_stray {
            by_generated.push(TicketRow { at: content.generated_at, id: content.id, ticket });
        }
        let exported = content.events.iter().enumerate().filter(|(_, event)| !event.is_missing);
        for (number, event) in exported {
            let scatter = crate::dice::scatter(event.id.cast_unsigned());
            by_time.push(EventRow { at: event.at, scatter, ticket, number });
        }
    }
    by_generated.sort_unstable();
    by_time.sort_unstable();
    Tickets::Kept { tickets, by_generated, by_time }
}

//! Counting: every ticket of the scope goes through the counter, a batch at a time.

use std::sync::Arc;

use async_trait::async_trait;
use diesel::dsl::count_star;
use diesel::prelude::*;
use inflow_domain::{Contact, IntegrationId, TicketId, Timestamp, UserId};
use inflow_store::{
    CountProgress, CountReport, CountScope, CountingInputs, Counts, StoreError, TicketCounter,
};

use super::histories::{self, Batch};
use super::integrations::{found, state};
use super::ranges;
use super::tally::{self, Tally};
use super::{Connection, Ports, ROWS_PER_STATEMENT, channels, contacts, discovery, staff};
use crate::codec::event::SEVERAL_AUTHORS;
use crate::failure::Failure;
use crate::schema::{changed_ticket, inexact_ticket, integration, ticket_event};

/// Changed tickets that are counted at once.
const CHANGED_TICKETS: i64 = 500;

#[derive(Insertable)]
#[diesel(table_name = inexact_ticket, treat_none_as_default_value = false)]
struct InexactRow<'a> {
    integration_id: i64,
    ticket_id: i64,
    reason: &'a str,
}

#[async_trait]
impl Counts for Ports {
    async fn inputs(&self, id: IntegrationId) -> Result<CountingInputs, StoreError> {
        let read = self.database.read(move |connection| {
            let columns = (integration::discovered_at, integration::counted_with);
            let row = integration::table.find(id.0).select(columns).first(connection).optional()?;
            let (discovered_at, counted_with): (Option<i64>, Option<String>) =
                row.ok_or(StoreError::NoSuchIntegration)?;
            let (everyone, staff_changes) = staff::load(connection, id)?;
            Ok(CountingInputs {
                views: discovery::views(connection, id)?,
                discovered_at: discovered_at.map(Timestamp),
                staff: everyone,
                staff_changes,
                fields: discovery::fields(connection, id)?,
                channel_overrides: channels::load(connection, id)?,
                counted_with,
            })
        });
        read.await
    }

    async fn count(
        &self,
        id: IntegrationId,
        scope: CountScope,
        counter: Arc<dyn TicketCounter>,
        counted_with: String,
        progress: CountProgress,
    ) -> Result<CountReport, StoreError> {
        let done = self.database.write(move |connection| {
            let state = state(connection, id)?;
            let mut count = Count::new(id, counter, progress);
            match scope {
                CountScope::Changed { authors } if state.counted => {
                    mark_authors(connection, id, &authors)?;
                    count.changed(connection)?;
                }
                // Changes are marked from the first count on, so that one takes all.
                CountScope::Changed { .. } | CountScope::All => count.all(connection)?,
            }
            let report = count.report;
            count.tally.finish(connection)?;
            let marks = changed_ticket::table.filter(changed_ticket::integration_id.eq(id.0));
            diesel::delete(marks).execute(connection)?;
            staff::remember_counted(connection, id)?;
            let update = diesel::update(integration::table.find(id.0));
            let rows =
                update.set(integration::counted_with.eq(counted_with)).execute(connection)?;
            found(rows)?;
            Ok(report)
        });
        done.await
    }
}

/// A count that is under way.
struct Count {
    id: IntegrationId,
    counter: Arc<dyn TicketCounter>,
    progress: CountProgress,
    total: u64,
    report: CountReport,
    tally: Tally,
}

/// What the tickets of a batch come to.
#[derive(Default)]
struct Counted {
    contacts: Vec<Contact>,
    inexact: Vec<(i64, String)>,
}

impl Count {
    fn new(id: IntegrationId, counter: Arc<dyn TicketCounter>, progress: CountProgress) -> Self {
        let (total, report) = (0, CountReport::default());
        Self { id, counter, progress, total, report, tally: Tally::new(id) }
    }

    /// Makes all figures anew.
    fn all(&mut self, connection: &mut Connection) -> Result<(), Failure> {
        let carries_over = self.counter.carries_over();
        if !carries_over {
            contacts::delete_all(connection, self.id)?;
        }
        tally::delete_all(connection, self.id)?;
        let inexact = inexact_ticket::table.filter(inexact_ticket::integration_id.eq(self.id.0));
        diesel::delete(inexact).execute(connection)?;
        self.total = histories::number(connection, self.id)?.unsigned_abs();
        let mut after = i64::MIN;
        while after < i64::MAX {
            let range = ranges::next(connection, self.id, after)?;
            let mut old = Vec::new();
            if carries_over {
                old = contacts::of_range(connection, self.id, range)?;
                contacts::delete_range(connection, self.id, range)?;
            }
            let counted = self.replay(connection, &Batch::Range(range), &old)?;
            self.write(connection, &counted.contacts.iter().collect::<Vec<_>>(), &counted.inexact)?;
            after = range.until;
        }
        Ok(())
    }

    /// Counts the marked tickets again; what did not change for all that stays untouched.
    fn changed(&mut self, connection: &mut Connection) -> Result<(), Failure> {
        let marks = changed_ticket::table.filter(changed_ticket::integration_id.eq(self.id.0));
        let total: i64 = marks.select(count_star()).first(connection)?;
        self.total = total.unsigned_abs();
        let mut after = i64::MIN;
        loop {
            let ids: Vec<i64> = marks
                .filter(changed_ticket::ticket_id.gt(after))
                .order(changed_ticket::ticket_id)
                .select(changed_ticket::ticket_id)
                .limit(CHANGED_TICKETS)
                .load(connection)?;
            let Some(last) = ids.last() else { return Ok(()) };
            after = *last;
            self.changed_batch(connection, &ids)?;
        }
    }

    fn changed_batch(&mut self, connection: &mut Connection, ids: &[i64]) -> Result<(), Failure> {
        let old = contacts::of_tickets(connection, self.id, ids)?;
        let of_tickets = inexact_ticket::table
            .filter(inexact_ticket::integration_id.eq(self.id.0))
            .filter(inexact_ticket::ticket_id.eq_any(ids));
        diesel::delete(of_tickets).execute(connection)?;
        let mut counted = self.replay(connection, &Batch::Ids(ids), &old)?;
        counted.contacts.sort_by_key(|contact| (contact.ticket, contact.event));
        let differs = |id: &i64| of_ticket(&old, *id) != of_ticket(&counted.contacts, *id);
        let ids: Vec<i64> = ids.iter().copied().filter(differs).collect();
        let replaced = |contact: &&Contact| ids.binary_search(&contact.ticket.0).is_ok();
        for contact in old.iter().filter(replaced) {
            self.tally.add(contact, -1);
        }
        contacts::delete(connection, self.id, &ids)?;
        let new: Vec<&Contact> = counted.contacts.iter().filter(replaced).collect();
        self.write(connection, &new, &counted.inexact)
    }

    fn write(
        &mut self,
        connection: &mut Connection,
        new: &[&Contact],
        inexact: &[(i64, String)],
    ) -> Result<(), Failure> {
        for contact in new {
            self.tally.add(contact, 1);
        }
        contacts::insert(connection, self.id, new)?;
        let row = |(ticket_id, reason)| InexactRow { integration_id: self.id.0, ticket_id, reason };
        let rows = inexact.iter().map(|(ticket, reason)| row((*ticket, reason.as_str())));
        let rows: Vec<InexactRow<'_>> = rows.collect();
        for rows in rows.chunks(ROWS_PER_STATEMENT) {
            diesel::insert_into(inexact_ticket::table).values(rows).execute(connection)?;
        }
        self.tally.spill(connection)?;
        (self.progress)(self.report.tickets, self.total);
        Ok(())
    }

    /// Reads the histories of a batch and gives them to the counter, one at a time, with what was
    /// counted of them before.
    fn replay(
        &mut self,
        connection: &mut Connection,
        batch: &Batch<'_>,
        old: &[Contact],
    ) -> Result<Counted, Failure> {
        let mut found = Counted::default();
        let (counter, report) = (&self.counter, &mut self.report);
        histories::each(connection, self.id, batch, |history| {
            let mut count = counter.count(history);
            if counter.carries_over() {
                counter.carry_over(of_ticket(old, history.ticket.0), &mut count);
            }
            report.tickets += 1;
            report.events += history.events.len() as u64;
            report.contacts += count.contacts.len() as u64;
            found.contacts.extend(count.contacts);
            found.inexact.extend(count.inexact.map(|reason| (history.ticket.0, reason)));
        })?;
        Ok(found)
    }
}

/// The contacts of one ticket among sorted ones.
fn of_ticket(contacts: &[Contact], ticket: i64) -> &[Contact] {
    let start = contacts.partition_point(|contact| contact.ticket < TicketId(ticket));
    let end = contacts.partition_point(|contact| contact.ticket <= TicketId(ticket));
    &contacts[start..end]
}

/// Marks every ticket that one of the users wrote to.
fn mark_authors(
    connection: &mut Connection,
    id: IntegrationId,
    authors: &[UserId],
) -> QueryResult<()> {
    let authors: Vec<i64> = authors.iter().map(|author| author.0).collect();
    for authors in authors.chunks(ROWS_PER_STATEMENT) {
        ticket_event::table
            .filter(ticket_event::integration_id.eq(id.0))
            .filter(
                ticket_event::author_id
                    .eq_any(authors)
                    .or(ticket_event::comment_author.eq_any(authors))
                    .or(ticket_event::comment_author.eq(SEVERAL_AUTHORS)),
            )
            .select((ticket_event::integration_id, ticket_event::ticket_id))
            .distinct()
            .insert_into(changed_ticket::table)
            .into_columns((changed_ticket::integration_id, changed_ticket::ticket_id))
            .on_conflict_do_nothing()
            .execute(connection)?;
    }
    Ok(())
}

//! Counting: the tickets of the scope go through the counter, a batch at a time, on all cores; the
//! one transaction of the count writes what differs.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use diesel::dsl::count_star;
use diesel::prelude::*;
use inflow_domain::{FieldId, IntegrationId, Timestamp, UserId};
use inflow_store::{
    CountProgress, CountReport, CountScope, CountedWith, CountingInputs, Counts, Lease, StoreError,
    TicketCounter,
};

use super::counted_views::{self, ViewNumbers};
use super::fate_sums::{self, FateTally};
use super::histories::{self, Batch};
use super::integrations::state;
use super::ranges;
use super::tally::Tally;
use super::workers::{self, Dealer, Found, Inexactness, Job, Task};
use super::{
    Connection, Ports, ROWS_PER_STATEMENT, answers, channels, contacts, discovery, staff, workloads,
};
use crate::codec::event::SEVERAL_AUTHORS;
use crate::codec::storable;
use crate::failure::Failure;
use crate::schema::{changed_field, changed_ticket, inexact_ticket, integration, ticket_event};

/// Changed tickets that are counted at once.
const CHANGED_TICKETS: i64 = 500;

#[derive(Insertable)]
#[diesel(table_name = inexact_ticket, treat_none_as_default_value = false)]
struct InexactRow {
    integration_id: i64,
    ticket_id: i64,
    reason: String,
    updated_at: i64,
    incomplete: bool,
}

#[async_trait]
impl Counts for Ports {
    async fn inputs(&self, id: IntegrationId) -> Result<CountingInputs, StoreError> {
        let read = self.database.read(move |connection| {
            let row = integration::table.find(id.0).select(integration::discovered_at);
            let discovered_at: Option<Option<i64>> = row.first(connection).optional()?;
            let discovered_at = discovered_at.ok_or(StoreError::NoSuchIntegration)?;
            let (everyone, staff_changes) = staff::load(connection, id)?;
            Ok(CountingInputs {
                views: discovery::views(connection, id)?,
                discovered_at: discovered_at.map(Timestamp),
                staff: everyone,
                staff_changes,
                robots: answers::robots(connection, id)?,
                time_field: answers::time_field(connection, id)?,
                workloads: workloads::load(connection, id)?,
                fields: discovery::fields(connection, id)?,
                statuses: discovery::statuses(connection, id)?,
                channel_overrides: channels::load(connection, id)?,
                counted_with: counted_views::counted_with(connection, id)?,
            })
        });
        read.await
    }

    async fn count(
        &self,
        lease: Lease,
        scope: CountScope,
        counter: Arc<dyn TicketCounter>,
        counted_with: CountedWith,
        progress: CountProgress,
    ) -> Result<CountReport, StoreError> {
        let (id, readers) = (lease.integration, self.database.own_readers());
        let done = self.write_under(lease, move |connection| {
            // Changes are marked from the first count on, so that one takes all. So does the first one
            // that finds how contacts end.
            let row = integration::table.find(id.0).select(integration::counts_ends);
            let knows_ends = row.first::<bool>(connection)?;
            let is_first = !state(connection, id)?.counted || !knows_ends;
            let scope = if is_first { &CountScope::All } else { &scope };
            if !knows_ends {
                fate_sums::clear(connection, id)?;
            }
            let numbers = ViewNumbers::load(connection, id)?;
            let mut task = Task {
                id,
                counter: &*counter,
                others: None,
                numbers: numbers.clone(),
                readers: &readers,
                knows_ends,
            };
            let mut takes_all = true;
            match scope {
                CountScope::All => {}
                CountScope::Changed { authors } => {
                    mark_authors(connection, id, authors)?;
                    takes_all = false;
                }
                CountScope::Views { authors, others } => {
                    mark_authors(connection, id, authors)?;
                    task.others = Some(&**others);
                }
            }
            let mut count = Count {
                connection,
                id,
                takes_all,
                after: Some(i64::MIN),
                numbers,
                tally: Tally::new(id),
                fates: FateTally::new(id),
                knows_ends,
                changed_fields: BTreeSet::new(),
                total: 0,
                report: CountReport::default(),
                progress: &progress,
            };
            count.total = count.number_of_tickets()?.unsigned_abs();
            workers::run(&task, &mut count)?;
            count.finish(&counted_with)
        });
        done.await
    }
}

/// A count that is under way.
struct Count<'c> {
    connection: &'c mut Connection,
    id: IntegrationId,
    /// All tickets, or those that are marked.
    takes_all: bool,
    /// The last ticket that was dealt out; nothing where there are no more.
    after: Option<i64>,
    numbers: ViewNumbers,
    tally: Tally,
    fates: FateTally,
    /// Whether the contacts before tell how they ended.
    knows_ends: bool,
    changed_fields: BTreeSet<FieldId>,
    total: u64,
    report: CountReport,
    progress: &'c CountProgress,
}

impl Dealer for Count<'_> {
    fn connection(&mut self) -> &mut Connection {
        self.connection
    }

    fn next(&mut self) -> Result<Option<Job>, Failure> {
        let Some(after) = self.after else { return Ok(None) };
        if self.takes_all {
            let range = ranges::next(self.connection, self.id, after)?;
            self.after = (range.until < i64::MAX).then_some(range.until);
            let changed = self.marked(after, range.until, i64::MAX)?;
            return Ok(Some(Job { batch: Batch::Range(range), changed }));
        }
        let ids = self.marked(after, i64::MAX, CHANGED_TICKETS)?;
        self.after = ids.last().copied();
        let (batch, changed) = (Batch::Ids(ids), Vec::new());
        Ok(self.after.is_some().then_some(Job { batch, changed }))
    }

    fn take(&mut self, found: Found) -> Result<(), Failure> {
        let connection = &mut *self.connection;
        let mut changed = Vec::with_capacity(found.differences.len());
        let mut gone = Vec::new();
        for difference in &found.differences {
            if let Some(before) = &difference.before {
                self.tally.add(before, -1);
                if self.knows_ends {
                    self.fates.add(before, -1);
                }
            }
            match (&difference.before, &difference.after) {
                (_, Some(after)) => {
                    self.tally.add(after, 1);
                    self.fates.add(after, 1);
                    changed.push(after);
                }
                (Some(before), None) => gone.push(before),
                (None, None) => {}
            }
        }
        contacts::delete(connection, self.id, &gone)?;
        contacts::save(connection, self.id, &changed, &mut self.numbers)?;
        save_inexact(connection, self.id, &found.inexact)?;
        self.fates.add_tickets(&found.ticket_changes);
        self.tally.spill(connection)?;
        self.fates.spill(connection)?;
        self.changed_fields.extend(found.changed_fields);
        self.report.tickets += found.report.tickets;
        self.report.events += found.report.events;
        self.report.contacts += found.report.contacts;
        (self.progress)(self.report.tickets, self.total);
        Ok(())
    }
}

impl Count<'_> {
    fn number_of_tickets(&mut self) -> QueryResult<i64> {
        if self.takes_all {
            return histories::number(self.connection, self.id);
        }
        let marks = changed_ticket::table.filter(changed_ticket::integration_id.eq(self.id.0));
        marks.select(count_star()).first(self.connection)
    }

    /// The marked tickets in `(after, until]`, sorted.
    fn marked(&mut self, after: i64, until: i64, limit: i64) -> QueryResult<Vec<i64>> {
        changed_ticket::table
            .filter(changed_ticket::integration_id.eq(self.id.0))
            .filter(changed_ticket::ticket_id.gt(after).and(changed_ticket::ticket_id.le(until)))
            .order(changed_ticket::ticket_id)
            .select(changed_ticket::ticket_id)
            .limit(limit)
            .load(self.connection)
    }

    fn finish(mut self, counted_with: &CountedWith) -> Result<CountReport, Failure> {
        let (connection, id) = (self.connection, self.id);
        self.fates.write(connection)?;
        if !self.knows_ends {
            let update = diesel::update(integration::table.find(id.0));
            update.set(integration::counts_ends.eq(true)).execute(connection)?;
        }
        self.tally.finish(connection)?;
        let marks = changed_ticket::table.filter(changed_ticket::integration_id.eq(id.0));
        diesel::delete(marks).execute(connection)?;
        save_changed_fields(connection, id, self.takes_all, &self.changed_fields)?;
        staff::remember_counted(connection, id)?;
        self.numbers.save(connection, id, counted_with)?;
        Ok(self.report)
    }
}

/// Keeps the fields that the account changed; a count of everything finds all of them.
fn save_changed_fields(
    connection: &mut Connection,
    id: IntegrationId,
    are_all: bool,
    fields: &BTreeSet<FieldId>,
) -> QueryResult<()> {
    if are_all {
        let known = changed_field::table.filter(changed_field::integration_id.eq(id.0));
        diesel::delete(known).execute(connection)?;
    }
    for field in fields {
        diesel::insert_into(changed_field::table)
            .values((changed_field::integration_id.eq(id.0), changed_field::field_id.eq(field.0)))
            .on_conflict_do_nothing()
            .execute(connection)?;
    }
    Ok(())
}

fn save_inexact(
    connection: &mut Connection,
    id: IntegrationId,
    found: &[(i64, Option<Inexactness>)],
) -> QueryResult<()> {
    for found in found.chunks(ROWS_PER_STATEMENT) {
        let tickets = found.iter().map(|(ticket, _)| *ticket);
        let known = inexact_ticket::table.filter(inexact_ticket::integration_id.eq(id.0));
        diesel::delete(known.filter(inexact_ticket::ticket_id.eq_any(tickets)))
            .execute(connection)?;
        let row = |(ticket_id, inexactness): &(i64, Option<Inexactness>)| {
            let Inexactness { reason, updated_at, incomplete } = inexactness.clone()?;
            Some(InexactRow {
                integration_id: id.0,
                ticket_id: *ticket_id,
                reason: storable(&reason).into_owned(),
                updated_at,
                incomplete,
            })
        };
        let rows: Vec<InexactRow> = found.iter().filter_map(row).collect();
        diesel::insert_into(inexact_ticket::table).values(rows).execute(connection)?;
    }
    Ok(())
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

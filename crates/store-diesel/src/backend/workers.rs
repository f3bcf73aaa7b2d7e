//! Threads that count batches of tickets, each beside its own connection. They read what was last
//! committed and say what is to be changed; the transaction that began them writes it, in the order
//! of the batches, so that nothing depends on how many threads there are.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, Scope, ScopedJoinHandle};

use diesel::prelude::*;
use inflow_domain::{Contact, FieldId, IntegrationId, TicketHistory};
use inflow_store::{CountReport, StoreError, TicketCount, TicketCounter};

use super::counted_views::ViewNumbers;
use super::fate_sums::{self, TicketChanges};
use super::histories::{self, Batch};
use super::{Connection, Readers, as_of_one_moment, contacts};
use crate::failure::Failure;
use crate::schema::inexact_ticket;

/// Batches that a worker has before it or waiting behind it: enough that it need not wait for the
/// writer, few enough that memory stays small.
const BATCHES_A_WORKER: usize = 2;

/// What every worker needs to know.
pub(super) struct Task<'t> {
    pub(super) id: IntegrationId,
    /// Counts the tickets that changed; all where there is no other counter.
    pub(super) counter: &'t dyn TicketCounter,
    /// Counts the tickets that did not change.
    pub(super) others: Option<&'t dyn TicketCounter>,
    pub(super) numbers: ViewNumbers,
    pub(super) readers: &'t Readers,
    /// Whether the stored contacts tell how they ended; else each of them is written anew.
    pub(super) knows_ends: bool,
}

/// Some tickets to be counted.
pub(super) struct Job {
    pub(super) batch: Batch,
    /// Which of them changed, sorted; only asked for where another counter counts the rest.
    pub(super) changed: Vec<i64>,
}

/// What a batch of tickets comes to, and how that differs from what is stored.
#[derive(Default)]
pub(super) struct Found {
    pub(super) report: CountReport,
    pub(super) differences: Vec<Difference>,
    /// By how much the tickets that wait change.
    pub(super) ticket_changes: TicketChanges,
    /// Tickets with what makes them inexact or incomplete, where that differs; nothing for those that are
    /// neither.
    pub(super) inexact: Vec<(i64, Option<Inexactness>)>,
    /// Fields that the account changed.
    pub(super) changed_fields: BTreeSet<FieldId>,
}

/// What makes a ticket inexact or incomplete.
#[derive(Clone, PartialEq, Eq, Queryable)]
pub(super) struct Inexactness {
    /// Empty where it is incomplete alone.
    pub(super) reason: String,
    /// The ticket's last known change.
    pub(super) updated_at: i64,
    pub(super) incomplete: bool,
}

impl Inexactness {
    fn of(history: &TicketHistory, count: &TicketCount) -> Option<Self> {
        let incomplete = count.inexact.is_none();
        let last_event = || history.events.iter().map(|event| event.at).max();
        let shown = history.snapshot.as_ref().map(|snapshot| snapshot.updated_at);
        (count.inexact.is_some() || count.incomplete).then(|| Self {
            reason: count.inexact.clone().unwrap_or_default(),
            updated_at: shown.or_else(last_event).map_or(0, |at| at.0),
            incomplete,
        })
    }
}

/// A contact before and after; one of them is there.
pub(super) struct Difference {
    pub(super) before: Option<Contact>,
    pub(super) after: Option<Contact>,
}

/// Who knows the jobs, and writes what was found.
pub(super) trait Dealer {
    /// The connection of the transaction that writes.
    fn connection(&mut self) -> &mut Connection;

    /// The next job; none where all are dealt.
    fn next(&mut self) -> Result<Option<Job>, Failure>;

    /// Takes what a job found, in the order of the jobs.
    fn take(&mut self, found: Found) -> Result<(), Failure>;
}

struct Worker<'scope> {
    jobs: Sender<Job>,
    found: Receiver<Result<Found, Failure>>,
    thread: ScopedJoinHandle<'scope, ()>,
}

impl Worker<'_> {
    fn why_it_ended(&self) -> Failure {
        self.found.try_iter().find_map(Result::err).unwrap_or_else(failed)
    }
}

/// Has all jobs of a dealer done; a single one without any thread, since most counts of a quiet
/// account have no more.
pub(super) fn run(task: &Task<'_>, dealer: &mut impl Dealer) -> Result<(), Failure> {
    let Some(first) = dealer.next()? else { return Ok(()) };
    let Some(second) = dealer.next()? else {
        let found = task.count(dealer.connection(), &first)?;
        return dealer.take(found);
    };
    let number = thread::available_parallelism().map_or(1, usize::from).min(Readers::most());
    thread::scope(|scope| {
        let workers: Vec<Worker<'_>> = (0..number).map(|_| start(scope, task)).collect();
        let done = deal(&workers, dealer, [first, second]);
        // Every one is waited for, also after one that panicked.
        let panicked = workers.into_iter().map(stop).filter(|well| !well).count();
        if panicked == 0 { done } else { Err(failed()) }
    })
}

fn failed() -> Failure {
    StoreError::Backend("a thread that counts tickets failed".into()).into()
}

/// Every worker gets one job after the other in turn, so that turns also tell whose answer is next.
fn deal(workers: &[Worker<'_>], dealer: &mut impl Dealer, first: [Job; 2]) -> Result<(), Failure> {
    let (mut dealt, mut taken) = (0, 0);
    let mut first = first.into_iter();
    let mut more = true;
    loop {
        while more && dealt < taken + workers.len() * BATCHES_A_WORKER {
            let job = first.next().map_or_else(|| dealer.next(), |job| Ok(Some(job)))?;
            more = job.is_some();
            if let Some(job) = job {
                let worker = &workers[dealt % workers.len()];
                worker.jobs.send(job).map_err(|_| worker.why_it_ended())?;
                dealt += 1;
            }
        }
        if taken == dealt {
            return Ok(());
        }
        let worker = &workers[taken % workers.len()];
        let found = worker.found.recv().map_err(|_| worker.why_it_ended())?;
        taken += 1;
        dealer.take(found?)?;
    }
}

fn start<'scope>(scope: &'scope Scope<'scope, '_>, task: &'scope Task<'scope>) -> Worker<'scope> {
    let (jobs, waiting) = channel::<Job>();
    let (told, found) = channel();
    let thread = scope.spawn(move || {
        let done = task.readers.open().and_then(|mut connection| {
            // One transaction: everything as of one moment.
            as_of_one_moment(&mut connection, |connection| {
                for job in waiting {
                    if told.send(Ok(task.count(connection, &job)?)).is_err() {
                        break;
                    }
                }
                Ok(())
            })
        });
        if let Err(failure) = done {
            // Where nobody listens any more, another failure is told already.
            let _ = told.send(Err(failure));
        }
    });
    Worker { jobs, found, thread }
}

/// Lets a worker end; false where it panicked.
fn stop(worker: Worker<'_>) -> bool {
    drop(worker.jobs);
    drop(worker.found);
    worker.thread.join().is_ok()
}

impl Task<'_> {
    fn count(&self, connection: &mut Connection, job: &Job) -> Result<Found, Failure> {
        let before = contacts::of_batch(connection, self.id, &job.batch, &self.numbers)?;
        let inexact_before = inexact_before(connection, self.id, &job.batch)?;
        let mut found = Found::default();
        let mut before = before.into_iter().peekable();
        let mut inexact_before = inexact_before.into_iter().peekable();
        histories::each(connection, self.id, &job.batch, |history| {
            let ticket = history.ticket;
            let old: Vec<Contact> =
                std::iter::from_fn(|| before.next_if(|old| old.ticket <= ticket))
                    // What a ticket counted whose history was dropped stays as it is.
                    .filter(|old| old.ticket == ticket)
                    .collect();
            let was = std::iter::from_fn(|| inexact_before.next_if(|row| row.0 <= ticket.0));
            let was = was.last().filter(|row| row.0 == ticket.0);
            let count = self.count_ticket(history, &old, &job.changed);
            found.report.tickets += 1;
            found.report.events += history.events.len() as u64;
            found.report.contacts += count.contacts.len() as u64;
            let inexactness = Inexactness::of(history, &count);
            if was.map(|(_, was)| was) != inexactness {
                found.inexact.push((ticket.0, inexactness));
            }
            found.changed_fields.extend(count.changed_fields);
            self.compare(old, count.contacts, &mut found);
        })?;
        Ok(found)
    }

    /// Tells how the contacts of one ticket differ from the stored ones.
    fn compare(&self, before: Vec<Contact>, after: Vec<Contact>, found: &mut Found) {
        if self.knows_ends {
            fate_sums::ticket_changes(&before, -1, &mut found.ticket_changes);
        }
        fate_sums::ticket_changes(&after, 1, &mut found.ticket_changes);
        compare(!self.knows_ends, before, after, &mut found.differences);
    }

    fn count_ticket(
        &self,
        history: &TicketHistory,
        old: &[Contact],
        changed: &[i64],
    ) -> TicketCount {
        let counter = match self.others {
            Some(others) if changed.binary_search(&history.ticket.0).is_err() => others,
            _ => self.counter,
        };
        let mut count = counter.count(history);
        counter.carry_over(history, old, &mut count);
        count
    }
}

/// Tells the contacts of one ticket that differ, or all.
fn compare(
    are_all: bool,
    before: Vec<Contact>,
    mut after: Vec<Contact>,
    differences: &mut Vec<Difference>,
) {
    after.sort_by_key(|contact| contact.event);
    let (mut before, mut after) = (before.into_iter().peekable(), after.into_iter().peekable());
    loop {
        let order = match (before.peek(), after.peek()) {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => old.event.cmp(&new.event),
        };
        let difference = Difference {
            before: before.next_if(|_| order.is_le()),
            after: after.next_if(|_| order.is_ge()),
        };
        if are_all || difference.before != difference.after {
            differences.push(difference);
        }
    }
}

/// The tickets of a batch that were inexact or incomplete, and why.
fn inexact_before(
    connection: &mut Connection,
    id: IntegrationId,
    batch: &Batch,
) -> QueryResult<Vec<(i64, Inexactness)>> {
    let rows = inexact_ticket::table
        .filter(inexact_ticket::integration_id.eq(id.0))
        .order(inexact_ticket::ticket_id)
        .select((
            inexact_ticket::ticket_id,
            (inexact_ticket::reason, inexact_ticket::updated_at, inexact_ticket::incomplete),
        ))
        .into_boxed();
    match batch {
        Batch::Range(range) => rows
            .filter(inexact_ticket::ticket_id.gt(range.after))
            .filter(inexact_ticket::ticket_id.le(range.until))
            .load(connection),
        Batch::Ids(ids) => rows.filter(inexact_ticket::ticket_id.eq_any(ids)).load(connection),
    }
}

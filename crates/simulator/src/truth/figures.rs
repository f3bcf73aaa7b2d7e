//! All figures of queues and workloads (rule 9), added up from what stands behind them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::counted::Counted;
use super::ends::ContactEnd;
use super::exercised::{Exercised, TARGETS};
use super::told::{QueueCall, QueueContact, TicketContact};
use super::workloads::{Around, Workload};
use crate::instant::rfc3339;

/// Columns of what becomes of contacts, in the order in which they are written; those of targets follow.
const COLUMNS: [&str; 18] = [
    "created",
    "replies",
    "reopenings",
    "entries",
    "answered",
    "settled",
    "moved",
    "dropped",
    "unfinished",
    "waiting",
    "waiting_tickets",
    "answer_seconds",
    "asa_seconds",
    "abandoned_in_ivr",
    "abandoned_in_queue",
    "voicemails",
    "callbacks",
    "outside_business_hours",
];

/// What stands behind the figures of a queue or a workload: contacts, or calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueTruth {
    /// The view; none for Talk and for workloads.
    pub view_id: Option<i64>,
    /// The queue's or the workload's name.
    pub queue: String,
    /// The channel.
    pub channel: &'static str,
    /// The contacts, by time.
    pub contacts: Vec<QueueContact>,
    /// The calls, by time.
    pub calls: Vec<QueueCall>,
}

/// The queues that have anything.
pub(super) fn queues(
    views: &[Counted<'_>],
    found: &[(TicketContact, Around)],
    calls: &[QueueCall],
) -> Vec<QueueTruth> {
    let mut contacts: BTreeMap<(i64, &'static str), Vec<QueueContact>> = BTreeMap::new();
    for (contact, _) in found {
        for (view, end) in contact.view_ids.iter().zip(&contact.ends) {
            let queue = contacts.entry((*view, contact.channel)).or_default();
            queue.push(QueueContact::new(contact, end));
        }
    }
    let titles: BTreeMap<i64, &str> =
        views.iter().map(|view| (view.definition.id, view.title)).collect();
    let mut queues = Vec::new();
    let names: BTreeSet<&str> = calls.iter().map(|call| call.queue.as_str()).collect();
    for name in names {
        let calls = calls.iter().filter(|call| call.queue == name).cloned().collect();
        queues.push(QueueTruth::new(None, name.to_owned(), "call", (Vec::new(), calls)));
    }
    for ((view, channel), contacts) in contacts {
        let name = format!("{} ({channel})", titles[&view]);
        queues.push(QueueTruth::new(Some(view), name, channel, (contacts, Vec::new())));
    }
    queues
}

/// The workloads that have anything.
pub(super) fn of_workloads(
    workloads: &[Workload],
    found: &[(TicketContact, Around)],
    calls: &[QueueCall],
) -> Vec<QueueTruth> {
    let mut queues = Vec::new();
    for (number, workload) in workloads.iter().enumerate() {
        let mut contacts = Vec::new();
        for (contact, around) in found {
            let here = around.workloads.iter().find(|(place, _)| *place == number);
            contacts.extend(here.map(|(_, end)| QueueContact::new(contact, end)));
        }
        let is_member = |call: &&QueueCall| workload.call_queues.contains(&call.queue);
        let calls: Vec<QueueCall> = calls.iter().filter(is_member).cloned().collect();
        if !contacts.is_empty() || !calls.is_empty() {
            let name = workload.name.clone();
            queues.push(QueueTruth::new(None, name, workload.channel, (contacts, calls)));
        }
    }
    queues
}

impl QueueContact {
    fn new(contact: &TicketContact, end: &ContactEnd) -> Self {
        Self {
            ticket_id: contact.ticket_id,
            event_id: contact.event_id,
            at: contact.at,
            kind: contact.kind,
            reopening: contact.reopening,
            author_side: contact.author_side,
            end: end.clone(),
        }
    }

    /// Seconds to the answer of an answered one.
    fn answer_seconds(&self) -> Option<i64> {
        self.end.at.filter(|_| self.end.outcome == "answered").map(|at| at - self.at)
    }
}

impl QueueTruth {
    fn new(
        view_id: Option<i64>,
        queue: String,
        channel: &'static str,
        (mut contacts, mut calls): (Vec<QueueContact>, Vec<QueueCall>),
    ) -> Self {
        contacts.sort_by_key(|contact| (contact.at, contact.ticket_id, contact.event_id));
        calls.sort_by_key(|call| (call.at, call.call_id));
        Self { view_id, queue, channel, contacts, calls }
    }

    /// Notes the shortest target within which each answer came (rule 9.4).
    pub(super) fn note_answers(&self, exercised: &mut Exercised) {
        for seconds in self.answers() {
            match TARGETS.iter().find(|target| seconds <= **target) {
                Some(target) => exercised.count(&format!("target/{target}")),
                None => exercised.count("target/none"),
            }
        }
    }

    /// Seconds to each answer.
    fn answers(&self) -> impl Iterator<Item = i64> {
        let of_calls = self.calls.iter().filter_map(|call| call.answer_seconds);
        self.contacts.iter().filter_map(QueueContact::answer_seconds).chain(of_calls)
    }

    /// The starts of the intervals of a length in which something arrived.
    fn starts(&self, length: i64) -> BTreeSet<i64> {
        let of_calls = self.calls.iter().map(|call| call.at);
        let arrivals = self.contacts.iter().map(|contact| contact.at).chain(of_calls);
        arrivals.map(|at| at - at.rem_euclid(length)).collect()
    }

    /// What waits at the ends of intervals (rule 9.5): contacts and their tickets, by the interval's start.
    fn waiting(&self, length: i64) -> BTreeMap<i64, (i64, i64)> {
        let mut steps: Vec<(i64, i64, i64)> = Vec::new();
        for contact in &self.contacts {
            steps.push((contact.at, contact.ticket_id, 1));
            steps.extend(contact.end.at.map(|at| (at, contact.ticket_id, -1)));
        }
        steps.sort_unstable();
        let mut steps = steps.into_iter().peekable();
        let mut waiting: BTreeMap<i64, i64> = BTreeMap::new();
        let mut at_ends = BTreeMap::new();
        for start in self.starts(length) {
            while let Some((_, ticket, step)) = steps.next_if(|(at, ..)| *at < start + length) {
                *waiting.entry(ticket).or_default() += step;
            }
            waiting.retain(|_, contacts| *contacts != 0);
            let tickets = i64::try_from(waiting.len()).expect("a number of tickets");
            at_ends.insert(start, (waiting.values().sum(), tickets));
        }
        at_ends
    }

    /// Writes the rows of intervals of a length in which something arrived.
    pub(super) fn write_rows(&self, length: i64, out: &mut impl Write) -> io::Result<()> {
        let waiting = self.waiting(length);
        let begin = |at: i64| at - at.rem_euclid(length);
        let contacts: Vec<&[QueueContact]> =
            self.contacts.chunk_by(|one, other| begin(one.at) == begin(other.at)).collect();
        for contacts in contacts {
            let start = begin(contacts[0].at);
            let numbers = support(contacts, waiting[&start]);
            self.write_row((start, length), &numbers, out)?;
        }
        for calls in self.calls.chunk_by(|one, other| begin(one.at) == begin(other.at)) {
            self.write_row((begin(calls[0].at), length), &talk(calls), out)?;
        }
        Ok(())
    }

    fn write_row(
        &self,
        (start, length): (i64, i64),
        row: &Row,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let (name, view) = (quoted(&self.queue), optional(self.view_id));
        write!(out, ",{name},{},{view},{},{length}", self.channel, rfc3339(start))?;
        let text = |name: &str| row.get(name).map(String::as_str).unwrap_or_default();
        let first = ["offered", "handled", "abandoned", "handling_time_seconds", "aht_seconds"];
        for name in first.iter().chain(&COLUMNS) {
            write!(out, ",{}", text(name))?;
        }
        for target in TARGETS {
            write!(out, ",{}", text(&within(target)))?;
        }
        writeln!(out)
    }

    /// Writes the contacts or calls, one a row.
    pub(super) fn write_contacts(&self, out: &mut impl Write) -> io::Result<()> {
        let (name, view) = (quoted(&self.queue), optional(self.view_id));
        for contact in &self.contacts {
            writeln!(
                out,
                "{},{},{name},{},{view},{},{},{},{},{},{},{},",
                contact.ticket_id,
                contact.event_id,
                self.channel,
                contact.kind,
                contact.reopening,
                rfc3339(contact.at),
                contact.end.outcome,
                contact.end.at.map(rfc3339).unwrap_or_default(),
                optional(contact.answer_seconds()),
                contact.author_side,
            )?;
        }
        for call in &self.calls {
            let outcome = match (call.answer_seconds, call.abandoned) {
                (Some(_), _) => "answered",
                (None, true) => "abandoned",
                (None, false) => "neither",
            };
            let (at, seconds) = (rfc3339(call.at), optional(call.answer_seconds));
            let (channel, id) = (self.channel, call.call_id);
            writeln!(out, ",,{name},{channel},{view},,,{at},{outcome},,{seconds},,{id}")?;
        }
        Ok(())
    }
}

/// Texts of a row by the names of their columns.
type Row = BTreeMap<String, String>;

/// The column of a target.
fn within(target: i64) -> String {
    format!("within_{target}")
}

fn support(contacts: &[QueueContact], (waiting, tickets): (i64, i64)) -> Row {
    let of_kind = |kind: &str| contacts.iter().filter(|one| one.kind == kind).count();
    let ended = |outcome: &str| contacts.iter().filter(|one| one.end.outcome == outcome).count();
    let answers: Vec<i64> = contacts.iter().filter_map(QueueContact::answer_seconds).collect();
    let spent: i64 = contacts.iter().map(|one| one.end.handling_seconds).sum();
    let mut row = Row::new();
    for (name, count) in [
        ("offered", contacts.len()),
        ("created", of_kind("created")),
        ("replies", of_kind("reply")),
        ("entries", of_kind("entry")),
        ("reopenings", contacts.iter().filter(|one| one.reopening).count()),
        ("answered", ended("answered")),
        ("settled", ended("settled")),
        ("moved", ended("moved")),
        ("dropped", ended("dropped")),
        ("unfinished", ended("unfinished")),
    ] {
        row.insert(name.to_owned(), count.to_string());
    }
    row.insert("waiting".to_owned(), waiting.to_string());
    row.insert("waiting_tickets".to_owned(), tickets.to_string());
    row.insert("handling_time_seconds".to_owned(), spent.to_string());
    insert_average(&mut row, "aht_seconds", spent, ended("answered") + ended("settled"));
    insert_answers(&mut row, &answers);
    row
}

fn talk(calls: &[QueueCall]) -> Row {
    let count = |of: fn(&QueueCall) -> bool| calls.iter().filter(|call| of(call)).count();
    let answers: Vec<i64> = calls.iter().filter_map(|call| call.answer_seconds).collect();
    let handling: Vec<i64> = calls.iter().filter_map(|call| call.handling_seconds).collect();
    let mut row = Row::new();
    for (name, count) in [
        ("offered", calls.len()),
        ("handled", handling.len()),
        ("answered", answers.len()),
        ("abandoned", count(|call| call.abandoned)),
        ("abandoned_in_ivr", count(|call| call.abandoned_in_ivr)),
        ("abandoned_in_queue", count(|call| call.abandoned_in_queue)),
        ("voicemails", count(|call| call.voicemail)),
        ("callbacks", count(|call| call.callback)),
        ("outside_business_hours", count(|call| call.outside_business_hours)),
    ] {
        row.insert(name.to_owned(), count.to_string());
    }
    let seconds: i64 = handling.iter().sum();
    if !handling.is_empty() {
        row.insert("handling_time_seconds".to_owned(), seconds.to_string());
    }
    insert_average(&mut row, "aht_seconds", seconds, handling.len());
    insert_answers(&mut row, &answers);
    row
}

fn insert_answers(row: &mut Row, answers: &[i64]) {
    let seconds: i64 = answers.iter().sum();
    row.insert("answer_seconds".to_owned(), seconds.to_string());
    insert_average(row, "asa_seconds", seconds, answers.len());
    for target in TARGETS {
        let in_time = answers.iter().filter(|seconds| **seconds <= target).count();
        row.insert(within(target), in_time.to_string());
    }
}

/// Absent where there is nothing to divide by.
fn insert_average(row: &mut Row, name: &str, seconds: i64, count: usize) {
    if count > 0 {
        let count = u64::try_from(count).expect("a number of contacts");
        row.insert(name.to_owned(), average(seconds, count));
    }
}

/// The names of the columns of rows.
pub(super) fn header() -> String {
    let first = "queue_id,queue,channel,view_id,interval_start,interval_seconds,offered,handled,abandoned,\
                 handling_time_seconds,aht_seconds";
    let targets: Vec<String> = TARGETS.iter().map(|target| within(*target)).collect();
    format!("{first},{},{}", COLUMNS.join(","), targets.join(","))
}

pub(super) fn optional<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Seconds by count, rounded half up to three decimals, without needless zeros.
pub(super) fn average(seconds: i64, count: u64) -> String {
    let count = i64::try_from(count).expect("a number of calls");
    let thousandths = (seconds * 2_000 + count) / (2 * count);
    let text = format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub(super) fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

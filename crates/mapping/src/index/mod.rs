//! The views turned round: by what their conditions read, with the views that ask for each answer.
//!
//! A *column* is one thing of a ticket that conditions read: a field, the hours since a moment, the
//! text. All conditions on a column are judged together, and what they come to is an *answer*: one
//! bit a view that says whether the column denies it (a condition under `all` is false), and one
//! that says whether it grants it (a condition under `any` is true). A view holds a ticket when no
//! column denies it and, if it has `any` conditions, some column grants it (rule 6.1).
//!
//! An answer depends on the column's value alone and is remembered, so that a value that was seen
//! before is judged by looking it up. What an event costs is a look-up for each field that it
//! changed, and, where a contact is possible, one `and` for each column and 64 views.

mod classes;
mod memory;
mod tracker;
mod workloads;

#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use inflow_domain::{Field, Timestamp, ViewId};
use rustc_hash::FxHashMap;

pub(crate) use tracker::Tracker;

use crate::conditions::{Compiled, Predicate, Source};
use crate::counted::CountedWorkload;
use crate::judge::CompiledView;
use classes::Classes;
use workloads::Workloads;

/// A place in the list of columns, of views, or of a column's questions.
type Place = usize;

/// The views by what they read.
#[derive(Debug)]
pub(crate) struct Index {
    views: Vec<(ViewId, Option<Timestamp>)>,
    /// How many words of 64 bits have a bit for each view.
    words: usize,
    /// The views themselves.
    every: Vec<u64>,
    /// Those without `any` conditions.
    without_any: Vec<u64>,
    columns: Vec<Column>,
    /// The columns with conditions under `all`, those that tell the most views apart first.
    denying: Vec<Place>,
    /// The columns with conditions under `any`.
    granting: Vec<Place>,
    /// The columns that time changes, and those that it does not.
    hours: Vec<Place>,
    steady: Vec<Place>,
    /// The columns that read a field.
    readers: FxHashMap<Field, Vec<Place>>,
    workloads: Workloads,
}

/// All conditions that read the same.
#[derive(Debug)]
struct Column {
    source: Source,
    questions: Vec<Question>,
    classes: Classes,
}

/// A condition with the views that have it.
#[derive(Debug)]
struct Question {
    asked: Compiled,
    all: Vec<Place>,
    any: Vec<Place>,
}

impl Index {
    /// The index of some views and workloads, both sorted by their ids.
    pub(crate) fn new(views: &[CompiledView], workloads: &[CountedWorkload]) -> Self {
        let words = views.len().div_ceil(64);
        let columns = columns(views);
        let places_of = |wanted: fn(&Column) -> bool| -> Vec<Place> {
            (0..columns.len()).filter(|place| wanted(&columns[*place])).collect()
        };
        let mut denying = places_of(Column::denies);
        denying.sort_by_key(|place| Reverse(columns[*place].questions.len()));
        let granting = places_of(Column::grants);
        let hours = places_of(Column::changes_with_time);
        let steady = places_of(|column| !column.changes_with_time());
        let mut readers: FxHashMap<Field, Vec<Place>> = FxHashMap::default();
        for (place, column) in columns.iter().enumerate() {
            for field in column.source.fields() {
                readers.entry(field).or_default().push(place);
            }
        }
        let (mut every, mut without_any) = (vec![0; words], vec![0; words]);
        for (place, view) in views.iter().enumerate() {
            set(&mut every, place);
            if view.any.is_empty() {
                set(&mut without_any, place);
            }
        }
        let views: Vec<(ViewId, Option<Timestamp>)> =
            views.iter().map(|view| (view.id, view.until)).collect();
        let workloads = Workloads::of(workloads, &views);
        Self {
            views,
            words,
            every,
            without_any,
            columns,
            denying,
            granting,
            hours,
            steady,
            readers,
            workloads,
        }
    }
}

/// The distinct conditions of the views, by what they read.
fn columns(views: &[CompiledView]) -> Vec<Column> {
    let mut by_source: FxHashMap<Source, Vec<Question>> = FxHashMap::default();
    let mut places: FxHashMap<&Compiled, usize> = FxHashMap::default();
    for (place, view) in views.iter().enumerate() {
        let required = view.all.iter().map(|asked| (asked, true));
        for (asked, is_required) in required.chain(view.any.iter().map(|asked| (asked, false))) {
            let questions = by_source.entry(asked.predicate.source()).or_default();
            let question = *places.entry(asked).or_insert_with(|| {
                let asked = asked.clone();
                questions.push(Question { asked, all: Vec::new(), any: Vec::new() });
                questions.len() - 1
            });
            let question = &mut questions[question];
            if is_required { question.all.push(place) } else { question.any.push(place) }
        }
    }
    let column = |(source, questions): (Source, Vec<Question>)| {
        let asked: Vec<&Predicate> = questions.iter().map(|one| &one.asked.predicate).collect();
        Column { classes: Classes::of(source, &asked), source, questions }
    };
    by_source.into_iter().map(column).collect()
}

impl Column {
    fn changes_with_time(&self) -> bool {
        matches!(self.source, Source::Hours(_))
    }

    fn denies(&self) -> bool {
        self.questions.iter().any(|question| !question.all.is_empty())
    }

    fn grants(&self) -> bool {
        self.questions.iter().any(|question| !question.any.is_empty())
    }
}

fn clear(bits: &mut [u64], place: Place) {
    bits[place / 64] &= !(1 << (place % 64));
}

fn set(bits: &mut [u64], place: Place) {
    bits[place / 64] |= 1 << (place % 64);
}

//! Workloads as further views (rule 10.2): each holds a ticket whenever one of its views does.

use inflow_domain::{Timestamp, ViewId};

use super::Place;
use crate::counted::CountedWorkload;

/// The workloads by their views' places.
#[derive(Debug, Default)]
pub(super) struct Workloads {
    /// By id.
    all: Vec<Union>,
    /// How many words have a bit for each workload.
    words: usize,
    /// The words of each view: the workloads that it is in.
    of_views: Vec<u64>,
}

/// The views of a workload.
#[derive(Debug)]
pub(super) struct Union {
    pub(super) id: ViewId,
    /// Those that go on counting: words of bits, as views have them.
    lasting: Vec<(usize, u64)>,
    /// Those that stop counting at an instant.
    ending: Vec<(Place, Timestamp)>,
}

impl Workloads {
    pub(super) fn of(workloads: &[CountedWorkload], views: &[(ViewId, Option<Timestamp>)]) -> Self {
        let words = workloads.len().div_ceil(64);
        let mut of_views = vec![0; words * views.len()];
        let mut union = |(number, workload): (usize, &CountedWorkload)| {
            let mut union =
                Union { id: workload.as_view(), lasting: Vec::new(), ending: Vec::new() };
            for view in &workload.views {
                if let Ok(place) = views.binary_search_by_key(view, |(id, _)| *id) {
                    of_views[place * words + number / 64] |= 1 << (number % 64);
                    union.add(place, views[place].1);
                }
            }
            union
        };
        let all = workloads.iter().enumerate().map(&mut union).collect();
        Self { all, words, of_views }
    }

    /// None of them, to be filled.
    pub(super) fn none(&self) -> Vec<u64> {
        vec![0; self.words]
    }

    /// Adds those that a view is in.
    pub(super) fn add_those_of(&self, place: Place, found: &mut [u64]) {
        let own = &self.of_views[place * self.words..][..self.words];
        found.iter_mut().zip(own).for_each(|(found, own)| *found |= own);
    }

    /// Those whose bits are set, sorted.
    pub(super) fn among<'a>(&'a self, found: &'a [u64]) -> impl Iterator<Item = &'a Union> {
        let is_found = |number: usize| found[number / 64] & (1 << (number % 64)) != 0;
        self.all.iter().enumerate().filter(move |(number, _)| is_found(*number)).map(|(_, one)| one)
    }

    pub(super) fn get(&self, id: ViewId) -> Option<&Union> {
        let place = self.all.binary_search_by_key(&id, |union| union.id).ok()?;
        Some(&self.all[place])
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Union> {
        self.all.iter()
    }
}

impl Union {
    fn add(&mut self, place: Place, until: Option<Timestamp>) {
        match until {
            Some(until) => self.ending.push((place, until)),
            None => match self.lasting.last_mut() {
                // Views come by their places.
                Some((word, bits)) if *word == place / 64 => *bits |= 1 << (place % 64),
                _ => self.lasting.push((place / 64, 1 << (place % 64))),
            },
        }
    }

    /// Whether one of those that still count at an instant holds a ticket that these words of views do.
    pub(super) fn holds(&self, at: Timestamp, held: impl Fn(usize) -> u64) -> bool {
        let counts = |(place, until): &(Place, Timestamp)| {
            at < *until && held(place / 64) & (1 << (place % 64)) != 0
        };
        self.lasting.iter().any(|(word, bits)| held(*word) & bits != 0)
            || self.ending.iter().any(counts)
    }

    /// Whether one stops counting after an instant, up to and with another.
    pub(super) fn shrinks_between(&self, since: Timestamp, at: Timestamp) -> bool {
        self.ending.iter().any(|(_, until)| since < *until && *until <= at)
    }
}

//! What becomes of contacts (rule 9), from the end of a ticket's history backwards: at each event it is known
//! what would end a contact that was waiting before it, in each view.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Comment, CommentKind, CommentVia, Event, State};

/// How a contact ended in a view, and what of the ticket's handling time it got there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactEnd {
    /// `answered`, `settled`, `moved`, `dropped` or `unfinished`.
    pub outcome: &'static str,
    /// When, in seconds since 1970; none where it is unfinished.
    pub at: Option<i64>,
    /// The event that ended it; none where a snapshot alone tells the deletion.
    pub event_id: Option<i64>,
    /// Seconds that were spent.
    pub handling_seconds: i64,
}

/// Who works on tickets.
pub(super) struct Team<'a> {
    pub(super) staff: &'a BTreeSet<i64>,
    pub(super) robots: &'a [i64],
}

/// What an event means for the contacts of its ticket.
pub(super) struct Passage {
    pub(super) event_id: i64,
    pub(super) at: i64,
    /// What ends all contacts that were waiting, with the row of the table that says so.
    pub(super) ends: Option<(&'static str, &'static str)>,
    /// How a contact of this very event ends at once, where the ticket does not wait.
    pub(super) ends_own: Option<&'static str>,
    pub(super) before: Vec<i64>,
    pub(super) after: Vec<i64>,
    /// Seconds more than before.
    pub(super) spent: i64,
}

impl Team<'_> {
    /// `customer`, `staff` or `system`.
    pub(super) fn side(&self, author: i64) -> &'static str {
        match author {
            -1 => "system",
            author if self.staff.contains(&author) => "staff",
            _ => "customer",
        }
    }

    fn is_working(&self, author: i64) -> bool {
        self.side(author) == "staff" && !self.robots.contains(&author)
    }

    /// How an event ends what waits, whichever view it waits in.
    pub(super) fn ends(
        &self,
        before: &State,
        event: &Event,
        is_merge: bool,
    ) -> Option<(&'static str, &'static str)> {
        let status = event.after.text("status").unwrap_or_default();
        let gone = status == "deleted" && before.text("status") != Some("deleted");
        if gone {
            return Some(("dropped", "row/9.3-deleted"));
        }
        if is_merge && status == "closed" {
            return Some(("dropped", "row/9.3-absorbed"));
        }
        let requester = event.after.id("requester_id");
        if !is_merge
            && event.comment.as_ref().is_some_and(|said| self.answers(event, said, requester))
        {
            return Some(("answered", "row/9.3-answered"));
        }
        match self.ends_own(event)? {
            "settled" => Some(("settled", "row/9.3-settled")),
            outcome => Some((outcome, "row/9.3-dropped")),
        }
    }

    /// How it ends where the ticket does not wait after the event.
    pub(super) fn ends_own(&self, event: &Event) -> Option<&'static str> {
        let waits = ["new", "open"].map(Some).contains(&event.after.text("status"));
        let outcome = if self.is_working(event.author) { "settled" } else { "dropped" };
        (!waits).then_some(outcome)
    }

    fn answers(&self, event: &Event, said: &Comment, requester: Option<i64>) -> bool {
        let channel = match &said.via {
            CommentVia::Object(via) => via.channel.as_deref(),
            CommentVia::Text(text) => Some(text.as_str()),
            CommentVia::Empty | CommentVia::Absent => None,
        };
        let channel = channel.filter(|channel| !channel.is_empty()).unwrap_or(&event.label);
        let by_rule = channel == "8" || channel.eq_ignore_ascii_case("rule");
        match said.kind {
            CommentKind::ChatStarted => false,
            // It names no author: it is the event's.
            CommentKind::ChannelBack => {
                !by_rule && !self.robots.contains(&event.author) && requester != Some(event.author)
            }
            CommentKind::Plain | CommentKind::Voice | CommentKind::TpeVoice => {
                said.public
                    && !by_rule
                    && self.is_working(said.author)
                    && requester != Some(said.author)
            }
        }
    }
}

/// An end with the place of the event that brings it.
#[derive(Clone, Copy)]
pub(super) struct Fate {
    pub(super) place: Option<usize>,
    pub(super) outcome: &'static str,
    pub(super) at: i64,
}

/// The fates of contacts, by the place of their event and by a view or whatever else they count in.
pub(super) type Fates = BTreeMap<(usize, i64), Option<Fate>>;

/// What became of the contacts of a ticket: of the event at each place, by view.
pub(super) fn ends(
    passages: &[Passage],
    counts_in: &BTreeMap<usize, Vec<i64>>,
    counts_at: impl Fn(i64, i64) -> bool,
    deleted_at: Option<i64>,
) -> BTreeMap<(usize, i64), ContactEnd> {
    let views: BTreeSet<i64> = counts_in.values().flatten().copied().collect();
    let mut fates = Fates::new();
    for &view in &views {
        let mut later = deleted_at.map(|at| Fate { place: None, outcome: "dropped", at });
        for (place, passage) in passages.iter().enumerate().rev() {
            let here = |outcome| Some(Fate { place: Some(place), outcome, at: passage.at });
            if counts_in.get(&place).is_some_and(|counted| counted.contains(&view)) {
                fates.insert((place, view), passage.ends_own.map_or(later, here));
            }
            if let Some((outcome, _)) = passage.ends {
                later = here(outcome);
            } else if counts_at(view, passage.at) && !passage.after.contains(&view) {
                later = here("moved");
            }
        }
    }
    told(passages, &fates, |views, view| views.contains(&view))
}

/// The ends with what of the handling time each got; `holds` says whether one of these views is, or belongs
/// to, what contacts count in.
pub(super) fn told(
    passages: &[Passage],
    fates: &Fates,
    holds: impl Fn(&[i64], i64) -> bool,
) -> BTreeMap<(usize, i64), ContactEnd> {
    let spent = spent(passages, fates, holds);
    let told = |(key, fate): (&(usize, i64), &Option<Fate>)| {
        let end = ContactEnd {
            outcome: fate.map_or("unfinished", |fate| fate.outcome),
            at: fate.map(|fate| fate.at),
            event_id: fate.and_then(|fate| fate.place).map(|place| passages[place].event_id),
            handling_seconds: spent.get(key).copied().unwrap_or(0),
        };
        (*key, end)
    };
    fates.iter().map(told).collect()
}

/// Whose the time is (rule 9.7): the latest contact's, of those that were not moved before.
fn spent(
    passages: &[Passage],
    fates: &Fates,
    holds: impl Fn(&[i64], i64) -> bool,
) -> BTreeMap<(usize, i64), i64> {
    let mut spent: BTreeMap<(usize, i64), i64> = BTreeMap::new();
    let views: BTreeSet<i64> = fates.keys().map(|(_, view)| *view).collect();
    for (place, passage) in passages.iter().enumerate().filter(|(_, passage)| passage.spent > 0) {
        for &view in &views {
            let is_seen = holds(&passage.before, view) || holds(&passage.after, view);
            let waits = passage.ends_own.is_none();
            if waits && !is_seen {
                continue;
            }
            let stayed = |fate: &Option<Fate>| {
                let moved = fate.filter(|fate| fate.outcome == "moved");
                moved.and_then(|fate| fate.place).is_none_or(|at| at >= place)
            };
            let latest = fates
                .iter()
                .filter(|((arrived, of), fate)| *of == view && *arrived <= place && stayed(fate))
                .map(|(key, _)| *key)
                .max();
            if let Some(key) = latest {
                *spent.entry(key).or_default() += passage.spent;
            }
        }
    }
    spent
}

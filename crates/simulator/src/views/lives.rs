//! What becomes of views from one stage of an account to the next (rule 6.5).

use std::collections::BTreeMap;

use super::{View, when};
use crate::account::Account;
use crate::catalog::Catalog;
use crate::dice::Dice;
use crate::truth::is_supported;

/// The field that views judge texts by.
const TEXT: &str = "description_includes_word";

/// The field by which a view is made unsupported.
const OFFENDING: &str = "via_id";

/// One view's life.
struct Life {
    view: View,
    listed: bool,
    was_listed: bool,
}

/// The lists of views of an account that is looked at at these instants, the first of which lies after
/// all views of the account were made.
pub(crate) fn lives(account: &Account, ends: &[i64]) -> Vec<Vec<View>> {
    let mut dice = Dice::new(account.options.seed, u64::MAX - 3);
    let mut lives: Vec<Life> = account
        .views
        .iter()
        .map(|view| {
            let listed = judges_text(view) || !dice.chance(15);
            Life { view: view.clone(), listed, was_listed: listed }
        })
        .collect();
    let mut lists = vec![listed(&lives)];
    for span in ends.windows(2) {
        let world = World::new(account, span[0], span[1]);
        for life in &mut lives {
            life.pass(&mut dice, &world);
        }
        lists.push(listed(&lives));
    }
    lists
}

fn listed(lives: &[Life]) -> Vec<View> {
    lives.iter().filter(|life| life.listed).map(|life| life.view.clone()).collect()
}

fn judges_text(view: &View) -> bool {
    view.all.iter().chain(&view.any).any(|condition| condition.field == TEXT)
}

/// What changes of views draw on between two instants.
struct World<'a> {
    /// Views whose conditions others may take.
    models: Vec<&'a View>,
    after: i64,
    until: i64,
    /// When tickets changed.
    events: Vec<i64>,
}

impl<'a> World<'a> {
    fn new(account: &'a Account, after: i64, until: i64) -> Self {
        let models = account
            .views
            .iter()
            .filter(|view| is_supported(&account.catalog, view) && !judges_text(view))
            .collect();
        let events = account.events_from(after + 1, usize::MAX).into_iter().map(|row| row.at);
        Self { models, after, until, events: events.take_while(|at| *at <= until).collect() }
    }

    /// When something changes: often in the very second of a ticket's event, for the edge matters.
    fn moment(&self, dice: &mut Dice) -> i64 {
        if !self.events.is_empty() && dice.chance(50) {
            *dice.pick(&self.events)
        } else {
            dice.between(self.after + 1, self.until)
        }
    }
}

impl Life {
    /// What happens to the view until the next stage. Those that judge text are only renamed: of one
    /// that ends the texts are erased, so that it could not be judged otherwise any more.
    fn pass(&mut self, dice: &mut Dice, world: &World<'_>) {
        if !self.listed {
            if dice.chance(50) {
                self.appear(dice, world);
            }
            return;
        }
        if judges_text(&self.view) {
            if dice.chance(20) {
                self.rename(dice);
                self.view.updated_at = world.moment(dice);
            }
            return;
        }
        let changes = *dice.pick(&[0, 0, 1, 1, 2]);
        for _ in 0..changes {
            self.change(dice, world);
        }
        if changes > 0 {
            self.view.updated_at = world.moment(dice);
        }
        self.listed = !dice.chance(8);
    }

    /// A new view, or one that was gone: as it was, or changed meanwhile.
    fn appear(&mut self, dice: &mut Dice, world: &World<'_>) {
        self.listed = true;
        if self.was_listed {
            if dice.chance(50) {
                return;
            }
            self.change(dice, world);
        }
        self.was_listed = true;
        self.view.updated_at = world.moment(dice);
    }

    fn change(&mut self, dice: &mut Dice, world: &World<'_>) {
        let is_offending = self.view.all.iter().any(|condition| condition.field == OFFENDING);
        match dice.between(0, 9) {
            0 | 1 => self.rename(dice),
            2..=4 => {
                let model = *dice.pick(&world.models);
                self.view.all.clone_from(&model.all);
                self.view.any.clone_from(&model.any);
            }
            5..=7 => self.view.active = !self.view.active,
            _ if is_offending => self.view.all.retain(|condition| condition.field != OFFENDING),
            _ => self.view.all.push(when(OFFENDING, "is", "4")),
        }
    }

    fn rename(&mut self, dice: &mut Dice) {
        let title = format!("{}, renamed", self.view.title);
        // Now and then a view takes a title that others have.
        self.view.title = if dice.chance(10) { "Renamed".to_owned() } else { title };
    }
}

/// How views changed from list to list, oldest first.
pub(crate) fn view_changes(
    catalog: &Catalog,
    former: &[Vec<View>],
    present: &[View],
) -> BTreeMap<&'static str, u64> {
    let kinds = [
        "added",
        "back",
        "removed",
        "renamed",
        "edited",
        "deactivated",
        "reactivated",
        "unsupported",
        "supported again",
    ];
    let mut counts: BTreeMap<&'static str, u64> = kinds.map(|kind| (kind, 0)).into();
    // Each view as it was listed last, and in which list.
    let mut known: BTreeMap<i64, (usize, &View)> = BTreeMap::new();
    let lists = former.iter().map(Vec::as_slice).chain([present]);
    for (number, list) in lists.enumerate() {
        let mut count = |kind| *counts.entry(kind).or_default() += 1;
        for view in list {
            match known.insert(view.id, (number, view)) {
                Some((last, before)) => {
                    if last + 1 < number {
                        count("back");
                    }
                    differences(catalog, before, view).into_iter().for_each(&mut count);
                }
                None if number > 0 => count("added"),
                None => {}
            }
        }
        known
            .values()
            .filter(|(last, _)| number > 0 && *last == number - 1)
            .for_each(|_| count("removed"));
    }
    counts
}

fn differences(catalog: &Catalog, before: &View, after: &View) -> Vec<&'static str> {
    let supported = |view: &View| is_supported(catalog, view);
    let conditions = |view: &View| (view.all.clone(), view.any.clone());
    let mut found = Vec::new();
    if before.title != after.title {
        found.push("renamed");
    }
    match (before.active, after.active) {
        (true, false) => found.push("deactivated"),
        (false, true) => found.push("reactivated"),
        _ => {}
    }
    match (supported(before), supported(after)) {
        (true, false) => found.push("unsupported"),
        (false, true) => found.push("supported again"),
        (true, true) if conditions(before) != conditions(after) => found.push("edited"),
        _ => {}
    }
    found
}

//! Which definition of a view counts, and until when (rule 6.5).

use super::support::is_supported;
use crate::account::Account;
use crate::views::View;

/// A view that counts.
pub(super) struct Counted<'a> {
    /// The view as it was when it was last active and supported.
    pub(super) definition: &'a View,
    /// It counts before this instant only; for ever where there is none.
    pub(super) until: Option<i64>,
    /// The title under which it was last listed.
    pub(super) title: &'a str,
}

impl Counted<'_> {
    /// Whether it counts what happens at an instant.
    pub(super) fn counts_at(&self, now: i64) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// The views that count, in the order in which they were first listed.
pub(super) fn counted(account: &Account) -> Vec<Counted<'_>> {
    let mut lives: Vec<Vec<&View>> = Vec::new();
    for view in account.former_views.iter().flatten().chain(&account.views) {
        match lives.iter_mut().find(|life| life[0].id == view.id) {
            Some(life) => life.push(view),
            None => lives.push(vec![view]),
        }
    }
    lives.iter().filter_map(|life| of_life(account, life)).collect()
}

/// The one of a view that was listed like this, stage by stage. Being gone ends nothing: the last
/// discovery that listed the view is later than the whole simulated history.
fn of_life<'a>(account: &Account, life: &[&'a View]) -> Option<Counted<'a>> {
    let counts = |view: &&View| view.active && is_supported(&account.catalog, view);
    let last = life.iter().rposition(counts)?;
    Some(Counted {
        definition: life[last],
        until: life.get(last + 1).map(|next| next.updated_at),
        title: &life.last()?.title,
    })
}

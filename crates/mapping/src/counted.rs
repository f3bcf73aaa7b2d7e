//! Which definition of each view is counted, and until when (rule 6.5).

use std::collections::BTreeSet;

use inflow_domain::{Channel, Timestamp, View, ViewId, WorkloadId};

use crate::verdict::verdict;

/// One definition of a view, as long as discoveries showed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewVersion {
    /// The view under this definition.
    pub view: View,
    /// The last discovery that showed it.
    pub last_seen: Timestamp,
}

/// All that is known of a view: its versions, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewHistory {
    /// The versions; never none.
    pub versions: Vec<ViewVersion>,
    /// When the views were last listed.
    pub discovered_at: Timestamp,
}

/// Whether a view's queues go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueState {
    /// The view is active and supported.
    Active,
    /// The view is deactivated, no longer supported or gone; its history stays.
    Inactive,
}

/// The definition under which a view is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedView {
    /// The view under its last supported definition.
    pub view: View,
    /// Contacts before this instant count; all where it is none.
    pub until: Option<Timestamp>,
}

/// A workload of views (rule 10.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedWorkload {
    /// The workload.
    pub id: WorkloadId,
    /// The one channel whose contacts it has.
    pub channel: Channel,
    /// Its views; those that do not count hold nothing.
    pub views: BTreeSet<ViewId>,
}

impl CountedWorkload {
    /// The view as which it counts.
    pub fn as_view(&self) -> ViewId {
        ViewId::of_workload(self.id)
    }
}

impl CountedView {
    /// The view.
    pub fn id(&self) -> ViewId {
        self.view.id
    }

    /// Whether its queues go on.
    pub fn state(&self) -> QueueState {
        if self.until.is_none() { QueueState::Active } else { QueueState::Inactive }
    }
}

impl ViewHistory {
    /// Whether the last discovery listed the view.
    pub fn is_listed(&self) -> bool {
        self.versions.last().is_some_and(|version| version.last_seen >= self.discovered_at)
    }

    /// The definition that counts; none where the view was never active and supported (rule 6.5).
    pub fn counted(&self) -> Option<CountedView> {
        let countable =
            |version: &ViewVersion| version.view.active && verdict(&version.view).is_supported();
        let place = self.versions.iter().rposition(countable)?;
        let version = &self.versions[place];
        let ended_by_change = self.versions.get(place + 1).map(|next| next.view.updated_at);
        // A view that is gone counts up to, and with, the last discovery that listed it.
        let ended_by_absence = (!self.is_listed() && ended_by_change.is_none())
            .then(|| version.last_seen.plus_seconds(1));
        Some(CountedView {
            view: version.view.clone(),
            until: ended_by_change.or(ended_by_absence),
        })
    }
}

#[cfg(test)]
mod tests {
    use inflow_domain::{Condition, ConditionValue};

    use super::*;

    fn view(field: &str, active: bool, updated_at: i64) -> View {
        let condition = Condition {
            field: field.into(),
            operator: "is".into(),
            value: ConditionValue::One("open".into()),
        };
        View {
            id: ViewId(1),
            title: "Open".into(),
            active,
            updated_at: Timestamp(updated_at),
            all: vec![condition],
            any: vec![],
            unreadable: None,
        }
    }

    fn counted(versions: &[(View, i64)], discovered_at: i64) -> Option<(i64, Option<i64>)> {
        let versions = versions
            .iter()
            .map(|(view, last_seen)| ViewVersion {
                view: view.clone(),
                last_seen: Timestamp(*last_seen),
            })
            .collect();
        let history = ViewHistory { versions, discovered_at: Timestamp(discovered_at) };
        let counted = history.counted()?;
        Some((counted.view.updated_at.0, counted.until.map(|until| until.0)))
    }

    #[test]
    fn the_last_supported_definition_counts() {
        let open = view("status", true, 10);
        let edited = view("status", true, 20);
        let inactive = view("status", false, 30);
        let unsupported = view("via_id", true, 40);
        assert_eq!(counted(&[(open.clone(), 100)], 100), Some((10, None)));
        assert_eq!(counted(&[(open.clone(), 50), (edited.clone(), 100)], 100), Some((20, None)));
        let ended = [(edited.clone(), 50), (inactive.clone(), 60), (unsupported.clone(), 100)];
        assert_eq!(counted(&ended, 100), Some((20, Some(30))));
        assert_eq!(counted(&[(inactive.clone(), 100)], 100), None);
        assert_eq!(counted(&[(unsupported, 100)], 100), None);
        assert_eq!(counted(&[(open.clone(), 50)], 100), Some((10, Some(51))));
        let again = [(open, 50), (inactive, 60), (edited, 100)];
        assert_eq!(counted(&again, 100), Some((20, None)));
    }
}

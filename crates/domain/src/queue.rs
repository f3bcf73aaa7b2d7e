//! Source queues: where contacts are counted (rules 6.6 and 7.2).

use smol_str::SmolStr;

use crate::channel::Channel;
use crate::ids::{ViewId, WorkloadId};

/// A Talk queue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallQueue {
    /// Calls for a group or a number.
    For(SmolStr),
    /// Calls that say neither.
    Ungrouped,
}

/// What a queue is, whatever its name.
///
/// ```
/// use inflow_domain::{Channel, QueueKey, ViewId};
///
/// let queue = QueueKey::View { view: ViewId(25), channel: Channel::Chat };
/// assert_eq!(queue.name("Support Tickets"), "Support Tickets (chat)");
/// assert_eq!(QueueKey::from_id("view-25-chat"), Some(queue));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QueueKey {
    /// One channel of a view.
    View {
        /// The view.
        view: ViewId,
        /// The channel.
        channel: Channel,
    },
    /// Talk calls.
    Calls(CallQueue),
    /// One channel of some views, each contact once (rule 10.2).
    Workload {
        /// The workload.
        workload: WorkloadId,
        /// Its channel.
        channel: Channel,
    },
    /// The sum of some Talk queues (rule 10.3).
    CallWorkload(WorkloadId),
}

impl QueueKey {
    /// The id that never changes.
    pub fn id(&self) -> String {
        match self {
            Self::View { view, channel } => format!("view-{view}-{channel}"),
            Self::Calls(CallQueue::For(value)) => format!("calls-for-{value}"),
            Self::Calls(CallQueue::Ungrouped) => "calls-ungrouped".to_owned(),
            Self::Workload { workload, channel } => format!("workload-{workload}-{channel}"),
            Self::CallWorkload(workload) => format!("workload-{workload}-calls"),
        }
    }

    /// What has that id; nothing where no queue can.
    pub fn from_id(id: &str) -> Option<Self> {
        let key = if id == "calls-ungrouped" {
            Self::Calls(CallQueue::Ungrouped)
        } else if let Some(value) = id.strip_prefix("calls-for-") {
            Self::Calls(CallQueue::For(value.into()))
        } else if let Some(workload) = id.strip_prefix("workload-") {
            let (workload, of) = workload.rsplit_once('-')?;
            let workload = WorkloadId(workload.parse().ok()?);
            match of {
                "calls" => Self::CallWorkload(workload),
                channel => Self::Workload { workload, channel: Channel::from_name(channel)? },
            }
        } else {
            let (view, channel) = id.strip_prefix("view-")?.rsplit_once('-')?;
            let view = ViewId(view.parse().ok()?);
            Self::View { view, channel: Channel::from_name(channel)? }
        };
        // A number has one spelling here.
        (key.id() == id).then_some(key)
    }

    /// The name that planners see; the title of a view and the name of a workload may change.
    pub fn name(&self, view_title: &str) -> String {
        match self {
            Self::View { channel, .. } => format!("{view_title} ({channel})"),
            Self::Calls(CallQueue::For(value)) => format!("Calls Inbound For {value}"),
            Self::Calls(CallQueue::Ungrouped) => "Calls Inbound Ungrouped".to_owned(),
            Self::Workload { .. } | Self::CallWorkload(_) => view_title.to_owned(),
        }
    }

    /// The queue's channel.
    pub fn channel(&self) -> Channel {
        match self {
            Self::View { channel, .. } | Self::Workload { channel, .. } => *channel,
            Self::Calls(_) | Self::CallWorkload(_) => Channel::Call,
        }
    }

    /// Whether calls count in it, and not tickets.
    pub fn is_talk(&self) -> bool {
        matches!(self, Self::Calls(_) | Self::CallWorkload(_))
    }

    /// What counts as this view in a channel: a queue of it, or a workload.
    pub fn counted_as(view: ViewId, channel: Channel) -> Self {
        match view.workload() {
            Some(workload) => Self::Workload { workload, channel },
            None => Self::View { view, channel },
        }
    }

    /// The view as which it is counted, and the channel; nothing for Talk.
    pub fn as_view(&self) -> Option<(ViewId, Channel)> {
        match self {
            Self::View { view, channel } => Some((*view, *channel)),
            Self::Workload { workload, channel } => {
                Some((ViewId::of_workload(*workload), *channel))
            }
            Self::Calls(_) | Self::CallWorkload(_) => None,
        }
    }

    /// The workload, where it is one.
    pub fn workload(&self) -> Option<WorkloadId> {
        match self {
            Self::Workload { workload, .. } | Self::CallWorkload(workload) => Some(*workload),
            Self::View { .. } | Self::Calls(_) => None,
        }
    }

    /// The view, for a queue of Support.
    pub fn view(&self) -> Option<ViewId> {
        match self {
            Self::View { view, .. } => Some(*view),
            Self::Calls(_) | Self::Workload { .. } | Self::CallWorkload(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_rules() {
        let key = QueueKey::View { view: ViewId(25), channel: Channel::Chat };
        assert_eq!(key.name("Support Tickets"), "Support Tickets (chat)");
        assert_eq!(key.id(), "view-25-chat");
        let calls = QueueKey::Calls(CallQueue::For("+49123456789".into()));
        assert_eq!(calls.name(""), "Calls Inbound For +49123456789");
        assert_eq!(QueueKey::Calls(CallQueue::Ungrouped).name(""), "Calls Inbound Ungrouped");
    }

    #[test]
    fn ids_lead_back() {
        let mut keys: Vec<QueueKey> = Channel::ALL
            .into_iter()
            .flat_map(|channel| [-7, 0, i64::MAX].map(|view| (ViewId(view), channel)))
            .map(|(view, channel)| QueueKey::View { view, channel })
            .collect();
        keys.push(QueueKey::Calls(CallQueue::Ungrouped));
        keys.extend(
            ["+49123", "view-1-chat", ""].map(|of| QueueKey::Calls(CallQueue::For(of.into()))),
        );
        keys.extend([1, 70].map(WorkloadId).map(QueueKey::CallWorkload));
        keys.push(QueueKey::Workload { workload: WorkloadId(3), channel: Channel::SocialMedia });
        for key in keys {
            assert_eq!(QueueKey::from_id(&key.id()), Some(key));
        }
        for id in ["", "view-25", "view-25-fax", "view-+25-chat", "view-025-chat", "calls", "queue"]
        {
            assert_eq!(QueueKey::from_id(id), None, "{id}");
        }
    }
}

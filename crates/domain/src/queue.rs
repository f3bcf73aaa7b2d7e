//! Source queues: where contacts are counted (rules 6.6 and 7.2).

use smol_str::SmolStr;

use crate::channel::Channel;
use crate::ids::ViewId;

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
}

impl QueueKey {
    /// The id that never changes.
    pub fn id(&self) -> String {
        match self {
            Self::View { view, channel } => format!("view-{view}-{channel}"),
            Self::Calls(CallQueue::For(value)) => format!("calls-for-{value}"),
            Self::Calls(CallQueue::Ungrouped) => "calls-ungrouped".to_owned(),
        }
    }

    /// What has that id; nothing where no queue can.
    pub fn from_id(id: &str) -> Option<Self> {
        let key = if id == "calls-ungrouped" {
            Self::Calls(CallQueue::Ungrouped)
        } else if let Some(value) = id.strip_prefix("calls-for-") {
            Self::Calls(CallQueue::For(value.into()))
        } else {
            let (view, channel) = id.strip_prefix("view-")?.rsplit_once('-')?;
            let view = ViewId(view.parse().ok()?);
            Self::View { view, channel: Channel::from_name(channel)? }
        };
        // A number has one spelling here.
        (key.id() == id).then_some(key)
    }

    /// The name that planners see; a view's title may change.
    pub fn name(&self, view_title: &str) -> String {
        match self {
            Self::View { channel, .. } => format!("{view_title} ({channel})"),
            Self::Calls(CallQueue::For(value)) => format!("Calls Inbound For {value}"),
            Self::Calls(CallQueue::Ungrouped) => "Calls Inbound Ungrouped".to_owned(),
        }
    }

    /// The queue's channel.
    pub fn channel(&self) -> Channel {
        match self {
            Self::View { channel, .. } => *channel,
            Self::Calls(_) => Channel::Call,
        }
    }

    /// The view, for a Support queue.
    pub fn view(&self) -> Option<ViewId> {
        match self {
            Self::View { view, .. } => Some(*view),
            Self::Calls(_) => None,
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
        for key in keys {
            assert_eq!(QueueKey::from_id(&key.id()), Some(key));
        }
        for id in ["", "view-25", "view-25-fax", "view-+25-chat", "view-025-chat", "calls", "queue"]
        {
            assert_eq!(QueueKey::from_id(id), None, "{id}");
        }
    }
}

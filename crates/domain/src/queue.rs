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
}

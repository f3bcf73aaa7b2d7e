//! Numbers that stand for channels and kinds of contacts in rows. They never change.

use inflow_domain::{Channel, ContactKind};

use super::Unreadable;

const CHANNELS: [(i64, Channel); 5] = [
    (1, Channel::Email),
    (2, Channel::Chat),
    (3, Channel::SocialMedia),
    (4, Channel::Call),
    (5, Channel::Case),
];

const KINDS: [(i64, ContactKind); 3] =
    [(1, ContactKind::Created), (2, ContactKind::Reply), (3, ContactKind::Entry)];

/// The number of a channel.
pub(crate) fn of_channel(channel: Channel) -> i64 {
    match channel {
        Channel::Email => 1,
        Channel::Chat => 2,
        Channel::SocialMedia => 3,
        Channel::Call => 4,
        Channel::Case => 5,
    }
}

/// The channel of a number.
pub(crate) fn channel(code: i64) -> Result<Channel, Unreadable> {
    let found = CHANNELS.iter().find(|(known, _)| *known == code);
    found.map(|(_, channel)| *channel).ok_or(Unreadable::new("channel"))
}

/// The number of a kind.
pub(crate) fn of_kind(kind: ContactKind) -> i64 {
    match kind {
        ContactKind::Created => 1,
        ContactKind::Reply => 2,
        ContactKind::Entry => 3,
    }
}

/// The kind of a number.
pub(crate) fn kind(code: i64) -> Result<ContactKind, Unreadable> {
    let found = KINDS.iter().find(|(known, _)| *known == code);
    found.map(|(_, kind)| *kind).ok_or(Unreadable::new("kind of contact"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_as_what_they_stand_for() {
        for known in Channel::ALL {
            assert_eq!(channel(of_channel(known)).expect("a channel"), known);
        }
        for known in [ContactKind::Created, ContactKind::Reply, ContactKind::Entry] {
            assert_eq!(kind(of_kind(known)).expect("a kind"), known);
        }
        assert!(channel(0).is_err() && kind(4).is_err());
    }
}

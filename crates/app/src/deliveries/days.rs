//! What was delivered, day by day: a hash of each day of a series, and of what it is called there.

use std::collections::{BTreeMap, BTreeSet};

use inflow_formats::Row;
use inflow_formats::assembled::Conversation;
use sha2::{Digest as _, Sha256};

const DAY_SECONDS: i64 = 86_400;
const NAME_BYTES: usize = 8;
const ENTRY_BYTES: usize = 16;

/// The days of a series, by the number of the day in UTC.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Days {
    /// What it is called there.
    name: u64,
    hashes: BTreeMap<i64, u64>,
}

/// The number of the day in UTC in which an interval begins.
pub(super) fn day_of(row: &Row) -> i64 {
    row.start.0.div_euclid(DAY_SECONDS)
}

/// The number of the day in UTC in which a conversation begins.
pub(super) fn day_of_arrival(conversation: &Conversation) -> i64 {
    conversation.created_at.0.div_euclid(DAY_SECONDS)
}

impl Days {
    /// Those of rows that are written, under a name.
    pub(super) fn of(name: &str, rows: &[Row]) -> Self {
        let hashes = rows.chunk_by(|one, other| day_of(one) == day_of(other)).map(|rows| {
            let mut hasher = Sha256::new();
            for row in rows {
                add(&mut hasher, row);
            }
            (day_of(&rows[0]), short(&hasher.finalize()))
        });
        Self { name: short(&Sha256::digest(name)), hashes: hashes.collect() }
    }

    /// Those of conversations, by the days of their arrival.
    pub(super) fn of_conversations(conversations: &[Conversation]) -> Self {
        let of_one_day =
            |one: &Conversation, other: &Conversation| day_of_arrival(one) == day_of_arrival(other);
        let hashes = conversations.chunk_by(of_one_day).map(|conversations| {
            let mut hasher = Sha256::new();
            for one in conversations {
                // Its fields divided by what no id holds.
                let end = one.end.map(|end| (end.at.0, end.answered));
                let rest = (one.source, one.finished, end, one.handling_seconds);
                hasher.update(format!("{}\n{}\n{rest:?}\n", one.created_at.0, one.import_id));
            }
            (day_of_arrival(&conversations[0]), short(&hasher.finalize()))
        });
        Self { name: 0, hashes: hashes.collect() }
    }

    /// Those of entries, hashed by day, whatever they are called there.
    pub(super) fn of_entries(entries: BTreeMap<i64, Sha256>) -> Self {
        let hashed = |(day, hasher): (i64, Sha256)| (day, short(&hasher.finalize()));
        Self { name: 0, hashes: entries.into_iter().map(hashed).collect() }
    }

    /// What was delivered before, once these days are.
    #[cfg(feature = "parquet")]
    pub(super) fn over(&self, before: &Self, days: &BTreeSet<i64>) -> Self {
        let mut hashes = before.hashes.clone();
        for day in days {
            match self.hashes.get(day) {
                Some(hash) => hashes.insert(*day, *hash),
                None => hashes.remove(day),
            };
        }
        Self { name: self.name, hashes }
    }

    /// The days that are not as they were delivered, whether they are there or no longer are.
    pub(super) fn changed_since(&self, delivered: &Self) -> BTreeSet<i64> {
        let days = self.hashes.keys().chain(delivered.hashes.keys());
        let differs = |day: &&i64| self.hashes.get(day) != delivered.hashes.get(day);
        days.filter(differs).copied().collect()
    }

    /// Whether a day was delivered.
    pub(super) fn has(&self, day: i64) -> bool {
        self.hashes.contains_key(&day)
    }

    /// What is kept.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.name.to_le_bytes().to_vec();
        for (day, hash) in &self.hashes {
            bytes.extend_from_slice(&day.to_le_bytes());
            bytes.extend_from_slice(&hash.to_le_bytes());
        }
        bytes
    }

    /// What was kept, of the same name; nothing was delivered under another one.
    pub(super) fn from_bytes(bytes: &[u8], present: &Self) -> Self {
        let number = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
        let (name, days) = bytes.split_at(NAME_BYTES.min(bytes.len()));
        if number(name) != present.name {
            return Self { name: present.name, hashes: BTreeMap::new() };
        }
        let days = days.chunks_exact(ENTRY_BYTES).map(|entry| {
            let (day, hash) = entry.split_at(NAME_BYTES);
            (number(day).cast_signed(), number(hash))
        });
        Self { name: present.name, hashes: days.collect() }
    }
}

fn short(hash: &[u8]) -> u64 {
    hash.get(..8).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes)
}

fn add(hasher: &mut Sha256, row: &Row) {
    let figures = [
        row.handled,
        row.handling_micros,
        row.abandoned,
        row.answer_seconds,
        row.abandoned_wait_seconds,
        row.within_target,
    ];
    for number in [row.start.0, row.seconds, row.offered] {
        hasher.update(number.to_le_bytes());
    }
    for figure in figures {
        hasher.update([u8::from(figure.is_some())]);
        hasher.update(figure.unwrap_or(0).to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use inflow_domain::Timestamp;

    use super::*;

    fn row(day: i64, offered: i64) -> Row {
        Row { offered, ..Row::empty(Timestamp(day * DAY_SECONDS + 900), 900) }
    }

    #[test]
    fn days_that_changed_came_or_went_are_told() {
        let before = Days::of("Mail", &[row(1, 1), row(2, 1), row(4, 1)]);
        let now = Days::of("Mail", &[row(1, 1), row(2, 2), row(3, 1)]);
        let kept = Days::from_bytes(&before.to_bytes(), &now);
        assert_eq!(kept, before);
        assert_eq!(now.changed_since(&kept), [2, 3, 4].into());
        assert_eq!(now.changed_since(&now), [].into());
        // An absent figure is no 0.
        let handled = Days::of("Mail", &[Row { handled: Some(0), ..row(1, 1) }]);
        assert_eq!(handled.changed_since(&Days::of("Mail", &[row(1, 1)])), [1].into());
    }

    #[cfg(feature = "parquet")]
    #[test]
    fn days_that_wait_stay_as_they_were() {
        let days = |days: &[(i64, &str)]| {
            let hashed = days.iter().map(|(day, text)| (*day, Sha256::new_with_prefix(text)));
            Days::of_entries(hashed.collect())
        };
        let before = days(&[(1, "a"), (2, "b"), (3, "c")]);
        let now = days(&[(1, "A"), (2, "B"), (4, "d")]);
        let noted = now.over(&before, &[2, 3].into());
        assert_eq!(noted, days(&[(1, "a"), (2, "B")]));
        assert_eq!(now.changed_since(&noted), [1, 4].into());
    }

    #[test]
    fn nothing_was_delivered_under_another_name() {
        let (before, now) = (Days::of("Mail", &[row(1, 1)]), Days::of("Post", &[row(1, 1)]));
        let kept = Days::from_bytes(&before.to_bytes(), &now);
        assert_eq!(now.changed_since(&kept), [1].into());
        assert!(!kept.has(1));
        assert_eq!(now.changed_since(&Days::from_bytes(&[], &now)), [1].into());
    }
}

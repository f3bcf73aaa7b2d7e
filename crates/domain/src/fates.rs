//! Figures of what becomes of contacts (rule 9): of those that arrived in an interval, and of what waits at
//! its end.

use std::fmt;

use crate::contact::{Contact, ContactKind, ContactView, Outcome};
use crate::handling::HandlingTime;

/// How soon an answer is wanted (rule 9.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    seconds: i64,
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The targets that are kept, in seconds.
const TARGETS: [i64; 19] = [
    10,
    20,
    30,
    MINUTE,
    2 * MINUTE,
    3 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    4 * HOUR,
    8 * HOUR,
    12 * HOUR,
    24 * HOUR,
    48 * HOUR,
    72 * HOUR,
    7 * DAY,
];

impl Target {
    /// How many there are.
    pub const NUMBER: usize = TARGETS.len();

    /// Every target, the shortest first.
    pub fn all() -> impl Iterator<Item = Self> {
        TARGETS.into_iter().map(|seconds| Self { seconds })
    }

    /// The target of that many seconds, where it is one.
    pub fn of_seconds(seconds: i64) -> Option<Self> {
        Self::all().find(|target| target.seconds == seconds)
    }

    /// The target that a text means by its value: `4h`, `240m` and `14400` are the same one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let (number, unit) = match text.strip_suffix(['s', 'm', 'h', 'd']) {
            Some(number) => (number, &text[number.len()..]),
            None => (text.as_str(), "s"),
        };
        let number = number.trim_end();
        let are_digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let length = match unit {
            "m" => MINUTE,
            "h" => HOUR,
            "d" => DAY,
            _ => 1,
        };
        let number: i64 = are_digits.then(|| number.parse().ok())??;
        Self::of_seconds(number.checked_mul(length)?)
    }

    /// The longest one.
    pub fn longest() -> Self {
        Self { seconds: TARGETS[TARGETS.len() - 1] }
    }

    /// Its seconds.
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// The place, among all, of the shortest target within which an answer came; none for a later one.
    fn place_within(seconds: i64) -> Option<usize> {
        TARGETS.iter().position(|target| seconds <= *target)
    }
}

/// As it is written: `10s`, `30m`, `4h`, `7d`.
impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.seconds;
        if seconds >= 7 * DAY {
            write!(formatter, "{}d", seconds / DAY)
        } else if seconds >= HOUR {
            write!(formatter, "{}h", seconds / HOUR)
        } else if seconds >= MINUTE {
            write!(formatter, "{}m", seconds / MINUTE)
        } else {
            write!(formatter, "{seconds}s")
        }
    }
}

/// Answers by the shortest target within which they came; those after all targets are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Answered([i64; Target::NUMBER]);

impl Answered {
    /// From the counts by target, the shortest first.
    pub fn of(counts: [i64; Target::NUMBER]) -> Self {
        Self(counts)
    }

    /// The counts by target, the shortest first.
    pub fn counts(&self) -> &[i64; Target::NUMBER] {
        &self.0
    }

    /// One answer more, after a number of seconds.
    pub fn count(&mut self, seconds: i64) {
        if let Some(place) = Target::place_within(seconds) {
            self.0[place] += 1;
        }
    }

    /// How many came within a target, the target included.
    pub fn within(&self, target: Target) -> i64 {
        let up_to = TARGETS.iter().take_while(|seconds| **seconds <= target.seconds);
        self.0.iter().zip(up_to).map(|(count, _)| count).sum()
    }

    /// Adds other answers.
    pub fn add(&mut self, other: &Self) {
        for (sum, part) in self.0.iter_mut().zip(other.0) {
            *sum += part;
        }
    }
}

/// What became of the contacts of a Support queue that arrived in an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Fates {
    /// Contacts by kind (rule 9.1).
    pub created: i64,
    /// Replies, the reopenings among them.
    pub replies: i64,
    /// Replies that reopened a solved ticket.
    pub reopenings: i64,
    /// Entries.
    pub entries: i64,
    /// Contacts by their end (rule 9.3).
    pub answered: i64,
    /// Settled.
    pub settled: i64,
    /// Moved.
    pub moved: i64,
    /// Dropped.
    pub dropped: i64,
    /// Seconds from arrival to answer, of the answered ones (rule 9.4).
    pub answer_seconds: i64,
    /// The answered ones by target.
    pub within: Answered,
    /// Handling time of tickets (rule 9.7).
    pub handling: HandlingTime,
}

impl Fates {
    /// What one contact comes to in a view.
    pub fn of(contact: &Contact, counted: &ContactView) -> Self {
        let mut fates = Self { handling: counted.handling, ..Self::default() };
        match contact.kind {
            ContactKind::Created => fates.created = 1,
            ContactKind::Reply => fates.replies = 1,
            ContactKind::Entry => fates.entries = 1,
        }
        fates.reopenings = i64::from(contact.reopening);
        let Some(end) = &counted.end else { return fates };
        match end.outcome {
            Outcome::Answered => {
                let seconds = contact.seconds_until(end);
                fates.answered = 1;
                fates.answer_seconds = seconds;
                fates.within.count(seconds);
            }
            Outcome::Settled => fates.settled = 1,
            Outcome::Moved => fates.moved = 1,
            Outcome::Dropped => fates.dropped = 1,
        }
        fates
    }

    /// All contacts (rule 9.1).
    pub fn offered(&self) -> i64 {
        self.created + self.replies + self.entries
    }

    /// Those without an end.
    pub fn unfinished(&self) -> i64 {
        self.offered() - self.answered - self.settled - self.moved - self.dropped
    }

    /// Adds those of another interval.
    pub fn add(&mut self, other: &Self) {
        for (sum, part) in [
            (&mut self.created, other.created),
            (&mut self.replies, other.replies),
            (&mut self.reopenings, other.reopenings),
            (&mut self.entries, other.entries),
            (&mut self.answered, other.answered),
            (&mut self.settled, other.settled),
            (&mut self.moved, other.moved),
            (&mut self.dropped, other.dropped),
            (&mut self.answer_seconds, other.answer_seconds),
        ] {
            *sum += part;
        }
        self.within.add(&other.within);
        self.handling += other.handling;
    }
}

/// What waits at an instant, or by how much that changed (rule 9.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Waiting {
    /// Contacts.
    pub contacts: i64,
    /// Their tickets, each once.
    pub tickets: i64,
}

impl Waiting {
    /// Adds a change.
    pub fn add(&mut self, change: Self) {
        self.contacts += change.contacts;
        self.tickets += change.tickets;
    }
}

/// What became of the calls of a Talk queue in an interval (rule 9.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct CallFates {
    /// Handled calls.
    pub answered: i64,
    /// Seconds until they were answered.
    pub answer_seconds: i64,
    /// The answered ones by target.
    pub within: Answered,
    /// Calls whose customer gave up in the IVR.
    pub abandoned_in_ivr: i64,
    /// Calls whose customer gave up in the queue.
    pub abandoned_in_queue: i64,
    /// Voicemails.
    pub voicemails: i64,
    /// Callbacks.
    pub callbacks: i64,
    /// Calls outside business hours.
    pub outside_business_hours: i64,
    /// Seconds that the customers of abandoned calls waited.
    pub abandoned_wait_seconds: i64,
    /// Calls of which nobody knows how they were answered: they were read before that was kept.
    pub untold: i64,
}

impl CallFates {
    /// Adds those of another interval.
    pub fn add(&mut self, other: &Self) {
        for (sum, part) in [
            (&mut self.answered, other.answered),
            (&mut self.answer_seconds, other.answer_seconds),
            (&mut self.abandoned_in_ivr, other.abandoned_in_ivr),
            (&mut self.abandoned_in_queue, other.abandoned_in_queue),
            (&mut self.voicemails, other.voicemails),
            (&mut self.callbacks, other.callbacks),
            (&mut self.outside_business_hours, other.outside_business_hours),
            (&mut self.abandoned_wait_seconds, other.abandoned_wait_seconds),
            (&mut self.untold, other.untold),
        ] {
            *sum += part;
        }
        self.within.add(&other.within);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_taken_by_value_however_written() {
        for target in Target::all() {
            assert_eq!(Target::parse(&target.to_string()), Some(target), "{target}");
            assert_eq!(Target::parse(&target.seconds().to_string()), Some(target));
        }
        for text in ["4h", "240m", "14400s", "14400", " 4H ", "4 h", "04h"] {
            assert_eq!(Target::parse(text).map(Target::seconds), Some(4 * HOUR), "{text}");
        }
        assert_eq!(Target::parse("168h"), Target::parse("7d"));
        assert_eq!(Target::parse("1d"), Target::parse("24h"));
        for text in
            ["", "h", "5h", "4.0h", "-4h", "+4h", "4w", "four", "99999999999999999999d", "0"]
        {
            assert_eq!(Target::parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_answer_at_the_target_is_within_it() {
        let mut answered = Answered::default();
        for seconds in [0, 10, 11, 4 * HOUR, 4 * HOUR + 1, 7 * DAY, 7 * DAY + 1] {
            answered.count(seconds);
        }
        let within = |text: &str| answered.within(Target::parse(text).expect("a target"));
        assert_eq!(["10s", "20s", "2h", "4h", "8h", "7d"].map(within), [2, 3, 3, 4, 5, 6]);
    }
}

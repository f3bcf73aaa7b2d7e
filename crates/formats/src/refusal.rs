//! Why a format cannot hold what is asked for.

use std::fmt;

use chrono::NaiveDateTime;
use inflow_domain::{Channel, IntervalLength, Timestamp};

/// Everything that keeps a file from being written; nothing is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Refusal {
    /// The product whose format it is.
    pub target: &'static str,
    /// Each reason.
    pub reasons: Vec<Reason>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} cannot import this, and nothing was written:", self.target)?;
        for reason in &self.reasons {
            write!(formatter, "\n- {reason}")?;
        }
        Ok(())
    }
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It reads no intervals of that length.
    Length {
        /// The length that is asked for.
        length: IntervalLength,
    },
    /// What becomes of the contacts of that queue is not counted (rule 9.3).
    NoHandled {
        /// The queue.
        of: String,
    },
    /// It wants a handling time, and that queue has none (rule 9.7).
    NoHandlingTime {
        /// The queue.
        of: String,
    },
    /// It imports no such channel.
    Channel {
        /// The queue.
        of: String,
        /// Its channel.
        ours: Channel,
        /// As what it is imported where the map says so.
        if_asked: Option<&'static str>,
    },
    /// It has no channel of the name that the map says.
    UnknownChannel {
        /// The queue.
        of: String,
        /// What the map says.
        asked: String,
        /// Those that it has.
        known: &'static [&'static str],
    },
    /// It has that channel, but our channel is something else.
    ChannelAs {
        /// The queue.
        of: String,
        /// Its channel.
        ours: Channel,
        /// What the map says.
        asked: &'static str,
    },
    /// A value would be empty that may not be.
    NoName {
        /// The queue.
        of: String,
    },
    /// It knows queues by its own names, and the map does not tell that of this one.
    NoNameThere {
        /// The queue.
        of: String,
    },
    /// It knows queues by its own ids, and the map does not tell that of this one.
    NoIdThere {
        /// The queue.
        of: String,
    },
    /// It knows queues by numbers, and there is none for this one.
    NoNumber {
        /// The queue.
        of: String,
    },
    /// It knows queues by numbers, and the map says something else.
    NotANumber {
        /// The queue.
        of: String,
        /// What the map says.
        id: String,
    },
    /// A value has more characters than it reads.
    TooLong {
        /// The queue.
        of: String,
        /// How many.
        characters: usize,
    },
    /// A value holds an end of a line or another character that is not shown.
    Control {
        /// The queue.
        of: String,
        /// The value.
        value: String,
    },
    /// A value has characters that it does not read.
    Characters {
        /// The queue.
        of: String,
        /// The value.
        value: String,
    },
    /// Several would be written under one name.
    OneName {
        /// The name.
        name: String,
        /// Their ids.
        ids: Vec<String>,
    },
    /// Several would be written under one id.
    OneId {
        /// The id.
        id: String,
        /// Their ids here.
        ids: Vec<String>,
    },
    /// An interval does not begin where its clock has one.
    OffTheGrid {
        /// When it begins.
        start: Timestamp,
    },
    /// The beginning of an interval is a time that clocks pass over.
    NoSuchTime {
        /// The time.
        local: NaiveDateTime,
    },
    /// There are more rows than it holds.
    Rows {
        /// How many.
        rows: usize,
        /// How many it holds.
        most: usize,
    },
    /// The file could not be made of these values.
    Unmade {
        /// What its library says.
        says: String,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { length } => write!(
                f,
                "it reads no intervals of {}: ask for another --interval (15m is always read)",
                length.name()
            ),
            Self::NoHandled { of } => write!(
                f,
                "{of}: it asks for handled contacts, and what becomes of this queue's contacts is counted with \
                 the next import; ask for calls alone (--queue) until then"
            ),
            Self::NoHandlingTime { of } => write!(
                f,
                "{of}: it wants a handling time, and the integration names no time field; \
                 --without-handling-time writes 0 instead"
            ),
            Self::Channel { of, ours, if_asked: Some(theirs) } => write!(
                f,
                "{of}: it imports no {ours} contacts; `channel = \"{theirs}\"` in the map writes them as such"
            ),
            Self::Channel { of, ours, if_asked: None } => {
                write!(f, "{of}: it imports no {ours} contacts; leave the queue out (--queue)")
            }
            Self::UnknownChannel { of, asked, known } => write!(
                f,
                "{of}: it has no channel \"{asked}\"; the map may say {}",
                known.join(", ")
            ),
            Self::ChannelAs { of, ours, asked } => {
                write!(f, "{of}: {ours} contacts cannot be imported as {asked}; correct the map")
            }
            Self::NoName { of } => write!(f, "{of}: its name is empty; give it one in the map"),
            Self::NoNameThere { of } => write!(
                f,
                "{of}: it knows queues by its own names; say in the map which one this is \
                 (`[\"{of}\"]` with `name = …`, --map)"
            ),
            Self::NoIdThere { of } => write!(
                f,
                "{of}: it knows queues by its own ids; say in the map which one this is \
                 (`[\"{of}\"]` with `id = …`, --map)"
            ),
            Self::NoNumber { of } => write!(
                f,
                "{of}: it knows queues by numbers, and this one has none; give it one in the map (`id = 7`)"
            ),
            Self::NotANumber { of, id } => {
                write!(f, "{of}: the map's id \"{id}\" is to be a whole number")
            }
            Self::TooLong { of, characters } => write!(
                f,
                "{of}: its name has {characters} characters, and at most 255 are read; give it a shorter \
                 one in the map"
            ),
            Self::Control { of, value } => write!(
                f,
                "{of}: \"{}\" holds a character that ends a line or is not shown; give it another name in \
                 the map",
                value.escape_debug()
            ),
            Self::Characters { of, value } => write!(
                f,
                "{of}: \"{value}\" has other characters than letters (a to z), digits, space and -_.(); \
                 give it another one in the map"
            ),
            Self::OneName { name, ids } => write!(
                f,
                "{} would be one queue \"{name}\" there; give them names of their own in the map",
                ids.join(" and ")
            ),
            Self::OneId { id, ids } => write!(
                f,
                "{} would be one queue {id} there; give them ids of their own in the map",
                ids.join(" and ")
            ),
            Self::OffTheGrid { start } => write!(
                f,
                "the interval from {start} on begins off its clock, which is UTC; ask for --time-zone UTC"
            ),
            Self::NoSuchTime { local } => write!(
                f,
                "the clocks pass over {local}, where an interval would begin; ask for --time-zone UTC or \
                 for shorter intervals"
            ),
            Self::Rows { rows, most } => write!(
                f,
                "there are {rows} rows and at most {most} fit; ask for less time (--from, --to), longer \
                 intervals (--interval), or --format parquet"
            ),
            Self::Unmade { says } => write!(f, "the file cannot be made: {says}"),
        }
    }
}

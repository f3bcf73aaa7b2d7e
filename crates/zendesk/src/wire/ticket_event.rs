//! One update of a ticket, as the event export gives it.

use serde::de::{Deserialize, Deserializer, Error};

use super::child_event::ChildEvent;
use super::shape;
use super::via::Via;

/// One update of a ticket, with everything it changed and said.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TicketEvent<'a> {
    /// The event's id, the same as its audit's.
    pub id: i64,
    /// The ticket.
    pub ticket_id: i64,
    /// When it happened, epoch seconds.
    pub created_at: i64,
    /// Who made the update; -1 is the system.
    pub updater_id: Option<i64>,
    /// How it came in: a display text.
    pub via: Via<'a>,
    /// What it changed and said.
    pub child_events: Vec<ChildEvent<'a>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for TicketEvent<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let created_at = wire.created_at.or(wire.timestamp).ok_or_else(|| {
            D::Error::custom(
                "expected created_at or timestamp within the years 1970 to 9999, found neither",
            )
        })?;
        Ok(Self {
            id: wire.id,
            ticket_id: wire.ticket_id,
            created_at,
            updater_id: wire.updater_id,
            via: wire.via,
            child_events: wire.child_events,
        })
    }
}

#[derive(serde::Deserialize)]
struct Wire<'a> {
    #[serde(deserialize_with = "shape::required_integer")]
    id: i64,
    #[serde(deserialize_with = "shape::required_integer")]
    ticket_id: i64,
    #[serde(default, deserialize_with = "shape::instant")]
    created_at: Option<i64>,
    #[serde(default, deserialize_with = "shape::instant")]
    timestamp: Option<i64>,
    #[serde(default, deserialize_with = "shape::integer")]
    updater_id: Option<i64>,
    #[serde(borrow, default)]
    via: Via<'a>,
    #[serde(borrow, default, deserialize_with = "shape::list")]
    child_events: Vec<ChildEvent<'a>>,
}

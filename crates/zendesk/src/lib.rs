//! Client of the Zendesk API: typed endpoints, credentials, paging, limits, retry.
//!
//! A leaf crate: it knows Zendesk and nothing of what its answers are used for. It must never know the
//! contact rules, the store or the command line, depends on no other crate of this workspace, sends a
//! credential to no host but the configured one, and puts no secret and no customer's words into errors
//! or logs.
//!
//! Start at [`Client`]: it is made from an [`Endpoint`] (where), a [`Credential`] (as whom) and
//! [`ClientOptions`]. Lists come whole ([`Client::views`], [`Client::staff`],
//! [`Client::ticket_audits`], …). The three large exports
//! come page by page, each page with the position it led to, so that rows and position can be committed
//! together: [`Client::ticket_export`], [`Client::ticket_event_export`], [`Client::call_export`]. The
//! wire types borrow from the page's text and take every shape that live accounts answer with.

mod address;
mod client;
mod clock;
mod credential;
mod endpoints;
mod error;
mod error_body;
mod export;
mod failure;
#[cfg(test)]
mod fuzz;
mod http;
mod limits;
mod list;
mod log;
mod pacer;
mod page;
mod rate_limit;
mod retry;
mod time;
mod token;
mod value;
mod wire;

pub use address::{AddressError, Domain, Endpoint};
pub use client::{Client, ClientOptions};
pub use clock::Clock;
#[expect(clippy::disallowed_types, reason = "a program that has no clock of its own takes it")]
pub use clock::SystemClock;
pub use credential::Credential;
pub use endpoints::Me;
pub use error::{Error, FailedAt, HttpError, Outcome, Refused, ShapeError};
pub use export::{
    CallExport, ExportOptions, ExportPage, TicketEventExport, TicketExport, TicketPosition,
};
pub use http::{Connections, TimeLimits};
pub use pacer::{ApiShare, Pacers};
pub use page::OddRow;
pub use retry::RetryPolicy;
pub use time::parse_time;
pub use value::{JsonValue, OwnedJsonValue};
pub use wire::audit::{Audit, AuditEvent};
pub use wire::call::Call;
pub use wire::child_event::{ChangedField, ChildEvent, ChildKind, FieldValues};
pub use wire::discovery::{CustomStatus, FieldOption, TicketField, User};
pub use wire::ticket::Ticket;
pub use wire::ticket_event::TicketEvent;
pub use wire::via::Via;
pub use wire::view::{Condition, Conditions, View, ViewCount, ViewTicket};

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

//! What can go wrong in a use case, by what the caller does about it.

use std::error::Error as _;

use inflow_domain::{Grouping, Timestamp};
use inflow_store::StoreError;
use inflow_zendesk::AddressError;

use crate::accounts::workloads::UnfitWorkload;

/// An error of a use case.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// Zendesk refused or could not be read.
    #[error(transparent)]
    Zendesk(#[from] inflow_zendesk::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The domain or the test server's address cannot be used.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// There is no integration of that name.
    #[error("there is no integration \"{name}\"{}", known_names(known))]
    NoSuchIntegration {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A name cannot be empty, nor hold control characters, nor be longer than anybody reads.
    #[error(
        "the name of an integration cannot be empty, hold line breaks or hidden characters, or be longer than \
         200 characters: choose another one"
    )]
    UnfitName,
    /// A user name, identifier or secret is none of Zendesk's.
    #[error(
        "a user name, token, identifier or secret has at most 500 characters, without line breaks: enter it \
         as Zendesk shows it"
    )]
    UnfitCredentials,
    /// An account's name cannot be empty, nor hold control characters, nor be longer than anybody reads.
    #[error(
        "the name of an account cannot be empty, hold line breaks or hidden characters, or be longer than 200 \
         characters"
    )]
    UnfitAccount,
    /// The integration is paused, and so is not imported.
    #[error("it is paused since {since}")]
    Paused {
        /// Since when.
        since: Timestamp,
    },
    /// The integration is deleted: its history can be read, and that is all.
    #[error("it was deleted at {at}, and its credentials are erased")]
    Deleted {
        /// When.
        at: Timestamp,
    },
    /// A deleted integration that is taken up again keeps its grouping.
    #[error(
        "the deleted integration \"{name}\" of this account groups calls by {grouping}, and grouping \
         never changes"
    )]
    FixedGrouping {
        /// The name of both.
        name: String,
        /// The grouping that it has.
        grouping: Grouping,
    },
    /// A deleted integration that is taken up again keeps its first day.
    #[error("the history of the deleted integration \"{name}\" of this account begins at {since}")]
    FixedSince {
        /// The name of both.
        name: String,
        /// The first instant of its history.
        since: Timestamp,
    },
    /// A window is extended to an earlier day alone (rule 8.6).
    #[error("the history of \"{name}\" begins at {since} already")]
    NotEarlier {
        /// The integration's name.
        name: String,
        /// The first instant of its history.
        since: Timestamp,
    },
    /// What was dropped of closed tickets cannot be counted with older history.
    #[error(
        "events of closed tickets of \"{name}\" were dropped, and earlier ones alone would count wrong"
    )]
    EventsDropped {
        /// The integration's name.
        name: String,
    },
    /// There is no such queue.
    #[error("there is no queue \"{queue}\"")]
    NoSuchQueue {
        /// The name or id asked for.
        queue: String,
    },
    /// Several queues have the name.
    #[error("{} queues are called \"{queue}\": name one by its id, which is one of {}", ids.len(), ids.join(", "))]
    SeveralQueues {
        /// The name asked for.
        queue: String,
        /// The ids of all of them.
        ids: Vec<String>,
    },
    /// There is no such workload.
    #[error("there is no workload \"{workload}\"{}", known_workloads(known))]
    NoSuchWorkload {
        /// The name or id asked for.
        workload: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A workload cannot be made of what was entered.
    #[error(transparent)]
    UnfitWorkload(#[from] UnfitWorkload),
    /// The ticket is not known.
    #[error("the ticket {ticket} is not among the imported ones")]
    NoSuchTicket {
        /// The ticket.
        ticket: i64,
    },
    /// The ticket's history was dropped, and only what it counted is left.
    #[error("the events of ticket {ticket} up to {until} were dropped; what it counted is kept")]
    Dropped {
        /// The ticket.
        ticket: i64,
        /// Its last event.
        until: Timestamp,
    },
    /// The ticket has no such event.
    #[error("the ticket {ticket} has no event {event}")]
    NoSuchEvent {
        /// The ticket.
        ticket: i64,
        /// The event.
        event: i64,
    },
    /// A view judges texts that are not kept.
    #[error(
        "this view judges the subject or description, which are kept only while an active view does \
         (rule 6.5): it can be counted once it is active in Zendesk and imported"
    )]
    TextNotKept,
    /// Nothing is fully imported yet.
    #[error("nothing is fully imported yet")]
    NothingImported,
    /// No user can have that id.
    #[error("{user} is no user's id: Zendesk shows it in the address of the user's profile")]
    NoUser {
        /// As it was given.
        user: i64,
    },
    /// A user that is to be a robot no more is none.
    #[error("user {user} is none of the robots")]
    NoRobot {
        /// As it was given.
        user: i64,
    },
    /// The account has no such custom field, as far as it was read.
    #[error(
        "the account has no ticket field {field}: Admin Center, Tickets, Fields shows the id of each"
    )]
    NoSuchField {
        /// As it was given.
        field: i64,
    },
    /// A field that cannot hold seconds.
    #[error(
        "ticket field {field} is not numeric, so that it cannot hold seconds: name a numeric or decimal one"
    )]
    NoNumberField {
        /// As it was given.
        field: i64,
    },
    /// A Zendesk channel that no integration may place elsewhere.
    #[error(
        "the place of \"{channel}\" is fixed: only channels of rule 5.3 and unlisted ones can be placed elsewhere, not those of rule 5.2"
    )]
    FixedChannel {
        /// The Zendesk channel.
        channel: String,
    },
    /// No rule, no contact and no override names the Zendesk channel.
    #[error("no Zendesk channel is known as \"{channel}\"{}", like_that(like))]
    UnknownChannel {
        /// As it was named.
        channel: String,
        /// Known ones that are like it.
        like: Vec<String>,
    },
    /// A user's or key's name cannot be used.
    #[error(
        "a name has 1 to 100 characters, without line breaks and hidden characters: choose another one"
    )]
    UnfitAccessName,
    /// A password cannot be used.
    #[error("a password has 12 to 500 characters, and is not the name: choose another one")]
    UnfitPassword,
    /// There is no such user, the password is another one, or the user is disabled: which of them is
    /// not told.
    #[error("the name or the password is wrong")]
    WrongPassword,
    /// The password was wrong too often.
    #[error("the password was wrong too often: try again at {until}")]
    TooManyAttempts {
        /// From when on the next attempt is looked at.
        until: Timestamp,
    },
    /// A delivery is asked for that cannot be made.
    #[error("{says}")]
    UnfitDelivery {
        /// Why.
        says: String,
    },
    /// Files cannot be delivered there.
    #[error(transparent)]
    Destination(#[from] inflow_destinations::DestinationError),
    /// A format cannot hold what is asked for.
    #[error(transparent)]
    Format(#[from] inflow_formats::Refusal),
    /// A row could not be written.
    #[error("a row could not be written")]
    Rows(#[source] std::io::Error),
    /// The user stopped the import; everything read so far is kept.
    #[error("stopped; everything read so far is kept, and the next import goes on from there")]
    Stopped,
}

/// An error with its causes, in one line.
pub fn chain(error: &IngestError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += ": ";
        text += &error.to_string();
        cause = error.source();
    }
    text
}

fn known_names(known: &[String]) -> String {
    if known.is_empty() {
        ": none is saved yet".to_owned()
    } else {
        format!(": there are {}", known.join(", "))
    }
}

fn known_workloads(known: &[String]) -> String {
    if known.is_empty() {
        ": none is made yet".to_owned()
    } else {
        format!(": there are {}", known.join(", "))
    }
}

/// Names that may be meant.
fn like_that(names: &[String]) -> String {
    if names.is_empty() {
        String::new()
    } else {
        format!(" (did you mean {}?)", names.join(" or "))
    }
}

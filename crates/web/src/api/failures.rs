//! Failures of the use cases as problems: which field, and what to do.

use inflow_app::accounts::trouble::{Entry, Trouble};
use inflow_app::accounts::workloads::UnfitWorkload;
use inflow_app::{IngestError, service::runs};
use inflow_domain::Timestamp;
use inflow_store::StoreError;

use super::problem::{Kind, Problem, shown};
use crate::http::heavy::{BrokenOff, RETRY_AFTER_SECONDS};
use crate::http::negotiation::NotAcceptable;

impl From<IngestError> for Problem {
    fn from(error: IngestError) -> Self {
        if let Some(trouble) = Trouble::of(&error) {
            return of_zendesk(&error, trouble);
        }
        match error {
            IngestError::Store(error) => error.into(),
            IngestError::NoSuchIntegration { .. } => missing_integration(),
            IngestError::UnfitName | IngestError::UnfitAccount | IngestError::UnfitAccessName => {
                Self::field("name", error.to_string(), "choose another name")
            }
            IngestError::UnfitCredentials => {
                Self::field("credentials", error.to_string(), "send them as Zendesk shows them")
            }
            IngestError::Paused { since } => {
                Self::new(Kind::Conflict, format!("the integration is paused since {since}"))
                    .with_remedy("resume it first")
            }
            IngestError::Deleted { at } => {
                let detail = format!("the integration was deleted at {at}: it can only be read");
                Self::new(Kind::Conflict, detail)
                    .with_remedy("add an integration of the same name and domain to take it up again")
            }
            IngestError::FixedGrouping { grouping, .. } => Self::field(
                "grouping",
                format!("the deleted integration of this name groups calls by {grouping}"),
                format!("send {grouping}, or choose another name"),
            ),
            IngestError::FixedSince { since, .. } => Self::field(
                "since",
                format!("the history of the deleted integration of this name begins at {since}"),
                "leave it away to go on with that history, or choose another name",
            ),
            IngestError::NotEarlier { since, .. } => not_earlier(since),
            IngestError::EventsDropped { .. } => Self::new(
                Kind::Conflict,
                "events of closed tickets were dropped, and earlier ones alone would count wrong",
            )
            .with_remedy("connect the account under another name for a history of its own"),
            IngestError::NoSuchQueue { queue } => {
                Self::new(Kind::NotFound, format!("there is no queue \"{}\"", shown(&queue)))
                    .with_remedy("ask for the queues of the integration")
            }
            IngestError::NoSuchWorkload { workload, .. } => {
                Self::new(Kind::NotFound, format!("there is no workload \"{}\"", shown(&workload)))
                    .with_remedy("ask for the workloads of the integration")
            }
            IngestError::UnfitWorkload(unfit) => of_workload(&unfit),
            IngestError::SeveralQueues { ref ids, .. } => Self::new(Kind::Conflict, error.to_string())
                .with_remedy(format!("name one of {}", ids.join(", "))),
            IngestError::UnknownChannel { channel, like } => Self::field(
                "set",
                format!("no Zendesk channel is known as \"{}\"", shown(&channel)),
                if like.is_empty() {
                    "ask for the channels of the integration; add force where it is still to come".to_owned()
                } else {
                    format!("send {}; add force where it is still to come", like.join(" or "))
                },
            ),
            IngestError::NoSuchTicket { ticket } => {
                Self::new(Kind::NotFound, format!("the ticket {ticket} is not among the imported ones"))
                    .with_remedy("it may be new, or did not change since the first imported day")
            }
            IngestError::NoSuchEvent { ticket, event } => {
                Self::new(Kind::NotFound, format!("the ticket {ticket} has no event {event}"))
                    .with_remedy("leave event away to see all of them")
            }
            IngestError::Dropped { .. } => Self::new(Kind::NotFound, error.to_string())
                .with_remedy("ask for the queue's contacts: they are listed with their events"),
            IngestError::TextNotKept => Self::new(
                Kind::Conflict,
                "this view judges the subject or description, which are kept only while an active view \
                 does (rule 6.5)",
            )
            .with_remedy("it can be counted once it is active in Zendesk and imported"),
            IngestError::NothingImported => {
                Self::new(Kind::Conflict, "nothing is fully imported yet")
                    .with_remedy("wait for the first import to end; the status tells how far it is")
            }
            IngestError::FixedChannel { channel } => Self::field(
                "channel",
                format!("the place of \"{channel}\" is fixed by rule 5.2"),
                "only channels of rule 5.3 and unlisted ones can be placed elsewhere",
            ),
            IngestError::Stopped => Self::new(Kind::Unavailable, "the service is being stopped"),
            IngestError::NoUser { .. }
            | IngestError::NoRobot { .. }
            | IngestError::NoSuchField { .. }
            | IngestError::NoNumberField { .. }
            | IngestError::Format(_)
            | IngestError::UnfitDelivery { .. }
            | IngestError::Destination(_) => of_choice(&error),
            IngestError::Zendesk(_)
            | IngestError::Address(_)
            | IngestError::UnfitPassword
            | IngestError::WrongPassword
            | IngestError::TooManyAttempts { .. }
            | IngestError::Rows(_) => internal(&error),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NameTaken { name } => Self::new(
                Kind::Conflict,
                format!("the name \"{name}\" is taken by another integration"),
            )
            .with_field(
                "name",
                "another integration of the account has it",
                "choose another name",
            ),
            StoreError::AccessNameTaken { name } => {
                Self::new(Kind::Conflict, format!("the name \"{name}\" is taken")).with_field(
                    "name",
                    "another one of the account has it",
                    "choose another name",
                )
            }
            StoreError::WorkloadNameTaken { name } => Self::new(
                Kind::Conflict,
                format!("the name \"{name}\" is taken by another workload"),
            )
            .with_field(
                "name",
                "another workload of the integration has it",
                "choose another name",
            ),
            StoreError::DeliveryNameTaken { name } => {
                let detail = format!("the name \"{name}\" is taken by another delivery");
                let says = "another delivery of the integration has it";
                Self::new(Kind::Conflict, detail).with_field("name", says, "choose another name")
            }
            StoreError::NoSuchDelivery { name } => {
                let detail = format!("there is no delivery \"{}\"", shown(&name));
                Self::new(Kind::NotFound, detail)
                    .with_remedy("ask for the deliveries of the integration")
            }
            StoreError::NoSuchWorkload => Self::new(Kind::NotFound, error.to_string())
                .with_remedy("ask for the workloads of the integration"),
            StoreError::NoSuchApiKey => Self::new(Kind::NotFound, error.to_string())
                .with_remedy("ask for the API keys of the account"),
            StoreError::NoSuchUser => Self::new(Kind::NotFound, error.to_string())
                .with_remedy("ask for the users of the account"),
            StoreError::LastAdministrator => Self::new(Kind::Conflict, error.to_string())
                .with_remedy("make another user an administrator first"),
            StoreError::NoSuchIntegration => missing_integration(),
            StoreError::Deleted => Self::new(Kind::Conflict, "the integration is deleted")
                .with_remedy("its queues and history can be read as before"),
            StoreError::NotDeleted => Self::new(Kind::Conflict, "the integration is not deleted"),
            StoreError::Claimed | StoreError::Busy => {
                Self::new(Kind::Unavailable, error.to_string()).with_retry_after(30)
            }
            other => internal(&IngestError::Store(other)),
        }
    }
}

impl From<NotAcceptable> for Problem {
    fn from(NotAcceptable { offered }: NotAcceptable) -> Self {
        let detail = format!("this is given as {} alone", offered.join(" or "));
        Self::new(Kind::NotAcceptable, detail)
            .with_remedy(format!("send the header accept: {}", offered[0]))
    }
}

impl From<BrokenOff> for Problem {
    fn from(_: BrokenOff) -> Self {
        Self::new(Kind::Internal, "it broke off; the service's log says why")
    }
}

/// A window that would become shorter.
fn not_earlier(since: Timestamp) -> Problem {
    let says = format!("the history begins at {since} already");
    Problem::field("since", says, "send an earlier day: a window is never made shorter")
}

/// Something that cannot be named or asked for.
fn of_choice(error: &IngestError) -> Problem {
    let says = runs::chain(error);
    let (field, remedy) = match error {
        IngestError::NoUser { .. } => ("add", "send the ids of users of the account"),
        IngestError::NoRobot { .. } => ("remove", "ask for the robots of the integration"),
        IngestError::Format(_) => ("format", "choose another format, or other queues"),
        IngestError::Destination(_) => (
            "to",
            "send the address of a place that can be written to, with what belongs to it in `access`",
        ),
        IngestError::UnfitDelivery { .. } => {
            return Problem::new(Kind::InvalidInput, says).with_remedy("correct it");
        }
        _ => ("field_id", "send the id of a numeric ticket field, or null"),
    };
    Problem::field(field, says, remedy)
}

/// A workload that cannot be made of what was sent.
fn of_workload(unfit: &UnfitWorkload) -> Problem {
    let says = unfit.to_string();
    match unfit {
        UnfitWorkload::Name => Problem::field("name", says, "choose another name"),
        UnfitWorkload::Empty => {
            let says = "a workload is made of views of one channel, or of Talk queues";
            Problem::field("views", says, "send views or call_queues")
        }
        UnfitWorkload::Mixed => {
            Problem::field("call_queues", says, "send views or call_queues, and not both")
        }
        UnfitWorkload::NoChannel => {
            let says = "a workload of views has one channel (rule 10.1)";
            Problem::field("channel", says, "send the channel")
        }
        UnfitWorkload::OtherChannel(_) => Problem::field("channel", says, "leave it away"),
        UnfitWorkload::NoSuchView(_) => {
            Problem::field("views", says, "ask for the views of the integration")
        }
        UnfitWorkload::SeveralViews { .. } => Problem::field("views", says, "send the id"),
        UnfitWorkload::NotCounted { .. } | UnfitWorkload::TextErased { .. } => {
            Problem::field("views", says, "leave it away")
        }
        UnfitWorkload::NotTalk(name) => {
            let says = format!("\"{}\" is a queue of a view, and not of Talk", shown(name));
            Problem::field("call_queues", says, "send the view among views")
        }
    }
}

/// The answer where others walk over histories.
pub(super) fn busy() -> Problem {
    Problem::new(Kind::Unavailable, "other requests walk over a whole history just now")
        .with_remedy("send it again in a moment")
        .with_retry_after(RETRY_AFTER_SECONDS)
}

/// A failure that nobody outside can do anything about: it is told here alone.
fn internal(error: &IngestError) -> Problem {
    tracing::error!(reason = runs::chain(error), "a request failed");
    Problem::new(Kind::Internal, "the program or its database failed; its log says why")
        .with_remedy("try again; if this stays, tell whoever runs this service")
}

/// There is none, or none of this account: which of both is not told.
pub(super) fn missing_integration() -> Problem {
    Problem::new(Kind::NotFound, "there is no such integration in this account")
        .with_remedy("ask for /api/v1/integrations")
}

fn of_zendesk(error: &IngestError, trouble: Trouble) -> Problem {
    let (detail, remedy) = (runs::chain(error), remedy(trouble));
    Problem::new(Kind::ZendeskFailed, detail).with_remedy(remedy).with_trouble(trouble.as_str())
}

/// The same where what was entered is being tested: it names the field concerned.
pub(super) fn of_entered(error: IngestError) -> Problem {
    let Some(trouble) = Trouble::of(&error) else { return error.into() };
    let (detail, remedy) = (runs::chain(&error), remedy(trouble));
    let problem = Problem::new(Kind::ConnectionFailed, detail.clone());
    let problem = problem.with_remedy(remedy).with_trouble(trouble.as_str());
    match trouble.entry() {
        Some(Entry::Domain) => problem.with_field("domain", detail, remedy),
        Some(Entry::BaseUrl) => problem.with_field("base_url", detail, remedy),
        Some(Entry::Credentials) => problem.with_field("credentials", detail, remedy),
        None => problem,
    }
}

/// What to do about it.
pub(super) fn remedy(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NotZendesk => "send the account's name, such as acme or acme.zendesk.com",
        Trouble::NotABase => "send an address such as http://127.0.0.1:9090",
        Trouble::NotLoopback => {
            "leave base_url away: it is for test servers on the service's own machine"
        }
        Trouble::TokenRefused => {
            "check the user name and the token, that token access is on in Zendesk, and that the user is \
             not suspended; better, use an OAuth client"
        }
        Trouble::ClientRefused => {
            "check the identifier (the text, not the number) and the secret, and that the client is \
             confidential"
        }
        Trouble::AccessRefused => {
            "check in Zendesk that the OAuth client is still there, and that the user who made it is an \
             admin and not suspended"
        }
        Trouble::NotAdmin => {
            "use an admin's credentials (an OAuth client acts as the admin who made it)"
        }
        Trouble::AddressNotAllowed => {
            "have the service's public address added to the account's allowed ones (Admin Center > \
             Account > Security > Advanced > IP restrictions)"
        }
        Trouble::Forbidden => {
            "check the user's role, the plan, and that the OAuth client's scope includes read"
        }
        Trouble::NoSuchAccount => {
            "check the spelling of the domain; a renamed or closed account answers like this too"
        }
        Trouble::AccountClosed => "ask the account's owner to reopen it in Zendesk",
        Trouble::Moved => {
            "send the account's present name.zendesk.com; credentials go to no other address"
        }
        Trouble::NameNotFound => {
            "check the spelling of the domain, and the service's network and name server"
        }
        Trouble::NoConnection => {
            "check that no firewall stands in the way, or that the test server runs"
        }
        Trouble::NotSecure => "check the service's clock and root certificates",
        Trouble::NoAnswer => "check the service's network, and try again",
        Trouble::TooManyFiles => {
            "try again in a moment; if this stays, whoever runs this service raises its limit of open files"
        }
        Trouble::Overloaded => "try again later",
        Trouble::Unreadable => "try again; if this stays, tell whoever runs this service",
    }
}

#[cfg(test)]
mod tests {
    use utoipa::PartialSchema as _;

    use super::super::problem::TroubleName;
    use super::*;

    #[test]
    fn every_kind_of_trouble_is_described() {
        let described = serde_json::to_value(TroubleName::schema()).expect("JSON");
        assert_eq!(described["enum"], serde_json::json!(Trouble::ALL.map(Trouble::as_str)));
    }
}

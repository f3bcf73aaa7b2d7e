//! Failures: one sentence of what happened, to which integration, and what to do next; and the exit
//! status that scripts rely on.

use std::fmt;
use std::io;
use std::process::ExitCode;

use inflow_app::IngestError;
use inflow_store::StoreError;
use inflow_zendesk::Outcome;

use crate::advice::advice;
use crate::telemetry;

/// What was typed cannot be used; the sentence says what can.
#[derive(Debug)]
pub struct InputError(pub String);

impl fmt::Display for InputError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for InputError {}

/// The integration that something failed with.
#[derive(Debug)]
pub struct OfIntegration(pub String);

impl fmt::Display for OfIntegration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "integration \"{}\"", self.0)
    }
}

/// Tells of a failure on standard error and gives its exit status.
pub fn report(error: &anyhow::Error) -> ExitCode {
    if is_closed_pipe(error) {
        return ExitCode::SUCCESS;
    }
    telemetry::failed(&format!("{error:#}"), advice(error).as_deref());
    ExitCode::from(status(error))
}

/// Whoever read our output has enough of it.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let of_csv = cause.downcast_ref::<csv::Error>().and_then(|error| match error.kind() {
            csv::ErrorKind::Io(error) => Some(error.kind()),
            _ => None,
        });
        let of_json = cause.downcast_ref::<serde_json::Error>();
        let kind = cause
            .downcast_ref::<io::Error>()
            .map(io::Error::kind)
            .or(of_csv)
            .or_else(|| of_json.and_then(serde_json::Error::io_error_kind));
        kind == Some(io::ErrorKind::BrokenPipe)
    })
}

/// 1 failed, 2 wrong input, 3 refused by Zendesk, 4 Zendesk not reached, 130 stopped.
pub fn status(error: &anyhow::Error) -> u8 {
    if error.is::<InputError>() {
        return 2;
    }
    if let Some(
        StoreError::NameTaken { .. }
        | StoreError::AccessNameTaken { .. }
        | StoreError::WorkloadNameTaken { .. }
        | StoreError::NoSuchWorkload
        | StoreError::NoSuchUser
        | StoreError::NoSuchApiKey
        | StoreError::LastAdministrator
        | StoreError::BackupElsewhere
        | StoreError::Occupied
        | StoreError::KeyIsThere
        | StoreError::NoWay
        | StoreError::DeliveryNameTaken { .. }
        | StoreError::NoSuchDelivery { .. },
    ) = store_error(error)
    {
        return 2;
    }
    match error.downcast_ref::<IngestError>() {
        Some(IngestError::Zendesk(error)) => match error.outcome() {
            Outcome::Refused => 3,
            Outcome::Unreachable => 4,
            Outcome::Failed => 1,
        },
        Some(IngestError::Stopped) => 130,
        Some(IngestError::Store(_) | IngestError::Rows(_)) | None => 1,
        Some(
            IngestError::Address(_)
            | IngestError::UnfitName
            | IngestError::UnfitAccount
            | IngestError::UnfitCredentials
            | IngestError::Paused { .. }
            | IngestError::Deleted { .. }
            | IngestError::FixedGrouping { .. }
            | IngestError::FixedSince { .. }
            | IngestError::NotEarlier { .. }
            | IngestError::EventsDropped { .. }
            | IngestError::NoSuchIntegration { .. }
            | IngestError::NoSuchQueue { .. }
            | IngestError::SeveralQueues { .. }
            | IngestError::NoSuchWorkload { .. }
            | IngestError::UnfitWorkload(_)
            | IngestError::NoSuchTicket { .. }
            | IngestError::NoSuchEvent { .. }
            | IngestError::Dropped { .. }
            | IngestError::TextNotKept
            | IngestError::NothingImported
            | IngestError::NoUser { .. }
            | IngestError::NoRobot { .. }
            | IngestError::NoSuchField { .. }
            | IngestError::NoNumberField { .. }
            | IngestError::FixedChannel { .. }
            | IngestError::UnknownChannel { .. }
            | IngestError::UnfitAccessName
            | IngestError::UnfitPassword
            | IngestError::WrongPassword
            | IngestError::TooManyAttempts { .. }
            | IngestError::Format(_)
            | IngestError::UnfitDelivery { .. }
            | IngestError::Destination(_),
        ) => 2,
    }
}

fn store_error(error: &anyhow::Error) -> Option<&StoreError> {
    match error.downcast_ref::<IngestError>() {
        Some(IngestError::Store(error)) => Some(error),
        _ => error.downcast_ref(),
    }
}

#[cfg(test)]
mod tests {
    use inflow_zendesk::{Error as ZendeskError, Refused};

    use super::*;

    fn in_context(error: impl Into<IngestError>) -> anyhow::Error {
        anyhow::Error::from(error.into()).context("integration \"acme\"")
    }

    #[test]
    fn the_exit_status_tells_what_happened() {
        let (host, said) = (|| "acme.zendesk.com".to_owned(), || "no".to_owned());
        let refused = ZendeskError::Refused { refused: Refused::ApiToken, reason: said() };
        assert_eq!(status(&in_context(refused)), 3);
        let not_allowed = ZendeskError::AddressNotAllowed { host: host(), message: said() };
        assert_eq!(status(&in_context(not_allowed)), 3);
        assert_eq!(status(&in_context(ZendeskError::NotAdmin { role: said() })), 3);
        assert_eq!(status(&in_context(ZendeskError::NoSuchAccount { host: host() })), 4);
        let moved = ZendeskError::Moved { host: host(), target: said() };
        assert_eq!(status(&in_context(moved)), 4);
        let taken = || StoreError::NameTaken { name: "acme".to_owned() };
        assert_eq!(status(&in_context(taken())), 2);
        assert_eq!(status(&taken().into()), 2);
        assert_eq!(status(&in_context(StoreError::Busy)), 1);
        assert_eq!(status(&in_context(IngestError::Stopped)), 130);
        assert_eq!(status(&in_context(IngestError::UnfitName)), 2);
        assert_eq!(status(&InputError("no".to_owned()).into()), 2);
        assert_eq!(status(&anyhow::anyhow!("anything else")), 1);
    }
}

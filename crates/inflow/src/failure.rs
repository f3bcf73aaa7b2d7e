//! Failures: one sentence of what happened, to which integration, and what to do next; and the exit
//! status that scripts rely on.

use std::fmt;
use std::io;
use std::process::ExitCode;

use inflow_ingest::IngestError;
use inflow_store::StoreError;
use inflow_zendesk::{Error as ZendeskError, Outcome};

/// What was typed cannot be used; the sentence says what can.
#[derive(Debug)]
pub struct InputError(pub String);

impl fmt::Display for InputError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for InputError {}

/// Prints a failure on standard error and gives its exit status.
#[expect(clippy::print_stderr, reason = "the one place that tells the user of a failure")]
pub fn report(error: &anyhow::Error) -> ExitCode {
    if is_closed_pipe(error) {
        return ExitCode::SUCCESS;
    }
    eprintln!("error: {error:#}");
    if let Some(advice) = advice(error) {
        eprintln!("{advice}");
    }
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
    if let Some(StoreError::NameTaken { .. }) = store_error(error) {
        return 2;
    }
    match error.downcast_ref::<IngestError>() {
        Some(IngestError::Zendesk(error)) => match error.outcome() {
            Outcome::Refused => 3,
            Outcome::Unreachable => 4,
            Outcome::Failed => 1,
        },
        Some(IngestError::Stopped) => 130,
        Some(IngestError::Store(_)) | None => 1,
        Some(
            IngestError::Address(_)
            | IngestError::UnfitName
            | IngestError::NoSuchIntegration { .. }
            | IngestError::NoSuchQueue { .. }
            | IngestError::NoSuchTicket { .. },
        ) => 2,
    }
}

fn store_error(error: &anyhow::Error) -> Option<&StoreError> {
    match error.downcast_ref::<IngestError>() {
        Some(IngestError::Store(error)) => Some(error),
        _ => error.downcast_ref(),
    }
}

/// What to do about it.
fn advice(error: &anyhow::Error) -> Option<&'static str> {
    match error.downcast_ref::<IngestError>() {
        Some(IngestError::Zendesk(error)) => zendesk_advice(error),
        _ => store_error(error).and_then(store_advice),
    }
}

fn zendesk_advice(error: &ZendeskError) -> Option<&'static str> {
    Some(match error {
        ZendeskError::Refused { .. } => {
            "check the username and the token or secret; Zendesk answers alike to a wrong token, to \
             token access that is switched off (Admin Center > Apps and integrations > APIs) and to a \
             suspended user"
        }
        ZendeskError::NotAdmin { .. } => "sign in as an admin, or make this user one in Zendesk",
        ZendeskError::Forbidden { .. } => {
            "check the user's role, the plan, the OAuth client's scope (read) and the account's list \
             of allowed addresses"
        }
        ZendeskError::NoSuchAccount { .. } => {
            "check the spelling of the domain; a renamed or closed account answers like this too"
        }
        ZendeskError::AccountClosed { .. } => "ask the account's owner to reopen it in Zendesk",
        ZendeskError::Unreachable { .. } => {
            "check the network and the domain, and run the command again; an import goes on where it was"
        }
        ZendeskError::ServerFault { .. } | ZendeskError::RateLimited { .. } => {
            "run the command again later; an import goes on where it was"
        }
        _ => return None,
    })
}

fn store_advice(error: &StoreError) -> Option<&'static str> {
    Some(match error {
        StoreError::NameTaken { .. } => "choose another name",
        StoreError::Busy => "wait until it ends; every other command works beside it",
        StoreError::Newer { .. } => "update inflow, or name another database with --database-url",
        StoreError::Damaged { .. } => {
            "restore it from a backup, or name another database with --database-url"
        }
        StoreError::Unavailable { .. } => {
            "check that the directory exists, may be written and has free space, or name another \
             database with --database-url; what was read is kept"
        }
        StoreError::WrongKey { .. } => {
            "name the key file that belongs to this database with INFLOW_KEY_FILE"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_context(error: impl Into<IngestError>) -> anyhow::Error {
        anyhow::Error::from(error.into()).context("integration \"acme\"")
    }

    #[test]
    fn the_exit_status_tells_what_happened() {
        let refused = ZendeskError::Refused { reason: "no".to_owned() };
        assert_eq!(status(&in_context(refused)), 3);
        let unknown = ZendeskError::NoSuchAccount { host: "acme.zendesk.com".to_owned() };
        assert_eq!(status(&in_context(unknown)), 4);
        let taken = || StoreError::NameTaken { name: "acme".to_owned() };
        assert_eq!(status(&in_context(taken())), 2);
        assert_eq!(status(&taken().into()), 2);
        assert_eq!(status(&in_context(StoreError::Busy)), 1);
        assert_eq!(status(&in_context(IngestError::Stopped)), 130);
        assert_eq!(status(&in_context(IngestError::UnfitName)), 2);
        assert_eq!(status(&InputError("no".to_owned()).into()), 2);
        assert_eq!(status(&anyhow::anyhow!("anything else")), 1);
    }

    #[test]
    fn every_refusal_says_what_to_do() {
        let refused = in_context(ZendeskError::Refused { reason: "no".to_owned() });
        assert!(advice(&refused).is_some_and(|advice| advice.contains("suspended user")));
        assert!(advice(&in_context(StoreError::Busy)).is_some());
    }
}

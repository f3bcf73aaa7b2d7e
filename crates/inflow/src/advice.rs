//! What to do about a failure, in one line.

use inflow_app::IngestError;
use inflow_app::accounts::workloads::UnfitWorkload;
use inflow_store::StoreError;
use inflow_zendesk::{Error as ZendeskError, FailedAt, Refused};

use crate::failure::OfIntegration;

/// What to do; nothing where the failure's own sentence says it.
pub(crate) fn advice(error: &anyhow::Error) -> Option<String> {
    match error.downcast_ref::<IngestError>() {
        Some(IngestError::Paused { .. }) => error
            .downcast_ref::<OfIntegration>()
            .map(|of| format!("to import it again: {}", command_to_resume(&of.0))),
        Some(error) => about(error),
        None if lacks_files(error.as_ref()) => Some(TOO_MANY_FILES.to_owned()),
        None => error.downcast_ref().map(|error| about_the_store(error).to_owned()),
    }
}

/// The command that has an integration imported again.
pub(crate) fn command_to_resume(name: &str) -> String {
    format!("inflow integration resume --name \"{name}\"")
}

/// The same of a use case's failure.
pub(crate) fn about(error: &IngestError) -> Option<String> {
    match error {
        error if lacks_files(error) => Some(TOO_MANY_FILES.to_owned()),
        IngestError::Zendesk(error) => Some(about_zendesk(error)),
        IngestError::Store(error) => Some(about_the_store(error).to_owned()),
        IngestError::NoSuchTicket { .. } => Some(
            "it may be new (`inflow import` reads it), or was not changed since the first imported day"
                .to_owned(),
        ),
        IngestError::NoSuchIntegration { known, .. } if known.is_empty() => {
            Some("`inflow integration add` adds one".to_owned())
        }
        IngestError::NoSuchWorkload { known, .. } if known.is_empty() => {
            Some("`inflow workload add` makes one".to_owned())
        }
        IngestError::NoRobot { .. } => Some("`inflow integration robots` lists them".to_owned()),
        IngestError::UnfitWorkload(UnfitWorkload::NoSuchView(_)) => {
            Some("`inflow views` lists them".to_owned())
        }
        IngestError::UnfitWorkload(UnfitWorkload::NotCounted { .. }) => {
            Some("`inflow views` says why".to_owned())
        }
        IngestError::NoSuchQueue { .. } => Some("`inflow queues` lists them".to_owned()),
        IngestError::NoSuchEvent { ticket, .. } => {
            Some(format!("`inflow explain --ticket {ticket}` shows all of them"))
        }
        IngestError::NothingImported => Some("run `inflow import` first".to_owned()),
        IngestError::UnknownChannel { .. } => Some(
            "`inflow integration channels` lists those that are known, and --force places one that is \
             still to come"
                .to_owned(),
        ),
        IngestError::Dropped { .. } => Some(
            "`inflow explain --queue` lists its contacts with their events; newer tickets show everything"
                .to_owned(),
        ),
        IngestError::Paused { .. } => Some("resume it to import it again".to_owned()),
        IngestError::Deleted { .. } => Some(
            "its queues and history can be read as before; to import it again, connect the same domain \
             under the same name with `inflow integration add`"
                .to_owned(),
        ),
        IngestError::FixedGrouping { .. } => Some(
            "name that grouping; or rename the deleted integration first, for one with a history of \
             its own"
                .to_owned(),
        ),
        IngestError::NotEarlier { .. } => {
            Some("name an earlier day: a window is never made shorter".to_owned())
        }
        IngestError::EventsDropped { .. } => Some(
            "connect the account under another name, with --since, for a history of its own"
                .to_owned(),
        ),
        IngestError::FixedSince { .. } => Some(
            "leave --since away to go on with it; or rename the deleted integration first, for one with \
             a history of its own"
                .to_owned(),
        ),
        _ => None,
    }
}

fn about_zendesk(error: &ZendeskError) -> String {
    let advice = match error {
        ZendeskError::Moved { target, .. } => return about_a_move(target),
        ZendeskError::Refused { refused, .. } => about_a_refusal(*refused),
        ZendeskError::Unreachable { failed_at, .. } => about_the_way(*failed_at),
        ZendeskError::NotAdmin { .. } => {
            "sign in as an admin, or have this user made one in Zendesk (an OAuth client acts as the \
             admin who made it)"
        }
        ZendeskError::AddressNotAllowed { .. } => {
            "have this machine's public address added to the account's allowed ones (Admin Center > \
             Account > Security > Advanced > IP restrictions); an OAuth client's scope must include read"
        }
        ZendeskError::Forbidden { .. } => {
            "check the user's role, the plan, and that the OAuth client's scope includes read"
        }
        ZendeskError::NoSuchAccount { .. } => {
            "check the spelling of the domain; a renamed or closed account answers like this too"
        }
        ZendeskError::AccountClosed { .. } => "ask the account's owner to reopen it in Zendesk",
        ZendeskError::ServerFault { .. } | ZendeskError::RateLimited { .. } => {
            "run the command again later; an import continues where it was"
        }
        ZendeskError::PageFails { .. } => {
            "nothing that was read is lost, and the next import tries again; if it fails there for days, \
             tell Zendesk's support the time and the endpoint"
        }
        ZendeskError::StartTimeTooRecent { .. } => {
            "check this machine's clock, and run the command again in a minute"
        }
        ZendeskError::Damaged { .. } => {
            "something on the way cuts or changes answers (a proxy, a firewall): run the command again, \
             an import goes on where it was"
        }
        ZendeskError::TooLarge { .. } | ZendeskError::Endless { .. } => {
            "no account answers like this: check the domain, and whether something on the way changes \
             answers (a proxy, a firewall); nothing that was read is lost"
        }
        ZendeskError::NotFound { .. } => "check with Zendesk whether the account's plan has it",
        ZendeskError::Setup { .. } => {
            "check that this machine has root certificates (the package ca-certificates on Linux)"
        }
        // What cannot be read, and kinds that the client may tell apart later.
        _ => {
            "run the command again; if this stays, update inflow, or report it with this message: \
             nothing that was read is lost"
        }
    };
    advice.to_owned()
}

fn about_a_move(target: &str) -> String {
    if target.ends_with(".zendesk.com") {
        format!(
            "if the account was renamed, connect it under its new name: inflow integration add --domain \
             {target}"
        )
    } else {
        format!(
            "{target} is no Zendesk domain, and credentials are never sent there: if it is the account's \
             host-mapped address, connect the account under its name.zendesk.com (Admin Center > \
             Account > Brand management shows it)"
        )
    }
}

fn about_a_refusal(refused: Refused) -> &'static str {
    match refused {
        Refused::ApiToken => {
            "check the user name and the token, that token access is on (Admin Center > Apps and \
             integrations > APIs), and that the user is not suspended; better, change to an OAuth client"
        }
        Refused::OAuthClient => {
            "check the identifier (the text, not the number) and the secret, and that the client is \
             confidential (Admin Center > Apps and integrations > APIs > OAuth clients); a new secret can \
             be made there"
        }
        Refused::AccessToken => {
            "check in Zendesk that the OAuth client is still there, and that the user who made it is an \
             admin and not suspended"
        }
    }
}

/// Whether the system had no file descriptors left (EMFILE or ENFILE), whatever could not be opened.
fn lacks_files(error: &dyn std::error::Error) -> bool {
    let mut causes = std::iter::successors(Some(error), |error| error.source());
    causes.any(|cause| cause.to_string().contains("Too many open files"))
}

/// Zendesk has nothing to do with it.
const TOO_MANY_FILES: &str = "it passes once other connections end, and the next import goes on where this one was; if it \
    stays, raise the limit of open files (LimitNOFILE= of the unit, ulimit -n)";

fn about_the_way(failed_at: FailedAt) -> &'static str {
    match failed_at {
        FailedAt::Name => {
            "check this machine's network and its name server (DNS), and HTTPS_PROXY if it is set"
        }
        FailedAt::Connection => {
            "check that no firewall stands in the way, or that the test server runs; if a proxy is \
             needed, name it with HTTPS_PROXY"
        }
        FailedAt::Security => {
            "check this machine's clock and root certificates; a proxy that opens secure connections \
             needs its certificate among them"
        }
        FailedAt::Descriptors => TOO_MANY_FILES,
        FailedAt::Time | FailedAt::Transfer => {
            "check the network, and run the command again; an import goes on where it was"
        }
    }
}

fn about_the_store(error: &StoreError) -> &'static str {
    match error {
        StoreError::NameTaken { .. }
        | StoreError::AccessNameTaken { .. }
        | StoreError::DeliveryNameTaken { .. }
        | StoreError::WorkloadNameTaken { .. } => "choose another name",
        StoreError::NoSuchDelivery { .. } => "`inflow delivery list` shows those that there are",
        StoreError::NoSuchWorkload => "`inflow workload list` shows those that there are",
        StoreError::NoSuchUser => "`inflow user list` shows those that there are",
        StoreError::NoSuchApiKey => "`inflow api-key list` shows those that there are",
        StoreError::LinkUsed => "`inflow user reset-link` makes a new one",
        StoreError::LastAdministrator => "make somebody else an administrator first",
        StoreError::NoSuchIntegration => "`inflow integration list` shows those that there are",
        StoreError::Deleted => "its queues and history can be read as before",
        StoreError::NotDeleted => "look at it with `inflow integration show`",
        StoreError::Claimed => {
            "stop that `inflow serve`, which never ends by itself, or wait until that `inflow import` ends; all \
             other commands work beside them"
        }
        StoreError::Busy => "run the command again",
        StoreError::Leased { .. } => {
            "wait until it is done, or stop that process; if it has ended already, its lease runs out at that \
             time"
        }
        StoreError::LeaseLost => {
            "this process was held up for longer than its lease; what it had committed is kept, and the \
             other one continues from there"
        }
        StoreError::Overtaken => {
            "run the import again: it goes on from what the database holds, and nothing is missing"
        }
        StoreError::Newer { .. } => "update inflow, or name another database with --database-url",
        StoreError::Damaged { .. } => {
            "restore it from a backup, or name another database with --database-url"
        }
        StoreError::Unavailable { location, .. }
            if location.contains("PostgreSQL") || location.starts_with("postgres") =>
        {
            "check the address (--database-url or INFLOW_DATABASE_URL, of a replica --read-database-url), that the \
             server runs and lets this user in from this machine, and that the user may make tables there; \
             what was read is kept"
        }
        StoreError::Occupied => "make a new database for it: CREATE DATABASE inflow",
        StoreError::NoWay => {
            "name the SQLite database with --database-url, and the other with --to"
        }
        StoreError::BackupElsewhere => {
            "copy it with PostgreSQL's own tools: pg_dump --format=custom --file FILE, and pg_restore \
             brings it back; keep the key file too"
        }
        StoreError::Unavailable { .. } => {
            "check that this user may write to the directory (reading needs that too, for SQLite's log \
             beside the file; copy a database from a read-only place first) and that it has free space, \
             or name another database with --database-url; what was read is kept"
        }
        StoreError::KeyFile { .. } => {
            "restore it from its copy beside the backups, name one that this user may read with \
             --key-file or INFLOW_KEY_FILE, or run the command as the user who owns the database; if it is \
             lost for good, `inflow key rotate --lost` makes a new one, and the credentials have to be \
             entered again"
        }
        StoreError::KeyIsThere => {
            "move it away if it is not that of the saved credentials, and keep it"
        }
        StoreError::WrongKey { .. } => {
            "name the key file that belongs to this database with --key-file or INFLOW_KEY_FILE, or \
             enter the credentials again with `inflow integration credentials`"
        }
        StoreError::Backend(_) => {
            "run the command again; if this stays, report it with this message and what \
             INFLOW_LOG=debug writes, which holds no secrets"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(error: impl Into<IngestError>) -> String {
        let error = anyhow::Error::from(error.into()).context("integration \"acme\"");
        advice(&error).expect("something to do")
    }

    #[test]
    fn what_differs_in_what_to_do_has_its_own_advice() {
        let refused = |refused| ZendeskError::Refused { refused, reason: "no".to_owned() };
        let token = of(refused(Refused::ApiToken));
        assert!(token.contains("token access is on") && token.contains("suspended"), "{token}");
        let client = of(refused(Refused::OAuthClient));
        assert!(client.contains("confidential") && client.contains("identifier"), "{client}");
        assert!(of(refused(Refused::AccessToken)).contains("suspended"));
        let ways = [
            FailedAt::Name,
            FailedAt::Connection,
            FailedAt::Security,
            FailedAt::Time,
            FailedAt::Descriptors,
        ];
        let ways: std::collections::BTreeSet<&str> = ways.map(about_the_way).into();
        assert_eq!(ways.len(), 5, "{ways:?}");
    }

    #[test]
    fn a_renamed_account_is_told_from_a_host_mapped_one() {
        let moved = |target: &str| {
            of(ZendeskError::Moved { host: "a.zendesk.com".to_owned(), target: target.to_owned() })
        };
        assert!(moved("b.zendesk.com").ends_with("inflow integration add --domain b.zendesk.com"));
        assert!(moved("support.acme.com").contains("host-mapped"));
        assert!(moved("b.zendesk.com.evil.example").contains("no Zendesk domain"));
    }

    #[test]
    fn failures_of_the_store_say_what_to_do_with_and_without_an_integration() {
        assert!(of(StoreError::Claimed).starts_with("stop that `inflow serve`"));
        let newer = StoreError::Newer { location: "x.db".to_owned(), migration: "9".to_owned() };
        assert!(advice(&newer.into()).is_some_and(|advice| advice.starts_with("update")));
        assert!(advice(&anyhow::anyhow!("anything else")).is_none());
    }
}

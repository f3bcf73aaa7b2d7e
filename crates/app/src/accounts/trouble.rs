//! What is wrong with a connection, in kinds that a form or a program can tell apart: which field is
//! concerned, and a name for what to say of it.

use inflow_zendesk::{AddressError, Error as ZendeskError, FailedAt, Refused};

use crate::error::IngestError;

/// What of the things entered is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// The Zendesk domain.
    Domain,
    /// The test server's address.
    BaseUrl,
    /// The user name and the API token, or the client's identifier and secret.
    Credentials,
}

/// Why Zendesk could not be read, or never will be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// What was entered is no Zendesk domain.
    NotZendesk,
    /// A test server's address is no plain one.
    NotABase,
    /// A test server is not on this machine.
    NotLoopback,
    /// A user name and API token were refused.
    TokenRefused,
    /// An OAuth client was refused.
    ClientRefused,
    /// The access token of an OAuth client was refused.
    AccessRefused,
    /// The user is no admin.
    NotAdmin,
    /// This machine's address is not on the account's list.
    AddressNotAllowed,
    /// Something that is needed may not be read.
    Forbidden,
    /// There is no such account.
    NoSuchAccount,
    /// The account is closed or suspended.
    AccountClosed,
    /// The account has another address.
    Moved,
    /// The address is not found.
    NameNotFound,
    /// Nobody takes the connection.
    NoConnection,
    /// It cannot be made secure.
    NotSecure,
    /// No answer comes in time, or not a whole one.
    NoAnswer,
    /// This process has too many files open.
    TooManyFiles,
    /// Zendesk has an outage, or is asked too often.
    Overloaded,
    /// The answers cannot be read.
    Unreadable,
}

impl Trouble {
    /// Every kind.
    pub const ALL: [Self; 19] = [
        Self::NotZendesk,
        Self::NotABase,
        Self::NotLoopback,
        Self::TokenRefused,
        Self::ClientRefused,
        Self::AccessRefused,
        Self::NotAdmin,
        Self::AddressNotAllowed,
        Self::Forbidden,
        Self::NoSuchAccount,
        Self::AccountClosed,
        Self::Moved,
        Self::NameNotFound,
        Self::NoConnection,
        Self::NotSecure,
        Self::NoAnswer,
        Self::TooManyFiles,
        Self::Overloaded,
        Self::Unreadable,
    ];

    /// What is wrong; nothing where it is not the way to Zendesk.
    pub fn of(error: &IngestError) -> Option<Self> {
        match error {
            IngestError::Address(error) => Some(of_address(error)),
            IngestError::Zendesk(error) => Some(of_zendesk(error)),
            _ => None,
        }
    }

    /// What an error names beside its kind: the host that was asked or that an account moved to, or the
    /// role of a user.
    pub fn named(error: &IngestError) -> Option<&str> {
        let IngestError::Zendesk(error) = error else { return None };
        match error {
            ZendeskError::Moved { target, .. } => Some(target),
            ZendeskError::NotAdmin { role } => Some(role),
            ZendeskError::AddressNotAllowed { host, .. }
            | ZendeskError::NoSuchAccount { host }
            | ZendeskError::AccountClosed { host, .. }
            | ZendeskError::Unreachable { host, .. } => Some(host),
            _ => None,
        }
    }

    /// Its name, for programs and as the name of a message.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotZendesk => "not-zendesk",
            Self::NotABase => "not-a-base",
            Self::NotLoopback => "not-loopback",
            Self::TokenRefused => "token-refused",
            Self::ClientRefused => "client-refused",
            Self::AccessRefused => "access-refused",
            Self::NotAdmin => "not-admin",
            Self::AddressNotAllowed => "address-not-allowed",
            Self::Forbidden => "forbidden",
            Self::NoSuchAccount => "no-such-account",
            Self::AccountClosed => "account-closed",
            Self::Moved => "moved",
            Self::NameNotFound => "name-not-found",
            Self::NoConnection => "no-connection",
            Self::NotSecure => "not-secure",
            Self::NoAnswer => "no-answer",
            Self::TooManyFiles => "too-many-files",
            Self::Overloaded => "overloaded",
            Self::Unreadable => "unreadable",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// What of the things entered it concerns; nothing where none of them is to blame.
    pub fn entry(self) -> Option<Entry> {
        match self {
            Self::NotZendesk
            | Self::NoSuchAccount
            | Self::AccountClosed
            | Self::Moved
            | Self::NameNotFound => Some(Entry::Domain),
            Self::NotABase | Self::NotLoopback => Some(Entry::BaseUrl),
            Self::TokenRefused | Self::ClientRefused | Self::AccessRefused | Self::NotAdmin => {
                Some(Entry::Credentials)
            }
            Self::AddressNotAllowed
            | Self::Forbidden
            | Self::NoConnection
            | Self::NotSecure
            | Self::NoAnswer
            | Self::TooManyFiles
            | Self::Overloaded
            | Self::Unreadable => None,
        }
    }
}

fn of_address(error: &AddressError) -> Trouble {
    match error {
        AddressError::NotZendesk { .. } => Trouble::NotZendesk,
        AddressError::NotABase { .. } => Trouble::NotABase,
        AddressError::NotLoopback { .. } => Trouble::NotLoopback,
    }
}

fn of_zendesk(error: &ZendeskError) -> Trouble {
    match error {
        ZendeskError::Refused { refused: Refused::ApiToken, .. } => Trouble::TokenRefused,
        ZendeskError::Refused { refused: Refused::OAuthClient, .. } => Trouble::ClientRefused,
        ZendeskError::Refused { refused: Refused::AccessToken, .. } => Trouble::AccessRefused,
        ZendeskError::NotAdmin { .. } => Trouble::NotAdmin,
        ZendeskError::AddressNotAllowed { .. } => Trouble::AddressNotAllowed,
        ZendeskError::Forbidden { .. } | ZendeskError::NotFound { .. } => Trouble::Forbidden,
        ZendeskError::NoSuchAccount { .. } => Trouble::NoSuchAccount,
        ZendeskError::AccountClosed { .. } => Trouble::AccountClosed,
        ZendeskError::Moved { .. } => Trouble::Moved,
        ZendeskError::Unreachable { failed_at, .. } => match failed_at {
            FailedAt::Name => Trouble::NameNotFound,
            FailedAt::Connection => Trouble::NoConnection,
            FailedAt::Security => Trouble::NotSecure,
            FailedAt::Time | FailedAt::Transfer => Trouble::NoAnswer,
            FailedAt::Descriptors => Trouble::TooManyFiles,
        },
        ZendeskError::ServerFault { .. }
        | ZendeskError::RateLimited { .. }
        | ZendeskError::StartTimeTooRecent { .. } => Trouble::Overloaded,
        ZendeskError::PageFails { source, .. } => of_zendesk(source),
        // What cannot be read, and whatever kind the client comes to tell apart.
        _ => Trouble::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<&str> = Trouble::ALL.map(Trouble::as_str).into();
        assert_eq!(names.len(), Trouble::ALL.len());
        assert!(Trouble::ALL.iter().all(|kind| Trouble::from_name(kind.as_str()) == Some(*kind)));
    }

    #[test]
    fn what_is_wrong_names_the_field_concerned() {
        let host = || "acme.zendesk.com".to_owned();
        let check = |error: IngestError, trouble, entry| {
            let found = Trouble::of(&error).expect("of the connection");
            assert_eq!((found, found.entry()), (trouble, entry), "{error}");
        };
        let refused = ZendeskError::Refused { refused: Refused::ApiToken, reason: "no".to_owned() };
        check(refused.into(), Trouble::TokenRefused, Some(Entry::Credentials));
        let none = ZendeskError::NoSuchAccount { host: host() };
        check(none.into(), Trouble::NoSuchAccount, Some(Entry::Domain));
        let fault = ZendeskError::ServerFault { endpoint: "/x", status: 503, attempts: 3 };
        let page = ZendeskError::PageFails { endpoint: "/x", from: None, source: Box::new(fault) };
        check(page.into(), Trouble::Overloaded, None);
        let address = AddressError::NotLoopback { entered: host() };
        check(address.into(), Trouble::NotLoopback, Some(Entry::BaseUrl));
        assert_eq!(Trouble::of(&IngestError::NothingImported), None);
    }
}

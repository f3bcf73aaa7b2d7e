//! What is wrong with a connection, in the reader's words.

use inflow_app::IngestError;
use inflow_app::accounts::trouble::Trouble;

use super::layout::Page;
use crate::pages::i18n::Text;

/// What is wrong, and what to do about it.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    /// What is wrong.
    pub(crate) what: Text,
    /// What to do.
    pub(crate) help: Text,
}

/// A trouble in words. `named` is what the error names: a host, or a role.
pub(crate) fn told(page: &Page, trouble: Trouble, error: &IngestError) -> Told {
    told_of(page, trouble, Trouble::named(error).unwrap_or_default())
}

/// A trouble in words, with what it names.
pub(crate) fn told_of(page: &Page, trouble: Trouble, named: &str) -> Told {
    let (what, help) = messages(trouble);
    Told { what: page.t(what).with("named", named), help: page.t(help) }
}

/// The messages of a kind of trouble.
pub(crate) fn messages(trouble: Trouble) -> (&'static str, &'static str) {
    match trouble {
        Trouble::NotZendesk => ("trouble-not-zendesk", "trouble-not-zendesk-help"),
        Trouble::NotABase => ("trouble-not-a-base", "trouble-not-a-base-help"),
        Trouble::NotLoopback => ("trouble-not-loopback", "trouble-not-loopback-help"),
        Trouble::TokenRefused => ("trouble-token-refused", "trouble-token-refused-help"),
        Trouble::ClientRefused => ("trouble-client-refused", "trouble-client-refused-help"),
        Trouble::AccessRefused => ("trouble-access-refused", "trouble-access-refused-help"),
        Trouble::NotAdmin => ("trouble-not-admin", "trouble-not-admin-help"),
        Trouble::AddressNotAllowed => {
            ("trouble-address-not-allowed", "trouble-address-not-allowed-help")
        }
        Trouble::Forbidden => ("trouble-forbidden", "trouble-forbidden-help"),
        Trouble::NoSuchAccount => ("trouble-no-such-account", "trouble-no-such-account-help"),
        Trouble::AccountClosed => ("trouble-account-closed", "trouble-account-closed-help"),
        Trouble::Moved => ("trouble-moved", "trouble-moved-help"),
        Trouble::NameNotFound => ("trouble-name-not-found", "trouble-name-not-found-help"),
        Trouble::NoConnection => ("trouble-no-connection", "trouble-no-connection-help"),
        Trouble::NotSecure => ("trouble-not-secure", "trouble-not-secure-help"),
        Trouble::NoAnswer => ("trouble-no-answer", "trouble-no-answer-help"),
        Trouble::TooManyFiles => ("trouble-too-many-files", "trouble-too-many-files-help"),
        Trouble::Overloaded => ("trouble-overloaded", "trouble-overloaded-help"),
        Trouble::Unreadable => ("trouble-unreadable", "trouble-unreadable-help"),
    }
}

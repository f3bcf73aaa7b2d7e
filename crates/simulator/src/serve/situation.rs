//! Situations in which an account lets nobody in, each with the answers that Zendesk gives in it.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::answer::{Answer, Body};
use super::auth;
use crate::render;

/// What is wrong with the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Situation {
    /// It was renamed: every request is sent on to its new name.
    Moved,
    /// It has an address of its own, to which every request is sent on.
    HostMapped,
    /// There is none of this name.
    NoAccount,
    /// It is suspended or closed.
    Closed,
    /// The user is suspended, or token access is switched off: Zendesk answers alike.
    Suspended,
    /// The asking address is not on the account's list of allowed addresses.
    AllowList,
    /// Whoever asks is sent to the sign-in page.
    SignIn,
}

impl Situation {
    /// All of them, with the names that they go by.
    pub const ALL: [(&'static str, Self); 7] = [
        ("moved", Self::Moved),
        ("host-mapped", Self::HostMapped),
        ("no-account", Self::NoAccount),
        ("closed", Self::Closed),
        ("suspended", Self::Suspended),
        ("allow-list", Self::AllowList),
        ("sign-in", Self::SignIn),
    ];

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, situation)| *situation)
    }

    /// What everybody is answered in this situation.
    pub(super) fn answer(self, method: &Method, path: &str) -> Answer {
        match self {
            Self::Moved => redirect("https://renamed-sim.zendesk.com", path),
            Self::HostMapped => redirect("https://support.sim.example", path),
            Self::SignIn => redirect("", "/access/unauthenticated"),
            Self::NoAccount => {
                let title = "No help desk at sim.zendesk.com";
                let message = "There is no help desk configured at this address. This means that the address is \
                               available and that you can claim it.";
                let body = json!({"error": {"title": title, "message": message}});
                Answer::refused(StatusCode::NOT_FOUND, body)
            }
            Self::Closed => {
                let page = "<html><body>This account has been suspended.</body></html>";
                Answer::new(StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, Body::Html(page.to_owned()))
            }
            Self::Suspended if method == Method::POST => auth::unknown_client(),
            Self::Suspended if path == "/api/v2/users/me" => {
                Answer::ok(json!({"user": render::lists::anonymous()}))
            }
            Self::Suspended => auth::unauthenticated(),
            Self::AllowList => auth::forbidden(),
        }
    }
}

fn redirect(host: &str, path: &str) -> Answer {
    Answer::new(StatusCode::FOUND, Body::Raw(Vec::new())).with("location", &format!("{host}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_situation_has_its_answer() {
        let told: Vec<(&str, u16, bool)> = Situation::ALL
            .iter()
            .map(|(name, situation)| {
                assert_eq!(Situation::from_name(name), Some(*situation));
                let answer = situation.answer(&Method::GET, "/api/v2/users/me");
                let leads_on = answer.headers.iter().any(|(name, _)| *name == "location");
                (*name, answer.status.as_u16(), leads_on)
            })
            .collect();
        assert_eq!(
            told,
            [
                ("moved", 302, true),
                ("host-mapped", 302, true),
                ("no-account", 404, false),
                ("closed", 451, false),
                ("suspended", 200, false),
                ("allow-list", 403, false),
                ("sign-in", 302, true),
            ]
        );
        let export = "/api/v2/incremental/ticket_events";
        assert_eq!(Situation::Suspended.answer(&Method::GET, export).status, 401);
        assert_eq!(Situation::Suspended.answer(&Method::POST, "/oauth/tokens").status, 401);
    }
}

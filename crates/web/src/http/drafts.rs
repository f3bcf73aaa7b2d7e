//! Secrets of forms that could not be saved yet: kept in memory for a while, so that nobody has to
//! type them again and none is sent back to the browser. A program that starts anew, or another one
//! that answers the next time, has none of them: then the form asks again.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use inflow_app::access::secrets::new_secret;
use inflow_domain::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};

/// For so long a form may be left alone.
const KEPT_SECONDS: i64 = 30 * 60;

/// How many forms are remembered at once; the oldest gives way.
const MOST_KEPT: usize = 1_000;

/// What was typed into the fields of a form that are not shown.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    /// The API token.
    pub(crate) token: Option<SecretString>,
    /// The secret of an OAuth client.
    pub(crate) client_secret: Option<SecretString>,
}

struct Draft {
    owner: String,
    kept_at: Timestamp,
    secrets: Secrets,
}

/// The forms that are being filled in.
#[derive(Default)]
pub(crate) struct Drafts(Mutex<BTreeMap<String, Draft>>);

impl Drafts {
    /// Keeps what was typed under a name that only its owner can use.
    pub(crate) fn keep(&self, owner: &str, secrets: Secrets, now: Timestamp) -> String {
        let id = new_secret().expose_secret().to_owned();
        let mut drafts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drafts.retain(|_, draft| is_young(draft, now));
        let oldest = drafts.iter().min_by_key(|(_, draft)| draft.kept_at);
        if drafts.len() >= MOST_KEPT
            && let Some(oldest) = oldest.map(|(id, _)| id.clone())
        {
            drafts.remove(&oldest);
        }
        drafts.insert(id.clone(), Draft { owner: owner.to_owned(), kept_at: now, secrets });
        id
    }

    /// What was kept under that name by that owner; it is forgotten here.
    pub(crate) fn take(&self, owner: &str, id: &str, now: Timestamp) -> Secrets {
        let mut drafts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drafts.retain(|_, draft| is_young(draft, now));
        match drafts.remove(id) {
            Some(draft) if draft.owner == owner => draft.secrets,
            Some(draft) => {
                drafts.insert(id.to_owned(), draft);
                Secrets::default()
            }
            None => Secrets::default(),
        }
    }
}

fn is_young(draft: &Draft, now: Timestamp) -> bool {
    now.0 - draft.kept_at.0 < KEPT_SECONDS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(secrets: &Secrets) -> Option<&str> {
        secrets.token.as_ref().map(secrecy::ExposeSecret::expose_secret)
    }

    #[test]
    fn what_was_typed_is_its_owners_and_for_a_while() {
        let drafts = Drafts::default();
        let typed = || Secrets { token: Some("typed".into()), client_secret: None };
        let first = drafts.keep("ann", typed(), Timestamp(0));
        assert_eq!(token(&drafts.take("bob", &first, Timestamp(1))), None);
        assert_eq!(token(&drafts.take("ann", &first, Timestamp(1))), Some("typed"));
        assert_eq!(token(&drafts.take("ann", &first, Timestamp(2))), None);
        let late = drafts.keep("ann", typed(), Timestamp(0));
        assert_eq!(token(&drafts.take("ann", &late, Timestamp(KEPT_SECONDS))), None);
    }

    #[test]
    fn the_oldest_gives_way() {
        let drafts = Drafts::default();
        let typed = || Secrets { token: Some("typed".into()), client_secret: None };
        let oldest = drafts.keep("ann", typed(), Timestamp(0));
        for _ in 0..MOST_KEPT {
            drafts.keep("bob", typed(), Timestamp(1));
        }
        assert_eq!(token(&drafts.take("ann", &oldest, Timestamp(2))), None);
        assert_eq!(drafts.0.lock().expect("nobody panics").len(), MOST_KEPT);
    }
}

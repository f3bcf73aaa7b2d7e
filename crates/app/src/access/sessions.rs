//! Signing in and out.

use std::net::IpAddr;

use inflow_store::{Guessed, Session, User};
use secrecy::{ExposeSecret as _, SecretString};

use super::audit::record;
use super::password::PasswordHashing;
use super::secrets::{Purpose, new_secret};
use super::{devices, fit_name};
use crate::context::Context;
use crate::error::IngestError;

/// A session ends so long after something was last asked for,
const IDLE_SECONDS: i64 = 12 * 3600;
/// and so long after it began, whatever is asked for.
pub const LONGEST_SECONDS: i64 = 7 * 24 * 3600;
/// How exactly it is known when something was last asked for.
const SEEN_SECONDS: i64 = 5 * 60;
/// How many passwords of a name may be wrong before the next has to wait, and how long it waits at
/// most: not so long that somebody could be locked out by it.
const OF_A_NAME: (u32, i64) = (5, 60);
/// The same of a client's address, from which several people may sign in.
const OF_AN_ADDRESS: (u32, i64) = (20, 15 * 60);
/// How many characters of what was typed are told.
const LONGEST_TOLD: usize = 100;

/// The same of a device that is known to be the user's, whatever was guessed elsewhere.
const OF_A_DEVICE: (u32, i64) = (10, 60);

/// What somebody typed to sign in.
#[derive(Debug)]
pub struct Typed {
    /// The name.
    pub name: String,
    /// The password.
    pub password: SecretString,
    /// From where it came.
    pub address: IpAddr,
    /// What a device shows that is known from before.
    pub device: Option<SecretString>,
}

/// Somebody who signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub user: User,
    /// The secret of the session.
    pub session: SecretString,
    /// What the device shows from now on.
    pub device: SecretString,
}

/// Signs a user of the context's account in. Strangers are slowed by the name that they guess and by their
/// address; a device in which the user signed in before by nothing but its own mistakes.
pub async fn sign_in(
    context: &Context,
    hashing: &PasswordHashing,
    typed: Typed,
) -> Result<SignedIn, IngestError> {
    let name = fit_name(&typed.name).map_err(|_| IngestError::WrongPassword)?;
    let user = context.store.users.user(&context.account, &name).await?;
    let hash = match &user {
        Some(user) => context.store.users.password_hash(user.id).await?,
        None => None,
    };
    let known = user.as_ref().zip(hash.as_ref()).and_then(|(user, hash)| {
        let shown = typed.device.as_ref()?.expose_secret();
        devices::number(shown, user.id, hash).map(str::to_owned)
    });
    let attempt = match &known {
        Some(number) => Attempt { of_the_user: of_device(number), of_address: None },
        None => Attempt {
            of_the_user: of_name(&context.account, &name),
            of_address: Some(of_address(typed.address)),
        },
    };
    attempt.begin(context).await?;
    let is_right = hashing.is_right(hash, typed.password).await;
    let named = user.clone();
    let user = user.filter(|user| is_right && user.disabled_at.is_none());
    let Some(user) = user else {
        refused(context, named, typed.address);
        return Err(IngestError::WrongPassword);
    };
    attempt.was_right(context).await?;
    match typed.device.filter(|_| known.is_some()) {
        Some(device) => Ok(SignedIn { session: begin(context, &user).await?, user, device }),
        None => sign_in_known(context, user).await,
    }
}

/// Signs somebody in who is known to be the user, on a device that was not known so far.
pub async fn sign_in_known(context: &Context, user: User) -> Result<SignedIn, IngestError> {
    let session = begin(context, &user).await?;
    let device = new_device(context, &user).await?;
    Ok(SignedIn { user, session, device })
}

/// What the device shows from now on in which the user is signed in.
pub async fn new_device(context: &Context, user: &User) -> Result<SecretString, IngestError> {
    let hash = context.store.users.password_hash(user.id).await?.unwrap_or_default();
    Ok(devices::new(user.id, &hash))
}

/// What an attempt to sign in is counted of.
struct Attempt {
    /// The name, or the known device of its user: a right password shows that it was the user.
    of_the_user: Guessed,
    /// The address, from which others come as well.
    of_address: Option<Guessed>,
}

impl Attempt {
    async fn begin(&self, context: &Context) -> Result<(), IngestError> {
        let counted: Vec<Guessed> = [Some(&self.of_the_user), self.of_address.as_ref()]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        match context.store.sessions.begin_attempt(&counted, context.clock.now()).await? {
            Some(until) => Err(IngestError::TooManyAttempts { until }),
            None => Ok(()),
        }
    }

    /// The user's mistakes are forgotten. Of the address this attempt alone is: whoever guesses others'
    /// passwords there may well know one of their own.
    async fn was_right(&self, context: &Context) -> Result<(), IngestError> {
        let sessions = &context.store.sessions;
        sessions.forget_attempts(std::slice::from_ref(&self.of_the_user)).await?;
        if let Some(address) = &self.of_address {
            sessions.take_back_attempt(std::slice::from_ref(address)).await?;
        }
        Ok(())
    }
}

/// Tells of an attempt that failed, in the program's log and in that of the account.
fn refused(context: &Context, user: Option<User>, address: IpAddr) {
    // It was typed as well, at whatever length.
    let account: String = context.account.chars().take(LONGEST_TOLD).collect();
    let Some(user) = user else {
        // What was typed may be a password in the wrong field, so it is not told.
        tracing::warn!(account, %address, "a sign-in failed: no such user");
        return;
    };
    tracing::warn!(account, user = user.name, %address, "a sign-in failed");
    let context = context.clone().of_user(&user);
    // Beside the answer, which takes as long where there is no such user.
    tokio::spawn(async move {
        let told = record(&context, "session.refuse", &user.name, &address.to_string()).await;
        if let Err(error) = told {
            tracing::warn!(%error, "a failed sign-in is not written down");
        }
    });
}

/// Begins a session of somebody who is known to be the user.
pub async fn begin(context: &Context, user: &User) -> Result<SecretString, IngestError> {
    let secret = new_secret();
    let hash = Purpose::Session.hash(secret.expose_secret());
    context.store.sessions.begin_session(hash, user.id, context.clock.now()).await?;
    let context = context.clone().of_user(user);
    record(&context, "session.begin", &user.name, "").await?;
    Ok(secret)
}

/// Whose session it is that a secret was shown of, while it lasts.
pub async fn signed_in(context: &Context, shown: &str) -> Result<Option<Session>, IngestError> {
    let hash = Purpose::Session.hash(shown);
    let now = context.clock.now();
    let found = context.store.sessions.session(hash).await?.filter(|session| {
        now.0 - session.created_at.0 < LONGEST_SECONDS && now.0 - session.seen_at.0 < IDLE_SECONDS
    });
    if found.as_ref().is_some_and(|session| now.0 - session.seen_at.0 >= SEEN_SECONDS) {
        let sessions = context.store.sessions.clone();
        // Beside the answer, which waits for no writer.
        tokio::spawn(async move {
            if let Err(error) = sessions.see_session(hash, now).await {
                tracing::warn!(%error, "the use of a session is not written down");
            }
        });
    }
    Ok(found)
}

/// Ends the session that a secret was shown of.
pub async fn sign_out(context: &Context, shown: &str) -> Result<(), IngestError> {
    Ok(context.store.sessions.end_session(Purpose::Session.hash(shown)).await?)
}

/// Removes what lasts no longer.
pub async fn clear_away(context: &Context) -> Result<(), IngestError> {
    let now = context.clock.now();
    let (began, used) = (now.plus_seconds(-LONGEST_SECONDS), now.plus_seconds(-IDLE_SECONDS));
    Ok(context.store.sessions.clear_away(began, used, now).await?)
}

pub(super) fn of_name(account: &str, name: &str) -> Guessed {
    let (free, longest_wait_seconds) = OF_A_NAME;
    let key = Purpose::GuessedName.hash(&format!("{account}\n{name}"));
    Guessed { key, free, longest_wait_seconds }
}

fn of_device(number: &str) -> Guessed {
    let (free, longest_wait_seconds) = OF_A_DEVICE;
    let key = Purpose::GuessedDevice.hash(number);
    Guessed { key, free, longest_wait_seconds }
}

fn of_address(address: IpAddr) -> Guessed {
    let (free, longest_wait_seconds) = OF_AN_ADDRESS;
    let network = match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        // Whoever has one address of such a network has all of them.
        IpAddr::V6(address) => format!("{:?}", &address.segments()[..4]),
    };
    let key = Purpose::GuessedAddress.hash(&network);
    Guessed { key, free, longest_wait_seconds }
}

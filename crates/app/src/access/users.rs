//! Adding users, and the links by which they choose a password.

use inflow_store::{NewUser, OneTimeLink, Role, StoreError, User, UserId};
use secrecy::{ExposeSecret as _, SecretString};

use super::audit::record;
use super::fit_name;
use super::password::PasswordHashing;
use super::secrets::{Purpose, new_secret};
use super::sessions::of_name;
use crate::context::Context;
use crate::error::IngestError;

/// How long a link works that makes an account's first administrator,
const FIRST_LINK_SECONDS: i64 = 3600;
/// and one that a user gets from somebody else.
const LINK_SECONDS: i64 = 3 * 24 * 3600;

/// The account's users, by name.
pub async fn list(context: &Context) -> Result<Vec<User>, IngestError> {
    Ok(context.store.users.users(&context.account).await?)
}

/// The account's user with this id.
pub async fn by_id(context: &Context, id: UserId) -> Result<User, IngestError> {
    let users = list(context).await?;
    Ok(users.into_iter().find(|user| user.id == id).ok_or(StoreError::NoSuchUser)?)
}

/// The account's user of that name.
pub async fn find(context: &Context, name: &str) -> Result<User, IngestError> {
    let found = context.store.users.user(&context.account, &fit_name(name)?).await?;
    Ok(found.ok_or(StoreError::NoSuchUser)?)
}

/// Adds a user, and makes the link to choose a password by.
pub async fn add(
    context: &Context,
    name: &str,
    role: Role,
) -> Result<(User, SecretString), IngestError> {
    let (account, created_at) = (context.account.clone(), context.clock.now());
    let new = NewUser { account, name: fit_name(name)?, role, created_at };
    let user = context.store.users.add_user(new).await?;
    record(context, "user.add", &user.name, role.as_str()).await?;
    let link = link(context, Some(user.id), LINK_SECONDS).await?;
    Ok((user, link))
}

/// A new link to choose a password by; the earlier one works no longer, the present password still
/// does.
pub async fn renew_link(context: &Context, user: &User) -> Result<SecretString, IngestError> {
    let link = link(context, Some(user.id), LINK_SECONDS).await?;
    record(context, "user.link", &user.name, "").await?;
    Ok(link)
}

/// Whether somebody may administer the account.
pub async fn has_administrator(context: &Context) -> Result<bool, IngestError> {
    Ok(context.store.users.has_administrator(&context.account).await?)
}

/// The link that makes the account's first administrator, while there is none.
pub async fn first_link(context: &Context) -> Result<Option<SecretString>, IngestError> {
    if has_administrator(context).await? {
        return Ok(None);
    }
    link(context, None, FIRST_LINK_SECONDS).await.map(Some)
}

async fn link(
    context: &Context,
    user: Option<UserId>,
    seconds: i64,
) -> Result<SecretString, IngestError> {
    let secret = new_secret();
    let hash = Purpose::Link.hash(secret.expose_secret());
    let expires_at = context.clock.now().plus_seconds(seconds);
    let link = OneTimeLink { account: context.account.clone(), user, expires_at };
    context.store.users.add_link(hash, link).await?;
    Ok(secret)
}

/// Whom a link is for: the user, or nobody yet where it makes the first administrator.
pub async fn linked(context: &Context, shown: &str) -> Result<Option<User>, IngestError> {
    let hash = Purpose::Link.hash(shown);
    let link = context.store.users.link(hash, context.clock.now()).await?;
    let link = link.ok_or(StoreError::LinkUsed)?;
    let context = Context { account: link.account, ..context.clone() };
    match link.user {
        Some(id) => by_id(&context, id).await.map(Some),
        None => Ok(None),
    }
}

/// Uses a link up: its user has this password from now on, or its account this administrator.
pub async fn use_link(
    context: &Context,
    hashing: &PasswordHashing,
    shown: &str,
    name: &str,
    password: SecretString,
) -> Result<User, IngestError> {
    let user = linked(context, shown).await?;
    let name = match &user {
        Some(user) => user.name.clone(),
        None => fit_name(name)?,
    };
    let password_hash = hashing.hash(&name, password).await?;
    let (hash, now) = (Purpose::Link.hash(shown), context.clock.now());
    let signed = context.store.users.use_link(hash, now, &name, password_hash).await?;
    let context = context.clone().of_user(&signed);
    if user.is_none() {
        record(&context, "user.add", &signed.name, signed.role.as_str()).await?;
    }
    record(&context, "user.password", &signed.name, "").await?;
    Ok(signed)
}

/// Changes a user's own password, which ends the other sessions.
pub async fn change_password(
    context: &Context,
    hashing: &PasswordHashing,
    user: &User,
    passwords: (SecretString, SecretString),
    session: &str,
) -> Result<(), IngestError> {
    let (present, new) = passwords;
    // Whoever sits down at somebody's browser guesses no faster than elsewhere.
    let guessed = [of_name(&user.account, &user.name)];
    if let Some(until) = context.store.sessions.begin_attempt(&guessed, context.clock.now()).await?
    {
        return Err(IngestError::TooManyAttempts { until });
    }
    let hash = context.store.users.password_hash(user.id).await?;
    if !hashing.is_right(hash, present).await {
        return Err(IngestError::WrongPassword);
    }
    context.store.sessions.forget_attempts(&guessed).await?;
    let hash = hashing.hash(&user.name, new).await?;
    let session = Purpose::Session.hash(session);
    context.store.users.set_password(user.id, hash, Some(session)).await?;
    record(context, "user.password", &user.name, "").await
}

/// Gives a user another role.
pub async fn set_role(context: &Context, user: &User, role: Role) -> Result<(), IngestError> {
    context.store.users.set_role(&context.account, user.id, role).await?;
    record(context, "user.role", &user.name, role.as_str()).await
}

/// Lets a user sign in no more, or again.
pub async fn set_disabled(
    context: &Context,
    user: &User,
    disabled: bool,
) -> Result<(), IngestError> {
    let at = disabled.then(|| context.clock.now());
    context.store.users.set_disabled(&context.account, user.id, at).await?;
    let action = if disabled { "user.disable" } else { "user.enable" };
    record(context, action, &user.name, "").await
}

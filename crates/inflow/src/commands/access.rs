//! `inflow user` and `inflow api-key`, and the link that makes an account's first administrator.

use inflow_app::access::{keys, users};
use inflow_app::{Context, IngestError};
use inflow_store::{ApiKey, Role, StoreError, User};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;

use crate::cli::{ApiKeyCommand, FormatArgs, UserCommand};
use crate::output::table::{text, time, word};
use crate::output::{hint, print_rows, to_stdout};
use crate::telemetry::secret;

/// The columns of a user.
#[derive(Debug, Clone, Default, Serialize)]
struct UserRow {
    name: String,
    role: &'static str,
    state: &'static str,
    created_at: String,
}

/// The columns of a key.
#[derive(Debug, Clone, Default, Serialize)]
struct KeyRow {
    name: String,
    role: &'static str,
    created_at: String,
    last_used: Option<String>,
    revoked_at: Option<String>,
}

pub(super) async fn user(context: &Context, command: UserCommand) -> anyhow::Result<()> {
    match command {
        UserCommand::Add(args) => {
            let (user, link) =
                users::add(context, &args.user.name, role(args.administrator)).await?;
            print_link(&user, &link)
        }
        UserCommand::List(format) => list_users(context, format).await,
        UserCommand::ResetLink(args) => {
            let user = users::find(context, &args.name).await?;
            print_link(&user, &users::renew_link(context, &user).await?)
        }
        UserCommand::Disable(args) => {
            let user = users::find(context, &args.name).await?;
            users::set_disabled(context, &user, true).await?;
            to_stdout(|out| Ok(writeln!(out, "{} can no longer sign in", user.name)?))
        }
    }
}

pub(super) async fn api_key(context: &Context, command: ApiKeyCommand) -> anyhow::Result<()> {
    match command {
        ApiKeyCommand::Create(args) => {
            let (_, key) = keys::create(context, &args.key.name, role(args.administrator)).await?;
            to_stdout(|out| Ok(writeln!(out, "{}", key.expose_secret())?))?;
            hint("the key is shown only now: keep it where nobody else reads it");
            Ok(())
        }
        ApiKeyCommand::List(format) => list_keys(context, format).await,
        ApiKeyCommand::Revoke(args) => {
            let name = args.name.trim();
            let keys = keys::list(context).await?;
            let works = |key: &&ApiKey| key.revoked_at.is_none() && key.name == name;
            let key = keys.iter().find(works);
            let key = key.ok_or(IngestError::from(StoreError::NoSuchApiKey))?;
            keys::revoke(context, key.id).await?;
            to_stdout(|out| Ok(writeln!(out, "the key {name} works no longer")?))
        }
    }
}

/// Prints the link that makes the account's first administrator, while there is none; `address` is
/// where the pages are.
pub(super) async fn print_first_link(context: &Context, address: &str) -> anyhow::Result<()> {
    if let Some(link) = users::first_link(context).await? {
        secret(&format!(
            "the account \"{}\" has no administrator yet; this link makes one, once, within an hour:\n\
             {address}/link/{}",
            context.account,
            link.expose_secret()
        ));
    }
    Ok(())
}

fn role(administrator: bool) -> Role {
    if administrator { Role::Administrator } else { Role::Viewer }
}

/// Prints where a link leads within the pages, wherever these are served.
fn print_link(user: &User, link: &SecretString) -> anyhow::Result<()> {
    to_stdout(|out| Ok(writeln!(out, "/link/{}", link.expose_secret())?))?;
    hint(&format!(
        "put the address of the web page before it and pass it on to {}; it works once, for three days",
        user.name
    ));
    Ok(())
}

async fn list_users(context: &Context, format: FormatArgs) -> anyhow::Result<()> {
    let rows: Vec<UserRow> = users::list(context).await?.iter().map(user_row).collect();
    let cells = |row: &UserRow| {
        vec![row.name.clone(), row.role.into(), row.state.into(), row.created_at.clone()]
    };
    print_rows(
        format,
        &[text("name"), word("role"), word("state"), time("added")],
        &rows,
        cells,
        Clone::clone,
    )
}

fn user_row(user: &User) -> UserRow {
    UserRow {
        name: user.name.clone(),
        role: user.role.as_str(),
        state: match (user.disabled_at, user.has_password) {
            (Some(_), _) => "disabled",
            (None, true) => "enabled",
            (None, false) => "invited",
        },
        created_at: user.created_at.to_string(),
    }
}

async fn list_keys(context: &Context, format: FormatArgs) -> anyhow::Result<()> {
    let rows: Vec<KeyRow> = keys::list(context).await?.iter().map(key_row).collect();
    let columns = [text("name"), word("role"), time("made"), word("last used"), time("revoked")];
    let cells = |row: &KeyRow| {
        let (used, revoked) = (row.last_used.clone(), row.revoked_at.clone());
        let last = [used.unwrap_or_else(|| "never".to_owned()), revoked.unwrap_or_default()];
        [vec![row.name.clone(), row.role.into(), row.created_at.clone()], last.to_vec()].concat()
    };
    print_rows(format, &columns, &rows, cells, Clone::clone)
}

fn key_row(key: &ApiKey) -> KeyRow {
    KeyRow {
        name: key.name.clone(),
        role: key.role.as_str(),
        created_at: key.created_at.to_string(),
        last_used: key.last_used_day.map(|day| day.to_utc().format("%Y-%m-%d").to_string()),
        revoked_at: key.revoked_at.map(|at| at.to_string()),
    }
}

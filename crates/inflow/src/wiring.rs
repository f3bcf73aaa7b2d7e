//! Wiring by hand: which parts are joined, in one place.
#![expect(clippy::disallowed_types, reason = "the program is wired with the machine's clock")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use std::{env, fs, process};

use anyhow::{Context as _, bail};
use directories::ProjectDirs;
use inflow_domain::{Clock, SystemClock};
use inflow_ingest::Context;
use inflow_ingest::integrations::{DEFAULT_ACCOUNT, fit_account};
use inflow_store::{Actor, Worker};
use inflow_store_diesel::{DatabaseUrl, OpenOptions};
use inflow_zendesk::{Connections, Pacers, RetryPolicy};

use crate::cli::Global;
use crate::failure::InputError;
use crate::output::hint;

/// How long a lease lasts unless it is renewed: a worker that dies is replaced within a minute.
const LEASE: Duration = Duration::from_secs(30);

/// The context of a command, with the machine's clock.
pub async fn context(global: &Global) -> anyhow::Result<Context> {
    context_with(global, Arc::new(SystemClock), RetryPolicy::default()).await
}

/// The same with another clock and patience, for tests.
pub async fn context_with(
    global: &Global,
    clock: Arc<dyn Clock>,
    retry: RetryPolicy,
) -> anyhow::Result<Context> {
    let database_url = database_url(global)?;
    let key_file = key_file(global)?;
    if others_may_read(&key_file) {
        let path = key_file.display();
        hint(&format!(
            "warning: others on this machine may read the key file {path}, and with it the saved \
             credentials: chmod 600 {path}"
        ));
    }
    let store = inflow_store_diesel::open(&OpenOptions { database_url, key_file }).await?;
    let account = global.account.as_deref().unwrap_or(DEFAULT_ACCOUNT);
    let account = fit_account(account)?.to_owned();
    let (actor, worker) = (Actor::operator(), worker());
    let (pacers, connections) = (Pacers::default(), Connections::default());
    Ok(Context { account, actor, clock, store, worker, retry, pacers, connections })
}

/// How this process is called beside others that work on the same database.
fn worker() -> Worker {
    let of_linux = fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let elsewhere = || env::var("HOSTNAME").or_else(|_| env::var("COMPUTERNAME")).ok();
    let host = of_linux.or_else(elsewhere).unwrap_or_default();
    let host = host.trim();
    let place = if host.is_empty() { String::new() } else { format!(" on {host}") };
    Worker { name: format!("process {}{place}", process::id()), lease: LEASE }
}

/// Whether others than its owner may read a file.
#[cfg(unix)]
pub fn others_may_read(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(file).is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o077 != 0)
}

/// Nobody can tell here.
#[cfg(not(unix))]
pub fn others_may_read(_: &Path) -> bool {
    false
}

/// The key file that holds: the named one, or the one beside the database.
pub fn key_file(global: &Global) -> anyhow::Result<PathBuf> {
    match global.key_file.as_ref().filter(|path| !path.is_empty()) {
        Some(path) => Ok(PathBuf::from(path)),
        None => Ok(directory_of(&database_url(global)?)?.join("inflow.key")),
    }
}

/// The database that holds: the named one, or the one in the data directory.
pub fn database_url(global: &Global) -> anyhow::Result<DatabaseUrl> {
    let url = match global.database_url.as_ref().filter(|url| !url.expose().is_empty()) {
        Some(url) => url.clone(),
        None => format!("sqlite://{}", data_directory()?.join("inflow.db").display()).into(),
    };
    if url.expose().starts_with("sqlite://") || url.is_postgres() {
        Ok(url)
    } else {
        // The address is not repeated: it may hold a password.
        bail!(InputError(
            "the database address must begin with sqlite:// or postgres://, such as \
             sqlite:///var/lib/inflow/inflow.db or postgres://inflow@db.example.com/inflow"
                .to_owned()
        ))
    }
}

/// Where the key file is unless it is named: beside a database that is a file.
fn directory_of(database_url: &DatabaseUrl) -> anyhow::Result<PathBuf> {
    if database_url.is_postgres() {
        return data_directory();
    }
    let path = Path::new(database_url.expose().trim_start_matches("sqlite://"));
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Ok(PathBuf::from(".")),
        Some(parent) => Ok(parent.to_owned()),
        None => data_directory(),
    }
}

fn data_directory() -> anyhow::Result<PathBuf> {
    let directories = ProjectDirs::from("", "", "inflow")
        .context("this user has no home directory: name the database with --database-url")?;
    Ok(directories.data_dir().to_owned())
}

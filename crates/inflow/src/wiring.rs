//! Wiring by hand: which parts are joined, in one place.
#![expect(clippy::disallowed_types, reason = "the program is wired with the machine's clock")]

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use std::{env, fs, process};

use anyhow::{Context as _, bail};
use directories::ProjectDirs;
use inflow_app::Context;
use inflow_app::accounts::integrations::{DEFAULT_ACCOUNT, fit_account};
use inflow_app::deliveries::Reach;
use inflow_domain::{Clock, SystemClock};
use inflow_store::{Actor, Store, Worker};
use inflow_store_diesel::{DatabaseUrl, OpenOptions};
use inflow_zendesk::{Connections, Pacers, RetryPolicy};

use crate::cli::Global;
use crate::failure::InputError;
use crate::installed;
use crate::output::hint;

/// How long a lease lasts unless it is renewed: a worker that dies is replaced within a minute.
const LEASE: Duration = Duration::from_secs(30);

/// Whether a command makes a database where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Making {
    /// It begins an installation.
    Anywhere,
    /// It can begin one, but where no place is named, it rather looks for one that is elsewhere.
    WhereNamed,
    /// It is about what a database has already.
    Never,
}

/// The machine's clock.
pub fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// The context of a command, with the machine's clock. Says when a database is made.
pub async fn context(global: &Global, making: Making) -> anyhow::Result<Context> {
    let database_url = database_url(global)?;
    warn_of_a_shown_password(&database_url, "--database-url", "INFLOW_DATABASE_URL");
    let is_new = !inflow_store_diesel::is_there(&database_url).await?;
    if is_new {
        refuse_to_make(global, making, &database_url)?;
    }
    let context = context_with(global, clock(), RetryPolicy::default()).await?;
    if is_new {
        hint(&format!("a new database was made: {database_url}{}", installed::told()));
    }
    Ok(context)
}

/// The context of a command that only reads figures: over the replica, where one is named.
pub async fn reading_context(global: &Global, making: Making) -> anyhow::Result<Context> {
    let Some(url) = replica_url(global)? else { return context(global, making).await };
    warn_of_a_shown_password(url, "--read-database-url", "INFLOW_READ_DATABASE_URL");
    let options = OpenOptions { database_url: url.clone(), key_file: key_file(global)? };
    let store = inflow_store_diesel::open_replica(&options).await.context(OF_REPLICA)?;
    let behind = store.upkeep.replication().await.context(OF_REPLICA)?;
    if let Some(behind) = behind.and_then(|found| found.behind).filter(|behind| *behind > 0) {
        hint(&format!("note: the replica that this is read from is {behind} s behind"));
    }
    context_over(global, store, clock(), RetryPolicy::default())
}

/// The replica of a database, where one is named.
pub async fn replica(global: &Global, primary: &Store) -> anyhow::Result<Option<Store>> {
    let Some(url) = replica_url(global)? else { return Ok(None) };
    let options = OpenOptions { database_url: url.clone(), key_file: key_file(global)? };
    let replica = inflow_store_diesel::open_replica(&options).await.context(OF_REPLICA)?;
    let of_primary = primary.upkeep.replication().await?;
    let of_replica = replica.upkeep.replication().await.context(OF_REPLICA)?;
    let is_same = of_primary.zip(of_replica).is_some_and(|(primary, replica)| {
        let systems = primary.system.zip(replica.system);
        primary.database == replica.database
            && systems.is_none_or(|(primary, replica)| primary == replica)
    });
    if is_same {
        return Ok(Some(replica));
    }
    bail!(InputError(format!(
        "{url} is no replica of {}: name a streaming replica of it with --read-database-url",
        database_url(global)?
    )))
}

/// Which database cannot be used.
const OF_REPLICA: &str = "figures cannot be read from the replica (--read-database-url)";

/// The address of the replica, where one is named.
pub fn replica_url(global: &Global) -> anyhow::Result<Option<&DatabaseUrl>> {
    let url = global.read_database_url.as_ref().filter(|url| !url.expose().is_empty());
    let Some(url) = url else { return Ok(None) };
    if url.is_postgres() && database_url(global)?.is_postgres() {
        return Ok(Some(url));
    }
    // The address is not repeated: it may hold a password.
    bail!(InputError(
        "--read-database-url is for PostgreSQL: it names a streaming replica of the server that --database-url \
         names, such as postgres://inflow@db-replica.example.com/inflow"
            .to_owned()
    ))
}

/// Ends a command that makes no database where there is none, and says where one may be.
fn refuse_to_make(global: &Global, making: Making, url: &DatabaseUrl) -> Result<(), InputError> {
    let is_named = named_url(global).is_some();
    if making == Making::Anywhere || (making == Making::WhereNamed && is_named) {
        return Ok(());
    }
    Err(InputError(format!(
        "there is no database at {url}: name that of the service with --database-url or \
         INFLOW_DATABASE_URL; `inflow serve` and `inflow integration add` make a new one{}",
        installed::told()
    )))
}

/// Says that others on this machine can read a password that stands on the command line.
fn warn_of_a_shown_password(url: &DatabaseUrl, option: &str, variable: &str) {
    let has_password = url.to_string() != url.expose();
    let is_shown = |argument: OsString| argument.to_string_lossy().contains(url.expose());
    if has_password && env::args_os().any(is_shown) {
        hint(&format!(
            "warning: others on this machine can read the password in {option} while the command runs: set \
             {variable}, or leave the password to PGPASSWORD or ~/.pgpass"
        ));
    }
}

/// The same with another clock and patience, for tests.
pub async fn context_with(
    global: &Global,
    clock: Arc<dyn Clock>,
    retry: RetryPolicy,
) -> anyhow::Result<Context> {
    let options = OpenOptions { database_url: database_url(global)?, key_file: key_file(global)? };
    let store = inflow_store_diesel::open(&options).await?;
    context_over(global, store, clock, retry)
}

/// The context of a command over an open database.
fn context_over(
    global: &Global,
    store: Store,
    clock: Arc<dyn Clock>,
    retry: RetryPolicy,
) -> anyhow::Result<Context> {
    let key_file = key_file(global)?;
    if others_may_read(&key_file) {
        let path = key_file.display();
        hint(&format!(
            "warning: others on this machine may read the key file {path}, and with it the saved \
             credentials: chmod 600 {path}"
        ));
    }
    let account = global.account.as_deref().unwrap_or(DEFAULT_ACCOUNT);
    let account = fit_account(account)?.to_owned();
    let (actor, worker) = (Actor::operator(), worker());
    let (pacers, connections) = (Pacers::default(), Connections::default());
    let delivery_reach = delivery_reach(global);
    Ok(Context { account, actor, clock, store, worker, retry, pacers, connections, delivery_reach })
}

/// Where the operator lets deliveries go.
fn delivery_reach(global: &Global) -> Reach {
    let networks = global.delivery_networks.clone().unwrap_or_default().0;
    Reach { networks, folder: global.delivery_folder.clone() }
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
    let url = match named_url(global) {
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

/// The database that an option, the environment or the configuration file names.
fn named_url(global: &Global) -> Option<&DatabaseUrl> {
    global.database_url.as_ref().filter(|url| !url.expose().is_empty())
}

/// The file of a database that is one.
pub fn database_file(url: &DatabaseUrl) -> Option<&Path> {
    url.expose().strip_prefix("sqlite://").map(Path::new)
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

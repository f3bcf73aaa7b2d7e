//! Wiring by hand: which parts are joined, in one place.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use directories::ProjectDirs;
use inflow_domain::{Clock, SystemClock};
use inflow_ingest::Context;
use inflow_ingest::integrations::{DEFAULT_ACCOUNT, fit_account};
use inflow_store_diesel::{DatabaseUrl, OpenOptions};
use inflow_zendesk::{Pacers, RetryPolicy};

use crate::cli::Global;
use crate::failure::InputError;
use crate::output::hint;

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
    let key_file = match global.key_file.as_ref().filter(|path| !path.is_empty()) {
        Some(path) => PathBuf::from(path),
        None => directory_of(&database_url)?.join("inflow.key"),
    };
    warn_of_readers(&key_file);
    let store = inflow_store_diesel::open(&OpenOptions { database_url, key_file }).await?;
    let account = global.account.as_deref().unwrap_or(DEFAULT_ACCOUNT);
    let account = fit_account(account)?.to_owned();
    Ok(Context { account, clock, store, retry, pacers: Pacers::default() })
}

/// Warns where others than its owner may read the key file.
#[cfg(unix)]
fn warn_of_readers(key_file: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let shared = std::fs::metadata(key_file)
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o077 != 0);
    if shared {
        let path = key_file.display();
        hint(&format!(
            "warning: others on this machine may read the key file {path}, and with it the saved \
             credentials: chmod 600 {path}"
        ));
    }
}

#[cfg(not(unix))]
fn warn_of_readers(_: &Path) {}

fn database_url(global: &Global) -> anyhow::Result<DatabaseUrl> {
    let url = match global.database_url.as_ref().filter(|url| !url.expose().is_empty()) {
        Some(url) => url.clone(),
        None => format!("sqlite://{}", data_directory()?.join("inflow.db").display()).into(),
    };
    if url.expose().starts_with("sqlite://") {
        Ok(url)
    } else {
        // The address is not repeated: it may hold a password.
        bail!(InputError(
            "the database address must begin with sqlite://, such as sqlite:///var/lib/inflow/inflow.db"
                .to_owned()
        ))
    }
}

fn directory_of(database_url: &DatabaseUrl) -> anyhow::Result<PathBuf> {
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

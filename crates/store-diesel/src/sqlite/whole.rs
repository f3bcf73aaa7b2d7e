//! Files that take their place only once they are whole: new databases, and copies of one. Whoever is killed
//! while making them leaves nothing there that looks like one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use diesel::connection::{Connection as _, SimpleConnection as _};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;
use inflow_store::StoreError;

use super::{APPLICATION_ID, Connection, MIGRATIONS, WAIT, backend, explain};
use crate::disk::{Disk as _, Machine};
use crate::failure::Failure;
use crate::key_file::random_suffix;
use crate::migrating::migrate;
use crate::owner::{Owner, create_private, folder_of};

/// Makes a database where there is none. Of several processes that do so at once, one wins.
pub(super) fn make(file: &Path) -> Result<(), Failure> {
    let unavailable = |error: io::Error| unavailable(file, error.into());
    let draft = beside(file, &format!(".new-{}", random_suffix().map_err(unavailable)?));
    let owner = Owner::of(folder_of(file)).map_err(unavailable)?.if_allowed();
    let made = create_private(&draft)
        .and_then(|made| owner.give(&made))
        .map_err(|error| unavailable(error).into())
        .and_then(|()| fill(&draft))
        .and_then(|()| match put(&draft, file) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                Err(unavailable(error).into())
            }
            _ => Ok(()),
        });
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(beside(&draft, ending));
    }
    made
}

/// Fills an empty file with the schema. SQLite gives what it makes beside a file to the file's owner.
fn fill(draft: &Path) -> Result<(), Failure> {
    let location = draft.display().to_string();
    let mut connection =
        Connection::establish(&location).map_err(|error| unavailable(draft, error.into()))?;
    connection.batch_execute(WAIT)?;
    connection.batch_execute("PRAGMA journal_mode = WAL;")?;
    connection.immediate_transaction(|connection| {
        connection.batch_execute(&format!("PRAGMA application_id = {APPLICATION_ID};"))?;
        migrate(connection, MIGRATIONS, backend::sum_calls)
    })?;
    // Everything stands in the file itself once the last connection is closed.
    drop(connection);
    Ok(Machine.sync_file(draft).map_err(|error| unavailable(draft, error.into()))?)
}

/// Copies everything that a database has as of one moment into a new file, while others read and write.
pub(super) fn copy(database: &str, to: &Path) -> Result<(), StoreError> {
    let draft = beside(to, ".partial");
    let of_the_target = |error: io::Error| unavailable(to, error.into());
    let _held = hold(&draft, Path::new(database)).map_err(of_the_target)?;
    let copied = fill_with(&draft, database)
        .map_err(|error| explain(error, &to.display().to_string()))
        .and_then(|()| put(&draft, to).map_err(of_the_target));
    // Half a copy is none.
    let _ = fs::remove_file(&draft);
    copied
}

/// An empty private file, which `VACUUM INTO` fills, and which nobody else fills meanwhile. One that a killed
/// process left is removed.
fn hold(draft: &Path, database: &Path) -> io::Result<File> {
    if let Ok(left) = OpenOptions::new().write(true).open(draft) {
        left.try_lock().map_err(|_| {
            let busy = format!("another backup is writing {}", draft.display());
            io::Error::new(ErrorKind::WouldBlock, busy)
        })?;
        fs::remove_file(draft)?;
    }
    let made = create_private(draft)?;
    made.lock()?;
    Owner::of(database)?.if_allowed().give(&made)?;
    Ok(made)
}

fn fill_with(draft: &Path, database: &str) -> Result<(), Failure> {
    let to =
        draft.to_str().ok_or_else(|| unavailable(draft, "the path is no Unicode text".into()))?;
    let backend = |error: ConnectionError| StoreError::Backend(error.into());
    let mut connection = Connection::establish(database).map_err(backend)?;
    connection.batch_execute(WAIT)?;
    diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(to).execute(&mut connection)?;
    let mut copied = Connection::establish(to).map_err(backend)?;
    let found: String = sql::<Text>("PRAGMA quick_check(1)").get_result(&mut copied)?;
    if found != "ok" {
        return Err(StoreError::Backend(found.into()).into());
    }
    drop(copied);
    Ok(Machine.sync_file(draft).map_err(|error| unavailable(draft, error.into()))?)
}

/// Puts a whole file into a place that nothing has taken yet, for good.
fn put(draft: &Path, place: &Path) -> io::Result<()> {
    // Unlike a rename, a link never replaces what is there.
    match fs::hard_link(draft, place) {
        Ok(()) => fs::remove_file(draft)?,
        // Some file systems have no links.
        Err(error) if error.kind() != ErrorKind::AlreadyExists && !place.exists() => {
            fs::rename(draft, place)?;
        }
        Err(error) => return Err(error),
    }
    Machine.sync_folder(folder_of(place))
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.to_owned().into_os_string();
    name.push(ending);
    name.into()
}

fn unavailable(file: &Path, source: Box<dyn std::error::Error + Send + Sync>) -> StoreError {
    StoreError::Unavailable { location: file.display().to_string(), source }
}

//! SQLite: one connection that writes, several that read beside it, and a lock file for importers.

mod whole;
mod write_rows;

use std::error::Error as StdError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use deadpool_diesel::{
    Connection as Pooled, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime,
};
use diesel::connection::{Connection as _, DefaultLoadingMode, SimpleConnection as _};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::SqliteConnection;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use inflow_domain::IntegrationId;
use inflow_store::{Examination, Examined, ImportClaim, Replication, Store, StoreError};

use crate::failure::Failure;
use crate::key_file::KeyFile;
use crate::locks::Lock;
use crate::migrating::{is_outdated, migrate};
use crate::owner::{Owner, create_folder, create_private, folder_of, keep_private};
use write_rows::write_rows;

use crate::schema::lease;

#[path = "backend/mod.rs"]
#[expect(
    clippy::duplicate_mod,
    reason = "the queries are written once and compiled for each database"
)]
mod backend;

use backend::LeaseRow;

/// The connection that the queries of `backend` are compiled for.
type Connection = SqliteConnection;
/// How many rows at a time are in memory while a result is read: one.
type LoadingMode = DefaultLoadingMode;

/// Leases last as long as the process that has claimed the file: no other can be in doubt about it.
const LEASES_EXPIRE: bool = false;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
/// Marks a SQLite file as ours: "Infl".
const APPLICATION_ID: i64 = 0x496e_666c;
/// Another process may look at the lock just while it is claimed.
const CLAIM_ATTEMPTS: u32 = 6;
const LOOK: Duration = Duration::from_millis(30);
const READERS: usize = 4;
/// How often a file is prepared that somebody else is just preparing.
const PREPARATIONS: u32 = 20;
const BETWEEN_PREPARATIONS: Duration = Duration::from_millis(50);
const NO_BYTES: &str = "it has no bytes, as what a copy leaves that was cut off: restore it from a backup again, \
                        or remove it to have a new database made";
const WAIT: &str = "PRAGMA busy_timeout = 10000;";
const SETTINGS: &str = "PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL;";
/// Caches in KiB, so that memory does not grow with the account; the write-ahead log shrinks again
/// after a count has written everything anew.
const WRITER: &str = "PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 4000; \
                      PRAGMA journal_size_limit = 67108864;";
const READER: &str = "PRAGMA cache_size = -2048; PRAGMA query_only = ON;";

/// Opens a file behind the ports.
pub(crate) async fn open(file: PathBuf, key_file: KeyFile) -> Result<Store, StoreError> {
    let location = file.display().to_string();
    let url = file.to_str().map(str::to_owned).ok_or_else(|| StoreError::Unavailable {
        location: location.clone(),
        source: "the path is no Unicode text".into(),
    })?;
    let prepared = tokio::task::spawn_blocking({
        let (url, location) = (url.clone(), location.clone());
        move || {
            prepare(&file, &url).map_err(|error| explain(error, &location))?;
            lock_file(&file)
        }
    });
    let lock_file = prepared.await.map_err(|error| StoreError::Backend(error.into()))??;
    let database = Database {
        readers: pool(&url, READERS, READER),
        writer: pool(&url, 1, WRITER),
        lock_file,
        identity: identity(Path::new(&url)).unwrap_or_default(),
        url,
        location,
    };
    Ok(backend::store(database, key_file).await)
}

/// The device of a file and its number there.
#[cfg(unix)]
fn identity(file: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(file).ok().map(|found| (found.dev(), found.ino()))
}

/// A file that is open cannot be removed here.
#[cfg(not(unix))]
fn identity(file: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(file).ok().map(|_| (0, 0))
}

/// The lock of importers, beside the file itself: a link to the file leads to the same lock.
fn lock_file(file: &Path) -> Result<PathBuf, StoreError> {
    let found = file.canonicalize().map_err(|error| StoreError::Unavailable {
        location: file.display().to_string(),
        source: error.into(),
    })?;
    let mut lock_file = found.into_os_string();
    lock_file.push(".import-lock");
    Ok(lock_file.into())
}

/// Works with a file that was opened before, in a transaction beside which nobody writes.
pub(crate) fn in_one_transaction<T>(
    file: &Path,
    work: impl FnOnce(&mut SqliteConnection) -> Result<T, Failure>,
) -> Result<T, StoreError> {
    let location = file.display().to_string();
    let worked = Connection::establish(&location)
        .map_err(|error| StoreError::Backend(error.into()).into())
        .and_then(|mut connection| {
            connection.batch_execute(WAIT)?;
            connection.immediate_transaction(work)
        });
    worked.map_err(|error| explain(error, &location))
}

/// An open SQLite file.
struct Database {
    readers: Pool<Manager<Connection>>,
    writer: Pool<Manager<Connection>>,
    lock_file: PathBuf,
    /// What tells the file from another one of its name.
    identity: (u64, u64),
    url: String,
    location: String,
}

/// Opens connections for threads that read what was last committed, beside a transaction that
/// writes.
struct Readers {
    url: String,
}

impl Readers {
    /// As many as there are processors.
    fn most() -> usize {
        usize::MAX
    }

    fn open(&self) -> Result<Connection, Failure> {
        let unavailable = |error: ConnectionError| StoreError::Unavailable {
            location: self.url.clone(),
            source: named(error.into()),
        };
        let mut connection = Connection::establish(&self.url).map_err(unavailable)?;
        for settings in [WAIT, SETTINGS, READER] {
            connection.batch_execute(settings)?;
        }
        Ok(connection)
    }
}

impl Database {
    /// For threads of their own.
    fn own_readers(&self) -> Readers {
        Readers { url: self.url.clone() }
    }

    /// Reads in one transaction: everything as of one moment.
    async fn read<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    {
        self.run(&self.readers, move |connection| as_of_one_moment(connection, work)).await
    }

    /// Writes in one transaction, which goes on to its end when the caller goes away.
    async fn write<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    {
        // Immediate: a transaction that began by reading could not wait for another writer.
        self.run(&self.writer, move |connection| connection.immediate_transaction(work)).await
    }

    /// The same: a file has one writer, for whom everybody waits.
    async fn write_apart<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    {
        self.write(work).await
    }

    async fn run<T, W>(&self, pool: &Pool<Manager<Connection>>, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    {
        let connection = pool.get().await.map_err(|error| StoreError::Unavailable {
            location: self.location.clone(),
            source: named(error.into()),
        })?;
        let done = connection.interact(work).await;
        let done = done.map_err(|error| StoreError::Backend(error.to_string().into()))?;
        done.map_err(|error| explain(error, &self.location))
    }

    /// The same, and what was written lasts when this returns: otherwise the last of it may be lost where
    /// the machine fails.
    async fn write_lastingly<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    {
        let lastingly = move |connection: &mut Connection| {
            connection.batch_execute("PRAGMA synchronous = FULL;")?;
            let done = connection.immediate_transaction(work);
            connection.batch_execute(SETTINGS)?;
            done
        };
        let done = self.run(&self.writer, lastingly).await?;
        self.empty_log().await;
        Ok(done)
    }

    /// Brings everything that was written into the file and empties the log beside it, where nobody
    /// reads from it just now: what waits for a later time is not lost.
    async fn empty_log(&self) {
        let empty = |connection: &mut Connection| {
            Ok(connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE);")?)
        };
        let _ = self.run(&self.writer, empty).await;
    }

    /// Copies everything as of one moment into a new file, while others read and write.
    async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        let (database, file) = (self.url.clone(), file.to_owned());
        let copied = tokio::task::spawn_blocking(move || whole::copy(&database, &file)).await;
        copied.map_err(|error| StoreError::Backend(error.into()))?
    }

    /// Whether the file that was opened still has its name.
    fn is_in_place(&self) -> bool {
        identity(Path::new(&self.url)).is_some_and(|found| found == self.identity)
    }

    /// A file has no replica.
    #[expect(clippy::unused_async, reason = "another database has to ask its server")]
    async fn replication(&self) -> Result<Option<Replication>, StoreError> {
        let _ = self;
        Ok(None)
    }

    /// Looks at the file: whether its pages and indexes are sound.
    async fn examine(&self) -> Result<Examination, StoreError> {
        let examined = self.read(|connection| {
            let version: String = sql::<Text>("SELECT sqlite_version()").get_result(connection)?;
            let faults: Vec<String> =
                sql::<Text>("PRAGMA quick_check(5)").get_results(connection)?;
            Ok((version, faults))
        });
        let (version, faults) = examined.await?;
        let sound = faults == ["ok"];
        let bytes = [self.url.clone(), format!("{}-wal", self.url)]
            .map(|file| std::fs::metadata(file).map_or(0, |file| file.len()));
        let restore =
            "stop what uses it, and restore it from a backup: what is read from it may be wrong";
        let file = format!("{} (SQLite {version}, its schema is up to date)", self.location);
        Ok(Examination {
            findings: vec![
                Examined { about: "database", found: file, advice: None },
                Examined {
                    about: "integrity",
                    found: if sound { "sound".to_owned() } else { faults.join("; ") },
                    advice: (!sound).then(|| restore.to_owned()),
                },
            ],
            clock: None,
            files: Path::new(&self.url)
                .parent()
                .map(|folder| (folder.to_owned(), bytes.iter().sum())),
        })
    }

    /// Claims the right to import into this file, for this process or another.
    async fn claim(&self) -> Result<Box<dyn ImportClaim>, StoreError> {
        for _ in 1..CLAIM_ATTEMPTS {
            if let Some(claim) = self.try_claim()? {
                return Ok(claim);
            }
            tokio::time::sleep(LOOK).await;
        }
        self.try_claim()?.ok_or(StoreError::Claimed)
    }

    fn try_claim(&self) -> Result<Option<Box<dyn ImportClaim>>, StoreError> {
        // The file stays: if it were removed, two processes could each lock a file of that name.
        let file = self.open_lock().map_err(|error| self.unavailable_lock(error))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Box::new(LockedFile { _file: file }))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(self.unavailable_lock(error)),
        }
    }

    /// Whether an importer has the lock. Looking takes a share of it for a moment, for which a claim
    /// waits.
    #[expect(clippy::unused_async, reason = "another database has to ask its server")]
    async fn is_claimed(&self) -> Result<bool, StoreError> {
        let file = match File::open(&self.lock_file) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(self.unavailable_lock(error)),
        };
        match file.try_lock_shared() {
            Ok(()) => Ok(false),
            Err(TryLockError::WouldBlock) => Ok(true),
            Err(TryLockError::Error(error)) => Err(self.unavailable_lock(error)),
        }
    }

    fn open_lock(&self) -> io::Result<File> {
        match create_private(&self.lock_file) {
            Ok(made) => {
                Owner::of(Path::new(&self.url))?.if_allowed().give(&made)?;
                Ok(made)
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let file = OpenOptions::new().append(true).open(&self.lock_file);
                // One that root made before can still be locked.
                let file = file.or_else(|_| File::open(&self.lock_file))?;
                // Who may read it could keep importers out.
                let _ = keep_private(&file);
                Ok(file)
            }
            Err(error) => Err(error),
        }
    }

    fn unavailable_lock(&self, error: io::Error) -> StoreError {
        let location = self.lock_file.display().to_string();
        StoreError::Unavailable { location, source: error.into() }
    }
}

/// The system gives the lock back when the file is closed, also when the process is killed.
struct LockedFile {
    _file: File,
}

impl ImportClaim for LockedFile {}

/// Reads in one transaction: everything as of one moment.
fn as_of_one_moment<T>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, Failure>,
) -> Result<T, Failure> {
    connection.transaction(work)
}

/// Lets no other transaction write rows of an integration until this one ends: there is one writer
/// anyway.
#[expect(clippy::unnecessary_wraps, reason = "another database may fail")]
fn lock_integration(_: &mut Connection, _: IntegrationId) -> QueryResult<()> {
    Ok(())
}

/// Lets other transactions wait until this one ends: there is one writer anyway.
#[expect(clippy::unnecessary_wraps, reason = "another database may fail")]
fn lock(_: &mut Connection, _: Lock) -> QueryResult<()> {
    Ok(())
}

/// Whether what is deleted is also overwritten in the file, so that nothing can be read from it.
fn overwrite_what_is_deleted(connection: &mut Connection, overwrite: bool) -> QueryResult<()> {
    let setting = if overwrite { "ON" } else { "OFF" };
    connection.batch_execute(&format!("PRAGMA secure_delete = {setting};"))
}

/// The time by the database's clock, in seconds since 1970.
fn seconds_now(connection: &mut Connection) -> QueryResult<i64> {
    diesel::select(sql::<BigInt>("unixepoch()")).get_result(connection)
}

/// The fence of a lease. A file has one writer at a time: nobody takes the lease meanwhile.
fn lock_to_write(connection: &mut Connection, id: IntegrationId) -> QueryResult<Option<i64>> {
    lease::table.find(id.0).select(lease::fence).first(connection).optional()
}

/// A lease, which nobody else takes meanwhile.
fn lock_to_take(connection: &mut Connection, id: IntegrationId) -> QueryResult<Option<LeaseRow>> {
    lease::table.find(id.0).select(LeaseRow::as_select()).first(connection).optional()
}

fn pool(url: &str, size: usize, settings: &'static str) -> Pool<Manager<Connection>> {
    // Nothing can break the connection to a file, so none is tested before each use.
    let recycling_method = RecyclingMethod::CustomFunction(Box::new(|_| Ok(())));
    let manager = Manager::from_config(url, Runtime::Tokio1, ManagerConfig { recycling_method });
    let configure =
        deadpool_diesel::sqlite::Hook::async_fn(move |pooled: &mut Pooled<Connection>, _| {
            Box::pin(async move {
                let configured = pooled.interact(move |connection| {
                    connection.batch_execute(WAIT)?;
                    connection.batch_execute(SETTINGS)?;
                    connection.batch_execute(settings)
                });
                let configured = configured.await.map_err(|error| error.to_string());
                configured
                    .and_then(|done| done.map_err(|error| error.to_string()))
                    .map_err(deadpool_diesel::sqlite::HookError::message)
            })
        });
    Pool::builder(manager)
        .max_size(size)
        .post_create(configure)
        .build()
        .expect("a pool without time limits can be built")
}

/// Prepares the file as often as somebody else is just doing so: SQLite does not wait for another
/// connection that turns the write-ahead log on or makes the first table, whatever its busy timeout is.
fn prepare(file: &Path, url: &str) -> Result<(), Failure> {
    for _ in 0..PREPARATIONS {
        match prepare_once(file, url) {
            Err(Failure::Database(Error::DatabaseError(_, information)))
                if information.message().contains("is locked") => {}
            done => return done,
        }
        std::thread::sleep(BETWEEN_PREPARATIONS);
    }
    prepare_once(file, url)
}

/// Makes the file where it is missing, checks that it is ours, and applies the migrations.
fn prepare_once(file: &Path, url: &str) -> Result<(), Failure> {
    let location = || file.display().to_string();
    let unavailable = |source: Box<dyn StdError + Send + Sync>| StoreError::Unavailable {
        location: location(),
        source: named(source),
    };
    let damaged =
        |reason: &str| StoreError::Damaged { location: location(), source: reason.into() };
    create_folder(folder_of(file)).map_err(|error| unavailable(error.into()))?;
    if !begins_as_sqlite(file).map_err(|error| unavailable(error.into()))? {
        return Err(damaged("it does not begin as a SQLite file").into());
    }
    match std::fs::metadata(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => whole::make(file)?,
        // A new one has its schema from its first moment on.
        Ok(found) if found.len() == 0 => return Err(damaged(NO_BYTES).into()),
        _ => {}
    }
    let mut connection = Connection::establish(url).map_err(|error| unavailable(error.into()))?;
    connection.batch_execute(WAIT)?;
    // Looked at before anything is written, so that another program's file stays as it is.
    if is_foreign(&mut connection)? {
        return Err(damaged("it is a SQLite file of another program").into());
    }
    connection.batch_execute("PRAGMA journal_mode = WAL;")?;
    // Writing waits for other writers, and a count may write for long: a file that is up to date
    // is opened without.
    if number_of_tables(&mut connection)? == 0
        || is_outdated(&mut connection, &MIGRATIONS, &location())?
    {
        connection.immediate_transaction(|connection| {
            connection.batch_execute(&format!("PRAGMA application_id = {APPLICATION_ID};"))?;
            migrate(connection, MIGRATIONS, backend::sum_calls)
        })?;
    }
    Ok(())
}

fn begins_as_sqlite(file: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    match File::open(file) {
        Ok(opened) => opened.take(16).read_to_end(&mut start)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(error),
    };
    Ok(start.is_empty() || start == b"SQLite format 3\0")
}

fn number_of_tables(connection: &mut Connection) -> QueryResult<i64> {
    sql::<BigInt>("SELECT count(*) FROM sqlite_master").get_result(connection)
}

fn is_foreign(connection: &mut Connection) -> QueryResult<bool> {
    let application: i64 = sql::<BigInt>("PRAGMA application_id").get_result(connection)?;
    Ok(number_of_tables(connection)? > 0 && application != APPLICATION_ID)
}

/// How the system says that the process, or the whole machine, has no file descriptors left: EMFILE and
/// ENFILE.
const NO_DESCRIPTORS: [i32; 2] = [24, 23];

/// The most files that a connection has open: the database, its log, the log's index, and others for a
/// moment. As many were given back when it failed.
const FILES_OF_A_CONNECTION: usize = 8;

/// Why the database cannot be opened: where there are no file descriptors left, SQLite does not say so.
fn named(source: Box<dyn StdError + Send + Sync>) -> Box<dyn StdError + Send + Sync> {
    let opened = (0..FILES_OF_A_CONNECTION).map(|_| File::open("."));
    let lack = opened.collect::<io::Result<Vec<File>>>().err();
    let is_lack =
        |error: &io::Error| error.raw_os_error().is_some_and(|code| NO_DESCRIPTORS.contains(&code));
    lack.filter(is_lack).map_or(source, Into::into)
}

/// What an error means to a caller. SQLite's result codes don't come through Diesel; its texts do.
fn explain(failure: Failure, location: &str) -> StoreError {
    let location = location.to_owned();
    let error = match failure {
        Failure::Store(error) => return error,
        Failure::Unreadable(error) => {
            return StoreError::Damaged { location, source: error.into() };
        }
        Failure::Database(error) => error,
    };
    let Error::DatabaseError(_, information) = &error else {
        return StoreError::Backend(error.into());
    };
    let message = information.message();
    let says = |texts: &[&str]| texts.iter().any(|text| message.contains(text));
    if says(&["database is locked", "database table is locked"]) {
        StoreError::Busy
    } else if says(&["malformed", "not a database"]) {
        StoreError::Damaged { location, source: error.into() }
    } else if says(&["readonly", "unable to open", "disk is full", "disk I/O error"]) {
        StoreError::Unavailable { location, source: named(error.into()) }
    } else {
        StoreError::Backend(error.into())
    }
}

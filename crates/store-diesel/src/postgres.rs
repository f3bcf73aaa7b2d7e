//! PostgreSQL: several connections that write and several that read, and one row lock that keeps
//! each integration to one writer. Leases keep it to one worker.

mod errors;
mod examining;
mod link;
mod preparing;
mod replicating;
mod staged;
mod write_rows;

use std::path::Path;
use std::time::Duration;

use deadpool_diesel::PoolError;
use deadpool_diesel::{Manager, Pool};
use diesel::connection::{Connection as _, SimpleConnection as _};
use diesel::dsl::sql;
use diesel::pg::{PgConnection, PgRowByRowLoadingMode};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use inflow_domain::IntegrationId;
use inflow_store::{Examination, ImportClaim, Replication, Store, StoreError};

use crate::address::Server;
use crate::failure::Failure;
use crate::key_file::KeyFile;
use crate::locks::Lock;
use crate::schema::lease;
use errors::{explain, is_worth_repeating, unreachable};
use link::Link;
use write_rows::write_rows;

#[path = "backend/mod.rs"]
#[expect(
    clippy::duplicate_mod,
    reason = "the queries are written once and compiled for each database"
)]
mod backend;

use backend::LeaseRow;

/// The connection that the queries of `backend` are compiled for.
type Connection = PgConnection;
/// How many rows at a time are in memory while a result is read: one.
type LoadingMode = PgRowByRowLoadingMode;

/// Connections that read and that write: few, since several processes share the server's.
const READERS: usize = 4;
const WRITERS: usize = 4;
/// Further connections of each count that is large enough to be divided.
const COUNTERS: usize = 4;
/// A worker that is gone is noticed by the server, and its lease runs out.
const LEASES_EXPIRE: bool = true;
/// How often a transaction is begun again that the server ended for the sake of another.
const ATTEMPTS: u32 = 5;
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(40);
/// Tells our advisory locks from those of others in the same database: "Infl".
const LOCKS: i32 = 0x496e_666c;
const LOCK_OF_MIGRATIONS: i32 = 1;
const LOCK_OF_THE_KEY: i32 = 2;
const LOCK_OF_ACCESS: i32 = 3;
const LOCK_OF_QUEUE_NUMBERS: i32 = 4;

/// Opens a database behind the ports.
pub(crate) async fn open(server: Server, key_file: KeyFile) -> Result<Store, StoreError> {
    let prepared = tokio::task::spawn_blocking({
        let server = server.clone();
        move || preparing::prepare(&server).map_err(|error| explain(error, &server))
    });
    let link = prepared.await.map_err(|error| StoreError::Backend(error.into()))??;
    let (readers, writers) = (link.pool(READERS), link.pool(WRITERS));
    let apart = link.pool(1);
    Ok(backend::store(Database { readers, writers, apart, link, server }, key_file).await)
}

/// Opens a replica behind the ports: what is read comes from there, and nothing can be written.
pub(crate) async fn open_replica(server: Server, key_file: KeyFile) -> Result<Store, StoreError> {
    let looked = tokio::task::spawn_blocking({
        let server = server.clone();
        move || preparing::look(&server).map_err(|error| explain(error, &server))
    });
    let link = looked.await.map_err(|error| StoreError::Backend(error.into()))??;
    let pool = link.pool(READERS);
    let (writers, apart) = (pool.clone(), pool.clone());
    let database = Database { readers: pool, writers, apart, link, server };
    Ok(backend::store(database, key_file).await)
}

/// Whether a database has our tables already; an error where it has those of another program.
pub(crate) async fn is_there(server: Server) -> Result<bool, StoreError> {
    let looked = tokio::task::spawn_blocking(move || {
        preparing::has_tables(&server).map_err(|error| explain(error, &server))
    });
    looked.await.map_err(|error| StoreError::Backend(error.into()))?
}

/// Works with a database that was opened before, in one transaction.
pub(crate) fn in_one_transaction<T>(
    server: &Server,
    work: impl FnOnce(&mut PgConnection) -> Result<T, Failure>,
) -> Result<T, StoreError> {
    let worked = Link::find(server).and_then(|link| link.connect()?.transaction(work));
    worked.map_err(|error| explain(error, server))
}

/// An open database.
struct Database {
    readers: Pool<Manager<Connection>>,
    writers: Pool<Manager<Connection>>,
    apart: Pool<Manager<Connection>>,
    link: Link,
    server: Server,
}

/// Opens connections for threads that read what was last committed, beside a transaction that
/// writes.
struct Readers {
    link: Link,
}

impl Readers {
    /// Few: every count may have as many.
    fn most() -> usize {
        COUNTERS
    }

    fn open(&self) -> Result<Connection, Failure> {
        self.link.connect()
    }
}

impl Database {
    /// For threads of their own.
    fn own_readers(&self) -> Readers {
        Readers { link: self.link.clone() }
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
        W: Fn(&mut Connection) -> Result<T, Failure> + Send + 'static,
    {
        let link = self.link.clone();
        self.run(&self.writers, move |connection| write(connection, &link, &work)).await
    }

    /// The same on a connection that is used for nothing long, so that it need not wait for one.
    async fn write_apart<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: Fn(&mut Connection) -> Result<T, Failure> + Send + 'static,
    {
        let link = self.link.clone();
        self.run(&self.apart, move |connection| write(connection, &link, &work)).await
    }

    /// The same, and what was written lasts when this returns, however the server is set up.
    async fn write_lastingly<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: Fn(&mut Connection) -> Result<T, Failure> + Send + 'static,
    {
        let lastingly = move |connection: &mut Connection| {
            connection.batch_execute("SET LOCAL synchronous_commit = on")?;
            work(connection)
        };
        self.write(lastingly).await
    }

    async fn run<T, W>(&self, pool: &Pool<Manager<Connection>>, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    {
        let connection = pool.get().await.map_err(|error| match error {
            PoolError::Backend(deadpool_diesel::Error::Connection(error)) => {
                unreachable(&error, &self.server)
            }
            error => {
                StoreError::Unavailable { location: self.server.to_string(), source: error.into() }
            }
        })?;
        let done = connection.interact(work).await;
        let done = done.map_err(|error| StoreError::Backend(error.to_string().into()))?;
        done.map_err(|error| explain(error, &self.server))
    }

    /// What was overwritten or deleted waits for the server's own tidying.
    #[expect(clippy::unused_async, reason = "another database has to write")]
    async fn empty_log(&self) {}

    /// A copy of the whole server's state as of one moment is what its own tools make.
    #[expect(clippy::unused_async, reason = "another database has to copy")]
    async fn copy_to(&self, _: &Path) -> Result<(), StoreError> {
        Err(StoreError::BackupElsewhere)
    }

    /// A server tells by itself when a database is gone.
    #[expect(clippy::unused_self, reason = "another database has to look")]
    fn is_in_place(&self) -> bool {
        true
    }

    /// Looks at the server.
    async fn examine(&self) -> Result<Examination, StoreError> {
        let (location, link) = (self.server.to_string(), self.link.clone());
        self.read(move |connection| Ok(examining::examine(connection, &link, &location)?)).await
    }

    /// Asks the server whether it is a replica.
    async fn replication(&self) -> Result<Option<Replication>, StoreError> {
        self.read(|connection| Ok(Some(replicating::look(connection)?))).await
    }

    /// Everybody may import; leases keep each integration to one worker.
    #[expect(clippy::unused_async, reason = "another database waits for others")]
    async fn claim(&self) -> Result<Box<dyn ImportClaim>, StoreError> {
        Ok(Box::new(Claim))
    }

    /// Whether somebody may be importing, on whichever machine.
    #[expect(clippy::unused_async, reason = "another database has to look")]
    async fn is_claimed(&self) -> Result<bool, StoreError> {
        Ok(true)
    }
}

/// Everybody has it.
struct Claim;

impl ImportClaim for Claim {}

/// Reads in one transaction: everything as of one moment.
fn as_of_one_moment<T>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, Failure>,
) -> Result<T, Failure> {
    connection.build_transaction().read_only().repeatable_read().run(work)
}

/// Writes in one transaction, which sees what was committed before each statement. That is enough
/// where it locks first what it reads and then changes; see [`lock_integration`].
fn write<T>(
    connection: &mut Connection,
    link: &Link,
    work: impl Fn(&mut Connection) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let work = |connection: &mut Connection| {
        link.begin(connection)?;
        work(connection)
    };
    for attempt in 1..ATTEMPTS {
        match connection.transaction(work) {
            Err(failure) if is_worth_repeating(&failure) => {
                std::thread::sleep(BETWEEN_ATTEMPTS * attempt);
            }
            done => return done,
        }
    }
    connection.transaction(work)
}

/// The time by the server's clock, in seconds since 1970.
fn seconds_now(connection: &mut Connection) -> QueryResult<i64> {
    let now = "floor(extract(epoch FROM clock_timestamp()))::bigint";
    diesel::select(sql::<BigInt>(now)).get_result(connection)
}

/// The fence of a lease, which nobody takes until this transaction ends. It can be renewed meanwhile.
fn lock_to_write(connection: &mut Connection, id: IntegrationId) -> QueryResult<Option<i64>> {
    let fence = lease::table.find(id.0).select(lease::fence);
    fence.for_key_share().first(connection).optional()
}

/// A lease, which nobody else takes or writes under until this transaction ends; nothing where somebody
/// is just doing so.
fn lock_to_take(connection: &mut Connection, id: IntegrationId) -> QueryResult<Option<LeaseRow>> {
    let row = lease::table.find(id.0).select(LeaseRow::as_select());
    row.for_update().skip_locked().first(connection).optional()
}

/// Lets no other transaction write rows of an integration until this one ends. The first statement
/// of everything that reads what it then changes.
fn lock_integration(connection: &mut Connection, id: IntegrationId) -> QueryResult<()> {
    let lock = diesel::sql_query("SELECT FROM integration WHERE id = $1 FOR NO KEY UPDATE");
    lock.bind::<BigInt, _>(id.0).execute(connection).map(drop)
}

/// Lets other transactions wait until this one ends.
fn lock(connection: &mut Connection, lock: Lock) -> QueryResult<()> {
    let (shared, number) = match lock {
        Lock::SealSecrets => ("_shared", LOCK_OF_THE_KEY),
        Lock::ChangeKey => ("", LOCK_OF_THE_KEY),
        Lock::Access => ("", LOCK_OF_ACCESS),
        Lock::QueueNumbers => ("", LOCK_OF_QUEUE_NUMBERS),
    };
    connection.batch_execute(&format!("SELECT pg_advisory_xact_lock{shared}({LOCKS}, {number})"))
}

/// What is deleted stays in the server's files until it tidies them up, which no client can hurry.
#[expect(clippy::unnecessary_wraps, reason = "another database may fail")]
fn overwrite_what_is_deleted(_: &mut Connection, _: bool) -> QueryResult<()> {
    Ok(())
}

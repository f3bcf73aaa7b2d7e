//! The way to the server: directly, or through a pooler such as PgBouncer, which may give every transaction
//! another session of the server.

use std::sync::mpsc;
use std::time::Duration;

use deadpool_diesel::postgres::{Hook, HookError};
use deadpool_diesel::{
    Connection as Pooled, Error as PoolError, Manager, ManagerConfig, Pool, RecyclingMethod,
    Runtime,
};
use diesel::ConnectionError;
use diesel::connection::{CacheSize, Connection as _, SimpleConnection as _};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use inflow_store::StoreError;

use super::Connection;
use super::errors::unreachable;
use crate::address::{DIRECT, Server};
use crate::failure::Failure;

/// What each transaction that writes is set to where no session can be: see `SESSION` of the address.
const SETTINGS: &str = "SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = 0; \
                        SET LOCAL idle_in_transaction_session_timeout = '45s'; \
                        SET LOCAL client_min_messages = warning;";
/// What PgBouncer says of options that it does not pass on.
const REFUSED_OPTIONS: &str = "unsupported startup parameter";
/// How long a second transaction may wait for a session of the server.
const ROOM_WITHIN: Duration = Duration::from_secs(10);

/// The way to the server.
#[derive(Debug, Clone)]
pub(super) struct Link {
    server: Server,
    pooled: bool,
    /// Whether a replica will do, since nothing is written.
    only_reads: bool,
}

impl Link {
    /// Finds out whether a pooler stands in the way: it refuses the options of our sessions, or drops them.
    pub(super) fn find(server: &Server) -> Result<Self, Failure> {
        let pooled = match Connection::establish(&server.direct()) {
            Ok(mut connection) => {
                let told =
                    format!("SELECT current_setting('{DIRECT}', TRUE) IS DISTINCT FROM 'on'");
                sql::<Bool>(&told).get_result(&mut connection)?
            }
            Err(ConnectionError::BadConnection(text)) if text.contains(REFUSED_OPTIONS) => true,
            Err(error) => return Err(unreachable(&error, server).into()),
        };
        Ok(Self { server: server.clone(), pooled, only_reads: false })
    }

    /// The same, to read from a replica.
    pub(super) fn find_replica(server: &Server) -> Result<Self, Failure> {
        Ok(Self { only_reads: true, ..Self::find(server)? })
    }

    /// Whether a pooler stands between.
    pub(super) fn is_pooled(&self) -> bool {
        self.pooled
    }

    pub(super) fn connect(&self) -> Result<Connection, Failure> {
        let mut connection = Connection::establish(&self.address())
            .map_err(|error| unreachable(&error, &self.server))?;
        self.set_up(&mut connection);
        Ok(connection)
    }

    /// The first statements of a transaction that writes.
    pub(super) fn begin(&self, connection: &mut Connection) -> QueryResult<()> {
        if self.pooled { connection.batch_execute(SETTINGS) } else { Ok(()) }
    }

    pub(super) fn pool(&self, size: usize) -> Pool<Manager<Connection>> {
        // A server may be started again, or become a replica of another one: each connection is tried before
        // it is used.
        let recycling_method = if self.only_reads {
            RecyclingMethod::Verified
        } else {
            RecyclingMethod::CustomFunction(Box::new(is_primary))
        };
        let config = ManagerConfig { recycling_method };
        let manager = Manager::from_config(self.address(), Runtime::Tokio1, config);
        let link = self.clone();
        let set_up = Hook::async_fn(move |pooled: &mut Pooled<Connection>, _| {
            let link = link.clone();
            Box::pin(async move {
                let done = pooled.interact(move |connection| link.set_up(connection)).await;
                done.map_err(|error| HookError::message(error.to_string()))
            })
        });
        Pool::builder(manager)
            .max_size(size)
            .post_create(set_up)
            .build()
            .expect("a pool without time limits can be built")
    }

    /// Refuses a pooler that lends one session at a time: a count reads beside what it writes, and would wait
    /// for itself.
    pub(super) fn check_room(&self) -> Result<(), Failure> {
        if !self.pooled {
            return Ok(());
        }
        let mut first = self.connect()?;
        first.batch_execute("BEGIN; SELECT 1")?;
        let (told, heard) = mpsc::channel();
        let link = self.clone();
        std::thread::spawn(move || {
            let second =
                link.connect().and_then(|mut second| Ok(second.batch_execute("SELECT 1")?));
            // Where nobody listens any more, the room came too late.
            let _ = told.send(second);
        });
        let Ok(second) = heard.recv_timeout(ROOM_WITHIN) else {
            let reason = "its pooler lends one session at a time: raise default_pool_size of PgBouncer, \
                          or what it is called elsewhere, to 13 for each worker";
            let location = self.server.to_string();
            return Err(StoreError::Unavailable { location, source: reason.into() }.into());
        };
        second?;
        Ok(first.batch_execute("ROLLBACK")?)
    }

    fn address(&self) -> String {
        if self.pooled { self.server.with_defaults().to_owned() } else { self.server.direct() }
    }

    /// A statement that is prepared for later is unknown to the next session.
    fn set_up(&self, connection: &mut Connection) {
        if self.pooled {
            connection.set_prepared_statement_cache_size(CacheSize::Disabled);
        }
    }
}

/// Fails where the server was made a replica: the primary is another one now.
fn is_primary(connection: &mut Connection) -> Result<(), PoolError> {
    let is_replica = diesel::select(sql::<Bool>("pg_is_in_recovery()")).get_result(connection);
    if is_replica.map_err(PoolError::Ping)? {
        let reason = "the server is a replica now".to_owned();
        return Err(PoolError::Connection(ConnectionError::BadConnection(reason)));
    }
    Ok(())
}

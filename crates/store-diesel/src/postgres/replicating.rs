//! What a server says of replication.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use inflow_store::Replication;

use super::Connection;

/// A replica that has replayed all that it was sent, and is being sent more, is not behind, however long ago the
/// primary last wrote. One without a connection to its primary is behind since what it replayed last.
const STATE: &str = "SELECT current_database()::text AS database, \
    pg_is_in_recovery() AS is_replica, \
    CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() \
            AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0 \
        ELSE ceil(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()))::bigint \
    END AS behind, \
    has_function_privilege('pg_control_system()', 'EXECUTE') AS may_ask_for_system";
const SYSTEM: &str = "SELECT system_identifier::text AS system FROM pg_control_system()";

#[derive(QueryableByName)]
struct State {
    #[diesel(sql_type = Text)]
    database: String,
    #[diesel(sql_type = Bool)]
    is_replica: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    behind: Option<i64>,
    #[diesel(sql_type = Bool)]
    may_ask_for_system: bool,
}

#[derive(QueryableByName)]
struct System {
    #[diesel(sql_type = Text)]
    system: String,
}

pub(super) fn look(connection: &mut Connection) -> QueryResult<Replication> {
    let state: State = diesel::sql_query(STATE).get_result(connection)?;
    let mut system = None;
    if state.may_ask_for_system {
        system = Some(diesel::sql_query(SYSTEM).get_result::<System>(connection)?.system);
    }
    let behind = state.is_replica.then(|| state.behind.unwrap_or(0).max(0));
    Ok(Replication { system, database: state.database, behind })
}

//! The queries behind the ports, for whichever connection type the parent module names.

mod answers;
mod api_keys;
mod audit_log;
pub(super) mod bulk;
mod call_sums;
mod calls;
mod channels;
mod contacts;
mod counted_views;
mod counting;
mod deliveries;
mod discovery;
mod doubts;
mod events;
mod fate_sums;
mod histories;
mod history;
mod imports;
mod integrations;
mod leases;
mod lives;
mod odd_rows;
mod ranges;
mod reconciliations;
mod repairs;
mod reports;
mod retention;
mod runs;
mod sampled;
mod sessions;
mod slices;
mod staff;
mod tally;
mod texts;
mod tickets;
mod upkeep;
mod users;
mod walk;
mod workers;
mod workloads;

use std::sync::Arc;

use inflow_store::Store;

pub(super) use call_sums::sum_all as sum_calls;
pub(super) use leases::LeaseRow;

use super::{
    Connection, Database, LEASES_EXPIRE, LoadingMode, Readers, as_of_one_moment, lock,
    lock_integration, lock_to_take, lock_to_write, overwrite_what_is_deleted, seconds_now,
    write_rows,
};
use crate::key_file::KeyFile;
use staff::KnownAssignees;

/// Rows of one statement: its parse is then a small part of the work, and its parameters are far
/// below what any database takes.
const ROWS_PER_STATEMENT: usize = 1000;

/// The ports of an open database.
pub(super) async fn store(database: Database, key_file: KeyFile) -> Store {
    let ports = Arc::new(Ports { database, key_file, known_assignees: KnownAssignees::default() });
    // What cannot be tidied up now, as beside a long count, is at the next start.
    let _ = ports.tidy_up().await;
    Store {
        integrations: ports.clone(),
        leases: ports.clone(),
        lives: ports.clone(),
        runs: ports.clone(),
        upkeep: ports.clone(),
        imports: ports.clone(),
        answers: ports.clone(),
        workloads: ports.clone(),
        slices: ports.clone(),
        channels: ports.clone(),
        deliveries: ports.clone(),
        counts: ports.clone(),
        histories: ports.clone(),
        reconciliations: ports.clone(),
        repairs: ports.clone(),
        retention: ports.clone(),
        reports: ports.clone(),
        users: ports.clone(),
        sessions: ports.clone(),
        api_keys: ports.clone(),
        audit_log: ports,
    }
}

struct Ports {
    database: Database,
    key_file: KeyFile,
    known_assignees: KnownAssignees,
}

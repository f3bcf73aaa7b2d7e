//! What the ports promise, on SQLite and on PostgreSQL.

use std::sync::Mutex;

use crate::database::Database;
use diesel::connection::SimpleConnection as _;
use inflow_store::Store;
use inflow_store::conformance::{StoreFactory, calls, lives, many, together};

/// Databases that live as long as a check, and how the next one is made.
struct Databases {
    make: fn() -> Option<Database>,
    spare: Mutex<Option<Database>>,
    used: Mutex<Vec<Database>>,
}

impl Databases {
    /// Nothing where none can be made.
    fn new(make: fn() -> Option<Database>) -> Option<Self> {
        let spare = Mutex::new(Some(make()?));
        Some(Self { make, spare, used: Mutex::default() })
    }
}

impl StoreFactory for Databases {
    async fn stores(&self, number: usize) -> Vec<Store> {
        let spare = self.spare.lock().expect("no lock is held by a check").take();
        let database = spare.or_else(self.make).expect("another database");
        let mut stores = Vec::new();
        for _ in 0..number {
            stores.push(database.open().await);
        }
        self.used.lock().expect("no lock is held by a check").push(database);
        stores
    }
}

/// One database whose large tables are divided as docs/operations.md shows.
struct Partitioned(Database);

impl StoreFactory for Partitioned {
    async fn stores(&self, number: usize) -> Vec<Store> {
        let mut stores = vec![self.0.open().await];
        let divide = include_str!("../../../../docs/deploy/postgres-partitions.sql");
        self.0.connect().batch_execute(divide).expect("partitions");
        while stores.len() < number {
            stores.push(self.0.open().await);
        }
        stores
    }
}

#[tokio::test]
async fn large_tables_may_be_partitioned() {
    let Some(database) = Database::postgres() else { return };
    many::many_rows_come_back_whole(&Partitioned(database)).await;
    let Some(database) = Database::postgres() else { return };
    together::integrations_are_counted_beside_each_other(&Partitioned(database)).await;
    let Some(database) = Database::postgres() else { return };
    calls::sums_are_those_of_the_calls(&Partitioned(database)).await;
    let Some(database) = Database::postgres() else { return };
    lives::a_purged_one_is_gone(&Partitioned(database)).await;
}

mod sqlite {
    use super::{Database, Databases};

    inflow_store::conformance_tests!(Databases::new(|| Some(Database::sqlite())));
}

mod postgres {
    use super::{Database, Databases};

    inflow_store::conformance_tests!(Databases::new(Database::postgres));
}

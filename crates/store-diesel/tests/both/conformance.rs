//! What the ports promise, on SQLite and on PostgreSQL.

use std::sync::Mutex;

use crate::database::Database;
use inflow_store::Store;
use inflow_store::conformance::StoreFactory;

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

mod sqlite {
    use super::{Database, Databases};

    inflow_store::conformance_tests!(Databases::new(|| Some(Database::sqlite())));
}

mod postgres {
    use super::{Database, Databases};

    inflow_store::conformance_tests!(Databases::new(Database::postgres));
}

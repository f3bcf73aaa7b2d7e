//! What the ports promise, on SQLite.

use std::sync::atomic::{AtomicU32, Ordering};

use inflow_store::Store;
use inflow_store::conformance::StoreFactory;
use inflow_store_diesel::{OpenOptions, open};
use tempfile::TempDir;

struct SqliteFiles {
    folder: TempDir,
    made: AtomicU32,
}

impl SqliteFiles {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), made: AtomicU32::new(0) }
    }
}

impl StoreFactory for SqliteFiles {
    async fn store(&self) -> Store {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let file = self.folder.path().join(format!("{number}.db"));
        let options = OpenOptions {
            database_url: format!("sqlite://{}", file.display()).into(),
            key_file: self.folder.path().join("key"),
        };
        open(&options).await.expect("a store")
    }
}

inflow_store::conformance_tests!(SqliteFiles::new());

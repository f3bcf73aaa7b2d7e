//! Opening: what is made, what is refused, and that a refused file stays as it was.

use std::fs;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use inflow_store::conformance::sample::{add, creation, new_integration, save_events};
use inflow_store::{Store, StoreError};
use inflow_store_diesel::{OpenOptions, open};
use tempfile::TempDir;

struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("data/inflow.db")
    }

    fn key_file(&self) -> PathBuf {
        self.folder.path().join("keys/inflow.key")
    }

    async fn open(&self) -> Result<Store, StoreError> {
        let database_url = format!("sqlite://{}", self.file().display()).into();
        open(&OpenOptions { database_url, key_file: self.key_file() }).await
    }

    /// Changes the database as another program could.
    fn tamper(&self, sql: &str) {
        fs::create_dir_all(self.file().parent().expect("a folder")).expect("made");
        let mut connection = connect(&self.file());
        connection.batch_execute(sql).expect("a change");
    }
}

fn connect(file: &Path) -> SqliteConnection {
    SqliteConnection::establish(file.to_str().expect("a text")).expect("a connection")
}

fn chain(error: &StoreError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text += ": ";
        text += &error.to_string();
        cause = error.source();
    }
    text
}

async fn refusal(place: &Place) -> StoreError {
    place.open().await.err().expect("a refusal")
}

#[tokio::test]
async fn a_missing_file_is_made_and_opened_again() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    assert!(place.file().exists());
    assert!(!place.key_file().exists(), "no credentials, no key");
    let id = add(&store, "Support").await;
    save_events(&store, id, vec![creation(1, 1, 0, 99, 1)]).await;
    drop(store);
    let store = place.open().await.expect("the same store");
    assert_eq!(store.integrations.list("default").await.expect("a list").len(), 1);
    assert_eq!(store.reports.quality(id).await.expect("quality").ticket_events, 1);
    store.integrations.credentials(id).await.expect("credentials");
}

#[tokio::test]
async fn several_open_a_new_file_at_once() {
    let place = Place::new();
    let mut names = Vec::new();
    let opened = futures_of(&place, 8).await;
    for (number, store) in opened.into_iter().enumerate() {
        let store = store.expect("a store");
        names.push(format!("Integration {number}"));
        add(&store, &names[number]).await;
        let list = store.integrations.list("default").await.expect("a list");
        assert_eq!(
            list.iter().map(|integration| &integration.name).collect::<Vec<_>>(),
            names.iter().collect::<Vec<_>>()
        );
        for integration in list {
            store.integrations.credentials(integration.id).await.expect("one key for all");
        }
    }
}

async fn futures_of(place: &Place, number: usize) -> Vec<Result<Store, StoreError>> {
    let mut tasks = Vec::new();
    for _ in 0..number {
        let database_url = format!("sqlite://{}", place.file().display()).into();
        let options = OpenOptions { database_url, key_file: place.key_file() };
        tasks.push(tokio::spawn(async move { open(&options).await }));
    }
    let mut opened = Vec::new();
    for task in tasks {
        opened.push(task.await.expect("no panic"));
    }
    opened
}

#[tokio::test]
async fn a_newer_database_is_refused() {
    let place = Place::new();
    drop(place.open().await.expect("a store"));
    place.tamper("INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231235959')");
    let error = refusal(&place).await;
    assert!(matches!(&error, StoreError::Newer { migration, .. } if migration == "20991231235959"));
    assert!(error.to_string().starts_with(&*place.file().to_string_lossy()), "{error}");
}

#[tokio::test]
async fn the_file_of_another_program_is_refused_and_left_alone() {
    let place = Place::new();
    place.tamper("CREATE TABLE bookmarks (url TEXT)");
    let before = fs::read(place.file()).expect("a file");
    let error = refusal(&place).await;
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    assert!(
        chain(&error)
            .ends_with("is damaged or no Inflow database: it is a SQLite file of another program")
    );
    assert!(fs::read(place.file()).expect("a file") == before);
}

#[tokio::test]
async fn what_is_no_database_is_refused_and_left_alone() {
    for bytes in [&b"name,volume\nSupport,3\n"[..], b"SQLite format 3", &[0; 9000], b""] {
        let place = Place::new();
        fs::create_dir_all(place.file().parent().expect("a folder")).expect("made");
        fs::write(place.file(), bytes).expect("written");
        let error = refusal(&place).await;
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
        assert!(fs::read(place.file()).expect("a file") == bytes);
    }
}

#[tokio::test]
async fn a_damaged_database_is_told() {
    let place = Place::new();
    drop(place.open().await.expect("a store"));
    place.tamper("PRAGMA journal_mode = DELETE");
    let bytes = fs::read(place.file()).expect("a file");
    fs::write(place.file(), &bytes[..bytes.len() / 2]).expect("cut off");
    let error = refusal(&place).await;
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    let mut garbled = bytes;
    garbled[100..2000].fill(0xa5);
    fs::write(place.file(), &garbled).expect("garbled");
    let error = refusal(&place).await;
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_told() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    let id = add(&store, "Support").await;
    save_events(&store, id, vec![creation(1, 1, 0, 99, 1)]).await;
    place.tamper("UPDATE ticket_event SET body = x'ff'");
    let error = store.reports.ticket(id, inflow_domain::TicketId(1)).await.expect_err("a refusal");
    assert!(
        chain(&error).ends_with("no Inflow database: a stored ticket event cannot be read"),
        "{}",
        chain(&error)
    );
}

#[tokio::test]
async fn a_place_that_cannot_be_used_is_told() {
    let place = Place::new();
    fs::write(place.folder.path().join("data"), "a file where the folder should be")
        .expect("written");
    let error = refusal(&place).await;
    assert!(matches!(error, StoreError::Unavailable { .. }), "{error:?}");
    let place = Place::new();
    fs::create_dir_all(place.file()).expect("a folder where the file should be");
    let error = refusal(&place).await;
    assert!(matches!(error, StoreError::Unavailable { .. }), "{error:?}");
}

#[tokio::test]
async fn the_key_is_private_and_made_once() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    add(&store, "One").await;
    let key = fs::read_to_string(place.key_file()).expect("a key");
    assert!(key.len() == 65 && key.ends_with('\n'));
    assert!(key.trim_end().bytes().all(|digit| digit.is_ascii_hexdigit()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(place.key_file()).expect("a key").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    add(&store, "Two").await;
    assert_eq!(fs::read_to_string(place.key_file()).expect("a key"), key);
    let beside = fs::read_dir(place.key_file().parent().expect("a folder")).expect("a folder");
    assert_eq!(beside.count(), 1, "no draft is left");
}

#[tokio::test]
async fn a_key_file_that_holds_no_key_is_told_and_saves_nothing() {
    let place = Place::new();
    fs::create_dir_all(place.key_file().parent().expect("a folder")).expect("made");
    let store = place.open().await.expect("a store");
    for content in [&b""[..], b"secret", &[b'g'; 64], &[0xff; 64]] {
        fs::write(place.key_file(), content).expect("written");
        let error = store.integrations.add(new_integration("Support")).await.expect_err("no key");
        let StoreError::KeyFile { path, reason } = &error else { panic!("{error:?}") };
        assert_eq!(*path, place.key_file());
        assert!(reason.contains("64 hexadecimal digits"), "{reason}");
        assert_eq!(fs::read(place.key_file()).expect("a file"), content);
    }
    assert_eq!(store.integrations.list("default").await.expect("a list"), []);
    fs::remove_file(place.key_file()).expect("removed");
    fs::create_dir(place.key_file()).expect("a folder where the file should be");
    let error = store.integrations.add(new_integration("Support")).await.expect_err("no key");
    assert!(matches!(error, StoreError::KeyFile { .. }), "{error:?}");
}

#[tokio::test]
async fn another_key_and_a_lost_key_are_told() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    let id = add(&store, "Support").await;
    fs::write(place.key_file(), "0123456789abcdef".repeat(4)).expect("another key");
    let error = store.integrations.credentials(id).await.expect_err("the wrong key");
    assert!(matches!(&error, StoreError::WrongKey { path } if *path == place.key_file()));
    fs::remove_file(place.key_file()).expect("removed");
    let error = store.integrations.credentials(id).await.expect_err("no key");
    assert!(matches!(&error, StoreError::KeyFile { .. }), "{error:?}");
    assert!(!place.key_file().exists(), "a key made now could not decrypt anything");
    // Everything but the credentials works without the key.
    assert_eq!(store.reports.quality(id).await.expect("quality").tickets, 0);
}

#[tokio::test]
async fn no_new_key_hides_that_the_one_of_saved_credentials_is_lost() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    let id = add(&store, "Support").await;
    let key = fs::read(place.key_file()).expect("a key");
    fs::remove_file(place.key_file()).expect("removed");
    let credentials = new_integration("Support").credentials;
    let refused = [
        store.integrations.add(new_integration("Another")).await.map(|_| ()),
        store.integrations.set_credentials(id, credentials.clone()).await,
        store.upkeep.rotate_key().await.map(|_| ()),
    ];
    for refused in refused {
        let Err(StoreError::KeyFile { reason, .. }) = &refused else { panic!("{refused:?}") };
        assert!(reason.starts_with("it is not there"), "{reason}");
        assert!(!place.key_file().exists());
    }
    assert_eq!(store.integrations.list("default").await.expect("a list").len(), 1);
    // It comes back, or a new one is made by somebody who says that it does not.
    fs::write(place.key_file(), key).expect("written");
    store.integrations.credentials(id).await.expect("readable");
    assert!(matches!(store.upkeep.replace_lost_key().await, Err(StoreError::KeyIsThere)));
    fs::remove_file(place.key_file()).expect("removed");
    assert_eq!(store.upkeep.replace_lost_key().await.expect("made"), 1);
    let error = store.integrations.credentials(id).await.expect_err("another key");
    assert!(matches!(error, StoreError::WrongKey { .. }), "{error:?}");
    store.integrations.set_credentials(id, credentials).await.expect("saved");
    store.integrations.credentials(id).await.expect("readable");
}

#[tokio::test]
async fn the_key_may_be_made_again_where_no_credentials_are_left() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    let id = add(&store, "Support").await;
    store.lives.delete(id, inflow_domain::Timestamp(1_790_000_000)).await.expect("deleted");
    fs::remove_file(place.key_file()).expect("removed");
    add(&store, "Another").await;
    assert!(place.key_file().exists());
}

#[tokio::test]
async fn a_key_that_a_killed_process_left_beside_the_file_is_removed() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    add(&store, "Support").await;
    let folder = place.key_file().parent().expect("a folder").to_owned();
    let names = || fs::read_dir(&folder).expect("a folder").count();
    let leave = || {
        fs::write(folder.join(".inflow-key-0123456789abcdef"), "two keys").expect("written");
        fs::write(folder.join(".inflow-key-note"), "somebody else's").expect("written");
    };
    leave();
    assert_eq!(names(), 3);
    place.open().await.expect("a store");
    assert_eq!(names(), 2, "at the next start");
    leave();
    store.upkeep.rotate_key().await.expect("changed");
    assert_eq!(names(), 2, "and at the next change");
}

#[tokio::test]
async fn a_replaced_secret_is_nowhere_any_more() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    let id = add(&store, "Support").await;
    let sealed = || -> Vec<u8> {
        let query = diesel::dsl::sql::<diesel::sql_types::Binary>(
            "SELECT credential_secret FROM integration",
        );
        query.get_result(&mut connect(&place.file())).expect("a secret")
    };
    let stands = |secret: &[u8]| {
        let files = [place.file(), place.file().with_extension("db-wal")];
        files.iter().any(|file| {
            let bytes = fs::read(file).unwrap_or_default();
            bytes.windows(secret.len()).any(|window| window == secret)
        })
    };
    let before = sealed();
    assert!(stands(&before));
    let credentials = new_integration("Support").credentials;
    store.integrations.set_credentials(id, credentials).await.expect("other credentials");
    let after = sealed();
    assert!(stands(&after) && before != after);
    assert!(!stands(&before), "the old secret's bytes are left");
}

#[tokio::test]
async fn a_deleted_integrations_secret_is_nowhere_any_more() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    let id = add(&store, "Support").await;
    let sealed: Vec<u8> =
        diesel::dsl::sql::<diesel::sql_types::Binary>("SELECT credential_secret FROM integration")
            .get_result(&mut connect(&place.file()))
            .expect("a secret");
    store.lives.delete(id, inflow_domain::Timestamp(1)).await.expect("a deletion");
    for file in [place.file(), place.file().with_extension("db-wal")] {
        let bytes = fs::read(&file).unwrap_or_default();
        for left in [sealed.as_slice(), b"admin@acme.example"] {
            let found = bytes.windows(left.len()).any(|window| window == left);
            assert!(!found, "the secret or the user is left in {}", file.display());
        }
    }
}

#[tokio::test]
async fn a_purge_leaves_no_row_in_any_table() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    let id = add(&store, "Support").await;
    let mut connection = connect(&place.file());
    // Tables that a later version brings must be purged as well: each gets a row of its own here.
    let tables: Vec<String> = texts(
        &mut connection,
        "SELECT m.name AS text FROM sqlite_master m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND c.name = 'integration_id'",
    );
    assert!(tables.len() > 10, "{tables:?}");
    for table in &tables {
        let needed = format!(
            "SELECT name AS text FROM pragma_table_info('{table}')
             WHERE \"notnull\" = 1 AND name <> 'integration_id'"
        );
        let columns = texts(&mut connection, &needed);
        let names = [&["integration_id".to_owned()][..], &columns].concat().join(", ");
        let insert = format!(
            "INSERT OR IGNORE INTO {table} ({names}) VALUES ({id}{})",
            ", 0".repeat(columns.len())
        );
        connection.batch_execute(&insert).expect("a row");
    }
    store.lives.purge(id).await.expect("a purge");
    for table in &tables {
        let rows: i64 =
            diesel::dsl::sql::<diesel::sql_types::BigInt>(&format!("SELECT count(*) FROM {table}"))
                .get_result(&mut connection)
                .expect("a count");
        assert_eq!(rows, 0, "{table}");
    }
}

fn texts(connection: &mut SqliteConnection, query: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        text: String,
    }
    let rows: Vec<Row> = diesel::sql_query(query).load(connection).expect("texts");
    rows.into_iter().map(|row| row.text).collect()
}

#[tokio::test]
async fn a_secret_is_bound_to_its_integration() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    let (one, two) = (add(&store, "One").await, add(&store, "Two").await);
    let stored = fs::read(place.file()).expect("a file");
    let wal = fs::read(place.file().with_extension("db-wal")).unwrap_or_default();
    for bytes in [stored, wal] {
        assert!(!bytes.windows(7).any(|window| window == b"a token"), "the secret is encrypted");
    }
    place.tamper(
        "UPDATE integration SET credential_secret =
           (SELECT credential_secret FROM integration WHERE name = 'One')",
    );
    store.integrations.credentials(one).await.expect("its own secret");
    let error = store.integrations.credentials(two).await.expect_err("another's secret");
    assert!(matches!(error, StoreError::WrongKey { .. }), "{error:?}");
    place.tamper("UPDATE integration SET credential_identity = 'mallory@acme.example'");
    let error = store.integrations.credentials(one).await.expect_err("another's secret");
    assert!(matches!(error, StoreError::WrongKey { .. }), "{error:?}");
}

#[tokio::test]
async fn an_importer_is_told_of_another_process() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    let lock_file = place.file().with_extension("db.import-lock");
    let other = fs::File::create(lock_file).expect("a lock file");
    other.lock().expect("another process's lock");
    let error = store.imports.claim().await.err().expect("a refusal");
    assert!(matches!(error, StoreError::Claimed));
    drop(other);
    let claim = store.imports.claim().await.expect("the right");
    store.imports.bookmarks(add(&store, "Support").await).await.expect("others work beside it");
    drop(claim);
}

#[cfg(unix)]
#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_keep_importers_out() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let store = place.open().await.expect("a store");
    let lock = place.folder.path().join("data/inflow.db.import-lock");
    let mode = || fs::metadata(&lock).expect("a lock").permissions().mode() & 0o777;
    drop(store.imports.claim().await.expect("the right"));
    assert_eq!(mode(), 0o600);
    // As earlier versions made it.
    fs::set_permissions(&lock, fs::Permissions::from_mode(0o644)).expect("set");
    drop(store.imports.claim().await.expect("the right"));
    assert_eq!(mode(), 0o600);
}

#[tokio::test]
async fn a_link_to_the_file_leads_to_the_same_right_to_import() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    let folder = tempfile::tempdir().expect("a folder");
    let link = folder.path().join("other.db");
    std::os::unix::fs::symlink(place.file(), &link).expect("a link");
    let key_file = place.key_file();
    let database_url = format!("sqlite://{}", link.display()).into();
    let linked = open(&OpenOptions { database_url, key_file }).await.expect("the same store");
    let claim = store.imports.claim().await.expect("the right");
    assert!(matches!(linked.imports.claim().await.err(), Some(StoreError::Claimed)));
    drop(claim);
    drop(linked.imports.claim().await.expect("the right"));
}

#[tokio::test]
async fn a_file_that_was_removed_or_replaced_is_noticed() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    assert!(store.upkeep.is_in_place().await.expect("a look"));
    let copy = place.folder.path().join("copy.db");
    store.upkeep.backup(&copy).await.expect("a copy");
    fs::remove_file(place.file()).expect("removed");
    assert!(!store.upkeep.is_in_place().await.expect("a look"));
    fs::rename(copy, place.file()).expect("replaced");
    assert!(!store.upkeep.is_in_place().await.expect("a look"));
    let store = place.open().await.expect("a store");
    assert!(store.upkeep.is_in_place().await.expect("a look"));
}

#[tokio::test]
async fn a_backup_takes_its_place_once_it_is_whole() {
    let place = Place::new();
    let store = place.open().await.expect("a store");
    let (copy, partial) =
        (place.folder.path().join("copy.db"), place.folder.path().join("copy.db.partial"));
    // What a killed one left is in nobody's way; what another one writes is left to it.
    fs::write(&partial, "half a database").expect("written");
    store.upkeep.backup(&copy).await.expect("a copy");
    assert!(copy.exists() && !partial.exists());
    let error = store.upkeep.backup(&copy).await.expect_err("it is there");
    assert!(matches!(error, StoreError::Unavailable { .. }), "{error:?}");
    fs::remove_file(&copy).expect("removed");
    let other = fs::File::create(&partial).expect("made");
    other.lock().expect("locked");
    let error = store.upkeep.backup(&copy).await.expect_err("another one writes");
    assert!(chain(&error).contains("another backup"), "{}", chain(&error));
    assert!(!copy.exists() && partial.exists());
}

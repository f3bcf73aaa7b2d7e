//! Moving everything from a SQLite file into an empty PostgreSQL database, and proving that it came.
//!
//! Both databases have the same tables and columns. So each row becomes one line of CSV in SQLite's
//! own SQL, PostgreSQL reads the lines with `COPY`, and says them again in its own SQL: the same
//! lines in the same order, or nothing is moved.

use std::cell::RefCell;
use std::hash::{DefaultHasher, Hasher as _};
use std::io::Write;

use diesel::connection::{DefaultLoadingMode, SimpleConnection as _};
use diesel::dsl::sql;
use diesel::pg::{CopyFormat, CopyTarget, PgConnection, PgRowByRowLoadingMode};
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use diesel::sqlite::SqliteConnection;
use inflow_store::StoreError;

use crate::address::Address;
use crate::failure::Failure;
use crate::{OpenOptions, address, open, postgres, schema, sqlite};

/// A table that came over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovedTable {
    /// Its name.
    pub name: &'static str,
    /// Its rows, which were compared.
    pub rows: u64,
}

/// Writes the lines of a table.
type WriteLines<'a> = &'a mut dyn FnMut(&mut dyn Write) -> QueryResult<()>;

struct Table {
    name: &'static str,
    receive: fn(&mut PgConnection, WriteLines<'_>) -> QueryResult<usize>,
}

macro_rules! tables {
    ($($name:ident)+) => {
        [$(Table { name: stringify!($name), receive: receive::<schema::$name::table> }),+]
    };
}

/// Every table; a test compares them with the database's. Those that others refer to come first. The
/// leases are free: the right to import freed them.
const TABLES: [Table; 42] = tables! {
    integration import_run lease history event_drop ticket ticket_event call call_queue call_volume view_version custom_field custom_status
    staff changed_ticket contact counted_view volume queue inexact_ticket doubtful_ticket ticket_repair changed_field odd_row
    robot fate_volume queue_waiting
    channel_override reconciliation delivery delivered_series delivery_entry delivery_secret queue_number workload workload_member
    web_user web_session one_time_link api_key sign_in_attempt audit_entry
};

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Integer)]
    pk: i32,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// How many lines, and a hash of all of them.
#[derive(Default)]
struct Digest {
    rows: u64,
    hasher: DefaultHasher,
}

impl Digest {
    fn add(&mut self, line: &str) {
        self.rows += 1;
        self.hasher.write(line.as_bytes());
        self.hasher.write_u8(b'\n');
    }

    fn is(&self, other: &Self) -> bool {
        (self.rows, self.hasher.finish()) == (other.rows, other.hasher.finish())
    }
}

/// Copies everything from a SQLite file, into which nobody else may import, into a PostgreSQL database
/// that holds nothing yet, in one transaction. Every row is compared before that ends.
pub async fn move_to_postgres(
    from: &OpenOptions,
    to: &OpenOptions,
) -> Result<Vec<MovedTable>, StoreError> {
    let (Address::File(file), Address::Server(server)) =
        (address::parse(&from.database_url)?, address::parse(&to.database_url)?)
    else {
        return Err(StoreError::NoWay);
    };
    let source = open(from).await?;
    let _claim = source.imports.claim().await?;
    open(to).await?;
    let moved = tokio::task::spawn_blocking(move || {
        sqlite::in_one_transaction(&file, |from| {
            Ok(postgres::in_one_transaction(&server, |to| move_all(from, to))?)
        })
    });
    moved.await.map_err(|error| StoreError::Backend(error.into()))?
}

fn move_all(
    from: &mut SqliteConnection,
    to: &mut PgConnection,
) -> Result<Vec<MovedTable>, Failure> {
    let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    to.batch_execute(&format!("LOCK TABLE {} IN EXCLUSIVE MODE", names.join(", ")))?;
    for table in &TABLES {
        let occupied = format!("SELECT EXISTS (SELECT FROM {})", table.name);
        if sql::<Bool>(&occupied).get_result(to)? {
            return Err(StoreError::Occupied.into());
        }
    }
    TABLES.iter().map(|table| move_table(from, to, table)).collect()
}

fn move_table(
    from: &mut SqliteConnection,
    to: &mut PgConnection,
    table: &Table,
) -> Result<MovedTable, Failure> {
    let columns: Vec<Column> =
        diesel::sql_query("SELECT name, type AS kind, pk FROM pragma_table_info(?) ORDER BY cid")
            .bind::<Text, _>(table.name)
            .load(from)?;
    let mut sent = Digest::default();
    (table.receive)(to, &mut |out| {
        let lines = query(table.name, &columns, sqlite_value);
        for line in diesel::sql_query(lines).load_iter::<Line, DefaultLoadingMode>(from)? {
            let line = line?.line;
            sent.add(&line);
            writeln!(out, "{line}").map_err(|error| Error::SerializationError(error.into()))?;
        }
        Ok(())
    })?;
    let mut received = Digest::default();
    let lines = query(table.name, &columns, postgres_value);
    for line in diesel::sql_query(lines).load_iter::<Line, PgRowByRowLoadingMode>(to)? {
        received.add(&line?.line);
    }
    if !received.is(&sent) {
        let (name, sent, received) = (table.name, sent.rows, received.rows);
        let difference = format!("of {sent} rows of {name}, {received} came, or others");
        return Err(StoreError::Backend(difference.into()).into());
    }
    go_on_numbering(from, to, table.name, &columns)?;
    Ok(MovedTable { name: table.name, rows: sent.rows })
}

fn receive<T>(to: &mut PgConnection, write: WriteLines<'_>) -> QueryResult<usize>
where
    T: CopyTarget<Table = T> + diesel::Table + Default + Copy,
{
    let write = RefCell::new(write);
    diesel::copy_from(T::default())
        .from_raw_data(T::default(), |out| (write.borrow_mut())(out))
        .with_format(CopyFormat::Csv)
        .execute(to)
}

/// A line of CSV for each row, by the key.
fn query(table: &str, columns: &[Column], value: fn(&Column) -> String) -> String {
    let values: Vec<String> = columns.iter().map(value).collect();
    let mut key: Vec<&Column> = columns.iter().filter(|column| column.pk > 0).collect();
    key.sort_by_key(|column| column.pk);
    let key: Vec<String> = key.iter().map(|column| format!("\"{}\"", column.name)).collect();
    format!(
        "SELECT {} AS line FROM {table} ORDER BY {}",
        values.join(" || ',' || "),
        key.join(", ")
    )
}

fn sqlite_value(column: &Column) -> String {
    let name = format!("\"{}\"", column.name);
    match column.kind.as_str() {
        "BLOB" => format!("coalesce('\\x' || lower(hex({name})), '')"),
        "BOOLEAN" => format!("CASE {name} WHEN 1 THEN 't' WHEN 0 THEN 'f' ELSE '' END"),
        kind => value_alike(kind, &name),
    }
}

fn postgres_value(column: &Column) -> String {
    let name = format!("\"{}\"", column.name);
    match column.kind.as_str() {
        "BLOB" => format!("coalesce('\\x' || encode({name}, 'hex'), '')"),
        "BOOLEAN" => format!("CASE WHEN {name} THEN 't' WHEN NOT {name} THEN 'f' ELSE '' END"),
        kind => value_alike(kind, &name),
    }
}

/// What both databases say alike: numbers, and texts in quotes, which tell an empty text from an absent
/// one.
fn value_alike(kind: &str, name: &str) -> String {
    match kind {
        "TEXT" => format!("coalesce('\"' || replace({name}, '\"', '\"\"') || '\"', '')"),
        _ => format!("coalesce(CAST({name} AS TEXT), '')"),
    }
}

/// Numbers that were once given away are not given again.
fn go_on_numbering(
    from: &mut SqliteConnection,
    to: &mut PgConnection,
    table: &str,
    columns: &[Column],
) -> QueryResult<()> {
    if !columns.iter().any(|column| column.name == "id") {
        return Ok(());
    }
    let last = format!("SELECT max(seq) FROM sqlite_sequence WHERE name = '{table}'");
    let last: Option<i64> = sql::<Nullable<BigInt>>(&last).get_result(from)?;
    if let Some(last) = last.filter(|last| *last > 0) {
        to.batch_execute(&format!(
            "SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})"
        ))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_table_moves() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("inflow.db");
        let database_url = format!("sqlite://{}", file.display()).into();
        let options = OpenOptions { database_url, key_file: folder.path().join("key") };
        open(&options).await.expect("a store");
        let mut connection =
            SqliteConnection::establish(file.to_str().expect("a path")).expect("the file");
        let mut there: Vec<String> = sql::<Text>(
            "SELECT name FROM sqlite_master WHERE type = 'table' \
             AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '__diesel_%'",
        )
        .load(&mut connection)
        .expect("the tables");
        let mut moved: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        there.sort();
        moved.sort_unstable();
        assert_eq!(moved, there);
    }
}

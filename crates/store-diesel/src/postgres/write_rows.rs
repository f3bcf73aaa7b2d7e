//! Writing many rows: few in one statement, many through `COPY` into a table of this transaction's
//! own and from there in one statement.

use std::borrow::Cow;

use diesel::connection::SimpleConnection as _;
use diesel::pg::{CopyFormat, Pg};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::Error;

use super::Connection;
use super::backend::bulk::{BulkRow, Values, push_insert};
use super::staged::Staged;

/// So few rows are written by a statement: beside them, making a table takes long.
const FEW: usize = 200;
/// What begins binary rows: the signature, no flags, no further header.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// What ends them.
const TRAILER: [u8; 2] = (-1_i16).to_be_bytes();
/// The length of what is absent.
const ABSENT: [u8; 4] = (-1_i32).to_be_bytes();

/// Writes rows.
pub(super) fn write_rows<R>(connection: &mut Connection, rows: &[R]) -> QueryResult<()>
where
    R: BulkRow<Table: Staged>,
{
    match rows.len() {
        0 => Ok(()),
        1..=FEW => Insert(rows).execute(connection).map(drop),
        _ => copy(connection, rows),
    }
}

fn copy<R>(connection: &mut Connection, rows: &[R]) -> QueryResult<()>
where
    R: BulkRow<Table: Staged>,
{
    let (table, columns, on_conflict) = (R::TABLE, R::COLUMNS, R::ON_CONFLICT);
    connection.batch_execute(&format!(
        "CREATE TEMPORARY TABLE staged_{table} (LIKE {table} INCLUDING DEFAULTS) ON COMMIT DROP"
    ))?;
    let encoded = encode(rows)?;
    let staged = <R::Table as Staged>::Table::default();
    diesel::copy_from(staged)
        .from_raw_data(staged, |out| {
            out.write_all(&encoded).map_err(|error| Error::SerializationError(error.into()))
        })
        .with_format(CopyFormat::Binary)
        .execute(connection)?;
    connection.batch_execute(&format!(
        "INSERT INTO {table} ({columns}) SELECT {columns} FROM staged_{table} {on_conflict}; \
         DROP TABLE staged_{table}"
    ))
}

/// The rows in the binary format of `COPY`.
fn encode<R: BulkRow>(rows: &[R]) -> QueryResult<Vec<u8>> {
    let columns = i16::try_from(R::COLUMNS.split(',').count()).map_err(too_long)?;
    let mut encoded = Encoded(HEADER.to_vec());
    for row in rows {
        encoded.0.extend(columns.to_be_bytes());
        row.values(&mut encoded)?;
    }
    encoded.0.extend(TRAILER);
    Ok(encoded.0)
}

fn too_long(error: std::num::TryFromIntError) -> Error {
    Error::SerializationError(error.into())
}

/// Rows in binary form: each value stands behind its length.
struct Encoded(Vec<u8>);

impl Encoded {
    fn put(&mut self, value: &[u8]) -> QueryResult<()> {
        let length = i32::try_from(value.len()).map_err(too_long)?;
        self.0.extend(length.to_be_bytes());
        self.0.extend(value);
        Ok(())
    }

    fn put_absent(&mut self) {
        self.0.extend(ABSENT);
    }
}

impl<'r> Values<'r> for Encoded {
    fn integer(&mut self, value: &'r i64) -> QueryResult<()> {
        self.put(&value.to_be_bytes())
    }

    fn optional_integer(&mut self, value: &'r Option<i64>) -> QueryResult<()> {
        match value {
            Some(value) => self.integer(value)?,
            None => self.put_absent(),
        }
        Ok(())
    }

    fn truth(&mut self, value: &'r bool) -> QueryResult<()> {
        self.put(&[u8::from(*value)])
    }

    fn text(&mut self, value: &'r str) -> QueryResult<()> {
        self.put(value.as_bytes())
    }

    fn optional_text(&mut self, value: &'r Option<Cow<'r, str>>) -> QueryResult<()> {
        match value {
            Some(value) => self.text(value)?,
            None => self.put_absent(),
        }
        Ok(())
    }

    fn bytes(&mut self, value: &'r [u8]) -> QueryResult<()> {
        self.put(value)
    }
}

struct Insert<'r, R>(&'r [R]);

impl<R: BulkRow> RunQueryDsl<Connection> for Insert<'_, R> {}

impl<R: BulkRow> QueryId for Insert<'_, R> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<R: BulkRow> QueryFragment<Pg> for Insert<'_, R> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        // As many statements as numbers of rows: none is worth being kept.
        out.unsafe_to_cache_prepared();
        push_insert(self.0, out)
    }
}

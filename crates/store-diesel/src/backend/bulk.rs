//! Rows of the tables that grow with an account. What they have in common on every database stands
//! here; how many of them one statement takes, and what is quicker than a statement, the database's
//! module knows (`write_rows`).

use std::borrow::Cow;

use diesel::prelude::*;
use diesel::query_builder::AstPass;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};

use super::Connection;

/// The database's own types, for rows that bind their values.
pub(crate) type Backend = <Connection as diesel::Connection>::Backend;

/// A row of a large table.
pub(crate) trait BulkRow {
    /// The table, which tells its statements from those of others.
    type Table: 'static;
    /// The table's name.
    const TABLE: &'static str;
    /// The columns that are written.
    const COLUMNS: &'static str;
    /// What follows the rows. Of the rows that are written at once no two have the same key.
    const ON_CONFLICT: &'static str;

    /// Hands over the values, in the order of the columns.
    fn values<'r>(&'r self, values: &mut impl Values<'r>) -> QueryResult<()>;
}

/// Takes the values of a row.
#[expect(clippy::ref_option, reason = "a statement keeps a reference to each value that it binds")]
pub(crate) trait Values<'r> {
    /// The next value is an integer.
    fn integer(&mut self, value: &'r i64) -> QueryResult<()>;
    /// The next value is an integer or absent.
    fn optional_integer(&mut self, value: &'r Option<i64>) -> QueryResult<()>;
    /// The next value is true or false.
    fn truth(&mut self, value: &'r bool) -> QueryResult<()>;
    /// The next value is a text.
    fn text(&mut self, value: &'r str) -> QueryResult<()>;
    /// The next value is a text or absent.
    fn optional_text(&mut self, value: &'r Option<Cow<'r, str>>) -> QueryResult<()>;
    /// The next values are bytes.
    fn bytes(&mut self, value: &'r [u8]) -> QueryResult<()>;
}

/// Puts together the statement that writes some rows, at least one.
pub(crate) fn push_insert<'r, R: BulkRow>(
    rows: &'r [R],
    mut out: AstPass<'_, 'r, Backend>,
) -> QueryResult<()> {
    for part in ["INSERT INTO ", R::TABLE, " (", R::COLUMNS, ")"] {
        out.push_sql(part);
    }
    for (index, row) in rows.iter().enumerate() {
        out.push_sql(if index == 0 { " VALUES (" } else { "), (" });
        row.values(&mut Bound { out: out.reborrow(), first: true })?;
    }
    out.push_sql(") ");
    out.push_sql(R::ON_CONFLICT);
    Ok(())
}

/// Binds the values of a row to a statement.
struct Bound<'a, 'r> {
    out: AstPass<'a, 'r, Backend>,
    first: bool,
}

impl<'r> Bound<'_, 'r> {
    fn bind<T, U>(&mut self, value: &'r U) -> QueryResult<()>
    where
        Backend: diesel::sql_types::HasSqlType<T>,
        U: diesel::serialize::ToSql<T, Backend> + ?Sized,
    {
        if !std::mem::replace(&mut self.first, false) {
            self.out.push_sql(", ");
        }
        self.out.push_bind_param::<T, U>(value)
    }
}

impl<'r> Values<'r> for Bound<'_, 'r> {
    fn integer(&mut self, value: &'r i64) -> QueryResult<()> {
        self.bind::<BigInt, _>(value)
    }

    fn optional_integer(&mut self, value: &'r Option<i64>) -> QueryResult<()> {
        self.bind::<Nullable<BigInt>, _>(value)
    }

    fn truth(&mut self, value: &'r bool) -> QueryResult<()> {
        self.bind::<Bool, _>(value)
    }

    fn text(&mut self, value: &'r str) -> QueryResult<()> {
        self.bind::<Text, _>(value)
    }

    fn optional_text(&mut self, value: &'r Option<Cow<'r, str>>) -> QueryResult<()> {
        self.bind::<Nullable<Text>, _>(value)
    }

    fn bytes(&mut self, value: &'r [u8]) -> QueryResult<()> {
        self.bind::<Binary, _>(value)
    }
}

//! Writing many rows of the large tables. The query builder builds and parses a statement anew for
//! every batch of rows that it upserts, which takes as long as writing them; these statements have
//! a fixed number of rows, so each connection parses them once.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

use super::Connection;

/// Rows of one statement; what is left over is written row by row.
const ROWS: usize = 100;

/// The database's own types, for rows that bind their values.
pub(super) type Backend = <Connection as diesel::Connection>::Backend;

/// A row of a large table.
pub(super) trait BulkRow {
    /// Tells the statements of different tables apart.
    type Table: 'static;
    /// The statement up to its rows.
    const INSERT: &'static str;
    /// The statement after its rows.
    const ON_CONFLICT: &'static str;

    /// Binds the values, in the order of the columns, with [`Values`] between them.
    fn bind<'b>(&'b self, values: Values<'_, '_, 'b>) -> QueryResult<()>;
}

/// The values of one row.
pub(super) struct Values<'p, 'a, 'b> {
    out: &'p mut AstPass<'a, 'b, Backend>,
    first: bool,
}

impl<'b> Values<'_, '_, 'b> {
    /// Binds the next value as a type of SQL.
    pub(super) fn push<T, U>(&mut self, value: &'b U) -> QueryResult<()>
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

/// Writes rows.
pub(super) fn write<R: BulkRow>(connection: &mut Connection, rows: &[R]) -> QueryResult<()> {
    let (full, rest) = rows.as_chunks::<ROWS>();
    for rows in full {
        Statement(rows).execute(connection)?;
    }
    let (single, _) = rest.as_chunks::<1>();
    for row in single {
        Statement(row).execute(connection)?;
    }
    Ok(())
}

struct Statement<'r, R, const N: usize>(&'r [R; N]);

impl<R: BulkRow, const N: usize> RunQueryDsl<Connection> for Statement<'_, R, N> {}

impl<R: BulkRow, const N: usize> QueryId for Statement<'_, R, N> {
    type QueryId = Statement<'static, R::Table, N>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<R: BulkRow, const N: usize> QueryFragment<Backend> for Statement<'_, R, N> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        out.push_sql(R::INSERT);
        for (index, row) in self.0.iter().enumerate() {
            out.push_sql(if index == 0 { " VALUES (" } else { "), (" });
            row.bind(Values { out: &mut out, first: true })?;
        }
        out.push_sql(") ");
        out.push_sql(R::ON_CONFLICT);
        Ok(())
    }
}

//! Writing many rows. The query builder builds and parses a statement anew for every batch of rows
//! that it upserts, which takes as long as writing them; these statements have a fixed number of
//! rows, so each connection parses them once.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};

use super::Connection;
use super::backend::bulk::{Backend, BulkRow, push_insert};

/// Rows of one statement; what is left over is written row by row.
const ROWS: usize = 100;

/// Writes rows.
pub(super) fn write_rows<R: BulkRow>(connection: &mut Connection, rows: &[R]) -> QueryResult<()> {
    let (full, rest) = rows.as_chunks::<ROWS>();
    for rows in full {
        Insert(rows).execute(connection)?;
    }
    let (single, _) = rest.as_chunks::<1>();
    for row in single {
        Insert(row).execute(connection)?;
    }
    Ok(())
}

struct Insert<'r, R, const N: usize>(&'r [R; N]);

impl<R: BulkRow, const N: usize> RunQueryDsl<Connection> for Insert<'_, R, N> {}

impl<R: BulkRow, const N: usize> QueryId for Insert<'_, R, N> {
    type QueryId = Insert<'static, R::Table, N>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<R: BulkRow, const N: usize> QueryFragment<Backend> for Insert<'_, R, N> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        push_insert(self.0, out)
    }
}

//! Rows of Zendesk's answers that could not be read whole (rule 8.5).

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::upsert::excluded;
use inflow_domain::{IntegrationId, Timestamp};
use inflow_store::{OddRow, OddRows};

use super::{Connection, ROWS_PER_STATEMENT};
use crate::codec::storable;
use crate::schema::odd_row;

/// How many of an integration are kept, the newest: more would tell nobody more.
const MOST_ROWS: i64 = 10_000;

#[derive(Insertable)]
#[diesel(table_name = odd_row, treat_none_as_default_value = false)]
struct Kept {
    integration_id: i64,
    endpoint: String,
    row_key: String,
    set_aside: bool,
    problem: String,
    place: String,
    noted_at: i64,
}

impl Kept {
    fn of(id: IntegrationId, row: &OddRow) -> Self {
        let text = |text: &str| storable(text).into_owned();
        Self {
            integration_id: id.0,
            endpoint: text(&row.endpoint),
            row_key: text(&row.key),
            set_aside: row.set_aside,
            problem: text(&row.problem),
            place: text(&row.place),
            noted_at: row.noted_at.0,
        }
    }
}

/// The keys of those that were noted before.
pub(super) fn known(
    connection: &mut Connection,
    id: IntegrationId,
    rows: &[OddRow],
) -> QueryResult<BTreeSet<(String, String)>> {
    let mut known = BTreeSet::new();
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
        let found: Vec<(String, String)> = odd_row::table
            .filter(odd_row::integration_id.eq(id.0).and(odd_row::row_key.eq_any(keys)))
            .select((odd_row::endpoint, odd_row::row_key))
            .load(connection)?;
        known.extend(found);
    }
    Ok(known)
}

/// Keeps them; one that is met again stays as old as it was.
pub(super) fn save(
    connection: &mut Connection,
    id: IntegrationId,
    rows: &[OddRow],
) -> QueryResult<()> {
    // One statement may name a row once.
    let rows: BTreeMap<(&str, &str), &OddRow> =
        rows.iter().map(|row| ((row.endpoint.as_str(), row.key.as_str()), row)).collect();
    let rows: Vec<Kept> = rows.into_values().map(|row| Kept::of(id, row)).collect();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<Kept> = rows.by_ref().take(ROWS_PER_STATEMENT).collect();
        diesel::insert_into(odd_row::table)
            .values(chunk)
            .on_conflict((odd_row::integration_id, odd_row::endpoint, odd_row::row_key))
            .do_update()
            .set((
                odd_row::set_aside.eq(excluded(odd_row::set_aside)),
                odd_row::problem.eq(excluded(odd_row::problem)),
                odd_row::place.eq(excluded(odd_row::place)),
            ))
            .execute(connection)?;
    }
    drop_oldest(connection, id)
}

fn drop_oldest(connection: &mut Connection, id: IntegrationId) -> QueryResult<()> {
    let own = odd_row::table.filter(odd_row::integration_id.eq(id.0));
    let number: i64 = own.select(count_star()).first(connection)?;
    if number <= MOST_ROWS {
        return Ok(());
    }
    let oldest: Vec<(String, String)> = own
        .order((odd_row::noted_at, odd_row::endpoint, odd_row::row_key))
        .limit(number - MOST_ROWS)
        .select((odd_row::endpoint, odd_row::row_key))
        .load(connection)?;
    for (endpoint, key) in oldest {
        diesel::delete(odd_row::table.find((id.0, endpoint, key))).execute(connection)?;
    }
    Ok(())
}

/// How many there are, by endpoint and problem, with the newest of each: those set aside first.
pub(super) fn told(connection: &mut Connection, id: IntegrationId) -> QueryResult<Vec<OddRows>> {
    type Found = (String, bool, String, String, i64);
    let rows: Vec<Found> = odd_row::table
        .filter(odd_row::integration_id.eq(id.0))
        .order((odd_row::noted_at, odd_row::endpoint, odd_row::row_key))
        .select((
            odd_row::endpoint,
            odd_row::set_aside,
            odd_row::problem,
            odd_row::place,
            odd_row::noted_at,
        ))
        .load(connection)?;
    let mut told: BTreeMap<(bool, String, String), OddRows> = BTreeMap::new();
    for (endpoint, set_aside, problem, place, noted_at) in rows {
        let key = (!set_aside, endpoint.clone(), problem.clone());
        let rows = told.get(&key).map_or(0, |told| told.rows) + 1;
        let newest_at = Timestamp(noted_at);
        told.insert(
            key,
            OddRows { endpoint, set_aside, problem, rows, newest_place: place, newest_at },
        );
    }
    Ok(told.into_values().collect())
}

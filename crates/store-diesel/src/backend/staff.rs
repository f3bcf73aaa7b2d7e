//! Who is staff: users with role agent or admin as last discovered, and every user who is or was
//! an assignee in the known history (rule 1).

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use diesel::prelude::*;
use diesel::upsert::excluded;
use inflow_domain::{IntegrationId, UserId};
use rustc_hash::FxHashSet;

use super::{Connection, ROWS_PER_STATEMENT};
use crate::schema::staff;

#[derive(Insertable)]
#[diesel(table_name = staff, treat_none_as_default_value = false)]
struct StaffRow {
    integration_id: i64,
    user_id: i64,
    discovered: bool,
    assignee: bool,
    counted: bool,
}

/// Assignees that are in the database already, so that a page of events that names the same few
/// again writes nothing. Never the truth, only a saving.
#[derive(Clone, Default)]
pub(super) struct KnownAssignees(Arc<Mutex<FxHashSet<(i64, i64)>>>);

impl KnownAssignees {
    /// Those that may not be in the database yet.
    pub(super) fn unknown(&self, id: IntegrationId, users: BTreeSet<i64>) -> Vec<i64> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        users.into_iter().filter(|user| !known.contains(&(id.0, *user))).collect()
    }

    /// To be called when the transaction that wrote them is committed.
    pub(super) fn remember(&self, id: IntegrationId, users: &[i64]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.extend(users.iter().map(|user| (id.0, *user)));
    }
}

/// Adds assignees; who was one stays staff.
pub(super) fn add_assignees(
    connection: &mut Connection,
    id: IntegrationId,
    users: &[i64],
) -> QueryResult<()> {
    let row = |user: &i64| StaffRow { assignee: true, ..new_row(id, *user) };
    let rows: Vec<StaffRow> = users.iter().map(row).collect();
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        diesel::insert_into(staff::table)
            .values(rows)
            .on_conflict((staff::integration_id, staff::user_id))
            .do_update()
            .set(staff::assignee.eq(excluded(staff::assignee)))
            .execute(connection)?;
    }
    Ok(())
}

/// Replaces the users with role agent or admin.
pub(super) fn replace_discovered(
    connection: &mut Connection,
    id: IntegrationId,
    users: &[UserId],
) -> QueryResult<()> {
    let everyone = staff::table.filter(staff::integration_id.eq(id.0));
    diesel::update(everyone).set(staff::discovered.eq(false)).execute(connection)?;
    let users: BTreeSet<i64> = users.iter().map(|user| user.0).collect();
    let row = |user| StaffRow { discovered: true, ..new_row(id, user) };
    let rows: Vec<StaffRow> = users.into_iter().map(row).collect();
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        diesel::insert_into(staff::table)
            .values(rows)
            .on_conflict((staff::integration_id, staff::user_id))
            .do_update()
            .set(staff::discovered.eq(excluded(staff::discovered)))
            .execute(connection)?;
    }
    Ok(())
}

/// Everyone who is staff, and everyone whose side changed since the last count, by id.
pub(super) fn load(
    connection: &mut Connection,
    id: IntegrationId,
) -> QueryResult<(Vec<UserId>, Vec<UserId>)> {
    let rows: Vec<(i64, bool, bool, bool)> = staff::table
        .filter(staff::integration_id.eq(id.0))
        .order(staff::user_id)
        .select((staff::user_id, staff::discovered, staff::assignee, staff::counted))
        .load(connection)?;
    let (mut everyone, mut changes) = (Vec::new(), Vec::new());
    for (user, discovered, assignee, counted) in rows {
        let is_staff = discovered || assignee;
        if is_staff {
            everyone.push(UserId(user));
        }
        if is_staff != counted {
            changes.push(UserId(user));
        }
    }
    Ok((everyone, changes))
}

/// Remembers whom a count took for staff.
pub(super) fn remember_counted(connection: &mut Connection, id: IntegrationId) -> QueryResult<()> {
    let is_staff = || staff::discovered.or(staff::assignee);
    let outdated =
        staff::table.filter(staff::integration_id.eq(id.0).and(staff::counted.ne(is_staff())));
    diesel::update(outdated).set(staff::counted.eq(is_staff())).execute(connection)?;
    Ok(())
}

fn new_row(id: IntegrationId, user: i64) -> StaffRow {
    StaffRow {
        integration_id: id.0,
        user_id: user,
        discovered: false,
        assignee: false,
        counted: false,
    }
}

//! What an account looks like: staff, custom fields, and every version of every view.

use std::borrow::Cow;
use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::upsert::excluded;
use inflow_domain::{
    CustomField, CustomStatus, CustomStatuses, FieldCatalog, FieldId, FieldKind, IntegrationId,
    Timestamp, View, ViewId,
};
use inflow_store::{Discovery, ViewVersion};

use super::integrations::{found, state_to_import};
use super::{Connection, ROWS_PER_STATEMENT, history, staff, texts};
use crate::codec::{definition, storable};
use crate::failure::Failure;
use crate::schema::{custom_field, custom_status, integration, view_version};

#[derive(Insertable, Queryable, Selectable, Clone)]
#[diesel(table_name = view_version, treat_none_as_default_value = false)]
struct VersionRow {
    integration_id: i64,
    view_id: i64,
    version_no: i64,
    first_seen: i64,
    last_seen: i64,
    title: String,
    active: bool,
    updated_at: i64,
    definition: Vec<u8>,
    unreadable: Option<String>,
}

#[derive(Insertable)]
#[diesel(table_name = custom_field, treat_none_as_default_value = false)]
struct FieldRow {
    integration_id: i64,
    field_id: i64,
    zendesk_type: String,
    options: Vec<u8>,
}

#[derive(Insertable)]
#[diesel(table_name = custom_status, treat_none_as_default_value = false)]
struct StatusRow {
    integration_id: i64,
    status_id: i64,
    category: String,
    is_default: bool,
}

/// Replaces what is known of staff, fields and statuses where they were looked at, and adds a version for each
/// view that changed.
pub(super) fn save(
    connection: &mut Connection,
    id: IntegrationId,
    found_account: &Discovery,
) -> Result<(), Failure> {
    let state = state_to_import(connection, id)?;
    if let Some(staff) = &found_account.staff {
        staff::replace_discovered(connection, id, staff)?;
    }
    if let Some(fields) = &found_account.fields {
        replace_fields(connection, id, fields)?;
    }
    if let Some(statuses) = &found_account.statuses {
        replace_statuses(connection, id, statuses)?;
    }
    save_views(connection, id, found_account)?;
    let of_integration = diesel::update(integration::table.find(id.0));
    if found_account.keeps_text && !state.keeps_text {
        // Texts of tickets that were read before are missing: the ticket export is read again.
        let no_bookmark = (
            integration::tickets_cursor.eq(None::<String>),
            integration::tickets_generated_at.eq(None::<i64>),
        );
        of_integration.set(no_bookmark).execute(connection)?;
        history::read_tickets_again(connection, id)?;
    } else if state.keeps_text && !found_account.keeps_text {
        texts::erase(connection, id)?;
    }
    let update = diesel::update(integration::table.find(id.0)).set((
        integration::keeps_text.eq(found_account.keeps_text),
        integration::discovered_at.eq(found_account.at.0),
        integration::fully_discovered_at.eq(found_account.fully_at.map(|at| at.0)),
    ));
    found(update.execute(connection)?)
}

/// Every version of every view: by view, oldest first.
pub(super) fn views(
    connection: &mut Connection,
    id: IntegrationId,
) -> Result<Vec<ViewVersion>, Failure> {
    version_rows(connection, id)?.into_iter().map(from_row).collect()
}

/// Every version of a view, oldest first.
pub(super) fn versions(
    connection: &mut Connection,
    id: IntegrationId,
    view: ViewId,
) -> Result<Vec<ViewVersion>, Failure> {
    let rows: Vec<VersionRow> = view_version::table
        .filter(view_version::integration_id.eq(id.0).and(view_version::view_id.eq(view.0)))
        .order(view_version::version_no)
        .select(VersionRow::as_select())
        .load(connection)?;
    rows.into_iter().map(from_row).collect()
}

/// The custom ticket fields.
pub(super) fn fields(
    connection: &mut Connection,
    id: IntegrationId,
) -> Result<FieldCatalog, Failure> {
    let rows: Vec<(i64, String, Vec<u8>)> = custom_field::table
        .filter(custom_field::integration_id.eq(id.0))
        .select((custom_field::field_id, custom_field::zendesk_type, custom_field::options))
        .load(connection)?;
    let mut fields = BTreeMap::new();
    for (field, zendesk_type, options) in rows {
        let kind = FieldKind::of_type(&zendesk_type);
        let options = definition::read_options(&options)?;
        let field_id = FieldId(field);
        fields.insert(field_id, CustomField { kind, zendesk_type: zendesk_type.into(), options });
    }
    Ok(FieldCatalog { fields })
}

fn replace_fields(
    connection: &mut Connection,
    id: IntegrationId,
    fields: &FieldCatalog,
) -> QueryResult<()> {
    let known = custom_field::table.filter(custom_field::integration_id.eq(id.0));
    diesel::delete(known).execute(connection)?;
    let row = |(field, known): (&FieldId, &CustomField)| FieldRow {
        integration_id: id.0,
        field_id: field.0,
        zendesk_type: storable(&known.zendesk_type).into_owned(),
        options: definition::write_options(&known.options),
    };
    let rows: Vec<FieldRow> = fields.fields.iter().map(row).collect();
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        diesel::insert_into(custom_field::table).values(rows).execute(connection)?;
    }
    Ok(())
}

/// The custom statuses.
pub(super) fn statuses(
    connection: &mut Connection,
    id: IntegrationId,
) -> QueryResult<CustomStatuses> {
    let rows: Vec<(i64, String, bool)> = custom_status::table
        .filter(custom_status::integration_id.eq(id.0))
        .select((custom_status::status_id, custom_status::category, custom_status::is_default))
        .load(connection)?;
    let status = |(id, category, is_default): (i64, String, bool)| {
        (id, CustomStatus { category: category.into(), is_default })
    };
    Ok(CustomStatuses::new(rows.into_iter().map(status).collect()))
}

fn replace_statuses(
    connection: &mut Connection,
    id: IntegrationId,
    statuses: &CustomStatuses,
) -> QueryResult<()> {
    let known = custom_status::table.filter(custom_status::integration_id.eq(id.0));
    diesel::delete(known).execute(connection)?;
    let row = |(status_id, known): (i64, &CustomStatus)| StatusRow {
        integration_id: id.0,
        status_id,
        category: storable(&known.category).into_owned(),
        is_default: known.is_default,
    };
    let rows: Vec<StatusRow> = statuses.iter().map(row).collect();
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        diesel::insert_into(custom_status::table).values(rows).execute(connection)?;
    }
    Ok(())
}

/// A view that differs from its latest version gets another one; of the others the latest version
/// was seen once more.
fn save_views(
    connection: &mut Connection,
    id: IntegrationId,
    found_account: &Discovery,
) -> QueryResult<()> {
    let known = version_rows(connection, id)?.into_iter();
    let mut latest: BTreeMap<i64, VersionRow> = known.map(|row| (row.view_id, row)).collect();
    // By view: a list that names a view twice shows it as it is named last.
    let views: BTreeMap<ViewId, &View> =
        found_account.views.iter().map(|view| (view.id, view)).collect();
    let rows: Vec<VersionRow> = views
        .into_values()
        .map(|view| {
            let seen = new_row(id, view, found_account.at);
            match latest.remove(&view.id.0) {
                Some(known) if same_view(&known, &seen) => {
                    VersionRow { last_seen: seen.last_seen, ..known }
                }
                Some(known) => VersionRow { version_no: known.version_no + 1, ..seen },
                None => seen,
            }
        })
        .collect();
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        diesel::insert_into(view_version::table)
            .values(rows)
            .on_conflict((
                view_version::integration_id,
                view_version::view_id,
                view_version::version_no,
            ))
            .do_update()
            .set(view_version::last_seen.eq(excluded(view_version::last_seen)))
            .execute(connection)?;
    }
    Ok(())
}

fn version_rows(connection: &mut Connection, id: IntegrationId) -> QueryResult<Vec<VersionRow>> {
    view_version::table
        .filter(view_version::integration_id.eq(id.0))
        .order((view_version::view_id, view_version::version_no))
        .select(VersionRow::as_select())
        .load(connection)
}

fn same_view(left: &VersionRow, right: &VersionRow) -> bool {
    let view = |row: &VersionRow| (row.active, row.updated_at);
    view(left) == view(right)
        && left.title == right.title
        && left.definition == right.definition
        && left.unreadable == right.unreadable
}

fn new_row(id: IntegrationId, view: &View, at: Timestamp) -> VersionRow {
    VersionRow {
        integration_id: id.0,
        view_id: view.id.0,
        version_no: 1,
        first_seen: at.0,
        last_seen: at.0,
        title: storable(&view.title).into_owned(),
        active: view.active,
        updated_at: view.updated_at.0,
        definition: definition::write_conditions(&view.all, &view.any),
        unreadable: view.unreadable.as_deref().map(storable).map(Cow::into_owned),
    }
}

fn from_row(row: VersionRow) -> Result<ViewVersion, Failure> {
    let (all, any) = definition::read_conditions(&row.definition)?;
    let view = View {
        id: ViewId(row.view_id),
        title: row.title,
        active: row.active,
        updated_at: Timestamp(row.updated_at),
        all,
        any,
        unreadable: row.unreadable,
    };
    Ok(ViewVersion {
        view,
        first_seen: Timestamp(row.first_seen),
        last_seen: Timestamp(row.last_seen),
    })
}

//! What the stored figures were counted with, and the numbers that stand for views in the rows of
//! contacts.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::upsert::excluded;
use inflow_domain::{ContactView, IntegrationId, ViewId};
use inflow_store::{CountedWith, StoreError};
use rustc_hash::FxHashMap;

use super::integrations::found;
use super::{Connection, ROWS_PER_STATEMENT};
use crate::codec::{Unreadable, view_list};
use crate::failure::Failure;
use crate::schema::{counted_view, integration};

#[derive(Insertable)]
#[diesel(table_name = counted_view, treat_none_as_default_value = false)]
struct CountedViewRow {
    integration_id: i64,
    view_id: i64,
    number: i64,
    counted_with: Option<String>,
}

/// The numbers of views; a view that is met for the first time takes the next one.
#[derive(Debug, Clone, Default)]
pub(super) struct ViewNumbers {
    numbers: FxHashMap<ViewId, u32>,
    views: Vec<ViewId>,
}

impl ViewNumbers {
    pub(super) fn load(connection: &mut Connection, id: IntegrationId) -> Result<Self, Failure> {
        let rows: Vec<(i64, i64)> = counted_view::table
            .filter(counted_view::integration_id.eq(id.0))
            .order(counted_view::number)
            .select((counted_view::view_id, counted_view::number))
            .load(connection)?;
        let mut known = Self::default();
        for (view, number) in rows {
            if i64::from(known.number(ViewId(view))) != number {
                return Err(Unreadable::new("number of a view").into());
            }
        }
        Ok(known)
    }

    fn number(&mut self, view: ViewId) -> u32 {
        *self.numbers.entry(view).or_insert_with(|| {
            self.views.push(view);
            u32::try_from(self.views.len() - 1).expect("an account has few views")
        })
    }

    /// Appends the views of a contact as its row holds them; tells what became of it there, in their order.
    pub(super) fn append(
        &mut self,
        views: &[ContactView],
        buffer: &mut Vec<u8>,
    ) -> Vec<ContactView> {
        let mut numbered: Vec<(u32, ContactView)> =
            views.iter().map(|counted| (self.number(counted.view), *counted)).collect();
        numbered.sort_unstable_by_key(|(number, _)| *number);
        let numbers: Vec<u32> = numbered.iter().map(|(number, _)| *number).collect();
        view_list::append(&numbers, buffer);
        numbered.into_iter().map(|(_, counted)| counted).collect()
    }

    /// The views of a contact's row, in the order in which they were written.
    pub(super) fn read(&self, bytes: &[u8]) -> Result<Vec<ViewId>, Unreadable> {
        let mut views = Vec::with_capacity(bytes.len());
        for number in view_list::read(bytes) {
            let view = usize::try_from(number?).ok().and_then(|number| self.views.get(number));
            views.push(*view.ok_or(Unreadable::new("view of a contact"))?);
        }
        Ok(views)
    }

    /// Remembers the numbers and what was counted with.
    pub(super) fn save(
        self,
        connection: &mut Connection,
        id: IntegrationId,
        counted_with: &CountedWith,
    ) -> Result<(), Failure> {
        let mut known = self;
        for view in counted_with.views.keys() {
            known.number(*view);
        }
        let row = |(view, number): (&ViewId, i64)| CountedViewRow {
            integration_id: id.0,
            view_id: view.0,
            number,
            counted_with: counted_with.views.get(view).cloned(),
        };
        let rows: Vec<CountedViewRow> = known.views.iter().zip(0..).map(row).collect();
        for rows in rows.chunks(ROWS_PER_STATEMENT) {
            diesel::insert_into(counted_view::table)
                .values(rows)
                .on_conflict((counted_view::integration_id, counted_view::view_id))
                .do_update()
                .set(counted_view::counted_with.eq(excluded(counted_view::counted_with)))
                .execute(connection)?;
        }
        let update = diesel::update(integration::table.find(id.0));
        found(update.set(integration::counted_with.eq(&counted_with.common)).execute(connection)?)
    }
}

/// What the stored figures were counted with; nothing before the first count.
pub(super) fn counted_with(
    connection: &mut Connection,
    id: IntegrationId,
) -> Result<Option<CountedWith>, Failure> {
    let row = integration::table.find(id.0).select(integration::counted_with);
    let common: Option<Option<String>> = row.first(connection).optional()?;
    let Some(common) = common.ok_or(StoreError::NoSuchIntegration)? else { return Ok(None) };
    let views: Vec<(i64, Option<String>)> = counted_view::table
        .filter(counted_view::integration_id.eq(id.0))
        .select((counted_view::view_id, counted_view::counted_with))
        .load(connection)?;
    let named = views.into_iter().filter_map(|(view, name)| Some((ViewId(view), name?)));
    Ok(Some(CountedWith { common, views: named.collect::<BTreeMap<_, _>>() }))
}

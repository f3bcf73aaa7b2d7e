//! Fields that the account renamed or removed, or whose options it did (rule 2.4): the tickets then show
//! what no event tells.

use std::collections::BTreeSet;

use inflow_domain::{CustomField, Field, FieldCatalog, FieldId, FieldKind, TicketHistory, Value};
use smol_str::SmolStr;

use crate::known::Compared;
use crate::state::normalized;

/// Whether a difference between what the events make of a field and what is shown of it comes from a
/// change of the field itself: the account no longer lists it, or the options that the events name.
pub(crate) fn is_due_to_the_field(
    field: Field,
    told: &Value,
    shown: &Value,
    catalog: &FieldCatalog,
) -> bool {
    let Field::Custom(id) = field else { return false };
    match catalog.fields.get(&id) {
        // Where no field is listed, nothing is known of them.
        None => !catalog.fields.is_empty(),
        Some(known) if known.options.is_empty() => false,
        Some(known) => match known.kind {
            FieldKind::Dropdown => {
                [told, shown].into_iter().any(|value| !value.is_blank() && !lists(known, value))
            }
            FieldKind::MultiSelect => are_renamed(known, told, shown),
            _ => false,
        },
    }
}

/// Whether an option is among those of a field.
fn lists(field: &CustomField, value: &Value) -> bool {
    let text = value.to_text();
    field.options.values().any(|option| *option == text)
}

/// Whether each option that differs is gone, or takes the place of one that is.
fn are_renamed(field: &CustomField, told: &Value, shown: &Value) -> bool {
    let items = |value: &Value| -> BTreeSet<SmolStr> { value.to_items().iter().cloned().collect() };
    let (told, shown) = (items(told), items(shown));
    let is_listed = |item: &&SmolStr| field.options.values().any(|option| option == *item);
    let gone = told.difference(&shown).filter(|item| !is_listed(item)).count();
    let lost = told.difference(&shown).filter(is_listed).count();
    let added = shown.difference(&told).filter(is_listed).count();
    lost == 0 && added <= gone && told != shown
}

/// The fields among some whose last known value differs from the snapshot's for that reason.
pub(crate) fn altered_fields(
    history: &TicketHistory,
    compared: &Compared,
    catalog: &FieldCatalog,
) -> Vec<FieldId> {
    let Some(snapshot) = history.snapshot.as_ref().filter(|shown| !shown.is_erased()) else {
        return Vec::new();
    };
    let altered = |field: Field| {
        let Field::Custom(id) = field else { return None };
        let included = history.events.iter().filter(|event| event.at <= snapshot.updated_at);
        let changes =
            included.flat_map(|event| event.changes.iter().map(move |one| (event.at, one)));
        let last = changes.filter(|(_, change)| change.field == field).max_by_key(|(at, _)| *at);
        let (_, last) = last?;
        let shown = snapshot.fields.iter().find(|(shown, _)| *shown == field);
        let shown = shown.map_or(&Value::Blank, |(_, value)| value);
        let (told, shown) =
            (normalized(field, &last.value, catalog), normalized(field, shown, catalog));
        let is_altered = told != shown && is_due_to_the_field(field, &told, &shown, catalog);
        is_altered.then_some(id)
    };
    compared.iter().filter_map(altered).collect()
}

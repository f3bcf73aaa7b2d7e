//! A ticket's state: the value of every field that a condition can read, and since when (rule 2.1).

use std::borrow::Cow;

use inflow_domain::{ChangeKind, Field, FieldCatalog, FieldChange, TicketEvent, Timestamp, Value};
use smol_str::SmolStr;

use crate::altered::is_due_to_the_field;
use crate::custom::CustomValues;
use crate::known::Known;
use crate::order;

/// Scores beside a comment (rule 6.4).
static GOOD_WITH_COMMENT: Value = Value::Text(SmolStr::new_static("goodwithcomment"));
static BAD_WITH_COMMENT: Value = Value::Text(SmolStr::new_static("badwithcomment"));
const WITH_COMMENT: &str = "withcomment";

/// A ticket's state at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketState {
    system: [Value; Field::SYSTEM.len()],
    custom: CustomValues,
    /// When the ticket entered its status.
    pub status_since: Timestamp,
    /// When its assignee last changed.
    pub assigned_at: Option<Timestamp>,
    /// The last event whose author was the assignee after it.
    pub assignee_updated_at: Option<Timestamp>,
    /// The last event whose author was the requester after it.
    pub requester_updated_at: Option<Timestamp>,
}

impl TicketState {
    /// A state in which every field is blank.
    pub fn blank(created_at: Timestamp) -> Self {
        Self {
            system: std::array::from_fn(|_| Value::Blank),
            custom: CustomValues::Few(Vec::new()),
            status_since: created_at,
            assigned_at: None,
            assignee_updated_at: None,
            requester_updated_at: None,
        }
    }

    /// The value of a field. A satisfaction score beside a comment is the one with comment.
    pub fn get(&self, field: Field) -> &Value {
        match field {
            Field::Satisfaction if !self.told(Field::SatisfactionComment).is_blank() => {
                match self.told(field).as_text() {
                    Some("good") => &GOOD_WITH_COMMENT,
                    Some("bad") => &BAD_WITH_COMMENT,
                    _ => self.told(field),
                }
            }
            field => self.told(field),
        }
    }

    /// Whether the ticket is deleted, as far as events tell it (rule 2.4).
    pub fn is_deleted(&self) -> bool {
        self.told(Field::Status).as_text() == Some("deleted")
    }

    /// Whether the ticket waits for the team (rule 9.2).
    pub fn is_waiting(&self) -> bool {
        matches!(self.told(Field::Status).as_text(), Some("new" | "open"))
    }

    /// The value of a field as changes tell it.
    pub(crate) fn told(&self, field: Field) -> &Value {
        match field {
            Field::Custom(id) => self.custom.get(id),
            system => &self.system[slot(system)],
        }
    }

    /// Sets a field; a custom field's value must be in its catalog's form.
    pub fn set(&mut self, field: Field, value: Value) {
        match field {
            Field::Custom(id) => self.custom.set(id, value),
            system => self.system[slot(system)] = value,
        }
    }

    /// Whether a snapshot's fields are this state, all of them but those that are not compared. It
    /// says no also where it cannot tell quickly.
    pub fn is_surely(
        &self,
        fields: &[(Field, Value)],
        compared: impl Fn(&Field) -> bool,
        catalog: &FieldCatalog,
    ) -> bool {
        let Some(held) = self.custom.few() else { return false };
        if fields.iter().any(|(field, _)| *field == Field::SatisfactionComment) {
            return false;
        }
        let (mut system, mut custom) = ([false; Field::SYSTEM.len()], 0_u64);
        for (field, value) in fields.iter().filter(|(field, _)| compared(field)) {
            if self.get(*field) != &*normalized(*field, value, catalog) {
                return false;
            }
            match field {
                Field::Custom(id) => {
                    let place = held.binary_search_by_key(id, |(id, _)| *id);
                    custom |= place.ok().filter(|place| *place < 64).map_or(0, |at| 1_u64 << at);
                }
                field => system[slot(*field)] = true,
            }
        }
        let is_told = |field: &Field| system[slot(*field)] || self.get(*field).is_blank();
        let compared_custom = held.iter().filter(|(id, _)| compared(&Field::Custom(*id)));
        custom.count_ones() as usize == compared_custom.count()
            && Field::SYSTEM.iter().filter(|field| compared(field)).all(is_told)
    }

    /// Makes all changes of an event (rule 2.2). Tells the first compared field whose previous value is
    /// not what the state held (rule 2.4).
    pub fn apply_event(
        &mut self,
        event: &TicketEvent,
        is_creation: bool,
        known: Known<'_>,
    ) -> Option<Field> {
        let order = order::of_changes(event, order::Beside::Before(self), known);
        let mut disagreeing = None;
        for place in 0..event.changes.len() {
            let change = &event.changes[order.as_ref().map_or(place, |order| order[place])];
            if disagreeing.is_none()
                && known.compared.contains(change.field)
                && !self.agrees_with(change, known)
                && !self.differs_by_the_field(change, known)
            {
                disagreeing = Some(change.field);
            }
            self.apply(change, known.fields);
        }
        let (mut sets_status, sets_custom) = sets(event);
        if sets_custom && !sets_status {
            self.take_status_of_custom(known);
        }
        if is_creation && self.told(Field::Status).is_blank() {
            self.set(Field::Status, Value::text("new"));
            sets_status = true;
        }
        if sets_status && !sets_custom {
            self.derive_custom_status(known);
        }
        disagreeing
    }

    /// The custom status of a ticket that came into its status without being given one (rule 2.2).
    pub(crate) fn derive_custom_status(&mut self, known: Known<'_>) {
        let (custom, status) = (self.told(Field::CustomStatus), self.told(Field::Status));
        if let Some(derived) = known.statuses.derived(custom, status) {
            self.set(Field::CustomStatus, derived);
        }
    }

    /// A custom status that is set alone sets its status too (rule 2.2).
    fn take_status_of_custom(&mut self, known: Known<'_>) {
        let category = known.statuses.category(self.told(Field::CustomStatus));
        if let Some(status) = category.map(Value::text) {
            self.set(Field::Status, status);
        }
    }

    /// Makes one change (rule 2.2).
    fn apply(&mut self, change: &FieldChange, catalog: &FieldCatalog) {
        match &change.tags {
            Some(delta) => self.retag(&delta.added, &delta.removed),
            None => self
                .set(change.field, normalized(change.field, &change.value, catalog).into_owned()),
        }
    }

    /// Takes one change back (rule 2.3).
    pub(crate) fn undo(&mut self, change: &FieldChange, catalog: &FieldCatalog) {
        match &change.tags {
            Some(delta) => self.retag(&delta.removed, &delta.added),
            None => self.set(
                change.field,
                normalized(change.field, &change.previous, catalog).into_owned(),
            ),
        }
    }

    fn retag(&mut self, added: &[SmolStr], removed: &[SmolStr]) {
        let held = &mut self.system[slot(Field::Tags)];
        let mut tags = match std::mem::take(held) {
            Value::List(tags) => tags,
            other => other.to_items(),
        };
        let mut removed: Vec<&SmolStr> = removed.iter().collect();
        removed.sort_unstable();
        tags.retain(|tag| removed.binary_search(&tag).is_err());
        tags.extend(added.iter().filter(|tag| !tag.is_empty()).cloned());
        tags.sort_unstable();
        tags.dedup();
        if !tags.is_empty() {
            *held = Value::List(tags);
        }
    }

    /// Whether a change's previous value is another one since the account changed the field itself (rule
    /// 2.4).
    fn differs_by_the_field(&self, change: &FieldChange, known: Known<'_>) -> bool {
        is_due_to_the_field(change.field, self.told(change.field), &change.previous, known.fields)
    }

    /// Whether a change's previous value is the one that this state holds (rule 2.4). Of tags the
    /// added and removed ones are the truth, where present, not the listed values (rule 2.2).
    pub(crate) fn agrees_with(&self, change: &FieldChange, known: Known<'_>) -> bool {
        let field = change.field;
        change.kind == ChangeKind::Create
            || change.tags.is_some()
            || comparable(field, self.told(field), known.fields)
                == comparable(field, &change.previous, known.fields)
            || (change.previous.is_blank() && self.has_derived(field, known))
    }

    /// Whether a field holds the custom status that its status brings by itself: before accounts had
    /// custom statuses, none was told.
    pub(crate) fn has_derived(&self, field: Field, known: Known<'_>) -> bool {
        field == Field::CustomStatus
            && known.statuses.default_of(self.told(Field::Status)).as_ref()
                == Some(self.told(field))
    }

    /// Notes the moments that an event set, from the status and assignee before it (rule 6.4).
    pub fn note_moments(&mut self, status: &Value, assignee: &Value, event: &TicketEvent) {
        if self.get(Field::Status) != status {
            self.status_since = event.at;
        }
        if self.get(Field::Assignee) != assignee {
            self.assigned_at = Some(event.at);
        }
        let author = Value::Integer(event.author.0);
        if *self.get(Field::Assignee) == author {
            self.assignee_updated_at = Some(event.at);
        }
        if *self.get(Field::Requester) == author {
            self.requester_updated_at = Some(event.at);
        }
    }
}

/// Whether an event sets the status, and the custom status.
pub(crate) fn sets(event: &TicketEvent) -> (bool, bool) {
    let sets = |field| event.changes.iter().any(|change| change.field == field);
    (sets(Field::Status), sets(Field::CustomStatus))
}

/// The value in the form in which previous values are compared: whether a comment stands beside a score
/// is told elsewhere.
pub(crate) fn comparable<'v>(
    field: Field,
    value: &'v Value,
    catalog: &FieldCatalog,
) -> Cow<'v, Value> {
    let value = normalized(field, value, catalog);
    let score = value.as_text().filter(|_| field == Field::Satisfaction);
    match score.and_then(|text| text.strip_suffix(WITH_COMMENT)) {
        Some(score) => Cow::Owned(Value::text(score)),
        None => value,
    }
}

/// The value in the form that its field compares.
pub(crate) fn normalized<'v>(
    field: Field,
    value: &'v Value,
    catalog: &FieldCatalog,
) -> Cow<'v, Value> {
    match (field, value) {
        (_, Value::Blank) | (Field::Tags, Value::List(_)) | (Field::DueAt, Value::Integer(_)) => {
            Cow::Borrowed(value)
        }
        (Field::Custom(id), _) => catalog.normalize(id, value),
        (Field::Tags | Field::DueAt | Field::Satisfaction | Field::SatisfactionComment, _) => {
            Cow::Owned(field.normalize(value.clone()))
        }
        _ => Cow::Borrowed(value),
    }
}

pub(crate) fn slot(field: Field) -> usize {
    match field {
        Field::Status => 0,
        Field::CustomStatus => 1,
        Field::Type => 2,
        Field::Priority => 3,
        Field::Group => 4,
        Field::Assignee => 5,
        Field::Requester => 6,
        Field::Organization => 7,
        Field::Brand => 8,
        Field::Form => 9,
        Field::Tags => 10,
        Field::Satisfaction => 11,
        Field::DueAt => 12,
        Field::Subject | Field::Custom(_) => 13,
        Field::SatisfactionComment => 14,
    }
}

#[cfg(test)]
mod tests {
    use inflow_domain::{FieldId, TagDelta};

    use super::*;

    #[test]
    fn added_and_removed_tags_are_the_truth() {
        let catalog = FieldCatalog::default();
        let mut state = TicketState::blank(Timestamp(0));
        state.set(Field::Tags, Value::list(["a", "b"]));
        let change = FieldChange {
            field: Field::Tags,
            kind: ChangeKind::Change,
            value: Value::list(["nonsense"]),
            previous: Value::list(["nonsense too"]),
            tags: Some(TagDelta { added: vec!["c".into()], removed: vec!["a".into()] }),
        };
        state.apply(&change, &catalog);
        assert_eq!(*state.get(Field::Tags), Value::list(["b", "c"]));
        state.undo(&change, &catalog);
        assert_eq!(*state.get(Field::Tags), Value::list(["a", "b"]));
    }

    #[test]
    fn every_system_field_has_its_own_place() {
        let mut state = TicketState::blank(Timestamp(0));
        for (number, field) in (1_i64..).zip(Field::SYSTEM) {
            state.set(field, Value::Integer(number));
        }
        for (number, field) in (1_i64..).zip(Field::SYSTEM) {
            assert_eq!(*state.get(field), Value::Integer(number), "{field}");
        }
    }

    #[test]
    fn a_snapshot_is_surely_a_state_only_where_it_is() {
        let (custom, text) = (|id| Field::Custom(FieldId(id)), Value::text);
        let fields =
            [(Field::Status, text("open")), (Field::Tags, text("b a")), (custom(1), text("x"))];
        let mut state = TicketState::blank(Timestamp(0));
        for (field, value) in &fields {
            state.set(*field, normalized(*field, value, &FieldCatalog::default()).into_owned());
        }
        let check = |state: &TicketState, shown: &[(Field, Value)], expected: bool| {
            let compared = |field: &Field| *field != Field::Subject;
            let found = state.is_surely(shown, compared, &FieldCatalog::default());
            assert_eq!(found, expected, "{shown:?}");
        };
        let with = |field, value| [&fields[..], &[(field, text(value))]].concat();
        check(&state, &fields, true);
        check(&state, &with(Field::Status, "open"), true);
        check(&state, &with(Field::Subject, "not compared"), true);
        check(&state, &with(Field::Type, ""), true);
        check(&state, &with(Field::Type, "task"), false);
        check(&state, &with(Field::Status, ""), false);
        check(&state, &with(custom(2), "y"), false);
        for missing in 0..fields.len() {
            let mut shown = fields.to_vec();
            let other = shown[(missing + 1) % fields.len()].clone();
            shown[missing] = other;
            check(&state, &shown, false);
        }
        state.set(Field::Subject, text("not compared"));
        check(&state, &fields, true);
        // With very many custom fields it does not know.
        (10..80).for_each(|id| state.set(custom(id), text("x")));
        let many: Vec<_> = (10..80).map(|id| (custom(id), text("x"))).collect();
        check(&state, &[&fields[..], &many].concat(), false);
    }
}

//! A ticket's state: the value of every field that a condition can read, and since when (rule 2.1).

use inflow_domain::{
    ChangeKind, Field, FieldCatalog, FieldChange, FieldId, TicketEvent, Timestamp, Value,
};

/// A ticket's state at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketState {
    system: [Value; Field::SYSTEM.len()],
    /// Sorted, without blank ones, so that equal states are `==`.
    custom: Vec<(FieldId, Value)>,
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
            custom: Vec::new(),
            status_since: created_at,
            assigned_at: None,
            assignee_updated_at: None,
            requester_updated_at: None,
        }
    }

    /// The value of a field.
    pub fn get(&self, field: Field) -> &Value {
        match field {
            Field::Custom(id) => match self.custom.binary_search_by_key(&id, |(id, _)| *id) {
                Ok(place) => &self.custom[place].1,
                Err(_) => &Value::Blank,
            },
            system => &self.system[slot(system)],
        }
    }

    /// Sets a field; a custom field's value must be in its catalog's form.
    pub fn set(&mut self, field: Field, value: Value) {
        match field {
            Field::Custom(id) => match self.custom.binary_search_by_key(&id, |(id, _)| *id) {
                Ok(place) if value.is_blank() => drop(self.custom.remove(place)),
                Ok(place) => self.custom[place].1 = value,
                Err(_) if value.is_blank() => {}
                Err(place) => self.custom.insert(place, (id, value)),
            },
            system => self.system[slot(system)] = value,
        }
    }

    /// The fields of two states whose values differ.
    pub fn differences(&self, other: &Self) -> Vec<Field> {
        if self.system == other.system && self.custom == other.custom {
            return Vec::new();
        }
        let custom = self.custom.iter().chain(&other.custom).map(|(id, _)| Field::Custom(*id));
        let mut fields: Vec<Field> = Field::SYSTEM
            .into_iter()
            .chain(custom)
            .filter(|field| self.get(*field) != other.get(*field))
            .collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }

    /// Makes one change (rule 2.2).
    pub fn apply(&mut self, change: &FieldChange, catalog: &FieldCatalog) {
        let value = match &change.tags {
            Some(delta) => retag(self.get(Field::Tags), &delta.added, &delta.removed),
            None => normalized(change.field, &change.value, catalog),
        };
        self.set(change.field, value);
    }

    /// Takes one change back (rule 2.3).
    pub fn undo(&mut self, change: &FieldChange, catalog: &FieldCatalog) {
        let value = match &change.tags {
            Some(delta) => retag(self.get(Field::Tags), &delta.removed, &delta.added),
            None => normalized(change.field, &change.previous, catalog),
        };
        self.set(change.field, value);
    }

    /// Whether a change's previous value is the one that this state holds (rule 2.4). Of tags the
    /// added and removed ones are the truth, where present, not the listed values (rule 2.2).
    pub fn agrees_with(&self, change: &FieldChange, catalog: &FieldCatalog) -> bool {
        change.kind == ChangeKind::Create
            || change.tags.is_some()
            || *self.get(change.field) == normalized(change.field, &change.previous, catalog)
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

/// The value in the form that its field compares.
pub(crate) fn normalized(field: Field, value: &Value, catalog: &FieldCatalog) -> Value {
    match field {
        Field::Custom(id) => catalog.normalize(id, value),
        system => system.normalize(value.clone()),
    }
}

fn slot(field: Field) -> usize {
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
    }
}

fn retag<T: AsRef<str>>(tags: &Value, added: &[T], removed: &[T]) -> Value {
    let kept = tags.to_items();
    let kept = kept.iter().filter(|tag| !removed.iter().any(|gone| gone.as_ref() == tag.as_str()));
    Value::list(kept.map(smol_str::SmolStr::as_str).chain(added.iter().map(AsRef::as_ref)))
}

#[cfg(test)]
mod tests {
    use inflow_domain::TagDelta;

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
        assert_eq!(state.differences(&TicketState::blank(Timestamp(0))).len(), 14);
    }
}

//! What of an account a ticket's history is read with.

use std::collections::BTreeSet;

use inflow_domain::{CustomStatuses, Field, FieldCatalog, FieldId, View};
use rustc_hash::FxHashSet;

use crate::conditions::compile;
use crate::state::slot;

/// What of an account a ticket's history is read with.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The custom ticket fields.
    pub fields: &'a FieldCatalog,
    /// The custom statuses.
    pub statuses: &'a CustomStatuses,
    /// The fields that decide about figures.
    pub compared: &'a Compared,
}

/// The fields that decide whether a history is exact (rule 2.4): status, requester, assignee, and those
/// that a counted view reads.
#[derive(Debug, Clone, Default)]
pub struct Compared {
    /// Sorted, each once.
    fields: Vec<Field>,
    system: [bool; Field::SYSTEM.len()],
    custom: FxHashSet<FieldId>,
}

impl Compared {
    /// With the fields that views read.
    pub fn new(read: impl IntoIterator<Item = Field>) -> Self {
        let fields: BTreeSet<Field> =
            read.into_iter().chain(ALWAYS).filter(is_comparable).collect();
        let (mut system, mut custom) = ([false; Field::SYSTEM.len()], FxHashSet::default());
        for field in &fields {
            match field {
                Field::Custom(id) => {
                    custom.insert(*id);
                }
                field => system[slot(*field)] = true,
            }
        }
        Self { fields: fields.into_iter().collect(), system, custom }
    }

    /// Whether a field is compared.
    pub fn contains(&self, field: Field) -> bool {
        match field {
            Field::Custom(id) => self.custom.contains(&id),
            system => self.system[slot(system)],
        }
    }

    /// The fields, sorted.
    pub fn iter(&self) -> impl Iterator<Item = Field> + '_ {
        self.fields.iter().copied()
    }
}

/// A subject is known only while a view judges text, and whether there is a comment is part of the
/// satisfaction score.
fn is_comparable(field: &Field) -> bool {
    !matches!(field, Field::Subject | Field::SatisfactionComment)
}

/// The fields that are compared whatever views read.
const ALWAYS: [Field; 3] = [Field::Status, Field::Requester, Field::Assignee];

/// The fields that are compared because a view's conditions read them (rule 2.4).
pub fn fields_read(view: &View) -> BTreeSet<Field> {
    let catalog = FieldCatalog::default();
    let conditions = view.all.iter().chain(&view.any);
    let compiled = conditions.filter_map(|condition| compile(condition, &catalog).ok());
    let read = compiled.flat_map(|compiled| compiled.predicate.source().read());
    read.filter(|field| is_comparable(field) && !ALWAYS.contains(field)).collect()
}

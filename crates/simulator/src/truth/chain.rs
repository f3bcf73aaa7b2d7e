//! The order of changes of which only the previous values tell it (rules 2.2 and 2.5).

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::model::{State, Val};

/// What one thing (an event, or a child of one) makes of a field.
#[derive(Clone, Debug)]
pub(super) struct Link<'a> {
    pub(super) field: &'a str,
    pub(super) before: &'a Val,
    pub(super) after: &'a Val,
}

/// The first order of the things, from the one given first on, in which each change of a field that
/// several of them change has as its previous value what the one before left, beginning with `start`.
pub(super) fn chained(
    catalog: &Catalog,
    things: &[Vec<Link<'_>>],
    start: &State,
) -> Option<Vec<usize>> {
    let mut changed: BTreeMap<&str, usize> = BTreeMap::new();
    for thing in things {
        let fields: BTreeSet<&str> = thing.iter().map(|link| link.field).collect();
        for field in fields {
            *changed.entry(field).or_default() += 1;
        }
    }
    let shared: BTreeSet<&str> =
        changed.into_iter().filter(|(_, count)| *count > 1).map(|(field, _)| field).collect();
    let values = shared.iter().map(|field| (*field, start.get(field))).collect();
    let mut order = Vec::new();
    Search { catalog, things, shared }.complete(&mut order, &values).then_some(order)
}

/// Values of the fields that several things change.
type Values<'a> = BTreeMap<&'a str, Val>;

struct Search<'a> {
    catalog: &'a Catalog,
    things: &'a [Vec<Link<'a>>],
    shared: BTreeSet<&'a str>,
}

impl Search<'_> {
    /// Completes an order, trying what was given first first. Nothing is left of what fails.
    fn complete(&self, order: &mut Vec<usize>, values: &Values<'_>) -> bool {
        if order.len() == self.things.len() {
            return true;
        }
        for place in 0..self.things.len() {
            if order.contains(&place) {
                continue;
            }
            let Some(next) = self.after(place, values) else { continue };
            order.push(place);
            if self.complete(order, &next) {
                return true;
            }
            order.pop();
        }
        false
    }

    /// The values after a thing, if it fits those before.
    fn after<'v>(&self, place: usize, values: &Values<'v>) -> Option<Values<'v>> {
        let mut values = values.clone();
        for field in &self.shared {
            let links: Vec<&Link<'_>> =
                self.things[place].iter().filter(|link| link.field == *field).collect();
            if !links.is_empty() {
                let value = values.get_mut(*field)?;
                *value = self.followed(&links, value)?;
            }
        }
        Some(values)
    }

    /// What changes of one field leave of a value, in the first order in which they follow from it.
    fn followed(&self, links: &[&Link<'_>], value: &Val) -> Option<Val> {
        if links.is_empty() {
            return Some(value.clone());
        }
        (0..links.len()).find_map(|place| {
            let (link, mut rest) = (links[place], links.to_vec());
            rest.remove(place);
            is_same(self.catalog, link.field, value, link.before)
                .then(|| self.followed(&rest, link.after))
                .flatten()
        })
    }
}

/// Whether two values of a field are the same (rule 2.1).
pub(super) fn is_same(catalog: &Catalog, field: &str, left: &Val, right: &Val) -> bool {
    let kind = catalog.field(field).map_or("", |field| field.kind);
    let plain = |value: &Val| match (field, kind, value.as_text()) {
        (_, "checkbox", Some("false")) | ("satisfaction_score", _, Some("unoffered")) => Val::Blank,
        _ => value.clone(),
    };
    let number = |value: &Val| value.as_text().and_then(super::judge::number);
    let (left, right) = (plain(left), plain(right));
    let is_number = matches!(kind, "integer" | "decimal");
    left == right || is_number && number(&left).is_some() && number(&left) == number(&right)
}

//! Which values of a column its conditions cannot tell apart: the classes that answers are
//! remembered by.

use inflow_domain::{Field, Timestamp, Value};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::Place;
use crate::conditions::{Predicate, Source, Subject, TextMatch};

/// How a column's values fall into classes.
#[derive(Debug)]
pub(super) enum Classes {
    /// The values that conditions name have a class each, all others have class 0 together. Lists
    /// are not among these where a condition looks into them.
    Named { classes: FxHashMap<Value, usize>, looks_into_lists: bool },
    /// Tags: what matters are those that conditions name.
    Tags(FxHashMap<SmolStr, usize>),
    /// Each value by itself.
    Values,
    /// Class 0 where there is no number, and one more for each of these steps that it reached.
    Steps(Vec<i64>),
    /// Class 1 where these two fields have the same value, else 0.
    Same(Field, Field),
    /// None: every text is judged by itself. The conditions that ask for a word, by the word.
    Text(FxHashMap<String, Vec<Place>>),
}

impl Classes {
    /// The classes of a column that these conditions read.
    pub(super) fn of(source: Source, asked: &[&Predicate]) -> Self {
        match source {
            Source::Hours(_) | Source::Created => Self::steps(asked),
            Source::Same(left, right) => Self::Same(left, right),
            Source::Text => Self::text(asked),
            Source::Field(_) | Source::SupportType | Source::Recipient => {
                Self::tags(asked).or_else(|| Self::named(asked)).unwrap_or(Self::Values)
            }
        }
    }

    /// How many classes have a number.
    pub(super) fn numbered(&self) -> usize {
        match self {
            Self::Named { classes, .. } => classes.len() + 1,
            Self::Steps(steps) => steps.len() + 2,
            Self::Same(..) => 2,
            Self::Tags(_) | Self::Values | Self::Text(_) => 0,
        }
    }

    fn named(asked: &[&Predicate]) -> Option<Self> {
        let mut classes = FxHashMap::default();
        let mut name = |value: Value| {
            let next = classes.len() + 1;
            classes.entry(value).or_insert(next);
        };
        let mut looks_into_lists = false;
        for predicate in asked {
            match predicate {
                Predicate::Is(_, value) | Predicate::SupportType(value) => name(value.clone()),
                Predicate::AnyOf(_, values) => {
                    looks_into_lists = true;
                    values.iter().cloned().for_each(&mut name);
                }
                Predicate::Ranked(subject, ..) => ranked(*subject).for_each(&mut name),
                Predicate::Present(_) => name(Value::Blank),
                _ => return None,
            }
        }
        Some(Self::Named { classes, looks_into_lists })
    }

    fn tags(asked: &[&Predicate]) -> Option<Self> {
        let mut tags = FxHashMap::default();
        for predicate in asked {
            let Predicate::AnyTag(named) = predicate else { return None };
            for tag in named {
                let next = tags.len();
                tags.entry(tag.clone()).or_insert(next);
            }
        }
        Some(Self::Tags(tags))
    }

    /// A number's order against another changes where it reaches that one, and where it passes it.
    fn steps(asked: &[&Predicate]) -> Self {
        let mut steps: Vec<i64> = asked.iter().flat_map(|predicate| steps_of(predicate)).collect();
        steps.sort_unstable();
        steps.dedup();
        Self::Steps(steps)
    }

    fn text(asked: &[&Predicate]) -> Self {
        let mut words: FxHashMap<String, Vec<Place>> = FxHashMap::default();
        for (question, predicate) in asked.iter().enumerate() {
            if let Predicate::Text(TextMatch::AnyWord(wanted)) = predicate {
                for word in wanted {
                    words.entry(word.clone()).or_default().push(question);
                }
            }
        }
        Self::Text(words)
    }
}

/// The values that have a rank.
fn ranked(subject: Subject) -> impl Iterator<Item = Value> {
    subject.ranks().iter().map(|name| Value::text(name))
}

fn steps_of(predicate: &Predicate) -> Vec<i64> {
    match predicate {
        Predicate::Hours(_, _, Some(hours)) => {
            let passed = hours.floor().checked_add(Decimal::ONE);
            [Some(hours.ceil()), passed]
                .into_iter()
                .flatten()
                .filter_map(|at| at.to_i64())
                .collect()
        }
        Predicate::Created(_, Some(Timestamp(instant))) => {
            [Some(*instant), instant.checked_add(1)].into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}

//! Languages: every text that a person reads comes from `locales/`, one folder a language.
//!
//! A page asks for a message by its id and fills in its values: `page.t("queues-total").with("count", 3)`.

mod argument;
mod catalog;
pub mod format;
mod language;
pub mod preferences;
#[cfg(test)]
mod tests;

use std::fmt;

use fluent_bundle::{FluentArgs, FluentValue};

pub use self::argument::{Argument, Whole};
pub use self::language::Language;

impl Language {
    /// A message, to be shown or to be given values first.
    pub fn text(self, id: &'static str) -> Text {
        Text { language: self, id, values: Vec::new() }
    }
}

/// A message in a language with the values it names.
#[derive(Debug, Clone)]
pub struct Text {
    language: Language,
    id: &'static str,
    values: Vec<(&'static str, FluentValue<'static>)>,
}

impl Text {
    /// Gives the message a value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Argument) -> Self {
        self.values.push((name, value.into_value()));
        self
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = self.values.iter().map(|(name, value)| (*name, value.clone()));
        let values: FluentArgs<'_> = values.collect();
        formatter.write_str(&catalog::write(self.language, self.id, &values))
    }
}

//! Languages: every text that a person reads comes from `locales/`, one folder a language.
//!
//! A page asks for a message by its id and fills in its values: `page.t("queues-total").with("count", 3)`.

mod argument;
mod catalog;
pub mod format;
pub mod preferences;
#[cfg(test)]
mod tests;

use std::fmt;

use fluent_bundle::{FluentArgs, FluentValue};

pub use self::argument::{Argument, Whole};

/// A language that pages are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English, with days before months.
    English,
    /// Dutch.
    Dutch,
    /// German.
    German,
    /// French.
    French,
}

impl Language {
    /// Every language, in the order of the menu.
    pub const ALL: [Self; 4] = [Self::English, Self::Dutch, Self::German, Self::French];

    /// The code, as browsers and HTML write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Dutch => "nl",
            Self::German => "de",
            Self::French => "fr",
        }
    }

    /// The language of a code; a region is left aside (`de-AT`).
    pub fn from_code(code: &str) -> Option<Self> {
        let primary = code.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Dutch => "Nederlands",
            Self::German => "Deutsch",
            Self::French => "Français",
        }
    }

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

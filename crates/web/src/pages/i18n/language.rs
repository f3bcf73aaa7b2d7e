//! The languages that there are.

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
}

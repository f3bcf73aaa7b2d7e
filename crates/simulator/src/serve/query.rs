//! A request's query.

use axum::http::Uri;

/// Names and values, decoded, and when they were asked.
#[derive(Debug)]
pub(super) struct Query {
    values: Vec<(String, String)>,
    /// By the simulated Zendesk's clock, in seconds since 1970.
    pub(super) asked_at: i64,
}

impl Query {
    /// That of an address; one that cannot be read is empty.
    pub(super) fn of(uri: &Uri, asked_at: i64) -> Self {
        let query = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri);
        Self { values: query.map(|query| query.0).unwrap_or_default(), asked_at }
    }

    /// The last value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of a name, with or without `[]` behind it.
    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        self.values
            .iter()
            .filter(|(key, _)| key.strip_suffix("[]").unwrap_or(key) == name)
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// A value as a number.
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name).and_then(|value| value.parse().ok())
    }

    /// A value as whole seconds: the number that it begins with, as Zendesk reads it. Clients send
    /// fractions as well, and tap-zendesk a day where only the beginning of time matters.
    pub(super) fn seconds(&self, name: &str) -> Option<i64> {
        let text = self.get(name)?;
        let digits = text.strip_prefix('-').unwrap_or(text);
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        text[..text.len() - digits.len() + length].parse().ok()
    }
}

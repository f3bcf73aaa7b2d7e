//! What a reader prefers: the language that the browser asks for or a cookie names, and the time zone.

use axum::http::{HeaderMap, header};
use inflow_domain::time_zone::TimeZone;

use super::Language;
use crate::http::cookie::cookie;

/// The cookie of a language that was chosen.
pub const LANGUAGE_COOKIE: &str = "inflow_language";

/// The cookie of the time zone, which the browser tells or the reader chose.
pub const ZONE_COOKIE: &str = "inflow_zone";

/// How a page is written for its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preferences {
    /// The language of all texts.
    pub language: Language,
    /// The zone of all times.
    pub zone: TimeZone,
}

impl Preferences {
    /// What a request's headers say.
    pub fn of(headers: &HeaderMap) -> Self {
        let language = cookie(headers, LANGUAGE_COOKIE)
            .and_then(Language::from_code)
            .or_else(|| asked_for(headers))
            .unwrap_or(Language::English);
        let zone = cookie(headers, ZONE_COOKIE).and_then(TimeZone::from_name);
        Self { language, zone: zone.unwrap_or(TimeZone::UTC) }
    }
}

/// The first language that the browser ranks highest among those that there are.
fn asked_for(headers: &HeaderMap) -> Option<Language> {
    let asked = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(f32, Language)> = None;
    for range in asked.split(',') {
        let (code, weight) = range.split_once(";q=").unwrap_or((range, "1"));
        let Some(language) = Language::from_code(code) else { continue };
        let weight: f32 = weight.trim().parse().unwrap_or(0.0);
        if weight > 0.0 && best.is_none_or(|(known, _)| weight > known) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(headers: &[(&'static str, &'static str)]) -> &'static str {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().expect("a header"));
        }
        Preferences::of(&map).language.code()
    }

    #[test]
    fn the_browser_chooses_unless_the_reader_did() {
        assert_eq!(language(&[]), "en");
        assert_eq!(language(&[("accept-language", "nl-BE,nl;q=0.9,en;q=0.8")]), "nl");
        assert_eq!(language(&[("accept-language", "sv, fr;q=0.4, de-AT;q=0.7")]), "de");
        assert_eq!(language(&[("accept-language", "sv, de;q=0")]), "en");
        assert_eq!(language(&[("accept-language", ";;;,q=,de;q=x")]), "en");
        let chosen = [("accept-language", "nl"), ("cookie", "a=b; inflow_language=fr")];
        assert_eq!(language(&chosen), "fr");
        assert_eq!(language(&[("accept-language", "nl"), ("cookie", "inflow_language=xx")]), "nl");
    }

    #[test]
    fn the_zone_is_utc_unless_it_is_told() {
        let zone = |cookie: &'static str| {
            let mut map = HeaderMap::new();
            map.insert(header::COOKIE, cookie.parse().expect("a header"));
            Preferences::of(&map).zone.name()
        };
        assert_eq!(zone("inflow_zone=Europe/Amsterdam"), "Europe/Amsterdam");
        assert_eq!(zone("inflow_zone=Mars/Olympus"), "UTC");
    }
}

//! Language and time zone: kept in cookies, so that they hold before anybody signs in.

use askama::Template;
use axum::extract::Query;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use inflow_domain::time_zone::TimeZone;
use serde::Deserialize;

use super::errors::PageError;
use super::layout::{Page, html};
use crate::pages::i18n::Language;
use crate::pages::i18n::preferences::{LANGUAGE_COOKIE, ZONE_COOKIE};

/// Where one came from.
#[derive(Debug, Deserialize)]
pub struct From {
    #[serde(default)]
    back: String,
}

/// What is chosen.
#[derive(Debug, Deserialize)]
pub struct Choice {
    language: Option<String>,
    time_zone: Option<String>,
    #[serde(default)]
    back: String,
}

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    page: Page,
    back: String,
    zones: Vec<&'static str>,
    wrong_zone: Option<String>,
}

/// `GET /settings`
pub async fn settings(page: Page, Query(from): Query<From>) -> Response {
    let zones = TimeZone::names().collect();
    html(&SettingsPage { page, back: within_the_site(&from.back), zones, wrong_zone: None })
}

/// `GET /settings/choose`: nothing is changed but how this browser sees the pages.
pub async fn choose(page: Page, Query(choice): Query<Choice>) -> Result<Response, PageError> {
    let back = within_the_site(&choice.back);
    let mut cookies = Vec::new();
    if let Some(code) = &choice.language {
        let language = Language::from_code(code).ok_or(PageError::of(StatusCode::BAD_REQUEST))?;
        cookies.push((header::SET_COOKIE, set(LANGUAGE_COOKIE, language.code())));
    }
    if let Some(name) = &choice.time_zone {
        let Some(zone) = TimeZone::from_name(name) else {
            let zones = TimeZone::names().collect();
            let wrong_zone = Some(name.clone());
            let again = SettingsPage { page, back, zones, wrong_zone };
            return Ok(super::layout::with_status(StatusCode::UNPROCESSABLE_ENTITY, &again));
        };
        cookies.push((header::SET_COOKIE, set(ZONE_COOKIE, zone.name())));
    }
    Ok((StatusCode::SEE_OTHER, AppendHeaders(cookies), [(header::LOCATION, back)]).into_response())
}

/// Kept for a year; not secret, and read by the site's script where it knows the zone.
fn set(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax")
}

/// An address of this site and no other.
fn within_the_site(address: &str) -> String {
    let is_path = address.starts_with('/') && !address.starts_with("//");
    let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_path && is_plain { address.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::within_the_site;

    #[test]
    fn one_comes_back_to_this_site_only() {
        assert_eq!(within_the_site("/integrations/1?a=b"), "/integrations/1?a=b");
        for elsewhere in ["", "//evil.example", "https://evil.example", "/\\evil", "/a\r\nb", "x"] {
            assert_eq!(within_the_site(elsewhere), "/", "{elsewhere}");
        }
    }
}

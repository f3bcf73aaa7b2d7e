//! What every page has: who reads it, in which language and time zone, and where in the site it is.

use std::borrow::Borrow;
use std::convert::Infallible;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{IntegrationId, Timestamp};
use inflow_store::Integration;

use crate::http::refusal::Surface;
use crate::http::site::Site;
use crate::http::viewer::{self, Reader};
use crate::pages::address::encoded;
use crate::pages::assets;
use crate::pages::i18n::preferences::Preferences;
use crate::pages::i18n::{Language, Text, Whole, format};

/// The part of the site that the navigation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Section {
    /// None.
    #[default]
    None,
    /// The list of integrations and all that belongs to one.
    Integrations,
    /// Users, keys and what was changed.
    Access,
    /// The description of the API.
    Api,
}

/// The tab of an integration that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// How it is doing.
    Overview,
    /// Its source queues.
    Queues,
    /// Several of them that are planned as one.
    Workloads,
    /// Files that are written by themselves.
    Deliveries,
    /// Its views.
    Views,
    /// How good its figures are.
    Quality,
    /// Name, credentials, pause and end.
    Settings,
}

/// The integration that a page is about.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// Its id.
    pub id: IntegrationId,
    /// Its name.
    pub name: String,
    /// The tab that is shown.
    pub tab: Tab,
    /// Where older history is still to come: from when on it is known, and when the rest will be there.
    pub preliminary: Option<(Timestamp, Option<Timestamp>)>,
}

/// What templates know of the page they are: the layout needs it under the name `page`.
#[derive(Debug, Clone)]
pub struct Page {
    /// The language of all texts.
    pub language: Language,
    /// The zone of all times.
    pub zone: TimeZone,
    /// When the page is made.
    pub now: Timestamp,
    /// The address of the page, to come back to.
    pub address: String,
    /// Who reads it.
    pub reader: Option<Reader>,
    /// The part of the site.
    pub section: Section,
    /// The integration that it is about.
    pub integration: Option<Chosen>,
    /// After how many seconds the page shows what is new.
    pub refresh_seconds: Option<u32>,
}

impl Page {
    /// The page that answers a request, to whoever is signed in.
    pub(crate) async fn read_by(site: &Site, parts: &Parts) -> Self {
        let page = Self::of(parts, site.now());
        if page.reader.is_some() {
            return page;
        }
        // A page that anybody may see is shown all the same where it is not known who does.
        let viewer = viewer::recognise(site, Surface::Page, parts).await.ok().flatten();
        Self { reader: viewer.map(|viewer| viewer.reader()), ..page }
    }

    /// The page that answers a request.
    fn of(parts: &Parts, now: Timestamp) -> Self {
        let Preferences { language, zone } = Preferences::of(&parts.headers);
        let address = parts.uri.path_and_query().map_or("/", |address| address.as_str());
        Self {
            language,
            zone,
            now,
            address: address.to_owned(),
            reader: parts.extensions.get().cloned(),
            section: Section::None,
            integration: None,
            refresh_seconds: None,
        }
    }

    /// The same in a part of the site.
    #[must_use]
    pub fn within(self, section: Section) -> Self {
        Self { section, ..self }
    }

    /// The same about an integration.
    #[must_use]
    pub fn about(self, integration: &Integration, tab: Tab) -> Self {
        let from = integration.coverage.map(|coverage| coverage.from);
        let from = from.filter(|_| integration.is_preliminary());
        let preliminary = from.map(|from| (from, integration.history_complete_at));
        let chosen =
            Chosen { id: integration.id, name: integration.name.clone(), tab, preliminary };
        Self { section: Section::Integrations, integration: Some(chosen), ..self }
    }

    /// A message of the reader's language.
    pub fn t(&self, id: &'static str) -> Text {
        self.language.text(id)
    }

    /// The language's code.
    pub fn lang(&self) -> &'static str {
        self.language.code()
    }

    /// All languages, for the menu.
    pub fn languages(&self) -> [Language; 4] {
        Language::ALL
    }

    /// Where language and time zone are chosen, and from where one comes back to this page.
    pub fn settings_address(&self) -> String {
        if self.address.starts_with("/settings") {
            return self.address.clone();
        }
        format!("/settings?back={}", encoded(&self.address))
    }

    /// Whether the reader may change something.
    pub fn is_administrator(&self) -> bool {
        self.reader.as_ref().is_some_and(|reader| reader.is_administrator)
    }

    /// The id of the integration that the page is about, for addresses.
    pub fn chosen_id(&self) -> i64 {
        self.integration.as_ref().map_or(0, |chosen| chosen.id.0)
    }

    /// What forms send back in the field [`FORM_TOKEN`](crate::http::viewer::FORM_TOKEN).
    pub fn csrf(&self) -> &str {
        self.reader.as_ref().map_or("", |reader| &reader.csrf)
    }

    /// Whether the navigation marks this part.
    pub fn is_within(&self, section: Section) -> bool {
        self.section == section
    }

    /// Where a file of the site is.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// A whole number.
    pub fn number(&self, number: impl Whole) -> String {
        format::number(self.language, number.whole())
    }

    /// A number with at most this many decimals.
    pub fn decimal(&self, value: impl Borrow<f64>, decimals: usize) -> String {
        format::decimal(self.language, *value.borrow(), decimals)
    }

    /// A share of a hundred, with at most this many decimals.
    pub fn percent(&self, value: impl Borrow<f64>, decimals: usize) -> String {
        format::percent(self.language, *value.borrow(), decimals)
    }

    /// The day of an instant: `22 Nov 2026`.
    pub fn date(&self, instant: impl Borrow<Timestamp>) -> String {
        self.day(self.zone.local(*instant.borrow()).date())
    }

    /// A calendar day: `22 Nov 2026`.
    pub fn day(&self, day: impl Borrow<NaiveDate>) -> String {
        format::date(self.language, *day.borrow())
    }

    /// An instant: `22 Nov 2026, 14:05`.
    pub fn date_time(&self, instant: impl Borrow<Timestamp>) -> String {
        format::date_time(self.language, self.zone, *instant.borrow())
    }

    /// The time of day of an instant: `14:05`.
    pub fn time(&self, instant: impl Borrow<Timestamp>) -> String {
        format::time(self.zone, *instant.borrow())
    }

    /// How long ago an instant was, or how far ahead it is: `3 minutes ago`.
    pub fn from_now(&self, instant: impl Borrow<Timestamp>) -> String {
        format::from_now(self.language, self.now, *instant.borrow())
    }

    /// A span of time: `2 h 5 min`.
    pub fn duration(&self, seconds: impl Whole) -> String {
        format::duration(self.language, seconds.whole())
    }
}

impl FromRequestParts<Site> for Page {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        Ok(Self::read_by(site, parts).await)
    }
}

/// Answers with a page.
pub fn html(template: &impl Template) -> Response {
    with_status(StatusCode::OK, template)
}

/// Answers with a page and a status.
pub fn with_status(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => {
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CACHE_CONTROL, "no-store"),
                (header::VARY, "Cookie, Accept-Language"),
            ];
            (status, headers, html).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

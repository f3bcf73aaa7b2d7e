//! How good an integration's figures are, and what to do where that helps.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use inflow_app::accounts::channels::NO_CHANNEL;
use inflow_app::accounts::integrations::api_token_days_left;
use inflow_app::figures::quality::{QualityReport, drift_percent, quality};
use inflow_domain::FieldId;
use inflow_store::{Integration, OddRows};

use super::chosen::chosen;
use super::comparison::can_begin;
use super::errors::PageError;
use super::layout::{Page, Tab, html};
use super::ticket;
use super::words::inexact_words;
use crate::http::route::{Right, Route};
use crate::http::viewer::Viewer;
use crate::pages::i18n::Text;

const DAY_SECONDS: i64 = 86_400;

/// The most inexact tickets that are named.
const MOST_NAMED: usize = 20;

/// How many days without an import may mean that something is wrong.
const DAYS_WITHOUT_IMPORT: i64 = 1;

#[derive(Template)]
#[template(path = "quality.html")]
struct QualityPage {
    page: Page,
    integration: Integration,
    report: QualityReport,
    advice: Vec<Advice>,
    drift: Option<String>,
    can_compare: bool,
    inexact: Vec<(String, i64)>,
    /// Some of the inexact tickets, the newest first, with where each is explained.
    inexact_tickets: Vec<(i64, String)>,
    token_days: Option<i64>,
}

/// Something worth a look, with what to do about it.
struct Advice {
    tone: &'static str,
    what: Text,
    help: Text,
    /// Where that can be done.
    link: Option<(String, Text)>,
}

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/integrations/{id}/quality", Right::Viewer, show)]
}

/// `GET /integrations/{id}/quality`
async fn show(viewer: Viewer, page: Page, Path(id): Path<String>) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let report = quality(&viewer.context, &integration).await?;
    let inexact = viewer.context.store.repairs.inexact_tickets(integration.id).await?;
    let page = page.about(&integration, Tab::Quality);
    let drift = report.reconciliation.as_ref().and_then(drift_percent);
    Ok(html(&QualityPage {
        advice: advice(&page, &integration, &report),
        drift: drift.map(|percent| page.percent(percent, 2)),
        can_compare: can_begin(&page, &integration),
        inexact: inexact_reasons(&page, &report),
        inexact_tickets: inexact
            .iter()
            .take(MOST_NAMED)
            .map(|one| (one.ticket.0, ticket::address_of(&integration, one.ticket)))
            .collect(),
        token_days: api_token_days_left(&integration.credential_kind, page.now),
        page,
        integration,
        report,
    }))
}

/// Why tickets are not exact, in the reader's words, each reason with how many tickets it concerns.
fn inexact_reasons(page: &Page, report: &QualityReport) -> Vec<(String, i64)> {
    let reasons = report.quality.inexact_tickets.iter();
    reasons.map(|(reason, count)| (inexact_words(page.language, reason), *count)).collect()
}

/// Everything about which something can be done, what matters most first.
fn advice(page: &Page, integration: &Integration, report: &QualityReport) -> Vec<Advice> {
    let of_the_import =
        [token(page, integration), old_import(page, integration), quiet_account(page, report)];
    let of_the_figures = [
        recount(page, integration, report),
        unsupported(page, integration, report),
        outside_views(page, report),
        drift(page, integration, report),
        provisional(page, report),
    ];
    let found = of_the_import.into_iter().chain(of_the_figures).flatten();
    let found = found.chain(inexact(page, report)).chain(waiting(page, report));
    let found = found.chain(changed_fields(page, report)).chain(odd_rows(page, report));
    found.chain(channels(page, integration, report)).collect()
}

/// The address of a page of an integration.
fn of(integration: &Integration, page: &str) -> String {
    format!("/integrations/{}/{page}", integration.id)
}

fn token(page: &Page, integration: &Integration) -> Option<Advice> {
    let days = api_token_days_left(&integration.credential_kind, page.now)?;
    let what = if days == 0 { "token-ended" } else { "token-ends" };
    let address = of(integration, "settings");
    Some(Advice {
        tone: if days <= 30 { "bad" } else { "warn" },
        what: page.t(what).with("days", days),
        help: page.t("token-help"),
        link: page.is_administrator().then(|| (address, page.t("token-change"))),
    })
}

fn old_import(page: &Page, integration: &Integration) -> Option<Advice> {
    if integration.life.is_deleted() {
        return None;
    }
    let what = match integration.last_success {
        None => page.t("quality-never-imported"),
        Some(success) => {
            let days = (page.now.0 - success.0) / DAY_SECONDS;
            if days < DAYS_WITHOUT_IMPORT {
                return None;
            }
            page.t("quality-old-import").with("days", days)
        }
    };
    let address = format!("/integrations/{}", integration.id);
    let link = Some((address, page.t("tab-overview")));
    Some(Advice { tone: "warn", what, help: page.t("quality-old-import-help"), link })
}

fn quiet_account(page: &Page, report: &QualityReport) -> Option<Advice> {
    let what = page.t("quality-quiet").with("days", report.quiet_days?);
    Some(Advice { tone: "warn", what, help: page.t("quality-quiet-help"), link: None })
}

fn recount(page: &Page, integration: &Integration, report: &QualityReport) -> Option<Advice> {
    let is_due = report.is_recount_due && integration.coverage.is_some();
    is_due.then(|| Advice {
        tone: "busy",
        what: page.t("quality-recount"),
        help: page.t("quality-recount-help"),
        link: Some((of(integration, "recount"), page.t("recount-look"))),
    })
}

fn unsupported(page: &Page, integration: &Integration, report: &QualityReport) -> Option<Advice> {
    let address = of(integration, "views");
    (report.unsupported_views > 0).then(|| Advice {
        tone: "warn",
        what: page.t("views-unsupported").with("count", report.unsupported_views),
        help: page.t("quality-unsupported-help"),
        link: Some((address, page.t("quality-see-why"))),
    })
}

fn outside_views(page: &Page, report: &QualityReport) -> Option<Advice> {
    let count = report.quality.contacts_outside_views;
    (count > 0).then(|| Advice {
        tone: "idle",
        what: page.t("quality-outside").with("count", count),
        help: page.t("quality-outside-help"),
        link: None,
    })
}

fn drift(page: &Page, integration: &Integration, report: &QualityReport) -> Option<Advice> {
    let last = report.reconciliation.as_ref()?;
    (last.differing > 0).then(|| Advice {
        tone: "warn",
        what: page.t("quality-drift").with("count", last.differing).with("of", last.tickets),
        help: page.t("quality-drift-help"),
        link: Some((of(integration, "comparison"), page.t("compare-see"))),
    })
}

fn provisional(page: &Page, report: &QualityReport) -> Option<Advice> {
    let count = report.provisional_intervals.filter(|count| *count > 0)?;
    let what = page.t("quality-provisional").with("count", count);
    Some(Advice { tone: "idle", what, help: page.t("quality-provisional-help"), link: None })
}

fn inexact(page: &Page, report: &QualityReport) -> Option<Advice> {
    let count: i64 = report.quality.inexact_tickets.iter().map(|(_, count)| count).sum();
    (count > 0).then(|| Advice {
        tone: "idle",
        what: page.t("quality-inexact").with("count", count),
        help: page.t("quality-inexact-help"),
        link: None,
    })
}

fn waiting(page: &Page, report: &QualityReport) -> Option<Advice> {
    let count = i64::try_from(report.quality.waiting_for_repair).ok().filter(|count| *count > 0)?;
    let (what, help) = (page.t("quality-waiting"), page.t("quality-waiting-help"));
    Some(Advice { tone: "idle", what: what.with("count", count), help, link: None })
}

fn changed_fields(page: &Page, report: &QualityReport) -> Vec<Advice> {
    let fields = report.quality.changed_fields.iter();
    let advice = |field: &FieldId| Advice {
        tone: "idle",
        what: page.t("quality-field").with("field", field.to_string()),
        help: page.t("quality-field-help"),
        link: None,
    };
    fields.map(advice).collect()
}

/// Rows that could not be read whole (rule 8.5), with where the newest of them stood.
fn odd_rows(page: &Page, report: &QualityReport) -> Vec<Advice> {
    let told = |odd: &OddRows| {
        let (tone, what, help) = if odd.set_aside {
            ("warn", "quality-set-aside", "quality-set-aside-help")
        } else {
            ("idle", "quality-odd-values", "quality-odd-values-help")
        };
        let what = page.t(what).with("endpoint", odd.endpoint.as_str()).with("count", odd.rows);
        let newest = format!("{}: {}", odd.newest_place, odd.problem);
        Advice { tone, what, help: page.t(help).with("newest", newest), link: None }
    };
    report.quality.odd_rows.iter().map(told).collect()
}

fn channels(page: &Page, integration: &Integration, report: &QualityReport) -> Vec<Advice> {
    let of_channel = |(channel, count): &(String, i64)| {
        let (what, help, link) = if channel == NO_CHANNEL {
            (page.t("quality-no-channel"), page.t("quality-no-channel-help"), None)
        } else {
            let what = page.t("quality-unmapped").with("channel", channel);
            let link = (of(integration, "channels"), page.t("channels-title"));
            (what, page.t("quality-unmapped-help"), Some(link))
        };
        Advice { tone: "idle", what: what.with("count", count), help, link }
    };
    report.quality.unmapped_channels.iter().map(of_channel).collect()
}

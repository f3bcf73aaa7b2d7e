//! `inflow integration show`: how good an integration's figures are, and what to do about it.

use anyhow::Context as _;
use inflow_app::accounts::channels::NO_CHANNEL;
use inflow_app::figures::quality::{QualityReport, drift_percent, quality};
use inflow_app::service::status::statuses;
use inflow_app::{Context, accounts::integrations};
use inflow_domain::Timestamp;
use inflow_store::{Integration, Life, OddRows, Quality};
use serde::Serialize;

use super::credentials::note_api_token;
use super::integration::{IntegrationRow, days_left, integration_row, status_text};
use crate::advice::command_to_resume;
use crate::cli::{ShowArgs, TextFormat};
use crate::output::table::{Room, table, text};
use crate::output::to_stdout;

const DAY_SECONDS: i64 = 86_400;

/// How many days without an import may mean that something is wrong.
const DAYS_WITHOUT_IMPORT: i64 = 1;

/// How good an integration's figures are, as it is printed.
#[derive(Debug, Clone, Serialize)]
struct ShownQuality {
    #[serde(flatten)]
    integration: IntegrationRow,
    provisional_intervals: Option<i64>,
    tickets: Option<i64>,
    dropped_tickets: Option<i64>,
    dropped_until: Option<String>,
    ticket_events: Option<i64>,
    calls: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calls_without_answering: Option<i64>,
    contacts: Option<i64>,
    contacts_outside_views: Option<i64>,
    unmapped_channels: Vec<Counted>,
    inexact_tickets: Vec<Counted>,
    waiting_for_repair: Option<u64>,
    changed_fields: Vec<i64>,
    odd_rows: Vec<OddRowsShown>,
    unsupported_views: Option<usize>,
    recount_due: bool,
    last_event: Option<String>,
    reconciled_at: Option<String>,
    drift_percent: Option<f64>,
    advice: Vec<Advice>,
}

/// Rows that could not be read whole (rule 8.5).
#[derive(Debug, Clone, Serialize)]
struct OddRowsShown {
    endpoint: String,
    set_aside: bool,
    problem: String,
    rows: i64,
    newest: String,
}

/// What to do about a fact.
#[derive(Debug, Clone, Serialize)]
struct Advice {
    about: &'static str,
    advice: String,
}

/// Something with how often it came.
#[derive(Debug, Clone, Serialize)]
struct Counted {
    what: String,
    count: i64,
}

/// A line of the table.
struct Fact {
    name: &'static str,
    value: String,
    advice: Option<String>,
}

/// Everything that is told.
struct Known {
    integration: Integration,
    row: IntegrationRow,
    found: QualityReport,
    /// Whether a service may be running, which will import it.
    somebody_imports: bool,
    now: Timestamp,
}

pub(super) async fn run(context: &Context, args: &ShowArgs) -> anyhow::Result<()> {
    let known = known(context, args).await?;
    let facts = known.facts();
    let columns = [text("fact"), text("value"), text("what to do")];
    to_stdout(|out| match args.format {
        TextFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &known.report(&facts))?;
            Ok(writeln!(out)?)
        }
        TextFormat::Table => {
            let line = |fact: &Fact| {
                let advice = fact.advice.clone().unwrap_or_default();
                vec![fact.name.to_owned(), fact.value.clone(), advice]
            };
            let lines = facts.iter().map(line);
            Ok(writeln!(out, "{}", table(&columns, Room::of_stdout(false), lines))?)
        }
    })?;
    note_api_token(&known.integration, known.now);
    Ok(())
}

async fn known(context: &Context, args: &ShowArgs) -> anyhow::Result<Known> {
    let integration = integrations::find(context, &args.name).await?;
    let now = context.clock.now();
    let mut status = statuses(context, std::slice::from_ref(&integration)).await?;
    let status = status.pop().context("the status is not known")?;
    Ok(Known {
        row: integration_row(&integration, &status, now),
        found: quality(context, &integration).await?,
        somebody_imports: context.store.imports.is_claimed().await?,
        integration,
        now,
    })
}

impl Known {
    fn report(&self, facts: &[Fact]) -> ShownQuality {
        let counted = |list: &[(String, i64)]| {
            list.iter().map(|(what, count)| Counted { what: what.clone(), count: *count }).collect()
        };
        let quality = &self.found.quality;
        let known = |number: i64| self.known(number);
        ShownQuality {
            integration: self.row.clone(),
            provisional_intervals: self.found.provisional_intervals,
            tickets: known(quality.tickets),
            dropped_tickets: known(quality.dropped_tickets),
            dropped_until: self.found.dropped_until.map(|until| until.to_string()),
            ticket_events: known(quality.ticket_events),
            calls: known(quality.calls),
            calls_without_answering: Some(quality.untold_calls).filter(|number| *number > 0),
            contacts: known(quality.contacts),
            contacts_outside_views: known(quality.contacts_outside_views),
            unmapped_channels: counted(&quality.unmapped_channels),
            inexact_tickets: counted(&quality.inexact_tickets),
            waiting_for_repair: self.known(quality.waiting_for_repair),
            changed_fields: quality.changed_fields.iter().map(|field| field.0).collect(),
            odd_rows: quality.odd_rows.iter().map(odd_rows).collect(),
            unsupported_views: self.known(self.found.unsupported_views),
            recount_due: self.found.is_recount_due,
            last_event: quality.last_event.map(|event| event.to_string()),
            reconciled_at: self.found.reconciliation.map(|last| last.at.to_string()),
            drift_percent: self.found.reconciliation.as_ref().and_then(drift_percent),
            advice: facts.iter().filter_map(about).collect(),
        }
    }

    fn facts(&self) -> Vec<Fact> {
        let mut facts = self.of_the_account();
        facts.extend(self.of_the_import());
        facts.extend(self.of_the_figures());
        facts
    }

    /// A number, where an import has come to its end: before, it is not known, and absent is never 0.
    fn known<T>(&self, number: T) -> Option<T> {
        self.integration.coverage.map(|_| number)
    }

    /// The same in the table.
    fn number<T: ToString>(&self, number: T) -> String {
        self.known(number).map_or_else(|| "not yet".to_owned(), |number| number.to_string())
    }

    /// A command on this integration.
    fn command(&self, command: &str) -> String {
        format!("inflow {command} --integration \"{}\"", self.row.name)
    }

    fn of_the_account(&self) -> Vec<Fact> {
        let row = &self.row;
        let ends = row.api_token_days_left.map(|_| {
            let name = &row.name;
            format!(
                "change to an OAuth client: inflow integration credentials --name \"{name}\" \
                 --oauth-client-id ID --oauth-client-secret-env VAR"
            )
        });
        let left = days_left(row.api_token_days_left);
        vec![
            fact("name", row.name.clone(), None),
            fact("domain", row.domain.clone(), None),
            fact("status", status_text(row), row.failure_advice.clone()),
            self.next_run(),
            fact("grouping of calls", format!("{} (fixed)", row.grouping), None),
            fact("credentials", format!("{} {}{left}", row.credentials, row.identity), ends),
        ]
    }

    fn next_run(&self) -> Fact {
        let (value, advice) = match (self.integration.life, &self.row.next_run) {
            (Life::Paused { .. }, _) => {
                ("none: it is paused".to_owned(), Some(command_to_resume(&self.row.name)))
            }
            (Life::Deleted { .. }, _) => ("none: it is deleted".to_owned(), None),
            (Life::Active, Some(at)) => (at.clone(), None),
            (Life::Active, None) if self.somebody_imports => {
                ("soon, where `inflow serve` runs".to_owned(), None)
            }
            (Life::Active, None) => ("when `inflow serve` runs".to_owned(), None),
        };
        fact("next run", value, advice)
    }

    fn of_the_import(&self) -> Vec<Fact> {
        let row = &self.row;
        let absent = || "not yet".to_owned();
        let days_since = |at: Timestamp| (self.now.0 - at.0) / DAY_SECONDS;
        let is_active = self.integration.life == Life::Active;
        let import = || is_active.then(|| format!("run {}", self.command("import")));
        let imported = match (&row.coverage_from, &row.coverage_until) {
            (Some(from), Some(until)) => fact("imported", format!("{from} to {until}"), None),
            _ => fact("imported", "nothing yet".to_owned(), import()),
        };
        let old = self.integration.last_success.map(days_since);
        let old = old.filter(|days| *days >= DAYS_WITHOUT_IMPORT).and_then(|_| import());
        let last_event = self.found.quality.last_event;
        let quiet = self.found.quiet_days.map(|_| {
            "nothing happened in this account for long: check that it is the one in use".to_owned()
        });
        let last_event = last_event.map_or_else(absent, |event| event.to_string());
        let mut facts = vec![imported];
        facts.extend(self.preliminary());
        facts.extend([
            fact("calls imported until", row.calls_until.clone().unwrap_or_else(absent), None),
            self.provisional(),
            fact("last success", row.last_success.clone().unwrap_or_else(absent), old),
            fact("last ticket event", last_event, quiet),
            fact("tickets", self.number(self.found.quality.tickets), None),
            self.dropped(),
            fact("ticket events", self.number(self.found.quality.ticket_events), None),
            self.calls(),
        ]);
        facts
    }

    /// What of the history is still to come, and when it will be there (rule 8.6).
    fn preliminary(&self) -> Option<Fact> {
        if !self.row.preliminary {
            return None;
        }
        let rest = match &self.row.history_complete_at {
            Some(at) => format!("the rest, from {} on, at about {at}", self.row.since),
            None => format!("the rest, from {} on, is to come", self.row.since),
        };
        let advice = "nothing: older history is read while the service runs; until it is there, figures may \
                      change where they depend on it";
        Some(fact("preliminary", rest, Some(advice.to_owned())))
    }

    fn calls(&self) -> Fact {
        let number = self.number(self.found.quality.calls);
        let untold = self.found.quality.untold_calls;
        if untold == 0 {
            return fact("calls", number, None);
        }
        let value = format!("{number}; of {untold} it is not known how they were answered");
        let advice = "the next import reads those again that Zendesk still gives; until then answer_seconds, \
                      asa_seconds, within_target, callbacks and outside_business_hours are empty there";
        fact("calls", value, Some(advice.to_owned()))
    }

    fn dropped(&self) -> Fact {
        let Some(until) = self.found.dropped_until else {
            return fact("dropped tickets", "none: all events are kept".to_owned(), None);
        };
        let number = self.found.quality.dropped_tickets;
        let value = format!("{number}, closed, with events up to {until}");
        let advice = "they count as they did then: no view, field or channel that changed since, and \
                      no recount, applies to them";
        fact("dropped tickets", value, Some(advice.to_owned()))
    }

    fn provisional(&self) -> Fact {
        let number = self.found.provisional_intervals.filter(|number| *number > 0);
        let value = match (&self.row.provisional_from, number) {
            (Some(from), Some(number)) => format!("from {from}: {number} quarter hours"),
            (Some(from), None) => format!("from {from}"),
            (None, _) => "none".to_owned(),
        };
        let settles = number.map(|_| {
            "nothing: calls younger than three hours may still change, later imports settle them"
                .to_owned()
        });
        fact("provisional calls", value, settles)
    }

    fn of_the_figures(&self) -> Vec<Fact> {
        let quality = &self.found.quality;
        let some = |wanted: bool, advice: String| wanted.then_some(advice);
        let (outside, unsupported) = (quality.contacts_outside_views, self.found.unsupported_views);
        let outside_advice = "a view in Zendesk that holds them makes them count; inflow explain \
                              --ticket tells of a ticket why it is in none";
        let mut facts = vec![
            fact("contacts in tickets", self.number(quality.contacts), None),
            fact(
                "of them in no view",
                self.number(outside),
                some(outside > 0, outside_advice.into()),
            ),
            fact(
                "unsupported views",
                self.number(unsupported),
                some(unsupported > 0, format!("{} says why", self.command("views"))),
            ),
            self.definitions(),
        ];
        let name = &self.row.name;
        for (channel, count) in &quality.unmapped_channels {
            let value = format!("{count} contacts came as \"{channel}\"");
            let advice = if channel == NO_CHANNEL {
                "they name no channel, and count as case".to_owned()
            } else {
                format!(
                    "they count as case unless placed elsewhere: inflow integration channels --name \
                     \"{name}\" --set {channel}=CHANNEL"
                )
            };
            facts.push(fact("unmapped channel", value, Some(advice)));
        }
        for (reason, count) in &quality.inexact_tickets {
            let advice = "counted by what is known of them; tried again when they change, and inflow \
                          explain --ticket shows what each counts";
            facts.push(fact("inexact tickets", format!("{count}: {reason}"), Some(advice.into())));
        }
        facts.extend(repair(quality));
        facts.extend(quality.odd_rows.iter().map(odd_rows_fact));
        facts.push(self.drift());
        facts
    }

    fn definitions(&self) -> Fact {
        let value =
            if self.found.is_recount_due { "changed since the last count" } else { "as counted" };
        let advice = self
            .found
            .is_recount_due
            .then(|| format!("{} shows what that changes", self.command("recount --dry-run")));
        fact("views, fields, channels", value.to_owned(), advice)
    }

    fn drift(&self) -> Fact {
        let reconcile = self.command("reconcile");
        let Some(last) = &self.found.reconciliation else {
            let advice = format!("{reconcile} compares with Zendesk's own views");
            return fact("drift", "not known yet".to_owned(), Some(advice));
        };
        let Some(drift) = drift_percent(last) else {
            return fact("drift", format!("no view could be compared at {}", last.at), None);
        };
        let value = format!(
            "{drift} % at {}: {} of {} tickets in {} views",
            last.at, last.differing, last.tickets, last.views
        );
        let advice = (last.differing > 0).then(|| format!("{reconcile} names the tickets"));
        fact("drift", value, advice)
    }
}

fn about(fact: &Fact) -> Option<Advice> {
    Some(Advice { about: fact.name, advice: fact.advice.clone()? })
}

/// What waits for its audits, and the fields that the account changed (rule 2.4).
fn repair(quality: &Quality) -> Vec<Fact> {
    let mut facts = Vec::new();
    if quality.waiting_for_repair > 0 {
        let advice =
            "nothing: something may be missing of them, and the next imports ask for their audits";
        let value = quality.waiting_for_repair.to_string();
        facts.push(fact("tickets waiting for repair", value, Some(advice.to_owned())));
    }
    for field in &quality.changed_fields {
        let advice = "look whether views still name it as they should: tickets show values of it that no \
                      event tells";
        let value = format!("{field}: it, or options of it, were renamed or removed");
        facts.push(fact("changed field", value, Some(advice.to_owned())));
    }
    facts
}

fn fact(name: &'static str, value: String, advice: Option<String>) -> Fact {
    Fact { name, value, advice }
}

fn odd_rows(rows: &OddRows) -> OddRowsShown {
    OddRowsShown {
        endpoint: rows.endpoint.clone(),
        set_aside: rows.set_aside,
        problem: rows.problem.clone(),
        rows: rows.rows,
        newest: rows.newest_place.clone(),
    }
}

/// Rows that could not be read whole, with the newest of them (rule 8.5).
fn odd_rows_fact(rows: &OddRows) -> Fact {
    let OddRows { endpoint, problem, rows: number, newest_place, .. } = rows;
    let value = format!("{number} of {endpoint}: {problem}; the newest: {newest_place}");
    if rows.set_aside {
        let advice =
            "tickets that they may belong to are repaired from their audits, or counted as inexact";
        fact("rows set aside", value, Some(advice.to_owned()))
    } else {
        fact("odd values", value, Some("what cannot be read counts as blank".to_owned()))
    }
}

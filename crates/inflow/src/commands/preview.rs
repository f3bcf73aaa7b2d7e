//! `inflow preview`: which views will be queues, and what they saw in the last 30 days.

use std::collections::BTreeSet;

use inflow_app::figures::preview::{
    COUNTED_DAYS, Preview, PreviewedView, Seen, count_imported, count_stored, last_days, preview,
    save_apart,
};
use inflow_app::figures::words::{condition_texts, field_notes, reasons};
use inflow_app::import::history::HistoryOptions;
use inflow_app::{Context, accounts::integrations};
use inflow_domain::Timestamp;
use inflow_store::Integration;
use serde::Serialize;

use super::given::{integration, of_integration};
use super::import::run_import;
use super::preview_view;
use crate::cli::{Format, FormatArgs, Global, PreviewArgs};
use crate::output::table::{number, repeated, text, told_apart, word};
use crate::output::{hint, print_rows, to_stdout};
use crate::wiring;

/// A view as it is printed.
#[derive(Debug, Clone, Serialize)]
struct ViewRow {
    view_id: i64,
    title: String,
    verdict: &'static str,
    queues: Option<String>,
    active: bool,
    conditions: Vec<String>,
    reasons: Vec<String>,
    notes: Vec<String>,
}

/// A view for CSV, which has no lists.
#[derive(Debug, Default, Serialize)]
struct ViewRecord {
    view_id: i64,
    title: String,
    verdict: &'static str,
    queues: Option<String>,
    active: bool,
    conditions: String,
    reasons: String,
    notes: String,
}

/// A queue with what it saw, as it is printed.
#[derive(Debug, Clone, Default, Serialize)]
struct QueueRow {
    queue_id: String,
    queue: String,
    channel: &'static str,
    view_id: Option<i64>,
    offered: i64,
}

/// Everything, as JSON has it.
#[derive(Debug, Serialize)]
struct PreviewReport {
    requests: u64,
    views: Vec<ViewRow>,
    counted: Option<CountedReport>,
}

/// What was counted, as JSON has it.
#[derive(Debug, Serialize)]
struct CountedReport {
    from: String,
    to: String,
    requests: u64,
    from_stored_history: bool,
    queues: Vec<QueueRow>,
}

/// What was counted, and of when.
struct Counted {
    seen: Seen,
    from: Timestamp,
    to: Timestamp,
    requests: u64,
    is_stored: bool,
}

pub(super) async fn run(context: &Context, args: &PreviewArgs) -> anyhow::Result<()> {
    let integration = integration(context, &args.named).await?;
    let format = args.format;
    if let Some(file) = &args.view {
        return preview_view::run(context, &integration, file, format).await;
    }
    let found = of_integration(&integration.name, preview(context, &integration).await)?;
    let mut counted = None;
    if args.count {
        counted = Some(count(context, &integration, &found).await?);
    }
    print(&found, counted.as_ref(), format)?;
    note_uncounted(&found, counted.as_ref());
    if let Some(counted) = &counted {
        hint(&about(counted));
    }
    Ok(())
}

async fn count(
    context: &Context,
    integration: &Integration,
    found: &Preview,
) -> anyhow::Result<Counted> {
    if let Some(coverage) = integration.coverage {
        let seen = count_stored(context, integration, found).await;
        let seen = of_integration(&integration.name, seen)?;
        let (from, to) = last_days(coverage);
        return Ok(Counted { seen, from, to, requests: 0, is_stored: true });
    }
    hint(&format!(
        "the last {COUNTED_DAYS} days are read from Zendesk, one request for each 1,000 rows, and kept \
         only until they are counted"
    ));
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("preview.db");
    let global = Global {
        database_url: Some(format!("sqlite://{}", database.display()).into()),
        key_file: Some(folder.path().join("preview.key").into()),
        ..Global::default()
    };
    let apart = wiring::context_with(&global, context.clock.clone(), context.retry).await?;
    let apart = Context { pacers: context.pacers.clone(), ..apart };
    let saved = of_integration(&integration.name, save_apart(context, integration, &apart).await)?;
    let report = run_import(&apart, &saved, None, HistoryOptions::straight()).await?;
    let saved = integrations::find(&apart, &saved.name).await?;
    Ok(Counted {
        seen: count_imported(&apart, &saved).await?,
        from: report.coverage.from,
        to: report.coverage.until,
        requests: report.requests + report.repair.requests,
        is_stored: false,
    })
}

fn about(counted: &Counted) -> String {
    let Counted { from, to, requests, is_stored, .. } = counted;
    if *is_stored {
        return format!("counted from {from} to {to} in the stored history");
    }
    format!(
        "counted from {from} to {to} with {requests} requests; tickets that are older start from what \
         they are now (rule 2.3), so a full import may count a few of them otherwise"
    )
}

/// Drops nothing silently: a view that could not be counted is said so.
fn note_uncounted(found: &Preview, counted: Option<&Counted>) {
    let without_text = counted.map(|counted| counted.seen.without_text.as_slice());
    for view in without_text.unwrap_or_default() {
        let title = found.views.iter().find(|found| found.view.id == *view);
        let title = title.map_or("", |found| found.view.title.as_str());
        hint(&format!(
            "note: \"{title}\" judges texts, which are not stored yet: it is counted after the next \
             import (rule 6.5)"
        ));
    }
}

fn print(found: &Preview, counted: Option<&Counted>, form: FormatArgs) -> anyhow::Result<()> {
    let views: Vec<ViewRow> = found.views.iter().map(view_row).collect();
    let queues: Vec<QueueRow> =
        counted.map(|counted| queue_rows(&counted.seen)).unwrap_or_default();
    let format = form.format;
    if format == Format::Json {
        let report = PreviewReport {
            requests: found.requests,
            views,
            counted: counted.map(|counted| CountedReport {
                from: counted.from.to_string(),
                to: counted.to.to_string(),
                requests: counted.requests,
                from_stored_history: counted.is_stored,
                queues,
            }),
        };
        return to_stdout(|out| {
            serde_json::to_writer_pretty(&mut *out, &report)?;
            Ok(writeln!(out)?)
        });
    }
    let columns = [
        word("view").wide(),
        text("title"),
        word("verdict"),
        text("queues to come"),
        text("reasons and notes"),
    ];
    if counted.is_none() || format == Format::Table {
        let alike = repeated(views.iter().map(|row| row.title.as_str()));
        print_rows(form, &columns, &views, |row| view_cells(row, &alike), view_record)?;
    }
    if counted.is_some() {
        let columns = [text("queue"), word("channel"), number("contacts"), word("id").wide()];
        let alike = repeated(queues.iter().map(|row| row.queue.as_str()));
        print_rows(form, &columns, &queues, |row| queue_cells(row, &alike), QueueRow::clone)?;
    }
    Ok(())
}

fn view_row(previewed: &PreviewedView) -> ViewRow {
    let view = &previewed.view;
    ViewRow {
        view_id: view.id.0,
        title: view.title.clone(),
        verdict: previewed.outlook(),
        queues: previewed.queues_to_come(),
        active: view.active,
        conditions: condition_texts(view),
        reasons: reasons(&previewed.verdict),
        notes: field_notes(&previewed.unknown_fields),
    }
}

fn view_cells(row: &ViewRow, alike: &BTreeSet<&str>) -> Vec<String> {
    let remarks: Vec<&str> = row.reasons.iter().chain(&row.notes).map(String::as_str).collect();
    vec![
        row.view_id.to_string(),
        told_apart(&row.title, &row.view_id.to_string(), alike),
        row.verdict.to_owned(),
        row.queues.clone().unwrap_or_default(),
        remarks.join("\n"),
    ]
}

fn view_record(row: &ViewRow) -> ViewRecord {
    ViewRecord {
        view_id: row.view_id,
        title: row.title.clone(),
        verdict: row.verdict,
        queues: row.queues.clone(),
        active: row.active,
        conditions: row.conditions.join("; "),
        reasons: row.reasons.join("; "),
        notes: row.notes.join("; "),
    }
}

fn queue_rows(seen: &Seen) -> Vec<QueueRow> {
    let mut rows: Vec<QueueRow> = seen
        .queues
        .iter()
        .map(|(key, name, offered)| QueueRow {
            queue_id: key.id(),
            queue: name.clone(),
            channel: key.channel().as_str(),
            view_id: key.view().map(|view| view.0),
            offered: *offered,
        })
        .collect();
    rows.sort_by(|left, right| left.queue_id.cmp(&right.queue_id));
    rows
}

fn queue_cells(row: &QueueRow, alike: &BTreeSet<&str>) -> Vec<String> {
    let QueueRow { queue_id, queue, channel, offered, .. } = row.clone();
    let queue = told_apart(&queue, &queue_id, alike);
    vec![queue, channel.to_owned(), offered.to_string(), queue_id]
}

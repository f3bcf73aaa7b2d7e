//! `inflow views`: which views are queues and which cannot be, and why (rule 6.3).

use std::collections::BTreeSet;

use inflow_app::Context;
use inflow_app::figures::queues::{Queue, queues};
use inflow_app::figures::views::{ViewReport, views};
use inflow_app::figures::words::{condition_texts, reasons, view_notes, view_state};
use serde::Serialize;

use super::given::integration;
use crate::cli::ListArgs;
use crate::output::table::{repeated, text, told_apart, word};
use crate::output::{hint, print_rows};

/// A view as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ViewRow {
    view_id: i64,
    title: String,
    supported: bool,
    state: &'static str,
    active: bool,
    listed: bool,
    updated_at: String,
    conditions: Vec<String>,
    reasons: Vec<String>,
    notes: Vec<String>,
    queues: Vec<String>,
}

pub(super) async fn run(context: &Context, args: &ListArgs) -> anyhow::Result<()> {
    let integration = integration(context, &args.named).await?;
    let reports = views(context, &integration).await?;
    let rows = view_rows(&reports, &queues(context, &integration).await?);
    let columns = [
        word("view").wide(),
        text("title"),
        word("state"),
        text("reasons and notes"),
        text("queues"),
    ];
    let alike = repeated(rows.iter().map(|row| row.title.as_str()));
    print_rows(args.format, &columns, &rows, |row| cells(row, &alike), record)?;
    if reports.is_empty() {
        hint("no view is known yet: run `inflow import` first");
    }
    Ok(())
}

/// The rows of all views, by id.
pub fn view_rows(reports: &[ViewReport], queues: &[Queue]) -> Vec<ViewRow> {
    reports.iter().map(|report| view_row(report, queues)).collect()
}

fn view_row(report: &ViewReport, queues: &[Queue]) -> ViewRow {
    let view = &report.view;
    let of_view = |queue: &&Queue| queue.summary.key.view() == Some(view.id);
    ViewRow {
        view_id: view.id.0,
        title: view.title.clone(),
        supported: report.verdict.is_supported(),
        state: view_state(report),
        active: view.active,
        listed: report.listed,
        updated_at: view.updated_at.to_string(),
        conditions: condition_texts(view),
        reasons: reasons(&report.verdict),
        notes: view_notes(report),
        queues: queues.iter().filter(of_view).map(|queue| queue.name.clone()).collect(),
    }
}

fn cells(row: &ViewRow, alike: &BTreeSet<&str>) -> Vec<String> {
    let queues = if row.queues.is_empty() && row.state == "counted" {
        "none yet: no contact so far".to_owned()
    } else {
        row.queues.join("\n")
    };
    let remarks: Vec<&str> = row.reasons.iter().chain(&row.notes).map(String::as_str).collect();
    vec![
        row.view_id.to_string(),
        told_apart(&row.title, &row.view_id.to_string(), alike),
        row.state.to_owned(),
        remarks.join("\n"),
        queues,
    ]
}

/// The same for CSV, which has no lists.
#[derive(Debug, Default, Serialize)]
struct ViewRecord {
    view_id: i64,
    title: String,
    supported: bool,
    state: &'static str,
    active: bool,
    listed: bool,
    updated_at: String,
    conditions: String,
    reasons: String,
    notes: String,
    queues: String,
}

fn record(row: &ViewRow) -> ViewRecord {
    ViewRecord {
        view_id: row.view_id,
        title: row.title.clone(),
        supported: row.supported,
        state: row.state,
        active: row.active,
        listed: row.listed,
        updated_at: row.updated_at.clone(),
        conditions: row.conditions.join("; "),
        reasons: row.reasons.join("; "),
        notes: row.notes.join("; "),
        queues: row.queues.join("; "),
    }
}

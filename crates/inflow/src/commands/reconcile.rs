//! `inflow reconcile`: the tickets held to be in each view now, compared with Zendesk's own views.

use std::collections::BTreeSet;
use std::sync::Arc;

use inflow_app::Context;
use inflow_app::figures::quality::drift_percent;
use inflow_app::figures::reconcile::{
    Cause, DifferingTicket, Holder, Note, ReconciledView, Report, reconcile,
};
use serde::Serialize;

use super::given::{integration, of_integration};
use crate::cli::{Format, ListArgs};
use crate::output::table::{number, repeated, text, told_apart, word};
use crate::output::{hint, print_rows, to_stdout};
use crate::progress::Told;

/// The most tickets that a table's cell names.
const MOST_NAMED: usize = 5;

/// A comparison as it is printed.
#[derive(Debug, Serialize)]
struct ReconcileReport {
    at: String,
    imported_until: String,
    requests: u64,
    views_compared: i64,
    zendesk_tickets: i64,
    differing_tickets: i64,
    drift_percent: Option<f64>,
    views: Vec<ViewRow>,
}

/// A view as it is printed.
#[derive(Debug, Clone, Default, Serialize)]
struct ViewRow {
    view_id: i64,
    title: String,
    compared: bool,
    inflow: Option<usize>,
    zendesk: Option<usize>,
    difference: Option<i64>,
    unexplained: usize,
    archived: usize,
    fresh: bool,
    note: Option<&'static str>,
    tickets: Option<Vec<TicketRow>>,
}

/// A ticket that one side alone holds, as it is printed.
#[derive(Debug, Clone, Serialize)]
struct TicketRow {
    ticket_id: i64,
    held_by: &'static str,
    reason: Option<&'static str>,
}

/// A view for CSV, which has no lists.
#[derive(Debug, Default, Serialize)]
struct ViewRecord {
    view_id: i64,
    title: String,
    compared: bool,
    inflow: Option<usize>,
    zendesk: Option<usize>,
    difference: Option<i64>,
    unexplained: usize,
    archived: usize,
    fresh: bool,
    note: Option<&'static str>,
    tickets: Option<String>,
}

pub(super) async fn run(context: &Context, args: &ListArgs) -> anyhow::Result<()> {
    let integration = integration(context, &args.named).await?;
    let told = Arc::new(Told::new());
    let report = reconcile(context, &integration, told.as_ref()).await;
    told.finish();
    let report = of_integration(&integration.name, report)?;
    let rows: Vec<ViewRow> = report.views.iter().map(row).collect();
    if args.format.format == Format::Json {
        return print_json(&report, rows);
    }
    let columns = [
        word("view").wide(),
        text("title"),
        number("inflow"),
        number("zendesk"),
        number("difference"),
        text("remarks"),
    ];
    let alike = repeated(rows.iter().map(|row| row.title.as_str()));
    print_rows(args.format, &columns, &rows, |row| cells(row, &alike), record)?;
    hint(&summary(&report));
    Ok(())
}

fn print_json(report: &Report, views: Vec<ViewRow>) -> anyhow::Result<()> {
    let outcome = &report.outcome;
    let printed = ReconcileReport {
        at: report.at.to_string(),
        imported_until: report.imported_until.to_string(),
        requests: report.requests,
        views_compared: outcome.views,
        zendesk_tickets: outcome.tickets,
        differing_tickets: outcome.differing,
        drift_percent: drift_percent(outcome),
        views,
    };
    to_stdout(|out| {
        serde_json::to_writer_pretty(&mut *out, &printed)?;
        Ok(writeln!(out)?)
    })
}

fn summary(report: &Report) -> String {
    let outcome = &report.outcome;
    let drift = drift_percent(outcome)
        .map_or_else(|| "none could be compared".to_owned(), |drift| format!("drift {drift} %"));
    format!(
        "{} views compared at {}, as imported until {}, with {} requests: {} of {} tickets differ \
         without a known reason, {drift}",
        outcome.views,
        report.at,
        report.imported_until,
        report.requests,
        outcome.differing,
        outcome.tickets,
    )
}

fn row(view: &ReconciledView) -> ViewRow {
    ViewRow {
        view_id: view.id.0,
        title: view.title.clone(),
        compared: view.is_compared(),
        inflow: view.held,
        zendesk: view.zendesk,
        difference: view.difference(),
        unexplained: view.drift(),
        archived: view.archived,
        fresh: view.fresh,
        note: view.note.map(note_words),
        tickets: view.tickets.as_ref().map(|tickets| tickets.iter().map(ticket_row).collect()),
    }
}

fn ticket_row(ticket: &DifferingTicket) -> TicketRow {
    TicketRow {
        ticket_id: ticket.ticket.0,
        held_by: match ticket.holder {
            Holder::Inflow => "inflow",
            Holder::Zendesk => "zendesk",
        },
        reason: ticket.cause.map(Cause::as_str),
    }
}

fn ticket_text(ticket: &TicketRow) -> String {
    let TicketRow { ticket_id, held_by, reason } = ticket;
    let reason = reason.unwrap_or("for no known reason");
    format!("ticket {ticket_id} in {held_by} alone: {reason}")
}

fn cells(row: &ViewRow, alike: &BTreeSet<&str>) -> Vec<String> {
    let count = |count: Option<usize>| count.map(|count| count.to_string()).unwrap_or_default();
    let mut remarks: Vec<String> = row.note.map(ToOwned::to_owned).into_iter().collect();
    if !row.fresh {
        remarks.push("an older count of Zendesk's".to_owned());
    }
    if row.archived > 0 {
        remarks.push(format!("{} archived tickets left out", row.archived));
    }
    let tickets = row.tickets.as_deref().unwrap_or_default();
    remarks.extend(tickets.iter().take(MOST_NAMED).map(ticket_text));
    if tickets.len() > MOST_NAMED {
        remarks.push(format!("and {} more, which JSON lists", tickets.len() - MOST_NAMED));
    }
    vec![
        row.view_id.to_string(),
        told_apart(&row.title, &row.view_id.to_string(), alike),
        count(row.inflow),
        count(row.zendesk),
        row.difference.map(|difference| format!("{difference:+}")).unwrap_or_default(),
        remarks.join("\n"),
    ]
}

fn record(row: &ViewRow) -> ViewRecord {
    let tickets = row.tickets.as_ref();
    let text =
        |tickets: &Vec<TicketRow>| tickets.iter().map(ticket_text).collect::<Vec<_>>().join("; ");
    ViewRecord {
        view_id: row.view_id,
        title: row.title.clone(),
        compared: row.compared,
        inflow: row.inflow,
        zendesk: row.zendesk,
        difference: row.difference,
        unexplained: row.unexplained,
        archived: row.archived,
        fresh: row.fresh,
        note: row.note,
        tickets: tickets.map(text),
    }
}

/// Why a view is not compared, or not ticket by ticket.
fn note_words(note: Note) -> &'static str {
    match note {
        Note::Unsupported => "not compared: not supported, `inflow views` says why",
        Note::Inactive => "not compared: not active",
        Note::Edited => "not compared: changed or gone since the last import, import first",
        Note::NotTold => "not compared: Zendesk tells no count of it",
        Note::StillCounting => "not compared: Zendesk is still counting, try again later",
        Note::TooLong => "tickets not listed: too many",
        Note::Restricted => "tickets not listed: Zendesk does not show them to this user",
    }
}

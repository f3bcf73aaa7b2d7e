//! `inflow preview --view`: what a view that does not exist yet would have seen.

use std::collections::BTreeMap;
use std::path::Path;

use inflow_app::figures::preview::{
    PreviewedView, SeenByDay, UnfitView, count_view, known_fields, previewed, written_view,
};
use inflow_app::figures::words::{condition_texts, field_notes, reasons};
use inflow_app::import::retention::dropped_until;
use inflow_app::{Context, IngestError};
use inflow_domain::{Channel, QueueKey, Timestamp, View};
use inflow_store::Integration;
use serde::Serialize;

use super::given::of_integration;
use super::given::small_file;
use crate::cli::{Format, FormatArgs};
use crate::failure::InputError;
use crate::output::table::{Room, number, table, text, word};
use crate::output::{hint, print_rows, to_stdout};

/// A view that was previewed, as JSON has it.
#[derive(Debug, Serialize)]
struct ViewReport {
    title: String,
    supported: bool,
    conditions: Vec<String>,
    reasons: Vec<String>,
    notes: Vec<String>,
    from: String,
    to: String,
    total: Option<i64>,
    days: Vec<DayRow>,
}

/// A day of a queue, as it is printed.
#[derive(Debug, Clone, Default, Serialize)]
struct DayRow {
    queue: String,
    channel: &'static str,
    day: String,
    offered: i64,
}

/// A month of a queue, or the sum of all, as the table has it.
struct SumRow {
    queue: String,
    month: String,
    offered: i64,
}

pub(super) async fn run(
    context: &Context,
    integration: &Integration,
    file: &Path,
    form: FormatArgs,
) -> anyhow::Result<()> {
    let view = read(file)?;
    let coverage = integration.coverage.ok_or(IngestError::NothingImported);
    let coverage = of_integration(&integration.name, coverage)?;
    let found = previewed(view, &known_fields(context, integration).await?);
    let mut seen = None;
    if found.verdict.is_supported() {
        let counted = count_view(context, integration, &found.view).await;
        seen = Some(of_integration(&integration.name, counted)?);
    }
    let dropped_until = dropped_until(context, integration).await?;
    print(&found, seen.as_ref(), (coverage.from, coverage.until), form)?;
    if let Some(until) = dropped_until {
        hint(&format!(
            "note: the events of closed tickets up to {until} were dropped: only what is still there is \
             counted, so up to then it would have seen more"
        ));
    }
    Ok(())
}

fn read(file: &Path) -> Result<View, InputError> {
    let place = file.display();
    let text =
        small_file(file).map_err(|error| InputError(format!("{place} cannot be read: {error}")))?;
    written_view(&text).map_err(|error| {
        InputError(match error {
            UnfitView::Unreadable(wrong) => {
                format!("{place} holds no view in Zendesk's form: {wrong}")
            }
            too_much @ UnfitView::TooMuch { .. } => {
                format!("the view in {place} is too large: {too_much}")
            }
        })
    })
}

fn print(
    found: &PreviewedView,
    seen: Option<&SeenByDay>,
    (from, to): (Timestamp, Timestamp),
    form: FormatArgs,
) -> anyhow::Result<()> {
    let view = &found.view;
    let days: Vec<DayRow> = seen.into_iter().flatten().map(|one| day_row(view, one)).collect();
    let total: Option<i64> = seen.map(|seen| seen.values().sum());
    let (reasons, notes) = (reasons(&found.verdict), field_notes(&found.unknown_fields));
    let format = form.format;
    if format == Format::Json {
        let report = ViewReport {
            title: view.title.clone(),
            supported: found.verdict.is_supported(),
            conditions: condition_texts(view),
            reasons,
            notes,
            from: from.to_string(),
            to: to.to_string(),
            total,
            days,
        };
        return to_stdout(|out| {
            serde_json::to_writer_pretty(&mut *out, &report)?;
            Ok(writeln!(out)?)
        });
    }
    if format == Format::Csv {
        let no_cells = |_: &DayRow| Vec::new();
        print_rows(form, &[], &days, no_cells, DayRow::clone)?;
    } else if let Some(seen) = seen {
        let columns = [text("queue"), word("month (UTC)"), number("contacts")];
        let cells =
            |row: &SumRow| vec![row.queue.clone(), row.month.clone(), row.offered.to_string()];
        let rows = sums(view, seen);
        to_stdout(|out| {
            let rows = rows.iter().map(cells);
            Ok(writeln!(out, "{}", table(&columns, Room::of_stdout(form.wide), rows))?)
        })?;
    }
    for note in notes {
        hint(&format!("note: {note}"));
    }
    match total {
        Some(total) => hint(&format!(
            "\"{}\" would have seen {total} contacts from {from} to {to}",
            view.title
        )),
        None => tell_reasons(view, &reasons),
    }
    Ok(())
}

fn tell_reasons(view: &View, reasons: &[String]) {
    hint(&format!("\"{}\" would be no queue (rule 6.3):", view.title));
    for reason in reasons {
        hint(&format!("  {reason}"));
    }
}

fn name(view: &View, channel: Channel) -> String {
    QueueKey::View { view: view.id, channel }.name(&view.title)
}

fn day_row(view: &View, ((channel, day), offered): (&(Channel, Timestamp), &i64)) -> DayRow {
    DayRow {
        queue: name(view, *channel),
        channel: channel.as_str(),
        day: day.to_utc().date_naive().to_string(),
        offered: *offered,
    }
}

/// A row for each month of each queue, then one for each queue.
fn sums(view: &View, seen: &SeenByDay) -> Vec<SumRow> {
    let mut months: BTreeMap<(Channel, String), i64> = BTreeMap::new();
    let mut totals: BTreeMap<Channel, i64> = BTreeMap::new();
    for ((channel, day), offered) in seen {
        let month = day.to_utc().format("%Y-%m").to_string();
        *months.entry((*channel, month)).or_default() += offered;
        *totals.entry(*channel).or_default() += offered;
    }
    let months = months.into_iter().map(|((channel, month), offered)| SumRow {
        queue: name(view, channel),
        month,
        offered,
    });
    let totals = totals.into_iter().map(|(channel, offered)| SumRow {
        queue: name(view, channel),
        month: "all".to_owned(),
        offered,
    });
    months.chain(totals).collect()
}

//! `inflow recount`: the stored history counted again, or what that would change.

use std::sync::Arc;

use inflow_app::import::recount::{Difference, dry_run, recount};
use inflow_app::import::retention::dropped_until;
use inflow_app::{Context, Progress};
use inflow_store::Integration;
use serde::Serialize;

use super::given::{NOTHING_IMPORTED, integration, of_integration};
use crate::cli::{FormatArgs, RecountArgs};
use crate::output::table::{number, text, word};
use crate::output::{hint, print_rows};
use crate::progress::Told;

/// A day of a queue that would change, as it is printed.
#[derive(Debug, Clone, Default, Serialize)]
struct DifferenceRow {
    queue_id: String,
    queue: String,
    channel: &'static str,
    view_id: Option<i64>,
    day: String,
    counted: i64,
    recounted: i64,
    difference: i64,
}

/// What a recount did, as it is printed.
#[derive(Debug, Clone, Default, Serialize)]
struct RecountRow {
    integration: String,
    tickets: u64,
    ticket_events: u64,
    contacts: u64,
}

pub(super) async fn run(context: &Context, args: &RecountArgs) -> anyhow::Result<()> {
    let integration = integration(context, &args.named).await?;
    let dropped_until = dropped_until(context, &integration).await?;
    if args.dry_run {
        compare(context, &integration, args.format).await?;
    } else {
        count(context, &integration, args.format).await?;
    }
    if integration.coverage.is_none() {
        hint(NOTHING_IMPORTED);
    }
    if let Some(until) = dropped_until {
        hint(&format!(
            "note: the events of closed tickets up to {until} were dropped: what those counted stays as \
             it is"
        ));
    }
    Ok(())
}

async fn count(
    context: &Context,
    integration: &Integration,
    format: FormatArgs,
) -> anyhow::Result<()> {
    let told = Arc::new(Told::new());
    let progress: Arc<dyn Progress> = told.clone();
    let counted = recount(context, integration, &progress).await;
    told.finish();
    let counted = of_integration(&integration.name, counted)?;
    let row = RecountRow {
        integration: integration.name.clone(),
        tickets: counted.tickets,
        ticket_events: counted.events,
        contacts: counted.contacts,
    };
    let cells = |row: &RecountRow| {
        let RecountRow { integration, tickets, ticket_events, contacts } = row.clone();
        vec![integration, tickets.to_string(), ticket_events.to_string(), contacts.to_string()]
    };
    let columns =
        [text("integration"), number("tickets"), number("ticket events"), number("contacts")];
    print_rows(format, &columns, &[row], cells, RecountRow::clone)
}

async fn compare(
    context: &Context,
    integration: &Integration,
    format: FormatArgs,
) -> anyhow::Result<()> {
    let found = of_integration(&integration.name, dry_run(context, integration).await)?;
    let rows: Vec<DifferenceRow> = found.differences.iter().map(row).collect();
    let columns = [
        text("queue"),
        word("day (UTC)"),
        number("counted"),
        number("recounted"),
        number("difference"),
    ];
    print_rows(format, &columns, &rows, cells, DifferenceRow::clone)?;
    let name = &integration.name;
    if found.differences.is_empty() {
        hint(&format!("{} tickets looked at: a recount would change no figure", found.tickets));
    } else {
        let next = if found.is_due { "the next import, or " } else { "" };
        hint(&format!(
            "{} tickets looked at, nothing written; {next}inflow recount --integration \"{name}\" \
             makes the figures so",
            found.tickets
        ));
    }
    Ok(())
}

fn row(difference: &Difference) -> DifferenceRow {
    let Difference { queue, name, day, counted, recounted } = difference;
    DifferenceRow {
        queue_id: queue.id(),
        queue: name.clone(),
        channel: queue.channel().as_str(),
        view_id: queue.view().map(|view| view.0),
        day: day.to_utc().date_naive().to_string(),
        counted: *counted,
        recounted: *recounted,
        difference: recounted - counted,
    }
}

fn cells(row: &DifferenceRow) -> Vec<String> {
    vec![
        row.queue.clone(),
        row.day.clone(),
        row.counted.to_string(),
        row.recounted.to_string(),
        format!("{:+}", row.difference),
    ]
}

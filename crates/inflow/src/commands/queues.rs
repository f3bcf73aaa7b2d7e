//! `inflow queues`: the source queues with channel, state and coverage.

use std::collections::BTreeSet;

use inflow_app::Context;
use inflow_app::figures::queues::{Queue, covered, queues, share_calls};
use inflow_app::figures::words::queue_state;
use inflow_store::Integration;
use serde::Serialize;

use super::given::{NOTHING_IMPORTED, integration};
use crate::cli::{FormatArgs, ListArgs};
use crate::output::table::{day, number, repeated, text, told_apart, word};
use crate::output::{hint, print_rows};

/// A queue as it is printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct QueueRow {
    queue_id: String,
    queue: String,
    channel: &'static str,
    view_id: Option<i64>,
    state: &'static str,
    offered: i64,
    first_interval: String,
    last_interval: String,
    definition_since: Option<String>,
    coverage_from: Option<String>,
    coverage_until: Option<String>,
    provisional_from: Option<String>,
    complete_from: Option<String>,
}

pub(super) async fn run(context: &Context, args: &ListArgs) -> anyhow::Result<()> {
    let integration = integration(context, &args.named).await?;
    let queues = queues(context, &integration).await?;
    print_queues(&integration, &queues, args.format)?;
    if integration.coverage.is_none() {
        hint(NOTHING_IMPORTED);
    }
    for queue in &queues {
        if let Some(from) = queue.complete_from {
            hint(&format!(
                "note: \"{}\" is complete only from {from} on: it was first counted after events of \
                 closed tickets up to then were dropped",
                queue.name
            ));
        }
    }
    Ok(())
}

/// Prints queues in the asked form.
pub(super) fn print_queues(
    integration: &Integration,
    queues: &[Queue],
    format: impl Into<FormatArgs>,
) -> anyhow::Result<()> {
    let rows = queue_rows(integration, queues);
    let columns = [
        text("queue"),
        word("channel"),
        word("state"),
        number("offered"),
        day("first"),
        day("last"),
        word("id").wide(),
    ];
    let alike = repeated(rows.iter().map(|row| row.queue.as_str()));
    let cells = |row: &QueueRow| cells(row, &alike);
    print_rows(format, &columns, &rows, cells, QueueRow::clone)?;
    if share_calls(queues) {
        hint(
            "note: a call may also have made a ticket, which counts in its views' queues too; never \
             add the queues of calls and of views up (rule 7.5)",
        );
    }
    Ok(())
}

/// The rows of all queues, by id.
pub fn queue_rows(integration: &Integration, queues: &[Queue]) -> Vec<QueueRow> {
    let coverage = integration.coverage;
    queues
        .iter()
        .map(|queue| {
            let key = &queue.summary.key;
            let provisional = coverage.and_then(|coverage| coverage.provisional_from);
            let covered = covered(integration, key);
            QueueRow {
                queue_id: queue.id(),
                queue: queue.name.clone(),
                channel: key.channel().as_str(),
                view_id: key.view().map(|view| view.0),
                state: queue_state(queue.state),
                offered: queue.summary.offered,
                first_interval: queue.summary.first.start().to_string(),
                last_interval: queue.summary.last.start().to_string(),
                definition_since: queue.definition_since.map(|since| since.to_string()),
                coverage_from: covered.map(|(from, _)| from.to_string()),
                coverage_until: covered.map(|(_, until)| until.to_string()),
                provisional_from: provisional
                    .filter(|_| key.is_talk())
                    .map(|from| from.to_string()),
                complete_from: queue.complete_from.map(|from| from.to_string()),
            }
        })
        .collect()
}

fn cells(row: &QueueRow, alike: &BTreeSet<&str>) -> Vec<String> {
    vec![
        told_apart(&row.queue, &row.queue_id, alike),
        row.channel.to_owned(),
        row.state.to_owned(),
        row.offered.to_string(),
        row.first_interval.clone(),
        row.last_interval.clone(),
        row.queue_id.clone(),
    ]
}

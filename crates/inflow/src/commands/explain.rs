//! `inflow explain`: the contacts behind a figure, or what each event of a ticket counts and why.

use inflow_app::Context;
use inflow_app::figures::explain::{explain_figure, explain_ticket};
use inflow_app::figures::queues::{Queue, covered, queues, select_one};
use inflow_app::figures::workloads::workload;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{EventId, Interval, TicketId};
use inflow_store::Integration;

use super::asked::instant;
use super::given::integration;
use crate::cli::{ExplainArgs, TextFormat};
use crate::failure::InputError;
use crate::output::explanation::{figure_json, ticket_json, write_figure, write_ticket};
use crate::output::{hint, to_stdout};

pub(super) async fn run(context: &Context, args: &ExplainArgs) -> anyhow::Result<()> {
    let integration = integration(context, &args.named).await?;
    let queue = match (&args.queue, &args.workload) {
        (Some(queue), _) => Some(select_one(queues(context, &integration).await?, queue)?),
        (None, Some(wanted)) => Some(workload(context, &integration, wanted).await?.queue),
        (None, None) => None,
    };
    match (args.ticket, queue, &args.interval) {
        (None, Some(queue), Some(interval)) => {
            figure(context, &integration, &queue, interval, args.format).await
        }
        (ticket, ..) => {
            let ticket = ticket.unwrap_or(TicketId(0));
            let explanation =
                explain_ticket(context, &integration, ticket, args.event.map(EventId)).await?;
            to_stdout(|out| match args.format {
                TextFormat::Table => {
                    write_ticket(out, ticket.0, &explanation, args.event.is_some())
                }
                TextFormat::Json => {
                    serde_json::to_writer_pretty(&mut *out, &ticket_json(ticket.0, &explanation))?;
                    Ok(writeln!(out)?)
                }
            })?;
            note_due(&integration, explanation.is_recount_due);
            Ok(())
        }
    }
}

async fn figure(
    context: &Context,
    integration: &Integration,
    found: &Queue,
    interval: &str,
    format: TextFormat,
) -> anyhow::Result<()> {
    let interval = Interval::containing(instant(interval, TimeZone::UTC)?);
    let key = &found.summary.key;
    let imported = covered(integration, key);
    let (start, end) = (interval.start(), interval.end());
    if !imported.is_some_and(|(from, until)| from <= start && end <= until) {
        let known = imported.map_or_else(
            || "nothing is imported yet".to_owned(),
            |(from, until)| format!("it is imported from {from} to {until}"),
        );
        let name = &found.name;
        return Err(
            InputError(format!("the queue \"{name}\" has no figure for {start}: {known}")).into()
        );
    }
    let figure = explain_figure(context, integration, key, start, end).await?;
    to_stdout(|out| match format {
        TextFormat::Table => {
            let (offered, queue) = (figure.offered, &found.name);
            writeln!(out, "{queue} from {start} to {end}: {offered}")?;
            write_figure(out, &figure)
        }
        TextFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &figure_json(&figure))?;
            Ok(writeln!(out)?)
        }
    })?;
    note_due(integration, figure.is_recount_due);
    Ok(())
}

/// Says that the figures were counted under other definitions than are explained.
fn note_due(integration: &Integration, is_recount_due: bool) {
    if is_recount_due {
        hint(&format!(
            "note: views, fields or channels changed since the last count; explained is what the next \
             count finds. The difference: inflow recount --dry-run --integration \"{}\"",
            integration.name
        ));
    }
}

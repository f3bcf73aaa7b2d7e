//! `inflow workload …`: views or Talk queues that are planned as one.

use std::sync::Arc;

use inflow_app::accounts::workloads::{self as making, Wanted, count_now};
use inflow_app::figures::preview::SeenByDay;
use inflow_app::figures::queues::Queue;
use inflow_app::figures::words::queue_state;
use inflow_app::figures::workloads::{
    Overlap, SUGGESTED_PERCENT, WorkloadReport, overlaps, workload, workloads, would_see,
};
use inflow_app::{Context, Progress};
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Channel, Timestamp};
use inflow_store::Integration;
use serde::Serialize;

use super::asked::instant;
use super::given::{NOTHING_IMPORTED, integration, of_integration};
use crate::cli::workload::{
    OverlapArgs, WorkloadAddArgs, WorkloadCommand, WorkloadListArgs, WorkloadOneArgs,
    WorkloadRenameArgs, WorkloadShowArgs,
};
use crate::failure::InputError;
use crate::output::table::{number, text, word};
use crate::output::{hint, print_rows};
use crate::progress::Told;

/// A workload as it is printed.
#[derive(Debug, Clone, Default, Serialize)]
struct WorkloadRow {
    workload_id: String,
    workload: String,
    channel: &'static str,
    members: usize,
    state: &'static str,
    counted: bool,
    offered: i64,
    made_at: String,
    definition_since: Option<String>,
    complete_from: Option<String>,
}

/// A view or Talk queue of a workload, as it is printed.
#[derive(Debug, Clone, Default, Serialize)]
struct MemberRow {
    workload_id: String,
    workload: String,
    channel: &'static str,
    kind: &'static str,
    member_id: String,
    member: String,
}

/// A day of a workload that does not exist yet.
#[derive(Debug, Clone, Default, Serialize)]
struct SeenRow {
    workload: String,
    channel: &'static str,
    day: String,
    offered: i64,
}

/// What two queues have in common.
#[derive(Debug, Clone, Default, Serialize)]
struct OverlapRow {
    queue_id: String,
    queue: String,
    offered: i64,
    other_queue_id: String,
    other_queue: String,
    other_offered: i64,
    both: i64,
    percent: i64,
    suggested: bool,
}

pub(super) async fn run(context: &Context, command: WorkloadCommand) -> anyhow::Result<()> {
    match command {
        WorkloadCommand::Add(args) => add(context, &args).await,
        WorkloadCommand::List(args) => list(context, &args).await,
        WorkloadCommand::Show(args) => show(context, &args).await,
        WorkloadCommand::Rename(args) => rename(context, &args).await,
        WorkloadCommand::Remove(args) => remove(context, &args).await,
        WorkloadCommand::Overlap(args) => overlap(context, &args).await,
    }
}

async fn add(context: &Context, args: &WorkloadAddArgs) -> anyhow::Result<()> {
    let integration = integration(context, &args.named).await?;
    let wanted = Wanted {
        channel: args.channel,
        views: args.view.clone(),
        call_queues: args.call_queue.clone(),
    };
    if args.dry_run {
        let members = making::members(context, &integration, &wanted).await;
        let members = of_integration(&integration.name, members)?;
        let seen = would_see(context, &integration, &members).await?;
        return print_seen(&args.name, &seen, args);
    }
    let added = making::add(context, &integration, &args.name, &wanted).await;
    let added = of_integration(&integration.name, added)?;
    hint(&format!("the workload \"{}\" is made", added.name));
    count(context, &integration).await
}

/// Counts at once where that can be.
pub(super) async fn count(context: &Context, integration: &Integration) -> anyhow::Result<()> {
    let progress: Arc<dyn Progress> = Arc::new(Told::new());
    let counted = count_now(context, integration, &progress).await;
    drop(progress);
    if !of_integration(&integration.name, counted)? {
        hint("its figures follow with the next import");
    }
    Ok(())
}

fn print_seen(name: &str, seen: &SeenByDay, args: &WorkloadAddArgs) -> anyhow::Result<()> {
    let row = |((channel, day), offered): (&(_, Timestamp), &i64)| SeenRow {
        workload: name.to_owned(),
        channel: Channel::as_str(*channel),
        day: day.to_utc().date_naive().to_string(),
        offered: *offered,
    };
    let rows: Vec<SeenRow> = seen.iter().map(row).collect();
    let cells = |row: &SeenRow| {
        vec![row.workload.clone(), row.channel.to_owned(), row.day.clone(), row.offered.to_string()]
    };
    print_rows(
        args.format,
        &[text("workload"), word("channel"), word("day"), number("offered")],
        &rows,
        cells,
        SeenRow::clone,
    )
}

async fn list(context: &Context, args: &WorkloadListArgs) -> anyhow::Result<()> {
    let integration = integration(context, &args.named).await?;
    let all = workloads(context, &integration).await?;
    let rows: Vec<WorkloadRow> = all.iter().map(row).collect();
    let columns = [
        text("workload"),
        word("channel"),
        number("members"),
        word("state"),
        number("offered"),
        word("id").wide(),
    ];
    print_rows(args.format, &columns, &rows, cells, WorkloadRow::clone)?;
    if all.iter().any(|one| !one.is_counted) {
        hint(
            "note: some are not counted yet as they are; their figures follow with the next import",
        );
    }
    Ok(())
}

fn row(report: &WorkloadReport) -> WorkloadRow {
    let queue = &report.queue;
    WorkloadRow {
        workload_id: queue.id(),
        workload: report.workload.name.clone(),
        channel: queue.summary.key.channel().as_str(),
        members: report.members.len(),
        state: queue_state(queue.state),
        counted: report.is_counted,
        offered: queue.summary.offered,
        made_at: report.workload.made_at.to_string(),
        definition_since: queue.definition_since.map(|since| since.to_string()),
        complete_from: queue.complete_from.map(|from| from.to_string()),
    }
}

fn cells(row: &WorkloadRow) -> Vec<String> {
    vec![
        row.workload.clone(),
        row.channel.to_owned(),
        row.members.to_string(),
        row.state.to_owned(),
        row.offered.to_string(),
        row.workload_id.clone(),
    ]
}

async fn show(context: &Context, args: &WorkloadShowArgs) -> anyhow::Result<()> {
    let (_, report) = find(context, &args.one).await?;
    let is_talk = report.queue.summary.key.is_talk();
    let row = |(id, name): &(String, String)| MemberRow {
        workload_id: report.queue.id(),
        workload: report.workload.name.clone(),
        channel: report.queue.summary.key.channel().as_str(),
        kind: if is_talk { "call queue" } else { "view" },
        member_id: id.clone(),
        member: name.clone(),
    };
    let rows: Vec<MemberRow> = report.members.iter().map(row).collect();
    let cells = |row: &MemberRow| {
        vec![
            row.workload.clone(),
            row.channel.to_owned(),
            row.kind.to_owned(),
            row.member.clone(),
            row.member_id.clone(),
        ]
    };
    let columns =
        [text("workload"), word("channel"), word("of"), text("member"), word("id").wide()];
    print_rows(args.format, &columns, &rows, cells, MemberRow::clone)?;
    if let Some(from) = report.queue.complete_from {
        hint(&format!(
            "note: it is complete only from {from} on: it was first counted after events of closed tickets \
             up to then were dropped"
        ));
    }
    Ok(())
}

async fn rename(context: &Context, args: &WorkloadRenameArgs) -> anyhow::Result<()> {
    let (integration, report) = find(context, &args.one).await?;
    let renamed = making::rename(context, &integration, &report.workload, &args.to).await;
    of_integration(&integration.name, renamed)?;
    hint(&format!("the workload \"{}\" is now \"{}\"", report.workload.name, args.to.trim()));
    Ok(())
}

async fn remove(context: &Context, args: &WorkloadOneArgs) -> anyhow::Result<()> {
    let (integration, report) = find(context, args).await?;
    let removed = making::remove(context, &integration, &report.workload).await;
    of_integration(&integration.name, removed)?;
    hint(&format!("the workload \"{}\" is gone; its queues stay", report.workload.name));
    Ok(())
}

async fn find(
    context: &Context,
    args: &WorkloadOneArgs,
) -> anyhow::Result<(Integration, WorkloadReport)> {
    let integration = integration(context, &args.named).await?;
    let report = workload(context, &integration, &args.name).await?;
    Ok((integration, report))
}

async fn overlap(context: &Context, args: &OverlapArgs) -> anyhow::Result<()> {
    let integration = integration(context, &args.named).await?;
    let asked = |text: &Option<String>| {
        text.as_deref().map(|text| instant(text, TimeZone::UTC)).transpose()
    };
    let from = asked(&args.from)?.unwrap_or(Timestamp(i64::MIN));
    let to = asked(&args.to)?.unwrap_or(Timestamp(i64::MAX));
    if from >= to {
        return Err(InputError("--from must lie before --to".to_owned()).into());
    }
    let found = overlaps(context, &integration, args.channel, from, to).await?;
    let rows: Vec<OverlapRow> = found.iter().map(overlap_row).collect();
    let columns = [
        text("queue"),
        number("offered"),
        text("other queue"),
        number("offered"),
        number("in both"),
        number("%"),
    ];
    print_rows(args.format, &columns, &rows, overlap_cells, OverlapRow::clone)?;
    if integration.coverage.is_none() {
        hint(NOTHING_IMPORTED);
    }
    for overlap in found.iter().filter(|overlap| overlap.suggests_workload()) {
        let (left, right) = (&overlap.left.0, &overlap.right.0);
        hint(&format!(
            "note: \"{}\" and \"{}\" share {} % of their contacts ({SUGGESTED_PERCENT} % or more): plan them as \
             one with `inflow workload add --channel {} --view {} --view {}`",
            left.name,
            right.name,
            overlap.percent(),
            args.channel,
            view_of(left),
            view_of(right),
        ));
    }
    Ok(())
}

fn view_of(queue: &Queue) -> String {
    queue.summary.key.view().map(|view| view.to_string()).unwrap_or_default()
}

fn overlap_row(overlap: &Overlap) -> OverlapRow {
    let (left, right) = (&overlap.left, &overlap.right);
    OverlapRow {
        queue_id: left.0.id(),
        queue: left.0.name.clone(),
        offered: left.1,
        other_queue_id: right.0.id(),
        other_queue: right.0.name.clone(),
        other_offered: right.1,
        both: overlap.both,
        percent: overlap.percent(),
        suggested: overlap.suggests_workload(),
    }
}

fn overlap_cells(row: &OverlapRow) -> Vec<String> {
    vec![
        row.queue.clone(),
        row.offered.to_string(),
        row.other_queue.clone(),
        row.other_offered.to_string(),
        row.both.to_string(),
        row.percent.to_string(),
    ]
}

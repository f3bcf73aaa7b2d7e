//! `inflow delivery`: files that are written by themselves.

use inflow_app::deliveries::{self, Access, Method, Settings};
use inflow_app::figures::queues::Queue;
use inflow_app::import::leases::with_lease;
use inflow_app::{Context, IngestError};
use inflow_domain::Timestamp;
use inflow_store::{Delivery, DeliveryEntry, DeliveryOutcome, Integration, StoreError};
use secrecy::SecretString;
use serde::Serialize;

use super::asked::asked;
use super::credentials::secret;
use super::given::{integration, small_file};
use super::planning::SETTLE_DAYS;
use crate::cli::{
    AddDeliveryArgs, DeliveryArgs, DeliveryCommand, DestinationArgs, FormatArgs, SendMethod,
};
use crate::failure::InputError;
use crate::output::table::{number, text, time, word};
use crate::output::{hint, hints, print_rows, to_stdout};

/// A delivery as it is printed.
#[derive(Debug, Clone, Default, Serialize)]
struct DeliveryRow {
    delivery: String,
    format: String,
    contacts: bool,
    partition: Option<String>,
    to: String,
    queues: String,
    interval: String,
    time_zone: String,
    days: u32,
    at: Option<String>,
    paused_since: Option<String>,
    failures_in_a_row: u32,
    not_before: Option<String>,
    last_at: Option<String>,
    last_outcome: Option<&'static str>,
    last_says: Option<String>,
}

/// An attempt as it is printed.
#[derive(Debug, Clone, Default, Serialize)]
struct EntryRow {
    at: String,
    outcome: &'static str,
    files: i64,
    rows: i64,
    checksum: Option<String>,
    says: Option<String>,
}

pub(super) async fn run(context: &Context, command: DeliveryCommand) -> anyhow::Result<()> {
    match command {
        DeliveryCommand::Add(args) => add(context, &args).await,
        DeliveryCommand::List(args) => {
            let integration = integration(context, &args.named).await?;
            let all = deliveries::list(context, &integration).await?;
            print(context, &integration, &all, args.format).await
        }
        DeliveryCommand::Show(args) => {
            let integration = integration(context, &args.delivery.named).await?;
            let one = deliveries::find(context, &integration, &args.delivery.name).await?;
            print(context, &integration, &[one], args.format).await
        }
        DeliveryCommand::Log(args) => {
            let integration = integration(context, &args.delivery.named).await?;
            let (name, most) = (&args.delivery.name, args.most);
            let log = deliveries::log(context, &integration, name, most).await?;
            print_log(&log, args.format)
        }
        DeliveryCommand::Test(args) => test(context, &args).await,
        DeliveryCommand::Run(args) => run_now(context, &args).await,
        DeliveryCommand::Pause(args) => pause(context, &args, true).await,
        DeliveryCommand::Resume(args) => pause(context, &args, false).await,
        DeliveryCommand::Remove(args) => {
            let integration = integration(context, &args.named).await?;
            deliveries::remove(context, &integration, &args.name).await?;
            hint("removed; the files that it wrote stay");
            Ok(())
        }
    }
}

async fn add(context: &Context, args: &AddDeliveryArgs) -> anyhow::Result<()> {
    let integration = integration(context, &args.delivery.named).await?;
    let is_asked = !args.queue.is_empty() || !args.workload.is_empty();
    let (asked, notes) = if is_asked {
        let asked = asked(context, &integration, &args.queue, &args.workload).await?;
        (asked.queues, asked.notes)
    } else {
        Default::default()
    };
    let map = args.planning.map.as_deref().map(small_file).transpose();
    let map = map.map_err(|error| InputError(format!("the map cannot be read: {error}")))?;
    let settings = Settings {
        format: args.format.clone(),
        to: args.to.clone(),
        queues: asked.iter().map(Queue::id).collect(),
        interval: args.interval.name().to_owned(),
        time_zone: args.time_zone.name().to_owned(),
        map,
        settle_days: args.planning.settle.unwrap_or(SETTLE_DAYS),
        unfinished: args.planning.unfinished,
        without_handling_time: args.planning.without_handling_time,
        days: args.days,
        at: args.at.clone(),
        access: access(&args.destination),
        contacts: args.contacts,
        partition: args.partition.map(|partition| partition.name().to_owned()),
        ..Settings::new(&args.format, &args.to)
    };
    let secret = destination_secret(&args.destination)?;
    let name = &args.delivery.name;
    deliveries::add_with_secret(context, &integration, name, &settings, secret).await?;
    hint("saved; it is made after the next import, or now by `inflow delivery run`");
    hints(&notes);
    Ok(())
}

fn access(args: &DestinationArgs) -> Access {
    Access {
        user: args.user.clone(),
        endpoint: args.endpoint.clone(),
        region: args.region.clone(),
        method: match args.method {
            SendMethod::Post => Method::Post,
            SendMethod::Put => Method::Put,
        },
        headers: args.header.clone(),
        secret_header: args.secret_header.clone(),
        host_key: args.host_key.clone(),
    }
}

fn destination_secret(args: &DestinationArgs) -> anyhow::Result<Option<SecretString>> {
    let (variable, file) = (args.secret_env.as_deref(), args.secret_file.as_deref());
    if variable.is_none() && file.is_none() {
        return Ok(None);
    }
    secret("destination's secret", "secret", variable, file).map(Some)
}

async fn test(context: &Context, args: &DeliveryArgs) -> anyhow::Result<()> {
    let integration = integration(context, &args.named).await?;
    let (_, settings) = deliveries::find(context, &integration, &args.name).await?;
    deliveries::test(context, &integration, &args.name).await?;
    to_stdout(|out| Ok(writeln!(out, "a small file was written to {} and removed", settings.to)?))
}

async fn run_now(context: &Context, args: &DeliveryArgs) -> anyhow::Result<()> {
    let integration = integration(context, &args.named).await?;
    let (delivery, _) = deliveries::find(context, &integration, &args.name).await?;
    let made = with_lease(context, integration.id, async |lease| {
        deliveries::run(context, &integration, lease, &delivery).await
    });
    let entry = match made.await {
        Err(IngestError::Store(StoreError::Claimed | StoreError::Leased { .. })) => {
            return Err(InputError(
                "the integration is just being imported, or a service on this database does that: it makes the \
                 delivery after the import"
                    .to_owned(),
            )
            .into());
        }
        made => made?,
    };
    let says = entry.says.unwrap_or_default();
    match entry.outcome {
        DeliveryOutcome::Failed => anyhow::bail!("the delivery failed: {says}"),
        DeliveryOutcome::Unchanged => {
            to_stdout(|out| Ok(writeln!(out, "nothing changed since the last time")?))
        }
        DeliveryOutcome::Written => to_stdout(|out| {
            let one = if entry.files == 1 { "file" } else { "files" };
            Ok(writeln!(out, "{} {one} with {} rows: {says}", entry.files, entry.rows)?)
        }),
    }
}

async fn pause(context: &Context, args: &DeliveryArgs, rests: bool) -> anyhow::Result<()> {
    let integration = integration(context, &args.named).await?;
    Ok(deliveries::pause(context, &integration, &args.name, rests).await?)
}

async fn print(
    context: &Context,
    integration: &Integration,
    all: &[(Delivery, Settings)],
    format: FormatArgs,
) -> anyhow::Result<()> {
    let mut rows = Vec::with_capacity(all.len());
    for (delivery, settings) in all {
        let log = deliveries::log(context, integration, &delivery.name, 1).await?;
        rows.push(row(delivery, settings, log.into_iter().next()));
    }
    let columns = [
        text("delivery"),
        text("format"),
        text("to"),
        text("queues"),
        time("last"),
        text("outcome"),
    ];
    let cells = |row: &DeliveryRow| {
        let outcome = match (&row.paused_since, row.last_outcome) {
            (Some(since), _) => format!("paused since {since}"),
            (None, Some("failed")) => {
                format!("failed: {}", row.last_says.as_deref().unwrap_or_default())
            }
            (None, outcome) => outcome.unwrap_or_default().to_owned(),
        };
        let last = row.last_at.clone().unwrap_or_default();
        let name = row.delivery.clone();
        let format = match (&row.partition, row.contacts && row.format != "assembled") {
            (Some(partition), true) => format!("{} of contacts by {partition}", row.format),
            (Some(partition), false) => format!("{} by {partition}", row.format),
            (None, true) => format!("{} of contacts", row.format),
            (None, false) => row.format.clone(),
        };
        vec![name, format, row.to.clone(), row.queues.clone(), last, outcome]
    };
    print_rows(format, &columns, &rows, cells, DeliveryRow::clone)
}

fn row(delivery: &Delivery, settings: &Settings, last: Option<DeliveryEntry>) -> DeliveryRow {
    let instant = |at: Option<Timestamp>| at.map(|at| at.to_string());
    DeliveryRow {
        delivery: delivery.name.clone(),
        format: settings.format.clone(),
        contacts: settings.has_contacts(),
        partition: settings.partition.clone(),
        to: settings.to.clone(),
        queues: settings.queues.join("; "),
        interval: settings.interval.clone(),
        time_zone: settings.time_zone.clone(),
        days: settings.days,
        at: settings.at.clone(),
        paused_since: instant(delivery.paused_since),
        failures_in_a_row: delivery.failures,
        not_before: instant(delivery.next_at),
        last_at: instant(last.as_ref().map(|entry| entry.at)),
        last_outcome: last.as_ref().map(|entry| outcome(entry.outcome)),
        last_says: last.and_then(|entry| entry.says),
    }
}

fn outcome(outcome: DeliveryOutcome) -> &'static str {
    match outcome {
        DeliveryOutcome::Written => "written",
        DeliveryOutcome::Unchanged => "unchanged",
        DeliveryOutcome::Failed => "failed",
    }
}

fn print_log(log: &[DeliveryEntry], format: FormatArgs) -> anyhow::Result<()> {
    let row = |entry: &DeliveryEntry| EntryRow {
        at: entry.at.to_string(),
        outcome: outcome(entry.outcome),
        files: entry.files,
        rows: entry.rows,
        checksum: entry.checksum.clone(),
        says: entry.says.clone(),
    };
    let rows: Vec<EntryRow> = log.iter().map(row).collect();
    let columns = [time("at"), word("outcome"), number("files"), number("rows"), text("what")];
    let cells = |row: &EntryRow| {
        let says = row.says.clone().unwrap_or_default();
        vec![
            row.at.clone(),
            row.outcome.to_owned(),
            row.files.to_string(),
            row.rows.to_string(),
            says,
        ]
    };
    print_rows(format, &columns, &rows, cells, EntryRow::clone)
}

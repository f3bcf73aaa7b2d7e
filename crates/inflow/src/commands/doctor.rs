//! `inflow doctor`: what is wrong with this installation, and what to do about it.

use std::path::Path;

use anyhow::bail;
use futures::StreamExt as _;
use inflow_app::service::status::{Status, statuses};
use inflow_app::{Context, IngestError, accounts::connect};
use inflow_domain::Timestamp;
use inflow_domain::time_zone::TimeZone;
use inflow_store::{Examination, Integration, Life, StoreError};
use serde::Serialize;

use owners::of_the_service;

use crate::advice::{about, advice};
use crate::cli::{DoctorArgs, Global};
use crate::output::print_rows;
use crate::output::table::{text, word};
use crate::wiring::{self, Making};

mod owners;

/// Clocks that differ by more seconds than this are told.
const CLOCKS_DIFFER: i64 = 60;
/// Accounts that are asked at once.
const ASKED_AT_ONCE: usize = 8;
/// Free room that is enough for a small database.
const LITTLE_ROOM: u64 = 1 << 30;
/// A replica that is further behind is told, in seconds.
const LARGEST_LAG: i64 = 60;
const MEBIBYTE: u64 = 1 << 20;

/// Something that was looked at, as it is printed.
#[derive(Debug, Clone, Default, Serialize)]
struct Finding {
    check: &'static str,
    /// The integration that it is about, with its account.
    integration: Option<String>,
    well: bool,
    found: String,
    advice: Option<String>,
}

pub(super) async fn run(global: &Global, args: DoctorArgs) -> anyhow::Result<()> {
    let findings = match wiring::context(global, Making::WhereNamed).await {
        Ok(context) => look(&context, global, args).await?,
        Err(error) => vec![Finding {
            advice: advice(&error),
            ..finding("database", format!("{error:#}"), false)
        }],
    };
    let cells = |finding: &Finding| {
        let Finding { check, integration, well, found, advice } = finding.clone();
        let check =
            integration.map_or_else(|| check.to_owned(), |name| format!("{check} ({name})"));
        let verdict = if well { "well" } else { "to do" };
        vec![check, verdict.to_owned(), found, advice.unwrap_or_default()]
    };
    let columns = [text("check"), word(""), text("found"), text("what to do")];
    print_rows(args.format, &columns, &findings, cells, Finding::clone)?;
    match findings.iter().filter(|finding| !finding.well).count() {
        0 => Ok(()),
        number => bail!("{number} of {} checks ask for something to be done", findings.len()),
    }
}

async fn look(
    context: &Context,
    global: &Global,
    args: DoctorArgs,
) -> anyhow::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    match context.store.upkeep.examine().await {
        Ok(examination) => findings.extend(of_the_database(&examination, context.clock.now())),
        Err(error) => findings.push(failed("database", error)),
    }
    findings.extend(of_the_replica(context, global).await);
    findings.push(of_importers(context).await);
    let key_file = wiring::key_file(global)?;
    findings.push(of_the_key(context, &key_file).await);
    if let Some(database) = wiring::database_file(&wiring::database_url(global)?) {
        findings.extend(of_the_service(database, &key_file));
    }
    let edition = format!("edition {} of the time zone data", TimeZone::data_version());
    findings.push(finding("time zones", edition, true));
    let integrations = every_integration(context).await?;
    findings.extend(of_runs(context, &integrations).await?);
    if !args.offline {
        let asked = integrations.iter().filter(|one| one.life == Life::Active);
        let asked = asked.map(|integration| of_an_account(context, integration));
        let answers: Vec<Vec<Finding>> =
            futures::stream::iter(asked).buffered(ASKED_AT_ONCE).collect().await;
        findings.extend(answers.into_iter().flatten());
    }
    Ok(findings)
}

fn of_the_database(examination: &Examination, now: Timestamp) -> Vec<Finding> {
    let mut findings: Vec<Finding> = examination
        .findings
        .iter()
        .map(|examined| Finding {
            check: examined.about,
            well: examined.advice.is_none(),
            found: examined.found.clone(),
            advice: examined.advice.clone(),
            ..Finding::default()
        })
        .collect();
    if let Some(clock) = examination.clock {
        let ahead = clock.0 - now.0;
        findings.push(clocks("the database's server", ahead));
    }
    if let Some((folder, bytes)) = &examination.files {
        findings.extend(free_room(folder).map(|free| disk(free, *bytes)));
    }
    findings
}

/// Counting and backing up write about as much as there is.
fn disk(free: u64, bytes: u64) -> Finding {
    let well = free >= bytes.max(LITTLE_ROOM);
    let (free, bytes) = (free / MEBIBYTE, bytes / MEBIBYTE);
    Finding {
        advice: (!well).then(|| {
            "make room: counting a large account again, or a backup beside it, may need as much as \
             the database has"
                .to_owned()
        }),
        ..finding("disk", format!("{free} MiB free beside a database of {bytes} MiB"), well)
    }
}

/// Free room for this user where a folder is.
#[cfg(unix)]
fn free_room(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    found.f_bavail.checked_mul(found.f_frsize)
}

/// Nobody tells here.
#[cfg(not(unix))]
fn free_room(_: &Path) -> Option<u64> {
    None
}

/// Whether the replica that figures are read from is there, and how far it is behind.
async fn of_the_replica(context: &Context, global: &Global) -> Option<Finding> {
    let found = match wiring::replica(global, &context.store).await {
        Ok(replica) => replica?.upkeep.replication().await.map_err(anyhow::Error::from),
        Err(error) => Err(error),
    };
    Some(match found {
        Ok(found) => match found.and_then(|found| found.behind) {
            Some(behind) => Finding {
                advice: (behind > LARGEST_LAG).then(|| {
                    "see whether the replica reaches its primary (pg_stat_wal_receiver) and keeps up with it; \
                     figures of the time since are missing there"
                        .to_owned()
                }),
                ..finding("replica", format!("{behind} s behind"), behind <= LARGEST_LAG)
            },
            None => finding("replica", "it is no replica any more, and up to date".to_owned(), true),
        },
        Err(error) => {
            let advice = advice(&error);
            Finding { advice, ..finding("replica", format!("{error:#}"), false) }
        }
    })
}

async fn of_importers(context: &Context) -> Finding {
    match context.store.imports.claim().await {
        Ok(_) => finding("importer", "no other importer keeps this one out".to_owned(), true),
        Err(StoreError::Claimed) => {
            let works = "`inflow serve` or `inflow import` works on this database".to_owned();
            finding("importer", works, true)
        }
        Err(error) => failed("importer", error),
    }
}

async fn of_the_key(context: &Context, path: &Path) -> Finding {
    let shown = path.display();
    match context.store.upkeep.check_secrets().await {
        Ok(0) => finding("key file", "no credentials are saved yet".to_owned(), true),
        Ok(_) if wiring::others_may_read(path) => Finding {
            advice: Some(format!("chmod 600 {shown}")),
            ..finding("key file", format!("others on this machine may read {shown}"), false)
        },
        Ok(number) => finding(
            "key file",
            format!("{shown} opens the credentials of {number} integrations"),
            true,
        ),
        Err(error) => failed("key file", error),
    }
}

async fn every_integration(context: &Context) -> Result<Vec<Integration>, IngestError> {
    let mut integrations = Vec::new();
    for scheduled in context.store.runs.schedule().await? {
        integrations.extend(context.store.integrations.by_id(scheduled.id).await?);
    }
    integrations.sort_by_cached_key(named);
    Ok(integrations)
}

/// Integrations whose imports need somebody.
async fn of_runs(
    context: &Context,
    integrations: &[Integration],
) -> Result<Vec<Finding>, IngestError> {
    let reports = statuses(context, integrations).await?;
    let now = context.clock.now();
    let ahead = integrations.iter().filter_map(|one| Some((one, one.last_success?.0 - now.0)));
    let ahead = ahead.filter(|(_, ahead)| *ahead > CLOCKS_DIFFER).map(|(integration, ahead)| Finding {
        integration: Some(named(integration)),
        advice: Some(
            "check this machine's clock (timedatectl): either it is behind, or it was ahead when that \
             import ended; the next import that ends well mends what is told"
                .to_owned(),
        ),
        ..finding("clock", format!("the last import ended {ahead} seconds in the future"), false)
    });
    let mut findings: Vec<Finding> = ahead.collect();
    let reports = integrations.iter().zip(reports);
    let needing = reports.filter(|(_, report)| report.status == Status::NeedsAttention);
    findings.extend(needing.filter_map(|(integration, report)| {
        let failure = report.run.failure?;
        Some(Finding {
            integration: Some(named(integration)),
            advice: failure.advice,
            ..finding("last import", failure.reason, false)
        })
    }));
    Ok(findings)
}

/// Whether an account lets us in, and whether its clock is ours.
async fn of_an_account(context: &Context, integration: &Integration) -> Vec<Finding> {
    let of_it = |finding: Finding| Finding { integration: Some(named(integration)), ..finding };
    match connect::reach(context, integration).await {
        Ok(ahead) => {
            let answers = format!("{} answers, and lets an admin in", integration.domain);
            vec![of_it(finding("zendesk", answers, true)), of_it(clocks("zendesk", ahead))]
        }
        Err(error) => {
            let advice = about(&error);
            vec![of_it(Finding { advice, ..finding("zendesk", chain(error), false) })]
        }
    }
}

fn clocks(whose: &str, ahead: i64) -> Finding {
    let well = ahead.abs() <= CLOCKS_DIFFER;
    let found = match ahead {
        _ if well => format!("agrees with that of {whose}"),
        1.. => format!("{ahead} seconds behind that of {whose}"),
        _ => format!("{} seconds ahead of that of {whose}", -ahead),
    };
    let advice =
        "have this machine's clock set by NTP (timedatectl set-ntp true on Linux), or the other's";
    Finding { advice: (!well).then(|| advice.to_owned()), ..finding("clock", found, well) }
}

fn failed(check: &'static str, error: StoreError) -> Finding {
    let error = IngestError::from(error);
    let advice = about(&error);
    Finding { advice, ..finding(check, chain(error), false) }
}

/// An error with its causes.
fn chain(error: IngestError) -> String {
    format!("{:#}", anyhow::Error::from(error))
}

fn named(integration: &Integration) -> String {
    format!("{}/{}", integration.account, integration.name)
}

fn finding(check: &'static str, found: String, well: bool) -> Finding {
    Finding { check, well, found, ..Finding::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_may_differ_by_a_minute() {
        assert!(clocks("zendesk", 60).well && clocks("zendesk", -60).well);
        let behind = clocks("zendesk", 61);
        assert_eq!(behind.found, "61 seconds behind that of zendesk");
        assert!(!behind.well && behind.advice.is_some());
        assert_eq!(clocks("zendesk", -90).found, "90 seconds ahead of that of zendesk");
    }

    #[test]
    fn the_disk_needs_as_much_room_as_the_database_has() {
        assert!(disk(LITTLE_ROOM, 0).well && !disk(LITTLE_ROOM - 1, 0).well);
        assert!(disk(3 * LITTLE_ROOM, 3 * LITTLE_ROOM).well);
        assert!(!disk(2 * LITTLE_ROOM, 3 * LITTLE_ROOM).well);
    }
}

//! `inflow integration robots` and `inflow integration time-field`: who answers by itself, and where the
//! handling time of tickets stands.

use std::sync::Arc;

use anyhow::Context as _;
use inflow_app::accounts::answers::{change_robots, name_time_field, robots, time_field};
use inflow_app::accounts::integrations;
use inflow_app::import::recount::recount;
use inflow_app::{Context, Progress};
use inflow_domain::UserId;
use inflow_store::Integration;
use serde::Serialize;

use crate::cli::{RobotsArgs, TimeFieldArgs};
use crate::failure::OfIntegration;
use crate::output::table::word;
use crate::output::{hint, print_rows, to_stdout};
use crate::progress::Told;

/// A robot as it is printed.
#[derive(Debug, Clone, Default, Serialize)]
struct RobotRow {
    user_id: i64,
}

pub(super) async fn robots_of(context: &Context, args: &RobotsArgs) -> anyhow::Result<()> {
    let integration = integrations::find(context, &args.name).await?;
    let users = |ids: &[i64]| ids.iter().copied().map(UserId).collect::<Vec<_>>();
    let changed =
        change_robots(context, &integration, &users(&args.add), &users(&args.remove)).await;
    if changed.with_context(|| OfIntegration(integration.name.clone()))? {
        count_again(context, &integration).await?;
    }
    let rows: Vec<RobotRow> = robots(context, &integration)
        .await?
        .into_iter()
        .map(|user| RobotRow { user_id: user.0 })
        .collect();
    let cells = |row: &RobotRow| vec![row.user_id.to_string()];
    print_rows(args.format, &[word("user id")], &rows, cells, RobotRow::clone)
}

pub(super) async fn name_field(context: &Context, args: &TimeFieldArgs) -> anyhow::Result<()> {
    let integration = integrations::find(context, &args.name).await?;
    let changed = name_time_field(context, &integration, args.field.0).await;
    if changed.with_context(|| OfIntegration(integration.name.clone()))? {
        count_again(context, &integration).await?;
    }
    let named = time_field(context, &integration).await?;
    to_stdout(|out| {
        let name = &integration.name;
        match named {
            Some(field) => {
                writeln!(out, "handling time of {name}'s tickets is read from field {field}")?;
            }
            None => writeln!(out, "no field holds the handling time of {name}'s tickets")?,
        }
        Ok(())
    })
}

/// The figures follow at once; those of an integration without any follow with its first import.
async fn count_again(context: &Context, integration: &Integration) -> anyhow::Result<()> {
    if integration.coverage.is_none() {
        return Ok(());
    }
    let told = Arc::new(Told::new());
    let progress: Arc<dyn Progress> = told.clone();
    let counted = recount(context, integration, &progress).await;
    told.finish();
    let counted = counted.with_context(|| OfIntegration(integration.name.clone()))?;
    hint(&format!("the whole history is counted again: {} tickets", counted.tickets));
    Ok(())
}

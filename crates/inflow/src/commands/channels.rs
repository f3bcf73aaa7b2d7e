//! `inflow integration channels`: which queue channel each Zendesk channel belongs to.

use inflow_app::accounts::channels::{ChannelChange, PlacedChannel, channels, override_channels};
use inflow_app::{Context, accounts::integrations};
use serde::Serialize;

use super::given::of_integration;
use crate::cli::ChannelsArgs;
use crate::output::table::{number, text, word};
use crate::output::{hint, print_rows};

/// A Zendesk channel as it is printed.
#[derive(Debug, Clone, Default, Serialize)]
struct ChannelRow {
    zendesk_channel: String,
    channel: &'static str,
    usual_channel: &'static str,
    overridden: bool,
    can_be_overridden: bool,
    rule: &'static str,
    contacts: Option<i64>,
}

pub(super) async fn run(context: &Context, args: &ChannelsArgs) -> anyhow::Result<()> {
    let integration = integrations::find(context, &args.name).await?;
    let changes = !(args.set.is_empty() && args.unset.is_empty());
    if changes {
        let change = ChannelChange { set: &args.set, unset: &args.unset, force: args.force };
        let placed = override_channels(context, &integration, change).await;
        of_integration(&integration.name, placed)?;
    }
    let rows: Vec<ChannelRow> = channels(context, &integration).await?.iter().map(row).collect();
    let columns = [
        text("zendesk channel"),
        word("counts as"),
        word("usually"),
        word("rule"),
        number("contacts"),
    ];
    print_rows(args.format, &columns, &rows, cells, ChannelRow::clone)?;
    if changes {
        hint(&format!(
            "saved; the figures follow with the next import or recount. What that changes: inflow \
             recount --dry-run --integration \"{}\"",
            integration.name
        ));
    }
    Ok(())
}

fn row(placed: &PlacedChannel) -> ChannelRow {
    ChannelRow {
        zendesk_channel: placed.zendesk_channel.clone(),
        channel: placed.channel.as_str(),
        usual_channel: placed.usual.as_str(),
        overridden: placed.is_overridden(),
        can_be_overridden: placed.placement.can_be_overridden(),
        rule: placed.placement.rule(),
        contacts: placed.contacts,
    }
}

fn cells(row: &ChannelRow) -> Vec<String> {
    let fixed = if row.can_be_overridden { "" } else { " (fixed)" };
    vec![
        row.zendesk_channel.clone(),
        row.channel.to_owned(),
        if row.overridden { row.usual_channel.to_owned() } else { String::new() },
        format!("{}{fixed}", row.rule),
        row.contacts.map(|contacts| contacts.to_string()).unwrap_or_default(),
    ]
}

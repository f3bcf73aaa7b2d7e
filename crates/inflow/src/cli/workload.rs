//! `inflow workload …`.

use clap::{Args, Subcommand};
use inflow_domain::Channel;

use super::{FormatArgs, NamedArgs};

/// `inflow workload …`.
#[derive(Debug, Subcommand)]
pub enum WorkloadCommand {
    /// Plan some views of one channel, or some Talk queues, as one: each contact counts once
    Add(WorkloadAddArgs),
    /// List the workloads
    List(WorkloadListArgs),
    /// Show what a workload is made of
    Show(WorkloadShowArgs),
    /// Give a workload another name
    Rename(WorkloadRenameArgs),
    /// Remove a workload; its views, their queues and figures stay
    Remove(WorkloadOneArgs),
    /// Show how many contacts the queues of a channel have in common: sums of queues count them twice
    Overlap(OverlapArgs),
}

/// `inflow workload add`.
#[derive(Debug, Clone, Args)]
pub struct WorkloadAddArgs {
    /// Which integration
    #[command(flatten)]
    pub named: NamedArgs,
    /// A name that no other workload of the integration has
    #[arg(long)]
    pub name: String,
    /// Which contacts of the views are meant: email, chat, social_media, call or case
    #[arg(long, value_parser = channel)]
    pub channel: Option<Channel>,
    /// A view, by title or id; may come several times
    #[arg(long, value_name = "TITLE|ID")]
    pub view: Vec<String>,
    /// A Talk queue, by name or id; may come several times
    #[arg(long, value_name = "NAME|ID")]
    pub call_queue: Vec<String>,
    /// Make nothing: print by channel and day what the workload would have seen
    #[arg(long)]
    pub dry_run: bool,
    /// How that is printed
    #[command(flatten)]
    pub format: FormatArgs,
}

/// `inflow workload list`.
#[derive(Debug, Clone, Args)]
pub struct WorkloadListArgs {
    /// Which integration
    #[command(flatten)]
    pub named: NamedArgs,
    /// How they are printed
    #[command(flatten)]
    pub format: FormatArgs,
}

/// A command on one workload.
#[derive(Debug, Clone, Args)]
pub struct WorkloadOneArgs {
    /// Which integration
    #[command(flatten)]
    pub named: NamedArgs,
    /// The workload, by name or id
    #[arg(long, value_name = "NAME|ID")]
    pub name: String,
}

/// `inflow workload show`.
#[derive(Debug, Clone, Args)]
pub struct WorkloadShowArgs {
    /// Which workload
    #[command(flatten)]
    pub one: WorkloadOneArgs,
    /// How it is printed
    #[command(flatten)]
    pub format: FormatArgs,
}

/// `inflow workload rename`.
#[derive(Debug, Clone, Args)]
pub struct WorkloadRenameArgs {
    /// Which workload
    #[command(flatten)]
    pub one: WorkloadOneArgs,
    /// Its new name
    #[arg(long, value_name = "NAME")]
    pub to: String,
}

/// `inflow workload overlap`.
#[derive(Debug, Clone, Args)]
pub struct OverlapArgs {
    /// Which integration
    #[command(flatten)]
    pub named: NamedArgs,
    /// The channel of the queues: email, chat, social_media, call or case
    #[arg(long, value_parser = channel)]
    pub channel: Channel,
    /// The first day or instant (2025-09-01 or 2025-09-01T09:15:00Z)
    #[arg(long, value_name = "T")]
    pub from: Option<String>,
    /// The first day or instant after the wanted time
    #[arg(long, value_name = "T")]
    pub to: Option<String>,
    /// How they are printed
    #[command(flatten)]
    pub format: FormatArgs,
}

fn channel(name: &str) -> Result<Channel, String> {
    Channel::from_name(name).ok_or_else(|| {
        let known: Vec<&str> = Channel::ALL.iter().map(|channel| channel.as_str()).collect();
        format!("no queue has this channel: name one of {}", known.join(", "))
    })
}

//! Commands about the life of integrations and about running Inflow as a service.

use clap::Args;

/// `inflow integration delete`.
#[derive(Debug, Clone, Args)]
pub struct DeleteArgs {
    /// The integration's name
    #[arg(long)]
    pub name: String,
    /// Remove its queues and its whole history too; the name has to be typed to confirm that
    #[arg(long)]
    pub purge: bool,
    /// Confirm the purge without being asked, for scripts: the integration's name once more
    #[arg(long, value_name = "NAME", requires = "purge")]
    pub yes_purge: Option<String>,
}

//! What each command does.

mod access;
mod answers;
mod asked;
mod channels;
mod config;
mod contacts;
mod credentials;
#[cfg(feature = "parquet")]
mod datasets;
mod delivery;
mod demo;
mod doctor;
mod explain;
mod given;
mod import;
mod integration;
mod keep;
mod lives;
mod migrate;
mod planning;
mod preview;
mod preview_view;
mod queues;
mod reconcile;
mod recount;
mod serve;
mod show;
mod simulate;
mod views;
mod volumes;
mod workloads;

pub use credentials::credentials;
pub use import::run_import;
pub use queues::{QueueRow, queue_rows};
pub use views::{ViewRow, view_rows};
pub use volumes::write_volumes;

use crate::cli::{
    ApiKeyCommand, Cli, Command, ConfigCommand, IntegrationCommand, KeyCommand, UserCommand,
};
use crate::config::Settings;
use crate::output::to_stdout;
use crate::wiring::{self, Making};

/// Written by `cargo xtask licences`.
const LICENCES: &str = include_str!("../../licences.txt");

/// Runs the command.
pub async fn run(cli: Cli, settings: &Settings) -> anyhow::Result<()> {
    let global = &cli.global;
    let making = making(&cli.command);
    let open = || wiring::context(global, making);
    let open_to_read = || wiring::reading_context(global, making);
    match cli.command {
        Command::Demo(args) => demo::run(&args).await,
        Command::Simulate(args) => simulate::run(&args).await,
        Command::Licences => to_stdout(|out| Ok(out.write_all(LICENCES.as_bytes())?)),
        Command::Migrate(args) => migrate::run(global, &args).await,
        Command::Doctor(args) => doctor::run(global, args).await,
        Command::Config(ConfigCommand::Check(args)) => config::check(global, settings, args),
        Command::Integration(command) => integration::run(&open().await?, command).await,
        Command::Serve(args) => {
            let context = open().await?;
            let replica = wiring::replica(global, &context.store).await?;
            serve::run(&context, replica, &args).await
        }
        Command::Backup(args) => keep::backup(&open().await?, &args).await,
        Command::Key(KeyCommand::Rotate(args)) => keep::rotate_key(&open().await?, args).await,
        Command::Import(args) => import::run(&open().await?, &args).await,
        Command::Views(args) => views::run(&open_to_read().await?, &args).await,
        Command::Queues(args) => queues::run(&open_to_read().await?, &args).await,
        Command::User(command) => access::user(&open().await?, command).await,
        Command::ApiKey(command) => access::api_key(&open().await?, command).await,
        Command::Delivery(command) => delivery::run(&open().await?, command).await,
        Command::Workload(command) => workloads::run(&open().await?, command).await,
        Command::Contacts(args) => contacts::run(&open_to_read().await?, &args).await,
        Command::Volumes(args) => volumes::run(&open_to_read().await?, &args).await,
        Command::Reconcile(args) => reconcile::run(&open().await?, &args).await,
        Command::Preview(args) => preview::run(&open().await?, &args).await,
        Command::Recount(args) => recount::run(&open().await?, &args).await,
        Command::Explain(args) => explain::run(&open_to_read().await?, &args).await,
    }
}

/// Whether a command makes a database where there is none.
fn making(command: &Command) -> Making {
    match command {
        Command::Serve(_)
        | Command::Integration(IntegrationCommand::Add(_) | IntegrationCommand::List(_)) => {
            Making::Anywhere
        }
        // Who keeps users and keys beside a service means its database, wherever that is.
        Command::User(UserCommand::Add(_) | UserCommand::List(_))
        | Command::ApiKey(ApiKeyCommand::Create(_) | ApiKeyCommand::List(_))
        | Command::Key(_) => Making::WhereNamed,
        _ => Making::Never,
    }
}

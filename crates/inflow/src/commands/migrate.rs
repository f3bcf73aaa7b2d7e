//! `inflow migrate`: from a SQLite file to PostgreSQL, with everything in it.

use anyhow::bail;
use inflow_domain::{Figures, Interval};
use inflow_store::Store;
use inflow_store_diesel::{OpenOptions, move_to_postgres, open};
use serde::Serialize;

use crate::cli::{Format, Global, MigrateArgs};
use crate::failure::InputError;
use crate::output::table::{number, text};
use crate::output::{hint, print_rows};
use crate::wiring;

/// The volumes of an integration, on both sides.
#[derive(Debug, Clone, Default, Serialize)]
struct Volumes {
    account: String,
    integration: String,
    queues: usize,
    intervals: usize,
    sqlite: i64,
    postgres: i64,
}

pub(super) async fn run(global: &Global, args: &MigrateArgs) -> anyhow::Result<()> {
    let from = wiring::database_url(global)?;
    if from.is_postgres() {
        bail!(InputError(format!("{from} is on PostgreSQL already: name the SQLite database")));
    }
    if !args.to.is_postgres() {
        bail!(InputError(
            "--to takes a PostgreSQL database: postgres://USER@HOST:PORT/DATABASE".into()
        ));
    }
    let key_file = wiring::key_file(global)?;
    let from = OpenOptions { database_url: from, key_file: key_file.clone() };
    let to = OpenOptions { database_url: args.to.clone(), key_file: key_file.clone() };
    let tables = move_to_postgres(&from, &to).await?;
    let rows: u64 = tables.iter().map(|table| table.rows).sum();
    hint(&format!("{rows} rows in {} tables were copied, and compared one by one", tables.len()));
    let volumes = compare(&open(&from).await?, &open(&to).await?).await?;
    print(&volumes)?;
    let there = Global { database_url: Some(args.to.clone()), key_file: None, ..global.clone() };
    if wiring::key_file(&there).ok().as_ref() != Some(&key_file) {
        hint(&format!(
            "the credentials need the same key file: INFLOW_KEY_FILE={}",
            key_file.display()
        ));
    }
    hint(&format!(
        "{} stays as it is; start everything with INFLOW_DATABASE_URL={} from now on, since what is \
         imported there does not come over any more",
        from.database_url, to.database_url
    ));
    Ok(())
}

/// Reads all volumes through the ports, as every other command does.
async fn compare(sqlite: &Store, postgres: &Store) -> anyhow::Result<Vec<Volumes>> {
    let mut compared = Vec::new();
    for scheduled in sqlite.runs.schedule().await? {
        let Some(integration) = sqlite.integrations.by_id(scheduled.id).await? else { continue };
        let mut volumes = Volumes {
            account: integration.account,
            integration: integration.name,
            ..Volumes::default()
        };
        let queues = sqlite.reports.queues(scheduled.id).await?;
        let mut equal = queues == postgres.reports.queues(scheduled.id).await?;
        for queue in queues {
            let (from, to) = (queue.first.start(), queue.last.end());
            let before = sqlite.reports.volumes(scheduled.id, &queue.key, from, to).await?;
            let after = postgres.reports.volumes(scheduled.id, &queue.key, from, to).await?;
            equal &= before == after;
            volumes.queues += 1;
            volumes.intervals += before.len();
            volumes.sqlite += offered(&before);
            volumes.postgres += offered(&after);
        }
        if !equal {
            bail!("the volumes of {} differ: keep to the SQLite database", volumes.integration);
        }
        compared.push(volumes);
    }
    Ok(compared)
}

fn offered(volumes: &[(Interval, Figures)]) -> i64 {
    volumes.iter().map(|(_, figures)| figures.offered).sum()
}

fn print(volumes: &[Volumes]) -> anyhow::Result<()> {
    let cells = |row: &Volumes| {
        let Volumes { account, integration, queues, intervals, sqlite, postgres } = row.clone();
        let numbers =
            [queues.to_string(), intervals.to_string(), sqlite.to_string(), postgres.to_string()];
        [vec![account, integration], numbers.to_vec()].concat()
    };
    let columns = [
        text("account"),
        text("integration"),
        number("queues"),
        number("intervals"),
        number("contacts on SQLite"),
        number("on PostgreSQL"),
    ];
    print_rows(Format::Table, &columns, volumes, cells, Volumes::clone)
}

//! What `cargo xtask bench engine` measures, one thing a run, so that the system tells its processor
//! time and memory.
//!
//! `engine_bench fill FILE TICKETS VIEWS` makes a database as an import would leave it before its
//! count; `count FILE` counts what is due, all of it the first time; `recount FILE` counts all of it
//! again; `add-view FILE TICKETS VIEWS` lists one view more, which a `count` then judges;
//! `read FILE` is a floor: every row of the tickets and events, read with SQLite alone; `decode
//! TICKETS` is the other one: as many events as that account has, decoded from Zendesk's pages into
//! plain typed structs, without what makes the pages.
#![expect(clippy::disallowed_types, reason = "a benchmark takes the time as the program does")]

mod account;
mod floors;
#[path = "../support/pages.rs"]
mod pages;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use inflow_app::import::leases::with_lease;
use inflow_app::import::progress::Silent;
use inflow_app::{Context, Progress, accounts::integrations, import::counting, import::recount};
use inflow_domain::{Grouping, SystemClock, Timestamp};
use inflow_store::{
    Actor, Credentials, Discovery, ImportClaim, Integration, Lease, NewIntegration, Store,
    TicketBookmark, Worker,
};
use inflow_store_diesel::OpenOptions;
use inflow_zendesk::{Connections, Pacers, RetryPolicy};
use mimalloc::MiMalloc;
use secrecy::SecretString;

use crate::account::Account;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// The integration's name.
const NAME: &str = "bench";
/// Rows saved at once.
const PAGE: usize = 20_000;

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["fill", file, tickets, views] => fill(file, account(tickets, views)?).await,
        ["count", file] => count(file, false).await,
        ["recount", file] => count(file, true).await,
        ["add-view", file, tickets, views] => {
            let account = account(tickets, views)?;
            let (store, integration) = find(file).await?;
            let (_claim, lease) = lease(&store, &integration).await?;
            discover(&store, lease, account, account.views + 1).await
        }
        ["read", file] => floors::read(file),
        ["decode", tickets] => floors::decode(account(tickets, "10")?),
        _ => bail!("the first lines of this example say what it is called with"),
    }
}

fn account(tickets: &str, views: &str) -> Result<Account> {
    Ok(Account { tickets: tickets.parse()?, views: views.parse()? })
}

async fn open(file: &str) -> Result<Store> {
    let options = OpenOptions {
        database_url: format!("sqlite://{file}").into(),
        key_file: Path::new(file).with_extension("key"),
    };
    Ok(inflow_store_diesel::open(&options).await?)
}

async fn find(file: &str) -> Result<(Store, Integration)> {
    let store = open(file).await?;
    let found = store.integrations.find(integrations::DEFAULT_ACCOUNT, NAME).await?;
    Ok((store, found.context("the database is not filled")?))
}

async fn fill(file: &str, account: Account) -> Result<()> {
    let store = open(file).await?;
    let integration = store
        .integrations
        .add(NewIntegration {
            account: integrations::DEFAULT_ACCOUNT.to_owned(),
            name: NAME.to_owned(),
            domain: "bench.zendesk.com".to_owned(),
            base_url: None,
            grouping: Grouping::Ivr,
            since: Timestamp(0),
            created_at: Timestamp(0),
            credentials: Credentials::ApiToken {
                username: "admin@example.com".to_owned(),
                token: SecretString::from("a token"),
            },
        })
        .await?;
    let (_claim, lease) = lease(&store, &integration).await?;
    discover(&store, lease, account, account.views).await?;
    let tickets: Vec<i64> = (1..=account.tickets).collect();
    for tickets in tickets.chunks(PAGE) {
        let rows = tickets.iter().map(|ticket| account.snapshot(*ticket)).collect();
        store.imports.save_tickets(lease, rows, TicketBookmark::default()).await?;
    }
    let mut events = account.events().peekable();
    while events.peek().is_some() {
        let rows = events.by_ref().take(PAGE).collect();
        store.imports.save_ticket_events(lease, rows, Timestamp(0)).await?;
    }
    Ok(())
}

/// The right to write for the integration, as an import has it.
async fn lease(store: &Store, integration: &Integration) -> Result<(Box<dyn ImportClaim>, Lease)> {
    let claim = store.imports.claim().await?;
    Ok((claim, store.leases.take(integration.id, &worker()).await?))
}

fn worker() -> Worker {
    Worker { name: "bench".to_owned(), lease: Duration::from_secs(30) }
}

async fn discover(store: &Store, lease: Lease, account: Account, views: i64) -> Result<()> {
    let at = Timestamp(1_800_000_000);
    let found = Discovery {
        at,
        staff: Some(Account::staff()),
        views: (0..views).map(|number| account.view(number)).collect(),
        fields: Some(account.fields()),
        statuses: None,
        fully_at: Some(at),
        keeps_text: false,
    };
    Ok(store.imports.save_discovery(lease, found).await?)
}

async fn count(file: &str, everything: bool) -> Result<()> {
    let (store, integration) = find(file).await?;
    let context = Context {
        actor: Actor::operator(),
        account: "default".to_owned(),
        clock: Arc::new(SystemClock),
        store,
        worker: worker(),
        retry: RetryPolicy::default(),
        pacers: Pacers::default(),
        connections: Connections::default(),
        delivery_reach: inflow_app::deliveries::Reach::default(),
    };
    let silent: Arc<dyn Progress> = Arc::new(Silent);
    if everything {
        recount::recount(&context, &integration, &silent).await?;
    } else {
        let counted = with_lease(&context, integration.id, async |lease| {
            counting::count(&context, &integration, lease, &silent).await
        });
        counted.await?;
    }
    Ok(())
}

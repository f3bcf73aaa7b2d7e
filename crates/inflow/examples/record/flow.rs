//! One import from nothing, with the program's own wiring and a clock that stands still, so that what is asked
//! here is asked again when the scenario is imported.

use std::path::Path;
use std::sync::{Arc, Mutex};

use inflow_app::accounts::integrations::{self, Entered};
use inflow_app::import::import;
use inflow_app::{Context, Progress, Stage, Stop};
use inflow_domain::{Grouping, ManualClock, Timestamp};
use inflow_program::cli::Global;
use inflow_program::wiring::context_with;
use inflow_store::{Credentials, Integration};
use inflow_zendesk::RetryPolicy;

/// The name that the account is connected under.
const INTEGRATION: &str = "recorded";

/// How the account is connected.
#[derive(Clone)]
pub(crate) struct Connect {
    pub(crate) domain: String,
    pub(crate) grouping: Grouping,
    pub(crate) since: Timestamp,
    pub(crate) now: Timestamp,
    pub(crate) credentials: Credentials,
}

/// What came of it.
pub(crate) struct Imported {
    pub(crate) context: Context,
    pub(crate) integration: Integration,
    /// What the user would have been told.
    pub(crate) notes: Vec<String>,
}

/// Connects a new database in the folder to the server at an address and imports until caught up.
pub(crate) async fn import_all(
    folder: &Path,
    address: &str,
    connect: Connect,
) -> anyhow::Result<Imported> {
    let global = Global {
        database_url: Some(format!("sqlite://{}", folder.join("inflow.db").display()).into()),
        key_file: Some(folder.join("key").into()),
        ..Global::default()
    };
    let clock = Arc::new(ManualClock::at(connect.now));
    let context = context_with(&global, clock, RetryPolicy::default()).await?;
    let entered = Entered {
        name: INTEGRATION.to_owned(),
        domain: connect.domain,
        base_url: Some(address.to_owned()),
        grouping: connect.grouping,
        since: connect.since,
        credentials: connect.credentials,
    };
    let (integration, _) = integrations::add(&context, entered).await?;
    let notes = Arc::new(Notes::default());
    let (stop, _handle) = Stop::new();
    import(&context, &integration, notes.clone(), &stop).await?;
    let integration = integrations::find(&context, INTEGRATION).await?;
    let notes = notes.0.lock().expect("nobody panics while it is told").clone();
    Ok(Imported { context, integration, notes })
}

/// Keeps what the user would be told.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Progress for Notes {
    fn stage(&self, _stage: Stage) {}

    fn advanced(&self, _stage: Stage, _done: u64, _of: Option<u64>) {}

    fn note(&self, text: &str) {
        self.0.lock().expect("nobody panics while it is told").push(text.to_owned());
    }
}

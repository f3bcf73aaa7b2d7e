//! What the answers are made from.

use std::sync::Arc;

use inflow_app::Context;
use inflow_app::access::password::PasswordHashing;
use inflow_app::service::Pulse;
use inflow_domain::Timestamp;
use inflow_store::{Actor, Store, StoreError};

use crate::http::comparisons::Comparisons;
use crate::http::drafts::Drafts;
use crate::http::heavy::HeavyRequests;
use crate::http::metrics::Metrics;
use crate::http::reach::Reach;
use crate::http::shares::Shares;

/// How many answers are read from the store while they are taken, and how many of one account's: each has
/// the figures of a queue in memory.
const STREAMS: (u32, u32) = (16, 8);

/// The memory of all answers that stand whole, in KiB, and that of one account's.
const HELD: (u32, u32) = (128 * 1024, 64 * 1024);

/// What the answers are made from. Handlers see an account through the context of their
/// [`Viewer`](crate::http::viewer::Viewer), and through nothing else.
#[derive(Clone)]
pub struct Site {
    context: Context,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) pulse: Arc<Pulse>,
    pub(crate) reach: Arc<Reach>,
    pub(crate) hashing: PasswordHashing,
    pub(crate) drafts: Arc<Drafts>,
    pub(crate) heavy: HeavyRequests,
    /// Answers that are read from the store while they are taken.
    pub(crate) streams: Shares,
    /// The memory of answers that stand whole until they are taken.
    pub(crate) held: Shares,
    /// Whether administrators may connect test servers on this machine.
    pub(crate) allows_test_servers: bool,
    pub(crate) comparisons: Comparisons,
    /// The ports of a replica that figures are read from, where there is one.
    replica: Option<Store>,
}

impl Site {
    /// A site over ports; who asks decides about the account.
    pub fn new(context: Context, metrics: Arc<Metrics>, pulse: Arc<Pulse>, reach: Reach) -> Self {
        let (reach, hashing) = (Arc::new(reach), PasswordHashing::default());
        let (drafts, heavy) = (Arc::default(), HeavyRequests::default());
        let comparisons = Comparisons::default();
        let streams = Shares::new(STREAMS.0, STREAMS.1);
        let held = Shares::new(HELD.0, HELD.1);
        Self {
            context,
            metrics,
            pulse,
            reach,
            hashing,
            drafts,
            heavy,
            streams,
            held,
            allows_test_servers: false,
            comparisons,
            replica: None,
        }
    }

    /// The same, whose figures are read from a replica.
    #[must_use]
    pub fn reading_from(self, replica: Option<Store>) -> Self {
        Self { replica, ..self }
    }

    /// The ports that figures are read from.
    pub(crate) fn of_figures(&self, context: Context) -> Context {
        match &self.replica {
            Some(replica) => Context { store: replica.clone(), ..context },
            None => context,
        }
    }

    /// How many seconds the replica that figures are read from is behind; nothing where there is none.
    pub(crate) async fn replica_lag(&self) -> Result<Option<i64>, StoreError> {
        let Some(replica) = &self.replica else { return Ok(None) };
        let found = replica.upkeep.replication().await?;
        // A replica that took over from its primary is up to date.
        Ok(found.map(|found| found.behind.unwrap_or(0)))
    }

    /// The same, where administrators may connect test servers on this machine by pages and API: what
    /// listens there is found out by whoever may.
    #[must_use]
    pub fn allowing_test_servers(self, allows_test_servers: bool) -> Self {
        Self { allows_test_servers, ..self }
    }

    /// The present instant.
    pub(crate) fn now(&self) -> Timestamp {
        self.context.clock.now()
    }

    /// The ports for somebody in an account.
    pub(crate) fn context_of(&self, account: &str, actor: Actor) -> Context {
        Context { account: account.to_owned(), actor, ..self.context.clone() }
    }

    /// The ports of the account that is meant where none is named, before it is known who asks.
    pub(crate) fn context_of_nobody(&self) -> &Context {
        &self.context
    }
}

//! What every use case needs, wired by hand where the program starts; tests wire the same shape.

use std::fmt;
use std::sync::Arc;

use inflow_destinations::Reach;
use inflow_domain::Clock;
use inflow_store::{Actor, ActorKind, Store, User, Worker};
use inflow_zendesk::{ClientOptions, Connections, Pacers, RetryPolicy, TimeLimits};

/// The ports of the use cases.
#[derive(Clone)]
pub struct Context {
    /// The account that is worked in: nothing of another one is seen.
    pub account: String,
    /// Who works in it, for the audit log.
    pub actor: Actor,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Keeps everything.
    pub store: Store,
    /// Who takes leases.
    pub worker: Worker,
    /// How patiently Zendesk is asked while importing.
    pub retry: RetryPolicy,
    /// What keeps all requests to an account within its limits, and which share of them is taken.
    pub pacers: Pacers,
    /// What all requests to Zendesk go through.
    pub connections: Connections,
    /// Where deliveries may go.
    pub delivery_reach: Reach,
}

impl Context {
    /// The same, for a user in the user's own account.
    #[must_use]
    pub fn of_user(self, user: &User) -> Self {
        let actor = Actor { kind: ActorKind::User, name: user.name.clone() };
        Self { account: user.account.clone(), actor, ..self }
    }

    /// What a client of Zendesk is told, so that both read the same clock.
    pub(crate) fn client_options(
        &self,
        retry: RetryPolicy,
        time_limits: TimeLimits,
    ) -> ClientOptions {
        ClientOptions::default()
            .with_retry(retry)
            .with_time_limits(time_limits)
            .with_clock(Arc::new(ClientClock(self.clock.clone())))
            .with_pacers(self.pacers.clone())
            .with_connections(self.connections.clone())
    }
}

struct ClientClock(Arc<dyn Clock>);

impl fmt::Debug for ClientClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ClientClock")
    }
}

impl inflow_zendesk::Clock for ClientClock {
    fn epoch_seconds(&self) -> i64 {
        self.0.now().0
    }
}

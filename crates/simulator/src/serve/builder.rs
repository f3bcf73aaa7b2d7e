//! From wishes to a server that listens, in one chain.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{Clock, FaultKinds, FaultOptions, ServeOptions, Simulator, Situation};
use crate::account::Account;
use crate::options::Options;

/// The wishes of a simulated account and its server. What is not wished for is that of a small account to look at
/// ([`Options::demo`]), served without limits or faults.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// use inflow_simulator::{Options, Simulator};
///
/// let zendesk = Simulator::builder()
///     .account(Options { tickets: 20, ..Options::demo(1) })
///     .api_token("admin@example.com", "secret")
///     .limit(10)
///     .start()
///     .await
///     .expect("a port of this machine");
/// assert!(zendesk.base_url().starts_with("http://127.0.0.1:"));
/// // Ask `zendesk.base_url()` as you would ask Zendesk. It listens until `zendesk` is dropped.
/// # });
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct SimulatorBuilder {
    account: Options,
    stages: Option<usize>,
    serve: ServeOptions,
}

impl Simulator {
    /// The wishes of a server, to be changed.
    pub fn builder() -> SimulatorBuilder {
        SimulatorBuilder { account: Options::demo(1), stages: None, serve: ServeOptions::default() }
    }
}

impl SimulatorBuilder {
    /// The account of these wishes.
    pub fn account(self, account: Options) -> Self {
        Self { account, ..self }
    }

    /// The account at a number of stages of its history, at least one; the first is served until
    /// `POST /_simulator/stage/K` chooses another.
    pub fn stages(self, stages: usize) -> Self {
        Self { stages: Some(stages.max(1)), ..self }
    }

    /// The admin's address and API token.
    pub fn api_token(mut self, username: &str, token: &str) -> Self {
        username.clone_into(&mut self.serve.username);
        token.clone_into(&mut self.serve.api_token);
        self
    }

    /// The OAuth client's identifier and secret.
    pub fn oauth_client(mut self, client_id: &str, client_secret: &str) -> Self {
        client_id.clone_into(&mut self.serve.oauth_client_id);
        client_secret.clone_into(&mut self.serve.oauth_client_secret);
        self
    }

    /// The most requests a minute of each export.
    pub fn limit(mut self, requests_a_minute: u32) -> Self {
        self.serve.limit = Some(requests_a_minute);
        self
    }

    /// Faults of these kinds, for a number of requests in a hundred.
    pub fn faults(mut self, kinds: FaultKinds, percent: u64) -> Self {
        self.serve.faults = FaultOptions { kinds, percent };
        self
    }

    /// Something wrong with the account as a whole, so that nobody is let in.
    pub fn situation(mut self, situation: Situation) -> Self {
        self.serve.situation = Some(situation);
        self
    }

    /// What it takes for the present.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.serve.clock = clock;
        self
    }

    /// The server. Nothing is listened on yet.
    pub fn build(self) -> Simulator {
        let stages = match self.stages {
            Some(count) => Account::stages(&self.account, count),
            None => vec![Account::generate(&self.account)],
        };
        Simulator::staged(stages, self.serve)
    }

    /// The server, listening on a free port of this machine. It needs tokio's runtime.
    pub async fn start(self) -> io::Result<Running> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let simulator = self.build();
        let served = simulator.clone();
        let task = tokio::spawn(async move { served.serve(listener).await });
        Ok(Running { simulator, address, task })
    }
}

/// A simulated account that listens until this is dropped.
#[derive(Debug)]
pub struct Running {
    simulator: Simulator,
    address: SocketAddr,
    task: JoinHandle<io::Result<()>>,
}

impl Running {
    /// Where it listens, such as `http://127.0.0.1:40123`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The server itself, which tells what it was asked.
    pub fn simulator(&self) -> &Simulator {
        &self.simulator
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

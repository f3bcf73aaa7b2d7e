//! The one place that builds an HTTP client: no redirects, no cookies, time limits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;

use crate::failure::has_no_descriptor_left;

/// How long a request may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct TimeLimits {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until the answer's last byte.
    pub total: Duration,
}

impl TimeLimits {
    /// So long until the connection stands, and until the answer's last byte.
    pub const fn new(connect: Duration, total: Duration) -> Self {
        Self { connect, total }
    }
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(30), total: Duration::from_secs(300) }
    }
}

/// The connections to all accounts. Clones share them: clients that are given clones of the same ones
/// read the machine's certificates once and keep open what others may use again.
#[derive(Debug, Clone, Default)]
pub struct Connections(Arc<Mutex<HashMap<(TimeLimits, bool), reqwest::Client>>>);

impl Connections {
    /// The HTTP client for an endpoint of the network or of this machine.
    pub(crate) fn client(
        &self,
        limits: TimeLimits,
        loopback: bool,
    ) -> Result<reqwest::Client, reqwest::Error> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = known.get(&(limits, loopback)) {
            return Ok(client.clone());
        }
        let client = build(limits, loopback)?;
        // It may lack certificates that could not be read: the next one shall have them.
        if !has_no_descriptor_left() {
            known.insert((limits, loopback), client.clone());
        }
        Ok(client)
    }
}

/// Builds the HTTP client. A redirect is never followed, since it would carry the credential elsewhere;
/// a test server on this machine is never asked through a proxy, for the same reason.
#[expect(clippy::disallowed_methods, reason = "the one place that builds an HTTP client")]
fn build(limits: TimeLimits, loopback: bool) -> Result<reqwest::Client, reqwest::Error> {
    let builder = reqwest::Client::builder()
        .user_agent(concat!("inflow/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .referer(false)
        .connect_timeout(limits.connect)
        .timeout(limits.total);
    if loopback { builder.no_proxy() } else { builder }.build()
}

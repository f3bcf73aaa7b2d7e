//! The one place that builds an HTTP client: no redirects, no cookies, time limits.

use std::time::Duration;

use reqwest::redirect::Policy;

/// How long a request may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeLimits {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until the answer's last byte.
    pub total: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(30), total: Duration::from_secs(300) }
    }
}

/// Builds the HTTP client. A redirect is never followed, since it would carry the credential elsewhere;
/// a test server on this machine is never asked through a proxy, for the same reason.
#[expect(clippy::disallowed_methods, reason = "the one place that builds an HTTP client")]
pub(crate) fn build(limits: TimeLimits, loopback: bool) -> Result<reqwest::Client, reqwest::Error> {
    let builder = reqwest::Client::builder()
        .user_agent(concat!("inflow/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .referer(false)
        .connect_timeout(limits.connect)
        .timeout(limits.total);
    if loopback { builder.no_proxy() } else { builder }.build()
}

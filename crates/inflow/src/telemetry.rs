//! Logs: on standard error, as text or JSON, without secrets.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::EnvFilter;

use crate::cli::{Global, LogFormat};

/// Starts logging.
pub fn start(global: &Global) {
    let filter = EnvFilter::new(global.log.as_deref().unwrap_or("warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    let builder = builder.with_ansi(io::stderr().is_terminal());
    // A subscriber that is there already, as in tests, stays.
    let _ = match global.log_format.unwrap_or(LogFormat::Text) {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}

/// Whether a text chooses log lines.
pub(crate) fn fit_filter(text: &str) -> Result<String, String> {
    match EnvFilter::builder().parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => {
            Err(format!("it chooses log lines, such as info or inflow_zendesk=debug: {error}"))
        }
    }
}

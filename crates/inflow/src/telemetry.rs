//! Logs: on standard error, as text or JSON, without secrets.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::EnvFilter;

use crate::cli::LogFormat;

/// Starts logging. `INFLOW_LOG` chooses what is logged; warnings, unless it says otherwise.
pub fn start(format: Option<LogFormat>) {
    let filter = EnvFilter::try_from_env("INFLOW_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    let builder = builder.with_ansi(io::stderr().is_terminal());
    // A subscriber that is there already, as in tests, stays.
    let _ = match format.unwrap_or(LogFormat::Text) {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}

//! Logs and whatever else is told on standard error: as text or JSON, without secrets.

use std::io::{self, IsTerminal as _, Write as _};

use tracing::Level;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::{Directive, LevelFilter};

use crate::cli::{Global, LogFormat};

/// Of which lines it is said that they are no logs. Only where logs are JSON is it switched on.
const TOLD: &str = "inflow_told";

/// Starts logging.
pub fn start(global: &Global) {
    let format = global.log_format.unwrap_or(LogFormat::Text);
    let filter = EnvFilter::new(global.log.as_deref().unwrap_or("warn"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter.add_directive(of_what_is_told(format)))
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        // Lines that cannot be written would be told of on standard error, and end the program there.
        .log_internal_errors(false);
    // A subscriber that is there already, as in tests, stays.
    let _ = match format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
}

/// A hint or progress on standard error, where it disturbs no script: a line, or one of JSON where logs
/// are, whatever these are filtered by.
pub fn hint(text: &str) {
    if tracing::enabled!(target: TOLD, Level::INFO) {
        tracing::info!(target: TOLD, "{text}");
    } else {
        line(text);
    }
}

/// The failure that ends the program, and what to do about it, told in the same way.
pub(crate) fn failed(reason: &str, advice: Option<&str>) {
    if tracing::enabled!(target: TOLD, Level::ERROR) {
        tracing::error!(target: TOLD, advice, "{reason}");
        return;
    }
    line(&format!("error: {reason}"));
    if let Some(advice) = advice {
        line(advice);
    }
}

/// A line on standard error. Where that is full or closed there is nobody left to tell.
fn line(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

fn of_what_is_told(format: LogFormat) -> Directive {
    let level = match format {
        LogFormat::Text => LevelFilter::OFF,
        LogFormat::Json => LevelFilter::INFO,
    };
    format!("{TOLD}={level}").parse().expect("a target and a level are a directive")
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

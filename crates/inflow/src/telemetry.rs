//! Logs, hints and failures on standard error: as text or JSON, without secrets.

use std::io::{self, IsTerminal as _, Write};

use tracing::Level;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::{Directive, LevelFilter};

use crate::cli::{Global, LogFormat};
use crate::output::harmless;

/// Of which lines it is said that they are no logs. Only where logs are JSON is it switched on.
const TOLD: &str = "inflow_told";

/// Starts logging.
pub fn start(global: &Global) {
    let format = global.log_format.unwrap_or(LogFormat::Text);
    let filter = EnvFilter::new(global.log.as_deref().unwrap_or("warn"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter.add_directive(of_what_is_told(format)))
        .with_writer(move || LogWriter { format })
        .with_ansi(io::stderr().is_terminal())
        // Lines that cannot be written would be told of on standard error, and end the program there.
        .log_internal_errors(false);
    // A subscriber that is there already, as in tests, stays.
    let _ = match format {
        LogFormat::Text => builder.try_init(),
        // The list of spans has the present one too.
        LogFormat::Json => builder.json().with_span_list(false).try_init(),
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

/// A secret that is told once, with what it is for: never as a line of the log, which is kept and read by
/// others. Where logs are JSON it goes to standard output, and else to standard error.
pub(crate) fn secret(text: &str) {
    if tracing::enabled!(target: TOLD, Level::INFO) {
        // Where nobody reads it, another one can be made.
        let _ = writeln!(io::stdout(), "{text}");
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
    let mut err = io::stderr();
    let _ = if err.is_terminal() {
        writeln!(err, "{}", harmless(text, &['\n', '\t']))
    } else {
        writeln!(err, "{text}")
    };
}

/// The longest line of a log: a name that somebody made long fills no disk.
const LONGEST_LINE: usize = 8 * 1024;
/// The longest text of a line of JSON that is longer than that, in characters.
const LONGEST_LOGGED: usize = 500;

/// Standard error, where each line is written at once.
struct LogWriter {
    format: LogFormat,
}

impl Write for LogWriter {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut err = io::stderr();
        let shorter = (line.len() > LONGEST_LINE).then(|| shortened(line, self.format));
        let shown = shorter.as_deref().unwrap_or(line);
        if err.is_terminal() {
            // Colours are the log's own: what it is told has none any more.
            let text = String::from_utf8_lossy(shown);
            err.write_all(harmless(&text, &['\n', '\t', '\u{1b}']).as_bytes())?;
        } else {
            err.write_all(shown)?;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// A line that is too long, without what makes it so.
fn shortened(line: &[u8], format: LogFormat) -> Vec<u8> {
    if format == LogFormat::Json
        && let Ok(mut told) = serde_json::from_slice(line)
    {
        shorten(&mut told);
        return format!("{told}\n").into_bytes();
    }
    let text = String::from_utf8_lossy(&line[..LONGEST_LINE]);
    let text = text.trim_end_matches('\u{fffd}');
    format!("{text}… ({} bytes more)\n", line.len() - text.len()).into_bytes()
}

fn shorten(told: &mut serde_json::Value) {
    match told {
        serde_json::Value::String(text) => {
            let length = text.chars().count();
            if length > LONGEST_LOGGED {
                let begin: String = text.chars().take(LONGEST_LOGGED).collect();
                *text = format!("{begin}… ({} characters more)", length - LONGEST_LOGGED);
            }
        }
        serde_json::Value::Array(list) => list.iter_mut().for_each(shorten),
        serde_json::Value::Object(members) => members.values_mut().for_each(shorten),
        _ => {}
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_logs_have_an_end() {
        let name = "ä".repeat(100_000);
        let text = shortened(format!("a sign-in failed user={name}\n").as_bytes(), LogFormat::Text);
        let text = String::from_utf8(text).expect("UTF-8");
        assert!(text.len() < LONGEST_LINE + 100 && text.ends_with(" bytes more)\n"), "{text}");
        let line = serde_json::json!({"fields": {"user": name, "why": "no"}, "level": "WARN"});
        let json = shortened(format!("{line}\n").as_bytes(), LogFormat::Json);
        let told: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
        assert_eq!((&told["fields"]["why"], &told["level"]), (&"no".into(), &"WARN".into()));
        assert!(json.len() < 2 * LONGEST_LINE, "{told}");
        assert!(told["fields"]["user"].as_str().is_some_and(|user| user.ends_with(" more)")));
    }
}

//! Progress: a bar on a terminal, plain lines otherwise; always on standard error.

use std::io::{self, IsTerminal as _};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use inflow_ingest::{Progress, Stage};

/// Tells the user on standard error.
#[derive(Debug)]
pub struct Told {
    bar: Option<ProgressBar>,
}

impl Default for Told {
    fn default() -> Self {
        Self::new()
    }
}

impl Told {
    /// A bar where there is a terminal.
    pub fn new() -> Self {
        let bar = io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner();
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self { bar }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    #[expect(clippy::print_stderr, reason = "progress belongs on standard error")]
    fn line(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.println(text),
            None => eprintln!("{text}"),
        }
    }
}

impl Progress for Told {
    fn stage(&self, stage: Stage) {
        match &self.bar {
            Some(bar) => {
                bar.set_style(ProgressStyle::default_spinner());
                bar.set_message(stage.as_str());
            }
            None => self.line(stage.as_str()),
        }
    }

    fn advanced(&self, stage: Stage, done: u64, of: Option<u64>) {
        if let Some(bar) = &self.bar {
            bar.set_message(match of {
                Some(of) => format!("{}: {done} of {of}", stage.as_str()),
                None => format!("{}: {done}", stage.as_str()),
            });
        }
    }

    fn note(&self, text: &str) {
        self.line(&format!("note: {text}"));
    }
}

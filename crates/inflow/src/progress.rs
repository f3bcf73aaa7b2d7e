//! Progress: a bar on a terminal, a plain line now and then otherwise; always on standard error.

use std::io::{self, IsTerminal as _};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use inflow_app::{Progress, Reading, Stage};

use crate::output::hint;

/// How often a plain line is printed while a stage goes on.
const LINE_EVERY: Duration = Duration::from_secs(30);

/// Shorter waits for Zendesk's limits are not worth a word.
const TOLD_WAIT: Duration = Duration::from_secs(2);

/// Tells the user on standard error.
#[derive(Debug)]
pub struct Told {
    bar: Option<ProgressBar>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    stage_began: Instant,
    last_line: Instant,
    /// How far the stage is, in words.
    so_far: String,
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
        let now = Instant::now();
        let state = State { stage_began: now, last_line: now, so_far: String::new() };
        Self { bar, state: Mutex::new(state) }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// Shows how far it is: at once in the bar, or in a line if the last one is long ago.
    fn show(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(text.to_owned()),
            None if self.is_time_for_a_line() => self.line(text),
            None => {}
        }
    }

    fn is_time_for_a_line(&self) -> bool {
        let now = Instant::now();
        let mut state = self.state();
        let due = now - state.last_line >= LINE_EVERY;
        if due {
            state.last_line = now;
        }
        due
    }

    fn line(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.println(text),
            None => hint(text),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for Told {
    fn stage(&self, stage: Stage) {
        let now = Instant::now();
        let so_far = stage.as_str().to_owned();
        *self.state() = State { stage_began: now, last_line: now, so_far };
        match &self.bar {
            Some(bar) => {
                bar.set_style(ProgressStyle::default_spinner());
                bar.set_message(stage.as_str());
            }
            None => self.line(stage.as_str()),
        }
    }

    fn reading(&self, stage: Stage, reading: &Reading) {
        let so_far = {
            let mut known = self.state();
            known.so_far = sentence(stage, reading, known.stage_began.elapsed());
            known.so_far.clone()
        };
        self.show(&so_far);
    }

    fn waiting(&self, left: Duration) {
        if left >= TOLD_WAIT {
            let so_far = self.state().so_far.clone();
            self.show(&format!("{so_far}; waiting for Zendesk's limit, {} s", left.as_secs()));
        }
    }

    fn advanced(&self, stage: Stage, done: u64, of: Option<u64>) {
        let so_far = match of {
            Some(of) => format!("{}: {done} of {of}", stage.as_str()),
            None => format!("{}: {done}", stage.as_str()),
        };
        self.state().so_far.clone_from(&so_far);
        self.show(&so_far);
    }

    fn note(&self, text: &str) {
        self.line(&format!("note: {text}"));
    }
}

/// How far a reading is: rows, rows a second, and how long the rest will take.
fn sentence(stage: Stage, reading: &Reading, taken: Duration) -> String {
    #[expect(clippy::cast_precision_loss, reason = "rows, for a person's eyes")]
    let rate = reading.rows as f64 / taken.as_secs_f64().max(0.1);
    let left = match reading.time_left(taken) {
        Some(left) if left >= Duration::from_secs(1) => format!(", {} left", spoken(left)),
        _ => String::new(),
    };
    format!("{}: {} rows ({rate:.0}/s){left}", stage.as_str(), reading.rows)
}

/// A duration as people say it.
fn spoken(duration: Duration) -> String {
    match duration.as_secs() {
        seconds @ 0..90 => format!("about {seconds} s"),
        seconds @ 90..5400 => format!("about {} min", (seconds + 30) / 60),
        seconds => format!("about {} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_tells_rows_rate_and_the_time_left() {
        let reading =
            Reading { rows: 12_000, pages: 12, share: Some(0.25), pages_a_minute: Some(10.0) };
        assert_eq!(
            sentence(Stage::TicketEvents, &reading, Duration::from_secs(40)),
            "reading ticket events: 12000 rows (300/s), about 4 min left"
        );
        let unknown = Reading { share: None, ..reading };
        assert_eq!(
            sentence(Stage::Tickets, &unknown, Duration::from_secs(40)),
            "reading tickets: 12000 rows (300/s)"
        );
    }

    #[test]
    fn durations_are_spoken() {
        for (seconds, expected) in
            [(7, "about 7 s"), (100, "about 2 min"), (5_400, "about 1 h 30 min")]
        {
            assert_eq!(spoken(Duration::from_secs(seconds)), expected);
        }
    }
}

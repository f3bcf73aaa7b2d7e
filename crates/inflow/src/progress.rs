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
    /// The stage that the last plain line of a beginning named: one that begins again needs no further line.
    named: Option<&'static str>,
    /// How far the stage is.
    so_far: SoFar,
}

/// How far a stage is.
#[derive(Debug, Clone, PartialEq)]
struct SoFar {
    stage: &'static str,
    /// What was done, such as rows with their rate.
    done: String,
    /// The share of the stage that is done, where that is known.
    share: Option<f64>,
    left: Option<Duration>,
}

/// Steps of a bar.
const STEPS: u64 = 1000;

impl SoFar {
    fn beginning(stage: Stage) -> Self {
        Self { stage: stage.as_str(), done: String::new(), share: None, left: None }
    }

    /// How far a reading is: rows, rows a second, and how long the rest will take.
    fn reading(stage: Stage, reading: &Reading, taken: Duration) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "rows, for a person's eyes")]
        let rate = reading.rows as f64 / taken.as_secs_f64().max(0.1);
        Self {
            done: format!("{} rows ({rate:.0}/s)", reading.rows),
            share: reading.share,
            left: reading.time_left(taken),
            ..Self::beginning(stage)
        }
    }

    /// How far something is of which the number is known; the rest takes as long as it took so far.
    fn counted(stage: Stage, done: u64, of: Option<u64>, taken: Duration) -> Self {
        let Some(of) = of.filter(|of| *of > 0) else {
            return Self { done: done.to_string(), ..Self::beginning(stage) };
        };
        #[expect(clippy::cast_precision_loss, reason = "rows, for a person's eyes")]
        let share = done.min(of) as f64 / of as f64;
        let left = Duration::try_from_secs_f64(taken.as_secs_f64() * (1.0 - share) / share).ok();
        Self { done: format!("{done} of {of}"), share: Some(share), left, ..Self::beginning(stage) }
    }

    /// The step of the bar, where there is one.
    fn step(&self) -> Option<u64> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a share of a thousand steps"
        )]
        self.share.map(|share| (share.clamp(0.0, 1.0) * STEPS as f64) as u64)
    }

    /// What stands behind the bar.
    fn behind(&self) -> String {
        let left = self.spoken_left().map(|left| format!(", {left}")).unwrap_or_default();
        let done = if self.done.is_empty() { "" } else { ", " };
        format!("{left}{done}{}", self.done)
    }

    /// All of it in a sentence.
    fn sentence(&self) -> String {
        let percent = self.step().map(|step| format!("{} %", step * 100 / STEPS));
        let done = Some(self.done.clone()).filter(|done| !done.is_empty());
        let parts: Vec<String> =
            [done, percent, self.spoken_left()].into_iter().flatten().collect();
        let colon = if parts.is_empty() { "" } else { ": " };
        format!("{}{colon}{}", self.stage, parts.join(", "))
    }

    fn spoken_left(&self) -> Option<String> {
        let left = self.left.filter(|left| *left >= Duration::from_secs(1))?;
        Some(format!("{} left", spoken(left)))
    }
}

/// A bar with per cent, for stages whose share is known; 80 columns hold it with the time left and the rows.
fn with_a_share() -> ProgressStyle {
    style("{msg} [{bar:16}] {percent:>3} %{prefix}").progress_chars("=> ")
}

/// What turns, for the others.
fn without_a_share() -> ProgressStyle {
    style("{spinner} {msg}{prefix}")
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
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
            let bar = ProgressBar::new(STEPS).with_style(without_a_share());
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        let now = Instant::now();
        let so_far = SoFar::beginning(Stage::Discovering);
        let state = State { stage_began: now, last_line: now, named: None, so_far };
        Self { bar, state: Mutex::new(state) }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    /// Shows how far it is, and a remark: at once in the bar, or in a line if the last one is long ago.
    fn show(&self, so_far: &SoFar, remark: &str) {
        let Some(bar) = &self.bar else {
            if self.is_time_for_a_line() {
                self.line(&format!("{}{remark}", so_far.sentence()));
            }
            return;
        };
        bar.set_style(if so_far.share.is_some() { with_a_share() } else { without_a_share() });
        bar.set_position(so_far.step().unwrap_or(0));
        bar.set_message(so_far.stage);
        bar.set_prefix(format!("{}{remark}", so_far.behind()));
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
        let so_far = SoFar::beginning(stage);
        let named = Some(stage.as_str());
        let begun = State { stage_began: now, last_line: now, named, so_far: so_far.clone() };
        let before = std::mem::replace(&mut *self.state(), begun).named;
        match &self.bar {
            Some(_) => self.show(&so_far, ""),
            None if before != named => self.line(stage.as_str()),
            None => {}
        }
    }

    fn reading(&self, stage: Stage, reading: &Reading) {
        let so_far = {
            let mut known = self.state();
            known.so_far = SoFar::reading(stage, reading, known.stage_began.elapsed());
            known.so_far.clone()
        };
        self.show(&so_far, "");
    }

    fn waiting(&self, left: Duration) {
        if left >= TOLD_WAIT {
            let so_far = self.state().so_far.clone();
            // Beside a bar there is no room for the rows as well.
            let shown = match &self.bar {
                Some(_) => SoFar { done: String::new(), ..so_far },
                None => so_far,
            };
            self.show(&shown, &format!("; Zendesk's limit: waiting {} s", left.as_secs()));
        }
    }

    fn advanced(&self, stage: Stage, done: u64, of: Option<u64>) {
        let so_far = {
            let mut known = self.state();
            known.so_far = SoFar::counted(stage, done, of, known.stage_began.elapsed());
            known.so_far.clone()
        };
        self.show(&so_far, "");
    }

    fn note(&self, text: &str) {
        self.line(&format!("note: {text}"));
    }
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
    fn a_reading_tells_rows_rate_share_and_the_time_left() {
        let reading =
            Reading { rows: 12_000, pages: 12, share: Some(0.25), pages_a_minute: Some(10.0) };
        let so_far = SoFar::reading(Stage::TicketEvents, &reading, Duration::from_secs(40));
        assert_eq!(
            so_far.sentence(),
            "reading ticket events: 12000 rows (300/s), 25 %, about 4 min left"
        );
        assert_eq!(so_far.step(), Some(250));
        assert_eq!(so_far.behind(), ", about 4 min left, 12000 rows (300/s)");
        let unknown = Reading { share: None, ..reading };
        let so_far = SoFar::reading(Stage::Tickets, &unknown, Duration::from_secs(40));
        assert_eq!(so_far.sentence(), "reading tickets: 12000 rows (300/s)");
        assert_eq!(so_far.step(), None);
    }

    #[test]
    fn what_is_counted_has_a_share_and_a_time_left() {
        let counted = |done, of| {
            SoFar::counted(Stage::Counting, done, of, Duration::from_secs(10)).sentence()
        };
        assert_eq!(
            counted(2000, Some(8000)),
            "counting tickets: 2000 of 8000, 25 %, about 30 s left"
        );
        assert_eq!(counted(8000, Some(8000)), "counting tickets: 8000 of 8000, 100 %");
        assert_eq!(counted(0, Some(8000)), "counting tickets: 0 of 8000, 0 %");
        assert_eq!(counted(7, None), "counting tickets: 7");
        assert_eq!(counted(0, Some(0)), "counting tickets: 0");
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

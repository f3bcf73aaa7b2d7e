//! Request limits, by fixed windows of a minute, told in headers as Zendesk tells them.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::answer::Answer;

/// The length of a window.
const WINDOW_SECONDS: u64 = 60;

/// How many requests a minute the whole account may make, as on Zendesk's Enterprise plan.
const ACCOUNT_LIMIT: u32 = 700;

/// The budgets of exports: the header that tells of each, and whose requests it is for.
const EXPORTS: [(&str, &[&str]); 3] = [
    ("zendesk-ratelimit-incremental-exports-cursor", &["incremental/tickets/cursor"]),
    (
        "zendesk-ratelimit-incremental-exports",
        &["incremental/tickets", "incremental/ticket_events"],
    ),
    ("zendesk-ratelimit-talk-incremental-exports", &["channels/voice/stats/incremental/calls"]),
];

/// Counts requests by window, and refuses those beyond the limit if there is one.
#[derive(Debug)]
pub(super) struct Limits {
    /// What each export may be asked in a window.
    per_export: Option<u32>,
    exports: [Counter; 3],
    account: Counter,
}

#[derive(Debug, Default)]
struct Counter {
    /// Windows within which there was a request, the oldest first.
    windows: Vec<Window>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Window {
    number: u64,
    taken: u32,
    refused: u32,
}

/// What a request's answer says about the limits.
#[derive(Debug, Default)]
pub(super) struct Told(Vec<(&'static str, String)>);

impl Told {
    /// The answer with these headers.
    pub(super) fn on(self, answer: Answer) -> Answer {
        self.0.into_iter().fold(answer, |answer, (name, value)| answer.with(name, &value))
    }
}

impl Limits {
    /// A limit of requests a minute for each export, or none at all.
    pub(super) fn new(per_export: Option<u32>) -> Self {
        Self { per_export, exports: Default::default(), account: Counter::default() }
    }

    /// Counts a request, this long after the beginning. The error is the refusal of one too many.
    pub(super) fn take(&mut self, endpoint: &str, elapsed: Duration) -> Result<Told, Answer> {
        let number = elapsed.as_secs() / WINDOW_SECONDS;
        let left = Duration::from_secs((number + 1) * WINDOW_SECONDS).saturating_sub(elapsed);
        // Whole seconds, rounded up, so that whoever waits as told comes after the edge.
        let resets = left.as_secs() + u64::from(left.subsec_nanos() > 0);
        let own = EXPORTS.iter().position(|(_, endpoints)| endpoints.contains(&endpoint));
        let Some(per_export) = self.per_export else {
            self.count(own, number);
            return Ok(Told::default());
        };
        let export_is_full = own.is_some_and(|own| self.exports[own].taken(number) >= per_export);
        let account_is_full = self.account.taken(number) >= ACCOUNT_LIMIT;
        if export_is_full || account_is_full {
            if let Some(own) = own {
                self.exports[own].window(number).refused += 1;
            }
            self.account.window(number).refused += 1;
            let told = self.told(own, per_export, number, resets);
            return Err(told.on(refusal(export_is_full, resets)));
        }
        self.count(own, number);
        Ok(self.told(own, per_export, number, resets))
    }

    fn count(&mut self, own: Option<usize>, number: u64) {
        if let Some(own) = own {
            self.exports[own].window(number).taken += 1;
        }
        self.account.window(number).taken += 1;
    }

    fn told(&self, own: Option<usize>, per_export: u32, number: u64, resets: u64) -> Told {
        let remaining = ACCOUNT_LIMIT.saturating_sub(self.account.taken(number)).to_string();
        let mut told = vec![
            ("x-rate-limit", ACCOUNT_LIMIT.to_string()),
            ("x-rate-limit-remaining", remaining.clone()),
            ("ratelimit-limit", ACCOUNT_LIMIT.to_string()),
            ("ratelimit-remaining", remaining),
            ("ratelimit-reset", resets.to_string()),
        ];
        if let Some(own) = own {
            let remaining = per_export.saturating_sub(self.exports[own].taken(number));
            let value = format!("total={per_export}; remaining={remaining}; resets={resets}");
            told.push((EXPORTS[own].0, value));
        }
        Told(told)
    }

    /// What each export was asked, window by window, and how much of its budget that was.
    pub(super) fn report(&self) -> Value {
        let exports = EXPORTS.iter().zip(&self.exports).map(|((header, _), counter)| {
            let windows: Vec<Value> = counter
                .windows
                .iter()
                .map(|window| {
                    json!({"window": window.number, "requests": window.taken, "refused": window.refused})
                })
                .collect();
            let (full, taken) = counter.full_windows();
            let share = self.per_export.filter(|_| full > 0).map(|limit| {
                let budget = f64::from(limit) * f64::from(full);
                (f64::from(taken) / budget * 10_000.0).round() / 10_000.0
            });
            let name = header.trim_start_matches("zendesk-ratelimit-").to_owned();
            let told = json!({
                "limit": self.per_export, "windows": windows,
                "full_windows": full, "share_of_full_windows": share,
            });
            (name, told)
        });
        Value::Object(exports.collect())
    }
}

impl Counter {
    fn taken(&self, number: u64) -> u32 {
        self.windows.last().filter(|last| last.number == number).map_or(0, |last| last.taken)
    }

    fn window(&mut self, number: u64) -> &mut Window {
        if self.windows.last().is_none_or(|last| last.number != number) {
            self.windows.push(Window { number, ..Window::default() });
        }
        self.windows.last_mut().expect("it was just made sure of")
    }

    /// How many windows lie between the first and the last, and the requests in them: the first and
    /// the last were not there for the client from edge to edge.
    fn full_windows(&self) -> (u32, u32) {
        let [first, between @ .., last] = self.windows.as_slice() else { return (0, 0) };
        let full = u32::try_from(last.number - first.number - 1).unwrap_or(u32::MAX);
        (full, between.iter().map(|window| window.taken).sum())
    }
}

fn refusal(of_export: bool, resets: u64) -> Answer {
    let what = if of_export { "incremental export API requests" } else { "API requests" };
    let description = format!("Number of allowed {what} per minute exceeded");
    Answer::refused(
        StatusCode::TOO_MANY_REQUESTS,
        json!({"error": "APIRateLimitExceeded", "description": description}),
    )
    .with("retry-after", &resets.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICKETS: &str = "incremental/tickets/cursor";
    const EVENTS: &str = "incremental/ticket_events";

    fn take(limits: &mut Limits, endpoint: &str, milliseconds: u64) -> Answer {
        match limits.take(endpoint, Duration::from_millis(milliseconds)) {
            Ok(told) => told.on(Answer::ok(json!({}))),
            Err(refusal) => refusal,
        }
    }

    fn header(answer: &Answer, name: &str) -> String {
        let found = answer.headers.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    #[test]
    fn each_export_has_its_own_budget_and_a_new_one_every_minute() {
        let mut limits = Limits::new(Some(2));
        let first = take(&mut limits, TICKETS, 17_900);
        let own = "zendesk-ratelimit-incremental-exports-cursor";
        assert_eq!(header(&first, own), "total=2; remaining=1; resets=43");
        assert_eq!(header(&first, "x-rate-limit"), "700");
        assert_eq!(header(&first, "ratelimit-remaining"), "699");
        assert_eq!(header(&first, "ratelimit-reset"), "43");
        assert_eq!(take(&mut limits, TICKETS, 18_000).status, StatusCode::OK);
        let refused = take(&mut limits, TICKETS, 19_000);
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(header(&refused, "retry-after"), "41");
        assert_eq!(header(&refused, own), "total=2; remaining=0; resets=41");
        let words = refused.json().unwrap()["description"].as_str().unwrap();
        assert_eq!(words, "Number of allowed incremental export API requests per minute exceeded");
        let events = take(&mut limits, EVENTS, 19_000);
        assert_eq!(
            header(&events, "zendesk-ratelimit-incremental-exports"),
            "total=2; remaining=1; resets=41"
        );
        assert_eq!(take(&mut limits, TICKETS, 60_000).status, StatusCode::OK);
    }

    #[test]
    fn the_accounts_budget_holds_for_every_request() {
        let mut limits = Limits::new(Some(1));
        let asked = (0..=ACCOUNT_LIMIT).map(|_| take(&mut limits, "views", 1).status);
        assert_eq!(asked.filter(|status| *status == StatusCode::OK).count(), 700);
        let refused = take(&mut limits, TICKETS, 1);
        let words = refused.json().unwrap()["description"].as_str().unwrap();
        assert_eq!(words, "Number of allowed API requests per minute exceeded");
    }

    #[test]
    fn the_share_is_that_of_the_windows_between_the_first_and_the_last() {
        let mut limits = Limits::new(Some(10));
        // Minutes 0 to 4: 1, 9, none, 10 (and one too many), 1.
        let minutes = [(0, 1), (1, 9), (3, 11), (4, 1)];
        for (minute, requests) in minutes {
            (0..requests).for_each(|_| drop(take(&mut limits, EVENTS, minute * 60_000)));
        }
        let report = limits.report();
        let events = &report["incremental-exports"];
        assert_eq!(events["full_windows"], 3);
        assert_eq!(events["share_of_full_windows"], 0.6333);
        assert_eq!(events["windows"][2], json!({"window": 3, "requests": 10, "refused": 1}));
        assert!(report["incremental-exports-cursor"]["share_of_full_windows"].is_null());
    }

    #[test]
    fn without_a_limit_nothing_is_told_and_nothing_refused() {
        let mut limits = Limits::new(None);
        let answers: Vec<Answer> = (0..2_000).map(|_| take(&mut limits, TICKETS, 1)).collect();
        assert!(answers.iter().all(|answer| answer.status == 200 && answer.headers.is_empty()));
        let windows = &limits.report()["incremental-exports-cursor"]["windows"];
        assert_eq!(windows[0]["requests"], 2_000);
    }
}

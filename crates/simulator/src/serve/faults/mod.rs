//! Faults, as real accounts have them: all that is decided about them is decided here.
//!
//! What a request meets follows from the seed, the running number of the request and what was injected
//! before (`choose`), and for some kinds from what is asked for (`held`). `alter` says what a kind makes
//! of an answer. The account itself and its truth never change.

mod alter;
mod choose;
mod held;
mod kinds;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use self::alter::{Beside, alter, rows};
use self::choose::choose;
use self::held::Held;
use self::kinds::{ALL, Effect, Kind};
use super::answer::Answer;
use super::asked::Asked;
use crate::account::Account;
use crate::dice::scatter;

pub use self::kinds::FaultKinds;

/// The faults of a server.
#[derive(Clone, Debug, Default)]
pub struct FaultOptions {
    /// Which kinds there are.
    pub kinds: FaultKinds,
    /// How many requests in a hundred meet one.
    pub percent: u64,
}

/// A request fails at most so often in a row, where repeating it is meant to help.
const MOST_IN_A_ROW: u32 = 2;

/// How many requests of the event export a late row appears after a later one.
const LATE_REQUESTS: u64 = 3;

/// One place of this many of an export is heavy.
const PLACES_PER_HEAVY: u64 = 8;

/// How late a start time must be for the server's clock to be behind it.
const RECENT_SECONDS: i64 = 2 * 86_400;

/// Injects faults and counts them.
pub(super) struct Faults {
    account: Arc<Account>,
    options: FaultOptions,
    held: OnceLock<Held>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    off: bool,
    requests: u64,
    injected: BTreeMap<Kind, u64>,
    /// How often a request failed in a row, by what was asked.
    failures: HashMap<String, u32>,
    /// The last row given, by endpoint.
    last_rows: HashMap<String, Value>,
    /// An end that was not told as one, by endpoint: where it led, and the page to repeat.
    untold_ends: HashMap<String, (String, Answer)>,
    /// Requests of the event export since the newest row was given.
    since_newest: Option<u64>,
}

impl Faults {
    pub(super) fn new(account: Arc<Account>, options: FaultOptions) -> Self {
        Self { account, options, held: OnceLock::new(), state: Mutex::default() }
    }

    /// Switches all faults on or off.
    pub(super) fn switch(&self, on: bool) {
        self.state().off = !on;
    }

    /// How many faults of each kind were injected.
    pub(super) fn report(&self) -> Value {
        let state = self.state();
        let wanted = ALL.iter().filter(|(kind, ..)| self.options.kinds.contains(*kind));
        let injected: serde_json::Map<String, Value> = wanted
            .map(|(kind, name, _)| {
                let count = state.injected.get(kind).copied().unwrap_or_default();
                ((*name).to_owned(), json!(count))
            })
            .collect();
        json!({"on": !state.off, "percent": self.options.percent, "injected": injected})
    }

    /// How many faults were injected in all.
    pub(super) fn count(&self) -> u64 {
        self.state().injected.values().sum()
    }

    /// How many requests an access token is good for; nothing where it lasts.
    pub(super) fn token_uses(&self, number: u64) -> Option<u64> {
        let state = self.state();
        self.is_on(&state, Kind::TokenEnds)
            .then(|| 8 + scatter(self.account.options.seed ^ scatter(number)) % 25)
    }

    /// Takes note that an access token ended early.
    pub(super) fn note_token_end(&self) {
        self.state().note(Kind::TokenEnds);
    }

    /// The ids of events that the export keeps back at the moment.
    pub(super) fn hidden_events(&self, asked: &Asked) -> BTreeSet<i64> {
        let Some(held) = self.held(asked) else { return BTreeSet::new() };
        let state = self.state();
        let late = state.since_newest.is_none_or(|requests| requests < LATE_REQUESTS);
        held.hidden(self.is_on(&state, Kind::LostEvent), late && self.is_on(&state, Kind::LateRow))
    }

    /// What becomes of an answer.
    pub(super) fn disturb(&self, asked: &Asked, answer: Answer) -> Answer {
        let held = self.held(asked);
        let mut state = self.state();
        state.requests += 1;
        let disturbed = if state.off || answer.status != StatusCode::OK {
            answer
        } else {
            self.disturb_success(&mut state, asked, held, answer)
        };
        if let (StatusCode::OK, Some(row)) = (disturbed.status, last_row(asked, &disturbed)) {
            state.last_rows.insert(asked.endpoint.clone(), row);
        }
        disturbed
    }

    fn disturb_success(
        &self,
        state: &mut State,
        asked: &Asked,
        held: Option<&Held>,
        answer: Answer,
    ) -> Answer {
        if let Some(repeated) = state.repeated_end(asked) {
            return repeated;
        }
        if let Some(kind) = self.weight(state, asked, held, &answer) {
            state.note(kind);
            return alter(kind, asked, answer, Beside::default());
        }
        if let Some(held) = held {
            self.note_hidden(state, asked, held, &answer);
        }
        let possible: Vec<Kind> = ALL
            .iter()
            .map(|(kind, ..)| *kind)
            .filter(|kind| self.is_on(state, *kind) && self.can_meet(state, *kind, asked, &answer))
            .collect();
        let (seed, number) = (self.account.options.seed, state.requests);
        let chosen = choose(seed, number, self.options.percent, &possible, &state.injected);
        let Some(kind) = chosen else {
            state.failures.remove(&identity(asked));
            return answer;
        };
        state.note(kind);
        match kind.effect() {
            Effect::Fails => *state.failures.entry(identity(asked)).or_default() += 1,
            _ => drop(state.failures.remove(&identity(asked))),
        }
        if kind == Kind::RepeatedEnd {
            state.remember_end(asked, &answer);
        }
        let row_before = state.last_rows.get(&asked.endpoint).cloned();
        alter(kind, asked, answer, Beside { row_before, draw: scatter(seed ^ number) })
    }

    /// Whether a request can meet a fault of this kind.
    fn can_meet(&self, state: &State, kind: Kind, asked: &Asked, answer: &Answer) -> bool {
        let Some(body) = answer.json() else { return false };
        let has_rows = || rows(body).is_some_and(|rows| !rows.is_empty());
        let is_get = asked.method == Method::GET;
        let optional =
            asked.endpoint == "tickets/{id}/audits" || asked.endpoint.starts_with("channels/");
        match kind {
            Kind::StaleCursor => asked.is_export() && asked.query.get("cursor").is_some(),
            Kind::StartTooRecent => {
                let start = asked.query.number::<i64>("start_time");
                asked.is_export()
                    && start.is_some_and(|start| start > self.account.options.end - RECENT_SECONDS)
            }
            Kind::ForbiddenOptional => is_get && optional,
            Kind::ForbiddenRequired => is_get && !optional,
            Kind::Redirect => is_get,
            Kind::RepeatedRow => asked.is_export() && has_rows(),
            Kind::RepeatedEdge => has_rows() && state.last_rows.contains_key(&asked.endpoint),
            Kind::RepeatedEnd => {
                asked.is_ticket_export() && has_rows() && body["end_of_stream"] == true
            }
            Kind::ForeignLink => {
                body["next_page"].is_string()
                    || body["after_url"].is_string()
                    || body["links"]["next"].is_string()
            }
            Kind::UnknownProperty => is_get && has_rows(),
            Kind::UnknownEvent => {
                has_rows()
                    && matches!(
                        asked.endpoint.as_str(),
                        "incremental/ticket_events" | "tickets/{id}/audits"
                    )
            }
            _ => match kind.effect() {
                Effect::Stands => false,
                Effect::Fails => state
                    .failures
                    .get(&identity(asked))
                    .is_none_or(|failed| *failed < MOST_IN_A_ROW),
                Effect::Alters | Effect::Refuses => true,
            },
        }
    }

    /// Whether a page is too heavy to be made in time, and why.
    fn weight(
        &self,
        state: &State,
        asked: &Asked,
        held: Option<&Held>,
        answer: &Answer,
    ) -> Option<Kind> {
        if !asked.is_ticket_export() {
            return None;
        }
        let rows = rows(answer.json()?)?;
        let with_comments =
            asked.query.get("include").is_some_and(|include| include.contains("comment_events"));
        let heavy = held.and_then(|held| held.heavy).filter(|_| with_comments);
        if self.is_on(state, Kind::HeavyEvent)
            && heavy.is_some_and(|heavy| rows.iter().any(|row| row["id"] == heavy))
        {
            return Some(Kind::HeavyEvent);
        }
        let place =
            asked.position()?.bytes().fold(0, |mixed, byte| scatter(mixed ^ u64::from(byte)));
        let draw = scatter(self.account.options.seed ^ place);
        let most = [500, 250, 125][usize::try_from(draw / PLACES_PER_HEAVY % 3).ok()?];
        let size = asked.query.number("per_page").unwrap_or(1_000);
        let too_heavy = draw.is_multiple_of(PLACES_PER_HEAVY) && size > most && rows.len() > 1;
        (self.is_on(state, Kind::HeavyPage) && too_heavy).then_some(Kind::HeavyPage)
    }

    /// Takes note of what the export keeps back within a page's stretch of time.
    fn note_hidden(&self, state: &mut State, asked: &Asked, held: &Held, answer: &Answer) {
        let start = asked.query.number::<i64>("start_time").unwrap_or_default();
        let end = answer.json().and_then(|body| body["end_time"].as_i64()).unwrap_or(start);
        let within = |events: &BTreeMap<i64, i64>| {
            events.values().filter(|at| (start..=end).contains(*at)).count() as u64
        };
        if self.is_on(state, Kind::LostEvent) {
            *state.injected.entry(Kind::LostEvent).or_default() += within(&held.lost);
        }
        let kept_back = state.since_newest.is_none_or(|requests| requests < LATE_REQUESTS);
        if self.is_on(state, Kind::LateRow) && kept_back {
            *state.injected.entry(Kind::LateRow).or_default() += within(&held.late);
        }
        match &mut state.since_newest {
            Some(requests) => *requests += 1,
            None => state.since_newest = (end >= held.newest).then_some(0),
        }
    }

    /// The chosen events, once the event export was asked; its first start is the window's.
    fn held(&self, asked: &Asked) -> Option<&Held> {
        if asked.endpoint != "incremental/ticket_events" {
            return None;
        }
        let begin = asked.query.number("start_time")?;
        Some(self.held.get_or_init(|| Held::of(&self.account, begin)))
    }

    fn is_on(&self, state: &State, kind: Kind) -> bool {
        !state.off && self.options.kinds.contains(kind)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn note(&mut self, kind: Kind) {
        *self.injected.entry(kind).or_default() += 1;
    }

    /// Keeps a last page that is told as if others followed.
    fn remember_end(&mut self, asked: &Asked, answer: &Answer) {
        let body = answer.json().unwrap_or(&Value::Null);
        let leads_to = match &body["after_cursor"] {
            Value::String(cursor) => cursor.clone(),
            _ => body["end_time"].to_string(),
        };
        self.untold_ends.insert(asked.endpoint.clone(), (leads_to, answer.clone()));
    }

    /// The last page again, for whoever goes on from it.
    fn repeated_end(&mut self, asked: &Asked) -> Option<Answer> {
        let (position, _) = self.untold_ends.get(&asked.endpoint)?;
        if asked.position() != Some(position) {
            return None;
        }
        self.untold_ends.remove(&asked.endpoint).map(|(_, answer)| answer)
    }
}

/// What is asked, however large the page is to be.
fn identity(asked: &Asked) -> String {
    format!("{} {}", asked.path, asked.position().unwrap_or_default())
}

fn last_row(asked: &Asked, answer: &Answer) -> Option<Value> {
    if !asked.is_export() {
        return None;
    }
    rows(answer.json()?)?.last().cloned()
}

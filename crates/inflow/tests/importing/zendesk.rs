//! A small account whose clock, rows and failures a test sets as it likes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use chrono::DateTime;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// The customer who wrote everything.
const CUSTOMER: i64 = 900;

/// The parameters of a request.
pub(crate) type Query = HashMap<String, String>;

/// Tells by path and parameters which requests fail, and with which status.
type Trouble = Box<dyn Fn(&str, &Query) -> Option<u16> + Send>;

/// Changes an answer by path, before it is given.
type Oddity = Box<dyn Fn(&str, &mut Value) + Send>;

/// What the account holds and how it behaves.
pub(crate) struct State {
    /// What its clock shows.
    pub(crate) now: i64,
    /// Tickets by id, with when each was last written.
    pub(crate) tickets: Vec<(i64, i64)>,
    /// Events: id, ticket and time. The first of a ticket creates it, the others are replies.
    pub(crate) events: Vec<(i64, i64, i64)>,
    /// Events that the export leaves out; audits hold them.
    pub(crate) lost: Vec<i64>,
    /// Events that audits tell as the beginning of a messaging session.
    pub(crate) sessions: Vec<i64>,
    /// Tickets that are deleted.
    pub(crate) deleted: Vec<i64>,
    /// How far its clock moves with every page of events.
    pub(crate) seconds_an_events_page_takes: i64,
    /// The most events that a page of it ever has, even within a second.
    pub(crate) most_events: usize,
    /// The custom field that the one view asks for, if any.
    pub(crate) view_field: Option<i64>,
    /// Which requests fail.
    pub(crate) trouble: Trouble,
    /// What is odd about its answers.
    pub(crate) oddity: Oddity,
    asked: Vec<String>,
}

/// The account, served.
pub(crate) struct Zendesk {
    server: MockServer,
    state: Shared,
}

#[derive(Clone)]
struct Shared(Arc<Mutex<State>>);

impl Zendesk {
    pub(crate) async fn start(now: i64) -> Self {
        let state = State {
            now,
            tickets: Vec::new(),
            events: Vec::new(),
            lost: Vec::new(),
            sessions: Vec::new(),
            deleted: Vec::new(),
            seconds_an_events_page_takes: 0,
            most_events: usize::MAX,
            view_field: None,
            trouble: Box::new(|_, _| None),
            oddity: Box::new(|_, _| {}),
            asked: Vec::new(),
        };
        let state = Shared(Arc::new(Mutex::new(state)));
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(state.clone()).mount(&server).await;
        Self { server, state }
    }

    pub(crate) fn address(&self) -> String {
        self.server.uri()
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.0.lock().expect("no test panics while it holds the account")
    }

    /// Adds tickets that a customer created, one each at these times.
    pub(crate) fn with_tickets(&self, tickets: &[(i64, i64)]) {
        let mut state = self.state();
        for (ticket, at) in tickets {
            state.tickets.push((*ticket, *at));
            state.events.push((ticket * 100, *ticket, *at));
        }
    }

    /// Adds replies that the export loses, each with the ticket's last change.
    pub(crate) fn with_lost_replies(&self, replies: &[(i64, i64)]) {
        let mut state = self.state();
        for (ticket, at) in replies {
            let earlier = state.events.iter().filter(|(_, of, _)| of == ticket).count();
            let id = ticket * 100 + i64::try_from(earlier).expect("a few");
            state.events.push((id, *ticket, *at));
            state.lost.push(id);
            state.tickets.push((*ticket, *at));
        }
    }

    /// The paths that were asked since the last look, without their common beginning.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state().asked)
    }
}

impl Respond for Shared {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut state = self.0.lock().expect("no test panics while it holds the account");
        let path = request.url.path().trim_start_matches("/api/v2/").to_owned();
        let query: Query = request.url.query_pairs().into_owned().collect();
        state.asked.push(path.clone());
        if path == "incremental/ticket_events" {
            state.now += state.seconds_an_events_page_takes;
        }
        let date = DateTime::from_timestamp(state.now, 0).expect("in range");
        let date = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let answer = match (state.trouble)(&path, &query) {
            Some(400) => ResponseTemplate::new(400)
                .set_body_json(json!({"error": "InvalidValue", "description": "not taken"})),
            // No status of Zendesk's: the start time is too recent.
            Some(1) => {
                ResponseTemplate::new(400).set_body_json(json!({"error": "StartTimeTooRecent"}))
            }
            Some(status) => ResponseTemplate::new(status),
            None => {
                let mut answer = state.answer(&path, &query);
                (state.oddity)(&path, &mut answer);
                ResponseTemplate::new(200).set_body_json(answer)
            }
        };
        answer.insert_header("date", date)
    }
}

impl State {
    fn answer(&self, path: &str, query: &Query) -> Value {
        let one = path.strip_prefix("tickets/");
        match path {
            "users/me" => json!({"user": {"id": 1, "name": "Ada", "role": "admin"}}),
            "users" => json!({"users": [{"id": 1, "role": "admin"}]}),
            "views" => json!({"views": [self.view()]}),
            "custom_statuses" => json!({"custom_statuses": [
                {"id": 11, "status_category": "open", "active": true, "default": true},
            ]}),
            "ticket_fields" => {
                json!({"ticket_fields": [{"id": self.view_field.unwrap_or(5), "type": "text"}]})
            }
            "incremental/tickets/cursor" => self.tickets_page(query),
            "incremental/ticket_events" => self.events_page(query),
            "channels/voice/stats/incremental/calls" => json!({"calls": [], "count": 0}),
            _ => match one.and_then(|rest| rest.split('/').next()?.parse::<i64>().ok()) {
                Some(ticket) if path.ends_with("/audits") => self.audits(ticket),
                Some(ticket) => {
                    let known = self.tickets.iter().find(|(id, _)| *id == ticket);
                    json!({"ticket": self.ticket(*known.expect("a ticket of the account"))})
                }
                None => panic!("nothing is asked at {path}"),
            },
        }
    }

    fn view(&self) -> Value {
        let condition = match self.view_field {
            Some(field) => {
                json!({"field": format!("custom_fields_{field}"), "operator": "is", "value": "x"})
            }
            None => json!({"field": "status", "operator": "less_than", "value": "solved"}),
        };
        let updated =
            if self.view_field.is_some() { "2025-09-01T12:00:00Z" } else { "2025-01-01T00:00:00Z" };
        json!({"id": 7, "title": "Open", "active": true, "updated_at": updated,
               "conditions": {"all": [condition], "any": []}})
    }

    /// Ordered by when they were written; the cursor names the last row that was given.
    fn tickets_page(&self, query: &Query) -> Value {
        let mut rows = self.tickets.clone();
        rows.sort_by_key(|(id, at)| (*at, *id));
        let given = query.get("cursor").map(|cursor| {
            let (at, id) = cursor.split_once('|').expect("our own cursor");
            let part = |text: &str| text.parse::<i64>().expect("our own cursor");
            (part(at), part(id) + 1)
        });
        let from = given.unwrap_or_else(|| (number(query, "start_time"), i64::MIN));
        let begin = rows.iter().filter(|(id, at)| (*at, *id) < from).count();
        let size = usize::try_from(number(query, "per_page")).expect("a size");
        let end = (begin + size).min(rows.len());
        let written: Vec<Value> = rows[begin..end].iter().map(|row| self.ticket(*row)).collect();
        let last = rows[begin..end].last().map(|(id, at)| (*at, *id));
        let (at, id) = last.unwrap_or((from.0, from.1.saturating_sub(1)));
        let cursor = format!("{at}|{id}");
        json!({"tickets": written, "after_cursor": cursor, "end_of_stream": end == rows.len()})
    }

    fn events_page(&self, query: &Query) -> Value {
        let (start, size) = (number(query, "start_time"), number(query, "per_page"));
        let is_given = |id: &i64| !self.lost.contains(id);
        let given = self.events.iter().filter(|(id, _, at)| *at >= start && is_given(id));
        let mut rows: Vec<_> = given.collect();
        rows.sort_by_key(|(id, _, at)| (*at, *id));
        let last = rows.get(usize::try_from(size).expect("a size") - 1).map(|(_, _, at)| *at);
        let whole_seconds = rows.iter().filter(|(_, _, at)| last.is_none_or(|last| *at <= last));
        let given: Vec<_> = whole_seconds.take(self.most_events).collect();
        let (ended, next) = (given.len() == rows.len(), rows.get(given.len()));
        let end_time = given.last().map(|(_, _, at)| {
            let parted = next.is_some_and(|(_, _, next)| next == at);
            at + i64::from(!ended && !parted)
        });
        let with_comments = query.contains_key("include");
        let written: Vec<Value> =
            given.iter().map(|row| Self::event(***row, with_comments)).collect();
        json!({"ticket_events": written, "end_time": end_time, "end_of_stream": ended})
    }

    fn ticket(&self, (id, written): (i64, i64)) -> Value {
        let times = self.events.iter().filter(|(_, ticket, _)| *ticket == id).map(|(_, _, at)| *at);
        let created = times.min().unwrap_or(written);
        let status = if self.deleted.contains(&id) { "deleted" } else { "new" };
        json!({"id": id, "created_at": text(created), "updated_at": text(written),
               "generated_timestamp": written, "status": status, "requester_id": CUSTOMER,
               "via": {"channel": "email"}})
    }

    fn event(row: (i64, i64, i64), with_comments: bool) -> Value {
        let (id, ticket, at) = row;
        let mut children = Vec::new();
        if creates(row) {
            children.push(json!({"id": id * 10, "event_type": "Create", "status": "new"}));
            children
                .push(json!({"id": id * 10 + 1, "event_type": "Create", "requester_id": CUSTOMER}));
        }
        if with_comments {
            children.push(json!({"id": id * 10 + 2, "event_type": "Comment", "public": true,
                                 "author_id": CUSTOMER}));
        }
        json!({"id": id, "ticket_id": ticket, "timestamp": at, "created_at": text(at),
               "updater_id": CUSTOMER, "via": "Mail", "child_events": children})
    }

    fn audits(&self, ticket: i64) -> Value {
        let rows = self.events.iter().filter(|(_, of, _)| *of == ticket);
        let audit = |row: &(i64, i64, i64)| {
            let (id, _, at) = *row;
            let begins_session = self.sessions.contains(&id);
            let mut events = vec![if begins_session {
                json!({"id": id * 10 + 2, "type": "ChatStartedEvent", "value": {"chat_id": "1"}})
            } else {
                json!({"id": id * 10 + 2, "type": "Comment", "public": true, "author_id": CUSTOMER})
            }];
            if creates(*row) {
                for (number, field, value) in
                    [(0, "status", "new".to_owned()), (1, "requester_id", CUSTOMER.to_string())]
                {
                    events.push(json!({"id": id * 10 + number, "type": "Create",
                                       "field_name": field, "value": value}));
                }
            }
            let channel = if begins_session { "native_messaging" } else { "email" };
            json!({"id": id, "ticket_id": ticket, "created_at": text(at), "author_id": CUSTOMER,
                   "via": {"channel": channel}, "events": events})
        };
        json!({"audits": rows.map(audit).collect::<Vec<_>>(), "meta": {"has_more": false}})
    }
}

/// Whether an event creates its ticket.
fn creates((id, ticket, _): (i64, i64, i64)) -> bool {
    id == ticket * 100
}

pub(crate) fn number(query: &Query, name: &str) -> i64 {
    query.get(name).and_then(|value| value.parse().ok()).unwrap_or(0)
}

fn text(at: i64) -> String {
    DateTime::from_timestamp(at, 0).expect("in range").format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

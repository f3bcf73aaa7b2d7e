//! Imports of a small account that misbehaves: what is counted in the end, and what the user is told.

#[path = "../support/database.rs"]
mod database;
mod repair;
mod slices;
mod zendesk;

use std::sync::{Arc, Mutex};

use inflow_app::accounts::integrations::{self, Entered};
use inflow_app::import::{ImportReport, import};
use inflow_app::{Context, IngestError, Progress, Stage, Stop};
use inflow_domain::{Clock as _, Grouping, ManualClock, TicketId, Timestamp};
use inflow_program::cli::Global;
use inflow_program::wiring::context_with;
use inflow_store::{Credentials, OddRows, Quality};
use inflow_zendesk::{Error as ZendeskError, RetryPolicy};
use secrecy::SecretString;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::database::Database;
use crate::zendesk::{Query, Zendesk, number};

/// 2025-09-01T00:00:00Z: from here on the history is imported.
const SINCE: i64 = 1_756_684_800;

/// A day later: the present.
const NOW: i64 = SINCE + 86_400;

const TICKETS: &str = "incremental/tickets/cursor";
const EVENTS: &str = "incremental/ticket_events";

/// The program, connected to the account.
pub(crate) struct Program {
    zendesk: Zendesk,
    context: Context,
    clock: Arc<ManualClock>,
    _database: Database,
    _folder: TempDir,
}

#[derive(Default)]
pub(crate) struct Notes(Mutex<Vec<String>>);

impl Progress for Notes {
    fn stage(&self, _stage: Stage) {}

    fn advanced(&self, _stage: Stage, _done: u64, _of: Option<u64>) {}

    fn note(&self, text: &str) {
        self.0.lock().expect("no test panics while it is told").push(text.to_owned());
    }
}

impl Program {
    /// Connected, our clock ahead of Zendesk's by so many seconds.
    async fn connected(ahead: i64) -> Self {
        let zendesk = Zendesk::start(NOW).await;
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::in_folder(folder.path());
        let global = Global {
            database_url: Some(database.url().into()),
            key_file: Some(folder.path().join("key").into()),
            ..Global::default()
        };
        let clock = Arc::new(ManualClock::at(Timestamp(NOW + ahead)));
        let retry = RetryPolicy {
            max_attempts: 2,
            base_delay: std::time::Duration::from_millis(1),
            ..RetryPolicy::default()
        };
        let context = context_with(&global, clock.clone(), retry).await.expect("a database");
        let token = SecretString::from("a-token");
        let entered = Entered {
            name: "acme".to_owned(),
            domain: "acme".to_owned(),
            base_url: Some(zendesk.address()),
            grouping: Grouping::Ivr,
            since: Timestamp(SINCE),
            credentials: Credentials::ApiToken { username: "a@b.example".to_owned(), token },
        };
        integrations::add(&context, entered).await.expect("connected");
        zendesk.asked();
        Self { zendesk, context, clock, _database: database, _folder: folder }
    }

    /// Imports; what was done, and the notes told.
    async fn tries(&self) -> (Result<ImportReport, IngestError>, Vec<String>) {
        let integration = integrations::find(&self.context, "acme").await.expect("saved");
        let notes = Arc::new(Notes::default());
        let (stop, _handle) = Stop::new();
        let done = import(&self.context, &integration, notes.clone(), &stop).await;
        let told = notes.0.lock().expect("nothing panicked").clone();
        (done, told)
    }

    async fn imports(&self) -> (ImportReport, Vec<String>) {
        let (done, told) = self.tries().await;
        (done.expect("an import that ends well"), told)
    }

    async fn quality(&self) -> Quality {
        let integration = integrations::find(&self.context, "acme").await.expect("saved");
        self.context.store.reports.quality(integration.id).await.expect("quality")
    }

    fn trouble(&self, trouble: impl Fn(&str, &Query) -> Option<u16> + Send + 'static) {
        self.zendesk.state().trouble = Box::new(trouble);
    }

    /// The present moves on, on both clocks.
    fn later(&self, seconds: i64) {
        let now = self.clock.now().plus_seconds(seconds);
        self.clock.set(now);
        self.zendesk.state().now += seconds;
    }
}

#[tokio::test]
async fn a_quiet_cycle_takes_three_requests_and_the_views() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100), (2, SINCE + 200)]);
    let (report, _) = program.imports().await;
    assert_eq!((report.requests, report.least_requests), (8, 8));
    program.zendesk.asked();
    program.later(900);
    let (report, _) = program.imports().await;
    assert_eq!((report.requests, report.least_requests), (4, 4));
    let calls = "channels/voice/stats/incremental/calls";
    assert_eq!(program.zendesk.asked(), ["views", TICKETS, EVENTS, calls]);
    // A view that names a field nobody knows yet has the fields read at once, and once.
    program.zendesk.state().view_field = Some(77);
    let (report, _) = program.imports().await;
    assert_eq!((report.requests, report.least_requests), (5, 5));
    assert_eq!(program.zendesk.asked()[..2], ["views", "ticket_fields"]);
    assert_eq!(program.imports().await.0.requests, 4);
    program.later(3600);
    assert_eq!(program.imports().await.0.requests, 8);
}

#[tokio::test]
async fn a_row_that_becomes_visible_late_is_read() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100), (2, NOW - 1000)]);
    program.imports().await;
    // A reply of ten minutes before the last event appears after it.
    program.zendesk.state().events.push((101, 1, NOW - 1600));
    program.later(900);
    program.imports().await;
    let quality = program.quality().await;
    assert_eq!((quality.ticket_events, quality.contacts), (3, 3));
}

#[tokio::test]
async fn a_cursor_that_is_no_longer_taken_loses_no_ticket() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100), (2, SINCE + 200)]);
    program.imports().await;
    program.zendesk.with_tickets(&[(3, NOW - 500)]);
    program.trouble(|path, query| (path == TICKETS && query.contains_key("cursor")).then_some(400));
    program.later(900);
    let (report, notes) = program.imports().await;
    // From the last known one on, which comes again.
    assert_eq!((report.tickets, program.quality().await.tickets), (2, 3));
    assert!(notes[0].contains("no longer takes the stored cursor"), "{notes:?}");
}

#[tokio::test]
async fn coverage_goes_by_zendesks_clock() {
    // The newest minute is withheld at NOW, so the quarter before is the last that is known.
    for ahead in [0, 7_200, -7_200] {
        let program = Program::connected(ahead).await;
        program.zendesk.with_tickets(&[(1, SINCE + 100)]);
        let (report, _) = program.imports().await;
        assert_eq!(report.coverage.until, Timestamp(NOW - 900), "our clock is {ahead} s ahead");
        assert_eq!(report.coverage.provisional_from, Some(Timestamp(NOW - 3 * 3600)));
    }
}

#[tokio::test]
async fn a_start_that_zendesk_finds_too_recent_is_no_failure_and_no_coverage() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100), (2, NOW - 4000)]);
    program.imports().await;
    program.later(1800);
    program.zendesk.with_tickets(&[(3, NOW + 1000)]);
    program.trouble(|path, _| (path == EVENTS).then_some(1));
    let (report, _) = program.imports().await;
    assert_eq!(report.coverage.until, Timestamp(NOW - 900), "no later than before");
    program.trouble(|_, _| None);
    let (report, _) = program.imports().await;
    assert_eq!(report.coverage.until, Timestamp(NOW + 900));
    assert_eq!(program.quality().await.contacts, 3);
}

#[tokio::test]
async fn events_too_heavy_for_a_page_are_repaired_from_their_audits() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100), (2, SINCE + 200), (3, SINCE + 300)]);
    program.zendesk.state().events.push((201, 2, SINCE + 5_000));
    program.zendesk.state().tickets[1].1 = SINCE + 5_000;
    // The page that holds the reply of ticket 2 fails with its comment.
    let heavy = |path: &str, query: &Query| {
        let from = number(query, "start_time");
        let rows_before = [SINCE + 100, SINCE + 200, SINCE + 300].map(|at| i64::from(at >= from));
        let reached = from <= SINCE + 5_000 && number(query, "per_page") > rows_before.iter().sum();
        (path == EVENTS && query.contains_key("include") && reached).then_some(504)
    };
    program.trouble(heavy);
    let (report, notes) = program.imports().await;
    let quality = program.quality().await;
    // Without the comment nothing shows that the customer wrote; only the audits do.
    assert_eq!((quality.contacts, quality.ticket_events), (4, 4));
    assert_eq!((report.repair.repaired, report.repair.inexact), (1, 0), "{notes:?}");
    assert!(notes[0].contains("1 tickets are repaired from their audits"), "{notes:?}");
}

#[tokio::test]
async fn a_gap_in_the_events_puts_its_tickets_in_doubt() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100), (2, SINCE + 200), (3, SINCE + 9_000)]);
    program.zendesk.state().events.push((201, 2, SINCE + 5_000));
    program.zendesk.state().tickets[1].1 = SINCE + 5_000;
    // A place that fails with and without comments; the audits of ticket 2 cannot be had either.
    let broken = |path: &str, query: &Query| {
        let from = number(query, "start_time");
        let rows_before = [SINCE + 100, SINCE + 200].map(|at| i64::from(at >= from));
        let reached = from <= SINCE + 5_000 && number(query, "per_page") > rows_before.iter().sum();
        let failing = path == EVENTS && reached;
        if path == "tickets/2/audits" { Some(404) } else { failing.then_some(502) }
    };
    program.trouble(broken);
    let (report, notes) = program.imports().await;
    assert_eq!((report.repair.repaired, report.repair.inexact), (0, 1), "{notes:?}");
    assert!(notes[0].contains("1 tickets that may have changed then"), "{notes:?}");
    let quality = program.quality().await;
    let reason = "some of its events could not be read; zendesk has no audits of it".to_owned();
    assert_eq!(quality.inexact_tickets, [(reason, 1)]);
    assert_eq!(quality.ticket_events, 3, "what follows the gap is read");
}

#[tokio::test]
async fn a_second_with_more_events_than_a_page_is_repaired_from_audits() {
    let program = Program::connected(0).await;
    // Two rows are all that a page ever has; the second of the replies holds three.
    program.zendesk.with_tickets(&[(1, SINCE + 100), (2, SINCE + 200), (3, SINCE + 300)]);
    {
        let mut state = program.zendesk.state();
        state.most_events = 2;
        for ticket in 1..=3 {
            state.events.push((ticket * 100 + 1, ticket, SINCE + 5_000));
            state.tickets.push((ticket, SINCE + 5_000));
        }
        state.events.push((302, 3, SINCE + 9_000));
    }
    let (report, notes) = program.imports().await;
    assert_eq!(program.quality().await.contacts, 7, "{notes:?}");
    assert_eq!((report.repair.repaired, report.repair.inexact), (3, 0), "{notes:?}");
    assert!(notes[0].contains("more ticket events than a page"), "{notes:?}");
}

#[tokio::test]
async fn events_younger_than_the_snapshots_wait_for_the_next_import() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100)]);
    program.imports().await;
    program.later(3600);
    // It happens after the tickets were asked for, while the events are.
    let place = NOW + 3700;
    program.zendesk.with_tickets(&[(2, place)]);
    program.zendesk.state().seconds_an_events_page_takes = 600;
    program.trouble(move |path, query| {
        (path == EVENTS && number(query, "start_time") <= place).then_some(504)
    });
    let (done, notes) = program.tries().await;
    let report = done.expect("caught up to the place");
    assert_eq!(report.coverage.until, Timestamp(NOW - 900), "{notes:?}");
    program.trouble(|_, _| None);
    assert_eq!(program.imports().await.0.repair.inexact, 0);
    assert_eq!(program.quality().await.contacts, 2);
}

#[tokio::test]
async fn tickets_that_the_export_fails_at_are_asked_for_one_by_one() {
    let program = Program::connected(0).await;
    let tickets = [(1, SINCE + 100), (2, SINCE + 200), (3, SINCE + 300), (4, SINCE + 400)];
    program.zendesk.with_tickets(&tickets);
    // The pages with ticket 2 or 3 fail, and ticket 3 cannot be had alone either.
    let broken = move |path: &str, query: &Query| {
        let begin = match query.get("cursor") {
            Some(cursor) => {
                let last = cursor.split_once('|').and_then(|(at, _)| at.parse::<i64>().ok());
                tickets.iter().filter(|(_, at)| *at <= last.expect("a cursor")).count()
            }
            None => tickets.iter().filter(|(_, at)| *at < number(query, "start_time")).count(),
        };
        let end = begin + usize::try_from(number(query, "per_page")).expect("a size");
        let failing = path == TICKETS && begin <= 2 && end > 1;
        if path == "tickets/3" { Some(404) } else { failing.then_some(504) }
    };
    program.trouble(broken);
    let (report, notes) = program.imports().await;
    assert_eq!(program.quality().await.contacts, 4, "{notes:?}");
    let integration = integrations::find(&program.context, "acme").await.expect("saved");
    let missing = program.context.store.repairs.tickets_without_snapshot(integration.id).await;
    assert_eq!(missing.expect("a list"), [TicketId(3)]);
    assert_eq!((report.repair.repaired, report.repair.inexact), (1, 0), "{notes:?}");
    assert!(notes[0].contains("are asked for one by one"), "{notes:?}");
    program.trouble(|_, _| None);
    program.later(900);
    assert_eq!(program.imports().await.0.requests, 4, "once asked for, not again");
}

#[tokio::test]
async fn an_outage_passes_nothing_over() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100), (2, SINCE + 200)]);
    for endpoint in [TICKETS, EVENTS] {
        program.trouble(move |path, _| (path == endpoint).then_some(504));
        let (done, notes) = program.tries().await;
        let failed = matches!(done, Err(IngestError::Zendesk(ZendeskError::PageFails { .. })));
        assert!(failed && notes.is_empty(), "{endpoint}: {done:?}, {notes:?}");
    }
    program.trouble(|_, _| None);
    program.imports().await;
    let quality = program.quality().await;
    assert_eq!((quality.contacts, quality.inexact_tickets.len()), (2, 0));
}

#[tokio::test]
async fn failing_calls_hold_up_no_ticket_and_end_the_import_with_their_second() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100)]);
    program.trouble(|path, _| path.starts_with("channels/voice").then_some(504));
    let (done, _) = program.tries().await;
    let error = done.expect_err("calls cannot be repaired").to_string();
    assert!(error.ends_with("from 2025-09-01T00:00:00Z on"), "{error}");
    assert_eq!(program.quality().await.contacts, 1);
    let found = || async { integrations::find(&program.context, "acme").await.expect("saved") };
    let integration = found().await;
    let coverage = integration.coverage.expect("the tickets' figures stand");
    assert!(coverage.until.0 > SINCE && coverage.calls_until.is_none(), "{coverage:?}");
    assert_eq!(integration.last_success, None);
    program.trouble(|_, _| None);
    program.imports().await;
    let integration = found().await;
    assert!(integration.coverage.is_some_and(|coverage| coverage.calls_until.is_some()));
    assert!(integration.last_success.is_some());
}

/// The rows that could not be read whole, as they are told.
fn told(quality: &Quality) -> Vec<String> {
    let told = |odd: &OddRows| {
        let aside = if odd.set_aside { "set aside" } else { "blank" };
        format!("{} {aside} of {}: {} ({})", odd.rows, odd.endpoint, odd.problem, odd.newest_place)
    };
    quality.odd_rows.iter().map(told).collect()
}

#[tokio::test]
async fn no_row_ends_an_import_and_odd_ones_are_told() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100), (2, SINCE + 200), (3, SINCE + 300)]);
    {
        let mut state = program.zendesk.state();
        state.events.push((201, 2, SINCE + 5_000));
        state.tickets[1].1 = SINCE + 5_000;
        state.events.push((301, 3, SINCE + 6_000));
        state.tickets[2].1 = SINCE + 6_000;
        state.oddity = Box::new(|path, answer| match path {
            TICKETS => {
                for row in answer["tickets"].as_array_mut().expect("rows") {
                    row["due_at"] = json!("10203-01-01T00:00:00Z");
                    row["satisfaction_rating"] = json!(false);
                    row["custom_fields"] = json!([null, {"id": 5, "value": null}]);
                }
            }
            EVENTS => {
                for row in answer["ticket_events"].as_array_mut().expect("rows") {
                    match row["id"].as_i64() {
                        Some(201) => row["ticket_id"] = Value::Null,
                        Some(301) => {
                            row["timestamp"] = json!(i64::MAX);
                            row["created_at"] = json!(i64::MIN);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        });
    }
    let (report, notes) = program.imports().await;
    let quality = program.quality().await;
    // The replies of tickets 2 and 3 come from their audits.
    assert_eq!((quality.contacts, quality.inexact_tickets.len()), (5, 0), "{notes:?}");
    assert_eq!((report.repair.repaired, report.repair.inexact), (2, 0), "{notes:?}");
    assert_eq!(
        told(&quality),
        [
            "1 set aside of incremental/ticket_events: expected an id, found a blank (start_time 1756684800, \
             row 4, id 201)",
            "1 set aside of incremental/ticket_events: expected created_at or timestamp within the years 1970 \
             to 9999, found neither (start_time 1756684800, row 5, id 301)",
            "3 blank of incremental/tickets/cursor: custom_fields, due_at, satisfaction_rating cannot be read \
             (start_time 1756684800, row 3, id 3)",
        ]
    );
    assert!(
        notes.iter().any(|note| note.starts_with("2 rows of incremental/ticket_events")),
        "{notes:?}"
    );
    // The end of the export is read again in each cycle, and nothing is told or repaired twice.
    program.zendesk.asked();
    program.later(900);
    let (report, notes) = program.imports().await;
    assert_eq!((report.requests, notes), (4, vec![]));
    assert_eq!(told(&program.quality().await).len(), 3);
}

#[tokio::test]
async fn a_ticket_whose_row_cannot_be_read_is_in_doubt() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100), (2, SINCE + 200)]);
    program.zendesk.state().oddity = Box::new(|path, answer| match path {
        TICKETS => answer["tickets"][1]["updated_at"] = json!("10203-01-01T00:00:00Z"),
        "tickets/2" => answer["ticket"]["updated_at"] = json!("10203-01-01T00:00:00Z"),
        _ => {}
    });
    let (_, notes) = program.imports().await;
    assert!(program.zendesk.asked().contains(&"tickets/2/audits".to_owned()), "{notes:?}");
    let quality = program.quality().await;
    assert_eq!(quality.contacts, 2, "its events count");
    assert_eq!(told(&quality).len(), 1, "{quality:?}");
    program.zendesk.state().oddity = Box::new(|_, _| {});
    program.later(900);
    program.zendesk.state().tickets[1].1 = NOW;
    program.imports().await;
    assert_eq!(program.quality().await.inexact_tickets, [], "its row can be read by now");
}

#[tokio::test]
async fn odd_rows_of_lists_stop_no_discovery() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100)]);
    program.zendesk.state().oddity = Box::new(|path, answer| match path {
        "views" => {
            let rows = answer["views"].as_array_mut().expect("views");
            rows.push(Value::Null);
            rows.push(json!({"title": "no id"}));
            rows.push(json!({"id": "8.0", "title": {"x": 1}, "active": "perhaps", "conditions": {"all": []}}));
        }
        "users" => {
            let rows = answer["users"].as_array_mut().expect("users");
            rows.extend([
                json!("x"),
                json!({"id": 9.5}),
                json!({"id": "77", "role": "agent", "active": 7}),
            ]);
        }
        "ticket_fields" => {
            let rows = answer["ticket_fields"].as_array_mut().expect("fields");
            rows.extend([
                json!({"id": 6, "custom_field_options": [null, {"id": 1, "value": ["x"]}]}),
                json!({}),
            ]);
        }
        "custom_statuses" => answer["custom_statuses"] = json!([null, {"id": false}]),
        _ => {}
    });
    let (_, notes) = program.imports().await;
    let integration = integrations::find(&program.context, "acme").await.expect("saved");
    let versions = program.context.store.reports.views(integration.id).await.expect("views");
    let unreadable: Vec<_> =
        versions.iter().map(|version| version.view.unreadable.clone()).collect();
    assert_eq!(unreadable, [None, Some("whether it is active cannot be read".to_owned())]);
    let quality = program.quality().await;
    assert_eq!(quality.contacts, 1);
    let set_aside = quality.odd_rows.iter().filter(|odd| odd.set_aside);
    assert_eq!(set_aside.map(|odd| odd.rows).sum::<i64>(), 7, "{:?}", told(&quality));
    assert_eq!(notes.len(), 4, "{notes:?}");
}

#[tokio::test]
async fn statuses_that_were_refused_once_are_asked_for_in_the_next_cycle() {
    let program = Program::connected(0).await;
    program.trouble(|path, _| (path == "custom_statuses").then_some(403));
    let (_, notes) = program.imports().await;
    assert!(notes.iter().any(|note| note.starts_with("custom statuses are")), "{notes:?}");
    program.trouble(|_, _| None);
    program.zendesk.asked();
    program.later(900);
    program.imports().await;
    assert_eq!(program.zendesk.asked()[..2], ["views", "custom_statuses"]);
    program.later(900);
    program.imports().await;
    assert_eq!(program.zendesk.asked()[..2], ["views", TICKETS]);
}

#[tokio::test]
async fn audits_that_cannot_be_read_leave_their_ticket_inexact() {
    let program = Program::connected(0).await;
    program.zendesk.with_tickets(&[(1, SINCE + 100), (2, SINCE + 200)]);
    program.zendesk.state().events.push((201, 2, SINCE + 5_000));
    program.zendesk.state().tickets[1].1 = SINCE + 5_000;
    program.zendesk.state().oddity = Box::new(|path, answer| match path {
        EVENTS => {
            let rows = answer["ticket_events"].as_array_mut().expect("rows");
            rows.iter_mut().filter(|row| row["id"] == 201).for_each(|row| row["id"] = Value::Null);
        }
        "tickets/2/audits" => answer["audits"][1]["created_at"] = json!("soon"),
        _ => {}
    });
    let (report, notes) = program.imports().await;
    assert_eq!((report.repair.repaired, report.repair.inexact), (0, 1), "{notes:?}");
    let reason = "some of its events could not be read; its audits cannot be read".to_owned();
    assert_eq!(program.quality().await.inexact_tickets, [(reason, 1)]);
    program.later(900);
    assert_eq!(program.imports().await.0.requests, 4, "they are not asked for again");
}

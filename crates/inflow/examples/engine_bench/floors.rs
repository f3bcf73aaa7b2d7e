//! What no importer can do without: reading the rows, and decoding the pages.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use inflow_domain::{Field, TicketEvent, TicketSnapshot, Value};

use crate::account::{Account, EVENTS_A_TICKET};
use crate::pages::{TicketEventPage, TicketPage};

/// Rows of a page.
const PAGE: usize = 1_000;
/// As many tickets tell how long the others take.
const SAMPLE: i64 = 50_000;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    key: i64,
    #[diesel(sql_type = BigInt)]
    first: i64,
    #[diesel(sql_type = BigInt)]
    second: i64,
    #[diesel(sql_type = BigInt)]
    third: i64,
    #[diesel(sql_type = Binary)]
    blob: Vec<u8>,
}

/// Reads every row of the tickets and events in the order of their keys.
pub(crate) fn read(file: &str) -> Result<()> {
    let mut connection = SqliteConnection::establish(file)?;
    let tickets = "SELECT ticket_id AS key, integration_id AS first, generated_at AS second, \
         generated_at AS third, snapshot AS blob FROM ticket \
         ORDER BY integration_id, ticket_id";
    let events = "SELECT ticket_id AS key, event_id AS first, happened_at AS second, \
         author_id AS third, body AS blob FROM ticket_event \
         ORDER BY integration_id, ticket_id, event_id";
    let mut sum = 0_i64;
    for query in [tickets, events] {
        for row in diesel::sql_query(query).load_iter::<Row, _>(&mut connection)? {
            let row = row?;
            let length = i64::try_from(row.blob.len())?;
            for part in [row.key, row.first, row.second, row.third, length] {
                sum = sum.wrapping_add(part);
            }
        }
    }
    ensure!(sum != 0, "the database is empty");
    Ok(())
}

/// Prints how many seconds it takes to decode the pages of an account; making them is not counted.
pub(crate) fn decode(account: Account) -> Result<()> {
    let sample = Account { tickets: account.tickets.min(SAMPLE), ..account };
    let mut taken = Duration::ZERO;
    let tickets: Vec<i64> = (1..=sample.tickets).collect();
    for tickets in tickets.chunks(PAGE) {
        let snapshots = tickets.iter().map(|ticket| sample.snapshot(*ticket));
        let page = page("tickets", snapshots.map(|snapshot| ticket_json(&snapshot)));
        let began = Instant::now();
        let decoded: TicketPage<'_> = serde_json::from_str(&page)?;
        taken += began.elapsed();
        let whole = decoded.end_of_stream && decoded.after_cursor.is_none();
        let all_have_ids = decoded.tickets.iter().all(|ticket| ticket.id.0 > 0);
        ensure!(whole && all_have_ids && decoded.tickets.len() == tickets.len(), "a page was cut");
    }
    let mut events = sample.events().peekable();
    while events.peek().is_some() {
        let rows = events.by_ref().take(PAGE);
        let page = page("ticket_events", rows.map(|event| event_json(&event)));
        let began = Instant::now();
        let decoded: TicketEventPage<'_> = serde_json::from_str(&page)?;
        taken += began.elapsed();
        let whole = decoded.end_of_stream && decoded.end_time == Some(1);
        ensure!(whole && !decoded.ticket_events.is_empty(), "a page was cut");
    }
    let times = u32::try_from(account.tickets / sample.tickets).context("too many tickets")?;
    print_seconds(taken * times);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the result of the run")]
fn print_seconds(taken: Duration) {
    println!("{:.3}", taken.as_secs_f64());
}

fn page(name: &str, rows: impl Iterator<Item = String>) -> String {
    let rows: Vec<String> = rows.collect();
    format!(r#"{{"{name}":[{}],"end_of_stream":true,"end_time":1}}"#, rows.join(","))
}

fn ticket_json(snapshot: &TicketSnapshot) -> String {
    let mut fields = String::new();
    for (field, value) in &snapshot.fields {
        match field {
            Field::Custom(_) => {}
            _ => write!(fields, r#","{field}":{}"#, json(value)).expect("a String takes all"),
        }
    }
    let custom = snapshot.fields.iter().filter_map(|(field, value)| match field {
        Field::Custom(id) => Some(format!(r#"{{"id":{id},"value":{}}}"#, json(value))),
        _ => None,
    });
    let custom: Vec<String> = custom.collect();
    format!(
        r#"{{"id":{},"url":"https://bench.zendesk.com/api/v2/tickets/{}.json","generated_timestamp":{},
        "created_at":"{}","updated_at":"{}","via":{{"channel":"email","source":{{"rel":null}}}},
        "subject":"Where is my order?","description":"It has not arrived. Could you look into it?",
        "custom_fields":[{}]{fields}}}"#,
        snapshot.id,
        snapshot.id,
        snapshot.generated_at.0,
        snapshot.created_at,
        snapshot.updated_at,
        custom.join(",")
    )
}

fn event_json(event: &TicketEvent) -> String {
    let mut children = Vec::with_capacity(EVENTS_A_TICKET);
    for comment in &event.comments {
        children.push(format!(
            r#"{{"id":{},"event_type":"Comment","type":"Comment","author_id":{},"body":"Still nothing here, I am afraid.",
            "html_body":"<div class=\"zd-comment\">Still nothing here, I am afraid.</div>",
            "public":{},"attachments":[],"audit_id":{},"created_at":"{}","via":{{"channel":"{}"}}}}"#,
            event.id.0 + 1, comment.author, comment.public, event.id, event.at, comment.via.channel
        ));
    }
    for change in &event.changes {
        let (value, previous) = (json(&change.value), json(&change.previous));
        let named = match change.field {
            Field::Custom(id) => format!(r#""custom_ticket_fields":{{"{id}":{value}}}"#),
            field => format!(r#""{field}":{value}"#),
        };
        children.push(format!(
            r#"{{"id":{},"event_type":"Change","via":"{}",{named},"previous_value":{previous}}}"#,
            event.id.0 + 2,
            event.via
        ));
    }
    format!(
        r#"{{"id":{},"ticket_id":{},"timestamp":{},"created_at":"{}","updater_id":{},"via":"{}",
        "system":{{}},"event_type":"Audit","child_events":[{}]}}"#,
        event.id,
        event.ticket,
        event.at.0,
        event.at,
        event.author,
        event.via,
        children.join(",")
    )
}

fn json(value: &Value) -> String {
    match value {
        Value::Blank => "null".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => format!("\"{text}\""),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| format!("\"{item}\"")).collect();
            format!("[{}]", items.join(","))
        }
    }
}

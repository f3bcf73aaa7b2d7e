//! The least that any importer must do, as the measure of `cargo xtask bench import`.
//!
//! It reads the pages of a simulated account (tickets and ticket events), decodes what an import
//! reads of them into plain typed structs, and stores one row of five integers for each ticket and
//! event in SQLite, with a primary key and upserts. It counts nothing, keeps no text and knows no
//! rule. It uses nothing of this workspace: a mistake there must not hide itself here.
//!
//! `import_floor http://127.0.0.1:PORT FILE`

use std::borrow::Cow;
use std::fmt;
use std::io::{Read, Write};
use std::net::TcpStream;

use anyhow::{Context, Result, bail, ensure};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use serde::de::{self, IgnoredAny, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// `admin@example.com/token:simulated-token`, which every simulated account accepts.
const AUTHORIZATION: &str = "Basic YWRtaW5AZXhhbXBsZS5jb20vdG9rZW46c2ltdWxhdGVkLXRva2Vu";

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(address), Some(file)) = (arguments.next(), arguments.next()) else {
        bail!("usage: import_floor http://127.0.0.1:PORT FILE");
    };
    let address = address.strip_prefix("http://").context("the address begins with http://")?;
    let mut connection = open(&file)?;
    let tickets = read_tickets(address, &mut connection)?;
    let events = read_ticket_events(address, &mut connection)?;
    ensure!(tickets > 0 && events > 0, "the account is empty");
    Ok(())
}

/// The body of one page. HTTP/1.0, so that it ends with the connection.
fn get(address: &str, path: &str) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "GET {path} HTTP/1.0\r\nHost: {address}\r\nAuthorization: {AUTHORIZATION}\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let head = answer
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .context("the answer has no head")?;
    let status = String::from_utf8_lossy(&answer[..head]);
    let status = status.lines().next().unwrap_or_default();
    ensure!(status.contains(" 200"), "{path}: {status}");
    answer.drain(..head + 4);
    Ok(answer)
}

fn read_tickets(address: &str, connection: &mut SqliteConnection) -> Result<usize> {
    let mut position = "start_time=1577836800".to_owned();
    let mut count = 0;
    loop {
        let path =
            format!("/api/v2/incremental/tickets/cursor.json?{position}&support_type_scope=all");
        let body = get(address, &path)?;
        let page: TicketPage = serde_json::from_slice(&body)?;
        let rows: Vec<Row> = page.tickets.iter().map(Ticket::row).collect();
        count += rows.len();
        store(connection, &rows)?;
        if page.end_of_stream {
            return Ok(count);
        }
        position = format!("cursor={}", page.after_cursor.context("there is no further cursor")?);
    }
}

fn read_ticket_events(address: &str, connection: &mut SqliteConnection) -> Result<usize> {
    let mut position = 1_577_836_800;
    let mut count = 0;
    loop {
        let path = format!(
            "/api/v2/incremental/ticket_events.json?start_time={position}&include=comment_events"
        );
        let body = get(address, &path)?;
        let page: TicketEventPage = serde_json::from_slice(&body)?;
        let rows: Vec<Row> = page.ticket_events.iter().map(TicketEvent::row).collect();
        count += rows.len();
        store(connection, &rows)?;
        if page.end_of_stream {
            return Ok(count);
        }
        let end = page.end_time.context("there is no end time")?;
        ensure!(end > position, "the export does not go on");
        position = end;
    }
}

#[derive(Deserialize)]
struct TicketPage<'a> {
    #[serde(borrow)]
    tickets: Vec<Ticket<'a>>,
    after_cursor: Option<String>,
    end_of_stream: bool,
}

#[derive(Deserialize)]
struct TicketEventPage<'a> {
    #[serde(borrow)]
    ticket_events: Vec<TicketEvent<'a>>,
    end_time: Option<i64>,
    end_of_stream: bool,
}

/// An id, which comes as a number or as text.
#[derive(Clone, Copy, Default)]
struct Id(i64);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdVisitor)
    }
}

struct IdVisitor;

impl Visitor<'_> for IdVisitor {
    type Value = Id;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an id")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Id, E> {
        Ok(Id(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Id, E> {
        i64::try_from(number).map(Id).map_err(E::custom)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Id, E> {
        text.parse().map(Id).map_err(E::custom)
    }
}

/// Text of a page, copied only where it has an escape.
type Text<'a> = Option<Cow<'a, str>>;

/// What an import reads of a ticket.
#[derive(Deserialize)]
#[expect(
    dead_code,
    clippy::struct_field_names,
    reason = "what an import reads is decoded under its own name, though only integers are stored"
)]
struct Ticket<'a> {
    id: Id,
    generated_timestamp: i64,
    #[serde(borrow)]
    created_at: Text<'a>,
    #[serde(borrow)]
    updated_at: Text<'a>,
    #[serde(borrow)]
    status: Text<'a>,
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow)]
    priority: Text<'a>,
    #[serde(borrow)]
    recipient: Text<'a>,
    #[serde(borrow)]
    subject: Text<'a>,
    #[serde(borrow)]
    description: Text<'a>,
    group_id: Option<Id>,
    assignee_id: Option<Id>,
    requester_id: Option<Id>,
    organization_id: Option<Id>,
    brand_id: Option<Id>,
    ticket_form_id: Option<Id>,
    custom_status_id: Option<Id>,
    #[serde(borrow)]
    tags: Option<&'a RawValue>,
    #[serde(borrow)]
    custom_fields: Option<Vec<CustomField<'a>>>,
    #[serde(borrow)]
    satisfaction_rating: Option<&'a RawValue>,
    #[serde(borrow)]
    due_at: Text<'a>,
    #[serde(borrow)]
    via: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "what an import reads is decoded, though only integers are stored")]
struct CustomField<'a> {
    id: Id,
    #[serde(borrow)]
    value: Option<&'a RawValue>,
}

/// What an import reads of a ticket event.
#[derive(Deserialize)]
#[expect(dead_code, reason = "what an import reads is decoded, though only integers are stored")]
struct TicketEvent<'a> {
    id: Id,
    ticket_id: Id,
    timestamp: i64,
    #[serde(borrow)]
    created_at: Text<'a>,
    updater_id: Option<Id>,
    #[serde(borrow)]
    via: Option<&'a RawValue>,
    #[serde(borrow)]
    child_events: Vec<ChildEvent<'a>>,
}

/// What an import reads of a child: a comment, or a change of one field, whose name is a key.
#[derive(Deserialize)]
#[expect(dead_code, reason = "what an import reads is decoded, though only integers are stored")]
struct ChildEvent<'a> {
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    event_type: Text<'a>,
    author_id: Option<Id>,
    public: Option<bool>,
    #[serde(borrow)]
    via: Option<&'a RawValue>,
    via_reference_id: Option<IgnoredAny>,
    #[serde(borrow)]
    previous_value: Option<&'a RawValue>,
    #[serde(borrow)]
    status: Option<&'a RawValue>,
    #[serde(borrow, rename = "type")]
    kind: Option<&'a RawValue>,
    #[serde(borrow)]
    priority: Option<&'a RawValue>,
    #[serde(borrow)]
    assignee_id: Option<&'a RawValue>,
    #[serde(borrow)]
    group_id: Option<&'a RawValue>,
    #[serde(borrow)]
    requester_id: Option<&'a RawValue>,
    #[serde(borrow)]
    organization_id: Option<&'a RawValue>,
    #[serde(borrow)]
    brand_id: Option<&'a RawValue>,
    #[serde(borrow)]
    ticket_form_id: Option<&'a RawValue>,
    #[serde(borrow)]
    custom_status_id: Option<&'a RawValue>,
    #[serde(borrow)]
    satisfaction_score: Option<&'a RawValue>,
    #[serde(borrow)]
    subject: Option<&'a RawValue>,
    #[serde(borrow)]
    tags: Option<&'a RawValue>,
    #[serde(borrow)]
    added_tags: Option<&'a RawValue>,
    #[serde(borrow)]
    removed_tags: Option<&'a RawValue>,
    #[serde(borrow)]
    custom_ticket_fields: Option<&'a RawValue>,
}

impl Ticket<'_> {
    fn row(&self) -> Row {
        Row {
            id: self.id.0,
            first: self.generated_timestamp,
            second: self.group_id.unwrap_or_default().0,
            third: self.assignee_id.unwrap_or_default().0,
            fourth: self.requester_id.unwrap_or_default().0,
        }
    }
}

impl TicketEvent<'_> {
    fn row(&self) -> Row {
        Row {
            id: self.id.0,
            first: self.ticket_id.0,
            second: self.timestamp,
            third: self.updater_id.unwrap_or_default().0,
            fourth: i64::try_from(self.child_events.len()).unwrap_or_default(),
        }
    }
}

/// Five integers, the first of which is the primary key. Events' ids lie far beyond tickets'.
#[derive(Insertable)]
#[diesel(table_name = schema::rows)]
struct Row {
    id: i64,
    first: i64,
    second: i64,
    third: i64,
    fourth: i64,
}

mod schema {
    diesel::table! {
        rows (id) {
            id -> BigInt,
            first -> BigInt,
            second -> BigInt,
            third -> BigInt,
            fourth -> BigInt,
        }
    }
}

fn open(file: &str) -> Result<SqliteConnection> {
    let mut connection = SqliteConnection::establish(file)?;
    connection.batch_execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
         CREATE TABLE rows (
             id INTEGER NOT NULL PRIMARY KEY, first BIGINT NOT NULL, second BIGINT NOT NULL,
             third BIGINT NOT NULL, fourth BIGINT NOT NULL
         );",
    )?;
    Ok(connection)
}

/// Stores a page in one transaction, in upserts of a thousand rows.
fn store(connection: &mut SqliteConnection, page: &[Row]) -> Result<()> {
    connection.transaction(|connection| {
        for chunk in page.chunks(1_000) {
            diesel::replace_into(schema::rows::table).values(chunk).execute(connection)?;
        }
        Ok(())
    })
}

//! The least that any importer must do, as the measure of `cargo xtask bench import`.
//!
//! It reads the pages of a simulated account (tickets and ticket events), decodes what an import
//! reads of them into plain typed structs, and stores one row of five integers for each ticket and
//! event in SQLite, with a primary key and upserts. It counts nothing, keeps no text and knows no
//! rule. It uses nothing of this workspace: a mistake there must not hide itself here.
//!
//! `import_floor http://127.0.0.1:PORT FILE`

#[path = "support/pages.rs"]
mod pages;

use std::io::{Read, Write};
use std::net::TcpStream;

use anyhow::{Context, Result, bail, ensure};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::pages::{Ticket, TicketEvent, TicketEventPage, TicketPage};

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
        let rows: Vec<Row> = page.tickets.iter().map(ticket_row).collect();
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
        let rows: Vec<Row> = page.ticket_events.iter().map(event_row).collect();
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

fn ticket_row(ticket: &Ticket<'_>) -> Row {
    Row {
        id: ticket.id.0,
        first: ticket.generated_timestamp,
        second: ticket.group_id.unwrap_or_default().0,
        third: ticket.assignee_id.unwrap_or_default().0,
        fourth: ticket.requester_id.unwrap_or_default().0,
    }
}

fn event_row(event: &TicketEvent<'_>) -> Row {
    Row {
        id: event.id.0,
        first: event.ticket_id.0,
        second: event.timestamp,
        third: event.updater_id.unwrap_or_default().0,
        fourth: i64::try_from(event.child_events.len()).unwrap_or_default(),
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

//! injixo's CSV integration: the file that its columns need no thought for.

use chrono::NaiveDateTime;

use crate::clock;
use crate::csv_file;
use crate::file::{self, File, MAX_BYTES_OF_INJIXO};
use crate::options::Options;
use crate::refusal::{Reason, Refusal};
use crate::series::{Placed, Row};
use crate::target::{Place, Target};
use crate::written::{Notes, Written};

const HEADER: [&str; 7] = ["Queue", "Date", "Time", "Offered", "Handled", "AHT", "Channel"];
const SEPARATOR: u8 = b';';
/// At most a year lies between the first and the last row of a file.
const DAYS_OF_A_FILE: i64 = 365;

pub(crate) fn write(
    rows: &[Placed],
    places: &[Place],
    options: &Options<'_>,
) -> Result<Written, Refusal> {
    made(rows, places, options)
        .map_err(|reason| Refusal { target: Target::Injixo.product(), reasons: vec![reason] })
}

fn made(rows: &[Placed], places: &[Place], options: &Options<'_>) -> Result<Written, Reason> {
    let (local, added_up) = clock::local(rows, options.length, options.zone)?;
    let header = csv_file::line(SEPARATOR, HEADER)?;
    let mut files: Vec<File> = Vec::new();
    // The times of the first and the last row of the file that is being written.
    let mut span: Option<(NaiveDateTime, NaiveDateTime)> = None;
    let mut moment = Vec::new();
    let mut local = local.into_iter().peekable();
    while let Some(((time, place), row)) = local.next() {
        moment.push(line(time, &places[place], &row)?);
        if local.peek().is_some_and(|((next, _), _)| *next == time) {
            continue;
        }
        let bytes: usize = moment.iter().map(Vec::len).sum();
        let fits = span.is_some_and(|(first, _)| (time - first).num_days() < DAYS_OF_A_FILE)
            && files.last().is_some_and(|file| file.bytes.len() + bytes <= MAX_BYTES_OF_INJIXO);
        if !fits {
            files.push(begun(time, &header));
            span = Some((time, time));
        }
        for line in moment.drain(..) {
            // Many queues at one moment: they are divided like everything else.
            if files.last().is_some_and(|file| file.bytes.len() + line.len() > MAX_BYTES_OF_INJIXO)
            {
                files.push(begun(time, &header));
                span = Some((time, time));
            }
            if let Some(file) = files.last_mut() {
                file.bytes.extend_from_slice(&line);
                file.rows += 1;
                file.last = time.date();
            }
        }
    }
    file::number(&mut files);
    Ok(Written { files, notes: Notes { added_up, ..Notes::default() } })
}

fn begun(time: NaiveDateTime, header: &[u8]) -> File {
    let day = time.date();
    File { first: day, last: day, part: None, ending: "csv", rows: 0, bytes: header.to_vec() }
}

fn line(time: NaiveDateTime, place: &Place, row: &Row) -> Result<Vec<u8>, Reason> {
    let aht = row.aht_seconds().map(|aht| aht.to_string()).unwrap_or_default();
    let values = [
        &place.name,
        &time.format("%Y-%m-%d").to_string(),
        &time.format("%H:%M").to_string(),
        &row.offered.to_string(),
        &row.handled.unwrap_or(0).to_string(),
        &aht,
        place.channel,
    ];
    csv_file::line(SEPARATOR, values)
}

//! Queue data files of Calabrio WFM, formerly Teleopti: no header, 21 fields, 0 where there is nothing.

use chrono::NaiveDateTime;

use crate::clock;
use crate::csv_file::CsvLines;
use crate::file::File;
use crate::options::Options;
use crate::refusal::{Reason, Refusal};
use crate::series::{Placed, Row};
use crate::target::{Place, Target};
use crate::written::{Notes, Written};

pub(crate) fn write(
    rows: &[Placed],
    places: &[Place],
    options: &Options<'_>,
) -> Result<Written, Refusal> {
    made(rows, places, options)
        .map_err(|reason| Refusal { target: Target::Calabrio.product(), reasons: vec![reason] })
}

fn made(rows: &[Placed], places: &[Place], options: &Options<'_>) -> Result<Written, Reason> {
    let (local, added_up) = clock::local(rows, options.length, options.zone)?;
    let (Some(((first, _), _)), Some(((last, _), _))) =
        (local.first_key_value(), local.last_key_value())
    else {
        return Ok(Written::default());
    };
    let (first, last) = (first.date(), last.date());
    let mut lines = CsvLines::new(b';');
    let minutes = clock::minutes(options.length).to_string();
    for ((time, place), row) in &local {
        let fields = fields(&minutes, *time, &places[*place], row);
        lines.line(fields.each_ref().map(String::as_str))?;
    }
    let rows = local.len() as u64;
    // Each import wants a file of a new name.
    let part = Some(options.now.to_utc().format("%Y%m%dT%H%M%SZ").to_string());
    let file = File { first, last, part, ending: "csv", rows, bytes: lines.bytes()? };
    Ok(Written { files: vec![file], notes: Notes { added_up, ..Notes::default() } })
}

/// The 21 fields in their order. Hold time goes with talk time: the product's own handling time is the
/// sum of fields 13 and 14.
fn fields(minutes: &str, time: NaiveDateTime, place: &Place, row: &Row) -> [String; 21] {
    let number = |figure: Option<i64>| figure.unwrap_or(0).to_string();
    let zero = || "0".to_owned();
    let answer = row.answer_seconds.unwrap_or(0);
    let abandoned = row.abandoned_wait_seconds.unwrap_or(0);
    [
        minutes.to_owned(),
        time.format("%Y%m%d").to_string(),
        time.format("%H:%M").to_string(),
        place.id.clone(),
        place.name.clone(),
        row.offered.to_string(),
        zero(),
        number(row.abandoned),
        zero(),
        number(row.handled),
        answer.to_string(),
        abandoned.to_string(),
        number(row.handling_time_seconds()),
        zero(),
        zero(),
        zero(),
        zero(),
        number(row.within_target),
        (answer + abandoned).to_string(),
        zero(),
        zero(),
    ]
}

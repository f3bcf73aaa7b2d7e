//! Amazon Connect's historical data for forecasting.

use inflow_domain::IntervalLength;
use inflow_domain::time_zone::TimeZone;

use crate::clock;
use crate::csv_file::CsvLines;
use crate::file::File;
use crate::options::Options;
use crate::refusal::{Reason, Refusal};
use crate::series::Placed;
use crate::target::{Place, Target};
use crate::written::{Notes, Written};

const HEADER: [&str; 8] = [
    "QueueName",
    "QueueId",
    "ChannelType",
    "TimeStamp",
    "IntervalDuration",
    "IncomingContactVolume",
    "AverageHandleTime",
    "ContactsHandled",
];

pub(crate) fn write(
    rows: &[Placed],
    places: &[Place],
    options: &Options<'_>,
) -> Result<Written, Refusal> {
    made(rows, places, options).map_err(|reason| Refusal {
        target: Target::AmazonConnect.product(),
        reasons: vec![reason],
    })
}

fn made(rows: &[Placed], places: &[Place], options: &Options<'_>) -> Result<Written, Reason> {
    let (Some((_, first)), Some((_, last))) = (rows.first(), rows.last()) else {
        return Ok(Written::default());
    };
    let duration = match options.length {
        IntervalLength::HalfHour => "30mins",
        IntervalLength::Day => "daily",
        _ => "15mins",
    };
    let seconds = clock::minutes(options.length) * 60;
    let mut lines = CsvLines::new(b',');
    lines.line(HEADER)?;
    for (place, row) in rows {
        if row.start.0.rem_euclid(seconds) != 0 {
            return Err(Reason::OffTheGrid { start: row.start });
        }
        let place = &places[*place];
        lines.line([
            place.name.as_str(),
            &place.id,
            place.channel,
            &row.start.to_string(),
            duration,
            &row.offered.to_string(),
            &row.aht_seconds().unwrap_or(0).to_string(),
            &row.handled.unwrap_or(0).to_string(),
        ])?;
    }
    let day = |at| TimeZone::UTC.local(at).date();
    let file = File {
        first: day(first.start),
        last: day(last.start),
        part: Some(duration.to_owned()),
        ending: "csv",
        rows: rows.len() as u64,
        bytes: lines.bytes()?,
    };
    Ok(Written { files: vec![file], notes: Notes::default() })
}

//! Genesys Cloud's import of historical data: one file that holds everything.

use inflow_domain::time_zone::TimeZone;

use crate::csv_file::CsvLines;
use crate::file::File;
use crate::options::Options;
use crate::refusal::{Reason, Refusal};
use crate::series::Placed;
use crate::target::{Place, Target};
use crate::written::{Notes, Written};

const HEADER: [&str; 8] = [
    "Interval Start UTC Date",
    "Queue",
    "Media Type",
    "Skill Set",
    "Language",
    "Offered",
    "Interactions Handled",
    "Total Handle Time (Seconds)",
];

pub(crate) fn write(
    rows: &[Placed],
    places: &[Place],
    _options: &Options<'_>,
) -> Result<Written, Refusal> {
    made(rows, places)
        .map_err(|reason| Refusal { target: Target::GenesysCloud.product(), reasons: vec![reason] })
}

fn made(rows: &[Placed], places: &[Place]) -> Result<Written, Reason> {
    let (Some((_, first)), Some((_, last))) = (rows.first(), rows.last()) else {
        return Ok(Written::default());
    };
    let mut lines = CsvLines::new(b',');
    lines.line(HEADER)?;
    for (place, row) in rows {
        let place = &places[*place];
        lines.line([
            row.start.to_string().as_str(),
            &place.name,
            place.channel,
            &place.skills,
            &place.language,
            &row.offered.to_string(),
            &row.handled.unwrap_or(0).to_string(),
            &row.handling_time_seconds().unwrap_or(0).to_string(),
        ])?;
    }
    let day = |at| TimeZone::UTC.local(at).date();
    let file = File {
        first: day(first.start),
        last: day(last.start),
        part: None,
        ending: "csv",
        rows: rows.len() as u64,
        bytes: lines.bytes()?,
    };
    Ok(Written { files: vec![file], notes: Notes::default() })
}

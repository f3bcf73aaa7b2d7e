//! Local clocks: a time that comes twice exists once for the planner's product, and one that clocks pass
//! over not at all.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDateTime, Timelike as _};
use inflow_domain::IntervalLength;
use inflow_domain::time_zone::TimeZone;

use crate::refusal::Reason;
use crate::series::{Placed, Row};

/// Rows by the time that the zone's clock shows, and then by series.
pub(crate) type Local = BTreeMap<(NaiveDateTime, usize), Row>;

/// The rows of each local time, and how many were added to another one's.
pub(crate) fn local(
    rows: &[Placed],
    length: IntervalLength,
    zone: TimeZone,
) -> Result<(Local, u64), Reason> {
    let (mut local, mut added_up) = (Local::new(), 0);
    for (place, row) in rows {
        let time = on_the_grid(zone.local(row.start), length);
        if !zone.has_local(time) {
            return Err(Reason::NoSuchTime { local: time });
        }
        match local.get_mut(&(time, *place)) {
            Some(sum) => {
                sum.add(row);
                added_up += 1;
            }
            None => {
                local.insert((time, *place), *row);
            }
        }
    }
    Ok((local, added_up))
}

/// Where the interval of a clock begins that shows a time: a change of the clocks may begin one of ours
/// in the middle of it.
fn on_the_grid(local: NaiveDateTime, length: IntervalLength) -> NaiveDateTime {
    let seconds = minutes(length) * 60;
    let into = i64::from(local.num_seconds_from_midnight()) % seconds;
    local - Duration::seconds(into)
}

/// How many minutes an interval within a day has.
pub(crate) fn minutes(length: IntervalLength) -> i64 {
    match length {
        IntervalLength::QuarterHour => 15,
        IntervalLength::HalfHour => 30,
        IntervalLength::Hour => 60,
        IntervalLength::Day => 24 * 60,
        IntervalLength::Week => 7 * 24 * 60,
    }
}

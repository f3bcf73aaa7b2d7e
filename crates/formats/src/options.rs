//! What is asked for beside the format.

use inflow_domain::time_zone::TimeZone;
use inflow_domain::{IntervalLength, Timestamp};

use crate::map::Map;

/// What decides about the files beside the figures.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// The names of the planner's product for ours.
    pub map: &'a Map,
    /// The length of the intervals.
    pub length: IntervalLength,
    /// The zone of local times, where the format has such.
    pub zone: TimeZone,
    /// When it is now.
    pub now: Timestamp,
    /// After how many days an interval with unfinished contacts is written as it stands.
    pub settle_days: u32,
    /// Write every interval, also those that will still change.
    pub unfinished: bool,
    /// Write 0 where the format wants a handling time and none is known.
    pub without_handling_time: bool,
}

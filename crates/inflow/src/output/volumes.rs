//! Volumes for people: a table as wide as the terminal or as the longest name needs, whose rows are not kept.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;

use chrono::NaiveDateTime;
use inflow_app::figures::queues::{Queue, namesakes};
use inflow_app::figures::volumes::Bucket;
use inflow_app::figures::volumes::all::FullBuckets;
use inflow_app::figures::volumes::all_files::{FullRow, FullWriter};
use inflow_app::figures::volumes::files::{FileWriter, Out, VolumeRow};
use inflow_domain::IntervalLength;
use inflow_domain::time_zone::TimeZone;
use serde_json::Number;
use unicode_width::UnicodeWidthStr as _;

use super::printable;
use super::table::Room;
use crate::cli::VolumesFormat;

/// How times of a table are shown, and how wide it may be.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// The zone of the times.
    pub zone: TimeZone,
    /// The length of the intervals: days need no time of day.
    pub length: IntervalLength,
    /// The width of the terminal.
    pub room: Room,
}

impl Look {
    /// How wide the column of intervals is.
    fn width_of_times(self) -> usize {
        match (self.room.wide, self.is_by_day(), self.zone == TimeZone::UTC) {
            (true, ..) => 25,
            (false, true, _) => "2026-11-30".len(),
            (false, false, true) => "2026-11-30 09:15".len(),
            (false, false, false) => "2026-11-30 09:15+02".len(),
        }
    }

    /// An average in whole seconds, and as exact as it is only where there is room for it.
    fn average(self, seconds: Option<&Number>) -> String {
        match seconds.and_then(|seconds| Some((seconds, seconds.as_f64()?))) {
            Some((seconds, _)) if self.room.wide => seconds.to_string(),
            Some((_, seconds)) => format!("{seconds:.0}"),
            None => String::new(),
        }
    }

    fn is_by_day(self) -> bool {
        matches!(self.length, IntervalLength::Day | IntervalLength::Week)
    }

    /// The begin of an interval: with its offset only where the clock shows that time twice.
    fn time(self, start: &str) -> Cow<'_, str> {
        if self.room.wide {
            return Cow::Borrowed(start);
        }
        let Ok(local) = NaiveDateTime::parse_from_str(start.get(..19).unwrap_or(start), LOCAL)
        else {
            return Cow::Borrowed(start);
        };
        if self.is_by_day() {
            return Cow::Owned(local.format("%Y-%m-%d").to_string());
        }
        let offset = start.get(19..22).filter(|_| self.zone.shows_twice(local)).unwrap_or_default();
        Cow::Owned(format!("{}{offset}", local.format("%Y-%m-%d %H:%M")))
    }
}

/// A time in RFC 3339 without its offset.
const LOCAL: &str = "%Y-%m-%dT%H:%M:%S";

/// A column of numbers.
#[derive(Debug, Clone, Copy)]
struct NumberColumn {
    heading: &'static str,
    /// Where there is no room for all, the columns of the lowest ranks are left out.
    rank: u8,
}

impl NumberColumn {
    /// Headings are short, and seven digits are enough for any interval.
    fn width(self) -> usize {
        self.heading.len().max(7)
    }
}

const fn column(heading: &'static str, rank: u8) -> NumberColumn {
    NumberColumn { heading, rank }
}

/// Names are cut where less than this would be left of the numbers' room.
const LEAST_NAME: usize = 20;

/// Writes rows, queue after queue.
pub enum Writer<'a> {
    /// A file for programs.
    File(FileWriter<'a>),
    /// A table.
    Table(Table<'a>),
}

/// A table that fits the terminal.
pub struct Table<'a> {
    out: Out<'a>,
    look: Look,
    columns: &'static [NumberColumn],
    /// Whether there is room for each column.
    fits: Vec<bool>,
    /// How wide names are.
    width: usize,
    /// The ids of queues whose name others have too.
    alike: BTreeSet<String>,
}

impl<'a> Table<'a> {
    /// A table of these queues, with its heading.
    fn begin(
        columns: &'static [NumberColumn],
        look: Look,
        queues: &[Queue],
        out: Out<'a>,
    ) -> io::Result<Self> {
        let alike = namesakes(queues);
        let shown = |queue: &Queue| {
            let id = queue.id();
            name(queue, alike.contains(&id).then_some(id.as_str())).width()
        };
        let widest = queues.iter().map(shown).max().unwrap_or(0).max("queue".len());
        let (fits, width) = fitted(columns, look, widest);
        let mut table = Self { out, look, columns, fits, width, alike };
        let headings: Vec<String> =
            columns.iter().map(|column| column.heading.to_owned()).collect();
        table.line("queue", "interval", &headings)?;
        Ok(table)
    }

    /// The name that is printed, with what tells the queue from others of that name.
    fn name(&self, queue: &Queue, id: &str) -> String {
        shortened(&name(queue, self.alike.contains(id).then_some(id)), self.width)
    }

    /// Names to the left, numbers to the right.
    fn line(&mut self, name: &str, time: &str, numbers: &[String]) -> io::Result<()> {
        let fill = " ".repeat(self.width.saturating_sub(name.width()));
        let mut line = format!("{name}{fill}  {time:width$}", width = self.look.width_of_times());
        let columns = self.columns.iter().zip(numbers).zip(&self.fits);
        for ((column, number), _) in columns.filter(|(_, fits)| **fits) {
            let width = column.width();
            write!(line, "  {number:>width$}").expect("a String takes every text");
        }
        writeln!(self.out, "{}", line.trim_end())
    }

    /// What says which columns there was no room for.
    fn note(&self) -> Option<String> {
        let left_out = self.columns.iter().zip(&self.fits).filter(|(_, fits)| !**fits);
        let names: Vec<&str> = left_out.map(|(column, _)| column.heading).collect();
        (!names.is_empty()).then(|| {
            format!("note: the terminal has no room for {}; --wide prints them", names.join(", "))
        })
    }
}

/// Which columns fit, and how wide names are beside them.
fn fitted(columns: &[NumberColumn], look: Look, widest: usize) -> (Vec<bool>, usize) {
    let mut fits = vec![true; columns.len()];
    let Some(room) = look.room.width else { return (fits, widest) };
    loop {
        let fitting = columns.iter().zip(&fits).filter(|(_, fits)| **fits);
        let numbers: usize = fitting.map(|(column, _)| 2 + column.width()).sum();
        let left = room.saturating_sub(2 + look.width_of_times() + numbers);
        let lowest = columns.iter().enumerate().filter(|(place, _)| fits[*place]);
        let lowest = lowest.min_by_key(|(_, column)| column.rank).map(|(place, _)| place);
        match lowest {
            Some(place) if left < LEAST_NAME.min(widest) => fits[place] = false,
            _ => return (fits, widest.min(left.max(LEAST_NAME))),
        }
    }
}

/// A name that is too long, without its middle: names of one view end in their channels.
fn shortened(name: &str, width: usize) -> String {
    if name.width() <= width {
        return name.to_owned();
    }
    let end = name.rfind(" (").map_or("", |place| &name[place..]);
    let end = if end.width() + 4 > width { "" } else { end };
    let mut begin = String::new();
    for letter in name.chars() {
        begin.push(letter);
        if begin.width() + 1 + end.width() > width {
            begin.pop();
            break;
        }
    }
    format!("{}…{end}", begin.trim_end())
}

fn name(queue: &Queue, id: Option<&str>) -> String {
    let name = printable(&queue.name.replace('\n', " "));
    id.map_or_else(|| name.clone(), |id| format!("{name} [{id}]"))
}

impl<'a> Writer<'a> {
    /// A writer of the asked form.
    pub fn new(
        format: VolumesFormat,
        look: Look,
        queues: &[Queue],
        out: Out<'a>,
    ) -> io::Result<Self> {
        let Some(format) = format.of_file() else {
            return Ok(Self::Table(Table::begin(&COLUMNS, look, queues, out)?));
        };
        Ok(Self::File(FileWriter::new(format, look.zone, out)?))
    }

    /// The same, where texts of CSV that a spreadsheet would run get an apostrophe in front.
    #[must_use]
    pub fn for_spreadsheets(self, for_spreadsheets: bool) -> Self {
        match self {
            Self::File(file) => Self::File(file.for_spreadsheets(for_spreadsheets)),
            Self::Table(..) => self,
        }
    }

    /// The same, where JSON says of each row that older history is still to come.
    #[must_use]
    pub fn preliminary(self, is_preliminary: bool) -> Self {
        match self {
            Self::File(file) => Self::File(file.preliminary(is_preliminary)),
            Self::Table(..) => self,
        }
    }

    /// Writes one queue's rows.
    pub fn queue(
        &mut self,
        queue: &Queue,
        buckets: impl Iterator<Item = Bucket>,
    ) -> io::Result<()> {
        match self {
            Self::File(file) => file.queue(queue, buckets),
            Self::Table(table) => {
                let id = queue.id();
                let name = table.name(queue, &id);
                for bucket in buckets {
                    let row = VolumeRow::new(queue, &id, table.look.zone, &bucket);
                    let cells = cells(&row, table.look);
                    table.line(&name, &table.look.time(&row.interval_start), &cells)?;
                }
                Ok(())
            }
        }
    }

    /// Writes what comes after the last row, and says what a table has no room for.
    pub fn finish(self) -> io::Result<Option<String>> {
        match self {
            Self::File(file) => file.finish().map(|()| None),
            Self::Table(table) => Ok(table.note()),
        }
    }
}

const COLUMNS: [NumberColumn; 4] =
    [column("offered", 4), column("handled", 3), column("abandoned", 1), column("AHT (s)", 2)];

fn cells(row: &VolumeRow<'_>, look: Look) -> [String; 4] {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    [
        row.offered.to_string(),
        number(row.handled),
        number(row.abandoned),
        look.average(row.aht_seconds.as_ref()),
    ]
}

/// Writes all figures, queue after queue.
pub enum FullTableOrFile<'a> {
    /// A file for programs.
    File(FullWriter<'a>),
    /// A table.
    Table(Table<'a>),
}

impl<'a> FullTableOrFile<'a> {
    /// A writer of the asked form.
    pub fn new(
        format: VolumesFormat,
        look: Look,
        for_spreadsheets: bool,
        queues: &[Queue],
        out: Out<'a>,
    ) -> io::Result<Self> {
        let Some(format) = format.of_file() else {
            return Ok(Self::Table(Table::begin(&FULL_COLUMNS, look, queues, out)?));
        };
        Ok(Self::File(FullWriter::new(format, look.zone, for_spreadsheets, out)?))
    }

    /// The same, where JSON says of each row that older history is still to come (rule 8.6).
    #[must_use]
    pub fn preliminary(self, is_preliminary: bool) -> Self {
        match self {
            Self::File(file) => Self::File(file.preliminary(is_preliminary)),
            table @ Self::Table(_) => table,
        }
    }

    /// Writes one queue's rows, and says whether it is not known of some calls how they were answered.
    pub fn queue(&mut self, queue: &Queue, mut buckets: FullBuckets) -> io::Result<bool> {
        match self {
            Self::File(file) => file.queue(queue, &mut buckets)?,
            Self::Table(table) => {
                let id = queue.id();
                let name = table.name(queue, &id);
                for full in &mut buckets {
                    let row = FullRow::new(queue, &id, table.look.zone, &full);
                    let cells = full_cells(&row, table.look);
                    table.line(&name, &table.look.time(&row.interval_start), &cells)?;
                }
            }
        }
        Ok(buckets.lacks_answering())
    }

    /// Writes what comes after the last row, and says what a table has no room for.
    pub fn finish(self) -> io::Result<Option<String>> {
        match self {
            Self::File(file) => file.finish().map(|()| None),
            Self::Table(table) => Ok(table.note()),
        }
    }
}

/// What people look at; files have the other columns too.
const FULL_COLUMNS: [NumberColumn; 12] = [
    column("offered", 12),
    column("reopenings", 5),
    column("answered", 11),
    column("settled", 3),
    column("moved", 1),
    column("dropped", 2),
    column("unfinished", 6),
    column("waiting", 10),
    column("tickets waiting", 4),
    column("ASA (s)", 9),
    column("within target", 7),
    column("AHT (s)", 8),
];

fn full_cells(row: &FullRow, look: Look) -> [String; 12] {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    [
        row.offered.to_string(),
        number(row.reopenings),
        number(row.answered),
        number(row.settled),
        number(row.moved),
        number(row.dropped),
        number(row.unfinished),
        number(row.waiting),
        number(row.waiting_tickets),
        look.average(row.asa_seconds.as_ref()),
        number(row.within_target),
        look.average(row.aht_seconds.as_ref()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(zone: &str, length: IntervalLength, width: Option<usize>) -> Look {
        let zone = TimeZone::from_name(zone).expect("a zone");
        Look { zone, length, room: Room { wide: false, width } }
    }

    #[test]
    fn columns_of_the_lowest_ranks_go_where_there_is_no_room() {
        let look = |width| look("UTC", IntervalLength::QuarterHour, Some(width));
        let shown = |columns: &'static [NumberColumn], width| {
            let (fits, name) = fitted(columns, look(width), 33);
            let fitting = columns.iter().zip(fits).filter(|(_, fits)| *fits);
            let shown: Vec<NumberColumn> = fitting.map(|(column, _)| *column).collect();
            let line: usize = shown.iter().map(|column| 2 + column.width()).sum();
            assert!(name + 2 + look(width).width_of_times() + line <= width, "{width}");
            shown.iter().map(|column| column.heading).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(&COLUMNS, 80), "offered handled abandoned AHT (s)");
        assert_eq!(shown(&FULL_COLUMNS, 80), "offered answered waiting ASA (s)");
        assert_eq!(
            shown(&FULL_COLUMNS, 120),
            "offered answered unfinished waiting ASA (s) within target AHT (s)"
        );
        assert_eq!(shown(&FULL_COLUMNS, 300).split(' ').count(), 16);
    }

    #[test]
    fn averages_are_whole_seconds_unless_there_is_room() {
        let number = Number::from_f64(296_264.5).expect("a number");
        let narrow = look("UTC", IntervalLength::Day, Some(80));
        assert_eq!(narrow.average(Some(&number)), "296264");
        assert_eq!(narrow.average(None), "");
        let wide = Look { room: Room { wide: true, width: None }, ..narrow };
        assert_eq!(wide.average(Some(&number)), "296264.5");
    }

    #[test]
    fn a_long_name_keeps_its_channel() {
        for (name, shown) in [
            ("Unassigned tickets (social_media)", "Unas… (social_media)"),
            ("Größere Aufträge für 📦 (email)", "Größere Auf… (email)"),
            ("Calls Inbound For Support", "Calls Inbound For S…"),
            ("Short (chat)", "Short (chat)"),
            ("A view (with a very long remark in its name)", "A view (with a very…"),
        ] {
            assert_eq!(shortened(name, 20), shown);
            assert!(shown.width() <= 20, "{shown}");
        }
    }

    #[test]
    fn times_are_short_and_those_that_come_twice_have_their_offset() {
        let quarters = look("Europe/Amsterdam", IntervalLength::QuarterHour, None);
        for (start, shown) in [
            ("2025-10-26T01:45:00+02:00", "2025-10-26 01:45"),
            ("2025-10-26T02:15:00+02:00", "2025-10-26 02:15+02"),
            ("2025-10-26T02:15:00+01:00", "2025-10-26 02:15+01"),
            ("2025-10-26T03:00:00+01:00", "2025-10-26 03:00"),
        ] {
            assert_eq!(quarters.time(start), shown);
        }
        let days = look("Europe/Amsterdam", IntervalLength::Day, None);
        assert_eq!(days.time("2025-10-26T00:00:00+02:00"), "2025-10-26");
        let wide = Look { room: Room { wide: true, width: None }, ..days };
        assert_eq!(wide.time("2025-10-26T00:00:00+02:00"), "2025-10-26T00:00:00+02:00");
    }
}

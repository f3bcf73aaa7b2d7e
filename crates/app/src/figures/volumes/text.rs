//! Volumes as text, CSV or JSON: what one queue's rows have in common is written once, so that a
//! row takes hardly longer than reading it did.

use std::borrow::Cow;
use std::ops::Range;

use inflow_domain::interval::QUARTER_HOUR_SECONDS;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Figures, Timestamp};
use serde::Serialize as _;

use super::files::COLUMNS;
use super::{Bucket, Buckets};
use crate::figures::queues::Queue;
pub use crate::figures::rows::TextForm;

const DAY_SECONDS: i64 = 86_400;

/// Every minute of a day as clocks show it.
static CLOCK: [[u8; 5]; 1440] = clock();

/// What rows of one queue and one day have in common.
#[derive(Default)]
struct Stem {
    /// A row up to its first figure.
    text: Vec<u8>,
    /// A whole row of a queue without handling times whose contacts are one digit: most rows differ from
    /// it in nothing but that digit and the time of day, and copying it at once is quickest.
    row: Vec<u8>,
    /// Where the time of day stands in both.
    clock: usize,
    /// The instants that it is known to fit.
    fits: Range<i64>,
    /// The instant at which the clock shows 00:00.
    midnight: i64,
    /// How long the interval is.
    seconds: i64,
    /// How far the zone's clock is ahead.
    ahead: i32,
}

impl Stem {
    #[inline]
    fn set_clock(&self, start: Timestamp, row: &mut [u8]) {
        let minute = (start.0 - self.midnight) / 60;
        let minute = &CLOCK[usize::try_from(minute).unwrap_or_default()];
        row[self.clock..self.clock + minute.len()].copy_from_slice(minute);
    }
}

/// Writes rows to the end of a buffer, queue after queue.
pub struct TextRows {
    form: TextForm,
    zone: TimeZone,
    for_spreadsheets: bool,
    /// Whether older history is still to come, which JSON says of each row.
    is_preliminary: bool,
    /// Whether a row was written.
    begun: bool,
    /// A row of the present queue up to its time.
    head: Vec<u8>,
    stem: Stem,
    numbers: itoa::Buffer,
}

impl TextRows {
    /// Rows of that form, with their times in that zone.
    pub fn new(form: TextForm, zone: TimeZone) -> Self {
        Self {
            form,
            zone,
            for_spreadsheets: false,
            is_preliminary: false,
            begun: false,
            head: Vec::new(),
            stem: Stem::default(),
            numbers: itoa::Buffer::new(),
        }
    }

    /// The same, where texts of CSV that a spreadsheet would run get an apostrophe in front.
    #[must_use]
    pub fn for_spreadsheets(self, for_spreadsheets: bool) -> Self {
        Self { for_spreadsheets, ..self }
    }

    /// The same, where JSON says of each row that older history is still to come (rule 8.6).
    #[must_use]
    pub fn preliminary(self, is_preliminary: bool) -> Self {
        Self { is_preliminary, ..self }
    }

    /// Writes what comes before the first row.
    pub fn begin(&self, out: &mut Vec<u8>) {
        match self.form {
            TextForm::Csv => {
                out.extend_from_slice(COLUMNS.join(",").as_bytes());
                out.push(b'\n');
            }
            TextForm::Json => out.push(b'['),
        }
    }

    /// Goes on with another queue.
    pub fn queue(&mut self, queue: &Queue) {
        let (id, name, channel) = (queue.id(), &queue.name, queue.summary.key.channel().as_str());
        let view = queue.summary.key.view().map(|view| view.0.to_string());
        self.head.clear();
        self.stem = Stem::default();
        match self.form {
            TextForm::Csv => {
                let texts = [id.as_str(), name, channel, view.as_deref().unwrap_or_default()];
                for text in texts {
                    let cell = if self.for_spreadsheets { inert(text) } else { text.into() };
                    csv_cell(&cell, &mut self.head);
                    self.head.push(b',');
                }
            }
            TextForm::Json => {
                self.head.extend_from_slice(b",\n{\"queue_id\":");
                json_text(&id, &mut self.head);
                self.head.extend_from_slice(b",\"queue\":");
                json_text(name, &mut self.head);
                self.head.extend_from_slice(b",\"channel\":");
                json_text(channel, &mut self.head);
                self.head.extend_from_slice(b",\"view_id\":");
                self.head.extend_from_slice(view.as_deref().unwrap_or("null").as_bytes());
                if self.is_preliminary {
                    self.head.extend_from_slice(b",\"preliminary\":true");
                }
                self.head.extend_from_slice(b",\"interval_start\":\"");
            }
        }
    }

    /// Writes rows of the present queue until there is so much text; false where no row is left.
    pub fn rows(&mut self, buckets: &mut Buckets, enough: usize, out: &mut Vec<u8>) -> bool {
        if let Some(quarters) = buckets.as_stored() {
            // Looked at where they stand: copying them out takes as long as writing them.
            let mut written = 0;
            for (interval, figures) in quarters.as_slice() {
                if out.len() >= enough {
                    break;
                }
                self.write(interval.start(), QUARTER_HOUR_SECONDS, figures, out);
                written += 1;
            }
            quarters.by_ref().take(written).for_each(drop);
            return !quarters.as_slice().is_empty();
        }
        while out.len() < enough {
            let Some(bucket) = buckets.next() else { return false };
            self.row(&bucket, out);
        }
        true
    }

    /// Writes a row of the present queue.
    pub fn row(&mut self, bucket: &Bucket, out: &mut Vec<u8>) {
        self.write(bucket.start, bucket.seconds, &bucket.figures, out);
    }

    #[inline]
    fn write(&mut self, start: Timestamp, seconds: i64, figures: &Figures, out: &mut Vec<u8>) {
        if let Figures { offered: offered @ 0..=9, handled: None, abandoned: None, .. } = figures
            && self.begun
            && self.stem.seconds == seconds
            && self.stem.fits.contains(&start.0)
        {
            let begin = out.len();
            out.extend_from_slice(&self.stem.row);
            let row = &mut out[begin..];
            row[self.stem.text.len()] = two(*offered)[1];
            self.stem.set_clock(start, row);
        } else {
            self.compose(start, seconds, figures, out);
        }
    }

    fn compose(&mut self, start: Timestamp, seconds: i64, figures: &Figures, out: &mut Vec<u8>) {
        if self.stem.seconds != seconds || !self.stem.fits.contains(&start.0) {
            self.turn_to(start, seconds);
        }
        let begin = out.len();
        out.extend_from_slice(&self.stem.text);
        self.stem.set_clock(start, &mut out[begin..]);
        if self.form == TextForm::Json && !self.begun {
            // No comma stands before the first object.
            out.remove(begin);
        }
        self.begun = true;
        match self.form {
            TextForm::Csv => self.csv_figures(figures, out),
            TextForm::Json => self.json_figures(figures, out),
        }
    }

    /// Writes what comes after the last row.
    pub fn end(&self, out: &mut Vec<u8>) {
        match (self.form, self.begun) {
            (TextForm::Csv, _) => {}
            (TextForm::Json, true) => out.extend_from_slice(b"\n]\n"),
            (TextForm::Json, false) => out.extend_from_slice(b"]\n"),
        }
    }

    /// Makes the stem fit a row.
    fn turn_to(&mut self, start: Timestamp, seconds: i64) {
        let ahead = self.zone.seconds_ahead(start);
        let local = start.0 + i64::from(ahead);
        let day = local.div_euclid(DAY_SECONDS);
        let midnight = day * DAY_SECONDS - i64::from(ahead);
        let known = (self.stem.midnight, self.stem.ahead, self.stem.seconds);
        let is_known = !self.stem.text.is_empty() && known == (midnight, ahead, seconds);
        // Elsewhere the clocks may change at the next row.
        let end = if self.zone == TimeZone::UTC { midnight + DAY_SECONDS } else { start.0 + 1 };
        self.stem.fits = start.0..end;
        if is_known {
            return;
        }
        (self.stem.midnight, self.stem.ahead, self.stem.seconds) = (midnight, ahead, seconds);
        let text = &mut self.stem.text;
        text.clear();
        text.extend_from_slice(&self.head);
        let day = Timestamp(day * DAY_SECONDS).to_utc().date_naive();
        text.extend_from_slice(day.to_string().as_bytes());
        text.push(b'T');
        self.stem.clock = text.len();
        text.extend_from_slice(b"00:00:");
        // Every interval begins with the quarter hours of UTC, at the same second of the zone's minutes.
        text.extend_from_slice(&two(local.rem_euclid(60)));
        text.extend_from_slice(&ahead_text(self.zone, ahead));
        let (before, after) = match self.form {
            TextForm::Csv => (&b","[..], &b","[..]),
            TextForm::Json => (&b"\",\"interval_seconds\":"[..], &b",\"offered\":"[..]),
        };
        text.extend_from_slice(before);
        text.extend_from_slice(self.numbers.format(seconds).as_bytes());
        text.extend_from_slice(after);
        self.stem.row.clone_from(&self.stem.text);
        self.stem.row.push(b'0');
        self.stem.row.extend_from_slice(self.without_handling());
    }

    /// What stands after the contacts of a queue without handling times.
    fn without_handling(&self) -> &'static [u8] {
        match self.form {
            TextForm::Csv => b",,,,\n",
            TextForm::Json => {
                b",\"handled\":null,\"abandoned\":null,\"handling_time_seconds\":null,\"aht_seconds\":null}"
            }
        }
    }

    fn json_figures(&mut self, figures: &Figures, out: &mut Vec<u8>) {
        self.number(figures.offered, out);
        if let Figures { handled: None, abandoned: None, .. } = figures {
            out.extend_from_slice(self.without_handling());
            return;
        }
        let members = [
            (&b",\"handled\":"[..], figures.handled),
            (b",\"abandoned\":", figures.abandoned),
            (b",\"handling_time_seconds\":", figures.handling_time_seconds()),
        ];
        for (name, value) in members {
            out.extend_from_slice(name);
            match value {
                Some(value) => self.number(value, out),
                None => out.extend_from_slice(b"null"),
            }
        }
        out.extend_from_slice(b",\"aht_seconds\":");
        out.extend_from_slice(figures.aht_text().as_deref().unwrap_or("null").as_bytes());
        out.push(b'}');
    }

    fn csv_figures(&mut self, figures: &Figures, out: &mut Vec<u8>) {
        self.number(figures.offered, out);
        for cell in [figures.handled, figures.abandoned, figures.handling_time_seconds()] {
            out.push(b',');
            if let Some(value) = cell {
                self.number(value, out);
            }
        }
        out.push(b',');
        out.extend_from_slice(figures.aht_text().as_deref().unwrap_or_default().as_bytes());
        out.push(b'\n');
    }

    fn number(&mut self, number: i64, out: &mut Vec<u8>) {
        out.extend_from_slice(self.numbers.format(number).as_bytes());
    }
}

/// Two digits.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 100")]
const fn two(number: i64) -> [u8; 2] {
    [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8]
}

const fn clock() -> [[u8; 5]; 1440] {
    let mut clock = [*b"00:00"; 1440];
    let (mut index, mut minute) = (0, 0);
    while index < clock.len() {
        let (hours, minutes) = (two(minute / 60), two(minute % 60));
        clock[index] = [hours[0], hours[1], b':', minutes[0], minutes[1]];
        (index, minute) = (index + 1, minute + 1);
    }
    clock
}

/// What stands after a time: `Z` in UTC, else how far the clock is ahead.
fn ahead_text(zone: TimeZone, ahead: i32) -> Vec<u8> {
    if zone == TimeZone::UTC {
        return b"Z".to_vec();
    }
    let sign = if ahead < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", ahead.abs() / 3600, ahead.abs() / 60 % 60).into_bytes()
}

fn json_text(text: &str, out: &mut Vec<u8>) {
    let mut writer = serde_json::Serializer::new(out);
    text.serialize(&mut writer).expect("a text can be written into memory");
}

/// A text that no spreadsheet runs: where one would take it for a formula an apostrophe stands in front.
pub fn inert(text: &str) -> Cow<'_, str> {
    // The wide forms are taken for the others in some countries.
    let runs =
        ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    if text.starts_with(runs) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// A cell, in quotes where the CSV format needs them.
fn csv_cell(text: &str, out: &mut Vec<u8>) {
    let mut csv =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(vec![]);
    // Two cells, since one that is empty and alone would get quotes.
    csv.write_record([text, ""]).expect("a record can be written into memory");
    let line = csv.into_inner().expect("memory takes everything");
    out.extend_from_slice(line.strip_suffix(b",\n").unwrap_or(&line));
}

#[cfg(test)]
mod tests {
    use inflow_domain::{CallQueue, Channel, Interval, IntervalLength, QueueKey, ViewId};
    use inflow_mapping::QueueState;
    use inflow_store::QueueSummary;

    use super::super::files::VolumeRow;
    use super::super::{Fill, Shape};
    use super::*;

    fn queue(key: QueueKey, name: &str) -> Queue {
        let interval = Interval::containing(Timestamp(0));
        let summary = QueueSummary { key, offered: 1, first: interval, last: interval };
        Queue {
            summary,
            name: name.to_owned(),
            state: QueueState::Active,
            definition_since: None,
            complete_from: None,
        }
    }

    fn queues() -> Vec<Queue> {
        let view = QueueKey::View { view: ViewId(25), channel: Channel::Email };
        let calls = |name: &str| QueueKey::Calls(CallQueue::For(name.into()));
        vec![
            queue(view, "Say \"hello\", (email)"),
            queue(calls("Sales"), "Calls Inbound For Sales\n\u{7}é"),
            queue(calls(""), ""),
        ]
    }

    fn buckets() -> Vec<Bucket> {
        let mut buckets = Vec::new();
        // Days, years, changes of the clocks, and instants before 1970.
        for (number, start) in
            [1_735_686_000, 1_743_296_400, 1_761_440_400, -900].iter().enumerate()
        {
            for quarter in 0..12 {
                let handled = (number > 0).then_some(quarter);
                let figures = Figures {
                    offered: if number == 0 { quarter } else { quarter * 37 },
                    handled,
                    abandoned: handled.map(|handled| handled / 2),
                    handling_seconds: handled.map(|handled| handled * 251 + 1),
                };
                let start = Timestamp(start + quarter * 900);
                buckets.push(Bucket { start, seconds: 900, figures });
            }
        }
        buckets
    }

    fn written(form: TextForm, zone: TimeZone, queues: &[Queue]) -> String {
        let mut rows = TextRows::new(form, zone);
        let mut out = Vec::new();
        rows.begin(&mut out);
        for queue in queues {
            rows.queue(queue);
            for bucket in &buckets() {
                rows.row(bucket, &mut out);
            }
        }
        rows.end(&mut out);
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn rows_are_what_serde_and_csv_write() {
        for zone in ["UTC", "Europe/Amsterdam", "America/St_Johns", "Africa/Monrovia"] {
            let zone = TimeZone::from_name(zone).expect("a zone");
            let queues = queues();
            let mut csv = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
            csv.write_record(COLUMNS).expect("a record");
            let mut lines = Vec::new();
            for queue in &queues {
                for bucket in &buckets() {
                    let id = queue.id();
                    let row = VolumeRow::new(queue, &id, zone, bucket);
                    csv.serialize(&row).expect("a record");
                    lines.push(serde_json::to_string(&row).expect("a row"));
                }
            }
            let csv = String::from_utf8(csv.into_inner().expect("text")).expect("text");
            assert_eq!(written(TextForm::Csv, zone, &queues), csv);
            let json = format!("[\n{}\n]\n", lines.join(",\n"));
            assert_eq!(written(TextForm::Json, zone, &queues), json);
        }
        assert_eq!(written(TextForm::Json, TimeZone::UTC, &[]), "[]\n");
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_quoted_where_asked() {
        let first_name = |name: &str, asked: bool| {
            let view = QueueKey::View { view: ViewId(25), channel: Channel::Email };
            let mut rows = TextRows::new(TextForm::Csv, TimeZone::UTC).for_spreadsheets(asked);
            rows.queue(&queue(view, name));
            let mut out = Vec::new();
            rows.row(&buckets()[0], &mut out);
            let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(&out[..]);
            csv.records().next().expect("a row").expect("cells")[1].to_owned()
        };
        for name in ["=1+1", "+31 20", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\u{ff1d}1"] {
            assert_eq!(first_name(name, true), format!("'{name}"));
            assert_eq!(first_name(name, false), name);
        }
        for name in ["Support", "1-2", "'=1", " x", ""] {
            assert_eq!(first_name(name, true), name);
        }
    }

    #[test]
    fn rows_in_pieces_are_those_of_each_bucket() {
        let queue = &queues()[0];
        for zone in ["UTC", "Europe/Amsterdam"] {
            let zone = TimeZone::from_name(zone).expect("a zone");
            let buckets = || {
                let quarter = |number: i64| {
                    let start = Timestamp(1_743_210_000 + (number + number / 7) * 900);
                    let figures = Figures { offered: number % 12, ..Figures::default() };
                    (Interval::containing(start), figures)
                };
                let (from, to) = (Timestamp(i64::MIN), Timestamp(i64::MAX));
                let length = IntervalLength::QuarterHour;
                let shape = Shape { length, zone, fill: Fill::None, from, to };
                Buckets::new(shape, &queue.summary.key, (0..300).map(quarter).collect())
            };
            let new = || {
                let mut rows = TextRows::new(TextForm::Json, zone);
                rows.queue(queue);
                rows
            };
            let (mut rows, mut each) = (new(), Vec::new());
            buckets().for_each(|bucket| rows.row(&bucket, &mut each));
            let (mut rows, mut buckets, mut pieces) = (new(), buckets(), Vec::new());
            while rows.rows(&mut buckets, pieces.len() + 1000, &mut pieces) {}
            assert_eq!(String::from_utf8(pieces), String::from_utf8(each));
        }
    }
}

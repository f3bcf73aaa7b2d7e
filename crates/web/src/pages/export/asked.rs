//! What is asked for in the form of exports, and what is wrong with it.

use chrono::{Days, NaiveDate};
use inflow_app::figures::export::{Form, Wanted};
use inflow_app::figures::queues::Queue;
use inflow_app::figures::volumes::{Fill, Shape};
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{IntervalLength, Target};
use inflow_store::Integration;

use super::Wrong;
use crate::pages::i18n::Language;
use crate::pages::layout::Page;
use crate::pages::queues::asked::{before, day};

/// So many days are exported unless others are named.
const USUAL_DAYS: u64 = 27;

/// What is asked for, as it was sent.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the form")]
pub(super) struct Asked {
    /// The ids of queues and workloads; none for every queue.
    pub(super) queues: Vec<String>,
    /// The first and the last day.
    pub(super) first: String,
    pub(super) last: String,
    pub(super) interval: String,
    pub(super) time_zone: String,
    pub(super) format: String,
    /// Whether all figures are told, and not those of arrival alone.
    pub(super) all: bool,
    pub(super) target: String,
    /// Whether CSV has semicolons and decimal commas.
    pub(super) semicolons: bool,
    /// Whether empty intervals are there with 0.
    pub(super) zeros: bool,
    pub(super) unfinished: bool,
    pub(super) without_handling_time: bool,
    pub(super) map: String,
}

impl Asked {
    /// The form as it is opened: the last four weeks that are imported, as a spreadsheet.
    pub(super) fn usual(page: &Page, integration: &Integration) -> Self {
        let until = integration.coverage.map_or(page.now, |coverage| coverage.until);
        let last = page.zone.local(until.plus_seconds(-1)).date();
        Self {
            first: before(last, USUAL_DAYS).to_string(),
            last: last.to_string(),
            interval: IntervalLength::QuarterHour.name().to_owned(),
            time_zone: page.zone.name().to_owned(),
            format: "xlsx".to_owned(),
            // Spreadsheets outside English ones take a comma for a decimal point.
            semicolons: page.language != Language::English,
            ..Self::default()
        }
    }

    /// The same with the fields that were sent.
    pub(super) fn with(mut self, fields: Vec<(String, String)>) -> Self {
        for (field, value) in fields {
            if field == "map" {
                self.map = value.replace("\r\n", "\n");
                continue;
            }
            let value = value.trim().to_owned();
            match field.as_str() {
                "queue" => self.queues.push(value),
                "first" => self.first = value,
                "last" => self.last = value,
                "interval" => self.interval = value,
                "time_zone" => self.time_zone = value,
                "format" => self.format = value,
                "figures" => self.all = value == "all",
                "target" => self.target = value,
                "separator" => self.semicolons = value == "semicolon",
                "zeros" => self.zeros = true,
                "unfinished" => self.unfinished = true,
                "without_handling_time" => self.without_handling_time = true,
                _ => {}
            }
        }
        self
    }

    /// What is exported of all queues and workloads; nothing where something is wrong.
    pub(super) fn wanted(
        &self,
        page: &Page,
        integration: &Integration,
        mut queues: Vec<Queue>,
        wrong: &mut Wrong,
    ) -> Option<Wanted> {
        let zone = TimeZone::from_name(&self.time_zone);
        if zone.is_none() {
            wrong.add("time_zone", page.t("time-zone-unknown"));
        }
        let (first, last) = (day(&self.first).ok(), day(&self.last).ok());
        for (field, found) in [("first", first), ("last", last)] {
            if found.is_none() {
                wrong.add(field, page.t("queue-wrong-day"));
            }
        }
        if first.zip(last).is_some_and(|(first, last)| first > last) {
            wrong.add("first", page.t("queue-wrong-order"));
        }
        let length = IntervalLength::from_name(&self.interval);
        if length.is_none() {
            wrong.add("interval", page.t("queue-wrong-interval"));
        }
        let form = Form::from_name(&self.format);
        if form.is_none() {
            wrong.add("format", page.t("export-wrong-format"));
        }
        let target = Target::all().find(|one| one.to_string() == self.target);
        if self.all && target.is_none() {
            wrong.add("target", page.t("queue-wrong-target"));
        }
        if self.all && !matches!(form, Some(Form::Table(_)) | None) {
            wrong.add("figures", page.t("export-wrong-figures"));
        }
        if integration.coverage.is_none() {
            wrong.whole.push(page.t("queues-nothing-imported"));
        }
        if self.queues.is_empty() {
            // Contacts of workloads are those of their queues.
            queues.retain(|queue| queue.summary.key.workload().is_none());
        } else {
            queues.retain(|queue| self.queues.contains(&queue.id()));
        }
        if queues.is_empty() && wrong.is_empty() {
            wrong.add("queues", page.t("queues-none-found"));
        }
        if !wrong.is_empty() {
            return None;
        }
        queues.sort_by_cached_key(Queue::id);
        let (zone, last) = (zone?, last?.checked_add_days(Days::new(1))?);
        let start = |day: NaiveDate| zone.start_of_day(day);
        let fill = if self.zeros { Fill::Zero } else { Fill::None };
        let shape = Shape { length: length?, zone, fill, from: start(first?), to: start(last) };
        let form = form?;
        Some(Wanted {
            queues,
            shape,
            form,
            all: target.filter(|_| self.all),
            // Who asks for semicolons opens the file in a spreadsheet.
            for_spreadsheets: self.semicolons && self.is_csv(),
            map: Some(self.map.clone()).filter(|map| !map.trim().is_empty()),
            unfinished: self.unfinished,
            without_handling_time: self.without_handling_time,
        })
    }

    /// Whether it is to be CSV with our columns.
    pub(super) fn is_csv(&self) -> bool {
        self.format == "csv"
    }
}

//! What was typed into the form of a new delivery, and the settings that it stands for.

use inflow_app::deliveries::{Access, Method, Settings, TimeOfDay};
use inflow_domain::IntervalLength;
use inflow_domain::time_zone::TimeZone;
use secrecy::SecretString;

use super::Wrong;
use crate::pages::layout::Page;

/// The most days that are written again.
const MOST_DAYS: u32 = 3650;

/// The longest text of a field.
const LONGEST: usize = 20_000;

/// What was typed. The secret is never sent back.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the form")]
pub(super) struct Entered {
    pub(super) name: String,
    pub(super) format: String,
    pub(super) to: String,
    /// The ids of queues and workloads; none for every queue.
    pub(super) queues: Vec<String>,
    pub(super) interval: String,
    pub(super) time_zone: String,
    pub(super) at: String,
    pub(super) days: String,
    pub(super) contacts: bool,
    pub(super) by_day: bool,
    pub(super) unfinished: bool,
    pub(super) without_handling_time: bool,
    pub(super) map: String,
    pub(super) user: String,
    pub(super) secret: Option<SecretString>,
    pub(super) endpoint: String,
    pub(super) region: String,
    pub(super) puts: bool,
    pub(super) headers: String,
    pub(super) secret_header: String,
    pub(super) host_key: String,
}

impl Entered {
    /// The form as it is opened.
    pub(super) fn usual(page: &Page) -> Self {
        let usual = Settings::new("injixo", "");
        Self {
            format: usual.format,
            interval: usual.interval,
            time_zone: page.zone.name().to_owned(),
            days: usual.days.to_string(),
            ..Self::default()
        }
    }

    /// The fields that were sent.
    pub(super) fn of(fields: Vec<(String, String)>) -> Self {
        let mut entered = Self::default();
        for (field, value) in fields {
            let trimmed = value.trim().to_owned();
            match field.as_str() {
                "name" => entered.name = trimmed,
                "format" => entered.format = trimmed,
                "to" => entered.to = trimmed,
                "queue" => entered.queues.push(trimmed),
                "interval" => entered.interval = trimmed,
                "time_zone" => entered.time_zone = trimmed,
                "at" => entered.at = trimmed,
                "days" => entered.days = trimmed,
                "contacts" => entered.contacts = true,
                "by_day" => entered.by_day = true,
                "unfinished" => entered.unfinished = true,
                "without_handling_time" => entered.without_handling_time = true,
                "map" => entered.map = value.replace("\r\n", "\n"),
                "user" => entered.user = trimmed,
                "secret" if !trimmed.is_empty() => {
                    // A private key has lines, and the last one ends as well.
                    let lines = trimmed.replace("\r\n", "\n");
                    let end = if lines.contains('\n') { "\n" } else { "" };
                    entered.secret = Some(SecretString::from(lines + end));
                }
                "endpoint" => entered.endpoint = trimmed,
                "region" => entered.region = trimmed,
                "method" => entered.puts = trimmed == "put",
                "headers" => entered.headers = value.replace("\r\n", "\n"),
                "secret_header" => entered.secret_header = trimmed,
                "host_key" => entered.host_key = trimmed,
                _ => {}
            }
        }
        entered.queues.sort_unstable();
        entered.queues.dedup();
        entered
    }

    /// Finds what is wrong with single fields, before anything is tried.
    pub(super) fn check(&self, page: &Page) -> Wrong {
        let mut wrong = Wrong::default();
        wrong.require(page, "name", &self.name);
        wrong.require(page, "to", &self.to);
        if TimeZone::from_name(&self.time_zone).is_none() {
            wrong.add("time_zone", page.t("time-zone-unknown"));
        }
        if !self.at.is_empty() && TimeOfDay::parse(&self.at).is_none() {
            wrong.add("at", page.t("delivery-wrong-time"));
        }
        if self.days().is_none() {
            wrong.add("days", page.t("delivery-wrong-days").with("most", MOST_DAYS));
        }
        if IntervalLength::from_name(&self.interval).is_none() {
            wrong.add("interval", page.t("queue-wrong-interval"));
        }
        for (field, text) in [("map", &self.map), ("headers", &self.headers), ("to", &self.to)] {
            if text.len() > LONGEST {
                wrong.add(field, page.t("field-too-long"));
            }
        }
        wrong
    }

    fn days(&self) -> Option<u32> {
        self.days.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days))
    }

    /// What the use case is asked for.
    pub(super) fn settings(&self) -> Settings {
        let usual = Settings::new(&self.format, &self.to);
        let said = |text: &String| (!text.is_empty()).then(|| text.clone());
        let headers = self.headers.lines().map(str::trim).filter(|line| !line.is_empty());
        Settings {
            queues: self.queues.clone(),
            interval: self.interval.clone(),
            time_zone: self.time_zone.clone(),
            map: Some(self.map.clone()).filter(|map| !map.trim().is_empty()),
            unfinished: self.unfinished,
            without_handling_time: self.without_handling_time,
            days: self.days().unwrap_or(usual.days),
            at: said(&self.at),
            contacts: self.contacts,
            partition: self.by_day.then(|| "day".to_owned()),
            access: Access {
                user: said(&self.user),
                endpoint: said(&self.endpoint),
                region: said(&self.region),
                method: if self.puts { Method::Put } else { Method::Post },
                headers: headers.map(str::to_owned).collect(),
                secret_header: said(&self.secret_header),
                host_key: said(&self.host_key),
            },
            ..usual
        }
    }
}

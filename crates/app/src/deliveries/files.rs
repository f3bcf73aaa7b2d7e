//! The files of a delivery: what changed since the last one, and the days that may still change.

use std::collections::{BTreeMap, BTreeSet};

use inflow_domain::time_zone::TimeZone;
use inflow_domain::{IntervalLength, Timestamp};
use inflow_formats::assembled::{self, Conversation};
use inflow_formats::{File, Map, Options, Row, Series, Source, Target};
use inflow_store::Integration;

use super::asked::{Due, EVER, Ready, all_queues, is_asked};
use super::days::{Days, day_of, day_of_arrival};
use super::settings::{ASSEMBLED, Form, Settings};
use super::tables;
use crate::context::Context;
use crate::error::IngestError;
use crate::figures::conversations::conversations;
use crate::figures::planners;
use crate::figures::queues::Queue;
use crate::figures::volumes::{Fill, Shape};

const DAY_SECONDS: i64 = 86_400;

/// Looks whether the settings can be followed.
pub(super) async fn check(
    context: &Context,
    integration: &Integration,
    settings: &Settings,
) -> Result<(), IngestError> {
    settings.next_at(context.clock.now())?;
    match settings.form()? {
        Form::Planners(target) => Job::new(context, integration, settings, target).await.map(drop),
        Form::Assembled => {
            let asked = Asked::of(context, integration, settings).await?;
            asked.conversations(&[]).map(drop)
        }
        Form::Plain(_) => tables::Job::new(context, integration, settings).await.map(drop),
    }
}

/// What a delivery has to write now; `noted` is what it brought there before.
pub(super) async fn due(
    context: &Context,
    integration: &Integration,
    settings: &Settings,
    noted: &BTreeMap<String, Vec<u8>>,
    whose: &str,
) -> Result<Due, IngestError> {
    let form = settings.form()?;
    // While older history is still to come, what was delivered stands, and what is new waits (rule 8.6).
    if integration.is_preliminary() && !settings.unfinished {
        return Ok(Due::default());
    }
    match form {
        Form::Planners(target) => {
            let job = Job::new(context, integration, settings, target).await?;
            let mut due = Due::default();
            job.add(settings.length()?, noted, whose, &mut due).await?;
            if target.wants_days() && job.length != IntervalLength::Day {
                job.add(IntervalLength::Day, noted, whose, &mut due).await?;
            }
            Ok(due)
        }
        Form::Assembled => due_conversations(context, integration, settings, noted, whose).await,
        Form::Plain(form) => {
            tables::Job::new(context, integration, settings).await?.due(form, noted, whose).await
        }
    }
}

/// The conversations of the days that changed, and of those that may still change.
async fn due_conversations(
    context: &Context,
    integration: &Integration,
    settings: &Settings,
    noted: &BTreeMap<String, Vec<u8>>,
    whose: &str,
) -> Result<Due, IngestError> {
    let asked = Asked::of(context, integration, settings).await?;
    let queues: Vec<&Queue> = asked.queues.iter().map(|(queue, _)| queue).collect();
    let mut found = conversations(context, integration, &queues, EVER).await?;
    let now = Days::of_conversations(&found);
    let before = Days::from_bytes(noted.get(ASSEMBLED).map_or(&[], Vec::as_slice), &now);
    let changed = now.changed_since(&before);
    if changed.is_empty() {
        return Ok(Due::default());
    }
    let window = context.clock.now().0.div_euclid(DAY_SECONDS) - i64::from(settings.days);
    found.retain(|one| day_of_arrival(one) >= window || changed.contains(&day_of_arrival(one)));
    let file = asked.conversations(&found)?.map(|file| Ready::of(file, whose));
    let delivered = vec![(ASSEMBLED.to_owned(), now.to_bytes())];
    Ok(Due { files: file.into_iter().collect(), delivered, waiting: 0 })
}

/// The queues and workloads that a delivery is asked for, in the order of their ids, and what they are called there.
struct Asked {
    queues: Vec<(Queue, Source)>,
    map: Map,
    zone: TimeZone,
}

impl Asked {
    async fn of(
        context: &Context,
        integration: &Integration,
        settings: &Settings,
    ) -> Result<Self, IngestError> {
        let all = all_queues(context, integration).await?;
        let sources: Vec<Source> = all.iter().map(planners::source).collect();
        let map = map(settings, &sources)?;
        let queues = all.into_iter().zip(sources);
        let queues = queues.filter(|(queue, _)| is_asked(settings, queue)).collect();
        Ok(Self { queues, map, zone: settings.zone()? })
    }

    fn conversations(&self, found: &[Conversation]) -> Result<Option<File>, IngestError> {
        let sources: Vec<&Source> = self.queues.iter().map(|(_, source)| source).collect();
        Ok(assembled::write(found, &sources, &self.map, self.zone)?)
    }
}

fn map(settings: &Settings, sources: &[Source]) -> Result<Map, IngestError> {
    let known: Vec<&Source> = sources.iter().collect();
    let map = settings.map.as_deref().map(|map| Map::read(map, &known)).transpose();
    let map =
        map.map_err(|error| IngestError::UnfitDelivery { says: format!("the map: {error}") })?;
    Ok(map.unwrap_or_default())
}

/// A delivery with what it needs to know of the account.
struct Job<'a> {
    context: &'a Context,
    integration: &'a Integration,
    settings: &'a Settings,
    target: Target,
    length: IntervalLength,
    zone: TimeZone,
    map: Map,
    queues: Vec<(Queue, Source)>,
}

impl<'a> Job<'a> {
    async fn new(
        context: &'a Context,
        integration: &'a Integration,
        settings: &'a Settings,
        target: Target,
    ) -> Result<Self, IngestError> {
        let all = all_queues(context, integration).await?;
        let sources = planners::sources(context, integration, target, &all).await?;
        let map = map(settings, &sources)?;
        let queues = all.into_iter().zip(sources);
        let queues: Vec<(Queue, Source)> =
            queues.filter(|(queue, _)| is_asked(settings, queue)).collect();
        let (length, zone) = (settings.length()?, settings.zone()?);
        let job = Self { context, integration, settings, target, length, zone, map, queues };
        let asked: Vec<&Source> = job.queues.iter().map(|(_, source)| source).collect();
        inflow_formats::check(target, &asked, &job.options(length))?;
        Ok(job)
    }

    fn options(&self, length: IntervalLength) -> Options<'_> {
        Options {
            map: &self.map,
            length,
            zone: self.zone,
            now: self.context.clock.now(),
            settle_days: self.settings.settle_days,
            unfinished: self.settings.unfinished,
            without_handling_time: self.settings.without_handling_time,
        }
    }

    /// Adds the files of one length of intervals.
    async fn add(
        &self,
        length: IntervalLength,
        noted: &BTreeMap<String, Vec<u8>>,
        whose: &str,
        due: &mut Due,
    ) -> Result<(), IngestError> {
        let options = self.options(length);
        let mut found = Vec::new();
        for (queue, source) in &self.queues {
            let shape = self.shape(length, Fill::None, i64::MIN, i64::MAX);
            let (context, integration) = (self.context, self.integration);
            let asked = planners::series(context, integration, queue, source.clone(), &shape);
            found.push(Change::of(asked.await?.due(&options), &options, length, noted));
        }
        if found.iter().all(|change| change.days.is_empty()) {
            return Ok(());
        }
        let window = options.now.0.div_euclid(DAY_SECONDS) - i64::from(self.settings.days);
        let everything = self.target.replaces_everything();
        let from = if everything { i64::MIN } else { window };
        let mut series = Vec::new();
        for (change, (queue, _)) in found.into_iter().zip(&self.queues) {
            if !change.days.is_empty() {
                due.delivered.push((change.key.clone(), change.now.to_bytes()));
            }
            let emptied = self.emptied(queue, &change, length, &options).await?;
            series.push(change.written(from, emptied));
        }
        // What is not ready was left out already.
        let all = Options { unfinished: true, ..options };
        let written = inflow_formats::write(self.target, &series, &all)?.files;
        due.files.extend(written.into_iter().map(|file| Ready::of(file, whose)));
        Ok(())
    }

    /// The intervals without contacts of days that were delivered otherwise: theirs may be gone.
    async fn emptied(
        &self,
        queue: &Queue,
        change: &Change,
        length: IntervalLength,
        options: &Options<'_>,
    ) -> Result<Vec<Row>, IngestError> {
        let days: Vec<i64> =
            change.days.iter().copied().filter(|day| change.before.has(*day)).collect();
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(Vec::new()) };
        let (from, to) = (first * DAY_SECONDS, (last + 1) * DAY_SECONDS);
        let shape = self.shape(length, Fill::Zero, from, to);
        let source = change.series.source.clone();
        let all = planners::series(self.context, self.integration, queue, source, &shape).await?;
        let is_emptied = |row: &Row| row.offered == 0 && days.binary_search(&day_of(row)).is_ok();
        Ok(all.due(options).rows.into_iter().filter(is_emptied).collect())
    }

    fn shape(&self, length: IntervalLength, fill: Fill, from: i64, to: i64) -> Shape {
        Shape { length, zone: self.zone, fill, from: Timestamp(from), to: Timestamp(to) }
    }
}

/// A series, and which of its days are not as they were delivered.
struct Change {
    key: String,
    series: Series,
    now: Days,
    days: BTreeSet<i64>,
    before: Days,
}

impl Change {
    /// `series` has the intervals with contacts that are written.
    fn of(
        series: Series,
        options: &Options<'_>,
        length: IntervalLength,
        noted: &BTreeMap<String, Vec<u8>>,
    ) -> Self {
        let name = options.map.entry(&series.source).and_then(|entry| entry.name.clone());
        let name = name.unwrap_or_else(|| series.source.name.clone());
        let now = Days::of(&name, &series.rows);
        let key = format!("{} {}", series.source.id, length.name());
        let before = Days::from_bytes(noted.get(&key).map_or(&[], Vec::as_slice), &now);
        let days = now.changed_since(&before);
        Self { key, series, now, days, before }
    }

    /// The rows of the days that changed, and of those from a day on.
    fn written(self, from: i64, emptied: Vec<Row>) -> Series {
        let is_written = |row: &Row| {
            let day = day_of(row);
            day >= from || self.days.contains(&day)
        };
        let mut rows: Vec<Row> = self.series.rows.into_iter().filter(is_written).collect();
        rows.extend(emptied);
        rows.sort_by_key(|row| row.start);
        Series { source: self.series.source, rows }
    }
}

//! What became of a Support queue's contacts: what is to be known at a glance, charts, and a table (rule 9).

use std::collections::BTreeMap;

use inflow_app::Context;
use inflow_app::figures::queues::Queue;
use inflow_app::figures::volumes::all::{FullBucket, SupportFigures, full_buckets};
use inflow_app::figures::volumes::{Fill, Shape};
use inflow_app::figures::waiting::{WaitingNow, waiting_now};
use inflow_domain::{IntervalLength, Target as Within, Timestamp};
use inflow_store::Integration;

use super::asked::{Asked, Window};
use super::chart::{clock_of, days_of, interval_words, times};
use super::slots::{Known, Slot, bands};
use super::week;
use crate::pages::address;
use crate::pages::charts::bars::{Bars, Drawing, Series, Target};
use crate::pages::charts::scale::Scale;
use crate::pages::errors::PageError;
use crate::pages::i18n::Text;
use crate::pages::layout::Page;

/// Rows of the table at most, the newest ones.
const ROWS: usize = 60;

/// What became of the contacts.
pub(super) struct FatesPart {
    pub(super) glance: Glance,
    /// How the contacts of each interval ended.
    pub(super) ends: Bars,
    /// The same contacts by kind.
    pub(super) kinds: Bars,
    /// What waited at the end of each interval.
    pub(super) waiting: Bars,
    /// Average handling times, where a field holds them.
    pub(super) handling: Option<Bars>,
    /// Whether contacts of the window are unfinished, so that figures still change.
    pub(super) unfinished: i64,
    /// The targets: the name, and whether it is chosen.
    pub(super) targets: Vec<(String, bool)>,
    /// What the form of the target sends as well.
    pub(super) kept: Vec<(String, String)>,
    /// The newest intervals with contacts.
    pub(super) rows: Vec<Row>,
    pub(super) has_handling: bool,
}

/// What is to be known at a glance.
pub(crate) struct Glance {
    pub(crate) now: Option<WaitingNow>,
    /// What waits longest: the words, and the ticket.
    pub(crate) oldest: Option<(Text, i64)>,
    /// The week before this one, from day to day.
    pub(crate) week: String,
    /// Its answered contacts.
    pub(crate) answered: i64,
    /// Those of them that were answered within the target.
    pub(crate) within: i64,
    /// Their share of a hundred; nothing where none was answered.
    pub(crate) share: Option<f64>,
    /// Its contacts without an end.
    pub(crate) unfinished: i64,
    pub(crate) target: String,
    /// The average time to answer.
    pub(crate) average: Option<i64>,
}

/// An interval of the table.
pub(super) struct Row {
    pub(super) interval: String,
    pub(super) address: String,
    pub(super) offered: i64,
    pub(super) figures: SupportFigures,
    pub(super) average: Option<String>,
    pub(super) handling: Option<String>,
}

/// Reads what became of a Support queue's contacts, and shows it in every way; nothing of Talk, and nothing
/// until everything is counted with ends.
pub(super) async fn see_fates(
    (context, integration): (&Context, &Integration),
    (page, here): (&Page, &str),
    queue: &Queue,
    (asked, window, known): (&Asked, &Window, &Known),
    slots: &[Slot],
) -> Result<Option<FatesPart>, PageError> {
    let key = &queue.summary.key;
    if key.is_talk() {
        return Ok(None);
    }
    let target = asked.target();
    let shape = Shape {
        length: window.length,
        zone: window.zone,
        fill: Fill::Zero,
        from: window.from,
        to: window.to,
    };
    let buckets = full_buckets(context, integration, key, &shape, Some(target)).await?;
    if buckets.lacks_ends(key) {
        return Ok(None);
    }
    let by_start: BTreeMap<Timestamp, FullBucket> =
        buckets.map(|full| (full.bucket.start, full)).collect();
    let full: Vec<Option<FullBucket>> =
        slots.iter().map(|slot| by_start.get(&slot.start).copied()).collect();
    let draw = Drawn { page, here, queue, window, slots, full: &full };
    let glance = glance(context, integration, page, queue, known, target).await?;
    let supports = || full.iter().flatten().filter_map(|full| full.support);
    let handling = draw.handling();
    Ok(Some(FatesPart {
        glance,
        ends: draw.ends(),
        kinds: draw.kinds(),
        waiting: draw.waiting(),
        has_handling: handling.is_some(),
        handling,
        unfinished: supports().map(|figures| figures.fates.unfinished()).sum(),
        targets: Within::all().map(|one| (one.to_string(), one == target)).collect(),
        kept: asked.kept_with_target(),
        rows: draw.rows(),
    }))
}

/// What is to be known of a queue at a glance.
pub(crate) async fn glance(
    context: &Context,
    integration: &Integration,
    page: &Page,
    queue: &Queue,
    known: &Known,
    target: Within,
) -> Result<Glance, PageError> {
    let key = &queue.summary.key;
    let now = waiting_now(context, integration, key).await?;
    let monday = week::latest_whole(page.zone, known);
    let (from, to) = week::span(monday, page.zone);
    let shape = Shape { length: IntervalLength::Week, zone: page.zone, fill: Fill::Zero, from, to };
    let mut weeks = full_buckets(context, integration, key, &shape, Some(target)).await?;
    let figures = weeks.next().and_then(|full| full.support);
    let answered = figures.map_or(0, |figures| figures.fates.answered);
    let within = figures.and_then(|figures| figures.within_target).unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a share to one decimal")]
    let answered_share = (answered > 0).then(|| within as f64 * 100.0 / answered as f64);
    let last = monday + chrono::Days::new(6);
    Ok(Glance {
        oldest: now.as_ref().and_then(|now| oldest(page, now)),
        now,
        week: format!("{} – {}", page.day(monday), page.day(last)),
        answered,
        within,
        share: answered_share,
        unfinished: figures.map_or(0, |figures| figures.fates.unfinished()),
        target: target.to_string(),
        average: figures.and_then(|figures| figures.asa_milliseconds()).map(|time| time / 1000),
    })
}

/// What all charts are drawn from.
struct Drawn<'a> {
    page: &'a Page,
    here: &'a str,
    queue: &'a Queue,
    window: &'a Window,
    slots: &'a [Slot],
    full: &'a [Option<FullBucket>],
}

impl Drawn<'_> {
    fn values(&self, of: impl Fn(&SupportFigures) -> Option<i64>) -> Vec<Option<i64>> {
        let value = |full: &Option<FullBucket>| full.and_then(|full| of(&full.support?));
        self.full.iter().map(value).collect()
    }

    fn series(
        &self,
        class: &'static str,
        name: &'static str,
        of: impl Fn(&SupportFigures) -> Option<i64>,
    ) -> Series {
        Series { class, name: self.page.t(name).to_string(), values: self.values(of) }
    }

    /// How the contacts ended.
    fn ends(&self) -> Bars {
        let series = vec![
            self.series("s1", "fate-answered", |figures| Some(figures.fates.answered)),
            self.series("s2", "fate-settled", |figures| Some(figures.fates.settled)),
            self.series("s4", "fate-moved", |figures| Some(figures.fates.moved)),
            self.series("s0", "fate-dropped", |figures| Some(figures.fates.dropped)),
            self.series("s5", "fate-unfinished", |figures| Some(figures.fates.unfinished())),
        ];
        self.stacked("ends", "chart-fates", series)
    }

    /// The kinds of the contacts; replies without the reopenings among them.
    fn kinds(&self) -> Bars {
        let replies =
            |figures: &SupportFigures| Some(figures.fates.replies - figures.fates.reopenings);
        let series = vec![
            self.series("s1", "fate-created", |figures| Some(figures.fates.created)),
            self.series("s2", "fate-replies", replies),
            self.series("s3", "fate-reopenings", |figures| Some(figures.fates.reopenings)),
            self.series("s4", "fate-entries", |figures| Some(figures.fates.entries)),
        ];
        self.stacked("kinds", "chart-kinds", series)
    }

    fn stacked(&self, id: &'static str, title: &'static str, series: Vec<Series>) -> Bars {
        let sum = |index| series.iter().filter_map(|one: &Series| one.values[index]).sum::<i64>();
        let most = (0..self.full.len()).map(sum).max().unwrap_or(0);
        let totals = series.iter().map(|one| {
            let total: i64 = one.values.iter().flatten().sum();
            format!("{}: {}", one.name, self.page.number(total))
        });
        let description = totals.collect::<Vec<_>>().join(", ");
        self.bars(id, title, description, series, Scale::of_numbers(most), false)
    }

    /// What waited at the end of each interval.
    fn waiting(&self) -> Bars {
        let series = self.series("line2", "fate-waiting", |figures| Some(figures.waiting.contacts));
        let most = series.values.iter().flatten().copied().max().unwrap_or(0);
        let description = self.page.t("chart-waiting-text").with("most", most).to_string();
        let scale = Scale::of_numbers(most);
        self.bars("waiting", "chart-waiting", description, vec![series], scale, true)
    }

    /// Average handling times; nothing where no field holds them.
    fn handling(&self) -> Option<Bars> {
        let seconds = |figures: &SupportFigures| Some((figures.aht_milliseconds()? + 500) / 1000);
        let series = self.series("line2", "figure-aht", seconds);
        let most = series.values.iter().flatten().copied().max()?;
        let text = self.page.t("chart-handling-text").with("most", clock_of(most)).to_string();
        let scale = Scale::of_seconds(most);
        Some(self.bars("ticket-handling", "chart-handling", text, vec![series], scale, true))
    }

    fn bars(
        &self,
        id: &'static str,
        title: &'static str,
        description: String,
        series: Vec<Series>,
        scale: Scale,
        is_line: bool,
    ) -> Bars {
        let label = |mark| {
            if id == "ticket-handling" { clock_of(mark) } else { self.page.number(mark) }
        };
        let targets = self.slots.iter().enumerate();
        let targets = targets.map(|(index, slot)| self.target(slot, index, &series)).collect();
        Bars::new(Drawing {
            id,
            title: self.page.t(title).with("queue", &self.queue.name).to_string(),
            description,
            labels: scale.marks().map(label).collect(),
            series,
            over: None,
            is_line,
            scale,
            times: times(self.page, self.window, self.slots),
            bands: bands(self.slots),
            targets,
        })
    }

    /// What a chart says of an interval, and where it is explained.
    fn target(&self, slot: &Slot, index: usize, series: &[Series]) -> Target {
        let window = self.window;
        let interval = interval_words(self.page, (slot.start, slot.end), window.length);
        let told = series.iter().filter_map(|one| {
            let value = one.values[index].filter(|value| *value > 0 || series.len() == 1)?;
            Some(format!("{} {}", one.name, self.page.number(value)))
        });
        let told = told.collect::<Vec<_>>().join(", ");
        let told = if told.is_empty() { "0".to_owned() } else { told };
        Target {
            days: days_of(window, slot),
            address: address::of_figure(self.here, slot.start, window.length, window.zone),
            title: format!("{interval}: {told}"),
        }
    }

    fn rows(&self) -> Vec<Row> {
        let with_contacts = self.slots.iter().zip(self.full).rev().filter_map(|(slot, full)| {
            let full = (*full)?;
            let figures = full.support.filter(|_| full.bucket.figures.offered > 0)?;
            let clock = |time: i64| clock_of((time + 500) / 1000);
            Some(Row {
                interval: interval_words(self.page, (slot.start, slot.end), self.window.length),
                address: self.target(slot, 0, &[]).address,
                offered: full.bucket.figures.offered,
                figures,
                average: figures.asa_milliseconds().map(clock),
                handling: figures.aht_milliseconds().map(clock),
            })
        });
        with_contacts.take(ROWS).collect()
    }
}

/// How long the contact waits that waits longest, and its ticket.
fn oldest(page: &Page, now: &WaitingNow) -> Option<(Text, i64)> {
    let (since, ticket) = now.oldest?;
    let seconds = now.at.0.saturating_sub(since.0).max(0);
    let text = page.t("glance-oldest").with("since", page.date_time(since));
    Some((text.with("for", page.duration(seconds)), ticket.0))
}

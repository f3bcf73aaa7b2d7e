//! What arrived today and this week, beside the same days of the week before.

use chrono::NaiveDate;
use inflow_app::Context;
use inflow_app::figures::arrivals::{Arrivals, arrivals};
use inflow_app::figures::queues::Queue;
use inflow_domain::{Channel, Interval, Timestamp};
use inflow_store::Integration;

use crate::pages::errors::PageError;
use crate::pages::i18n::Text;
use crate::pages::layout::Page;
use crate::pages::queues::asked::before;
use crate::pages::queues::list::channel_message;
use crate::pages::queues::week::monday_of;

const DAYS_OF_A_WEEK: u64 = 7;

/// A number beside that of the same time of the week before.
pub(in crate::pages::integrations) struct Compared {
    pub(super) now: i64,
    /// Absent where that time is not imported.
    pub(super) before: Option<i64>,
    /// By how much it is more or less, and by how many of a hundred.
    pub(super) change: Option<String>,
}

impl Compared {
    pub(super) fn new(page: &Page, now: i64, before: Option<i64>) -> Self {
        Self { now, before, change: before.map(|before| change(page, now - before, before)) }
    }
}

/// `+12 (+8%)`
fn change(page: &Page, difference: i64, before: i64) -> String {
    let plus = if difference > 0 { "+" } else { "" };
    let absolute = format!("{plus}{}", page.number(difference));
    if before == 0 {
        return absolute;
    }
    #[expect(clippy::cast_precision_loss, reason = "a share without decimals")]
    let share = difference as f64 * 100.0 / before as f64;
    format!("{absolute} ({plus}{})", page.percent(share, 0))
}

/// What arrived of one kind.
pub(in crate::pages::integrations) struct Line {
    pub(super) name: Text,
    pub(super) day: Compared,
    pub(super) week: Compared,
}

/// What arrived of every kind.
pub(in crate::pages::integrations) struct Arrived {
    /// Until then everything is imported.
    pub(super) until: Timestamp,
    /// What the day and the week are called.
    pub(super) day: String,
    pub(super) week: String,
    /// All contacts of tickets.
    pub(super) tickets: Line,
    /// The calls of Talk, where there are any.
    pub(super) calls: Option<Line>,
    /// The contacts of tickets by channel.
    pub(super) channels: Vec<Line>,
}

/// A time, and the same time of the week before.
#[derive(Clone, Copy)]
pub(super) struct Span {
    pub(super) now: (Timestamp, Timestamp),
    pub(super) before: (Timestamp, Timestamp),
}

/// The last day that is imported, from its beginning on, and its week.
pub(super) struct Spans {
    pub(super) until: Timestamp,
    /// Which day it is.
    today: NaiveDate,
    pub(super) day: Span,
    pub(super) week: Span,
    /// From then on everything is imported.
    from: Timestamp,
}

impl Spans {
    /// Nothing before the first import.
    pub(super) fn of(integration: &Integration, page: &Page) -> Option<Self> {
        let coverage = integration.coverage?;
        let until = Interval::containing(coverage.until).start();
        let today = page.zone.local(until.plus_seconds(-1)).date();
        let a_week_before = |day| page.zone.start_of_day(before(day, DAYS_OF_A_WEEK));
        // The same time of day.
        let end = a_week_before(today)
            .plus_seconds(until.0.saturating_sub(page.zone.start_of_day(today).0));
        let span = |first| Span {
            now: (page.zone.start_of_day(first), until),
            before: (a_week_before(first), end),
        };
        let (day, week) = (span(today), span(monday_of(today)));
        Some(Self { until, today, day, week, from: coverage.from })
    }

    /// What people call the day and the week.
    pub(super) fn names(&self, page: &Page) -> (String, String) {
        let (now, monday) = (page.zone.local(page.now).date(), monday_of(self.today));
        let day = if now == self.today {
            page.t("overview-today").to_string()
        } else {
            page.day(self.today)
        };
        let week = if monday_of(now) == monday {
            page.t("overview-this-week").to_string()
        } else {
            page.t("overview-week-of").with("day", page.day(monday)).to_string()
        };
        (day, week)
    }

    /// Whether the time before is imported as well.
    pub(super) fn is_known(&self, span: Span) -> bool {
        self.from <= span.before.0
    }
}

/// What arrived; nothing before the first import.
pub(super) async fn arrived(
    context: &Context,
    integration: &Integration,
    page: &Page,
    queues: &[Queue],
) -> Result<Option<Arrived>, PageError> {
    let Some(spans) = Spans::of(integration, page) else { return Ok(None) };
    let within = async |(from, to)| arrivals(context, integration, queues, from, to).await;
    let day = within(spans.day.now).await?;
    let week = within(spans.week.now).await?;
    let (mut day_before, mut week_before) = (None, None);
    if spans.is_known(spans.day) {
        day_before = Some(within(spans.day.before).await?);
    }
    if spans.is_known(spans.week) {
        week_before = Some(within(spans.week.before).await?);
    }
    let line = |name: &'static str, of: &dyn Fn(&Arrivals) -> i64| Line {
        name: page.t(name),
        day: Compared::new(page, of(&day), day_before.as_ref().map(of)),
        week: Compared::new(page, of(&week), week_before.as_ref().map(of)),
    };
    let of_channel = |channel: Channel| {
        line(channel_message(channel), &|all| all.tickets.get(&channel).copied().unwrap_or(0))
    };
    let arrived = |line: &Line| {
        [&line.day, &line.week]
            .iter()
            .any(|one| one.now > 0 || one.before.is_some_and(|all| all > 0))
    };
    let has_calls = queues.iter().any(|queue| queue.summary.key.is_talk());
    let names = spans.names(page);
    Ok(Some(Arrived {
        until: spans.until,
        day: names.0,
        week: names.1,
        tickets: line("contacts", &Arrivals::of_tickets),
        calls: has_calls.then(|| line("overview-calls", &|all| all.calls)),
        channels: Channel::ALL.map(of_channel).into_iter().filter(arrived).collect(),
    }))
}

//! One queue: its charts, its usual week, one week by quarter hours, and its figures as a list.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use inflow_app::Context;
use inflow_app::figures::queues::{self, Queue, QueueState};
use inflow_app::figures::volumes::files::FileFormat;
use inflow_domain::{Figures, Interval, IntervalLength, Timestamp};
use inflow_store::Integration;

use super::asked::{self, Asked, Compared, Question, Range, Unclear, Window};
use super::chart::{self, Before, Charts, draw};
use super::chosen::{find_integration, find_queue, known};
use super::fates::{FatesPart, see_fates};
use super::list::channel_message;
use super::parts::{Figure, ListPart, UsualPart, WeekPart};
use super::slots::{Known, Slot, slots};
use super::week;
use crate::http::viewer::Viewer;
use crate::pages::address;
use crate::pages::errors::PageError;
use crate::pages::i18n::Text;
use crate::pages::integrations::wrong::Wrong;
use crate::pages::layout::{Page, Tab, with_status};

/// A choice, with where it leads.
pub(super) struct Choice {
    /// What is chosen.
    pub(super) name: Text,
    /// Where it leads.
    pub(super) address: String,
    /// Whether it is what is shown.
    pub(super) is_chosen: bool,
}

/// What is to be seen of a queue of which something is imported.
struct Seen {
    known: Known,
    window: Window,
    too_fine: Option<(Text, Text)>,
    ranges: Vec<Choice>,
    comparisons: Vec<Choice>,
    lengths: Vec<(&'static str, Text, bool)>,
    charts: Charts,
    fates: Option<FatesPart>,
    usual: UsualPart,
    week: WeekPart,
    list: ListPart,
    downloads: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "queues/queue.html")]
struct QueuePage {
    page: Page,
    queue: Queue,
    channel: Text,
    is_active: bool,
    is_talk: bool,
    shares_calls: bool,
    /// The list that it stands in: where, and what it is called.
    list: (String, Text),
    here: String,
    export: String,
    seen: Option<Seen>,
    form: Asking,
}

/// The form that asks for other days, with what was typed into it where that cannot be understood.
struct Asking {
    first: String,
    last: String,
    /// An interval that is none.
    interval: Option<String>,
    zone: String,
    wrong: Wrong,
}

impl Asking {
    fn new(
        page: &Page,
        question: &Question,
        unclear: Unclear,
        days: Option<(NaiveDate, NaiveDate)>,
    ) -> Self {
        let mut wrong = Wrong::default();
        for (part, why) in unclear.0 {
            match part {
                "first" | "last" | "interval" | "time_zone" => wrong.add(part, page.t(why)),
                // No field of the form, but a part of an address.
                _ => wrong.whole.push(page.t(why)),
            }
        }
        let [first, last, interval, zone] = question.typed();
        let shown = |typed: Option<&str>, usual: Option<String>| match typed {
            Some(typed) if !wrong.is_empty() => typed.to_owned(),
            _ => usual.unwrap_or_default(),
        };
        Self {
            first: shown(first, days.map(|(first, _)| first.to_string())),
            last: shown(last, days.map(|(_, last)| last.to_string())),
            interval: interval.filter(|_| !wrong.of("interval").is_empty()).map(str::to_owned),
            zone: shown(zone, Some(page.zone.name().to_owned())),
            wrong,
        }
    }
}

/// `GET /integrations/{id}/queues/{queue}`
pub(super) async fn queue(
    viewer: Viewer,
    page: Page,
    Path((id, queue)): Path<(i64, String)>,
    Query(question): Query<Question>,
) -> Result<Response, PageError> {
    let (asked, unclear) = question.understand();
    let context = &viewer.context;
    let integration = find_integration(context, id).await?;
    let page = page.about(&integration, Tab::Queues);
    let page = Page { zone: asked.zone.unwrap_or(page.zone), ..page };
    let all = queues::queues(context, &integration).await?;
    let shares_calls = queues::share_calls(&all);
    let queue = match all.into_iter().find(|found| found.id() == queue) {
        Some(queue) => queue,
        None => find_queue(context, &integration, &queue).await?,
    };
    let is_workload = queue.summary.key.workload().is_some();
    let here = address::of_queue(integration.id, &queue.id());
    let seen = match known(&integration, &queue) {
        Some(known) => Some(see(context, &integration, &page, &here, &queue, asked, known).await?),
        None => None,
    };
    let channel = queue.summary.key.channel();
    let days = seen.as_ref().map(|seen| seen.window.days);
    let form = Asking::new(&page, &question, unclear, days);
    let status =
        if form.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(with_status(
        status,
        &QueuePage {
            channel: page.t(channel_message(channel)),
            is_active: queue.state == QueueState::Active,
            is_talk: queue.summary.key.is_talk(),
            shares_calls: shares_calls && channel == inflow_domain::Channel::Call,
            list: if is_workload {
                (format!("/integrations/{id}/workloads"), page.t("workloads-title"))
            } else {
                (format!("/integrations/{id}/queues"), page.t("queues-title"))
            },
            export: address::of_export(integration.id, &queue.id()),
            here,
            seen,
            form,
            page,
            queue,
        },
    ))
}

/// Reads the figures once, and shows them in every way.
async fn see(
    context: &Context,
    integration: &Integration,
    page: &Page,
    here: &str,
    queue: &Queue,
    asked: Asked,
    known: Known,
) -> Result<Seen, PageError> {
    let (zone, key) = (page.zone, &queue.summary.key);
    let window = asked.window(zone, known.covered);
    let monday = asked.week.map_or_else(|| week::latest_whole(zone, &known), week::monday_of);
    let week_span = week::span(monday, zone);
    let quarters = quarters(context, integration, queue, &window, week_span).await?;
    let within = |(from, to): (Timestamp, Timestamp)| {
        let begin = quarters.partition_point(|(quarter, _)| quarter.start() < from);
        let end = quarters.partition_point(|(quarter, _)| quarter.start() < to);
        &quarters[begin..end.max(begin)]
    };
    let slots = slots(&window, &known, key, within((window.from, window.to)));
    let usual = (window.from.max(known.covered.0), window.to.min(known.covered.1));
    let asking = (&asked, &window, &known);
    let fates = see_fates((context, integration), (page, here), queue, asking, &slots).await?;
    let figure = Figure { page, here, asked: &asked };
    let before = earlier(context, integration, page, queue, asking, &slots).await?;
    Ok(Seen {
        ranges: ranges(page, here, &asked),
        comparisons: comparisons(page, here, &asked),
        lengths: lengths(page, &window),
        too_fine: window
            .too_fine
            .map(|wanted| (page.t(length_message(wanted)), page.t(length_message(window.length)))),
        charts: draw(page, here, queue, &window, &slots, before),
        fates,
        usual: UsualPart::new(page, usual, within(usual)),
        week: WeekPart::new(&figure, monday, &known, key, within(week_span)),
        list: ListPart::new(&figure, &window, &slots),
        downloads: downloads(here, &asked),
        known,
        window,
    })
}

/// The quarter hours with contacts of the window and of the week. The week lies within the window as a
/// rule; where it does not, both are read.
async fn quarters(
    context: &Context,
    integration: &Integration,
    queue: &Queue,
    window: &Window,
    week: (Timestamp, Timestamp),
) -> Result<Vec<(Interval, Figures)>, PageError> {
    let read = |from, to| queues::volumes(context, integration, &queue.summary.key, from, to);
    let mut quarters = read(window.from, window.to).await?;
    if week.0 < window.from {
        let before = read(week.0, week.1.min(window.from)).await?;
        quarters.splice(0..0, before);
    }
    if week.1 > window.to {
        quarters.extend(read(week.0.max(window.to), week.1).await?);
    }
    Ok(quarters)
}

/// What the window's contacts are compared with, where that is asked for.
async fn earlier(
    context: &Context,
    integration: &Integration,
    page: &Page,
    queue: &Queue,
    (asked, window, known): (&Asked, &Window, &Known),
    slots: &[Slot],
) -> Result<Option<Before>, PageError> {
    let Some(days) = asked.compared.days() else { return Ok(None) };
    let (first, last) = (asked::before(window.days.0, days), asked::before(window.days.1, days));
    let zone = window.zone;
    let (from, to) = (zone.start_of_day(first), zone.start_of_day(last + chrono::Days::new(1)));
    let earlier = Window { from, to, days: (first, last), ..*window };
    let key = &queue.summary.key;
    let quarters = queues::volumes(context, integration, key, from, to).await?;
    let earlier = super::slots::slots(&earlier, known, key, &quarters);
    let named = Compared::NAMED.into_iter().find(|(_, known, _)| *known == asked.compared);
    let name = page.t(named.map_or("compared-nothing", |(.., message)| message));
    Ok(Some(chart::before(name, zone, days, slots, &earlier)))
}

fn comparisons(page: &Page, here: &str, asked: &Asked) -> Vec<Choice> {
    let choice = |(_, compared, message): (&str, Compared, &'static str)| {
        let other = Asked { compared, ..*asked };
        Choice {
            name: page.t(message),
            address: format!("{here}?{}", other.query()),
            is_chosen: asked.compared == compared,
        }
    };
    Compared::NAMED.into_iter().map(choice).collect()
}

fn ranges(page: &Page, here: &str, asked: &Asked) -> Vec<Choice> {
    let choice = |(_, range, _, message): (&str, Range, IntervalLength, &'static str)| {
        let other = Asked { range, length: None, rows: 1, ..*asked };
        Choice {
            name: page.t(message),
            address: format!("{here}?{}", other.query()),
            is_chosen: asked.range == range,
        }
    };
    Range::OFFERED.into_iter().map(choice).collect()
}

fn lengths(page: &Page, window: &Window) -> Vec<(&'static str, Text, bool)> {
    let length = |(name, length): (&'static str, IntervalLength)| {
        (name, page.t(length_message(length)), length == window.length)
    };
    IntervalLength::NAMED.into_iter().map(length).collect()
}

/// The message that names a length.
pub(crate) fn length_message(length: IntervalLength) -> &'static str {
    match length {
        IntervalLength::QuarterHour => "length-quarter-hour",
        IntervalLength::HalfHour => "length-half-hour",
        IntervalLength::Hour => "length-hour",
        IntervalLength::Day => "length-day",
        IntervalLength::Week => "length-week",
    }
}

fn downloads(here: &str, asked: &Asked) -> Vec<(&'static str, String)> {
    let query = asked.query();
    let file =
        |(name, _): &(&'static str, FileFormat)| (*name, format!("{here}/download/{name}?{query}"));
    FileFormat::NAMED.iter().map(file).collect()
}

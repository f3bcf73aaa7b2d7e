#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pages and days, to compare"
)]

use inflow_store::{Slice, TicketPlace};

use super::*;

const NOW: Timestamp = Timestamp(1_796_000_400);

fn back(days: i64) -> Timestamp {
    Interval::containing(NOW.plus_seconds(-days * DAY)).start()
}

/// The starts of all slices of a window, each read so many days after the one before.
fn starts(window_days: i64, days_for_each: i64) -> Vec<i64> {
    let since = NOW.plus_seconds(-window_days * DAY);
    let (mut present, mut before) = (NOW, NOW);
    let mut starts = Vec::new();
    while before > since {
        before = start_of_slice(Order::NewestFirst, since, before, present);
        starts.push((NOW.0 - before.0).div_euclid(DAY));
        present = present.plus_seconds(days_for_each * DAY);
    }
    starts
}

#[test]
fn slices_reach_back_seven_days_28_days_13_weeks_a_year_and_the_rest() {
    assert_eq!(starts(1096, 0), [7, 28, 91, 365, 1096]);
    assert_eq!(starts(90, 0), [7, 28, 90]);
    assert_eq!(starts(7, 0), [7]);
    assert_eq!(starts(1, 0), [1]);
    // What would be less than a day goes with the slice before it.
    assert_eq!(starts(8, 0), [7, 8]);
    assert_eq!(starts(28, 0), [7, 28]);
    // A slice that takes long does not make the next one tiny.
    assert_eq!(starts(1096, 30), [7, 61, 305, 1096]);
    assert_eq!(start_of_slice(Order::Straight, back(90), NOW, NOW), back(90));
}

#[test]
fn slices_begin_with_a_quarter_of_an_hour() {
    let odd = NOW.plus_seconds(437);
    let start = start_of_slice(Order::NewestFirst, back(90), odd, odd);
    assert_eq!(start, NOW.plus_seconds(-7 * DAY));
}

/// As long as what a page of tickets tells, and no shorter than an hour.
#[test]
fn the_first_slice_of_a_busy_account_is_as_long_as_a_page() {
    let page = |hours: i64| {
        let mut page = Pace::default();
        page.note(1000, hours * 3_600, None);
        start_when_busy(page, NOW.plus_seconds(437))
    };
    assert_eq!(page(20), NOW.plus_seconds(-20 * 3_600));
    assert_eq!(page(0), NOW.plus_seconds(-3_600));
}

#[test]
fn after_the_newest_hours_comes_the_newest_day() {
    let next = |hours: i64| {
        let before = NOW.plus_seconds(-hours * 3_600);
        start_of_slice(Order::NewestFirst, back(1096), before, NOW)
    };
    assert_eq!((next(0), next(1), next(12), next(13)), (back(7), back(1), back(1), back(7)));
    let newest = NOW.plus_seconds(-3_600);
    assert_eq!(start_of_slice(Order::NewestFirst, back(2), newest, NOW), back(2));
    assert_eq!(start_of_slice(Order::NewestFirst, back(7), back(1), NOW), back(7));
}

/// A pace of so many full pages for so many days, under a limit of 10 requests a minute.
fn pace(pages: u64, days: i64) -> Pace {
    let mut pace = Pace::default();
    for page in 1..=pages {
        let seconds = days * DAY * i64::try_from(page).unwrap() / i64::try_from(pages).unwrap();
        pace.note(1000, seconds, Some(10.0));
    }
    pace
}

#[test]
fn the_rest_takes_what_the_limits_allow() {
    let paces = Paces { tickets: pace(7, 7), ticket_events: pace(28, 7), calls: pace(7, 7) };
    let since = NOW.plus_seconds(-365 * DAY);
    let history = History { from: Some(back(7)), slice: None, complete_at: None };
    let complete_at = paces.complete_at(&history, since, NOW).expect("known");
    // 358 days with 6 pages each, at 6 seconds a page.
    let minutes = (complete_at.0 - NOW.0) / 60;
    assert!((214..=216).contains(&minutes), "{minutes}");
    // What of a slice is read is not left any more.
    let slice = Slice {
        from: back(28),
        tickets: TicketPlace { cursor: None, reached: back(7) },
        ticket_events: back(14),
        calls: back(28),
    };
    let within = History { from: Some(back(7)), slice: Some(slice), complete_at: None };
    let complete_at = paces.complete_at(&within, since, NOW).expect("known");
    let left = 337 * 6 + 7 * 4 + 21;
    assert_eq!((complete_at.0 - NOW.0) / 60, left / 10);
    let whole = History { from: Some(since), slice: None, complete_at: None };
    assert_eq!(paces.complete_at(&whole, since, NOW), Some(NOW));
}

#[test]
fn nothing_is_told_of_a_stream_without_a_pace() {
    let since = NOW.plus_seconds(-365 * DAY);
    let history = History { from: Some(back(7)), slice: None, complete_at: None };
    let tickets = pace(7, 7);
    let unknown = Paces { tickets, ..Paces::default() };
    assert_eq!(unknown.complete_at(&history, since, NOW), None);
    let without_talk = Paces { ticket_events: pace(28, 7), ..unknown };
    assert!(without_talk.complete_at(&history, since, NOW).is_some());
    // Where the server is slower than the limits, it is believed.
    let mut slow = pace(28, 7);
    slow.took(28 * 60);
    let slower = Paces { ticket_events: slow, ..without_talk };
    let seconds = |paces: Paces| paces.complete_at(&history, since, NOW).expect("known").0 - NOW.0;
    assert!(seconds(slower) > 8 * seconds(without_talk) - DAY);
}

/// Full pages of a growing account between two days before the present, whole ones, at so many a day at the
/// present and a fifth fewer each year back.
fn pages_between(from: Timestamp, until: Timestamp, a_day: f64) -> u64 {
    let days = (until.0 - from.0) / DAY;
    let of_day = |day: i64| {
        let years = (NOW.0 - until.0 + day * DAY) as f64 / (365.0 * DAY as f64);
        a_day * 0.8_f64.powf(years)
    };
    (0..days).map(of_day).sum::<f64>().ceil() as u64
}

/// The clock moves by what the limits ask for: six seconds a page. From the second slice on what is told is
/// right within a half.
#[test]
#[expect(clippy::cast_possible_wrap, reason = "a few thousand pages")]
fn the_end_that_is_told_comes_about_then() {
    let since = NOW.plus_seconds(-1096 * DAY);
    let (mut clock, mut until) = (NOW, NOW);
    let mut told = Vec::new();
    while until > since {
        let from = start_of_slice(Order::NewestFirst, since, until, NOW);
        let mut paces = Paces::default();
        for (stream, a_day) in [(0, 1.0), (1, 4.5), (2, 0.3)] {
            let count = pages_between(from, until, a_day);
            let days = (until.0 - from.0) / DAY;
            let renewed = Pace { took: count as i64 * 6, ..pace(count, days) };
            clock = clock.plus_seconds(renewed.took);
            let streams = [&mut paces.tickets, &mut paces.ticket_events, &mut paces.calls];
            *streams.into_iter().nth(stream).unwrap() = renewed;
        }
        until = from;
        let history = History { from: Some(until), slice: None, complete_at: None };
        told.push((clock, paces.complete_at(&history, since, clock).expect("known")));
    }
    let end = clock;
    for (at, complete_at) in &told[1..told.len() - 1] {
        let (left, told) = ((end.0 - at.0) as f64, (complete_at.0 - at.0) as f64);
        let times = told / left;
        assert!((1.0 / 1.5..1.5).contains(&times), "{left} s were left and {told} s were told");
    }
    assert_eq!(told.last().map(|(_, complete_at)| *complete_at), Some(end));
}

//! The pacer against modelled servers, in paused time.

use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::header::{HeaderMap, HeaderName};

use super::*;

const MINUTE: Duration = Duration::from_secs(60);
const PATIENCE: Duration = Duration::from_secs(3_600);
const TICKETS: &str = "incremental/tickets/cursor";
const EVENTS: &str = "incremental/ticket_events";
const CALLS: &str = "channels/voice/stats/incremental/calls";

/// How a server counts a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Windows {
    /// By the clock's minutes.
    OfTheClock,
    /// From the first request after the last window.
    FromTheFirstRequest,
    /// The last sixty seconds, at any moment.
    Sliding,
}

/// A limit of requests a minute.
struct Limit {
    name: &'static str,
    total: usize,
    windows: Windows,
    rounds_up: bool,
    counted: Vec<Instant>,
    window_ends: Instant,
}

impl Limit {
    fn new(name: &'static str, total: usize, windows: Windows) -> Self {
        let counted = Vec::new();
        Self { name, total, windows, rounds_up: true, counted, window_ends: Instant::now() }
    }

    /// Counts a request. `None` refuses it; the header tells what is left, either way.
    fn count(&mut self, now: Instant) -> (bool, String) {
        match self.windows {
            Windows::Sliding => self.counted.retain(|counted| *counted + MINUTE > now),
            _ if now < self.window_ends => {}
            windows => {
                self.counted.clear();
                if windows == Windows::FromTheFirstRequest {
                    self.window_ends = now;
                }
                while self.window_ends <= now {
                    self.window_ends += MINUTE;
                }
            }
        }
        let taken = self.counted.len() < self.total;
        if taken {
            self.counted.push(now);
        }
        let ends = match self.windows {
            Windows::Sliding => self.counted[0] + MINUTE,
            _ => self.window_ends,
        };
        let left = (ends - now).as_secs_f64();
        let resets = if self.rounds_up { left.ceil() } else { left.floor() };
        let (total, remaining) = (self.total, self.total - self.counted.len());
        (taken, format!("total={total}; remaining={remaining}; resets={resets}"))
    }
}

/// A server with one pacer before it. Requests travel both ways for a while that varies.
struct Account {
    pacer: Pacer,
    limit: Mutex<Limit>,
    taken: AtomicU32,
    refused: AtomicU32,
    travels: Vec<Duration>,
}

impl Account {
    fn new(limit: Limit, travels_milliseconds: &[u64]) -> Self {
        Self {
            pacer: Pacer::new(ApiShare::default(), false),
            limit: Mutex::new(limit),
            taken: AtomicU32::new(0),
            refused: AtomicU32::new(0),
            travels: travels_milliseconds.iter().copied().map(Duration::from_millis).collect(),
        }
    }

    async fn request(&self, endpoint: &'static str) {
        let permit = self.pacer.permit(endpoint, PATIENCE).await.expect("patient");
        let sent = self.taken.load(Ordering::Relaxed) + self.refused.load(Ordering::Relaxed);
        let travel = self.travels[sent as usize % self.travels.len()];
        tokio::time::sleep(travel / 2).await;
        let (taken, header) = {
            let mut limit = self.limit.lock().expect("nothing panicked");
            let (taken, text) = limit.count(Instant::now());
            (taken, [(format!("zendesk-ratelimit-{}", limit.name), text)])
        };
        let counter = if taken { &self.taken } else { &self.refused };
        counter.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(travel / 2).await;
        permit.answered(&headers(header));
    }

    /// A number of tasks ask for a time; how much they used of the windows that they met.
    async fn used_by(&self, tasks: usize, minutes: u32) -> f64 {
        let asking = async {
            futures::future::join_all((0..tasks).map(|_| async {
                loop {
                    self.request(EVENTS).await;
                }
            }))
            .await
        };
        let ended = tokio::time::timeout(MINUTE * minutes, asking).await;
        assert!(ended.is_err(), "it asks for ever");
        let limit = self.limit.lock().expect("nothing panicked");
        let total = u32::try_from(limit.total).expect("a small limit");
        // Of the clock's minutes, the first and the last are met in part.
        let windows = minutes + u32::from(limit.windows == Windows::OfTheClock);
        f64::from(self.taken.load(Ordering::Relaxed)) / f64::from(total * windows)
    }
}

fn headers(
    pairs: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<str>)>,
) -> RateLimitHeaders {
    let map: HeaderMap = pairs
        .into_iter()
        .map(|(name, value)| {
            let name: HeaderName = name.as_ref().parse().expect("a header name");
            (name, value.as_ref().parse().expect("a header value"))
        })
        .collect();
    RateLimitHeaders::read(&map, 0)
}

fn exports(text: &str) -> RateLimitHeaders {
    headers([("zendesk-ratelimit-incremental-exports", text)])
}

const NO_HEADERS: [(&str, &str); 0] = [];

/// Sends a request that is answered at once, and tells how many seconds it waited before.
async fn asked(pacer: &Pacer, endpoint: &'static str, told: &RateLimitHeaders) -> u64 {
    let begun = Instant::now();
    pacer.permit(endpoint, PATIENCE).await.expect("patient").answered(told);
    begun.elapsed().as_secs()
}

#[tokio::test(start_paused = true)]
async fn a_backfill_uses_the_export_budget_and_is_never_refused() {
    for windows in [Windows::OfTheClock, Windows::FromTheFirstRequest, Windows::Sliding] {
        for rounds_up in [true, false] {
            for (tasks, travels) in [
                (1, &[300, 500, 350][..]),
                (1, &[20]),
                (4, &[700, 1_900, 100, 1_200, 400]),
                (150, &[1_500, 900, 3_000]),
            ] {
                let limit = Limit::new("incremental-exports", 120, windows);
                let account = Account::new(Limit { rounds_up, ..limit }, travels);
                // The clock's minutes begin elsewhere than the backfill.
                tokio::time::sleep(Duration::from_millis(17_300)).await;
                let used = account.used_by(tasks, 30).await;
                let case = format!("{windows:?}, rounds up: {rounds_up}, {tasks} tasks: {used:.3}");
                assert_eq!(account.refused.load(Ordering::Relaxed), 0, "{case}");
                assert!(used >= 0.95, "{case}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn slow_pages_still_use_ten_a_minute() {
    let limit = Limit::new("incremental-exports", 10, Windows::OfTheClock);
    let account = Account::new(limit, &[4_000, 5_500, 3_000]);
    let used = account.used_by(1, 30).await;
    assert_eq!(account.refused.load(Ordering::Relaxed), 0);
    assert!(used >= 0.95, "{used}");
}

#[tokio::test(start_paused = true)]
async fn the_share_of_the_accounts_requests_is_kept() {
    for (limit, share, expected) in [("20", 0.5, 10), ("20", 0.26, 5), ("10", 0.01, 1)] {
        let pacer = Pacer::new(ApiShare::new(share).expect("a share"), false);
        let told = headers([("x-rate-limit", limit)]);
        let mut sent = Vec::new();
        for turn in 0..4 * expected {
            asked(&pacer, ["views", "users"][turn % 2], &told).await;
            sent.push(Instant::now());
        }
        let most = sent.iter().map(|begin| {
            sent.iter().filter(|sent| *sent >= begin && **sent < *begin + MINUTE).count()
        });
        assert_eq!(most.max(), Some(expected), "{limit} {share}");
        let minutes = (*sent.last().expect("some") - sent[0]).as_secs_f64() / 60.0;
        assert!((3.0..3.1).contains(&minutes), "{limit} {share}: {minutes}");
    }
    for refused in [0.0, -0.5, 1.01, f64::NAN] {
        assert_eq!(ApiShare::new(refused), None, "{refused}");
    }
}

#[tokio::test(start_paused = true)]
async fn requests_that_other_programs_took_are_missing() {
    let pacer = Pacer::new(ApiShare::default(), true);
    let names = ["x-rate-limit", "x-rate-limit-remaining", "ratelimit-reset"];
    assert_eq!(
        asked(&pacer, "views", &headers(names.into_iter().zip(["700", "0", "12"]))).await,
        0
    );
    assert_eq!(asked(&pacer, "users", &headers(NO_HEADERS)).await, 13);
}

#[tokio::test(start_paused = true)]
async fn the_live_services_exports_are_paced_before_any_header() {
    let silent = headers(NO_HEADERS);
    for (live, wait) in [(true, 61), (false, 0)] {
        let pacer = Pacer::new(ApiShare::default(), live);
        for turn in 0..10 {
            assert_eq!(asked(&pacer, [TICKETS, EVENTS][turn % 2], &silent).await, 0);
            assert_eq!(asked(&pacer, CALLS, &silent).await, 0);
        }
        for _ in 0..100 {
            assert_eq!(asked(&pacer, "views", &silent).await, 0);
        }
        assert_eq!(asked(&pacer, EVENTS, &silent).await, wait, "live: {live}");
        assert_eq!(asked(&pacer, CALLS, &silent).await, 0, "a minute has passed where it matters");
    }
}

#[tokio::test(start_paused = true)]
async fn headers_outweigh_what_is_documented() {
    let pacer = Pacer::new(ApiShare::default(), true);
    for remaining in (0..30).rev() {
        let told = exports(&format!("total=30; remaining={remaining}; resets=50"));
        assert_eq!(asked(&pacer, EVENTS, &told).await, 0, "{remaining}");
    }
    assert_eq!(asked(&pacer, EVENTS, &exports("total=30; remaining=29; resets=59")).await, 51);
}

#[tokio::test(start_paused = true)]
async fn exports_share_a_budget_until_their_headers_part_them() {
    let pacer = Pacer::new(ApiShare::default(), false);
    let cursor = |remaining: u32| {
        let text = format!("total=20; remaining={remaining}; resets=30");
        headers([("Zendesk-RateLimit-incremental-exports-cursor", text)])
    };
    assert_eq!(asked(&pacer, TICKETS, &cursor(0)).await, 0);
    // The events may be counted with the tickets.
    assert_eq!(asked(&pacer, EVENTS, &exports("total=10; remaining=5; resets=25")).await, 31);
    assert_eq!(asked(&pacer, TICKETS, &cursor(0)).await, 0);
    // They are not.
    assert_eq!(asked(&pacer, EVENTS, &exports("total=10; remaining=4; resets=25")).await, 0);
    assert_eq!(asked(&pacer, TICKETS, &cursor(7)).await, 31);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_holds_back_all_that_share_the_budget() {
    for (told, wait, waits) in [
        (headers([("retry-after", "27")]), 27, [27, 27, 0]),
        (headers(NO_HEADERS), 60, [60, 60, 0]),
        (exports("total=10; remaining=0; resets=7"), 7, [8, 8, 0]),
        (headers([("x-rate-limit-remaining", "0"), ("ratelimit-reset", "41")]), 41, [42, 42, 42]),
    ] {
        for (endpoint, expected) in [EVENTS, TICKETS, "views"].into_iter().zip(waits) {
            let pacer = Pacer::new(ApiShare::default(), false);
            asked(&pacer, EVENTS, &told).await;
            assert_eq!(told.wait_after_refusal().as_secs(), wait);
            pacer.refused(EVENTS, &told, told.wait_after_refusal());
            let waited = asked(&pacer, endpoint, &headers(NO_HEADERS)).await;
            assert_eq!(waited, expected, "{endpoint} after {told:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_impatient_is_told_the_wait() {
    let pacer = Pacer::new(ApiShare::default(), false);
    pacer.refused(EVENTS, &headers(NO_HEADERS), Duration::from_secs(7_200));
    let wait = pacer.permit(EVENTS, PATIENCE).await.err();
    assert_eq!(wait, Some(Duration::from_secs(7_200)));
}

#[tokio::test(start_paused = true)]
async fn an_unknown_endpoint_is_asked_once_until_it_answers_or_fails() {
    let pacer = Pacer::new(ApiShare::default(), false);
    let first = pacer.permit(EVENTS, PATIENCE).await.expect("patient");
    let second = pacer.permit(EVENTS, PATIENCE);
    tokio::pin!(second);
    assert!(tokio::time::timeout(MINUTE, second.as_mut()).await.is_err(), "the first is out");
    drop(first);
    let second = second.await.expect("the first failed without an answer");
    second.answered(&exports("total=10; remaining=2; resets=30"));
    let _third = pacer.permit(EVENTS, PATIENCE).await.expect("patient");
    let fourth = pacer.permit(EVENTS, PATIENCE).await.expect("patient");
    // A request that was given up may have been counted all the same.
    drop(fourth);
    assert_eq!(asked(&pacer, EVENTS, &headers(NO_HEADERS)).await, 31);
}

#[tokio::test(start_paused = true)]
async fn answers_out_of_order_do_not_raise_what_is_left() {
    let pacer = Pacer::new(ApiShare::default(), false);
    asked(&pacer, EVENTS, &exports("total=10; remaining=2; resets=30")).await;
    let early = pacer.permit(EVENTS, PATIENCE).await.expect("patient");
    let late = pacer.permit(EVENTS, PATIENCE).await.expect("patient");
    late.answered(&exports("total=10; remaining=0; resets=30"));
    early.answered(&exports("total=10; remaining=1; resets=30"));
    assert_eq!(asked(&pacer, EVENTS, &headers(NO_HEADERS)).await, 31);
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_about_the_last_window_tells_nothing_of_this_one() {
    let pacer = Pacer::new(ApiShare::default(), false);
    asked(&pacer, EVENTS, &exports("total=10; remaining=5; resets=3")).await;
    let slow = pacer.permit(EVENTS, PATIENCE).await.expect("patient");
    tokio::time::sleep(Duration::from_secs(5)).await;
    asked(&pacer, EVENTS, &exports("total=10; remaining=9; resets=59")).await;
    slow.answered(&exports("total=10; remaining=0; resets=3"));
    assert_eq!(asked(&pacer, EVENTS, &headers(NO_HEADERS)).await, 0);
}

#[tokio::test]
async fn an_account_has_one_pacer() {
    let pacers = Pacers::default();
    let server = |address| Endpoint::test_server(address).expect("a loopback address");
    let one = pacers.of(&server("http://127.0.0.1:9090"));
    assert!(Arc::ptr_eq(&one, &pacers.clone().of(&server("http://127.0.0.1:9090/"))));
    assert!(!Arc::ptr_eq(&one, &pacers.of(&server("http://127.0.0.1:9091"))));
}

#[tokio::test(start_paused = true)]
async fn counts_of_views_keep_to_six_in_five_minutes() {
    let pacer = Pacer::new(ApiShare::default(), true);
    let begun = Instant::now();
    let mut sent = Vec::new();
    for _ in 0..13 {
        let permit = pacer.permit(VIEW_COUNTS, PATIENCE).await.expect("patience enough");
        sent.push((Instant::now() - begun).as_secs());
        permit.answered(&RateLimitHeaders::default());
    }
    for (place, later) in sent.iter().enumerate().skip(6) {
        assert!(later - sent[place - 6] >= 300, "{sent:?}");
    }
    assert_eq!(sent[5], 0);
    assert!(sent[12] < 620, "{sent:?}");
}

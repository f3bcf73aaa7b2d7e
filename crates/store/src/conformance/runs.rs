//! Import runs.

use super::StoreFactory;
use super::sample::{add, at, held, new_integration};
use crate::{Life, NewIntegration, Run, RunEnd, RunFailure, RunProgress, Scheduled, StoreError};

fn failure(reason: &str, needs_attention: bool) -> RunFailure {
    let advice = Some("do something".to_owned());
    let (trouble, named) = (Some("moved".to_owned()), Some("elsewhere".to_owned()));
    RunFailure { reason: reason.to_owned(), advice, needs_attention, trouble, named }
}

/// A run is open until it ends, and says how far it is.
pub async fn a_run_tells_how_far_it_is(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    assert_eq!(store.runs.latest(id).await.expect("a run"), Run::default());
    assert_eq!(store.runs.begin(held(id), at(1), None).await.expect("a run"), 1);
    let run = store.runs.latest(id).await.expect("a run");
    assert!(run.is_open() && run.progress.is_none(), "{run:?}");
    let progress =
        RunProgress { stage: "reading".to_owned(), done: 7, of: Some(9), seconds_left: Some(40) };
    store.runs.advance(held(id), 1, progress.clone()).await.expect("progress");
    store.runs.end(held(id), 1, at(5), RunEnd::Well, None).await.expect("an end");
    let run = store.runs.latest(id).await.expect("a run");
    let expected = Run {
        number: 1,
        started_at: Some(at(1)),
        ended_at: Some(at(5)),
        progress: Some(progress),
        ..Run::default()
    };
    assert_eq!(run, expected);
    assert_eq!(store.runs.begin(held(id), at(9), None).await.expect("a run"), 2);
    assert_eq!(store.runs.latest(id).await.expect("a run").progress, None);
}

/// Failures add up, a stop changes nothing of them, and a good end or a change for the better
/// forgets them.
pub async fn failures_are_counted_until_one_ends_well(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let kept = async |end: RunEnd| {
        let number = store.runs.begin(held(id), at(0), None).await.expect("a run");
        store.runs.end(held(id), number, at(1), end, None).await.expect("an end");
        store.runs.latest(id).await.expect("a run").failure
    };
    let whole = failure("zero", true);
    assert_eq!(kept(RunEnd::Badly(whole.clone())).await, Some(whole));
    assert_eq!(kept(RunEnd::Well).await, None);
    let run = async |end: RunEnd| {
        let number = store.runs.begin(held(id), at(0), None).await.expect("a run");
        store.runs.end(held(id), number, at(1), end, None).await.expect("an end");
        let run = store.runs.latest(id).await.expect("a run");
        (run.failures, run.failure.map(|failure| (failure.reason, failure.needs_attention)))
    };
    let told = |reason: &str, attention| Some((reason.to_owned(), attention));
    assert_eq!(run(RunEnd::Badly(failure("one", false))).await, (1, told("one", false)));
    assert_eq!(run(RunEnd::Badly(failure("two", true))).await, (2, told("two", true)));
    assert_eq!(run(RunEnd::Stopped).await, (2, told("two", true)));
    assert_eq!(run(RunEnd::Unable(failure("self", true))).await, (2, told("self", true)));
    assert_eq!(run(RunEnd::Well).await, (0, None));
    run(RunEnd::Badly(failure("three", true))).await;
    store.runs.hurry(id, at(7)).await.expect("hurried");
    let hurried = store.runs.latest(id).await.expect("a run");
    assert_eq!((hurried.failures, hurried.failure, hurried.next_at), (0, None, None));
    store.runs.begin(held(id), at(8), Some(at(900))).await.expect("a run");
    store.runs.hurry(id, at(8)).await.expect("hurried");
    assert_eq!(store.runs.latest(id).await.expect("a run").next_at, Some(at(8)));
}

/// What an earlier run says late changes nothing.
pub async fn only_the_present_run_is_changed(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let id = add(&store, "Support").await;
    let first = store.runs.begin(held(id), at(1), None).await.expect("a run");
    let second = store.runs.begin(held(id), at(2), None).await.expect("a run");
    let progress = RunProgress { stage: "late".to_owned(), done: 1, of: None, seconds_left: None };
    store.runs.advance(held(id), first, progress).await.expect("nothing");
    let end = RunEnd::Badly(failure("late", true));
    store.runs.end(held(id), first, at(3), end, Some(at(4))).await.expect("nothing");
    let run = store.runs.latest(id).await.expect("a run");
    assert_eq!((run.number, run.is_open(), run.failures, run.next_at), (second, true, 0, None));
    assert_eq!(run.cut_off, 1, "the first never ended");
    assert_eq!(run.progress, None);
}

/// The schedule has every integration, of every account and in every state.
pub async fn the_schedule_has_every_account(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let (one, two) = (add(&store, "One").await, add(&store, "Two").await);
    let elsewhere = NewIntegration { account: "other".to_owned(), ..new_integration("One") };
    let three = store.integrations.add(elsewhere).await.expect("an integration").id;
    let number = store.runs.begin(held(one), at(0), Some(at(800))).await.expect("a run");
    let end = RunEnd::Badly(failure("no", false));
    store.runs.end(held(one), number, at(1), end, Some(at(900))).await.expect("an end");
    store.lives.pause(two, at(3)).await.expect("a pause");
    store.lives.delete(three, at(4)).await.expect("a deletion");
    let row = |id, life| Scheduled { id, life, next_at: None, failures: 0, is_open: false };
    let first = Scheduled { next_at: Some(at(900)), failures: 1, ..row(one, Life::Active) };
    let expected =
        [first, row(two, Life::Paused { since: at(3) }), row(three, Life::Deleted { at: at(4) })];
    assert_eq!(store.runs.schedule().await.expect("a schedule"), expected);
    let gone = store.runs.hurry(inflow_domain::IntegrationId(404), at(0)).await;
    assert!(matches!(gone, Err(StoreError::NoSuchIntegration)), "{gone:?}");
}

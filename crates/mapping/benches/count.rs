//! The engine's hot paths: replay alone, and counting under ever more views. docs/performance.md
//! explains the figures.

#[path = "support/account.rs"]
mod account;

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use inflow_mapping::{Engine, Settings};

const TICKETS: i64 = 20_000;

fn count(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("count");
    group.sample_size(10).warm_up_time(Duration::from_secs(1));
    for views in [0, 1, 10, 100, 500, 1_000] {
        let account = account::account(views, TICKETS);
        let engine = Engine::new(account.settings.clone());
        check(&engine, &account, views);
        group.throughput(Throughput::Elements(account.events));
        group.bench_function(BenchmarkId::new("views", views), |bencher| {
            bencher.iter(|| {
                for history in &account.tickets {
                    black_box(engine.count(history));
                }
            });
        });
    }
    group.finish();
}

/// The account is what it promises: exact histories, and three views for a contact.
fn check(engine: &Engine, account: &account::Account, views: i64) {
    let (mut contacts, mut held) = (0, 0);
    for history in &account.tickets {
        let count = engine.count(history);
        assert_eq!(count.inexact, None, "ticket {}", history.ticket);
        contacts += count.contacts.len();
        held += count.contacts.iter().map(|contact| contact.views.len()).sum::<usize>();
    }
    let (least, most) = (contacts * 5 / 2, contacts * 7 / 2);
    assert!(views < 10 || (least..most).contains(&held), "{contacts} contacts, {held} views");
}

/// Counting under workloads beside 500 views (rule 10.2): at most 1.1 times as long with 20 of them.
fn workloads(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("count 500 views");
    group.sample_size(10).warm_up_time(Duration::from_secs(1));
    let account = account::account(500, TICKETS);
    for workloads in [0, 20, 200] {
        let settings = account::with_workloads(account.settings.clone(), workloads);
        let engine = Engine::new(settings);
        group.throughput(Throughput::Elements(account.events));
        group.bench_function(BenchmarkId::new("workloads", workloads), |bencher| {
            bencher.iter(|| {
                for history in &account.tickets {
                    black_box(engine.count(history));
                }
            });
        });
    }
    group.finish();
}

fn compile(criterion: &mut Criterion) {
    let settings: Settings = account::account(1_000, 1).settings;
    criterion.bench_function("an engine for 1,000 views", |bencher| {
        bencher.iter(|| Engine::new(black_box(settings.clone())));
    });
}

criterion_group!(benches, count, workloads, compile);
criterion_main!(benches);

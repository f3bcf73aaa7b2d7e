//! What `cargo xtask bench web` measures: volumes of one queue as uncompressed JSON beside reading the
//! same rows from the database and adding them up, and queues' pages as they first open.
//!
//! It makes an account with one queue that has a contact in every quarter hour of two years, and one of
//! 100 calls a day, and asks the router as a program or a browser would, without a network between. It
//! prints a line a figure: `volumes RATIO`, `page MILLISECONDS`, `talk-page MILLISECONDS`.
#![expect(clippy::print_stdout, reason = "the figures go to standard output")]
#![expect(clippy::disallowed_types, reason = "a benchmark takes the time as the program does")]

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use futures::StreamExt as _;
use inflow_app::access::{keys, sessions, users};
use inflow_app::import::leases::with_lease;
use inflow_app::import::progress::Silent;
use inflow_app::service::Pulse;
use inflow_app::{Context, Progress, accounts::integrations, import::counting};
use inflow_domain::{
    Answering, Call, CallId, CallQueue, Channel, EventId, Field, FieldChange, Grouping, QueueKey,
    SystemClock, TicketEvent, TicketId, Timestamp, UserId, Value, View, ViewId,
};
use inflow_store::{
    Actor, Coverage, Credentials, Discovery, Integration, Lease, NewIntegration, Role, Worker,
};
use inflow_store_diesel::OpenOptions;
use inflow_web::metrics::Metrics;
use inflow_web::reach::Reach;
use inflow_web::{Site, router};
use inflow_zendesk::{Connections, Pacers, RetryPolicy};
use secrecy::{ExposeSecret as _, SecretString};
use tower::ServiceExt as _;

/// Quarter hours of two years.
const ROWS: i64 = 70_080;
const QUARTER: i64 = 900;
/// 2024-09-01T00:00:00Z.
const BEGIN: i64 = 1_725_148_800;
/// Calls of the same time, 100 a day, and their queue.
const CALLS: i64 = 73_000;
const GROUP: &str = "Sales";
/// How often each thing is measured.
const ROUNDS: usize = 200;
const VIEW: ViewId = ViewId(25);

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let options = OpenOptions {
        database_url: format!("sqlite://{}", folder.path().join("bench.db").display()).into(),
        key_file: folder.path().join("bench.key"),
    };
    let context = Context {
        account: "default".to_owned(),
        actor: Actor::operator(),
        clock: Arc::new(SystemClock),
        store: inflow_store_diesel::open(&options).await?,
        worker: Worker { name: "bench".to_owned(), lease: Duration::from_secs(300) },
        retry: RetryPolicy::default(),
        pacers: Pacers::default(),
        connections: Connections::default(),
        delivery_reach: inflow_app::deliveries::Reach::default(),
    };
    let integration = fill(&context).await?;
    let (metrics, pulse) = (Arc::new(Metrics::new("bench")), Arc::new(Pulse::default()));
    let reach = Reach { on_loopback: true, ..Reach::default() };
    let site = router(Site::new(context.clone(), metrics, pulse, reach));
    volumes(&context, &integration, &site).await?;
    let (user, _) = users::add(&context, "bench", Role::Viewer).await?;
    let session = sessions::begin(&context, &user).await?;
    let calls = QueueKey::Calls(CallQueue::For(GROUP.into()));
    page("page", &integration, &of_view(), &session, &site).await?;
    page("talk-page", &integration, &calls, &session, &site).await
}

fn of_view() -> QueueKey {
    QueueKey::View { view: VIEW, channel: Channel::Email }
}

/// An account whose every event is a contact of one queue.
async fn fill(context: &Context) -> Outcome<Integration> {
    let new = NewIntegration {
        account: context.account.clone(),
        name: "bench".to_owned(),
        domain: "bench.zendesk.com".to_owned(),
        base_url: None,
        grouping: Grouping::Ivr,
        since: Timestamp(BEGIN),
        created_at: Timestamp(BEGIN),
        credentials: Credentials::ApiToken {
            username: "admin@example.com".to_owned(),
            token: SecretString::from("a token"),
        },
    };
    let integration = context.store.integrations.add(new).await?;
    let silent: Arc<dyn Progress> = Arc::new(Silent);
    let filled = with_lease(context, integration.id, async |lease| {
        let imports = &context.store.imports;
        imports.save_discovery(lease, discovery()).await?;
        save_events(context, lease).await?;
        save_calls(context, lease).await?;
        counting::count(context, &integration, lease, &silent).await?;
        let until = Timestamp(BEGIN + ROWS * QUARTER);
        let from = Timestamp(BEGIN);
        let coverage = Coverage { from, until, calls_until: Some(until), provisional_from: None };
        imports.finish(lease, coverage, Some(until)).await?;
        Ok(())
    });
    filled.await?;
    Ok(integrations::find(context, "bench").await?)
}

fn discovery() -> Discovery {
    let view = View {
        id: VIEW,
        title: "Everything".to_owned(),
        active: true,
        updated_at: Timestamp(BEGIN),
        all: Vec::new(),
        any: Vec::new(),
        unreadable: None,
    };
    Discovery {
        at: Timestamp(BEGIN),
        staff: Some(vec![UserId(1)]),
        views: vec![view],
        fields: None,
        statuses: None,
        fully_at: Some(Timestamp(BEGIN)),
        keeps_text: false,
    }
}

/// One ticket a quarter hour, or several.
async fn save_events(context: &Context, lease: Lease) -> Result<(), inflow_store::StoreError> {
    let numbers: Vec<i64> = (0..ROWS * 2).collect();
    for numbers in numbers.chunks(20_000) {
        let events = numbers.iter().map(|number| TicketEvent {
            ticket: TicketId(number + 1),
            id: EventId(number + 1),
            at: Timestamp(BEGIN + number % ROWS * QUARTER + number % 800),
            author: UserId(1000 + number),
            via: "Mail".into(),
            merge: false,
            creates: true,
            changes: vec![FieldChange {
                field: Field::Status,
                kind: inflow_domain::ChangeKind::Create,
                value: Value::text("new"),
                previous: Value::Blank,
                tags: None,
            }],
            comments: Vec::new(),
        });
        context.store.imports.save_ticket_events(lease, events.collect(), Timestamp(BEGIN)).await?;
    }
    Ok(())
}

/// So many calls a day, by day and by night.
async fn save_calls(context: &Context, lease: Lease) -> Result<(), inflow_store::StoreError> {
    let numbers: Vec<i64> = (0..CALLS).collect();
    for numbers in numbers.chunks(20_000) {
        let calls = numbers.iter().map(|number| Call {
            id: CallId(number + 1),
            created_at: Timestamp(BEGIN + number * (ROWS * QUARTER / CALLS)),
            updated_at: Timestamp(BEGIN + number * (ROWS * QUARTER / CALLS) + 600),
            inbound: true,
            completion_status: "completed".into(),
            agent: Some(UserId(1)),
            voicemail: false,
            ivr_group: Some(GROUP.into()),
            number: Some("+31201234567".into()),
            talk_seconds: 60 + number % 400,
            hold_seconds: number % 30,
            wrap_up_seconds: number % 60,
            answering: Some(Answering { wait_time: Some(number % 90), ..Answering::default() }),
        });
        context.store.imports.save_calls(lease, calls.collect(), Timestamp(BEGIN)).await?;
    }
    Ok(())
}

async fn volumes(context: &Context, integration: &Integration, site: &Router) -> Outcome<()> {
    let queue = of_view();
    let (_, key) = keys::create(context, "bench", Role::Viewer).await?;
    let path = format!("/api/v1/integrations/{}/queues/{}/volumes", integration.id.0, queue.id());
    let (mut reading, mut answering, mut bytes) = (Vec::new(), Vec::new(), 0);
    // One after the other, so that both meet the same machine.
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let (from, to) = (Timestamp(BEGIN), Timestamp(i64::MAX));
        let rows = context.store.reports.volumes(integration.id, &queue, from, to).await?;
        let contacts: i64 = rows.iter().map(|(_, figures)| figures.offered).sum();
        let rows = i64::try_from(rows.len())?;
        reading.push(begin.elapsed());
        if (rows, contacts) != (ROWS, ROWS * 2) {
            return Err(format!("{rows} rows with {contacts} contacts were read").into());
        }
        let request = Request::builder()
            .uri(&path)
            .header(header::HOST, "localhost")
            .header(header::AUTHORIZATION, format!("Bearer {}", key.expose_secret()));
        let begin = Instant::now();
        bytes = ask(site, request.body(Body::empty())?).await?;
        answering.push(begin.elapsed());
    }
    let (reading, answering) = (at_share(&mut reading, 50), at_share(&mut answering, 50));
    let ratio = answering.as_secs_f64() / reading.as_secs_f64();
    println!("reading {ROWS} rows: {:.2} ms", reading.as_secs_f64() * 1000.0);
    println!("as JSON, {bytes} bytes: {:.2} ms", answering.as_secs_f64() * 1000.0);
    println!("volumes {ratio:.2}");
    Ok(())
}

async fn page(
    name: &str,
    integration: &Integration,
    queue: &QueueKey,
    session: &SecretString,
    site: &Router,
) -> Outcome<()> {
    let mut taken = Vec::new();
    for _ in 0..ROUNDS {
        let request = Request::builder()
            .uri(format!("/integrations/{}/queues/{}", integration.id.0, queue.id()))
            .header(header::HOST, "localhost")
            .header(header::COOKIE, format!("inflow={}", session.expose_secret()));
        let begin = Instant::now();
        ask(site, request.body(Body::empty())?).await?;
        taken.push(begin.elapsed());
    }
    println!("{name} {:.1}", at_share(&mut taken, 95).as_secs_f64() * 1000.0);
    println!("quickest {name}: {:.1} ms", at_share(&mut taken, 1).as_secs_f64() * 1000.0);
    Ok(())
}

/// Asks, and reads the answer to its end: how long it is.
async fn ask(site: &Router, request: Request<Body>) -> Outcome<usize> {
    let response = site.clone().oneshot(request).await?;
    if response.status() != StatusCode::OK {
        return Err(format!("the answer has the status {}", response.status()).into());
    }
    let (mut body, mut bytes) = (response.into_body().into_data_stream(), 0);
    while let Some(chunk) = body.next().await {
        bytes += chunk?.len();
    }
    Ok(bytes)
}

/// What so many in a hundred do not exceed.
fn at_share(taken: &mut [Duration], share: usize) -> Duration {
    taken.sort_unstable();
    taken[(taken.len() * share).div_ceil(100) - 1]
}

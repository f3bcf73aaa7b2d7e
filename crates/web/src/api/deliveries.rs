//! Deliveries: files that are written by themselves after imports.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use inflow_app::IngestError;
use inflow_app::deliveries::{self, Access, Method, Settings};
use inflow_app::figures::queues::{Queue, queues, select};
use inflow_app::figures::workloads;
use inflow_app::import::leases::with_lease_of_service;
use inflow_domain::Timestamp;
use inflow_store::{Delivery, DeliveryEntry, DeliveryOutcome, StoreError};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::endpoint::Endpoint;
use super::extract::{Body, Chosen, Parameters, Query, Values};
use super::problem::{Kind, Problem, ProblemDocument};
use super::volumes::{IntervalName, encoded};

/// How many attempts are told unless a number is named, and the most.
const USUAL_LOG: u32 = 100;
const LONGEST_LOG: usize = 1000;

/// After so long a delivery may be asked for again that was just in somebody's hands.
const RETRY_AFTER_SECONDS: u32 = 30;

/// A delivery.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Delivery)]
struct DeliveryShown {
    /// Its name.
    delivery: String,
    /// `injixo`, `genesys-cloud`, `calabrio`, `amazon-connect`, `assembled`, `csv`, `json`, `parquet` or `xlsx`.
    format: String,
    /// Whether contacts are delivered, and not volumes.
    contacts: bool,
    /// `day` where Parquet is divided into a dataset with a file for each queue and day; `null` else.
    partition: Option<String>,
    /// Where the files go.
    to: String,
    /// What belongs to the destination.
    access: AccessShown,
    /// The ids of its queues; none where all are delivered.
    queue_ids: Vec<String>,
    #[schema(value_type = IntervalName)]
    interval: String,
    time_zone: String,
    /// So many days are written again with every change.
    days: u32,
    /// Not before this time of each day; `null` after each import.
    at: Option<String>,
    /// Since when it rests; `null` while it goes on.
    #[schema(format = DateTime)]
    paused_since: Option<String>,
    failures_in_a_row: u32,
    /// Not before then; `null` after the next import.
    #[schema(format = DateTime)]
    not_before: Option<String>,
    /// What became of the last attempt; `null` before the first.
    last: Option<AttemptShown>,
}

/// What stands in answers for what nobody is shown.
const MASKED: &str = "********";

/// What belongs to a destination, without its secrets.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeliveryAccess)]
struct AccessShown {
    user: Option<String>,
    /// `********` where a secret is kept; `null` where none is.
    secret: Option<&'static str>,
    endpoint: Option<String>,
    region: Option<String>,
    #[schema(value_type = MethodName)]
    method: &'static str,
    /// With `********` in the place of their values.
    headers: Vec<String>,
    secret_header: Option<String>,
    host_key: Option<String>,
}

/// How files are sent to an HTTPS address: `post` to itself, `put` to the name behind it.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = DeliveryMethod)]
enum MethodName {
    Post,
    Put,
}

/// What belongs to a destination.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDeliveryAccess)]
struct NewAccess {
    /// The id of S3's access key, the storage account of Azure, the user of WebDAV and SFTP.
    #[schema(max_length = 500)]
    user: Option<String>,
    /// S3's secret key, the service account's JSON of Google, the key or the signature of Azure, the password or
    /// private key of SFTP, the value of an HTTPS header. It is kept encrypted, and no answer has it.
    #[schema(max_length = 20_000, value_type = Option<String>, format = Password)]
    secret: Option<SecretString>,
    /// The server of an object store that is not its maker's own.
    endpoint: Option<String>,
    /// The region of S3; `us-east-1` unless named.
    region: Option<String>,
    /// How files are sent to an HTTPS address; `post` unless named.
    method: Option<MethodName>,
    /// Headers that are sent to an HTTPS address, as `Name: value`.
    #[serde(default)]
    #[schema(required = false)]
    headers: Vec<String>,
    /// The header that takes the secret; `Authorization` unless named.
    secret_header: Option<String>,
    /// The fingerprint of the SSH server's key, such as `SHA256:…`.
    host_key: Option<String>,
}

/// One attempt of a delivery.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeliveryAttempt)]
struct AttemptShown {
    #[schema(format = DateTime)]
    at: String,
    #[schema(value_type = OutcomeName)]
    outcome: &'static str,
    /// Files written.
    files: i64,
    /// Rows in them.
    rows: i64,
    /// A hash of their content; `null` where none was written.
    checksum: Option<String>,
    /// The files' names, or why it failed.
    says: Option<String>,
}

/// What became of an attempt.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase", as = DeliveryOutcome)]
#[expect(dead_code, reason = "it describes texts")]
enum OutcomeName {
    Written,
    Unchanged,
    Failed,
}

/// Deliveries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Deliveries)]
struct DeliveriesShown {
    /// By name.
    deliveries: Vec<DeliveryShown>,
}

/// What became of a delivery's attempts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeliveryLog)]
struct LogShown {
    /// The newest first.
    attempts: Vec<AttemptShown>,
}

/// A delivery to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Injixo", "format": "injixo", "to": "file:///srv/injixo/"}))]
struct NewDelivery {
    /// A unique name.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// `injixo`, `genesys-cloud`, `calabrio`, `amazon-connect`, `assembled`, `csv`, `json`, `parquet` or `xlsx`.
    format: String,
    /// Whether contacts are delivered in place of volumes, as `csv`, `json` or `parquet`.
    contacts: Option<bool>,
    /// `day` divides Parquet into a dataset with a file for each queue and day.
    partition: Option<String>,
    /// Where the files go: a folder below the one that the service was started with (`--delivery-folder`), or
    /// `s3://`, `gs://`, `az://`, `sftp://`, `webdavs://` or `https://`.
    to: String,
    /// What belongs to the destination.
    access: Option<NewAccess>,
    /// Queues, by id or name; all of them unless queues or workloads are named.
    #[serde(default)]
    #[schema(required = false)]
    queues: Vec<String>,
    /// Workloads, by id or name.
    #[serde(default)]
    #[schema(required = false)]
    workloads: Vec<String>,
    /// The length of the intervals; `15m` unless named.
    #[schema(value_type = Option<IntervalName>)]
    interval: Option<String>,
    /// The zone of local times and of `at`; `UTC` unless named.
    time_zone: Option<String>,
    /// What the planners' product calls our queues, as TOML.
    map: Option<String>,
    /// After so many days an interval is written as it stands; 7 unless named.
    settle_days: Option<u32>,
    /// Whether every interval is written, also one that may still change.
    unfinished: Option<bool>,
    /// Whether 0 is written where a handling time is wanted and none is known.
    without_handling_time: Option<bool>,
    /// So many days are written again with every change; 35 unless named.
    #[schema(maximum = 3650)]
    days: Option<u32>,
    /// Once a day, after the first import that ends after this time, such as `06:30`; after each import
    /// unless named.
    at: Option<String>,
}

/// How much of a log is wanted.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Limit {
    /// So many attempts at most; 100 unless named.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

impl Parameters for Limit {
    fn read(values: &mut Values) -> Self {
        Self { limit: values.count("limit", LONGEST_LOG) }
    }
}

/// The deliveries of an integration
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/deliveries",
    tag = "Deliveries",
    params(("integration_id" = i64, Path, description = "The integration")),
    responses((status = 200, description = "The deliveries, by name", body = DeliveriesShown))
)]
async fn list_deliveries(chosen: Chosen) -> Result<Json<DeliveriesShown>, Problem> {
    let all = deliveries::list(&chosen.context, &chosen.integration).await?;
    let mut shown = Vec::with_capacity(all.len());
    for (delivery, settings) in &all {
        shown.push(describe(&chosen, delivery, settings).await?);
    }
    Ok(Json(DeliveriesShown { deliveries: shown }))
}

/// Adds a delivery
///
/// Its settings and its destination are tried first. The first one is made after the next import.
#[utoipa::path(
    post,
    path = "/api/v1/integrations/{integration_id}/deliveries",
    tag = "Deliveries",
    params(("integration_id" = i64, Path, description = "The integration")),
    request_body = NewDelivery,
    responses(
        (
            status = 201,
            description = "It is added",
            body = DeliveryShown,
            headers(("location" = String, description = "The path of the delivery")),
        ),
        (status = 409, description = "The name is taken", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn add_delivery(
    chosen: Chosen,
    Body(mut new): Body<NewDelivery>,
) -> Result<Response, Problem> {
    let (context, integration) = (&chosen.context, &chosen.integration);
    let name = new.name.clone();
    let secret = new.access.as_mut().and_then(|access| access.secret.take());
    let settings = settings(&chosen, new).await?;
    deliveries::add_with_secret(context, integration, &name, &settings, secret).await?;
    let location =
        format!("/api/v1/integrations/{}/deliveries/{}", integration.id.0, encoded(&name));
    let (delivery, settings) = deliveries::find(context, integration, &name).await?;
    let shown = describe(&chosen, &delivery, &settings).await?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(shown)).into_response())
}

/// One delivery
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/deliveries/{delivery}",
    tag = "Deliveries",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("delivery" = String, Path, description = "The delivery's name"),
    ),
    responses((status = 200, description = "The delivery", body = DeliveryShown))
)]
async fn show_delivery(chosen: Chosen) -> Result<Json<DeliveryShown>, Problem> {
    now(&chosen).await
}

/// Removes a delivery
///
/// The files that it wrote stay.
#[utoipa::path(
    delete,
    path = "/api/v1/integrations/{integration_id}/deliveries/{delivery}",
    tag = "Deliveries",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("delivery" = String, Path, description = "The delivery's name"),
    ),
    responses((status = 204, description = "It is gone"))
)]
async fn remove_delivery(chosen: Chosen) -> Result<StatusCode, Problem> {
    let name = chosen.part("delivery");
    deliveries::remove(&chosen.context, &chosen.integration, name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was delivered when
#[utoipa::path(
    get,
    path = "/api/v1/integrations/{integration_id}/deliveries/{delivery}/log",
    tag = "Deliveries",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("delivery" = String, Path, description = "The delivery's name"),
        Limit,
    ),
    responses((status = 200, description = "The attempts, the newest first", body = LogShown))
)]
async fn show_log(chosen: Chosen, Query(asked): Query<Limit>) -> Result<Json<LogShown>, Problem> {
    let limit = asked.limit.and_then(|limit| u32::try_from(limit).ok()).unwrap_or(USUAL_LOG);
    let name = chosen.part("delivery");
    let log = deliveries::log(&chosen.context, &chosen.integration, name, limit).await?;
    Ok(Json(LogShown { attempts: log.iter().map(attempt).collect() }))
}

/// Makes a delivery now
///
/// What it failed with is told in the answer and in the log.
#[utoipa::path(
    post,
    path = "/api/v1/integrations/{integration_id}/deliveries/{delivery}/run",
    tag = "Deliveries",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("delivery" = String, Path, description = "The delivery's name"),
    ),
    responses(
        (status = 200, description = "What became of it", body = AttemptShown),
        (status = 503, description = "The integration is just being imported", body = ProblemDocument,
            content_type = "application/problem+json"),
    )
)]
async fn run_delivery(chosen: Chosen) -> Result<Json<AttemptShown>, Problem> {
    let (context, integration) = (&chosen.context, &chosen.integration);
    let (delivery, _) = deliveries::find(context, integration, chosen.part("delivery")).await?;
    let made = with_lease_of_service(context, integration.id, async |lease| {
        deliveries::run(context, integration, lease, &delivery).await
    });
    match made.await {
        Err(IngestError::Store(StoreError::Claimed | StoreError::Leased { .. })) => {
            Err(Problem::new(Kind::Unavailable, "the integration is just being imported")
                .with_remedy("the delivery is made after that; or send it again in a moment")
                .with_retry_after(RETRY_AFTER_SECONDS))
        }
        made => Ok(Json(attempt(&made?))),
    }
}

/// Tests a delivery's destination
///
/// A small file is written there and removed.
#[utoipa::path(
    post,
    path = "/api/v1/integrations/{integration_id}/deliveries/{delivery}/test",
    tag = "Deliveries",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("delivery" = String, Path, description = "The delivery's name"),
    ),
    responses((status = 204, description = "Files can be written there"))
)]
async fn test_delivery(chosen: Chosen) -> Result<StatusCode, Problem> {
    let name = chosen.part("delivery");
    deliveries::test(&chosen.context, &chosen.integration, name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Pauses a delivery
///
/// It is left out until it is resumed.
#[utoipa::path(
    post,
    path = "/api/v1/integrations/{integration_id}/deliveries/{delivery}/pause",
    tag = "Deliveries",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("delivery" = String, Path, description = "The delivery's name"),
    ),
    responses((status = 200, description = "It is paused", body = DeliveryShown))
)]
async fn pause_delivery(chosen: Chosen) -> Result<Json<DeliveryShown>, Problem> {
    rest(&chosen, true).await
}

/// Resumes a delivery
///
/// It goes on, with what was missed.
#[utoipa::path(
    post,
    path = "/api/v1/integrations/{integration_id}/deliveries/{delivery}/resume",
    tag = "Deliveries",
    params(
        ("integration_id" = i64, Path, description = "The integration"),
        ("delivery" = String, Path, description = "The delivery's name"),
    ),
    responses((status = 200, description = "It goes on", body = DeliveryShown))
)]
async fn resume_delivery(chosen: Chosen) -> Result<Json<DeliveryShown>, Problem> {
    rest(&chosen, false).await
}

async fn rest(chosen: &Chosen, rests: bool) -> Result<Json<DeliveryShown>, Problem> {
    let name = chosen.part("delivery");
    deliveries::pause(&chosen.context, &chosen.integration, name, rests).await?;
    now(chosen).await
}

async fn now(chosen: &Chosen) -> Result<Json<DeliveryShown>, Problem> {
    let (context, integration) = (&chosen.context, &chosen.integration);
    let (delivery, settings) =
        deliveries::find(context, integration, chosen.part("delivery")).await?;
    Ok(Json(describe(chosen, &delivery, &settings).await?))
}

/// What is asked for, as the use case takes it.
async fn settings(chosen: &Chosen, new: NewDelivery) -> Result<Settings, Problem> {
    let mut settings = Settings::new(&new.format, &new.to);
    if !new.queues.is_empty() {
        let all = queues(&chosen.context, &chosen.integration).await?;
        for wanted in &new.queues {
            let found = select(all.clone(), wanted)?;
            settings.queues.extend(found.iter().map(Queue::id));
        }
    }
    if !new.workloads.is_empty() {
        let all = workloads::workloads(&chosen.context, &chosen.integration).await?;
        for wanted in &new.workloads {
            settings.queues.push(workloads::select(all.clone(), wanted)?.queue.id());
        }
    }
    settings.queues.sort_unstable();
    settings.queues.dedup();
    let Settings {
        interval, time_zone, settle_days, unfinished, without_handling_time, days, ..
    } = settings;
    Ok(Settings {
        interval: new.interval.unwrap_or(interval),
        time_zone: new.time_zone.unwrap_or(time_zone),
        map: new.map,
        settle_days: new.settle_days.unwrap_or(settle_days),
        unfinished: new.unfinished.unwrap_or(unfinished),
        without_handling_time: new.without_handling_time.unwrap_or(without_handling_time),
        days: new.days.unwrap_or(days).min(3650),
        at: new.at,
        contacts: new.contacts.unwrap_or(false),
        partition: new.partition,
        access: access(new.access.unwrap_or_default()),
        ..settings
    })
}

fn access(new: NewAccess) -> Access {
    let method = match new.method {
        None | Some(MethodName::Post) => Method::Post,
        Some(MethodName::Put) => Method::Put,
    };
    Access {
        user: new.user,
        endpoint: new.endpoint,
        region: new.region,
        method,
        headers: new.headers,
        secret_header: new.secret_header,
        host_key: new.host_key,
    }
}

/// The names of headers stay; their values may be secrets.
fn access_shown(access: &Access, has_secret: bool) -> AccessShown {
    let masked = |header: &String| {
        let name = header.split_once(':').map_or("", |(name, _)| name);
        format!("{}: {MASKED}", name.trim())
    };
    AccessShown {
        user: access.user.clone(),
        secret: has_secret.then_some(MASKED),
        endpoint: access.endpoint.clone(),
        region: access.region.clone(),
        method: match access.method {
            Method::Post => "post",
            Method::Put => "put",
        },
        headers: access.headers.iter().map(masked).collect(),
        secret_header: access.secret_header.clone(),
        host_key: access.host_key.clone(),
    }
}

async fn describe(
    chosen: &Chosen,
    delivery: &Delivery,
    settings: &Settings,
) -> Result<DeliveryShown, Problem> {
    let (context, integration) = (&chosen.context, &chosen.integration);
    let last = deliveries::log(context, integration, &delivery.name, 1).await?;
    let has_secret = deliveries::has_secret(context, integration, &delivery.name).await?;
    let time = |at: Option<Timestamp>| at.map(|at| at.to_string());
    Ok(DeliveryShown {
        delivery: delivery.name.clone(),
        format: settings.format.clone(),
        contacts: settings.has_contacts(),
        partition: settings.partition.clone(),
        to: settings.to.clone(),
        access: access_shown(&settings.access, has_secret),
        queue_ids: settings.queues.clone(),
        interval: settings.interval.clone(),
        time_zone: settings.time_zone.clone(),
        days: settings.days,
        at: settings.at.clone(),
        paused_since: time(delivery.paused_since),
        failures_in_a_row: delivery.failures,
        not_before: time(delivery.next_at),
        last: last.first().map(attempt),
    })
}

fn attempt(entry: &DeliveryEntry) -> AttemptShown {
    AttemptShown {
        at: entry.at.to_string(),
        outcome: match entry.outcome {
            DeliveryOutcome::Written => "written",
            DeliveryOutcome::Unchanged => "unchanged",
            DeliveryOutcome::Failed => "failed",
        },
        files: entry.files,
        rows: entry.rows,
        checksum: entry.checksum.clone(),
        says: entry.says.clone(),
    }
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::viewer(routes!(list_deliveries)),
        Endpoint::administrator(routes!(add_delivery)),
        Endpoint::viewer(routes!(show_delivery)),
        Endpoint::administrator(routes!(remove_delivery)),
        Endpoint::viewer(routes!(show_log)),
        Endpoint::administrator(routes!(run_delivery)),
        Endpoint::administrator(routes!(test_delivery)),
        Endpoint::administrator(routes!(pause_delivery)),
        Endpoint::administrator(routes!(resume_delivery)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_answer_has_a_secret() {
        let new: NewAccess = serde_json::from_str(
            r#"{"user": "planner", "secret": "hidden", "method": "put", "headers": ["X-Key: hidden", "X-From:inflow"],
                "secret_header": "X-Token"}"#,
        )
        .expect("an access");
        assert!(new.secret.is_some());
        let shown = access_shown(&access(new), true);
        let text = serde_json::to_string(&shown).expect("JSON");
        assert!(!text.contains("hidden") && !text.contains("inflow"), "{text}");
        assert_eq!(shown.secret, Some(MASKED));
        assert_eq!(shown.headers, ["X-Key: ********", "X-From: ********"]);
        assert_eq!((shown.user.as_deref(), shown.method), (Some("planner"), "put"));
        assert_eq!(access_shown(&Access::default(), false).secret, None);
    }
}

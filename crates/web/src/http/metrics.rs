//! What is measured, in Prometheus' form or that of OpenMetrics. docs/operations.md has the names.

mod prometheus;

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};

use inflow_app::service::status::{Status, statuses};
use inflow_app::service::{EndedRun, Observer, Pulse};
use inflow_app::{Context, IngestError, accounts::integrations};
use inflow_domain::time_zone::TimeZone;
use inflow_store::{Integration, StoreError};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

/// A form of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// That of Prometheus, which every tool reads.
    Prometheus,
    /// `OpenMetrics`.
    OpenMetrics,
}

impl Form {
    /// Both with their names; where it does not matter, the first.
    pub(crate) const NAMED: [(&'static str, Self); 2] =
        [("text/plain", Self::Prometheus), ("application/openmetrics-text", Self::OpenMetrics)];

    /// What the header Content-Type says of it.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Prometheus => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Whose {
    account: String,
}

/// An integration.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    account: String,
    integration: String,
}

/// An integration with one more word.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfKind {
    account: String,
    integration: String,
    kind: &'static str,
}

/// A delivery of an integration.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfDelivery {
    account: String,
    integration: String,
    delivery: String,
}

/// What was measured since the program began, and what is looked up when it is asked for: for each
/// account by itself, since none sees another's.
pub struct Metrics {
    version: &'static str,
    accounts: Mutex<HashMap<String, Arc<OfAccount>>>,
}

/// What was measured of an account.
struct OfAccount {
    registry: Registry,
    runs: Family<OfKind, Counter>,
    seconds: Family<Of, Counter<f64, AtomicU64>>,
    requests: Family<Of, Counter>,
    refusals: Family<Of, Counter>,
    rows: Family<OfKind, Counter>,
    looked_up: LookedUp,
    /// One answer at a time: the gauges are emptied and filled for each.
    answering: tokio::sync::Mutex<()>,
}

/// What stands in the database.
#[derive(Default)]
struct LookedUp {
    status: Family<OfKind, Gauge>,
    age: Family<Of, Gauge>,
    ahead: Family<Of, Gauge>,
    failures: Family<Of, Gauge>,
    opened: Family<Of, Gauge>,
    delivery_failures: Family<OfDelivery, Gauge>,
    delivery_age: Family<OfDelivery, Gauge>,
    jump: Gauge,
    preliminary: Family<Of, Gauge>,
    history_from: Family<Of, Gauge>,
    history_left: Family<Of, Gauge>,
    replica: Family<Whose, Gauge>,
}

impl Metrics {
    /// Nothing measured yet, by this version of the program.
    pub fn new(version: &'static str) -> Self {
        Self { version, accounts: Mutex::default() }
    }

    /// Everything measured of the context's account, as of now.
    pub(crate) async fn text(
        &self,
        context: &Context,
        pulse: &Pulse,
        replica_lag: Option<i64>,
        form: Form,
    ) -> Result<String, IngestError> {
        let account = self.account(&context.account);
        let _answering = account.answering.lock().await;
        account.look_up(context, pulse).await?;
        account.looked_up.replica.clear();
        if let Some(behind) = replica_lag {
            let whose = Whose { account: context.account.clone() };
            account.looked_up.replica.get_or_create(&whose).set(behind);
        }
        let mut answer = String::new();
        // Writing into a String does not fail.
        let _ = text::encode(&mut answer, &account.registry);
        Ok(match form {
            Form::OpenMetrics => answer,
            Form::Prometheus => prometheus::text(&answer),
        })
    }

    fn account(&self, name: &str) -> Arc<OfAccount> {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let account = accounts.entry(name.to_owned());
        account.or_insert_with(|| Arc::new(OfAccount::new(self.version))).clone()
    }
}

impl OfAccount {
    fn new(version: &'static str) -> Self {
        let mut registry = Registry::with_prefix("inflow");
        let labels = vec![("version", version), ("time_zone_data", TimeZone::data_version())];
        registry.register("build", "The program and its time zone data", Info::new(labels));
        let (runs, seconds) = (Family::default(), Family::default());
        let (requests, refusals) = (Family::default(), Family::default());
        let (rows, looked_up) = (Family::default(), LookedUp::default());
        registry.register("runs", "Import runs by how they ended", Family::clone(&runs));
        registry.register_with_unit(
            "runs_duration",
            "How long they took together",
            Unit::Seconds,
            Family::clone(&seconds),
        );
        registry.register("zendesk_requests", "Requests to Zendesk", Family::clone(&requests));
        registry.register(
            "zendesk_rate_limit_refusals",
            "Answers that refused a request for too many",
            Family::clone(&refusals),
        );
        registry.register("rows", "Rows read from Zendesk by kind", Family::clone(&rows));
        registry.register("integration_status", "1 for its status", looked_up.status.clone());
        registry.register_with_unit(
            "integration_last_success_age",
            "Since the last run that ended well",
            Unit::Seconds,
            looked_up.age.clone(),
        );
        registry.register_with_unit(
            "integration_last_success_ahead",
            "How far in the future the last success lies, as after a clock that was ahead",
            Unit::Seconds,
            looked_up.ahead.clone(),
        );
        registry.register_with_unit(
            "clock_jump",
            "How far the clock of the service's machine last jumped within the hour",
            Unit::Seconds,
            looked_up.jump.clone(),
        );
        registry.register_with_unit(
            "read_replica_lag",
            "How far the replica that figures are read from is behind",
            Unit::Seconds,
            looked_up.replica.clone(),
        );
        registry.register(
            "integration_failures_in_a_row",
            "How many runs in a row ended badly",
            looked_up.failures.clone(),
        );
        registry.register(
            "integration_credentials_opened",
            "1 where this service's key file opens its credentials now, else 0",
            looked_up.opened.clone(),
        );
        registry.register(
            "delivery_failures_in_a_row",
            "How many times in a row a delivery failed",
            looked_up.delivery_failures.clone(),
        );
        registry.register_with_unit(
            "delivery_last_attempt_age",
            "Since a delivery was last made or tried",
            Unit::Seconds,
            looked_up.delivery_age.clone(),
        );
        registry.register(
            "integration_preliminary",
            "1 while older history is still to come, else 0",
            looked_up.preliminary.clone(),
        );
        registry.register_with_unit(
            "integration_history_from_timestamp",
            "From when on the history is known, since 1970",
            Unit::Seconds,
            looked_up.history_from.clone(),
        );
        registry.register_with_unit(
            "integration_history_left",
            "About how long older history that is still to come takes; 0 once it is there",
            Unit::Seconds,
            looked_up.history_left.clone(),
        );
        let answering = tokio::sync::Mutex::default();
        Self { registry, runs, seconds, requests, refusals, rows, looked_up, answering }
    }

    async fn look_up(&self, context: &Context, pulse: &Pulse) -> Result<(), IngestError> {
        let integrations = integrations::list(context).await?;
        let reports = statuses(context, &integrations).await?;
        let LookedUp { status, age, ahead, failures, opened, jump, .. } = &self.looked_up;
        jump.set(pulse.clock_jumped().unwrap_or(0));
        let LookedUp { preliminary, history_from, history_left, .. } = &self.looked_up;
        status.clear();
        age.clear();
        ahead.clear();
        failures.clear();
        opened.clear();
        preliminary.clear();
        history_from.clear();
        history_left.clear();
        let now = context.clock.now();
        for (integration, report) in integrations.iter().zip(&reports) {
            let of = || Of {
                account: integration.account.clone(),
                integration: integration.name.clone(),
            };
            for one in Status::ALL {
                let kind = of_kind(&of(), one.as_str());
                status.get_or_create(&kind).set(i64::from(report.status == one));
            }
            if let Some(success) = integration.last_success {
                // A success that is still to come was noted by a clock that was ahead.
                let passed = now.0 - success.0;
                age.get_or_create(&of()).set(passed.max(-1));
                ahead.get_or_create(&of()).set((-passed).max(0));
            }
            if let Some(coverage) = integration.coverage {
                let is_preliminary = integration.is_preliminary();
                preliminary.get_or_create(&of()).set(i64::from(is_preliminary));
                history_from.get_or_create(&of()).set(coverage.from.0);
                let left = integration.history_complete_at.map(|at| (at.0 - now.0).max(0));
                if let Some(left) = if is_preliminary { left } else { Some(0) } {
                    history_left.get_or_create(&of()).set(left);
                }
            }
            failures.get_or_create(&of()).set(i64::from(report.run.failures));
            if !integration.life.is_deleted() {
                opened.get_or_create(&of()).set(i64::from(pulse.opens(integration.id)));
            }
        }
        self.look_up_deliveries(context, &integrations).await
    }

    async fn look_up_deliveries(
        &self,
        context: &Context,
        integrations: &[Integration],
    ) -> Result<(), IngestError> {
        let LookedUp { delivery_failures, delivery_age, .. } = &self.looked_up;
        delivery_failures.clear();
        delivery_age.clear();
        let now = context.clock.now();
        for integration in integrations {
            for delivery in context.store.deliveries.deliveries(integration.id).await? {
                let of = OfDelivery {
                    account: integration.account.clone(),
                    integration: integration.name.clone(),
                    delivery: delivery.name,
                };
                delivery_failures.get_or_create(&of).set(i64::from(delivery.failures));
                if let Some(ended) = delivery.last_at {
                    delivery_age.get_or_create(&of).set((now.0 - ended.0).max(0));
                }
            }
        }
        Ok(())
    }
}

impl Observer for Metrics {
    fn ended(&self, run: &EndedRun<'_>) {
        let account = self.account(run.account);
        let of = Of { account: run.account.to_owned(), integration: run.integration.to_owned() };
        let how = match run.outcome {
            Ok(_) => "well",
            Err(IngestError::Stopped | IngestError::Store(StoreError::LeaseLost)) => "stopped",
            Err(_) => "badly",
        };
        account.runs.get_or_create(&of_kind(&of, how)).inc();
        account.seconds.get_or_create(&of).inc_by(run.took.as_secs_f64());
        account.requests.get_or_create(&of).inc_by(run.requests);
        account.refusals.get_or_create(&of).inc_by(run.refusals);
        if let Ok(report) = run.outcome {
            let calls = report.calls.unwrap_or(0);
            let kinds = [
                ("tickets", report.tickets),
                ("ticket_events", report.ticket_events),
                ("calls", calls),
            ];
            for (kind, rows) in kinds {
                account.rows.get_or_create(&of_kind(&of, kind)).inc_by(rows);
            }
        }
    }
}

fn of_kind(of: &Of, kind: &'static str) -> OfKind {
    OfKind { account: of.account.clone(), integration: of.integration.clone(), kind }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Metrics")
    }
}

//! Whether the program is well.

use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;

use crate::http::metrics::Form;
use crate::http::negotiation::accepted;
use crate::http::refusal::{Refusal, Surface};
use crate::http::route::{Right, Route};
use crate::http::site::Site;
use crate::http::viewer::Viewer;

/// Who asks whether the program is ready does not wait longer.
const PATIENCE: Duration = Duration::from_secs(3);

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/health/live", Right::Public, async || "live\n"),
        Route::get("/health/ready", Right::Public, ready),
        Route::get("/metrics", Right::Viewer, measured),
    ]
}

/// Ready: the database answers, and the importer looked for what is due a moment ago.
async fn ready(State(site): State<Site>) -> Response {
    let looked = timeout(PATIENCE, site.context_of_nobody().store.runs.schedule()).await;
    if !matches!(looked, Ok(Ok(_))) {
        tracing::warn!(?looked, "the database does not answer");
        return unready("the database does not answer\n");
    }
    if !matches!(site.context_of_nobody().store.upkeep.is_in_place().await, Ok(true)) {
        return unready("the database's file was removed or replaced: start the service again\n");
    }
    if !site.pulse.is_felt() {
        return unready("the importer does not go on\n");
    }
    if site.pulse.is_unable() {
        return unready("the key file does not open the credentials: see inflow doctor\n");
    }
    let replica = match timeout(PATIENCE, site.replica_lag()).await {
        Ok(Ok(None)) => String::new(),
        Ok(Ok(Some(behind))) => {
            format!("the replica that figures are read from is {behind} s behind\n")
        }
        looked => {
            tracing::warn!(?looked, "the replica does not answer");
            return unready("the replica that figures are read from does not answer\n");
        }
    };
    // Nothing waits for the clock, so that nobody is to be sent elsewhere.
    let clock = site.pulse.clock_jumped().map(|seconds| {
        format!(
            "the clock of this machine jumped {} seconds {} within the last hour: see inflow doctor\n",
            seconds.unsigned_abs(),
            if seconds > 0 { "ahead" } else { "back" }
        )
    });
    format!("ready\n{}{replica}", clock.unwrap_or_default()).into_response()
}

fn unready(why: &'static str) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, why).into_response()
}

/// What was measured of the account that the key belongs to.
async fn measured(State(site): State<Site>, viewer: Viewer, headers: HeaderMap) -> Response {
    // Who takes neither form is given the one that every tool reads.
    let form = accepted(&headers, &Form::NAMED).unwrap_or(Form::Prometheus);
    // While the replica does not answer, nobody knows how far it is behind.
    let lag = timeout(PATIENCE, site.replica_lag()).await;
    let lag = lag.ok().and_then(Result::ok).flatten();
    match site.metrics.text(&viewer.context, &site.pulse, lag, form).await {
        Ok(text) => {
            let headers = [(header::CONTENT_TYPE, form.content_type()), (header::VARY, "accept")];
            (headers, text).into_response()
        }
        Err(error) => Refusal::unavailable(&error).answer(Surface::Program),
    }
}

//! Whether the program is well.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::routes::{Right, Route};
use crate::{Site, metrics};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/health/live", Right::Public, async || "live\n"),
        Route::get("/health/ready", Right::Public, ready),
        Route::get("/metrics", Right::Public, measured),
    ]
}

/// Ready: the database answers, and the importer looked for what is due a moment ago.
async fn ready(State(site): State<Site>) -> Response {
    if let Err(error) = site.context_of_nobody().store.runs.schedule().await {
        tracing::warn!(%error, "the database does not answer");
        return unready("the database does not answer\n");
    }
    if !site.pulse.is_felt(site.now()) {
        return unready("the importer does not go on\n");
    }
    "ready\n".into_response()
}

fn unready(why: &'static str) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, why).into_response()
}

async fn measured(State(site): State<Site>) -> Response {
    match site.metrics.text(site.context_of_nobody()).await {
        Ok(text) => ([(header::CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response(),
        Err(error) => {
            tracing::warn!(%error, "the metrics cannot be told");
            (StatusCode::INTERNAL_SERVER_ERROR, "the database does not answer\n").into_response()
        }
    }
}

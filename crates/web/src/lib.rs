//! What Inflow serves over HTTP: whether it is well, and what it measures.
//!
//! **This crate never imports, counts or knows a database**; it reads through the ports and the use
//! cases. Start with [`serve`].

mod assets;
pub mod i18n;
pub mod metrics;
pub mod pages;

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use inflow_ingest::Context;
use inflow_ingest::service::Pulse;
use tokio::net::TcpListener;

use crate::metrics::Metrics;
use crate::pages::errors::PageError;

/// What the answers are made from.
#[derive(Clone)]
pub struct Site {
    /// The ports.
    pub context: Context,
    /// What was measured.
    pub metrics: Arc<Metrics>,
    /// Whether the importer goes on.
    pub pulse: Arc<Pulse>,
}

/// Answers requests on a listener until `stopped` is done.
pub async fn serve(
    listener: TcpListener,
    site: Site,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let pages = Router::new()
        .route("/settings", get(pages::settings::settings))
        .route("/settings/choose", get(pages::settings::choose))
        .fallback(async || PageError::NOT_FOUND)
        .layer(from_fn_with_state(site.clone(), pages::errors::show));
    let router = Router::new()
        .merge(pages)
        .route("/assets/{edition}/{name}", get(assets::answer))
        .route("/health/live", get(async || "live\n"))
        .route("/health/ready", get(ready))
        .route("/metrics", get(measured))
        .with_state(site);
    axum::serve(listener, router).with_graceful_shutdown(stopped).await
}

/// Ready: the database answers, and the importer looked for what is due a moment ago.
async fn ready(State(site): State<Site>) -> Response {
    if let Err(error) = site.context.store.runs.schedule().await {
        tracing::warn!(%error, "the database does not answer");
        return unready("the database does not answer\n");
    }
    if !site.pulse.is_felt(site.context.clock.now()) {
        return unready("the importer does not go on\n");
    }
    "ready\n".into_response()
}

fn unready(why: &'static str) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, why).into_response()
}

async fn measured(State(site): State<Site>) -> Response {
    match site.metrics.text(&site.context).await {
        Ok(text) => ([(header::CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response(),
        Err(error) => {
            tracing::warn!(%error, "the metrics cannot be told");
            (StatusCode::INTERNAL_SERVER_ERROR, "the database does not answer\n").into_response()
        }
    }
}

//! The router: every route of the table behind its guard, and the surfaces' answers to what is refused.

use std::io;

use axum::Router;
use axum::http::Uri;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;

use crate::api::problem;
use crate::http::connections::Limits;
use crate::http::guard::{Guarded, guard, in_time};
use crate::http::headers::strict;
use crate::http::held::hold;
use crate::http::refusal::{Refusal, Surface};
use crate::http::serve;
use crate::http::site::Site;
use crate::pages::errors;
use crate::routes;

/// Everything that is served.
pub fn router(site: Site) -> Router {
    let mut router = Router::new();
    for route in routes::all() {
        let guarded = Guarded {
            site: site.clone(),
            right: route.right,
            shows_figures: route.shows_figures(),
        };
        let handler = route
            .handler
            // Within the guard, which says whose share it is.
            .route_layer(from_fn_with_state(site.clone(), hold))
            .route_layer(from_fn_with_state(guarded, guard));
        router = router.route(route.path, handler);
    }
    router
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_that_way)
        .layer(from_fn(in_time))
        .layer(from_fn_with_state(site.clone(), strict))
        .layer(from_fn(problem::show))
        .layer(from_fn_with_state(site.clone(), errors::show))
        // Around what puts a page in the place of a failure, whose bytes are others.
        .layer(CompressionLayer::new())
        .with_state(site)
}

/// Answers requests on a listener until `stopped` is done.
pub async fn serve(
    listener: TcpListener,
    site: Site,
    limits: Limits,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve::serve(listener, router(site), limits, stopped).await
}

async fn nothing_here(uri: Uri) -> Response {
    Refusal::NOT_FOUND.answer(Surface::of(uri.path()))
}

async fn not_that_way(uri: Uri) -> Response {
    Refusal::NOT_THAT_WAY.answer(Surface::of(uri.path()))
}

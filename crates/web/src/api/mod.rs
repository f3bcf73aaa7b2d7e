//! The HTTP API, version 1: everything that the pages do, for programs.
//!
//! Each endpoint stands once, as a handler with its description; the routes and the OpenAPI document are
//! both made from that. docs/api.md is for those who use it.

mod account;
mod advice;
mod conditions;
mod entries;
mod explanations;
mod extract;
mod failures;
mod heavy;
mod integrations;
mod negotiation;
mod openapi;
mod previews;
pub(crate) mod problem;
mod quality;
mod queues;
mod reconciliation;
mod reference;
mod standing;
mod users;
mod view_trials;
mod views;
mod volumes;

use std::sync::LazyLock;

use axum::http::Method;
use axum::routing::MethodRouter;
use utoipa::openapi::path::PathItem;
use utoipa_axum::router::UtoipaMethodRouter;

use crate::Site;
use crate::routes::{Right, Route};

pub(crate) use heavy::HeavyRequests;
pub(crate) use negotiation::accepted;
pub use openapi::document;

/// A handler with its description and its right.
struct Endpoint {
    right: Right,
    method: Method,
    path: String,
    described: (openapi::Schemas, PathItem),
    handler: MethodRouter<Site>,
}

impl Endpoint {
    /// One that reads.
    fn viewer(described: UtoipaMethodRouter<Site>) -> Self {
        Self::new(Right::Viewer, described)
    }

    /// One that changes something, tells of keys and users, or asks Zendesk.
    fn administrator(described: UtoipaMethodRouter<Site>) -> Self {
        Self::new(Right::Administrator, described)
    }

    fn new(right: Right, (schemas, paths, handler): UtoipaMethodRouter<Site>) -> Self {
        let found = paths.paths.into_iter().next();
        let (path, item) = found.expect("a handler is described with its path");
        let method = openapi::method_of(&item);
        Self { right, method, path, described: (schemas, item), handler }
    }
}

/// All of them, in the order of the document.
static ENDPOINTS: LazyLock<Vec<Endpoint>> = LazyLock::new(|| {
    let modules = [
        integrations::endpoints(),
        previews::endpoints(),
        views::endpoints(),
        view_trials::endpoints(),
        queues::endpoints(),
        volumes::endpoints(),
        explanations::endpoints(),
        quality::endpoints(),
        reconciliation::endpoints(),
        account::endpoints(),
        users::endpoints(),
    ];
    modules.into_iter().flatten().collect()
});

/// Their routes, and those of the document itself.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes: Vec<Route> = ENDPOINTS
        .iter()
        .map(|endpoint| Route {
            method: endpoint.method.clone(),
            path: &endpoint.path,
            right: endpoint.right,
            handler: endpoint.handler.clone(),
        })
        .collect();
    routes.push(Route::get("/api/v1/openapi.json", Right::Viewer, openapi::show));
    routes.push(Route::get("/api-reference", Right::Viewer, reference::show));
    routes
}

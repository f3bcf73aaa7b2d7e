//! The HTTP API, version 1: everything that the pages do, for programs.
//!
//! Each endpoint stands once, as a handler with its description; the routes and the OpenAPI document are
//! both made from that. docs/api.md is for those who use it.

mod account;
mod advice;
mod answering;
mod conditions;
mod contacts;
mod deliveries;
mod endpoint;
mod entries;
mod explanations;
mod extract;
mod failures;
mod integrations;
pub(crate) mod openapi;
mod previews;
pub(crate) mod problem;
mod quality;
mod queues;
mod reconciliation;
mod standing;
mod streaming;
mod users;
mod view_trials;
mod views;
mod volumes;
pub(crate) mod workloads;

use std::sync::LazyLock;

use self::endpoint::Endpoint;
use crate::http::route::{Right, Route};

pub use openapi::document;

/// All of them, in the order of the document.
pub(crate) static ENDPOINTS: LazyLock<Vec<Endpoint>> = LazyLock::new(|| {
    let modules = [
        integrations::endpoints(),
        previews::endpoints(),
        views::endpoints(),
        view_trials::endpoints(),
        queues::endpoints(),
        volumes::endpoints(),
        contacts::endpoints(),
        workloads::endpoints(),
        deliveries::endpoints(),
        answering::endpoints(),
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
    routes
}

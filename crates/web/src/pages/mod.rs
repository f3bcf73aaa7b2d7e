//! Pages for people: server-made HTML that needs no script.
//!
//! Every page's template begins with `{% extends "layout.html" %}`, and its struct has the
//! [`layout::Page`] that the layout reads as `page`.

mod access;
pub(crate) mod address;
pub(crate) mod api_reference;
pub(crate) mod assets;
mod channels;
pub(crate) mod charts;
mod chosen;
pub(crate) mod comparison;
mod deliveries;
pub mod errors;
mod explained;
mod export;
pub mod i18n;
pub(crate) mod integrations;
pub mod layout;
mod quality;
pub mod queues;
pub mod settings;
mod ticket;
mod trouble;
mod views;
mod words;
mod workloads;

use crate::http::route::{Right, Route};

pub(crate) fn routes() -> Vec<Route> {
    let settings = vec![
        Route::get("/settings", Right::Public, settings::settings),
        Route::get("/settings/choose", Right::Public, settings::choose),
        Route::get("/api-reference", Right::Viewer, api_reference::show),
    ];
    let parts = [
        assets::routes(),
        access::routes(),
        integrations::routes(),
        queues::routes(),
        ticket::routes(),
        views::routes(),
        quality::routes(),
        comparison::routes(),
        channels::routes(),
        workloads::routes(),
        deliveries::routes(),
        export::routes(),
    ];
    settings.into_iter().chain(parts.into_iter().flatten()).collect()
}

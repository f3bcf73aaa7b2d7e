//! Pages for people: server-made HTML that needs no script.
//!
//! Every page's template begins with `{% extends "layout.html" %}`, and its struct has the
//! [`layout::Page`] that the layout reads as `page`.

mod channels;
pub(crate) mod comparison;
pub mod errors;
mod explained;
pub(crate) mod integrations;
pub mod layout;
mod quality;
pub mod queues;
pub mod settings;
mod ticket;
mod trouble;
mod views;
mod words;

use crate::routes::{Right, Route};

pub(crate) fn routes() -> Vec<Route> {
    let settings = vec![
        Route::get("/settings", Right::Public, settings::settings),
        Route::get("/settings/choose", Right::Public, settings::choose),
    ];
    let of_integrations = [
        integrations::routes(),
        queues::routes(),
        ticket::routes(),
        views::routes(),
        quality::routes(),
        comparison::routes(),
        channels::routes(),
    ];
    settings.into_iter().chain(of_integrations.into_iter().flatten()).collect()
}

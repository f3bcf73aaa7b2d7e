//! Pages for people: server-made HTML that needs no script.
//!
//! Every page's template begins with `{% extends "layout.html" %}`, and its struct has the
//! [`layout::Page`] that the layout reads as `page`.

pub mod errors;
pub mod layout;
pub mod queues;
pub mod settings;

use crate::routes::{Right, Route};

pub(crate) fn routes() -> Vec<Route> {
    let settings = [
        Route::get("/settings", Right::Public, settings::settings),
        Route::get("/settings/choose", Right::Public, settings::choose),
    ];
    settings.into_iter().chain(queues::routes()).collect()
}

//! Source queues: which there are, how much arrived in each and when, and why every figure is what it is.

pub(crate) mod asked;
mod chart;
pub(crate) mod chosen;
mod download;
pub(crate) mod fates;
mod figure;
pub(crate) mod list;
mod parts;
pub(crate) mod queue;
mod slots;
pub(crate) mod week;

use crate::http::route::{Right, Route};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/integrations/{id}/queues", Right::Viewer, list::list),
        Route::get("/integrations/{id}/queues/{queue}", Right::Viewer, queue::queue),
        Route::get("/integrations/{id}/queues/{queue}/figure", Right::Viewer, figure::figure),
        Route::get(
            "/integrations/{id}/queues/{queue}/download/{format}",
            Right::Viewer,
            download::download,
        ),
    ]
}

//! Views: which count, which do not and why, and trying one that does not exist yet.

pub(crate) mod list;
pub(crate) mod trial;

use crate::http::route::{Right, Route};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/integrations/{id}/views", Right::Viewer, list::list),
        Route::get("/integrations/{id}/views/try", Right::Viewer, trial::form),
        Route::post("/integrations/{id}/views/try", Right::Viewer, trial::attempt),
    ]
}

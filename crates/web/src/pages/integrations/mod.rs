//! Integrations: the list, adding one, how one is doing, and what can be changed of it.

pub(crate) mod add;
pub(crate) mod edit;
pub(crate) mod end;
mod entered;
pub(crate) mod list;
pub(crate) mod overview;
mod standing;
mod words;
pub(crate) mod wrong;

use crate::http::route::{Right, Route};

pub(crate) fn routes() -> Vec<Route> {
    let (viewer, administrator) = (Right::Viewer, Right::Administrator);
    vec![
        Route::get("/", viewer, list::list),
        Route::get("/integrations", viewer, list::list),
        Route::get("/integrations/add", administrator, add::catalogue),
        Route::get("/integrations/add/zendesk", administrator, add::form),
        Route::post("/integrations/add/zendesk", administrator, add::submit),
        Route::get("/integrations/{id}", viewer, overview::overview),
        Route::get("/integrations/{id}/settings", administrator, edit::settings),
        Route::post("/integrations/{id}/name", administrator, edit::rename),
        Route::post("/integrations/{id}/extend", administrator, edit::extend),
        Route::post("/integrations/{id}/credentials", administrator, edit::change_credentials),
        Route::post("/integrations/{id}/pause", administrator, edit::pause),
        Route::post("/integrations/{id}/resume", administrator, edit::resume),
        Route::get("/integrations/{id}/delete", administrator, end::ask_to_delete),
        Route::post("/integrations/{id}/delete", administrator, end::delete),
        Route::get("/integrations/{id}/purge", administrator, end::ask_to_purge),
        Route::post("/integrations/{id}/purge", administrator, end::purge),
    ]
}

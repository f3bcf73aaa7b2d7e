//! Signing in, one's own password, and the pages about users, keys and what was changed.

mod cookies;
mod fields;
mod keys;
mod link;
mod log;
mod next;
mod password;
mod sign_in;
mod users;

use crate::http::route::{Right, Route};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/sign-in", Right::Public, sign_in::show),
        Route::post("/sign-in", Right::Public, sign_in::sign_in),
        Route::post("/sign-out", Right::Viewer, sign_in::sign_out),
        Route::get("/link/{secret}", Right::Public, link::show),
        Route::post("/link/{secret}", Right::Public, link::choose),
        Route::get("/access/password", Right::Viewer, password::show),
        Route::post("/access/password", Right::Viewer, password::change),
        Route::get("/access/users", Right::Administrator, users::list),
        Route::post("/access/users", Right::Administrator, users::invite),
        Route::post("/access/users/{user}", Right::Administrator, users::change),
        Route::get("/access/keys", Right::Administrator, keys::list),
        Route::post("/access/keys", Right::Administrator, keys::create),
        Route::post("/access/keys/{key}/revoke", Right::Administrator, keys::revoke),
        Route::get("/access/log", Right::Administrator, log::show),
    ]
}

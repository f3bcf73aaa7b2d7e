//! Who asks: sessions of people, API keys of programs, and the pages about both.

pub(crate) mod cookie;
mod keys_page;
mod link_page;
mod log_page;
mod password_page;
mod sign_in_page;
mod users_page;
pub(crate) mod viewer;

use std::borrow::Cow;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use inflow_app::IngestError;
use inflow_app::access::sessions::SignedIn;
use inflow_store::{Role, StoreError};

use self::cookie::{Cookie, DeviceCookie};
use crate::Site;
use crate::pages::errors::PageError;
use crate::routes::{Right, Route};

pub use viewer::{Administrator, Viewer};

/// The hidden field of every form, with [`Viewer::form_token`] in it.
pub const FORM_TOKEN: &str = "csrf";

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/sign-in", Right::Public, sign_in_page::show),
        Route::post("/sign-in", Right::Public, sign_in_page::sign_in),
        Route::post("/sign-out", Right::Viewer, sign_in_page::sign_out),
        Route::get("/link/{secret}", Right::Public, link_page::show),
        Route::post("/link/{secret}", Right::Public, link_page::choose),
        Route::get("/access/password", Right::Viewer, password_page::show),
        Route::post("/access/password", Right::Viewer, password_page::change),
        Route::get("/access/users", Right::Administrator, users_page::list),
        Route::post("/access/users", Right::Administrator, users_page::invite),
        Route::post("/access/users/{user}", Right::Administrator, users_page::change),
        Route::get("/access/keys", Right::Administrator, keys_page::list),
        Route::post("/access/keys", Right::Administrator, keys_page::create),
        Route::post("/access/keys/{key}/revoke", Right::Administrator, keys_page::revoke),
        Route::get("/access/log", Right::Administrator, log_page::show),
    ]
}

/// The longest place that somebody goes on to after signing in.
pub(crate) const LONGEST_NEXT: usize = 2000;

/// The role of that name; a form of ours names no other.
fn role_named(name: &str) -> Result<Role, PageError> {
    Role::from_name(name).ok_or(PageError::of(StatusCode::UNPROCESSABLE_ENTITY))
}

/// The message about something typed that cannot be used.
fn unfit(error: &IngestError) -> Option<&'static str> {
    match error {
        IngestError::UnfitPassword => Some("password-unfit"),
        IngestError::UnfitAccessName => Some("name-unfit"),
        IngestError::Store(StoreError::AccessNameTaken { .. }) => Some("name-taken"),
        _ => None,
    }
}

/// Hands a cookie to the browser with an answer.
fn with_cookie(mut response: Response, cookie: &str) -> Response {
    let value = HeaderValue::from_str(cookie).expect("a cookie is of hexadecimal digits");
    response.headers_mut().append(header::SET_COOKIE, value);
    response
}

/// Hands the cookies of somebody who signed in to the browser with an answer.
fn with_sign_in(site: &Site, response: Response, signed_in: SignedIn) -> Response {
    let device = DeviceCookie::kept(&site.reach, &signed_in.device);
    let session = Cookie::new(signed_in.session).kept(&site.reach);
    with_cookie(with_cookie(response, &session), &device)
}

/// Where to go after signing in: a place of ours, or the first page.
fn safe_next(next: Option<&str>) -> Cow<'_, str> {
    let is_ours = |next: &&str| {
        let rest = next.strip_prefix('/');
        rest.is_some_and(|rest| !rest.starts_with(['/', '\\']))
            && next.len() <= LONGEST_NEXT
            && !next.chars().any(char::is_control)
            && HeaderValue::from_str(next).is_ok()
    };
    next.filter(is_ours).map_or(Cow::Borrowed("/"), Cow::Borrowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(safe_next(Some("/queues?channel=email")), "/queues?channel=email");
        let long = format!("/{}", "x".repeat(LONGEST_NEXT));
        for next in [&*long, "", "queues", "//attacker.example", "/\\attacker.example", "/a\nb"] {
            assert_eq!(safe_next(Some(next)), "/", "{next}");
        }
        assert_eq!(safe_next(None), "/");
    }
}

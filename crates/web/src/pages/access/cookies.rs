//! Cookies that go out with an answer.

use axum::http::{HeaderValue, header};
use axum::response::Response;
use inflow_app::access::sessions::SignedIn;

use crate::http::cookie::{Cookie, DeviceCookie};
use crate::http::site::Site;

/// Hands a cookie to the browser with an answer.
pub(super) fn with_cookie(mut response: Response, cookie: &str) -> Response {
    let value = HeaderValue::from_str(cookie).expect("a cookie is of hexadecimal digits");
    response.headers_mut().append(header::SET_COOKIE, value);
    response
}

/// Hands the cookies of somebody who signed in to the browser with an answer.
pub(super) fn with_sign_in(site: &Site, response: Response, signed_in: SignedIn) -> Response {
    let device = DeviceCookie::kept(&site.reach, &signed_in.device);
    let session = Cookie::new(signed_in.session).kept(&site.reach);
    with_cookie(with_cookie(response, &session), &device)
}

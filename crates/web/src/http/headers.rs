//! What every answer says of itself, and whom nothing is answered.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::http::refusal::{Refusal, Surface};
use crate::http::site::Site;

/// Nothing from elsewhere, no inline script or style, in no frame.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
    img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const STRICT: [(&str, &str); 7] = [
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // Without a referrer browsers would not say either which page a form comes from.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// Refuses names that are not ours, and puts the strict headers on every answer.
pub(crate) async fn strict(State(site): State<Site>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // A load balancer asks for health under whatever address it knows.
    let is_ours = path.starts_with("/health/") || site.reach.is_our_host(request.headers());
    let mut response = if is_ours {
        next.run(request).await
    } else {
        Refusal::FOREIGN_HOST.answer(Surface::of(path))
    };
    let headers = response.headers_mut();
    for (name, value) in STRICT {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if site.reach.is_secure() {
        let value = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    // What somebody saw is kept by no cache, unless the handler knows better.
    let no_store = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(no_store);
    response
}

//! The cookies: the secret of a session, or of a browser that has not signed in yet, and what a browser
//! shows in which somebody signed in before.

use axum::http::{HeaderMap, header};
use inflow_app::access::devices::REMEMBERED_SECONDS;
use inflow_app::access::secrets::{Purpose, masked, new_secret, unmasked};
use inflow_app::access::sessions::LONGEST_SECONDS;
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;

use crate::http::reach::Reach;

/// What the browser brought.
#[derive(Clone)]
pub(crate) struct Cookie(SecretString);

impl Cookie {
    /// A cookie for a session, or for a browser that has none.
    pub(crate) fn new(secret: SecretString) -> Self {
        Self(secret)
    }

    /// The browser's cookie.
    pub(crate) fn of(reach: &Reach, headers: &HeaderMap) -> Option<Self> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut cookies = cookies.flat_map(|line| line.split(';'));
        let value = cookies.find_map(|cookie| {
            cookie.trim().strip_prefix(name(reach))?.strip_prefix('=').map(str::to_owned)
        })?;
        let is_ours = value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_ours.then(|| Self(value.into()))
    }

    /// The browser's cookie, or a new one for the browser to keep.
    pub(crate) fn of_or_new(reach: &Reach, headers: &HeaderMap) -> Self {
        Self::of(reach, headers).unwrap_or_else(|| Self(new_secret()))
    }

    /// The secret itself.
    pub(crate) fn secret(&self) -> &str {
        self.0.expose_secret()
    }

    /// What the forms of pages carry that this browser got: it cannot be made without the cookie, and
    /// the cookie cannot be made from it. Masked, since pages are compressed together with what an
    /// address can put into them.
    pub(crate) fn form_token(&self) -> String {
        masked(&Purpose::Form.hash(self.secret()))
    }

    /// Whether a form's token was made for this cookie.
    pub(crate) fn is_of(&self, form_token: &str) -> bool {
        let expected = Purpose::Form.hash(self.secret());
        unmasked(form_token).is_some_and(|token| token.ct_eq(&expected).into())
    }

    /// How the browser is told to keep it.
    pub(crate) fn kept(&self, reach: &Reach) -> String {
        let (name, secret) = (name(reach), self.secret());
        format!("{name}={secret}; Max-Age={LONGEST_SECONDS}{}", attributes(reach))
    }

    /// How the browser is told to forget it.
    pub(crate) fn forgotten(reach: &Reach) -> String {
        format!("{}=; Max-Age=0{}", name(reach), attributes(reach))
    }
}

/// The value of a cookie of a request.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// How a browser shows that a user signed in there before.
pub(crate) struct DeviceCookie;

impl DeviceCookie {
    /// What the browser shows.
    pub(crate) fn of(reach: &Reach, headers: &HeaderMap) -> Option<SecretString> {
        let shown = cookie(headers, Self::name(reach)).filter(|shown| shown.len() == 128);
        shown.map(SecretString::from)
    }

    /// How the browser is told to keep it.
    pub(crate) fn kept(reach: &Reach, device: &SecretString) -> String {
        let (name, device) = (Self::name(reach), device.expose_secret());
        format!("{name}={device}; Max-Age={REMEMBERED_SECONDS}{}", attributes(reach))
    }

    fn name(reach: &Reach) -> &'static str {
        if reach.is_secure() { "__Host-inflow-device" } else { "inflow-device" }
    }
}

/// Browsers take a cookie of the prefix from nobody but this very host, and only over TLS.
fn name(reach: &Reach) -> &'static str {
    if reach.is_secure() { "__Host-inflow" } else { "inflow" }
}

fn attributes(reach: &Reach) -> &'static str {
    if reach.is_secure() {
        "; Path=/; HttpOnly; SameSite=Lax; Secure"
    } else {
        "; Path=/; HttpOnly; SameSite=Lax"
    }
}

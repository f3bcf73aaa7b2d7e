//! Words about how an integration is set up.

use inflow_store::Integration;

use crate::pages::i18n::Text;
use crate::pages::layout::Page;

/// How Inflow signs in, in words; nothing where that is erased.
pub(super) fn credential_words(page: &Page, integration: &Integration) -> Option<Text> {
    let message = match integration.credential_kind.as_str() {
        "api-token" => "signs-in-by-token",
        "oauth-client" => "signs-in-by-client",
        _ => return None,
    };
    Some(page.t(message).with("identity", &integration.credential_identity))
}

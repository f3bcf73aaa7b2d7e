//! Integrations: the list, adding one, how one is doing, and what can be changed of it.

pub(crate) mod add;
pub(crate) mod drafts;
pub(crate) mod edit;
pub(crate) mod end;
mod entered;
pub(crate) mod list;
pub(crate) mod overview;
mod standing;
pub(crate) mod wrong;

use inflow_app::accounts::integrations;
use inflow_domain::IntegrationId;
use inflow_store::Integration;

use super::errors::PageError;
use super::layout::Page;
use crate::access::Viewer;
use crate::i18n::Text;
use crate::routes::{Right, Route};

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
        Route::post("/integrations/{id}/credentials", administrator, edit::change_credentials),
        Route::post("/integrations/{id}/pause", administrator, edit::pause),
        Route::post("/integrations/{id}/resume", administrator, edit::resume),
        Route::get("/integrations/{id}/delete", administrator, end::ask_to_delete),
        Route::post("/integrations/{id}/delete", administrator, end::delete),
        Route::get("/integrations/{id}/purge", administrator, end::ask_to_purge),
        Route::post("/integrations/{id}/purge", administrator, end::purge),
    ]
}

/// The integration of an address, if the reader's account has it.
pub(crate) async fn chosen(viewer: &Viewer, id: &str) -> Result<Integration, PageError> {
    let id = id.parse().map(IntegrationId).map_err(|_| PageError::NOT_FOUND)?;
    integrations::by_id(&viewer.context, id).await?.ok_or(PageError::NOT_FOUND)
}

/// Whose secrets are kept while a form is filled in.
fn owner(viewer: &Viewer) -> String {
    let name = viewer.user.as_ref().map_or("", |user| &user.name);
    format!("{}\n{name}", viewer.context.account)
}

/// How Inflow signs in, in words; nothing where that is erased.
fn credential_words(page: &Page, integration: &Integration) -> Option<Text> {
    let message = match integration.credential_kind.as_str() {
        "api-token" => "signs-in-by-token",
        "oauth-client" => "signs-in-by-client",
        _ => return None,
    };
    Some(page.t(message).with("identity", &integration.credential_identity))
}

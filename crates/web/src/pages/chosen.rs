//! The integration that an address names.

use inflow_app::accounts::integrations;
use inflow_domain::IntegrationId;
use inflow_store::Integration;

use super::errors::PageError;
use crate::http::viewer::Viewer;

/// The integration of an address, if the reader's account has it.
pub(crate) async fn chosen(viewer: &Viewer, id: &str) -> Result<Integration, PageError> {
    let id = id.parse().map(IntegrationId).map_err(|_| PageError::NOT_FOUND)?;
    integrations::by_id(&viewer.context, id).await?.ok_or(PageError::NOT_FOUND)
}

//! What is typed into the forms about users and keys.

use axum::http::StatusCode;
use inflow_app::IngestError;
use inflow_store::{Role, StoreError};

use crate::pages::errors::PageError;

/// The role of that name; a form of ours names no other.
pub(super) fn role_named(name: &str) -> Result<Role, PageError> {
    Role::from_name(name).ok_or(PageError::of(StatusCode::UNPROCESSABLE_ENTITY))
}

/// The message about something typed that cannot be used.
pub(super) fn unfit(error: &IngestError) -> Option<&'static str> {
    match error {
        IngestError::UnfitPassword => Some("password-unfit"),
        IngestError::UnfitAccessName => Some("name-unfit"),
        IngestError::Store(StoreError::AccessNameTaken { .. }) => Some("name-taken"),
        _ => None,
    }
}

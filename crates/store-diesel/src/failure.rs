//! What can go wrong inside a transaction, and what of it a caller of the store sees.

use diesel::result::{DatabaseErrorKind, Error};
use inflow_store::StoreError;

use crate::codec::Unreadable;

/// An error inside a transaction; every one of them rolls it back.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What the caller sees as it is.
    Store(StoreError),
    /// What the database says.
    Database(Error),
    /// What the rows hold.
    Unreadable(Unreadable),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl From<Unreadable> for Failure {
    fn from(error: Unreadable) -> Self {
        Self::Unreadable(error)
    }
}

impl Failure {
    /// Whether a row with the same unique key is there already.
    pub(crate) fn is_taken(&self) -> bool {
        matches!(self, Self::Database(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)))
    }
}

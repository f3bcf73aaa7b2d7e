//! What every kind of place does with a file.

use std::path::Path;

use async_trait::async_trait;
use bytes::Bytes;

use crate::error::DestinationError;

/// What is larger is written again rather than compared with what lies there.
pub(crate) const MOST_COMPARED: usize = 16 << 20;
/// How the name of a file begins that is being written. It is hidden from programs that watch the folder.
pub(crate) const DRAFT: &str = ".inflow-";

/// A file on its way.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Its name; folders in it are divided by slashes, and made where they are not there.
    pub name: String,
    /// Whose file: what is left of one that was cut off is taken away by the next one of the same name here.
    pub whose: String,
    /// What is in it.
    pub bytes: Bytes,
}

impl Outgoing {
    pub(crate) fn draft(&self) -> String {
        format!("{DRAFT}{}.part", self.whose)
    }

    pub(crate) fn media_type(&self) -> &'static str {
        match Path::new(&self.name).extension().and_then(|ending| ending.to_str()) {
            Some("csv") => "text/csv; charset=utf-8",
            Some("json") => "application/json",
            Some("txt") => "text/plain; charset=utf-8",
            Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Some("parquet") => "application/vnd.apache.parquet",
            _ => "application/octet-stream",
        }
    }
}

/// What each kind of place does.
#[async_trait]
pub(crate) trait Place: Send + Sync {
    /// Whether a file of that name lies there with the same content. What cannot be read there is not the same.
    async fn holds(&self, file: &Outgoing) -> bool;

    /// Writes a file in the place of one of that name. It appears once it is whole.
    async fn write(&self, file: &Outgoing) -> Result<(), DestinationError>;

    /// Removes a file.
    async fn remove(&self, name: &str) -> Result<(), DestinationError>;
}

/// What a kind of place asks for and is not given.
pub(crate) fn needed<'a, T: ?Sized>(
    what: Option<&'a T>,
    says: &str,
) -> Result<&'a T, DestinationError> {
    what.ok_or_else(|| DestinationError::Access(says.to_owned()))
}

/// The folders above a file, from the outermost on.
pub(crate) fn folders_of(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('/').map(|(end, _)| &name[..end])
}

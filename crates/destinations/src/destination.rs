//! A place that files are delivered to, whichever it is.

use std::path::Path;

use async_trait::async_trait;
use bytes::Bytes;
use secrecy::SecretString;

use crate::address::{Access, Address};
use crate::error::DestinationError;
use crate::reach::Reach;
use crate::{folder, objects, post, sftp, webdav};

/// The largest file.
const MOST_BYTES: usize = 1 << 30;
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
            Some("txt") => "text/plain; charset=utf-8",
            Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Some("parquet") => "application/vnd.apache.parquet",
            _ => "application/octet-stream",
        }
    }
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It was written.
    Written,
    /// It lay there with the same content.
    Same,
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

/// A place that files are delivered to.
pub struct Destination {
    place: Box<dyn Place>,
}

impl Destination {
    /// The place of an address. Nothing is connected yet.
    pub fn new(
        address: &Address,
        access: &Access,
        secret: Option<&SecretString>,
        reach: &Reach,
    ) -> Result<Self, DestinationError> {
        let place: Box<dyn Place> = match address {
            Address::Folder(folder) => Box::new(folder::Folder::new(folder, access, secret)?),
            Address::Objects { store, bucket, prefix } => {
                Box::new(objects::Objects::new(*store, bucket, prefix, access, secret, reach)?)
            }
            Address::Sftp { user, host, port, folder } => {
                let user = user.as_ref().or(access.user.as_ref());
                Box::new(sftp::Sftp::new(user, host, *port, folder, access, secret, reach)?)
            }
            Address::WebDav { user, base } => {
                let user = user.as_ref().or(access.user.as_ref());
                Box::new(webdav::WebDav::new(user, base, secret, reach)?)
            }
            Address::Web(url) => Box::new(post::Post::new(url, access, secret, reach)?),
        };
        Ok(Self { place })
    }

    /// Writes a small file and removes it.
    pub async fn test(&self, whose: &str) -> Result<(), DestinationError> {
        let (name, bytes) = (format!("inflow-test-{whose}.txt"), "Inflow can write here.\n".into());
        let file = Outgoing { name, whose: format!("test-{whose}"), bytes };
        self.place.write(&file).await?;
        self.place.remove(&file.name).await
    }

    /// Writes a file in the place of one of that name, unless that is the same. It appears once it is whole.
    pub async fn put(&self, file: &Outgoing) -> Result<Put, DestinationError> {
        let bytes = file.bytes.len();
        if bytes > MOST_BYTES {
            return Err(DestinationError::TooLarge {
                name: file.name.clone(),
                bytes,
                most: MOST_BYTES,
            });
        }
        if bytes <= MOST_COMPARED && self.place.holds(file).await {
            return Ok(Put::Same);
        }
        self.place.write(file).await?;
        Ok(Put::Written)
    }
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

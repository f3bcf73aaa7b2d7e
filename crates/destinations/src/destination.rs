//! A place that files are delivered to, whichever it is.

use secrecy::SecretString;

use crate::address::{Access, Address};
use crate::error::DestinationError;
use crate::place::{MOST_COMPARED, Outgoing, Place};
use crate::reach::Reach;
use crate::{folder, objects, post, sftp, webdav};

/// The largest file.
const MOST_BYTES: usize = 1 << 30;

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It was written.
    Written,
    /// It lay there with the same content.
    Same,
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

//! Why nothing can be delivered to a place.

use std::error::Error;
use std::net::IpAddr;
use std::path::PathBuf;

/// So much of what a server says is told.
const TOLD_CHARACTERS: usize = 300;

/// Why nothing can be delivered to a place.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DestinationError {
    /// It is no address of a place that files are delivered to.
    #[error("{0}")]
    Address(String),
    /// What belongs to the address is missing, unfit or too much.
    #[error("{0}")]
    Access(String),
    /// The folder is not there.
    #[error("there is no folder {}: make it, or mount it", .0.display())]
    NoFolder(PathBuf),
    /// The folder lies elsewhere than the operator allows.
    #[error("{says}")]
    Outside {
        /// Where folders may lie.
        says: String,
    },
    /// The system refused.
    #[error("cannot write in {}", path.display())]
    System {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The address leads where deliveries must not go.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The server is not there, or does not answer in time.
    #[error("{host} could not be reached")]
    Unreachable {
        /// The server.
        host: String,
        /// What happened.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The server took the request and said no.
    #[error("{host} refused: {says}")]
    Refused {
        /// The server.
        host: String,
        /// What it says.
        says: String,
    },
    /// The SSH server shows another key than it should.
    #[error(
        "{host} shows the key {shown}, and {}: compare it with the server's own (ssh-keygen -lf \
         /etc/ssh/ssh_host_ed25519_key.pub)",
        expected.as_ref().map_or_else(|| "none is named yet".to_owned(), |expected| format!("{expected} is expected"))
    )]
    HostKey {
        /// The server.
        host: String,
        /// The fingerprint of the key that it shows.
        shown: String,
        /// The one that is expected, where one is.
        expected: Option<String>,
    },
    /// The file is larger than any that is delivered.
    #[error("the file {name} has {bytes} bytes, and no more than {most} are delivered at once")]
    TooLarge {
        /// The file.
        name: String,
        /// Its size.
        bytes: usize,
        /// The limit.
        most: usize,
    },
}

/// A name or an address that leads to this machine or a private network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{host} leads to {address}, {}: whoever runs Inflow can allow it (delivery-networks in the configuration)",
    if *.plain { "and nothing is sent unencrypted but within networks that are allowed" } else { "which is this machine or a private network" }
)]
pub struct Forbidden {
    pub(crate) host: String,
    pub(crate) address: IpAddr,
    /// Whether it is only refused because it would be sent unencrypted.
    pub(crate) plain: bool,
}

impl DestinationError {
    /// What became of a request, as far as its causes say.
    pub(crate) fn unreachable(host: &str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let source = source.into();
        match forbidden(source.as_ref()) {
            Some(forbidden) => Self::Forbidden(forbidden),
            None => Self::Unreachable { host: host.to_owned(), source },
        }
    }

    pub(crate) fn refused(host: &str, says: &str) -> Self {
        Self::Refused { host: host.to_owned(), says: told(says) }
    }
}

/// The refusal of an address among the causes of an error.
pub(crate) fn forbidden(error: &(dyn Error + 'static)) -> Option<Forbidden> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(forbidden) = error.downcast_ref::<Forbidden>() {
            return Some(forbidden.clone());
        }
        cause = error.source();
    }
    None
}

/// What a server says, in one line that is not too long.
pub(crate) fn told(says: &str) -> String {
    let words: Vec<&str> =
        says.split(|letter: char| letter.is_whitespace() || letter.is_control()).collect();
    let line = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(TOLD_CHARACTERS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

//! What can go wrong, by what the developer does about it.

use std::io;
use std::path::PathBuf;

/// Why nothing was recorded, or why a scenario is refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address is none, or credentials would leave the machine or the account by it.
    #[error("\"{0}\" is neither an account's https://….zendesk.com nor an address on this machine")]
    Address(String),
    /// The recorder could not listen, or its client could not be made.
    #[error("the recorder could not be started")]
    Start(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A file could not be read or written.
    #[error("{}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A scenario of that name is there already.
    #[error("{} is there already: choose another name, or remove it", .0.display())]
    Exists(PathBuf),
    /// No request was answered for good.
    #[error("nothing was recorded")]
    Nothing,
    /// The scenario has no mark, another one than its files ask for, or what looks personal.
    #[error("the scenario {scenario} is refused:\n  {}", findings.join("\n  "))]
    NotScrubbed {
        /// Its folder's name.
        scenario: String,
        /// What was found, without the personal part.
        findings: Vec<String>,
    },
}

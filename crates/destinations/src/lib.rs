//! Where files are delivered to: folders, object stores (S3, Google Cloud Storage, Azure Blob), WebDAV, SFTP and HTTPS.
//!
//! A file appears at its place whole or not at all, and one that lies there with the same content is not written again.
//! Addresses that lead to this machine or a private network are refused unless [`Reach`] allows them, redirects are
//! never followed, and answers are read up to a limit.
//!
//! It must never know what is in the files, who wants them there, or where credentials are kept. Start with
//! [`Destination`].

mod address;
mod destination;
mod error;
mod folder;
mod objects;
mod place;
mod post;
mod reach;
mod sftp;
mod web;
mod webdav;

pub use address::{Access, Address, Method, ObjectStore};
pub use destination::{Destination, Put};
pub use error::DestinationError;
pub use ipnet::IpNet;
pub use place::Outgoing;
pub use reach::{Reach, is_public};

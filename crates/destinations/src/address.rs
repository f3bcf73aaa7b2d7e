//! The addresses of places that files are delivered to, and what belongs to them.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::error::DestinationError;

/// The places, as they are written.
const FORMS: &str = "file:///srv/injixo/, s3://bucket/folder/, gs://bucket/folder/, az://container/folder/, \
                     sftp://user@host/folder/, webdavs://host/folder/ or https://host/path";
const SSH_PORT: u16 = 22;

/// What belongs to an address beside its secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Access {
    /// The access key's id of S3, the account of Azure, the user of WebDAV and SFTP.
    pub user: Option<String>,
    /// The server of an object store that is not its maker's own.
    pub endpoint: Option<String>,
    /// The region of S3.
    pub region: Option<String>,
    /// How a file is sent to an HTTPS address.
    pub method: Method,
    /// Headers that are sent along, as `Name: value`.
    pub headers: Vec<String>,
    /// The header that takes the secret.
    pub secret_header: Option<String>,
    /// The fingerprint of the SSH server's key, as `SHA256:…`.
    pub host_key: Option<String>,
}

/// How a file is sent to an HTTPS address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// To the address itself.
    #[default]
    Post,
    /// To the address with the file's name behind it.
    Put,
}

/// The makers of object stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectStore {
    /// Amazon's, and those that speak like it.
    S3,
    /// Google Cloud Storage.
    Google,
    /// Azure Blob Storage.
    Azure,
}

/// A place that files are delivered to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A folder of this machine, or one that is mounted here.
    Folder(PathBuf),
    /// A bucket of an object store, and what the names in it begin with.
    Objects {
        /// Whose store.
        store: ObjectStore,
        /// The bucket or container.
        bucket: String,
        /// What names begin with, without a slash at its end.
        prefix: String,
    },
    /// A folder of an SFTP server.
    Sftp {
        /// Who signs in.
        user: Option<String>,
        /// The server.
        host: String,
        /// Its port.
        port: u16,
        /// The folder, from the root or from the user's home.
        folder: String,
    },
    /// A folder of a WebDAV server, as an address of HTTP that ends with a slash.
    WebDav {
        /// Who signs in.
        user: Option<String>,
        /// The folder.
        base: Url,
    },
    /// Whatever takes files by HTTPS.
    Web(Url),
}

impl Address {
    /// Reads an address.
    pub fn parse(text: &str) -> Result<Self, DestinationError> {
        // It may hold a password, so it is not repeated.
        let wrong = || {
            DestinationError::Address(format!(
                "that is no place that files are delivered to: write {FORMS}"
            ))
        };
        let url = Url::parse(text.trim()).map_err(|_| wrong())?;
        if url.password().is_some() {
            return Err(DestinationError::Address(
                "leave the password out of the address: it is read from a variable or a file"
                    .to_owned(),
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(DestinationError::Address(
                "leave out what stands behind ? and # in the address: a secret goes into a header"
                    .to_owned(),
            ));
        }
        match url.scheme() {
            "file" => url.to_file_path().map(Self::Folder).map_err(|()| wrong()),
            "s3" => objects(ObjectStore::S3, &url).ok_or_else(wrong),
            "gs" => objects(ObjectStore::Google, &url).ok_or_else(wrong),
            "az" => objects(ObjectStore::Azure, &url).ok_or_else(wrong),
            "sftp" => sftp(&url).ok_or_else(wrong),
            "webdavs" => webdav("https", &url).ok_or_else(wrong),
            "webdav" => webdav("http", &url).ok_or_else(wrong),
            "https" | "http" if url.username().is_empty() => Ok(Self::Web(url)),
            _ => Err(wrong()),
        }
    }
}

fn objects(store: ObjectStore, url: &Url) -> Option<Address> {
    let bucket = url.host_str().filter(|bucket| !bucket.is_empty())?.to_owned();
    if !url.username().is_empty() || url.port().is_some() {
        return None;
    }
    let prefix = decoded(url.path())?.trim_matches('/').to_owned();
    Some(Address::Objects { store, bucket, prefix })
}

fn sftp(url: &Url) -> Option<Address> {
    let host = url.host_str().filter(|host| !host.is_empty())?.to_owned();
    let path = decoded(url.path())?;
    // As with curl, /~/ is the user's home.
    let folder = path.strip_prefix("/~").map_or(path.as_str(), |home| home.trim_start_matches('/'));
    let folder = match folder.trim_end_matches('/') {
        "" if path.starts_with("/~") => ".",
        "" => "/",
        folder => folder,
    };
    let port = url.port().unwrap_or(SSH_PORT);
    Some(Address::Sftp { user: present(user(url)?), host, port, folder: folder.to_owned() })
}

fn webdav(scheme: &str, url: &Url) -> Option<Address> {
    let host = url.host_str().filter(|host| !host.is_empty())?;
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    let path = url.path().trim_end_matches('/');
    let base = Url::parse(&format!("{scheme}://{host}{port}{path}/")).ok()?;
    Some(Address::WebDav { user: present(user(url)?), base })
}

/// The user's name, empty where there is none; nothing where it cannot be read.
fn user(url: &Url) -> Option<String> {
    decoded(url.username())
}

fn present(user: String) -> Option<String> {
    (!user.is_empty()).then_some(user)
}

/// A text without its percent signs.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit =
                || (rest.next()? as char).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            bytes.push(digit()? << 4 | digit()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains(char::is_control))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_their_users_write_them() {
        let objects = |store, bucket: &str, prefix: &str| Address::Objects {
            store,
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
        };
        let sftp = |user: Option<&str>, port, folder: &str| Address::Sftp {
            user: user.map(str::to_owned),
            host: "files.example.com".to_owned(),
            port,
            folder: folder.to_owned(),
        };
        for (text, expected) in [
            ("file:///srv/in%20jixo/", Address::Folder("/srv/in jixo/".into())),
            ("s3://planners/in%20jixo/a/", objects(ObjectStore::S3, "planners", "in jixo/a")),
            ("gs://planners", objects(ObjectStore::Google, "planners", "")),
            ("az://planners/", objects(ObjectStore::Azure, "planners", "")),
            ("sftp://inflow@files.example.com/srv/in/", sftp(Some("inflow"), 22, "/srv/in")),
            ("sftp://in%40flow@files.example.com:2222/~/in/", sftp(Some("in@flow"), 2222, "in")),
            ("sftp://files.example.com/~", sftp(None, 22, ".")),
            ("sftp://files.example.com", sftp(None, 22, "/")),
        ] {
            assert_eq!(Address::parse(text).expect(text), expected, "{text}");
        }
        let base = |text: &str| match Address::parse(text).expect(text) {
            Address::WebDav { base, .. } | Address::Web(base) => base.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(base("webdavs://inflow@host/a%20b"), "https://host/a%20b/");
        assert_eq!(base("webdav://10.0.0.1:8080/"), "http://10.0.0.1:8080/");
        assert_eq!(base("https://host/in"), "https://host/in");
    }

    #[test]
    fn what_is_no_place_is_refused_and_no_password_repeated() {
        for wrong in [
            "",
            "/srv",
            "file://host/srv/",
            "file:///srv/?x",
            "ftp://host/",
            "s3://",
            "s3://user@bucket/",
            "s3://bucket:1/",
            "sftp:///folder",
            "webdavs://",
            "https://user@host/",
            "sftp://user:secret@host/",
            "https://host/?sig=secret",
            "https://host/#secret",
            "sftp://host/%ff",
            "sftp://host/%0a",
        ] {
            let refused = Address::parse(wrong).expect_err(wrong).to_string();
            assert!(!refused.contains("secret@") && !refused.contains("sig="), "{refused}");
        }
    }
}

//! A folder of an SFTP server: a file is written beside and then renamed.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures::future::try_join_all;
use russh::client::{self, Handle, Handler};
use russh::keys::{HashAlg, PrivateKeyWithHashAlg, PublicKeyOrCertificate, decode_secret_key};

use russh_sftp::client::RawSftpSession;
use russh_sftp::client::error::Error as SftpError;
use russh_sftp::protocol::{FileAttributes, OpenFlags, Packet, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio::time::timeout;

use crate::address::Access;
use crate::error::DestinationError;
use crate::place::{Outgoing, Place, folders_of, needed};
use crate::reach::{Guard, Reach};

const TO_CONNECT: Duration = Duration::from_secs(20);
/// For each request.
const TO_ANSWER_SECONDS: u64 = 30;
/// Every server takes as much in one request.
const PIECE_BYTES: usize = 32 << 10;
/// So many requests are under way at once.
const PIECES_AT_ONCE: usize = 16;
/// A rename that takes the place of what is there, as OpenSSH and others know it.
const RENAME_OVER: &str = "posix-rename@openssh.com";

pub(crate) struct Sftp {
    host: String,
    port: u16,
    user: String,
    folder: String,
    secret: SecretString,
    host_key: Option<String>,
    guard: Guard,
    session: OnceCell<Session>,
}

/// A connection that is signed in; it ends with its handle.
struct Session {
    _handle: Handle<Keys>,
    sftp: RawSftpSession,
    renames_over: bool,
}

/// Looks at the key that the server shows.
struct Keys {
    expected: Option<String>,
    shown: Arc<Mutex<Option<String>>>,
}

impl Handler for Keys {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        shown: &PublicKeyOrCertificate,
    ) -> Result<bool, Self::Error> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = shown else { return Ok(false) };
        let shown = key.fingerprint(HashAlg::Sha256).to_string();
        let is_expected = self.expected.as_deref() == Some(shown.as_str());
        if let Ok(mut kept) = self.shown.lock() {
            *kept = Some(shown);
        }
        Ok(is_expected)
    }
}

impl Sftp {
    pub(crate) fn new(
        user: Option<&String>,
        host: &str,
        port: u16,
        folder: &str,
        access: &Access,
        secret: Option<&SecretString>,
        reach: &Reach,
    ) -> Result<Self, DestinationError> {
        let user = needed(user, "SFTP asks for a user: write sftp://user@host/folder/")?;
        let secret = needed(
            secret,
            "SFTP asks for a password or a private key: name the variable or the file that holds it",
        )?;
        Ok(Self {
            host: host.to_owned(),
            port,
            user: user.clone(),
            folder: folder.to_owned(),
            secret: secret.clone(),
            host_key: access.host_key.clone(),
            guard: Guard::new(reach, false),
            session: OnceCell::new(),
        })
    }

    async fn session(&self) -> Result<&Session, DestinationError> {
        let connected = self.session.get_or_try_init(async || {
            let late = |_| DestinationError::unreachable(&self.host, "it did not answer in time");
            timeout(TO_CONNECT, self.connect()).await.map_err(late)?
        });
        connected.await
    }

    async fn connect(&self) -> Result<Session, DestinationError> {
        let away = |error: russh::Error| DestinationError::unreachable(&self.host, error);
        let addresses = self.guard.addresses(&self.host, self.port).await?;
        let stream = TcpStream::connect(&addresses[..]).await;
        let stream = stream.map_err(|error| DestinationError::unreachable(&self.host, error))?;
        let shown = Arc::default();
        let keys = Keys { expected: self.host_key.clone(), shown: Arc::clone(&shown) };
        let config = client::Config { nodelay: true, ..client::Config::default() };
        let mut handle = match client::connect_stream(Arc::new(config), stream, keys).await {
            Ok(handle) => handle,
            Err(russh::Error::UnknownKey) => {
                let shown = shown.lock().ok().and_then(|shown| shown.clone());
                return Err(DestinationError::HostKey {
                    host: self.host.clone(),
                    shown: shown.unwrap_or_else(|| "of a certificate".to_owned()),
                    expected: self.host_key.clone(),
                });
            }
            Err(error) => return Err(away(error)),
        };
        self.sign_in(&mut handle).await?;
        let channel = handle.channel_open_session().await.map_err(away)?;
        channel.request_subsystem(true, "sftp").await.map_err(away)?;
        let sftp = RawSftpSession::new(channel.into_stream());
        sftp.set_timeout(TO_ANSWER_SECONDS);
        let version = sftp.init().await.map_err(|error| self.failed(error))?;
        let renames_over = version.extensions.contains_key(RENAME_OVER);
        Ok(Session { _handle: handle, sftp, renames_over })
    }

    async fn sign_in(&self, handle: &mut Handle<Keys>) -> Result<(), DestinationError> {
        let secret = self.secret.expose_secret();
        let is_key = secret.trim_start().starts_with("-----BEGIN ")
            || secret.starts_with("PuTTY-User-Key-File-");
        let signed_in = if is_key {
            let unfit = |_| {
                DestinationError::Access(
                    "the private key cannot be read: it is an ed25519 or ECDSA key without a passphrase".to_owned(),
                )
            };
            let key = PrivateKeyWithHashAlg::new(
                Arc::new(decode_secret_key(secret, None).map_err(unfit)?),
                None,
            );
            handle.authenticate_publickey(&self.user, key).await
        } else {
            handle.authenticate_password(&self.user, secret.trim_end_matches(['\r', '\n'])).await
        };
        let signed_in =
            signed_in.map_err(|error| DestinationError::unreachable(&self.host, error))?;
        if signed_in.success() {
            return Ok(());
        }
        Err(DestinationError::refused(
            &self.host,
            &format!("the user {} or the secret is wrong", self.user),
        ))
    }

    fn failed(&self, error: SftpError) -> DestinationError {
        match error {
            SftpError::Status(status) if status.status_code == StatusCode::NoSuchFile => {
                DestinationError::refused(
                    &self.host,
                    &format!("there is no folder {}", self.folder),
                )
            }
            SftpError::Status(status) => DestinationError::refused(
                &self.host,
                &format!("{}: {}", status.status_code, status.error_message),
            ),
            error => DestinationError::unreachable(&self.host, error),
        }
    }

    fn path(&self, name: &str) -> String {
        if self.folder.ends_with('/') {
            format!("{}{name}", self.folder)
        } else {
            format!("{}/{name}", self.folder)
        }
    }

    async fn write_draft(&self, session: &Session, file: &Outgoing) -> Result<(), SftpError> {
        let flags = OpenFlags::CREATE | OpenFlags::TRUNCATE | OpenFlags::WRITE;
        let draft = self.path(&file.draft());
        let handle = session.sftp.open(draft, flags, FileAttributes::empty()).await?.handle;
        let pieces: Vec<(usize, &[u8])> = file.bytes.chunks(PIECE_BYTES).enumerate().collect();
        for at_once in pieces.chunks(PIECES_AT_ONCE) {
            let written = at_once.iter().map(|(number, piece)| {
                session.sftp.write(handle.as_str(), (number * PIECE_BYTES) as u64, piece.to_vec())
            });
            try_join_all(written).await?;
        }
        session.sftp.close(handle).await.map(drop)
    }

    async fn rename(&self, session: &Session, file: &Outgoing) -> Result<(), SftpError> {
        let (from, to) = (self.path(&file.draft()), self.path(&file.name));
        if session.renames_over {
            let names = [from.as_bytes(), to.as_bytes()].map(|name| {
                [&u32::try_from(name.len()).unwrap_or(u32::MAX).to_be_bytes(), name].concat()
            });
            return match session.sftp.extended(RENAME_OVER, names.concat()).await? {
                Packet::Status(status) if status.status_code == StatusCode::Ok => Ok(()),
                Packet::Status(status) => Err(SftpError::Status(status)),
                _ => Err(SftpError::UnexpectedPacket),
            };
        }
        // Older servers do not rename over what is there.
        if session.sftp.stat(to.clone()).await.is_ok() {
            session.sftp.remove(to.clone()).await?;
        }
        session.sftp.rename(from, to).await.map(drop)
    }

    /// What lies there, where it is as long.
    async fn read(&self, file: &Outgoing) -> Result<Option<Vec<u8>>, DestinationError> {
        let sftp = &self.session().await?.sftp;
        let path = self.path(&file.name);
        let found = sftp.stat(path.clone()).await.map_err(|error| self.failed(error))?;
        let mut bytes = Vec::new();
        if found.attrs.size != Some(file.bytes.len() as u64) {
            return Ok(None);
        }
        let opened = sftp.open(path, OpenFlags::READ, FileAttributes::empty()).await;
        let handle = opened.map_err(|error| self.failed(error))?.handle;
        while bytes.len() < file.bytes.len() {
            let wanted = u32::try_from(PIECE_BYTES).unwrap_or(u32::MAX);
            match sftp.read(handle.as_str(), bytes.len() as u64, wanted).await {
                Ok(piece) if !piece.data.is_empty() => bytes.extend_from_slice(&piece.data),
                _ => break,
            }
        }
        sftp.close(handle).await.map_err(|error| self.failed(error))?;
        Ok(Some(bytes))
    }
}

#[async_trait]
impl Place for Sftp {
    async fn holds(&self, file: &Outgoing) -> bool {
        self.read(file).await.is_ok_and(|bytes| bytes.is_some_and(|bytes| bytes == file.bytes))
    }

    async fn write(&self, file: &Outgoing) -> Result<(), DestinationError> {
        let session = self.session().await?;
        for folder in folders_of(&file.name) {
            // One that is there already is refused, and one that cannot be made is missed below.
            let _ = session.sftp.mkdir(self.path(folder), FileAttributes::empty()).await;
        }
        let written = async {
            self.write_draft(session, file).await?;
            self.rename(session, file).await
        };
        let written = written.await.map_err(|error| self.failed(error));
        if written.is_err() {
            // What is left of it is overwritten by the next one else.
            let _ = session.sftp.remove(self.path(&file.draft())).await;
        }
        written
    }

    async fn remove(&self, name: &str) -> Result<(), DestinationError> {
        let session = self.session().await?;
        session.sftp.remove(self.path(name)).await.map(drop).map_err(|error| self.failed(error))
    }
}

//! The key that the secrets at rest are encrypted with. The file holds 64 hexadecimal digits and is
//! made when the first secret is sealed; nothing reads it before credentials are written or read.

use std::fmt::Write as _;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use inflow_store::StoreError;
use secrecy::zeroize::Zeroizing;

use crate::disk::{Disk, Machine};
use crate::owner::{Owner, create_folder, folder_of};

/// The stored form of a secret begins with it.
const VERSION: u8 = 1;
const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
/// How the name of a file begins that becomes the key file once it is whole.
const DRAFT: &str = ".inflow-key-";
const USABLE: &str = "it holds no key; a usable one holds 64 hexadecimal digits";

/// Where the key is.
#[derive(Debug, Clone)]
pub(crate) struct KeyFile {
    path: PathBuf,
    /// The database's file, where it is one: the key belongs to whom that belongs to.
    database: Option<PathBuf>,
    disk: Arc<dyn Disk>,
}

/// The cipher with the key of the file.
pub(crate) struct Key {
    /// The newest first; several only while the key is being changed, or where that was cut off.
    ciphers: Vec<XChaCha20Poly1305>,
    path: PathBuf,
}

impl KeyFile {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, database: None, disk: Arc::new(Machine) }
    }

    /// The same for a database that is a file.
    pub(crate) fn beside(self, database: PathBuf) -> Self {
        Self { database: Some(database), ..self }
    }

    /// The same on another disk.
    #[cfg(test)]
    pub(crate) fn on(self, disk: Arc<dyn Disk>) -> Self {
        Self { disk, ..self }
    }

    /// Whether nothing stands in its place.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self.path.symlink_metadata(), Err(error) if error.kind() == ErrorKind::NotFound)
    }

    /// The key, made where there is none yet: for sealing the first secret, or where the key of those that
    /// are sealed is lost for good.
    pub(crate) fn read_or_create(&self) -> Result<Key, StoreError> {
        if self.is_missing() {
            self.create().map_err(|error| self.unusable(&format!("cannot make it: {error}")))?;
        }
        self.read()
    }

    /// The key of the file: for everything that was sealed with it, or is to be opened with it.
    pub(crate) fn read(&self) -> Result<Key, StoreError> {
        let text = self.read_file().map_err(|error| match error.kind() {
            ErrorKind::NotFound => {
                self.unusable("it is not there, and its key opens the saved credentials")
            }
            ErrorKind::InvalidData => self.unusable(USABLE),
            _ => self.unusable(&format!("cannot read it: {error}")),
        })?;
        let keys: Option<Vec<_>> = text.split_whitespace().map(from_hexadecimal).collect();
        let keys = keys.filter(|keys| !keys.is_empty()).ok_or_else(|| self.unusable(USABLE))?;
        let ciphers = keys.iter().map(|key| XChaCha20Poly1305::new((&**key).into())).collect();
        Ok(Key { ciphers, path: self.path.clone() })
    }

    /// Puts a new key before those that the file has: what is sealed from now on is sealed with it,
    /// and what was sealed before can still be opened.
    pub(crate) fn add_new(&self) -> Result<(), StoreError> {
        self.read()?;
        let replaced = || {
            let before = self.read_file()?;
            let mut key = Zeroizing::new([0_u8; KEY_BYTES]);
            fill_randomly(&mut *key)?;
            self.replace(&Zeroizing::new(format!("{}\n{}", *hexadecimal(&*key), *before)))
        };
        replaced().map_err(|error| self.unusable(&format!("cannot change it: {error}")))
    }

    /// Takes all keys but the newest out of the file.
    pub(crate) fn keep_newest(&self) -> Result<(), StoreError> {
        let replaced = || {
            let text = self.read_file()?;
            let newest = text.split_whitespace().next().unwrap_or_default();
            self.replace(&Zeroizing::new(format!("{newest}\n")))
        };
        replaced().map_err(|error| self.unusable(&format!("cannot change it: {error}")))
    }

    /// Files with keys that a process left behind which was ended while it changed the key.
    pub(crate) fn leftovers(&self) -> Vec<PathBuf> {
        let Ok(entries) = folder_of(&self.path).read_dir() else { return Vec::new() };
        let is_draft = |name: &std::ffi::OsStr| {
            name.to_str().and_then(|name| name.strip_prefix(DRAFT)).is_some_and(|rest| {
                rest.len() == 16 && rest.bytes().all(|digit| digit.is_ascii_hexdigit())
            })
        };
        let names = entries.flatten().filter(|entry| is_draft(&entry.file_name()));
        names.map(|entry| entry.path()).collect()
    }

    /// Removes such files. Nobody else may be changing the key meanwhile.
    pub(crate) fn remove_leftovers(&self) {
        for draft in self.leftovers() {
            // What this user may not remove is a private file of somebody who may.
            let _ = self.disk.remove(&draft);
        }
    }

    /// Puts another content in the place of the file's, whole or not at all, also where the machine
    /// fails meanwhile.
    fn replace(&self, text: &str) -> io::Result<()> {
        self.by_draft(text, |draft| self.disk.rename(draft, &self.path))
    }

    /// Makes the file with all its content or not at all. Of two processes that do so at once, one
    /// wins and both read its key.
    fn create(&self) -> io::Result<()> {
        create_folder(folder_of(&self.path))?;
        let mut key = Zeroizing::new([0_u8; KEY_BYTES]);
        fill_randomly(&mut *key)?;
        let mut text = hexadecimal(&*key);
        text.push('\n');
        // A hard link, unlike a rename, never replaces the key that another process just made.
        self.by_draft(&text, |draft| match self.disk.link(draft, &self.path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            linked => linked,
        })
    }

    /// Writes a file beside that of the key, and puts it into its place once it lasts. No draft stays, unless
    /// the process is ended meanwhile.
    fn by_draft(&self, text: &str, put: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
        let folder = folder_of(&self.path);
        let draft = folder.join(format!("{DRAFT}{}", random_suffix()?));
        let done = self
            .owner()
            .and_then(|owner| self.disk.create(&draft, text, owner))
            .and_then(|()| self.disk.sync_file(&draft))
            .and_then(|()| put(&draft));
        match self.disk.remove(&draft) {
            Err(error) if error.kind() != ErrorKind::NotFound => done.and(Err(error)),
            _ => done,
        }?;
        self.disk.sync_folder(folder)
    }

    /// To whom the file has to belong: to whom the database belongs to, since that is who imports; on a
    /// server, to whom it belongs to already, or to whom its folder belongs to.
    fn owner(&self) -> io::Result<Owner> {
        match Owner::of(self.database.as_ref().unwrap_or(&self.path)) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Owner::of(folder_of(&self.path)).map(Owner::if_allowed)
            }
            owner => owner,
        }
    }

    fn read_file(&self) -> io::Result<Zeroizing<String>> {
        std::fs::read_to_string(&self.path).map(Zeroizing::new)
    }

    fn unusable(&self, reason: &str) -> StoreError {
        StoreError::KeyFile { path: self.path.clone(), reason: reason.to_owned() }
    }
}

/// What tells a file that is being made from others: 16 hexadecimal digits.
pub(crate) fn random_suffix() -> io::Result<String> {
    let mut suffix = [0_u8; 8];
    fill_randomly(&mut suffix)?;
    Ok(hexadecimal(&suffix).to_string())
}

#[expect(clippy::disallowed_methods, reason = "the one place that needs unpredictable bytes")]
fn fill_randomly(bytes: &mut [u8]) -> io::Result<()> {
    Ok(getrandom::fill(bytes)?)
}

impl Key {
    /// Encrypts a secret; only the same context decrypts it.
    pub(crate) fn seal(&self, context: &str, secret: &str) -> Result<Vec<u8>, StoreError> {
        let failed = |source: Box<dyn std::error::Error + Send + Sync>| StoreError::Backend(source);
        let mut nonce = [0_u8; NONCE_BYTES];
        fill_randomly(&mut nonce).map_err(|error| failed(error.into()))?;
        let payload = Payload { msg: secret.as_bytes(), aad: context.as_bytes() };
        let newest = self.ciphers.first().ok_or_else(|| failed("there is no key".into()))?;
        let sealed = newest
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| failed("the credentials are too long to be encrypted".into()))?;
        Ok([&[VERSION], nonce.as_slice(), sealed.as_slice()].concat())
    }

    /// Decrypts what was sealed in the same context.
    pub(crate) fn open(
        &self,
        context: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<String>, StoreError> {
        let wrong = || StoreError::WrongKey { path: self.path.clone() };
        let rest = sealed.strip_prefix(&[VERSION]).ok_or_else(wrong)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>().ok_or_else(wrong)?;
        let open = |cipher: &XChaCha20Poly1305| {
            let payload = Payload { msg: sealed, aad: context.as_bytes() };
            cipher.decrypt(&XNonce::from(*nonce), payload).ok()
        };
        let opened = self.ciphers.iter().find_map(open).ok_or_else(wrong)?;
        String::from_utf8(opened).map(Zeroizing::new).map_err(|_| wrong())
    }
}

fn hexadecimal(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 2 + 1));
    for byte in bytes {
        write!(text, "{byte:02x}").expect("writing to memory cannot fail");
    }
    text
}

fn from_hexadecimal(text: &str) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
    let mut key = Zeroizing::new([0_u8; KEY_BYTES]);
    if text.len() != KEY_BYTES * 2 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (index, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(key)
}

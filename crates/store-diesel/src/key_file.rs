//! The key that the secrets at rest are encrypted with. The file holds 64 hexadecimal digits and is
//! made on first use; nothing reads it before credentials are written or read.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use inflow_store::StoreError;
use secrecy::zeroize::Zeroizing;

/// The stored form of a secret begins with it.
const VERSION: u8 = 1;
const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const USABLE: &str = "a usable one holds 64 hexadecimal digits; restore it from a backup, or name \
                      a path without a file to have a new one made and save the credentials again";

/// Where the key is.
#[derive(Debug, Clone)]
pub(crate) struct KeyFile {
    path: PathBuf,
}

/// The cipher with the key of the file.
pub(crate) struct Key {
    /// The newest first; several only while the key is being changed, or where that was cut off.
    ciphers: Vec<XChaCha20Poly1305>,
    path: PathBuf,
}

impl KeyFile {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The key, made where there is none yet: for writing.
    pub(crate) fn read_or_create(&self) -> Result<Key, StoreError> {
        match self.read_file() {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.create()
                    .map_err(|error| self.unusable(&format!("cannot make it: {error}")))?;
                self.read()
            }
            _ => self.read(),
        }
    }

    /// The key of the file: for reading what was written with it.
    pub(crate) fn read(&self) -> Result<Key, StoreError> {
        let text = self.read_file().map_err(|error| match error.kind() {
            ErrorKind::NotFound => self.unusable(&format!("it is not there; {USABLE}")),
            ErrorKind::InvalidData => self.unusable(&format!("it holds no key; {USABLE}")),
            _ => self.unusable(&format!("cannot read it: {error}")),
        })?;
        let keys: Option<Vec<_>> = text.split_whitespace().map(from_hexadecimal).collect();
        let keys = keys
            .filter(|keys| !keys.is_empty())
            .ok_or_else(|| self.unusable(&format!("it holds no key; {USABLE}")))?;
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

    /// Puts another content in the place of the file's, whole or not at all, also where the machine
    /// fails meanwhile.
    fn replace(&self, text: &str) -> io::Result<()> {
        let parent = self.path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = parent.unwrap_or(Path::new("."));
        let mut suffix = [0_u8; 8];
        fill_randomly(&mut suffix)?;
        let draft = folder.join(format!(".inflow-key-{}", *hexadecimal(&suffix)));
        let mut file = create_private(&draft)?;
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
        written.and_then(|()| std::fs::rename(&draft, &self.path)).inspect_err(|_| {
            // What cannot be removed either is a private file beside the key's.
            let _ = std::fs::remove_file(&draft);
        })?;
        sync_folder(folder)
    }

    fn read_file(&self) -> io::Result<Zeroizing<String>> {
        std::fs::read_to_string(&self.path).map(Zeroizing::new)
    }

    /// Makes the file with all its content or not at all. Of two processes that do so at once, one
    /// wins and both read its key.
    fn create(&self) -> io::Result<()> {
        let parent = self.path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = parent.unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let (mut key, mut suffix) = (Zeroizing::new([0_u8; KEY_BYTES]), [0_u8; 8]);
        fill_randomly(&mut *key)?;
        fill_randomly(&mut suffix)?;
        let draft = folder.join(format!(".inflow-key-{}", *hexadecimal(&suffix)));
        let mut file = create_private(&draft)?;
        let mut text = hexadecimal(&*key);
        text.push('\n');
        let written = file
            .write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            // A hard link, unlike a rename, never replaces the key that another process just made.
            .and_then(|()| std::fs::hard_link(&draft, &self.path));
        std::fs::remove_file(&draft)?;
        match written {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            other => other,
        }
    }

    fn unusable(&self, reason: &str) -> StoreError {
        StoreError::KeyFile { path: self.path.clone(), reason: reason.to_owned() }
    }
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

/// Makes a file that only its owner may read.
#[cfg(unix)]
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Makes a file.
#[cfg(not(unix))]
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Makes a rename in a folder last.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Folders cannot be synchronised here.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
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

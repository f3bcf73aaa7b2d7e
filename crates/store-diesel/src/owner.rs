//! Private files, and whose they are. What is made beside a database belongs to whom the database belongs
//! to, also where root makes it: otherwise the service could not read it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

/// A user and a group of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owner {
    user: u32,
    group: u32,
    /// Whether files stay with whoever makes them who may not give them away.
    if_allowed: bool,
}

impl Owner {
    /// Whose a file or folder is.
    #[cfg(unix)]
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let found = fs::metadata(path)?;
        Ok(Self { user: found.uid(), group: found.gid(), if_allowed: false })
    }

    /// Files have no owner here.
    #[cfg(not(unix))]
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|_| Self { user: 0, group: 0, if_allowed: false })
    }

    /// The same, for files that may as well stay with whoever makes them.
    pub(crate) fn if_allowed(self) -> Self {
        Self { if_allowed: true, ..self }
    }

    /// Gives a file or folder to the owner; only root may, where it is another's.
    #[cfg(unix)]
    pub(crate) fn give(self, file: &File) -> io::Result<()> {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        if file.metadata()?.uid() == self.user {
            return Ok(());
        }
        match fchown(file, Some(self.user), Some(self.group)) {
            Err(error) if error.kind() != ErrorKind::PermissionDenied => Err(error),
            Err(_) if !self.if_allowed => Err(io::Error::new(
                ErrorKind::PermissionDenied,
                format!(
                    "it has to belong to the user with the number {}: run the command as that user, or \
                     as root",
                    self.user
                ),
            )),
            _ => Ok(()),
        }
    }

    /// Files have no owner here.
    #[cfg(not(unix))]
    pub(crate) fn give(self, _: &File) -> io::Result<()> {
        Ok(())
    }
}

/// The folder that a file is in.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a folder and those above it. New ones belong to whom the one belongs to that they are made in.
pub(crate) fn create_folder(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let above = folder_of(folder);
    create_folder(above)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => return Ok(()),
        made => made?,
    }
    Owner::of(above)?.if_allowed().give(&File::open(folder)?)
}

/// Makes a file that only its owner may read.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

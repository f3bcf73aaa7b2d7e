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

/// Takes from others than its owner what they may do with a file.
#[cfg(unix)]
pub(crate) fn keep_private(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let others = file.metadata()?.permissions().mode() & 0o077;
    if others == 0 {
        return Ok(());
    }
    file.set_permissions(fs::Permissions::from_mode(0o600))
}

/// Nobody can tell here.
#[cfg(not(unix))]
pub(crate) fn keep_private(_: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{MetadataExt as _, chown};

    use super::*;
    use crate::key_file::KeyFile;

    const USER: u32 = 64_123;

    /// Who owns a file.
    fn owner(path: &Path) -> (u32, u32) {
        let found = fs::metadata(path).expect("a file");
        (found.uid(), found.gid())
    }

    #[test]
    fn a_key_keeps_its_owner_and_a_new_one_belongs_to_its_folders_or_databases() {
        let folder = tempfile::tempdir().expect("a folder");
        if owner(folder.path()).0 != 0 {
            let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
            assert!(!in_ci, "only root can give files away: owners would go untested");
            eprintln!("SKIPPED: only root can give files away");
            return;
        }
        // As beside PostgreSQL: in the folder of another user, and moved to a third one.
        let keys = folder.path().join("keys");
        fs::create_dir(&keys).expect("made");
        chown(&keys, Some(USER), Some(USER)).expect("given away");
        let file = keys.join("inflow.key");
        let key = KeyFile::new(file.clone());
        key.read_or_create().expect("a key");
        assert_eq!(owner(&file), (USER, USER));
        chown(&file, Some(USER + 1), Some(USER + 2)).expect("given away");
        key.add_new().expect("changed");
        key.keep_newest().expect("changed");
        assert_eq!(owner(&file), (USER + 1, USER + 2));
        // Beside a database that is a file, that one's owner counts, wherever the key is.
        let database = folder.path().join("inflow.db");
        fs::write(&database, "").expect("written");
        chown(&database, Some(USER + 3), Some(USER + 3)).expect("given away");
        let key = key.beside(database.clone());
        key.add_new().expect("changed");
        assert_eq!(owner(&file), (USER + 3, USER + 3));
        let made = folder.path().join("new/folder/inflow.key");
        KeyFile::new(made.clone()).beside(database).read_or_create().expect("a key");
        assert_eq!(owner(&made), (USER + 3, USER + 3));
    }
}

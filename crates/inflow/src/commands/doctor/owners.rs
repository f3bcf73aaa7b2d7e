//! Whether the service may read and write what it needs, which is asked for the user whom the database belongs
//! to: whoever runs `inflow doctor` may be root, and may do more.

use std::path::Path;

use super::{Finding, finding};

/// What the service cannot use of the database's files and of the key.
#[cfg(unix)]
pub(super) fn of_the_service(database: &Path, key_file: &Path) -> Option<Finding> {
    let database = database.canonicalize().ok()?;
    let service = unix::service(&database)?;
    let refused = unix::refused(service, &database, key_file);
    if refused.is_empty() {
        let found = format!("user {} may use the database and its key", service.user);
        return Some(finding("service", found, true));
    }
    let list =
        |each: fn(&unix::File) -> String| refused.iter().map(each).collect::<Vec<_>>().join(", ");
    let found = format!(
        "it works as user {} with its database, who may not use {}",
        service.user,
        list(|file| format!(
            "{} (of user {}, mode {:03o})",
            file.path.display(),
            file.user,
            file.mode
        ))
    );
    let files: Vec<String> =
        refused.iter().map(|file| format!("\"{}\"", file.path.display())).collect();
    let (user, group, files) = (service.user, service.group, files.join(" "));
    Some(Finding {
        advice: Some(format!("as root: chown {user}:{group} {files}")),
        ..finding("service", found, false)
    })
}

/// Nobody can tell here.
#[cfg(not(unix))]
pub(super) fn of_the_service(_: &Path, _: &Path) -> Option<Finding> {
    None
}

#[cfg(unix)]
mod unix {
    use std::fs::{Metadata, metadata};
    use std::os::unix::fs::MetadataExt as _;
    use std::path::{Path, PathBuf};

    /// May be read, written, or looked into.
    const READ: u32 = 0o4;
    const WRITE: u32 = 0o2;
    const SEARCH: u32 = 0o1;

    /// A user with the group of its files.
    #[derive(Debug, Clone, Copy)]
    pub(super) struct Service {
        pub(super) user: u32,
        pub(super) group: u32,
    }

    /// A file or folder that is refused to the service.
    #[derive(Debug)]
    pub(super) struct File {
        pub(super) path: PathBuf,
        pub(super) user: u32,
        pub(super) mode: u32,
    }

    /// As whom the service runs: as whom the folder belongs to, where root put the database into it, as
    /// after a restore; else as whom the database belongs to.
    pub(super) fn service(database: &Path) -> Option<Service> {
        let file = metadata(database).ok()?;
        let folder = metadata(database.parent()?).ok()?;
        let owner = if file.uid() == 0 { folder } else { file };
        Some(Service { user: owner.uid(), group: owner.gid() })
    }

    /// What it may not use of all that it needs.
    pub(super) fn refused(service: Service, database: &Path, key_file: &Path) -> Vec<File> {
        let beside = |ending: &str| PathBuf::from(format!("{}{ending}", database.display()));
        let mut needed = vec![
            (database.to_owned(), READ | WRITE),
            (beside("-wal"), READ | WRITE),
            (beside("-shm"), READ | WRITE),
            (beside(".import-lock"), READ),
            (key_file.to_owned(), READ),
        ];
        let folders = database.parent().into_iter().flat_map(Path::ancestors).collect::<Vec<_>>();
        let key_file = key_file.canonicalize().unwrap_or_else(|_| key_file.to_owned());
        // A service manager may show the service its own folder within those of root.
        let of_the_key = key_file.ancestors().skip(1).filter(|folder| !folders.contains(folder));
        needed.extend(of_the_key.map(|folder| (folder.to_owned(), SEARCH)));
        let refused = needed.into_iter().filter_map(|(path, wanted)| {
            let found = metadata(&path).ok()?;
            let (user, mode) = (found.uid(), found.mode() & 0o777);
            (!may(service, &found, wanted)).then_some(File { path, user, mode })
        });
        refused.collect()
    }

    fn may(service: Service, found: &Metadata, wanted: u32) -> bool {
        let shift = match found {
            found if found.uid() == service.user => 6,
            found if found.gid() == service.group => 3,
            _ => 0,
        };
        service.user == 0 || (found.mode() >> shift) & wanted == wanted
    }
}

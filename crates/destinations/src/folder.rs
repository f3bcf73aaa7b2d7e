//! A folder of this machine, or one that is mounted here.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use secrecy::SecretString;

use crate::address::Access;
use crate::error::DestinationError;
use crate::place::{Outgoing, Place};

pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(crate) fn new(
        path: &Path,
        access: &Access,
        secret: Option<&SecretString>,
    ) -> Result<Self, DestinationError> {
        if secret.is_some() || *access != Access::default() {
            return Err(DestinationError::Access(
                "a folder needs no user, secret, header or other way in".to_owned(),
            ));
        }
        Ok(Self { path: path.to_owned() })
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
    ) -> Result<T, DestinationError> {
        let path = self.path.clone();
        let done = tokio::task::spawn_blocking(move || {
            // One that is not mounted is not made: the file would lie where nobody looks.
            if !path.is_dir() {
                return Err(DestinationError::NoFolder(path));
            }
            work(&path).map_err(|source| DestinationError::System { path, source })
        });
        done.await.unwrap_or_else(|error| {
            let source = io::Error::other(error);
            Err(DestinationError::System { path: self.path.clone(), source })
        })
    }
}

#[async_trait]
impl Place for Folder {
    async fn holds(&self, file: &Outgoing) -> bool {
        let file = file.clone();
        let same = self.blocking(move |folder| {
            let path = folder.join(&file.name);
            let is_as_long = fs::metadata(&path)?.len() == file.bytes.len() as u64;
            Ok(is_as_long && fs::read(&path)? == file.bytes)
        });
        same.await.unwrap_or(false)
    }

    async fn write(&self, file: &Outgoing) -> Result<(), DestinationError> {
        let file = file.clone();
        self.blocking(move |folder| write_whole(folder, &file)).await
    }

    async fn remove(&self, name: &str) -> Result<(), DestinationError> {
        let name = name.to_owned();
        self.blocking(move |folder| fs::remove_file(folder.join(name))).await
    }
}

fn write_whole(folder: &Path, file: &Outgoing) -> io::Result<()> {
    let (draft, target) = (folder.join(file.draft()), folder.join(&file.name));
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent)?;
    }
    let written = File::create(&draft).and_then(|mut draft| {
        draft.write_all(&file.bytes)?;
        draft.sync_all()
    });
    let renamed = written.and_then(|()| fs::rename(&draft, target));
    if renamed.is_err() {
        // What is left of it is overwritten by the next one else.
        let _ = fs::remove_file(&draft);
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Address, Destination, Put, Reach};

    #[tokio::test]
    async fn a_file_appears_whole_and_is_written_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let destination = Destination::new(
            &Address::Folder(folder.path().to_owned()),
            &Access::default(),
            None,
            &Reach::default(),
        );
        let destination = destination.expect("a folder");
        // Left by a process that was ended while it wrote.
        fs::write(folder.path().join(".inflow-acme.part"), "half").expect("written");
        let file = |bytes: &'static str| Outgoing {
            name: "date=2025-09-01/volumes.csv".to_owned(),
            whose: "acme".to_owned(),
            bytes: bytes.into(),
        };
        assert_eq!(destination.put(&file("a")).await.expect("written"), Put::Written);
        assert_eq!(destination.put(&file("a")).await.expect("there"), Put::Same);
        assert_eq!(destination.put(&file("b")).await.expect("written"), Put::Written);
        destination.test("acme").await.expect("it can be written to");
        let names: Vec<_> = fs::read_dir(folder.path())
            .expect("a folder")
            .map(|entry| entry.expect("one").file_name())
            .collect();
        assert_eq!(names, ["date=2025-09-01"], "nothing else is left");
    }

    #[tokio::test]
    async fn a_folder_that_is_not_mounted_is_not_made() {
        let gone = Folder::new(Path::new("/nowhere/planners"), &Access::default(), None)
            .expect("an address");
        let file = Outgoing { name: "a.csv".to_owned(), whose: "a".to_owned(), bytes: "a".into() };
        assert!(matches!(gone.write(&file).await, Err(DestinationError::NoFolder(_))));
    }
}

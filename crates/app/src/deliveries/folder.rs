//! Destinations of deliveries: a folder, in which a file appears once it is whole.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use url::Url;

/// How the name of a file begins that is being written. It is hidden from programs that watch the folder.
const DRAFT: &str = ".inflow-";

/// Where files go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    /// A folder of this machine, or one that is mounted here.
    Folder(PathBuf),
}

/// Why nothing can be written there.
#[derive(Debug, thiserror::Error)]
pub enum DestinationError {
    /// It is no address of a place that files are delivered to.
    #[error(
        "\"{0}\" is no place that files are delivered to: name a folder of this machine, as in file:///srv/injixo/"
    )]
    Address(String),
    /// The folder is not there.
    #[error("there is no folder {}: make it, or mount it", .0.display())]
    NoFolder(PathBuf),
    /// The system refused.
    #[error("cannot write in {}", path.display())]
    System {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
}

impl Destination {
    /// The destination of an address: `file:///folder/`.
    pub(super) fn parse(address: &str) -> Result<Self, DestinationError> {
        let wrong = || DestinationError::Address(address.to_owned());
        let url = Url::parse(address).map_err(|_| wrong())?;
        let is_plain = url.scheme() == "file" && url.query().is_none() && url.fragment().is_none();
        let path = if is_plain { url.to_file_path().ok() } else { None };
        Ok(Self::Folder(path.ok_or_else(wrong)?))
    }

    /// Whether it lies in one of these folders, or in one below them, whatever its path looks like.
    pub(super) async fn is_below(&self, folders: &[PathBuf]) -> Result<bool, DestinationError> {
        let (Self::Folder(folder), folders) = (self.clone(), folders.to_owned());
        blocking(move || {
            // One that is not there is below none: where it would lie can be changed until it is made.
            let Ok(folder) = folder.canonicalize() else { return Ok(false) };
            let is_above =
                |above: &PathBuf| above.canonicalize().is_ok_and(|above| folder.starts_with(above));
            Ok(folders.iter().any(is_above))
        })
        .await
    }

    /// Writes a small file and removes it.
    pub(super) async fn test(&self) -> Result<(), DestinationError> {
        let Self::Folder(folder) = self.clone();
        blocking(move || {
            is_there(&folder)?;
            let name = format!("{DRAFT}test.txt");
            let tested = write_whole(&folder, &name, b"Inflow can write here.\n")
                .and_then(|()| fs::remove_file(folder.join(&name)));
            tested.map_err(|source| DestinationError::System { path: folder, source })
        })
        .await
    }

    /// Writes a file in the place of one of that name. It appears once it is whole.
    pub(super) async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), DestinationError> {
        let (Self::Folder(folder), name) = (self.clone(), name.to_owned());
        blocking(move || {
            // One that is not mounted is not made: the file would lie where nobody looks.
            is_there(&folder)?;
            let written = write_whole(&folder, &name, &bytes);
            written.map_err(|source| DestinationError::System { path: folder, source })
        })
        .await
    }

    /// Removes what was left of files of that delivery by a process that was ended while it wrote.
    pub(super) async fn tidy_up(&self, whose: &str) -> Result<(), DestinationError> {
        let (Self::Folder(folder), whose) = (self.clone(), format!("{DRAFT}{whose}-"));
        blocking(move || {
            is_there(&folder)?;
            let tidied = fs::read_dir(&folder).and_then(|entries| {
                for entry in entries {
                    let entry = entry?;
                    if entry.file_name().to_string_lossy().starts_with(&whose) {
                        fs::remove_file(entry.path())?;
                    }
                }
                Ok(())
            });
            tidied.map_err(|source| DestinationError::System { path: folder, source })
        })
        .await
    }
}

fn is_there(folder: &Path) -> Result<(), DestinationError> {
    if folder.is_dir() { Ok(()) } else { Err(DestinationError::NoFolder(folder.to_owned())) }
}

fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let draft = folder.join(format!("{DRAFT}{name}.part"));
    let written = File::create(&draft).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let renamed = written.and_then(|()| fs::rename(&draft, folder.join(name)));
    if renamed.is_err() {
        // What is left of it is removed by the next one else.
        let _ = fs::remove_file(&draft);
    }
    renamed
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DestinationError> + Send + 'static,
) -> Result<T, DestinationError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        let source = io::Error::other(error);
        Err(DestinationError::System { path: PathBuf::new(), source })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_folder_is_below_another_wherever_its_path_seems_to_lead() {
        let place = tempfile::tempdir().expect("a folder");
        let (inside, outside) = (place.path().join("files"), place.path().join("other"));
        for folder in [inside.join("injixo"), outside.clone()] {
            fs::create_dir_all(folder).expect("a folder");
        }
        let is_below = async |path: PathBuf| {
            let below = Destination::Folder(path).is_below(std::slice::from_ref(&inside)).await;
            below.expect("an answer")
        };
        assert!(is_below(inside.clone()).await);
        assert!(is_below(inside.join("injixo")).await);
        assert!(!is_below(inside.join("missing")).await);
        assert!(!is_below(outside.clone()).await);
        assert!(!is_below(inside.join("../other")).await);
        assert!(!is_below(place.path().join("files-2")).await);
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&outside, inside.join("away")).expect("a link");
            assert!(!is_below(inside.join("away")).await, "a link leads out of it");
        }
    }

    #[test]
    fn folders_alone_are_destinations() {
        let folder = Destination::parse("file:///srv/in%20jixo/").expect("a folder");
        assert_eq!(folder, Destination::Folder("/srv/in jixo/".into()));
        for wrong in
            ["", "/srv", "s3://bucket/", "file://host/srv/", "file:///srv/?x", "https://x/"]
        {
            assert!(
                matches!(Destination::parse(wrong), Err(DestinationError::Address(_))),
                "{wrong}"
            );
        }
    }
}

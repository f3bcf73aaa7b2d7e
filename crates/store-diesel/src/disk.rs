//! The steps in which a key file is changed, one by one: a machine may fail between any two of them, and
//! what was not synchronised before is lost then.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use crate::owner::{Owner, create_private};

/// What is done to the files of keys.
pub(crate) trait Disk: fmt::Debug + Send + Sync {
    /// Makes a private file with this content, which does not last yet.
    fn create(&self, file: &Path, text: &str, owner: Owner) -> io::Result<()>;
    /// Makes the content of a file last.
    fn sync_file(&self, file: &Path) -> io::Result<()>;
    /// Makes last which names a folder has, and for which files.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    /// Puts a file into the place of another.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Gives a file a second name, which nothing has yet.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Takes a name away.
    fn remove(&self, file: &Path) -> io::Result<()>;
}

/// This machine's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Machine;

impl Disk for Machine {
    fn create(&self, file: &Path, text: &str, owner: Owner) -> io::Result<()> {
        let mut made = create_private(file)?;
        owner.give(&made)?;
        made.write_all(text.as_bytes())
    }

    fn sync_file(&self, file: &Path) -> io::Result<()> {
        OpenOptions::new().write(true).open(file)?.sync_all()
    }

    #[cfg(unix)]
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    /// Folders cannot be synchronised here.
    #[cfg(not(unix))]
    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        fs::remove_file(file)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::{Arc, Mutex};

    use inflow_store::Store;
    use inflow_store::conformance::sample::add;

    use super::*;
    use crate::key_file::KeyFile;
    use crate::sqlite;

    /// A disk of which it is noted at each step what would be left where the machine failed then.
    #[derive(Debug)]
    struct Failing {
        database: PathBuf,
        noted: Mutex<Noted>,
    }

    #[derive(Debug, Default)]
    struct Noted {
        /// What the key file surely has.
        lasting: Option<Vec<u8>>,
        /// What it has where the system happened to write down the latest change of the folder.
        lucky: Option<Vec<u8>>,
        synced: Vec<PathBuf>,
        /// The database without its log, of which nobody knows how much was written, and the key.
        left: Vec<(Vec<u8>, Option<Vec<u8>>)>,
    }

    impl Failing {
        fn step(&self, step: impl FnOnce(&mut Noted) -> io::Result<()>) -> io::Result<()> {
            let mut noted = self.noted.lock().expect("nobody panicked");
            noted.note(&self.database);
            step(&mut noted)?;
            noted.note(&self.database);
            Ok(())
        }
    }

    impl Noted {
        fn note(&mut self, database: &Path) {
            let database = fs::read(database).expect("the database");
            self.left.push((database.clone(), self.lasting.clone()));
            if self.lucky.is_some() {
                self.left.push((database, self.lucky.clone()));
            }
        }

        /// What a file has after a failure that was put into the key file's place.
        fn put(&mut self, from: &Path) {
            let whole = self.synced.iter().any(|synced| synced == from);
            self.lucky = Some(if whole { fs::read(from).expect("a draft") } else { Vec::new() });
        }
    }

    impl Disk for Failing {
        fn create(&self, file: &Path, text: &str, owner: Owner) -> io::Result<()> {
            self.step(|_| Machine.create(file, text, owner))
        }

        fn sync_file(&self, file: &Path) -> io::Result<()> {
            self.step(|noted| {
                noted.synced.push(file.to_owned());
                Machine.sync_file(file)
            })
        }

        fn sync_folder(&self, folder: &Path) -> io::Result<()> {
            self.step(|noted| {
                if let Some(lucky) = noted.lucky.take() {
                    noted.lasting = Some(lucky);
                }
                Machine.sync_folder(folder)
            })
        }

        fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
            self.step(|noted| {
                noted.put(from);
                Machine.rename(from, to)
            })
        }

        fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
            self.step(|noted| {
                noted.put(from);
                Machine.link(from, to)
            })
        }

        fn remove(&self, file: &Path) -> io::Result<()> {
            self.step(|_| Machine.remove(file))
        }
    }

    async fn open(folder: &Path, disk: Arc<dyn Disk>) -> Store {
        let (database, key) = (folder.join("inflow.db"), folder.join("inflow.key"));
        let key_file = KeyFile::new(key).beside(database.clone()).on(disk);
        sqlite::open(database, key_file).await.expect("a store")
    }

    #[tokio::test]
    async fn a_machine_that_fails_while_the_key_is_changed_loses_no_credentials() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("inflow.db");
        let disk = Arc::new(Failing { database, noted: Mutex::default() });
        let store = open(folder.path(), disk.clone()).await;
        add(&store, "One").await;
        // From now on everything before stands in the file, and the key lasts.
        assert_eq!(store.upkeep.rotate_key().await.expect("changed"), 1);
        disk.noted.lock().expect("nobody panicked").left.clear();
        assert_eq!(store.upkeep.rotate_key().await.expect("changed"), 1);
        let left = std::mem::take(&mut disk.noted.lock().expect("nobody panicked").left);
        assert!(left.len() > 12, "two changes of the file, each in several steps");
        for (step, (database, key)) in left.into_iter().enumerate() {
            let folder = tempfile::tempdir().expect("a folder");
            fs::write(folder.path().join("inflow.db"), database).expect("written");
            fs::write(folder.path().join("inflow.key"), key.expect("a key")).expect("written");
            let store = open(folder.path(), Arc::new(Machine)).await;
            let opened = store.upkeep.check_secrets().await;
            assert!(matches!(opened, Ok(1)), "after step {step}: {opened:?}");
        }
    }
}

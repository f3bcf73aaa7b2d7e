//! PgBouncer before a private server: every connection that the program makes goes through it.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use tempfile::TempDir;

/// What to do where there is none.
pub(crate) const ADVICE: &str = "install PgBouncer (Debian: apt-get install pgbouncer)";

const PORT: u16 = 6432;

/// For how long the program has a session of the server to itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PoolMode {
    /// As long as it is connected.
    Session,
    /// As long as a transaction lasts.
    Transaction,
}

/// A pooler that ends with the value.
pub(crate) struct Pooler {
    url: String,
    child: Mutex<Child>,
    folder: TempDir,
}

impl Pooler {
    /// Whether the machine has it.
    pub(crate) fn is_installed() -> bool {
        program().is_some()
    }

    /// Starts one before the server whose socket lies in a folder, as the user who owns that.
    pub(super) fn start(server: &Path, mode: PoolMode) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("inflow-pooler-").tempdir_in("/tmp")?;
        let mode = match mode {
            PoolMode::Session => "session",
            PoolMode::Transaction => "transaction",
        };
        let (place, host) = (folder.path().display(), server.display());
        // Few sessions, so that they change hands.
        let settings = format!(
            "[databases]\n* = host={host}\n[pgbouncer]\npool_mode = {mode}\nunix_socket_dir = {place}\n\
             listen_port = {PORT}\nauth_type = trust\nauth_file = {place}/users\ndefault_pool_size = 40\n\
             max_client_conn = 500\nmax_db_connections = 40\n"
        );
        fs::write(folder.path().join("pgbouncer.ini"), settings)?;
        fs::write(folder.path().join("users"), "\"inflow\" \"\"\n")?;
        let child = Mutex::new(begin(folder.path())?);
        let url = format!("postgres://inflow@localhost:{PORT}/postgres?host={place}");
        Ok(Self { url, child, folder })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Kills it, with every connection through it, and starts it again.
    pub(super) fn restart(&self) -> Result<()> {
        let mut child = self.child.lock().expect("nobody panics with it");
        child.kill()?;
        child.wait()?;
        *child = begin(self.folder.path())?;
        Ok(())
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        if let Ok(child) = self.child.get_mut() {
            // It may have ended by itself; there is nobody left to tell.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder| folder.join("pgbouncer")).find(|file| file.is_file())
}

fn begin(folder: &Path) -> Result<Child> {
    let mut command = Command::new(program().context(ADVICE)?);
    command.arg("--quiet").arg(folder.join("pgbouncer.ini")).current_dir("/");
    super::own(&mut command, folder)?;
    let owner = fs::metadata(folder)?;
    command.uid(owner.uid()).gid(owner.gid());
    let socket = folder.join(format!(".s.PGSQL.{PORT}"));
    // One that was killed leaves its socket behind.
    let _ = fs::remove_file(&socket);
    let log = fs::File::options().create(true).append(true).open(folder.join("log"))?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
        .context("pgbouncer could not be started")?;
    let begin = Instant::now();
    while UnixStream::connect(&socket).is_err() {
        if child.try_wait()?.is_some() || begin.elapsed() > Duration::from_secs(10) {
            bail!("pgbouncer did not start: {}", fs::read_to_string(folder.join("log"))?);
        }
        sleep(Duration::from_millis(20));
    }
    Ok(child)
}

//! Several services over one database, which are killed, frozen and begun again.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use super::storm::PANICKED;
use crate::databases::{Databases, Site};
use crate::process::{Program, appending, output};

/// How long a lease lasts, nearly the least that the program takes.
pub(super) const LEASE: Duration = Duration::from_secs(3);

const DATABASE: &str = "inflow.db";

/// What is said where an import begins, and where it ends. One that lost its lease to another worker says
/// neither of the latter.
const BEGAN: &str = "import began";
const ENDED: [&str; 3] = ["import caught up", "import failed", "import stopped"];

/// The services, and what happened to them.
pub(super) struct Fleet<'a> {
    program: &'a Program,
    databases: Databases<'a>,
    workers: Vec<Worker>,
    started: u64,
    pub(super) kills: u64,
    pub(super) freezes: u64,
    /// Imports that a worker was killed in, or lost to another while it was frozen.
    pub(super) takeovers: usize,
    folder: TempDir,
}

struct Worker {
    child: Child,
    log: PathBuf,
}

impl<'a> Fleet<'a> {
    /// A new database, over which no service runs yet.
    pub(super) fn new(program: &'a Program, site: Site<'a>) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("inflow-fleet-").tempdir()?;
        let mut databases = Databases::in_folder(site, folder.path());
        databases.create(DATABASE)?;
        let workers = Vec::new();
        Ok(Self {
            program,
            databases,
            workers,
            started: 0,
            kills: 0,
            freezes: 0,
            takeovers: 0,
            folder,
        })
    }

    /// Keeps the folder and the database, this as long as its server runs.
    pub(super) fn keep(&mut self) -> PathBuf {
        self.folder.disable_cleanup(true);
        self.databases.keep();
        self.folder.path().to_path_buf()
    }

    /// Divides the tables of the database where they are to be divided, once the program has made them.
    pub(super) fn divide(&self) -> Result<()> {
        self.databases.divide(DATABASE)
    }

    /// A command of the program on the database.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.program.command(arguments);
        command
            .arg("--database-url")
            .arg(self.databases.url(DATABASE))
            .env("INFLOW_KEY_FILE", self.folder.path().join("key"));
        command
    }

    /// What such a command answers.
    pub(super) fn ask(&self, command: &mut Command) -> Result<Vec<u8>> {
        output(command, &self.folder.path().join("commands.log"))
    }

    /// Begins one more service.
    pub(super) fn start(&mut self) -> Result<()> {
        let worker = self.begin()?;
        self.workers.push(worker);
        Ok(())
    }

    /// Kills one of the services and begins another in its place.
    pub(super) fn kill(&mut self, number: usize) -> Result<()> {
        let worker = &mut self.workers[number];
        worker.child.kill()?;
        worker.child.wait()?;
        let said = worker.said()?;
        self.takeovers += cut_off(&said);
        self.kills += 1;
        self.workers[number] = self.begin()?;
        Ok(())
    }

    /// Freezes one of the services for longer than its leases last.
    pub(super) fn freeze(&mut self, number: usize) -> Result<()> {
        let child = &self.workers[number].child;
        signal("-STOP", child)?;
        sleep(LEASE + Duration::from_secs(1));
        signal("-CONT", child)?;
        self.freezes += 1;
        Ok(())
    }

    /// Asks all services to stop; each must end well.
    pub(super) fn stop(&mut self) -> Result<()> {
        for worker in &self.workers {
            signal("-TERM", &worker.child)?;
        }
        for mut worker in std::mem::take(&mut self.workers) {
            let status = worker.ended(Duration::from_secs(60))?;
            let said = worker.said()?;
            ensure!(status, "a service that was asked to stop did not end well:\n{said}");
            self.takeovers += cut_off(&said);
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<Worker> {
        self.started += 1;
        let log = self.folder.path().join(format!("worker-{}.log", self.started));
        let lease = format!("{}s", LEASE.as_secs());
        let child = self
            .command(&["serve", "--listen", "127.0.0.1:0", "--every", "2s", "--lease", &lease])
            .env("INFLOW_LOG", "info")
            .stdout(Stdio::null())
            .stderr(appending(&log)?)
            .spawn()
            .context("inflow serve could not be started")?;
        Ok(Worker { child, log })
    }
}

impl Drop for Fleet<'_> {
    fn drop(&mut self) {
        for worker in &mut self.workers {
            // It may have ended by itself; there is nobody left to tell.
            let _ = worker.child.kill();
            let _ = worker.child.wait();
        }
    }
}

impl Worker {
    /// What the service said. It never panics.
    fn said(&self) -> Result<String> {
        let said = fs::read_to_string(&self.log)?;
        ensure!(!said.contains(PANICKED), "a service {PANICKED} some point:\n{said}");
        Ok(said)
    }

    /// Whether it ends well before the time is over.
    fn ended(&mut self, patience: Duration) -> Result<bool> {
        let begin = Instant::now();
        while begin.elapsed() < patience {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status.success());
            }
            sleep(Duration::from_millis(20));
        }
        self.child.kill()?;
        self.child.wait()?;
        Ok(false)
    }
}

/// How many imports began that another worker had to go on with.
fn cut_off(said: &str) -> usize {
    let lines = |messages: &[&str]| {
        said.lines().filter(|line| messages.iter().any(|message| line.contains(message))).count()
    };
    lines(&[BEGAN]).saturating_sub(lines(&ENDED))
}

fn signal(signal: &str, child: &Child) -> Result<()> {
    let status = Command::new("kill").arg(signal).arg(child.id().to_string()).status()?;
    ensure!(status.success(), "a service ended by itself");
    Ok(())
}

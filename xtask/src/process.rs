//! Running cargo and the program: where they are, how they are started, killed and measured.

use std::cell::OnceCell;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use wait4::Wait4;

use crate::browser::Browser;
use crate::clients::{Clients, Counterparts};
use crate::postgres::{Durability, Server, missing};

/// The checkout that the task works on, and the PostgreSQL server, the browser and the clients beside it.
pub(crate) struct Workspace {
    root: PathBuf,
    locked: bool,
    server: OnceCell<Option<Server>>,
    browser: OnceCell<Browser>,
    clients: OnceCell<Clients>,
    counterparts: OnceCell<Counterparts>,
}

impl Workspace {
    /// Cargo tells where the package lies that it runs, so the checkout may have moved since it
    /// was built.
    pub(crate) fn find() -> Result<Self> {
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package.parent().context("xtask lies inside the workspace")?.to_path_buf();
        let (server, browser, clients) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        let counterparts = OnceCell::new();
        Ok(Self { root, locked: false, server, browser, clients, counterparts })
    }

    /// The same checkout, whose Cargo.lock no command may change, with the environment of CI.
    pub(crate) fn locked(self) -> Self {
        Self { locked: true, ..self }
    }

    /// Whether nobody sees what was left out, so that nothing may be.
    pub(crate) fn is_ci(&self) -> bool {
        self.locked || std::env::var_os("CI").is_some_and(|ci| ci == "true")
    }

    /// The PostgreSQL server of the task, begun when it is first asked for; nothing where there can be none.
    pub(crate) fn server(&self) -> Result<Option<&Server>> {
        if let Some(server) = self.server.get() {
            return Ok(server.as_ref());
        }
        let server = Server::find(Durability::None)?;
        Ok(self.server.get_or_init(|| server).as_ref())
    }

    /// The same where there is no going on without one.
    pub(crate) fn needed_server(&self) -> Result<&Server> {
        self.server()?.with_context(missing)
    }

    /// What the machine has to try pages with, begun when it is first asked for.
    pub(crate) fn browser(&self) -> Result<&Browser> {
        if let Some(browser) = self.browser.get() {
            return Ok(browser);
        }
        let browser = Browser::find(&self.target_directory()?)?;
        Ok(self.browser.get_or_init(|| browser))
    }

    /// Other people's clients of Zendesk, installed when they are first asked for.
    pub(crate) fn clients(&self) -> Result<&Clients> {
        if let Some(clients) = self.clients.get() {
            return Ok(clients);
        }
        let clients = Clients::find(&self.root, &self.target_directory()?)?;
        Ok(self.clients.get_or_init(|| clients))
    }

    /// Where files are delivered to in tests, installed when they are first asked for.
    pub(crate) fn counterparts(&self) -> Result<&Counterparts> {
        if let Some(counterparts) = self.counterparts.get() {
            return Ok(counterparts);
        }
        let counterparts = Counterparts::find(&self.root, &self.target_directory()?)?;
        Ok(self.counterparts.get_or_init(|| counterparts))
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A cargo command, at the top of the checkout.
    pub(crate) fn cargo(&self, subcommand: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root).arg(subcommand);
        if self.locked {
            command.env("CI", "true");
            if subcommand != "fmt" {
                command.arg("--locked");
            }
        }
        command.args(arguments);
        command
    }

    /// Builds the program as it is shipped and says where it is.
    pub(crate) fn release_program(&self) -> Result<Program> {
        self.build(&["--bin", "inflow"])?;
        Ok(Program { file: self.target_directory()?.join("release").join(file_name("inflow")) })
    }

    /// Builds an example of the program's package as it would be shipped and says where it is.
    pub(crate) fn release_example(&self, name: &str) -> Result<PathBuf> {
        self.build(&["--example", name])?;
        Ok(self.target_directory()?.join("release/examples").join(file_name(name)))
    }

    fn build(&self, what: &[&str]) -> Result<()> {
        run(self.cargo("build", &["--quiet", "--release", "--package", "inflow"]).args(what))
    }

    /// Asked of cargo, for it may be set by the environment or by a configuration file.
    pub(crate) fn target_directory(&self) -> Result<PathBuf> {
        let output = self
            .cargo("metadata", &["--format-version", "1", "--no-deps"])
            .stderr(Stdio::inherit())
            .output()
            .context("cargo metadata could not be started")?;
        ensure!(output.status.success(), "cargo metadata failed: {}", output.status);
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let directory = metadata["target_directory"]
            .as_str()
            .context("cargo metadata names no target directory")?;
        Ok(PathBuf::from(directory))
    }
}

fn file_name(program: &str) -> String {
    format!("{program}{}", std::env::consts::EXE_SUFFIX)
}

/// Runs a command whose output goes where this one's goes; fails unless it succeeds.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status =
        command.status().with_context(|| format!("{} could not be started", shown(command)))?;
    ensure!(status.success(), "{} failed: {status}", shown(command));
    Ok(())
}

/// The command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default();
    std::iter::once(program)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The built program `inflow`.
pub(crate) struct Program {
    file: PathBuf,
}

impl Program {
    /// The program with its arguments, free of what the developer's own environment says.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.file);
        command.args(arguments).stdin(Stdio::null());
        let variables = std::env::vars_os().map(|(name, _)| name);
        for name in variables.filter(|name| name.to_string_lossy().starts_with("INFLOW_")) {
            command.env_remove(name);
        }
        command.env("INFLOW_CONFIG", "");
        command
    }
}

/// Runs a command to its end and returns its standard output; what it logs goes to the file.
pub(crate) fn output(command: &mut Command, log: &Path) -> Result<Vec<u8>> {
    let output = command
        .stderr(appending(log)?)
        .output()
        .with_context(|| format!("{} could not be started", shown(command)))?;
    check(command, output.status, log)?;
    Ok(output.stdout)
}

/// How a command ended that was to be killed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It was still running.
    Killed,
    /// It had ended by itself before.
    Ended(ExitStatus),
}

/// Kills a command (SIGKILL) after so long, unless it has ended by itself.
pub(crate) fn run_and_kill(command: &mut Command, after: Duration, log: &Path) -> Result<Ending> {
    let begin = Instant::now();
    let mut child = start_quietly(command, log)?;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Ending::Ended(status));
        }
        let Some(left) = after.checked_sub(begin.elapsed()) else { break };
        sleep(left.min(Duration::from_millis(2)));
    }
    child.kill()?;
    let status = child.wait()?;
    // An ending with a code of its own came before the kill.
    Ok(if status.code().is_some() { Ending::Ended(status) } else { Ending::Killed })
}

/// What a command used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usage {
    /// Processor time, of the user and of the system.
    pub(crate) processor: Duration,
    /// From start to end.
    pub(crate) elapsed: Duration,
    /// The most memory it ever held, in bytes.
    pub(crate) peak_memory: u64,
}

/// Runs a command to its end and tells what it used.
pub(crate) fn measure(command: &mut Command, log: &Path) -> Result<Usage> {
    let begin = Instant::now();
    let mut child = start_quietly(command, log)?;
    let ended = child.wait4().context("the command's use of the machine is not known")?;
    check(command, ended.status, log)?;
    Ok(Usage {
        processor: ended.rusage.utime + ended.rusage.stime,
        elapsed: begin.elapsed(),
        peak_memory: ended.rusage.maxrss,
    })
}

fn start_quietly(command: &mut Command, log: &Path) -> Result<Child> {
    command
        .stdout(Stdio::null())
        .stderr(appending(log)?)
        .spawn()
        .with_context(|| format!("{} could not be started", shown(command)))
}

/// The log, written at its end: several commands of a trial share one.
pub(crate) fn appending(log: &Path) -> Result<File> {
    File::options()
        .create(true)
        .append(true)
        .open(log)
        .with_context(|| format!("{} cannot be written", log.display()))
}

/// Fails, with the end of the log, unless the command succeeded.
pub(crate) fn check(command: &Command, status: ExitStatus, log: &Path) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    let said = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = said.lines().collect();
    let last = lines[lines.len().saturating_sub(10)..].join("\n  ");
    bail!("{} failed: {status}\n  {last}", shown(command))
}

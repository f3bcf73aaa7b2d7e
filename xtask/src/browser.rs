//! What the tests of the pages need: a WebDriver, which starts and moves Chromium, and axe-core, which
//! looks for what keeps people from using a page.
//!
//! The driver listens on this machine alone and ends with the task, and so do the browsers that it
//! started. axe-core is installed by npm into the target directory, once.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process::{Workspace, run as run_command};

/// The address of a WebDriver whose browser is Chromium. Tests read it; where the developer has set it,
/// that driver is used and no other is started.
pub(crate) const DRIVER_VARIABLE: &str = "INFLOW_TEST_WEBDRIVER";

/// The path of axe-core's script.
pub(crate) const AXE_VARIABLE: &str = "INFLOW_TEST_AXE";

/// Pages are held to the rules of this version.
const AXE_VERSION: &str = "4.14.1";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Takes the pictures of docs/images anew instead of testing
    #[arg(long, conflicts_with = "command")]
    pictures: bool,
    /// What is run with INFLOW_TEST_WEBDRIVER and INFLOW_TEST_AXE set, instead of the tests of the pages
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<OsString>,
}

/// `cargo xtask browser`.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let browser = workspace.browser()?;
    if let Some(missing) = browser.missing() {
        bail!("this machine cannot test {missing}");
    }
    let test = ["--package", "inflow", "--test", "browser", "--", "--nocapture"];
    let mut command = match arguments.command.split_first() {
        Some((program, rest)) => {
            let mut command = Command::new(program);
            command.args(rest);
            command
        }
        None => workspace.cargo("test", &test),
    };
    if arguments.pictures {
        command.args(["--ignored", "the_documents_show_the_demo"]);
    }
    run_command(browser.shown_to(&mut command))
}

/// What of it there is on this machine.
pub(crate) struct Browser {
    driver: Option<Driver>,
    axe: Option<PathBuf>,
}

impl Browser {
    /// Starts the driver, unless the developer has one, and installs axe-core, unless it is there.
    pub(crate) fn find(target: &Path) -> Result<Self> {
        Ok(Self { driver: Driver::find()?, axe: axe(target)? })
    }

    /// What goes untested, and what to do about it.
    pub(crate) fn missing(&self) -> Option<&'static str> {
        match (&self.driver, &self.axe) {
            (Some(_), Some(_)) => None,
            (None, _) => Some(
                "the pages in a browser; to test them, install Chromium with its driver (Debian: \
                 apt-get install chromium chromium-driver, macOS: brew install chromium chromedriver)",
            ),
            (_, None) => Some(
                "whether everybody can use the pages; to test it, install npm, by which axe-core is \
                 fetched (Debian: apt-get install npm, macOS: brew install node)",
            ),
        }
    }

    /// A command whose tests find it.
    pub(crate) fn shown_to<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        match &self.driver {
            Some(driver) => command.env(DRIVER_VARIABLE, &driver.address),
            None => command.env_remove(DRIVER_VARIABLE),
        };
        match &self.axe {
            Some(axe) => command.env(AXE_VARIABLE, axe),
            None => command.env_remove(AXE_VARIABLE),
        }
    }
}

/// A WebDriver.
struct Driver {
    address: String,
    /// Absent where it is the developer's own.
    started: Option<Child>,
}

impl Driver {
    fn find() -> Result<Option<Self>> {
        let own = std::env::var(DRIVER_VARIABLE).ok().filter(|address| !address.is_empty());
        if let Some(address) = own {
            return Ok(Some(Self { address, started: None }));
        }
        let started = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut child) = started else { return Ok(None) };
        let told = BufReader::new(child.stdout.take().context("chromedriver has an output")?);
        let mut told = told.lines().map_while(Result::ok);
        let port = told.find_map(|line| port(&line));
        let port = port.context("chromedriver ended without naming its port")?;
        // Whatever it says later is read, so that it never waits for us.
        std::thread::spawn(move || told.for_each(drop));
        Ok(Some(Self { address: format!("http://127.0.0.1:{port}"), started: Some(child) }))
    }

    /// Has the driver end its browsers; killed, it would leave them behind.
    fn shut_down(&self) -> std::io::Result<()> {
        let place = self.address.trim_start_matches("http://");
        let mut stream = TcpStream::connect(place)?;
        write!(stream, "GET /shutdown HTTP/1.1\r\nHost: {place}\r\nConnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if self.started.is_some() {
            // It may have ended by itself; else killing ends it.
            let _ = self.shut_down();
        }
        if let Some(child) = &mut self.started {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The port in what chromedriver says once it listens.
fn port(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("started successfully on port ")?;
    port.trim_end_matches('.').parse().ok()
}

/// The script of axe-core; nothing where npm is missing or gets no answer.
fn axe(target: &Path) -> Result<Option<PathBuf>> {
    let folder = target.join(format!("axe-core-{AXE_VERSION}"));
    let script = folder.join("node_modules/axe-core/axe.min.js");
    if !script.is_file() {
        std::fs::create_dir_all(&folder)?;
        let installed = Command::new("npm")
            .args([
                "install",
                "--no-save",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--silent",
            ])
            .arg("--prefix")
            .arg(&folder)
            .arg(format!("axe-core@{AXE_VERSION}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status();
        if !installed.is_ok_and(|status| status.success()) {
            return Ok(None);
        }
    }
    Ok(Some(script))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_where_it_is_named() {
        assert_eq!(port("ChromeDriver was started successfully on port 40211."), Some(40_211));
        assert_eq!(port("Starting ChromeDriver 156.0 on port 0"), None);
    }
}

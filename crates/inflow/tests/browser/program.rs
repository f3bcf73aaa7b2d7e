//! The built program, and a simulated account for it to read.

use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use inflow_simulator::{Account, HISTORY_ENDS, Options, ServeOptions, Simulator};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// How long the history of the account is.
const DAYS: u32 = 90;

/// How long the program may take to say something.
const PATIENCE: Duration = Duration::from_secs(120);

/// A simulated account of the last months, served until the test ends.
pub(crate) struct Zendesk {
    pub(crate) address: String,
}

impl Zendesk {
    pub(crate) async fn recent() -> Self {
        let options =
            Options { tickets: 500, days: DAYS, ..Options::lifelike(3, HISTORY_ENDS) }.up_to_now();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let simulator = Simulator::new(Account::generate(&options), ServeOptions::default());
        tokio::spawn(async move { simulator.serve(listener).await });
        Self { address }
    }
}

/// A database and a key of one test.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let path = |name| self.folder.path().join(name);
        let mut command = Command::new(env!("CARGO_BIN_EXE_inflow"));
        command
            .args(arguments)
            .stdin(Stdio::null())
            .env("INFLOW_DATABASE_URL", format!("sqlite://{}", path("inflow.db").display()))
            .env("INFLOW_KEY_FILE", path("inflow.key"))
            .env("INFLOW_CONFIG", "")
            .env("TOKEN", "simulated-token");
        command
    }

    fn succeeds(&self, arguments: &[&str]) {
        let output = self.command(arguments).output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
    }

    /// Connects to an account and imports it.
    pub(crate) fn imports(&self, zendesk: &Zendesk) {
        let whom = ["--username", "admin@example.com", "--api-token-env", "TOKEN"];
        let how = ["--grouping", "ivr", "--base-url", &zendesk.address];
        let add = ["integration", "add", "--name", "Acme", "--domain", "acme.zendesk.com"];
        self.succeeds(&[&add[..], &how, &whom].concat());
        self.succeeds(&["import", "--integration", "Acme"]);
    }

    /// The service over this database.
    pub(crate) fn serves(&self) -> Service {
        Service::start(self.command(&["serve", "--listen", "127.0.0.1:0", "--allow-test-servers"]))
    }

    /// The same, where administrators may have files written below a folder.
    pub(crate) fn serves_delivering_below(&self, folder: &Path) -> Service {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.arg("--allow-test-servers").arg("--delivery-folder").arg(folder);
        Service::start(command)
    }

    /// The demo, which has an account and a database of its own.
    pub(crate) fn demonstrates(&self) -> Service {
        Service::start(self.command(&["demo"]))
    }
}

/// The program while it serves its pages, until it is dropped.
pub(crate) struct Service {
    /// Where the pages are.
    pub(crate) address: String,
    /// The link that makes the first administrator.
    pub(crate) link: String,
    child: Child,
}

impl Service {
    fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let out = lines(child.stdout.take().expect("its output"));
        let notes = lines(child.stderr.take().expect("its notes"));
        let address = rest_of_line(&out, "listening on ", "http");
        let link = rest_of_line(&notes, "/link/", "http");
        Self { address, link, child }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines of a stream as they come; it is read to its end, so that nobody waits for us.
fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (told, heard) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let _ = told.send(line);
        }
    });
    heard
}

/// The word that begins with `start` in the first line that has `mark` in it.
fn rest_of_line(lines: &Receiver<String>, mark: &str, start: &str) -> String {
    loop {
        let line = lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no line has {mark}"));
        if let (true, Some(at)) = (line.contains(mark), line.find(start)) {
            return line[at..].split_whitespace().next().unwrap_or_default().to_owned();
        }
    }
}

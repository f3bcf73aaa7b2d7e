//! A reader's machine: a home of their own, a shell, and the built program on the path.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use tempfile::TempDir;

/// How long a program may take until it listens: the demo imports two years before.
const PATIENCE: Duration = Duration::from_secs(600);

/// A home that nobody else uses.
pub(crate) struct World(TempDir);

impl World {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// What a command line prints, which must succeed.
    #[track_caller]
    pub(crate) fn run(&self, line: &str) -> String {
        let output = self.command("sh").args(["-eu", "-c", line]).output().expect("a shell");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {}: {said}", output.status);
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// A program in this home, free of what the developer's own environment says.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let names = std::env::vars_os().map(|(name, _)| name);
        for name in names {
            let text = name.to_string_lossy();
            if text.starts_with("INFLOW_") || text.starts_with("XDG_") {
                command.env_remove(&name);
            }
        }
        let programs = Path::new(env!("CARGO_BIN_EXE_inflow")).parent().expect("a folder");
        let path = std::env::var("PATH").expect("programs are found by the path");
        command
            .env("PATH", format!("{}:{path}", programs.display()))
            .env("HOME", self.0.path())
            .current_dir(self.0.path())
            .stdin(Stdio::null());
        command
    }
}

/// The program while it serves something; it ends with the value.
pub(crate) struct Served {
    process: Child,
    /// Where it listens.
    pub(crate) address: String,
    printed: Vec<String>,
    /// What it says beside.
    notes: Receiver<String>,
}

impl Served {
    /// Starts it and waits until it listens.
    pub(crate) fn start(world: &World, arguments: &[&str]) -> Self {
        let mut process = world
            .command("inflow")
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be run");
        let (sender, notes) = channel();
        let said = BufReader::new(process.stderr.take().expect("its notes are ours"));
        std::thread::spawn(move || {
            // Whoever no longer listens has seen enough.
            said.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        let out = BufReader::new(process.stdout.take().expect("its output is ours"));
        let mut printed = Vec::new();
        let address = out.lines().map_while(Result::ok).find_map(|line| {
            let address = line.strip_prefix("listening on ").map(ToOwned::to_owned);
            printed.push(line);
            address
        });
        let Some(address) = address else {
            let notes: Vec<String> = notes.iter().collect();
            panic!("{arguments:?} ended: {printed:?} {notes:?}");
        };
        Self { process, address, printed, notes }
    }

    /// The next line that it says with these words in it.
    pub(crate) fn said(&self, words: &str) -> String {
        loop {
            let line = self.notes.recv_timeout(PATIENCE).expect("it says more");
            if line.contains(words) {
                return line.trim().to_owned();
            }
        }
    }

    /// What it printed before it listened.
    pub(crate) fn lines_before(&self) -> &[String] {
        &self.printed
    }

    /// A page that it serves.
    pub(crate) fn page(&self, path: &str) -> String {
        let place = self.address.trim_start_matches("http://");
        let mut stream = TcpStream::connect(place).expect("it listens");
        let asked = format!("GET {path} HTTP/1.1\r\nHost: {place}\r\nConnection: close\r\n\r\n");
        stream.write_all(asked.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing is left of it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

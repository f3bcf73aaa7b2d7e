//! `inflow serve`.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use inflow_simulator::ServeOptions;
use serde_json::Value;

use crate::database::is_sqlite;
use crate::program::{Place, Zendesk};

/// Keys that were made, each with a name of its own.
static MADE: AtomicU32 = AtomicU32::new(0);

/// A service that runs until it is stopped.
pub(crate) struct Service {
    pub(crate) child: Child,
    pub(crate) address: String,
    pub(crate) out: Option<BufReader<ChildStdout>>,
}

impl Service {
    fn start(place: &Place) -> Self {
        Self::start_with(place, &["--every", "3s"])
    }

    pub(crate) fn start_with(place: &Place, options: &[&str]) -> Self {
        let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.args(options).args(["--log-format", "json"]).env("INFLOW_LOG", "info");
        let log = File::create(place.path("log")).expect("a log");
        Self::logging_to(log, command)
    }

    /// A command that serves, with its standard error there.
    pub(crate) fn logging_to(log: File, mut command: Command) -> Self {
        let mut child =
            command.stdout(Stdio::piped()).stderr(log).spawn().expect("the program runs");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        out.read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("listening on http://").expect(&line).to_owned();
        Self { child, address, out: Some(out) }
    }

    /// What it said on standard output after where it listens, when it is ended.
    pub(crate) fn rest_of_output(mut self) -> String {
        let mut rest = String::new();
        self.child.kill().expect("a signal");
        let mut out = self.out.take().expect("its output");
        out.read_to_string(&mut rest).expect("a text");
        rest
    }

    pub(crate) fn get(&self, path: &str) -> (String, String) {
        self.get_with(path, "")
    }

    /// The metrics, as a program with a key of the account.
    pub(crate) fn metrics(&self, place: &Place) -> String {
        let name = format!("prometheus-{}", MADE.fetch_add(1, Ordering::Relaxed));
        let key = place.succeeds(&["api-key", "create", "--name", &name]).out;
        self.get_with("/metrics", &format!("Authorization: Bearer {}\r\n", key.trim())).1
    }

    fn get_with(&self, path: &str, header: &str) -> (String, String) {
        self.send_with("GET", path, header, "")
    }

    /// The first line and the body of an answer.
    pub(crate) fn send_with(
        &self,
        method: &str,
        path: &str,
        header: &str,
        body: &str,
    ) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{header}");
        write!(stream, "{head}Connection: close\r\n\r\n{body}").expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a body");
        (head.lines().next().unwrap_or_default().to_owned(), body.to_owned())
    }

    /// Asks it to stop as a service manager does; its exit status.
    fn stop(&mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().expect("a signal");
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(20) {
            if let Some(status) = self.child.try_wait().expect("a look") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("it does not stop");
    }

    /// Ends it at once, so that it can give nothing back.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("a signal");
        self.child.wait().expect("its end");
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < Duration::from_secs(60), "never: {what}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn it_imports_beside_every_other_command_until_it_is_stopped() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.add("acme", &zendesk);
    place.add("paused", &zendesk);
    place.succeeds(&["integration", "pause", "--name", "paused"]);
    let mut service = Service::start(&place);
    wait_until("imported", || place.listed("acme")["status"] == "operational");
    assert!(place.listed("acme")["next_run"].is_string());
    assert_eq!(place.listed("paused")["last_success"], Value::Null);
    assert_eq!(service.get("/health/live"), ("HTTP/1.1 200 OK".into(), "live\n".into()));
    assert_eq!(service.get("/health/ready"), ("HTTP/1.1 200 OK".into(), "ready\n".into()));
    assert!(place.volumes("acme").lines().count() > 10);
    if is_sqlite() {
        let told = place.fails(1, &["import", "--integration", "acme"]);
        assert!(told.contains("another process imports into this database"), "{told}");
        place.fails(1, &["serve", "--listen", "127.0.0.1:0"]);
    }

    // What is resumed, added and deleted beside it is heard.
    place.succeeds(&["integration", "resume", "--name", "paused"]);
    place.add("added", &zendesk);
    for name in ["paused", "added"] {
        wait_until(name, || place.listed(name)["status"] == "operational");
    }
    place.succeeds(&["integration", "delete", "--name", "paused"]);
    let success = place.listed("paused")["last_success"].clone();
    wait_until("the next cycle", || {
        place.listed("added")["last_success"].as_str() > success.as_str()
            && place.listed("acme")["last_success"].as_str() > success.as_str()
    });
    assert_eq!(place.listed("paused")["last_success"], success);

    let metrics = service.metrics(&place);
    for line in [
        "inflow_build_info{version=\"0.1.0\",time_zone_data=\"20",
        "inflow_runs_total{account=\"default\",integration=\"acme\",kind=\"well\"} ",
        "inflow_rows_total{account=\"default\",integration=\"acme\",kind=\"ticket_events\"} ",
        "inflow_zendesk_requests_total{account=\"default\",integration=\"acme\"} ",
        "inflow_integration_last_success_age_seconds{account=\"default\",integration=\"acme\"} ",
        "inflow_integration_status{account=\"default\",integration=\"paused\",kind=\"deleted\"} 1",
    ] {
        assert!(metrics.contains(line), "{line} is not in {metrics}");
    }
    assert!(service.get("/metrics").0.contains("401"), "nobody without a key");
    assert_eq!(service.stop(), Some(0));
    let log = std::fs::read_to_string(place.path("log")).expect("a log");
    for line in log.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "no JSON: {line}");
    }
    let ended = log.lines().find(|line| line.contains("import caught up")).expect("a line");
    let ended: Value = serde_json::from_str(ended).expect("JSON");
    assert_eq!(ended["span"]["integration"], "acme", "{ended}");
    assert!(ended["span"]["run"].is_i64(), "{ended}");
    assert!(!log.contains("simulated-token"));
    place.succeeds(&["import", "--integration", "acme"]);
}

#[test]
fn a_refused_integration_needs_attention_and_holds_up_no_other() {
    let (place, broken, zendesk) = (Place::new(), Zendesk::small(1), Zendesk::small(2));
    place.add("broken", &broken);
    place.add("fine", &zendesk);
    let address = broken.address.trim_start_matches("http://").to_owned();
    drop(broken);
    let other = ServeOptions { api_token: "another-token".to_owned(), ..ServeOptions::default() };
    let broken = Zendesk::listening(1, &address, other);
    let service = Service::start(&place);
    wait_until("refused", || place.listed("broken")["status"] == "needs attention");
    wait_until("imported", || place.listed("fine")["status"] == "operational");
    let told = place.listed("broken");
    assert!(told["failure"].as_str().expect("why").contains("zendesk refused"), "{told}");
    assert!(told["failure_advice"].as_str().expect("what to do").contains("token"), "{told}");
    let metrics = service.metrics(&place);
    assert!(metrics.contains("integration=\"broken\",kind=\"badly\"} "), "{metrics}");
    // Other credentials are taken at once, whatever was waited for.
    let mut change = vec!["integration", "credentials", "--name", "broken"];
    change.extend(["--username", "admin@example.com", "--api-token-env", "WRONG"]);
    place.succeeds(&change);
    wait_until("imported", || place.listed("broken")["status"] == "operational");
    drop(broken);
}

#[test]
fn it_listens_beyond_this_machine_only_where_that_is_said() {
    let place = Place::new();
    let told = place.fails(2, &["serve", "--listen", "0.0.0.0:0"]);
    assert!(told.contains("unencrypted") && told.contains("--listen-publicly"), "{told}");
}

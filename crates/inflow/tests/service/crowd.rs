//! `inflow serve` among those who connect and read nothing, and with few files to open.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::program::{Place, Zendesk, printed};
use crate::serving::{Service, wait_until};

/// Those who come at once.
struct Crowd {
    /// They send requests without end and read nothing.
    silent: usize,
    /// They take a byte of a long answer now and then.
    slow: usize,
    /// They ask as fast as they are answered.
    viewers: usize,
    /// How long they stay.
    stay: Duration,
    /// How many in a hundred of the answers about health may take more than a second: on a machine that
    /// builds and tests beside it, some do.
    late: usize,
}

/// Tells the viewers to end when it is dropped.
struct Ending<'a>(&'a AtomicBool);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A service with an imported account, and how somebody asks it.
struct Served {
    place: Place,
    _zendesk: Zendesk,
    service: Service,
    key: String,
}

impl Served {
    fn start(serve: impl FnOnce(&Place) -> Service) -> Self {
        let (place, zendesk) = (Place::new(), Zendesk::small(1));
        place.add("acme", &zendesk);
        let service = serve(&place);
        wait_until("imported", || place.listed("acme")["status"] == "operational");
        let key = place.succeeds(&["api-key", "create", "--name", "reader"]).out;
        let key = format!("Authorization: Bearer {}\r\n", key.trim());
        Self { place, _zendesk: zendesk, service, key }
    }

    fn last_success(&self) -> String {
        self.place.listed("acme")["last_success"].as_str().unwrap_or_default().to_owned()
    }

    /// A connection on which this was asked so often, and nothing is read.
    fn asks(&self, path: &str, times: usize) -> TcpStream {
        let mut stream = TcpStream::connect(&self.service.address).expect("a connection");
        stream.set_write_timeout(Some(Duration::from_millis(200))).expect("a limit");
        let asked = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", self.key);
        // It may have to make room before all is sent, or take no more.
        let _ = stream.write_all(asked.repeat(times).as_bytes());
        stream
    }

    /// How long it takes to hear that the service is live; for ever where the connection had to make room.
    fn live(&self) -> Duration {
        let begin = Instant::now();
        let mut answer = String::new();
        let asked = TcpStream::connect(&self.service.address).and_then(|mut stream| {
            let head = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            stream.write_all(head.as_bytes())?;
            stream.read_to_string(&mut answer)
        });
        if asked.is_err() {
            return Duration::MAX;
        }
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\nlive\n"));
        begin.elapsed()
    }

    /// Asks again and again until it is told to end.
    fn views(&self, id: &str, ended: &AtomicBool, answered: &AtomicUsize) {
        let paths = ["", "/queues", "/quality", "/volumes?interval=1d"];
        for path in paths.into_iter().cycle() {
            if ended.load(Ordering::Relaxed) {
                return;
            }
            let path = format!("/api/v1/integrations/{id}{path}");
            let Ok(mut stream) = TcpStream::connect(&self.service.address) else { continue };
            let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{}", self.key);
            let _ = write!(stream, "{head}Connection: close\r\n\r\n");
            let mut answer = String::new();
            if stream.read_to_string(&mut answer).is_ok() && answer.starts_with("HTTP/1.1 200") {
                answered.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// The most memory that the service ever had, in MiB, where the system tells.
    fn peak_memory(&self) -> Option<u64> {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.service.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
        Some(kibibytes / 1024)
    }

    fn stands(&self, crowd: &Crowd) {
        let before = self.last_success();
        let silent: Vec<TcpStream> =
            (0..crowd.silent).map(|_| self.asks("/api/v1/openapi.json", 60)).collect();
        let volumes = "/api/v1/integrations/1/volumes?fill=zero";
        let mut slow: Vec<TcpStream> = (0..crowd.slow).map(|_| self.asks(volumes, 1)).collect();
        for stream in &slow {
            stream.set_nonblocking(true).expect("a stream that waits for nothing");
        }
        let (ended, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
        let mut waits = Vec::new();
        std::thread::scope(|scope| {
            for _ in 0..crowd.viewers {
                scope.spawn(|| self.views("1", &ended, &answered));
            }
            // Also where something is not as it should be.
            let _ending = Ending(&ended);
            let begin = Instant::now();
            while begin.elapsed() < crowd.stay {
                waits.push(self.live());
                for stream in &mut slow {
                    let _ = stream.read(&mut [0; 1]);
                }
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        let late = waits.iter().filter(|wait| **wait > Duration::from_secs(1)).count();
        assert!(
            late * 100 <= crowd.late * waits.len(),
            "{late} of {} late: {waits:?}",
            waits.len()
        );
        assert!(answered.load(Ordering::Relaxed) > 0, "nobody was answered");
        wait_until("imported meanwhile", || self.last_success() > before);
        drop((silent, slow));
        let again = self.last_success();
        wait_until("imported again", || self.last_success() > again);
        let (status, body) = self.service.send_with("GET", volumes, &self.key, "");
        assert!(status.ends_with("200 OK") && body.contains("offered"), "{status}");
        if let Some(peak) = self.peak_memory() {
            assert!(peak < 500, "{peak} MiB");
        }
    }
}

#[test]
fn a_crowd_that_reads_nothing_holds_up_neither_health_nor_imports() {
    let served = Served::start(|place| Service::start_with(place, &["--every", "3s"]));
    let stay = Duration::from_secs(5);
    served.stands(&Crowd { silent: 400, slow: 100, viewers: 3, stay, late: 20 });
}

#[test]
#[ignore = "it takes two minutes and a machine of its own: cargo test -p inflow --test service -- --ignored crowd"]
fn a_crowd_of_thousands_for_two_minutes() {
    let served = Served::start(|place| Service::start_with(place, &["--every", "3s"]));
    let stay = Duration::from_secs(120);
    served.stands(&Crowd { silent: 2000, slow: 600, viewers: 10, stay, late: 1 });
}

/// The same command where so many files may be open.
#[cfg(unix)]
fn with_files(files: usize, inner: &Command) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("ulimit -n {files}; exec \"$0\" \"$@\""));
    command.arg(inner.get_program()).args(inner.get_args());
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}

#[cfg(unix)]
#[test]
fn with_few_files_imports_come_before_connections() {
    let served = Served::start(|place| {
        let serve = ["serve", "--listen", "127.0.0.1:0", "--every", "2s", "--log-format", "json"];
        let mut command = with_files(100, &place.command(&serve));
        command.env("INFLOW_LOG", "info");
        Service::logging_to(File::create(place.path("log")).expect("a log"), command)
    });
    let stay = Duration::from_secs(4);
    served.stands(&Crowd { silent: 150, slow: 20, viewers: 1, stay, late: 20 });
    let log = fs::read_to_string(served.place.path("log")).expect("a log");
    assert!(!log.contains("took no connection") && !log.contains("could not be found"), "{log}");
    assert_eq!(served.place.listed("acme")["status"], "operational");
}

#[cfg(unix)]
#[test]
fn a_lack_of_files_is_named_as_what_it_is() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.add("acme", &zendesk);
    let mut named = 0;
    for files in 8..64 {
        let command = place.command(&["import", "--integration", "acme"]);
        let told = printed(&mut with_files(files, &command));
        if told.status == Some(0) {
            break;
        }
        named += 1;
        assert!(told.notes.contains("open files"), "{files} files: {}", told.notes);
        for wrong in
            ["took no", "could not be found", "firewall", "panicked", "may write", "name a"]
        {
            assert!(!told.notes.contains(wrong), "{files} files: {}", told.notes);
        }
    }
    assert!((1..56).contains(&named), "{named} imports lacked files");
    place.succeeds(&["import", "--integration", "acme"]);
}

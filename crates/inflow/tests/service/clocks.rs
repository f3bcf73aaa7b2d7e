//! A clock that jumps by years while the service runs, by libfaketime.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::program::{Place, Zendesk};
use crate::serving::Service;

const LIBRARY: &str = "faketime/libfaketimeMT.so.1";
const TEN_YEARS: i64 = 3_650 * 86_400;

/// What a cycle and the looks around it take on a busy machine.
const CYCLE: Duration = Duration::from_secs(60);

/// The library that moves a clock, where it is installed.
fn library() -> Option<PathBuf> {
    let named = std::env::var_os("INFLOW_TEST_FAKETIME").filter(|path| !path.is_empty());
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let usual = ["/usr/lib", "/usr/lib64", "/usr/local/lib"].map(PathBuf::from);
    let mut folders = usual.into_iter().chain(folders.map(|folder| folder.path()));
    let library = named.map(PathBuf::from);
    library.or_else(|| {
        folders.find_map(|folder| Some(folder.join(LIBRARY)).filter(|path| path.is_file()))
    })
}

/// A service whose clock is set by a file.
struct Moved {
    place: Place,
    service: Service,
    key: String,
}

impl Moved {
    fn start(library: &Path) -> Self {
        let place = Place::new();
        let mut moved = place.command(&["serve", "--listen", "127.0.0.1:0", "--every", "3s"]);
        moved.env("LD_PRELOAD", library).env("FAKETIME_TIMESTAMP_FILE", place.path("clock"));
        moved.env_remove("FAKETIME").env("FAKETIME_NO_CACHE", "1");
        moved
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .env("DONT_FAKE_MONOTONIC", "1")
            .env("NO_FAKE_STAT", "1");
        set(&place, 0);
        let made = place.succeeds(&["api-key", "create", "--name", "prometheus"]).out;
        let log = fs::File::create(place.path("log")).expect("a log");
        let service = Service::logging_to(log, moved);
        Self { place, service, key: made.trim().to_owned() }
    }

    /// The head and body of an answer.
    fn ask(&self, method: &str, path: &str, head: &str, body: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.service.address).expect("a connection");
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n{head}\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a body");
        (head.to_owned(), body.to_owned())
    }

    fn metric(&self, name: &str) -> i64 {
        let key = format!("Authorization: Bearer {}\r\n", self.key);
        let told = self.ask("GET", "/metrics", &key, "").1;
        let line = told.lines().find(|line| line.starts_with(name));
        let value = line.and_then(|line| line.rsplit_once(' ')).map(|(_, value)| value);
        value.and_then(|value| value.parse().ok()).unwrap_or(0)
    }

    /// Runs that ended well, of all that the account has.
    fn well(&self) -> i64 {
        let key = format!("Authorization: Bearer {}\r\n", self.key);
        let told = self.ask("GET", "/metrics", &key, "").1;
        let is_well =
            |line: &&str| line.starts_with("inflow_runs_total") && line.contains("\"well\"");
        let line = told.lines().find(is_well).and_then(|line| line.rsplit_once(' '));
        line.and_then(|(_, value)| value.parse().ok()).unwrap_or(0)
    }

    fn imports_go_on(&self) {
        let before = self.well();
        self.comes("an import", || self.well() > before);
    }

    fn comes(&self, what: &str, is_there: impl Fn() -> bool) {
        let begin = Instant::now();
        while !is_there() {
            let log = || fs::read_to_string(self.place.path("log")).unwrap_or_default();
            assert!(begin.elapsed() < CYCLE, "{what} does not come: {}", log());
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// Sends a page's form; the status.
    fn post(&self, path: &str, fields: &str) -> String {
        let (head, page) = self.ask("GET", path, "", "");
        let cookie =
            head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap_or(&head);
        let cookie = cookie.split(';').next().unwrap_or_default();
        let (_, token) = page.split_once("name=\"csrf\" value=\"").expect(&page);
        let token = token.split('"').next().unwrap_or_default();
        let headers =
            format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        let (head, _) = self.ask("POST", path, &headers, &format!("csrf={token}&{fields}"));
        head.split(' ').nth(1).unwrap_or_default().to_owned()
    }

    fn signs_in(&self) {
        let typed = "name=ann&password=correct+horse+battery";
        self.comes("a sign-in", || self.post("/sign-in", typed) == "303");
    }
}

/// Sets the service's clock so many seconds ahead, or behind.
fn set(place: &Place, seconds: i64) {
    // Put into its place at once: a file that is half written moves no clock.
    fs::write(place.path("clock.new"), format!("{seconds:+}\n")).expect("written");
    fs::rename(place.path("clock.new"), place.path("clock")).expect("renamed");
}

#[test]
fn imports_and_sign_ins_go_on_after_the_clock_jumped_by_ten_years() {
    let Some(library) = library() else {
        eprintln!("skipped: libfaketime is not installed");
        return;
    };
    let zendesk = Zendesk::small(1);
    let moved = Moved::start(&library);
    moved.place.add("acme", &zendesk);
    let link = moved.place.succeeds(&["user", "add", "--name", "ann", "--administrator"]).out;
    let link = link.split_whitespace().find(|word| word.contains("/link/")).expect(&link);
    let link = &link[link.find("/link/").expect("a path")..];
    assert_eq!(
        moved.post(link, "name=ann&password=correct+horse+battery&again=correct+horse+battery"),
        "303"
    );
    moved.imports_go_on();
    moved.signs_in();
    assert_eq!(moved.ask("GET", "/health/ready", "", "").1, "ready\n");
    for (jump, word) in [(TEN_YEARS, "ahead"), (-TEN_YEARS, "back")] {
        set(&moved.place, jump);
        moved.comes("word of the jump", || {
            moved.ask("GET", "/health/ready", "", "").1.contains(&format!("seconds {word}"))
        });
        assert_eq!(moved.metric("inflow_clock_jump_seconds").signum(), jump.signum());
        // So many wrong ones that the next has to wait, by that clock.
        for _ in 0..6 {
            moved.post("/sign-in", "name=ann&password=wrong");
        }
        if jump > 0 {
            moved.comes("an import of that day", || {
                moved.metric("inflow_integration_last_success_age") < 60
            });
        }
        set(&moved.place, 0);
        moved.imports_go_on();
        moved.imports_go_on();
        moved.signs_in();
        assert!((0..60).contains(&moved.metric("inflow_integration_last_success_age")));
        assert_eq!(moved.metric("inflow_integration_last_success_ahead"), 0);
        assert!(moved.ask("GET", "/health/ready", "", "").0.starts_with("HTTP/1.1 200"));
    }
    moved.service.kill();
}

//! Commands beside a service that runs as its own user, by root and by that user, as docs/operations.md has
//! them. Only root can try it.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::database::is_sqlite;
use crate::program::{Place, Printed, Zendesk, printed};
use crate::serving::{Service, wait_until};

/// The service's user, whom no machine has.
const USER: u32 = 64_123;

/// The folder of the service, as its unit makes it, and the program where its user finds it.
struct Installed {
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Root,
    Service,
}

impl Installed {
    /// Nothing where only its own user's files can be made, which is said, and which continuous integration
    /// refuses.
    fn new() -> Option<Self> {
        let place = Place::new();
        let folder = place.path("");
        if !is_sqlite() {
            return None;
        }
        if fs::metadata(&folder).expect("a folder").uid() != 0 {
            let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
            assert!(!in_ci, "only root can try commands beside a service of another user");
            eprintln!("SKIPPED: only root can try commands beside a service of another user");
            return None;
        }
        fs::copy(env!("CARGO_BIN_EXE_inflow"), place.path("inflow")).expect("copied");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("set");
        chown(&folder, Some(USER), Some(USER)).expect("given away");
        Some(Self { place })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path(name)
    }

    /// What the shipped unit says and a program can be started with without systemd.
    fn command(&self, by: By, arguments: &[&str]) -> Command {
        let unit = include_str!("../../../../docs/deploy/inflow.service");
        let has = |setting: &str| unit.lines().any(|line| line == setting);
        assert!(has("NoNewPrivileges=yes") && has("CapabilityBoundingSet=") && has("UMask=0077"));
        assert!(has("LimitCORE=0") && has("ExecStart=/usr/local/bin/inflow serve"));
        let program = self.path("inflow").display().to_string();
        let mut command = match by {
            By::Root => Command::new(program),
            By::Service => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid", &USER.to_string(), "--regid", &USER.to_string()]);
                command.args(["--clear-groups", "--no-new-privs", "--bounding-set=-all"]);
                command.args(["--inh-caps=-all", "sh", "-c"]);
                command.args(["umask 0077; ulimit -c 0; exec \"$0\" \"$@\"", &program]);
                command
            }
        };
        command
            .args(arguments)
            .stdin(Stdio::null())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("INFLOW_DATABASE_URL", format!("sqlite://{}", self.path("inflow.db").display()))
            .env("INFLOW_CONFIG", "")
            .env("TOKEN", "simulated-token");
        command
    }

    fn runs(&self, by: By, arguments: &[&str]) -> Printed {
        printed(&mut self.command(by, arguments))
    }

    fn succeeds(&self, by: By, arguments: &[&str]) -> String {
        let printed = self.runs(by, arguments);
        assert_eq!(
            printed.status,
            Some(0),
            "{by:?} {arguments:?}: {}{}",
            printed.out,
            printed.notes
        );
        printed.out
    }

    fn add(&self, by: By, name: &str, zendesk: &Zendesk) {
        let options = [&Place::adding(name, zendesk)[..], &["--since", "2026-08-01"]].concat();
        self.succeeds(by, &options);
    }

    fn serve(&self) -> Service {
        let log = File::create(self.path("log")).expect("a log");
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--every", "2s"];
        Service::logging_to(log, self.command(By::Service, &arguments))
    }

    fn listed(&self, name: &str) -> Value {
        let list = self.succeeds(By::Root, &["integration", "list", "--format", "json"]);
        let list: Value = serde_json::from_str(&list).expect("JSON");
        let found = list.as_array().expect("a list").iter().find(|row| row["name"] == name);
        found.unwrap_or_else(|| panic!("{name} is not listed: {list}")).clone()
    }

    /// The service imports an integration once more, is ready, and nothing is to be done.
    fn goes_on(&self, service: &Service, name: &str) {
        let before = self.listed(name)["last_success"].clone();
        wait_until(name, || {
            let now = self.listed(name);
            assert_ne!(now["status"], "needs attention", "{now}");
            now["last_success"].as_str() > before.as_str()
        });
        assert_eq!(service.get("/health/ready").1, "ready\n");
        for by in [By::Root, By::Service] {
            let doctor = self.runs(by, &["doctor", "--format", "json"]);
            assert_eq!(doctor.status, Some(0), "{}{}", doctor.out, doctor.notes);
        }
        self.everything_is_the_services();
    }

    /// All that the program made belongs to the service's user, and nobody else may read it.
    fn everything_is_the_services(&self) {
        for entry in fs::read_dir(self.path("")).expect("a folder") {
            let (path, name) = entry.map(|e| (e.path(), e.file_name())).expect("an entry");
            if ["inflow", "log"].iter().any(|ours| name == *ours) {
                continue;
            }
            let Ok(found) = fs::metadata(&path) else { continue };
            let mode = found.mode() & 0o777;
            assert!(found.uid() == USER && found.gid() == USER, "{} is another's", path.display());
            assert_eq!(mode, 0o600, "{}", path.display());
        }
    }
}

#[test]
fn root_and_the_services_user_run_commands_beside_it() {
    let Some(installed) = Installed::new() else { return };
    let zendesk = Zendesk::small(1);
    // Root begins the installation, in the folder that the unit made.
    installed.add(By::Root, "first", &zendesk);
    installed.everything_is_the_services();
    let service = installed.serve();
    installed.goes_on(&service, "first");
    for (by, name) in [(By::Root, "by-root"), (By::Service, "by-service")] {
        installed.add(by, name, &zendesk);
        installed.goes_on(&service, name);
        installed.succeeds(by, &["key", "rotate"]);
        installed.goes_on(&service, name);
        assert!(
            installed.succeeds(by, &["api-key", "create", "--name", name]).starts_with("inflow_")
        );
        assert!(installed.succeeds(by, &["user", "add", "--name", name]).starts_with("/link/"));
        let copy = installed.path(&format!("{name}.db")).display().to_string();
        installed.succeeds(by, &["backup", "--to", &copy]);
        installed.goes_on(&service, "first");
    }
    drop(service);
    // A restored backup is the service's too.
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(installed.path(&format!("inflow.db{ending}")));
    }
    // The later one: the key was changed since the first.
    fs::rename(installed.path("by-service.db"), installed.path("inflow.db")).expect("restored");
    let service = installed.serve();
    installed.goes_on(&service, "first");
}

#[test]
fn root_makes_the_key_and_the_lock_for_the_services_user() {
    let Some(installed) = Installed::new() else { return };
    let zendesk = Zendesk::small(1);
    // The service begins the installation, and root brings the first credentials and the first import.
    let service = installed.serve();
    drop(service);
    let _ = fs::remove_file(installed.path("inflow.db.import-lock"));
    installed.add(By::Root, "first", &zendesk);
    installed.succeeds(By::Root, &["import", "--integration", "first"]);
    installed.everything_is_the_services();
    let service = installed.serve();
    installed.goes_on(&service, "first");
}

#[test]
fn doctor_finds_what_the_service_may_not_read() {
    let Some(installed) = Installed::new() else { return };
    let zendesk = Zendesk::small(1);
    installed.add(By::Service, "first", &zendesk);
    let key = installed.path("inflow.key");
    chown(&key, Some(0), Some(0)).expect("taken");
    let doctor = installed.runs(By::Root, &["doctor", "--offline"]);
    assert_eq!(doctor.status, Some(1), "{}", doctor.out);
    let words = doctor.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("chown") && words.contains("64123:64123"), "{}", doctor.out);
    // The next change of the key mends it.
    installed.succeeds(By::Root, &["key", "rotate"]);
    installed.everything_is_the_services();
    installed.succeeds(By::Service, &["integration", "test", "--name", "first"]);
}

#[test]
fn the_shipped_unit_is_safe_where_systemd_can_tell() {
    let unit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/deploy/inflow.service");
    let mut command = Command::new("systemd-analyze");
    command.args(["security", "--offline=yes", "--no-pager", "--threshold=30"]).arg(unit);
    match command.output() {
        Ok(told) => {
            let (out, error) =
                (String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
            assert!(told.status.success(), "{out}{error}");
        }
        Err(error) => eprintln!("SKIPPED: systemd-analyze is not there: {error}"),
    }
}

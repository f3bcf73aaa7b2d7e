//! Keys and backups.

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

use crate::database::is_sqlite;
use crate::program::{Place, Zendesk, printed};

/// Databases that were made, each with a name of its own.
static MADE: AtomicU32 = AtomicU32::new(0);

#[test]
fn a_new_key_takes_the_place_of_the_old_one() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    let said = place.succeeds(&["key", "rotate"]).out;
    assert!(said.contains("nothing to encrypt"), "{said}");
    place.add("acme", &zendesk);
    place.add("deleted", &zendesk);
    place.succeeds(&["integration", "delete", "--name", "deleted"]);
    let old = fs::read_to_string(place.path("inflow.key")).expect("a key");
    let said = place.succeeds(&["key", "rotate"]).out;
    assert!(said.contains("the credentials of 1 integrations"), "{said}");
    let new = fs::read_to_string(place.path("inflow.key")).expect("a key");
    assert!(new.len() == 65 && new != old);
    place.succeeds(&["integration", "test", "--name", "acme"]);
    // The old key opens nothing any more, and nothing is rotated with it.
    fs::write(place.path("inflow.key"), &old).expect("written");
    let told = place.fails(1, &["integration", "test", "--name", "acme"]);
    assert!(told.contains("cannot be decrypted"), "{told}");
    place.fails(1, &["key", "rotate"]);
    assert_eq!(fs::read_to_string(place.path("inflow.key")).expect("a key"), old);
    // Where a rotation was cut off, both keys stand in the file: either opens, and the next ends it.
    fs::write(place.path("inflow.key"), format!("{old}{new}")).expect("written");
    place.succeeds(&["integration", "test", "--name", "acme"]);
    place.succeeds(&["key", "rotate"]);
    let newest = fs::read_to_string(place.path("inflow.key")).expect("a key");
    assert!(newest.len() == 65 && newest != old && newest != new);
    place.succeeds(&["integration", "test", "--name", "acme"]);
}

#[test]
fn a_backup_has_everything_and_is_restored_by_its_place() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.add("acme", &zendesk);
    if !is_sqlite() {
        let told = place.fails(2, &["backup", "--to", "copy.db"]);
        assert!(told.contains("pg_dump"), "{told}");
        return;
    }
    place.succeeds(&["import", "--integration", "acme"]);
    let volumes = place.volumes("acme");
    let copy = place.path("copy.db");
    let to = copy.display().to_string();
    let copy_url = format!("sqlite://{to}");
    place.succeeds(&["backup", "--to", &to]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&copy).expect("a file").permissions().mode() & 0o777, 0o600);
    }
    let told = place.fails(2, &["backup", "--to", &to]);
    assert!(told.contains("is there already"), "{told}");
    place.succeeds(&["integration", "delete", "--name", "acme", "--purge", "--yes-purge", "acme"]);
    let ask = ["volumes", "--integration", "acme", "--format", "csv"];
    assert_eq!(printed(&mut place.command_on(&copy_url, &ask)).out, volumes);
    let import = printed(&mut place.command_on(&copy_url, &["import", "--integration", "acme"]));
    assert_eq!(import.status, Some(0), "{}", import.notes);
}

/// Whatever moment a backup is killed at, what has its name is whole.
#[test]
fn a_killed_backup_leaves_nothing_that_looks_like_one() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    if !is_sqlite() {
        return;
    }
    place.add("acme", &zendesk);
    place.succeeds(&["import", "--integration", "acme"]);
    let volumes = place.volumes("acme");
    let to = place.path("copy.db");
    let arguments = ["backup", "--to", to.to_str().expect("a path")];
    let ask = ["volumes", "--integration", "acme", "--format", "csv"];
    let copy = format!("sqlite://{}", to.display());
    for milliseconds in (0..120).step_by(3) {
        let mut child = place.command(&arguments).spawn().expect("it runs");
        std::thread::sleep(Duration::from_millis(milliseconds));
        let _ = child.kill();
        child.wait().expect("its end");
        if to.exists() {
            assert_eq!(
                printed(&mut place.command_on(&copy, &ask)).out,
                volumes,
                "{milliseconds} ms"
            );
            for ending in ["", "-wal", "-shm"] {
                let _ = fs::remove_file(place.path(&format!("copy.db{ending}")));
            }
        }
    }
    place.succeeds(&arguments);
    assert_eq!(printed(&mut place.command_on(&copy, &ask)).out, volumes);
    assert!(!place.path("copy.db.partial").exists());
}

/// What is killed at some moment.
#[derive(Clone, Copy)]
enum Killed {
    Backup,
    Rotation,
    Migration,
}

/// Kills one after the other at moments that are spread over how long each takes, and looks each time at what has the
/// final name: it is whole, or there is nothing.
fn killed(times: u64) {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.add("acme", &zendesk);
    place.succeeds(&["import", "--integration", "acme"]);
    let volumes = place.volumes("acme");
    let to = place.path("copy.db").display().to_string();
    let target = Target::on_the_server();
    let mut there = [0; 3];
    for time in 0..times {
        let kind = [Killed::Backup, Killed::Rotation, Killed::Migration]
            [usize::try_from(time % 3).expect("a small number")];
        let target = target.as_ref().filter(|_| is_sqlite());
        let arguments = match (kind, target) {
            (Killed::Backup, _) if is_sqlite() => vec!["backup", "--to", &to],
            (Killed::Migration, Some(target)) => vec!["migrate", "--to", &target.url],
            _ => vec!["key", "rotate"],
        };
        // As Weyl does: no two of them at the same moment.
        let milliseconds = time * 79 % 311;
        let mut child = place.command(&arguments).spawn().expect("it runs");
        std::thread::sleep(Duration::from_millis(milliseconds));
        let _ = child.kill();
        child.wait().expect("its end");
        let is_there = match arguments[0] {
            "backup" => place.takes_away_the_copy(&to, &volumes),
            "migrate" => target.expect("it was one").is_whole_or_nothing(&place, &volumes),
            _ => {
                place.succeeds(&["integration", "test", "--name", "acme"]);
                let key = fs::read_to_string(place.path("inflow.key")).expect("a key");
                // Two where it was cut off between the database and the file.
                assert!(
                    [65, 130].contains(&key.len()),
                    "{} ms: {} letters",
                    milliseconds,
                    key.len()
                );
                key.len() == 65
            }
        };
        there[kind as usize] += u64::from(is_there);
    }
    eprintln!(
        "of {times}, so many backups, rotations and migrations were done when they were killed: {there:?}"
    );
    place.succeeds(&["key", "rotate"]);
    place.succeeds(&["integration", "test", "--name", "acme"]);
    assert_eq!(place.volumes("acme"), volumes, "the source is as it was");
    let left = fs::read_dir(place.path(".")).expect("the folder").flatten();
    let left: Vec<_> = left.map(|entry| entry.file_name()).collect();
    assert!(
        !left.iter().any(|name| name.to_string_lossy().starts_with(".inflow-key-")),
        "{left:?}"
    );
    if let Some(target) = target.filter(|_| is_sqlite()) {
        target.is_whole_or_nothing(&place, &volumes);
        place.succeeds(&["migrate", "--to", &target.url]);
        assert!(
            target.is_whole_or_nothing(&place, &volumes),
            "what a killed one left is no hindrance"
        );
    }
}

impl Place {
    /// Whether there is a backup, which has to be whole. It is gone after that.
    fn takes_away_the_copy(&self, to: &str, volumes: &str) -> bool {
        let is_there = fs::exists(to).expect("a look");
        if is_there {
            let ask = ["volumes", "--integration", "acme", "--format", "csv"];
            assert_eq!(printed(&mut self.command_on(&format!("sqlite://{to}"), &ask)).out, volumes);
            for ending in ["", "-wal", "-shm"] {
                let _ = fs::remove_file(format!("{to}{ending}"));
            }
        }
        is_there
    }
}

/// A database of the server for tests, which migrations lead to.
struct Target {
    server: String,
    name: String,
    url: String,
}

impl Target {
    /// None where there is no such server.
    fn on_the_server() -> Option<Self> {
        let server =
            std::env::var("INFLOW_TEST_POSTGRES").ok().filter(|server| !server.is_empty())?;
        let name = format!(
            "inflow_killed_{}_{}",
            std::process::id(),
            MADE.fetch_add(1, Ordering::Relaxed)
        );
        let (place, parameters) = server.split_once('?').unwrap_or((&server, ""));
        let (scheme, rest) = place.split_once("://").expect("an address with a scheme");
        let host = rest.split_once('/').map_or(rest, |(host, _)| host);
        let url = format!("{scheme}://{host}/{name}?{parameters}");
        let target = Self { server, name, url };
        target.ask(&format!("create database {}", target.name));
        Some(target)
    }

    fn ask(&self, query: &str) {
        let mut server = PgConnection::establish(&self.server).expect("the server for tests");
        server.batch_execute(query).expect("an answer");
    }

    /// Whether everything is there; else there is nothing of it, and the next one finds room.
    fn is_whole_or_nothing(&self, place: &Place, volumes: &str) -> bool {
        // What the killed one had begun ends with its sessions, or was done a moment before.
        let of_us = format!(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{}'",
            self.name
        );
        self.ask(&of_us);
        let list = ["integration", "list", "--format", "json"];
        let listed = printed(&mut place.command_on(&self.url, &list));
        if listed.status != Some(0) || !listed.out.contains("acme") {
            assert!(!listed.notes.contains("damaged"), "{}", listed.notes);
            return false;
        }
        let ask = ["volumes", "--integration", "acme", "--format", "csv"];
        assert_eq!(printed(&mut place.command_on(&self.url, &ask)).out, volumes);
        self.ask(&of_us);
        self.ask(&format!("drop database {} with (force)", self.name));
        self.ask(&format!("create database {}", self.name));
        true
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.ask(&format!("drop database {} with (force)", self.name));
        }
    }
}

#[test]
fn what_was_killed_is_whole_or_nothing() {
    killed(12);
}

#[test]
#[ignore = "it takes minutes"]
fn what_was_killed_a_hundred_times_is_whole_or_nothing() {
    killed(300);
}

//! Keys and backups.

use std::fs;

use crate::database::is_sqlite;
use crate::program::{Place, Zendesk, printed};

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
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
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

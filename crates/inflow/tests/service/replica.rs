//! Figures that are read from a streaming replica: `cargo xtask postgres --replica -- cargo test …` starts one, as
//! `cargo xtask test` does.

use std::fs::File;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

use crate::database::is_sqlite;
use crate::program::{Place, Zendesk, printed};
use crate::serving::{Service, wait_until};

/// A command whose figures come from the replica.
fn reads(place: &Place, replica: &str, arguments: &[&str]) -> crate::program::Printed {
    printed(place.command(arguments).env("INFLOW_READ_DATABASE_URL", replica))
}

#[test]
fn figures_come_from_the_replica_with_its_lag() {
    let place = Place::new();
    let Some(replica) = place.replica_url() else {
        eprintln!("SKIPPED: INFLOW_TEST_REPLICA names no replica");
        return;
    };
    let zendesk = Zendesk::small(1);
    place.add("acme", &zendesk);
    place.succeeds(&["import"]);
    let volumes = place.volumes("acme");
    assert!(volumes.lines().count() > 10);
    let read = |arguments: &[&str]| reads(&place, &replica, arguments);
    wait_until("replayed", || read(&["volumes", "--format", "csv"]).out == volumes);
    for command in [&["queues"][..], &["views"], &["contacts"], &["explain", "--ticket", "1"]] {
        let there = read(command);
        assert_eq!(there.out, place.runs(command).out, "{command:?}: {}", there.notes);
    }

    let mut serving = place.command(&["serve", "--listen", "127.0.0.1:0", "--every", "1h"]);
    serving.env("INFLOW_READ_DATABASE_URL", &replica);
    let log = File::create(place.path("log")).expect("a log");
    let service = Service::logging_to(log, serving);
    let key = place.succeeds(&["api-key", "create", "--name", "reader"]).out;
    let key = format!("Authorization: Bearer {}\r\n", key.trim());
    let id = {
        let (_, list) = service.send_with("GET", "/api/v1/integrations", &key, "");
        let list: serde_json::Value = serde_json::from_str(&list).expect("JSON");
        list["integrations"][0]["integration_id"].to_string()
    };
    let queues = format!("/api/v1/integrations/{id}/queues");
    let shown = || service.send_with("GET", &queues, &key, "").1;
    wait_until("shown", || shown().contains("Support Tickets (email)"));
    wait_until("ready", || {
        service
            .get("/health/ready")
            .1
            .contains("the replica that figures are read from is 0 s behind")
    });

    // While the replica stands still, the primary goes on: a purge is seen there at once, and here later.
    let mut still = PgConnection::establish(&replica).expect("the replica");
    still.batch_execute("SELECT pg_wal_replay_pause()").expect("a superuser");
    place.succeeds(&["integration", "delete", "--name", "acme", "--purge", "--yes-purge", "acme"]);
    place.fails(2, &["volumes", "--integration", "acme"]);
    wait_until("behind", || read(&["volumes", "--format", "csv"]).notes.contains(" s behind"));
    assert_eq!(read(&["volumes", "--format", "csv"]).out, volumes);
    assert!(shown().contains("Support Tickets (email)"));
    let told = service.get("/health/ready").1;
    assert!(told.contains(" s behind") && !told.contains(" 0 s behind"), "{told}");
    let metrics = service.metrics(&place);
    let name = "inflow_read_replica_lag_seconds{account=\"default\"} ";
    let lag = metrics.lines().find_map(|line| line.strip_prefix(name));
    assert!(lag.is_some_and(|lag| lag.parse::<i64>().is_ok_and(|lag| lag > 0)), "{metrics}");
    let doctor = read(&["doctor", "--offline", "--format", "json"]).out;
    assert!(doctor.contains("\"replica\"") && doctor.contains(" s behind"), "{doctor}");
    still.batch_execute("SELECT pg_wal_replay_resume()").expect("a superuser");
    wait_until("caught up", || read(&["volumes", "--integration", "acme"]).status == Some(2));
    wait_until("caught up", || !shown().contains("Support Tickets (email)"));
}

#[test]
fn what_is_no_replica_is_refused() {
    let place = Place::new();
    place.add("acme", &Zendesk::small(2));
    let read = |url: &str, arguments: &[&str]| reads(&place, url, arguments);
    let refused = read("sqlite:///tmp/replica.db", &["volumes"]);
    assert_eq!(refused.status, Some(2), "{}", refused.notes);
    assert!(refused.notes.contains("--read-database-url is for PostgreSQL"), "{}", refused.notes);
    if is_sqlite() {
        let refused = read("postgres://inflow@127.0.0.1:1/inflow", &["queues"]);
        assert_eq!(refused.status, Some(2), "{}", refused.notes);
        return;
    }
    for arguments in [&["volumes"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        let broken = read("postgres://inflow:secret@127.0.0.1:1/inflow", arguments);
        assert_eq!(broken.status, Some(1), "{}", broken.notes);
        assert!(
            broken.notes.contains("figures cannot be read from the replica"),
            "{}",
            broken.notes
        );
        assert!(!broken.notes.contains("secret"), "{}", broken.notes);
    }
    // What only writes does not need it.
    let renamed = ["integration", "rename", "--name", "acme", "--to", "other"];
    let written = read("postgres://inflow@127.0.0.1:1/inflow", &renamed);
    assert_eq!(written.status, Some(0), "{}", written.notes);
    let doctor = read("postgres://inflow@127.0.0.1:1/inflow", &["doctor", "--offline"]);
    assert_eq!(doctor.status, Some(1), "{}", doctor.notes);
    assert!(doctor.out.contains("replica"), "{}", doctor.out);
    // Another database holds other figures.
    let another = Place::new();
    another.add("acme", &Zendesk::small(3));
    let refused = read(&another.database_url(), &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(refused.status, Some(2), "{}", refused.notes);
    assert!(refused.notes.contains("is no replica of"), "{}", refused.notes);
}

//! Two importers of one integration.

use std::fs::{self, File};
use std::net::TcpListener;

use inflow_simulator::ServeOptions;

use crate::database::is_sqlite;
use crate::program::{Place, Zendesk};
use crate::serving::{Service, wait_until};

/// A cycle that no test waits for, and a lease that is soon over.
const SLOWLY: [&str; 4] = ["--every", "24h", "--lease", "2s"];

/// A place with an integration whose import a service has begun, and waits for an answer that does not
/// come, until what is returned last is dropped.
fn begun() -> (Place, String, Service, TcpListener) {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.add("acme", &zendesk);
    let address = zendesk.address.strip_prefix("http://").expect("an address").to_owned();
    drop(zendesk);
    let silent = TcpListener::bind(&address).expect("the port is free again");
    let service = Service::start_with(&place, &SLOWLY);
    let _asked = silent.accept().expect("a request");
    (place, address, service, silent)
}

/// The volumes of the same account, imported without trouble.
fn undisturbed() -> String {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.add("acme", &zendesk);
    place.succeeds(&["import", "--integration", "acme"]);
    place.volumes("acme")
}

#[test]
fn an_import_is_refused_while_another_goes_on_and_takes_over_once_that_is_killed() {
    let (place, address, service, silent) = begun();
    let told = place.fails(1, &["import", "--integration", "acme"]);
    let why = if is_sqlite() {
        "another process imports into this database"
    } else {
        "imports it, with a lease until"
    };
    assert!(told.contains(why), "{told}");

    service.kill();
    drop(silent);
    let _zendesk = Zendesk::listening(1, &address, ServeOptions::default());
    wait_until("taken over", || place.runs(&["import", "--integration", "acme"]).status == Some(0));
    assert_eq!(place.volumes("acme"), undisturbed());
}

#[test]
fn what_a_killed_service_had_begun_goes_on_at_once_however_long_the_cycle_is() {
    let (place, address, service, silent) = begun();
    service.kill();
    drop(silent);
    let _zendesk = Zendesk::listening(1, &address, ServeOptions::default());
    let _next = Service::start_with(&place, &SLOWLY);
    wait_until("imported", || place.listed("acme")["status"] == "operational");
    assert_eq!(place.volumes("acme"), undisturbed());
}

#[test]
fn a_worker_with_another_key_file_takes_nothing_and_is_not_ready() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.add("acme", &zendesk);
    let elsewhere = place.path("other.key");
    fs::write(&elsewhere, format!("{}\n", "0123456789abcdef".repeat(4))).expect("a key");
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.args(SLOWLY).env("INFLOW_KEY_FILE", &elsewhere);
    let log = place.path("log of the other");
    let service = Service::logging_to(File::create(&log).expect("a log"), command);
    wait_until("told", || place.listed("acme")["status"] == "needs attention");
    // A service that only begins is not ready either.
    wait_until("not ready", || service.get("/health/ready").0.contains("503"));
    let told = fs::read_to_string(log).expect("a log");
    assert!(told.contains("integration=acme") && told.contains("import failed"), "{told}");
    // Whoever has the right key takes it at once, and no failure was counted.
    if is_sqlite() {
        drop(service);
    }
    let _right = Service::start_with(&place, &SLOWLY);
    wait_until("imported", || place.listed("acme")["status"] == "operational");
}

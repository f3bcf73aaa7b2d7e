//! Two importers of one integration.

use std::net::TcpListener;

use inflow_simulator::ServeOptions;

use crate::database::is_sqlite;
use crate::program::{Place, Zendesk};
use crate::serving::{Service, wait_until};

#[test]
fn an_import_is_refused_while_another_goes_on_and_takes_over_once_that_is_killed() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    place.add("acme", &zendesk);
    let address = zendesk.address.strip_prefix("http://").expect("an address").to_owned();
    drop(zendesk);
    // Whoever imports now waits for an answer that does not come.
    let silent = TcpListener::bind(&address).expect("the port is free again");
    let service = Service::start_with(&place, &["--lease", "2s"]);
    let _asked = silent.accept().expect("a request");
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
    let (undisturbed, zendesk) = (Place::new(), Zendesk::small(1));
    undisturbed.add("acme", &zendesk);
    undisturbed.succeeds(&["import", "--integration", "acme"]);
    assert_eq!(place.volumes("acme"), undisturbed.volumes("acme"));
}

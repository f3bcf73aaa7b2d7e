//! `inflow licences`.

use std::process::Command;

/// What whoever passes libpq on has to pass on with it.
const COPYRIGHT: &str = "PostgreSQL Global Development Group";

#[test]
fn the_licences_of_what_the_program_is_made_from_are_printed_with_their_texts() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("inflow.db");
    let output = Command::new(env!("CARGO_BIN_EXE_inflow"))
        .arg("licences")
        .env("INFLOW_DATABASE_URL", format!("sqlite://{}", database.display()))
        .output()
        .expect("the program runs");
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    // A package of Rust's, and C sources that are linked: libpq, OpenSSL.
    for expected in ["\ntokio 1.", "\npq-src 0.", COPYRIGHT, "\nopenssl-src ", "Apache License"] {
        assert!(printed.contains(expected), "{expected}");
    }
    assert!(!database.exists(), "no database is needed");
}

//! `docs/tour.md` shows what the commands really print.
//!
//! With `INFLOW_UPDATE_TOUR=1` the page is written anew instead.

mod page;

use std::path::Path;
use std::process::Command;

use inflow_simulator::{Account, Options, ServeOptions, Simulator};
use tokio::net::TcpListener;

const TOUR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/tour.md");
const VIEW: &str = r#"{"title": "Urgent and open",
 "all": [{"field": "priority", "operator": "is", "value": "urgent"},
         {"field": "status", "operator": "less_than", "value": "solved"}]}
"#;

/// Runs a command line as a reader would, in the folder of the tour.
fn output_of(line: &str, folder: &Path) -> String {
    let programs = Path::new(env!("CARGO_BIN_EXE_inflow")).parent().expect("a folder");
    let path = std::env::var("PATH").expect("programs are found by the path");
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", programs.display()))
        .env("INFLOW_DATABASE_URL", format!("sqlite://{}", folder.join("inflow.db").display()))
        .env("INFLOW_SECRET", ServeOptions::default().oauth_client_secret)
        .output()
        .expect("a shell");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    printed.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

#[cfg(unix)]
#[test]
fn the_tour_shows_what_is_printed() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
    let address = listener.local_addr().expect("an address");
    // The account of `inflow simulate --demo`.
    let account = Account::generate(&Options::demo(1));
    let simulator = Simulator::new(account, ServeOptions::default());
    runtime.spawn(async move { simulator.serve(listener).await });
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("urgent.json"), VIEW).expect("a file");

    let tour = std::fs::read_to_string(TOUR).expect("the tour");
    let address = address.to_string();
    for line in page::preparation(&tour) {
        output_of(&line.replace("127.0.0.1:9090", &address), folder.path());
    }
    let shown = page::filled(&tour, |line| output_of(line, folder.path()));
    if std::env::var_os("INFLOW_UPDATE_TOUR").is_some() {
        std::fs::write(TOUR, shown).expect("the tour is written");
    } else {
        let without = page::without_what_is_of_its_day;
        assert_eq!(without(&tour), without(&shown), "INFLOW_UPDATE_TOUR=1 writes it anew");
    }
}

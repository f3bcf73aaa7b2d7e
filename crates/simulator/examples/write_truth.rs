//! Makes an account and writes what it knows of its contacts as CSV, to compare an importer with.
//!
//! `cargo run -p inflow-simulator --features truth --example write_truth -- 7`

use std::env;
use std::error::Error;
use std::io::stdout;

use inflow_simulator::{Account, Grouping, Options, TruthOptions};

fn main() -> Result<(), Box<dyn Error>> {
    let seed: u64 = env::args().nth(1).map_or(Ok(1), |seed| seed.parse())?;
    let account = Account::generate(&Options { tickets: 100, ..Options::verification(seed) });
    let truth = account.truth(TruthOptions { since: 0, grouping: Grouping::PhoneNumber });
    truth.write_cells(&mut stdout().lock())?;
    Ok(())
}

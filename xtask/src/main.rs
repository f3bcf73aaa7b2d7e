//! Tasks of the developers: `cargo xtask test`, `ci`, `regress`, `record`, `verify`, `chaos`, `bench`,
//! `postgres`, `browser`, `dated`, `fuzz`.
//!
//! It runs cargo and the built program, as a person would, and must never know a crate of this
//! workspace: what it compares is what the program printed. Start at `test.rs`, which calls the rest.
#![expect(clippy::print_stdout, reason = "results of a task go to standard output")]

mod bench;
mod bench_engine;
mod bench_service;
mod bench_web;
mod browser;
mod cells;
mod changelog;
mod chaos;
mod churn;
mod clients;
mod coverage;
mod crates;
mod databases;
mod dated;
mod deny;
mod dice;
mod figures;
mod fuzz;
mod licences;
mod links;
mod mutate;
mod postgres;
mod process;
mod record;
mod regress;
mod schema;
mod simulated;
mod test;
mod trial;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::process::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tasks of the developers")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Everything that must pass before a commit
    Test(test::Arguments),
    /// The same, with Cargo.lock as it is and CI=true
    Ci,
    /// Imports every recorded scenario of fixtures/ and compares with the snapshots
    Regress(regress::Arguments),
    /// Records an account's answers into a scenario, scrubbed on the way
    Record(record::Arguments),
    /// Imports simulated accounts with the built program and compares every cell with their truth
    Verify(verify::Arguments),
    /// Imports simulated accounts through faults and kills, and compares the figures with those of quiet imports
    Chaos(chaos::Arguments),
    /// Starts a private PostgreSQL server and runs a command with INFLOW_TEST_POSTGRES set to its address
    Postgres(postgres::Arguments),
    /// Tests the pages in a headless Chromium, or runs a command that does
    Browser(browser::Arguments),
    /// Writes crates/inflow/licences.txt anew, the licences of all that the program is made from
    Licences(licences::Arguments),
    /// Holds licences, sources and advisories of all that is linked to deny.toml
    Deny,
    /// Runs the tests of the program on another day, by libfaketime
    Dated(dated::Arguments),
    /// Tries whatever reads what others wrote with ever more odd bytes
    Fuzz(fuzz::Arguments),
    /// Packages the crates that others take, and runs their examples
    Crates,
    /// Writes docs/openapi.json anew from the API's own description
    Schema,
    /// Measures the program
    Bench {
        #[command(subcommand)]
        what: Bench,
    },
}

#[derive(Subcommand)]
enum Bench {
    /// Processor time and peak memory of an import, beside those of plain decoding and storing
    Import(bench::Arguments),
    /// Times and memory of counting, and the size of the database, beside those of plain decoding
    /// and reading
    Engine(bench_engine::Arguments),
    /// Processor time and memory of a service with many quiet integrations
    Service(bench_service::Arguments),
    /// Volumes as JSON beside reading the same rows, and the page of a queue
    Web,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = Workspace::find().and_then(|workspace| match &arguments.task {
        Task::Test(arguments) => test::run(&workspace, arguments),
        Task::Ci => test::run(&workspace.locked(), &test::Arguments::default()),
        Task::Regress(arguments) => regress::run(&workspace, arguments),
        Task::Record(arguments) => record::run(&workspace, arguments),
        Task::Verify(arguments) => verify::run(&workspace, arguments),
        Task::Chaos(arguments) => chaos::run(&workspace, arguments),
        Task::Fuzz(arguments) => fuzz::run(&workspace, arguments),
        Task::Crates => crates::package(&workspace).and_then(|()| crates::examples(&workspace)),
        Task::Schema => schema::run(&workspace),
        Task::Browser(arguments) => browser::run(&workspace, arguments),
        Task::Licences(arguments) => licences::run(&workspace, arguments),
        Task::Deny => deny::run(&workspace),
        Task::Dated(arguments) => dated::run(&workspace, arguments),
        Task::Postgres(arguments) => postgres::run(&workspace, arguments),
        Task::Bench { what: Bench::Import(arguments) } => bench::run(&workspace, arguments),
        Task::Bench { what: Bench::Engine(arguments) } => bench_engine::run(&workspace, arguments),
        Task::Bench { what: Bench::Service(arguments) } => {
            bench_service::run(&workspace, arguments)
        }
        Task::Bench { what: Bench::Web } => bench_web::run(&workspace),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

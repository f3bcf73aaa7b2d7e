//! The binary: reads the settings, runs the command, turns its outcome into an exit status.

use std::process::ExitCode;

use inflow_program::{commands, config, descriptors, failure, telemetry};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let (cli, settings) = match config::read(std::env::args_os()) {
        Ok(read) => read,
        Err(error) => return failure::report(&error),
    };
    telemetry::start(&cli.global);
    descriptors::raise();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failure::report(&error.into()),
    };
    match runtime.block_on(commands::run(cli, &settings)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::report(&error),
    }
}

//! The program: command line, wiring, output. Everything it does stands in the crates below; this
//! one reads what was typed, wires the ports by hand, and writes the answer.
//!
//! **This crate never judges, counts or asks Zendesk by itself.** Start with [`cli::Cli`] for the
//! commands, [`wiring`] for how the parts are joined, [`commands`] for what each one does.

mod advice;
pub mod cli;
pub mod commands;
pub mod config;
pub mod descriptors;
pub mod failure;
#[cfg(test)]
mod fuzz;
mod installed;
pub mod output;
pub mod progress;
pub mod telemetry;
pub mod wiring;

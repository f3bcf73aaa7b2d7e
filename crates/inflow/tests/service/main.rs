//! The life of integrations and the running service, through the built program against a simulated
//! account that this process serves.

mod access;
mod accounts;
#[cfg(unix)]
mod beside;
#[cfg(target_os = "linux")]
mod clocks;
mod crowd;
#[path = "../support/database.rs"]
mod database;
mod doctor;
mod keeping;
mod lives;
mod places;
mod program;
mod replica;
mod retention;
mod serving;
mod settings;
mod spreadsheets;
mod telling;
mod together;
mod workers;

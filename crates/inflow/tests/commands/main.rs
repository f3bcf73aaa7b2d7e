//! The commands through the built program, against a simulated account that this process serves.

mod counterparts;
#[path = "../support/database.rs"]
mod database;
mod delivering;
mod destinations;
mod ends;
mod explaining;
mod licences;
mod planning;
mod preliminary;
mod previewing;
mod program;
mod reading_back;
mod reconciling;
mod recounting;
#[cfg(unix)]
mod tables;
#[cfg(unix)]
mod terminal;
#[cfg(feature = "parquet")]
mod workloads;
mod writing;

//! The commands through the built program, against a simulated account that this process serves.

#[path = "../support/database.rs"]
mod database;
mod delivering;
mod ends;
mod explaining;
mod licences;
mod planning;
mod preliminary;
mod previewing;
mod program;
mod reconciling;
mod recounting;
#[cfg(feature = "parquet")]
mod workloads;
mod writing;

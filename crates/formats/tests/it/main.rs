//! The files of every format: golden ones, what the makers' importers refuse, what we refuse before it
//! comes to that, and sums that survive the way there and back.

#![expect(clippy::unwrap_used, reason = "whatever is missing here is a failed test")]

mod golden;
mod importers;
mod maps;
mod refusals;
mod round_trip;
mod sample;
mod splitting;
mod spreadsheets;

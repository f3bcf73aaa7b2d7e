//! The site through its real router, over a SQLite file and a clock that stands still.

mod access;
mod accounts;
mod api;
mod connections;
mod hostile;
mod queues;
mod support;
mod tickets;

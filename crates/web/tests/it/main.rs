//! The site through its real router, over a SQLite file and a clock that stands still.

mod access;
mod accounts;
mod api;
mod connections;
mod deliveries;
mod hostile;
mod integrations;
mod limits;
mod neighbours;
mod quality;
mod queues;
mod standing;
mod support;
mod tickets;
mod titles;

//! What holds on SQLite and on PostgreSQL alike, and what holds on PostgreSQL alone.

mod call_sums;
mod conformance;
mod database;
mod leases;
mod migrations;
mod moving;
mod postgres;
mod tls;

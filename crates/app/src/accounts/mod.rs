//! Zendesk accounts: how they are connected, what is entered for them, and what becomes of an integration.

pub mod answers;
pub mod channels;
pub mod clients;
pub mod connect;
pub mod integrations;
pub mod lives;
pub mod trouble;
pub mod workloads;

//! What Inflow serves over HTTP: pages, an API, whether it is well, and what it measures.
//!
//! **This crate never imports, counts or knows a database**; it reads through the ports and the use
//! cases. **No route answers without a right**: [`routes`] names one for each, and `access` asks for it
//! before a handler runs. Start with [`serve`] and [`routes::all`].

pub mod access;
pub mod api;
mod assets;
mod charts;
mod comparisons;
mod connections;
mod guard;
mod headers;
mod health;
mod held;
pub mod i18n;
pub mod metrics;
pub mod pages;
pub mod reach;
mod refusal;
mod router;
pub mod routes;
mod serve;
mod shares;
mod site;
mod streams;

pub use connections::Limits;
pub use router::router;
pub use serve::serve;
pub use site::Site;

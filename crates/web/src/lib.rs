//! What Inflow serves over HTTP: pages, an API, whether it is well, and what it measures.
//!
//! **This crate never imports, counts or knows a database**; it reads through the ports and the use
//! cases. **No route answers without a right**: [`routes`] names one for each, and `http/guard.rs` asks for
//! it before a handler runs. Start with [`serve`] and [`routes::all`].
//!
//! Three folders, each of which imports only from those before it: `http/` answers requests and knows
//! neither surface; `api/` is for programs; `pages/` is for people.

pub mod api;
pub mod http;
pub mod pages;
mod router;
pub mod routes;

pub use http::connections::Limits;
pub use http::site::Site;
pub use http::{metrics, reach};
pub use router::{router, serve};

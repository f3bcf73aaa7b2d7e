//! Requests and their answers, whoever reads them: who asks, what may be asked, and what is shared.
//!
//! **Nothing here knows a page or an endpoint.** A request that is not answered leaves a
//! `Refusal` in its bare answer, and the surface that was asked shows it.

pub(crate) mod comparisons;
pub mod connections;
pub(crate) mod cookie;
pub(crate) mod drafts;
pub(crate) mod guard;
pub(crate) mod headers;
pub(crate) mod health;
pub(crate) mod heavy;
pub(crate) mod held;
pub mod metrics;
pub(crate) mod negotiation;
pub mod reach;
pub(crate) mod refusal;
pub mod route;
pub(crate) mod serve;
pub(crate) mod shares;
pub mod site;
pub(crate) mod streams;
pub mod viewer;

//! The records of Zendesk's answers, and the shapes their fields come in.

pub(crate) mod audit;
pub(crate) mod call;
pub(crate) mod child_event;
pub(crate) mod discovery;
pub(crate) mod shape;
pub(crate) mod ticket;
pub(crate) mod ticket_event;
pub(crate) mod unread;
pub(crate) mod via;
pub(crate) mod view;

//! Figures: the queues and their volumes, how good they are, what stands behind each, and what others would be.

pub mod arrivals;
pub mod contacts;
pub mod conversations;
#[cfg(feature = "parquet")]
pub mod datasets;
pub mod explain;
pub mod export;
pub mod planners;
pub mod preview;
pub mod quality;
pub mod queues;
pub mod reconcile;
mod reconcile_tickets;
#[cfg(feature = "parquet")]
mod row_groups;
mod rows;
pub mod views;
pub mod volumes;
pub mod waiting;
pub mod words;
pub mod workloads;

//! The commands through the built program, against a simulated account that this process serves.

mod program;
mod reconciling;
mod recounting;

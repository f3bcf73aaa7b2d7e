//! The client against recorded and written answers over HTTP.

mod authorization;
mod decoding;
mod exports;
mod faulty;
mod hostile;
mod lists;
mod pacing;
mod raw;
mod recordings;
mod retries;
mod support;

//! The API: a snapshot for every endpoint's answer, and what input of every kind meets.

mod answers;
mod examples;
mod fuzz;
mod imported;
mod input;
mod together;
mod volumes;

use inflow_web::api;
use serde_json::Value;

#[test]
fn the_committed_document_is_the_one_that_is_served() {
    // As values: in which order serde_json writes an object depends on what else is built.
    let read = |text| serde_json::from_str::<Value>(text).expect("correct JSON");
    let committed = read(include_str!("../../../../docs/openapi.json"));
    assert!(committed == read(api::document()), "run `cargo xtask schema`");
}

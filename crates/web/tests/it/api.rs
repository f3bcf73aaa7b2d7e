//! The API: a snapshot for every endpoint's answer, and what input of every kind meets.

mod answers;
mod examples;
mod imported;
mod input;
mod volumes;

use inflow_web::api;

#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let committed = include_str!("../../../../docs/openapi.json");
    assert!(committed == api::document(), "run `cargo xtask schema`");
}

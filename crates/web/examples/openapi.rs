//! Prints the OpenAPI document; `cargo xtask schema` writes it to docs/openapi.json.
#![expect(clippy::print_stdout, reason = "the document goes to standard output")]

fn main() {
    print!("{}", inflow_web::api::document());
}

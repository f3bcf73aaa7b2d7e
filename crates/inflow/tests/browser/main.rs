//! The pages in a headless Chromium: the whole way from the first sign-in over a wrong token to an
//! explained figure, every kind of page on a desk, on a phone and in the dark, and what axe-core says of
//! it. Pictures are left in `target/browser` to be looked at.
//!
//! Browsers are asked for at the WebDriver that `INFLOW_TEST_WEBDRIVER` names; `cargo xtask browser`
//! starts one.

mod browser;
mod charts_and_files;
mod every_page;
mod gallery;
mod pictures;
mod program;
mod ten_questions;
mod whole_way;

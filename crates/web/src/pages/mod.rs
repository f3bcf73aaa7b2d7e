//! Pages for people: server-made HTML that needs no script.
//!
//! Every page's template begins with `{% extends "layout.html" %}`, and its struct has the
//! [`layout::Page`] that the layout reads as `page`.

pub mod errors;
pub mod layout;
pub mod settings;

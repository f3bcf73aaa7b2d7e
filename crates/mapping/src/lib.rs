//! Pure counting engine: views and ticket history in, contacts and diagnostics out.

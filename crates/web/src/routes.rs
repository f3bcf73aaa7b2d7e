//! Every route with the right that it asks for: the one table that the router is made from and that
//! the tests go through. A route that is not in it is not served.

use crate::http::health;
use crate::{api, pages};

pub use crate::http::route::{Right, Route};

/// Every route that is served.
pub fn all() -> Vec<Route> {
    [health::routes(), api::routes(), pages::routes()].into_iter().flatten().collect()
}

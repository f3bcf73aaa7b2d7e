//! An endpoint: a handler with its description, which stand together.

use axum::http::Method;
use axum::routing::MethodRouter;
use utoipa::openapi::path::PathItem;
use utoipa::openapi::{RefOr, Schema};
use utoipa_axum::router::UtoipaMethodRouter;

use crate::http::route::Right;
use crate::http::site::Site;

/// Named schemas.
pub(super) type Schemas = Vec<(String, RefOr<Schema>)>;

/// A handler with its description and its right.
pub(crate) struct Endpoint {
    pub(crate) right: Right,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) described: (Schemas, PathItem),
    pub(crate) handler: MethodRouter<Site>,
}

impl Endpoint {
    /// One that reads.
    pub(super) fn viewer(described: UtoipaMethodRouter<Site>) -> Self {
        Self::new(Right::Viewer, described)
    }

    /// One that changes something, tells of keys and users, or asks Zendesk.
    pub(super) fn administrator(described: UtoipaMethodRouter<Site>) -> Self {
        Self::new(Right::Administrator, described)
    }

    fn new(right: Right, (schemas, paths, handler): UtoipaMethodRouter<Site>) -> Self {
        let found = paths.paths.into_iter().next();
        let (path, item) = found.expect("a handler is described with its path");
        let method = method_of(&item);
        Self { right, method, path, described: (schemas, item), handler }
    }
}

/// The one method that an item describes.
fn method_of(item: &PathItem) -> Method {
    let methods = [
        (item.get.is_some(), Method::GET),
        (item.post.is_some(), Method::POST),
        (item.put.is_some(), Method::PUT),
        (item.patch.is_some(), Method::PATCH),
        (item.delete.is_some(), Method::DELETE),
    ];
    let found = methods.into_iter().find(|(is_described, _)| *is_described);
    found.expect("a handler is described with its method").1
}

//! A route: what is asked for, who is answered, and by what.

use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};

use crate::http::site::Site;

/// Who is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// Everybody: health, signing in, and what these pages are drawn with.
    Public,
    /// Who signed in, or has an API key.
    Viewer,
    /// The same as an administrator.
    Administrator,
}

/// A route.
pub struct Route {
    /// What is asked for; `GET` stands for `HEAD` too.
    pub method: Method,
    /// The path, with parameters in braces.
    pub path: &'static str,
    /// Who is answered.
    pub right: Right,
    pub(crate) handler: MethodRouter<Site>,
}

impl Route {
    /// A route of this method.
    pub(crate) fn new<H, T>(method: Method, path: &'static str, right: Right, handler: H) -> Self
    where
        H: Handler<T, Site>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).expect("one of the usual methods");
        Self { method, path, right, handler: on(filter, handler) }
    }

    /// Whether it shows nothing but figures and what stands behind them, which a replica has too. What else
    /// is shown may just have been changed, and is read where it was.
    pub(crate) fn shows_figures(&self) -> bool {
        let path = self.path.strip_prefix("/api/v1").unwrap_or(self.path);
        let of_integration = path.strip_prefix("/integrations/{");
        let what = of_integration.and_then(|path| path.split('/').nth(1));
        self.method == Method::GET
            && matches!(what, Some("queues" | "views" | "tickets" | "volumes" | "contacts"))
    }

    /// A route that only reads.
    pub(crate) fn get<H: Handler<T, Site>, T: 'static>(
        path: &'static str,
        right: Right,
        handler: H,
    ) -> Self {
        Self::new(Method::GET, path, right, handler)
    }

    /// A route that changes something: a form of a page has to bring its token.
    pub(crate) fn post<H: Handler<T, Site>, T: 'static>(
        path: &'static str,
        right: Right,
        handler: H,
    ) -> Self {
        Self::new(Method::POST, path, right, handler)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replica_answers_for_figures_alone() {
        for (path, shows) in [
            ("/integrations/{id}/queues/{queue}", true),
            ("/integrations/{id}/tickets/{ticket}", true),
            ("/api/v1/integrations/{integration_id}/volumes", true),
            ("/integrations/{id}", false),
            ("/integrations/{id}/channels", false),
            ("/access/users", false),
            ("/api/v1/integrations", false),
        ] {
            assert_eq!(
                Route::get(path, Right::Viewer, async || "").shows_figures(),
                shows,
                "{path}"
            );
        }
        let path = "/integrations/{id}/views/try";
        assert!(!Route::post(path, Right::Viewer, async || "").shows_figures());
    }
}

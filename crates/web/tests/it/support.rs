//! A site, and browsers and programs that ask it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::Response;
use inflow_app::Context;
use inflow_app::access::password::PasswordHashing;
use inflow_app::access::{keys, sessions, users};
use inflow_app::service::Pulse;
use inflow_domain::{Grouping, ManualClock, Timestamp};
use inflow_simulator::{Clock, ServeOptions};
use inflow_store::{Actor, Credentials, Integration, NewIntegration, Role, Worker};
use inflow_store_diesel::OpenOptions;
use inflow_web::metrics::Metrics;
use inflow_web::reach::Reach;
use inflow_web::{Site, router};
use inflow_zendesk::{Connections, Pacers, RetryPolicy};
use secrecy::{ExposeSecret as _, SecretString};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// When the tests happen.
pub(crate) const NOW: &str = "2026-11-22T12:00:00Z";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Whom a simulated account lets in, whose clock stands still as well.
pub(crate) fn access() -> ServeOptions {
    ServeOptions { clock: Clock::At(now().0), ..ServeOptions::default() }
}

fn now() -> Timestamp {
    Timestamp::parse(NOW).expect("an instant")
}

/// A site of one test.
pub(crate) struct Place {
    pub(crate) context: Context,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) site: Site,
    router: Router,
    _folder: TempDir,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// Who asks, by cookie or key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asker {
    /// The secret of the cookie, where it is a browser.
    pub(crate) cookie: Option<String>,
    /// The key, where it is a program.
    pub(crate) key: Option<String>,
    /// What it shows of its device, where it is known.
    pub(crate) device: Option<String>,
}

impl Place {
    pub(crate) async fn new() -> Self {
        Self::reached(Reach { on_loopback: true, ..Reach::default() }).await
    }

    pub(crate) async fn reached(reach: Reach) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let options = OpenOptions {
            database_url: format!("sqlite://{}", folder.path().join("inflow.db").display()).into(),
            key_file: folder.path().join("inflow.key"),
        };
        let clock = Arc::new(ManualClock::at(now()));
        let context = Context {
            account: "default".to_owned(),
            actor: Actor::operator(),
            clock: clock.clone(),
            store: inflow_store_diesel::open(&options).await.expect("a store"),
            worker: Worker { name: "web".to_owned(), lease: Duration::from_secs(30) },
            retry: RetryPolicy::default(),
            pacers: Pacers::default(),
            connections: Connections::default(),
            delivery_reach: inflow_app::deliveries::Reach::default(),
        };
        let (metrics, pulse) = (Arc::new(Metrics::new("0.0.0")), Arc::new(Pulse::default()));
        // The accounts of the tests are served on this machine.
        let site = Site::new(context.clone(), metrics, pulse, reach).allowing_test_servers(true);
        let router = router(site.clone());
        Self { context, clock, site, router, _folder: folder }
    }

    /// The same site, where administrators may connect no test servers.
    pub(crate) fn without_test_servers(mut self) -> Self {
        self.site = self.site.allowing_test_servers(false);
        self.router = router(self.site.clone());
        self
    }

    /// The same site, where administrators may have files delivered below a folder.
    pub(crate) fn delivering_below(self, folder: &Path) -> Self {
        let delivery_reach = inflow_app::deliveries::Reach {
            folder: Some(folder.to_owned()),
            ..inflow_app::deliveries::Reach::default()
        };
        let context = Context { delivery_reach, ..self.context };
        let (metrics, pulse) = (Arc::new(Metrics::new("0.0.0")), Arc::new(Pulse::default()));
        let reach = Reach { on_loopback: true, ..Reach::default() };
        let site = Site::new(context.clone(), metrics, pulse, reach).allowing_test_servers(true);
        let router = router(site.clone());
        Self { context, site, router, ..self }
    }

    /// Begins an answer, which is not read.
    pub(crate) async fn begin(&self, asker: &Asker, path: &str) -> Response {
        let request = asker.request(Method::GET, path).body(Body::empty()).expect("a request");
        self.router.clone().oneshot(request).await.expect("an answer")
    }

    /// The ports of another account.
    pub(crate) fn account(&self, account: &str) -> Context {
        Context { account: account.to_owned(), ..self.context.clone() }
    }

    /// A signed-in browser of a new user of an account.
    pub(crate) async fn browser(&self, account: &str, name: &str, role: Role) -> Asker {
        let context = self.account(account);
        let (user, _) = users::add(&context, name, role).await.expect("a user");
        let secret = sessions::begin(&context, &user).await.expect("a session");
        Asker { cookie: Some(secret.expose_secret().to_owned()), key: None, device: None }
    }

    /// A new user of an account with a password.
    pub(crate) async fn user(&self, account: &str, name: &str, role: Role) {
        let context = self.account(account);
        let (_, link) = users::add(&context, name, role).await.expect("a user");
        let (hashing, link) = (PasswordHashing::default(), link.expose_secret());
        let password = SecretString::from(PASSWORD);
        users::use_link(&context, &hashing, link, name, password).await.expect("a password");
    }

    /// A browser in which a user of the usual account signed in.
    pub(crate) async fn signed_in(&self, name: &str) -> Asker {
        let typed = [("name", name), ("password", PASSWORD)];
        let told = self.post(&Asker::guest(), "/sign-in", &typed).await;
        assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.body);
        Asker { cookie: Some(told.cookie()), key: None, device: None }
    }

    /// An integration of an account, which nothing was imported for.
    pub(crate) async fn integration(&self, account: &str, name: &str) -> Integration {
        let now = self.context.clock.now();
        let added = self.context.store.integrations.add(NewIntegration {
            account: account.to_owned(),
            name: name.to_owned(),
            domain: "acme.zendesk.com".to_owned(),
            base_url: None,
            grouping: Grouping::Ivr,
            since: now.plus_seconds(-86_400),
            created_at: now,
            credentials: Credentials::ApiToken {
                username: "admin@acme.example".to_owned(),
                token: "a token".into(),
            },
        });
        added.await.expect("an integration")
    }

    /// A program with a new key of an account.
    pub(crate) async fn program(&self, account: &str, name: &str, role: Role) -> Asker {
        let made = keys::create(&self.account(account), name, role).await;
        let (_, key) = made.expect("a key");
        Asker { cookie: None, key: Some(key.expose_secret().to_owned()), device: None }
    }

    /// Asks for a path.
    pub(crate) async fn get(&self, asker: &Asker, path: &str) -> Answer {
        self.send(asker.request(Method::GET, path), Body::empty()).await
    }

    /// Sends a form as the browser's own page would, with its token.
    pub(crate) async fn post(&self, asker: &Asker, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = asker.form_token();
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", &token).extend_pairs(fields);
        let request = asker
            .request(Method::POST, path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(form.finish())).await
    }

    pub(crate) async fn send(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request: Request<Body> = request.body(body).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        let body = String::from_utf8_lossy(&body).into_owned();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

impl Asker {
    /// A browser that has only opened the page for signing in.
    pub(crate) fn guest() -> Self {
        Self { cookie: Some("0".repeat(64)), ..Self::default() }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header(header::HOST, "localhost:8080");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, format!("theme=dark; inflow={cookie}"));
        }
        if let Some(device) = &self.device {
            request = request.header(header::COOKIE, format!("inflow-device={device}"));
        }
        if let Some(key) = &self.key {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        request
    }

    /// What the hidden field of this browser's forms holds.
    pub(crate) fn form_token(&self) -> String {
        use inflow_app::access::secrets::{Purpose, masked};
        let cookie = self.cookie.as_deref().unwrap_or_default();
        masked(&Purpose::Form.hash(cookie))
    }
}

impl Answer {
    /// A header, empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a text"))
    }

    /// What the browser is told to show of the device from now on.
    pub(crate) fn device(&self) -> Option<String> {
        let set = self.headers.get_all("set-cookie").iter();
        let mut set = set.map(|value| value.to_str().expect("a text"));
        let (_, rest) = set.find_map(|cookie| cookie.split_once("inflow-device="))?;
        rest.split(';').next().map(str::to_owned)
    }

    /// The secret of the cookie that was set.
    pub(crate) fn cookie(&self) -> String {
        let set = self.header("set-cookie");
        let (_, value) =
            set.split(';').next().and_then(|cookie| cookie.split_once('=')).expect(set);
        value.to_owned()
    }
}

//! A site with an account that was imported from the simulator.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, header};
use inflow_app::accounts::integrations::{self, Entered};
use inflow_app::import::progress::Silent;
use inflow_app::{Stop, import};
use inflow_domain::{Grouping, Timestamp};
use inflow_simulator::{Account, Options, Simulator};
use inflow_store::{Credentials, Integration, Role};
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::support::{Answer, Asker, Place, access};

/// A site with the integration 1, of an account that is still served.
pub(super) struct Imported {
    pub(super) place: Place,
    pub(super) administrator: Asker,
    pub(super) viewer: Asker,
    pub(super) integration: Integration,
    /// Where the simulated account is.
    pub(super) zendesk: String,
    /// Below this folder files are delivered.
    pub(super) files: TempDir,
}

impl Imported {
    pub(super) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let zendesk = format!("http://{}", listener.local_addr().expect("an address"));
        let account = Account::generate(&Options { tickets: 60, ..Options::demo(7) });
        let simulator = Simulator::new(account, access());
        tokio::spawn(async move { simulator.serve(listener).await });
        let files = tempfile::tempdir().expect("a folder");
        let place = Place::new().await.delivering_below(files.path());
        let entered = Entered {
            name: "Demo".to_owned(),
            domain: "demo".to_owned(),
            base_url: Some(zendesk.clone()),
            grouping: Grouping::Ivr,
            since: Timestamp::parse("2024-09-01").expect("a day"),
            credentials: Credentials::OAuthClient {
                client_id: "inflow-demo".to_owned(),
                client_secret: "simulated-secret".to_owned().into(),
            },
        };
        let context = &place.context;
        let (saved, _) = integrations::add(context, entered).await.expect("an integration");
        let (stop, _handle) = Stop::new();
        import::import(context, &saved, Arc::new(Silent), &stop).await.expect("an import");
        let integration = integrations::find(context, "Demo").await.expect("the integration");
        let administrator = place.program("default", "setup", Role::Administrator).await;
        let viewer = place.program("default", "planning", Role::Viewer).await;
        Self { place, administrator, viewer, integration, zendesk, files }
    }

    /// Asks as a viewer.
    pub(super) async fn get(&self, path: &str) -> Answer {
        self.place.get(&self.viewer, path).await
    }

    /// Sends JSON as an administrator.
    pub(super) async fn json(&self, method: Method, path: &str, body: &str) -> Answer {
        let request = self.administrator.request(method, path);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        self.place.send(request, Body::from(body.to_owned())).await
    }

    /// An answer as text, without what differs from run to run.
    pub(super) fn told(&self, asked: &str, answer: &Answer) -> String {
        let mut text = format!("{asked}\n\n{}\n", answer.status.as_u16());
        let shown =
            ["content-type", "location", "link", "etag", "cache-control", "allow", "retry-after"];
        for name in shown {
            let value = answer.header(name);
            if !value.is_empty() {
                text.extend([name, ": ", value, "\n"]);
            }
        }
        text.extend(["\n", &answer.body]);
        let files = self.files.path().display().to_string();
        text.replace(&self.zendesk, "[simulator]").replace(&files, "/[files]")
    }
}

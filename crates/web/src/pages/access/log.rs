//! Who changed what.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use inflow_app::access::audit;
use inflow_store::{ActorKind, AuditEntry};
use serde::Deserialize;

use crate::http::viewer::Administrator;
use crate::pages::errors::PageError;
use crate::pages::layout::{Page, Section, html};

/// Entries of a page.
const MOST: usize = 100;

/// Where a page begins.
#[derive(Deserialize)]
pub(super) struct From {
    below: Option<i64>,
}

#[derive(Template)]
#[template(path = "access/log.html")]
struct LogPage {
    page: Page,
    entries: Vec<AuditEntry>,
    /// The number that older entries are below, where there are any.
    older: Option<i64>,
}

impl LogPage {
    fn kind(&self, entry: &AuditEntry) -> crate::pages::i18n::Text {
        self.page.t(match entry.actor.kind {
            ActorKind::Operator => "actor-operator",
            ActorKind::User => "actor-user",
            ActorKind::ApiKey => "actor-api-key",
        })
    }

    /// What an entry says beside its subject: in the reader's words, where it is a word of ours.
    fn details(&self, entry: &AuditEntry) -> String {
        let message = match entry.details.as_str() {
            "viewer" => "viewer",
            "administrator" => "administrator",
            "an API token" => "credentials-token",
            "an OAuth client" => "credentials-client",
            other => return other.to_owned(),
        };
        self.page.t(message).to_string()
    }

    fn action(&self, entry: &AuditEntry) -> String {
        action(&entry.action).map_or(entry.action.clone(), |id| self.page.t(id).to_string())
    }
}

pub(super) async fn show(
    administrator: Administrator,
    page: Page,
    Query(from): Query<From>,
) -> Result<Response, PageError> {
    let found = audit::entries(&administrator.0.context, from.below, MOST + 1).await?;
    let older = (found.len() > MOST).then(|| found[MOST - 1].0);
    let entries = found.into_iter().take(MOST).map(|(_, entry)| entry).collect();
    Ok(html(&LogPage { page: page.within(Section::Access), entries, older }))
}

/// The message of what was done; nothing for what a newer version did.
fn action(action: &str) -> Option<&'static str> {
    Some(match action {
        "integration.add" => "did-integration-add",
        "integration.take-up" => "did-integration-take-up",
        "integration.credentials" => "did-integration-credentials",
        "integration.rename" => "did-integration-rename",
        "integration.extend" => "did-integration-extend",
        "integration.pause" => "did-integration-pause",
        "integration.resume" => "did-integration-resume",
        "integration.delete" => "did-integration-delete",
        "integration.purge" => "did-integration-purge",
        "integration.channels" => "did-integration-channels",
        "integration.recount" => "did-integration-recount",
        "user.add" => "did-user-add",
        "user.link" => "did-user-link",
        "user.password" => "did-user-password",
        "user.role" => "did-user-role",
        "user.disable" => "did-user-disable",
        "user.enable" => "did-user-enable",
        "api-key.create" => "did-api-key-create",
        "api-key.revoke" => "did-api-key-revoke",
        "session.begin" => "did-session-begin",
        "session.refuse" => "did-session-refuse",
        _ => return None,
    })
}

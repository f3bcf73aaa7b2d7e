//! The endpoints that are read whole.

use serde::Deserialize;

use crate::client::{Client, Request};
use crate::error::{Error, ShapeError};
use crate::limits::MOST_BYTES_OF_MEMBERS;
use crate::list::List;
use crate::page::{self, PageError};
use crate::value::{JsonValue, OwnedJsonValue};
use crate::wire::audit::Audit;
use crate::wire::discovery::{CustomStatus, TicketField, User};
use crate::wire::shape;
use crate::wire::ticket::Ticket;
use crate::wire::unread;
use crate::wire::view::{View, ViewCount, ViewTicket};

/// The most views whose tickets can be counted in one request.
const MOST_COUNTED_VIEWS: usize = 20;

/// The most tickets that are shown in one answer.
const MOST_SHOWN_TICKETS: usize = 100;

/// The user that the credential stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Me {
    /// The user's id.
    pub id: i64,
    /// The user's role: `end-user`, `agent` or `admin`.
    pub role: Option<String>,
}

impl Me {
    /// Refuses everyone but an admin: the exports answer nobody else.
    pub fn require_admin(&self) -> Result<(), Error> {
        match self.role.as_deref() {
            Some("admin") => Ok(()),
            role => Err(Error::NotAdmin { role: role.unwrap_or("unknown").to_owned() }),
        }
    }
}

impl Client {
    /// Who the credential stands for. Zendesk answers wrong credentials with success and an anonymous
    /// user, which is an [`Error::Refused`] here.
    pub async fn me(&self) -> Result<Me, Error> {
        let endpoint = "users/me";
        let request =
            Request { endpoint, path: None, query: &[], page_size: None, with_cursor: false };
        let answer = self.fetch(request, read_me).await.map_err(|error| match error {
            // Every account has this endpoint: where it is missing, there is no account.
            Error::NotFound { .. } => {
                Error::NoSuchAccount { host: self.endpoint().host().to_owned() }
            }
            // It answers even strangers: only their address can be refused.
            Error::Forbidden { message, .. } => {
                Error::AddressNotAllowed { host: self.endpoint().host().to_owned(), message }
            }
            other => other,
        })?;
        let anonymous = answer.name.is_some_and(|name| name.eq_ignore_ascii_case("anonymous user"));
        match answer.id {
            Some(id) if !anonymous => Ok(Me { id, role: answer.role }),
            _ => Err(Error::Refused {
                refused: self.refused_as(endpoint),
                reason: "it answered as to an anonymous user".to_owned(),
            }),
        }
    }

    /// All agents and admins.
    pub async fn staff(&self) -> Result<Vec<User>, Error> {
        let filter = [("role[]", "agent"), ("role[]", "admin")];
        List { endpoint: "users", path: None, key: "users", filter: &filter, paged: true }
            .read(self)
            .await
    }

    /// All views that the credential's user sees, inactive ones included.
    pub async fn views(&self) -> Result<Vec<View>, Error> {
        List { endpoint: "views", path: None, key: "views", filter: &[], paged: true }
            .read(self)
            .await
    }

    /// How many tickets some views hold now, by Zendesk's own count; as many requests as it takes. Views
    /// that the credential's user does not see are left out.
    pub async fn view_counts(&self, view_ids: &[i64]) -> Result<Vec<ViewCount>, Error> {
        let endpoint = "views/count_many";
        let mut counts = Vec::new();
        for ids in view_ids.chunks(MOST_COUNTED_VIEWS) {
            let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
            let ids = ids.join(",");
            let filter = [("ids", ids.as_str())];
            let key = "view_counts";
            let list = List { endpoint, path: None, key, filter: &filter, paged: false };
            counts.extend(list.read::<ViewCount>(self).await?);
        }
        Ok(counts)
    }

    /// The tickets that a view holds now.
    pub async fn view_tickets(&self, view_id: i64) -> Result<Vec<ViewTicket>, Error> {
        let path = format!("views/{view_id}/tickets");
        let endpoint = "views/{id}/tickets";
        let list = List { endpoint, path: Some(&path), key: "tickets", filter: &[], paged: true };
        list.read(self).await
    }

    /// When some tickets were last changed; as many requests as it takes. Deleted ones are left out.
    pub async fn tickets(&self, ticket_ids: &[i64]) -> Result<Vec<ViewTicket>, Error> {
        let endpoint = "tickets/show_many";
        let mut tickets = Vec::new();
        for ids in ticket_ids.chunks(MOST_SHOWN_TICKETS) {
            let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
            let ids = ids.join(",");
            let filter = [("ids", ids.as_str())];
            let key = "tickets";
            let list = List { endpoint, path: None, key, filter: &filter, paged: false };
            tickets.extend(list.read::<ViewTicket>(self).await?);
        }
        Ok(tickets)
    }

    /// All custom ticket statuses that are not deleted.
    pub async fn custom_statuses(&self) -> Result<Vec<CustomStatus>, Error> {
        let endpoint = "custom_statuses";
        List { endpoint, path: None, key: endpoint, filter: &[], paged: false }.read(self).await
    }

    /// All ticket fields, the system's own and custom ones.
    pub async fn ticket_fields(&self) -> Result<Vec<TicketField>, Error> {
        let endpoint = "ticket_fields";
        List { endpoint, path: None, key: endpoint, filter: &[], paged: false }.read(self).await
    }

    /// One ticket, given to `map`: for one that its export fails at.
    pub async fn ticket<T>(
        &self,
        ticket_id: i64,
        mut map: impl FnMut(Ticket<'_>) -> T + Send,
    ) -> Result<T, Error> {
        #[derive(Deserialize)]
        struct Answer<'a> {
            #[serde(borrow)]
            ticket: JsonValue<'a>,
        }
        let path = format!("tickets/{ticket_id}");
        let (endpoint, path) = ("tickets/{id}", Some(path.as_str()));
        let request = Request { endpoint, path, query: &[], page_size: None, with_cursor: false };
        let read = |text: &str| {
            let shape = |problem: String| ShapeError::Answer { problem };
            let answer: Answer<'_> = serde_json::from_str(text).map_err(|error| {
                let shape = shape("expected a ticket".to_owned());
                if error.is_data() { PageError::Shape(shape) } else { PageError::Damaged(shape) }
            })?;
            let examine = || page::examine::<Ticket<'_>>(answer.ticket);
            match unread::within(MOST_BYTES_OF_MEMBERS, examine) {
                (_, true) => Err(PageError::TooLarge),
                ((Some(ticket), _), false) => Ok(map(ticket)),
                ((None, problem), false) => {
                    Err(PageError::Shape(shape(problem.unwrap_or_default())))
                }
            }
        };
        self.fetch(request, read).await
    }

    /// Whatever this client has no method for: one GET below `/api/v2/`, with the same credential, limits,
    /// patience and errors as all others, and its answer as it stood.
    ///
    /// `endpoint` is the path. Each `{…}` in it is replaced by the next of `ids`; messages, logs and Zendesk's
    /// limits know the endpoint by the path with its braces.
    ///
    /// ```no_run
    /// # async fn example(client: inflow_zendesk::Client) -> Result<(), inflow_zendesk::Error> {
    /// let metrics = client.get("tickets/{id}/metrics", &[4321], &[]).await?;
    /// let newest = client.get("brands", &[], &[("page[size]", "100".to_owned())]).await?;
    /// println!("{} {}", metrics.value().json(), newest.value().json());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Where there are not as many ids as braces.
    pub async fn get(
        &self,
        endpoint: &'static str,
        ids: &[i64],
        query: &[(&'static str, String)],
    ) -> Result<OwnedJsonValue, Error> {
        let path = with_ids(endpoint, ids);
        let path = Some(path.as_str());
        let request = Request { endpoint, path, query, page_size: None, with_cursor: false };
        let read = |text: &str| {
            serde_json::from_str::<OwnedJsonValue>(text).map_err(|_| {
                PageError::Damaged(ShapeError::Answer { problem: "expected JSON".to_owned() })
            })
        };
        self.fetch(request, read).await
    }

    /// All audits of a ticket, in the order they come. A deleted ticket has none any more:
    /// [`Error::NotFound`]. Those of an archived ticket come at once, unpaged.
    pub async fn ticket_audits(&self, ticket_id: i64) -> Result<Vec<Audit>, Error> {
        let path = format!("tickets/{ticket_id}/audits");
        let endpoint = "tickets/{id}/audits";
        let list = List { endpoint, path: Some(&path), key: "audits", filter: &[], paged: true };
        list.read(self).await
    }
}

/// An endpoint's path with an id in the place of each pair of braces.
fn with_ids(endpoint: &str, ids: &[i64]) -> String {
    let mut pieces = endpoint.split('{');
    let mut path = pieces.next().unwrap_or_default().to_owned();
    let mut ids_left = ids.iter();
    for piece in pieces {
        let (_, behind) = piece.split_once('}').expect("each brace of an endpoint is closed");
        let id = ids_left.next().expect("there is an id for each pair of braces of an endpoint");
        path.push_str(&id.to_string());
        path.push_str(behind);
    }
    assert!(ids_left.next().is_none(), "{endpoint} has fewer pairs of braces than there are ids");
    path
}

#[derive(Default, Deserialize)]
pub(crate) struct MeWire {
    #[serde(default, deserialize_with = "shape::integer")]
    id: Option<i64>,
    #[serde(default, deserialize_with = "shape::owned_text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "shape::owned_text")]
    role: Option<String>,
}

pub(crate) fn read_me(text: &str) -> Result<MeWire, PageError> {
    #[derive(Deserialize)]
    struct Answer {
        user: Option<MeWire>,
    }
    let answer: Answer = serde_json::from_str(text).map_err(|error| {
        let shape = ShapeError::Answer { problem: "expected an object with a user".to_owned() };
        if error.is_data() { PageError::Shape(shape) } else { PageError::Damaged(shape) }
    })?;
    Ok(answer.user.unwrap_or_default())
}

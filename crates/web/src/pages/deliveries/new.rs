//! A delivery is made by a form: its settings and its destination are tried before it is saved.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use inflow_app::IngestError;
use inflow_app::deliveries::{self, Settings};
use inflow_app::figures::queues::{Queue, queues};
use inflow_app::figures::workloads::workloads;
use inflow_app::service::runs::chain;
use inflow_domain::IntervalLength;
use inflow_domain::time_zone::TimeZone;
use inflow_store::{Integration, StoreError};

use super::entered::Entered;
use super::{Wrong, address_of, format_name, here};
use crate::http::viewer::{Administrator, Viewer};
use crate::pages::chosen::chosen;
use crate::pages::errors::PageError;
use crate::pages::i18n::Text;
use crate::pages::layout::{Page, Tab, with_status};
use crate::pages::queues::queue::length_message;

/// A queue or workload that may be chosen.
struct Member {
    id: String,
    name: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "deliveries/new.html")]
struct NewPage {
    page: Page,
    here: String,
    entered: Entered,
    formats: Vec<(&'static str, &'static str, bool)>,
    lengths: Vec<(&'static str, Text, bool)>,
    zones: Vec<&'static str>,
    workloads: Vec<Member>,
    queues: Vec<Member>,
    /// The folder below which folders may be named.
    folder: Option<String>,
    wrong: Wrong,
    /// What is wrong with the whole, as the program or the destination has it.
    says: Option<String>,
}

/// `GET /integrations/{id}/deliveries/new`
pub(super) async fn form(
    Administrator(viewer): Administrator,
    page: Page,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let entered = Entered::usual(&page);
    shown(&viewer, page, &integration, entered, Wrong::default(), None).await
}

async fn shown(
    viewer: &Viewer,
    page: Page,
    integration: &Integration,
    entered: Entered,
    wrong: Wrong,
    says: Option<String>,
) -> Result<Response, PageError> {
    let context = &viewer.context;
    let page = page.about(integration, Tab::Deliveries);
    let member = |queue: &Queue| {
        let id = queue.id();
        Member { is_chosen: entered.queues.contains(&id), id, name: queue.name.clone() }
    };
    let of_workloads = workloads(context, integration).await?;
    let of_workloads = of_workloads.iter().map(|one| member(&one.queue)).collect();
    let of_queues = queues(context, integration).await?.iter().map(member).collect();
    let format = |name: &'static str| (name, format_name(name), name == entered.format);
    let length = |(name, length): (&'static str, IntervalLength)| {
        (name, page.t(length_message(length)), name == entered.interval)
    };
    let folder = context.delivery_reach.folder.as_ref();
    let is_fine = wrong.is_empty() && says.is_none();
    let status = if is_fine { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(with_status(
        status,
        &NewPage {
            here: here(integration),
            formats: Settings::formats().into_iter().map(format).collect(),
            lengths: IntervalLength::NAMED.into_iter().map(length).collect(),
            zones: TimeZone::names().collect(),
            workloads: of_workloads,
            queues: of_queues,
            folder: folder.map(|folder| format!("file://{}/", folder.display())),
            entered,
            wrong,
            says,
            page,
        },
    ))
}

/// `POST /integrations/{id}/deliveries`
pub(super) async fn add(
    Administrator(viewer): Administrator,
    page: Page,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let integration = chosen(&viewer, &id).await?;
    let mut entered = Entered::of(fields);
    let mut wrong = entered.check(&page);
    if !wrong.is_empty() {
        return shown(&viewer, page, &integration, entered, wrong, None).await;
    }
    let (name, settings, secret) =
        (entered.name.clone(), entered.settings(), entered.secret.take());
    let added =
        deliveries::add_with_secret(&viewer.context, &integration, &name, &settings, secret).await;
    let says = match added {
        Ok(()) => return Ok(Redirect::to(&address_of(&integration, &name)).into_response()),
        Err(IngestError::Store(StoreError::DeliveryNameTaken { .. })) => {
            wrong.add("name", page.t("delivery-name-taken"));
            None
        }
        Err(error @ IngestError::Destination(_)) => {
            wrong.add("to", page.t("delivery-wrong-destination"));
            Some(chain(&error))
        }
        Err(error @ (IngestError::UnfitDelivery { .. } | IngestError::Format(_))) => {
            Some(chain(&error))
        }
        Err(error) => return Err(error.into()),
    };
    shown(&viewer, page, &integration, entered, wrong, says).await
}

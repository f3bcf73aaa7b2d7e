//! Making workloads, and giving them up (rule 10.1).

use std::collections::BTreeSet;
use std::sync::Arc;

use inflow_domain::{CallQueue, Channel, Members, QueueKey, ViewId, Workload};
use inflow_mapping::judges_text;
use inflow_store::{Integration, StoreError};

use crate::access::audit::record;
use crate::accounts::integrations::fit_name;
use crate::accounts::lives::not_deleted;
use crate::context::Context;
use crate::error::IngestError;
use crate::figures::queues::{Queue, queues, select, select_one};
use crate::figures::views::{ViewReport, views};
use crate::import::counting;
use crate::import::leases::{with_lease, with_lease_of_service};
use crate::import::progress::Progress;

/// What a workload is to be made of, as it was entered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The channel; Talk queues have one by themselves.
    pub channel: Option<Channel>,
    /// Views, by title or id.
    pub views: Vec<String>,
    /// Talk queues, by name or id.
    pub call_queues: Vec<String>,
}

/// Why a workload cannot be made of what was entered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnfitWorkload {
    /// It has no name that can be one.
    #[error(
        "the name of a workload cannot be empty, hold line breaks or hidden characters, or be longer than 200 \
         characters: choose another one"
    )]
    Name,
    /// It is made of nothing.
    #[error(
        "a workload is made of views (--view) of one channel, or of Talk queues (--call-queue): name some"
    )]
    Empty,
    /// It is made of both.
    #[error(
        "views and Talk queues are never in one workload, since a call may also have made a ticket (rules 7.5 \
         and 10.1): make one of each"
    )]
    Mixed,
    /// Nothing says which contacts of the views are meant.
    #[error("a workload of views has one channel (rule 10.1): say which with --channel")]
    NoChannel,
    /// Talk queues have another channel.
    #[error("Talk queues have the channel call (rule 10.1), and not {0}")]
    OtherChannel(Channel),
    /// No view has the title or id.
    #[error("there is no view \"{0}\"")]
    NoSuchView(String),
    /// Several views have the title.
    #[error(
        "{} views are called \"{title}\": name one by its id, which is one of {}",
        ids.len(),
        ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    SeveralViews {
        /// The title.
        title: String,
        /// The ids of all of them.
        ids: Vec<ViewId>,
    },
    /// A view counts nothing.
    #[error("the view \"{title}\" ({id}) counts nothing, since it {why}")]
    NotCounted {
        /// The view.
        id: ViewId,
        /// Its title.
        title: String,
        /// Why.
        why: &'static str,
    },
    /// What a view held is not known any more.
    #[error(
        "the view \"{title}\" ({id}) judged texts, which are kept only while an active view does (rule 6.5): \
         which tickets it held can no longer be told"
    )]
    TextErased {
        /// The view.
        id: ViewId,
        /// Its title.
        title: String,
    },
    /// A Talk queue is one of views.
    #[error("\"{0}\" is a queue of a view, and not of Talk: name the view with --view")]
    NotTalk(String),
}

/// What a workload would be made of.
pub async fn members(
    context: &Context,
    integration: &Integration,
    wanted: &Wanted,
) -> Result<Members, IngestError> {
    match (wanted.views.is_empty(), wanted.call_queues.is_empty()) {
        (true, true) => Err(UnfitWorkload::Empty.into()),
        (false, false) => Err(UnfitWorkload::Mixed.into()),
        (true, false) => {
            if let Some(other) = wanted.channel.filter(|channel| *channel != Channel::Call) {
                return Err(UnfitWorkload::OtherChannel(other).into());
            }
            let all = queues(context, integration).await?;
            let found = wanted.call_queues.iter().map(|name| call_queue(&all, name));
            Ok(Members::Calls(found.collect::<Result<_, _>>()?))
        }
        (false, true) => {
            let channel = wanted.channel.ok_or(UnfitWorkload::NoChannel)?;
            let all = views(context, integration).await?;
            let keeps_text = context.store.imports.bookmarks(integration.id).await?.keeps_text;
            let found = wanted.views.iter().map(|name| view(&all, name, keeps_text));
            Ok(Members::Views { channel, views: found.collect::<Result<BTreeSet<_>, _>>()? })
        }
    }
}

/// The one Talk queue of that name or id.
fn call_queue(all: &[Queue], wanted: &str) -> Result<CallQueue, IngestError> {
    let of_calls = all.iter().filter(|queue| queue.summary.key.is_talk());
    match select_one(of_calls.cloned().collect(), wanted) {
        Ok(Queue { summary, .. }) => match summary.key {
            QueueKey::Calls(queue) => Ok(queue),
            _ => Err(UnfitWorkload::NotTalk(wanted.to_owned()).into()),
        },
        Err(missing @ IngestError::NoSuchQueue { .. }) => {
            let is_of_a_view = select(all.to_vec(), wanted).is_ok();
            Err(if is_of_a_view {
                UnfitWorkload::NotTalk(wanted.to_owned()).into()
            } else {
                missing
            })
        }
        Err(other) => Err(other),
    }
}

/// The one view of that title or id, if it counts.
fn view(all: &[ViewReport], wanted: &str, keeps_text: bool) -> Result<ViewId, UnfitWorkload> {
    let wanted = wanted.trim();
    let by_id = all.iter().find(|report| report.view.id.to_string() == wanted);
    let titled: Vec<&ViewReport> =
        all.iter().filter(|report| report.view.title.trim() == wanted).collect();
    let found = match (by_id, titled.as_slice()) {
        (Some(found), _) => found,
        (None, [found]) => found,
        (None, []) => return Err(UnfitWorkload::NoSuchView(wanted.to_owned())),
        (None, several) => {
            let ids = several.iter().map(|report| report.view.id).collect();
            return Err(UnfitWorkload::SeveralViews { title: wanted.to_owned(), ids });
        }
    };
    let (id, title) = (found.view.id, found.view.title.clone());
    match &found.counted {
        None if found.verdict.is_supported() => {
            Err(UnfitWorkload::NotCounted { id, title, why: "is not active" })
        }
        None => Err(UnfitWorkload::NotCounted { id, title, why: "is not supported" }),
        Some(counted) if !keeps_text && judges_text(&counted.view) => {
            Err(UnfitWorkload::TextErased { id, title })
        }
        Some(_) => Ok(id),
    }
}

/// Makes a workload. Its whole history is counted with the next count.
pub async fn add(
    context: &Context,
    integration: &Integration,
    name: &str,
    wanted: &Wanted,
) -> Result<Workload, IngestError> {
    not_deleted(integration)?;
    let name = fit_workload_name(name)?;
    let members = members(context, integration, wanted).await?;
    let now = context.clock.now();
    let added = context.store.workloads.add_workload(integration.id, name, members, now).await?;
    record(context, "workload.add", &integration.name, name).await?;
    Ok(added)
}

/// Gives a workload another name.
pub async fn rename(
    context: &Context,
    integration: &Integration,
    workload: &Workload,
    name: &str,
) -> Result<(), IngestError> {
    not_deleted(integration)?;
    let name = fit_workload_name(name)?;
    context.store.workloads.rename_workload(integration.id, workload.id, name).await?;
    let renamed = format!("{} -> {name}", workload.name);
    record(context, "workload.rename", &integration.name, &renamed).await
}

/// Gives a workload up. Its views and their figures stay.
pub async fn remove(
    context: &Context,
    integration: &Integration,
    workload: &Workload,
) -> Result<(), IngestError> {
    not_deleted(integration)?;
    context.store.workloads.remove_workload(integration.id, workload.id).await?;
    record(context, "workload.remove", &integration.name, &workload.name).await
}

/// Counts what changed at once, where nobody imports just now; else the next import counts it. Tells
/// whether it is counted.
pub async fn count_now(
    context: &Context,
    integration: &Integration,
    progress: &Arc<dyn Progress>,
) -> Result<bool, IngestError> {
    if integration.coverage.is_none() {
        return Ok(false);
    }
    let counted = with_lease(context, integration.id, async |lease| {
        counting::count(context, integration, lease, progress).await
    });
    is_counted(counted.await)
}

/// The same in a process that has the right to import already, as a service does.
pub async fn count_in_service(
    context: &Context,
    integration: &Integration,
    progress: &Arc<dyn Progress>,
) -> Result<bool, IngestError> {
    if integration.coverage.is_none() {
        return Ok(false);
    }
    let counted = with_lease_of_service(context, integration.id, async |lease| {
        counting::count(context, integration, lease, progress).await
    });
    is_counted(counted.await)
}

/// Whether a count was made; somebody else's lease is no failure.
fn is_counted<T>(counted: Result<T, IngestError>) -> Result<bool, IngestError> {
    match counted {
        Ok(_) => Ok(true),
        Err(IngestError::Store(
            StoreError::Claimed
            | StoreError::Busy
            | StoreError::Leased { .. }
            | StoreError::LeaseLost,
        )) => Ok(false),
        Err(error) => Err(error),
    }
}

fn fit_workload_name(name: &str) -> Result<&str, IngestError> {
    fit_name(name).map_err(|_| UnfitWorkload::Name.into())
}

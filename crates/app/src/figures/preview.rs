//! Looking ahead: which views will be queues, what they would have seen lately, and what a view that
//! does not exist yet would have.

use std::collections::BTreeMap;

use inflow_domain::{
    Channel, Condition, FieldCatalog, FieldId, QueueKey, TicketHistory, Timestamp, View, ViewId,
};
use inflow_mapping::{CountedView, Engine, Settings, Verdict, judges_text, verdict};
use inflow_store::{Coverage, Credentials, Integration, NewIntegration};
use inflow_zendesk::Client;

use crate::accounts::connect::{self, Connection, Patience};
use crate::context::Context;
use crate::error::IngestError;
use crate::figures::queues::{covered, queues, volumes};
use crate::import::counting;
use crate::import::walk;
use crate::import::wire;

/// The length of a day of UTC.
const DAY_SECONDS: i64 = 86_400;

/// How many days are counted before anything is imported.
pub const COUNTED_DAYS: i64 = 30;

/// A view as Zendesk has it now, with what will become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewedView {
    /// The view.
    pub view: View,
    /// Whether it can be counted.
    pub verdict: Verdict,
    /// Custom fields that its conditions name and the account does not list.
    pub unknown_fields: Vec<FieldId>,
}

impl PreviewedView {
    /// What becomes of it.
    pub fn outlook(&self) -> &'static str {
        match &self.verdict {
            Verdict::Unsupported(_) => "not supported",
            Verdict::Supported if !self.view.active => "inactive",
            Verdict::Supported => "will count",
        }
    }

    /// The names of the queues to come; channels are known only once contacts are counted.
    pub fn queues_to_come(&self) -> Option<String> {
        let names = format!("{} (email|chat|social_media|call|case)", self.view.title);
        self.will_count().then_some(names)
    }

    /// Whether it will be queues.
    pub fn will_count(&self) -> bool {
        self.view.active && self.verdict.is_supported()
    }
}

/// What an account's views will come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Every view, by id.
    pub views: Vec<PreviewedView>,
    /// The account's custom fields.
    pub fields: FieldCatalog,
    /// Requests made.
    pub requests: u64,
}

/// What queues saw in a time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// Contacts by queue, with the queue's name.
    pub queues: Vec<(QueueKey, String, i64)>,
    /// Views that will count and could not be counted now: they judge texts that are not kept.
    pub without_text: Vec<ViewId>,
}

/// What a view would have seen: contacts by channel and day of UTC.
pub type SeenByDay = BTreeMap<(Channel, Timestamp), i64>;

/// The day of UTC of an instant.
pub(crate) fn day(at: Timestamp) -> Timestamp {
    Timestamp(at.0 - at.0.rem_euclid(DAY_SECONDS))
}

/// How an account that is not saved yet can be read.
#[derive(Debug, Clone)]
pub struct EnteredAccess {
    /// The Zendesk domain, in any spelling.
    pub domain: String,
    /// A test server instead of the domain.
    pub base_url: Option<String>,
    /// How to sign in.
    pub credentials: Credentials,
}

/// Tests the connection to an account that is not saved yet, and reads its views and fields. Nothing is
/// written.
pub async fn preview_entered(
    context: &Context,
    entered: &EnteredAccess,
) -> Result<(Connection, Preview), IngestError> {
    let (domain, base_url) = (&entered.domain, entered.base_url.as_deref());
    let client =
        connect::new_client(context, domain, base_url, &entered.credentials, Patience::Person)?;
    let connection = connect::test(context, &client).await?;
    Ok((connection, read(&client).await?))
}

/// Reads views and fields from Zendesk. Nothing is written.
pub async fn preview(context: &Context, integration: &Integration) -> Result<Preview, IngestError> {
    let client = connect::client(context, integration).await?;
    client.me().await?.require_admin()?;
    read(&client).await
}

async fn read(client: &Client) -> Result<Preview, IngestError> {
    let fields = wire::field_catalog(&client.ticket_fields().await?);
    let listed = client.views().await?;
    let views: BTreeMap<ViewId, View> =
        listed.iter().map(wire::view).map(|view| (view.id, view)).collect();
    let views = views.into_values().map(|view| previewed(view, &fields)).collect();
    Ok(Preview { views, fields, requests: client.requests_sent() })
}

/// What is said of a view.
pub fn previewed(view: View, fields: &FieldCatalog) -> PreviewedView {
    let unknown = |condition: &Condition| {
        let id = condition.custom_field()?;
        (!fields.fields.contains_key(&id)).then_some(id)
    };
    PreviewedView {
        verdict: verdict(&view),
        unknown_fields: view.all.iter().chain(&view.any).filter_map(unknown).collect(),
        view,
    }
}

/// The days that are counted of what is imported, the last ones.
pub fn last_days(coverage: Coverage) -> (Timestamp, Timestamp) {
    let from = coverage.until.plus_seconds(-COUNTED_DAYS * DAY_SECONDS);
    (coverage.from.max(from), coverage.until)
}

/// What the views that will count, and the calls, came to in the last days of the stored history.
pub async fn count_stored(
    context: &Context,
    integration: &Integration,
    found: &Preview,
) -> Result<Seen, IngestError> {
    let coverage = integration.coverage.ok_or(IngestError::NothingImported)?;
    let (from, to) = last_days(coverage);
    let keeps_text = context.store.imports.bookmarks(integration.id).await?.keeps_text;
    let will_count = || found.views.iter().filter(|view| view.will_count());
    let (without_text, views): (Vec<&PreviewedView>, Vec<&PreviewedView>) =
        will_count().partition(|view| !keeps_text && judges_text(&view.view));
    let counted = |view: &&PreviewedView| CountedView { view: view.view.clone(), until: None };
    let inputs = context.store.counts.inputs(integration.id).await?;
    let settings =
        counting::settings(integration.since, &inputs, views.iter().map(counted).collect());
    let engine = Engine::new(Settings { fields: found.fields.clone(), ..settings });
    let seen: BTreeMap<(ViewId, Channel), i64> = BTreeMap::new();
    let seen = walk::every_ticket(context, integration, seen, move |seen, history| {
        if is_within(history, from) {
            for contact in engine.count(history).contacts {
                if (from..to).contains(&contact.at) {
                    for view in contact.view_ids() {
                        *seen.entry((view, contact.channel)).or_default() += 1;
                    }
                }
            }
        }
        true
    })
    .await?;
    let title = |id: ViewId| views.iter().find(|view| view.view.id == id);
    let mut queues: Vec<(QueueKey, String, i64)> = seen
        .into_iter()
        .map(|((view, channel), offered)| {
            let key = QueueKey::View { view, channel };
            let name = key.name(title(view).map_or("", |view| &view.view.title));
            (key, name, offered)
        })
        .collect();
    queues.extend(offered(context, integration, from, to, |key| key.view().is_none()).await?);
    let without_text = without_text.iter().map(|view| view.view.id).collect();
    Ok(Seen { queues, without_text })
}

/// What the queues of an import of the last days came to, all in all.
pub async fn count_imported(
    context: &Context,
    integration: &Integration,
) -> Result<Seen, IngestError> {
    let coverage = integration.coverage.ok_or(IngestError::NothingImported)?;
    let queues = offered(context, integration, coverage.from, coverage.until, |_| true).await?;
    Ok(Seen { queues, without_text: Vec::new() })
}

async fn offered(
    context: &Context,
    integration: &Integration,
    from: Timestamp,
    to: Timestamp,
    wanted: impl Fn(&QueueKey) -> bool,
) -> Result<Vec<(QueueKey, String, i64)>, IngestError> {
    let mut seen = Vec::new();
    for queue in queues(context, integration).await? {
        let key = queue.summary.key;
        if !wanted(&key) || covered(integration, &key).is_none() {
            continue;
        }
        let figures = volumes(context, integration, &key, from, to).await?;
        let offered = figures.iter().map(|(_, figures)| figures.offered).sum();
        if offered > 0 {
            seen.push((key, queue.name, offered));
        }
    }
    Ok(seen)
}

/// Saves the same account in a store of its own, from the last days on, so that importing there leaves
/// the integration as it is.
pub async fn save_apart(
    context: &Context,
    integration: &Integration,
    apart: &Context,
) -> Result<Integration, IngestError> {
    let now = context.clock.now();
    let today = now.0 - now.0.rem_euclid(DAY_SECONDS);
    let new = NewIntegration {
        account: integration.account.clone(),
        name: integration.name.clone(),
        domain: integration.domain.clone(),
        base_url: integration.base_url.clone(),
        grouping: integration.grouping,
        since: integration.since.max(Timestamp(today - COUNTED_DAYS * DAY_SECONDS)),
        created_at: now,
        credentials: context.store.integrations.credentials(integration.id).await?,
    };
    let saved = apart.store.integrations.add(new).await?;
    let overrides = context.store.channels.overrides(integration.id).await?;
    apart.store.channels.save_overrides(saved.id, overrides).await?;
    Ok(saved)
}

/// The most that a view which somebody wrote down may have: it is judged for every event of the history,
/// and its title is in every row of the answer.
const LONGEST_TITLE: usize = 500;
const MOST_CONDITIONS: usize = 500;
const MOST_VALUES: usize = 1000;
const LONGEST_TEXT: usize = 2000;

/// Why a view that somebody wrote down is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnfitView {
    /// It is no view in Zendesk's form.
    #[error("{0}")]
    Unreadable(String),
    /// Something of it is too long, or too many.
    #[error("its {field} has more than {limit}: write a smaller view")]
    TooMuch {
        /// What.
        field: &'static str,
        /// The most, with its unit.
        limit: &'static str,
    },
}

/// Reads a view that somebody wrote down in Zendesk's form; else what is wrong with it.
pub fn written_view(text: &str) -> Result<View, UnfitView> {
    let read = inflow_zendesk::View::from_json(text);
    let mut view = read.map_err(|error| UnfitView::Unreadable(error.to_string()))?;
    view.title.get_or_insert_with(|| "New view".to_owned());
    let view = wire::view(&view);
    fit(&view)?;
    Ok(view)
}

/// Whether a view is no larger than anybody makes one.
fn fit(view: &View) -> Result<(), UnfitView> {
    let within = |is_within: bool, field, limit| {
        if is_within { Ok(()) } else { Err(UnfitView::TooMuch { field, limit }) }
    };
    let is_short = |text: &str| text.chars().count() <= LONGEST_TEXT;
    within(view.title.chars().count() <= LONGEST_TITLE, "title", "500 characters")?;
    let number = view.all.len() + view.any.len();
    within(number <= MOST_CONDITIONS, "conditions", "500 conditions")?;
    for condition in view.all.iter().chain(&view.any) {
        let texts = condition.value.texts();
        within(texts.len() <= MOST_VALUES, "value", "1000 values in a condition")?;
        within(is_short(&condition.field), "field", "2000 characters")?;
        within(is_short(&condition.operator), "operator", "2000 characters")?;
        within(texts.iter().all(|text| is_short(text)), "value", "2000 characters")?;
    }
    Ok(())
}

/// What a view that does not exist yet would have seen of the stored history.
pub async fn count_view(
    context: &Context,
    integration: &Integration,
    view: &View,
) -> Result<SeenByDay, IngestError> {
    let coverage = integration.coverage.ok_or(IngestError::NothingImported)?;
    let keeps_text = context.store.imports.bookmarks(integration.id).await?.keeps_text;
    if judges_text(view) && !keeps_text {
        return Err(IngestError::TextNotKept);
    }
    let inputs = context.store.counts.inputs(integration.id).await?;
    let counted = CountedView { view: view.clone(), until: None };
    let since = counting::counts_from(context, integration).await?;
    let engine = Engine::new(counting::settings(since, &inputs, vec![counted]));
    let Coverage { from, until, .. } = coverage;
    walk::every_ticket(context, integration, SeenByDay::new(), move |seen, history| {
        for contact in engine.count(history).contacts {
            if !contact.views.is_empty() && (from..until).contains(&contact.at) {
                *seen.entry((contact.channel, day(contact.at))).or_default() += 1;
            }
        }
        true
    })
    .await
}

/// The account's custom fields as they are known.
pub async fn known_fields(
    context: &Context,
    integration: &Integration,
) -> Result<FieldCatalog, IngestError> {
    Ok(context.store.counts.inputs(integration.id).await?.fields)
}

/// Whether something of a ticket happened since an instant.
fn is_within(history: &TicketHistory, from: Timestamp) -> bool {
    history.events.iter().any(|event| event.at >= from)
}

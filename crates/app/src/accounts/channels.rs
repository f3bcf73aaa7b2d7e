//! Which queue channel each Zendesk channel belongs to in an integration (rules 5.2 and 5.3).

use std::collections::BTreeMap;

use inflow_domain::{Channel, ChannelTable, Via};
use inflow_store::Integration;

use crate::access::audit::record;
use crate::accounts::lives::not_deleted;
use crate::context::Context;
use crate::error::IngestError;

/// How contacts that name no channel are reported.
pub const NO_CHANNEL: &str = "(none)";

/// How many characters the name of a Zendesk channel may have.
pub const LONGEST_NAME: usize = 200;

/// Where a Zendesk channel is placed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// By rule 5.2, for every integration alike.
    Documented,
    /// By rule 5.3, unless the integration places it elsewhere.
    Further,
    /// By no table: a case, unless the integration places it elsewhere.
    Unlisted,
    /// Contacts that name no channel at all: a case, always.
    Nameless,
}

impl Placement {
    /// Whether an integration may place the channel elsewhere.
    pub fn can_be_overridden(self) -> bool {
        matches!(self, Self::Further | Self::Unlisted)
    }

    /// The rule that places it.
    pub fn rule(self) -> &'static str {
        match self {
            Self::Documented => "5.2",
            Self::Further | Self::Unlisted | Self::Nameless => "5.3",
        }
    }
}

/// A Zendesk channel with the queue channel that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedChannel {
    /// As Zendesk names it.
    pub zendesk_channel: String,
    /// Where its contacts are counted.
    pub channel: Channel,
    /// Where they would be without an override.
    pub usual: Channel,
    /// Who says so.
    pub placement: Placement,
    /// How many of the counted contacts came by it, which is kept of unlisted ones alone.
    pub contacts: Option<i64>,
}

impl PlacedChannel {
    /// Whether the integration places it elsewhere than the rules do.
    pub fn is_overridden(&self) -> bool {
        self.channel != self.usual
    }
}

/// Every Zendesk channel that a table, an override or a contact names: in the order of the rules,
/// then the unlisted ones by name.
pub async fn channels(
    context: &Context,
    integration: &Integration,
) -> Result<Vec<PlacedChannel>, IngestError> {
    let overrides = context.store.channels.overrides(integration.id).await?;
    let quality = context.store.reports.quality(integration.id).await?;
    let place = |name: &str, usual, placement| PlacedChannel {
        zendesk_channel: name.to_owned(),
        channel: overrides.get(name).copied().unwrap_or(usual),
        usual,
        placement,
        contacts: None,
    };
    let mut placed: Vec<PlacedChannel> = ChannelTable::known()
        .map(|(name, usual)| {
            let fixed = ChannelTable::is_fixed(name);
            place(name, usual, if fixed { Placement::Documented } else { Placement::Further })
        })
        .collect();
    let counted = quality.unmapped_channels.iter().map(|(name, count)| (name.as_str(), *count));
    let mut unlisted: BTreeMap<&str, i64> = counted.collect();
    for name in overrides.keys() {
        if !placed.iter().any(|known| known.zendesk_channel == *name) {
            unlisted.entry(name).or_default();
        }
    }
    placed.extend(unlisted.into_iter().map(|(name, contacts)| PlacedChannel {
        contacts: Some(contacts).filter(|contacts| *contacts > 0),
        ..place(name, Channel::Case, unlisted_placement(name))
    }));
    Ok(placed)
}

fn unlisted_placement(name: &str) -> Placement {
    if name == NO_CHANNEL { Placement::Nameless } else { Placement::Unlisted }
}

/// Which Zendesk channels are to be placed elsewhere.
#[derive(Debug, Clone, Copy)]
pub struct ChannelChange<'a> {
    /// Where some are placed.
    pub set: &'a [(String, Channel)],
    /// Those that are placed where the rules do.
    pub unset: &'a [String],
    /// Whether names that nothing knows are taken: a channel may still be to come.
    pub force: bool,
}

/// Places some Zendesk channels elsewhere, and others where the rules do. The figures follow with
/// the next count.
pub async fn override_channels(
    context: &Context,
    integration: &Integration,
    change: ChannelChange<'_>,
) -> Result<(), IngestError> {
    not_deleted(integration)?;
    let mut overrides = context.store.channels.overrides(integration.id).await?;
    let placed = channels(context, integration).await?;
    let known: Vec<&str> = placed.iter().map(|placed| placed.zendesk_channel.as_str()).collect();
    let free = |name: &String| {
        let channel = free(name)?;
        if change.force || known.contains(&channel.as_str()) {
            return Ok(channel);
        }
        let like = alike(&channel, &known);
        Err(IngestError::UnknownChannel { channel, like })
    };
    for name in change.unset {
        overrides.remove(&free(name)?);
    }
    for (name, channel) in change.set {
        let name = free(name)?;
        if usual(&name) == *channel {
            overrides.remove(&name);
        } else {
            overrides.insert(name, *channel);
        }
    }
    let placed = overrides.iter().map(|(name, channel)| format!("{name}={}", channel.as_str()));
    let placed = placed.collect::<Vec<_>>().join(", ");
    context.store.channels.save_overrides(integration.id, overrides).await?;
    record(context, "integration.channels", &integration.name, &placed).await
}

/// The Zendesk channel that a name or label stands for, if an integration may place it.
fn free(name: &str) -> Result<String, IngestError> {
    let channel = Via::named(name).zendesk_channel().to_string();
    let is_a_name =
        channel.chars().count() <= LONGEST_NAME && !channel.chars().any(char::is_control);
    if !is_a_name || channel.is_empty() || channel == NO_CHANNEL || ChannelTable::is_fixed(&channel)
    {
        return Err(IngestError::FixedChannel { channel });
    }
    Ok(channel)
}

/// Known names that a mistyped one may mean, the most alike first.
fn alike(name: &str, known: &[&str]) -> Vec<String> {
    const ENOUGH: f64 = 0.6;
    const MOST: usize = 3;
    let wanted = name.to_lowercase();
    let mut alike: Vec<(f64, &str)> = known
        .iter()
        .filter(|known| !ChannelTable::is_fixed(known) && **known != NO_CHANNEL)
        .map(|known| (strsim::normalized_damerau_levenshtein(&wanted, known), *known))
        .filter(|(likeness, _)| *likeness >= ENOUGH)
        .collect();
    alike.sort_by(|(left, _), (right, _)| right.total_cmp(left));
    alike.into_iter().take(MOST).map(|(_, known)| known.to_owned()).collect()
}

fn usual(zendesk_channel: &str) -> Channel {
    ChannelTable::default().lookup(zendesk_channel).unwrap_or(Channel::Case)
}

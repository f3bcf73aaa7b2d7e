//! What explanations tell, in the reader's words: contacts, views, and conditions with their values.

use inflow_app::figures::explain::{ChannelSource, ExplainedCondition, ExplainedView, Side};
use inflow_app::figures::words::condition_text;
use inflow_domain::ContactKind;

use super::layout::Page;
use super::words::{seen_words, words};
use crate::pages::i18n::Text;

/// A view, as an event saw it.
pub(crate) struct ShownView {
    pub(crate) title: String,
    pub(crate) counts: bool,
    pub(crate) held_before: bool,
    pub(crate) holds_after: bool,
    /// Those that must all hold, and those of which one must, under the words that say so.
    pub(crate) groups: Vec<(Text, Vec<ShownCondition>)>,
}

/// A condition with the values that it saw.
pub(crate) struct ShownCondition {
    /// In words of the reader.
    pub(crate) words: String,
    /// As Zendesk has it.
    pub(crate) text: String,
    pub(crate) before: Option<(String, bool)>,
    pub(crate) after: (String, bool),
}

impl ShownView {
    /// Whether there was a ticket before the event.
    pub(crate) fn has_before(&self) -> bool {
        let mut conditions = self.groups.iter().flat_map(|(_, conditions)| conditions);
        conditions.any(|condition| condition.before.is_some())
    }
}

/// A view with its conditions.
pub(crate) fn shown_view(page: &Page, view: &ExplainedView) -> ShownView {
    let group = |(required, words): (bool, &'static str)| {
        let conditions = view.conditions.iter().filter(|condition| condition.required == required);
        (page.t(words), conditions.map(|one| shown_condition(page, one)).collect::<Vec<_>>())
    };
    let groups = [(true, "conditions-all"), (false, "conditions-any")].into_iter().map(group);
    ShownView {
        title: view.title.clone(),
        counts: view.counts(),
        held_before: view.held_before,
        holds_after: view.holds_after,
        groups: groups.filter(|(_, conditions)| !conditions.is_empty()).collect(),
    }
}

fn shown_condition(page: &Page, explained: &ExplainedCondition) -> ShownCondition {
    let condition = &explained.condition;
    let seen = |(value, truth): &(String, bool)| (seen_words(page, condition, value), *truth);
    ShownCondition {
        words: words(page.language, condition),
        text: condition_text(condition),
        before: explained.before.as_ref().map(seen),
        after: seen(&explained.after),
    }
}

/// What a contact of a kind is called, and the rule that makes it one.
pub(crate) fn kind_messages(kind: ContactKind) -> (&'static str, &'static str) {
    match kind {
        ContactKind::Created => ("kind-created", "rule-3-1"),
        ContactKind::Reply => ("kind-reply", "rule-3-2"),
        ContactKind::Entry => ("kind-entry", "rule-3-3"),
    }
}

/// Where a channel was read.
pub(crate) fn source_message(source: ChannelSource) -> &'static str {
    match source {
        ChannelSource::Ticket => "source-ticket",
        ChannelSource::Comment => "source-comment",
        ChannelSource::Label => "source-label",
        ChannelSource::LatestContact => "source-latest-contact",
    }
}

/// On whose side an author is.
pub(crate) fn side_message(side: Side) -> &'static str {
    match side {
        Side::Staff => "side-staff",
        Side::System => "side-system",
        Side::Customer => "side-customer",
    }
}

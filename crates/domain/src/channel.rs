//! Channels: the tables of rule 5, in this one place.

use std::collections::BTreeMap;
use std::fmt;

use smol_str::SmolStr;

/// The channel of a queue (rule 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// E-mail, web forms and the mobile app.
    Email,
    /// Live chat and messaging.
    Chat,
    /// Social networks, text messages and messengers.
    SocialMedia,
    /// Telephone.
    Call,
    /// Everything else.
    Case,
}

impl Channel {
    /// Every channel, in the order of the rules.
    pub const ALL: [Self; 5] = [Self::Email, Self::Chat, Self::SocialMedia, Self::Call, Self::Case];

    /// The name in queue names and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Chat => "chat",
            Self::SocialMedia => "social_media",
            Self::Call => "call",
            Self::Case => "case",
        }
    }

    /// The channel of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == name)
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Zendesk channel to queue channel (rule 5.2).
const DOCUMENTED: &[(&str, Channel)] = &[
    ("email", Channel::Email),
    ("mobile", Channel::Email),
    ("web", Channel::Email),
    ("chat", Channel::Chat),
    ("native_messaging", Channel::Chat),
    ("sms", Channel::SocialMedia),
    ("any_channel", Channel::SocialMedia),
    ("facebook", Channel::SocialMedia),
    ("twitter", Channel::SocialMedia),
    ("sunshine_conversations_facebook_messenger", Channel::SocialMedia),
    ("instagram_dm", Channel::SocialMedia),
    ("voice", Channel::Call),
    ("api", Channel::Case),
    ("answer_bot_for_web_widget", Channel::Case),
    ("chat_transcript", Channel::Case),
    ("mobile_sdk", Channel::Case),
];

/// Beyond the documented table (rule 5.3).
const FURTHER: &[(&str, Channel)] = &[
    ("whatsapp", Channel::SocialMedia),
    ("line", Channel::SocialMedia),
    ("wechat", Channel::SocialMedia),
    ("telegram", Channel::SocialMedia),
    ("viber", Channel::SocialMedia),
    ("kakaotalk", Channel::SocialMedia),
    ("google_rcs", Channel::SocialMedia),
    ("google_business_messages", Channel::SocialMedia),
    ("apple_business_chat", Channel::SocialMedia),
    ("messagebird_sms", Channel::SocialMedia),
    ("twilio_sms", Channel::SocialMedia),
    ("sunshine_conversations_twitter_dm", Channel::SocialMedia),
    ("sunshine_conversations_api", Channel::SocialMedia),
    ("help_center", Channel::Email),
    ("mailgun", Channel::Email),
    ("side_conversation", Channel::Email),
    ("chat_offline_message", Channel::Chat),
    ("business_messaging_slack_connect", Channel::Chat),
    ("sample_ticket", Channel::Case),
];

/// Display strings of ticket events to Zendesk channels (rule 5.4), in lower case.
const LABELS: &[(&str, &str)] = &[
    ("mail", "email"),
    ("email", "email"),
    ("web form", "web"),
    ("web widget", "web"),
    ("help center", "web"),
    ("feedback tab", "web"),
    ("closed ticket", "web"),
    ("web service", "api"),
    ("chat", "chat"),
    ("chat transcript", "chat_transcript"),
    ("messaging", "native_messaging"),
    ("native messaging", "native_messaging"),
    ("facebook post", "facebook"),
    ("facebook message", "facebook"),
    ("twitter", "twitter"),
    ("twitter dm", "twitter"),
    ("text message", "sms"),
    ("sms", "sms"),
    ("voicemail", "voice"),
    ("phone call (inbound)", "voice"),
    ("phone call (outbound)", "voice"),
    ("mobile", "mobile"),
    ("mobile sdk", "mobile_sdk"),
    ("channel integrations", "any_channel"),
];

/// Numeric via ids to Zendesk channels: where a channel should stand, a number may.
const VIA_IDS: &[(i64, &str)] = &[
    (0, "web"),
    (4, "email"),
    (5, "api"),
    (8, "rule"),
    (9, "linked_problem"),
    (10, "group_deletion"),
    (11, "user_change"),
    (12, "user_deletion"),
    (13, "group_change"),
    (14, "resource_push"),
    (15, "mobile"),
    (16, "get_satisfaction"),
    (17, "web"),
    (19, "merge"),
    (20, "batch"),
    (21, "recovered_from_suspended_tickets"),
    (22, "automatic_solution_suggestions"),
    (23, "twitter"),
    (24, "forum"),
    (25, "user_merge"),
    (26, "twitter"),
    (27, "web"),
    (28, "logmein_rescue"),
    (29, "chat"),
    (30, "twitter"),
    (31, "ticket_sharing"),
    (32, "macro_reference"),
    (33, "voice"),
    (34, "voice"),
    (35, "voice"),
    (36, "blog"),
    (37, "sms"),
    (38, "facebook"),
    (41, "facebook"),
    (43, "monitor_event"),
    (44, "voice"),
    (45, "voice"),
    (46, "voice"),
    (48, "web"),
    (49, "mobile_sdk"),
    (50, "help_center"),
    (51, "sample_ticket"),
    (52, "sample_interactive_ticket"),
    (54, "satisfaction_prediction"),
    (55, "any_channel"),
    (56, "mobile"),
    (57, "sms"),
    (62, "rule_revision"),
    (63, "answer_bot_for_agents"),
    (64, "answer_bot_for_slack"),
    (65, "answer_bot_for_sdk"),
    (66, "answer_bot_api"),
    (67, "answer_bot_for_web_widget"),
    (68, "symphony"),
    (69, "side_conversation"),
    (70, "answer_bot"),
    (71, "omnichannel"),
    (72, "line"),
    (73, "wechat"),
    (74, "whatsapp"),
    (75, "native_messaging"),
    (76, "mailgun"),
    (77, "messagebird_sms"),
    (78, "sunshine_conversations_facebook_messenger"),
    (79, "telegram"),
    (80, "twilio_sms"),
    (81, "viber"),
    (82, "google_rcs"),
    (83, "apple_business_chat"),
    (84, "google_business_messages"),
    (85, "kakaotalk"),
    (86, "instagram_dm"),
    (87, "sunshine_conversations_api"),
    (88, "sunshine_conversations_twitter_dm"),
    (89, "chat_offline_message"),
    (90, "chat_transcript"),
    (91, "business_messaging_slack_connect"),
];

/// Which queue channel a Zendesk channel belongs to (rules 5.2 and 5.3).
#[derive(Debug, Clone, Default)]
pub struct ChannelTable {
    overrides: BTreeMap<SmolStr, Channel>,
}

impl ChannelTable {
    /// The tables of the rules, with some values placed elsewhere by the customer (rule 5.3).
    pub fn with_overrides(overrides: BTreeMap<SmolStr, Channel>) -> Self {
        Self { overrides }
    }

    /// The queue channel of a Zendesk channel; nothing where no table names it (it is then a case).
    pub fn lookup(&self, zendesk_channel: &str) -> Option<Channel> {
        self.overrides.get(zendesk_channel).copied().or_else(|| {
            DOCUMENTED
                .iter()
                .chain(FURTHER)
                .find(|(name, _)| *name == zendesk_channel)
                .map(|(_, channel)| *channel)
        })
    }

    /// Whether rule 5.2 places a Zendesk channel, which no integration may change.
    pub fn is_fixed(zendesk_channel: &str) -> bool {
        DOCUMENTED.iter().any(|(name, _)| *name == zendesk_channel)
    }

    /// Every Zendesk channel of the tables.
    pub fn known() -> impl Iterator<Item = (&'static str, Channel)> {
        DOCUMENTED.iter().chain(FURTHER).copied()
    }
}

/// Where something came from, as Zendesk says it: a channel and, on some, a relation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Via {
    /// The Zendesk channel (`native_messaging`), the display label (`Web form`) or an id; may be empty.
    pub channel: SmolStr,
    /// The relation, such as `voicemail` or `merge`; may be empty.
    pub rel: SmolStr,
}

impl Via {
    /// A via that is a label or a channel alone.
    pub fn named(channel: &str) -> Self {
        Self { channel: SmolStr::new(channel), rel: SmolStr::default() }
    }

    /// Whether nothing is said.
    pub fn is_blank(&self) -> bool {
        self.channel.trim().is_empty()
    }

    /// The Zendesk channel that a channel name, a display label or an id stands for (rule 5.4).
    pub fn zendesk_channel(&self) -> SmolStr {
        zendesk_channel(&self.channel)
    }

    /// Whether this marks a merge: via or rel `merge`, via id 19 (rule 3.2).
    pub fn is_merge(&self) -> bool {
        let channel = self.channel.trim();
        channel.eq_ignore_ascii_case("merge")
            || channel == "19"
            || self.rel.eq_ignore_ascii_case("merge")
    }

    /// Whether this marks what a rule of the account wrote: `rule`, via id 8 (rule 3.2).
    pub fn is_rule(&self) -> bool {
        self.zendesk_channel() == "rule"
    }

    /// Whether this marks an outbound call (rule 3.1), be it one of partner telephony, whose label has
    /// more words before it.
    pub fn is_outbound_call(&self) -> bool {
        let channel = self.channel.trim();
        ends_with(channel, OUTBOUND_CALL)
            || channel == "35"
            || channel == "46"
            || (self.rel.eq_ignore_ascii_case("outbound") && self.zendesk_channel() == "voice")
    }
}

/// How the labels of outbound calls end.
const OUTBOUND_CALL: &str = "phone call (outbound)";

/// Whether a text ends in another; case is ignored.
fn ends_with(text: &str, end: &str) -> bool {
    let start = text.len().checked_sub(end.len()).and_then(|start| text.get(start..));
    start.is_some_and(|found| found.eq_ignore_ascii_case(end))
}

/// The Zendesk channel that a label, a channel name or a numeric via id stands for (rule 5.4).
fn zendesk_channel(label: &str) -> SmolStr {
    let label = label.trim();
    if let Ok(id) = label.parse::<i64>() {
        return VIA_IDS
            .iter()
            .find(|(known, _)| *known == id)
            .map_or_else(|| SmolStr::new(label), |(_, channel)| SmolStr::new_static(channel));
    }
    if let Some((_, channel)) = LABELS.iter().find(|(known, _)| known.eq_ignore_ascii_case(label)) {
        return SmolStr::new_static(channel);
    }
    let usual = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if label.bytes().all(usual) {
        return SmolStr::new(label);
    }
    SmolStr::from(label.to_lowercase().replace(' ', "_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_channels_and_ids_meet() {
        for (label, channel) in [
            ("Web form", "web"),
            ("web", "web"),
            ("MAIL", "email"),
            ("Help Center", "web"),
            ("help_center", "help_center"),
            ("Native messaging", "native_messaging"),
            ("Phone call (inbound)", "voice"),
            ("Google RCS", "google_rcs"),
            ("4", "email"),
            ("74", "whatsapp"),
            ("4711", "4711"),
            ("Carrier Pigeon", "carrier_pigeon"),
        ] {
            assert_eq!(Via::named(label).zendesk_channel(), channel, "{label}");
        }
    }

    #[test]
    fn the_tables_hold_every_channel_of_the_rules() {
        let table = ChannelTable::default();
        assert_eq!(ChannelTable::known().count(), 16 + 19);
        assert_eq!(table.lookup("chat_transcript"), Some(Channel::Case));
        assert_eq!(table.lookup("business_messaging_slack_connect"), Some(Channel::Chat));
        assert_eq!(table.lookup("sample_ticket"), Some(Channel::Case));
        assert_eq!(table.lookup("sample_interactive_ticket"), None);
        let moved = ChannelTable::with_overrides([("web".into(), Channel::Case)].into());
        assert_eq!(moved.lookup("web"), Some(Channel::Case));
    }

    #[test]
    fn rules_are_told() {
        for label in ["rule", "Rule", " RULE ", "8"] {
            assert!(Via::named(label).is_rule(), "{label}");
        }
        for label in ["", "web", "62", "rule_revision"] {
            assert!(!Via::named(label).is_rule(), "{label}");
        }
    }

    #[test]
    fn merges_and_outbound_calls_are_told() {
        assert!(Via::named("Merge").is_merge());
        assert!(Via::named("19").is_merge());
        assert!(Via { channel: "web".into(), rel: "merge".into() }.is_merge());
        assert!(!Via::named("web").is_merge());
        assert!(Via { channel: "voice".into(), rel: "outbound".into() }.is_outbound_call());
        assert!(Via::named("46").is_outbound_call());
        for label in
            ["CTI phone call (outbound)", "Phone Call (Outbound) ", "x\u{e9}phone call (outbound)"]
        {
            assert!(Via::named(label).is_outbound_call(), "{label}");
        }
        for label in
            ["CTI phone call (inbound)", "phone call (outbound) ended", "(outbound)", "\u{e9}"]
        {
            assert!(!Via::named(label).is_outbound_call(), "{label}");
        }
        assert!(!Via { channel: "voice".into(), rel: "inbound".into() }.is_outbound_call());
    }
}

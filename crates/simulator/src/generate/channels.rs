//! Every channel by which tickets and comments arrive, with the labels that ticket events show.

use crate::dice::Dice;

/// Channel names with the labels of the same meaning. Where a channel has no label of its own in
/// Zendesk's list, its name in words stands for it.
pub(crate) const CHANNELS: [(&str, &[&str]); 16] = [
    ("email", &["Mail", "Email"]),
    ("web", &["Web form", "Web Widget", "Help Center", "Feedback Tab", "Closed Ticket"]),
    ("mobile", &["Mobile"]),
    ("chat", &["Chat"]),
    ("native_messaging", &["Messaging", "Native messaging"]),
    ("sms", &["Text message", "SMS"]),
    ("any_channel", &["Channel integrations"]),
    ("facebook", &["Facebook post", "Facebook message"]),
    ("twitter", &["Twitter", "Twitter DM"]),
    ("sunshine_conversations_facebook_messenger", &[]),
    ("instagram_dm", &[]),
    ("voice", &["Voicemail", "Phone call (inbound)"]),
    ("api", &["Web service"]),
    ("answer_bot_for_web_widget", &[]),
    ("chat_transcript", &["Chat transcript"]),
    ("mobile_sdk", &["Mobile SDK"]),
];

/// Channels beyond Zendesk's main table.
pub(crate) const MORE_CHANNELS: [&str; 21] = [
    "whatsapp",
    "line",
    "wechat",
    "telegram",
    "viber",
    "kakaotalk",
    "google_rcs",
    "google_business_messages",
    "apple_business_chat",
    "messagebird_sms",
    "twilio_sms",
    "sunshine_conversations_twitter_dm",
    "sunshine_conversations_api",
    "help_center",
    "mailgun",
    "side_conversation",
    "chat_offline_message",
    "business_messaging_slack_connect",
    // Known to nobody's table.
    "symphony",
    "carrier_pigeon",
    "sample_ticket",
];

/// What most customers of a service desk write by, as often as they do.
pub(crate) const USUAL_CHANNELS: [&str; 12] = [
    "email",
    "email",
    "email",
    "email",
    "email",
    "web",
    "web",
    "chat",
    "native_messaging",
    "native_messaging",
    "whatsapp",
    "facebook",
];

/// Labels of events that nobody wrote by a channel of their own.
pub(crate) const OTHER_LABELS: [&str; 3] = ["Rule", "Batch update", "Admin setting"];

/// The labels under which events of a channel are shown.
pub(crate) fn labels_of(slug: &str) -> Vec<String> {
    let own = CHANNELS.iter().find(|(name, _)| *name == slug).map_or(&[][..], |(_, labels)| labels);
    if own.is_empty() {
        vec![in_words(slug)]
    } else {
        own.iter().map(|&label| label.to_owned()).collect()
    }
}

/// Any channel at all.
pub(crate) fn any_channel(dice: &mut Dice) -> &'static str {
    let more = dice.chance(40);
    let count = if more { MORE_CHANNELS.len() } else { CHANNELS.len() };
    let place = dice.index(count);
    if more { MORE_CHANNELS[place] } else { CHANNELS[place].0 }
}

/// Any label at all.
pub(crate) fn some_label(dice: &mut Dice) -> String {
    let slug = any_channel(dice);
    dice.pick(&labels_of(slug)).clone()
}

/// `Google rcs` for `google_rcs`.
fn in_words(slug: &str) -> String {
    let mut words = slug.replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

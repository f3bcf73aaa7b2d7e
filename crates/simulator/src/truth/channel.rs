//! Which channel an event counts in (rules 5.1 to 5.4).

use crate::model::{CommentKind, CommentVia, Event, Ticket};

/// The Zendesk channel of an event and where it stood.
#[derive(Clone, Debug)]
pub(super) struct Arrival {
    /// Zendesk's channel name.
    pub(super) slug: String,
    /// The label that told it, where a label did.
    pub(super) label: Option<String>,
}

/// The channel of a created contact: the ticket's, then the comment's, then the label (rule 5.1).
pub(super) fn of_creation(ticket: &Ticket, event: &Event) -> Arrival {
    match &ticket.via.channel {
        Some(channel) => Arrival { slug: channel.clone(), label: None },
        None => of_comment(event),
    }
}

/// The channel of a reply: the comment's, then the label (rule 5.1). A session is of its event's
/// channel (rule 3.2).
pub(super) fn of_comment(event: &Event) -> Arrival {
    if event.comment.as_ref().is_some_and(|comment| comment.kind == CommentKind::ChatStarted) {
        return by_label(&event.label);
    }
    match event.comment.as_ref().map(|comment| &comment.via) {
        Some(CommentVia::Object(via)) if via.channel.is_some() => {
            Arrival { slug: via.channel.clone().unwrap_or_default(), label: None }
        }
        Some(CommentVia::Text(text)) => by_label(text),
        _ => by_label(&event.label),
    }
}

fn by_label(label: &str) -> Arrival {
    let lower = label.to_lowercase();
    let slug = match lower.as_str() {
        "mail" | "email" => "email".to_owned(),
        "web form" | "web widget" | "help center" | "feedback tab" | "closed ticket" => {
            "web".to_owned()
        }
        "web service" => "api".to_owned(),
        "chat" => "chat".to_owned(),
        "chat transcript" => "chat_transcript".to_owned(),
        "messaging" | "native messaging" => "native_messaging".to_owned(),
        "facebook post" | "facebook message" => "facebook".to_owned(),
        "twitter" | "twitter dm" => "twitter".to_owned(),
        "text message" | "sms" => "sms".to_owned(),
        "voicemail" | "phone call (inbound)" | "phone call (outbound)" => "voice".to_owned(),
        "mobile" => "mobile".to_owned(),
        "mobile sdk" => "mobile_sdk".to_owned(),
        "channel integrations" => "any_channel".to_owned(),
        other => other.replace(' ', "_"),
    };
    Arrival { slug, label: Some(lower) }
}

/// The queue channel of a Zendesk channel (rules 5.2 and 5.3).
pub(super) fn queue_channel(slug: &str) -> &'static str {
    match slug {
        "email" | "mobile" | "web" | "help_center" | "mailgun" | "side_conversation" => "email",
        "chat"
        | "native_messaging"
        | "chat_offline_message"
        | "business_messaging_slack_connect" => "chat",
        "sms"
        | "any_channel"
        | "facebook"
        | "twitter"
        | "sunshine_conversations_facebook_messenger"
        | "instagram_dm"
        | "whatsapp"
        | "line"
        | "wechat"
        | "telegram"
        | "viber"
        | "kakaotalk"
        | "google_rcs"
        | "google_business_messages"
        | "apple_business_chat"
        | "messagebird_sms"
        | "twilio_sms"
        | "sunshine_conversations_twitter_dm"
        | "sunshine_conversations_api" => "social_media",
        // A channel may be given by its number: these two are the calls that agents make.
        "voice" | "35" | "46" => "call",
        _ => "case",
    }
}

//! Assembled's conversations: a row a contact.

use chrono::NaiveDate;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Channel, Timestamp};

use crate::csv_file::CsvLines;
use crate::file::File;
use crate::map::Map;
use crate::refusal::{Reason, Refusal};
use crate::series::Source;

const HEADER: [&str; 8] = [
    "created_at",
    "import_id",
    "channel",
    "status",
    "first_responded_at",
    "solved_at",
    "handle_time_seconds",
    "queue",
];
const PRODUCT: &str = "Assembled";
const CHANNELS: [&str; 6] = ["phone", "email", "chat", "social", "sms", "back_office"];

/// A contact, of the first of the asked queues or workloads that it counts in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// When it arrived.
    pub created_at: Timestamp,
    /// What tells it from every other one: ticket and event, or the call.
    pub import_id: String,
    /// The place of its queue or workload among the sources.
    pub source: usize,
    /// Whether it is over.
    pub finished: bool,
    /// When and how it ended; nothing while it is unfinished, and of calls, whose end nobody tells.
    pub end: Option<End>,
    /// Seconds of handling, where they are known.
    pub handling_seconds: Option<i64>,
}

/// The end of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// When.
    pub at: Timestamp,
    /// Whether it was answered (rule 9.3).
    pub answered: bool,
}

/// The file of these conversations, in their order; none where there are none. Times are those of the
/// zone's clock.
pub fn write(
    conversations: &[Conversation],
    sources: &[&Source],
    map: &Map,
    zone: TimeZone,
) -> Result<Option<File>, Refusal> {
    let (channels, reasons): (Vec<_>, Vec<_>) =
        sources.iter().map(|source| channel(source, map)).partition(Result::is_ok);
    let reasons: Vec<Reason> = reasons.into_iter().filter_map(Result::err).collect();
    if !reasons.is_empty() {
        return Err(Refusal { target: PRODUCT, reasons });
    }
    let channels: Vec<&str> = channels.into_iter().filter_map(Result::ok).collect();
    made(conversations, sources, &channels, map, zone)
        .map_err(|reason| Refusal { target: PRODUCT, reasons: vec![reason] })
}

fn channel(source: &Source, map: &Map) -> Result<&'static str, Reason> {
    let ours = match source.channel {
        Channel::Call => "phone",
        Channel::Chat => "chat",
        Channel::Email => "email",
        Channel::SocialMedia => "social",
        Channel::Case => "back_office",
    };
    let Some(asked) = map.entry(source).and_then(|entry| entry.channel.as_deref()) else {
        return Ok(ours);
    };
    let known = CHANNELS.iter().find(|theirs| **theirs == asked);
    known.copied().ok_or_else(|| Reason::UnknownChannel {
        of: source.id.clone(),
        asked: asked.to_owned(),
        known: &CHANNELS,
    })
}

fn made(
    conversations: &[Conversation],
    sources: &[&Source],
    channels: &[&str],
    map: &Map,
    zone: TimeZone,
) -> Result<Option<File>, Reason> {
    let time = |at: Timestamp| zone.local(at).format("%Y-%m-%d %H:%M:%S").to_string();
    let mut lines = CsvLines::new(b',');
    lines.line(HEADER)?;
    let mut span: Option<(NaiveDate, NaiveDate)> = None;
    for conversation in conversations {
        let day = zone.local(conversation.created_at).date();
        span = Some(span.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        let source = sources[conversation.source];
        let name = map.entry(source).and_then(|entry| entry.name.as_ref()).unwrap_or(&source.name);
        let end = conversation.end;
        let answered = end.filter(|end| end.answered).map(|end| time(end.at));
        let handling = conversation.handling_seconds.map(|seconds| seconds.to_string());
        lines.line([
            time(conversation.created_at).as_str(),
            &conversation.import_id,
            channels[conversation.source],
            if conversation.finished { "solved" } else { "open" },
            &answered.unwrap_or_default(),
            &end.map(|end| time(end.at)).unwrap_or_default(),
            &handling.unwrap_or_default(),
            name,
        ])?;
    }
    let Some((first, last)) = span else { return Ok(None) };
    let (rows, bytes) = (conversations.len() as u64, lines.bytes()?);
    Ok(Some(File { first, last, part: None, ending: "csv", rows, bytes }))
}

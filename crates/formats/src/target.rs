//! The planners' products, and what each of them calls a queue and its channel.

use std::collections::BTreeMap;

use inflow_domain::{Channel, IntervalLength};

use crate::map::Entry;
use crate::options::Options;
use crate::refusal::{Reason, Refusal};
use crate::series::{Source, Work};

/// A planners' product that reads volumes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// injixo's CSV integration.
    Injixo,
    /// Genesys Cloud's import of historical data.
    GenesysCloud,
    /// Queue data files of Calabrio WFM (Teleopti).
    Calabrio,
    /// Amazon Connect's historical data for forecasting.
    AmazonConnect,
}

impl Target {
    /// Each with the name of its format.
    pub const NAMED: [(&'static str, Self); 4] = [
        ("injixo", Self::Injixo),
        ("genesys-cloud", Self::GenesysCloud),
        ("calabrio", Self::Calabrio),
        ("amazon-connect", Self::AmazonConnect),
    ];

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|(known, _)| *known == name).map(|(_, target)| target)
    }

    /// The name of its format.
    pub fn name(self) -> &'static str {
        Self::NAMED.into_iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }

    /// What the product is called.
    pub fn product(self) -> &'static str {
        match self {
            Self::Injixo => "injixo",
            Self::GenesysCloud => "Genesys Cloud",
            Self::Calabrio => "Calabrio",
            Self::AmazonConnect => "Amazon Connect",
        }
    }

    /// Whether a new file takes the place of all that was imported before, so that it holds everything.
    pub fn replaces_everything(self) -> bool {
        self == Self::GenesysCloud
    }

    /// Whether its times are those of a local clock; else they are UTC whatever zone is asked for.
    pub fn has_local_times(self) -> bool {
        matches!(self, Self::Injixo | Self::Calabrio)
    }

    /// Whether an export wants its days beside its shorter intervals.
    pub fn wants_days(self) -> bool {
        self == Self::AmazonConnect
    }

    /// The lengths of intervals that it reads.
    pub fn lengths(self) -> &'static [IntervalLength] {
        use IntervalLength::{Day, HalfHour, Hour, QuarterHour};
        match self {
            Self::Injixo | Self::Calabrio => &[QuarterHour, HalfHour, Hour],
            Self::GenesysCloud => &[QuarterHour],
            Self::AmazonConnect => &[QuarterHour, HalfHour, Day],
        }
    }

    /// Its own names of channels; of Calabrio, whose files have none, no one.
    pub fn channels(self) -> &'static [&'static str] {
        match self {
            Self::Injixo => &["calls", "emails", "chats", "documents", "cases", "social_media"],
            Self::GenesysCloud => &["Voice", "Message", "Chat", "Email", "Callback"],
            Self::Calabrio => &[],
            Self::AmazonConnect => &["VOICE", "CHAT"],
        }
    }

    /// Its name of a channel of ours, where it has one that nobody needs to ask for.
    fn channel(self, channel: Channel) -> Option<&'static str> {
        let named = match (self, channel) {
            (Self::Injixo, Channel::Call) => "calls",
            (Self::Injixo, Channel::Chat) => "chats",
            (Self::Injixo, Channel::Email) => "emails",
            (Self::Injixo, Channel::SocialMedia) => "social_media",
            (Self::Injixo, Channel::Case) => "cases",
            (Self::GenesysCloud, Channel::Call) => "Voice",
            (Self::GenesysCloud, Channel::Chat) => "Chat",
            (Self::GenesysCloud, Channel::Email) => "Email",
            (Self::GenesysCloud, Channel::SocialMedia) => "Message",
            (Self::AmazonConnect, Channel::Call) => "VOICE",
            (Self::AmazonConnect, Channel::Chat) => "CHAT",
            (Self::Calabrio, _) => "",
            (Self::GenesysCloud, Channel::Case) | (Self::AmazonConnect, _) => return None,
        };
        Some(named)
    }

    /// Whether a channel of ours may be imported as one of its own, where that is asked for.
    fn may_be(self, channel: Channel, theirs: &str) -> bool {
        match (self, channel) {
            (Self::Injixo, _) => true,
            (Self::GenesysCloud, Channel::Call) => matches!(theirs, "Voice" | "Callback"),
            (Self::GenesysCloud, Channel::Chat) => matches!(theirs, "Chat" | "Message"),
            (Self::GenesysCloud, Channel::SocialMedia) => theirs == "Message",
            (Self::GenesysCloud, Channel::Email | Channel::Case) => theirs == "Email",
            (Self::AmazonConnect, Channel::Call) => theirs == "VOICE",
            (Self::AmazonConnect, Channel::Chat | Channel::SocialMedia) => theirs == "CHAT",
            (Self::AmazonConnect, Channel::Email | Channel::Case) | (Self::Calabrio, _) => false,
        }
    }
}

/// What a source is called in the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) name: String,
    /// Theirs: text, and of Calabrio a number.
    pub(crate) id: String,
    pub(crate) channel: &'static str,
    pub(crate) skills: String,
    pub(crate) language: String,
}

/// What each source is called, in their order; or everything that is wrong with any of them.
pub(crate) fn places(
    target: Target,
    sources: &[&Source],
    options: &Options<'_>,
) -> Result<Vec<Place>, Refusal> {
    let mut reasons = Vec::new();
    if !target.lengths().contains(&options.length) {
        reasons.push(Reason::Length { length: options.length });
    }
    let mut places = Vec::with_capacity(sources.len());
    for source in sources {
        match place(target, source, options) {
            Ok(place) => places.push(place),
            Err(found) => reasons.extend(found),
        }
    }
    if places.len() == sources.len() {
        reasons.extend(alike(target, sources, &places));
    }
    if reasons.is_empty() { Ok(places) } else { Err(Refusal { target: target.product(), reasons }) }
}

fn place(target: Target, source: &Source, options: &Options<'_>) -> Result<Place, Vec<Reason>> {
    let nothing = Entry::default();
    let entry = options.map.entry(source).unwrap_or(&nothing);
    let of = source.id.clone();
    let mut reasons = Vec::new();
    if !source.has_handled {
        reasons.push(Reason::NoHandled { of: of.clone() });
    }
    let wants_time = matches!(target, Target::GenesysCloud | Target::AmazonConnect);
    let untimed = source.work == Work::Support && !source.has_handling_time;
    if wants_time && untimed && !options.without_handling_time {
        reasons.push(Reason::NoHandlingTime { of: of.clone() });
    }
    let channel = match channel(target, source, entry) {
        Ok(channel) => channel,
        // What it is called there does not matter then.
        Err(reason) => {
            reasons.push(reason);
            return Err(reasons);
        }
    };
    let mut place = Place {
        name: entry.name.clone().unwrap_or_else(|| source.name.clone()),
        id: entry.id.clone().unwrap_or_default(),
        channel,
        skills: entry.skills.join("|||"),
        language: entry.language.clone().unwrap_or_default(),
    };
    match target {
        Target::Injixo => {}
        Target::GenesysCloud => {
            if entry.name.is_none() {
                reasons.push(Reason::NoNameThere { of: of.clone() });
            }
        }
        Target::Calabrio => match calabrio_number(source, entry) {
            Ok(number) => place.id = number.to_string(),
            Err(reason) => reasons.push(reason),
        },
        Target::AmazonConnect => {
            if place.id.is_empty() {
                reasons.push(Reason::NoIdThere { of: of.clone() });
            }
        }
    }
    reasons.extend(unwritable(target, &of, &place));
    if reasons.is_empty() { Ok(place) } else { Err(reasons) }
}

fn channel(target: Target, source: &Source, entry: &Entry) -> Result<&'static str, Reason> {
    let (of, ours) = (source.id.clone(), source.channel);
    let Some(asked) = entry.channel.as_deref().filter(|_| target != Target::Calabrio) else {
        let asked_for = target.channels().iter().find(|theirs| target.may_be(ours, theirs));
        let refused = Reason::Channel { of, ours, if_asked: asked_for.copied() };
        return target.channel(ours).ok_or(refused);
    };
    let Some(theirs) = target.channels().iter().find(|theirs| **theirs == asked) else {
        let asked = asked.to_owned();
        return Err(Reason::UnknownChannel { of, asked, known: target.channels() });
    };
    if target.may_be(ours, theirs) {
        Ok(theirs)
    } else {
        Err(Reason::ChannelAs { of, ours, asked: theirs })
    }
}

fn calabrio_number(source: &Source, entry: &Entry) -> Result<i64, Reason> {
    let of = source.id.clone();
    match &entry.id {
        Some(id) => match id.parse::<i64>() {
            Ok(number) if number >= 0 && number.to_string() == *id => Ok(number),
            _ => Err(Reason::NotANumber { of, id: id.clone() }),
        },
        None => source.number.ok_or(Reason::NoNumber { of }),
    }
}

/// What the maker's importer does not take in a value.
fn unwritable(target: Target, of: &str, place: &Place) -> Vec<Reason> {
    let values = [&place.name, &place.id, &place.skills, &place.language];
    let mut reasons = Vec::new();
    if place.name.trim().is_empty() {
        reasons.push(Reason::NoName { of: of.to_owned() });
    }
    for value in values {
        let (of, value) = (of.to_owned(), value.clone());
        if value.chars().any(char::is_control) {
            reasons.push(Reason::Control { of, value });
        } else if target == Target::Injixo && value.chars().count() > 255 {
            reasons.push(Reason::TooLong { of, characters: value.chars().count() });
        } else if target == Target::AmazonConnect
            && !value.chars().all(|c| c.is_ascii_alphanumeric() || " -_.()".contains(c))
        {
            reasons.push(Reason::Characters { of, value });
        }
    }
    reasons
}

/// Sources that would be written under one name, or one id.
fn alike(target: Target, sources: &[&Source], places: &[Place]) -> Vec<Reason> {
    let by_channel = matches!(target, Target::Injixo | Target::GenesysCloud);
    let mut named: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    let mut numbered: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (source, place) in sources.iter().zip(places) {
        let channel = if by_channel { place.channel } else { "" };
        named.entry((place.name.trim(), channel)).or_default().push(source.id.clone());
        if !place.id.is_empty() && matches!(target, Target::Calabrio | Target::AmazonConnect) {
            numbered.entry(&place.id).or_default().push(source.id.clone());
        }
    }
    let alike = named.into_iter().filter(|(_, ids)| ids.len() > 1);
    let mut reasons: Vec<Reason> =
        alike.map(|((name, _), ids)| Reason::OneName { name: name.to_owned(), ids }).collect();
    let alike = numbered.into_iter().filter(|(_, ids)| ids.len() > 1);
    reasons.extend(alike.map(|(id, ids)| Reason::OneId { id: id.to_owned(), ids }));
    reasons
}

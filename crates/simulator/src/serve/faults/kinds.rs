//! The kinds of faults, by name.

use std::collections::BTreeSet;
use std::str::FromStr;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    TooMany,
    TooManyBare,
    TooManyPage,
    InternalError,
    BadGateway,
    Unavailable,
    GatewayTimeout,
    UnknownError,
    ResetBefore,
    ResetWithin,
    CutBody,
    CutJson,
    GarbledJson,
    GarbledBytes,
    Slow,
    HeavyPage,
    HeavyEvent,
    LateRow,
    LostEvent,
    RepeatedRow,
    RepeatedEdge,
    RepeatedEnd,
    ForbiddenOptional,
    ForbiddenRequired,
    TokenEnds,
    StaleCursor,
    StartTooRecent,
    Redirect,
    ForeignLink,
    UnknownProperty,
    UnknownEvent,
}

/// What a fault does to the request that it hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It fails, and the same request may pass the next time.
    Fails,
    /// It is refused in a way that no repetition is meant to help.
    Refuses,
    /// It is answered, with something odd.
    Alters,
    /// It is no matter of the request's number: it depends on what is asked for.
    Stands,
}

/// Every kind, with its name and effect.
pub(super) const ALL: [(Kind, &str, Effect); 31] = [
    (Kind::TooMany, "too-many", Effect::Fails),
    (Kind::TooManyBare, "too-many-bare", Effect::Fails),
    (Kind::TooManyPage, "too-many-page", Effect::Fails),
    (Kind::InternalError, "http-500", Effect::Fails),
    (Kind::BadGateway, "http-502", Effect::Fails),
    (Kind::Unavailable, "http-503", Effect::Fails),
    (Kind::GatewayTimeout, "http-504", Effect::Fails),
    (Kind::UnknownError, "http-520", Effect::Fails),
    (Kind::ResetBefore, "reset-before", Effect::Fails),
    (Kind::ResetWithin, "reset-within", Effect::Fails),
    (Kind::CutBody, "cut-body", Effect::Fails),
    (Kind::CutJson, "cut-json", Effect::Fails),
    (Kind::GarbledJson, "garbled-json", Effect::Fails),
    (Kind::GarbledBytes, "garbled-bytes", Effect::Fails),
    (Kind::Slow, "slow", Effect::Alters),
    (Kind::HeavyPage, "heavy-page", Effect::Stands),
    (Kind::HeavyEvent, "heavy-event", Effect::Stands),
    (Kind::LateRow, "late-row", Effect::Stands),
    (Kind::LostEvent, "lost-event", Effect::Stands),
    (Kind::RepeatedRow, "repeated-row", Effect::Alters),
    (Kind::RepeatedEdge, "repeated-edge", Effect::Alters),
    (Kind::RepeatedEnd, "repeated-end", Effect::Alters),
    (Kind::ForbiddenOptional, "forbidden-optional", Effect::Refuses),
    (Kind::ForbiddenRequired, "forbidden-required", Effect::Refuses),
    (Kind::TokenEnds, "token-ends", Effect::Stands),
    (Kind::StaleCursor, "stale-cursor", Effect::Refuses),
    (Kind::StartTooRecent, "start-too-recent", Effect::Refuses),
    (Kind::Redirect, "redirect", Effect::Refuses),
    (Kind::ForeignLink, "foreign-link", Effect::Alters),
    (Kind::UnknownProperty, "unknown-property", Effect::Alters),
    (Kind::UnknownEvent, "unknown-event", Effect::Alters),
];

impl Kind {
    pub(super) fn effect(self) -> Effect {
        let entry = ALL.iter().find(|(kind, ..)| *kind == self);
        entry.map_or(Effect::Fails, |(.., effect)| *effect)
    }
}

/// Which kinds of faults are wanted. It is read from `all` or one kind's name; several are collected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaultKinds(BTreeSet<Kind>);

impl FaultKinds {
    pub(super) fn contains(&self, kind: Kind) -> bool {
        self.0.contains(&kind)
    }

    /// The names of all kinds that there are.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ALL.iter().map(|(_, name, _)| *name)
    }
}

impl FromStr for FaultKinds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self(ALL.iter().map(|(kind, ..)| *kind).collect()));
        }
        let found = ALL.iter().find(|(_, name, _)| *name == text);
        found.map(|(kind, ..)| Self(BTreeSet::from([*kind]))).ok_or_else(|| {
            let names = Self::names().collect::<Vec<_>>().join(", ");
            format!("there is no such kind of fault; there are: all, {names}")
        })
    }
}

impl FromIterator<FaultKinds> for FaultKinds {
    fn from_iter<T: IntoIterator<Item = FaultKinds>>(kinds: T) -> Self {
        Self(kinds.into_iter().flat_map(|kinds| kinds.0).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_name() {
        let all: FaultKinds = "all".parse().unwrap();
        let each: FaultKinds =
            FaultKinds::names().map(|name| name.parse::<FaultKinds>().unwrap()).collect();
        assert_eq!((all.0.len(), &all), (ALL.len(), &each));
        assert!("slow".parse::<FaultKinds>().unwrap().contains(Kind::Slow));
        let error = "sloww".parse::<FaultKinds>().unwrap_err();
        assert!(error.starts_with("there is no such kind of fault; there are: all, too-many,"));
    }

    #[test]
    fn every_kind_is_listed_once_and_has_a_name_of_its_own() {
        let kinds: BTreeSet<Kind> = ALL.iter().map(|(kind, ..)| *kind).collect();
        let names: BTreeSet<&str> = FaultKinds::names().collect();
        assert_eq!((kinds.len(), names.len()), (ALL.len(), ALL.len()));
        assert_eq!(Kind::UnknownEvent as usize + 1, ALL.len(), "the last kind is the last listed");
    }
}

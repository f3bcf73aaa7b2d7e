//! What kind of account is wanted.

use crate::serve::Clock;

/// The instant at which every simulated history ends unless said otherwise: 2026-09-01T00:00:00Z.
/// It is fixed so that one seed gives the same account whenever it is made.
pub const HISTORY_ENDS: i64 = 1_788_220_800;

/// How many views an account has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Coverage {
    /// A few dozen views as a person would make them.
    Small,
    /// A few narrow views, so that many contacts are in none.
    Narrow,
    /// One view for every supported field and operator, random combinations, and one view for
    /// every reason that makes a view unsupported.
    Full,
}

/// How tickets and calls are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Manner {
    /// With all that the rules find hard, and on the edges that they speak of.
    Hard,
    /// With the hours, the channels and the growth of a service desk.
    Lifelike,
    /// On the fly instead of being kept, for very large accounts: every ticket is a plain e-mail with
    /// three events, a pure function of the seed and its number.
    Light,
}

/// How much of what real accounts were found to hold, beyond what is documented, there is.
///
/// Whatever the choice, the truth stays well defined: an importer that follows the rules finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Oddities {
    /// Nothing of it.
    None,
    /// What the exports tell by themselves.
    ///
    /// Event ids that run backwards in time; children whose ids contradict their previous values;
    /// events that leave out the custom status or the status; fields that no snapshot has; deletions
    /// and restorings, told as events or only by the snapshot; scrubbed tickets; every kind of comment;
    /// customers who write after closing; satisfaction with a comment; recipients in mixed case;
    /// partners' outbound calls; lines with nicknames; calls of agent 0; values that cannot be read,
    /// and events of no ticket.
    Told,
    /// Also what the event export leaves out and only a ticket's audits tell: last replies and chat
    /// sessions that changed no field, and whole tickets of messaging.
    All,
}

/// The wishes from which an account is made; the same wishes give the same account.
#[derive(Clone, Debug)]
pub struct Options {
    /// Everything random follows from this number.
    pub seed: u64,
    /// How many tickets the account has.
    pub tickets: usize,
    /// The most rows of a page, whatever is asked for: a lower limit than Zendesk's 1000 (exports) and 100 (lists).
    pub max_page: Option<usize>,
    /// How many days of history there are.
    pub days: u32,
    /// The end of the history, in seconds since 1970.
    pub end: i64,
    /// The most steps that a ticket's story takes after its creation.
    pub steps: usize,
    /// Whether the account has Talk.
    pub has_talk: bool,
    /// Whether some views judge the subject and description.
    pub text_views: bool,
    /// How many views there are.
    pub coverage: Coverage,
    /// How tickets and calls are made.
    pub manner: Manner,
    /// What there is of what real accounts were found to hold. A light account has none of it.
    pub oddities: Oddities,
}

impl Options {
    /// An account to show: two years, readable views.
    pub fn demo(seed: u64) -> Self {
        Self {
            seed,
            tickets: 2_000,
            max_page: None,
            days: 730,
            end: HISTORY_ENDS,
            steps: 6,
            has_talk: true,
            text_views: true,
            coverage: Coverage::Small,
            manner: Manner::Hard,
            oddities: Oddities::None,
        }
    }

    /// Two years of a service desk up to an instant, to look at.
    pub fn lifelike(seed: u64, end: i64) -> Self {
        Self { tickets: 8_000, end, manner: Manner::Lifelike, ..Self::demo(seed) }
    }

    /// The same account, whose history ends with the present quarter of an hour by the simulated Zendesk's
    /// own clock.
    #[must_use]
    pub fn up_to_now(self) -> Self {
        let now = Clock::System.now();
        Self { end: now - now.rem_euclid(900), ..self }
    }

    /// An account to judge an importer with: several years, every kind of view. Seeds differ in
    /// more than chance: every fourth has but a few narrow views, every third no view that judges
    /// text.
    pub fn verification(seed: u64) -> Self {
        Self {
            tickets: 400,
            days: 1_000,
            steps: 10,
            text_views: !seed.is_multiple_of(3),
            coverage: if seed % 4 == 3 { Coverage::Narrow } else { Coverage::Full },
            ..Self::demo(seed)
        }
    }

    /// A very large account of plain tickets that needs hardly any memory.
    pub fn light(seed: u64, tickets: usize) -> Self {
        Self { tickets, days: 1_000, manner: Manner::Light, ..Self::demo(seed) }
    }

    /// Whether there is anything odd.
    pub(crate) fn is_odd(&self) -> bool {
        self.oddities != Oddities::None && self.manner != Manner::Light
    }

    /// The first instant of the history.
    pub(crate) fn begin(&self) -> i64 {
        self.end - i64::from(self.days) * 86_400
    }
}

//! What an import tells while it runs.

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Views, staff, fields and statuses.
    Discovering,
    /// The export of tickets.
    Tickets,
    /// The export of ticket events.
    TicketEvents,
    /// The export of calls.
    Calls,
    /// Replaying and counting.
    Counting,
    /// The audits of inexact tickets.
    Repairing,
}

impl Stage {
    /// The stage in a planner's words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Discovering => "discovering views, staff and fields",
            Self::Tickets => "reading tickets",
            Self::TicketEvents => "reading ticket events",
            Self::Calls => "reading calls",
            Self::Counting => "counting tickets",
            Self::Repairing => "repairing inexact tickets",
        }
    }
}

/// Hears how an import goes on.
pub trait Progress: Send + Sync {
    /// A stage begins.
    fn stage(&self, stage: Stage);

    /// So many rows of the stage are done, of so many where that is known.
    fn advanced(&self, stage: Stage, done: u64, of: Option<u64>);

    /// Something that the user should know and that is no failure.
    fn note(&self, text: &str);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _stage: Stage) {}

    fn advanced(&self, _stage: Stage, _done: u64, _of: Option<u64>) {}

    fn note(&self, _text: &str) {}
}

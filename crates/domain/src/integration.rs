//! What identifies an integration: a connected Zendesk account.

use std::fmt;

/// How Talk calls are grouped into queues; fixed once an integration is saved (rule 7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grouping {
    /// By the group that the IVR sent the call to.
    Ivr,
    /// By the number that was called.
    PhoneNumber,
}

impl Grouping {
    /// The name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ivr => "ivr",
            Self::PhoneNumber => "phone-number",
        }
    }

    /// The grouping of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Ivr, Self::PhoneNumber].into_iter().find(|grouping| grouping.as_str() == name)
    }
}

impl fmt::Display for Grouping {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

//! Whether a view can be counted, and if not, because of which conditions (rules 6.1 to 6.3).

use std::fmt;

use inflow_domain::{Condition, FieldCatalog, View};

use crate::conditions::compile;

/// Why a condition is not supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It asks for the channel.
    Channel,
    /// It asks for service level targets.
    Sla,
    /// It asks for skills.
    Skills,
    /// It asks for business hours.
    BusinessHours,
    /// It asks for the role of the agent who looks.
    Role,
    /// It asks when the ticket was last updated.
    UpdatedAt,
    /// It asks whether the ticket has public comments.
    TicketIsPublic,
    /// Its answer depends on the agent who looks.
    Viewer,
    /// Its operator compares with the moment of a change, as only triggers can.
    ChangeOperator,
    /// Its field is not known.
    UnknownField,
    /// Its operator is not known for its field.
    UnknownOperator,
    /// Its value is no number, instant or status that could be compared.
    UnreadableValue,
    /// The definition cannot be read.
    Unreadable,
}

impl Reason {
    /// The reason in a planner's words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Channel => "asks for the channel, which Zendesk does not tell for past events",
            Self::Sla => "asks for SLA targets, which are not part of a ticket's history",
            Self::Skills => "asks for skills, which are not part of a ticket's history",
            Self::BusinessHours => {
                "asks for business hours, which change without leaving a history"
            }
            Self::Role => "asks for the role of the agent who looks at the view",
            Self::UpdatedAt => "asks when the ticket was last updated, which every event resets",
            Self::TicketIsPublic => "asks whether the ticket is public, which has no history",
            Self::Viewer => "depends on the agent who looks at the view",
            Self::ChangeOperator => "compares with the moment of a change, as only triggers can",
            Self::UnknownField => "uses a field that Inflow does not know",
            Self::UnknownOperator => "uses an operator that Inflow does not know for this field",
            Self::UnreadableValue => "has a value that cannot be compared",
            Self::Unreadable => "has a definition that cannot be read",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A condition that makes a view unsupported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offence {
    /// The condition; nothing where the definition as a whole cannot be read.
    pub condition: Option<Condition>,
    /// Why.
    pub reason: Reason,
}

/// Whether a view is supported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every condition can be judged.
    Supported,
    /// These conditions cannot.
    Unsupported(Vec<Offence>),
}

impl Verdict {
    /// Whether it is supported.
    pub fn is_supported(&self) -> bool {
        matches!(self, Self::Supported)
    }
}

/// Judges a view's definition.
///
/// ```
/// use inflow_domain::{Condition, ConditionValue, View, ViewId};
/// use inflow_mapping::{Reason, Verdict, verdict};
///
/// let by_mail = Condition::new("via_id", "is", ConditionValue::One("4".to_owned()));
/// let view = View::new(ViewId(25), "By mail").with_all([by_mail]);
/// let Verdict::Unsupported(offences) = verdict(&view) else { panic!("it asks for the channel") };
/// assert_eq!(offences[0].reason, Reason::Channel);
/// ```
pub fn verdict(view: &View) -> Verdict {
    if view.unreadable.is_some() {
        return Verdict::Unsupported(vec![Offence { condition: None, reason: Reason::Unreadable }]);
    }
    let catalog = FieldCatalog::default();
    let offences: Vec<Offence> = view
        .all
        .iter()
        .chain(&view.any)
        .filter_map(|condition| {
            let reason = compile(condition, &catalog).err()?;
            Some(Offence { condition: Some(condition.clone()), reason })
        })
        .collect();
    if offences.is_empty() { Verdict::Supported } else { Verdict::Unsupported(offences) }
}

/// Whether a view reads the subject or the description (rule 6.5).
pub fn judges_text(view: &View) -> bool {
    view.all.iter().chain(&view.any).any(|condition| condition.field == "description_includes_word")
}

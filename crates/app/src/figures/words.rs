//! Names that can be seen, and views in words: conditions as Zendesk has them, and why one is not supported.

use inflow_domain::{Condition, ConditionValue, FieldId, View};
use inflow_mapping::{Offence, QueueState, Verdict};

use crate::figures::views::ViewReport;

/// Whether a name shows all that it is made of: no control characters, none that hide or turn other
/// letters around, and something besides.
pub(crate) fn can_be_seen(name: &str) -> bool {
    let joins = |char: &char| matches!(char, '\u{200c}' | '\u{200d}');
    !name.chars().any(hides) && name.chars().any(|char| !joins(&char) && !char.is_whitespace())
}

/// Whether a character controls what shows it, or hides or turns other letters around.
pub fn hides(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// A condition as Zendesk has it: `status less_than solved`.
pub fn condition_text(condition: &Condition) -> String {
    let value = match &condition.value {
        ConditionValue::Blank => "(blank)".to_owned(),
        ConditionValue::One(text) => text.clone(),
        ConditionValue::Many(texts) => texts.join(", "),
    };
    format!("{} {} {value}", condition.field, condition.operator)
}

/// The conditions of a view, each with its group.
pub fn condition_texts(view: &View) -> Vec<String> {
    let all = view.all.iter().map(|condition| format!("all: {}", condition_text(condition)));
    let any = view.any.iter().map(|condition| format!("any: {}", condition_text(condition)));
    all.chain(any).collect()
}

/// Why a verdict is what it is: each offending condition with the reason.
pub fn reasons(verdict: &Verdict) -> Vec<String> {
    match verdict {
        Verdict::Supported => Vec::new(),
        Verdict::Unsupported(offences) => offences.iter().map(reason).collect(),
    }
}

fn reason(offence: &Offence) -> String {
    match &offence.condition {
        Some(condition) => format!("{}: {} (rule 6.2)", condition_text(condition), offence.reason),
        None => format!("{} (rule 6.2)", offence.reason),
    }
}

/// What else is worth knowing of a view's conditions.
pub fn field_notes(unknown: &[FieldId]) -> Vec<String> {
    let note = |id| format!("the account does not list the custom field {id}: compared as text");
    unknown.iter().map(note).collect()
}

/// What else is worth knowing of a view.
pub fn view_notes(report: &ViewReport) -> Vec<String> {
    let mut notes = field_notes(&report.unknown_fields);
    notes.extend(report.complete_from.map(|from| {
        format!(
            "complete only from {from} on: it was first counted after events of closed tickets up to \
             then were dropped"
        )
    }));
    notes
}

/// What becomes of a view (rules 6.3 and 6.5).
pub fn view_state(report: &ViewReport) -> &'static str {
    match (&report.verdict, report.queue_state()) {
        (_, Some(QueueState::Active)) => "counted",
        (_, Some(QueueState::Inactive)) => "inactive, history kept",
        (Verdict::Unsupported(_), None) => "not supported",
        (Verdict::Supported, None) => "inactive",
    }
}

/// Whether a queue goes on (rule 6.5).
pub fn queue_state(state: QueueState) -> &'static str {
    match state {
        QueueState::Active => "active",
        QueueState::Inactive => "inactive",
    }
}

#[cfg(test)]
mod tests {
    use super::can_be_seen;

    #[test]
    fn names_hide_nothing() {
        for name in ["Support", "Zoë's key", "می\u{200c}خواهم", "👩\u{200d}🚒", "a"] {
            assert!(can_be_seen(name), "{name}");
        }
        for name in
            ["", " ", "\u{200d}", "a\u{200b}", "\u{202e}gnp.exe", "a\nb", "a\u{85}b", "a\u{2028}b"]
        {
            assert!(!can_be_seen(name), "{name:?}");
        }
    }
}

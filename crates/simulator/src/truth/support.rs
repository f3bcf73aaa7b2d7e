//! Whether a view is supported, condition by condition (rules 6.1 to 6.3).

use crate::catalog::Catalog;
use crate::views::{Condition, View};

const IS: &[&str] = &["is", "is_not"];
const RANKED: &[&str] = &["is", "is_not", "less_than", "greater_than"];
const AGE: &[&str] = &["is", "less_than", "greater_than"];
const CUSTOM: &[&str] = &[
    "is",
    "is_not",
    "present",
    "not_present",
    "less_than",
    "less_than_equal",
    "greater_than",
    "greater_than_equal",
    "includes",
    "not_includes",
];

/// Whether the view is supported: every one of its conditions is.
pub(crate) fn is_supported(catalog: &Catalog, view: &View) -> bool {
    view.all.iter().chain(&view.any).all(|condition| objection(catalog, condition).is_none())
}

/// Why a condition is not supported, if it is not.
pub(super) fn objection(catalog: &Catalog, condition: &Condition) -> Option<String> {
    let operator = condition.operator.as_str();
    if super::judge::texts(&condition.value)
        .iter()
        .any(|text| text == "current_user" || text == "current_groups")
    {
        let value = super::judge::texts(&condition.value).join(",");
        return Some(format!("unsupported/value/{value}"));
    }
    if crate::views::UNSUPPORTED_FIELDS.contains(&condition.field.as_str()) {
        return Some(format!("unsupported/field/{}", condition.field));
    }
    if crate::views::UNSUPPORTED_OPERATORS.contains(&operator) {
        return Some(format!("unsupported/operator/{operator}"));
    }
    let Some(operators) = operators_of(catalog, &condition.field) else {
        return Some("unsupported/field/unnamed".to_owned());
    };
    (!operators.contains(&operator)).then(|| "unsupported/operator/unnamed".to_owned())
}

fn operators_of(catalog: &Catalog, field: &str) -> Option<&'static [&'static str]> {
    if let Some(id) = custom_id(field) {
        return catalog.field(id).map(|_| CUSTOM);
    }
    match field {
        "status" | "priority" | "satisfaction_score" => Some(RANKED),
        "custom_status_id" => Some(&["is", "is_not", "includes", "not_includes"]),
        "type" | "ticket_type_id" | "support_type" | "recipient" | "group_id" | "assignee_id"
        | "requester_id" | "organization_id" | "brand_id" | "ticket_form_id" => Some(IS),
        "current_tags" => Some(&["includes", "not_includes"]),
        "description_includes_word" => Some(&["includes", "not_includes", "is", "is_not"]),
        "NEW"
        | "OPEN"
        | "PENDING"
        | "HOLD"
        | "SOLVED"
        | "CLOSED"
        | "assigned_at"
        | "assignee_updated_at"
        | "requester_updated_at"
        | "due_date"
        | "due_at"
        | "until_due_date" => Some(AGE),
        "exact_created_at" => {
            Some(&["less_than", "less_than_equal", "greater_than", "greater_than_equal"])
        }
        _ => None,
    }
}

/// The id in `custom_fields_N` or `ticket_fields_N`.
pub(super) fn custom_id(field: &str) -> Option<&str> {
    field.strip_prefix("custom_fields_").or_else(|| field.strip_prefix("ticket_fields_"))
}

//! One view for every reason that makes a view unsupported.

use serde_json::{Value, json};

use super::maker::{Condition, Maker, when};
use crate::catalog::Catalog;

/// Fields that no support view may read.
pub(crate) const FIELDS: [&str; 9] = [
    "via_id",
    "sla_next_breach_at",
    "until_sla_next_breach_at",
    "skills_match",
    "schedule_id",
    "within_schedule",
    "role",
    "updated_at",
    "ticket_is_public",
];

/// Operators that no support view may use.
pub(crate) const OPERATORS: [&str; 11] = [
    "is_business_hours",
    "less_than_business_hours",
    "greater_than_business_hours",
    "changed",
    "changed_to",
    "changed_from",
    "value",
    "value_previous",
    "not_changed",
    "not_value",
    "not_value_previous",
];

/// Values that depend on who looks.
pub(crate) const VALUES: [&str; 2] = ["current_user", "current_groups"];

/// Adds them all.
pub(crate) fn add(maker: &mut Maker, catalog: &Catalog) {
    for field in FIELDS {
        add_one(maker, field, when(field, "is", "1"));
    }
    for operator in OPERATORS {
        let field = if operator.contains("business") { "OPEN" } else { "status" };
        let value: Value = if field == "OPEN" { json!("4") } else { json!("open") };
        add_one(maker, operator, when(field, operator, value));
    }
    add_one(maker, "my own", when("assignee_id", "is", "current_user"));
    add_one(maker, "my groups", when("group_id", "is_not", "current_groups"));
    add_one(maker, "I asked", when("requester_id", "is", "current_user"));
    let text = catalog.fields[7].id;
    add_one(
        maker,
        "current user in a field",
        when(format!("custom_fields_{text}"), "is", "current_user"),
    );
    add_one(maker, "unheard-of field", when("moon_phase", "is", "full"));
    add_one(maker, "language", when("locale_id", "is", "1"));
    add_one(maker, "unheard-of operator", when("status", "resembles", "open"));
    let date = catalog.fields[3].id;
    add_one(
        maker,
        "within days",
        when(format!("custom_fields_{date}"), "within_previous_n_days", "7"),
    );
    add_one(maker, "tags is", when("current_tags", "is", "vip"));
}

/// The offending condition stands among the alternatives as well as among the demands.
fn add_one(maker: &mut Maker, why: &str, offending: Condition) {
    let open = when("status", "less_than", "closed");
    let title = format!("Not supported: {why}");
    if maker.dice.chance(50) {
        maker.add(title, vec![open, offending], vec![]);
    } else {
        maker.add(title, vec![open], vec![when("priority", "is", "high"), offending]);
    }
}

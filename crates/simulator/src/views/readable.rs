//! Views as people make them; also those that every account has.

use serde_json::json;

use super::maker::{Maker, when};
use crate::catalog::Catalog;

/// The views of a small account.
pub(crate) fn add(maker: &mut Maker, catalog: &Catalog) {
    let open = || when("status", "less_than", "solved");
    let group = |place: usize| when("group_id", "is", catalog.groups[place].to_string());
    let product = catalog.fields[0].id;
    let topics = catalog.fields[1].id;
    maker.add("Support Tickets", vec![when("status", "is_not", "closed")], vec![]);
    maker.add(
        "Your unsolved tickets",
        vec![open(), when("assignee_id", "is", "current_user")],
        vec![],
    );
    maker.add("Unassigned tickets", vec![when("assignee_id", "is", ""), open()], vec![]);
    maker.add("All unsolved tickets", vec![open()], vec![]);
    maker.add(
        "Recently updated tickets",
        vec![when("updated_at", "less_than", "24"), when("status", "less_than", "closed")],
        vec![],
    );
    maker.add("Pending tickets", vec![when("status", "is", "pending")], vec![]);
    maker.add("Recently solved tickets", vec![when("status", "is", "solved")], vec![]);
    let task = when("type", "is", "task");
    maker.add_with("Current tasks", false, vec![open(), task.clone()], vec![]);
    maker.add_with(
        "Overdue tasks",
        false,
        vec![open(), task, when("due_at", "greater_than", "0")],
        vec![],
    );
    maker.add("Billing, open", vec![open(), group(1)], vec![]);
    maker.add("Teams::Returns", vec![open(), group(2)], vec![]);
    // Two views with one title are two queues.
    maker.add("Tier 2", vec![open(), group(3)], vec![]);
    maker.add(
        "Tier 2",
        vec![when("status", "is", "open")],
        vec![when("priority", "is", "urgent"), group(3)],
    );
    maker.add(
        "VIP \"gold\" customers",
        vec![when("status", "less_than", "closed")],
        vec![
            when("current_tags", "includes", "vip beta"),
            when("priority", "greater_than", "high"),
        ],
    );
    maker.add(
        "Größere Aufträge 📦",
        vec![open(), when(format!("custom_fields_{product}"), "is", "laptop")],
        vec![],
    );
    maker.add(
        "Price or quality",
        vec![
            open(),
            when(
                format!("custom_fields_{topics}"),
                "includes",
                json!(["topic_price", "topic_quality"]),
            ),
        ],
        vec![],
    );
    maker.add("High priority", vec![open(), when("priority", "greater_than", "normal")], vec![]);
    maker.add(
        "Untouched for a day",
        vec![when("NEW", "greater_than", "24"), when("status", "is", "new")],
        vec![],
    );
    maker.add(
        "Reopened within the hour",
        vec![when("OPEN", "less_than", "1"), when("status", "is", "open")],
        vec![],
    );
    maker.add("By mail only", vec![open(), when("via_id", "is", "4")], vec![]);
    maker.add(
        "SLA at risk",
        vec![open(), when("until_sla_next_breach_at", "less_than", "2")],
        vec![],
    );
}

/// Views that judge words.
pub(crate) fn add_text(maker: &mut Maker) {
    let open = || when("status", "less_than", "closed");
    let word = "description_includes_word";
    maker.add("About refunds", vec![open(), when(word, "includes", "refund invoice")], vec![]);
    maker.add(
        "Not about passwords",
        vec![open(), when(word, "not_includes", "password LOGIN")],
        vec![],
    );
    maker.add("Phrase", vec![open(), when(word, "is", "wrong size")], vec![]);
    maker.add("No phrase", vec![when(word, "is_not", "Straße"), open()], vec![]);
}

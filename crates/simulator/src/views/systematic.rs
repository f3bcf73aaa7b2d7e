//! One condition for every supported field and operator, and one view for each condition.

use serde_json::{Value, json};

use super::maker::{Condition, Maker, when, written};
use crate::catalog::{Catalog, CustomField, RECIPIENTS};
use crate::dice::Dice;
use crate::generate::changes::DATE_STEP;
use crate::generate::story::HOURS;
use crate::instant;
use crate::options::Options;

const IS: [&str; 2] = ["is", "is_not"];
const RANKED: [&str; 4] = ["is", "is_not", "less_than", "greater_than"];
const AGE: [&str; 3] = ["is", "less_than", "greater_than"];
const ORDER: [&str; 4] = ["less_than", "less_than_equal", "greater_than", "greater_than_equal"];
const LISTED: [&str; 2] = ["includes", "not_includes"];

/// All supported conditions, each with a value that some tickets have.
pub(crate) fn conditions(dice: &mut Dice, catalog: &Catalog, options: &Options) -> Vec<Condition> {
    let mut list = Vec::new();
    ranked(dice, catalog, &mut list);
    references(dice, catalog, &mut list);
    texts(dice, &mut list);
    for field in &catalog.fields {
        custom(dice, field, options, &mut list);
    }
    ages(dice, options, &mut list);
    if options.is_odd() {
        odd(catalog, &mut list);
    }
    list
}

/// Scores beside comments, addresses in other cases, and every custom status.
fn odd(catalog: &Catalog, list: &mut Vec<Condition>) {
    for operator in IS {
        for score in ["good", "good_with_comment", "bad_with_comment"] {
            list.push(when("satisfaction_score", operator, score));
        }
        list.push(when("recipient", operator, RECIPIENTS[2].to_uppercase()));
    }
    for score in ["badwithcomment", "goodwithcomment"] {
        list.push(when("satisfaction_score", "less_than", score));
    }
    list.push(when("recipient", "is", "SALES"));
    for status in &catalog.statuses {
        list.push(when("custom_status_id", "is", status.id.to_string()));
    }
}

/// A view for each condition; most of them leave closed tickets out, as views do.
pub(crate) fn add(maker: &mut Maker, conditions: &[Condition]) {
    for condition in conditions {
        let mut all = vec![condition.clone()];
        if condition.field != "status" && maker.dice.chance(70) {
            all.push(when("status", "less_than", "closed"));
        }
        maker.add(format!("{} {}", condition.field, condition.operator), all, vec![]);
    }
}

/// A few views that demand two things at once.
pub(crate) fn add_narrow(maker: &mut Maker, conditions: &[Condition]) {
    let narrow: Vec<&Condition> = conditions
        .iter()
        .filter(|condition| condition.operator == "is" || condition.operator == "includes")
        .collect();
    for number in 1..=12 {
        let condition = (*maker.dice.pick(&narrow)).clone();
        maker.add(
            format!("Narrow {number}"),
            vec![when("status", "is", "open"), condition],
            vec![],
        );
    }
}

fn ranked(dice: &mut Dice, catalog: &Catalog, list: &mut Vec<Condition>) {
    for operator in RANKED {
        let status = if operator == "less_than" {
            "solved"
        } else {
            *dice.pick(&["open", "pending", "hold"])
        };
        list.push(when("status", operator, status));
        for priority in ["", *dice.pick(&["low", "normal"]), "high"] {
            list.push(when("priority", operator, written(dice, priority)));
        }
        let score = *dice.pick(&["true", "false", "offered", "bad", "badwithcomment", "good"]);
        list.push(when("satisfaction_score", operator, score));
    }
    for operator in IS {
        list.push(when("satisfaction_score", operator, "unoffered"));
        list.push(when("type", operator, *dice.pick(&["question", "incident", "problem", "task"])));
        list.push(when("type", operator, written(dice, "")));
        let number = (*dice.pick(&["1", "2", "3", "4"])).to_owned();
        list.push(when("ticket_type_id", operator, written(dice, &number)));
        for support in ["0", "1", "agent", "ai_agent"] {
            list.push(when("support_type", operator, written(dice, support)));
        }
        let status = dice.pick(&catalog.statuses).id.to_string();
        list.push(when("custom_status_id", operator, written(dice, &status)));
    }
    for operator in LISTED {
        let ids: Vec<Value> = (0..3)
            .map(|_| {
                let id = dice.pick(&catalog.statuses).id.to_string();
                written(dice, &id)
            })
            .collect();
        list.push(when("custom_status_id", operator, ids));
    }
}

fn references(dice: &mut Dice, catalog: &Catalog, list: &mut Vec<Condition>) {
    for operator in IS {
        for (field, ids, blank) in [
            ("group_id", &catalog.groups, true),
            ("assignee_id", &catalog.agents, true),
            ("requester_id", &catalog.customers, false),
            ("organization_id", &catalog.organizations, true),
            ("brand_id", &catalog.brands, false),
            ("ticket_form_id", &catalog.forms, true),
        ] {
            let id = dice.pick(ids).to_string();
            list.push(when(field, operator, written(dice, &id)));
            if blank {
                list.push(when(field, operator, written(dice, "")));
            }
        }
        list.push(when("assignee_id", operator, "requester_id"));
        list.push(when("requester_id", operator, "assignee_id"));
    }
}

fn texts(dice: &mut Dice, list: &mut Vec<Condition>) {
    for operator in IS {
        let address = *dice.pick(&RECIPIENTS);
        list.push(when("recipient", operator, address));
        list.push(when("recipient", operator, address.split('@').next().unwrap_or_default()));
    }
    for operator in LISTED {
        list.push(when(
            "current_tags",
            operator,
            *dice.pick(&["vip", "refund bug", "größe urgent_case beta"]),
        ));
    }
}

fn custom(dice: &mut Dice, field: &CustomField, options: &Options, list: &mut Vec<Condition>) {
    let mut push = |dice: &mut Dice, operator: &str, value: Value| {
        // The older spelling means the same field.
        let prefix = if dice.chance(30) { "ticket_fields" } else { "custom_fields" };
        list.push(when(format!("{prefix}_{}", field.id), operator, value));
    };
    for operator in IS {
        let value = some_value(dice, field, options);
        push(dice, operator, value);
    }
    let blank = written(dice, "");
    push(dice, "is", blank);
    for operator in ["present", "not_present"] {
        push(dice, operator, Value::Null);
    }
    if !matches!(field.kind, "checkbox" | "multiselect") {
        for operator in ORDER {
            let value = some_value(dice, field, options);
            push(dice, operator, value);
        }
    }
    if matches!(field.kind, "tagger" | "multiselect") {
        for operator in LISTED {
            let chosen: Vec<Value> = (0..2).map(|_| option(dice, field)).collect();
            push(dice, operator, Value::Array(chosen));
            let single = option(dice, field);
            push(dice, operator, single);
        }
    }
}

/// An option, by its tag or its id.
fn option(dice: &mut Dice, field: &CustomField) -> Value {
    let (id, tag) = *dice.pick(&field.options);
    if dice.chance(40) { written(dice, &id.to_string()) } else { json!(tag) }
}

fn some_value(dice: &mut Dice, field: &CustomField, options: &Options) -> Value {
    match field.kind {
        "tagger" => option(dice, field),
        "multiselect" => json!([option(dice, field)]),
        "checkbox" => json!(*dice.pick(&["true", "false"])),
        "date" => json!(instant::day(options.end - DATE_STEP * dice.between(2, 5))),
        "integer" => {
            let number = dice.between(0, 8).to_string();
            written(dice, &number)
        }
        "decimal" => json!(*dice.pick(&["10", "10.5", "9.990", "0.50"])),
        "regexp" => json!(format!("AB-{}", dice.between(101, 103))),
        "textarea" => json!("none"),
        _ => json!(*dice.pick(&["alpha", "Beta"])),
    }
}

fn ages(dice: &mut Dice, options: &Options, list: &mut Vec<Condition>) {
    let statuses = ["NEW", "OPEN", "PENDING", "HOLD", "SOLVED", "CLOSED"];
    let others = [
        "assigned_at",
        "assignee_updated_at",
        "requester_updated_at",
        "due_date",
        "due_at",
        "until_due_date",
    ];
    for field in statuses.into_iter().chain(others) {
        for operator in AGE {
            let hours = match (field, operator) {
                // Little happens to a ticket once it is closed, and that soon.
                ("CLOSED", "is") => 0,
                ("CLOSED", _) => 8,
                (_, "is") if dice.chance(60) => 0,
                _ => *dice.pick(&HOURS),
            };
            list.push(when(field, operator, written(dice, &hours.to_string())));
        }
    }
    for operator in ORDER {
        // Late enough to have tickets on both sides in any window of the history.
        let at = options.end - dice.between(40, 250) * 86_400;
        list.push(when("exact_created_at", operator, instant::rfc3339(at)));
    }
}

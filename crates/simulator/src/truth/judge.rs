//! Whether a view holds a ticket, judged on a full state, one condition after the other (rule 6.4).
//! Plain on purpose: this is what an importer is measured against.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::Value;

use super::support::custom_id;
use crate::catalog::{Catalog, CustomField};
use crate::instant;
use crate::model::{State, Ticket, Val};
use crate::views::{Condition, View};

const STATUSES: [&str; 6] = ["new", "open", "pending", "hold", "solved", "closed"];
const PRIORITIES: [&str; 5] = ["", "low", "normal", "high", "urgent"];
const SCORES: [&str; 6] =
    ["unoffered", "offered", "bad", "badwithcomment", "good", "goodwithcomment"];

/// When things last happened to a ticket, as far as the known history tells.
#[derive(Clone, Debug, Default)]
pub(super) struct Instants {
    pub(super) status_entered: Option<i64>,
    pub(super) assigned: Option<i64>,
    pub(super) assignee_updated: Option<i64>,
    pub(super) requester_updated: Option<i64>,
}

/// Everything that a condition can read.
pub(super) struct Facts<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) ticket: &'a Ticket,
    pub(super) state: &'a State,
    pub(super) instants: &'a Instants,
    pub(super) now: i64,
}

/// How often each condition of a view was true and how often false.
pub(super) type Tally = Vec<[u64; 2]>;

/// Rule 6.1: every `all` condition is true, and one of the `any` conditions, if there are any.
pub(super) fn holds(view: &View, facts: &Facts<'_>, tally: &mut Tally) -> bool {
    let verdicts: Vec<bool> =
        view.all.iter().chain(&view.any).map(|condition| is_true(condition, facts)).collect();
    tally.resize(verdicts.len(), [0, 0]);
    for (counts, verdict) in tally.iter_mut().zip(&verdicts) {
        counts[usize::from(*verdict)] += 1;
    }
    let (all, any) = verdicts.split_at(view.all.len());
    all.iter().all(|verdict| *verdict) && (any.is_empty() || any.iter().any(|verdict| *verdict))
}

/// Whether one condition is true.
pub(super) fn is_true(condition: &Condition, facts: &Facts<'_>) -> bool {
    let operator = condition.operator.as_str();
    let wanted = texts(&condition.value);
    let first = wanted.first().map(String::as_str);
    let state = facts.state;
    match condition.field.as_str() {
        "status" => ranked(&STATUSES, state.text("status"), operator, first),
        "priority" => {
            ranked(&PRIORITIES, state.text("priority").or(Some("")), operator, first.or(Some("")))
        }
        "satisfaction_score" => {
            let current = current_score(state);
            ranked(&SCORES, Some(current), operator, Some(score(first)))
        }
        "custom_status_id" => listed(state.text("custom_status_id"), operator, &wanted),
        "type" => same(state.text("type"), operator, first),
        "ticket_type_id" => same(type_number(state), operator, first),
        field @ ("group_id" | "assignee_id" | "requester_id" | "organization_id" | "brand_id"
        | "ticket_form_id") => {
            let asked = match first {
                Some(other @ ("requester_id" | "assignee_id")) => state.text(other),
                other => other,
            };
            same(state.text(field), operator, asked)
        }
        "current_tags" => tags(state, operator, &wanted),
        "description_includes_word" => words(facts, operator, &wanted),
        "support_type" => {
            same(Some(support_type(facts.ticket.support_type)), operator, first.map(support_code))
        }
        "recipient" => recipient(facts.ticket, operator, first),
        "exact_created_at" => {
            let asked = first.and_then(instant::parse);
            ordered(asked.map(|asked| facts.ticket.created_at.cmp(&asked)), operator)
        }
        field => match custom_id(field).and_then(|id| facts.catalog.field(id)) {
            Some(custom) => {
                custom_field(custom, &state.get(&custom.id.to_string()), operator, &wanted)
            }
            None => age(field, operator, first, facts),
        },
    }
}

/// Blank is `unoffered`; `true` and `false` are older words for the first two.
fn score(text: Option<&str>) -> &str {
    match text {
        None | Some("true") => "unoffered",
        Some("false") => "offered",
        Some("bad_with_comment") => "badwithcomment",
        Some("good_with_comment") => "goodwithcomment",
        Some(other) => other,
    }
}

/// `bad` and `good` beside a comment are those with a comment.
fn current_score(state: &State) -> &str {
    let has_comment = state.text("satisfaction_comment").is_some();
    match score(state.text("satisfaction_score")) {
        "bad" if has_comment => "badwithcomment",
        "good" if has_comment => "goodwithcomment",
        other => other,
    }
}

fn type_number(state: &State) -> Option<&'static str> {
    match state.text("type") {
        Some("question") => Some("1"),
        Some("incident") => Some("2"),
        Some("problem") => Some("3"),
        Some("task") => Some("4"),
        _ => None,
    }
}

fn tags(state: &State, operator: &str, wanted: &[String]) -> bool {
    let tags = state.get("tags").items();
    let any = wanted.iter().flat_map(|text| text.split_whitespace()).any(|tag| tags.contains(tag));
    (operator == "includes") == any
}

/// An agent where the snapshot is silent.
fn support_type(snapshot: Option<&str>) -> &str {
    support_code(snapshot.unwrap_or("agent"))
}

fn support_code(text: &str) -> &str {
    match text {
        "agent" => "0",
        "ai_agent" => "1",
        other => other,
    }
}

/// Case is ignored, and a value without an `@` is compared with the local part alone.
fn recipient(ticket: &Ticket, operator: &str, asked: Option<&str>) -> bool {
    let address = ticket.shown_recipient().map(str::to_lowercase);
    let address = address.as_deref();
    let local = address.and_then(|address| address.split('@').next());
    let asked = asked.map(str::to_lowercase);
    let full = asked.as_ref().is_some_and(|asked| asked.contains('@'));
    same(if full { address } else { local }, operator, asked.as_deref())
}

/// The texts of a condition's value; blank is none at all.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::String(text) if text.is_empty() => Vec::new(),
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        other => vec![other.to_string()],
    }
}

fn same(current: Option<&str>, operator: &str, asked: Option<&str>) -> bool {
    (operator == "is") == (current == asked)
}

fn listed(current: Option<&str>, operator: &str, wanted: &[String]) -> bool {
    let any = current.is_some_and(|current| wanted.iter().any(|asked| asked == current));
    match operator {
        "includes" => any,
        "not_includes" => !any,
        _ => same(current, operator, wanted.first().map(String::as_str)),
    }
}

fn ranked(scale: &[&str], current: Option<&str>, operator: &str, asked: Option<&str>) -> bool {
    let rank =
        |text: Option<&str>| text.and_then(|text| scale.iter().position(|step| *step == text));
    match operator {
        "is" | "is_not" => same(current, operator, asked),
        _ => match (rank(current), rank(asked)) {
            (Some(current), Some(asked)) => ordered(Some(current.cmp(&asked)), operator),
            _ => false,
        },
    }
}

/// Comparison with a blank side is false.
fn ordered(order: Option<Ordering>, operator: &str) -> bool {
    let Some(order) = order else { return false };
    match operator {
        "is" => order == Ordering::Equal,
        "less_than" => order == Ordering::Less,
        "less_than_equal" => order != Ordering::Greater,
        "greater_than" => order == Ordering::Greater,
        "greater_than_equal" => order != Ordering::Less,
        _ => false,
    }
}

fn words(facts: &Facts<'_>, operator: &str, wanted: &[String]) -> bool {
    let subject = facts.state.text("subject").unwrap_or_default();
    let text = format!("{subject}\n{}", facts.ticket.shown_description()).to_lowercase();
    let asked = wanted.join(" ").to_lowercase();
    match operator {
        "is" | "is_not" => (operator == "is") == text.contains(&asked),
        _ => {
            let split = |text: &str| -> BTreeSet<String> {
                text.split(|letter: char| !letter.is_alphanumeric())
                    .filter(|word| !word.is_empty())
                    .map(ToOwned::to_owned)
                    .collect()
            };
            let any = split(&text).intersection(&split(&asked)).next().is_some();
            (operator == "includes") == any
        }
    }
}

fn custom_field(field: &CustomField, current: &Val, operator: &str, wanted: &[String]) -> bool {
    // An option's id means the option's tag.
    let wanted: Vec<String> = wanted
        .iter()
        .map(|asked| {
            let option = field.options.iter().find(|(id, _)| id.to_string() == *asked);
            option.map_or_else(|| asked.clone(), |(_, tag)| (*tag).to_owned())
        })
        .collect();
    let first = wanted.first().map(String::as_str);
    let checkbox = field.kind == "checkbox";
    match operator {
        "present" | "not_present" => {
            let there =
                if checkbox { current.as_text() == Some("true") } else { *current != Val::Blank };
            (operator == "present") == there
        }
        "includes" | "not_includes" => {
            let items = current.items();
            let any = wanted.iter().any(|asked| items.contains(asked));
            (operator == "includes") == any
        }
        "is" | "is_not" => {
            let equal = match field.kind {
                "multiselect" => current.items() == wanted.into_iter().collect(),
                "checkbox" => (current.as_text() == Some("true")) == (first == Some("true")),
                "integer" | "decimal" => match (current.as_text(), first) {
                    (Some(current), Some(asked)) => number(current) == number(asked),
                    (current, asked) => current == asked,
                },
                _ => current.as_text() == first,
            };
            (operator == "is") == equal
        }
        _ => {
            let order = match (current.as_text(), first) {
                (Some(current), Some(asked)) if matches!(field.kind, "integer" | "decimal") => {
                    number(current).zip(number(asked)).map(|(current, asked)| current.cmp(&asked))
                }
                (Some(current), Some(asked)) => Some(current.cmp(asked)),
                _ => None,
            };
            ordered(order, operator)
        }
    }
}

/// A decimal number in millionths.
pub(super) fn number(text: &str) -> Option<i128> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = part.chars().chain("000000".chars()).take(6).collect();
    format!("{whole}{digits}").parse().ok()
}

/// Conditions on whole hours.
fn age(field: &str, operator: &str, asked: Option<&str>, facts: &Facts<'_>) -> bool {
    let in_status = |status: &str, since: Option<i64>| {
        if facts.state.text("status") == Some(status) { since } else { None }
    };
    let entered = facts.instants.status_entered;
    let due = facts.state.text("due_date").and_then(instant::parse);
    let seconds = match field {
        "NEW" => in_status("new", Some(facts.ticket.created_at)).map(|since| facts.now - since),
        "OPEN" => in_status("open", entered).map(|since| facts.now - since),
        "PENDING" => in_status("pending", entered).map(|since| facts.now - since),
        "HOLD" => in_status("hold", entered).map(|since| facts.now - since),
        "SOLVED" => in_status("solved", entered).map(|since| facts.now - since),
        "CLOSED" => in_status("closed", entered).map(|since| facts.now - since),
        "assigned_at" => facts.instants.assigned.map(|since| facts.now - since),
        "assignee_updated_at" => facts.instants.assignee_updated.map(|since| facts.now - since),
        "requester_updated_at" => facts.instants.requester_updated.map(|since| facts.now - since),
        "due_date" | "due_at" => due.map(|due| facts.now - due),
        "until_due_date" => due.map(|due| due - facts.now),
        _ => None,
    };
    let hours = seconds.map(|seconds| seconds.div_euclid(3_600));
    let asked = asked.and_then(|asked| asked.parse::<i64>().ok());
    ordered(hours.zip(asked).map(|(hours, asked)| hours.cmp(&asked)), operator)
}

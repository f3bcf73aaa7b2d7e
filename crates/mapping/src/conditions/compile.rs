//! Which conditions are supported, and what they ask (rules 6.2 and 6.4).

use inflow_domain::{
    Condition, ConditionValue, Field, FieldCatalog, FieldId, FieldKind, Timestamp, Value,
};
use rust_decimal::Decimal;
use smol_str::SmolStr;

use super::predicate::{Compiled, Moment, Order, Predicate, Subject, TextMatch, words};
use crate::verdict::Reason;

/// Turns a condition into what can be judged, or says why it is not supported.
pub fn compile(condition: &Condition, catalog: &FieldCatalog) -> Result<Compiled, Reason> {
    let field = condition.field.as_str();
    refused_field(field)?;
    refused_operator(&condition.operator)?;
    refused_value(&condition.value)?;
    let (operator, value) = (condition.operator.as_str(), &condition.value);
    match field {
        "status" => ranked_or_is(Subject::Status, operator, value),
        "priority" => ranked_or_is(Subject::Priority, operator, value),
        "satisfaction_score" => ranked_or_is(Subject::Satisfaction, operator, value),
        "custom_status_id" => custom_status(operator, value),
        "type" => is(Field::Type, operator, single(value)),
        "ticket_type_id" => is(Field::Type, operator, type_of_id(&single(value))),
        "group_id" => id(Field::Group, operator, value),
        "assignee_id" => id(Field::Assignee, operator, value),
        "requester_id" => id(Field::Requester, operator, value),
        "organization_id" => id(Field::Organization, operator, value),
        "brand_id" => id(Field::Brand, operator, value),
        "ticket_form_id" => id(Field::Form, operator, value),
        "current_tags" => tags(operator, value),
        "description_includes_word" => text(operator, value),
        "support_type" => support_type(operator, value),
        "recipient" => recipient(operator, value),
        "exact_created_at" => created(operator, value),
        _ => match (moment(field), condition.custom_field()) {
            (Some(moment), _) => hours(moment, operator, value),
            (None, Some(id)) => custom(id, operator, value, catalog),
            (None, None) => Err(Reason::UnknownField),
        },
    }
}

/// Fields that no view may use (rule 6.2).
fn refused_field(field: &str) -> Result<(), Reason> {
    Err(match field {
        "via_id" => Reason::Channel,
        "sla_next_breach_at" | "until_sla_next_breach_at" => Reason::Sla,
        "skills_match" => Reason::Skills,
        "schedule_id" | "within_schedule" => Reason::BusinessHours,
        "role" => Reason::Role,
        "updated_at" => Reason::UpdatedAt,
        "ticket_is_public" => Reason::TicketIsPublic,
        _ => return Ok(()),
    })
}

/// Operators that no view may use (rule 6.2).
fn refused_operator(operator: &str) -> Result<(), Reason> {
    Err(match operator {
        "is_business_hours" | "less_than_business_hours" | "greater_than_business_hours" => {
            Reason::BusinessHours
        }
        "changed" | "changed_to" | "changed_from" | "value" | "value_previous" | "not_changed"
        | "not_value" | "not_value_previous" => Reason::ChangeOperator,
        _ => return Ok(()),
    })
}

/// Values that no view may use, in any field (rule 6.2).
fn refused_value(value: &ConditionValue) -> Result<(), Reason> {
    let viewer = |text: &String| text == "current_user" || text == "current_groups";
    if value.texts().iter().any(viewer) { Err(Reason::Viewer) } else { Ok(()) }
}

/// `is` and `is_not`, which is its exact negation.
fn equality(operator: &str, predicate: Predicate) -> Result<Compiled, Reason> {
    let negated = match operator {
        "is" => false,
        "is_not" => true,
        _ => return Err(Reason::UnknownOperator),
    };
    Ok(Compiled { predicate, negated })
}

fn inclusion(operator: &str, predicate: Predicate) -> Option<Compiled> {
    let negated = match operator {
        "includes" => false,
        "not_includes" => true,
        _ => return None,
    };
    Some(Compiled { predicate, negated })
}

fn asked(predicate: Predicate) -> Compiled {
    Compiled { predicate, negated: false }
}

fn order(operator: &str) -> Option<Order> {
    Some(match operator {
        "less_than" => Order::Less,
        "less_than_equal" => Order::LessEqual,
        "greater_than" => Order::Greater,
        "greater_than_equal" => Order::GreaterEqual,
        _ => return None,
    })
}

/// A value that stands alone: a list of one is that one.
fn single(value: &ConditionValue) -> Value {
    match value {
        ConditionValue::Many(texts) if texts.len() == 1 => Value::text(&texts[0]),
        other => other.to_value(),
    }
}

/// The items of a list, or of a text whose items are separated by spaces.
fn items(value: &ConditionValue) -> Vec<SmolStr> {
    value.texts().iter().flat_map(|text| text.split_whitespace()).map(SmolStr::new).collect()
}

fn is(field: Field, operator: &str, value: Value) -> Result<Compiled, Reason> {
    equality(operator, Predicate::Is(field, value))
}

fn ranked_or_is(
    subject: Subject,
    operator: &str,
    value: &ConditionValue,
) -> Result<Compiled, Reason> {
    let value = subject.field().normalize(single(value));
    match order(operator) {
        Some(order @ (Order::Less | Order::Greater)) => {
            let rank = subject.rank(&value);
            if rank.is_none() && !value.is_blank() {
                return Err(Reason::UnreadableValue);
            }
            Ok(asked(Predicate::Ranked(subject, order, rank)))
        }
        _ => is(subject.field(), operator, value),
    }
}

fn custom_status(operator: &str, value: &ConditionValue) -> Result<Compiled, Reason> {
    let values = items(value).iter().map(|item| Value::text(item)).collect();
    match inclusion(operator, Predicate::AnyOf(Field::CustomStatus, values)) {
        Some(compiled) => Ok(compiled),
        None => is(Field::CustomStatus, operator, single(value)),
    }
}

fn type_of_id(value: &Value) -> Value {
    match value.as_integer() {
        Some(1) => Value::text("question"),
        Some(2) => Value::text("incident"),
        Some(3) => Value::text("problem"),
        Some(4) => Value::text("task"),
        _ => value.clone(),
    }
}

fn id(field: Field, operator: &str, value: &ConditionValue) -> Result<Compiled, Reason> {
    let value = single(value);
    match value.to_text().as_str() {
        "requester_id" => equality(operator, Predicate::SameAs(field, Field::Requester)),
        "assignee_id" => equality(operator, Predicate::SameAs(field, Field::Assignee)),
        _ => is(field, operator, value),
    }
}

fn tags(operator: &str, value: &ConditionValue) -> Result<Compiled, Reason> {
    inclusion(operator, Predicate::AnyTag(items(value))).ok_or(Reason::UnknownOperator)
}

fn text(operator: &str, value: &ConditionValue) -> Result<Compiled, Reason> {
    let wanted = value.texts().join(" ").to_lowercase();
    let any_word = TextMatch::AnyWord(words(&wanted).map(str::to_owned).collect());
    match inclusion(operator, Predicate::Text(any_word)) {
        Some(compiled) => Ok(compiled),
        None => equality(operator, Predicate::Text(TextMatch::Whole(wanted))),
    }
}

fn support_type(operator: &str, value: &ConditionValue) -> Result<Compiled, Reason> {
    let value = match single(value) {
        Value::Integer(0) => Value::text("agent"),
        Value::Integer(1) => Value::text("ai_agent"),
        other => other,
    };
    equality(operator, Predicate::SupportType(value))
}

/// Zendesk leaves the operator of a recipient out where it is `is`.
fn recipient(operator: &str, value: &ConditionValue) -> Result<Compiled, Reason> {
    let operator = if operator.is_empty() { "is" } else { operator };
    equality(operator, Predicate::Recipient(single(value)))
}

fn created(operator: &str, value: &ConditionValue) -> Result<Compiled, Reason> {
    let order = order(operator).ok_or(Reason::UnknownOperator)?;
    let value = single(value).to_text();
    let instant = Timestamp::parse(&value);
    if instant.is_none() && !value.is_empty() {
        return Err(Reason::UnreadableValue);
    }
    Ok(asked(Predicate::Created(order, instant)))
}

/// The fields that count hours, by their Zendesk names.
fn moment(field: &str) -> Option<Moment> {
    Some(match field {
        "NEW" => Moment::New,
        "OPEN" => Moment::Status(1),
        "PENDING" => Moment::Status(2),
        "HOLD" => Moment::Status(3),
        "SOLVED" => Moment::Status(4),
        "CLOSED" => Moment::Status(5),
        "assigned_at" => Moment::Assigned,
        "assignee_updated_at" => Moment::AssigneeUpdated,
        "requester_updated_at" => Moment::RequesterUpdated,
        "due_date" | "due_at" => Moment::PastDue,
        "until_due_date" => Moment::UntilDue,
        _ => return None,
    })
}

fn hours(moment: Moment, operator: &str, value: &ConditionValue) -> Result<Compiled, Reason> {
    let order = match operator {
        "is" => Order::Equal,
        "less_than" => Order::Less,
        "greater_than" => Order::Greater,
        _ => return Err(Reason::UnknownOperator),
    };
    let value = single(value);
    let hours: Option<Decimal> = value.as_decimal();
    if hours.is_none() && !value.is_blank() {
        return Err(Reason::UnreadableValue);
    }
    Ok(asked(Predicate::Hours(moment, order, hours)))
}

fn custom(
    id: FieldId,
    operator: &str,
    value: &ConditionValue,
    catalog: &FieldCatalog,
) -> Result<Compiled, Reason> {
    let field = Field::Custom(id);
    let one = || catalog.normalize_condition(id, &single(value));
    if let Some(order) = order(operator) {
        return Ok(asked(Predicate::Compared(id, catalog.kind(id), order, one())));
    }
    let each = |text: &str| catalog.normalize_condition(id, &Value::text(text));
    let listed = match value {
        ConditionValue::One(texts) if catalog.kind(id) != FieldKind::Text => {
            texts.split_whitespace().map(each).collect::<Vec<_>>()
        }
        texts => texts.texts().iter().map(|text| each(text)).collect(),
    };
    // A multi-select's single option is a list of one in its field, and one item here.
    let listed = listed.iter().flat_map(in_list).collect();
    match operator {
        "present" => Ok(asked(Predicate::Present(id))),
        "not_present" => Ok(Compiled { predicate: Predicate::Present(id), negated: true }),
        _ => match inclusion(operator, Predicate::AnyOf(field, listed)) {
            Some(compiled) => Ok(compiled),
            None => is(field, operator, one()),
        },
    }
}

fn in_list(value: &Value) -> Vec<Value> {
    match value {
        Value::List(items) => items.iter().map(|item| Value::text(item)).collect(),
        other => vec![other.clone()],
    }
}

//! Rules 6.2 and 6.3: which views are supported, and why others are not.

use inflow_domain::View;
use inflow_mapping::{Offence, Reason, Verdict, judges_text, verdict};

use crate::story::{condition, view};

#[track_caller]
fn refused(text: &str, reason: Reason) {
    let offence = Offence { condition: Some(condition(text)), reason };
    let expected = Verdict::Unsupported(vec![offence]);
    assert_eq!(verdict(&view(&format!("1: status is open & {text}"))), expected, "{text}");
    assert_eq!(verdict(&view(&format!("1: status is open any {text}"))), expected, "{text}");
}

#[track_caller]
fn supported(text: &str) {
    assert_eq!(verdict(&view(&format!("1: {text}"))), Verdict::Supported, "{text}");
}

#[test]
fn rule_6_2_fields() {
    for (field, reason) in [
        ("via_id", Reason::Channel),
        ("sla_next_breach_at", Reason::Sla),
        ("until_sla_next_breach_at", Reason::Sla),
        ("skills_match", Reason::Skills),
        ("schedule_id", Reason::BusinessHours),
        ("within_schedule", Reason::BusinessHours),
        ("role", Reason::Role),
        ("updated_at", Reason::UpdatedAt),
        ("ticket_is_public", Reason::TicketIsPublic),
    ] {
        for operator in ["is", "is_not", "less_than", "greater_than", "includes"] {
            refused(&format!("{field} {operator} 4"), reason);
        }
    }
}

#[test]
fn rule_6_2_operators() {
    for operator in ["is_business_hours", "less_than_business_hours", "greater_than_business_hours"]
    {
        for field in ["OPEN", "NEW", "assigned_at", "due_date"] {
            refused(&format!("{field} {operator} 4"), Reason::BusinessHours);
        }
    }
    for operator in [
        "changed",
        "changed_to",
        "changed_from",
        "value",
        "value_previous",
        "not_changed",
        "not_value",
        "not_value_previous",
    ] {
        for field in ["status", "group_id", "current_tags", "custom_fields_31"] {
            refused(&format!("{field} {operator} open"), Reason::ChangeOperator);
        }
    }
}

#[test]
fn rule_6_2_values_of_who_looks_in_any_field() {
    for value in ["current_user", "current_groups", "[5, current_user]"] {
        for field in ["assignee_id", "group_id", "requester_id", "custom_fields_36", "type"] {
            refused(&format!("{field} is {value}"), Reason::Viewer);
            refused(&format!("{field} is_not {value}"), Reason::Viewer);
        }
    }
}

#[test]
fn rule_6_2_what_no_rule_names_is_never_guessed() {
    for field in [
        "locale_id",
        "via_subtype_id",
        "requester_role",
        "received_from",
        "subject_includes_word",
        "requester.custom_fields.plan",
        "custom_fields_",
        "custom_fields_plan",
        "Status",
    ] {
        refused(&format!("{field} is 1"), Reason::UnknownField);
    }
    for unknown in [
        "status includes open",
        "status less_than_equal open",
        "status",
        "custom_status_id less_than 5",
        "type less_than task",
        "ticket_type_id includes 1",
        "priority greater_than_equal low",
        "group_id includes 5",
        "assignee_id less_than 5",
        "requester_id includes 5",
        "organization_id present",
        "brand_id not_present",
        "ticket_form_id greater_than 5",
        "current_tags is vip",
        "current_tags present",
        "description_includes_word less_than a",
        "support_type includes 0",
        "recipient includes help",
        "satisfaction_score includes good",
        "custom_fields_31 within_previous_n_days 5",
        "custom_fields_31 IS gold",
        "NEW is_not 5",
        "OPEN less_than_equal 5",
        "assigned_at greater_than_equal 5",
        "assignee_updated_at is_not 5",
        "requester_updated_at present",
        "due_date includes 5",
        "due_at is_not 5",
        "until_due_date less_than_equal 5",
        "exact_created_at is 2025-01-01",
    ] {
        refused(unknown, Reason::UnknownOperator);
    }
    for unreadable in [
        "status less_than asleep",
        "priority greater_than huge",
        "satisfaction_score less_than fair",
        "OPEN greater_than soon",
        "NEW is [1, 2]",
        "exact_created_at less_than yesterday",
    ] {
        refused(unreadable, Reason::UnreadableValue);
    }
}

#[test]
fn rule_6_3_every_offending_condition_is_told() {
    let both = view("1: via_id is 4 & status is open any role is 1 | type changed task");
    let offence = |text, reason| Offence { condition: Some(condition(text)), reason };
    let expected = vec![
        offence("via_id is 4", Reason::Channel),
        offence("role is 1", Reason::Role),
        offence("type changed task", Reason::ChangeOperator),
    ];
    assert_eq!(verdict(&both), Verdict::Unsupported(expected));
    let unreadable =
        View { unreadable: Some("no conditions".to_owned()), ..view("1: status is open") };
    let expected = vec![Offence { condition: None, reason: Reason::Unreadable }];
    assert_eq!(verdict(&unreadable), Verdict::Unsupported(expected));
}

#[test]
fn rule_6_4_every_listed_operator_is_supported() {
    let custom = "is is_not present not_present less_than less_than_equal greater_than \
                  greater_than_equal includes not_includes";
    for (fields, operators, value) in [
        ("status", "is is_not less_than greater_than", "open"),
        ("custom_status_id", "is is_not includes not_includes", "5"),
        ("type", "is is_not", "task"),
        ("ticket_type_id", "is is_not", "4"),
        ("priority", "is is_not less_than greater_than", "high"),
        (
            "group_id assignee_id requester_id organization_id brand_id ticket_form_id",
            "is is_not",
            "5",
        ),
        ("current_tags", "includes not_includes", "vip"),
        ("description_includes_word", "includes not_includes is is_not", "parcel"),
        ("support_type", "is is_not", "0"),
        ("recipient", "is is_not", "help"),
        ("satisfaction_score", "is is_not less_than greater_than", "good"),
        ("custom_fields_5 ticket_fields_5 custom_fields_9007199254740993", custom, "x"),
        ("NEW OPEN PENDING HOLD SOLVED CLOSED", "is less_than greater_than", "24"),
        ("assigned_at assignee_updated_at requester_updated_at", "is less_than greater_than", "24"),
        ("due_date due_at until_due_date", "is less_than greater_than", "-2"),
        (
            "exact_created_at",
            "less_than less_than_equal greater_than greater_than_equal",
            "2025-01-01T00:00:00Z",
        ),
    ] {
        for field in fields.split_whitespace() {
            for operator in operators.split_whitespace() {
                supported(&format!("{field} {operator} {value}"));
                supported(&format!("{field} {operator} "));
            }
        }
    }
}

#[test]
fn rule_6_5_only_some_views_judge_text() {
    assert!(judges_text(&view("1: status is open & description_includes_word is x")));
    assert!(judges_text(&view("1: status is open any description_includes_word is x")));
    assert!(!judges_text(&view("1: status is open & current_tags includes description")));
}

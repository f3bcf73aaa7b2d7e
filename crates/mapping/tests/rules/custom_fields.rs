//! Rule 6.4: custom fields of every kind, with every operator.

use crate::conditions::{check, refs};
use crate::story::{CHECKBOX, DATE, DROPDOWN, MULTI_SELECT, NUMBER, TEXT, custom};

/// Checks conditions on a custom field, under both of its spellings.
#[track_caller]
fn check_custom(id: i64, value: &str, holding: &[&str], not_holding: &[&str]) {
    for prefix in ["custom_fields", "ticket_fields"] {
        let full = |texts: &[&str]| -> Vec<String> {
            texts.iter().map(|text| format!("{prefix}_{id} {text}")).collect()
        };
        check(custom(id), value, &refs(&full(holding)), &refs(&full(not_holding)));
    }
}

#[test]
fn a_dropdown_goes_by_tag_or_option_id() {
    let holding = [
        "is gold",
        "is 501",
        "is_not silver",
        "is_not 502",
        "present",
        "includes gold",
        "includes [silver, gold]",
        "includes [502, 501]",
        "includes silver 501",
        "not_includes [silver]",
        "less_than silver",
        "less_than 502",
        "less_than_equal gold",
        "greater_than bronze",
        "greater_than_equal 501",
    ];
    let not_holding = [
        "is silver",
        "is 502",
        "is ",
        "is_not gold",
        "not_present",
        "includes [silver]",
        "includes []",
        "not_includes [502, 501]",
        "less_than gold",
        "greater_than silver",
        "less_than ",
        "greater_than_equal ",
    ];
    check_custom(DROPDOWN, "gold", &holding, &not_holding);
    let blank = ["is ", "is_not gold", "not_present", "not_includes gold"];
    let not_blank = ["is gold", "is_not ", "present", "includes gold", "less_than gold"];
    check_custom(DROPDOWN, "", &blank, &not_blank);
    // No option's id: the text itself.
    check_custom(DROPDOWN, "503", &["is 503"], &["is gold"]);
}

#[test]
fn a_multi_select_is_a_set() {
    let holding = [
        "is gold silver",
        "is [silver, gold]",
        "is [502, 501]",
        "is_not gold",
        "is_not [gold]",
        "present",
        "present false",
        "includes gold",
        "includes [501]",
        "includes [bronze, silver]",
        "not_includes bronze",
        "not_includes [bronze]",
    ];
    let not_holding = [
        "is gold",
        "is ",
        "is_not [gold, silver]",
        "not_present",
        "includes bronze",
        "includes [bronze]",
        "includes ",
        "not_includes [bronze, 501]",
    ];
    check_custom(MULTI_SELECT, "silver gold", &holding, &not_holding);
    check_custom(MULTI_SELECT, "gold", &["is gold", "is [501]"], &["is silver"]);
    check_custom(MULTI_SELECT, "", &["is ", "not_present", "is_not gold"], &["includes gold"]);
}

#[test]
fn a_blank_checkbox_is_false() {
    let ticked = ["is true", "is_not false", "is_not ", "present"];
    let unticked = ["is false", "is ", "is_not true", "not_present"];
    check_custom(CHECKBOX, "true", &ticked, &unticked);
    check_custom(CHECKBOX, "false", &unticked, &ticked);
    check_custom(CHECKBOX, "", &unticked, &ticked);
}

#[test]
fn numbers_compare_by_value() {
    let holding = [
        "is 9.5",
        "is 9.50",
        "is_not 10",
        "less_than 10",
        "less_than 9.51",
        "less_than_equal 9.500",
        "greater_than 9.49",
        "greater_than -10",
        "greater_than_equal 9.5",
        "present",
        "includes [9.50]",
    ];
    let not_holding = [
        "is 9",
        "is ",
        "is_not 9.50",
        "less_than 9.5",
        "less_than_equal 9.4",
        "greater_than 10",
        "greater_than 9.5",
        "greater_than_equal 10",
        "less_than ",
        "greater_than ",
        "not_present",
    ];
    check_custom(NUMBER, "9.5", &holding, &not_holding);
    let blank = ["less_than 1", "less_than_equal 0", "greater_than -1", "is 0", "present"];
    check_custom(NUMBER, "", &["is ", "is_not 0", "not_present"], &blank);
    check_custom(NUMBER, "0", &["present", "is 0", "is_not "], &["is ", "not_present"]);
}

#[test]
fn days_compare_by_the_calendar() {
    let holding = [
        "is 2025-03-09",
        "is 2025-03-09T00:00:00+00:00",
        "is_not 2025-03-10",
        "less_than 2025-03-10",
        "less_than 2025-10-01",
        "less_than_equal 2025-03-09",
        "greater_than 2025-03-08",
        "greater_than_equal 2025-03-09",
        "present",
    ];
    let not_holding = [
        "is 2025-03-10",
        "is ",
        "less_than 2025-03-09",
        "less_than_equal 2025-03-08",
        "greater_than 2025-03-09",
        "greater_than_equal 2025-03-10",
        "greater_than ",
        "not_present",
    ];
    check_custom(DATE, "2025-03-09", &holding, &not_holding);
    check_custom(DATE, "", &["is ", "not_present"], &["less_than 2025-03-10", "present"]);
}

#[test]
fn texts_compare_as_texts_and_numbers_among_them_by_value() {
    let holding = [
        "is Big parcel",
        "is_not big parcel",
        "less_than Cat",
        "greater_than Apple pie",
        "less_than_equal Big parcel",
        "greater_than_equal Big parcel",
        "present",
        "includes Big parcel",
        "includes [Small, Big parcel]",
        "not_includes Big",
    ];
    let not_holding = ["is Big", "is ", "less_than Apple", "greater_than Cat", "includes Big"];
    check_custom(TEXT, "Big parcel", &holding, &not_holding);
    check_custom(TEXT, "9", &["less_than 10", "greater_than 8.5"], &["greater_than 10"]);
    check_custom(TEXT, "", &["is ", "not_present", "is_not x"], &["less_than x", "present"]);
    // A field that the account does not list is a text.
    check_custom(777, "501", &["is 501", "present"], &["is gold"]);
}

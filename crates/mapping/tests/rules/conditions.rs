//! Rule 6.4: every field that each ticket has, with every operator.

use inflow_domain::{Field, Value};
use inflow_mapping::replay::Inexact;

use crate::story::{account, creation, ticket, update};

/// A ticket whose field has this value, and the conditions that are true and that are false of it.
#[track_caller]
pub(crate) fn check(field: Field, value: &str, holding: &[&str], not_holding: &[&str]) {
    let created = match field {
        Field::Status => creation(0).set(Field::Status, "new", value),
        field => creation(0).create(field, value),
    };
    let told = ticket([created]);
    for (conditions, expected) in
        [(holding, "1 created email 1"), (not_holding, "1 created email -")]
    {
        for condition in conditions {
            let count =
                account(&[&format!("1: {condition}")]).engine().count(&told.clone().history());
            let views = if count.contacts[0].views.is_empty() { "-" } else { "1" };
            let found = format!("1 created email {views}");
            assert_eq!(found, expected, "{field} = {value:?}: {condition}");
            assert_eq!(count.inexact, None);
        }
    }
}

/// Every pair of ranks compares as their places do.
#[track_caller]
fn check_ranks(field: Field, name: &str, ranks: &[&str]) {
    for (held, value) in ranks.iter().enumerate() {
        for (wanted, other) in ranks.iter().enumerate() {
            for (operator, expected) in [
                ("is", held == wanted),
                ("is_not", held != wanted),
                ("less_than", held < wanted),
                ("greater_than", held > wanted),
            ] {
                let condition = format!("{name} {operator} {other}");
                let (holding, not_holding) = if expected {
                    (vec![&*condition], vec![])
                } else {
                    (vec![], vec![&*condition])
                };
                check(field, value, &holding, &not_holding);
            }
        }
    }
}

#[test]
fn status_has_an_order() {
    let ranks = ["new", "open", "pending", "hold", "solved", "closed"];
    check_ranks(Field::Status, "status", &ranks);
    check(
        Field::Status,
        "open",
        &["status is_not "],
        &["status is ", "status less_than ", "status greater_than "],
    );
}

#[test]
fn priority_has_an_order_and_blank_is_the_lowest() {
    check_ranks(Field::Priority, "priority", &["", "low", "normal", "high", "urgent"]);
}

#[test]
fn satisfaction_has_an_order_and_blank_is_unoffered() {
    let ranks = ["unoffered", "offered", "bad", "badwithcomment", "good", "goodwithcomment"];
    check_ranks(Field::Satisfaction, "satisfaction_score", &ranks);
    let unoffered =
        ["satisfaction_score is true", "satisfaction_score is ", "satisfaction_score is unoffered"];
    check(Field::Satisfaction, "", &unoffered, &["satisfaction_score is false"]);
    check(Field::Satisfaction, "", &["satisfaction_score less_than offered"], &[]);
    check(Field::Satisfaction, "offered", &["satisfaction_score is false"], &unoffered);
    check(Field::Satisfaction, "offered", &["satisfaction_score greater_than "], &[]);
    let spelled = ["satisfaction_score is bad_with_comment"];
    check(Field::Satisfaction, "badwithcomment", &spelled, &[]);
}

#[test]
fn custom_status_is_an_id_or_one_of_a_list() {
    let holding = [
        "custom_status_id is 41",
        "custom_status_id is [41]",
        "custom_status_id is_not 42",
        "custom_status_id is_not ",
        "custom_status_id includes [40, 41]",
        "custom_status_id includes 41",
        "custom_status_id includes 40 41",
        "custom_status_id not_includes [40, 42]",
        "custom_status_id not_includes []",
    ];
    let not_holding = [
        "custom_status_id is 42",
        "custom_status_id is ",
        "custom_status_id is_not 41",
        "custom_status_id includes [40, 42]",
        "custom_status_id includes []",
        "custom_status_id not_includes [40, 41]",
    ];
    check(Field::CustomStatus, "41", &holding, &not_holding);
    let blank = ["custom_status_id is ", "custom_status_id not_includes [41]"];
    check(Field::CustomStatus, "", &blank, &["custom_status_id includes [41]"]);
}

#[test]
fn type_goes_by_name_or_number() {
    for (number, name) in [(1, "question"), (2, "incident"), (3, "problem"), (4, "task")] {
        let holding = [format!("type is {name}"), format!("ticket_type_id is {number}")];
        let other = [format!("type is_not {name}"), format!("ticket_type_id is_not {number}")];
        check(
            Field::Type,
            name,
            &holding.each_ref().map(String::as_str),
            &other.each_ref().map(String::as_str),
        );
        check(
            Field::Type,
            "",
            &other.each_ref().map(String::as_str),
            &holding.each_ref().map(String::as_str),
        );
    }
    check(
        Field::Type,
        "",
        &["type is ", "ticket_type_id is "],
        &["type is_not ", "type is_not []"],
    );
}

#[test]
fn references_are_an_id_or_blank() {
    for (field, name) in [
        (Field::Group, "group_id"),
        (Field::Assignee, "assignee_id"),
        (Field::Requester, "requester_id"),
        (Field::Organization, "organization_id"),
        (Field::Brand, "brand_id"),
        (Field::Form, "ticket_form_id"),
    ] {
        let conditions = |texts: &[&str]| -> Vec<String> {
            texts.iter().map(|text| format!("{name} {text}")).collect()
        };
        let of_five = conditions(&["is 5", "is [5]", "is_not 6", "is_not "]);
        let of_others = conditions(&["is 6", "is ", "is []", "is_not 5"]);
        check(field, "5", &refs(&of_five), &refs(&of_others));
        let of_blank = conditions(&["is ", "is_not 5"]);
        let not_of_blank = conditions(&["is_not ", "is 5"]);
        check(field, "", &refs(&of_blank), &refs(&not_of_blank));
    }
}

pub(crate) fn refs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

#[test]
fn a_reference_may_be_another_field_of_the_ticket() {
    let same = ["assignee_id is requester_id", "requester_id is assignee_id"];
    let other = ["assignee_id is_not requester_id", "requester_id is_not assignee_id"];
    check(Field::Assignee, "900", &same, &other);
    check(Field::Assignee, "10", &other, &same);
    check(Field::Assignee, "", &other, &same);
    check(Field::Organization, "900", &["organization_id is requester_id"], &[]);
}

#[test]
fn tags_include_at_least_one_or_none() {
    let holding = [
        "current_tags includes vip",
        "current_tags includes old vip",
        "current_tags includes [old, größe]",
        "current_tags not_includes old",
        "current_tags not_includes vi VIP",
        "current_tags not_includes ",
    ];
    let not_holding = [
        "current_tags includes old",
        "current_tags includes vi",
        "current_tags includes VIP",
        "current_tags includes ",
        "current_tags not_includes old vip",
    ];
    check(Field::Tags, "vip größe 12", &holding, &not_holding);
    check(Field::Tags, "vip größe 12", &["current_tags includes 12"], &[]);
    check(Field::Tags, "", &["current_tags not_includes vip"], &["current_tags includes vip"]);
}

#[test]
fn rule_6_4_a_score_beside_a_comment_is_the_one_with_comment() {
    let account = account(&[
        "1: satisfaction_score is good_with_comment",
        "2: satisfaction_score is good",
        "3: satisfaction_score is bad_with_comment",
        "4: satisfaction_score is offered",
    ]);
    let comment = Field::SatisfactionComment;
    let rated = || {
        [
            creation(0).create(Field::Satisfaction, "offered"),
            update(60).set(Field::Satisfaction, "offered", "good"),
            update(120).set(comment, "", "They were kind"),
            update(180).set(Field::Satisfaction, "good", "bad"),
            update(240).set(comment, "They were kind", ""),
            update(300).set(Field::Satisfaction, "bad", "good").set(comment, "", "After all"),
        ]
    };
    let expected = [
        "1 created email 4",
        "2 entry email 2",
        "3 entry email 1",
        "4 entry email 3",
        "6 entry email 1",
    ];
    account.check(ticket(rated()), &expected);
    account.check(ticket(rated()).forgets(1), &expected[1..]);
    // One that is spelled out needs no comment, and one beside it changes nothing.
    for shown in ["good", "good_with_comment", "goodwithcomment"] {
        let told = ticket(rated()).shows(Field::Satisfaction, shown);
        account.check(told.shows(comment, "true"), &expected);
    }
    // Without a comment that the snapshot shows it is not exact.
    let told = ticket([creation(0), update(60).set(Field::Satisfaction, "", "good")]);
    account.check_inexact(
        told.shows(comment, "true"),
        Inexact::Snapshot(Field::Satisfaction),
        &["1 created email -", "2 entry email 1"],
    );
    // Only good and bad have one with comment.
    let told = ticket([creation(0).create(Field::Satisfaction, "offered").create(comment, "x")]);
    account.check(told, &["1 created email 4"]);
}

/// The conditions of a field that only the snapshot tells.
#[track_caller]
fn check_shown(
    show: impl Fn(&mut inflow_domain::TicketSnapshot),
    holding: &[&str],
    not_holding: &[&str],
) {
    for (conditions, expected) in
        [(holding, "1 created email 1"), (not_holding, "1 created email -")]
    {
        for condition in conditions {
            let told = ticket([creation(0)]).shown(&show);
            account(&[&format!("1: {condition}")]).check(told, &[expected]);
        }
    }
}

#[test]
fn words_of_subject_and_description() {
    let show = |snapshot: &mut inflow_domain::TicketSnapshot| {
        snapshot.fields.push((Field::Subject, Value::text("Größe: PARCEL-2 lost!")));
        snapshot.description = Some("It's still missing.\nSince two_days".to_owned());
    };
    let holding = [
        "description_includes_word includes parcel",
        "description_includes_word includes refund GRÖSSE größe",
        "description_includes_word includes MISSING",
        "description_includes_word includes [refund, two]",
        "description_includes_word includes 2",
        "description_includes_word includes parcel-7",
        "description_includes_word not_includes refund",
        "description_includes_word not_includes parce issing",
        "description_includes_word is parcel-2 LOST",
        "description_includes_word is ssing.\nsince",
        "description_includes_word is_not parcel lost",
    ];
    let not_holding = [
        "description_includes_word includes parce",
        "description_includes_word includes refund",
        "description_includes_word includes ",
        "description_includes_word not_includes refund parcel",
        "description_includes_word is lost parcel",
        // A text is contained in one of the two, not across their seam.
        "description_includes_word is lost! it's",
        "description_includes_word is_not Parcel-2",
    ];
    check_shown(show, &holding, &not_holding);
    // A blank text is that of a ticket without one.
    let (is, is_not) = ("description_includes_word is ", "description_includes_word is_not ");
    check_shown(show, &[is_not], &[is]);
    check_shown(|snapshot| snapshot.description = Some(String::new()), &[is], &[is_not]);
}

#[test]
fn the_subject_is_that_of_the_state() {
    let account = account(&["1: description_includes_word includes refund"]);
    let created = creation(0).create(Field::Subject, "Refund please");
    let renamed = update(60).set(Field::Subject, "Refund please", "Parcel");
    let last = crate::story::reply(120, "email");
    let told = ticket([created, renamed, last])
        .shown(|snapshot| snapshot.description = Some("Hello".to_owned()));
    account.check(told.clone(), &["1 created email 1", "3 reply email -"]);
    account.check(told.forgets(1), &["3 reply email -"]);
}

#[test]
fn support_type_is_agent_where_the_snapshot_is_silent() {
    let agent = ["support_type is 0", "support_type is agent", "support_type is_not 1"];
    let bot = ["support_type is 1", "support_type is ai_agent", "support_type is_not agent"];
    check_shown(|snapshot| snapshot.support_type = "agent".into(), &agent, &bot);
    check_shown(|snapshot| snapshot.support_type = "ai_agent".into(), &bot, &agent);
    check_shown(|_| (), &agent, &bot);
    let silent = account(&["1: support_type is 0"]);
    silent.check(ticket([creation(0)]).without_snapshot(), &["1 created email 1"]);
}

#[test]
fn rule_6_4_the_case_of_a_recipient_is_ignored() {
    let holding = [
        "recipient is Support@Example.com",
        "recipient is support@example.com",
        "recipient is SUPPORT",
        "recipient is support",
        "recipient is_not sales",
    ];
    let not_holding = ["recipient is Sales@Example.com", "recipient is_not sUPPORT@example.COM"];
    for address in ["support@example.com", "Support@Example.com", "SUPPORT@EXAMPLE.COM"] {
        check_shown(|snapshot| snapshot.recipient = Value::text(address), &holding, &not_holding);
    }
}

#[test]
fn recipient_is_the_address_or_its_local_part() {
    let mail = |snapshot: &mut inflow_domain::TicketSnapshot| {
        snapshot.recipient = Value::text("help@acme.zendesk.com");
    };
    let holding = [
        "recipient is help@acme.zendesk.com",
        "recipient is help",
        "recipient  help",
        "recipient is_not sales",
        "recipient is_not help@acme.com",
    ];
    let not_holding = [
        "recipient is sales",
        "recipient is hel",
        "recipient is help@",
        "recipient is acme.zendesk.com",
        "recipient is ",
        "recipient is_not help",
        "recipient is_not help@acme.zendesk.com",
    ];
    check_shown(mail, &holding, &not_holding);
    check_shown(|_| (), &["recipient is ", "recipient is_not help"], &["recipient is help"]);
}

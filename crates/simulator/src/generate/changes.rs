//! Changes of single fields, as agents, triggers and automations make them.

use std::collections::BTreeSet;

use crate::catalog::TAGS;
use crate::generate::story::{HOURS, Story};
use crate::instant;
use crate::model::Val;

/// How many seconds dates in date fields lie apart, so that tickets share them with views.
pub(crate) const DATE_STEP: i64 = 60 * 86_400;

/// A few random changes.
pub(crate) fn some_changes(story: &mut Story<'_>) -> Vec<(String, Val)> {
    let mut changes = Vec::new();
    for _ in 0..story.dice.between(1, 3) {
        match story.dice.between(0, 9) {
            0 => changes.push(choice(story, "priority", &["", "low", "normal", "high", "urgent"])),
            1 if story.state.text("due_date").is_none() => {
                changes.push(choice(
                    story,
                    "type",
                    &["", "question", "incident", "problem", "task"],
                ));
            }
            2 => changes.push(tags(story)),
            3 => changes.push(reference(story, "group_id")),
            4 => changes.push(reference(story, "organization_id")),
            5 => changes.push(reference(story, "brand_id")),
            6 => changes.push(reference(story, "ticket_form_id")),
            _ => changes.extend(custom_field(story)),
        }
    }
    changes
}

/// A change of the subject that moves no word which a view asks for.
pub(crate) fn renumbered_subject(story: &mut Story<'_>) -> (String, Val) {
    let subject = story.state.text("subject").unwrap_or_default();
    let words = subject.split(" [#").next().unwrap_or_default().to_owned();
    ("subject".to_owned(), Val::text(format!("{words} [#{}]", story.dice.between(1, 9_999))))
}

/// A due date near now, for which the ticket becomes a task; or none any more.
pub(crate) fn due_date(story: &mut Story<'_>) -> Vec<(String, Val)> {
    if story.state.text("due_date").is_some() && story.dice.chance(30) {
        return vec![("due_date".to_owned(), Val::Blank)];
    }
    let hours = *story.dice.pick(&HOURS);
    let offset = *story.dice.pick(&[-1, 0, 1]) + hours * 3_600 * *story.dice.pick(&[-1, 1, 2]);
    vec![
        ("type".to_owned(), Val::text("task")),
        ("due_date".to_owned(), Val::text(instant::rfc3339(story.at + offset))),
    ]
}

/// A custom field set to something, or to nothing; a chosen option becomes a tag as well.
pub(crate) fn custom_field(story: &mut Story<'_>) -> Vec<(String, Val)> {
    let field = story.dice.pick(&story.catalog.fields).clone();
    let name = field.id.to_string();
    let options: Vec<&str> = field.options.iter().map(|&(_, option)| option).collect();
    if story.dice.chance(20) && field.kind != "checkbox" {
        let mut changes = vec![(name, Val::Blank)];
        if !options.is_empty() {
            changes.push(("tags".to_owned(), story.tags(&[], &options)));
        }
        return changes;
    }
    let (value, chosen): (Val, Vec<&str>) = match field.kind {
        "tagger" => {
            let option = *story.dice.pick(&options);
            (Val::text(option), vec![option])
        }
        "multiselect" => {
            let chosen: BTreeSet<&str> = (0..2).map(|_| *story.dice.pick(&options)).collect();
            (
                Val::list(chosen.iter().map(|&option| option.to_owned()).collect()),
                chosen.into_iter().collect(),
            )
        }
        "checkbox" => (Val::text(*story.dice.pick(&["true", "true", "false", ""])), Vec::new()),
        "date" => {
            (Val::text(instant::day(story.end - DATE_STEP * story.dice.between(1, 6))), Vec::new())
        }
        "integer" => (Val::text(story.dice.between(-3, 12).to_string()), Vec::new()),
        "decimal" => (
            Val::text(*story.dice.pick(&["0.5", "9.99", "10", "10.50", "100.25", "-1.5"])),
            Vec::new(),
        ),
        "regexp" => (Val::text(format!("AB-{}", story.dice.between(100, 104))), Vec::new()),
        "textarea" => {
            (Val::text(*story.dice.pick(&["call back\nlater", "none", "see \"note\""])), Vec::new())
        }
        _ => (Val::text(*story.dice.pick(&["alpha", "Beta", "gamma", "12"])), Vec::new()),
    };
    let others: Vec<&str> =
        options.iter().filter(|option| !chosen.contains(option)).copied().collect();
    let mut changes = vec![(name, value)];
    if !options.is_empty() {
        changes.push(("tags".to_owned(), story.tags(&chosen, &others)));
    }
    changes
}

fn choice(story: &mut Story<'_>, field: &str, choices: &[&str]) -> (String, Val) {
    (field.to_owned(), Val::text(*story.dice.pick(choices)))
}

fn tags(story: &mut Story<'_>) -> (String, Val) {
    let add = *story.dice.pick(&TAGS);
    let remove = *story.dice.pick(&TAGS);
    ("tags".to_owned(), story.tags(&[add], &[remove]))
}

/// Another group, organisation, brand or form; brands are never blank.
fn reference(story: &mut Story<'_>, field: &str) -> (String, Val) {
    let choices = match field {
        "group_id" => &story.catalog.groups,
        "organization_id" => &story.catalog.organizations,
        "brand_id" => &story.catalog.brands,
        _ => &story.catalog.forms,
    };
    let blank = field != "brand_id" && story.dice.chance(20);
    let value = if blank { Val::Blank } else { Val::id(*story.dice.pick(choices)) };
    (field.to_owned(), value)
}

//! `cargo xtask regress --mutate N`: changes one value after another in a copy of the fixtures and
//! tells which changes no scenario noticed. A value that a rule reads must be noticed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::dice::Dice;
use crate::process::Workspace;

/// What the rules read of each kind of answer, by the name of its list.
const READ: &[(&str, &[&str])] = &[
    (
        "tickets",
        &[
            "id",
            "channel",
            "rel",
            "created_at",
            "updated_at",
            "type",
            "priority",
            "status",
            "custom_status_id",
            "recipient",
            "requester_id",
            "assignee_id",
            "group_id",
            "organization_id",
            "brand_id",
            "ticket_form_id",
            "due_at",
            "tags",
            "value",
            "score",
            "support_type",
        ],
    ),
    (
        "ticket_events",
        &[
            "id",
            "ticket_id",
            "created_at",
            "updater_id",
            "via",
            "channel",
            "rel",
            "event_type",
            "author_id",
            "public",
            "previous_value",
            "type",
            "priority",
            "status",
            "custom_status_id",
            "requester_id",
            "assignee_id",
            "group_id",
            "organization_id",
            "brand_id",
            "ticket_form_id",
            "due_date",
            "tags",
            "added_tags",
            "removed_tags",
            "satisfaction_score",
            "custom_ticket_fields",
        ],
    ),
    ("views", &["id", "title", "active", "updated_at", "field", "operator", "value"]),
    ("users", &["id", "role"]),
    (
        "calls",
        &[
            "id",
            "direction",
            "created_at",
            "updated_at",
            "agent_id",
            "talk_time",
            "hold_time",
            "wrap_up_time",
            "voicemail",
            "completion_status",
            "ivr_destination_group_name",
            "phone_number",
        ],
    ),
];

/// What no rule reads although it has such a name: addresses, columns, a second copy of the fields.
const UNREAD: &[&str] =
    &["from", "to", "execution", "restriction", "fields", "attachments", "metadata", "system"];

/// One value of one answer.
struct Target {
    scenario: String,
    file: PathBuf,
    pointer: String,
}

/// Changes `count` values, one at a time, and prints those that nothing noticed.
pub(crate) fn run(workspace: &Workspace, count: u64, seed: u64) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("fixtures");
    copy_folder(&workspace.root().join("fixtures"), &copy)?;
    let targets = targets(&copy)?;
    ensure!(!targets.is_empty(), "the fixtures have no value that a rule reads");
    ensure!(passes(workspace, &copy, "")?, "a scenario fails before anything was changed");
    let mut dice = Dice::new(seed, "mutations");
    let places: Vec<usize> = (0..targets.len()).collect();
    let mut unnoticed = 0;
    for _ in 0..count {
        let target = &targets[dice.pick(&places)];
        let original = fs::read(&target.file)?;
        let (before, after) = change(&target.file, &target.pointer)?;
        if passes(workspace, &copy, &target.scenario)? {
            unnoticed += 1;
            let file = target.file.strip_prefix(&copy).unwrap_or(&target.file).display();
            println!("not noticed: {file} {}: {before} became {after}", target.pointer);
        }
        fs::write(&target.file, original)?;
    }
    println!("mutate: {count} of {} values changed, {unnoticed} not noticed", targets.len());
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Whether the scenario of that name still passes; the empty name stands for all.
fn passes(workspace: &Workspace, fixtures: &Path, scenario: &str) -> Result<bool> {
    let test = scenario.replace('-', "_");
    let mut command =
        workspace.cargo("test", &["--quiet", "--package", "inflow", "--test", "regress", "--"]);
    if !test.is_empty() {
        command.args(["--exact", &test]);
    }
    let status = command
        .env("INFLOW_REGRESS_FIXTURES", fixtures)
        .env("INSTA_UPDATE", "no")
        .env("INFLOW_REGRESS_CHANGED", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .context("cargo test could not be started")?;
    Ok(status.success())
}

/// All values that a rule reads, in the answers of all scenarios.
fn targets(fixtures: &Path) -> Result<Vec<Target>> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = fs::read_dir(fixtures)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    folders.sort();
    for folder in folders.iter().filter(|folder| is_written(folder)) {
        let mut files: Vec<PathBuf> = fs::read_dir(folder)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        files.sort();
        let scenario = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for file in
            files.into_iter().filter(|file| file.extension().is_some_and(|end| end == "json"))
        {
            let document: Value = serde_json::from_slice(&fs::read(&file)?)?;
            let mut pointers = Vec::new();
            collect(&document, &document, String::new(), &mut pointers);
            found.extend(pointers.into_iter().map(|pointer| Target {
                scenario: scenario.clone(),
                file: file.clone(),
                pointer,
            }));
        }
    }
    Ok(found)
}

/// Whether a folder is a scenario whose figures were derived by hand: no one derived a recorded one's.
fn is_written(folder: &Path) -> bool {
    let scenario = fs::read(folder.join("scenario.json")).unwrap_or_default();
    serde_json::from_slice::<Value>(&scenario).is_ok_and(|scenario| scenario["origin"] == "written")
}

fn collect(document: &Value, value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members.iter().filter(|(key, _)| !UNREAD.contains(&key.as_str())) {
                collect(document, member, format!("{pointer}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(document, item, format!("{pointer}/{index}"), found);
            }
        }
        Value::Null => {}
        _ if is_read(document, &pointer) => found.push(pointer),
        _ => {}
    }
}

fn is_read(document: &Value, pointer: &str) -> bool {
    let is_name = |part: &&str| !part.is_empty() && !part.bytes().all(|byte| byte.is_ascii_digit());
    let mut names = pointer.split('/').filter(is_name);
    let (Some(list), Some(name)) = (names.next(), names.next_back()) else { return false };
    let listed = READ.iter().any(|(listed, names)| *listed == list && names.contains(&name));
    listed && !is_unread_here(document, pointer, name)
}

/// Of an event's children, ids are only an order, and a comment alone has a channel of its own and
/// no new values; of the event itself, the kind is always the same.
fn is_unread_here(document: &Value, pointer: &str, name: &str) -> bool {
    let Some((parent, _)) = pointer.rsplit_once('/') else { return false };
    let Some(event_type) = document.pointer(parent).and_then(|parent| parent.get("event_type"))
    else {
        return false;
    };
    let is_comment = event_type == "Comment";
    match name {
        "id" => parent.contains("/child_events/"),
        "event_type" => !parent.contains("/child_events/"),
        "via" => parent.contains("/child_events/") && !is_comment,
        "created_at" | "type" => is_comment,
        _ => false,
    }
}

/// Changes a value into another of its kind and returns both.
fn change(file: &Path, pointer: &str) -> Result<(Value, Value)> {
    let mut document: Value = serde_json::from_slice(&fs::read(file)?)?;
    let value = document.pointer_mut(pointer).context("the value was there before")?;
    let before = value.clone();
    *value = changed(&before);
    let after = value.clone();
    fs::write(file, serde_json::to_vec(&document)?)?;
    Ok((before, after))
}

/// Another value of the same kind.
fn changed(value: &Value) -> Value {
    match value {
        Value::Bool(truth) => Value::Bool(!truth),
        Value::Number(number) => {
            number.as_i64().map_or_else(|| Value::from(0.5), |number| Value::from(number + 1))
        }
        Value::String(text) => {
            let last = text.rfind(|letter: char| letter.is_ascii_alphanumeric() && letter != 'Z');
            let Some(last) = last else { return Value::from("x") };
            let other = match text.as_bytes()[last] {
                b'9' => '0',
                b'x' => 'y',
                digit @ b'0'..=b'8' => char::from(digit + 1),
                _ => 'x',
            };
            Value::from(format!("{}{other}{}", &text[..last], &text[last + 1..]))
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_changed_value_is_another_one_of_its_kind() {
        for (before, after) in [
            (json!(true), json!(false)),
            (json!(9_007_199_254_740_993_i64), json!(9_007_199_254_740_994_i64)),
            (json!("2025-09-02T08:00:09Z"), json!("2025-09-02T08:00:00Z")),
            (json!("Web form"), json!("Web forx")),
            (json!("fax"), json!("fay")),
            (json!(""), json!("x")),
        ] {
            assert_eq!(changed(&before), after);
        }
    }

    #[test]
    fn only_what_a_rule_reads_is_changed() {
        let document = json!({"end_of_stream": true, "ticket_events": [{
            "id": 1,
            "event_type": "Audit",
            "via": "Mail",
            "system": {"id": 2},
            "child_events": [
                {"id": 3, "event_type": "Comment", "type": "Comment", "via": "Mail", "created_at": "2025"},
                {"event_type": "Change", "type": "task", "via": "Rule", "previous_value": null},
                {"event_type": "Change", "custom_ticket_fields": {"88": "red"}},
            ],
        }]});
        let mut found = Vec::new();
        collect(&document, &document, String::new(), &mut found);
        found.sort();
        let event = "/ticket_events/0";
        assert_eq!(
            found.iter().map(|pointer| pointer.strip_prefix(event).unwrap()).collect::<Vec<_>>(),
            [
                "/child_events/0/event_type",
                "/child_events/0/via",
                "/child_events/1/event_type",
                "/child_events/1/type",
                "/child_events/2/custom_ticket_fields/88",
                "/child_events/2/event_type",
                "/id",
                "/via",
            ]
        );
    }
}

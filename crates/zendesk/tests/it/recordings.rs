//! Real payloads of live accounts, in the folder that INFLOW_RECORDINGS names. They stay out of the
//! repository, so without the folder the test passes over them, aloud.

use std::fs;
use std::path::{Path, PathBuf};

use inflow_zendesk::{Audit, Call, CustomStatus, Ticket, TicketEvent, TicketField, User, View};
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Default, PartialEq, Eq)]
struct Decoded {
    tickets: usize,
    audits: usize,
    events: usize,
    views: usize,
    users: usize,
    calls: usize,
    fields: usize,
    statuses: usize,
}

#[test]
fn every_recorded_record_is_decoded() {
    let Some(folder) = std::env::var_os("INFLOW_RECORDINGS").map(PathBuf::from) else {
        eprintln!("SKIPPED: INFLOW_RECORDINGS is not set, so no recorded payload was decoded");
        return;
    };
    let mut decoded = Decoded::default();
    let mut files = Vec::new();
    collect(&folder, &mut files);
    for file in files {
        let text = fs::read_to_string(&file).expect("a readable recording");
        for record in documents(&file, &text) {
            visit(&file, &record, &mut decoded);
        }
    }
    assert!(
        decoded.tickets >= 5
            && decoded.audits >= 3
            && decoded.events >= 2
            && decoded.views >= 3
            && decoded.users >= 3
            && decoded.calls >= 3
            && decoded.fields >= 15
            && decoded.statuses >= 1,
        "the folder holds fewer records than known: {decoded:?}"
    );
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of recordings") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|end| end == "json" || end == "jsonl") {
            files.push(path);
        }
    }
}

fn documents(file: &Path, text: &str) -> Vec<Value> {
    serde_json::Deserializer::from_str(text)
        .into_iter::<Value>()
        .map(|document| document.unwrap_or_else(|error| panic!("{}: {error}", file.display())))
        .collect()
}

/// Finds the records in every form that the recordings have: `{stream, data}`, `[stream, record]`,
/// `{"tickets": […]}`, `{"view": {…}}`, HTTP recordings with a `response`, and bare ticket events.
fn visit(file: &Path, value: &Value, decoded: &mut Decoded) {
    if let (Some(stream), Some(data)) = (value["stream"].as_str(), value.get("data")) {
        return record(file, stream, data, decoded);
    }
    if value.get("child_events").is_some() {
        return record(file, "ticket_events", value, decoded);
    }
    match value {
        Value::Array(members) => {
            if let [Value::String(stream), data] = &members[..] {
                return record(file, stream.rsplit('/').next().unwrap_or(stream), data, decoded);
            }
            for member in members {
                visit(file, member, decoded);
            }
        }
        Value::Object(object) => {
            for (key, member) in object {
                match member {
                    Value::Array(rows) => {
                        for row in rows {
                            record(file, key, row, decoded);
                        }
                    }
                    Value::Object(_) if key == "response" => visit(file, member, decoded),
                    Value::Object(_) => record(file, &format!("{key}s"), member, decoded),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn record(file: &Path, stream: &str, data: &Value, decoded: &mut Decoded) {
    let mut data = data.clone();
    // One collection hides values that change from run to run.
    if let Some(object) = data.as_object_mut() {
        object.retain(|_, value| value != "redacted");
    }
    let text = data.to_string();
    let id = data["id"].as_i64();
    match stream {
        "tickets" => {
            let ticket: Ticket<'_> = read(file, &text);
            assert_eq!(Some(ticket.id), id);
            assert_eq!(ticket.via.channel.as_deref(), data["via"]["channel"].as_str());
            assert_eq!(ticket.via.rel.as_deref(), data["via"]["source"]["rel"].as_str());
            assert_eq!(ticket.tags.words().len(), data["tags"].as_array().map_or(0, Vec::len));
            assert_eq!(ticket.subject.text().as_deref(), data["subject"].as_str());
            assert!(ticket.created_at.is_some());
            decoded.tickets += 1;
        }
        "ticket_events" => {
            let event: TicketEvent<'_> = read(file, &text);
            assert_eq!(Some(event.id), id);
            assert_eq!(Some(event.created_at), data["timestamp"].as_i64());
            assert_eq!(
                event.child_events.len(),
                data["child_events"].as_array().map_or(0, Vec::len)
            );
            decoded.events += 1;
        }
        "audits" | "ticket_audits" => {
            let audit: Audit = read(file, &text);
            assert_eq!((Some(audit.id), audit.ticket_id), (id, data["ticket_id"].as_i64()));
            assert_eq!(audit.author_id, data["author_id"].as_i64());
            assert_eq!(audit.via.channel.as_deref(), data["via"]["channel"].as_str());
            let events = data["events"].as_array().expect("a live audit has events");
            assert_eq!(audit.events.len(), events.len());
            for (event, recorded) in audit.events.iter().zip(events) {
                assert_eq!(event.id, recorded["id"].as_i64());
                assert_eq!(event.field_name.as_deref(), recorded["field_name"].as_str());
                assert_eq!(event.public, recorded["public"].as_bool());
                assert_ne!(event.kind, inflow_zendesk::ChildKind::Other, "{recorded}");
            }
            decoded.audits += 1;
        }
        "views" => {
            let view: View = read(file, &text);
            let conditions = view.conditions.expect("a live view has conditions");
            let all = data["conditions"]["all"].as_array().map_or(0, Vec::len);
            assert_eq!((Some(view.id), conditions.all.len()), (id, all));
            decoded.views += 1;
        }
        // What `users/me` answers has lost its id in the recordings; the client refuses such a user.
        "users" if id.is_some() => {
            let user: User = read(file, &text);
            assert_eq!((Some(user.id), user.role.as_deref()), (id, data["role"].as_str()));
            decoded.users += 1;
        }
        "calls" => {
            let call: Call<'_> = read(file, &text);
            assert_eq!(
                (Some(call.id), call.direction.as_deref()),
                (id, data["direction"].as_str())
            );
            assert_eq!(call.talk_time, data["talk_time"].as_i64());
            decoded.calls += 1;
        }
        "ticket_fields" => {
            let field: TicketField = read(file, &text);
            assert_eq!((Some(field.id), field.field_type.as_deref()), (id, data["type"].as_str()));
            decoded.fields += 1;
        }
        "custom_ticket_statuses" | "custom_statuses" => {
            let status: CustomStatus = read(file, &text);
            assert_eq!(status.status_category.as_deref(), data["status_category"].as_str());
            decoded.statuses += 1;
        }
        _ => {}
    }
}

fn read<'a, T: Deserialize<'a>>(file: &Path, text: &'a str) -> T {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}: {text}", file.display()))
}

//! `inflow integration channels` and `inflow recount`.

use inflow_simulator::Options;
use serde_json::{Value, json};

use crate::program::{NAME, Program, csv, rows};

fn channels(program: &Program, rest: &[&str]) -> Vec<Value> {
    let asked = ["integration", "channels", "--name", NAME, "--format", "json"];
    let printed = program.succeeds(&[&asked[..], rest].concat());
    serde_json::from_str(&printed.out).expect("JSON")
}

fn volumes(program: &Program) -> String {
    program.of_integration("volumes", &["--interval", "1d", "--format", "csv"]).out
}

/// Contacts of a day's queue by its id, as `volumes` prints them.
fn offered(volumes: &str, row: &Value) -> i64 {
    let field = |name: &str| row[name].as_str().expect("a text").to_owned();
    let (queue, day) = (field("queue_id"), field("day"));
    let line = volumes.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let mut found = line.filter(|cells| cells[0] == queue && cells[4].starts_with(&day));
    found.next().map_or(0, |cells| cells[6].parse().expect("a number"))
}

/// A dry run tells exactly what the recount then does, and changes nothing by itself.
#[test]
fn a_dry_run_tells_what_a_recount_does() {
    let program = Program::imported(&Options::verification(3), "2023-01-01");
    let before = volumes(&program);
    assert_eq!(program.json("recount", &["--dry-run"]), json!([]));
    let unlisted = channels(&program, &[])
        .into_iter()
        .find(|row| row["contacts"].as_i64() > Some(0) && row["can_be_overridden"] == true)
        .expect("an unlisted channel with contacts");
    assert_eq!(unlisted["channel"], "case");
    let set = format!("{}=chat", unlisted["zendesk_channel"].as_str().expect("a name"));
    let placed = channels(&program, &["--set", &set, "whatsapp=email"]);
    let named = |name: &Value| placed.iter().find(|row| row["zendesk_channel"] == *name);
    assert_eq!(named(&unlisted["zendesk_channel"]).expect("a row")["channel"], "chat");
    assert_eq!(named(&json!("whatsapp")).expect("a row")["overridden"], true);

    let differences = program.json("recount", &["--dry-run"]);
    assert!(!rows(&differences).is_empty());
    assert_eq!(volumes(&program), before);
    let printed = program.of_integration("recount", &["--dry-run", "--format", "csv"]);
    let (header, lines) = csv(&printed);
    assert_eq!(header, "queue_id,queue,channel,view_id,day,counted,recounted,difference");
    assert_eq!(lines.len(), rows(&differences).len());
    assert!(printed.notes.contains("the next import"), "{}", printed.notes);

    let done = program.json("recount", &[]);
    assert!(done[0]["tickets"].as_u64().is_some_and(|tickets| tickets > 300), "{done}");
    let after = volumes(&program);
    for row in rows(&differences) {
        assert_eq!(offered(&before, row), row["counted"].as_i64().expect("a number"), "{row}");
        assert_eq!(offered(&after, row), row["recounted"].as_i64().expect("a number"), "{row}");
    }
    let changed = before.lines().filter(|line| !after.contains(line)).count();
    assert!(changed <= rows(&differences).len(), "{changed} days changed");
    assert_eq!(program.json("recount", &["--dry-run"]), json!([]));

    let unset = unlisted["zendesk_channel"].as_str().expect("a name");
    channels(&program, &["--unset", unset, "whatsapp"]);
    program.of_integration("recount", &[]);
    assert_eq!(volumes(&program), before);
}

#[test]
fn fixed_channels_stay_where_they_are() {
    let program = Program::connected(&Options::demo(1), "2026-01-01");
    let rows = channels(&program, &[]);
    assert_eq!(rows.len(), 16 + 19);
    let asked = ["integration", "channels", "--name", NAME];
    for (set, sentence) in [
        ("web=chat", "rule 5.2"),
        ("Web form=chat", "rule 5.2"),
        ("(none)=chat", "is fixed"),
        ("whatsapp=pigeon", "email, chat, social_media, call, case"),
        ("whatsapp", "such as whatsapp=chat"),
    ] {
        let refused = program.runs(&[&asked[..], &["--set", set]].concat());
        assert_eq!(refused.status, Some(2), "{set}");
        assert!(refused.notes.contains(sentence), "{set}: {}", refused.notes);
    }
    for (set, meant) in [
        ("whatsap=chat", "whatsapp"),
        ("Telegramm=chat", "telegram"),
        ("gogle_rcs=chat", "google_rcs"),
    ] {
        let refused = program.runs(&[&asked[..], &["--set", set]].concat());
        assert_eq!(refused.status, Some(2), "{}", refused.notes);
        assert!(refused.notes.contains(&format!("did you mean {meant}")), "{}", refused.notes);
        assert!(refused.notes.contains("--force"), "{}", refused.notes);
    }
    let refused = program.runs(&[&asked[..], &["--unset", "whatsap"]].concat());
    assert_eq!(refused.status, Some(2), "{}", refused.notes);
    program.succeeds(&[&asked[..], &["--set", "carrier_pigeon=chat", "--force"]].concat());
    // What was placed is known from then on.
    program.succeeds(&[&asked[..], &["--set", "carrier_pigeon=email"]].concat());
    program.succeeds(&[&asked[..], &["--unset", "carrier_pigeon"]].concat());
    let printed = program.succeeds(&[&asked[..], &["--set", "WhatsApp=chat"]].concat());
    assert!(printed.out.contains("whatsapp"), "{}", printed.out);
    assert!(printed.notes.contains("--dry-run"), "{}", printed.notes);
}

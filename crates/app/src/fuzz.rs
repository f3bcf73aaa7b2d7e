//! Rows of Zendesk's that can be read, as odd as they may be, on the way to contacts: from the wire to the domain's, and
//! through the engine. Whatever an account's history is, it is counted, and explained.

use std::path::Path;

use inflow_domain::{TicketHistory, TicketId, Timestamp};
use inflow_fuzz::{Target, in_proportion};
use inflow_mapping::{CountedView, Engine, Settings};
use inflow_zendesk as zendesk;
use serde::Deserialize;

use crate::access::secrets::{masked, unmasked};
use crate::figures::preview::written_view;
use crate::import::wire;

/// What an account has, as one text: each list as an export gives it.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Account<'a> {
    #[serde(default = "Vec::new")]
    tickets: Vec<zendesk::Ticket<'a>>,
    #[serde(default = "Vec::new")]
    ticket_events: Vec<zendesk::TicketEvent<'a>>,
    #[serde(default)]
    views: Vec<zendesk::View>,
    #[serde(default)]
    ticket_fields: Vec<zendesk::TicketField>,
    #[serde(default)]
    custom_statuses: Vec<zendesk::CustomStatus>,
    #[serde(default = "Vec::new")]
    calls: Vec<zendesk::Call<'a>>,
}

fn engine(account: &Account<'_>) -> Engine {
    let view = |view: &zendesk::View| CountedView { view: wire::view(view), until: None };
    Engine::new(Settings {
        views: account.views.iter().map(view).collect(),
        fields: wire::field_catalog(&account.ticket_fields),
        statuses: wire::custom_statuses(&account.custom_statuses),
        since: Some(Timestamp(0)),
        ..Settings::default()
    })
}

/// The history of the first ticket, with every event.
fn history(account: &Account<'_>, keeps_text: bool) -> TicketHistory {
    let snapshot = account.tickets.first().map(|ticket| wire::ticket(ticket, keeps_text));
    let first = account.ticket_events.first().map(|event| event.ticket_id);
    let mut events: Vec<_> =
        account.ticket_events.iter().map(|event| wire::ticket_event(event, keeps_text)).collect();
    events.sort_by_key(|event| (event.at, event.id));
    let id = snapshot.as_ref().map(|ticket| ticket.id.0).or(first).unwrap_or(1);
    TicketHistory { ticket: TicketId(id), snapshot, events }
}

/// One ticket of each recorded account, with its events and the account's views.
fn accounts() -> Vec<String> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let folders = std::fs::read_dir(&fixtures).expect("fixtures").flatten();
    let mut accounts: Vec<String> = folders
        .filter_map(|folder| {
            let read = |path: std::path::PathBuf| -> Option<serde_json::Value> {
                serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()
            };
            let read_own = |name: &str| read(folder.path().join(name));
            let common = |name: &str| read(fixtures.join("_common").join(name));
            let tickets = read_own("tickets.json")?;
            let ticket = tickets["tickets"].get(0)?.clone();
            let mut events = read_own("ticket_events.json")?;
            let events = events["ticket_events"].as_array_mut()?;
            events.retain(|event| event["ticket_id"] == ticket["id"]);
            let views = read_own("views.json")?;
            let views = views["views"].as_array()?.iter().take(6).cloned();
            let account = serde_json::json!({
                "tickets": [ticket],
                "ticket_events": events,
                "views": views.collect::<Vec<_>>(),
                "ticket_fields": common("ticket_fields_custom.json")?["ticket_fields"],
                "custom_statuses": common("custom_statuses.json")?["custom_statuses"],
            });
            Some(account.to_string())
        })
        .collect();
    accounts.sort();
    assert!(accounts.len() > 5, "{} accounts", accounts.len());
    accounts
}

#[test]
fn histories() {
    let words = [
        "\"Comment\"",
        "\"ChannelBack\"",
        "\"status\"",
        "\"tags\"",
        "\"deleted\"",
        "\"merge\"",
        "\"solved\"",
        "\"closed\"",
        "\"via\"",
        "\"previous_value\"",
        "\"timestamp\"",
        "\"update_via_id\"",
        "\"NEW\"",
        "\"SOLVED\"",
        "\"greater_than\"",
        "\"less_than\"",
        "\"is_not\"",
        "\"includes\"",
        "\"not_includes\"",
        "\"changed\"",
        "\"current_tags\"",
        "\"updater_id\"",
    ];
    let target =
        Target::new(env!("CARGO_MANIFEST_DIR"), "histories").seeds(accounts()).words(words);
    target.check(|input| {
        let text = String::from_utf8_lossy(input);
        let Ok(account) = serde_json::from_str::<Account<'_>>(&text) else { return None };
        let calls = account.calls.iter().map(wire::call).count();
        let engine = engine(&account);
        let counts = [true, false].map(|keeps_text| {
            let history = history(&account, keeps_text);
            let (count, explained) = (engine.count(&history), engine.explain(&history));
            let _ = engine.present(&history, Timestamp(1_800_000_000));
            assert_eq!(explained.inexact, count.inexact, "two stories of one ticket");
            let inexact = count.inexact.map(|inexact| format!("{inexact:?}"));
            let views: usize = count.contacts.iter().map(|contact| contact.views.len()).sum();
            (inexact, count.contacts.len(), views, count.incomplete, count.altered_fields.len())
        });
        Some((calls, counts))
    });
}

#[test]
fn written_views() {
    let seeds = [
        r#"{"title":"Open","conditions":{"all":[{"field":"status","operator":"is","value":"open"}],"any":[]}}"#,
        r#"{"title":"x","conditions":{"all":[{"field":"current_tags","operator":"includes","value":["a","b"]}]}}"#,
    ];
    Target::new(env!("CARGO_MANIFEST_DIR"), "written_views").seeds(seeds).check(|input| {
        let view = written_view(&String::from_utf8_lossy(input));
        view.map(|view| (view.all.len(), view.any.len())).map_err(|unfit| unfit.to_string().len())
    });
}

#[test]
fn masked_secrets() {
    let seed = masked(&[7; 32]);
    Target::new(env!("CARGO_MANIFEST_DIR"), "masked_secrets").seeds([seed]).check(|input| {
        let secret = unmasked(&String::from_utf8_lossy(input));
        if let Some(secret) = secret {
            assert_eq!(unmasked(&masked(&secret)), Some(secret));
        }
        secret.is_some()
    });
}

#[test]
fn longer_histories_take_time_in_proportion() {
    let list = |size: usize, member: &dyn Fn(usize) -> String| {
        (0..size).map(member).collect::<Vec<_>>().join(",")
    };
    let counted = |text: &String| {
        let account: Account<'_> = serde_json::from_str(text).expect("an account");
        engine(&account).count(&history(&account, false)).contacts.len()
    };
    let view = r#""views":[{"id":1,"active":true,"conditions":{"all":[{"field":"status","operator":"is","value":"open"}],"any":[]}}]"#;
    in_proportion(
        "events of a ticket",
        16_000,
        |size| {
            let event = |number: usize| {
                let (at, status) = (1_700_000_000 + number, ["open", "pending"][number % 2]);
                format!(
                    r#"{{"id":{number},"ticket_id":1,"timestamp":{at},"child_events":[
                        {{"id":{number},"event_type":"Change","status":"{status}","previous_value":"new"}}]}}"#
                )
            };
            format!(r#"{{{view},"ticket_events":[{}]}}"#, list(size, &event))
        },
        counted,
    );
    in_proportion(
        "children of an event",
        16_000,
        |size| {
            let child = |number: usize| {
                format!(r#"{{"id":{number},"event_type":"Comment","public":true}}"#)
            };
            let children = list(size, &child);
            format!(
                r#"{{{view},"ticket_events":[{{"id":1,"ticket_id":1,"timestamp":1700000000,"child_events":[{children}]}}]}}"#
            )
        },
        counted,
    );
    in_proportion(
        "conditions of a view",
        16_000,
        |size| {
            let condition = |number: usize| {
                format!(r#"{{"field":"group_id","operator":"is","value":"{number}"}}"#)
            };
            format!(
                r#"{{"views":[{{"id":1,"active":true,"conditions":{{"all":[],"any":[{}]}}}}],"ticket_events":[]}}"#,
                list(size, &condition)
            )
        },
        counted,
    );
    for events in ["0", "0,1"] {
        in_proportion(
            "custom fields that events of one second change",
            16_000,
            |size| {
                let value = |number: usize| format!(r#""{}":"v{number}""#, size - number);
                let values = list(size, &value);
                let event = |id: &str| {
                    format!(
                        r#"{{"id":{id},"ticket_id":1,"timestamp":1700000000,"child_events":[
                            {{"id":1,"event_type":"Change","custom_ticket_fields":{{{values}}}}}]}}"#
                    )
                };
                let events: Vec<String> = events.split(',').map(event).collect();
                format!(r#"{{{view},"ticket_events":[{}]}}"#, events.join(","))
            },
            counted,
        );
    }
    in_proportion(
        "tags that two events of one second change",
        16_000,
        |size| {
            let tags = list(size, &|number| format!("\"t{number}\""));
            let event = |id: usize| {
                format!(
                    r#"{{"id":{id},"ticket_id":1,"timestamp":1700000000,"child_events":[
                        {{"id":1,"event_type":"Change","tags":[{tags}],"added_tags":[{tags}],"removed_tags":[]}}]}}"#
                )
            };
            format!(r#"{{{view},"ticket_events":[{},{}]}}"#, event(1), event(2))
        },
        counted,
    );
}

#[test]
fn larger_accounts_take_time_in_proportion() {
    let list = |size: usize, member: &dyn Fn(usize) -> String| {
        (0..size).map(member).collect::<Vec<_>>().join(",")
    };
    let prepared = |text: &String| {
        let account: Account<'_> = serde_json::from_str(text).expect("an account");
        drop(engine(&account));
    };
    let condition = r#"{"field":"status","operator":"is","value":"open"}"#;
    for (what, largest, key, member) in [
        (
            "views",
            16_000,
            "views",
            &(|number| {
                format!(
                    r#"{{"id":{number},"active":true,"conditions":{{"all":[{condition}],"any":[]}}}}"#
                )
            }) as &dyn Fn(usize) -> String,
        ),
        ("custom fields", 32_000, "ticket_fields", &|number| {
            format!(r#"{{"id":{number},"type":"tagger"}}"#)
        }),
        ("custom statuses", 32_000, "custom_statuses", &|number| {
            format!(r#"{{"id":{number},"status_category":"open"}}"#)
        }),
    ] {
        in_proportion(
            what,
            largest,
            |size| format!(r#"{{"{key}":[{}]}}"#, list(size, member)),
            prepared,
        );
    }
    in_proportion(
        "options of a field",
        64_000,
        |size| {
            let option = |number: usize| format!(r#"{{"id":{number},"value":"v{number}"}}"#);
            let options = list(size, &option);
            format!(
                r#"{{"ticket_fields":[{{"id":1,"type":"tagger","custom_field_options":[{options}]}}]}}"#
            )
        },
        prepared,
    );
    in_proportion(
        "tags of a ticket",
        256_000,
        |size| {
            let tags = list(size, &|number| format!("\"t{number}\""));
            format!(r#"{{"tickets":[{{"id":1,"updated_at":9,"tags":[{tags}]}}]}}"#)
        },
        |text| {
            let account: Account<'_> = serde_json::from_str(text).expect("an account");
            history(&account, false).snapshot.is_some()
        },
    );
}

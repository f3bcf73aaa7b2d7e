//! What a database, a key file or an address may hold that others wrote, or damaged: every stored form with ever more
//! odd bytes. What can be read is written again, and read again the same.

use std::fmt::Debug;

use inflow_domain::CallFates;
use inflow_fuzz::{Target, in_proportion};
use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::TestRunner;

use crate::address;
use crate::codec::event::EventColumns;
use crate::codec::{
    Unreadable, code, definition, event, figures_block, samples, snapshot, view_list, volume_block,
};
use crate::database_url::DatabaseUrl;
use crate::key_file::KeyFile;

const COLUMNS: EventColumns = EventColumns { ticket: 1, id: 1, at: 1, author: 1 };

fn target(name: &'static str) -> Target {
    Target::new(env!("CARGO_MANIFEST_DIR"), name)
}

/// Some rows of a kind, the same at each run.
fn rows<T: Debug>(
    strategy: impl Strategy<Value = T>,
    write: impl Fn(&T, &mut Vec<u8>),
) -> Vec<Vec<u8>> {
    let mut runner = TestRunner::deterministic();
    let row = |_| {
        let value = strategy.new_tree(&mut runner).expect("a value").current();
        let mut row = Vec::new();
        write(&value, &mut row);
        row
    };
    (0..60).map(row).collect()
}

/// Reads, writes and reads again; told is what came of it.
fn there_and_back<T: PartialEq + Debug>(
    read: impl Fn(&[u8]) -> Result<T, Unreadable>,
    write: impl Fn(&T) -> Vec<u8>,
    bytes: &[u8],
) -> String {
    match read(bytes) {
        Ok(value) => {
            let again = read(&write(&value)).expect("what was read can be stored");
            assert_eq!(again, value);
            (format!("{value:?}").len() / 16).to_string()
        }
        Err(unreadable) => unreadable.to_string(),
    }
}

#[test]
fn stored_events() {
    let seeds = rows(samples::event(), |row, bytes| event::append(row, true, bytes));
    target("stored_events").seeds(seeds).check(|input| {
        let read = |bytes: &[u8]| event::read(&COLUMNS, bytes);
        let write = |row: &_| {
            let mut bytes = Vec::new();
            event::append(row, true, &mut bytes);
            bytes
        };
        there_and_back(read, write, input)
    });
}

#[test]
fn stored_snapshots() {
    let seeds = rows(samples::snapshot(), |row, bytes| snapshot::append(row, true, bytes));
    target("stored_snapshots").seeds(seeds).check(|input| {
        let write = |row: &_| {
            let mut bytes = Vec::new();
            snapshot::append(row, true, &mut bytes);
            bytes
        };
        there_and_back(|bytes| snapshot::read(1, 1, bytes), write, input)
    });
}

#[test]
fn stored_views_and_options() {
    let conditions = [
        inflow_domain::Condition {
            field: "status".into(),
            operator: "is".into(),
            value: inflow_domain::ConditionValue::One("open".to_owned()),
        },
        inflow_domain::Condition {
            field: "current_tags".into(),
            operator: "includes".into(),
            value: inflow_domain::ConditionValue::Many(vec!["a".to_owned(), "b".to_owned()]),
        },
    ];
    let options = [(1, "red".into()), (-5, "blue".into())].into();
    let seeds = [
        definition::write_conditions(&conditions, &conditions[1..]),
        definition::write_options(&options),
    ];
    target("stored_views_and_options").seeds(seeds).check(|input| {
        let write = |(all, any): &(Vec<_>, Vec<_>)| definition::write_conditions(all, any);
        let conditions = there_and_back(definition::read_conditions, write, input);
        let options = there_and_back(definition::read_options, definition::write_options, input);
        (conditions, options)
    });
}

#[test]
fn stored_blocks() {
    let counts = [(0, 1), (900, 300), (4_500, 2)];
    let fates = CallFates { answered: 3, answer_seconds: 40, callbacks: 1, ..CallFates::default() };
    let sums = figures_block::Sums { offered: 5, abandoned: 1, handling_seconds: 900, fates };
    let seeds =
        [volume_block::write(0, &counts), figures_block::write(0, &[(900, sums), (9_000, sums)])];
    target("stored_blocks").seeds(seeds).check(|input| {
        let volumes = there_and_back(
            |bytes| volume_block::read(0, bytes),
            |counts: &Vec<(i64, i64)>| volume_block::write(0, counts),
            input,
        );
        let figures = there_and_back(
            |bytes| figures_block::read(0, bytes),
            |sums: &Vec<(i64, figures_block::Sums)>| figures_block::write(0, sums),
            input,
        );
        // At the ends of time as anywhere.
        for start in [i64::MIN, i64::MAX] {
            let start = volume_block::start_of(start);
            let _ = (
                volume_block::read(start, input).is_ok(),
                figures_block::read(start, input).is_ok(),
            );
        }
        (volumes, figures)
    });
}

#[test]
fn stored_numbers() {
    let mut seed = Vec::new();
    view_list::append(&[0, 1, 127, 128, u32::MAX], &mut seed);
    target("stored_numbers").seeds([seed]).check(|input| {
        let numbers: Result<Vec<u32>, Unreadable> = view_list::read(input).collect();
        if let Ok(numbers) = &numbers {
            let mut bytes = Vec::new();
            view_list::append(numbers, &mut bytes);
            let again: Result<Vec<u32>, Unreadable> = view_list::read(&bytes).collect();
            assert_eq!(&again.expect("numbers"), numbers);
        }
        let number = i64::from_le_bytes(input.first_chunk().copied().unwrap_or_default());
        let known = (code::channel(number).is_ok(), code::kind(number).is_ok());
        (numbers.map(|numbers| numbers.len()).map_err(|_| ()), known)
    });
}

#[test]
fn key_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("inflow.key");
    let keys = ["0f".repeat(32), format!("{}\n{}\n", "a1".repeat(32), "0F".repeat(32))];
    target("key_files").seeds(keys).check(|input| {
        std::fs::write(&path, input).expect("written");
        let read = KeyFile::new(path.clone()).read();
        let Ok(key) = &read else { return "no key".to_owned() };
        let sealed = key.seal("integration 1", "a secret").expect("sealed");
        let opened = key.open("integration 1", &sealed).expect("opened");
        assert_eq!(opened.as_str(), "a secret");
        assert!(key.open("integration 1", input).is_err(), "nobody sealed that");
        "a key".to_owned()
    });
}

#[test]
fn database_addresses() {
    let addresses = [
        "sqlite:///var/lib/inflow/inflow.db",
        "postgres://inflow:hunter2@db1:5432,db2/inflow?sslmode=verify-full&target_session_attrs=any",
        "postgresql:///d?host=/run/postgresql&options=-c%20search_path%3Dx",
        "postgres://u@[::1]:5433/d",
    ];
    target("database_addresses").seeds(addresses).words(["options=", "@", "[::1]"]).check(
        |input| {
            let text = String::from_utf8_lossy(input).into_owned();
            let url = DatabaseUrl::from(text);
            let shown = url.to_string();
            let parsed = address::parse(&url);
            if let Ok(address::Address::Server(server)) = &parsed {
                // Read once more it is as it was: nothing is added twice.
                let whole = DatabaseUrl::from(server.with_defaults().to_owned());
                let Ok(address::Address::Server(again)) = address::parse(&whole) else {
                    panic!("{shown} is no address any more")
                };
                assert_eq!(again.with_defaults(), server.with_defaults());
                assert!(server.direct().len() > server.with_defaults().len());
            }
            (
                parsed.map(|_| shown.len() / 32).map_err(|error| error.to_string().len()),
                url.is_postgres(),
            )
        },
    );
}

#[test]
fn larger_rows_take_time_in_proportion() {
    let event = inflow_domain::TicketEvent {
        ticket: inflow_domain::TicketId(1),
        id: inflow_domain::EventId(1),
        at: inflow_domain::Timestamp(1),
        author: inflow_domain::UserId(1),
        via: "Web form".into(),
        merge: false,
        creates: true,
        changes: Vec::new(),
        comments: Vec::new(),
    };
    let change = |number: usize| inflow_domain::FieldChange {
        field: inflow_domain::Field::Custom(inflow_domain::FieldId(
            i64::try_from(number).expect("a number"),
        )),
        kind: inflow_domain::ChangeKind::Change,
        value: inflow_domain::Value::text(&format!("value {number}")),
        previous: inflow_domain::Value::Blank,
        tags: None,
    };
    let row = |event: &inflow_domain::TicketEvent| {
        let mut bytes = Vec::new();
        event::append(event, true, &mut bytes);
        event::read(&COLUMNS, &bytes).expect("a row").changes.len()
    };
    in_proportion(
        "changes of an event",
        250_000,
        |size| inflow_domain::TicketEvent {
            changes: (0..size).map(change).collect(),
            ..event.clone()
        },
        row,
    );
    let tags = |size| inflow_domain::Value::list((0..size).map(|tag| format!("tag {tag}")));
    in_proportion(
        "tags of an event",
        1_000_000,
        |size| inflow_domain::TicketEvent {
            changes: vec![inflow_domain::FieldChange { value: tags(size), ..change(1) }],
            ..event.clone()
        },
        row,
    );
}

#[test]
fn larger_definitions_take_time_in_proportion() {
    in_proportion(
        "conditions of a view",
        250_000,
        |size| {
            let condition = |number: usize| inflow_domain::Condition {
                field: "status".into(),
                operator: "is".into(),
                value: inflow_domain::ConditionValue::One(number.to_string()),
            };
            (0..size).map(condition).collect::<Vec<_>>()
        },
        |all| {
            definition::read_conditions(&definition::write_conditions(all, all))
                .expect("read")
                .0
                .len()
        },
    );
    in_proportion(
        "options of a field",
        250_000,
        |size| {
            let option = |number: usize| {
                (i64::try_from(number).expect("a number"), number.to_string().into())
            };
            (0..size).map(option).collect()
        },
        |options| {
            definition::read_options(&definition::write_options(options)).expect("read").len()
        },
    );
    in_proportion(
        "views of a contact",
        1_000_000,
        |size| (0..u32::try_from(size).expect("a number")).collect::<Vec<u32>>(),
        |numbers| {
            let mut bytes = Vec::new();
            view_list::append(numbers, &mut bytes);
            view_list::read(&bytes).count()
        },
    );
}

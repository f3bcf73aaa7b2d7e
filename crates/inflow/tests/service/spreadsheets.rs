//! CSV for spreadsheets: no text of it is run, where that is asked for.

use crate::program::{Place, Zendesk};

#[test]
fn names_that_a_spreadsheet_would_run_are_quoted_where_asked() {
    let (place, zendesk) = (Place::new(), Zendesk::small(1));
    for name in ["=1+1", "+31 20", "@SUM(A1)", "plain"] {
        place.add(name, &zendesk);
    }
    let names = |options: &[&str]| {
        let list = ["integration", "list", "--format", "csv"];
        let out = place.succeeds(&[&list[..], options].concat()).out;
        let first = |line: &str| line.split(',').next().unwrap_or_default().to_owned();
        out.lines().skip(1).map(first).collect::<Vec<_>>()
    };
    let plain = names(&[]);
    assert!(plain.contains(&"=1+1".to_owned()) && plain.contains(&"plain".to_owned()), "{plain:?}");
    let quoted = names(&["--spreadsheet"]);
    let expected = plain.iter().map(|name| match &**name {
        "plain" => name.clone(),
        name => format!("'{name}"),
    });
    assert_eq!(quoted, expected.collect::<Vec<_>>());
}

#[test]
fn every_command_with_csv_takes_it() {
    let place = Place::new();
    for command in [
        &["volumes"][..],
        &["queues"],
        &["views"],
        &["reconcile"],
        &["preview"],
        &["recount"],
        &["integration", "list"],
        &["integration", "channels"],
        &["user", "list"],
        &["api-key", "list"],
        &["config", "check"],
        &["doctor"],
    ] {
        let help = place.succeeds(&[command, &["--help"]].concat()).out;
        assert!(help.contains("csv") && help.contains("--spreadsheet"), "{command:?}: {help}");
    }
}

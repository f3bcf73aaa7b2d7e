//! Preliminary figures, while older history is still to come (rule 8.6).

use std::collections::BTreeMap;
use std::path::Path;

use inflow_simulator::Options;

use crate::program::{NAME, Printed, Program};

/// An account whose window was extended after its import, so that older history is to come.
fn extended() -> Program {
    let program = Program::imported(&Options::verification(3), "2025-01-01");
    extend(&program, "2024-01-01");
    program
}

fn extend(program: &Program, since: &str) {
    program.succeeds(&["integration", "extend", "--name", NAME, "--since", since]);
}

fn volumes(program: &Program, rest: &[&str]) -> Printed {
    program.runs(&[&["volumes", "--integration", NAME][..], rest].concat())
}

/// The files of a folder with what is in them.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file"));
    let read = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().expect("a name");
        (name, std::fs::read(entry.path()).expect("a file"))
    };
    entries.map(read).collect()
}

#[test]
fn rule_8_6_preliminary_figures_say_so() {
    let program = extended();
    let shown = program.succeeds(&["integration", "show", "--name", NAME]);
    assert!(shown.out.contains("preliminary"), "{}", shown.out);
    for form in ["json", "csv"] {
        let printed = volumes(&program, &["--format", form]);
        assert_eq!(printed.status, Some(0), "{}", printed.notes);
        assert!(printed.notes.contains("these figures are preliminary"), "{}", printed.notes);
        assert_eq!(printed.out.contains("\"preliminary\":true"), form == "json", "{form}");
    }
    program.succeeds(&["import", "--integration", NAME]);
    let printed = volumes(&program, &["--format", "json"]);
    assert!(!printed.notes.contains("preliminary") && !printed.out.contains("preliminary"));
}

/// They come with a later delivery.
#[test]
fn rule_8_6_planners_products_get_no_preliminary_intervals() {
    let program = Program::imported(&Options::verification(3), "2025-01-01");
    let folder = program.path("planners");
    std::fs::create_dir(&folder).expect("a folder");
    let to = format!("file://{}/", folder.display());
    let queue = ["--queue", "calls-ungrouped"];
    let format = ["--format", "injixo"];
    let add = ["delivery", "add", "--integration", NAME, "--name", "plan", "--to", &to];
    program.succeeds(&[&add[..], &queue, &format].concat());
    program.succeeds(&["import", "--integration", NAME]);
    let delivered = files(&folder);
    assert!(!delivered.is_empty());

    extend(&program, "2024-01-01");
    let written = program.path("written");
    std::fs::create_dir(&written).expect("a folder");
    let into = format!("{}/", written.display());
    let printed = volumes(&program, &[&queue[..], &format, &["-o", &into]].concat());
    assert_eq!(printed.status, Some(0), "{}", printed.notes);
    assert!(printed.notes.contains("nothing to write"), "{}", printed.notes);
    assert!(files(&written).is_empty());
    program.succeeds(&["delivery", "run", "--integration", NAME, "--name", "plan"]);
    assert_eq!(files(&folder), delivered, "what was delivered stands");

    program.succeeds(&["import", "--integration", NAME]);
    assert!(files(&folder).len() > delivered.len(), "what is older comes once it is whole");
    let printed = volumes(&program, &[&queue[..], &format, &["-o", &into]].concat());
    assert!(!files(&written).is_empty(), "{}", printed.notes);
}

//! The commands of the README and of the page for planners, each run as it stands: against the account of `inflow
//! simulate`, and in `inflow demo`. A command that this test does not know fails it, so that no line goes untried.
#![cfg(unix)]

mod page;
mod world;

use std::collections::BTreeSet;

use page::{Block, blocks, inline_commands};
use world::{Served, World};

const README: &str = include_str!("../../../../README.md");
const PLANNERS: &str = include_str!("../../../../docs/planners.md");

/// The README's own words for connecting a real account; here the simulated one says what to type instead.
const CONNECT: &str = "inflow integration add --name acme --domain acme.zendesk.com --grouping ivr";

/// What each command prints, in part, when it does what the README says of it.
const PRINTED: &[(&str, &[&str])] = &[
    ("inflow import --integration acme", &[]),
    ("inflow views --integration acme", &["Support Tickets", "counted", "not supported"]),
    ("inflow queues --integration acme", &["Support Tickets (email)", "Calls Inbound For Support"]),
    (
        "inflow volumes --integration acme --format csv",
        &[
            "queue_id,queue,channel,view_id,interval_start",
            ",Support Tickets (email),email,",
            "Z,900,",
        ],
    ),
    (
        "inflow volumes --integration acme --interval 1d --time-zone Europe/Amsterdam --fill zero",
        &["Support Tickets (email)"],
    ),
    ("inflow explain --integration acme --ticket 4321", &["ticket 4321", "rule "]),
    ("inflow integration show --name acme", &["acme.zendesk.com", "imported", "operational"]),
    (
        "inflow explain --integration acme --queue \"Support Tickets (email)\" --interval \"$(echo \"$last\" | cut -d , -f 5)\"",
        &["Support Tickets (email) from ", "ticket ", "rule "],
    ),
    ("inflow preview --integration acme --count", &["Support Tickets", "will count"]),
    (
        "echo '{\"title\": \"New\", \"all\": [{\"field\": \"status\", \"operator\": \"is\", \"value\": \"new\"}]}' >new.json",
        &[],
    ),
    ("inflow preview --integration acme --view new.json", &["New (email)", "New (chat)"]),
    ("inflow integration channels --name acme --set whatsapp=chat", &["whatsapp", "counts as"]),
    ("inflow recount --integration acme --dry-run", &["recounted", "difference"]),
    ("inflow reconcile --integration acme", &["Support Tickets", "+0"]),
];

/// What the commands that answer planners' questions print, in part, by how they begin.
const ANSWERS: &[(&str, &[&str])] = &[
    (
        "inflow volumes --queue \"Support Tickets (email)\" --from ",
        &["queue", "interval", "offered"],
    ),
    (
        "inflow volumes --queue \"Support Tickets (email)\" --figures all --interval 1d --wide",
        &["waiting", "Support Tickets (email)"],
    ),
    (
        "inflow contacts --queue \"Support Tickets (email)\" | grep ,unfinished,",
        &["Support Tickets (email),email"],
    ),
    (
        "inflow volumes --queue \"Support Tickets (email)\" --figures all --target 4h",
        &["answered", "within target", "Support Tickets (email)"],
    ),
    (
        "inflow volumes --queue \"Support Tickets (email)\" --figures all --interval 1w --wide",
        &["reopenings", "Support Tickets (email)"],
    ),
    ("inflow workload overlap --channel email", &["in both", "(email)"]),
    ("inflow explain --queue \"Support Tickets (email)\" --interval ", &["ticket ", "rule "]),
    ("echo '{\"title\"", &[]),
    ("inflow preview --view new.json", &["New (email)"]),
    ("inflow views", &["not supported", "counted"]),
    ("inflow integration list", &["operational", "covered until"]),
    ("inflow integration show --name acme", &["imported", "operational"]),
];

/// What a line of the README is.
enum Line<'a> {
    /// Prints this, among other things.
    Prints(&'a [&'a str]),
    /// Sets a variable that later lines use.
    Sets,
    /// Makes the demo.
    Demo,
    /// Runs this test, among others.
    Checks,
    /// Is for a real account: the secret, and how to connect.
    Secret,
    Connects,
}

fn line_of(command: &str) -> Line<'static> {
    let known = PRINTED.iter().find(|(known, _)| *known == command);
    match command {
        _ if known.is_some() => Line::Prints(known.expect("it was just looked at").1),
        "cargo run --release -- demo" => Line::Demo,
        "cargo xtask test" => Line::Checks,
        "export ZENDESK_SECRET='…'" => Line::Secret,
        _ if command.starts_with(CONNECT) => Line::Connects,
        _ if command.starts_with("last=$(inflow ") => Line::Sets,
        _ => panic!("the README has a command that this test does not know: {command}"),
    }
}

#[test]
fn every_command_of_the_readme_does_what_it_says_on_the_simulated_account() {
    let world = World::new();
    let simulator = Served::start(&world, &["simulate", "--listen", "127.0.0.1:0"]);
    let mut tried = BTreeSet::new();
    for block in blocks(README) {
        let Block::Commands(commands) = block else { continue };
        let mut set = String::new();
        for command in commands {
            match line_of(&command) {
                Line::Prints(parts) => {
                    let printed = world.run(&format!("{set}{command}"));
                    for part in parts {
                        assert!(printed.contains(part), "{command} lacks \"{part}\":\n{printed}");
                    }
                    tried.insert(command);
                }
                Line::Sets => set = format!("{set}{command}\n"),
                Line::Connects => {
                    let connecting = simulator.said("INFLOW_SECRET=");
                    assert!(connecting.contains("--name acme --domain acme.zendesk.com "));
                    assert!(connecting.contains(" --grouping ivr"), "{connecting}");
                    world.run(&connecting);
                }
                // Real secrets are nobody's here; the demo and the checks are runs of their own.
                Line::Secret | Line::Demo | Line::Checks => {}
            }
        }
    }
    let all: BTreeSet<String> = PRINTED.iter().map(|(command, _)| (*command).to_owned()).collect();
    assert_eq!(tried, all, "the README lost a command");
    answer_planners(&world);
    let service = Served::start(&world, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(service.said("/link/").starts_with(&service.address), "a link makes an administrator");
    assert!(service.page("/sign-in").contains("Inflow"));
}

/// Each of the ten questions is answered by its commands.
fn answer_planners(world: &World) {
    let (_, questions) = PLANNERS.split_once("## Ten questions").expect("the questions");
    let (questions, _) = questions.split_once("\n## ").expect("their end");
    for number in 1..=10 {
        assert!(questions.contains(&format!("\n**{number}. ")), "question {number}");
    }
    let mut unused: BTreeSet<&str> = ANSWERS.iter().map(|(command, _)| *command).collect();
    for block in blocks(questions) {
        let Block::Commands(commands) = block else { panic!("only commands are set off there") };
        let mut set = String::new();
        for command in commands {
            if command.starts_with("last=$(inflow ") {
                set = format!("{command}\n");
                continue;
            }
            let known = ANSWERS.iter().find(|(known, _)| command.starts_with(known));
            let (known, parts) = known.unwrap_or_else(|| panic!("an unknown command: {command}"));
            unused.remove(known);
            let printed = world.run(&format!("{set}{command}"));
            for part in *parts {
                assert!(printed.contains(part), "{command} lacks \"{part}\":\n{printed}");
            }
        }
    }
    assert!(unused.is_empty(), "the page lost commands: {unused:?}");
}

#[test]
fn the_demo_prints_what_the_readme_shows_and_serves_its_page() {
    let shown = blocks(README).into_iter().find_map(|block| match block {
        Block::Output(lines) => Some(lines),
        Block::Commands(_) => None,
    });
    let shown = shown.expect("the README shows what the demo prints");
    let world = World::new();
    let demo = Served::start(&world, &["demo"]);
    let printed = demo.lines_before();
    let place = printed.iter().position(|line| line.starts_with("Contacts per day, ")).unwrap();
    assert_eq!(page::columns(&printed[place + 1]), page::columns(&shown[1]));
    let queues: BTreeSet<String> =
        printed[place + 2..].iter().filter_map(|row| page::columns(row).first().cloned()).collect();
    for row in shown[2..].iter().filter(|row| *row != "…") {
        let columns = page::columns(row);
        assert!(queues.contains(&columns[0]), "the demo has no such queue: {row}");
        let calls = columns[0].starts_with("Calls ");
        assert_eq!(columns.len(), if calls { 6 } else { 3 }, "{row}");
    }
    assert!(demo.page("/sign-in").contains("Inflow"));
}

#[test]
fn every_command_within_a_sentence_is_one() {
    let world = World::new();
    for command in inline_commands(README) {
        if command == "cargo build --release" {
            continue;
        }
        assert!(command.starts_with("inflow "), "{command}");
        let name = command.split(" --").next().unwrap_or_default();
        assert!(world.run(&format!("{name} --help")).contains("Usage: "), "{command}");
    }
}

//! All figures and contacts of an account (rule 9), as the program prints them, compared with the truth.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, ensure};

use crate::trial::Trial;

/// The targets of rule 9.4, in seconds.
const TARGETS: [u64; 19] = [
    10, 20, 30, 60, 120, 180, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400,
    172_800, 259_200, 604_800,
];

/// How many targets are asked for of one account: a few accounts in a row ask for all.
const TARGETS_OF_A_SEED: u64 = 4;

/// What names a row of figures: the queue's id is the program's own.
const ROW: [&str; 5] = ["view_id", "channel", "queue", "interval_start", "interval_seconds"];

/// The columns of a row that are compared; the one of the target has a name of its own in the truth.
const FIGURES: [&str; 24] = [
    "offered",
    "handled",
    "abandoned",
    "handling_time_seconds",
    "aht_seconds",
    "created",
    "replies",
    "reopenings",
    "entries",
    "answered",
    "settled",
    "moved",
    "dropped",
    "unfinished",
    "waiting",
    "waiting_tickets",
    "answer_seconds",
    "asa_seconds",
    WITHIN,
    "abandoned_in_ivr",
    "abandoned_in_queue",
    "voicemails",
    "callbacks",
    "outside_business_hours",
];
const WITHIN: &str = "within_target";

/// What names a contact in a queue.
const CONTACT: [&str; 6] = ["view_id", "channel", "queue", "ticket_id", "event_id", "call_id"];

/// What is told of it.
const TOLD: [&str; 7] =
    ["kind", "reopening", "arrived_at", "outcome", "ended_at", "answer_seconds", "author_side"];

/// What a comparison came to.
#[derive(Default)]
pub(crate) struct Compared {
    pub(crate) rows: usize,
    pub(crate) differences: Vec<String>,
}

/// Rows of a CSV by what names them.
type Rows = BTreeMap<Vec<String>, Vec<String>>;

/// Compares all figures and contacts of queues and workloads with the truth in a folder of the trial.
pub(crate) fn compare(
    trial: &Trial<'_>,
    database: &str,
    folder: &str,
    workloads: &[String],
    seed: u64,
) -> Result<Compared> {
    let mut compared = Compared::default();
    let named: Vec<&str> = workloads.iter().flat_map(|name| ["--workload", name]).collect();
    let sides = [("", Vec::new()), ("workload-", named)];
    let sides = sides.iter().filter(|(prefix, named)| prefix.is_empty() || !named.is_empty());
    for (prefix, named) in sides {
        let truth = |name: &str| {
            let file = trial.file(folder).join(format!("{prefix}{name}"));
            fs::read(&file).with_context(|| format!("{}", file.display()))
        };
        let quarters = truth("figures.csv")?;
        for target in (0..TARGETS_OF_A_SEED).map(|number| target(seed, number)) {
            let wanted = ["--target", &target.to_string(), "--interval", "15m"];
            let found = trial.all_figures(database, &[&wanted[..], named].concat())?;
            let what = format!("{prefix}figures, target {target}");
            compared.add(&what, &figures(&quarters, target)?, &printed(&found)?);
        }
        let target = target(seed, 0);
        let wanted = ["--target", &format!("{target}s"), "--interval", "1d"];
        let found = trial.all_figures(database, &[&wanted[..], named].concat())?;
        let days = figures(&truth("days.csv")?, target)?;
        compared.add(&format!("{prefix}days"), &days, &printed(&found)?);
        let found = trial.contacts(database, named)?;
        let expected = read(&truth("queue-contacts.csv")?, &CONTACT, &TOLD)?;
        compared.add(&format!("{prefix}contacts"), &expected, &read(&found, &CONTACT, &TOLD)?);
        check_ids(&found)?;
    }
    Ok(compared)
}

/// One of a seed's targets.
fn target(seed: u64, number: u64) -> u64 {
    let place = (seed * TARGETS_OF_A_SEED + number) % TARGETS.len() as u64;
    TARGETS[usize::try_from(place).unwrap_or_default()]
}

fn figures(csv: &[u8], target: u64) -> Result<Rows> {
    let within = format!("within_{target}");
    let named = |name| if name == WITHIN { within.as_str() } else { name };
    read(csv, &ROW, &FIGURES.map(named))
}

fn printed(csv: &[u8]) -> Result<Rows> {
    read(csv, &ROW, &FIGURES)
}

/// Reads a CSV; a row that stands there twice is an error.
fn read(csv: &[u8], names: &[&str], columns: &[&str]) -> Result<Rows> {
    let mut reader = csv::Reader::from_reader(csv);
    let headers = reader.headers()?.clone();
    let place = |name: &&str| {
        let place = headers.iter().position(|header| header == *name);
        place.with_context(|| format!("the CSV has no column {name}"))
    };
    let names = names.iter().map(place).collect::<Result<Vec<_>>>()?;
    let columns = columns.iter().map(place).collect::<Result<Vec<_>>>()?;
    let mut rows = Rows::new();
    for record in reader.records() {
        let record = record?;
        let texts = |places: &[usize]| -> Vec<String> {
            places.iter().map(|place| record[*place].to_owned()).collect()
        };
        let name = texts(&names);
        ensure!(
            rows.insert(name.clone(), texts(&columns)).is_none(),
            "a row stands there twice: {}",
            name.join(", ")
        );
    }
    Ok(rows)
}

/// A contact has one id in all queues, and each id is one contact's.
fn check_ids(csv: &[u8]) -> Result<()> {
    let rows = read(csv, &CONTACT, &["contact_id"])?;
    let mut contacts: BTreeMap<&str, &[String]> = BTreeMap::new();
    let mut ids: BTreeMap<&[String], &str> = BTreeMap::new();
    for (name, told) in &rows {
        let (contact, id) = (&name[3..], told[0].as_str());
        let same = *contacts.entry(id).or_insert(contact) == contact
            && *ids.entry(contact).or_insert(id) == id;
        ensure!(same, "the contact of {} has another id elsewhere: {id}", contact.join(", "));
    }
    Ok(())
}

impl Compared {
    fn add(&mut self, what: &str, expected: &Rows, found: &Rows) {
        let further = found.iter().filter(|(name, _)| !expected.contains_key(*name));
        self.rows += expected.len();
        for (name, values) in expected {
            if found.get(name) != Some(values) {
                let found =
                    found.get(name).map_or_else(|| "nothing".to_owned(), |row| row.join(","));
                let (name, values) = (name.join(", "), values.join(","));
                self.differences
                    .push(format!("{what} of {name}: expected {values}; found {found}"));
            }
        }
        for (name, values) in further {
            self.rows += 1;
            let (name, values) = (name.join(", "), values.join(","));
            self.differences.push(format!("{what} of {name}: expected nothing; found {values}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_seeds_in_a_row_ask_for_every_target() {
        for start in 0..19 {
            let asked: std::collections::BTreeSet<u64> = (start..start + 5)
                .flat_map(|seed| (0..TARGETS_OF_A_SEED).map(move |number| target(seed, number)))
                .collect();
            assert_eq!(asked.len(), TARGETS.len(), "from seed {start} on");
        }
    }

    #[test]
    fn each_side_may_lack_a_row_and_absent_is_not_zero() {
        let rows = |text: &str| {
            read(format!("name,figure\n{text}").as_bytes(), &["name"], &["figure"]).expect("rows")
        };
        let mut compared = Compared::default();
        compared.add("figures", &rows("a,1\nb,\nc,3\n"), &rows("a,1\nb,0\nd,4\n"));
        assert_eq!(compared.rows, 4);
        assert_eq!(
            compared.differences,
            [
                "figures of b: expected ; found 0",
                "figures of c: expected 3; found nothing",
                "figures of d: expected nothing; found 4",
            ]
        );
        assert!(read(b"name,figure\na,1\na,1\n", &["name"], &["figure"]).is_err());
    }

    #[test]
    fn a_contact_has_one_id() {
        let csv = |rows: &str| {
            format!("contact_id,view_id,channel,queue,ticket_id,event_id,call_id\n{rows}")
        };
        let same = csv("t1,5,email,A,1,2,\nt1,6,email,B,1,2,\nt2,5,email,A,1,3,\n");
        assert!(check_ids(same.as_bytes()).is_ok());
        for other in
            ["t1,5,email,A,1,2,\nt3,6,email,B,1,2,\n", "t1,5,email,A,1,2,\nt1,5,email,A,1,3,\n"]
        {
            assert!(check_ids(csv(other).as_bytes()).is_err());
        }
    }
}

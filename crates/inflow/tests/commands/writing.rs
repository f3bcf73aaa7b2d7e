//! `inflow volumes` into a Parquet file.

use std::fs::File;

use inflow_simulator::Options;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use serde_json::{Value, json};

use crate::program::{Program, rows};

/// A value as the JSON of the same row has it; instants and averages are compared as numbers.
fn value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Str(text) => json!(text),
        Field::Long(number) => json!(number),
        Field::TimestampMillis(milliseconds) => json!(milliseconds),
        Field::Decimal(_) => json!(field.to_string().parse::<f64>().expect("a number")),
        other => panic!("unexpected type: {other:?}"),
    }
}

fn object(row: &Row) -> Value {
    row.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect()
}

#[test]
fn parquet_has_the_rows_of_json() {
    let program = Program::imported(&Options::verification(3), "2023-01-01");
    let shape = ["--interval", "1d", "--time-zone", "Europe/Amsterdam", "--fill", "zero"];
    let path = program.path("volumes.parquet");
    let file = path.to_str().expect("a path");
    let asked = [&shape[..], &["--format", "parquet", "-o", file]].concat();
    assert_eq!(program.of_integration("volumes", &asked).out, "");

    let reader = SerializedFileReader::new(File::open(&path).expect("a file")).expect("Parquet");
    let written: Vec<Value> =
        reader.get_row_iter(None).expect("rows").map(|row| object(&row.expect("a row"))).collect();
    let mut told = rows(&program.json("volumes", &shape)).to_vec();
    for row in &mut told {
        let start = row["interval_start"].as_str().expect("a time");
        let start = inflow_domain::Timestamp::parse(start).expect("RFC 3339");
        row["interval_start"] = json!(start.0 * 1000);
        row["aht_seconds"] = row["aht_seconds"].as_f64().map_or(Value::Null, |aht| json!(aht));
    }
    assert!(told.iter().any(|row| row["aht_seconds"].is_f64()));
    assert!(told.iter().any(|row| row["view_id"].is_null()));
    assert_eq!(written, told);
}

/// The form of a file is that of its name, and what contradicts it writes nothing.
#[test]
fn a_file_has_the_form_that_its_name_says() {
    let program = Program::imported(&Options::verification(1), "2023-01-01");
    let write = |name: &str, rest: &[&str]| {
        let path = program.path(name);
        let file = path.to_str().expect("a path").to_owned();
        let asked = ["volumes", "--integration", crate::program::NAME, "-o", &file];
        (program.runs(&[&asked[..], rest].concat()), path)
    };
    for name in ["x.csv", "x.json", "x.parquet", "x.txt"] {
        let (told, path) = write(name, &[]);
        assert_eq!(told.status, Some(0), "{name}: {}", told.notes);
        let bytes = std::fs::read(path).expect("a file");
        let begins: &[u8] = match name {
            "x.csv" => b"queue_id,",
            "x.json" => b"[",
            "x.parquet" => b"PAR1",
            _ => b"queue ",
        };
        assert!(bytes.starts_with(begins), "{name}");
    }
    for (name, rest) in
        [("y.csv", &["--format", "json"][..]), ("y", &[]), ("y.xlsx", &["--format", "csv"])]
    {
        let (told, path) = write(name, rest);
        assert_eq!(told.status, Some(2), "{name}: {}", told.notes);
        assert!(!path.exists(), "{name}");
    }
}

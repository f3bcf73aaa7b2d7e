//! Spreadsheets, read by another library.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use inflow_domain::time_zone::TimeZone;
use inflow_formats::Reason;
use inflow_formats::xlsx::{Cell, MOST_ROWS, Table, write};

use crate::sample::at;

fn table(rows: Vec<Vec<Cell>>, offsets: Vec<i32>) -> Table<'static> {
    let about = vec![("account".to_owned(), "=acme".to_owned())];
    let columns = &["queue", "interval_start", "offered", "aht_seconds"];
    Table { columns, rows, offsets, about, made_at: at("2025-11-30T00:00:00Z") }
}

fn row(name: &str) -> Vec<Cell> {
    let time = TimeZone::UTC.local(at("2025-09-01T09:15:00Z"));
    vec![Cell::Text(name.to_owned()), Cell::Time(time), Cell::Whole(3), Cell::Thousandths(1500)]
}

#[test]
fn dates_are_dates_absent_is_empty_and_texts_stay_texts() {
    let names = [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(1)",
        "007",
        "https://acme.test",
        "Rück;\"frage\"",
        " x ",
    ];
    let mut rows: Vec<Vec<Cell>> = names.into_iter().map(row).collect();
    rows[0][3] = Cell::Empty;
    let bytes = write(&table(rows.clone(), Vec::new())).unwrap();
    assert_eq!(
        bytes,
        write(&table(rows, Vec::new())).unwrap(),
        "the same figures make the same file"
    );
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["volumes", "about"]);
    let sheet = book.worksheet_range("volumes").unwrap();
    let formulas = book.worksheet_formula("volumes").unwrap();
    assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()));
    for (line, name) in (1..).zip(names) {
        assert_eq!(sheet.get_value((line, 0)), Some(&Data::String(name.to_owned())));
        let Some(Data::DateTime(time)) = sheet.get_value((line, 1)) else { panic!("no date") };
        assert_eq!(time.as_datetime().unwrap().to_string(), "2025-09-01 09:15:00");
        assert_eq!(sheet.get_value((line, 2)), Some(&Data::Float(3.0)));
    }
    assert_eq!(sheet.get_value((1, 3)), Some(&Data::Empty));
    assert_eq!(sheet.get_value((2, 3)), Some(&Data::Float(1.5)));
    let about = book.worksheet_range("about").unwrap();
    assert_eq!(about.get_value((0, 1)), Some(&Data::String("=acme".to_owned())));
}

#[test]
fn the_sheet_says_how_its_clock_stands() {
    for (offsets, name) in [
        (vec![], "volumes"),
        (vec![3600, 7200], "volumes UTC+0100 +0200"),
        (vec![-12_600], "volumes UTC-0330"),
    ] {
        let bytes = write(&table(vec![row("A")], offsets)).unwrap();
        assert_eq!(Xlsx::new(Cursor::new(bytes)).unwrap().sheet_names()[0], name);
    }
}

#[test]
fn more_rows_than_a_sheet_holds_are_refused() {
    let refused = write(&table(vec![Vec::new(); MOST_ROWS + 1], Vec::new())).unwrap_err();
    assert!(matches!(&refused.reasons[..], [Reason::Rows { rows: 1_000_001, .. }]), "{refused}");
    assert!(refused.to_string().contains("--format parquet"), "{refused}");
}

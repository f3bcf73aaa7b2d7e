//! Spreadsheets: what the CSV has, with dates as dates, absent figures as empty cells, and every text a
//! text, also one that a spreadsheet would run as a formula.

use chrono::{Datelike as _, NaiveDateTime, Timelike as _};
use inflow_domain::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::refusal::{Reason, Refusal};

/// The most rows of a sheet that are written.
pub const MOST_ROWS: usize = 1_000_000;
/// The format's own name.
const PRODUCT: &str = "A spreadsheet";
/// The name of the sheet with the figures.
const SHEET: &str = "volumes";

/// A value of the table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text, whatever it begins with.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number in thousandths.
    Thousandths(i64),
    /// A time of a local clock.
    Time(NaiveDateTime),
}

/// A table and what is to be known about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Table<'a> {
    /// The names of the columns.
    pub columns: &'a [&'a str],
    /// The rows, each as long as the columns.
    pub rows: Vec<Vec<Cell>>,
    /// How the times' clock stands to UTC, in seconds, each that occurs once; none for UTC itself.
    pub offsets: Vec<i32>,
    /// What the sheet `about` says: names and values.
    pub about: Vec<(String, String)>,
    /// Which instant the properties call that of its making, so that the same figures make the same file.
    pub made_at: Timestamp,
}

/// The file of a table.
pub fn write(table: &Table<'_>) -> Result<Vec<u8>, Refusal> {
    let refused = |reason| Refusal { target: PRODUCT, reasons: vec![reason] };
    if table.rows.len() > MOST_ROWS {
        return Err(refused(Reason::Rows { rows: table.rows.len(), most: MOST_ROWS }));
    }
    workbook(table).map_err(|error| refused(Reason::Unmade { says: error.to_string() }))
}

fn workbook(table: &Table<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&time(
        inflow_domain::time_zone::TimeZone::UTC.local(table.made_at),
    )?));
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(&table.offsets))?;
    figures(sheet, table)?;
    let about = workbook.add_worksheet();
    about.set_name("about")?;
    for (row, (name, value)) in (0..).zip(&table.about) {
        about.write_string(row, 0, name)?;
        about.write_string(row, 1, value)?;
    }
    about.set_column_width(0, 24)?;
    about.set_column_width(1, 60)?;
    workbook.save_to_buffer()
}

/// `volumes`, and the offsets of the clock where it is not UTC; a sheet's name holds no colon.
fn sheet_name(offsets: &[i32]) -> String {
    let offset = |seconds: &i32| {
        let sign = if *seconds < 0 { '-' } else { '+' };
        format!("{sign}{:02}{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
    };
    let offsets: Vec<String> = offsets.iter().take(3).map(offset).collect();
    if offsets.is_empty() { SHEET.to_owned() } else { format!("{SHEET} UTC{}", offsets.join(" ")) }
}

fn figures(sheet: &mut Worksheet, table: &Table<'_>) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold();
    let times = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    for (column, name) in (0..).zip(table.columns) {
        sheet.write_string_with_format(0, column, *name, &heading)?;
        let width = if *name == "queue" { 40 } else { name.len().max(10) + 6 };
        sheet.set_column_width(column, u32::try_from(width).unwrap_or(40))?;
    }
    for (row, cells) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => {
                    sheet.write_string(row, column, text)?;
                }
                Cell::Whole(number) => {
                    #[expect(
                        clippy::cast_precision_loss,
                        reason = "the cells' only numbers; ids are texts"
                    )]
                    sheet.write_number(row, column, *number as f64)?;
                }
                Cell::Thousandths(number) => {
                    #[expect(
                        clippy::cast_precision_loss,
                        reason = "the cells' only numbers; ids are texts"
                    )]
                    sheet.write_number(row, column, *number as f64 / 1000.0)?;
                }
                Cell::Time(at) => {
                    sheet.write_datetime_with_format(row, column, &time(*at)?, &times)?;
                }
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let (rows, columns) = (table.rows.len(), table.columns.len().max(1) - 1);
    let last = u32::try_from(rows).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, last, u16::try_from(columns).unwrap_or(u16::MAX))?;
    Ok(())
}

fn time(at: NaiveDateTime) -> Result<ExcelDateTime, XlsxError> {
    let (year, month, day) = (at.year(), at.month(), at.day());
    let narrow = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
    let day = ExcelDateTime::from_ymd(
        u16::try_from(year).unwrap_or(u16::MAX),
        narrow(month),
        narrow(day),
    )?;
    day.and_hms(u16::try_from(at.hour()).unwrap_or(u16::MAX), narrow(at.minute()), at.second())
}

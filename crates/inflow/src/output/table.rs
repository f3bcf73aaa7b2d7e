//! Tables for people: as wide as the terminal, with short times and without ids, unless `--wide` is given.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::env;
use std::io::{self, IsTerminal as _};

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, Table, TableComponent, presets,
};

use super::printable;

/// What a column holds decides how it is set and whether its cells may be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Sentences and names; broken where there is no room.
    Text,
    /// A word or an id; never broken.
    Word,
    /// A number; to the right, never broken.
    Number,
    /// A time, to the minute.
    Time,
    /// A time, to the day.
    Day,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    heading: &'static str,
    holds: Holds,
    only_wide: bool,
}

impl Column {
    const fn new(heading: &'static str, holds: Holds) -> Self {
        Self { heading, holds, only_wide: false }
    }

    /// The same, printed with `--wide` alone.
    #[must_use]
    pub const fn wide(self) -> Self {
        Self { only_wide: true, ..self }
    }

    /// A cell as it is printed.
    fn cell<'a>(&self, cell: &'a str, room: Room) -> Cow<'a, str> {
        match self.holds {
            Holds::Time if !room.wide => short_time(cell, MINUTE),
            Holds::Day if !room.wide => short_time(cell, DAY),
            _ => Cow::Borrowed(cell),
        }
    }
}

/// Sentences and names.
pub const fn text(heading: &'static str) -> Column {
    Column::new(heading, Holds::Text)
}

/// A word or an id.
pub const fn word(heading: &'static str) -> Column {
    Column::new(heading, Holds::Word)
}

/// A number.
pub const fn number(heading: &'static str) -> Column {
    Column::new(heading, Holds::Number)
}

/// A time, to the minute unless `--wide` is given.
pub const fn time(heading: &'static str) -> Column {
    Column::new(heading, Holds::Time)
}

/// A time of which the day matters.
pub const fn day(heading: &'static str) -> Column {
    Column::new(heading, Holds::Day)
}

/// How much room a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Whether ids and whole times are wanted, however wide that becomes.
    pub(super) wide: bool,
    /// The width of the terminal; files and pipes have none.
    pub(super) width: Option<usize>,
}

impl Room {
    /// That of standard output.
    pub fn of_stdout(wide: bool) -> Self {
        Self { wide, width: width_of_terminal().filter(|_| !wide) }
    }

    /// That of a file.
    pub fn of_file(wide: bool) -> Self {
        Self { wide, width: None }
    }
}

/// The width of a terminal that does not tell its own.
const USUAL_WIDTH: usize = 80;

/// The width of the terminal that standard output is; nothing of a file or a pipe.
fn width_of_terminal() -> Option<usize> {
    let out = io::stdout();
    if !out.is_terminal() {
        return None;
    }
    let named = || env::var("COLUMNS").ok()?.trim().parse().ok();
    let told = columns(&out).or_else(named).filter(|width| *width > 0);
    Some(told.unwrap_or(USUAL_WIDTH))
}

/// The columns that a terminal tells; one without a size says 0.
#[cfg(unix)]
fn columns(terminal: &io::Stdout) -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(terminal).ok()?;
    Some(usize::from(size.ws_col)).filter(|width| *width > 0)
}

/// Elsewhere the variable or the usual width has to do.
#[cfg(not(unix))]
fn columns(_: &io::Stdout) -> Option<usize> {
    None
}

/// The length of a day in RFC 3339.
const DAY: usize = "2026-11-30".len();
/// The length of a minute in RFC 3339.
const MINUTE: usize = "2026-11-30T09:15".len();

/// The begin of a time in RFC 3339, as people read it; another text as it is.
fn short_time(text: &str, length: usize) -> Cow<'_, str> {
    let is_time = text.as_bytes().get(DAY) == Some(&b'T') && text.is_ascii();
    match text.get(..length).filter(|_| is_time) {
        Some(begin) => Cow::Owned(begin.replace('T', " ")),
        None => Cow::Borrowed(text),
    }
}

/// A table for people.
pub fn table(columns: &[Column], room: Room, rows: impl IntoIterator<Item = Vec<String>>) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
    for rule in [
        TableComponent::HorizontalLines,
        TableComponent::MiddleIntersections,
        TableComponent::LeftBorderIntersections,
        TableComponent::RightBorderIntersections,
    ] {
        table.remove_style(rule);
    }
    table.set_content_arrangement(ContentArrangement::Dynamic);
    if let Some(width) = room.width {
        table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    }
    let is_shown = |column: &Column| room.wide || !column.only_wide;
    table.set_header(columns.iter().filter(|column| is_shown(column)).map(|one| one.heading));
    for row in rows {
        let cells = columns.iter().zip(&row).filter(|(column, _)| is_shown(column));
        table.add_row(cells.map(|(column, cell)| printable(&column.cell(cell, room))));
    }
    let shown = columns.iter().filter(|column| is_shown(column));
    for (column, set) in shown.zip(table.column_iter_mut()) {
        set.set_padding((0, 1));
        if column.holds != Holds::Text {
            set.set_constraint(ColumnConstraint::ContentWidth);
        }
        if column.holds == Holds::Number {
            set.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// The names that several have, which an id has to tell apart.
pub fn repeated<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    names.filter(|name| !seen.insert(name.trim())).map(str::trim).collect()
}

/// A name, with the id where others have that name too.
pub fn told_apart(name: &str, id: &str, repeated: &BTreeSet<&str>) -> String {
    if repeated.contains(name.trim()) { format!("{name} [{id}]") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 5] =
        [text("queue"), number("offered"), day("first"), time("last"), word("id").wide()];

    fn printed(room: Room) -> String {
        let row = |name: &str, offered: &str| {
            let (first, last) = ("2024-09-01T00:15:00Z", "2026-08-31T17:00:00Z");
            [name, offered, first, last, "v56-email"].map(str::to_owned).to_vec()
        };
        let rows = [
            row("Unassigned tickets (email)", "1019"),
            row("Größere Aufträge 📦 (email)", "7"),
            row("Absent", ""),
        ];
        table(&COLUMNS, room, rows).trim_fmt()
    }

    #[test]
    fn a_table_keeps_to_the_terminal_and_breaks_names_alone() {
        for width in [50, 60, 80, 120] {
            let shown = printed(Room { wide: false, width: Some(width) });
            for line in shown.lines() {
                assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{width}: {line}");
            }
            assert!(shown.contains("  1019  2024-09-01  2026-08-31 17:00"), "{shown}");
            assert!(!shown.contains("v56-email"), "{shown}");
        }
    }

    #[test]
    fn wide_tables_have_ids_and_whole_times() {
        let shown = printed(Room { wide: true, width: None });
        assert!(shown.contains("1019  2024-09-01T00:15:00Z  2026-08-31T17:00:00Z  v56-email"));
        let piped = printed(Room::of_file(false));
        assert!(piped.contains("Unassigned tickets (email)      1019  2024-09-01"), "{piped}");
    }

    #[test]
    fn only_times_are_cut() {
        for (text, expected) in [
            ("2026-08-31T17:00:00Z", "2026-08-31 17:00"),
            ("2026-08-31T17:00:00+02:00", "2026-08-31 17:00"),
            ("not yet", "not yet"),
            ("", ""),
            ("ungewöhnlich lang, und kein Zeitpunkt", "ungewöhnlich lang, und kein Zeitpunkt"),
        ] {
            assert_eq!(short_time(text, MINUTE), expected);
        }
    }

    #[test]
    fn an_id_tells_names_apart() {
        let repeated = repeated(["Tier 2", "Billing", " Tier 2"].into_iter());
        assert_eq!(told_apart("Tier 2", "411", &repeated), "Tier 2 [411]");
        assert_eq!(told_apart("Billing", "333", &repeated), "Billing");
    }
}

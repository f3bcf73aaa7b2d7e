//! Files: their names, their bytes, and where a long export is divided.

use chrono::NaiveDate;

/// The most bytes that injixo reads of one file.
pub const MAX_BYTES_OF_INJIXO: usize = 7_000_000;

/// A file that is ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The day of its first row, by the clock of its times.
    pub first: NaiveDate,
    /// The day of its last row.
    pub last: NaiveDate,
    /// What tells it from others of the same days.
    pub part: Option<String>,
    /// How its name ends.
    pub ending: &'static str,
    /// Its rows.
    pub rows: u64,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl File {
    /// Its name behind what says whose it is: the first and the last day, and what tells it from others.
    pub fn name(&self, whose: &str) -> String {
        let part = self.part.as_ref().map(|part| format!("-{part}")).unwrap_or_default();
        format!("{}-{}-{}{part}.{}", slug(whose), self.first, self.last, self.ending)
    }
}

/// A name for files: what products and systems refuse in names is a hyphen.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars() {
        let plain = c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if plain {
            slug.push(c);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug: String = slug.trim_matches(['-', '.']).chars().take(80).collect();
    if slug.is_empty() { "inflow".to_owned() } else { slug }
}

/// Numbers files whose days are the same, so that each has a name of its own.
pub(crate) fn number(files: &mut [File]) {
    for place in 0..files.len() {
        let alike =
            |other: &File| (other.first, other.last) == (files[place].first, files[place].last);
        if files.iter().filter(|other| alike(other)).count() > 1 {
            let before = files[..place].iter().filter(|other| alike(other)).count();
            files[place].part = Some((before + 1).to_string());
        }
    }
}

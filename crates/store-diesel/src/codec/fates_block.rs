//! What became of a queue's contacts in one week, and what waits more or less, as one blob.

use inflow_domain::interval::QUARTER_HOUR_SECONDS;
use inflow_domain::{Answered, Fates, HandlingTime, Target, Waiting};

use super::volume_block::SECONDS;
use super::{Unreadable, varint};

const WHAT: &str = "block of what became of contacts";

/// Numbers beside those of targets.
const NUMBERS: usize = 12;
const PARTS: usize = NUMBERS + Target::NUMBER;

/// What one quarter hour comes to: the contacts that arrived in it, and the change of what waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Cell {
    pub(crate) fates: Fates,
    pub(crate) waiting: Waiting,
}

impl Cell {
    /// Adds another cell a number of times.
    pub(crate) fn add(&mut self, other: &Self, times: i64) {
        let mut parts = self.parts();
        for (sum, part) in parts.iter_mut().zip(other.parts()) {
            *sum = sum.saturating_add(part.saturating_mul(times));
        }
        *self = Self::of(&parts);
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The numbers, the most usual first.
    fn parts(&self) -> [i64; PARTS] {
        let Self { fates, waiting } = self;
        let mut parts = [0; PARTS];
        parts[..NUMBERS].copy_from_slice(&[
            waiting.contacts,
            waiting.tickets,
            fates.created,
            fates.answered,
            fates.answer_seconds,
            fates.replies,
            fates.settled,
            fates.entries,
            fates.moved,
            fates.dropped,
            fates.reopenings,
            fates.handling.micros(),
        ]);
        parts[NUMBERS..].copy_from_slice(fates.within.counts());
        parts
    }

    fn of(parts: &[i64; PARTS]) -> Self {
        let mut within = [0; Target::NUMBER];
        within.copy_from_slice(&parts[NUMBERS..]);
        Self {
            waiting: Waiting { contacts: parts[0], tickets: parts[1] },
            fates: Fates {
                created: parts[2],
                answered: parts[3],
                answer_seconds: parts[4],
                replies: parts[5],
                settled: parts[6],
                entries: parts[7],
                moved: parts[8],
                dropped: parts[9],
                reopenings: parts[10],
                handling: HandlingTime::from_micros(parts[11]),
                within: Answered::of(within),
            },
        }
    }
}

/// Writes the cells of one block by the start of their interval: for each how many intervals lie between it
/// and the one before, which of the numbers are not zero, and those.
pub(crate) fn write(block_start: i64, cells: &[(i64, Cell)]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(cells.len() * 12);
    let mut next = block_start;
    for (start, cell) in cells {
        let between = (start.saturating_sub(next) / QUARTER_HOUR_SECONDS).unsigned_abs();
        next = start.saturating_add(QUARTER_HOUR_SECONDS);
        let parts = cell.parts();
        let there = |(place, part): (usize, &i64)| u64::from(*part != 0) << place;
        let mask: u64 = parts.iter().enumerate().map(there).sum();
        varint::append_unsigned(between, &mut bytes);
        varint::append_unsigned(mask, &mut bytes);
        for part in parts.iter().filter(|part| **part != 0) {
            varint::append(*part, &mut bytes);
        }
    }
    bytes
}

/// The cells of a block, by the start of their interval.
pub(crate) fn read(block_start: i64, mut bytes: &[u8]) -> Result<Vec<(i64, Cell)>, Unreadable> {
    let unreadable = || Unreadable::new(WHAT);
    let (mut next, end) = (block_start, block_start.saturating_add(SECONDS));
    let mut cells = Vec::with_capacity(bytes.len() / 8);
    while !bytes.is_empty() {
        let between = varint::take_unsigned(WHAT, &mut bytes)?;
        let start = i64::try_from(between)
            .ok()
            .and_then(|between| between.checked_mul(QUARTER_HOUR_SECONDS))
            .and_then(|seconds| next.checked_add(seconds))
            .filter(|start| *start < end)
            .ok_or_else(unreadable)?;
        let mask = varint::take_unsigned(WHAT, &mut bytes)?;
        if mask == 0 || mask >> PARTS != 0 {
            return Err(unreadable());
        }
        let mut parts = [0; PARTS];
        for (place, part) in parts.iter_mut().enumerate() {
            if mask & (1 << place) != 0 {
                *part = varint::take(WHAT, &mut bytes)?;
            }
        }
        cells.push((start, Cell::of(&parts)));
        next = start.saturating_add(QUARTER_HOUR_SECONDS);
    }
    Ok(cells)
}

/// Writes by how much what waits changed in each week, by the week's start, none of them nothing.
pub(crate) fn write_weeks(weeks: &[(i64, Waiting)]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(weeks.len() * 4);
    let mut before = 0;
    for (start, change) in weeks {
        varint::append(start / SECONDS - before, &mut bytes);
        varint::append(change.contacts, &mut bytes);
        varint::append(change.tickets, &mut bytes);
        before = start / SECONDS;
    }
    bytes
}

/// By how much what waits changed in each week, by the week's start.
pub(crate) fn read_weeks(mut bytes: &[u8]) -> Result<Vec<(i64, Waiting)>, Unreadable> {
    let mut weeks = Vec::with_capacity(bytes.len() / 3);
    let mut before = 0_i64;
    while !bytes.is_empty() {
        let between = varint::take(WHAT, &mut bytes)?;
        before = before.checked_add(between).ok_or(Unreadable::new(WHAT))?;
        let start = before.checked_mul(SECONDS).ok_or(Unreadable::new(WHAT))?;
        let contacts = varint::take(WHAT, &mut bytes)?;
        let tickets = varint::take(WHAT, &mut bytes)?;
        weeks.push((start, Waiting { contacts, tickets }));
    }
    Ok(weeks)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cell() -> impl Strategy<Value = Cell> {
        let part = prop_oneof![3 => Just(0_i64), 2 => 1..5_i64, 1 => any::<i64>()];
        prop::collection::vec(part, PARTS).prop_map(|parts| {
            let parts: [i64; PARTS] = parts.try_into().expect("as many");
            Cell::of(&parts)
        })
    }

    proptest! {
        #[test]
        fn blocks_come_back_as_they_were(
            week in -5000..5000_i64,
            cells in prop::collection::btree_map(0..672_i64, cell(), 0..20),
        ) {
            let start = week * SECONDS;
            let cells = cells.into_iter().filter(|(_, cell)| !cell.is_empty());
            let cells: Vec<(i64, Cell)> =
                cells.map(|(number, cell)| (start + number * QUARTER_HOUR_SECONDS, cell)).collect();
            prop_assert_eq!(read(start, &write(start, &cells)).expect("cells"), cells);
        }

        #[test]
        fn weeks_come_back_as_they_were(
            weeks in prop::collection::btree_map(-5000..5000_i64, (any::<i64>(), any::<i64>()), 0..20),
        ) {
            let change = |(contacts, tickets)| Waiting { contacts, tickets };
            let weeks: Vec<(i64, Waiting)> =
                weeks.into_iter().map(|(week, part)| (week * SECONDS, change(part))).collect();
            prop_assert_eq!(read_weeks(&write_weeks(&weeks)).expect("weeks"), weeks);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(cells) = read(0, &bytes) {
                prop_assert!(cells.iter().all(|(start, _)| (0..SECONDS).contains(start)));
            }
            let _ = read_weeks(&bytes);
        }
    }

    #[test]
    fn an_answered_email_takes_few_bytes() {
        let mut fates = Fates { created: 1, answered: 1, answer_seconds: 7200, ..Fates::default() };
        fates.within.count(7200);
        let waiting = Waiting { contacts: 1, tickets: 1 };
        let bytes = write(0, &[(900, Cell { fates, waiting })]);
        assert_eq!(bytes.len(), 12);
    }
}

//! Volumes: a queue's counts of one week as one blob. Most accounts have few contacts in most
//! intervals of most queues; a row for each would take as long to write as everything else.

use inflow_domain::interval::QUARTER_HOUR_SECONDS;

use super::{Unreadable, varint};

/// Seconds of a block: a week, from a Thursday on, as 1970 began with one.
pub(crate) const SECONDS: i64 = 7 * 24 * 3600;

/// The start of the block that contains an instant.
pub(crate) fn start_of(instant: i64) -> i64 {
    instant.div_euclid(SECONDS).saturating_mul(SECONDS)
}

/// Counts up to this one stand in the same number as the distance to the interval.
const SMALL: u64 = 3;

/// Writes the counts of one block, above zero, by the start of their interval: for each how many
/// intervals lie between it and the one before, and in the lowest two bits its count less one; 3
/// there says that the rest of a greater count follows.
pub(crate) fn write(block_start: i64, counts: &[(i64, i64)]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(counts.len() * 2);
    let mut next = block_start;
    for (interval_start, count) in counts {
        append(&mut next, *interval_start, *count, &mut bytes);
    }
    bytes
}

/// Appends the count of one interval. `next` is the end of the one before.
pub(super) fn append(next: &mut i64, interval_start: i64, count: i64, bytes: &mut Vec<u8>) {
    let between = (interval_start.saturating_sub(*next) / QUARTER_HOUR_SECONDS).unsigned_abs();
    let above_one = count.saturating_sub(1).unsigned_abs();
    varint::append_unsigned(between << 2 | above_one.min(SMALL), bytes);
    if above_one >= SMALL {
        varint::append_unsigned(above_one - SMALL, bytes);
    }
    *next = interval_start.saturating_add(QUARTER_HOUR_SECONDS);
}

/// The counts of a block, by the start of their interval.
pub(crate) fn read(block_start: i64, mut bytes: &[u8]) -> Result<Vec<(i64, i64)>, Unreadable> {
    let (mut next, end) = (block_start, block_start.saturating_add(SECONDS));
    let mut counts = Vec::with_capacity(bytes.len());
    while !bytes.is_empty() {
        counts.push(take("block of volumes", &mut next, end, &mut bytes)?);
    }
    Ok(counts)
}

/// Takes the start of an interval before the block's end, and its count, off the front.
pub(super) fn take(
    what: &'static str,
    next: &mut i64,
    end: i64,
    bytes: &mut &[u8],
) -> Result<(i64, i64), Unreadable> {
    let unreadable = || Unreadable::new(what);
    let first = varint::take_unsigned(what, bytes)?;
    let between = i64::try_from(first >> 2).map_err(|_| unreadable())?;
    let interval_start = between
        .checked_mul(QUARTER_HOUR_SECONDS)
        .and_then(|seconds| next.checked_add(seconds))
        .filter(|start| *start < end)
        .ok_or_else(unreadable)?;
    let mut above_one = first & SMALL;
    if above_one == SMALL {
        above_one = above_one.saturating_add(varint::take_unsigned(what, bytes)?);
    }
    let above_one = i64::try_from(above_one).map_err(|_| unreadable())?;
    *next = interval_start.saturating_add(QUARTER_HOUR_SECONDS);
    Ok((interval_start, above_one.checked_add(1).ok_or_else(unreadable)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blocks_come_back_as_they_were() {
        for block_start in [start_of(1_756_684_800), start_of(-1)] {
            let last = block_start + SECONDS - QUARTER_HOUR_SECONDS;
            let counts = [(block_start, 1), (block_start + 900, 300), (last, 2)];
            let bytes = write(block_start, &counts);
            assert_eq!(bytes.len(), 1 + 3 + 2);
            assert_eq!(read(block_start, &bytes).expect("counts"), counts);
            let counts = [(block_start + 900, 3), (last - 900, 4), (last, 5)];
            let bytes = write(block_start, &counts);
            assert_eq!(read(block_start, &bytes).expect("counts"), counts);
        }
        assert_eq!(read(0, &[]).expect("no counts"), []);
    }

    proptest! {
        #[test]
        fn any_block_comes_back_as_it_was(
            week in -5_000..500_000_i64,
            cells in proptest::collection::btree_map(0..672_i64, 1..=i64::MAX, 0..40),
        ) {
            let start = week * SECONDS;
            let at = |(number, count)| (start + number * QUARTER_HOUR_SECONDS, count);
            let counts: Vec<(i64, i64)> = cells.into_iter().map(at).collect();
            prop_assert_eq!(read(start, &write(start, &counts)).expect("counts"), counts);
        }

        #[test]
        fn any_bytes_are_read_or_refused(
            block_start in any::<i64>(),
            bytes in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            // At the ends of time as anywhere.
            let block_start = start_of(block_start);
            if let Ok(counts) = read(block_start, &bytes) {
                prop_assert!(counts.iter().all(|(_, count)| *count > 0));
            }
        }
    }

    #[test]
    fn blocks_begin_every_week() {
        assert_eq!((start_of(0), start_of(SECONDS - 1), start_of(SECONDS)), (0, 0, SECONDS));
        assert_eq!(start_of(-1), -SECONDS);
    }

    #[test]
    fn counts_outside_their_block_are_refused() {
        assert!(read(0, &write(0, &[(SECONDS, 1)])).is_err());
        assert!(read(0, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]).is_err());
        assert!(read(0, &[3]).is_err());
    }
}

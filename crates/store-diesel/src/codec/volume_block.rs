//! Volumes: a queue's counts of one week as one blob. Most accounts have few contacts in most
//! intervals of most queues; a row for each would take as long to write as everything else.

use inflow_domain::interval::QUARTER_HOUR_SECONDS;

use super::{Unreadable, varint};

/// Seconds of a block: a week, from a Thursday on, as 1970 began with one.
pub(crate) const SECONDS: i64 = 7 * 24 * 3600;

/// The start of the block that contains an instant.
pub(crate) fn start_of(instant: i64) -> i64 {
    instant.div_euclid(SECONDS) * SECONDS
}

/// Writes the counts of one block, by the start of their interval.
pub(crate) fn write(block_start: i64, counts: &[(i64, i64)]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(counts.len() * 2);
    let mut previous = block_start;
    for (interval_start, count) in counts {
        varint::append((interval_start - previous) / QUARTER_HOUR_SECONDS, &mut bytes);
        varint::append(*count, &mut bytes);
        previous = *interval_start;
    }
    bytes
}

/// The counts of a block, by the start of their interval.
pub(crate) fn read(block_start: i64, mut bytes: &[u8]) -> Result<Vec<(i64, i64)>, Unreadable> {
    let what = "block of volumes";
    let mut counts = Vec::with_capacity(bytes.len() / 2);
    let mut interval_start = block_start;
    while !bytes.is_empty() {
        let intervals = varint::take(what, &mut bytes)?;
        let end = block_start + SECONDS;
        interval_start = intervals
            .checked_mul(QUARTER_HOUR_SECONDS)
            .and_then(|seconds| interval_start.checked_add(seconds))
            .filter(|start| (block_start..end).contains(start))
            .ok_or(Unreadable::new(what))?;
        counts.push((interval_start, varint::take(what, &mut bytes)?));
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_back_as_they_were() {
        for block_start in [start_of(1_756_684_800), start_of(-1)] {
            let last = block_start + SECONDS - QUARTER_HOUR_SECONDS;
            let counts = [(block_start, 1), (block_start + 900, 300), (last, 2)];
            let bytes = write(block_start, &counts);
            assert_eq!(bytes.len(), 8);
            assert_eq!(read(block_start, &bytes).expect("counts"), counts);
        }
        assert_eq!(read(0, &[]).expect("no counts"), []);
    }

    #[test]
    fn blocks_begin_every_week() {
        assert_eq!((start_of(0), start_of(SECONDS - 1), start_of(SECONDS)), (0, 0, SECONDS));
        assert_eq!(start_of(-1), -SECONDS);
    }

    #[test]
    fn counts_outside_their_block_are_refused() {
        assert!(read(0, &write(0, &[(SECONDS, 1)])).is_err());
        assert!(read(0, &write(0, &[(-900, 1)])).is_err());
        assert!(read(0, &[2]).is_err());
    }
}

//! Figures of calls: what a Talk queue's calls of one week come to, as one blob.

use super::volume_block::{self, SECONDS};
use super::{Unreadable, varint};

const WHAT: &str = "block of figures";

/// What the calls of an interval come to (rules 7.3 and 7.4), or how much that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sums {
    pub(crate) offered: i64,
    pub(crate) handled: i64,
    pub(crate) abandoned: i64,
    pub(crate) handling_seconds: i64,
}

impl Sums {
    /// Adds other sums so many times.
    pub(crate) fn add(&mut self, other: Self, times: i64) {
        let add = |sum: i64, part: i64| sum.saturating_add(part.saturating_mul(times));
        self.offered = add(self.offered, other.offered);
        self.handled = add(self.handled, other.handled);
        self.abandoned = add(self.abandoned, other.abandoned);
        self.handling_seconds = add(self.handling_seconds, other.handling_seconds);
    }

    /// Whether some calls can come to this.
    pub(crate) fn are_possible(self) -> bool {
        let calls = 0..=self.offered;
        self.offered > 0
            && calls.contains(&self.handled)
            && calls.contains(&self.abandoned)
            && (self.handled > 0 || self.handling_seconds == 0)
    }
}

/// Writes the sums of one block, all of them possible, by the start of their interval: for each what
/// stands in a block of volumes, the handled and the abandoned calls, and the seconds where any was
/// handled.
pub(crate) fn write(block_start: i64, figures: &[(i64, Sums)]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(figures.len() * 6);
    let mut next = block_start;
    for (interval_start, sums) in figures {
        volume_block::append(&mut next, *interval_start, sums.offered, &mut bytes);
        varint::append_unsigned(sums.handled.unsigned_abs(), &mut bytes);
        varint::append_unsigned(sums.abandoned.unsigned_abs(), &mut bytes);
        if sums.handled > 0 {
            varint::append(sums.handling_seconds, &mut bytes);
        }
    }
    bytes
}

/// The sums of a block, by the start of their interval.
pub(crate) fn read(block_start: i64, mut bytes: &[u8]) -> Result<Vec<(i64, Sums)>, Unreadable> {
    let (mut next, end) = (block_start, block_start.saturating_add(SECONDS));
    let mut figures = Vec::with_capacity(bytes.len() / 4);
    while !bytes.is_empty() {
        let (start, offered) = volume_block::take(WHAT, &mut next, end, &mut bytes)?;
        let mut sums = Sums {
            offered,
            handled: take_calls(&mut bytes)?,
            abandoned: take_calls(&mut bytes)?,
            handling_seconds: 0,
        };
        if sums.handled > 0 {
            sums.handling_seconds = varint::take(WHAT, &mut bytes)?;
        }
        if !sums.are_possible() {
            return Err(Unreadable::new(WHAT));
        }
        figures.push((start, sums));
    }
    Ok(figures)
}

fn take_calls(bytes: &mut &[u8]) -> Result<i64, Unreadable> {
    let calls = varint::take_unsigned(WHAT, bytes)?;
    i64::try_from(calls).map_err(|_| Unreadable::new(WHAT))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use inflow_domain::interval::QUARTER_HOUR_SECONDS;
    use proptest::prelude::*;

    use super::*;

    const INTERVALS: i64 = SECONDS / QUARTER_HOUR_SECONDS;

    fn sums() -> impl Strategy<Value = Sums> {
        let offered = prop_oneof![1..8_i64, 1..=i64::MAX];
        let shares = offered.prop_flat_map(|offered| (Just(offered), 0..=offered, 0..=offered));
        (shares, any::<i64>()).prop_map(|((offered, handled, abandoned), seconds)| Sums {
            offered,
            handled,
            abandoned,
            handling_seconds: if handled > 0 { seconds } else { 0 },
        })
    }

    fn block() -> impl Strategy<Value = (i64, Vec<(i64, Sums)>)> {
        let cells = proptest::collection::btree_map(0..INTERVALS, sums(), 0..40);
        (-5000..5000_i64, cells).prop_map(|(week, cells): (i64, BTreeMap<i64, Sums>)| {
            let start = week * SECONDS;
            let at = |(number, sums)| (start + number * QUARTER_HOUR_SECONDS, sums);
            (start, cells.into_iter().map(at).collect())
        })
    }

    proptest! {
        #[test]
        fn blocks_come_back_as_they_were((start, figures) in block()) {
            prop_assert_eq!(read(start, &write(start, &figures)).expect("figures"), figures);
        }

        #[test]
        fn what_is_cut_off_is_refused_or_shorter((start, figures) in block(), left in 0.0..1.0) {
            let bytes = write(start, &figures);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share")]
            #[expect(clippy::cast_precision_loss, reason = "a share")]
            let cut = (bytes.len() as f64 * left) as usize;
            if let Ok(read) = read(start, &bytes[..cut]) {
                prop_assert_eq!(&read[..], &figures[..read.len()]);
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            if let Ok(figures) = read(0, &bytes) {
                prop_assert!(figures.iter().all(|(_, sums)| sums.are_possible()));
                let starts: Vec<i64> = figures.iter().map(|(start, _)| *start).collect();
                prop_assert!(starts.is_sorted_by(|left, right| left < right));
                prop_assert!(starts.iter().all(|start| (0..SECONDS).contains(start)));
                prop_assert_eq!(read(0, &write(0, &figures)).expect("figures"), figures);
            }
        }
    }

    #[test]
    fn a_usual_call_takes_five_bytes() {
        let sums = Sums { offered: 1, handled: 1, abandoned: 0, handling_seconds: 300 };
        assert_eq!(write(0, &[(0, sums)]).len(), 5);
    }

    #[test]
    fn impossible_figures_are_refused() {
        let call = Sums { offered: 1, ..Sums::default() };
        assert!(read(0, &write(0, &[(0, call)])).is_ok());
        for impossible in [
            write(0, &[(SECONDS, call)]),
            write(0, &[(0, Sums { handled: 2, ..call })]),
            write(0, &[(0, Sums { abandoned: 2, ..call })]),
            vec![0, 1],
            vec![0, 1, 0],
        ] {
            assert!(read(0, &impossible).is_err(), "{impossible:?}");
        }
    }
}

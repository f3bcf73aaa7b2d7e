//! Figures of calls: what a Talk queue's calls of one week come to, as one blob.

use inflow_domain::{Answered, CallFates, Target};

use super::volume_block::{self, SECONDS};
use super::{Unreadable, varint};

const WHAT: &str = "block of figures";

/// Numbers of what became of calls, beside the handled ones.
const FATES: usize = 8 + Target::NUMBER;

/// What the calls of an interval come to (rules 7.3, 7.4 and 9.6), or how much that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sums {
    pub(crate) offered: i64,
    pub(crate) abandoned: i64,
    pub(crate) handling_seconds: i64,
    /// The handled ones are those that are answered.
    pub(crate) fates: CallFates,
}

impl Sums {
    /// Adds other sums a number of times.
    pub(crate) fn add(&mut self, other: &Self, times: i64) {
        let add = |sum: i64, part: i64| sum.saturating_add(part.saturating_mul(times));
        self.offered = add(self.offered, other.offered);
        self.abandoned = add(self.abandoned, other.abandoned);
        self.handling_seconds = add(self.handling_seconds, other.handling_seconds);
        let mut parts = parts(&self.fates);
        for (sum, part) in parts.iter_mut().zip(self::parts(&other.fates)) {
            *sum = add(*sum, part);
        }
        self.fates = fates(add(self.fates.answered, other.fates.answered), &parts);
    }

    /// Whether some calls can come to this.
    pub(crate) fn are_possible(&self) -> bool {
        let Self { offered, abandoned, handling_seconds, fates } = self;
        let is_of_calls = |count: &i64| (0..=*offered).contains(count);
        let within = fates.within.counts();
        let in_time: i128 = within.iter().map(|count| i128::from(*count)).sum();
        *offered > 0
            && [fates.answered, *abandoned, fates.abandoned_in_ivr, fates.abandoned_in_queue]
                .iter()
                .chain(&[fates.voicemails, fates.callbacks, fates.outside_business_hours])
                .chain(&[fates.untold])
                .chain(within)
                .all(is_of_calls)
            && in_time <= i128::from(fates.answered)
            && (fates.answered > 0 || (*handling_seconds == 0 && fates.answer_seconds == 0))
            && (*abandoned > 0 || fates.abandoned_wait_seconds == 0)
    }
}

/// What became of calls as numbers, the most usual first.
fn parts(fates: &CallFates) -> [i64; FATES] {
    let mut parts = [0; FATES];
    parts[0] = fates.answer_seconds;
    parts[1..=Target::NUMBER].copy_from_slice(fates.within.counts());
    parts[1 + Target::NUMBER..].copy_from_slice(&[
        fates.abandoned_wait_seconds,
        fates.abandoned_in_queue,
        fates.abandoned_in_ivr,
        fates.voicemails,
        fates.callbacks,
        fates.outside_business_hours,
        fates.untold,
    ]);
    parts
}

fn fates(answered: i64, parts: &[i64; FATES]) -> CallFates {
    let mut within = [0; Target::NUMBER];
    within.copy_from_slice(&parts[1..=Target::NUMBER]);
    let rest = &parts[1 + Target::NUMBER..];
    CallFates {
        answered,
        answer_seconds: parts[0],
        within: Answered::of(within),
        abandoned_wait_seconds: rest[0],
        abandoned_in_queue: rest[1],
        abandoned_in_ivr: rest[2],
        voicemails: rest[3],
        callbacks: rest[4],
        outside_business_hours: rest[5],
        untold: rest[6],
    }
}

/// Writes the sums of one block, all of them possible, by the start of their interval: for each what
/// stands in a block of volumes, the handled and the abandoned calls, the seconds where any was
/// handled, which of the numbers of what became of them are not zero, and those.
pub(crate) fn write(block_start: i64, figures: &[(i64, Sums)]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(figures.len() * 10);
    let mut next = block_start;
    for (interval_start, sums) in figures {
        volume_block::append(&mut next, *interval_start, sums.offered, &mut bytes);
        varint::append_unsigned(sums.fates.answered.unsigned_abs(), &mut bytes);
        varint::append_unsigned(sums.abandoned.unsigned_abs(), &mut bytes);
        if sums.fates.answered > 0 {
            varint::append(sums.handling_seconds, &mut bytes);
        }
        let parts = parts(&sums.fates);
        let there = |(place, part): (usize, &i64)| u64::from(*part != 0) << place;
        varint::append_unsigned(parts.iter().enumerate().map(there).sum(), &mut bytes);
        for part in parts.iter().filter(|part| **part != 0) {
            varint::append(*part, &mut bytes);
        }
    }
    bytes
}

/// The sums of a block, by the start of their interval.
pub(crate) fn read(block_start: i64, mut bytes: &[u8]) -> Result<Vec<(i64, Sums)>, Unreadable> {
    let (mut next, end) = (block_start, block_start.saturating_add(SECONDS));
    let mut figures = Vec::with_capacity(bytes.len() / 6);
    while !bytes.is_empty() {
        let (start, offered) = volume_block::take(WHAT, &mut next, end, &mut bytes)?;
        let (answered, abandoned) = (take_calls(&mut bytes)?, take_calls(&mut bytes)?);
        let handling_seconds = if answered > 0 { varint::take(WHAT, &mut bytes)? } else { 0 };
        let mask = varint::take_unsigned(WHAT, &mut bytes)?;
        if mask >> FATES != 0 {
            return Err(Unreadable::new(WHAT));
        }
        let mut parts = [0; FATES];
        for (place, part) in parts.iter_mut().enumerate() {
            if mask & (1 << place) != 0 {
                *part = varint::take(WHAT, &mut bytes)?;
            }
        }
        let fates = fates(answered, &parts);
        let sums = Sums { offered, abandoned, handling_seconds, fates };
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

    /// Numbers that some calls can come to.
    fn sums() -> impl Strategy<Value = Sums> {
        let offered = prop_oneof![1..8_i64, 1..=i64::MAX];
        let share = |offered: i64| prop_oneof![2 => Just(0), 1 => 0..=offered];
        let numbers = offered.prop_flat_map(move |offered| {
            let counts = prop::collection::vec(share(offered), 8);
            let place = 0..Target::NUMBER;
            (Just(offered), counts, place, any::<[i64; 3]>())
        });
        numbers.prop_map(|(offered, counts, place, seconds)| {
            let (answered, abandoned) = (counts[0], counts[1]);
            let mut within = [0; Target::NUMBER];
            within[place] = answered / 2;
            let if_any = |count: i64, seconds: i64| if count > 0 { seconds } else { 0 };
            let fates = CallFates {
                answered,
                answer_seconds: if_any(answered, seconds[0]),
                within: Answered::of(within),
                abandoned_wait_seconds: if_any(abandoned, seconds[1]),
                abandoned_in_queue: counts[2],
                abandoned_in_ivr: counts[3],
                voicemails: counts[4],
                callbacks: counts[5],
                outside_business_hours: counts[6],
                untold: counts[7],
            };
            Sums { offered, abandoned, handling_seconds: if_any(answered, seconds[2]), fates }
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
    fn a_usual_call_takes_eight_bytes() {
        let mut fates = CallFates { answered: 1, answer_seconds: 12, ..CallFates::default() };
        fates.within.count(12);
        let sums = Sums { offered: 1, abandoned: 0, handling_seconds: 300, fates };
        assert_eq!(write(0, &[(0, sums)]).len(), 8);
    }

    #[test]
    fn impossible_figures_are_refused() {
        let call = Sums { offered: 1, ..Sums::default() };
        let with = |fates| Sums { fates, ..call };
        let none = CallFates::default();
        let mut two_in_time = [0; Target::NUMBER];
        two_in_time[3] = 2;
        assert!(read(0, &write(0, &[(0, call)])).is_ok());
        for impossible in [
            write(0, &[(SECONDS, call)]),
            write(0, &[(0, with(CallFates { answered: 2, ..none }))]),
            write(0, &[(0, with(CallFates { callbacks: 2, ..none }))]),
            write(0, &[(0, with(CallFates { untold: -1, ..none }))]),
            write(0, &[(0, with(CallFates { answer_seconds: 5, ..none }))]),
            write(0, &[(0, with(CallFates { abandoned_wait_seconds: 5, ..none }))]),
            write(0, &[(0, with(CallFates { within: Answered::of(two_in_time), ..none }))]),
            write(0, &[(0, Sums { abandoned: 2, ..call })]),
            vec![0, 1],
            vec![0, 1, 0],
            vec![0, 0, 0],
        ] {
            assert!(read(0, &impossible).is_err(), "{impossible:?}");
        }
    }
}

//! What something costs the thread that does it: processor time, which other tests beside it do not lengthen, and the
//! memory that it holds at most.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::time::Duration;

/// How much longer the sixteenfold may take: sixteen times, and as much again and more for luck. Where time grows with
/// the square, it takes 256 times as long.
const MOST_TIMES_LONGER: u32 = 64;

/// Shorter times are taken for this one: they tell of the clock.
const LEAST_TIME: Duration = Duration::from_micros(200);

/// Each size is measured so often before it is too slow, and the best time counts.
const TIMES_MEASURED: usize = 3;

/// What something cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) time: Duration,
    pub(crate) memory: usize,
}

/// Does something, and tells what it cost.
pub(crate) fn measured<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    let before = HELD.get();
    MOST_HELD.set(before);
    let begin = thread_time();
    let outcome = work();
    let time = thread_time().saturating_sub(begin);
    let memory = usize::try_from(MOST_HELD.get().saturating_sub(before)).unwrap_or(0);
    (outcome, Cost { time, memory })
}

/// Does something with an input of a size and with one of sixteen times that, and holds the times to each other: the
/// larger one may take as many times longer as it is larger, and never the square of that.
///
/// # Panics
///
/// Where it takes longer.
pub fn in_proportion<I, O>(
    what: &str,
    largest: usize,
    make: impl Fn(usize) -> I,
    mut work: impl FnMut(&I) -> O,
) {
    let mut measure = |input: &I| {
        let (outcome, cost) = measured(|| work(input));
        drop(outcome);
        cost.time.max(LEAST_TIME)
    };
    let (few, many) = (make(largest / 16), make(largest));
    let (mut small, mut large) = (Duration::MAX, Duration::MAX);
    for _ in 0..TIMES_MEASURED {
        // Both, since what makes the machine slow may end between them.
        (small, large) = (small.min(measure(&few)), large.min(measure(&many)));
        if large < small * MOST_TIMES_LONGER {
            return;
        }
    }
    panic!("{what}: {} take {small:?}, and {largest} take {large:?}", largest / 16);
}

/// The processor time of this thread.
#[cfg(unix)]
pub(crate) fn thread_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Elsewhere the time that passes has to do.
#[cfg(not(unix))]
pub(crate) fn thread_time() -> Duration {
    static BEGIN: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    BEGIN.elapsed()
}

thread_local! {
    /// Bytes that this thread took and did not give back; what it gives back for another thread counts too.
    static HELD: Cell<i64> = const { Cell::new(0) };
    static MOST_HELD: Cell<i64> = const { Cell::new(0) };
}

/// The system's allocator, counted by thread.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count(change: i64) {
    // A thread that ends has no counters any more.
    let _ = HELD.try_with(|held| {
        held.set(held.get() + change);
        let _ = MOST_HELD.try_with(|most| most.set(most.get().max(held.get())));
    });
}

fn bytes(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

#[expect(
    unsafe_code,
    reason = "an allocator is unsafe; every call goes to the system's as it came"
)]
// SAFETY: every call is the system's allocator's own, with the same arguments.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(bytes(layout.size()));
        // SAFETY: the caller's promises are those that the system's allocator asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(bytes(layout.size()));
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-bytes(layout.size()));
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(bytes(size) - bytes(layout.size()));
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;

    use super::*;

    fn rounds(times: usize) {
        for number in 0..times {
            black_box(number);
        }
    }

    #[test]
    fn what_grows_with_its_size_is_in_proportion() {
        in_proportion("rounds", 1_000_000, |size| size, |size| rounds(*size));
    }

    #[test]
    #[should_panic(expected = "squares: 250 take")]
    fn what_grows_with_the_square_is_not() {
        in_proportion("squares", 4_000, |size| size, |size| rounds(*size * *size));
    }

    #[test]
    fn the_most_memory_is_told_and_not_the_last() {
        let (_, cost) = measured(|| {
            drop(black_box(vec![1_u8; 3_000_000]));
            black_box(vec![1_u8; 1_000])
        });
        assert!((3_000_000..3_100_000).contains(&cost.memory), "{cost:?}");
    }
}

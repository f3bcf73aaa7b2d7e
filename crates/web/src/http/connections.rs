//! The open connections: a limit that leaves the process what it needs to open itself. Where all places
//! are taken, the connection that stands still longest makes room, so that whoever comes is answered.

use std::collections::BTreeMap;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};

/// How long a client may take for a number of bytes of its answer; a slower one is dropped.
const LONGEST_STALL: Duration = Duration::from_secs(60);
const LEAST_TAKEN: usize = 64 * 1024;

/// Whoever moved no byte for so long stands still.
const STILL_MILLIS: u64 = 1000;

/// How the system says that the process, or the whole machine, has no file descriptors left: EMFILE and
/// ENFILE on every Unix, WSAEMFILE on Windows.
const NO_DESCRIPTORS: [i32; 3] = [24, 23, 10024];

/// How much is opened at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections that are open at once.
    pub connections: usize,
}

impl Limits {
    /// The most connections, however many the process may open: what stands in memory of each is small,
    /// and thousands of people look through far fewer.
    pub const MOST_CONNECTIONS: usize = 1024;
    /// The fewest, however few the process may open.
    const LEAST_CONNECTIONS: usize = 16;

    /// What fits into a number of file descriptors, of which some are needed elsewhere.
    pub fn within(descriptors: usize, needed: usize) -> Self {
        let free = descriptors.saturating_sub(needed);
        Self { connections: free.clamp(Self::LEAST_CONNECTIONS, Self::MOST_CONNECTIONS) }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: Self::MOST_CONNECTIONS }
    }
}

/// Whether no connection could be taken because there are no file descriptors left.
pub(crate) fn lacks_descriptors(error: &io::Error) -> bool {
    error.raw_os_error().is_some_and(|code| NO_DESCRIPTORS.contains(&code))
}

/// The connections that are open.
pub(crate) struct Connections {
    seats: Arc<Semaphore>,
    began: Instant,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    next: u64,
    by_number: BTreeMap<u64, Arc<Activity>>,
}

/// What a connection does.
pub(crate) struct Activity {
    began: Instant,
    /// When it was taken, in milliseconds.
    opened_at: u64,
    /// When bytes last came or went, in milliseconds.
    moved_at: AtomicU64,
    /// Whether an answer is being made.
    is_working: AtomicBool,
    ended: Notify,
}

/// The place of a connection, given back when it is dropped.
pub(crate) struct Seat {
    connections: Arc<Connections>,
    number: u64,
    pub(crate) activity: Arc<Activity>,
    _place: OwnedSemaphorePermit,
}

impl Connections {
    pub(crate) fn new(limits: Limits) -> Arc<Self> {
        let seats = Arc::new(Semaphore::new(limits.connections));
        Arc::new(Self { seats, began: Instant::now(), open: Mutex::default() })
    }

    /// A place for one more, which another gives up where all are taken.
    ///
    /// # Panics
    ///
    /// Never: the places are not closed.
    pub(crate) async fn seat(self: &Arc<Self>) -> Seat {
        let place = if let Ok(place) = self.seats.clone().try_acquire_owned() {
            place
        } else {
            self.make_room(1);
            self.seats.clone().acquire_owned().await.expect("places are never closed")
        };
        let opened_at = millis(self.began);
        let activity = Arc::new(Activity {
            began: self.began,
            opened_at,
            moved_at: AtomicU64::new(opened_at),
            is_working: AtomicBool::new(false),
            ended: Notify::new(),
        });
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let number = open.next;
        open.next += 1;
        open.by_number.insert(number, activity.clone());
        Seat { connections: self.clone(), number, activity, _place: place }
    }

    /// Ends a number of those that stand still longest. Where none stands still the oldest ones end, so that
    /// somebody who has just come is answered. Those whose answer is being made come last: they stand still
    /// because of us.
    pub(crate) fn make_room(&self, places: usize) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..places {
            let stillest = open.by_number.iter().min_by_key(|(_, activity)| activity.rank());
            let Some(number) = stillest.map(|(number, _)| *number) else { return };
            if let Some(stillest) = open.by_number.remove(&number) {
                stillest.ended.notify_one();
            }
        }
    }

    /// How many are open.
    pub(crate) fn count(&self) -> usize {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).by_number.len()
    }
}

impl Activity {
    /// Says whether an answer is being made.
    pub(crate) fn works(&self, is_working: bool) {
        self.is_working.store(is_working, Ordering::Relaxed);
    }

    /// The lower, the sooner it makes room.
    fn rank(&self) -> (u8, u64) {
        let moved_at = self.moved_at.load(Ordering::Relaxed);
        if self.is_working.load(Ordering::Relaxed) {
            (2, self.opened_at)
        } else if millis(self.began).saturating_sub(moved_at) >= STILL_MILLIS {
            (0, moved_at)
        } else {
            (1, self.opened_at)
        }
    }

    /// Done when the connection has to make room.
    pub(crate) async fn ended(&self) {
        self.ended.notified().await;
    }

    fn moved(&self) {
        self.moved_at.store(millis(self.began), Ordering::Relaxed);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.connections.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.by_number.remove(&self.number);
    }
}

fn millis(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// A connection that tells when bytes move, and breaks off where the other side takes too few of them.
pub(crate) struct Watched {
    stream: TcpStream,
    activity: Arc<Activity>,
    stall: Option<Stall>,
}

/// The time in which the other side has to take something.
struct Stall {
    end: Pin<Box<Sleep>>,
    taken: usize,
}

impl Watched {
    pub(crate) fn new(stream: TcpStream, activity: Arc<Activity>) -> Self {
        Self { stream, activity, stall: None }
    }

    /// What became of a write, unless too little was taken for too long.
    fn judged(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(taken)) => {
                self.activity.moved();
                if let Some(stall) = &mut self.stall {
                    stall.taken += taken;
                }
            }
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                let new = || Stall { end: Box::pin(sleep(LONGEST_STALL)), taken: 0 };
                let stall = self.stall.get_or_insert_with(new);
                while stall.end.as_mut().poll(context).is_ready() {
                    if stall.taken < LEAST_TAKEN {
                        return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
                    }
                    stall.end.as_mut().reset(Instant::now() + LONGEST_STALL);
                    stall.taken = 0;
                }
            }
        }
        written
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.activity.moved();
        }
        read
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judged(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.judged(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Asked for once nothing waits to be taken any more.
        self.stall = None;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_else_is_needed_stays_free() {
        for (descriptors, expected) in [(65_536, 1024), (1024, 824), (300, 100), (64, 16), (0, 16)]
        {
            assert_eq!(Limits::within(descriptors, 200).connections, expected, "{descriptors}");
        }
    }

    #[test]
    fn a_lack_of_descriptors_is_told_from_other_failures() {
        assert!(lacks_descriptors(&io::Error::from_raw_os_error(24)));
        assert!(!lacks_descriptors(&io::Error::from_raw_os_error(111)));
        assert!(!lacks_descriptors(&io::ErrorKind::ConnectionAborted.into()));
    }

    #[tokio::test(start_paused = true)]
    async fn the_stillest_makes_room_and_whoever_is_worked_for_last() {
        let connections = Connections::new(Limits { connections: 3 });
        let first = connections.seat().await;
        tokio::time::advance(Duration::from_secs(1)).await;
        let second = connections.seat().await;
        tokio::time::advance(Duration::from_secs(1)).await;
        let third = connections.seat().await;
        tokio::time::advance(Duration::from_secs(1)).await;
        first.activity.works(true);
        second.activity.moved();
        connections.make_room(1);
        third.activity.ended().await;
        drop(third);
        assert_eq!(connections.count(), 2);
        connections.make_room(1);
        second.activity.ended().await;
        connections.make_room(5);
        first.activity.ended().await;
        assert_eq!(connections.count(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn somebody_who_has_just_come_stays_while_others_are_busy() {
        let connections = Connections::new(Limits { connections: 3 });
        let (oldest, other) = (connections.seat().await, connections.seat().await);
        tokio::time::advance(Duration::from_secs(60)).await;
        let newest = connections.seat().await;
        tokio::time::advance(Duration::from_millis(10)).await;
        oldest.activity.moved();
        other.activity.moved();
        connections.make_room(2);
        oldest.activity.ended().await;
        other.activity.ended().await;
        assert_eq!(connections.count(), 1);
        drop(newest);
    }
}

//! Stopping an import at a commit.

use std::sync::Arc;

use tokio::sync::watch;

use crate::error::IngestError;

/// Asks for a stop.
#[derive(Debug, Clone)]
pub struct StopHandle(Arc<watch::Sender<bool>>);

/// Hears whether a stop was asked for.
#[derive(Debug, Clone)]
pub struct Stop {
    heard: watch::Receiver<bool>,
    _handle: StopHandle,
}

impl StopHandle {
    /// Asks the importer to stop at its next commit.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// A stop and the handle that asks for it.
    pub fn new() -> (Self, StopHandle) {
        let (sender, heard) = watch::channel(false);
        let handle = StopHandle(Arc::new(sender));
        (Self { heard, _handle: handle.clone() }, handle)
    }

    /// Waits until it is asked for.
    pub async fn requested(&self) {
        let mut heard = self.heard.clone();
        // The handle kept beside the receiver keeps the sender alive, so this cannot fail.
        let _ = heard.wait_for(|requested| *requested).await;
    }
}

/// Does work unless a stop is asked for first.
pub(crate) async fn unless_stopped<T>(
    stop: &Stop,
    work: impl Future<Output = Result<T, IngestError>>,
) -> Result<T, IngestError> {
    tokio::select! {
        biased;
        () = stop.requested() => Err(IngestError::Stopped),
        done = work => done,
    }
}

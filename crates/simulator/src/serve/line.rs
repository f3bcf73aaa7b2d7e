//! Connections that can break off in the middle of an answer.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::answer::Delivery;

/// A listener whose connections can be broken off.
pub(super) struct Lines(pub(super) TcpListener);

/// One connection.
pub(super) struct Line {
    stream: TcpStream,
    switch: Switch,
}

/// Breaks its connection off within the next answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Switch(Arc<Mutex<Plan>>);

/// What is to become of what is written next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Plan {
    #[default]
    Deliver,
    /// How many bytes after the end of the head the connection ends, and whether by a reset.
    BreakWithin { body_bytes: usize, reset: bool },
    /// How many bytes still go out.
    Breaking { left: usize, reset: bool },
}

impl Switch {
    /// What the next answer, whose body has this length, goes through.
    pub(super) fn set(&self, delivery: Delivery, body_length: usize) {
        *self.plan() = match delivery {
            Delivery::Whole => Plan::Deliver,
            Delivery::Cut => Plan::BreakWithin { body_bytes: body_length / 2, reset: false },
            Delivery::ResetWithin => Plan::BreakWithin { body_bytes: body_length / 2, reset: true },
            Delivery::ResetBefore => Plan::Breaking { left: 0, reset: true },
        };
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Plan {
    /// How much of what is to be written goes out; nothing where the connection ends instead.
    fn allowed(&self, bytes: &[u8]) -> Option<usize> {
        match *self {
            Self::Deliver => Some(bytes.len()),
            Self::BreakWithin { body_bytes, .. } => {
                let head = end_of_head(bytes).unwrap_or(bytes.len());
                Some(bytes.len().min(head + body_bytes))
            }
            Self::Breaking { left: 0, .. } => None,
            Self::Breaking { left, .. } => Some(bytes.len().min(left)),
        }
    }

    /// What remains of the plan when so much was written.
    fn after(self, bytes: &[u8], written: usize) -> Self {
        match self {
            Self::Deliver => Self::Deliver,
            Self::BreakWithin { body_bytes, reset } => match end_of_head(bytes) {
                Some(head) if head <= written => {
                    Self::Breaking { left: (head + body_bytes).saturating_sub(written), reset }
                }
                _ => self,
            },
            Self::Breaking { left, reset } => {
                Self::Breaking { left: left.saturating_sub(written), reset }
            }
        }
    }
}

/// Where the head of an answer ends; it is written at once.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|place| place + 4)
}

impl Listener for Lines {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (Line { stream, switch: Switch::default() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Lines>> for Switch {
    fn connect_info(stream: IncomingStream<'_, Lines>) -> Self {
        stream.io().switch.clone()
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let plan = *self.switch.plan();
        let Some(allowed) = plan.allowed(bytes) else {
            if matches!(plan, Plan::Breaking { reset: true, .. }) {
                self.stream.set_zero_linger()?;
            }
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        };
        let written = Pin::new(&mut self.stream).poll_write(context, &bytes[..allowed]);
        if let Poll::Ready(Ok(written)) = written {
            *self.switch.plan() = plan.after(bytes, written);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n{\"a\":1";

    #[test]
    fn an_answer_breaks_off_within_its_body() {
        let switch = Switch::default();
        switch.set(Delivery::Cut, 6);
        let plan = *switch.plan();
        let allowed = plan.allowed(ANSWER).unwrap();
        assert_eq!(&ANSWER[allowed..], b"\":1");
        let plan = plan.after(ANSWER, allowed);
        assert_eq!(plan, Plan::Breaking { left: 0, reset: false });
        assert_eq!(plan.allowed(b"\":1"), None);
    }

    #[test]
    fn a_head_that_is_written_alone_is_delivered() {
        let plan = Plan::BreakWithin { body_bytes: 2, reset: true };
        let head = &ANSWER[..ANSWER.len() - 6];
        assert_eq!(plan.allowed(head), Some(head.len()));
        let plan = plan.after(head, head.len());
        assert_eq!(plan.allowed(b"{\"a\":1"), Some(2));
        assert_eq!(plan.after(b"{\"a\":1", 2), Plan::Breaking { left: 0, reset: true });
    }

    #[test]
    fn nothing_goes_out_before_a_reset_and_all_of_a_whole_answer() {
        let switch = Switch::default();
        switch.set(Delivery::ResetBefore, 6);
        assert_eq!(switch.plan().allowed(ANSWER), None);
        switch.set(Delivery::Whole, 6);
        assert_eq!(switch.plan().allowed(ANSWER), Some(ANSWER.len()));
    }
}

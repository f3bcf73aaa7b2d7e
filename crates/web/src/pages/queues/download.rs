//! Figures as a file, written while they are sent.

use std::io::{self, Write};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use futures::{Stream, StreamExt as _, stream};
use inflow_ingest::queues::Queue;
use inflow_ingest::volumes::files::{FileFormat, FileWriter};
use inflow_ingest::volumes::{Buckets, Fill, Shape, buckets};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::asked::{Asked, Question};
use super::{find_integration, find_queue, known, misunderstood};
use crate::access::Viewer;
use crate::pages::errors::PageError;
use crate::pages::layout::Page;

/// Bytes that are sent at once.
const PIECE: usize = 64 * 1024;

/// Pieces that wait for a slow reader.
const PIECES: usize = 4;

/// Characters of a queue's name in that of a file.
const LONGEST_NAME: usize = 100;

/// How long a reader may take for a piece: each download holds one of the threads that passwords and
/// the database need too.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// `GET /integrations/{id}/queues/{queue}/download/{format}`: what the chart shows, and no interval is
/// too short for it.
pub(super) async fn download(
    viewer: Viewer,
    page: Page,
    Path((id, queue, format)): Path<(i64, String, String)>,
    Query(question): Query<Question>,
) -> Result<Response, PageError> {
    let asked = Asked::try_from(question).map_err(misunderstood)?;
    let format = FileFormat::from_name(&format).ok_or(PageError::NOT_FOUND)?;
    let context = &viewer.context;
    let integration = find_integration(context, id).await?;
    let queue = find_queue(context, &integration, &queue).await?;
    let zone = asked.zone.unwrap_or(page.zone);
    let known = known(&integration, &queue).ok_or(PageError::NOT_FOUND)?;
    let window = asked.window(zone, known.covered);
    let length = window.too_fine.unwrap_or(window.length);
    let shape = Shape { length, zone, fill: Fill::Zero, from: window.from, to: window.to };
    let buckets = buckets(context, &integration, &queue.summary.key, &shape).await?;
    let name = file_name(&queue.name, &format!("{}_{}", window.days.0, window.days.1), format);
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let (sender, receiver) = mpsc::channel(PIECES);
    let writing = tokio::task::spawn_blocking(move || {
        let mut pieces = Pieces { sender, waiting: Vec::with_capacity(PIECE) };
        if let Err(error) = write(&mut pieces, format, &shape, &queue, buckets) {
            tracing::info!(%error, "a download was given up");
        }
    });
    drop(writing);
    Ok((headers, Body::from_stream(received(receiver))).into_response())
}

/// The pieces as they come. Without the empty one at its end the reader sees a file that breaks off
/// rather than one that looks whole.
fn received(receiver: mpsc::Receiver<Bytes>) -> impl Stream<Item = io::Result<Bytes>> {
    let pieces = stream::unfold(Some(receiver), |receiver| async move {
        let mut receiver = receiver?;
        match receiver.recv().await {
            Some(piece) if piece.is_empty() => None,
            Some(piece) => Some((Ok(piece), Some(receiver))),
            None => Some((Err(io::ErrorKind::BrokenPipe.into()), None)),
        }
    });
    // Who compresses asks again after the end.
    pieces.fuse()
}

fn write(
    pieces: &mut Pieces,
    format: FileFormat,
    shape: &Shape,
    queue: &Queue,
    buckets: Buckets,
) -> io::Result<()> {
    let mut writer = FileWriter::new(format, shape.zone, pieces)?;
    writer.queue(queue, buckets)?;
    writer.finish()?;
    pieces.flush()?;
    pieces.send(Bytes::new())
}

/// What browsers save the file as: the queue's name in letters that every system takes, and whole for
/// those that understand more (RFC 6266).
fn file_name(queue: &str, days: &str, format: FileFormat) -> String {
    let ending = format.name();
    // Headers are not taken at any length.
    let queue: String = queue.chars().take(LONGEST_NAME).collect();
    let plain: String =
        queue.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let whole = super::address::encoded(&format!("{queue} {days}.{ending}"));
    format!("attachment; filename=\"{plain}_{days}.{ending}\"; filename*=UTF-8''{whole}")
}

/// Sends what is written to it, piece by piece.
struct Pieces {
    sender: mpsc::Sender<Bytes>,
    waiting: Vec<u8>,
}

impl Pieces {
    fn send(&self, piece: Bytes) -> io::Result<()> {
        let sending = self.sender.send_timeout(piece, LONGEST_PAUSE);
        Handle::current().block_on(sending).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.waiting, Vec::with_capacity(PIECE));
        self.send(Bytes::from(piece))
    }
}

//! Figures as a file. Texts are written while they are taken; Parquet, whose end tells of all of it, stands
//! whole in memory, and takes little of that.

use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use inflow_app::figures::queues::Queue;
use inflow_app::figures::volumes::files::{FileFormat, FileWriter};
use inflow_app::figures::volumes::text::{TextForm, TextRows};
use inflow_app::figures::volumes::{Buckets, Fill, Shape, buckets};
use serde::Deserialize;

use super::asked::{Asked, Question};
use super::chosen::{find_integration, find_queue, known, misunderstood};
use crate::http::shares::Share;
use crate::http::site::Site;
use crate::http::streams::{self, PIECE};
use crate::http::viewer::Viewer;
use crate::pages::errors::PageError;
use crate::pages::layout::Page;

/// Room for the row that makes a piece full.
const ROOM: usize = 4 * 1024;

/// Characters of a queue's name in that of a file.
const LONGEST_NAME: usize = 100;

/// How long a download waits until others of its account were taken.
const PATIENCE: Duration = Duration::from_secs(20);

/// How the file is to be.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    /// Whether texts that a spreadsheet would run get an apostrophe in front.
    spreadsheet: String,
}

/// `GET /integrations/{id}/queues/{queue}/download/{format}`: what the chart shows, and no interval is
/// too short for it.
pub(super) async fn download(
    State(site): State<Site>,
    viewer: Viewer,
    page: Page,
    Path((id, queue, format)): Path<(i64, String, String)>,
    Query(question): Query<Question>,
    Query(wanted): Query<Wanted>,
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
    let room = site.streams.take(&context.account, PATIENCE).await.ok_or_else(crowded)?;
    let buckets = buckets(context, &integration, &queue.summary.key, &shape).await?;
    let name = file_name(&queue.name, &format!("{}_{}", window.days.0, window.days.1), format);
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let body = match text_form(format) {
        Some(form) => {
            let rows = TextRows::new(form, zone).for_spreadsheets(wanted.spreadsheet == "true");
            streams::of_pieces(TextPieces::new(rows, &queue, buckets), room)
        }
        None => whole(format, shape, queue, buckets, room).await?,
    };
    Ok((headers, body).into_response())
}

fn crowded() -> PageError {
    PageError::because(StatusCode::SERVICE_UNAVAILABLE, "refused-crowded")
}

/// The form, where it can be written row by row.
fn text_form(format: FileFormat) -> Option<TextForm> {
    match format {
        FileFormat::Csv => Some(TextForm::Csv),
        FileFormat::Json => Some(TextForm::Json),
        #[cfg(feature = "parquet")]
        FileFormat::Parquet => None,
    }
}

/// The whole file, made where it holds up no other request. The share lasts as long as the figures are in
/// memory.
async fn whole(
    format: FileFormat,
    shape: Shape,
    queue: Queue,
    buckets: Buckets,
    room: Share,
) -> Result<Body, PageError> {
    let making = tokio::task::spawn_blocking(move || {
        let mut file = Vec::new();
        let mut writer = FileWriter::new(format, shape.zone, &mut file)?;
        writer.queue(&queue, buckets)?;
        writer.finish()?;
        drop(room);
        Ok::<_, io::Error>(file)
    });
    match making.await {
        Ok(Ok(file)) => Ok(Body::from(file)),
        failed => {
            tracing::error!(?failed, "a file could not be made");
            Err(PageError::of(StatusCode::INTERNAL_SERVER_ERROR))
        }
    }
}

/// The rows of a queue as text, a piece at a time.
struct TextPieces {
    rows: TextRows,
    buckets: Buckets,
    is_begun: bool,
    is_done: bool,
}

impl TextPieces {
    fn new(mut rows: TextRows, queue: &Queue, buckets: Buckets) -> Self {
        rows.queue(queue);
        Self { rows, buckets, is_begun: false, is_done: false }
    }
}

impl Iterator for TextPieces {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        if self.is_done {
            return None;
        }
        let mut piece = Vec::with_capacity(PIECE + ROOM);
        if !self.is_begun {
            self.rows.begin(&mut piece);
            self.is_begun = true;
        }
        if !self.rows.rows(&mut self.buckets, PIECE, &mut piece) {
            self.rows.end(&mut piece);
            self.is_done = true;
        }
        Some(piece)
    }
}

/// What browsers save the file as: the queue's name in letters that every system takes, and whole for
/// those that understand more (RFC 6266).
fn file_name(queue: &str, days: &str, format: FileFormat) -> String {
    let ending = format.name();
    // Headers are not taken at any length.
    let queue: String = queue.chars().take(LONGEST_NAME).collect();
    let plain: String =
        queue.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let whole = crate::pages::address::encoded(&format!("{queue} {days}.{ending}"));
    format!("attachment; filename=\"{plain}_{days}.{ending}\"; filename*=UTF-8''{whole}")
}

//! The file of an export: it is made whole before a byte of it is sent, on disk and not in memory.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek as _, Write as _};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures::stream;
use inflow_app::IngestError;
use inflow_app::figures::export::{Made, Wanted, write};
use inflow_store::Integration;
use tokio::runtime::Handle;

use crate::http::site::Site;
use crate::http::streams::{self, PIECE};
use crate::http::viewer::Viewer;
use crate::pages::errors::PageError;

/// How long an export waits until others of its account were taken.
const PATIENCE: Duration = Duration::from_secs(20);

/// Columns that may have decimals.
const DECIMALS: [&str; 3] = ["handling_time_seconds", "aht_seconds", "asa_seconds"];

/// The answer with the file; nothing where it would have no row.
pub(super) async fn made(
    site: &Site,
    viewer: &Viewer,
    integration: &Integration,
    wanted: Wanted,
    semicolons: bool,
) -> Result<Result<Option<Response>, IngestError>, PageError> {
    let crowded = || PageError::because(StatusCode::SERVICE_UNAVAILABLE, "refused-crowded");
    let share = site.streams.take(&viewer.context.account, PATIENCE).await.ok_or_else(crowded)?;
    let (context, of, runtime) = (viewer.context.clone(), integration.clone(), Handle::current());
    let is_csv = wanted.for_spreadsheets;
    // Figures are read and written by turns, which holds up no other request here. The share goes along: whoever goes
    // away ends no work that has begun.
    let making = tokio::task::spawn_blocking(move || {
        let mut out = BufWriter::new(tempfile::tempfile().map_err(IngestError::Rows)?);
        let made = runtime.block_on(write(&context, &of, &wanted, &mut out))?;
        let mut file = out.into_inner().map_err(|error| IngestError::Rows(error.into_error()))?;
        file.rewind().map_err(IngestError::Rows)?;
        if semicolons && is_csv {
            file = with_semicolons(file).map_err(IngestError::Rows)?;
        }
        Ok::<_, IngestError>((made, file, share))
    });
    let made = making.await.map_err(|error| {
        tracing::error!(%error, "an export could not be made");
        PageError::of(StatusCode::INTERNAL_SERVER_ERROR)
    })?;
    let (made, file, share) = match made {
        Ok((Some(made), file, share)) => (made, file, share),
        Ok((None, ..)) => return Ok(Ok(None)),
        Err(error) => return Ok(Err(error)),
    };
    let body = Body::from_stream(streams::paced(stream::iter(Pieces(file)), share));
    Ok(Ok(Some((headers(&made), body).into_response())))
}

fn headers(made: &Made) -> [(header::HeaderName, String); 3] {
    let plain: String = made.name.chars().map(|c| if c.is_ascii() { c } else { '-' }).collect();
    let whole = crate::pages::address::encoded(&made.name);
    let name = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}");
    [
        (header::CONTENT_TYPE, made.media_type.to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ]
}

/// The same table as spreadsheets of most countries read it: semicolons between cells, commas before decimals, and a
/// mark in front that says it is UTF-8.
fn with_semicolons(file: File) -> io::Result<File> {
    let mut out = tempfile::tempfile()?;
    out.write_all("\u{feff}".as_bytes())?;
    let mut reader = csv::Reader::from_reader(BufReader::new(file));
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(BufWriter::new(out));
    let columns = reader.headers()?.clone();
    writer.write_record(&columns)?;
    let has_decimals: Vec<bool> = columns.iter().map(|name| DECIMALS.contains(&name)).collect();
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row)? {
        for (cell, has_decimals) in row.iter().zip(&has_decimals) {
            if *has_decimals {
                writer.write_field(cell.replace('.', ","))?;
            } else {
                writer.write_field(cell)?;
            }
        }
        writer.write_record(None::<&[u8]>)?;
    }
    let out = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    let mut out = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    out.rewind()?;
    Ok(out)
}

/// The file, a piece at a time.
struct Pieces(File);

impl Iterator for Pieces {
    type Item = io::Result<Bytes>;

    fn next(&mut self) -> Option<io::Result<Bytes>> {
        let mut piece = Vec::with_capacity(PIECE);
        let limit = u64::try_from(PIECE).unwrap_or(u64::MAX);
        let read = (&self.0).take(limit).read_to_end(&mut piece);
        (!matches!(read, Ok(0))).then(|| read.map(|_| Bytes::from(piece)))
    }
}

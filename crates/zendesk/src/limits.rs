//! How much is taken of what the other side sends. What it sends may be anything: a broken or hostile server
//! must not grow the program beyond its means. No account comes near these limits.

use reqwest::Response;

/// Bytes of an answer, after decompression: a page of a thousand heavy events has a few million.
pub(crate) const MOST_BYTES: usize = 64 << 20;

/// Bytes of an error's answer, and of one that gives an access token.
pub(crate) const MOST_BYTES_OF_A_WORD: usize = 64 << 10;

/// Rows of a page. Exports give a thousand; lists that come unpaged give all.
pub(crate) const MOST_ROWS_OF_A_PAGE: usize = 100_000;

/// Bytes that the members of lists within a page's rows take up once they are decoded: an empty member is
/// three letters, and hundreds of bytes in memory.
pub(crate) const MOST_BYTES_OF_MEMBERS: usize = 64 << 20;

/// Members of a list or object that is looked into as it stood in the answer.
pub(crate) const MOST_MEMBERS: usize = 2_000_000;

/// Pages of a list.
pub(crate) const MOST_PAGES: usize = 2_000;

/// Rows of a list.
pub(crate) const MOST_ROWS: usize = 1_000_000;

/// Bytes of a list's pages together.
pub(crate) const MOST_BYTES_OF_A_LIST: usize = 128 << 20;

/// What was read of a body.
pub(crate) struct Body {
    pub(crate) bytes: Vec<u8>,
    /// Whether that is all of it.
    pub(crate) is_whole: bool,
}

/// Reads a body up to a number of bytes after decompression. What is beyond them is never fetched.
pub(crate) async fn read(mut answer: Response, most: usize) -> Result<Body, reqwest::Error> {
    let told = answer.content_length().and_then(|length| usize::try_from(length).ok());
    let mut bytes = Vec::with_capacity(told.unwrap_or(0).min(most));
    while let Some(chunk) = answer.chunk().await? {
        let room = most - bytes.len();
        if chunk.len() > room {
            bytes.extend_from_slice(&chunk[..room]);
            return Ok(Body { bytes, is_whole: false });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Body { bytes, is_whole: true })
}

//! Texts of others on a terminal: shown, and never obeyed.

use std::io::{self, Write};
use std::str;

use inflow_app::figures::words::hides;

/// A text without characters that a terminal obeys or does not show, but for those that are meant.
pub(crate) fn harmless(text: &str, meant: &[char]) -> String {
    let shown = |char| if hides(char) && !meant.contains(&char) { '\u{fffd}' } else { char };
    text.chars().map(shown).collect()
}

/// Writes to a terminal. Lines and columns are the program's own; no other control reaches it.
pub(crate) struct Harmless<W> {
    out: W,
    /// The begin of a character whose end is still to come.
    begun: Vec<u8>,
}

impl<W: Write> Harmless<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, begun: Vec::new() }
    }
}

impl<W: Write> Write for Harmless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begun.extend_from_slice(bytes);
        let end = match str::from_utf8(&self.begun) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.begun.len(),
        };
        let text = String::from_utf8_lossy(&self.begun[..end]);
        self.out.write_all(harmless(&text, &['\n', '\t']).as_bytes())?;
        self.begun.drain(..end);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_in_pieces_stay_whole_and_controls_go() {
        let text = "é\u{1b}]0;title\u{7}\u{9b}2J\u{202e}日本\tx\n";
        let mut whole = Harmless::new(Vec::new());
        whole.write_all(text.as_bytes()).expect("written");
        let mut pieces = Harmless::new(Vec::new());
        for byte in text.bytes() {
            pieces.write_all(&[byte]).expect("written");
        }
        assert_eq!(pieces.out, whole.out);
        let shown = String::from_utf8(whole.out).expect("UTF-8");
        assert_eq!(shown, "é\u{fffd}]0;title\u{fffd}\u{fffd}2J\u{fffd}日本\tx\n");
    }
}

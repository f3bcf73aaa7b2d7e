//! Changes of an input: of its bytes, and of the words, numbers and texts that it is made of.

use std::ops::Range;

use rand::Rng as _;
use rand::SeedableRng as _;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;

/// What is odd to nearly everything that reads text.
const ODD: [&str; 40] = [
    "",
    "0",
    "-1",
    "-0.0",
    "1e400",
    "1e-400",
    "0.1",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "18446744073709551616",
    "99999999999999999999999999999999999999999999999999",
    "4294967296",
    "2147483648",
    "null",
    "true",
    "NaN",
    "\"\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"9999-12-31T23:59:59Z\"",
    "\"-262144-01-01T00:00:00Z\"",
    "\"2026-03-29T02:30:00\"",
    "[]",
    "{}",
    "[[[[[[[[[[[[[[[[",
    "{\"id\":{\"id\":{\"id\":",
    ",",
    ":",
    "\"",
    "\\",
    "%00",
    "%",
    "&",
    "=",
    "\n",
    "\r\n\r\n",
    "\u{202e}",
    "\u{1f469}\u{200d}\u{1f52c}",
    "\u{0}",
];

/// Bytes that end or begin a range.
const EDGES: [u8; 8] = [0, 1, 0x7f, 0x80, 0xc0, 0xfe, 0xff, b'"'];

pub(crate) struct Mutator {
    dice: ChaCha8Rng,
    words: Vec<Vec<u8>>,
}

impl Mutator {
    pub(crate) fn new(seed: u64, words: Vec<Vec<u8>>) -> Self {
        Self { dice: ChaCha8Rng::seed_from_u64(seed), words }
    }

    /// One of the inputs, changed in one to five ways.
    pub(crate) fn changed(&mut self, pool: &[Vec<u8>], most_bytes: usize) -> Vec<u8> {
        let mut input = pool.choose(&mut self.dice).cloned().unwrap_or_default();
        for _ in 0..self.dice.random_range(1..=5) {
            self.change(&mut input, pool);
        }
        input.truncate(most_bytes);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, pool: &[Vec<u8>]) {
        let (range, word) = (self.range(input.len()), self.word());
        let at = range.start;
        match self.dice.random_range(0..14) {
            0 => self.flip(input),
            1 => self.set(input, |_| None),
            2 => self.set(input, |dice| EDGES.choose(dice).copied()),
            3 => drop(input.drain(range)),
            4 => drop(input.splice(at..at, word)),
            5 => drop(input.splice(range, word)),
            6 => input.truncate(at),
            7 => {
                let part = input[range].to_vec();
                let to = self.place(input.len());
                input.splice(to..to, part);
            }
            8 => {
                let times = 1 << self.dice.random_range(0..10);
                let part = input[range].repeat(times);
                input.splice(at..at, part.into_iter().take(1 << 16));
            }
            9 => {
                let other = pool.choose(&mut self.dice).cloned().unwrap_or_default();
                let part = self.range(other.len());
                input.splice(range, other[part].iter().copied());
            }
            10 => {
                let bytes: Vec<u8> =
                    (0..self.dice.random_range(1..9)).map(|_| self.dice.random()).collect();
                input.splice(at..at, bytes);
            }
            11 | 12 => {
                let token = token_around(input, at);
                input.splice(token, word);
            }
            _ => {
                let (one, to) = (token_around(input, at), self.place(input.len()));
                let text = input[one].to_vec();
                let other = token_around(input, to);
                input.splice(other, text);
            }
        }
    }

    fn flip(&mut self, input: &mut [u8]) {
        let bit = 1 << self.dice.random_range(0..8);
        if let Some(place) = (!input.is_empty()).then(|| self.place(input.len() - 1)) {
            input[place] ^= bit;
        }
    }

    fn set(&mut self, input: &mut [u8], to: impl Fn(&mut ChaCha8Rng) -> Option<u8>) {
        if !input.is_empty() {
            let place = self.place(input.len() - 1);
            input[place] = to(&mut self.dice).unwrap_or_else(|| self.dice.random());
        }
    }

    fn word(&mut self) -> Vec<u8> {
        let own = self.words.choose(&mut self.dice).filter(|_| self.dice.random());
        let odd = ODD.choose(&mut self.dice).map(|word| word.as_bytes().to_vec());
        own.cloned().or(odd).unwrap_or_default()
    }

    fn place(&mut self, most: usize) -> usize {
        self.dice.random_range(0..=most)
    }

    /// A part of an input, mostly a short one.
    fn range(&mut self, length: usize) -> Range<usize> {
        let begin = self.place(length);
        let most = if self.dice.random_ratio(1, 8) { length } else { 24 };
        let end = begin + self.dice.random_range(0..=most.min(length - begin));
        begin..end
    }
}

/// The word, number or quoted text that a place belongs to.
fn token_around(input: &[u8], at: usize) -> Range<usize> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.+-%:@".contains(byte);
    let begin = input[..at].iter().rev().take_while(|byte| is_part(byte)).count();
    let end = input[at..].iter().take_while(|byte| is_part(byte)).count();
    let (mut begin, mut end) = (at - begin, at + end);
    // With its quotes, so that a text may become a number.
    if begin > 0 && input[begin - 1] == b'"' && input.get(end) == Some(&b'"') {
        (begin, end) = (begin - 1, end + 1);
    }
    begin..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_with_their_quotes() {
        let text = br#"{"id": -15, "a b"}"#;
        for (at, token) in [(2, r#""id""#), (8, "-15"), (0, ""), (14, "a"), (18, "")] {
            let range = token_around(text, at);
            assert_eq!(&text[range], token.as_bytes(), "{at}");
        }
    }

    #[test]
    fn anything_can_be_changed() {
        let mut mutator = Mutator::new(1, vec![b"own".to_vec()]);
        let mut pool = vec![Vec::new(), b"{\"id\":1}".to_vec()];
        for _ in 0..5_000 {
            let input = mutator.changed(&pool, 500);
            assert!(input.len() <= 500);
            if pool.len() < 100 {
                pool.push(input);
            }
        }
    }
}

//! Replacements: the same for the same original through one recording, and made with a secret that is forgotten
//! with it, so that nobody can try originals until one fits.

use std::collections::{HashMap, HashSet};

use sha2::{Digest as _, Sha256};

use crate::error::Error;

/// Letters of a replaced word: no vowels, so that no real word comes out.
const LETTERS: &[u8; 20] = b"bcdfghjklmnpqrstvwxz";

/// Letters that make two words' replacements differ in practice: 20^10 of them.
const WORD_LENGTH: usize = 10;

/// Numbers of up to this many digits are amounts and counts; longer ones may be a customer's.
const SHORT_NUMBER_DIGITS: usize = 6;

const SECONDS_OF_A_YEAR: i64 = 31_556_952;

/// Makes replacements.
pub(crate) struct Replacements {
    secret: [u8; 32],
    this_year: i64,
    phones: HashMap<String, String>,
    taken_phones: HashSet<String>,
}

impl Replacements {
    /// Replacements with a secret of their own.
    #[expect(
        clippy::disallowed_methods,
        reason = "the secret of one recording, which is never kept"
    )]
    pub(crate) fn new(now: i64) -> Result<Self, Error> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| Error::Start(error.to_string().into()))?;
        Ok(Self {
            secret,
            this_year: 1970 + now / SECONDS_OF_A_YEAR,
            phones: HashMap::new(),
            taken_phones: HashSet::new(),
        })
    }

    fn hash(&self, original: &str) -> [u8; 32] {
        Sha256::new().chain_update(self.secret).chain_update(original).finalize().into()
    }

    /// One word for a text of any length; its case tells originals apart.
    pub(crate) fn word(&self, original: &str) -> String {
        let hash = self.hash(original);
        let letter = |byte: &u8| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]);
        hash.iter().take(WORD_LENGTH).map(letter).collect()
    }

    /// Each run of letters and digits by a word, whatever its case: a text whose words and phrases match as
    /// before. An `@` would make what is left look like an address.
    pub(crate) fn prose(&self, original: &str) -> String {
        let lower = original.to_lowercase();
        let mut replaced = String::with_capacity(lower.len());
        let mut word = String::new();
        for letter in lower.chars().chain(['\0']) {
            if letter.is_alphanumeric() {
                word.push(letter);
                continue;
            }
            if !word.is_empty() {
                replaced.push_str(&self.word(&word));
                word.clear();
            }
            replaced.push(if letter == '@' { '~' } else { letter });
        }
        replaced.pop();
        replaced
    }

    /// Each item of a list separated by spaces: tags and values, which match as a whole and by their case.
    pub(crate) fn items(&self, original: &str) -> String {
        let items = original.split_whitespace().map(|item| self.word(item));
        items.collect::<Vec<_>>().join(" ")
    }

    /// An address with its form, so that its local part alone still matches.
    pub(crate) fn email(&self, original: &str) -> String {
        match original.split_once('@') {
            Some((local, domain)) => {
                format!("{}@{}.example.com", self.word(local), self.word(domain))
            }
            None if original.trim().is_empty() => original.to_owned(),
            None => self.word(original),
        }
    }

    /// Another number in the range that is reserved for tests, one for each original, in E.164.
    pub(crate) fn phone(&mut self, original: &str) -> String {
        let digits: String = original.chars().filter(char::is_ascii_digit).collect();
        if digits.is_empty() {
            return self.prose(original);
        }
        if let Some(known) = self.phones.get(&digits) {
            return known.clone();
        }
        let hash = self.hash(&digits);
        let mut number =
            hash[..8].iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let replaced = loop {
            let candidate = format!("+1{}55501{:02}", 201 + number / 100 % 789, number % 100);
            if self.taken_phones.insert(candidate.clone()) {
                break candidate;
            }
            number = number.wrapping_add(1);
        };
        self.phones.insert(digits, replaced.clone());
        replaced
    }

    /// A number as it is written, kept where it is short. A long one keeps its length, so that it compares with
    /// short ones as before. None where it is no number.
    pub(crate) fn number(&self, original: &str) -> Option<String> {
        let text = original.trim();
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let odd = whole.is_empty() || (whole.len() > 1 && whole.starts_with('0'));
        if odd || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        if whole.len() + fraction.len() <= SHORT_NUMBER_DIGITS {
            return Some(text.to_owned());
        }
        let canonical = format!("{whole}.{}", fraction.trim_end_matches('0'));
        let hash = self.hash(&canonical);
        let digit = |place: usize| char::from(b'0' + hash[place % hash.len()] % 10);
        let rest: String = (1..whole.len()).map(digit).collect();
        let sign = if text.starts_with('-') { "-" } else { "" };
        Some(format!("{sign}1{rest}"))
    }

    /// A day, kept where it lies near the present. None where it is no day.
    pub(crate) fn date(&self, original: &str) -> Option<String> {
        let day = original.get(..10).filter(|day| is_day(day))?;
        let rest = &original[10..];
        if !rest.is_empty() && !is_time(original) {
            return None;
        }
        let year: i64 = day[..4].parse().ok()?;
        let hash = self.hash(day);
        let century = match year - self.this_year {
            ..=-6 => "19",
            6.. => "21",
            _ => return Some(original.to_owned()),
        };
        let (years, month, day) = (hash[0] % 70, hash[1] % 12 + 1, hash[2] % 28 + 1);
        Some(format!("{century}{years:02}-{month:02}-{day:02}{rest}"))
    }
}

fn is_day(text: &str) -> bool {
    text.bytes().enumerate().all(|(place, byte)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    })
}

/// Whether a text is an instant or a day and nothing else.
pub(crate) fn is_time(text: &str) -> bool {
    let marks = |byte: u8| byte.is_ascii_digit() || b"-:.+TZ ".contains(&byte);
    text.len() <= 35
        && text.get(..10).is_some_and(is_day)
        && text[10..].bytes().all(marks)
        && text[10..].bytes().filter(u8::is_ascii_digit).count() <= 19
}

//! Tries what reads bytes (a decoder, a form, a command line) with ever more odd ones, and measures what that costs.
//! For tests alone: no part of the program uses it.
//!
//! It knows nothing of what it tries. A [`Target`] is given seeds, which are usual input, and changes them again and
//! again. Input that led to something new is changed further, so that it gets deeper than chance would. A panic, too
//! much memory or too much time fails the test; what caused that is cut short, kept as a file of the crate's
//! `tests/corpus`, and tried first from then on.
//!
//! Without `INFLOW_FUZZ_SECONDS` a target makes the same few hundred tries at each run, as any other test; with it, it goes
//! on for so long, each time another way. `cargo xtask fuzz` sets it. [`in_proportion`] is for sizes instead of oddities.

mod measure;
mod mutate;

use std::collections::HashSet;
use std::fmt::Write as _;
use std::hash::{BuildHasher as _, DefaultHasher, Hash, Hasher as _, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub use crate::measure::in_proportion;
use crate::measure::{Cost, measured};
use crate::mutate::Mutator;

/// How long each target is tried, in seconds.
pub const SECONDS_VARIABLE: &str = "INFLOW_FUZZ_SECONDS";

/// Tries of a target where no time is told.
const TRIES: u64 = 400;

/// Such tries end after so long, whatever is left of them.
const LONGEST_FIXED: Duration = Duration::from_secs(2);

/// Bytes of an input. Larger ones are the matter of [`in_proportion`].
const MOST_BYTES: usize = 32 << 10;

/// Inputs that are changed further.
const MOST_KEPT: usize = 4_096;

/// Tries of a shorter input that fails as well.
const TRIES_OF_SHORTENING: usize = 400;

/// What may be spent on an input, and for each of its bytes beside that.
const MOST_MEMORY: usize = 8 << 20;
const MOST_MEMORY_OF_A_BYTE: usize = 1 << 10;
const MOST_TIME: Duration = Duration::from_millis(400);
const MOST_TIME_OF_A_BYTE: Duration = Duration::from_micros(40);

/// Time is measured again before it counts as too long: a busy machine is no fault.
const MEASURED_AGAIN: usize = 4;

/// Something that reads bytes which others wrote.
#[derive(Debug)]
pub struct Target {
    name: &'static str,
    corpus: PathBuf,
    seeds: Vec<Vec<u8>>,
    words: Vec<Vec<u8>>,
}

impl Target {
    /// A target of the crate in this folder (`env!("CARGO_MANIFEST_DIR")`). The name is that of its folder in the corpus.
    pub fn new(folder: &str, name: &'static str) -> Self {
        let corpus = Path::new(folder).join("tests/corpus").join(name);
        Self { name, corpus, seeds: Vec::new(), words: Vec::new() }
    }

    /// Usual input, to begin with.
    #[must_use]
    pub fn seeds<S: Into<Vec<u8>>>(mut self, seeds: impl IntoIterator<Item = S>) -> Self {
        let short = seeds.into_iter().map(Into::into).filter(|seed| seed.len() <= MOST_BYTES);
        self.seeds.extend(short);
        self
    }

    /// The JSON files of a folder, and of those in it, whose names begin so.
    ///
    /// # Panics
    ///
    /// Where there are none.
    #[must_use]
    pub fn files(self, folder: &Path, beginning: &str) -> Self {
        let is_wanted = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(beginning) && name.ends_with(".json")
        };
        let mut found = Vec::new();
        read_files(folder, &is_wanted, &mut found);
        assert!(!found.is_empty(), "{} has no {beginning}", folder.display());
        self.seeds(found)
    }

    /// Words that mean something to the target, put in here and there.
    #[must_use]
    pub fn words<'a>(mut self, words: impl IntoIterator<Item = &'a str>) -> Self {
        self.words.extend(words.into_iter().map(|word| word.as_bytes().to_vec()));
        self
    }

    /// Tries the target. What `read` returns tells outcomes apart: an input with an outcome that none had before is
    /// changed further.
    ///
    /// # Panics
    ///
    /// Where an input makes it panic, or costs more than it may.
    pub fn check<O: Hash>(self, mut read: impl FnMut(&[u8]) -> O) {
        let mut kept = Vec::new();
        read_files(&self.corpus, &|_| true, &mut kept);
        let mut trial = Trial { seen: HashSet::new(), pool: Vec::new() };
        let mut attempt = |input: &[u8]| attempt(input, &mut read);
        for input in kept.into_iter().chain(self.seeds.clone()) {
            let outcome = attempt(&input);
            let outcome = outcome.unwrap_or_else(|fault| self.fail(&input, &fault, &mut attempt));
            trial.seen.insert(outcome);
            trial.pool.push(input);
        }
        if trial.pool.is_empty() {
            trial.pool.push(Vec::new());
        }
        let mut time = Time::told();
        let mut mutator = Mutator::new(time.seed(self.name), self.words.clone());
        while time.goes_on() {
            let input = mutator.changed(&trial.pool, MOST_BYTES);
            match attempt(&input) {
                Ok(outcome) => trial.note(outcome, input),
                Err(fault) => self.fail(&input, &fault, &mut attempt),
            }
        }
        if time.is_told {
            let (tries, outcomes) = (time.tries, trial.seen.len());
            let told = format!("fuzz {}: {tries} tries, {outcomes} outcomes\n", self.name);
            let _ = std::io::Write::write_all(&mut std::io::stderr(), told.as_bytes());
        }
    }

    /// Keeps the shortest input that can be found with the same kind of fault, and fails.
    fn fail(
        &self,
        input: &[u8],
        fault: &str,
        attempt: &mut impl FnMut(&[u8]) -> Result<u64, String>,
    ) -> ! {
        let is_panic = fault.starts_with(PANICS);
        let mut fails = |input: &[u8]| {
            attempt(input).err().filter(|other| other.starts_with(PANICS) == is_panic)
        };
        let (short, fault) = shortened(input, fault, &mut fails);
        let mut hasher = DefaultHasher::new();
        short.hash(&mut hasher);
        let file = self.corpus.join(format!("{:016x}", hasher.finish()));
        let saved =
            std::fs::create_dir_all(&self.corpus).and_then(|()| std::fs::write(&file, &short));
        let place = saved.map_or_else(|error| error.to_string(), |()| file.display().to_string());
        panic!(
            "{}: an input of {} bytes {fault}\n  kept as {place}\n  {}",
            self.name,
            short.len(),
            printable(&short)
        );
    }
}

/// Inputs that led to something new.
struct Trial {
    seen: HashSet<u64>,
    pool: Vec<Vec<u8>>,
}

impl Trial {
    fn note(&mut self, outcome: u64, input: Vec<u8>) {
        if self.pool.len() < MOST_KEPT && self.seen.insert(outcome) {
            self.pool.push(input);
        }
    }
}

/// How long a target is tried.
struct Time {
    is_told: bool,
    end: Instant,
    tries: u64,
}

impl Time {
    fn told() -> Self {
        let told = std::env::var(SECONDS_VARIABLE).ok().filter(|told| !told.is_empty());
        let seconds = told.map(|told| told.parse().expect("INFLOW_FUZZ_SECONDS is a number"));
        let length = seconds.map_or(LONGEST_FIXED, Duration::from_secs);
        Self { is_told: seconds.is_some(), end: Instant::now() + length, tries: 0 }
    }

    /// Where the changes begin: the same at each run, or anywhere.
    fn seed(&self, name: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        if self.is_told { RandomState::new().hash_one(name) } else { hasher.finish() }
    }

    fn goes_on(&mut self) -> bool {
        self.tries += 1;
        (self.is_told || self.tries <= TRIES) && Instant::now() < self.end
    }
}

const PANICS: &str = "panics";

/// Reads an input once, or again where it took long; what came of it, or what is wrong with that.
fn attempt<O: Hash>(input: &[u8], read: &mut impl FnMut(&[u8]) -> O) -> Result<u64, String> {
    let most_memory = MOST_MEMORY + input.len() * MOST_MEMORY_OF_A_BYTE;
    let length = u32::try_from(input.len()).unwrap_or(u32::MAX);
    let most_time = MOST_TIME + MOST_TIME_OF_A_BYTE * length;
    let mut quickest = Duration::MAX;
    for _ in 0..MEASURED_AGAIN {
        let (outcome, Cost { time, memory }) =
            measured(|| catch_unwind(AssertUnwindSafe(|| read(input))));
        let outcome = outcome.map_err(|cause| format!("{PANICS}: {}", told(&*cause)))?;
        if memory > most_memory {
            return Err(format!("takes {memory} bytes of memory"));
        }
        if time <= most_time {
            let mut hasher = DefaultHasher::new();
            outcome.hash(&mut hasher);
            return Ok(hasher.finish());
        }
        quickest = quickest.min(time);
    }
    Err(format!("takes {quickest:?} of processor time"))
}

/// What a panic said.
fn told(cause: &(dyn std::any::Any + Send)) -> String {
    let text = cause.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| cause.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// Takes parts out, halves first, as long as the rest fails as well.
fn shortened(
    input: &[u8],
    fault: &str,
    fails: &mut impl FnMut(&[u8]) -> Option<String>,
) -> (Vec<u8>, String) {
    let (mut input, mut fault) = (input.to_vec(), fault.to_owned());
    let (mut part, mut tries) = (input.len().div_ceil(2), 0);
    while part > 0 && tries < TRIES_OF_SHORTENING {
        let mut at = 0;
        while at < input.len() && tries < TRIES_OF_SHORTENING {
            tries += 1;
            let end = (at + part).min(input.len());
            let shorter = [&input[..at], &input[end..]].concat();
            match fails(&shorter) {
                Some(same) => (input, fault) = (shorter, same),
                None => at = end,
            }
        }
        part /= 2;
    }
    (input, fault)
}

fn printable(input: &[u8]) -> String {
    let mut text = String::new();
    for byte in input.iter().take(400) {
        let _ = write!(text, "{}", byte.escape_ascii());
    }
    text
}

/// Reads the files below a folder that are wanted, in the order of their names.
fn read_files(folder: &Path, is_wanted: &dyn Fn(&Path) -> bool, found: &mut Vec<Vec<u8>>) {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read_files(&path, is_wanted, found);
        } else if is_wanted(&path) {
            found.extend(std::fs::read(&path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(read: impl FnMut(&[u8])) -> String {
        let folder = std::env::temp_dir().join(format!("inflow-fuzz-{}", std::process::id()));
        let target = Target::new(folder.to_str().expect("a path"), "own");
        let target = target.seeds(["{\"id\":1}"]).words(["tags"]);
        let outcome = catch_unwind(AssertUnwindSafe(|| target.check(read)));
        std::fs::remove_dir_all(&folder).ok();
        told(&*outcome.expect_err("a fault"))
    }

    #[test]
    fn a_panic_is_found_and_its_input_is_cut_short() {
        let fault = fault(|input| {
            assert!(!input.windows(4).any(|word| word == b"tags"), "tags are unheard of");
        });
        assert!(fault.starts_with("own: an input of 4 bytes panics: tags are"), "{fault}");
        assert!(fault.ends_with("\n  tags"), "{fault}");
    }

    #[test]
    fn too_much_memory_is_found() {
        let fault = fault(|input| {
            let length = if input.starts_with(b"{") { 0 } else { 1 << 26 };
            drop(std::hint::black_box(Vec::<u8>::with_capacity(length)));
        });
        assert!(fault.starts_with("own: an input of 0 bytes takes 67108864 bytes"), "{fault}");
    }

    #[test]
    fn time_without_an_end_is_found() {
        let slow = Duration::from_millis(450);
        let mut read = |_: &[u8]| {
            let begin = measure::thread_time();
            while measure::thread_time() < begin + slow {}
        };
        let fault = attempt(b"{}", &mut read).expect_err("too slow");
        assert!(fault.ends_with("of processor time"), "{fault}");
    }
}

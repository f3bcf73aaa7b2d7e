//! Pictures of pages, and what is checked of every page that a picture is taken of.

use std::fs;
use std::path::{Path, PathBuf};

use crate::browser::{Browser, Look};

/// Names axe-core's script, which finds what keeps people from using a page.
const AXE: &str = "INFLOW_TEST_AXE";

/// No page is shown further down than this many pixels.
const MOST_HIGH: u32 = 3_000;

/// A folder of pictures.
pub(crate) struct Gallery {
    folder: PathBuf,
    axe: Option<String>,
    wrong: Vec<String>,
    taken: usize,
}

impl Gallery {
    /// An empty folder in `target/browser`. Without axe-core pages are not checked by it, which is said,
    /// and which continuous integration refuses.
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../browser").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        let folder = folder.canonicalize().expect("a folder");
        let axe = std::env::var(AXE).ok();
        if axe.is_none() {
            let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
            assert!(!in_ci, "{AXE} names no script: nobody would look for barriers");
            eprintln!("SKIPPED: axe-core looks at no page, for {AXE} names no script");
        }
        let axe = axe.map(|path| fs::read_to_string(path).expect("axe-core's script"));
        Self { folder, axe, wrong: Vec::new(), taken: 0 }
    }

    /// Looks at the page on a phone, in the dark and on a desk, leaves pictures of it, and notes what is
    /// wrong with it.
    pub(crate) async fn shows(&mut self, browser: &Browser, name: &str) {
        self.taken += 1;
        for look in Look::ALL {
            browser.looks(look).await;
            browser.settles().await;
            let file = format!("{:02}-{name}-{}.png", self.taken, look.name());
            let picture = browser.picture(MOST_HIGH, 1.0).await;
            fs::write(self.folder.join(file), picture).expect("a picture");
            // A picture of all of a page is taken in a larger window.
            browser.settles().await;
            let overhanging = browser.overhanging().await;
            if !overhanging.is_empty() {
                self.wrong.push(format!("{name} ({look:?}) is too wide: {overhanging:?}"));
            }
            if let Some(axe) = &self.axe {
                let barriers = browser.barriers(axe).await;
                self.wrong.extend(barriers.iter().map(|text| format!("{name} ({look:?}): {text}")));
            }
        }
    }

    /// Says where the pictures are, and fails where a page was wrong.
    pub(crate) fn closes(self) {
        eprintln!("{} pages are pictured in {}", self.taken, self.folder.display());
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
    }
}

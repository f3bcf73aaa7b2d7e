//! The page of the tour: its commands, and where their output stands.

/// A block of commands with what they print.
const BLOCK: &str = "```console";
/// One whose output depends on the day: its commands must succeed, and their output has as many
/// lines.
const BLOCK_OF_ITS_DAY: &str = "```console of its day";

/// The commands that the tour begins with: its first indented block, with continued lines joined.
pub(crate) fn preparation(page: &str) -> Vec<String> {
    let lines = page.lines().skip_while(|line| !line.starts_with("    "));
    let block: Vec<&str> =
        lines.take_while(|line| line.starts_with("    ")).map(str::trim).collect();
    let joined = block.join("\n").replace("\\\n", " ");
    joined.lines().filter(|line| line.starts_with("inflow ")).map(str::to_owned).collect()
}

/// The page with what its commands print now.
pub(crate) fn filled(page: &str, mut output_of: impl FnMut(&str) -> String) -> String {
    let mut shown = String::new();
    let mut inside = false;
    for line in page.lines() {
        if line.starts_with("```") {
            inside = line.starts_with(BLOCK);
        }
        let command = line.strip_prefix("$ ").filter(|_| inside);
        if !inside || command.is_some() || line.starts_with("```") {
            shown.push_str(line);
            shown.push('\n');
        }
        if let Some(command) = command {
            shown.push_str(&output_of(command));
        }
    }
    shown
}

/// The page with the letters and digits of such output taken out.
pub(crate) fn without_what_is_of_its_day(page: &str) -> String {
    let mut of_its_day = false;
    let mut kept = String::new();
    for line in page.lines() {
        if line.starts_with("```") {
            of_its_day = line == BLOCK_OF_ITS_DAY;
        }
        if of_its_day && !line.starts_with("$ ") && !line.starts_with("```") {
            kept.push_str("(a line)\n");
        } else {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

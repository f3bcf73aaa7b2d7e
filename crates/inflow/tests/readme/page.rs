//! Taking the README apart.

/// Lines of the README that are set off as something typed or printed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// Commands, each on one line and without the remark behind it.
    Commands(Vec<String>),
    /// What a command prints.
    Output(Vec<String>),
}

/// All blocks, in their order.
pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    for line in page.lines().chain([""]) {
        if let Some(line) = line.strip_prefix("    ") {
            lines.push(line);
        } else if !lines.is_empty() {
            blocks.push(block(&std::mem::take(&mut lines)));
        }
    }
    blocks
}

fn block(lines: &[&str]) -> Block {
    if lines[0].ends_with(':') {
        return Block::Output(lines.iter().map(|line| (*line).to_owned()).collect());
    }
    let whole = lines.join("\n").replace("\\\n", " ");
    Block::Commands(whole.lines().map(command).collect())
}

/// A command without the remark behind it, and with single spaces outside of remarks.
fn command(line: &str) -> String {
    let typed = line.split_once("  # ").map_or(line, |(typed, _)| typed);
    let mut words = String::new();
    for word in typed.split(' ').filter(|word| !word.is_empty()) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

/// The columns of a printed table, which two spaces at least part.
pub(crate) fn columns(line: &str) -> Vec<String> {
    line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(ToOwned::to_owned).collect()
}

/// Commands of the program or of cargo that stand within a sentence.
pub(crate) fn inline_commands(page: &str) -> Vec<String> {
    let sentences: Vec<&str> = page.lines().filter(|line| !line.starts_with("    ")).collect();
    let text = sentences.join("\n");
    let quoted = text.split('`').skip(1).step_by(2);
    let commands = quoted.filter(|code| code.starts_with("inflow ") || code.starts_with("cargo "));
    commands.map(|code| code.replace('\n', " ")).collect()
}

#[test]
fn a_page_is_taken_apart() {
    let page = "Look at `inflow\nqueues` or `this`:\n\n    Queues:\n    a  1\n\n    \
                inflow add \\\n        --now  # a remark\n    inflow go\n";
    let commands = vec!["inflow add --now".to_owned(), "inflow go".to_owned()];
    let output = vec!["Queues:".to_owned(), "a  1".to_owned()];
    assert_eq!(blocks(page), [Block::Output(output), Block::Commands(commands)]);
    assert_eq!(inline_commands("Try `inflow serve --now` or `a`"), ["inflow serve --now"]);
    assert_eq!(columns("a (b)   1      2.5"), ["a (b)", "1", "2.5"]);
}

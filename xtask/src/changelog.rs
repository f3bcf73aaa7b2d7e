//! CHANGELOG.md has a part for the version that Cargo.toml names, above those of older ones.

use std::fs;

use anyhow::{Context as _, Result, ensure};

use crate::process::Workspace;

const DOCUMENT: &str = "CHANGELOG.md";

/// The workspace's version, which xtask shares.
const VERSION: &str = env!("CARGO_PKG_VERSION");

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let text = fs::read_to_string(workspace.root().join(DOCUMENT))
        .with_context(|| format!("{DOCUMENT} cannot be read"))?;
    check(&text, VERSION)?;
    println!("{DOCUMENT}: {VERSION}");
    Ok(())
}

/// What is wrong with a changelog of this version.
fn check(text: &str, version: &str) -> Result<()> {
    let headings: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let versions = headings.iter().filter(|heading| **heading != "Unreleased");
    let versions: Vec<&str> =
        versions.map(|heading| heading.split(' ').next().unwrap_or_default()).collect();
    let newest =
        versions.first().with_context(|| format!("{DOCUMENT} has no part of a version"))?;
    ensure!(
        *newest == version,
        "the newest version of {DOCUMENT} is {newest}, that of Cargo.toml is {version}: write what \
         changed under \"## {version}\""
    );
    let numbers =
        versions.iter().map(|version| number(version)).collect::<Option<Vec<_>>>().with_context(
            || format!("a heading of {DOCUMENT} is no version: {}", versions.join(", ")),
        )?;
    ensure!(
        numbers.is_sorted_by(|newer, older| newer > older),
        "the versions of {DOCUMENT} are not in their order, newest first: {}",
        versions.join(", ")
    );
    let is_late = headings.iter().skip(1).any(|heading| *heading == "Unreleased");
    ensure!(!is_late, "what is unreleased stands above the versions in {DOCUMENT}");
    Ok(())
}

/// A version's three numbers.
fn number(version: &str) -> Option<[u64; 3]> {
    let mut parts = version.split('.').map(|part| part.parse().ok());
    let number = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        check(text, "0.2.0").expect_err(text).to_string()
    }

    #[test]
    fn the_newest_part_is_that_of_the_workspace() {
        check("# Changes\n\n## 0.2.0 (2026-12-01)\n\n- a\n\n## 0.1.0\n", "0.2.0").expect("it is");
        check("## Unreleased\n- b\n## 0.2.0\n### For planners\n", "0.2.0").expect("it is");
        assert!(refusal("## 0.1.0\n").contains("that of Cargo.toml is 0.2.0"));
        assert!(refusal("# 0.2.0\n").contains("has no part of a version"));
    }

    #[test]
    fn versions_are_in_their_order() {
        assert!(refusal("## 0.2.0\n## 0.10.0\n").contains("not in their order"));
        assert!(refusal("## 0.2.0\n## 0.2.0\n").contains("not in their order"));
        assert!(refusal("## 0.2.0\n## next\n").contains("no version"));
        assert!(refusal("## 0.2.0\n## Unreleased\n").contains("above the versions"));
    }

    #[test]
    fn the_changelog_of_this_checkout_holds() {
        let workspace = Workspace::find().expect("a checkout");
        run(&workspace).expect("its newest part is that of the workspace");
    }
}

//! Links of the Markdown documents: every relative one leads to a file of this checkout, and every
//! anchor to a heading. Addresses on the web are not asked for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process::Workspace;

/// Checks README.md, CHANGELOG.md and everything in docs/, fixtures/, crates/ and xtask/.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let root = workspace.root();
    let mut documents = vec![root.join("README.md"), root.join("CHANGELOG.md")];
    for folder in ["docs", "fixtures", "crates", "xtask"] {
        collect(&root.join(folder), &mut documents)?;
    }
    let mut links = 0;
    let mut broken = Vec::new();
    for document in &documents {
        let text = fs::read_to_string(document)
            .with_context(|| format!("{} cannot be read", document.display()))?;
        for link in targets(&text) {
            links += 1;
            if let Err(reason) = check(root, document, &link) {
                broken.push(format!("{}: {link}: {reason}", shown(root, document)));
            }
        }
    }
    if !broken.is_empty() {
        bail!("{} broken links:\n  {}", broken.len(), broken.join("\n  "));
    }
    println!("links: {links} links of {} documents", documents.len());
    Ok(())
}

fn collect(folder: &Path, documents: &mut Vec<PathBuf>) -> Result<()> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| format!("{} cannot be read", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, documents)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            documents.push(path);
        }
    }
    Ok(())
}

/// Whether a link leads somewhere; else why not.
fn check(root: &Path, document: &Path, link: &str) -> Result<(), String> {
    if link.contains("://") || link.starts_with("mailto:") {
        return Ok(());
    }
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = if path.is_empty() {
        document.to_path_buf()
    } else {
        let folder = document.parent().expect("a document lies in a folder");
        within(root, &folder.join(path)).ok_or("it leaves the repository")?
    };
    if !target.exists() {
        return Err("there is no such file".to_owned());
    }
    if !anchor.is_empty() {
        let text = fs::read_to_string(&target).map_err(|_| "it has an anchor but is no text")?;
        if !anchors(&text).contains(anchor) {
            return Err("there is no such heading".to_owned());
        }
    }
    Ok(())
}

/// The path without `.` and `..`, if it lies in the checkout.
fn within(root: &Path, path: &Path) -> Option<PathBuf> {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                clean.pop();
            }
            Component::CurDir => {}
            other => clean.push(other),
        }
    }
    clean.starts_with(root).then_some(clean)
}

fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

/// The lines that are prose, without fenced code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

/// What the inline links and images of a document lead to.
fn targets(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in prose(text) {
        // Every second piece between backquotes is code.
        let outside: String = line.split('`').step_by(2).collect::<Vec<_>>().join("code");
        let mut rest = outside.as_str();
        while let Some(start) = rest.find("](") {
            rest = &rest[start + 2..];
            let Some(end) = rest.find(')') else { break };
            // A title may stand behind the target.
            let target = rest[..end].split_whitespace().next().unwrap_or_default();
            found.push(target.trim_matches(['<', '>']).to_owned());
            rest = &rest[end + 1..];
        }
    }
    found
}

/// The anchors of a document's headings, made as the usual hosts of repositories make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in prose(text).filter(|line| line.starts_with('#')) {
        let heading = line.trim_start_matches('#').trim();
        let slug: String = heading
            .to_lowercase()
            .chars()
            .filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'))
            .map(|letter| if letter == ' ' { '-' } else { letter })
            .collect();
        let mut unique = slug.clone();
        let mut times = 0;
        while !found.insert(unique.clone()) {
            times += 1;
            unique = format!("{slug}-{times}");
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_outside_code_only() {
        let text = "See [a](a.md) and ![b](img/b.png \"title\").\n```\n[no](no.md)\n```\n`[no](no.md)` [c](<c.md#x>)";
        assert_eq!(targets(text), ["a.md", "img/b.png", "c.md#x"]);
    }

    #[test]
    fn anchors_are_made_of_headings() {
        let text = "# 6. Views\n```\n# no heading\n```\n## `inflow` & co\n## 6. Views\n";
        let expected = ["6-views", "6-views-1", "inflow--co"];
        assert_eq!(anchors(text).into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_link_must_lead_to_a_file_and_a_heading_of_the_checkout() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("docs")).unwrap();
        fs::write(root.join("README.md"), "# Top\n").unwrap();
        let document = root.join("docs/a.md");
        fs::write(&document, "# Here\n").unwrap();
        let check = |link| check(root, &document, link);
        assert_eq!(check("../README.md#top"), Ok(()));
        assert_eq!(check("#here"), Ok(()));
        assert_eq!(check("https://example.com/nowhere"), Ok(()));
        assert_eq!(check("#there"), Err("there is no such heading".to_owned()));
        assert_eq!(check("b.md"), Err("there is no such file".to_owned()));
        assert_eq!(check("../../b.md"), Err("it leaves the repository".to_owned()));
    }
}

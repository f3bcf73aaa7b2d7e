//! `cargo xtask licences`: writes what `inflow licences` prints, the licences of all that the program is
//! made from. With `--check` it fails where that is out of date instead.
//!
//! The texts are read from the packages that cargo fetched, those of the C sources inside them as well.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::process::{Workspace, shown};

/// Where they are committed.
const DOCUMENT: &str = "crates/inflow/licences.txt";

/// Packages are those of this platform, wherever the task runs: the container has it.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// How files of licences begin.
const NAMES: [&str; 6] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];

/// How many folders C sources lie below the package that they come in.
const DEEPEST: usize = 4;

/// libpq's sources come without it.
const POSTGRESQL: &str = include_str!("licences/postgresql.txt");

const HEAD: &str = "\
Inflow is made from these packages, and from the standard library of Rust (MIT OR Apache-2.0,
https://github.com/rust-lang/rust), each under its own licence. Where a package may be used under one of several
licences, it is used under MIT if it comes with that text, and else under Apache-2.0. Below the list stand the texts,
each with the packages that it came with.
";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Fails where the file is out of date, instead of writing it
    #[arg(long)]
    check: bool,
}

/// A package that the program is made from.
struct Package {
    name: String,
    licence: String,
    source: String,
    folder: PathBuf,
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    if arguments.check {
        return check(workspace);
    }
    fs::write(workspace.root().join(DOCUMENT), document(workspace)?)?;
    println!("{DOCUMENT} has the licences of what Cargo.lock names");
    Ok(())
}

/// Fails where the file is not what it would be written as.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let written = fs::read_to_string(workspace.root().join(DOCUMENT)).unwrap_or_default();
    ensure!(
        written == document(workspace)?,
        "{DOCUMENT} is out of date: `cargo xtask licences` writes it anew"
    );
    Ok(())
}

fn document(workspace: &Workspace) -> Result<String> {
    let packages = packages(workspace)?;
    let mut document = format!("{HEAD}\n");
    let mut texts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for package in &packages {
        writeln!(document, "{}: {} ({})", package.name, package.licence, package.source)?;
        for text in texts_of(package)? {
            texts.entry(text).or_default().push(&package.name);
        }
    }
    let mut texts: Vec<(Vec<&str>, String)> =
        texts.into_iter().map(|(text, names)| (names, text)).collect();
    texts.sort();
    for (names, text) in texts {
        writeln!(document, "\n{}\n{}\n\n{text}", "-".repeat(80), names.join(", "))?;
    }
    Ok(document)
}

/// The packages of others, by name.
fn packages(workspace: &Workspace) -> Result<Vec<Package>> {
    let arguments = ["--format-version", "1", "--filter-platform", PLATFORM];
    let mut command = workspace.cargo("metadata", &arguments);
    let output = command.stderr(Stdio::inherit()).output().context("cargo could not be started")?;
    ensure!(output.status.success(), "{} failed: {}", shown(&command), output.status);
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let made_from = made_from(&metadata)?;
    let listed = metadata["packages"].as_array().context("there are no packages")?;
    let mut packages = Vec::new();
    for package in listed {
        let id = text(package, "id")?;
        // A package without a source is one of ours.
        if made_from.contains(id) && package["source"].is_string() {
            packages.push(read(package)?);
        }
    }
    packages.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(packages)
}

fn read(package: &Value) -> Result<Package> {
    let folder =
        Path::new(text(package, "manifest_path")?).parent().context("a package's folder")?;
    let name = format!("{} {}", text(package, "name")?, text(package, "version")?);
    let licence = package["license"].as_str().unwrap_or("see its text below").to_owned();
    let source = package["repository"].as_str().unwrap_or("https://crates.io").to_owned();
    Ok(Package { name, licence, source, folder: folder.to_path_buf() })
}

/// The ids of all that the program depends on, other than for its tests.
fn made_from(metadata: &Value) -> Result<BTreeSet<&str>> {
    let nodes = metadata["resolve"]["nodes"].as_array().context("nothing is resolved")?;
    let by_id: BTreeMap<&str, &Value> =
        nodes.iter().map(|node| Ok((text(node, "id")?, node))).collect::<Result<_>>()?;
    let listed = metadata["packages"].as_array().context("there are no packages")?;
    let program = listed.iter().find(|package| package["name"] == "inflow");
    let mut ahead = vec![text(program.context("there is no program")?, "id")?];
    let mut found = BTreeSet::new();
    while let Some(id) = ahead.pop() {
        if !found.insert(id) {
            continue;
        }
        for dependency in by_id[id]["deps"].as_array().context("a node has dependencies")? {
            let kinds = dependency["dep_kinds"].as_array().context("a dependency has kinds")?;
            if kinds.iter().any(|kind| kind["kind"] != "dev") {
                ahead.push(text(dependency, "pkg")?);
            }
        }
    }
    Ok(found)
}

/// The texts that a package comes with, without those of licences that it need not be used under.
fn texts_of(package: &Package) -> Result<BTreeSet<String>> {
    let mut files = Vec::new();
    find(&package.folder, DEEPEST, &mut files)?;
    let own = |file: &PathBuf| file.parent() == Some(&package.folder);
    let may_choose = package.licence.contains(" OR ") || package.licence.contains('/');
    let chosen = ["MIT", "APACHE"]
        .into_iter()
        .filter(|_| may_choose)
        .find(|licence| files.iter().any(|file| own(file) && named(file).contains(licence)));
    if let Some(chosen) = chosen {
        let kept =
            |file: &PathBuf| named(file).contains(chosen) || named(file).starts_with("NOTICE");
        files.retain(|file| !own(file) || kept(file));
    }
    let read = |file: &PathBuf| {
        let text = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let text = String::from_utf8_lossy(&text).replace("\r\n", "\n");
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        Ok(lines.join("\n").trim().to_owned())
    };
    let mut texts = files.iter().map(read).collect::<Result<BTreeSet<String>>>()?;
    if package.licence.contains("PostgreSQL") {
        texts.insert(POSTGRESQL.trim().to_owned());
    }
    let has_text = !texts.is_empty() || package.licence.contains("Apache-2.0");
    ensure!(has_text, "{} comes without the text of {}", package.name, package.licence);
    Ok(texts)
}

/// The files of licences in a folder and those in it.
fn find(folder: &Path, deeper: usize, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            // What a package's tests come with is in no program.
            if deeper > 0 && !["TESTS", "TEST", "FUZZ", "TARGET"].contains(&named(&path).as_str()) {
                find(&path, deeper - 1, found)?;
            }
        } else if is_of_a_licence(&path) {
            found.push(path);
        }
    }
    Ok(())
}

fn is_of_a_licence(path: &Path) -> bool {
    let name = named(path);
    let plain = ["", "TXT", "MD", "RST"].iter().any(|ending| match name.rsplit_once('.') {
        Some((_, found)) => found == *ending,
        None => ending.is_empty(),
    });
    (plain || name.starts_with("LICENSE-")) && NAMES.iter().any(|begin| name.starts_with(begin))
}

/// A file's name in capitals.
fn named(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().to_uppercase()
}

fn text<'a>(value: &'a Value, member: &str) -> Result<&'a str> {
    value[member].as_str().with_context(|| format!("cargo metadata tells no {member}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(licence: &str, files: &[&str]) -> (tempfile::TempDir, Package) {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        let (name, licence) = ("one 1.0.0".to_owned(), licence.to_owned());
        let path = folder.path().to_path_buf();
        (folder, Package { name, licence, source: String::new(), folder: path })
    }

    #[test]
    fn a_package_has_the_texts_of_the_licence_that_is_chosen_and_of_its_c_sources() {
        let check = |licence: &str, files: &[&str], expected: &[&str]| {
            let (_folder, package) = package(licence, files);
            let texts: Vec<String> = texts_of(&package).unwrap().into_iter().collect();
            assert_eq!(texts, expected, "{licence}");
        };
        let both = ["LICENSE-APACHE", "LICENSE-MIT", "NOTICE", "c/COPYING.txt", "tests/LICENSE"];
        check("MIT OR Apache-2.0", &both, &["LICENSE-MIT", "NOTICE", "c/COPYING.txt"]);
        check("MIT AND Apache-2.0", &both[..2], &["LICENSE-APACHE", "LICENSE-MIT"]);
        check(
            "Apache-2.0 OR GPL-2.0-only",
            &["LICENSE-APACHE", "LICENSE-GPL2"],
            &["LICENSE-APACHE"],
        );
        check("Apache-2.0", &["licensing.rs"], &[]);
        check("PostgreSQL", &[], &[POSTGRESQL.trim()]);
        let (_folder, bare) = package("ISC", &[]);
        let error = texts_of(&bare).unwrap_err().to_string();
        assert_eq!(error, "one 1.0.0 comes without the text of ISC");
    }
}

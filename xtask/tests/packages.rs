//! The crates that others can take say what they are, and no other crate can be published by mistake.

#![expect(clippy::unwrap_used, reason = "whatever is missing here is a failed test")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// In the order of their names.
const PUBLISHED: [&str; 4] =
    ["inflow-domain", "inflow-mapping", "inflow-simulator", "inflow-zendesk"];

fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

fn is_published(package: &Value) -> bool {
    // An empty list of registries is `publish = false`.
    package["publish"].as_array().is_none_or(|registries| !registries.is_empty())
}

#[test]
fn only_those_that_others_take_can_be_published() {
    let published = packages().into_iter().filter(is_published);
    let mut names: Vec<String> =
        published.map(|package| package["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    assert_eq!(names, PUBLISHED);
}

#[test]
fn what_can_be_published_says_what_it_is() {
    for package in packages().iter().filter(|package| is_published(package)) {
        let name = package["name"].as_str().unwrap();
        for text in ["description", "repository", "license", "readme"] {
            let is_there = package[text].as_str().is_some_and(|text| !text.is_empty());
            assert!(is_there, "{name} has no {text}");
        }
        for list in ["keywords", "categories"] {
            let is_there = package[list].as_array().is_some_and(|list| !list.is_empty());
            assert!(is_there, "{name} has no {list}");
        }
        let examples = package["targets"].as_array().unwrap().iter();
        let examples = examples.filter(|target| target["kind"][0] == "example").count();
        assert!(examples >= 2, "{name} has {examples} examples");
        for dependency in package["dependencies"].as_array().unwrap() {
            // What tests alone use is left out of the package where it has no version.
            let is_needed = dependency["path"].is_string() && dependency["kind"] != "dev";
            assert!(!is_needed || dependency["req"] != "*", "{name}: {dependency} has no version");
        }
    }
}

#[test]
fn every_crate_has_a_readme() {
    for package in packages() {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        let readme = manifest.parent().unwrap().join("README.md");
        let text = std::fs::read_to_string(&readme).unwrap_or_default();
        for part in ["**For** ", "does not do"] {
            assert!(text.contains(part), "{} lacks \"{part}\"", readme.display());
        }
    }
}

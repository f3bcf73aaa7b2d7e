//! Which files of a crate import which, and that none of them go round in a circle.
//!
//! Two files may import each other where they are one idea (a folder's `mod.rs` and a file of it). A circle of
//! more files has no beginning: nobody can read it, or take a part of it away, without all of it.

#![expect(clippy::unwrap_used, reason = "whatever is missing here is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// The most files that may import each other in a circle.
const LARGEST_CIRCLE: usize = 2;

/// Circles that are still to be taken apart: the crate, and the files of each. A smaller one is written here in
/// its place, a larger or new one fails.
const STILL_THERE: &[(&str, &[usize])] = &[
    ("app", &[13]),
    ("formats", &[3]),
    ("inflow", &[3, 3]),
    ("mapping", &[3, 9]),
    ("simulator", &[4]),
    ("store-diesel", &[3, 4, 6, 6]),
    ("xtask", &[3, 5]),
];

/// The folders of `web`, each of which imports only from itself and those before it.
const FOLDERS_OF_WEB: [&str; 3] = ["http", "api", "pages"];

/// A module by its path within the crate; the crate itself is the empty one.
type Module = Vec<String>;

/// The modules of a crate, each with what its file names by `use` or by a path.
#[derive(Default)]
struct Crate(BTreeMap<Module, Names>);

/// What a file names of its own crate.
#[derive(Default)]
struct Names {
    /// Paths as they are written, from `crate`, `super`, `self` or a module of the file's own.
    paths: BTreeSet<Vec<String>>,
    /// What others find here under another path: the name, and the path that it stands for.
    offered: BTreeMap<String, Vec<String>>,
}

impl Crate {
    /// The files below a folder, a module each.
    fn read(source: &Path) -> Self {
        let mut files = Self::default();
        files.read_folder(source, &Module::new());
        files
    }

    fn read_folder(&mut self, folder: &Path, above: &Module) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let within = above.iter().cloned().chain([name.clone()]).collect();
            if path.is_dir() {
                self.read_folder(&path, &within);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let is_folder = matches!(name.as_str(), "lib" | "mod");
                let module = if is_folder { above.clone() } else { within };
                self.add(module, &fs::read_to_string(&path).unwrap());
            }
        }
    }

    fn add(&mut self, module: Module, source: &str) {
        let mut names = Names::default();
        names.visit_file(&syn::parse_file(source).unwrap());
        self.0.insert(module, names);
    }

    /// The module whose file has what a path names, if it is this crate's.
    fn place(&self, from: &Module, path: &[String]) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        let mut module = match first.as_str() {
            "crate" => Module::new(),
            "self" => from.clone(),
            "super" => from[..from.len().checked_sub(1)?].to_vec(),
            name => {
                let own: Module = from.iter().cloned().chain([name.to_owned()]).collect();
                self.0.contains_key(&own).then_some(own)?
            }
        };
        for name in rest {
            if name == "super" {
                module.pop();
                continue;
            }
            let below: Module = module.iter().cloned().chain([name.clone()]).collect();
            if self.0.contains_key(&below) {
                module = below;
                continue;
            }
            // What a file offers from elsewhere is imported from there.
            let offered = self.0.get(&module).and_then(|names| names.offered.get(name));
            return offered.and_then(|path| self.place(&module, path)).or(Some(module));
        }
        Some(module)
    }

    fn imports(&self) -> BTreeMap<&Module, BTreeSet<Module>> {
        let of = |module: &Module, names: &Names| {
            let found = names.paths.iter().filter_map(|path| self.place(module, path));
            found.filter(|found| found != module && self.0.contains_key(found)).collect()
        };
        self.0.iter().map(|(module, names)| (module, of(module, names))).collect()
    }

    /// Every circle of more files than may be, each as its files.
    fn circles(&self) -> BTreeSet<Vec<String>> {
        let imports = self.imports();
        let reached = |from: &Module| {
            let (mut reached, mut open) = (BTreeSet::new(), vec![from.clone()]);
            while let Some(next) = open.pop() {
                for module in &imports[&next] {
                    if reached.insert(module.clone()) {
                        open.push(module.clone());
                    }
                }
            }
            reached
        };
        let reach: BTreeMap<&Module, BTreeSet<Module>> =
            self.0.keys().map(|module| (module, reached(module))).collect();
        let circle = |module: &&Module| -> Vec<String> {
            let around = reach[*module].iter().filter(|other| reach[*other].contains(*module));
            around.map(|module| format!("crate::{}", module.join("::"))).collect()
        };
        self.0.keys().map(|module| circle(&module)).filter(|c| c.len() > LARGEST_CIRCLE).collect()
    }
}

impl Names {
    fn add_use(&mut self, tree: &syn::UseTree, before: &[String], is_offered: bool) {
        let with = |name: &syn::Ident| -> Vec<String> {
            before.iter().cloned().chain([name.to_string()]).collect()
        };
        match tree {
            syn::UseTree::Path(path) => self.add_use(&path.tree, &with(&path.ident), is_offered),
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_use(tree, before, is_offered);
                }
            }
            syn::UseTree::Glob(_) => self.add_path(before),
            syn::UseTree::Name(name) if name.ident == "self" => self.add_path(before),
            syn::UseTree::Name(name) => self.add_name(&name.ident, with(&name.ident), is_offered),
            syn::UseTree::Rename(name) => {
                self.add_name(&name.rename, with(&name.ident), is_offered);
            }
        }
    }

    fn add_path(&mut self, path: &[String]) {
        self.paths.insert(path.to_vec());
    }

    fn add_name(&mut self, name: &syn::Ident, path: Vec<String>, is_offered: bool) {
        if is_offered {
            self.offered.insert(name.to_string(), path);
        } else {
            self.paths.insert(path);
        }
    }
}

impl Visit<'_> for Names {
    fn visit_item_use(&mut self, item: &syn::ItemUse) {
        if !is_of_tests(&item.attrs) {
            let is_offered = !matches!(item.vis, syn::Visibility::Inherited);
            self.add_use(&item.tree, &[], is_offered);
        }
    }

    fn visit_item_mod(&mut self, item: &syn::ItemMod) {
        // What stands within has the file's own names above it; only tests are written so here.
        if !is_of_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_path(&mut self, path: &syn::Path) {
        if path.segments.len() > 1 && path.leading_colon.is_none() {
            self.paths.insert(path.segments.iter().map(|part| part.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }
}

fn is_of_tests(attributes: &[syn::Attribute]) -> bool {
    let is_test = |attribute: &syn::Attribute| {
        let list = attribute.meta.require_list();
        // Such as `test` and `all(test, feature = "parquet")`.
        let names_test = |list: &syn::MetaList| {
            let tokens = list.tokens.to_string();
            tokens.split(|char: char| !char.is_alphanumeric()).any(|word| word == "test")
        };
        list.is_ok_and(|list| list.path.is_ident("cfg") && names_test(list))
    };
    attributes.iter().any(is_test)
}

fn folder_of_crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("crates")
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let crates = fs::read_dir(folder_of_crates()).unwrap();
    let mut folders: Vec<_> = crates.map(|found| found.unwrap().path()).collect();
    folders.push(PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    let mut found = Vec::new();
    for folder in folders {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let circles = Crate::read(&folder.join("src")).circles();
        let mut sizes: Vec<usize> = circles.iter().map(Vec::len).collect();
        sizes.sort_unstable();
        let known = STILL_THERE
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(&[][..], |(_, sizes)| sizes);
        if sizes != known {
            found.push(format!(
                "{name} has circles of {sizes:?} files, not {known:?}: {circles:#?}"
            ));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_folders_of_web_import_only_downwards() {
    let web = Crate::read(&folder_of_crates().join("web/src"));
    let height = |module: &Module| FOLDERS_OF_WEB.iter().position(|folder| *folder == module[0]);
    let mut upwards = Vec::new();
    for (from, imported) in web.imports() {
        let Some(own) = from.first().and_then(|_| height(from)) else { continue };
        // What is in no folder joins them: the router, and the table of the routes.
        let is_above =
            |to: &&Module| to.first().is_none_or(|_| height(to).is_none_or(|height| height > own));
        upwards.extend(
            imported
                .iter()
                .filter(is_above)
                .map(|to| format!("{} -> {}", from.join("::"), to.join("::"))),
        );
    }
    assert_eq!(upwards, Vec::<String>::new());
    assert!(FOLDERS_OF_WEB.iter().all(|folder| web.0.contains_key(&vec![(*folder).to_owned()])));
}

#[test]
fn circles_are_found() {
    let mut files = Crate::default();
    let mut add = |module: &str, source: &str| {
        let module =
            module.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
        files.add(module, source);
    };
    add("", "pub use site::Site; mod site; mod guard; mod pages;");
    add("site", "use crate::guard::Guard;");
    add("guard", "use std::fmt; #[cfg(test)] mod tests { use crate::pages::list; }");
    add("pages", "mod list; mod row; pub fn all() { list::list() }");
    add("pages::list", "use super::row::{self, Row}; use crate::Site; use crate::guard;");
    add("pages::row", "fn row(list: crate::pages::list::List) {}");
    assert_eq!(files.circles(), BTreeSet::new(), "two files may");
    files.add(vec!["guard".to_owned()], "fn guard() { super::pages::all() }");
    let circle =
        ["crate::guard", "crate::pages", "crate::pages::list", "crate::pages::row", "crate::site"];
    assert_eq!(files.circles(), BTreeSet::from([circle.map(str::to_owned).to_vec()]));
}

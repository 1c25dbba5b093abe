//! The layers, kept: nothing imports upward, files form no circles, and the window takes no lock.
//!
//! Sources are parsed, so that no way to write an import passes by.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::Visit;

/// From the bottom up. A layer may name itself and those before it.
const LAYERS: [(&str, &[&str]); 8] = [
    ("model", &[]),
    ("circuits", &["model"]),
    ("theory", &["model"]),
    ("analysis", &["model", "circuits", "theory"]),
    ("engine", &["model", "circuits", "theory", "analysis"]),
    ("io", &["model", "circuits", "theory", "analysis", "engine"]),
    ("ui", &["model", "circuits", "theory", "analysis", "engine", "io"]),
    ("cli", &["model", "circuits", "theory", "analysis", "engine", "io", "ui"]),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

/// The text of a file without its tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned()
}

/// A module, as its path from the root of the crate.
type Module = Vec<String>;

/// What a file names: paths, and under which names it hands on what others define.
#[derive(Default)]
struct Named {
    paths: Vec<Vec<String>>,
    handed_on: Vec<(String, Vec<String>)>,
}

impl Named {
    fn tree(&mut self, tree: &syn::UseTree, before: &[String], public: bool) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&path.tree, &with(&path.ident), public),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, before, public)),
            syn::UseTree::Glob(_) => self.paths.push(before.to_vec()),
            syn::UseTree::Name(name) if name.ident == "self" => {
                let known = before.last().cloned().unwrap_or_default();
                self.leaf(before.to_vec(), known, public);
            }
            syn::UseTree::Name(name) => self.leaf(with(&name.ident), name.ident.to_string(), public),
            syn::UseTree::Rename(name) => self.leaf(with(&name.ident), name.rename.to_string(), public),
        }
    }

    fn leaf(&mut self, path: Vec<String>, known: String, public: bool) {
        if public {
            self.handed_on.push((known, path.clone()));
        }
        self.paths.push(path);
    }
}

impl<'ast> Visit<'ast> for Named {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &[], !matches!(item.vis, syn::Visibility::Inherited));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if ["crate", "super", "self"].contains(&names[0].as_str()) {
            self.paths.push(names);
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let test = item.attrs.iter().any(|attribute| attribute.path().is_ident("cfg"));
        if !test {
            syn::visit::visit_item_mod(self, item);
        }
    }
}

/// All files of the crate and which files each one names.
struct Crate {
    files: BTreeMap<Module, Named>,
    handed_on: BTreeMap<(Module, String), Module>,
}

impl Crate {
    fn read() -> Self {
        let mut files = BTreeMap::new();
        for path in sources(Path::new("src")) {
            let mut module: Module = path
                .strip_prefix("src")
                .unwrap()
                .with_extension("")
                .iter()
                .map(|part| part.to_str().unwrap().to_owned())
                .collect();
            if ["mod", "lib", "main"].contains(&module.last().unwrap().as_str()) {
                module.pop();
            }
            let mut named = Named::default();
            named.visit_file(&syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap());
            let all: &mut Named = files.entry(module).or_default();
            all.paths.extend(named.paths);
            all.handed_on.extend(named.handed_on);
        }
        let mut this = Self { files, handed_on: BTreeMap::new() };
        for (module, named) in &this.files {
            for (known, path) in &named.handed_on {
                if let Some(path) = this.absolute(module, path) {
                    this.handed_on.insert((module.clone(), known.clone()), path);
                }
            }
        }
        this
    }

    /// A path from the root of the crate; nothing if it is of another crate.
    fn absolute(&self, module: &Module, path: &[String]) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        let mut base = match first.as_str() {
            "crate" => Vec::new(),
            "self" => module.clone(),
            "super" => {
                let ups = path.iter().take_while(|name| *name == "super").count();
                let base = module[..module.len().checked_sub(ups)?].to_vec();
                return Some([base, path[ups..].to_vec()].concat());
            }
            _ => {
                let child = [module.as_slice(), std::slice::from_ref(first)].concat();
                self.files.contains_key(&child).then(|| module.clone())?;
                return Some([module.as_slice(), path].concat());
            }
        };
        base.extend_from_slice(rest);
        Some(base)
    }

    /// The file in which what this path names stands.
    fn file(&self, path: &[String], steps: usize) -> Module {
        let mut at = Module::new();
        for (number, name) in path.iter().enumerate() {
            let next = [at.as_slice(), std::slice::from_ref(name)].concat();
            if self.files.contains_key(&next) {
                at = next;
            } else {
                let handed_on = self.handed_on.get(&(at.clone(), name.clone())).filter(|_| steps > 0);
                return match handed_on {
                    Some(other) => self.file(&[other.as_slice(), &path[number + 1..]].concat(), steps - 1),
                    None => at,
                };
            }
        }
        at
    }

    /// The files that a file names.
    fn named(&self, module: &Module) -> BTreeSet<Module> {
        let paths = self.files[module].paths.iter().filter_map(|path| self.absolute(module, path));
        paths.map(|path| self.file(&path, 8)).filter(|file| file != module).collect()
    }
}

#[test]
fn nothing_imports_upward() {
    let all = Crate::read();
    for (layer, below) in LAYERS {
        let files: Vec<&Module> =
            all.files.keys().filter(|file| file.first().is_some_and(|it| it == layer)).collect();
        assert!(!files.is_empty(), "{layer}");
        for file in files {
            for other in all.named(file).iter().filter_map(|other| other.first()) {
                assert!(
                    other == layer || below.contains(&other.as_str()),
                    "{} names {other}",
                    file.join("::")
                );
            }
        }
    }
    // Of the model, theory reads the parameters only.
    for file in all.files.keys().filter(|file| file.first().is_some_and(|it| it == "theory")) {
        for other in all.named(file).iter().filter(|other| other[0] == "model") {
            assert_eq!(other[1], "params", "{} names {}", file.join("::"), other.join("::"));
        }
    }
}

/// A folder's own file lists what is in it, and what is in it may use what stands there; but for that, files form no circle.
#[test]
fn files_form_no_circles() {
    let all = Crate::read();
    let mut open: BTreeMap<&Module, BTreeSet<Module>> = BTreeMap::new();
    for file in all.files.keys() {
        let kin = |other: &Module| other.starts_with(file) || file.starts_with(other);
        open.insert(file, all.named(file).into_iter().filter(|other| !kin(other)).collect());
    }
    for file in all.files.keys() {
        // The files on the way from this one, each with the one that named it.
        let mut from: BTreeMap<&Module, &Module> = BTreeMap::new();
        let mut waiting = vec![file];
        while let Some(at) = waiting.pop() {
            for other in &open[at] {
                if !from.contains_key(other) {
                    from.insert(other, at);
                    waiting.push(other);
                }
            }
        }
        let Some(&last) = from.get(file) else { continue };
        let mut circle = vec![file.join("::")];
        let mut at = last;
        while at != file {
            circle.insert(0, at.join("::"));
            at = from[at];
        }
        panic!("a circle: {} -> {}", file.join("::"), circle.join(" -> "));
    }
}

/// What the window waits for is a channel that it only tries.
#[test]
fn the_window_takes_no_lock() {
    for path in sources(Path::new("src/ui")) {
        let code = code(&path);
        for lock in ["sync::Mutex", "Mutex<", "Mutex::new", "Condvar", "Barrier", ".lock()", "sync::RwLock"] {
            assert!(!code.contains(lock), "{} has {lock}", path.display());
        }
    }
}

#[test]
fn every_folder_is_a_layer() {
    for entry in std::fs::read_dir("src").unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            assert!(LAYERS.iter().any(|(layer, _)| *layer == name), "{name} has no place in the order");
        }
    }
}

#[test]
fn the_model_and_theory_are_pure_and_only_the_window_knows_egui() {
    let impure = ["std::thread", "std::fs", "std::time", "Instant", "println!", "std::env"];
    for layer in ["model", "theory"] {
        for path in sources(&Path::new("src").join(layer)) {
            let text = code(&path);
            for name in impure {
                assert!(!text.contains(name), "{} uses {name}", path.display());
            }
        }
    }
    for (layer, _) in LAYERS.iter().filter(|(layer, _)| !["ui", "cli"].contains(layer)) {
        for path in sources(&Path::new("src").join(layer)) {
            assert!(!code(&path).contains("egui"), "{}", path.display());
        }
    }
}

#[test]
fn files_can_be_read_in_one_sitting_and_hold_no_stubs() {
    for path in sources(Path::new("src")) {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.lines().count() <= 420, "{} has {} lines", path.display(), text.lines().count());
        let code = code(&path);
        for stub in ["todo!", "unimplemented!", ".unwrap()", ".expect("] {
            assert!(!code.contains(stub), "{} has {stub}", path.display());
        }
    }
}

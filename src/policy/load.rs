//! Files of packs -> checked packs. In: paths and texts. Out: [`Packs`], and all faults of all packs at once.
//! Reads no file system: paths only say which files belong together.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Outcome, merge};
use crate::policy::Policy;
use crate::policy::inherit::{HEAD, Raw};
use crate::policy::resolve::resolve;
use crate::policy::shape::{Faults, Fields, suggestion};
use crate::policy::yaml::{Entry, Node, Tree, read};
use crate::source::{Sources, Span, Spanned};

/// The text of one file.
#[derive(Debug, Clone)]
pub struct PackFile {
    /// Its path with `/`: `policies/de/rules.yaml`.
    pub path: Cow<'static, str>,
    /// Its text.
    pub text: Cow<'static, str>,
}

impl PackFile {
    /// Joins a path and a text that were read.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: Cow::Owned(path.into()), text: Cow::Owned(text.into()) }
    }
}

/// All packs that could be read, by name.
#[derive(Debug, Clone, Default)]
pub struct Packs {
    policies: BTreeMap<String, Policy>,
}

impl Packs {
    /// The pack with this name.
    pub fn policy(&self, name: &str) -> Option<&Policy> {
        self.policies.get(name)
    }

    /// The pack of a marketplace.
    pub fn for_marketplace(&self, code: &str) -> Option<&Policy> {
        self.iter().find(|policy| policy.marketplace.as_deref() == Some(code))
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.policies.keys().map(String::as_str)
    }

    /// The packs, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &Policy> {
        self.policies.values()
    }
}

/// Reads and checks packs. Each folder with a head (`pack: NAME`) is one pack, its subfolders included.
///
/// **Errors**: all `pack-…` faults of all packs. A pack with faults is there without the entries that have
/// them; a pack without a sound head, or with a broken parent, is not.
pub fn load(files: &[PackFile], sources: &mut Sources) -> Outcome<Packs> {
    let ids: Vec<_> = files.iter().map(|file| sources.add(&*file.path, &*file.text)).collect();
    let mut faults = Faults { sources, list: Vec::new() };
    let mut trees = Vec::new();
    for (file, id) in files.iter().zip(ids) {
        match read(id, faults.sources) {
            Ok(tree) => trees.push((folder(&file.path), tree)),
            Err(found) => faults.list.extend(found),
        }
    }
    let has_unread = trees.len() < files.len();
    let units = units(&trees, has_unread, &mut faults);
    let policies = resolve_all(&units, &mut faults);
    Outcome::new(Packs { policies }, merge(faults.list))
}

/// A pack's head and files.
struct Unit<'t> {
    folder: &'t str,
    head: Policy,
    name: Spanned<String>,
    inherits: Option<Spanned<String>>,
    files: Vec<&'t Tree>,
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a folder is the other or lies in it.
fn is_within(inner: &str, outer: &str) -> bool {
    inner == outer || outer.is_empty() || inner.strip_prefix(outer).is_some_and(|it| it.starts_with('/'))
}

/// Finds the heads and gives each file to the pack in whose folder it lies.
fn units<'t>(
    trees: &'t [(&'t str, Tree)],
    has_unread: bool,
    faults: &mut Faults<'_>,
) -> Vec<Unit<'t>> {
    let mut units: Vec<Unit<'t>> = Vec::new();
    for (folder, tree) in trees.iter().filter(|(_, tree)| pack_key(tree).is_some()) {
        let Some(unit) = unit(folder, tree, faults) else { continue };
        let same = |other: &&Unit<'_>| other.folder == *folder || other.name.value == unit.name.value;
        match units.iter().find(same) {
            Some(other) => faults.add(second_head(&unit.name, &other.name)),
            None => units.push(unit),
        }
    }
    for (folder, tree) in trees {
        let owner = units.iter_mut().filter(|unit| is_within(folder, unit.folder));
        match owner.max_by_key(|unit| unit.folder.len()) {
            Some(unit) => unit.files.push(tree),
            None if has_unread => {}
            None => {
                let message = "no file beside this one says which pack it is";
                faults.value(tree.span, message, "add `pack: NAME` with `title:` and `version:`");
            }
        }
    }
    units.sort_by(|left, right| left.name.value.cmp(&right.name.value));
    units
}

fn pack_key(tree: &Tree) -> Option<&Entry> {
    match &tree.node {
        Node::Map(entries) => entries.iter().find(|entry| entry.key.value == "pack"),
        _ => None,
    }
}

/// Reads a head.
fn unit<'t>(folder: &'t str, tree: &Tree, faults: &mut Faults<'_>) -> Option<Unit<'t>> {
    let Node::Map(entries) = &tree.node else { return None };
    let own = entries.iter().filter(|entry| HEAD.contains(&entry.key.value.as_str())).cloned();
    let head = Tree { span: tree.span, node: Node::Map(own.collect()) };
    let place = pack_key(tree).map_or(tree.span, |entry| entry.key.span);
    let fields = Fields::open(&head, ("the head of the pack", place), &HEAD, faults)?;
    let name = fields.need_text("pack", faults);
    let title = fields.need_text("title", faults);
    let version = fields.need_text("version", faults);
    let marketplace = fields.text("marketplace", faults).map(|code| code.value);
    let inherits = fields.text("inherits", faults);
    let name = name?;
    let head = Policy {
        name: name.value.clone(),
        title: title.map_or(String::new(), |title| title.value),
        version: version.map_or(String::new(), |version| version.value),
        marketplace,
        line: Vec::new(),
        ..Policy::default()
    };
    Some(Unit { folder, head, name, inherits, files: Vec::new() })
}

/// Checks the packs, parents first.
fn resolve_all(units: &[Unit<'_>], faults: &mut Faults<'_>) -> BTreeMap<String, Policy> {
    let mut done: BTreeMap<String, (Raw, Policy)> = BTreeMap::new();
    let nothing = (Raw::default(), Policy::default());
    let mut waiting: Vec<&Unit<'_>> = units.iter().collect();
    loop {
        let is_ready = |unit: &&Unit<'_>| match &unit.inherits {
            Some(parent) => done.contains_key(&parent.value),
            None => true,
        };
        let (ready, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
        waiting = later;
        if ready.is_empty() {
            break;
        }
        for unit in ready {
            let parent = unit.inherits.as_ref().and_then(|name| done.get(&name.value));
            let (parent_raw, parent_policy) = parent.unwrap_or(&nothing);
            let mut raw = parent_raw.for_child();
            for file in &unit.files {
                raw.add_file(file, &unit.name.value, faults);
            }
            let mut head = unit.head.clone();
            head.line = vec![(head.name.clone(), head.version.clone())];
            head.line.extend(parent_policy.line.iter().cloned());
            let policy = resolve(head, &raw, parent_policy, faults);
            done.insert(unit.name.value.clone(), (raw, policy));
        }
    }
    for unit in &waiting {
        faults.list.extend(unit.inherits.as_ref().and_then(|it| broken_parent(it, unit, units)));
    }
    done.into_iter().map(|(name, (_, policy))| (name, policy)).collect()
}

/// Why a pack has no parent: there is none of that name, or it inherits from itself. A pack whose parent is
/// broken for one of these reasons has no fault of its own.
fn broken_parent(
    parent: &Spanned<String>,
    unit: &Unit<'_>,
    units: &[Unit<'_>],
) -> Option<Diagnostic> {
    let find = |name: &str| units.iter().find(|unit| unit.name.value == name);
    if find(&parent.value).is_none() {
        let message = format!("there is no pack `{}` to inherit from", parent.value);
        let fault = Diagnostic::error("pack-value", message).at(parent.span, "not found");
        let names = units.iter().map(|unit| unit.name.value.as_str());
        let others = names.filter(|name| *name != unit.name.value);
        return Some(fault.help(suggestion(&parent.value, others)));
    }
    let mut at = find(&parent.value);
    for _ in units {
        if at.is_some_and(|at| at.name.value == unit.name.value) {
            let message = format!("the pack `{}` inherits from itself", unit.name.value);
            let fault = Diagnostic::error("pack-inherits-cycle", message);
            let fault = fault.at(parent.span, "this leads back to the pack");
            return Some(fault.help("leave `inherits` out in one pack of the circle"));
        }
        at = at.and_then(|at| find(&at.inherits.as_ref()?.value));
    }
    None
}

fn second_head(second: &Spanned<String>, first: &Spanned<String>) -> Diagnostic {
    let place: Span = second.span;
    let message = format!("the pack `{}` has a second head", second.value);
    let fault = Diagnostic::error("pack-value", message).at(place, "this head");
    fault.also(first.span, "the first one").help("keep one head in one folder, each with its name")
}

#[cfg(test)]
mod tests {
    use crate::policy::{load, load_marketplaces, shipped, shipped_marketplaces};
    use crate::source::Sources;

    #[test]
    fn what_ships_is_sound() {
        let mut sources = Sources::default();
        let packs = load(shipped(), &mut sources);
        let markets = load_marketplaces(shipped_marketplaces(), &packs.value, &mut sources);
        let faults = packs.diagnostics.iter().chain(&markets.diagnostics);
        let lines: Vec<String> = faults
            .map(|fault| format!("{}\n    help: {}", fault.one_line(&sources), fault.help.as_deref().unwrap_or("-")))
            .collect();
        assert!(lines.is_empty(), "\n{}", lines.join("\n"));
    }
}

//! Which file belongs to which pack. In: trees of YAML with their folders. Out: [`Unit`]: a head
//! and the files of its folder. Checks no entry.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::policy::load::PackFile;
use crate::policy::mapping::tables::HEAD;
use crate::policy::marketplace::{Marketplace, marketplace};
use crate::policy::shape::{Faults, Fields};
use crate::policy::yaml::{Entry, Node, Tree, read};
use crate::source::{Sources, Span, Spanned};

/// The names of the packs whose heads are among some files, with the folder that each head lies in;
/// faults are left to [`load`].
pub fn pack_folders(files: &[PackFile]) -> BTreeMap<String, String> {
    let mut sources = Sources::default();
    let mut folders = BTreeMap::new();
    for file in files {
        let id = sources.add(&*file.path, &*file.text);
        let Ok(tree) = read(id, &sources) else { continue };
        if let Some(Node::Text(name)) = pack_key(&tree).map(|entry| &entry.value.node) {
            folders.insert(name.clone(), folder(&file.path).to_owned());
        }
    }
    folders
}

/// A pack's head and files.
pub(crate) struct Unit<'t> {
    pub(crate) folder: &'t str,
    pub(crate) head: Policy,
    pub(crate) name: Spanned<String>,
    pub(crate) inherits: Option<Spanned<String>>,
    /// A marketplace that the head itself describes.
    pub(crate) marketplace: Option<Marketplace>,
    pub(crate) files: Vec<&'t Tree>,
}

pub(crate) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a folder is the other or lies in it.
fn is_within(inner: &str, outer: &str) -> bool {
    inner == outer
        || outer.is_empty()
        || inner.strip_prefix(outer).is_some_and(|it| it.starts_with('/'))
}

/// Finds the heads and gives each file to the pack in whose folder it lies.
pub(crate) fn units<'t>(
    trees: &'t [(&'t str, Tree)],
    has_unread: bool,
    faults: &mut Faults<'_>,
) -> Vec<Unit<'t>> {
    let mut units: Vec<Unit<'t>> = Vec::new();
    for (folder, tree) in trees.iter().filter(|(_, tree)| pack_key(tree).is_some()) {
        let Some(unit) = unit(folder, tree, faults) else { continue };
        let same =
            |other: &&Unit<'_>| other.folder == *folder || other.name.value == unit.name.value;
        match units.iter().find(same) {
            Some(other) => faults.add(second_head(&unit.name, &other.name)),
            None => units.push(unit),
        }
    }
    for (folder, tree) in trees {
        let owner = units.iter_mut().filter(|unit| is_within(folder, unit.folder));
        match owner.max_by_key(|unit| unit.folder.len()) {
            // The head's file first: what is declared again elsewhere is the second time.
            Some(unit) if pack_key(tree).is_some() => unit.files.insert(0, tree),
            Some(unit) => unit.files.push(tree),
            None if has_unread || pack_key(tree).is_some() => {}
            None => {
                let message = match &tree.node {
                    Node::Map(_) => "no file beside this one says which pack it is",
                    Node::Null => "the file is empty",
                    _ => "a file of a pack is a mapping of sections such as `rules:`",
                };
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
    let own = entries.iter().filter(|entry| HEAD.field(&entry.key.value).is_some()).cloned();
    let head = Tree { span: tree.span, node: Node::Map(own.collect()) };
    let place = pack_key(tree).map_or(tree.span, |entry| entry.key.span);
    let fields = Fields::of(&head, ("the head of the pack", place), &HEAD, faults)?;
    let name = fields.need_text("pack", faults);
    let title = fields.need_text("title", faults);
    let version = fields.need_text("version", faults);
    let own = match fields.get("marketplace") {
        Some(tree) if matches!(tree.node, Node::Map(_)) => marketplace(tree, faults),
        Some(_) | None => None,
    };
    let marketplace = match fields.get("marketplace").map(|tree| &tree.node) {
        Some(Node::Map(_)) => own.as_ref().map(|own| own.code.clone()),
        Some(_) | None => fields.text("marketplace", faults).map(|code| code.value),
    };
    let inherits = fields.text("inherits", faults);
    let sound_site = fields.text("sound_site", faults).map(|text| text.value);
    let name = name?;
    if !is_name(&name.value) {
        let message = format!("`{}` is not a name for a pack", name.value);
        faults.value(name.span, message, "use small letters, digits and `-`, as in `de`");
        return None;
    }
    let head = Policy {
        name: name.value.clone(),
        title: title.map_or(String::new(), |title| title.value),
        version: version.map_or(String::new(), |version| version.value),
        marketplace,
        sound_sites: sound_site.into_iter().collect(),
        span: Some(name.span),
        ..Policy::default()
    };
    Some(Unit { folder, head, name, inherits, marketplace: own, files: Vec::new() })
}

/// Whether a text can be a pack's name; it becomes a part of paths.
fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.len() <= 64
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(fits)
}

fn second_head(second: &Spanned<String>, first: &Spanned<String>) -> Diagnostic {
    let place: Span = second.span;
    let message = format!("the pack `{}` has a second head", second.value);
    let fault = Diagnostic::error("pack-value", message).at(place, "this head");
    fault.also(first.span, "the first one").help("keep one head in one folder, each with its name")
}

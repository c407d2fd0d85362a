//! Entries as read, before they are checked, and how a child's are laid over its parent's. In:
//! placed YAML. Out: [`Raw`]: the merged entries of one pack, section by section. Knows no meaning
//! of a field.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::policy::mapping::tables::{HEAD, SECTIONS};
use crate::policy::shape::{Faults, suggestion, text_of};
use crate::policy::yaml::{Entry, Node, Tree};
use crate::source::Spanned;

/// The entries of a pack by section, in the order in which they were declared.
#[derive(Debug, Clone, Default)]
pub(crate) struct Raw {
    sections: BTreeMap<&'static str, Vec<RawEntry>>,
}

/// One entry.
#[derive(Debug, Clone)]
pub(crate) struct RawEntry {
    /// Its name and where it was declared last.
    pub(crate) name: Spanned<String>,
    /// Its fields, merged.
    pub(crate) tree: Arc<Tree>,
    /// The pack that says what it rests on.
    pub(crate) owner: String,
    /// Whether the pack itself declares anything of it.
    pub(crate) is_own: bool,
}

impl Raw {
    /// The entries of a section.
    pub(crate) fn section(&self, name: &str) -> &[RawEntry] {
        self.sections.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// What a child begins with: all entries of its parent.
    pub(crate) fn for_child(&self) -> Self {
        let mut raw = self.clone();
        for entry in raw.sections.values_mut().flatten() {
            entry.is_own = false;
        }
        raw
    }

    /// Adds the entries of one file of a pack.
    ///
    /// **Errors**: `pack-unknown-field` for an unknown section, `pack-duplicate-rule` for an entry
    /// that the same pack declares twice.
    pub(crate) fn add_file(&mut self, file: &Tree, pack: &str, faults: &mut Faults<'_>) {
        let Node::Map(entries) = &file.node else {
            let message = "a file of a pack holds sections such as `sources:` and `rules:`";
            return faults.value(file.span, message, "begin with `rules:` and its entries");
        };
        for entry in entries.iter().filter(|entry| HEAD.field(&entry.key.value).is_none()) {
            let Some(section) = SECTIONS.field(&entry.key.value).map(|field| field.name) else {
                faults.add(unknown_section(&entry.key));
                continue;
            };
            for (name, tree) in named_entries(section, &entry.value, faults) {
                self.add(section, (name, tree), pack, faults);
            }
        }
    }

    fn add(
        &mut self,
        section: &'static str,
        entry: (Spanned<String>, &Tree),
        pack: &str,
        faults: &mut Faults<'_>,
    ) {
        let (name, tree) = entry;
        let list = self.sections.entry(section).or_default();
        let Some(known) = list.iter_mut().find(|known| known.name.value == name.value) else {
            let tree = Arc::new(tree.clone());
            list.push(RawEntry { name, tree, owner: pack.to_owned(), is_own: true });
            return;
        };
        if known.is_own {
            return faults.add(duplicate(section, &name, &known.name));
        }
        let says_basis = ["source", "sources", "convention"].iter().any(|field| has(tree, field));
        if says_basis {
            known.owner = pack.to_owned();
        }
        known.tree = Arc::new(overlay(&known.tree, tree));
        known.name = name;
        known.is_own = true;
    }
}

/// The entries of a section with their names.
fn named_entries<'t>(
    section: &str,
    tree: &'t Tree,
    faults: &mut Faults<'_>,
) -> Vec<(Spanned<String>, &'t Tree)> {
    match (&tree.node, section) {
        (Node::Null, _) => Vec::new(),
        (Node::List(items), "rules") => {
            items.iter().filter_map(|item| Some((rule_name(item, faults)?, item))).collect()
        }
        (Node::Map(entries), section) if section != "rules" => {
            entries.iter().map(|entry| (entry.key.clone(), &entry.value)).collect()
        }
        (found, _) => {
            let message = format!("`{section}` is {}", found.describe());
            let help = match section {
                "rules" => "write a list: `- name: …`",
                _ => "write a mapping: `NAME:` and its fields below it",
            };
            faults.value(tree.span, message, help);
            Vec::new()
        }
    }
}

fn rule_name(tree: &Tree, faults: &mut Faults<'_>) -> Option<Spanned<String>> {
    let entries = match &tree.node {
        Node::Map(entries) => entries.as_slice(),
        _ => &[],
    };
    let Some(name) = entries.iter().find(|entry| entry.key.value == "name") else {
        faults.value(tree.span, "a rule has no name", "begin it with `- name: …`");
        return None;
    };
    let name = text_of(&name.value, "name", faults)?;
    let is_kebab = |text: &str| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        text.starts_with(|first: char| first.is_ascii_lowercase()) && text.bytes().all(fits)
    };
    if !is_kebab(&name.value) {
        let message = format!("`{}` is not a name for a rule", name.value);
        faults.value(name.span, message, "use small letters, digits and `-`, as in `late-action`");
    }
    Some(name)
}

/// A child's value over its parent's: mappings field by field, anything else as a whole.
fn overlay(parent: &Tree, child: &Tree) -> Tree {
    let (Node::Map(parent), Node::Map(own)) = (&parent.node, &child.node) else {
        return child.clone();
    };
    let mut entries: Vec<Entry> = Vec::new();
    let parent = without_stale(parent, own);
    for known in &parent {
        // An entry rests on one thing: naming the one takes the other back.
        let is_replaced = match known.key.value.as_str() {
            "source" => has(child, "convention"),
            "convention" => has(child, "source"),
            _ => false,
        };
        match own.iter().find(|entry| entry.key.value == known.key.value) {
            Some(entry) => entries
                .push(Entry { key: entry.key.clone(), value: overlay(&known.value, &entry.value) }),
            None if is_replaced => {}
            None => entries.push(known.clone()),
        }
    }
    let is_new = |entry: &&Entry| !parent.iter().any(|known| known.key.value == entry.key.value);
    entries.extend(own.iter().filter(is_new).cloned());
    Tree { span: child.span, node: Node::Map(entries) }
}

/// A parent's fields without the translations of texts that the child words anew.
fn without_stale(parent: &[Entry], own: &[Entry]) -> Vec<Entry> {
    let is_reworded = |field: &str| own.iter().any(|entry| entry.key.value == field);
    let mut kept = parent.to_vec();
    for entry in kept.iter_mut().filter(|entry| entry.key.value == "zh") {
        if let Node::Map(texts) = &mut entry.value.node {
            texts.retain(|text| !is_reworded(&text.key.value));
        }
    }
    kept
}

fn has(tree: &Tree, field: &str) -> bool {
    matches!(&tree.node, Node::Map(entries) if entries.iter().any(|it| it.key.value == field))
}

fn unknown_section(key: &Spanned<String>) -> Diagnostic {
    let message = format!("there is no section `{}` in a pack", key.value);
    let fault = Diagnostic::error("pack-unknown-field", message).at(key.span, "not known here");
    fault.help(suggestion(&key.value, SECTIONS.names().into_iter().chain(HEAD.names())))
}

fn duplicate(section: &str, name: &Spanned<String>, first: &Spanned<String>) -> Diagnostic {
    let (rule, what) = match section {
        "rules" => ("pack-duplicate-rule", "the rule".to_owned()),
        _ => ("pack-value", format!("the entry of `{section}`")),
    };
    let message = format!("{what} `{}` is declared twice in this pack", name.value);
    let fault = Diagnostic::error(rule, message).at(name.span, "the second time");
    fault.also(first.span, "the first time").help("keep one of them, or rename one")
}

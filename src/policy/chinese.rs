//! The Simplified Chinese of an entry. In: the `zh` map beside the English texts. Out: [`Chinese`]
//! with the same placeholders as the English, or faults. Translates nothing itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::policy::mapping::Mapping;
use crate::policy::shape::{Faults, Fields};
use crate::policy::template::placeholders;
use crate::policy::yaml::{Entry, Node, Tree};
use crate::source::Spanned;

/// The texts of an entry in Simplified Chinese, by the field that they translate.
#[derive(Debug, Clone, Default)]
pub struct Chinese {
    /// `why`, `message`, `help`, `label`, `title`: those that the entry has.
    pub texts: BTreeMap<String, String>,
    /// The labels of `also`, in order.
    pub also: Vec<String>,
    /// What each fact of a disclosure is about.
    pub about: BTreeMap<String, String>,
}

impl Chinese {
    /// The text of a field.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.texts.get(field).map(String::as_str)
    }
}

/// Reads `zh` of an entry: its fields are those whose English it translates.
///
/// **Errors**: `pack-placeholder` where a text holds other placeholders than the English,
/// `pack-value` where there is no English to translate.
pub(crate) fn chinese(entry: &Fields<'_>, zh: &Mapping, faults: &mut Faults<'_>) -> Chinese {
    let mut found = Chinese::default();
    let Some(tree) = entry.get("zh") else { return found };
    let what = format!("`zh` of {}", entry.what);
    let Some(fields) = Fields::of(tree, (&what, entry.place("zh")), zh, faults) else {
        return found;
    };
    for name in zh.names().iter().filter(|name| !LISTS.contains(name)) {
        let Some(text) = fields.text(name, faults) else { continue };
        if same_placeholders(entry.get(name), &text, faults) {
            found.texts.insert((*name).to_owned(), text.value.trim_end().to_owned());
        }
    }
    found.also = also(entry, &fields, faults);
    found.about = about(entry, &fields, faults);
    found
}

/// The fields of `zh` that are no single text.
const LISTS: [&str; 2] = ["also", "about"];

fn also(entry: &Fields<'_>, fields: &Fields<'_>, faults: &mut Faults<'_>) -> Vec<String> {
    let labels = fields.texts("also", faults);
    let english: Vec<&Tree> = match entry.get("also").map(|tree| &tree.node) {
        Some(Node::List(items)) => items.iter().filter_map(|item| inside(item, "label")).collect(),
        _ => Vec::new(),
    };
    if !labels.is_empty() && labels.len() != english.len() {
        let message =
            format!("{} has {} labels in `also`, not {}", entry.what, english.len(), labels.len());
        faults.value(fields.place("also"), message, "give one text for each label, in order");
        return Vec::new();
    }
    let pairs = labels.into_iter().zip(english);
    let mut right = Vec::new();
    for (label, english) in pairs {
        same_placeholders(Some(english), &label, faults);
        right.push(label.value);
    }
    right
}

fn about(
    entry: &Fields<'_>,
    fields: &Fields<'_>,
    faults: &mut Faults<'_>,
) -> BTreeMap<String, String> {
    let Some(tree) = fields.get("about") else { return BTreeMap::new() };
    let facts = entry.map("facts", faults);
    let names: Vec<&str> = facts.iter().map(|fact| fact.key.value.as_str()).collect();
    let what = format!("`about` of {}", entry.what);
    let inner = Fields::open(tree, (&what, fields.place("about")), &names, faults);
    let Some(inner) = inner else { return BTreeMap::new() };
    let mut texts = BTreeMap::new();
    for name in names {
        let text = inner.text(name, faults);
        texts.extend(text.map(|text| (name.to_owned(), text.value)));
    }
    texts
}

fn inside<'t>(tree: &'t Tree, name: &str) -> Option<&'t Tree> {
    let Node::Map(entries) = &tree.node else { return None };
    let is_it = |entry: &&Entry| entry.key.value == name;
    entries.iter().find(is_it).map(|entry| &entry.value)
}

/// Whether a translation fills in what the English fills in.
fn same_placeholders(
    english: Option<&Tree>,
    text: &Spanned<String>,
    faults: &mut Faults<'_>,
) -> bool {
    let Some(Node::Text(english)) = english.map(|tree| &tree.node) else {
        faults.value(text.span, "there is no English text to translate here", "leave it out");
        return false;
    };
    let names = |text: &str| -> BTreeSet<String> {
        placeholders(text).iter().map(|it| it.name.to_owned()).collect()
    };
    let (wanted, given) = (names(english), names(&text.value));
    let Some(first) = wanted.symmetric_difference(&given).next() else { return true };
    let message = match wanted.contains(first) {
        true => format!("the translation lacks the placeholder `{first}`"),
        false => format!("the English has no placeholder `{first}`"),
    };
    let fault = Diagnostic::error("pack-placeholder", message).at(text.span, "this translation");
    faults.add(fault.help("fill in what the English fills in, letter by letter"));
    false
}

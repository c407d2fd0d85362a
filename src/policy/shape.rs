//! Reading the fields of a YAML mapping. In: a placed tree. Out: texts, words, dates and lists, or
//! a fault at the place of whatever does not fit. Knows YAML's shapes, not what the fields mean.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::policy::expression::ExpressionFault;
use crate::policy::mapping::Mapping;
use crate::policy::pattern::Pattern;
use crate::policy::yaml::{Entry, Node, Tree, span_inside};
use crate::source::{SourceId, Sources, Span, Spanned};
use crate::suggest::nearest;
use crate::value::Date;

/// The faults found so far, and the texts they lie in.
#[derive(Debug)]
pub(crate) struct Faults<'s> {
    /// The texts of all packs.
    pub(crate) sources: &'s Sources,
    /// Those that ship: our own tests have compiled their patterns.
    pub(crate) trusted: BTreeSet<SourceId>,
    /// Patterns that were compiled before: who writes the same again shares them.
    pub(crate) known: Vec<Pattern>,
    /// The faults.
    pub(crate) list: Vec<Diagnostic>,
}

impl<'s> Faults<'s> {
    /// No faults yet.
    pub(crate) fn new(sources: &'s Sources) -> Self {
        Self { sources, trusted: BTreeSet::new(), known: Vec::new(), list: Vec::new() }
    }

    /// Notes a fault.
    pub(crate) fn add(&mut self, fault: Diagnostic) {
        self.list.push(fault);
    }

    /// Notes a `pack-value` fault: what stands here does not fit.
    pub(crate) fn value(
        &mut self,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let fault = Diagnostic::error("pack-value", message);
        self.add(fault.at(span, "this does not fit").help(help));
    }

    /// Notes the faults of an expression or template inside a text.
    pub(crate) fn expression(
        &mut self,
        rule: &str,
        text: &Spanned<String>,
        faults: Vec<ExpressionFault>,
    ) {
        for fault in faults {
            let span = span_inside(self.sources, text.span, &text.value, fault.range);
            self.add(Diagnostic::error(rule, fault.message).at(span, "here").help(fault.help));
        }
    }
}

/// The fields of one entry.
#[derive(Debug, Clone)]
pub(crate) struct Fields<'t> {
    /// What the entry is, for messages: ``rule `x` ``.
    pub(crate) what: &'t str,
    /// Where its name stands.
    pub(crate) span: Span,
    entries: &'t [Entry],
    /// Fields that are probably there under a misspelt name.
    meant: Vec<String>,
}

impl<'t> Fields<'t> {
    /// Opens a mapping and notes every field in it that is not known.
    ///
    /// **Errors**: `pack-unknown-field`; `pack-value` and `None` for anything but a mapping.
    pub(crate) fn open(
        tree: &'t Tree,
        name: (&'t str, Span),
        known: &[&str],
        faults: &mut Faults<'_>,
    ) -> Option<Self> {
        let (what, span) = name;
        let Node::Map(entries) = &tree.node else {
            let found = tree.node.describe();
            let message = format!("{what} is {found} where a mapping is needed");
            let all = known.join("`, `");
            faults.value(tree.span, message, format!("write its fields below it: `{all}`"));
            return None;
        };
        let mut meant = Vec::new();
        for key in entries.iter().map(|entry| &entry.key) {
            if !known.contains(&key.value.as_str()) {
                faults.add(unknown_field(what, key, known));
                meant.extend(nearest(&key.value, known.iter().copied()).map(str::to_owned));
            }
        }
        Some(Self { what, span, entries, meant })
    }

    /// The same for a mapping of the table.
    pub(crate) fn of(
        tree: &'t Tree,
        name: (&'t str, Span),
        mapping: &Mapping,
        faults: &mut Faults<'_>,
    ) -> Option<Self> {
        Self::open(tree, name, &mapping.names(), faults)
    }

    /// The field, unless it is absent or empty.
    pub(crate) fn get(&self, name: &str) -> Option<&'t Tree> {
        let entry = self.entries.iter().find(|entry| entry.key.value == name)?;
        (!matches!(entry.value.node, Node::Null)).then_some(&entry.value)
    }

    /// Where the key of a field stands; the entry's name where there is none.
    pub(crate) fn place(&self, name: &str) -> Span {
        let entry = self.entries.iter().find(|entry| entry.key.value == name);
        entry.map_or(self.span, |entry| entry.key.span)
    }

    /// Whether a field is there under a name that is misspelt, which has its fault already.
    pub(crate) fn is_misspelt(&self, name: &str) -> bool {
        self.meant.iter().any(|meant| meant == name)
    }

    /// Notes that a field is missing, unless it is only misspelt.
    pub(crate) fn missing(&self, name: &str, faults: &mut Faults<'_>) {
        if self.is_misspelt(name) {
            return;
        }
        let message = format!("{} has no `{name}`", self.what);
        let fault = Diagnostic::error("pack-value", message).at(self.span, "this entry");
        faults.add(fault.help(format!("add `{name}:` to it, as docs/packs.md shows")));
    }

    /// Text, where there is any.
    pub(crate) fn text(&self, name: &str, faults: &mut Faults<'_>) -> Option<Spanned<String>> {
        text_of(self.get(name)?, name, faults)
    }

    /// Text that must be there.
    pub(crate) fn need_text(&self, name: &str, faults: &mut Faults<'_>) -> Option<Spanned<String>> {
        if self.get(name).is_none() {
            self.missing(name, faults);
        }
        self.text(name, faults)
    }

    /// One of a table's words, where there is one.
    pub(crate) fn word<T: Copy>(
        &self,
        name: &str,
        table: &[(&str, T)],
        faults: &mut Faults<'_>,
    ) -> Option<T> {
        let words = table.iter().map(|(word, _)| *word);
        let tree = self.get(name)?;
        if !matches!(tree.node, Node::Text(_)) {
            let message = format!("`{name}` is {} where a word is needed", tree.node.describe());
            faults.value(tree.span, message, suggestion("", words));
            return None;
        }
        let text = text_of(tree, name, faults)?;
        let found = table.iter().find(|(word, _)| *word == text.value);
        if found.is_none() {
            let help = suggestion(&text.value, words);
            faults.value(text.span, format!("`{name}` is never `{}`", text.value), help);
        }
        found.map(|(_, value)| *value)
    }

    /// One of a table's words, which must be there.
    pub(crate) fn need_word<T: Copy>(
        &self,
        name: &str,
        table: &[(&str, T)],
        faults: &mut Faults<'_>,
    ) -> Option<T> {
        if self.get(name).is_none() {
            self.missing(name, faults);
        }
        self.word(name, table, faults)
    }

    /// A date, where there is one.
    pub(crate) fn date(&self, name: &str, faults: &mut Faults<'_>) -> Option<Date> {
        let text = self.text(name, faults)?;
        let date = Date::parse(&text.value);
        if date.is_none() {
            let message = format!("`{}` is not a date of the calendar", text.value);
            faults.value(text.span, message, "write it like 2026-11-05");
        }
        date
    }

    /// `true` or `false`; false where it is absent.
    pub(crate) fn flag(&self, name: &str, faults: &mut Faults<'_>) -> bool {
        match self.get(name).map(|tree| (&tree.node, tree.span)) {
            None => false,
            Some((Node::Flag(flag), _)) => *flag,
            Some((_, span)) => {
                faults.value(span, format!("`{name}` is neither true nor false"), "write `true`");
                false
            }
        }
    }

    /// The items of a list; empty where it is absent.
    pub(crate) fn items(&self, name: &str, faults: &mut Faults<'_>) -> &'t [Tree] {
        match self.get(name).map(|tree| (&tree.node, tree)) {
            None => &[],
            Some((Node::List(items), _)) => items,
            Some((_, tree)) => {
                let message =
                    format!("`{name}` is {} where a list is needed", tree.node.describe());
                faults.value(tree.span, message, format!("write `{name}: [a, b]`"));
                &[]
            }
        }
    }

    /// A list of texts; empty where it is absent.
    pub(crate) fn texts(&self, name: &str, faults: &mut Faults<'_>) -> Vec<Spanned<String>> {
        let items = self.items(name, faults);
        items.iter().filter_map(|item| text_of(item, name, faults)).collect()
    }

    /// The entries of a mapping; empty where it is absent.
    pub(crate) fn map(&self, name: &str, faults: &mut Faults<'_>) -> &'t [Entry] {
        match self.get(name).map(|tree| (&tree.node, tree)) {
            None => &[],
            Some((Node::Map(entries), _)) => entries,
            Some((_, tree)) => {
                let found = tree.node.describe();
                let message = format!("`{name}` is {found} where a mapping is needed");
                faults.value(tree.span, message, format!("write `{name}: {{key: value}}`"));
                &[]
            }
        }
    }
}

/// The text of a value.
pub(crate) fn text_of(tree: &Tree, name: &str, faults: &mut Faults<'_>) -> Option<Spanned<String>> {
    match &tree.node {
        Node::Text(text) => Some(Spanned::new(text.clone(), tree.span)),
        other => {
            let message = format!("`{name}` is {} where text is needed", other.describe());
            faults.value(tree.span, message, "write text, in quotes where it looks like a number");
            None
        }
    }
}

/// Notes a name that is not in a list of known ones.
pub(crate) fn unknown_name<'k>(
    what: &str,
    name: &Spanned<String>,
    known: impl Iterator<Item = &'k str>,
    faults: &mut Faults<'_>,
) {
    let message = format!("there is no {what} `{}` in this pack", name.value);
    let help = suggestion(&name.value, known);
    faults.value(name.span, message, help);
}

/// `write NEAREST`, or the list of what may be written.
pub(crate) fn suggestion<'k>(wanted: &str, known: impl Iterator<Item = &'k str>) -> String {
    let known: Vec<&str> = known.collect();
    // The search takes room in the product of both lengths; nobody misspells so long a word.
    let near = (wanted.len() <= 200).then(|| nearest(wanted, known.iter().copied())).flatten();
    match near {
        Some(near) => format!("write `{near}`"),
        None if known.is_empty() => "declare it first".to_owned(),
        None if known.len() > 12 => {
            format!("write one of `{}`, …, or declare it first", known[..12].join("`, `"))
        }
        None => format!("write one of `{}`", known.join("`, `")),
    }
}

fn unknown_field(what: &str, key: &Spanned<String>, known: &[&str]) -> Diagnostic {
    let message = format!("{what} has no field `{}`", key.value);
    let fault = Diagnostic::error("pack-unknown-field", message).at(key.span, "not known here");
    fault.help(suggestion(&key.value, known.iter().copied()))
}

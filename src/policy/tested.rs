//! What an entry of a pack is tested with. In: `tests:` of the entry. Out: [`Tests`]. Runs none of
//! them.

use crate::diagnostic::Diagnostic;
use crate::policy::mapping::Mapping;
use crate::policy::mapping::rules::SAMPLE_CELL;
use crate::policy::shape::{Faults, Fields, text_of};
use crate::policy::yaml::{Node, Tree};
use crate::source::Spanned;

/// What an entry is tested with. Pieces of `.poa` are laid over the sound case.
#[derive(Debug, Clone, Default)]
pub struct Tests {
    /// On each of these it fires.
    pub fires: Vec<String>,
    /// In each of these a fact of a disclosure is lawful, and short of the site's own policy.
    pub short: Vec<String>,
    /// On each of these it stays silent.
    pub silent: Vec<String>,
    /// Words of what is told on the first piece of `fires`.
    pub says: Vec<String>,
    /// Sentences and cells in which a rule with patterns finds something, each by itself.
    pub finds: Vec<Sample>,
    /// Those in which it finds nothing.
    pub spares: Vec<Sample>,
    /// Changes of the entry that change nothing, and why: `poa pack test --mutate` expects no test
    /// to break.
    pub equal: Vec<(Spanned<String>, String)>,
}

/// What the patterns of a rule are held against, without a case.
#[derive(Debug, Clone)]
pub enum Sample {
    /// A sentence.
    Sentence(String),
    /// A cell of a table, and the heading of its column.
    Cell {
        /// The heading.
        column: String,
        /// What stands below it.
        cell: String,
    },
}

impl Sample {
    /// Its words, for messages.
    pub fn words(&self) -> String {
        match self {
            Sample::Sentence(sentence) => sentence.clone(),
            Sample::Cell { column, cell } => format!("`{cell}` below `{column}`"),
        }
    }
}

impl Tests {
    /// The first piece on which it fires; empty where there is none.
    pub fn first_fires(&self) -> &str {
        self.fires.first().map_or("", String::as_str)
    }

    /// The first piece on which it stays silent; empty where there is none.
    pub fn first_silent(&self) -> &str {
        self.silent.first().map_or("", String::as_str)
    }
}

/// Reads `tests`.
///
/// **Errors**: `pack-test-missing` unless both are there.
pub(crate) fn need_tests(fields: &Fields<'_>, mapping: &Mapping, faults: &mut Faults<'_>) -> Tests {
    let tests = tests(fields, mapping, faults);
    let message = match (tests.fires.is_empty(), tests.silent.is_empty()) {
        (false, false) => return tests,
        _ if fields.is_misspelt("tests") => return tests,
        (true, true) => "has no tests",
        (true, false) => "has no test that fires",
        (false, true) => "has no test that stays silent",
    };
    let fault = Diagnostic::error("pack-test-missing", format!("{} {message}", fields.what));
    let help = "add `tests:` with `fires:` and `silent:`, each a piece of a case";
    faults.add(fault.at(fields.span, "this entry").help(help));
    tests
}

/// Reads `tests`; all empty where there are none.
pub(crate) fn tests(fields: &Fields<'_>, mapping: &Mapping, faults: &mut Faults<'_>) -> Tests {
    let Some(tree) = fields.get("tests") else { return Tests::default() };
    let name = ("`tests`", fields.place("tests"));
    let Some(inner) = Fields::of(tree, name, mapping, faults) else {
        return Tests::default();
    };
    let mut equal = Vec::new();
    for entry in inner.map("equal", faults) {
        let why = text_of(&entry.value, &entry.key.value, faults);
        equal.extend(why.map(|why| (entry.key.clone(), why.value)));
    }
    Tests {
        fires: pieces(&inner, "fires", faults),
        short: pieces(&inner, "short", faults),
        silent: pieces(&inner, "silent", faults),
        says: pieces(&inner, "says", faults),
        finds: samples(fields, &inner, "finds", faults),
        spares: samples(fields, &inner, "spares", faults),
        equal,
    }
}

/// One piece of `.poa`, or a list of them.
fn pieces(fields: &Fields<'_>, name: &str, faults: &mut Faults<'_>) -> Vec<String> {
    let pieces = match fields.get(name).map(|tree| &tree.node) {
        Some(Node::List(_)) => fields.texts(name, faults),
        Some(_) | None => fields.text(name, faults).into_iter().collect(),
    };
    pieces.into_iter().map(|piece| piece.value).filter(|piece| !piece.is_empty()).collect()
}

/// One sentence, or a list of sentences and cells; only `leaving` looks at cells.
fn samples(
    rule: &Fields<'_>,
    fields: &Fields<'_>,
    name: &str,
    faults: &mut Faults<'_>,
) -> Vec<Sample> {
    let Some(Tree { node: Node::List(items), .. }) = fields.get(name) else {
        return pieces(fields, name, faults).into_iter().map(Sample::Sentence).collect();
    };
    let mut samples = Vec::new();
    for item in items {
        let sample = match (&item.node, rule.get("leaving")) {
            (Node::Map(_), Some(_)) => cell(item, faults),
            (Node::Map(_), None) => {
                let message = format!("{} looks at no cells", rule.what);
                faults.value(item.span, message, "write a sentence");
                None
            }
            _ => text_of(item, name, faults).map(|text| Sample::Sentence(text.value)),
        };
        samples.extend(sample);
    }
    samples
}

/// Reads `{column, cell}`.
fn cell(tree: &Tree, faults: &mut Faults<'_>) -> Option<Sample> {
    let fields = Fields::of(tree, ("a cell", tree.span), &SAMPLE_CELL, faults)?;
    let column = fields.need_text("column", faults);
    let cell = fields.need_text("cell", faults)?.value;
    Some(Sample::Cell { column: column?.value, cell })
}

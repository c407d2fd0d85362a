//! Sources, dated values and the words of a site. In: entries of YAML. Out: their checked types.
//! Knows no rule and no inheritance.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::policy::duty::template;
use crate::policy::mapping::tables::{CAUSE, DATED, EVIDENCE_KIND, SOURCE, TERM, VALUE};
use crate::policy::schema::Names;
use crate::policy::shape::{Faults, Fields, text_of, unknown_name};
use crate::policy::types::{
    Basis, CONFIDENCES, CauseFamily, Confidence, Dated, DatedValue, EvidenceKind, HELD_AGAINST,
    ROLES, Role, SOURCE_KINDS, SourceKind, SourceText, Term,
};
use crate::policy::yaml::{Node, Tree};
use crate::source::Span;

/// A name in messages and the place where it stands.
pub(crate) type Named<'t> = (&'t str, Span);

/// What is said of a text that something rests on, in packs and of marketplaces alike.
pub(crate) struct Cited {
    /// Its title.
    pub(crate) title: Option<String>,
    /// Its address.
    pub(crate) url: Option<String>,
    /// Who speaks.
    pub(crate) kind: Option<SourceKind>,
    /// How well it is known; of practice, this needs not be said.
    pub(crate) confidence: Option<Confidence>,
}

/// Reads the title, the address, who speaks, and how well it is known.
pub(crate) fn cited(fields: &Fields<'_>, faults: &mut Faults<'_>) -> Cited {
    let title = fields.need_text("title", faults).map(|title| title.value);
    let kind = fields.need_word("kind", &SOURCE_KINDS, faults);
    let confidence = match (kind, fields.get("confidence")) {
        (Some(SourceKind::Convention), None) => Some(Confidence::Known),
        _ => fields.need_word("confidence", &CONFIDENCES, faults),
    };
    let url = fields.text("url", faults);
    if let Some(url) = url.as_ref().filter(|url| !is_address(&url.value)) {
        let message = format!("`{}` is not an address of a page", url.value);
        faults.value(url.span, message, "begin it with `https://`, or leave it out");
    }
    Cited { title, url: url.map(|url| url.value), kind, confidence }
}

/// Reads an entry of `sources`.
pub(crate) fn source(tree: &Tree, name: Named<'_>, faults: &mut Faults<'_>) -> Option<SourceText> {
    let fields = Fields::of(tree, name, &SOURCE, faults)?;
    let Cited { title, url, kind, confidence } = cited(&fields, faults);
    let (from, until) = (fields.date("from", faults), fields.date("until", faults));
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        let message = format!("{} ends on {until}, before it begins", fields.what);
        faults.value(fields.place("until"), message, "correct `from` or `until`");
    }
    let holds_for = fields.word("on", &HELD_AGAINST, faults);
    if holds_for.is_some() && fields.get("from").is_none() && fields.get("until").is_none() {
        let message = format!("{} says `on`, but neither `from` nor `until`", fields.what);
        faults.value(fields.place("on"), message, "add the day, or leave `on` out");
    }
    // With a fault it is kept all the same: its name is known, and one fault is enough.
    Some(SourceText {
        title: title.unwrap_or_default(),
        url,
        kind: kind.unwrap_or(SourceKind::Convention),
        confidence: confidence.unwrap_or(Confidence::Known),
        from,
        until,
        holds_for: holds_for.unwrap_or_default(),
        span: fields.span,
    })
}

fn is_address(url: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme))
}

/// Reads an entry of `values`.
pub(crate) fn value(tree: &Tree, name: Named<'_>, faults: &mut Faults<'_>) -> Option<DatedValue> {
    let fields = Fields::of(tree, name, &VALUE, faults)?;
    let about = fields.need_text("about", faults);
    let items = fields.items("dated", faults);
    let mut dated: Vec<Dated> =
        items.iter().filter_map(|item| one_dated(item, fields.what, faults)).collect();
    dated.sort_by_key(|dated| dated.from);
    if items.is_empty() {
        fields.missing("dated", faults);
    }
    if let Some(pair) = dated.windows(2).find(|pair| pair[0].from == pair[1].from) {
        let message = format!("{} has two entries from {} on", fields.what, pair[0].from);
        faults.value(fields.place("dated"), message, "keep one of them");
    }
    Some(DatedValue { about: about.map_or(String::new(), |about| about.value), dated })
}

fn one_dated(tree: &Tree, what: &str, faults: &mut Faults<'_>) -> Option<Dated> {
    let fields = Fields::of(tree, (what, tree.span), &DATED, faults)?;
    let basis = need_basis(&fields, faults);
    if fields.get("from").is_none() {
        fields.missing("from", faults);
    }
    let from = fields.date("from", faults);
    let value = match fields.get("value") {
        Some(tree) => json(tree, faults),
        None => {
            fields.missing("value", faults);
            None
        }
    };
    Some(Dated { value: value?, from: from?, basis: basis? })
}

/// A number, text, truth value or list of them as data.
fn json(tree: &Tree, faults: &mut Faults<'_>) -> Option<serde_json::Value> {
    Some(match &tree.node {
        Node::Flag(flag) => (*flag).into(),
        Node::Number(number) => number.clone().into(),
        Node::Text(text) => text.clone().into(),
        Node::List(items) => {
            let items: Option<Vec<_>> = items.iter().map(|item| json(item, faults)).collect();
            items?.into()
        }
        Node::Null | Node::Map(_) => {
            let message = format!("a value is {}", tree.node.describe());
            faults.value(tree.span, message, "write a number, text, `true`, `false` or a list");
            return None;
        }
    })
}

/// Checks the placeholders of a value that is a sentence or heading of the document.
pub(crate) fn document_words(tree: &Tree, what: &str, names: &Names, faults: &mut Faults<'_>) {
    let Node::Map(entries) = &tree.node else { return };
    let dated = entries.iter().find(|entry| entry.key.value == "dated");
    let Some(Node::List(items)) = dated.map(|entry| &entry.value.node) else { return };
    // Faults of the shape were noted when the value was read.
    let mut ignored = Faults::new(faults.sources);
    for item in items {
        let fields = Fields::of(item, (what, item.span), &DATED, &mut ignored);
        fields.and_then(|fields| template(&fields, "value", names, faults));
    }
}

/// Reads an entry of `issues`: Amazon's own words, so they say where from.
pub(crate) fn issue(tree: &Tree, name: Named<'_>, faults: &mut Faults<'_>) -> Option<Term> {
    let term = term(tree, name, faults)?;
    if term.basis.is_none() {
        faults.add(source_missing(name));
    }
    Some(term)
}

/// Reads an entry of `triggers`, `categories` or `related_kinds`.
pub(crate) fn term(tree: &Tree, name: Named<'_>, faults: &mut Faults<'_>) -> Option<Term> {
    let fields = Fields::of(tree, name, &TERM, faults)?;
    let basis = basis(&fields, faults);
    let title = fields.need_text("title", faults);
    let about = fields.text("about", faults).map(|about| about.value);
    Some(Term { title: title.map_or(String::new(), |title| title.value), about, basis })
}

/// Reads an entry of `evidence_kinds`; the families it fits must be among `causes`.
pub(crate) fn evidence_kind(
    tree: &Tree,
    name: Named<'_>,
    causes: &BTreeMap<String, CauseFamily>,
    faults: &mut Faults<'_>,
) -> Option<EvidenceKind> {
    let fields = Fields::of(tree, name, &EVIDENCE_KIND, faults)?;
    let dpi_min = dots_per_inch(&fields, faults);
    let basis = need_basis(&fields, faults);
    let title = fields.need_text("title", faults);
    let lists_orders = fields.flag("lists_orders", faults);
    let speaks = fields.need_word("speaks", &ROLES, faults);
    let fits = known_names(&fields, "fits", ("family of causes", causes), faults);
    let about = fields.text("about", faults).map(|about| about.value);
    let title = title.map_or(String::new(), |title| title.value);
    let speaks = speaks.unwrap_or(Role::Direct);
    Some(EvidenceKind { title, speaks, lists_orders, fits, about, dpi_min, basis })
}

/// Reads `dpi_min`: how fine an exhibit of a kind has to stay.
fn dots_per_inch(fields: &Fields<'_>, faults: &mut Faults<'_>) -> Option<u32> {
    let tree = fields.get("dpi_min")?;
    let written = match &tree.node {
        Node::Number(number) => number.to_string().parse().ok(),
        _ => None,
    };
    let found = written.filter(|dots| (75..=300).contains(dots));
    if found.is_none() {
        let help = "write a whole number from 75 to 300";
        faults.value(tree.span, "`dpi_min` is no resolution in dots per inch", help);
    }
    found
}

/// Reads an entry of `causes`.
pub(crate) fn cause(tree: &Tree, name: Named<'_>, faults: &mut Faults<'_>) -> Option<CauseFamily> {
    let fields = Fields::of(tree, name, &CAUSE, faults)?;
    let title = fields.need_text("title", faults);
    let mut kinds = BTreeMap::new();
    for entry in fields.map("kinds", faults) {
        if let Some(text) = text_of(&entry.value, &entry.key.value, faults) {
            kinds.insert(entry.key.value.clone(), text.value);
        }
    }
    Some(CauseFamily { title: title.map_or(String::new(), |title| title.value), kinds })
}

/// The names in a list of texts, each of which must be among the known ones.
pub(crate) fn known_names<T>(
    fields: &Fields<'_>,
    field: &str,
    known: (&str, &BTreeMap<String, T>),
    faults: &mut Faults<'_>,
) -> Vec<String> {
    let (what, known) = known;
    let names = fields.texts(field, faults);
    for name in names.iter().filter(|name| !known.contains_key(&name.value)) {
        let words = known.keys().map(String::as_str);
        unknown_name(what, name, words, faults);
    }
    names.into_iter().map(|name| name.value).collect()
}

/// What an entry rests on, where it says so.
pub(crate) fn basis(fields: &Fields<'_>, faults: &mut Faults<'_>) -> Option<Basis> {
    let is_convention = fields.flag("convention", faults);
    match (fields.text("source", faults), is_convention) {
        (Some(source), false) => Some(Basis::Source(source)),
        (None, true) => Some(Basis::Convention),
        (None, false) => None,
        (Some(source), true) => {
            let message = format!("{} names a source and says `convention: true`", fields.what);
            let place = fields.place("convention");
            faults.value(place, message, "keep the one that is true");
            Some(Basis::Source(source))
        }
    }
}

/// What an entry rests on.
///
/// **Errors**: `pack-source-missing` where it does not say so.
pub(crate) fn need_basis(fields: &Fields<'_>, faults: &mut Faults<'_>) -> Option<Basis> {
    let found = basis(fields, faults);
    // A `source` that is no text or is misspelt has its fault already.
    let is_told = ["source", "convention"].iter().any(|field| fields.is_misspelt(field));
    if found.is_none() && fields.get("source").is_none() && !is_told {
        faults.add(source_missing((fields.what, fields.span)));
    }
    found
}

/// An entry that names neither a source nor practice.
pub(crate) fn source_missing(entry: Named<'_>) -> Diagnostic {
    let message = format!("{} does not say who asks for it", entry.0);
    let fault = Diagnostic::error("pack-source-missing", message);
    let help = "add `source:` with an id of `sources`, or `convention: true`";
    fault.at(entry.1, "this entry").help(help)
}

//! What may be written inside quotation marks. In: a text literal and an offset in it. Out: paths
//! where a file is named; values in `{{ }}` and names behind `@` where prose is.

use crate::check::holes::PATHS;
use crate::ide::Context;
use crate::ide::complete::{Completion, CompletionKind, names};
use crate::ide::cursor::Cursor;
use crate::ide::slots::{assign, is_text};
use crate::source::Span;
use crate::syntax::Node;
use crate::syntax::vocabulary::{Slot, Space};

/// Completions inside a text.
pub fn in_text(
    context: Context<'_>,
    cursor: &Cursor<'_>,
    leaf: &Node,
    offset: usize,
) -> Vec<Completion> {
    let Some(visit) = cursor.statement() else { return Vec::new() };
    let source = visit.statement.word().source;
    let text = &context.reading.sources.get(source).text;
    let slots = visit.row.map_or(&[][..], |row| row.slots);
    let filled = assign(slots, &visit.statement.arguments(), text).filled;
    let slot = filled.iter().find(|(_, it)| it.start == leaf.start).map(|(slot, _)| *slot);
    let before = &text[leaf.start..offset];
    match slot {
        Some(Slot::File | Slot::WholeOrFile) => files(context, leaf, Span::new(source, 0, offset)),
        Some(Slot::Prose) | None if is_text(leaf.kind) => {
            prose(context, before, source_at(source, offset))
        }
        _ => Vec::new(),
    }
}

fn source_at(source: crate::source::SourceId, offset: usize) -> Span {
    Span::new(source, offset, offset)
}

/// Paths of the case folder: what stands between the marks is replaced.
fn files(context: Context<'_>, leaf: &Node, end: Span) -> Vec<Completion> {
    let replace = Span::new(end.source, leaf.start + 1, end.end);
    let file = |path: &String| Completion::new(path, CompletionKind::File, "", replace);
    context.paths.iter().map(file).collect()
}

/// Values and names inside prose.
fn prose(context: Context<'_>, before: &str, at: Span) -> Vec<Completion> {
    let back = |letters: usize| Span::new(at.source, at.start - letters, at.start);
    if let Some(open) = before.rfind("{{").filter(|open| !before[*open..].contains("}}")) {
        let typed = before[open + 2..].trim_start();
        return holes(context, back(typed.len()), before[open + 2..].is_empty());
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let typed = &before[before.trim_end_matches(is_name).len()..];
    let sign = before[..before.len() - typed.len()].strip_suffix('@');
    let is_address = |sign: &str| sign.ends_with(|c: char| c.is_ascii_alphanumeric());
    match sign.filter(|sign| !is_address(sign)) {
        Some(_) => {
            let replace = back(typed.len());
            let mut found = names(context, Space::Evidence, replace);
            found.extend(names(context, Space::Finding, replace));
            found
        }
        None => Vec::new(),
    }
}

/// The values, each with what it is on the sites of the case.
fn holes(context: Context<'_>, replace: Span, needs_blank: bool) -> Vec<Completion> {
    let blank = if needs_blank { " " } else { "" };
    let completion = |(path, about): &(&str, &str)| {
        let mut it = Completion::new(path, CompletionKind::Value, about, replace);
        it.insert = format!("{blank}{path}");
        it.about(values_of(context, path))
    };
    PATHS.iter().map(completion).collect()
}

/// The value of a path on each site, one line each; of `covered` there is one for each finding.
pub(crate) fn values_of(context: Context<'_>, path: &str) -> String {
    let sites = context.looked.into_iter().flat_map(|looked| &looked.sites);
    let line = |site: &crate::compile::SiteLook| {
        let (_, value) = site.values.iter().find(|(known, _)| *known == path)?;
        Some(format!("- {}: {value}", site.code))
    };
    sites.filter_map(line).collect::<Vec<_>>().join("\n")
}

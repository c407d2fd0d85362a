//! What may be written inside quotation marks. In: a text literal and an offset in it. Out: paths
//! where a file is named; values in `{{ }}` and names behind `@` where prose is.

use std::collections::BTreeSet;

use crate::check::holes::PATHS;
use crate::ide::complete::arguments::{hides_column, orders};
use crate::ide::complete::measures::{self, Marks};
use crate::ide::complete::{Completion, CompletionKind, names};
use crate::ide::cursor::Cursor;
use crate::ide::formula::Holds;
use crate::ide::links::links;
use crate::ide::names::IN_PROSE;
use crate::ide::slots::{assign, is_text};
use crate::ide::tables;
use crate::ide::walk::Visit;
use crate::ide::{Context, Reading};
use crate::source::{SourceId, Span};
use crate::syntax::Node;
use crate::syntax::vocabulary::Slot;

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
    let inside = Span::new(source, (leaf.start + 1).min(offset), offset);
    match slot {
        Some(Slot::Formula | Slot::Measured) => {
            let mut words = visit.statement.arguments();
            words.retain(|word| word.end <= leaf.start);
            measures::complete(context, cursor, &words, (inside, Marks::There))
        }
        Some(Slot::Text) if hides_column(visit, text) => {
            let tables = tables::around(context, &cursor.chain);
            measures::columns(&tables, Holds::Anything, (inside, Marks::There))
        }
        Some(Slot::File | Slot::WholeOrFile) => {
            files(context, visit, Span::new(source, leaf.start + 1, offset))
        }
        Some(Slot::Prose) | None if is_text(leaf.kind) => {
            let behind = &text[offset..leaf.end];
            prose(context, (before, behind), Span::new(source, offset, offset))
        }
        _ => Vec::new(),
    }
}

/// Values behind `{{` in a text that is not closed yet: where that is the last of the line, the
/// brace looks like the one of a block. `None` elsewhere.
pub fn in_open_hole(
    context: Context<'_>,
    source: SourceId,
    offset: usize,
) -> Option<Vec<Completion>> {
    let text = &context.reading.sources.get(source).text;
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[line..offset];
    let is_last = text[offset..].lines().next().unwrap_or("").trim().is_empty();
    let is_open = !before.replace("\\\"", "").matches('"').count().is_multiple_of(2);
    let (_, typed) = before.rsplit_once("{{").filter(|_| is_last && is_open)?;
    let name = typed.trim_start();
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    let quote = before.rfind('"')?;
    let is_inside = before.rfind("{{").is_some_and(|at| quote < at);
    let start = if typed.is_empty() { " " } else { "" };
    let replace = Span::new(source, offset - name.len(), offset);
    (is_name && is_inside).then(|| holes(context, replace, (start, " }}")))
}

/// Paths of the case folder.
fn files(context: Context<'_>, visit: &Visit<'_>, replace: Span) -> Vec<Completion> {
    let file = |path: &str| Completion::new(path, CompletionKind::File, "", replace);
    paths_for(context, visit).into_iter().map(file).collect()
}

/// The paths that a statement may name: other texts of the case behind `use`, any other files
/// elsewhere.
pub(crate) fn paths_for<'a>(context: Context<'a>, visit: &Visit<'_>) -> Vec<&'a str> {
    let is_use = visit.row.is_some_and(|row| row.name == "use");
    let own = &context.reading.sources.get(visit.statement.word().source).name;
    let of_packs = [".toml", ".lock", ".yaml", ".yml"];
    let fits = |path: &&str| match is_use {
        true => path.ends_with(".poa") && path != own,
        false => !path.ends_with(".poa") && !of_packs.iter().any(|ending| path.ends_with(ending)),
    };
    let mut found: Vec<&str> = context.paths.iter().map(String::as_str).filter(fits).collect();
    // What no statement names yet is what is looked for.
    let named = named_files(context.reading);
    found.sort_by_key(|path| named.contains(*path));
    found
}

/// The files that the texts of the case name.
fn named_files(reading: &Reading) -> BTreeSet<String> {
    let sources = reading.files().filter_map(|name| reading.file(name));
    sources.flat_map(|source| links(reading, source)).map(|link| link.path).collect()
}

/// Values and names inside prose.
fn prose(context: Context<'_>, (before, behind): (&str, &str), at: Span) -> Vec<Completion> {
    let back = |letters: usize| Span::new(at.source, at.start - letters, at.start);
    if let Some(open) = before.rfind("{{").filter(|open| !before[*open..].contains("}}")) {
        let typed = before[open + 2..].trim_start();
        let end = match behind {
            it if it.starts_with("}}") => " ",
            it if it.trim_start_matches([' ', '\t']).starts_with("}}") => "",
            _ => " }}",
        };
        let start = if before[open + 2..].is_empty() { " " } else { "" };
        return holes(context, back(typed.len()), (start, end));
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let typed = &before[before.trim_end_matches(is_name).len()..];
    let sign = before[..before.len() - typed.len()].strip_suffix('@');
    let is_address = |sign: &str| sign.ends_with(|c: char| c.is_ascii_alphanumeric());
    match sign.filter(|sign| !is_address(sign)) {
        Some(_) => {
            let replace = back(typed.len());
            let spaces = IN_PROSE.into_iter();
            let mut found: Vec<Completion> =
                spaces.flat_map(|space| names(context, space, replace)).collect();
            if typed.starts_with(|c: char| c.is_ascii_digit()) {
                found.extend(orders(context, replace));
            }
            found
        }
        None => Vec::new(),
    }
}

/// The values, each with what it is on the sites of the case.
fn holes(context: Context<'_>, replace: Span, (start, end): (&str, &str)) -> Vec<Completion> {
    let completion = |(path, about): &(&str, &str)| {
        let mut it = Completion::new(path, CompletionKind::Value, about, replace);
        it.insert = format!("{start}{path}{end}");
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

//! Files that a text names. In: trees. Out: paths with their places.

use crate::ide::Reading;
use crate::ide::navigate::{item_span, unquoted};
use crate::ide::slots::{assign, is_text};
use crate::ide::walk;
use crate::source::{SourceId, Span};
use crate::syntax::Statement;
use crate::syntax::vocabulary::Slot;

/// A path in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its place, the marks left out.
    pub span: Span,
    /// The path from the case folder.
    pub path: String,
}

/// The files that a file of the case names.
pub fn links(reading: &Reading, source: SourceId) -> Vec<Link> {
    let Some(tree) = reading.tree(source) else { return Vec::new() };
    let text = &reading.sources.get(source).text;
    let mut found = Vec::new();
    walk::for_each(tree, &reading.sources, &mut |chain| {
        let Some(visit) = chain.last() else { return };
        let Some(row) = visit.row else { return };
        for (slot, leaf) in assign(row.slots, &visit.statement.arguments(), text).filled {
            let is_path = matches!(slot, Slot::File | Slot::WholeOrFile) && is_text(leaf.kind);
            if is_path && leaf.end - leaf.start > 2 {
                let span = Span::new(source, leaf.start + 1, leaf.end - 1);
                found.push(Link { span, path: unquoted(&text[leaf.start..leaf.end]).to_owned() });
            }
        }
    });
    found
}

/// The file of an exhibit on one site: the one behind `on`, or else the one of its head.
pub(crate) fn file_on(reading: &Reading, exhibit: Span, site: &str) -> Option<String> {
    let tree = reading.tree(exhibit.source)?;
    let holds =
        |it: &Statement<'_>| it.head().start <= exhibit.start && exhibit.end <= it.head().end;
    let item = tree.statements().into_iter().find(holds)?;
    let file = |it: &Statement<'_>, at: usize| {
        let leaf = it.arguments().get(at).copied().filter(|leaf| is_text(leaf.kind))?;
        Some(unquoted(reading.slice(it.span_of(leaf))).to_owned())
    };
    let is_own = |it: &&Statement<'_>| {
        let first = it.arguments().first().map(|leaf| reading.slice(it.span_of(leaf)));
        reading.slice(it.word()) == "on" && first == Some(site)
    };
    let body = item.body();
    let own = body.iter().find(is_own).and_then(|it| file(it, 1));
    own.or_else(|| file(&item, 1))
}

/// The files that the item around a place names, each once.
pub(crate) fn files_of(reading: &Reading, place: Span) -> Vec<String> {
    let Some(item) = item_span(reading, place) else { return Vec::new() };
    let mut found: Vec<String> = Vec::new();
    for link in links(reading, place.source) {
        if item.start <= link.span.start && link.span.end <= item.end && !found.contains(&link.path)
        {
            found.push(link.path);
        }
    }
    found
}

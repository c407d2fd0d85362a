//! The outline of a file and the things of a case by name. In: trees. Out: symbols, and an item in
//! short.

use crate::ide::Reading;
use crate::ide::slots::is_text;
use crate::ide::walk::{Visit, seen};
use crate::source::{SourceId, Span};
use crate::syntax::vocabulary::{Place, Space};
use crate::syntax::{Kind, Statement};

/// One thing of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Its name, or its word where it has none.
    pub name: String,
    /// A few words more.
    pub detail: String,
    /// The word that it begins with.
    pub word: String,
    /// All of it.
    pub span: Span,
    /// Its name alone.
    pub selection: Span,
    /// What is in it.
    pub children: Vec<Symbol>,
}

/// The outline of a file.
pub fn outline(reading: &Reading, source: SourceId) -> Vec<Symbol> {
    let Some(tree) = reading.tree(source) else { return Vec::new() };
    let items = tree.statements().into_iter();
    items.map(|it| symbol(reading, seen(it, Some(Place::File), &reading.sources))).collect()
}

fn symbol(reading: &Reading, visit: Visit<'_>) -> Symbol {
    let statement = visit.statement;
    let word = reading.slice(statement.word()).to_owned();
    let arguments = statement.arguments();
    let named = arguments.first().filter(|leaf| !is_text(leaf.kind));
    let selection = named.map_or(statement.word(), |leaf| statement.span_of(leaf));
    let rest = Span::new(selection.source, selection.end, statement.head().end);
    let detail: String = reading.slice(rest).trim().chars().take(80).collect();
    let name = match named {
        Some(_) if statement.has_block() => reading.slice(selection).to_owned(),
        Some(_) | None => word.clone(),
    };
    let detail = match statement.has_block() {
        true => detail,
        false => {
            let head = Span::new(selection.source, statement.word().end, statement.head().end);
            reading
                .slice(head)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .chars()
                .take(80)
                .collect()
        }
    };
    let inside = visit.inside();
    let children = statement.body().into_iter();
    let children = children.map(|it| symbol(reading, seen(it, inside, &reading.sources))).collect();
    Symbol { name, detail, word, span: statement.span(), selection, children }
}

/// One thing of the case that has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// What kind of thing it is.
    pub space: Space,
    /// Where it is given its name.
    pub span: Span,
}

/// The things of the case whose name holds the letters of a query, in that order.
pub fn find(reading: &Reading, query: &str) -> Vec<Named> {
    let fits = |name: &str| {
        let mut letters = name.chars();
        query.chars().all(|wanted| {
            let wanted = wanted.to_ascii_lowercase();
            letters.any(|letter| letter.to_ascii_lowercase() == wanted)
        })
    };
    let defined = reading.names.iter().filter(|it| it.is_definition && fits(&it.name));
    let named = |it: &crate::ide::names::NameUse| Named {
        name: it.name.clone(),
        space: it.space,
        span: it.span,
    };
    defined.map(named).collect()
}

/// An item in short, as Markdown: its `##` lines, its title or first text, its head.
pub(crate) fn summary(reading: &Reading, name: Span) -> String {
    let Some(tree) = reading.tree(name.source) else { return String::new() };
    let holds = |it: &Statement<'_>| it.span().start <= name.start && name.end <= it.span().end;
    let Some(item) = tree.statements().into_iter().find(holds) else { return String::new() };
    let doc = item.doc.map(|start| Span::new(name.source, start, item.span().start));
    let doc = doc.map(|span| {
        let lines = reading.slice(span).lines();
        let texts = lines.filter_map(|line| line.trim().strip_prefix("##"));
        texts.map(str::trim).collect::<Vec<_>>().join("\n")
    });
    let shown = ["title", "role", "did", "text", "will", "seller"];
    let body = item.body();
    let said = shown.iter().find_map(|word| {
        let statement = body.iter().find(|it| reading.slice(it.word()) == *word)?;
        let text = statement.arguments().into_iter().find(|leaf| is_text(leaf.kind))?;
        let span = statement.span_of(text);
        let text = crate::case::text_of(text.kind, reading.slice(span), span).text;
        Some(text.trim().chars().take(300).collect::<String>())
    });
    let head = format!("```poa\n{}\n```", reading.slice(item.head()));
    let parts = [doc, said, Some(head)].into_iter().flatten();
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Whether a leaf is a comment.
pub(crate) fn is_comment(kind: Kind) -> bool {
    matches!(kind, Kind::Comment | Kind::DocComment)
}

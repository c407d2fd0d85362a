//! What each part of a text is, for colours. In: a tree. Out: tokens in text order that do not
//! overlap and never cross a line.

use std::collections::BTreeMap;

use crate::case::text_of;
use crate::ide::Reading;
use crate::ide::formula::{self, Part};
use crate::ide::slots::{assign, is_text};
use crate::ide::walk;
use crate::source::{SourceId, Span};
use crate::syntax::vocabulary::{Place, Slot};
use crate::syntax::{Kind, Node};

/// What a part of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenKind {
    /// A word of the language.
    Word,
    /// A fixed word between arguments, or one of a few.
    Fixed,
    /// A name where it is given.
    Definition,
    /// A name where it is used.
    Name,
    /// A word of a pack.
    PackWord,
    /// A fact of a disclosure.
    Fact,
    /// Text.
    Text,
    /// A value or name inside text.
    Hole,
    /// A number, day, length of time or order.
    Number,
    /// `..`, `>=`
    Operator,
    /// A comment.
    Comment,
}

/// One part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: TokenKind,
}

/// The parts of a file.
pub fn tokens(reading: &Reading, source: SourceId) -> Vec<Token> {
    let Some(tree) = reading.tree(source) else { return Vec::new() };
    let text = &reading.sources.get(source).text;
    let mut known: BTreeMap<usize, TokenKind> = BTreeMap::new();
    walk::for_each(tree, &reading.sources, &mut |chain| {
        let Some(visit) = chain.last() else { return };
        let word = visit.statement.word();
        match visit.row {
            Some(row) => {
                known.insert(word.start, TokenKind::Word);
                let filled = assign(row.slots, &visit.statement.arguments(), text).filled;
                known.extend(
                    filled
                        .iter()
                        .filter_map(|(slot, leaf)| Some((leaf.start, of_slot(*slot, leaf, text)?))),
                );
                known.extend(of_measure(visit, text));
            }
            None if visit.place == Some(Place::Disclose) => {
                known.insert(word.start, TokenKind::Fact);
                let names = visit.statement.arguments().into_iter();
                let names = names.filter(|leaf| leaf.kind == Kind::Name);
                known.extend(names.map(|leaf| (leaf.start, TokenKind::Name)));
            }
            None => {}
        }
    });
    let mut found = Vec::new();
    tree.root.for_each_leaf(&mut |leaf| {
        if let Some(kind) = known.get(&leaf.start).copied().or_else(|| of_leaf(leaf.kind)) {
            of_lines(source, text, leaf, kind, &mut found);
        }
    });
    found
}

/// What an argument is by its slot; `None` where its form says it.
fn of_slot(slot: Slot, leaf: &Node, text: &str) -> Option<TokenKind> {
    if leaf.kind != Kind::Name {
        return None;
    }
    Some(match slot {
        Slot::Def(_) => TokenKind::Definition,
        Slot::Ref(_) | Slot::Refs(_) | Slot::Findings => TokenKind::Name,
        Slot::Open(_) => TokenKind::PackWord,
        Slot::Choice(_) | Slot::Fixed(_) | Slot::Language => TokenKind::Fixed,
        Slot::Selector => match &text[leaf.start..leaf.end] {
            "defects" | "orders" | "where" | "kind" | "reason" | "asin" | "is" | "or" | "and" => {
                TokenKind::Fixed
            }
            _ => TokenKind::PackWord,
        },
        _ => return None,
    })
}

/// The words of a measure.
fn of_measure(visit: &walk::Visit<'_>, text: &str) -> Vec<(usize, TokenKind)> {
    let Some((formula, words)) = formula::of_statement(visit, text) else { return Vec::new() };
    let kind = |part: &Part| match part {
        Part::Function | Part::Fixed => TokenKind::Fixed,
        Part::Column => TokenKind::Fact,
        Part::Value(_) => TokenKind::PackWord,
        Part::Exhibit => TokenKind::Name,
    };
    let told = formula.parts.iter().zip(words);
    let plain = told.filter(|(_, word)| word.kind == Kind::Name);
    plain.map(|(part, word)| (word.start, kind(part))).collect()
}

fn of_leaf(kind: Kind) -> Option<TokenKind> {
    match kind {
        Kind::Comment | Kind::DocComment => Some(TokenKind::Comment),
        Kind::Date | Kind::Duration | Kind::Percent | Kind::Number | Kind::OrderId => {
            Some(TokenKind::Number)
        }
        Kind::Range | Kind::Comparison => Some(TokenKind::Operator),
        kind if is_text(kind) => Some(TokenKind::Text),
        _ => None,
    }
}

/// Adds a leaf line by line, the values and names in a text on their own.
fn of_lines(source: SourceId, text: &str, leaf: &Node, kind: TokenKind, found: &mut Vec<Token>) {
    let mut cuts: Vec<Span> = Vec::new();
    if kind == TokenKind::Text {
        let span = Span::new(source, leaf.start, leaf.end);
        let prose = text_of(leaf.kind, &text[leaf.start..leaf.end], span);
        cuts.extend(prose.marks().iter().map(|mark| prose.place(mark.range())));
    }
    let mut at = leaf.start;
    for cut in cuts {
        push_lines(Span::new(source, at, cut.start), text, kind, found);
        push_lines(cut, text, TokenKind::Hole, found);
        at = cut.end.max(at);
    }
    push_lines(Span::new(source, at, leaf.end), text, kind, found);
}

fn push_lines(span: Span, text: &str, kind: TokenKind, found: &mut Vec<Token>) {
    let mut at = span.start;
    for line in text.get(span.start..span.end).unwrap_or("").split_inclusive('\n') {
        let solid = line.trim_end();
        let blank = solid.len() - solid.trim_start().len();
        let (start, end) = (at + blank, at + solid.len());
        if start < end {
            found.push(Token { span: Span::new(span.source, start, end), kind });
        }
        at += line.len();
    }
}

#[cfg(test)]
mod tests {
    use crate::ide::fixture::Fixture;
    use crate::ide::tokens::{TokenKind, tokens};

    #[test]
    fn every_part_has_its_kind() {
        let fixture = Fixture::new("person a { role \"x {{ rate }}\" } # c\n$0");
        let found = tokens(&fixture.reading, fixture.source);
        let text = &fixture.reading.sources.get(fixture.source).text;
        let shown: Vec<(&str, TokenKind)> =
            found.iter().take(7).map(|it| (&text[it.span.start..it.span.end], it.kind)).collect();
        assert_eq!(
            shown,
            [
                ("person", TokenKind::Word),
                ("a", TokenKind::Definition),
                ("role", TokenKind::Word),
                ("\"x", TokenKind::Text),
                ("{{ rate }}", TokenKind::Hole),
                ("\"", TokenKind::Text),
                ("# c", TokenKind::Comment),
            ]
        );
    }
}

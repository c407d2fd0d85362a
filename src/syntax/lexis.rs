//! What is wrong with the form of a text. In: the tree with its error nodes. Out: diagnostics.
//! Punctuation of a Chinese keyboard is understood and explained once, not refused.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Edit, Fix, FixSafety, Label, Severity};
use crate::source::{SourceId, Span};
use crate::syntax::tree::{Kind, Node, SyntaxTree};

/// Marks that are read as another one, and what the language writes.
const READ_AS: &[(char, &str, &str)] = &[
    ('，', ",", "full-width comma"),
    ('、', ",", "ideographic comma"),
    ('；', ";", "full-width semicolon"),
    ('：', "", "full-width colon"),
    (':', "", "colon"),
    ('｛', "{", "full-width brace"),
    ('｝', "}", "full-width brace"),
    ('“', "\"", "curly quotation mark"),
    ('”', "\"", "curly quotation mark"),
    ('„', "\"", "low quotation mark"),
    ('＂', "\"", "full-width quotation mark"),
    ('…', "..", "ellipsis"),
    ('～', "..", "full-width tilde"),
    ('≥', ">=", "sign"),
    ('≤', "<=", "sign"),
    ('＃', "#", "full-width number sign"),
    ('\u{3000}', " ", "ideographic space"),
    ('\u{a0}', " ", "non-breaking space"),
    ('\u{202f}', " ", "narrow non-breaking space"),
    ('\u{2009}', " ", "thin space"),
    ('\u{200b}', "", "zero-width space"),
    ('\u{feff}', "", "byte order mark inside the text"),
];

/// How many places are labelled; a fix mends all of them.
const LABELS_MAX: usize = 4;

/// How many marks of another keyboard are gathered, and how many other faults are told.
const MARKS_MAX: usize = 10_000;
const FAULTS_MAX: usize = 500;

/// Everything there is to say about the form of a text.
pub fn explain(tree: &SyntaxTree, text: &str) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut marks: Vec<(char, Span)> = Vec::new();
    broken_nodes(&tree.root, tree.source, text, &mut diagnostics);
    tree.root.for_each_leaf(&mut |leaf| {
        for (offset, mark) in odd_marks(leaf, text) {
            let span = Span::new(tree.source, offset, offset + mark.len_utf8());
            if marks.len() < MARKS_MAX {
                marks.push((mark, span));
            }
        }
    });
    let is_colon = |(mark, _): &(char, Span)| [':', '：'].contains(mark);
    let (colon, other): (Vec<_>, Vec<_>) = marks.into_iter().partition(is_colon);
    diagnostics.extend(odd_punctuation(&other, text));
    diagnostics.extend(colons(&colon, text));
    diagnostics
}

/// The marks of a leaf that stand for another one. Inside text between quotation marks and
/// comments only the marks around it count: what people write there is theirs.
fn odd_marks(leaf: &Node, text: &str) -> Vec<(usize, char)> {
    let slice = text.get(leaf.start..leaf.end).unwrap_or("");
    let all = slice.char_indices().map(|(at, mark)| (leaf.start + at, mark));
    let odd = |(_, mark): &(usize, char)| READ_AS.iter().any(|(known, ..)| known == mark);
    match leaf.kind {
        Kind::Comma
        | Kind::Colon
        | Kind::Separator
        | Kind::Open
        | Kind::Close
        | Kind::Range
        | Kind::Comparison
        | Kind::Blank => all.filter(odd).collect(),
        Kind::CurlyText => {
            let last = slice.char_indices().last().map(|(at, _)| leaf.start + at);
            all.filter(odd).filter(|(at, _)| *at == leaf.start || Some(*at) == last).collect()
        }
        Kind::Comment => all.take(1).filter(odd).collect(),
        Kind::File
        | Kind::Statement
        | Kind::Block
        | Kind::ListBreak
        | Kind::Word
        | Kind::Name
        | Kind::Text
        | Kind::TextBlock
        | Kind::Date
        | Kind::Duration
        | Kind::Percent
        | Kind::Number
        | Kind::OrderId
        | Kind::Newline
        | Kind::DocComment
        | Kind::Bom
        | Kind::Unknown
        | Kind::BadText
        | Kind::BadTextBlock
        | Kind::MissingClose
        | Kind::StrayClose
        | Kind::Stray => Vec::new(),
    }
}

/// What the language writes for a leaf: marks of another keyboard in their plain form. Text between
/// quotation marks keeps every letter; only the marks around it change.
pub fn plain(kind: Kind, leaf: &str) -> Cow<'_, str> {
    let instead = |mark: &str| {
        let first = mark.chars().next()?;
        READ_AS.iter().find(|(known, ..)| *known == first).map(|(_, instead, _)| *instead)
    };
    match kind {
        Kind::Comma
        | Kind::Colon
        | Kind::Separator
        | Kind::Open
        | Kind::Close
        | Kind::Range
        | Kind::Comparison => Cow::Borrowed(instead(leaf).unwrap_or(leaf)),
        Kind::CurlyText => Cow::Owned(between_plain_marks(leaf)),
        // `＃#` is one comment; with two plain marks it would document what follows.
        Kind::Comment => match leaf.strip_prefix('＃') {
            Some(rest) if !rest.starts_with('#') => Cow::Owned(format!("#{rest}")),
            Some(_) | None => Cow::Borrowed(leaf),
        },
        _ => Cow::Borrowed(leaf),
    }
}

/// A text whose marks are not `"`, with such marks; a backslash before the last one is doubled, or
/// it would take it.
fn between_plain_marks(leaf: &str) -> String {
    let mut inner = leaf.chars();
    inner.next();
    inner.next_back();
    let inner = inner.as_str();
    let slashes = inner.len() - inner.trim_end_matches('\\').len();
    let more = if slashes % 2 == 1 { "\\" } else { "" };
    format!("\"{inner}{more}\"")
}

/// What a mark is called in a message.
fn shown(mark: char, name: &str) -> String {
    match mark.is_whitespace() || mark == '\u{200b}' || mark == '\u{feff}' {
        true => format!("the {name} (U+{:04X})", u32::from(mark)),
        false => format!("the {name} `{mark}`"),
    }
}

/// One diagnostic for all marks of another keyboard: its fix mends them all.
fn odd_punctuation(places: &[(char, Span)], text: &str) -> Option<Diagnostic> {
    let (first, _) = places.first()?;
    let message = match places.iter().all(|(mark, _)| mark == first) {
        true => {
            let (_, instead, name) = row(*first);
            format!("{} is read as {}", shown(*first, name), reading(instead))
        }
        false => format!("{} marks of another keyboard are read as plain ones", places.len()),
    };
    let mut diagnostic = Diagnostic::new("full-width-punctuation", Severity::Advice, message);
    let label = |(index, (mark, span)): (usize, &(char, Span))| Label {
        span: *span,
        text: format!("read as {}", reading(row(*mark).1)),
        primary: index == 0,
    };
    diagnostic.labels = places.iter().take(LABELS_MAX).enumerate().map(label).collect();
    diagnostic.fix = Some(mended(places, text));
    let help = "write plain marks: `\"`, `,`, `;`, `{`, `}` and spaces; the formatter does it";
    Some(diagnostic.help(with_more(help, places.len())))
}

/// One diagnostic for all colons, which mean nothing.
fn colons(places: &[(char, Span)], text: &str) -> Option<Diagnostic> {
    let (first, _) = places.first()?;
    let message = format!("the colon `{first}` means nothing");
    let mut diagnostic = Diagnostic::new("needless-colon", Severity::Advice, message);
    let label = |(index, (_, span)): (usize, &(char, Span))| Label {
        span: *span,
        text: "read as nothing".to_owned(),
        primary: index == 0,
    };
    diagnostic.labels = places.iter().take(LABELS_MAX).enumerate().map(label).collect();
    diagnostic.fix = Some(mended(places, text));
    Some(diagnostic.help(with_more("leave it out: a blank is enough", places.len())))
}

/// The fix for marks that are read as others. What is read as nothing leaves a space where two
/// words would become one.
fn mended(places: &[(char, Span)], text: &str) -> Fix {
    let is_apart = |edge: Option<char>| edge.is_none_or(char::is_whitespace);
    let edit = |(mark, span): &(char, Span)| {
        let before = text.get(..span.start).and_then(|it| it.chars().next_back());
        let after = text.get(span.end..).and_then(|it| it.chars().next());
        let instead = match row(*mark).1 {
            "" if !is_apart(before) && !is_apart(after) => " ",
            instead => instead,
        };
        Edit { span: *span, text: instead.to_owned() }
    };
    Fix { safety: FixSafety::Safe, edits: places.iter().map(edit).collect() }
}

fn row(mark: char) -> (char, &'static str, &'static str) {
    *READ_AS.iter().find(|(known, ..)| *known == mark).expect("only marks of the table")
}

fn reading(instead: &str) -> String {
    match instead {
        "" => "nothing".to_owned(),
        " " => "a space".to_owned(),
        other => format!("`{other}`"),
    }
}

fn with_more(help: &str, places: usize) -> String {
    match places.saturating_sub(LABELS_MAX) {
        0 => help.to_owned(),
        more => format!("{help}; {more} more in this file"),
    }
}

/// One diagnostic for each error node that the grammar made.
fn broken_nodes(node: &Node, source: SourceId, text: &str, out: &mut Vec<Diagnostic>) {
    if out.len() >= FAULTS_MAX {
        return;
    }
    let span = Span::new(source, node.start, node.end);
    match node.kind {
        Kind::BadText => out.push(
            Diagnostic::error("text-not-closed", "the text has no closing quotation mark")
                .at(span, "it would end with this line")
                .help("close it with `\"`; text over several lines stands between `\"\"\"`"),
        ),
        Kind::BadTextBlock => {
            let opening = Span::new(source, node.start, node.start + 3);
            out.push(
                Diagnostic::error("text-not-closed", "the text block is never closed")
                    .at(opening, "it begins here")
                    .help("close it with `\"\"\"` on a line of its own"),
            );
        }
        Kind::StrayClose => out.push(
            Diagnostic::error("brace-too-many", "this `}` closes nothing")
                .at(span, "no block is open here")
                .help("delete it, or look for a `{` that is missing above"),
        ),
        Kind::Stray => out.push(stray(span, text)),
        Kind::Block => {
            if let Some(fault) = open_block(node, source, text) {
                out.push(fault);
            }
        }
        _ => {}
    }
    node.children.iter().for_each(|child| broken_nodes(child, source, text, out));
}

fn stray(span: Span, text: &str) -> Diagnostic {
    let found = text.get(span.start..span.end).unwrap_or("").trim_end();
    let shown: String = found.chars().take(40).collect();
    Diagnostic::error("word-expected", format!("a statement cannot begin with `{shown}`"))
        .at(Span::new(span.source, span.start, span.start + found.len()), "a word belongs here")
        .help("begin the line with a word such as `text`, `proof` or `done`")
}

/// A block that was never closed. Where a block in it holds a line that is not indented deeper than
/// the block's own, that one took its brace.
fn open_block(block: &Node, source: SourceId, text: &str) -> Option<Diagnostic> {
    let missing = block.children.iter().find(|child| child.kind == Kind::MissingClose)?;
    let fault = Diagnostic::error("block-not-closed", "this block is never closed")
        .help("write `}` on a line of its own after its last statement");
    let opening = |block: &Node| {
        let open = block.children.first().map_or(block.start, |open| open.end);
        Span::new(source, block.start, open)
    };
    Some(match taker(block, text) {
        Some((inner, first)) => fault
            .at(opening(inner), "it is opened here")
            .also(Span::new(source, first.start, first.start), "this is not indented deeper"),
        None => {
            let end = Span::new(source, missing.start, missing.end);
            fault
                .at(opening(block), "it is opened here")
                .also(end, "and should be closed before here")
        }
    })
}

/// The block inside another one that took its brace, and the first statement that is too many.
fn taker<'n>(block: &'n Node, text: &str) -> Option<(&'n Node, &'n Node)> {
    for statement in block.children.iter().filter(|child| child.kind == Kind::Statement) {
        let inner = statement.children.iter().find(|child| child.kind == Kind::Block);
        let (Some(inner), Some(depth)) = (inner, indentation(statement, text)) else { continue };
        let is_outside = |it: &&Node| indentation(it, text).is_some_and(|own| own <= depth);
        let mut statements = inner.children.iter().filter(|it| it.kind == Kind::Statement);
        if let Some(found) = taker(inner, text) {
            return Some(found);
        }
        if let Some(first) = statements.find(is_outside) {
            return Some((inner, first));
        }
    }
    None
}

/// Blanks before a node that is the first of its line.
fn indentation(node: &Node, text: &str) -> Option<usize> {
    let before = text.get(..node.start)?;
    let line = &before[before.rfind(['\n', '\r']).map_or(0, |at| at + 1)..];
    line.chars().all(char::is_whitespace).then(|| line.chars().count())
}

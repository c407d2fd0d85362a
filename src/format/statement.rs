//! The head of one statement as it is written. In: its leaves. Out: pieces with the blanks between
//! them, lists broken where a line would be too long. Knows nothing of blocks and comments around.

use crate::case::text_of;
use crate::format::{COMMENT_COLUMN, INDENT, WIDTH_MAX};
use crate::source::Span;
use crate::syntax::lexis::plain;
use crate::syntax::vocabulary::{Slot, WORDS};
use crate::syntax::{Kind, Node};

/// Letters of a word that others are aligned to; a longer one is none of the language.
const KEY_MAX: usize = 24;

/// The column that values begin at, and the one of the line itself.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    /// Spaces before the word.
    pub indent: usize,
    /// Letters up to the value, where the statement is one of several.
    pub key: Option<usize>,
}

/// One leaf of the head, written plainly, and how it follows the one before.
struct Piece<'t> {
    kind: Kind,
    text: String,
    /// The break in front of it, if it holds comments.
    comments: Vec<Comment<'t>>,
    /// Whether it stands directly behind the one before.
    is_tight: bool,
}

/// A comment inside a list, and whether it stands behind the line before.
struct Comment<'t> {
    text: &'t str,
    is_behind: bool,
}

/// Whether a statement is aligned with the others of its block: those that have a block are not.
pub fn is_aligned(statement: &Node) -> bool {
    !statement.children.iter().any(|child| child.kind == Kind::Block)
}

/// Letters of the word, and of the language behind it; `None` where it is not aligned to.
pub fn key_width(statement: &Node, text: &str) -> Option<usize> {
    let pieces = pieces(statement, text);
    let keys = key_pieces(&pieces);
    let width: usize = pieces[..keys].iter().map(|it| it.text.chars().count() + 1).sum();
    (pieces.len() > keys && width <= KEY_MAX).then(|| width - 1)
}

/// How many pieces stand before the value: the word, and the language of a text.
fn key_pieces(pieces: &[Piece<'_>]) -> usize {
    let [word, language, text, ..] = pieces else { return 1 };
    let takes_language =
        |slots: &[Slot]| matches!(slots.first(), Some(Slot::Optional([Slot::Language])));
    let is_text = matches!(text.kind, Kind::Text | Kind::TextBlock | Kind::CurlyText);
    let is_known = WORDS.iter().any(|row| row.name == word.text && takes_language(row.slots));
    1 + usize::from(is_text && is_known && language.kind == Kind::Name)
}

/// Writes the head of a statement: word and arguments.
pub fn head(out: &mut String, statement: &Node, text: &str, columns: Columns) {
    let pieces = pieces(statement, text);
    let keys = key_pieces(&pieces);
    let may_break = columns.key.is_some();
    let begun = out.len();
    for (index, piece) in pieces.iter().enumerate() {
        let value = columns.indent + columns.key.map_or(2, |key| key + 2);
        if !piece.comments.is_empty() {
            comments(out, &piece.comments, value);
            out.push_str(&" ".repeat(value));
        } else if index == keys && columns.key.is_some() {
            let wanted = columns.indent + columns.key.map_or(0, |key| key + 2);
            let written = columns.indent + out[begun..].chars().count();
            out.push_str(&" ".repeat(wanted.saturating_sub(written).max(1)));
        } else if may_break && is_too_long(out, &pieces, index) {
            out.push('\n');
            out.push_str(&" ".repeat(value));
        } else if index > 0 && !piece.is_tight {
            out.push(' ');
        }
        match piece.kind {
            Kind::TextBlock => block_text(out, &piece.text, columns.indent + INDENT),
            _ => out.push_str(&piece.text),
        }
    }
}

/// Writes the comments inside a list: behind its line, or on lines of their own.
fn comments(out: &mut String, comments: &[Comment<'_>], column: usize) {
    for comment in comments {
        match comment.is_behind {
            true => behind(out, comment.text),
            false => out.push_str(&format!("\n{}{}", " ".repeat(column), comment.text)),
        }
    }
    out.push('\n');
}

/// Writes a comment behind the line that was begun.
pub fn behind(out: &mut String, comment: &str) {
    let column = column(out);
    out.push_str(&" ".repeat(COMMENT_COLUMN.saturating_sub(column).max(2)));
    out.push_str(comment);
}

/// Characters of the last line.
pub fn column(out: &str) -> usize {
    let line = out.rfind('\n').map_or(0, |at| at + 1);
    out[line..].chars().count()
}

/// Whether a list goes on with a piece that no longer fits on the line. Only an item that stands
/// alone may begin a line, or the list would not be read as one.
fn is_too_long(out: &str, pieces: &[Piece<'_>], index: usize) -> bool {
    let is_comma = |at: usize| pieces.get(at).is_some_and(|piece| piece.kind == Kind::Comma);
    if index == 0 || !is_comma(index - 1) || pieces[index].is_tight {
        return false;
    }
    let is_item = matches!(
        pieces[index].kind,
        Kind::Name | Kind::OrderId | Kind::Date | Kind::Duration | Kind::Percent | Kind::Number
    );
    let stands_alone = index + 1 == pieces.len() || is_comma(index + 1);
    let width = pieces[index].text.chars().count() + usize::from(is_comma(index + 1));
    is_item && stands_alone && column(out) + 1 + width > WIDTH_MAX
}

/// The leaves of the head in their plain form.
fn pieces<'t>(statement: &Node, text: &'t str) -> Vec<Piece<'t>> {
    let mut pieces: Vec<Piece<'t>> = Vec::new();
    let mut waiting = Vec::new();
    let mut end = usize::MAX;
    for child in &statement.children {
        let slice = &text[child.start..child.end];
        match child.kind {
            Kind::Block => break,
            Kind::Blank | Kind::Colon => continue,
            Kind::ListBreak => {
                waiting = break_comments(child, text);
                continue;
            }
            _ => {}
        }
        let written = match child.kind {
            Kind::TextBlock => {
                let span = Span::new(crate::format::edits::nowhere(), child.start, child.end);
                text_of(child.kind, slice, span).text
            }
            kind => plain(kind, slice).into_owned(),
        };
        // `1,482` was meant as one number; it is told apart from a list by having no blank.
        let is_digits = |at: char| at.is_ascii_digit();
        let before = text[..child.start].chars().next_back();
        let is_thousands = child.kind == Kind::Number
            && end == child.start
            && before == Some(',')
            && text[..child.start - 1].ends_with(is_digits);
        let is_tight = child.kind == Kind::Comma || is_thousands;
        let comments = std::mem::take(&mut waiting);
        pieces.push(Piece { kind: child.kind, text: written, comments, is_tight });
        end = child.end;
    }
    pieces
}

/// The comments of a break inside a list.
fn break_comments<'t>(list_break: &Node, text: &'t str) -> Vec<Comment<'t>> {
    let mut comments = Vec::new();
    let mut is_behind = true;
    list_break.for_each_leaf(&mut |leaf| match leaf.kind {
        Kind::Comment | Kind::DocComment => {
            comments.push(Comment { text: text[leaf.start..leaf.end].trim_end(), is_behind });
        }
        Kind::Newline => is_behind = false,
        _ => {}
    });
    comments
}

/// Writes a text block: every line as far in as the block, the marks on lines of their own.
fn block_text(out: &mut String, value: &str, indent: usize) {
    out.push_str("\"\"\"");
    if !value.is_empty() {
        for line in value.split('\n') {
            out.push('\n');
            if !line.is_empty() {
                out.push_str(&" ".repeat(indent));
                out.push_str(line);
            }
        }
        out.push('\n');
        out.push_str(&" ".repeat(indent));
    }
    out.push_str("\"\"\"");
}

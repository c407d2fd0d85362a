//! Text literals to prose. In: one text node of the tree. Out: what stands between its marks.

use unicode_normalization::UnicodeNormalization;

use crate::case::prose::Prose;
use crate::source::Span;
use crate::syntax::Kind;

/// The content of a text literal of any kind; broken ones give what they have.
pub fn prose(kind: Kind, literal: &str, span: Span) -> Prose {
    match kind {
        Kind::TextBlock | Kind::BadTextBlock => block(literal, span),
        _ => line(literal, span),
    }
}

/// The text in composed form (NFC).
pub fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// The text with full-width letters and digits in their plain form (NFKC).
pub fn plain(text: &str) -> String {
    text.nfkc().collect()
}

/// `"…"`: `\"` and `\\` are the only escapes; any other backslash stands for itself.
fn line(literal: &str, span: Span) -> Prose {
    let mut prose = Prose::begin(span);
    let first = literal.chars().next().map_or(0, char::len_utf8);
    let inner = &literal[first..];
    let closing = inner.chars().next_back().filter(|c| "\"“”„＂".contains(*c));
    let inner = &inner[..inner.len() - closing.map_or(0, char::len_utf8)];
    let mut run = 0;
    let mut at = 0;
    while let Some(step) = inner[at..].find('\\') {
        let slash = at + step;
        let escapes = inner[slash + 1..].starts_with(['"', '\\']);
        if escapes {
            prose.push(&inner[run..slash], span.start + first + run);
            run = slash + 1;
        }
        at = slash + 1 + usize::from(escapes);
    }
    prose.push(&inner[run..], span.start + first + run);
    prose
}

/// `"""…"""`: the indentation that all lines share is removed, so is the line of each mark.
fn block(literal: &str, span: Span) -> Prose {
    let mut prose = Prose::begin(span);
    let inner = literal.strip_prefix("\"\"\"").unwrap_or(literal);
    let opened = literal.len() - inner.len();
    let inner = inner.strip_suffix("\"\"\"").unwrap_or(inner).trim_end();
    let mut lines = Vec::new();
    let mut offset = span.start + opened;
    for piece in inner.split_inclusive('\n') {
        lines.push((offset, piece));
        offset += piece.len();
    }
    if lines.first().is_some_and(|(_, piece)| piece.trim().is_empty()) {
        lines.remove(0);
    }
    let filled = lines.iter().filter(|(_, piece)| !piece.trim().is_empty());
    let indent = filled.map(|(_, piece)| indentation(piece)).min().unwrap_or(0);
    for (offset, piece) in lines {
        let cut = indent.min(indentation(piece));
        let body = piece[cut..].trim_end_matches(['\n', '\r']);
        prose.push(body, offset + cut);
        if piece.ends_with('\n') {
            prose.push("\n", offset + piece.len() - 1);
        }
    }
    prose
}

/// Blanks and tabs at the start of a line, in bytes; never past its text.
fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

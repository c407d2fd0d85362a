//! Between the protocol and the library. In: lines and columns as the editor counts them, file
//! addresses. Out: offsets, paths, and the same back.

use std::path::{Path, PathBuf};

use gen_lsp_types::{Position, Range, Uri};
use poa::source::{Source, Span};
use serde_json::Value;

/// How columns are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// In bytes.
    Utf8,
    /// In units of UTF-16, as most editors do.
    Utf16,
}

impl Encoding {
    /// The word of the protocol.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
        }
    }

    fn width(self, letter: char) -> usize {
        match self {
            Encoding::Utf8 => letter.len_utf8(),
            Encoding::Utf16 => letter.len_utf16(),
        }
    }

    /// The length of a text as columns.
    pub(crate) fn columns(self, text: &str) -> u32 {
        let columns: usize = text.chars().map(|letter| self.width(letter)).sum();
        u32::try_from(columns).unwrap_or(u32::MAX)
    }
}

/// The position of an offset.
pub(crate) fn position(source: &Source, offset: usize, encoding: Encoding) -> Position {
    let line = source.position(offset).line;
    let start = source.line_start(line);
    let before = source.text.get(start..offset).unwrap_or("");
    Position { line: u32::try_from(line).unwrap_or(u32::MAX), character: encoding.columns(before) }
}

/// The range of a span.
pub(crate) fn range(source: &Source, span: Span, encoding: Encoding) -> Range {
    Range {
        start: position(source, span.start, encoding),
        end: position(source, span.end, encoding),
    }
}

/// The range of some bytes of a text that is no source.
pub(crate) fn range_in(text: &str, bytes: std::ops::Range<usize>, encoding: Encoding) -> Range {
    let place = |offset: usize| {
        let before = &text[..offset];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = u32::try_from(before.matches('\n').count()).unwrap_or(u32::MAX);
        Position { line, character: encoding.columns(&before[start..]) }
    };
    Range { start: place(bytes.start), end: place(bytes.end) }
}

/// The offset of a position in a text; a column behind the line is its end.
pub(crate) fn offset(text: &str, position: Position, encoding: Encoding) -> usize {
    let line = usize::try_from(position.line).unwrap_or(usize::MAX);
    let start = match line {
        0 => 0,
        _ => match text.match_indices('\n').nth(line - 1) {
            Some((at, _)) => at + 1,
            None => return text.len(),
        },
    };
    let rest = &text[start..];
    let rest = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let rest = rest.strip_suffix('\r').unwrap_or(rest);
    let wanted = usize::try_from(position.character).unwrap_or(usize::MAX);
    let mut column = 0;
    for (at, letter) in rest.char_indices() {
        if column >= wanted {
            return start + at;
        }
        column += encoding.width(letter);
    }
    start + rest.len()
}

/// The path behind a file's address; `None` for what is no file.
pub(crate) fn path_of(uri: &Uri) -> Option<PathBuf> {
    uri.to_file_path().ok()
}

/// The address of a file.
pub(crate) fn uri_of(path: &Path) -> Value {
    Uri::from_file_path(path).map_or(Value::Null, |uri| Value::String(uri.to_string()))
}

#[cfg(test)]
mod tests {
    use gen_lsp_types::Position;
    use poa::source::Sources;

    use crate::lsp::convert::{Encoding, offset, position};

    #[test]
    fn positions_are_counted_as_the_editor_counts() {
        let text = "a\r\nあ😀b\n";
        let mut sources = Sources::default();
        let id = sources.add("", text);
        let check = |line: u32, character: u32, encoding: Encoding, at: usize| {
            let there = Position { line, character };
            assert_eq!(offset(text, there, encoding), at, "{there:?}");
            assert_eq!(position(sources.get(id), at, encoding), there, "{at}");
        };
        check(0, 1, Encoding::Utf16, 1);
        check(1, 1, Encoding::Utf16, 6);
        check(1, 3, Encoding::Utf16, 10);
        check(1, 4, Encoding::Utf16, 11);
        check(1, 3, Encoding::Utf8, 6);
        check(1, 7, Encoding::Utf8, 10);
        check(2, 0, Encoding::Utf16, 12);
        let far = Position { line: 0, character: 99 };
        assert_eq!(offset(text, far, Encoding::Utf16), 1);
        let below = Position { line: 99, character: 0 };
        assert_eq!(offset(text, below, Encoding::Utf16), text.len());
    }
}

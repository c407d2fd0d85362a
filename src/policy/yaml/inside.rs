//! Places inside texts of YAML. In: a text as it is written and as it is read. Out: where a part of
//! it stands. Reads no YAML.

use std::ops::Range;

use crate::source::{Sources, Span};

/// The place of a range of bytes inside a text value, as far as the notation lets it be found; the
/// whole value otherwise (escapes that change the length in a way that is not followed here).
pub(crate) fn span_inside(
    sources: &Sources,
    whole: Span,
    value: &str,
    range: Range<usize>,
) -> Span {
    let raw = sources.slice(whole);
    let offsets = align(raw, value);
    let found = offsets.and_then(|offsets| {
        let start = *offsets.get(range.start)?;
        let last = range.end.max(range.start + 1) - 1;
        let end = offsets.get(last).map_or(raw.len(), |end| end + 1);
        let is_sound = raw.is_char_boundary(start) && raw.is_char_boundary(end) && start <= end;
        is_sound.then(|| Span::new(whole.source, whole.start + start, whole.start + end))
    });
    found.unwrap_or(whole)
}

/// For each byte of the value its offset in the text as written; `None` where they cannot be laid
/// beside each other. Follows quotes, doubled quotes, escaped quotes, indentation and folded lines.
fn align(raw: &str, value: &str) -> Option<Vec<usize>> {
    let raw = raw.as_bytes();
    let quote = raw.first().copied().filter(|byte| matches!(byte, b'"' | b'\''));
    let mut at = usize::from(quote.is_some());
    let mut offsets = Vec::with_capacity(value.len());
    for (index, byte) in value.bytes().enumerate() {
        // The line end behind a block of text is no part of its place.
        let Some(here) = raw.get(at).copied() else { break };
        let next = raw.get(at + 1).copied();
        match (byte, here) {
            (b'\'', b'\'') if quote == Some(b'\'') => at += 1,
            (_, b'\\') if quote == Some(b'"') && next == Some(byte) => at += 1,
            (b'\n', b'\r') if next == Some(b'\n') => at += 1,
            (b' ' | b'\n', b'\n' | b'\r') => {}
            _ if byte == here => {}
            _ => return None,
        }
        offsets.push(at);
        at += 1;
        if matches!(raw.get(at - 1), Some(b'\n' | b'\r')) {
            // The indentation is what the line has more blanks than the value.
            let kept = blanks(&value.as_bytes()[index + 1..]);
            at += blanks(&raw[at..]).saturating_sub(kept);
        }
    }
    Some(offsets)
}

/// How many blanks a line begins with.
fn blanks(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| **byte == b' ').count()
}

#[cfg(test)]
mod tests {
    use crate::policy::yaml::{Node, read, span_inside};
    use crate::source::Sources;

    #[test]
    fn finds_the_place_of_a_word_inside_a_text() {
        let check = |text: &str, word: &str, expected: &str| {
            let mut sources = Sources::default();
            let id = sources.add("p.yaml", text);
            let tree = read(id, &sources).expect("the text is sound");
            let Node::Map(entries) = &tree.node else { panic!("the text is a mapping") };
            let entry = entries.last().expect("it has an entry");
            let Node::Text(value) = &entry.value.node else { panic!("its value is text") };
            let at = value.find(word).expect("the word is in it");
            let whole = entry.value.span;
            let span = span_inside(&sources, whole, value, at..at + word.len());
            let position = sources.get(id).position(span.start);
            let place = format!("{}:{}", position.line + 1, position.column + 1);
            let found = if span == whole { "whole" } else { sources.slice(span) };
            assert_eq!(format!("{place} {found}"), expected, "{text}");
        };
        check("a: not b.c\n", "b.c", "1:8 b.c");
        check("x: 1\na: \"b == 'c'\"\n", "'c'", "2:10 'c'");
        check("a: \"say \\\"b\\\" then c\"\n", "then", "1:15 then");
        check("a: 'it''s b'\n", "b", "1:11 b");
        check("a: |\n  one\n  two b\nz: x\n", "x", "4:4 whole");
        check("z: x\na: |\n  one\n  two b\n", "b", "4:7 b");
        check("z: x\na: |-\n  one\n\n    two b\n", "b", "5:9 b");
        check("z: x\na: >-\n  one\n  two b\n", "two", "4:3 two");
        check("z: x\na: one\n   two b\n", "two", "3:4 two");
        check("z: ü\na: ü b c\n", "b", "2:6 b");
        check("z: x\r\na: |\r\n  one\r\n  two b\r\n", "b", "4:7 b");
        check("a: \"tab\\tb\"\n", "b", "1:4 whole");
    }
}

//! The map from a font's codes to Unicode. In: the bytes of a `/ToUnicode` map. Out: [`CodeMap`].
//! Knows the `bfchar` and `bfrange` tables and the width of codes; everything else is skipped.

use std::collections::BTreeMap;

/// Codes of one range that are followed; a font has no more.
const RANGE_MAX: u32 = 65_536;

/// What each code of a font means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CodeMap {
    /// Bytes of one code: 1 or 2.
    width: usize,
    /// The text of each code.
    texts: BTreeMap<u32, String>,
}

/// A piece of the map's program.
#[derive(Debug, PartialEq, Eq)]
enum Token<'a> {
    /// `<0041>`, decoded.
    Hex(Vec<u8>),
    /// `[` or `]`.
    Bracket(u8),
    /// Any other word.
    Word(&'a [u8]),
}

impl CodeMap {
    /// Reads a map; what it does not know is skipped.
    pub(crate) fn parse(program: &[u8]) -> Self {
        let mut map = CodeMap { width: 2, texts: BTreeMap::new() };
        let mut section: &[u8] = b"";
        let mut values: Vec<Token<'_>> = Vec::new();
        for token in tokens(program) {
            match token {
                Token::Word(word) => {
                    match section {
                        b"begincodespacerange" => map.take_width(&values),
                        b"beginbfchar" => map.take_chars(&values),
                        b"beginbfrange" => map.take_ranges(&values),
                        _ => {}
                    }
                    values.clear();
                    section = word;
                }
                value => values.push(value),
            }
        }
        map
    }

    /// The text of a shown string, and how many of its codes have none.
    pub(crate) fn read(&self, shown: &[u8]) -> (String, usize) {
        let (mut text, mut unmapped) = (String::new(), 0);
        for code in shown.chunks(self.width.max(1)) {
            match self.texts.get(&number(code)) {
                Some(found) => text.push_str(found),
                None => unmapped += 1,
            }
        }
        (text, unmapped)
    }

    /// Takes the width of codes from a code space.
    fn take_width(&mut self, values: &[Token<'_>]) {
        if let Some(Token::Hex(bytes)) = values.first() {
            self.width = bytes.len().clamp(1, 4);
        }
    }

    /// Takes pairs of code and text.
    fn take_chars(&mut self, values: &[Token<'_>]) {
        for pair in values.chunks_exact(2) {
            if let [Token::Hex(code), Token::Hex(text)] = pair {
                self.texts.insert(number(code), utf16(text));
            }
        }
    }

    /// Takes ranges: first and last code, then the first text or a list of texts.
    fn take_ranges(&mut self, values: &[Token<'_>]) {
        let mut rest = values;
        while let [Token::Hex(first), Token::Hex(last), after @ ..] = rest {
            let (first, last) = (number(first), number(last));
            let last = last.min(first.saturating_add(RANGE_MAX));
            rest = match after {
                [Token::Hex(text), after @ ..] => {
                    for code in first..=last {
                        self.texts.insert(code, utf16(&raised(text, code - first)));
                    }
                    after
                }
                [Token::Bracket(b'['), after @ ..] => {
                    let end = after.iter().position(|token| *token == Token::Bracket(b']'));
                    let (list, after) = after.split_at(end.unwrap_or(after.len()));
                    for (code, text) in (first..=last).zip(list) {
                        if let Token::Hex(text) = text {
                            self.texts.insert(code, utf16(text));
                        }
                    }
                    after.get(1..).unwrap_or_default()
                }
                _ => return,
            };
        }
    }
}

/// The pieces of a program.
fn tokens(program: &[u8]) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = program;
    while let Some((first, after)) = rest.split_first() {
        let is_part = |byte: &u8| !byte.is_ascii_whitespace() && !b"<>[]%/".contains(byte);
        match first {
            b'%' => rest = &rest[end_of(rest, |byte| *byte == b'\n')..],
            b'[' | b']' => {
                found.push(Token::Bracket(*first));
                rest = after;
            }
            b'<' if after.first() == Some(&b'<') => rest = &after[1..],
            b'<' => {
                let end = end_of(after, |byte| *byte == b'>');
                found.push(Token::Hex(hex(&after[..end])));
                rest = after.get(end + 1..).unwrap_or_default();
            }
            byte if is_part(byte) => {
                let end = end_of(rest, |byte| !is_part(byte));
                // Counts before a table are numbers, not words that end one.
                if !rest[..end].iter().all(u8::is_ascii_digit) {
                    found.push(Token::Word(&rest[..end]));
                }
                rest = &rest[end..];
            }
            _ => rest = after,
        }
    }
    found
}

/// Where the first byte stands that ends a piece.
fn end_of(bytes: &[u8], ends: impl Fn(&u8) -> bool) -> usize {
    bytes.iter().position(ends).unwrap_or(bytes.len())
}

/// The bytes of hexadecimal digits; an odd last digit stands for its upper half.
fn hex(digits: &[u8]) -> Vec<u8> {
    let values: Vec<u8> = (digits.iter())
        .filter_map(|digit| (*digit as char).to_digit(16).map(|value| value as u8))
        .collect();
    values.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

/// A code as a number.
fn number(code: &[u8]) -> u32 {
    code.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

/// The text of UTF-16 in big-endian order.
fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> =
        bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

/// A text whose last unit is raised by a step, as ranges count on.
fn raised(text: &[u8], step: u32) -> Vec<u8> {
    let mut raised = text.to_vec();
    if let [.., high, low] = raised.as_mut_slice() {
        let unit = u16::from_be_bytes([*high, *low]).wrapping_add(step as u16);
        [*high, *low] = unit.to_be_bytes();
    }
    raised
}

#[cfg(test)]
mod tests {
    use crate::render::readback::unicode::CodeMap;

    #[test]
    fn reads_codes() {
        let check = |program: &str, shown: &[u8], expected: (&str, usize)| {
            let (text, unmapped) = CodeMap::parse(program.as_bytes()).read(shown);
            assert_eq!((text.as_str(), unmapped), expected, "{program}");
        };
        let space = "1 begincodespacerange <0000> <ffff> endcodespacerange ";
        let chars = format!("{space}2 beginbfchar <0001> <0041> <0002> <D83DDE9A> endbfchar");
        check(&chars, &[0, 1, 0, 2, 0, 3], ("A🚚", 1));
        let range = format!("{space}1 beginbfrange <0003> <0005> <0061> endbfrange");
        check(&range, &[0, 3, 0, 5], ("ac", 0));
        let list = format!("{space}1 beginbfrange <0003> <0004> [<0066> <00660069>] endbfrange");
        check(&list, &[0, 4, 0, 3], ("fif", 0));
        check("begincodespacerange <00> <ff> endcodespacerange", &[1, 2], ("", 2));
        check("beginbfrange <00000000> <ffffffff> <00", &[0, 1], ("", 1));
        check("<", &[], ("", 0));
    }
}

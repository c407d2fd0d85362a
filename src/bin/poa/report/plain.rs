//! Text that may come from a stranger, made fit for a terminal. In: any text. Out: text that moves
//! no cursor, hides nothing and fits the width.

use std::borrow::Cow;

/// Replaces what a terminal would act on or hide: control characters, direction marks, characters
/// without width. A tab stays.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    match text.chars().any(is_unsafe) {
        false => Cow::Borrowed(text),
        true => text.chars().map(|c| if is_unsafe(c) { '\u{fffd}' } else { c }).collect(),
    }
}

/// Like [`plain`], on one line.
pub(crate) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    plain(&words.join(" ")).into_owned()
}

fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || c == '\u{feff}'
}

/// Columns that a text fills.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Whether a character fills two columns: the East Asian blocks that are wide throughout.
///
/// **Source**: Unicode Standard Annex 11, values W and F.
fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}')
}

/// Breaks a text at its spaces and between wide characters; further lines begin below the first
/// one's text.
pub(crate) fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let mut lines = String::new();
    let mut column = indent;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        for (at, part) in parts(word).into_iter().enumerate() {
            let gap = usize::from(at == 0 && column > indent);
            let length = columns(part);
            if column > indent && column + gap + length > width {
                lines.push('\n');
                lines.extend(std::iter::repeat_n(' ', indent));
                column = indent;
            } else if gap > 0 {
                lines.push(' ');
                column += 1;
            }
            lines.push_str(part);
            column += length;
        }
    }
    lines
}

/// The parts of a word between which a line may end: before and behind wide characters, but not
/// before a closing mark or behind an opening one.
fn parts(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, sign) in word.char_indices() {
        let is_joint = before.is_some_and(|before| {
            let is_between = is_wide(before) || is_wide(sign);
            is_between && !"，。；：！？、）》」”".contains(sign) && !"（《「“".contains(before)
        });
        if is_joint {
            parts.push(&word[start..at]);
            start = at;
        }
        before = Some(sign);
    }
    parts.push(&word[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use crate::report::plain::{columns, one_line, plain, wrapped};

    #[test]
    fn nothing_reaches_the_terminal_but_text() {
        let check = |text: &str, expected: &str| assert_eq!(plain(text), expected, "{text:?}");
        check("a\tb", "a\tb");
        check("\u{1b}[31mred", "\u{fffd}[31mred");
        check("a\u{202e}b\u{200b}c\u{9b}d", "a\u{fffd}b\u{fffd}c\u{fffd}d");
        check("配達スキャン", "配達スキャン");
        assert_eq!(one_line("a\r\n  b\u{7}"), "a b\u{fffd}");
    }

    #[test]
    fn wide_characters_count_twice() {
        let check = |text: &str, expected: usize| assert_eq!(columns(text), expected, "{text}");
        check("abc", 3);
        check("配達", 4);
        check("ｱ", 1);
        check("Ｌ：", 4);
    }

    #[test]
    fn lines_break_at_spaces() {
        let check = |text: &str, expected: &str| assert_eq!(wrapped(text, 2, 10), expected);
        check("one two", "one two");
        check("one two three", "one two\n  three");
        check("a-very-long-word b", "a-very-long-word\n  b");
        check("", "");
        check("配達 配達 配", "配達 配\n  達 配");
        check("措施没有证据，请添加。", "措施没有\n  证据，请\n  添加。");
        check("加上 `proof` 一项", "加上\n  `proof`\n  一项");
    }
}

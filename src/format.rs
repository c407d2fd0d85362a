//! A text in the one style. In: the text of one `.poa` file, whole or broken. Out: the same text as
//! the language writes it, or the edits that lead there. Knows no meaning: a statement keeps its
//! words, a comment its place, and what was not understood keeps every byte.

mod edits;
mod same;
mod statement;
mod write;

use std::ops::Range;

use crate::diagnostic::Edit;
use crate::source::{SourceId, Sources};
use crate::syntax::{Kind, Node, SyntaxTree, parse};

/// Spaces of one level.
const INDENT: usize = 2;

/// Characters of a line, where a list or a block in one line can still be broken.
const WIDTH_MAX: usize = 100;

/// Where a comment behind a statement begins, if the statement is not longer.
const COMMENT_COLUMN: usize = 40;

/// The text in the one style; `None` where writing it would have changed what it says, which is a
/// fault of the program.
pub fn format(text: &str) -> Option<String> {
    let tree = read(text);
    // The second way keeps every item with a fault as it stands.
    [write::Broken::Formatted, write::Broken::Kept].into_iter().find_map(|broken| {
        let written = write::file(&tree, text, broken);
        same::says_the_same((&tree, text), (&read(&written), &written)).then_some(written)
    })
}

/// The edits that bring a text into the one style, as small as can be: each replaces blanks, or a
/// mark of another keyboard. None where it cannot be formatted.
pub fn edits(text: &str, source: SourceId) -> Vec<Edit> {
    let written = format(text);
    written.map(|written| edits::between(text, &written, source)).unwrap_or_default()
}

/// The edits for the items of the file that a range touches.
pub fn edits_within(text: &str, source: SourceId, range: Range<usize>) -> Vec<Edit> {
    let tree = read(text);
    let touched = |node: &&Node| node.start <= range.end && range.start <= node.end;
    let items = tree.root.children.iter().filter(|node| node.kind.is_item());
    let touched: Vec<_> = items.filter(touched).collect();
    let (Some(first), Some(last)) = (touched.first(), touched.last()) else { return Vec::new() };
    let mut edits = edits(text, source);
    edits.retain(|edit| first.start <= edit.span.start && edit.span.end <= last.end);
    edits
}

/// Spaces that a line begins with which is written at an offset: two for each block around it.
pub fn indentation(text: &str, offset: usize) -> usize {
    let mut depth = 0;
    read(text).root.for_each_around(offset, &mut |block| {
        let ends = |last: &Node| last.kind == Kind::Close && last.end <= offset;
        let has_ended = block.children.last().is_some_and(ends);
        depth += usize::from(!has_ended);
    });
    depth * INDENT
}

fn read(text: &str) -> SyntaxTree {
    let mut sources = Sources::default();
    let source = sources.add("", text);
    parse(source, &sources).value
}

#[cfg(test)]
mod tests {
    use crate::format::{edits_within, format, indentation};
    use crate::source::Sources;

    #[test]
    fn the_one_style() {
        let check = |text: &str, expected: &str| {
            let written = format(text).expect("it can be formatted");
            assert_eq!(written, expected, "{text:?}");
            assert_eq!(format(&written).as_deref(), Some(expected), "twice is once: {text:?}");
        };
        check("", "");
        check("\u{feff}\r\n\r\n# a\r\n", "# a\n");
        check("case  a{}", "case a { }\n");
        check("case a {\n}\n", "case a { }\n");
        check("person a   {role \"x\";name \"y\"}", "person a { role \"x\"; name \"y\" }\n");
        check(
            "case a {\nseller \"x\"\n\n\n\nsubmit 2026-01-02 # d\n}",
            concat!(
                "case a {\n",
                "  seller  \"x\"\n",
                "\n",
                "  submit  2026-01-02                    # d\n",
                "}\n",
            ),
        );
        check("person x {\n} case a { }", "person x { }\ncase a { }\n");
        check(
            "site us {\n  defects：“a.csv”；orders 1\n}",
            concat!("site us {\n", "  defects  \"a.csv\"\n", "  orders   1\n", "}\n",),
        );
        check(
            "site us {\n  window 2026-01-01…2026-01-02\n}",
            concat!("site us {\n", "  window  2026-01-01 .. 2026-01-02\n", "}\n",),
        );
        check(
            "finding a {\n  text ja \"あ\"\n  why \"b\"\n}",
            concat!("finding a {\n", "  text ja  \"あ\"\n", "  why      \"b\"\n", "}\n",),
        );
        check(
            "finding a {\ntext \"\"\"\n   b\n     c\n\n  \"\"\"\n}",
            concat!(
                "finding a {\n",
                "  text  \"\"\"\n",
                "    b\n",
                "      c\n",
                "    \"\"\"\n",
                "}\n",
            ),
        );
        check(
            "finding a {\ntext \"\"\"b\"\"\"\n}",
            concat!("finding a {\n", "  text  \"\"\"\n", "    b\n", "    \"\"\"\n", "}\n",),
        );
    }

    #[test]
    fn comments_and_lists() {
        let check = |text: &str, expected: &str| {
            let written = format(text).expect("it can be formatted");
            assert_eq!(written, expected, "{text:?}");
            assert_eq!(format(&written).as_deref(), Some(expected), "twice is once: {text:?}");
        };
        check(
            "action a {# why\nproof b,\n c , d\n# last\n} # end",
            concat!(
                "action a {                              # why\n",
                "  proof  b, c, d\n",
                "  # last\n",
                "}                                       # end\n",
            ),
        );
        check(
            "action a {\nproof b, # one\n# two\nc\n}",
            concat!(
                "action a {\n",
                "  proof  b,                             # one\n",
                "         # two\n",
                "         c\n",
                "}\n",
            ),
        );
        check("x {\nproof b,;c\n}", "x {\n  proof  b,;\n  c\n}\n");
        check(
            "＃a\n##b\nuse \"a\" ＃# c",
            "#a\n##b\nuse \"a\"                                 ＃# c\n",
        );
        let long = "orders ".to_owned() + &["113-1234567-1234567"; 8].join(", ");
        check(
            &format!("dispute a {{\n{long}\n}}"),
            concat!(
                "dispute a {\n",
                "  orders  113-1234567-1234567, 113-1234567-1234567, 113-1234567-1234567, ",
                "113-1234567-1234567,\n",
                "          113-1234567-1234567, 113-1234567-1234567, 113-1234567-1234567, ",
                "113-1234567-1234567\n",
                "}\n",
            ),
        );
    }

    #[test]
    fn what_is_broken_keeps_its_bytes() {
        let check = |text: &str, expected: &str| {
            let written = format(text).expect("it can be formatted");
            assert_eq!(written, expected, "{text:?}");
            assert_eq!(format(&written).as_deref(), Some(expected), "twice is once: {text:?}");
        };
        check(
            "case a {\nseller  \"x\n  submit 2026-01-02\n}",
            concat!("case a {\n", "  seller  \"x\n", "  submit  2026-01-02\n", "}\n",),
        );
        check(
            "case  a {\n  seller   \"x\"\n\nsite  us  { }",
            "case  a {\n  seller   \"x\"\n\nsite us { }\n",
        );
        check("a { text \"\"\"\n  b  c", "a { text \"\"\"\n  b  c\n");
        check("}\n,, ,\n", "}\n,, ,\n");
        check("orders 1,482", "orders 1,482\n");
    }

    #[test]
    fn ranges_and_lines() {
        let text = "case  a { }\ncase  b { }\ncase  c { }\n";
        let mut sources = Sources::default();
        let source = sources.add("", text);
        let edits = edits_within(text, source, 13..14);
        let starts: Vec<usize> = edits.iter().map(|edit| edit.span.start).collect();
        assert_eq!(starts, [16]);
        let check = |marked: &str, expected: usize| {
            let at = marked.find('$').expect("the offset is marked");
            assert_eq!(indentation(&marked.replace('$', ""), at), expected, "{marked:?}");
        };
        check("case a {\n$", 2);
        check("case a {\n}\n$", 0);
        check("a {\nb {\n$", 4);
        check("a {\nb { }\n$}", 2);
    }
}

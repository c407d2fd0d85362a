//! The grammar for editors against the normative one. In: all `.poa` texts of the repository, whole
//! and cut, the corpus of the grammar and its queries. Out: a failure that names text and place.

use std::fs;
use std::path::Path;

use poa::source::Sources;
use poa::syntax::{Kind, Node, parse};
use tree_sitter::{Parser, Query, TreeCursor};

use crate::laws;

/// Every so many bytes a text is cut.
const CUT_STEP: usize = 211;

/// A node of either tree: how deep it lies, what it is, and its text if it is a leaf.
type Line = (usize, String, String);

#[test]
fn both_grammars_make_the_same_tree_of_every_text() {
    let mut parser = parser();
    for text in laws::texts() {
        let name = text.path.display().to_string();
        compare(&mut parser, &text.text, &name);
        for at in (0..text.text.len()).step_by(CUT_STEP) {
            if text.text.is_char_boundary(at) {
                compare(&mut parser, &text.text[..at], &format!("{name}, the first {at} bytes"));
                compare(&mut parser, &text.text[at..], &format!("{name}, from byte {at} on"));
            }
        }
    }
}

#[test]
fn both_grammars_agree_on_broken_texts() {
    let mut parser = parser();
    let texts = [
        "",
        "\n",
        "}",
        "a {",
        "a {{{",
        "site us {\nwindow\nsite uk {\n}\n",
        "evidence x {\n title \"a\nsite us {\n}",
        "a \"\"\"\nb\nsite us {\n}",
        "a \"\"\"\nb\n}\nc \"\"\" d",
        "a \"\"\"\nsite us \"\"\" b {\n}",
        "a \"b\\\" c",
        "a \"b\\\" c\"",
        "a “b” ”c",
        "a \"b } ",
        "a \"b { x",
        "a b,\n  c,\n\n  # why\n  d\ne f",
        "a b, # one\n c on us",
        "a b,\nc d\n",
        "a b,\nsite us {\n",
        "x { a b,\nsite us {\n",
        "a 2026-1-05x 2026-01-05 1..2 1.5 -1.5% 48h 3d -3d 113-1234567-1234567 a.b a. .b ..",
        "a 5bd -5bd 5b 5bdd 5bh 5hd 5db",
        "a 2026-08-10..2026-10-08 >=99% a..b",
        ", a\n: b; c\n> d {\n= e }",
        "＃ a\n## b\n# c",
        "a：b，c；d｛e｝",
        "a \"\"\"b\"\"\"\"c\"",
        "a {\r\n b\r\n}\r\n",
        "allow x\nz {\nallow y because \"b\"\n",
        "z {\nuse\u{a0}\"b\"\nuse x\n",
    ];
    for text in texts {
        compare(&mut parser, text, text);
    }
}

#[test]
fn the_corpus_is_read_as_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("editors/tree-sitter-poa/test/corpus");
    let mut parser = parser();
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the corpus is there").flatten() {
        let corpus = fs::read_to_string(entry.path()).expect("the corpus is UTF-8");
        for (title, text, expected) in entries(&corpus) {
            let tree = parser.parse(text, None).expect("no limit is set");
            let found = tree.root_node().to_sexp();
            assert_eq!(found, one_line(expected), "{title}\n{text}");
            count += 1;
        }
    }
    assert!(count >= 10, "the corpus holds {count} entries");
}

#[test]
fn the_queries_name_what_the_grammar_has() {
    let language = tree_sitter_poa::LANGUAGE.into();
    for query in [
        tree_sitter_poa::HIGHLIGHTS_QUERY,
        tree_sitter_poa::FOLDS_QUERY,
        tree_sitter_poa::INDENTS_QUERY,
        tree_sitter_poa::TAGS_QUERY,
        include_str!("../../editors/tree-sitter-poa/queries/textobjects.scm"),
        include_str!("../../editors/zed/languages/poa/brackets.scm"),
        include_str!("../../editors/zed/languages/poa/indents.scm"),
        include_str!("../../editors/zed/languages/poa/outline.scm"),
        include_str!("../../editors/zed/languages/poa/overrides.scm"),
        include_str!("../../editors/zed/languages/poa/redactions.scm"),
    ] {
        let read = Query::new(&language, query);
        assert!(read.is_ok(), "{:?}\n{query}", read.err());
    }
    let copy = include_str!("../../editors/zed/languages/poa/highlights.scm");
    assert_eq!(copy, tree_sitter_poa::HIGHLIGHTS_QUERY, "Zed reads a copy of the colours");
}

fn parser() -> Parser {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_poa::LANGUAGE.into()).expect("the versions fit");
    parser
}

fn compare(parser: &mut Parser, text: &str, what: &str) {
    assert_eq!(differ(parser, text), None, "{what}");
}

/// Where the trees of a text differ first: what the normative grammar says there, and the other.
fn differ(parser: &mut Parser, text: &str) -> Option<String> {
    let mut sources = Sources::default();
    let source = sources.add("input.poa", text);
    let mut normative = Vec::new();
    pest_lines(&parse(source, &sources).value.root, text, 0, &mut normative);
    let tree = parser.parse(text, None).expect("no limit is set");
    let mut found = Vec::new();
    editor_lines(&mut tree.walk(), text, 0, &mut found);
    if normative == found {
        return None;
    }
    let both = normative.iter().zip(&found);
    let at = both.take_while(|(wanted, got)| wanted == got).count();
    Some(format!("wanted {:?}, got {:?}", normative.get(at), found.get(at)))
}

/// Blanks and line breaks are left out: an editor's tree has none.
fn pest_lines(node: &Node, text: &str, depth: usize, lines: &mut Vec<Line>) {
    match node.kind {
        Kind::Blank | Kind::Newline | Kind::Bom => return,
        Kind::ListBreak => {
            node.children.iter().for_each(|child| pest_lines(child, text, depth, lines));
            return;
        }
        _ => {}
    }
    let is_leaf = node.children.is_empty() && node.kind != Kind::File;
    let slice = if is_leaf { &text[node.start..node.end] } else { "" };
    lines.push((depth, name_of(node.kind), slice.to_owned()));
    node.children.iter().for_each(|child| pest_lines(child, text, depth + 1, lines));
}

/// `BadText` is called `bad_text` in an editor's grammar.
fn name_of(kind: Kind) -> String {
    let mut name = String::new();
    for letter in format!("{kind:?}").chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

fn editor_lines(cursor: &mut TreeCursor<'_>, text: &str, depth: usize, lines: &mut Vec<Line>) {
    let node = cursor.node();
    let is_break = node.kind() == "list_break";
    if node.is_named() && !is_break {
        let is_leaf = node.named_child_count() == 0 && node.kind() != "file";
        let slice = if is_leaf { &text[node.byte_range()] } else { "" };
        lines.push((depth, node.kind().to_owned(), slice.to_owned()));
    }
    let below = if is_break { depth } else { depth + 1 };
    if cursor.goto_first_child() {
        loop {
            editor_lines(cursor, text, below, lines);
            if !cursor.goto_next_sibling() {
                break;
            }
        }
        cursor.goto_parent();
    }
}

/// Title, text and tree of each entry of a corpus file.
fn entries(corpus: &str) -> Vec<(&str, &str, &str)> {
    let rule = "==================\n";
    let mut parts = corpus.split(rule).skip(1);
    let mut found = Vec::new();
    while let (Some(title), Some(body)) = (parts.next(), parts.next()) {
        let (text, tree) = body.split_once("\n---\n").expect("text and tree are kept apart");
        found.push((title.trim(), text.strip_prefix('\n').unwrap_or(text), tree));
    }
    found
}

/// A tree as the parser prints it: in one line.
fn one_line(tree: &str) -> String {
    let words: Vec<&str> = tree.split_whitespace().collect();
    words.join(" ").replace("( ", "(").replace(" )", ")")
}

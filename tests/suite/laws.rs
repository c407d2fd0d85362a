//! Laws that hold for every text. In: all `.poa` texts of the repository, cut, doubled and spoilt,
//! and hostile ones. Out: a failure that names the text. Nothing here knows what a text means.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use poa::case::{Project, lower};
use poa::compile::{self, Compiled, Input};
use poa::source::{FileError, Files, Sources};
use poa::syntax::{TEXT_BYTES_MAX, parse};
use poa::value::Date;
use proptest::prelude::{Strategy, any};
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::tidy::MADE;

/// Bytes of the beginning of a text that are cut at every character.
const DENSE_BYTES: usize = 4096;

/// Behind them, every so many bytes.
const SPARSE_STEP: usize = 37;

/// Every so many cuts are checked as a whole case, which costs far more than reading.
const CHECKED_STEP: usize = 211;

/// A guard against work without an end, far above what any text takes: not a measurement.
const TIME_MAX: Duration = Duration::from_secs(120);

/// A text and the folder whose files it names.
pub(crate) struct Text {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// All of it.
    pub(crate) text: String,
}

/// A changed text in place of a file; all others from its folder.
struct Changed<'t> {
    folder: &'t Path,
    name: &'t str,
    text: &'t str,
}

impl Files for Changed<'_> {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        if path == self.name {
            return Ok(self.text.as_bytes().into());
        }
        let inside = !path.starts_with(['/', '\\']) && !path.contains("..");
        let found = inside.then(|| fs::read(self.folder.join(path)).ok()).flatten();
        found.map(Arc::from).ok_or(FileError::Missing)
    }
}

/// All `.poa` texts of the repository.
pub(crate) fn texts() -> Vec<Text> {
    let mut paths = Vec::new();
    gather(Path::new(env!("CARGO_MANIFEST_DIR")), &mut paths);
    paths.sort();
    assert!(paths.len() > 50, "the repository's texts are found");
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("every text of the repository is UTF-8");
        Text { path, text }
    };
    paths.into_iter().filter(|path| !is_spoilt(path)).map(read).collect()
}

fn gather(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be listed").flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let is_ours = !MADE.contains(&name.to_str().unwrap_or_default());
        if path.is_dir() && is_ours {
            gather(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "poa") {
            paths.push(path);
        }
    }
}

/// Whether a file is no text on purpose.
fn is_spoilt(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| std::str::from_utf8(&bytes).is_err())
}

/// Reads a text up to the case; its tree gives the text back.
fn read(text: &str, what: &str) {
    let begun = Instant::now();
    let mut sources = Sources::default();
    let source = sources.add("input.poa", text);
    let parsed = parse(source, &sources);
    let mut joined = String::with_capacity(text.len());
    let mut end = 0;
    parsed.value.root.for_each_leaf(&mut |leaf| {
        assert_eq!(leaf.start, end, "{what}: the leaves tile the text");
        joined.push_str(&text[leaf.start..leaf.end]);
        end = leaf.end;
    });
    assert!(joined == text, "{what}: the leaves, joined, are not the text");
    let project = Project { trees: vec![parsed.value], ..Project::default() };
    let lowered = lower(&project, &sources);
    for fault in parsed.diagnostics.iter().chain(&lowered.diagnostics) {
        let line = fault.one_line(&sources);
        assert!(!line.contains('\n'), "{what}: {line}");
        for label in &fault.labels {
            let shown = text.get(label.span.start..label.span.end);
            assert!(shown.is_some(), "{what}: a label cuts a character: {line}");
        }
    }
    assert!(begun.elapsed() < TIME_MAX, "{what}: {:?}", begun.elapsed());
}

/// Checks a changed text as a whole case.
fn check(original: &Text, text: &str) -> Compiled {
    let folder = original.path.parent().expect("a file has a folder");
    let name = original.path.file_name().and_then(|name| name.to_str()).expect("names are UTF-8");
    let input = Input {
        root: name.to_owned(),
        files: &Changed { folder, name, text },
        as_of: Date::parse("2026-11-12").expect("a day of the calendar"),
        sites: Vec::new(),
        release: true,
    };
    compile::check(&input)
}

/// The offsets at which a text is cut.
fn cuts(text: &str) -> Vec<usize> {
    let is_cut = |at: &usize| {
        let is_near = *at <= DENSE_BYTES || at.is_multiple_of(SPARSE_STEP);
        is_near && text.is_char_boundary(*at)
    };
    (0..=text.len()).filter(is_cut).collect()
}

#[test]
fn the_leaves_of_a_tree_are_its_text() {
    for text in texts() {
        read(&text.text, &text.path.to_string_lossy());
    }
}

#[test]
fn every_beginning_and_every_end_can_be_read() {
    let texts = texts();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let share = texts.iter().skip(worker).step_by(workers);
            scope.spawn(|| share.for_each(read_cut));
        }
    });
}

fn read_cut(text: &Text) {
    let shown = text.path.to_string_lossy();
    for at in cuts(&text.text) {
        read(&text.text[..at], &format!("{shown}, up to {at}"));
        if at.is_multiple_of(SPARSE_STEP) {
            read(&text.text[at..], &format!("{shown}, from {at}"));
        }
    }
}

#[test]
fn every_line_can_be_missing() {
    for text in texts() {
        let shown = text.path.to_string_lossy().into_owned();
        let lines: Vec<&str> = text.text.split_inclusive('\n').collect();
        for missing in 0..lines.len() {
            let rest = [&lines[..missing], &lines[missing + 1..]].concat().concat();
            read(&rest, &format!("{shown}, without line {}", missing + 1));
        }
    }
}

#[test]
fn cut_texts_can_be_checked() {
    for text in texts().iter().filter(|text| text.text.contains("case ")) {
        for at in cuts(&text.text).into_iter().step_by(CHECKED_STEP) {
            check(text, &text.text[..at]);
            check(text, &text.text[at..]);
        }
    }
}

/// Pieces that mean something to the language.
const PIECES: &[&str] = &[
    "{",
    "}",
    "\"",
    "\"\"\"",
    "\n",
    "\r",
    ";",
    ",",
    "#",
    "##",
    "..",
    "{{",
    "}}",
    "@",
    ":",
    "｛",
    "“",
    "，",
    "\u{3000}",
    "\u{feff}",
    "\0",
    "\u{301}",
    "\u{10ffff}",
    "case ",
    "site us {",
    "covers ",
    "use \"input.poa\"",
    "2026-02-30",
    "999999999999d",
    "-1",
    "1e999",
    ">=",
    "%",
    "todo",
    "allow ",
];

/// Texts with some pieces put in or in place of others: which text it was, and what it became.
pub(crate) fn spoilt(texts: &[Text]) -> impl Strategy<Value = (usize, String)> {
    let spoil = (select(PIECES), any::<Index>(), 0usize..40);
    let spoils = proptest::collection::vec(spoil, 1..6);
    let which = 0..texts.len();
    (which, spoils).prop_map(|(which, spoils)| {
        let mut text = texts[which].text.clone();
        for (piece, at, cut) in spoils {
            let at = text.floor_char_boundary(at.index(text.len() + 1));
            let end = text.floor_char_boundary((at + cut).min(text.len()));
            text.replace_range(at..end.max(at), piece);
        }
        (which, text)
    })
}

#[test]
fn spoilt_texts_can_be_checked() {
    let texts: Vec<Text> =
        texts().into_iter().filter(|text| text.text.contains("\ncase ")).collect();
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, seed);
    let outcome = runner.run(&spoilt(&texts), |(which, text)| {
        read(&text, "a spoilt text");
        check(&texts[which], &text);
        Ok(())
    });
    outcome.expect("every spoilt text is read and checked");
}

#[test]
fn hostile_texts_end_quickly() {
    // The longest texts take eight times as long; they were measured, and it is linear.
    let long = TEXT_BYTES_MAX / 8;
    let alone = Text { path: PathBuf::from("nowhere/input.poa"), text: String::new() };
    for (piece, times) in [
        ("{", 20_000),
        ("{", 5 << 20),
        ("\"", 5 << 20),
        ("{", 60),
        ("a {\n", 60),
        ("a {\n", 20_000),
        ("\"", long),
        ("\"\n", long / 2),
        ("\"\"\"\n", long / 4),
        ("a \"\n", 2_500),
        ("a \"\"\"\n", 2_500),
        (" ", long),
        ("\" ", long / 2),
        ("\n", long),
        ("\r", long),
        ("\0", long),
        (",", long),
        ("a,\n", long / 3),
        ("a ,", long / 3),
        ("，", long / 3),
        ("“", long / 3),
        ("a", long),
        ("a\n", 2_500),
        ("person a { role \"x\" }\n", 1_900),
        ("evidence a { kind b }\n", 5_000),
        ("use \"a.poa\"\n", 2_500),
        ("#\n", long / 2),
        ("a,#\n", long / 4),
        ("\u{feff}", long / 3),
        ("\u{301}", long / 2),
        ("..", long / 2),
        ("1", long),
        ("a.", long / 2),
        ("site us {\n", 60),
        ("\ncase a b c", 2_500),
        (";", long),
        ("}", long),
    ] {
        let text = piece.repeat(times);
        let begun = Instant::now();
        read(&text, &format!("{times} times {piece:?}"));
        check(&alone, &text);
        check(&alone, &format!("case a {{ seller \"{text}"));
        let took = begun.elapsed();
        assert!(took < TIME_MAX, "{times} times {piece:?}: {took:?}");
    }
}

#[test]
fn names_that_lead_nowhere_are_not_costly() {
    let alone = Text { path: PathBuf::from("nowhere/input.poa"), text: String::new() };
    let mut text = String::from("case a { seller \"x\" }\nsite us { orders 1 }\n");
    for number in 0..600 {
        text.push_str(&format!("finding f{number} {{ covers defects }}\n"));
        text.push_str(&format!(
            "action a{number} correct {{ fixes g{number}x; owner p{number} }}\n"
        ));
        text.push_str(&format!("evidence e{number} \"e\" {{ kind k; for h{number} }}\n"));
    }
    let begun = Instant::now();
    check(&alone, &text);
    assert!(begun.elapsed() < TIME_MAX, "{:?}", begun.elapsed());
}

#[test]
fn bytes_that_are_no_text_are_told() {
    for bytes in [&b"\xed\xa0\x80"[..], b"case a {\xff}", b"\xff\xfec\0a\0", b"\xc0\x80"] {
        let files = Bytes(bytes);
        let input = Input {
            root: "input.poa".to_owned(),
            files: &files,
            as_of: Date::parse("2026-11-12").expect("a day of the calendar"),
            sites: Vec::new(),
            release: false,
        };
        let compiled = compile::check(&input);
        let rules: Vec<&str> = compiled.diagnostics.iter().map(|it| it.rule.as_str()).collect();
        assert_eq!(rules, ["use-unreadable"], "{bytes:?}");
    }
}

/// One file that is no text.
struct Bytes(&'static [u8]);

impl Files for Bytes {
    fn read(&self, _: &str) -> Result<Arc<[u8]>, FileError> {
        Ok(self.0.into())
    }
}

//! The house rules that a machine can check. In: the repository's own files. Out: one failure a
//! rule, naming file and line. Formatting and lints are rustfmt's and clippy's, not checked here.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::layers;

/// Lines of a file, tests not counted.
const FILE_LINES_MAX: usize = 400;

/// Lines of a function.
const FUNCTION_LINES_MAX: usize = 70;

/// Characters of a line.
const LINE_WIDTH_MAX: usize = 100;

/// Broken rules that are known: rule and path. The list only shrinks; a line that is no longer
/// needed fails the test.
const EXCEPTIONS: &[(&str, &str)] = &[];

/// Folders that version control keeps, and those that builds and package managers make.
pub(crate) const MADE: [&str; 5] = [".git", "target", "out", "dist", "node_modules"];

/// A file of the repository.
pub(crate) struct TextFile {
    /// From the root of the repository, with `/`.
    pub(crate) path: String,
    /// All of it.
    pub(crate) text: String,
}

impl TextFile {
    /// The lines before the tests at the end, counted from 1.
    pub(crate) fn lines_without_tests(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.text.find("\n#[cfg(test)]\nmod tests").unwrap_or(self.text.len());
        (1..).zip(self.text[..end].lines())
    }

    /// All lines, counted from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }
}

/// What is wrong and where.
pub(crate) struct Violation {
    /// The file.
    pub(crate) path: String,
    /// Counted from 1.
    pub(crate) line: usize,
    /// What is wrong and what to do.
    pub(crate) what: String,
}

impl Violation {
    /// A violation at a line of a file.
    pub(crate) fn new(file: &TextFile, line: usize, what: impl Into<String>) -> Self {
        Self { path: file.path.clone(), line, what: what.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// Fails with all violations of one rule, the known exceptions left out.
fn expect_none(rule: &str, violations: Vec<Violation>) {
    let known: Vec<&str> =
        EXCEPTIONS.iter().filter(|(of, _)| *of == rule).map(|(_, path)| *path).collect();
    let stale = known.iter().filter(|path| !violations.iter().any(|v| v.path == **path));
    let stale = stale.map(|path| format!("{path}: no longer an exception, take the line out"));
    let new = violations.iter().filter(|violation| !known.contains(&violation.path.as_str()));
    let all: Vec<String> = new.map(ToString::to_string).chain(stale).collect();
    assert!(all.is_empty(), "\n{rule}:\n{}\n", all.join("\n"));
}

/// Our own Rust files.
fn rust_files() -> Vec<TextFile> {
    text_files(&["src", "tests", "benches", "examples"], &["rs"])
}

/// The files of some folders with some endings, sorted.
pub(crate) fn text_files(folders: &[&str], endings: &[&str]) -> Vec<TextFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<PathBuf> = Vec::new();
    folders.iter().for_each(|folder| gather(&root.join(folder), &mut paths));
    paths.sort();
    let has_ending = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| endings.contains(&ending))
    };
    let files = paths.into_iter().filter(has_ending).filter_map(|path| {
        let shown = path.strip_prefix(root).expect("it was found below the root");
        let text = fs::read_to_string(&path).ok()?;
        Some(TextFile { path: shown.to_string_lossy().replace('\\', "/"), text })
    });
    files.collect()
}

/// All files below a folder; what builds make and version control keeps is passed over.
fn gather(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let kind = entry.file_type().expect("the system knows what it lists");
        let name = entry.file_name();
        let is_ours = !MADE.contains(&name.to_str().unwrap_or_default());
        if kind.is_dir() && is_ours {
            gather(&path, paths);
        } else if kind.is_file() {
            paths.push(path);
        }
    }
}

/// A line of code without what stands in a comment.
pub(crate) fn code(line: &str) -> &str {
    let is_comment = line.trim_start().starts_with("//");
    let end = line.find(" // ").unwrap_or(line.len());
    if is_comment { "" } else { &line[..end] }
}

/// One violation for each line that a test finds fault with.
fn by_line(files: &[TextFile], fault: impl Fn(&str) -> Option<String>) -> Vec<Violation> {
    let mut violations = Vec::new();
    for file in files {
        for (number, line) in file.lines() {
            violations.extend(fault(line).map(|what| Violation::new(file, number, what)));
        }
    }
    violations
}

#[test]
fn every_file_says_what_it_is() {
    let files = rust_files();
    let silent = files.iter().filter(|file| !file.text.starts_with("//! "));
    let what = "begins without `//!`: say what comes in, what goes out, what it must not know";
    expect_none("head", silent.map(|file| Violation::new(file, 1, what)).collect());
    assert!(files.len() > 10, "the repository's files are read");
}

#[test]
fn files_are_short() {
    let files = text_files(&["src"], &["rs"]);
    let long = files.iter().filter_map(|file| {
        let lines = file.lines_without_tests().count();
        let what = format!("{lines} lines without tests; at most {FILE_LINES_MAX}: split it");
        (lines > FILE_LINES_MAX).then(|| Violation::new(file, FILE_LINES_MAX + 1, what))
    });
    expect_none("file-size", long.collect());
}

#[test]
fn functions_are_short() {
    let mut violations = Vec::new();
    for file in text_files(&["src"], &["rs"]) {
        for (line, length) in functions(&file) {
            if length > FUNCTION_LINES_MAX {
                let what = format!("a function of {length} lines; at most {FUNCTION_LINES_MAX}");
                violations.push(Violation::new(&file, line, what));
            }
        }
    }
    expect_none("function-size", violations);
}

/// First line and length of every function; relies on the formatter's indentation.
fn functions(file: &TextFile) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in file.lines_without_tests() {
        let indent = line.len() - line.trim_start().len();
        let is_head = code(line).split('(').next().is_some_and(|head| {
            head.split_whitespace().any(|word| word == "fn") && !head.contains('"')
        });
        let is_whole = line.ends_with('}') || line.ends_with(';');
        if open.is_none() && is_head && !is_whole {
            open = Some((number, format!("{}}}", " ".repeat(indent))));
        } else if let Some((start, _)) = open.take_if(|(_, end)| line == *end) {
            found.push((start, number - start + 1));
        }
    }
    found
}

#[test]
fn lines_are_short() {
    let violations = by_line(&rust_files(), |line| {
        let width = line.chars().count();
        let is_address = line.contains("http://") || line.contains("https://");
        let is_long = width > LINE_WIDTH_MAX && !is_address;
        is_long.then(|| format!("{width} characters; at most {LINE_WIDTH_MAX}"))
    });
    expect_none("line-width", violations);
}

#[test]
fn words_that_have_no_place() {
    // Put together here, because this file is read too.
    let words = [
        (concat!("super", "::"), "name the module from the root: `crate::…`"),
        (concat!("::", "*;"), "import by name, not everything"),
        (concat!("::", "*}"), "import by name, not everything"),
        (concat!(".unwrap", "()"), "say why it holds: `.expect(\"…\")`"),
        (concat!("#[", "ignore"), "a test runs or is not there"),
        (concat!("#[should_", "panic"), "assert what happens"),
    ];
    let violations = by_line(&rust_files(), |line| {
        let found = words.iter().find(|(word, _)| code(line).contains(word));
        found.map(|(word, instead)| format!("`{word}`: {instead}"))
    });
    expect_none("word", violations);
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];
    let violations = by_line(&rust_files(), |line| {
        let found = marks.iter().find(|mark| line.contains(**mark));
        found.map(|mark| format!("`{mark}`: do it now, or write it where plans are kept"))
    });
    expect_none("mark", violations);
}

#[test]
fn modules_are_files_named_after_them() {
    let files = rust_files();
    let named = files.iter().filter(|file| file.path.ends_with("/mod.rs"));
    let violations = named.map(|file| Violation::new(file, 1, "name the file after the module"));
    expect_none("mod-file", violations.collect());
}

#[test]
fn no_path_of_a_machine() {
    let places = [
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("/ro", "ot/"),
        concat!("/wo", "rk/"),
        concat!("C:\\Us", "ers"),
    ];
    let endings = ["rs", "toml", "md", "yaml", "yml", "json", "poa", "pest", "csv", "txt"];
    let begins = |line: &str, at: usize| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !"._-".contains(c))
    };
    let violations = by_line(&text_files(&["."], &endings), |line| {
        let is_here = |place: &&&str| line.match_indices(**place).any(|(at, _)| begins(line, at));
        places.iter().find(is_here).map(|place| format!("`{place}`: a path of one machine"))
    });
    expect_none("machine-path", violations);
}

#[test]
fn packs_are_shipped() {
    let shipped = text_files(&["src/policy"], &["rs"]);
    let Some(shipped) = shipped.iter().find(|file| file.path == "src/policy/shipped.rs") else {
        return;
    };
    // The rest lies there for the packs' tests.
    let packs = text_files(&["policies", "marketplaces"], &["yaml", "yml"]);
    let missing = packs.iter().filter(|pack| !shipped.text.contains(&pack.path));
    let what = "not listed in src/policy/shipped.rs: the program does not know it";
    expect_none("shipped", missing.map(|pack| Violation::new(pack, 1, what)).collect());
}

#[test]
fn modules_use_only_rows_below_their_own() {
    let files = text_files(&["src"], &["rs"]);
    expect_none("row", files.iter().flat_map(layers::rows).collect());
}

#[test]
fn foreign_crates_are_named_in_their_place() {
    let files = text_files(&["src"], &["rs"]);
    expect_none("foreign-crate", files.iter().flat_map(layers::foreign_crates).collect());
}

#[test]
fn every_dependency_has_its_place() {
    let manifests = text_files(&["."], &["toml"]);
    let manifest = manifests.iter().find(|file| file.path == "Cargo.toml");
    let manifest = manifest.expect("the package has a manifest");
    expect_none("dependency", layers::dependencies(manifest));
}

#[test]
fn the_checks_see_what_they_look_for() {
    let file = |path: &str, text: &str| TextFile { path: path.to_owned(), text: text.to_owned() };
    let long = format!("fn a() {{\n{}}}\nfn b() {{}}\n", "    x();\n".repeat(80));
    assert_eq!(functions(&file("src/a.rs", &long)), [(1, 82)]);
    let check = |path: &str, text: &str, expected: usize| {
        let file = file(path, text);
        let found = layers::rows(&file).len() + layers::foreign_crates(&file).len();
        assert_eq!(found, expected, "{path}: {text}");
    };
    check("src/value/date.rs", "use crate::source::Span;", 0);
    check("src/value/date.rs", "use crate::case::Case;", 1);
    check("src/value/date.rs", "use crate::value::amount::Money;", 0);
    check("src/case/lower.rs", "    let a = crate::check::check(b);", 1);
    check("src/case/lower.rs", "// crate::check::check", 0);
    check("src/check.rs", "use crate::document::Block;", 0);
    check("src/check.rs", "use crate::document::{Block, Part};", 0);
    check("src/check.rs", "use crate::document::compose;", 1);
    check("src/document/compose.rs", "use crate::check::CheckedCase;", 0);
    check("src/document.rs", "use crate::check::CheckedCase;", 1);
    check("src/case.rs", "use crate::{check, source};", 1);
    check("src/nowhere.rs", "", 1);
    check("src/check.rs", "use typst::World;", 1);
    check("src/render/pdf.rs", "use typst::World;", 0);
    check("src/check.rs", "#[derive(Debug, serde::Serialize)]", 1);
    check("src/bin/poa/cli.rs", "use poa::value::Date;", 0);
}

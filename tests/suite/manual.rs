//! The manual is true: every word is in it, every example of it can be read. In: the documents of
//! the repository. Out: a failure that names the line to write.

use std::sync::Arc;

use poa::case::{lower, read_project};
use poa::check::holes::PATHS;
use poa::policy::language::language_rules;
use poa::policy::{self, Policy};
use poa::source::{FileError, Files, Sources};
use poa::syntax::vocabulary::WORDS;

use crate::tidy::{TextFile, text_files};

/// One document by its path.
fn document(path: &str) -> TextFile {
    let found = documents().into_iter().find(|file| file.path == path);
    found.unwrap_or_else(|| panic!("there is no `{path}`"))
}

/// The documents that people read.
fn documents() -> Vec<TextFile> {
    let is_ours = |file: &TextFile| file.path.starts_with("docs/") || !file.path.contains('/');
    text_files(&["."], &["md"]).into_iter().filter(is_ours).collect()
}

/// Fails with the lines that a document lacks; what follows the given beginning is free.
fn expect_lines(path: &str, wanted: impl Iterator<Item = String>) {
    let file = document(path);
    let is_there = |line: &String| file.text.lines().any(|known| known.starts_with(line.as_str()));
    let missing: Vec<String> = wanted.filter(|line| !is_there(line)).collect();
    assert!(missing.is_empty(), "\n{path} lacks lines that begin so:\n{}\n", missing.join("\n"));
}

/// The blocks of a document that are fenced as one language: first line and text.
fn blocks(file: &TextFile, language: &str) -> Vec<(usize, String)> {
    let fence = format!("```{language}");
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in file.lines() {
        match &mut open {
            Some(_) if line == "```" => found.extend(open.take()),
            Some((_, text)) => *text += &format!("{line}\n"),
            None if line == fence => open = Some((number + 1, String::new())),
            None => {}
        }
    }
    found
}

#[test]
fn every_word_is_in_the_manual() {
    let row = |example: &str, about: &str| format!("| `{example}` | {about} |");
    expect_lines("docs/language.md", WORDS.iter().map(|word| row(word.example, word.about)));
    let holes = PATHS.iter().map(|(path, about)| row(&format!("{{{{ {path} }}}}"), about));
    expect_lines("docs/language.md", holes);
}

#[test]
fn every_term_of_the_base_pack_is_in_the_manual() {
    let mut sources = Sources::default();
    let packs = policy::load(policy::shipped(), &mut sources);
    assert!(packs.diagnostics.is_empty(), "the packs are sound");
    let base = packs.value.policy("us").expect("there is a pack for the US");
    let text = document("docs/language.md").text;
    let missing: Vec<String> =
        terms(base).into_iter().filter(|term| !text.contains(&format!("`{term}`"))).collect();
    assert!(missing.is_empty(), "docs/language.md lacks {}", missing.join(", "));
}

/// The words that a pack defines and every case may use.
fn terms(pack: &Policy) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for words in [&pack.triggers, &pack.categories, &pack.issues, &pack.related_kinds] {
        terms.extend(words.keys().cloned());
    }
    terms.extend(pack.evidence_kinds.keys().cloned());
    for (family, causes) in &pack.causes {
        terms.push(family.clone());
        terms.extend(causes.kinds.keys().map(|kind| format!("{family}.{kind}")));
    }
    terms
}

/// A folder with nothing but one example in it.
struct Example(String);

impl Files for Example {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        match path == "example.poa" {
            true => Ok(self.0.as_bytes().into()),
            false => Err(FileError::Missing),
        }
    }
}

/// An example is a piece of a case: what it leaves out is no fault of it.
const LEFT_OUT: [&str; 4] = ["case-missing", "unknown-name", "unused-name", "use-unreadable"];

#[test]
fn every_example_can_be_read() {
    let mut faults = Vec::new();
    let mut count = 0;
    for file in documents() {
        for (line, text) in blocks(&file, "poa") {
            let mut sources = Sources::default();
            let project = read_project("example.poa", &Example(text), &mut sources);
            let lowered = lower(&project.value, &sources);
            let said = [project.diagnostics, lowered.diagnostics].concat();
            let said = said.iter().filter(|fault| !LEFT_OUT.contains(&fault.rule.as_str()));
            let place = format!("{}, after line {line}", file.path);
            faults.extend(said.map(|fault| format!("{place}: {}", fault.one_line(&sources))));
            count += 1;
        }
    }
    assert!(count > 10, "the manual has examples");
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_rule_of_the_language_is_listed() {
    let row = |name: &str, level: &str, why: &str| format!("| `{name}` | {level} | {why} |");
    let rules = language_rules().iter();
    let rows = rules.map(|rule| row(&rule.name, rule.level.as_str(), &rule.why));
    expect_lines("docs/diagnostics.md", rows);
}

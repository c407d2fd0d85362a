//! Whole behaviours, one folder each: `tests/cases/BEHAVIOUR/input.poa` is checked; what the user
//! is told stands in `diagnostics.txt`, and where there is an `output.txt`, what comes out.
//!
//! A case is checked as of 2026-11-12, or of the day in its first line: `# as of 2026-11-20`,
//! `# as of 2026-11-12, for release`. Its own data lie in `files/`; parts of a sound case that play
//! no part in the behaviour are taken from `tests/cases/shared/` by `use "shared/…"`.
//! `UPDATE_EXPECT=1` rewrites what is expected: a person reads the difference. `CASE=word` runs
//! only the folders whose name holds the word.
#![expect(clippy::disallowed_methods, reason = "tests read the repository")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poa::compile::{self, Compiled, Input, SiteBundle};
use poa::diagnostic::{Diagnostic, Severity};
use poa::source::{FileError, Files, Sources, Span};
use poa::value::Date;

/// The day of the check where a case names none: the shared case is sent on it.
const AS_OF: &str = "2026-11-12";

/// The files of one folder, and those that all cases share.
struct CaseFiles {
    folder: PathBuf,
    shared: PathBuf,
}

impl Files for CaseFiles {
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        let found = match path.strip_prefix("shared/") {
            Some(rest) => self.shared.join(rest),
            None => self.folder.join(path),
        };
        match fs::read(found) {
            Ok(bytes) => Ok(bytes.into()),
            Err(_) => Err(FileError::Missing),
        }
    }
}

#[test]
fn every_case_says_what_it_should() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let filter = std::env::var("CASE").unwrap_or_default();
    let is_case = |folder: &PathBuf| {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        folder.is_dir() && name.is_some_and(|name| name != "shared" && name.contains(&filter))
    };
    let entries = fs::read_dir(&cases).expect("the folder of cases is there").flatten();
    let mut folders: Vec<PathBuf> = entries.map(|it| it.path()).filter(is_case).collect();
    folders.sort();
    assert!(!folders.is_empty(), "no case is called `{filter}`");
    let wrong: Vec<String> = folders.iter().flat_map(|folder| run(folder, &cases)).collect();
    assert!(wrong.is_empty(), "\n{}\nto accept: UPDATE_EXPECT=1, and read", wrong.join("\n"));
}

/// Runs one case; each difference from what is expected.
fn run(folder: &Path, cases: &Path) -> Vec<String> {
    let files = CaseFiles { folder: folder.to_owned(), shared: cases.join("shared") };
    let text = fs::read(folder.join("input.poa")).expect("every case has an input.poa");
    let text = String::from_utf8_lossy(&text);
    let first = text.trim_start_matches('\u{feff}').lines().next().unwrap_or("");
    let asked = first.strip_prefix("# as of ").unwrap_or(AS_OF);
    let (day, release) = match asked.strip_suffix(", for release") {
        Some(day) => (day, true),
        None => (asked, false),
    };
    let input = Input {
        root: "input.poa".to_owned(),
        files: &files,
        as_of: Date::parse(day).expect("the first line names a day"),
        sites: Vec::new(),
        release,
    };
    let expected = folder.join("output.txt");
    let (compiled, bundles) = match expected.is_file() {
        true => compile::build(&input),
        false => (compile::check(&input), Vec::new()),
    };
    let told = told(&compiled.diagnostics, &compiled.sources);
    let left = compiled.diagnostics.iter().flat_map(|fault| compile::catalogue().lacks(fault));
    let left: Vec<String> = left.collect();
    assert!(left.is_empty(), "policies/language/zh.yaml lacks {left:#?}");
    assert!(!told.contains("not given"), "a message has a hole that nothing fills:\n{told}");
    let mut wrong: Vec<String> =
        compare(&folder.join("diagnostics.txt"), &told).into_iter().collect();
    if expected.is_file() {
        wrong.extend(compare(&expected, &output(&compiled, &bundles)));
    }
    wrong
}

/// Holds a text against a file, or writes it there.
fn compare(path: &Path, found: &str) -> Option<String> {
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == found {
        return None;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path, found).expect("the expected text can be written");
        return None;
    }
    let shown = path.iter().rev().take(2).collect::<Vec<_>>();
    let shown = shown.iter().rev().map(|it| it.to_string_lossy()).collect::<Vec<_>>().join("/");
    Some(format!("--- {shown}, expected:\n{expected}--- found:\n{found}"))
}

/// All faults: each with its places, who asks, and what to write instead.
fn told(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        writeln!(text, "{}", diagnostic.one_line(sources)).expect("memory takes all text");
        for label in &diagnostic.labels {
            let place = place(label.span, sources);
            writeln!(text, "  at {place}: {}", label.text).expect("memory takes all text");
        }
        if let Some(clause) = &diagnostic.clause {
            let kind = if clause.convention { " (convention)" } else { "" };
            let line = format!("  asked by {}: {}{kind}", clause.pack, clause.title);
            writeln!(text, "{line}").expect("memory takes all text");
        }
        if let Some(help) = &diagnostic.help {
            writeln!(text, "  help: {help}").expect("memory takes all text");
        }
        for edit in diagnostic.fix.iter().flat_map(|fix| &fix.edits) {
            let line = format!("  fix: {} becomes `{}`", place(edit.span, sources), edit.text);
            writeln!(text, "{line}").expect("memory takes all text");
        }
    }
    match text.is_empty() {
        true => "no fault\n".to_owned(),
        false => text,
    }
}

/// `line:column` and the first line of what stands there; the file too where it is another one.
fn place(span: Span, sources: &Sources) -> String {
    let source = sources.get(span.source);
    let position = source.position(span.start);
    let file = match source.name.as_str() {
        "input.poa" => String::new(),
        other => format!("{other}:"),
    };
    let text = sources.slice(span);
    let line = text.lines().next().unwrap_or("");
    let more = if line.len() < text.len() { "…" } else { "" };
    format!("{file}{}:{} `{line}{more}`", position.line + 1, position.column + 1)
}

/// The numbers of each site, then the three answers of each bundle.
fn output(compiled: &Compiled, bundles: &[SiteBundle]) -> String {
    let mut text = String::new();
    for site in &compiled.sites {
        let kinds = (site.a_to_z, site.chargeback, site.negative_feedback);
        let line = format!(
            "{}: {} of {} orders with a defect ({} %{}): A-to-z {}, chargeback {}, feedback {}; \
             covered {}, direct {}, process {}",
            site.code,
            site.orders_with_defect,
            site.orders,
            site.rate_percent,
            if site.passes { ", passes" } else { "" },
            kinds.0,
            kinds.1,
            kinds.2,
            site.covered,
            site.direct,
            site.process
        );
        writeln!(text, "{line}").expect("memory takes all text");
    }
    let errors = compiled.diagnostics.iter().filter(|it| it.severity == Severity::Error).count();
    if errors > 0 {
        text.push_str("nothing is built\n");
    }
    for bundle in bundles {
        for (path, bytes) in bundle.files.iter().filter(|(path, _)| path.ends_with("answers.txt")) {
            writeln!(text, "\n=== {}/{path}", bundle.site).expect("memory takes all text");
            text.push_str(&String::from_utf8_lossy(bytes));
        }
    }
    text
}

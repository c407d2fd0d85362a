//! What commands answer, for people and machines. In: results of the library, and how they are to
//! look. Out: text. Reads nothing and prints nothing itself.

mod help;
mod human;
mod json;
mod pack;
mod plain;
mod short;
mod snippet;
pub(crate) mod watch;
mod words;

use std::borrow::Cow;
use std::path::Path;

use poa::compile::{self, Compiled, Explanation, SiteBundle, SiteForecast};
use poa::diagnostic::Severity;
use poa::import::Import;
use poa::translate::Language;

use crate::reply::{Failure, Reply};
pub(crate) use crate::report::help::{HelpGroup, HelpPage, help_page};
pub(crate) use crate::report::pack::{PackAnswer, Table, pack};
use crate::report::words::Words;

pub(crate) use crate::report::json::preview;

/// The published formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people: every place of a fault with its text.
    Human,
    /// For people and editors: one line a fault.
    Short,
    /// For machines.
    Json,
}

/// How the answer is to look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    /// In which format.
    pub(crate) format: Format,
    /// Whether standard output is coloured.
    pub(crate) color: bool,
    /// Whether standard error is coloured.
    pub(crate) error_color: bool,
    /// Columns to fill.
    pub(crate) width: usize,
    /// In which language.
    pub(crate) language: Language,
}

/// What a build wrote.
pub(crate) struct Built<'a> {
    /// The folder that holds one folder a site.
    pub(crate) out: &'a Path,
    /// What was written; empty where a fault stood in the way.
    pub(crate) bundles: &'a [SiteBundle],
}

/// What a forecast found.
pub(crate) struct Forecasts<'a> {
    /// One for each site asked for.
    pub(crate) sites: &'a [SiteForecast],
    /// Where the picture was written.
    pub(crate) svg: Option<&'a Path>,
}

/// What an import read and wrote.
pub(crate) struct Imported<'a> {
    /// The site.
    pub(crate) site: &'a str,
    /// The case folder.
    pub(crate) folder: &'a Path,
    /// What was read, and what was written into the folder.
    pub(crate) import: &'a Import,
}

/// How many faults of each level there are.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    errors: usize,
    warnings: usize,
    advice: usize,
}

impl Counts {
    fn of(compiled: &Compiled) -> Self {
        let mut counts = Self::default();
        for fault in &compiled.diagnostics {
            match fault.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Advice => counts.advice += 1,
            }
        }
        counts
    }
}

/// One text that was formatted.
pub(crate) struct FormattedText {
    /// The name as the user knows it.
    pub(crate) name: String,
    /// Whether formatting changes it.
    pub(crate) is_changed: bool,
    /// Whether it came from a file, and not from standard input.
    pub(crate) is_from_file: bool,
    /// What it becomes.
    pub(crate) text: String,
    /// The change as a patch, where it was asked for.
    pub(crate) diff: Option<String>,
}

/// The answer of `check`.
pub(crate) fn checked(view: View, compiled: &Compiled) -> String {
    match view.format {
        Format::Human => human::checked(view, compiled),
        Format::Short => short::faults(view, compiled),
        Format::Json => json::checked(view, compiled),
    }
}

/// The answer of `build`.
pub(crate) fn built(view: View, compiled: &Compiled, built: &Built<'_>) -> String {
    match view.format {
        Format::Human => human::built(view, compiled, built),
        Format::Short => short::built(view, compiled, built),
        Format::Json => json::built(view, compiled, built),
    }
}

/// The answer of `forecast`.
pub(crate) fn forecast(view: View, compiled: &Compiled, found: &Forecasts<'_>) -> String {
    match view.format {
        Format::Human => human::forecast::forecast(view, compiled, found),
        Format::Short => short::forecast(view, compiled, found),
        Format::Json => json::forecast::forecast(view, compiled, found),
    }
}

/// The answer of `import`.
pub(crate) fn imported(view: View, compiled: &Compiled, imported: &Imported<'_>) -> String {
    match view.format {
        Format::Human => human::import::imported(view, compiled, imported),
        Format::Short => short::imported(view, compiled, imported),
        Format::Json => json::import::imported(view, compiled, imported),
    }
}

/// The answer of `explain` for one rule.
pub(crate) fn explained(view: View, rule: &Explanation) -> String {
    match view.format {
        Format::Human => human::explained(view, rule),
        Format::Short => short::rules(std::slice::from_ref(rule)),
        Format::Json => json::rules(std::slice::from_ref(rule)),
    }
}

/// The answer of `explain` for all rules.
pub(crate) fn rules(view: View, rules: &[Explanation]) -> String {
    match view.format {
        Format::Human | Format::Short => short::rules(rules),
        Format::Json => json::rules(rules),
    }
}

/// The answer of `pack new`.
pub(crate) fn made_pack(view: View, folder: &Path, paths: &[&str]) -> String {
    match view.format {
        Format::Human => human::made_pack(view, folder, paths),
        Format::Short => short::made(folder, paths),
        Format::Json => json::made(folder, paths),
    }
}

/// A file of a new case with its notes in the language asked for.
pub(crate) fn notes(view: View, path: &str, text: &'static str) -> Cow<'static, str> {
    match view.language {
        Language::Chinese if path.ends_with(".poa") => compile::catalogue().notes(text).into(),
        Language::Chinese | Language::English => text.into(),
    }
}

/// The answer of `new`.
pub(crate) fn made(view: View, folder: &Path, paths: &[&str]) -> String {
    match view.format {
        Format::Human => human::made(view, folder, paths),
        Format::Short => short::made(folder, paths),
        Format::Json => json::made(folder, paths),
    }
}

/// The answer of `fmt`; `writes` says whether files were changed.
pub(crate) fn formatted(view: View, texts: &[FormattedText], writes: bool) -> String {
    match view.format {
        Format::Human | Format::Short => human::format::formatted(view, texts, writes),
        Format::Json => json::formatted(texts),
    }
}

/// The answer to `--help` and `--version`: the plain text, or the coloured one.
pub(crate) fn help(view: View, plain: String, colored: String) -> String {
    match view.format {
        Format::Human | Format::Short if view.color => colored,
        Format::Human | Format::Short => plain,
        Format::Json => json::help(&plain),
    }
}

/// The answer of a command that could not do its work.
pub(crate) fn failure(view: View, failure: &Failure) -> Reply {
    let failure = &translated(view, failure);
    match view.format {
        Format::Human | Format::Short => Reply {
            stdout: String::new(),
            stderr: human::failure(view, failure),
            exit: failure.exit,
        },
        Format::Json => Reply::new(json::failure(failure), failure.exit),
    }
}

/// A line in the language asked for; what has no translation stays in English.
pub(crate) fn said(view: View, english: &str) -> String {
    Words::of(view.language).said(english)
}

/// A failure in the language asked for; what has no translation stays in English.
fn translated(view: View, failure: &Failure) -> Failure {
    let words = Words::of(view.language);
    let message = words.said(&failure.message);
    let help = failure.help.as_ref().map(|help| words.said_lines(help));
    Failure { exit: failure.exit, message, help }
}

/// The word and ending for a number of things: `1 error`, `2 errors`.
fn counted(number: usize, thing: &str) -> String {
    match number {
        1 => format!("1 {thing}"),
        _ => format!("{number} {thing}s"),
    }
}

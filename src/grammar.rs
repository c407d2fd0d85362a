//! A grammar checker for the plan's English, in programs that are built with the feature `grammar`.
//! In: a case. Out: advice at its place. The only file that names `harper_core`, whose own words
//! are shown to nobody: what they say differs from rule to rule.

mod readable;
mod words;

use std::sync::Arc;

use harper_core::linting::{Lint, LintGroup, LintKind, Linter, Suggestion};
use harper_core::parsers::Markdown;
use harper_core::spell::{Dictionary, FstDictionary, MergedDictionary, MutableDictionary};
use harper_core::{Dialect, DictWordMetadata, Document};

use crate::case::{Case, Prose};
use crate::diagnostic::{Clause, Diagnostic, FixSafety, Severity};
use crate::grammar::readable::Readable;
use crate::grammar::words::names_of;

/// The published name, which it shares with the rule of the packs for the same mistakes.
const RULE: &str = "grammar";

/// Rules of the checker that are left out: our own packs look for the same more exactly, or they
/// speak where no mistake is.
const LEFT_OUT: [&str; 4] = ["AnA", "RepeatedWords", "TheTheToThatThe", "ToTo"];

/// Most suggestions that a help names.
const SUGGESTED_MAX: usize = 3;

/// Reads all English prose of a case.
///
/// **Shape**: in the order of the prose; none overlap.
pub fn check(case: &Case) -> Vec<Diagnostic> {
    let english = FstDictionary::curated();
    let mut dictionary = MergedDictionary::new();
    dictionary.add_dictionary(english.clone());
    dictionary.add_dictionary(Arc::new(own_words(case)));
    let dictionary = Arc::new(dictionary);
    let mut checker = LintGroup::new_curated(dictionary.clone(), Dialect::American);
    for rule in LEFT_OUT {
        checker.config.set_rule_enabled(rule, false);
    }
    let mut faults = Vec::new();
    for prose in case.proses().into_iter().filter(|prose| is_english(prose)) {
        let readable = Readable::new(prose);
        let document = Document::new(readable.text(), &Markdown::default(), &*dictionary);
        let mut lints = checker.lint(&document);
        lints.retain(|lint| is_told(lint, &readable, &english));
        harper_core::remove_overlaps(&mut lints);
        faults.extend(lints.iter().map(|lint| fault(lint, prose, &readable)));
    }
    faults
}

/// Prose without a language is in the plan's own, which is English on every site.
fn is_english(prose: &Prose) -> bool {
    prose.language.as_ref().is_none_or(|language| language.value.starts_with("en"))
}

/// What is a word in this case beside those of English.
fn own_words(case: &Case) -> MutableDictionary {
    let mut own = MutableDictionary::new();
    let words = names_of(case).into_iter();
    own.extend_words(words.map(|word| (word.chars().collect::<Vec<_>>(), metadata())));
    own
}

/// A name may stand wherever a noun may, in every spelling of English.
fn metadata() -> DictWordMetadata {
    DictWordMetadata {
        noun: Some(harper_core::NounData {
            is_proper: Some(true),
            ..harper_core::NounData::default()
        }),
        ..DictWordMetadata::default()
    }
}

/// Whether a find is a mistake that is surely one: style is our own packs' business, what was
/// filled in is not the seller's text, and a word of any English is a word.
fn is_told(lint: &Lint, readable: &Readable, english: &FstDictionary) -> bool {
    let range = lint.span.start..lint.span.end;
    if range.is_empty() || readable.touches_mark(range.clone()) {
        return false;
    }
    match lint.lint_kind {
        LintKind::Spelling => is_misspelt(lint, readable, english),
        LintKind::Agreement
        | LintKind::BoundaryError
        | LintKind::Eggcorn
        | LintKind::Grammar
        | LintKind::Malapropism
        | LintKind::Typo
        | LintKind::WordOrder => true,
        LintKind::Capitalization
        | LintKind::Enhancement
        | LintKind::Formatting
        | LintKind::Miscellaneous
        | LintKind::Nonstandard
        | LintKind::Punctuation
        | LintKind::Readability
        | LintKind::Redundancy
        | LintKind::Regionalism
        | LintKind::Repetition
        | LintKind::Style
        | LintKind::Usage
        | LintKind::WordChoice => false,
    }
}

/// Whether a word that the checker does not know is a misspelt one: small letters only, but for
/// the first of a sentence, and near a word that it knows.
fn is_misspelt(lint: &Lint, readable: &Readable, english: &FstDictionary) -> bool {
    let word = readable.slice(lint.span.start..lint.span.end);
    let lower = word.to_lowercase();
    let is_plain = word.chars().skip(1).all(|letter| letter.is_ascii_lowercase());
    let begins_large = word.starts_with(|letter: char| letter.is_uppercase());
    if !is_plain || (begins_large && !readable.begins_sentence(lint.span.start)) {
        return false;
    }
    let is_known = english.contains_word_str(&word) || english.contains_word_str(&lower);
    !is_known && !lint.suggestions.is_empty()
}

/// What is said of a find.
fn fault(lint: &Lint, prose: &Prose, readable: &Readable) -> Diagnostic {
    let range = lint.span.start..lint.span.end;
    let found = readable.slice(range.clone());
    let place = prose.place(readable.bytes(range));
    let instead: Vec<String> =
        lint.suggestions.iter().filter_map(|it| instead(it, &found)).take(SUGGESTED_MAX).collect();
    let message = match lint.lint_kind {
        LintKind::Spelling | LintKind::Typo => format!("`{found}` is probably misspelt"),
        LintKind::Agreement => format!("the words do not agree: `{found}`"),
        LintKind::WordOrder => format!("the words stand in an unusual order: `{found}`"),
        LintKind::BoundaryError => format!("words are joined or parted wrongly: `{found}`"),
        LintKind::Eggcorn | LintKind::Malapropism => {
            format!("`{found}` is probably another word than was meant")
        }
        _ => format!("this is probably not correct English: `{found}`"),
    };
    let help = match instead[..] {
        [] => "read the sentence aloud, and reword it where it stumbles".to_owned(),
        _ => format!("write `{}`", instead.join("` or `")),
    };
    let fault = Diagnostic::new(RULE, Severity::Advice, message).at(place, "").help(help);
    let fault = fault.clause(Clause {
        pack: "language".to_owned(),
        title: "found by a grammar checker, which may err".to_owned(),
        url: None,
        convention: true,
    });
    match instead.first().filter(|it| !it.contains(['"', '\\', '{', '@'])) {
        Some(first) => fault.fix(FixSafety::Asks, place, first),
        None => fault,
    }
}

/// What a suggestion would make of the words found.
fn instead(suggestion: &Suggestion, found: &str) -> Option<String> {
    let text = match suggestion {
        Suggestion::ReplaceWith(text) => text.iter().collect(),
        Suggestion::InsertAfter(text) => format!("{found}{}", text.iter().collect::<String>()),
        Suggestion::Remove => return None,
    };
    Some(text)
}

//! Lists of words that patterns name. In: an entry of `word_lists`, and regular expressions in
//! which `{{ NAME }}` stands for any word of a list. Out: the lists, and expressions spelt out.
//! Knows no prose and compiles nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::policy::declare::Named;
use crate::policy::shape::{Faults, text_of, unknown_name};
use crate::policy::yaml::{Tree, span_inside};
use crate::source::Spanned;

/// Longest expression in bytes once its lists are spelt out.
const SPELT_MAX: usize = 32_000;

/// The words of one list, in the order of the pack. **Shape**: never empty, none twice.
pub type WordList = Vec<String>;

/// An expression as its author wrote it, and with its lists spelt out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spelt {
    pub(crate) written: String,
    pub(crate) whole: String,
}

impl Spelt {
    /// An expression that names no list.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { written: text.clone(), whole: text }
    }

    /// One that matches where any of several does.
    pub(crate) fn any_of(parts: &[Self]) -> Self {
        Self {
            written: any_of(parts.iter().map(|part| part.written.as_str())),
            whole: any_of(parts.iter().map(|part| part.whole.as_str())),
        }
    }
}

/// The flag in front of each is one flag in front of all.
fn any_of<'t>(parts: impl Iterator<Item = &'t str> + Clone) -> String {
    let flag = if parts.clone().all(|part| part.starts_with("(?i)")) { "(?i)" } else { "" };
    let bare: Vec<String> = parts.map(|part| format!("(?:{})", &part[flag.len()..])).collect();
    format!("{flag}{}", bare.join("|"))
}

/// Reads an entry of `word_lists`: words with blanks between them.
pub(crate) fn word_list(tree: &Tree, name: Named<'_>, faults: &mut Faults<'_>) -> Option<WordList> {
    let text = text_of(tree, name.0, faults)?;
    let mut seen = BTreeSet::new();
    let mut words = WordList::new();
    let mut is_sound = true;
    let mut after = 0;
    for word in text.value.split_whitespace() {
        let start = text.value[after..].find(word).map_or(after, |found| after + found);
        after = start + word.len();
        if let Some((message, help)) = word_fault(word, seen.insert(word)) {
            let place = span_inside(faults.sources, text.span, &text.value, start..after);
            faults.value(place, message, help);
            is_sound = false;
        }
        words.push(word.to_owned());
    }
    if words.is_empty() {
        faults.value(tree.span, format!("{} has no words", name.0), "write words, or delete it");
    }
    (is_sound && !words.is_empty()).then_some(words)
}

/// What is wrong with a word of a list, and what to do about it.
fn word_fault(word: &str, is_new: bool) -> Option<(String, &'static str)> {
    let is_word = word.chars().all(|sign| sign.is_alphanumeric() || "-'’".contains(sign));
    if !is_word {
        let help = "write words with blanks between them; signs belong in the pattern";
        return Some((format!("`{word}` is not a word"), help));
    }
    (!is_new).then(|| (format!("`{word}` stands twice in the list"), "keep one of them"))
}

/// Puts the words of its lists into an expression.
///
/// **Errors**: `pack-value` for a list that is not there, `pack-pattern` for an expression that
/// becomes too long.
pub(crate) fn spell_out(
    text: &Spanned<String>,
    lists: &BTreeMap<String, WordList>,
    faults: &mut Faults<'_>,
) -> Option<Spelt> {
    let mut whole = String::new();
    let mut is_sound = true;
    let mut at = 0;
    for (range, name) in named(&text.value) {
        whole.push_str(&text.value[at..range.start]);
        at = range.end;
        match lists.get(name) {
            Some(words) => whole.push_str(&format!("(?:{})", words.join("|"))),
            None => {
                let span = span_inside(faults.sources, text.span, &text.value, range);
                let name = Spanned::new(name.to_owned(), span);
                unknown_name("list of words", &name, lists.keys().map(String::as_str), faults);
                is_sound = false;
            }
        }
    }
    whole.push_str(&text.value[at..]);
    if whole.len() > SPELT_MAX {
        let message = format!("the pattern has {} bytes with its words", whole.len());
        let help =
            format!("{SPELT_MAX} are allowed: make it several patterns, or shorten the lists");
        let fault = Diagnostic::error("pack-pattern", message);
        faults.add(fault.at(text.span, "this pattern").help(help));
        return None;
    }
    is_sound.then(|| Spelt { written: text.value.clone(), whole })
}

/// The lists that an expression names, each with its place.
pub(crate) fn named(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|open| at + open) {
        let Some(close) = text[open..].find("}}").map(|close| open + close) else { break };
        found.push((open..close + 2, text[open + 2..close].trim()));
        at = close + 2;
    }
    found
}

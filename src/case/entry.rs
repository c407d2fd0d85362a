//! A statement that fits its row of the vocabulary. In: statements of one place. Out: [`Entry`]
//! values, already typed, and a fault for each word or argument that does not belong.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::arguments;
use crate::case::items::Comparison;
use crate::case::prose::Prose;
use crate::case::selector::Selector;
use crate::diagnostic::{Diagnostic, FixSafety, Severity};
use crate::source::{Sources, Span, Spanned};
use crate::suggest;
use crate::syntax::Statement;
use crate::syntax::vocabulary::{Count, Open, Place, Space, Word, word, words_within};
use crate::value::{Date, DateRange, Duration, Measure, OrderId};

/// One typed argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A new name.
    Def(Spanned<String>),
    /// Names of one space.
    Names(Space, Vec<Spanned<String>>),
    /// Findings by name, `finding.missed` allowed.
    Findings(Vec<Spanned<String>>),
    /// One of the row's own words.
    Choice(Spanned<String>),
    /// A word that the pack defines.
    Open(Open, Spanned<String>),
    /// Text in one line.
    Text(Spanned<String>),
    /// Marked text.
    Prose(Prose),
    /// A day.
    Date(Spanned<Date>),
    /// A range of days.
    Range(Spanned<DateRange>),
    /// A whole number.
    Whole(Spanned<u64>),
    /// A path.
    File(Spanned<String>),
    /// A length of time.
    Duration(Spanned<Duration>),
    /// A quantity.
    Measure(Spanned<Measure>),
    /// A target.
    Comparison(Spanned<Comparison>),
    /// Which orders are covered.
    Selector(Selector),
    /// Order ids.
    Orders(Vec<Spanned<OrderId>>),
    /// A language tag.
    Language(Spanned<String>),
}

/// A statement whose word is known.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its row.
    pub word: &'static Word,
    /// The word in the text.
    pub word_span: Span,
    /// From the word to the last argument.
    pub head: Span,
    /// The arguments that could be read, in order.
    pub values: Vec<Value>,
    /// Whether every argument could be read.
    pub sound: bool,
    /// The statements of its block that could be read.
    pub body: Body,
    /// Facts of a `disclose` block, whose words the pack names.
    pub facts: Vec<(Spanned<String>, Value)>,
}

/// What could be read of a block or file.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// The statements whose word is known.
    pub entries: Vec<Entry>,
    /// Words whose absence means nothing, because a statement that may have been theirs could not
    /// be read. One mistake is reported once: no rule asks for these again.
    pub damaged: BTreeSet<&'static str>,
    /// First names of statements that could not be read: they may be what a reference means.
    pub lost_names: Vec<String>,
}

/// Where faults go while statements are read.
pub struct Reader<'s> {
    /// The texts.
    pub sources: &'s Sources,
    /// The faults so far.
    pub diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Reads the statements of a place; those with unknown words are reported and left out.
    pub fn body(&mut self, statements: &[Statement<'_>], place: Place) -> Body {
        let mut body = Body::default();
        for statement in statements {
            let word_span = statement.word();
            let name = self.sources.slice(word_span);
            match word(place, name) {
                Some(row) => {
                    let entry = self.entry(statement, row);
                    if !entry.sound {
                        body.damaged.insert(row.name);
                    }
                    body.entries.push(entry);
                }
                None => self.lose(statement, place, &mut body),
            }
        }
        self.report_repeats(&body.entries);
        body
    }

    /// A statement whose word is unknown: it may have been any word that is absent.
    fn lose(&mut self, statement: &Statement<'_>, place: Place, body: &mut Body) {
        let span = statement.word();
        let name = self.sources.slice(span);
        self.unknown_word(name, span, place);
        match suggest::nearest(name, words_within(place).map(|word| word.name)) {
            Some(near) => {
                let row = word(place, near).expect("a near word is a word of the place");
                body.damaged.insert(row.name);
            }
            None => body.damaged.extend(words_within(place).map(|word| word.name)),
        }
        let first = statement.arguments().first().map(|node| statement.span_of(node));
        body.lost_names.extend(first.map(|span| self.sources.slice(span).to_owned()));
    }

    fn entry(&mut self, statement: &Statement<'_>, row: &'static Word) -> Entry {
        let faults = self.errors();
        let values = arguments::read(self, statement, row);
        let sound = self.errors() == faults;
        let (body, facts) = match row.block {
            Some(Place::Disclose) => (Body::default(), arguments::facts(self, &statement.body())),
            Some(inner) => (self.body(&statement.body(), inner), Vec::new()),
            None => (Body::default(), Vec::new()),
        };
        self.report_block(statement, row);
        let (word_span, head) = (statement.word(), statement.head());
        let mut entry = Entry { word: row, word_span, head, values, sound, body, facts };
        self.report_missing(&mut entry, statement.has_block());
        entry
    }

    fn errors(&self) -> usize {
        let errors = self.diagnostics.iter().filter(|fault| fault.severity == Severity::Error);
        errors.count()
    }

    fn unknown_word(&mut self, name: &str, span: Span, place: Place) {
        let shown: String = name.chars().take(40).collect();
        let known = || words_within(place).map(|word| word.name);
        let message = format!("`{shown}` is no word of {}", place.title());
        let fault = Diagnostic::error("unknown-word", message).at(span, "not known here");
        let elsewhere = || places_of(name);
        let fault = match (suggest::nearest(name, known()), elsewhere().is_empty()) {
            (_, false) => {
                fault.help(format!("`{shown}` belongs into {}", elsewhere().join(" or ")))
            }
            (Some(near), true) => {
                fault.help(format!("did you mean `{near}`?")).fix(FixSafety::Asks, span, near)
            }
            (None, true) => {
                let words: Vec<_> = known().map(|word| format!("`{word}`")).collect();
                fault.help(format!("words of {}: {}", place.title(), words.join(", ")))
            }
        };
        self.diagnostics.push(fault);
    }

    fn report_block(&mut self, statement: &Statement<'_>, row: &Word) {
        let fault = match (row.block, statement.block_span()) {
            (None, Some(block)) => {
                let message = format!("`{}` has no block", row.name);
                Diagnostic::error("unexpected-block", message)
                    .at(block, "not read")
                    .help(format!("write `{}`", row.example))
            }
            (Some(_), None) if !required(row).is_empty() => {
                let message = format!("`{}` needs a block", row.name);
                Diagnostic::error("missing-block", message)
                    .at(statement.head(), "its `{ … }` belongs behind this")
                    .help(format!("its block holds {}", required(row).join(", ")))
            }
            (None, None) | (Some(_), Some(_) | None) => return,
        };
        self.diagnostics.push(fault);
    }

    /// A word that must be there and is not: told once, here, and by no rule again.
    fn report_missing(&mut self, entry: &mut Entry, has_block: bool) {
        let (true, Some(place)) = (has_block, entry.word.block) else { return };
        for row in words_within(place).filter(|row| row.count == Count::Required) {
            let present = entry.body.entries.iter().any(|inner| inner.word.name == row.name);
            if !present && !entry.body.damaged.contains(row.name) {
                let message = format!("`{}` has no `{}`", entry.word.name, row.name);
                let fault = Diagnostic::error("missing-word", message)
                    .at(entry.head, format!("its block needs `{}`: {}", row.name, row.about))
                    .help(format!("write `{}`", row.example));
                self.diagnostics.push(fault);
                entry.body.damaged.insert(row.name);
            }
        }
    }

    fn report_repeats(&mut self, entries: &[Entry]) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for entry in entries.iter().filter(|entry| entry.word.count != Count::Many) {
            if let Some(first) = seen.get(entry.word.name) {
                let message = format!("`{}` stands here twice", entry.word.name);
                let fault = Diagnostic::error("duplicate-word", message)
                    .at(entry.head, "the second one")
                    .also(*first, "the first one")
                    .help("keep one of them");
                self.diagnostics.push(fault);
            } else {
                seen.insert(entry.word.name, entry.head);
            }
        }
    }
}

/// Titles of the places in which a word may stand.
fn places_of(name: &str) -> Vec<&'static str> {
    crate::syntax::vocabulary::WORDS
        .iter()
        .filter(|word| word.name == name)
        .map(|word| word.within.title())
        .collect()
}

/// The words that a row's block must hold, in backticks.
fn required(row: &Word) -> Vec<String> {
    let inner = row.block.map(words_within).into_iter().flatten();
    inner
        .filter(|word| word.count == Count::Required)
        .map(|word| format!("`{}`", word.name))
        .collect()
}

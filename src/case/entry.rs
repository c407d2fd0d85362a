//! A statement that fits its row of the vocabulary. In: statements of one place. Out: [`Entry`]
//! values, already typed, and a fault for each word or argument that does not belong.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::arguments;
use crate::case::items::{Comparison, Formula};
use crate::case::prose::Prose;
use crate::case::selector::Selector;
use crate::diagnostic::{Diagnostic, FixSafety, Severity};
use crate::source::{Sources, Span, Spanned};
use crate::suggest;
use crate::syntax::vocabulary::{Count, Open, Place, Space, Word, word, words_within};
use crate::syntax::{Kind, Statement};
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
    /// What is measured in the rows of a table.
    Formula(Formula),
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
    pub facts: Facts,
}

/// The facts of a `disclose` block.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Those that could be read, in order.
    pub read: Vec<(Spanned<String>, Value)>,
    /// Names of those that could not: told once, they are not missing as well.
    pub unread: BTreeSet<String>,
    /// Whether a text without its closing mark has taken others in.
    pub is_cut: bool,
}

/// What could be read of a block or file.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// The statements whose word is known.
    pub entries: Vec<Entry>,
    /// Words whose absence means nothing, because a statement that may have been theirs could not
    /// be read. One mistake is reported once: no rule asks for these again.
    pub damaged: BTreeSet<&'static str>,
    /// Words of statements that are absent, because another one stood in their place.
    pub lost: BTreeSet<&'static str>,
}

/// Where faults go while statements are read.
pub struct Reader<'s> {
    /// The texts.
    pub sources: &'s Sources,
    /// The faults so far.
    pub diagnostics: Vec<Diagnostic>,
    /// First names of statements that could not be read: they may be what a reference means.
    pub lost_names: BTreeSet<String>,
    /// All words of statements that could not be read.
    pub mentioned: BTreeSet<String>,
    /// Whether a block around the statement is never closed: what stands in it may belong outside.
    pub is_open: bool,
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
                        self.mention(statement.head());
                    }
                    if self.swallows(statement) {
                        body.damaged.extend(words_within(place).map(|word| word.name));
                    }
                    body.damaged.extend(hole(&entry, place));
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
        let near = suggest::nearest(name, words_within(place).map(|word| word.name));
        let has_block = statement.has_block();
        let may_be = |row: &&Word| match near {
            Some(near) => row.name == near,
            None => place != Place::File || (has_block && row.block.is_some()),
        };
        body.lost.extend(words_within(place).filter(may_be).map(|row| row.name));
        body.damaged.extend(body.lost.iter().copied());
        let first = statement.arguments().first().map(|node| statement.span_of(node));
        self.lost_names.extend(first.map(|span| self.sources.slice(span).to_owned()));
        self.mention(statement.span());
    }

    /// Remembers every word of a text that could not be read.
    fn mention(&mut self, span: Span) {
        let is_border = |c: char| !c.is_alphanumeric() && c != '-' && c != '.';
        let words = self.sources.slice(span).split(is_border).filter(|word| !word.is_empty());
        self.mentioned.extend(words.map(|word| word.trim_matches('.').to_owned()));
    }

    /// Whether a text without its closing mark has taken further statements in.
    fn swallows(&mut self, statement: &Statement<'_>) -> bool {
        let leaves = statement.arguments();
        let several = leaves.iter().filter(|leaf| matches!(leaf.kind, Kind::Text)).count() > 0;
        let broken = leaves.into_iter().find(|leaf| match leaf.kind {
            Kind::BadTextBlock => true,
            Kind::BadText => {
                let text = self.sources.slice(statement.span_of(leaf));
                several || text.contains([';', '；'])
            }
            _ => false,
        });
        if let Some(leaf) = broken {
            self.mention(statement.span_of(leaf));
        }
        broken.is_some()
    }

    fn entry(&mut self, statement: &Statement<'_>, row: &'static Word) -> Entry {
        let faults = self.diagnostics.len();
        let values = arguments::read(self, statement, row);
        let is_told = has_broken_text(statement) || (row.block.is_none() && statement.has_block());
        let new = self.diagnostics.get(faults..).unwrap_or_default();
        let sound = !is_told && new.iter().all(|fault| fault.severity != Severity::Error);
        if is_told {
            self.diagnostics.truncate(faults);
        }
        let is_inside_open = self.is_open;
        self.is_open |= !statement.is_closed();
        let (body, facts) = match row.block {
            Some(Place::Disclose) => self.disclosure(&statement.body()),
            Some(inner) => (self.body(&statement.body(), inner), Facts::default()),
            None => (Body::default(), Facts::default()),
        };
        self.report_block(statement, row);
        let (word_span, head) = (statement.word(), statement.head());
        let mut entry = Entry { word: row, word_span, head, values, sound, body, facts };
        if let (false, Some(place)) = (statement.is_closed(), row.block) {
            entry.body.damaged.extend(words_within(place).map(|row| row.name));
            self.mention(statement.span());
        }
        self.report_missing(&mut entry, statement.has_block());
        self.is_open = is_inside_open;
        if is_inside_open && row.block.is_some() {
            self.diagnostics.truncate(faults);
        }
        entry
    }

    /// The facts of a `disclose` block; holes may stand among them.
    fn disclosure(&mut self, statements: &[Statement<'_>]) -> (Body, Facts) {
        let mut facts = Facts { is_cut: self.is_open, ..Facts::default() };
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        let mut holes = Vec::new();
        for statement in statements {
            let span = statement.word();
            let name = self.sources.slice(span);
            if name == "todo" {
                holes.push(*statement);
                continue;
            }
            if let Some(first) = seen.get(name) {
                self.diagnostics.push(twice(name, statement.head(), *first));
                continue;
            }
            seen.insert(name, statement.head());
            facts.is_cut |= self.swallows(statement);
            match arguments::fact(self, statement) {
                Some(value) => facts.read.push((Spanned::new(name.to_owned(), span), value)),
                None => {
                    facts.unread.insert(name.to_owned());
                    self.mention(statement.head());
                }
            }
        }
        (self.body(&holes, Place::Disclose), facts)
    }

    fn unknown_word(&mut self, name: &str, span: Span, place: Place) {
        let shown: String = name.chars().take(40).collect();
        let known = || words_within(place).map(|word| word.name);
        let message = match place {
            Place::File => format!("no item begins with `{shown}`"),
            _ => format!("`{shown}` is no word of {}", place.title()),
        };
        let fault = Diagnostic::error("unknown-word", message).at(span, "not known here");
        let elsewhere = || places_of(name);
        let fault = match (suggest::nearest(name, known()), elsewhere().is_empty()) {
            (_, false) => fault.help(format!("`{shown}` belongs {}", elsewhere().join(" or "))),
            (Some(near), true) => {
                fault.help(format!("did you mean `{near}`?")).fix(FixSafety::Asks, span, near)
            }
            (None, true) => {
                let words: Vec<_> = known().map(|word| format!("`{word}`")).collect();
                fault.help(match place {
                    Place::File => format!("items begin with {}", words.join(", ")),
                    _ => format!("words of {}: {}", place.title(), words.join(", ")),
                })
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
        let Some(place) = entry.word.block else { return };
        if !has_block {
            entry.body.damaged.extend(words_within(place).map(|row| row.name));
        }
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
                self.diagnostics.push(twice(entry.word.name, entry.head, *first));
            } else {
                seen.insert(entry.word.name, entry.head);
            }
        }
    }
}

/// The word that a `todo` stands for: `todo "cause: logistics or product?"`. The hole itself is
/// told, so no rule asks for the word again; one that must be there is asked for all the same.
fn hole(entry: &Entry, place: Place) -> Option<&'static str> {
    let text = entry.text().filter(|_| entry.word.name == "todo")?;
    let (name, _) = text.value.split_once(':')?;
    let row = words_within(place).find(|row| row.name == name)?;
    (row.count != Count::Required && place != Place::File).then_some(row.name)
}

/// Whether a text without its closing mark stands in a statement: its fault is known already.
fn has_broken_text(statement: &Statement<'_>) -> bool {
    let leaves = statement.arguments();
    leaves.iter().any(|leaf| matches!(leaf.kind, Kind::BadText | Kind::BadTextBlock))
}

fn twice(name: &str, second: Span, first: Span) -> Diagnostic {
    Diagnostic::error("duplicate-word", format!("`{name}` stands here twice"))
        .at(second, "the second one")
        .also(first, "the first one")
        .help("keep one of them")
}

/// Titles of the places in which a word may stand.
fn places_of(name: &str) -> Vec<String> {
    crate::syntax::vocabulary::WORDS
        .iter()
        .filter(|word| word.name == name)
        .map(|word| match word.within {
            Place::File => "outside every block".to_owned(),
            inner => format!("into {}", inner.title()),
        })
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

//! Text that the seller wrote, with the way back to its place. In: a text literal. Out: [`Prose`],
//! its holes `{{ path }}` and references `@id`. Knows nothing of what they stand for.

use std::ops::Range;
use std::sync::OnceLock;

use crate::source::{Span, Spanned};

/// A text and where each part of it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    /// The text: marks removed, escapes resolved, common indentation of a block removed.
    pub text: String,
    /// The whole literal.
    pub span: Span,
    /// Its language, where it is not the plan's.
    pub language: Option<Spanned<String>>,
    /// Pairs of offsets, in the text and in the source, where a run that was copied begins.
    runs: Vec<(usize, usize)>,
    /// Its holes and references, found when they are first asked for.
    marks: OnceLock<Vec<Mark>>,
}

/// A value or reference inside prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// `{{ covered.count }}`
    Hole {
        /// The range in the text, braces included.
        range: Range<usize>,
        /// What stands between the braces, trimmed.
        path: String,
    },
    /// `@carrier-scans`
    Reference {
        /// The range in the text, sign included.
        range: Range<usize>,
        /// The name behind the sign.
        name: String,
    },
    /// `{{` that is never closed.
    Broken {
        /// The range in the text.
        range: Range<usize>,
    },
}

impl Mark {
    /// The range in the text.
    pub fn range(&self) -> Range<usize> {
        match self {
            Mark::Hole { range, .. } | Mark::Reference { range, .. } | Mark::Broken { range } => {
                range.clone()
            }
        }
    }
}

impl Prose {
    /// Begins an empty text of a literal.
    pub fn begin(span: Span) -> Self {
        Self { text: String::new(), span, language: None, runs: Vec::new(), marks: OnceLock::new() }
    }

    /// The same text, said to be in a language.
    pub fn in_language(mut self, language: Option<Spanned<String>>) -> Self {
        self.language = language;
        self
    }

    /// Adds a run that stands in the source at `offset`.
    pub fn push(&mut self, run: &str, offset: usize) {
        if !run.is_empty() {
            self.runs.push((self.text.len(), offset));
            self.text.push_str(run);
            self.marks = OnceLock::new();
        }
    }

    /// The place in the source of a range of the text.
    pub fn place(&self, range: Range<usize>) -> Span {
        let start = self.offset(range.start);
        let end = match range.end > range.start {
            true => self.offset(range.end - 1) + 1,
            false => start,
        };
        Span::new(self.span.source, start, end)
    }

    /// The source offset of a text offset.
    fn offset(&self, at: usize) -> usize {
        let index = self.runs.partition_point(|(text, _)| *text <= at);
        match index.checked_sub(1).and_then(|index| self.runs.get(index)) {
            Some((text, source)) => source + (at - text),
            None => self.span.start,
        }
    }

    /// Holes and references, in order.
    pub fn marks(&self) -> &[Mark] {
        self.marks.get_or_init(|| marks(&self.text))
    }
}

fn marks(text: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut at = 0;
    while let Some(step) = text[at..].find(['{', '@']) {
        let start = at + step;
        let mark = match text[start..].starts_with("{{") {
            true => Some(hole(text, start)),
            false => reference(text, start),
        };
        at = mark.as_ref().map_or(start + 1, |mark| mark.range().end);
        marks.extend(mark);
    }
    marks
}

fn hole(text: &str, start: usize) -> Mark {
    match text[start..].find("}}") {
        Some(length) => {
            let path = text[start + 2..start + length].trim().to_owned();
            Mark::Hole { range: start..start + length + 2, path }
        }
        None => Mark::Broken { range: start..text.len() },
    }
}

/// A reference begins at a word's border, so that an address `a@b` is none.
fn reference(text: &str, start: usize) -> Option<Mark> {
    let before = text[..start].chars().next_back();
    if !text[start..].starts_with('@') || before.is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let rest = &text[start + 1..];
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
    let name = rest[..length].trim_end_matches('-');
    let begins = name.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
    begins.then(|| Mark::Reference { range: start..start + 1 + name.len(), name: name.to_owned() })
}

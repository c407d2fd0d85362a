//! Prose as a grammar checker can read it. In: prose with its holes and references. Out: the same
//! with a plain word in the place of each, and the way back. Offsets are characters, as the checker
//! counts; bytes only on the way back.

use std::ops::Range;

use crate::case::{Mark, Prose};

/// A text with plain words where values and references stood.
#[derive(Debug)]
pub(super) struct Readable {
    text: String,
    /// For each character: its byte in the prose, and whether it stands for a mark.
    characters: Vec<(char, usize, bool)>,
    /// Bytes of the prose.
    length: usize,
}

impl Readable {
    /// Replaces every hole by a number, and every reference by a name.
    pub(super) fn new(prose: &Prose) -> Self {
        let mut characters = Vec::new();
        let mut done = 0;
        for mark in prose.marks() {
            let range = mark.range();
            push(&mut characters, &prose.text[done..range.start], done);
            let word = match mark {
                Mark::Hole { .. } => "12",
                Mark::Reference { .. } | Mark::Broken { .. } => "Exhibit",
            };
            characters.extend(word.chars().map(|it| (it, range.start, true)));
            done = range.end;
        }
        push(&mut characters, &prose.text[done..], done);
        let text = characters.iter().map(|(it, ..)| it).collect();
        Self { text, characters, length: prose.text.len() }
    }

    /// The text to read.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Some of its characters.
    pub(super) fn slice(&self, range: Range<usize>) -> String {
        self.part(range).iter().map(|(it, ..)| it).collect()
    }

    /// Whether a range holds a part of what was replaced, or stands right beside it: the checker
    /// judged words that are not there.
    pub(super) fn touches_mark(&self, range: Range<usize>) -> bool {
        let is_blank = |at: usize| self.characters.get(at).is_some_and(|(it, ..)| *it == ' ');
        let blank_before = is_blank(range.start.wrapping_sub(1));
        let before = range.start.saturating_sub(1 + usize::from(blank_before));
        let after = range.end + 1 + usize::from(is_blank(range.end));
        self.part(before..after).iter().any(|(_, _, is_mark)| *is_mark)
    }

    /// The bytes of the prose that a range of characters stands for.
    pub(super) fn bytes(&self, range: Range<usize>) -> Range<usize> {
        let byte = |at: usize| self.characters.get(at).map_or(self.length, |(_, byte, _)| *byte);
        byte(range.start)..byte(range.end)
    }

    /// Whether a sentence or paragraph begins at a character.
    pub(super) fn begins_sentence(&self, at: usize) -> bool {
        let before = self.part(0..at).iter().rev().map(|(it, ..)| *it);
        let last = before.into_iter().find(|it| !it.is_whitespace() && !"\"'(*_-".contains(*it));
        last.is_none_or(|last| ".!?:;".contains(last))
    }

    fn part(&self, range: Range<usize>) -> &[(char, usize, bool)] {
        let end = range.end.min(self.characters.len());
        self.characters.get(range.start.min(end)..end).unwrap_or_default()
    }
}

/// Adds a part of prose as it stands; line ends inside a paragraph are blanks.
fn push(characters: &mut Vec<(char, usize, bool)>, part: &str, from: usize) {
    characters.extend(part.char_indices().map(|(at, it)| (it, from + at, false)));
}

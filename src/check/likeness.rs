//! How much two texts have in common. In: texts. Out: their sentences, the fingerprints of their
//! runs of words, and what share of one stands in the other. Knows no case.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

/// Words of a run that is compared.
const RUN_WORDS: usize = 5;

/// Runs below which a text is too short to be called a copy.
const RUNS_MIN: usize = 60;

/// Fingerprints of all runs of words of a text, sorted, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fingerprints(Vec<u64>);

impl Fingerprints {
    /// Takes them of some texts; a run does not go beyond its text.
    pub fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut found = Vec::new();
        for text in texts {
            let words = words(text);
            let runs = words.windows(RUN_WORDS);
            found.extend(runs.map(|run| {
                let mut hasher = DefaultHasher::new();
                run.hash(&mut hasher);
                hasher.finish()
            }));
        }
        found.sort_unstable();
        found.dedup();
        Self(found)
    }

    /// How much of this stands in the other, in whole percent rounded down; 0 for too short a text.
    pub fn percent_in(&self, other: &Self) -> u64 {
        if self.0.len() < RUNS_MIN {
            return 0;
        }
        let shared = self.0.iter().filter(|run| other.0.binary_search(run).is_ok()).count();
        shared as u64 * 100 / self.0.len() as u64
    }
}

/// The words of a text in small letters, without marks.
pub fn words(text: &str) -> Vec<String> {
    let is_mark = |sign: char| !sign.is_alphanumeric() && !matches!(sign, '-' | '\'' | '’' | '%');
    let parts = text.split(is_mark).map(|word| word.trim_matches(['-', '\'', '’']));
    parts.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The sentences of a text: up to `.`, `!` or `?` before a blank, or an empty line.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut signs = text.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        let next = signs.peek().map(|(_, next)| *next);
        let is_stop = matches!(sign, '.' | '!' | '?') && next.is_none_or(char::is_whitespace);
        if is_stop || (sign == '\n' && next == Some('\n')) {
            found.push(start..at + sign.len_utf8());
            start = at + sign.len_utf8();
        }
    }
    found.push(start..text.len());
    let trimmed = found.into_iter().map(|range| {
        let text = &text[range.clone()];
        let lead = text.len() - text.trim_start().len();
        range.start + lead..range.start + lead + text.trim().len()
    });
    trimmed.filter(|range| !range.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use crate::check::likeness::{Fingerprints, sentences, words};

    #[test]
    fn texts_are_compared_by_runs_of_words() {
        let check = |left: &str, right: &str, expected: u64| {
            let of = |text: &str| Fingerprints::of([text].into_iter());
            assert_eq!(of(left).percent_in(&of(right)), expected, "{left} / {right}");
        };
        let text: String = (0..100).map(|number| format!("word{number} ")).collect();
        check(&text, &text, 100);
        check(&text, &text.to_uppercase().replace(' ', ",\n"), 100);
        check(&text, &text.replace("word50", "another"), 94);
        check("too short to be a copy of itself", "too short to be a copy of itself", 0);
        check("", &text, 0);
    }

    #[test]
    fn a_sentence_ends_with_its_stop() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = sentences(text).into_iter().map(|it| &text[it]).collect();
            assert_eq!(found, expected);
        };
        check("One. Two 1.5 of a.b\n\nThree", &["One.", "Two 1.5 of a.b", "Three"]);
        check("", &[]);
        assert_eq!(words("A 72-hour 'rule', 5 %"), ["a", "72-hour", "rule", "5", "%"]);
    }
}

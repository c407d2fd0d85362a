//! Reading typed values out of entries. In: [`Entry`] and [`Body`]. Out: the value of a word, or
//! `None` where it was left out or could not be read.

use std::collections::BTreeMap;

use crate::case::entry::{Body, Entry, Value};
use crate::case::items::{Comparison, Formula, Item, Localised, Reading};
use crate::case::prose::Prose;
use crate::case::selector::Selector;
use crate::source::{Span, Spanned};
use crate::syntax::vocabulary::Space;
use crate::value::{Date, DateRange, Duration, Measure};

/// Makes a getter that finds the first value of one kind.
macro_rules! first {
    ($(#[$doc:meta])* $name:ident, $variant:ident, $type:ty) => {
        $(#[$doc])*
        pub fn $name(&self) -> Option<$type> {
            self.values.iter().find_map(|value| match value {
                Value::$variant(found) => Some(found.clone()),
                _ => None,
            })
        }
    };
}

impl Entry {
    first!(
        /// The name that the statement defines.
        def, Def, Spanned<String>
    );
    first!(
        /// One of the row's own words.
        choice, Choice, Spanned<String>
    );
    first!(
        /// Text in one line.
        text, Text, Spanned<String>
    );
    first!(
        /// A day.
        date, Date, Spanned<Date>
    );
    first!(
        /// A range of days.
        range, Range, Spanned<DateRange>
    );
    first!(
        /// A whole number.
        whole, Whole, Spanned<u64>
    );
    first!(
        /// A path.
        file, File, Spanned<String>
    );
    first!(
        /// A length of time.
        duration, Duration, Spanned<Duration>
    );
    first!(
        /// A quantity.
        measure, Measure, Spanned<Measure>
    );
    first!(
        /// What is measured in the rows of a table.
        formula, Formula, Formula
    );
    first!(
        /// A target.
        comparison, Comparison, Spanned<Comparison>
    );
    first!(
        /// Which orders are covered.
        selector, Selector, Selector
    );
    first!(
        /// A language tag.
        language, Language, Spanned<String>
    );
    first!(
        /// Findings by name.
        findings, Findings, Vec<Spanned<String>>
    );

    /// A word that the pack defines.
    pub fn open(&self) -> Option<Spanned<String>> {
        self.values.iter().find_map(|value| match value {
            Value::Open(_, word) => Some(word.clone()),
            _ => None,
        })
    }

    /// Names of one space; empty where there are none.
    pub fn names(&self, space: Space) -> Vec<Spanned<String>> {
        let found = self.values.iter().find_map(|value| match value {
            Value::Names(of, names) if *of == space => Some(names.clone()),
            _ => None,
        });
        found.unwrap_or_default()
    }

    /// Marked text, with its language.
    pub fn prose(&self) -> Option<Prose> {
        let prose = self.values.iter().find_map(|value| match value {
            Value::Prose(prose) => Some(prose.clone()),
            _ => None,
        });
        prose.map(|prose| prose.in_language(self.language()))
    }

    /// A measured value and its days.
    pub fn reading(&self) -> Option<Reading> {
        self.measure().map(|value| Reading { value, over: self.range() })
    }

    /// What all items have in common.
    pub fn item(&self, id: Spanned<String>) -> Item {
        let mut words: BTreeMap<&'static str, Span> = BTreeMap::new();
        for entry in &self.body.entries {
            words.entry(entry.word.name).or_insert(entry.head);
        }
        Item {
            id,
            head: self.head,
            on: self.names(Space::Site),
            words,
            damaged: self.body.damaged.clone(),
        }
    }
}

impl Body {
    /// The first statement with this word.
    pub fn one(&self, word: &str) -> Option<&Entry> {
        self.many(word).next()
    }

    /// All statements with this word, in order.
    pub fn many(&self, word: &str) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.word.name == word)
    }

    /// All marked texts under this word.
    pub fn proses(&self, word: &str) -> Vec<Prose> {
        self.many(word).filter_map(Entry::prose).collect()
    }

    /// All names of one space under this word.
    pub fn names(&self, word: &str, space: Space) -> Vec<Spanned<String>> {
        self.many(word).flat_map(|entry| entry.names(space)).collect()
    }

    /// Text of the first statement with this word.
    pub fn text(&self, word: &str) -> Option<Spanned<String>> {
        self.one(word).and_then(Entry::text)
    }

    /// Date of the first statement with this word.
    pub fn date(&self, word: &str) -> Option<Spanned<Date>> {
        self.one(word).and_then(Entry::date)
    }

    /// Range of the first statement with this word.
    pub fn range(&self, word: &str) -> Option<Spanned<DateRange>> {
        self.one(word).and_then(Entry::range)
    }

    /// Texts in one line with their languages.
    pub fn localised(&self, word: &str) -> Vec<Localised> {
        let read = |entry: &Entry| {
            let text = entry.text()?;
            Some(Localised { text, language: entry.language() })
        };
        self.many(word).filter_map(read).collect()
    }
}

//! What evidence files say of themselves. In: their text and facts. Out: [`Contents`]: rows, days
//! and order numbers, each with a place that a label can show. Judges nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::exhibit::PageText;
use crate::report::Sheet;
use crate::source::{Span, Spanned};
use crate::value::{Date, OrderId};

/// What is inside each evidence file, by its path in the case folder.
pub type Contents = BTreeMap<String, Arc<Content>>;

/// What is left of each exhibit to be read when its `hide`s are done, by its name and its file.
pub type Leaving = BTreeMap<(String, String), Shown>;

/// What an exhibit lets everybody read.
#[derive(Debug, Clone)]
pub enum Shown {
    /// The text layers of pages.
    Pages(Vec<PageText>),
    /// Headings, and the cells below them.
    Table(Vec<String>, Vec<Vec<String>>),
    /// Lines of a text without columns.
    Lines(Vec<String>),
}

/// What is inside one evidence file.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// Its rows, where it is a table.
    pub sheet: Option<Sheet>,
    /// Days that the file carries about itself.
    pub days: Vec<FileDay>,
    /// The orders that it names, each with the first place.
    pub orders: BTreeMap<OrderId, Span>,
    /// The last time of its rows, as the checks of days found it.
    pub last_row: OnceLock<Option<Spanned<Date>>>,
}

/// A day inside a file, about the file.
#[derive(Debug, Clone)]
pub struct FileDay {
    /// What happened on it.
    pub kind: FileDayKind,
    /// The day.
    pub date: Date,
    /// Where it stands.
    pub span: Span,
}

/// What a day inside a file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileDayKind {
    /// A camera took the picture.
    Taken,
    /// The file was made or changed for the last time.
    Written,
}

impl Content {
    /// Notes the orders that a text names; `start` is where the text begins in its source.
    pub fn note_orders(&mut self, text: &str, whole: Span) {
        for (range, order) in OrderId::all_in(text) {
            let start = whole.start + range.start;
            let place = Span::new(whole.source, start, whole.start + range.end);
            self.orders.entry(order).or_insert(place);
        }
    }

    /// The latest day of a kind.
    pub fn day(&self, kind: FileDayKind) -> Option<&FileDay> {
        let days = self.days.iter().filter(|day| day.kind == kind);
        days.max_by_key(|day| day.date)
    }
}

//! Fields of a JSON object by name. In: an object. Out: typed values with their places, and notes
//! on all that is absent, unknown or of another kind. Knows no report.

use std::collections::BTreeSet;

use crate::report::day::read_day;
use crate::report::faults::quote;
use crate::report::json::{Member, Node, Value};
use crate::report::performance::Target;
use crate::report::performance::rate::agrees;
use crate::source::{Span, Spanned};
use crate::value::{Date, DateRange, Percent};

/// The most notes of one file; the last one says how many more there are.
const NOTES_MAX: usize = 100;

/// What was unusual in a file, and yet read.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    list: Vec<Spanned<String>>,
    untold: usize,
}

impl Notes {
    /// Notes what stands at a place.
    pub(crate) fn add(&mut self, place: Span, text: impl Into<String>) {
        match self.list.len() < NOTES_MAX {
            true => self.list.push(Spanned::new(text.into(), place)),
            false => self.untold += 1,
        }
    }

    /// Notes a key that is not known.
    pub(crate) fn unknown(&mut self, key: &Spanned<String>) {
        self.add(key.span, format!("{} is not known and was passed over", quote(&key.value)));
    }

    /// Notes a printed rate that is not what its counts give.
    pub(crate) fn compare(
        &mut self,
        printed: Option<&Spanned<String>>,
        part: Option<&Spanned<u64>>,
        whole: Option<&Spanned<u64>>,
    ) {
        let (Some(printed), Some(part), Some(whole)) = (printed, part, whole) else { return };
        let counts = format!("{} of {}", part.value, whole.value);
        if part.value > whole.value {
            self.add(part.span, format!("{counts}: the part is larger than the whole"));
        }
        if !agrees(&printed.value, part.value, whole.value) {
            let rate = Percent::of(part.value, whole.value);
            let rate = rate.map_or(String::new(), |rate| format!(" are {rate}"));
            let text = format!("{} is printed, but {counts}{rate}", quote(&printed.value));
            self.add(printed.span, text);
        }
    }

    /// All notes.
    pub(crate) fn finish(mut self) -> Vec<Spanned<String>> {
        if let Some(last) = self.list.last().filter(|_| self.untold > 0) {
            let text = format!("{} more notes on this file", self.untold);
            self.list.push(Spanned::new(text, last.span));
        }
        self.list
    }
}

/// The entries of one object, each taken once.
pub(crate) struct Fields<'n> {
    members: &'n [Member],
    taken: BTreeSet<usize>,
}

impl<'n> Fields<'n> {
    /// The entries of an object; none where the value is no object.
    pub(crate) fn of(node: &'n Node) -> Self {
        Self { members: node.members(), taken: BTreeSet::new() }
    }

    /// The value under one of these keys, the first one being the schema's; `null` counts as
    /// absent.
    pub(crate) fn take(&mut self, keys: &[&str], notes: &mut Notes) -> Option<&'n Node> {
        let members = self.members.iter().enumerate();
        let mut found = members.filter(|(_, member)| keys.contains(&member.key.value.as_str()));
        let (at, member) = found.next()?;
        self.taken.insert(at);
        for (at, again) in found {
            self.taken.insert(at);
            let text = format!("{} stands twice; the first one counts", quote(&again.key.value));
            notes.add(again.key.span, text);
        }
        (member.value.value != Value::Null).then_some(&member.value)
    }

    /// A list; one value alone is a list of one.
    pub(crate) fn list(&mut self, keys: &[&str], notes: &mut Notes) -> Vec<&'n Node> {
        let Some(node) = self.take(keys, notes) else { return Vec::new() };
        match &node.value {
            Value::List(items) => items.iter().collect(),
            _ => vec![node],
        }
    }

    /// A text.
    pub(crate) fn text(&mut self, keys: &[&str], notes: &mut Notes) -> Option<Spanned<String>> {
        let node = self.take(keys, notes)?;
        let text = node.text().map(|text| Spanned::new(text.to_owned(), node.span));
        if text.is_none() {
            notes.add(node.span, "a word is expected here; it was passed over");
        }
        text
    }

    /// A number as it is written.
    pub(crate) fn number(&mut self, keys: &[&str], notes: &mut Notes) -> Option<Spanned<String>> {
        number(self.take(keys, notes)?, notes)
    }

    /// A count.
    pub(crate) fn count(&mut self, keys: &[&str], notes: &mut Notes) -> Option<Spanned<u64>> {
        count(self.take(keys, notes)?, notes)
    }

    /// The `count` in an object, whose own status is not kept; a bare number is read too.
    pub(crate) fn counted(&mut self, keys: &[&str], notes: &mut Notes) -> Option<Spanned<u64>> {
        let node = self.take(keys, notes)?;
        match &node.value {
            Value::Object(_) => {
                let mut fields = Fields::of(node);
                let count = fields.count(&["count"], notes);
                fields.take(&["status"], notes);
                fields.note_rest(notes);
                count
            }
            _ => count(node, notes),
        }
    }

    /// The days of `reportingDateRange`, in UTC.
    pub(crate) fn window(&mut self, notes: &mut Notes) -> Option<Spanned<DateRange>> {
        let node = self.take(&["reportingDateRange"], notes)?;
        let mut fields = Fields::of(node);
        let from = fields.day("reportingDateFrom", notes);
        let to = fields.day("reportingDateTo", notes);
        fields.note_rest(notes);
        let (Some(from), Some(to)) = (from, to) else {
            notes.add(node.span, "the days of this window cannot be read");
            return None;
        };
        let window = DateRange::new(from, to);
        if window.is_none() {
            notes.add(node.span, format!("the window begins on {from} and ends before, on {to}"));
        }
        Some(Spanned::new(window?, node.span))
    }

    fn day(&mut self, key: &str, notes: &mut Notes) -> Option<Date> {
        read_day(&self.text(&[key], notes)?.value)
    }

    /// What is asked.
    pub(crate) fn target(&mut self, notes: &mut Notes) -> Option<Target> {
        let condition = self.text(&["targetCondition"], notes);
        Some(Target { value: self.number(&["targetValue"], notes)?, condition })
    }

    /// Entries that nobody took.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &'n Member> {
        let left = self.members.iter().enumerate().filter(|(at, _)| !self.taken.contains(at));
        left.map(|(_, member)| member)
    }

    /// Notes all entries that nobody took.
    pub(crate) fn note_rest(&self, notes: &mut Notes) {
        self.rest().for_each(|member| notes.unknown(&member.key));
    }
}

fn number(node: &Node, notes: &mut Notes) -> Option<Spanned<String>> {
    match &node.value {
        Value::Number(number) => Some(Spanned::new(number.clone(), node.span)),
        Value::Text(text) => Some(Spanned::new(text.trim().to_owned(), node.span)),
        Value::Null | Value::Bool(_) | Value::List(_) | Value::Object(_) => {
            notes.add(node.span, "a number is expected here; it was passed over");
            None
        }
    }
}

fn count(node: &Node, notes: &mut Notes) -> Option<Spanned<u64>> {
    let number = number(node, notes)?;
    let whole = number.value.strip_suffix(".0").unwrap_or(&number.value);
    let count = whole.parse().ok();
    if count.is_none() {
        let text = format!("{} is no count; it was passed over", quote(&number.value));
        notes.add(number.span, text);
    }
    Some(Spanned::new(count?, number.span))
}

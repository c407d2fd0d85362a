//! How the statement at an offset is written. In: an offset. Out: the word with its arguments, and
//! which of them comes next.

use std::ops::Range;

use crate::ide::Reading;
use crate::ide::complete::placeholder;
use crate::ide::cursor::Cursor;
use crate::source::SourceId;
use crate::syntax::vocabulary::Slot;

/// A word and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// `verify by person { … }`
    pub label: String,
    /// What the word means, and an example.
    pub about: String,
    /// Where each argument stands in the label, in bytes.
    pub parameters: Vec<Range<usize>>,
    /// The argument at the offset.
    pub active: Option<usize>,
}

/// The signature of the statement at an offset.
pub fn signature(reading: &Reading, source: SourceId, offset: usize) -> Option<Signature> {
    let cursor = Cursor::at(reading, source, offset)?;
    let row = cursor.statement()?.row?;
    let text = &reading.sources.get(source).text;
    let next = cursor.arguments(text)?.next;
    let mut label = row.name.to_owned();
    let mut parameters = Vec::new();
    let mut slots = Vec::new();
    for slot in row.slots {
        let (shown, inner) = match slot {
            Slot::Optional(inner) => {
                let words: Vec<&str> = inner.iter().map(|it| placeholder(*it)).collect();
                (format!("[{}]", words.join(" ")), inner.to_vec())
            }
            other => (placeholder(*other).to_owned(), vec![*other]),
        };
        label.push(' ');
        parameters.push(label.len()..label.len() + shown.len());
        slots.push(inner);
        label.push_str(&shown);
    }
    if row.block.is_some() {
        label.push_str(" { … }");
    }
    let is_next = |inner: &Vec<Slot>| next.iter().any(|slot| inner.contains(slot));
    let active = slots.iter().rposition(is_next);
    let about = format!("{}\n\n```poa\n{}\n```", row.about, row.example);
    Some(Signature { label, about, parameters, active })
}

#[cfg(test)]
mod tests {
    use crate::ide::fixture::Fixture;
    use crate::ide::signature::signature;

    #[test]
    fn the_next_argument_is_shown() {
        let check = |marked: &str, label: &str, active: Option<&str>| {
            let fixture = Fixture::new(marked);
            let found = signature(&fixture.reading, fixture.source, fixture.offset);
            let found = found.expect("a word is known");
            assert_eq!(found.label, label, "{marked}");
            let shown = found.active.map(|at| &found.label[found.parameters[at].clone()]);
            assert_eq!(shown, active, "{marked}");
        };
        check("action a $0", "action action choice [on site] { … }", Some("choice"));
        check("action a contain $0", "action action choice [on site] { … }", Some("[on site]"));
        check(
            "allow x because $0",
            "allow rule [on site] because \"text\" [until date]",
            Some("\"text\""),
        );
    }
}

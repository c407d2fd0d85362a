//! How the statement at an offset is written. In: an offset. Out: the word with its arguments, and
//! which of them comes next.

use std::ops::Range;

use crate::ide::Reading;
use crate::ide::complete::placeholder;
use crate::ide::cursor::Cursor;
use crate::ide::formula::{Form, Home, read};
use crate::ide::slots::is_text;
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

/// The ways in which the statement at an offset can be written, the likeliest first.
pub fn signatures(reading: &Reading, source: SourceId, offset: usize) -> Vec<Signature> {
    let Some(cursor) = Cursor::at(reading, source, offset) else { return Vec::new() };
    let text = &reading.sources.get(source).text;
    let Some(home) = cursor.statement().and_then(Home::of) else {
        return of_row(&cursor, text).into_iter().collect();
    };
    let measures = of_measures(&cursor, text, home);
    let may_be_text = home == Home::Verify && (measures.is_none() || is_open(&cursor));
    let plain = of_row(&cursor, text).filter(|_| may_be_text);
    measures.unwrap_or_default().into_iter().chain(plain).collect()
}

/// Whether nothing was written behind the word yet.
fn is_open(cursor: &Cursor<'_>) -> bool {
    let start = cursor.typed.start;
    let written = cursor.statement().map(|visit| visit.statement.arguments());
    written.is_some_and(|all| all.iter().all(|leaf| leaf.end > start))
}

/// The ways to write a measure that fit the words before the cursor; `None` for a text in quotes.
fn of_measures(cursor: &Cursor<'_>, text: &str, home: Home) -> Option<Vec<Signature>> {
    let visit = cursor.statement()?;
    let mut words = visit.statement.arguments();
    if home == Home::Verify && words.first().is_some_and(|word| is_text(word.kind)) {
        return None;
    }
    words.retain(|leaf| leaf.end <= cursor.typed.start);
    let formula = read(&words, text, home)?;
    let function = words.first().and_then(|word| text.get(word.start..word.end));
    let fits = |form: &Form| {
        let first = form.parameters(home)[0];
        formula.form.is_none_or(|known| known == *form)
            && function.is_none_or(|word| first.split('|').any(|it| it == word))
    };
    let row = visit.row?;
    let signature = |form: Form| {
        let mut label = row.name.to_owned();
        let mut parameters = Vec::new();
        for shown in form.parameters(home) {
            label.push(' ');
            parameters.push(label.len()..label.len() + shown.len());
            label.push_str(shown);
        }
        Signature { label, about: form.about().to_owned(), parameters, active: formula.active }
    };
    Some(Form::ALL.into_iter().filter(fits).map(signature).collect())
}

/// The signature of a row of the vocabulary.
fn of_row(cursor: &Cursor<'_>, text: &str) -> Option<Signature> {
    let row = cursor.statement()?.row?;
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
    use crate::ide::signature::signatures;

    #[test]
    fn the_next_argument_is_shown() {
        let check = |marked: &str, label: &str, active: Option<&str>| {
            let fixture = Fixture::new(marked);
            let found = signatures(&fixture.reading, fixture.source, fixture.offset);
            let found = found.first().expect("a word is known");
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
        let measure = |typed: &str| {
            format!("action a correct {{ verify by logistics-lead {{ measure {typed} }} }}")
        };
        let between = "measure median|mean hours|days from column to column [by column] in exhibit";
        check(&measure("median hours $0"), between, Some("from column"));
        check(&measure("median hours from opened to closed $0"), between, Some("[by column]"));
        let share = "measure share of rows where column is value [by column] in exhibit";
        check(&measure("share of rows where a is $0"), share, Some("where column is value"));
        let own = "measure count [where column is value] per day|week [by column]";
        check("evidence a { measure count $0 }", own, Some("[where column is value]"));
    }

    #[test]
    fn a_measure_can_be_written_in_several_ways() {
        let check = |typed: &str, expected: &[&str]| {
            let marked =
                format!("action a correct {{ verify by logistics-lead {{ measure {typed} }} }}");
            let fixture = Fixture::new(&marked);
            let found = signatures(&fixture.reading, fixture.source, fixture.offset);
            let starts: Vec<&str> =
                found.iter().map(|it| it.label.split(' ').nth(1).expect("a word")).collect();
            assert_eq!(starts, expected, "{typed}");
        };
        check("$0", &["median|mean", "median|mean", "share", "count", "\"text\""]);
        check("me$0", &["median|mean", "median|mean", "share", "count", "\"text\""]);
        check("mean $0", &["median|mean", "median|mean"]);
        check("mean of $0", &["median|mean"]);
        check("\"parcels $0\"", &["\"text\""]);
        check("nothing $0", &[]);
    }
}

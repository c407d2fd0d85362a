//! What is inside an evidence file, with places for labels. In: its facts and its text. Out: one
//! [`Content`]. A table's places are its cells. A picture or PDF has no text that could be shown,
//! so its facts are written down, a line each, under the file's name: labels point at these lines.

use std::fmt::Write;
use std::sync::Arc;

use crate::check::contents::{Content, FileDay, FileDayKind};
use crate::exhibit::{Facts, FileDate, FileDateKind, Format};
use crate::report::Sheet;
use crate::source::{SourceId, Sources, Span};
use crate::value::OrderId;

/// Most orders that are written down of one page.
const ORDERS_MAX: usize = 2_000;

/// The first year in which a day inside a file is believed: clocks that were never set begin at
/// 1970, 1980 or 2000.
const FIRST_YEAR: i32 = 2005;

/// Gathers what is inside a file; `text` is its text, where it is one.
pub fn content(
    path: &str,
    facts: &Facts,
    text: Option<Arc<str>>,
    sources: &mut Sources,
) -> Content {
    let mut content = Content::default();
    if let Some(text) = text {
        let source = sources.find(path).unwrap_or_else(|| sources.add(path, Arc::clone(&text)));
        content.sheet = Some(Sheet::read(&text, source));
        content.note_orders(&text, Span::new(source, 0, text.len()));
        return content;
    }
    let days: Vec<(FileDayKind, &FileDate)> = days(facts);
    let pages: Vec<String> = facts.text.iter().enumerate().filter_map(page).collect();
    if sources.find(path).is_some() || (days.is_empty() && pages.is_empty()) {
        return content;
    }
    let mut written = String::new();
    let mut lines: Vec<(usize, usize)> = Vec::new();
    let texts = days.iter().map(|(_, date)| format!("{} on {}", date.what.words(), date.day));
    for text in texts.chain(pages) {
        let start = written.len();
        writeln!(written, "{text}").expect("memory takes all text");
        lines.push((start, written.len() - 1));
    }
    let source = sources.add(path, written.as_str());
    let span = |(start, end): (usize, usize)| Span::new(source, start, end);
    for ((kind, date), line) in days.iter().zip(&lines) {
        content.days.push(FileDay { kind: *kind, date: date.day, span: span(*line) });
    }
    note_pages(&mut content, &written, (source, lines.get(days.len()..).unwrap_or_default()));
    content
}

/// Notes the orders of the lines that list them.
fn note_pages(content: &mut Content, written: &str, lines: (SourceId, &[(usize, usize)])) {
    let (source, lines) = lines;
    for (start, end) in lines {
        content.note_orders(&written[*start..*end], Span::new(source, *start, *end));
    }
}

/// The orders that a page names, in words.
fn page((index, text): (usize, &String)) -> Option<String> {
    let orders = OrderId::all_in(text).into_iter().take(ORDERS_MAX);
    let orders: Vec<String> = orders.map(|(_, id)| id.to_string()).collect();
    let number = index + 1;
    (!orders.is_empty()).then(|| format!("page {number} names the orders {}", orders.join(", ")))
}

/// The days that say when a picture was taken, or when a document was last written.
fn days(facts: &Facts) -> Vec<(FileDayKind, &FileDate)> {
    let believed = || facts.dates.iter().filter(|date| date.day.parts().0 >= FIRST_YEAR);
    let of = |what: FileDateKind| believed().filter(move |date| date.what == what);
    match facts.format {
        Format::Pdf => {
            let written = [
                FileDateKind::PdfCreated,
                FileDateKind::PdfChanged,
                FileDateKind::XmpCreated,
                FileDateKind::XmpChanged,
            ];
            let latest = written.into_iter().flat_map(of).max_by_key(|date| date.day);
            latest.map(|date| (FileDayKind::Written, date)).into_iter().collect()
        }
        _ => {
            let taken = of(FileDateKind::PhotoTaken).next();
            taken.map(|date| (FileDayKind::Taken, date)).into_iter().collect()
        }
    }
}

//! Rows of six columns whose comments hold raw line breaks. In: text and its header. Out: joined
//! rows, each cell with its exact place. Knows no language and no date.

use std::borrow::Cow;

use crate::diagnostic::Diagnostic;
use crate::report::feedback::{COLUMNS, Field};
use crate::report::table::{CELL_MAX, Cell, ROW_MAX, Row};
use crate::source::Span;

/// The cells of one feedback that are kept; `None` where nothing stands in one.
pub(crate) struct FeedbackRow<'t> {
    pub(crate) row: Row<'t>,
    pub(crate) date: Option<Cell<'t>>,
    pub(crate) stars: Option<Cell<'t>>,
    pub(crate) comment: Option<Cell<'t>>,
    pub(crate) response: Option<Cell<'t>>,
    pub(crate) order: Option<Cell<'t>>,
}

impl<'t> FeedbackRow<'t> {
    /// Takes the cells of a row from where they stand.
    pub(crate) fn of<'r>(row: &Row<'t>, cell: impl Fn(Field) -> Option<&'r Cell<'t>>) -> Self
    where
        't: 'r,
    {
        Self {
            row: row.clone(),
            date: cell(Field::Date).cloned(),
            stars: cell(Field::Stars).cloned(),
            comment: cell(Field::Comment).cloned(),
            response: cell(Field::Response).cloned(),
            order: cell(Field::Order).cloned(),
        }
    }
}

/// One to five, written as one digit.
pub(crate) fn stars(text: &str) -> Option<u8> {
    let mut bytes = text.trim().bytes();
    match (bytes.next(), bytes.next()) {
        (Some(digit @ b'1'..=b'5'), None) => Some(digit - b'0'),
        _ => None,
    }
}

/// All rows below the header.
///
/// **Errors**: `data-not-readable` for a row with fewer or more columns and for one that is too
/// long; after the latter reading goes on where the next row begins.
pub(crate) fn rows<'t>(
    text: &'t str,
    header: Span,
) -> impl Iterator<Item = Result<FeedbackRow<'t>, Box<Diagnostic>>> {
    let mut at = behind_line(text, header.end);
    std::iter::from_fn(move || {
        while line(text, at).is_some_and(|line| line.trim().is_empty()) {
            at = behind_line(text, at);
        }
        let start = at;
        line(text, start)?;
        at = next_row(text, start);
        let body = text.get(start..at).unwrap_or("");
        let end = start + body.trim_end_matches(['\r', '\n']).len();
        Some(split(text, Span::new(header.source, start, end)))
    })
}

/// The line at an offset without its line end; `None` at the end of the text.
fn line(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
    Some(rest.split('\n').next().unwrap_or(rest))
}

fn behind_line(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    rest.find('\n').map_or(text.len(), |length| at + length + 1)
}

/// Where the row that begins at `start` is over: behind the line that completes six columns, or at
/// a line that begins like a row of its own.
fn next_row(text: &str, start: usize) -> usize {
    let mut at = start;
    let mut tabs = 0;
    while let Some(line) = line(text, at) {
        if at > start && begins_row(line) {
            break;
        }
        tabs += line.matches('\t').count();
        at = behind_line(text, at);
        if tabs + 1 >= COLUMNS {
            break;
        }
    }
    at
}

/// Whether a line begins with a date and stars.
fn begins_row(line: &str) -> bool {
    let mut cells = line.split('\t');
    let (date, rating) = (cells.next().unwrap_or("").trim(), cells.next().unwrap_or(""));
    let is_date = |text: &str| {
        let fits = (6..=10).contains(&text.len());
        fits && text.bytes().all(|byte| byte.is_ascii_digit() || b"/.-".contains(&byte))
    };
    is_date(date) && stars(rating).is_some()
}

fn split(text: &str, span: Span) -> Result<FeedbackRow<'_>, Box<Diagnostic>> {
    let body = text.get(span.start..span.end).unwrap_or("");
    let first = body.split('\n').next().unwrap_or(body);
    let place = Span::new(span.source, span.start, span.start + first.trim_end().len().min(200));
    let place = Span { end: text.floor_char_boundary(place.end), ..place };
    if body.len() > ROW_MAX {
        return Err(refuse(place, format!("a row is longer than {ROW_MAX} bytes")));
    }
    let mut cells = Vec::new();
    let mut start = span.start;
    for raw in body.split('\t') {
        if raw.len() > CELL_MAX {
            return Err(refuse(place, format!("a cell is longer than {CELL_MAX} bytes")));
        }
        let words = raw.trim();
        let begin = match words.is_empty() {
            true => start,
            false => start + raw.len() - raw.trim_start().len(),
        };
        let place = Span::new(span.source, begin, begin + words.len());
        cells.push(Cell { text: Cow::Borrowed(words), span: place });
        start += raw.len() + 1;
    }
    let count = cells.len();
    // The e-mail, which is dropped, may be cut off; nothing else may.
    if count + 1 < COLUMNS || cells.iter().skip(COLUMNS).any(|cell| !cell.is_empty()) {
        return Err(refuse(place, format!("the row has {count} of {COLUMNS} columns")));
    }
    let row = Row::new(cells, span);
    let cell = |field: Field| {
        let cell = row.cell(field as usize);
        (!cell.is_empty()).then_some(cell)
    };
    Ok(FeedbackRow::of(&row, cell))
}

fn refuse(place: Span, message: String) -> Box<Diagnostic> {
    let fault = Diagnostic::error("data-not-readable", message).at(place, "this row");
    let help = "download the feedback report again and keep it as it is, with TABs between columns";
    Box::new(fault.help(help))
}

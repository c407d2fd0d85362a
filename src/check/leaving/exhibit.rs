//! What an exhibit lets everybody read. In: pages, cells or lines, as they leave. Out: faults at
//! the exhibit, each with the `hide` that takes out what was found. Never labels a place in the
//! file: the line around it would show what must not be shown.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::Evidence;
use crate::check::contents::Shown;
use crate::check::leaving::fault;
use crate::check::leaving::search::{Column, Find, Search};
use crate::check::rules::Asked;
use crate::diagnostic::{Diagnostic, FixSafety};
use crate::exhibit::{HIDDEN, PageText};
use crate::policy::pattern::{CELL_END, Reading};
use crate::source::{Span, Spanned};

/// Most lines that a fix writes.
const LINES_MAX: usize = 40;

/// The faults of one exhibit.
pub(crate) fn faults(
    asked: &Asked<'_, '_>,
    search: &Search<'_>,
    (evidence, path): (&Evidence, &Spanned<String>),
    shown: &Shown,
) -> Vec<Diagnostic> {
    let maker = Maker { asked, evidence, path };
    match shown {
        Shown::Pages(pages) => pages_faults(&maker, search, pages),
        Shown::Table(header, rows) => table_faults(&maker, search, (header, rows)),
        Shown::Lines(lines) => lines_faults(&maker, search, lines),
    }
}

/// Where the faults of one exhibit point.
struct Maker<'a, 'r, 'c> {
    asked: &'a Asked<'r, 'c>,
    evidence: &'a Evidence,
    path: &'a Spanned<String>,
}

impl Maker<'_, '_, '_> {
    /// A fault at the exhibit, and the lines that mend it.
    fn fault(&self, find: &Find<'_>, label: String, lines: &[String]) -> Diagnostic {
        let mut fault = fault(self.asked, self.path.span, find);
        fault.labels.iter_mut().for_each(|it| it.text.clone_from(&label));
        let id = &self.evidence.item.id.value;
        let Some(first) = lines.first() else { return fault };
        fault = fault.help(match lines.len() {
            1 => format!("write `{first}` into `evidence {id}`: it is gone from the copy then"),
            count => format!(
                "write `{first}` and {} more such lines into `evidence {id}`: it is gone from the \
                 copy then",
                count - 1
            ),
        });
        match self.end_of_a_line() {
            Some(place) => {
                let lines = lines.iter().take(LINES_MAX).map(|line| format!("\n  {line}"));
                fault.fix(FixSafety::Asks, place, lines.collect::<String>())
            }
            None => fault,
        }
    }

    /// Behind a statement of the exhibit's block, where another one can follow.
    fn end_of_a_line(&self) -> Option<Span> {
        let words = &self.evidence.item.words;
        let last = words.values().max_by_key(|span| span.end)?;
        Some(Span::new(last.source, last.end, last.end))
    }
}

/// One fault for each kind of data in the text layers of pages.
fn pages_faults(
    maker: &Maker<'_, '_, '_>,
    search: &Search<'_>,
    pages: &[PageText],
) -> Vec<Diagnostic> {
    let mut found: BTreeMap<&str, Vec<(usize, Find<'_>)>> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        for find in search.find(&Reading::of_lines(&page.text)) {
            found.entry(find.what).or_default().push((index, find));
        }
    }
    let fault = |finds: &Vec<(usize, Find<'_>)>| {
        let (first, find) = finds.first()?;
        let label = match finds.len() {
            1 => format!("on page {}", first + 1),
            count => format!("on page {} and in {} more places", first + 1, count - 1),
        };
        let mut lines = BTreeSet::new();
        for (index, find) in finds {
            let areas = pages[*index].areas(find.range.clone());
            lines.extend(areas.into_iter().map(|area| (*index, area)));
        }
        let line =
            |(index, area): (usize, String)| format!("hide area \"page {}: {area}\"", index + 1);
        let lines: Vec<String> = lines.into_iter().map(line).collect();
        Some(maker.fault(find, label, &lines))
    };
    found.values().filter_map(fault).collect()
}

/// One fault for each column: named by its heading, or found in its cells.
fn table_faults(
    maker: &Maker<'_, '_, '_>,
    search: &Search<'_>,
    (header, rows): (&[String], &[Vec<String>]),
) -> Vec<Diagnostic> {
    let mut faults: BTreeMap<usize, Diagnostic> = BTreeMap::new();
    let line = |heading: &str| vec![format!("hide column \"{}\"", heading.replace('"', "\\\""))];
    let mut passed = BTreeSet::new();
    for (column, heading) in header.iter().enumerate() {
        let what = match search.column(heading) {
            Column::Other => continue,
            Column::OfBuyers(what) => Some(what),
            Column::OfOthers => None,
        };
        passed.insert(column);
        let Some(what) = what else { continue };
        let cells = rows.iter().filter_map(|row| row.get(column));
        let count = cells.filter(|cell| *cell != HIDDEN && !search.is_masked(cell)).count();
        if count > 0 {
            let find = Find { range: 0..0, what, masked: heading.trim().to_owned() };
            let label = match count {
                1 => "1 cell of this column".to_owned(),
                count => format!("{count} cells of this column"),
            };
            faults.insert(column, maker.fault(&find, label, &line(heading)));
        }
    }
    let (text, starts) = joined(rows);
    let mut found: BTreeMap<usize, Vec<(usize, Find<'_>)>> = BTreeMap::new();
    for find in search.find(&Reading::of_lines(&text)) {
        let cell = starts.partition_point(|(start, ..)| *start <= find.range.start);
        let Some((_, row, column)) = cell.checked_sub(1).and_then(|at| starts.get(at)) else {
            continue;
        };
        if !passed.contains(column) {
            found.entry(*column).or_default().push((*row, find));
        }
    }
    for (column, finds) in &found {
        let (Some((row, find)), Some(heading)) = (finds.first(), header.get(*column)) else {
            continue;
        };
        // Rows count from the heading on, as programs for tables show them.
        let row = row + 2;
        let heading_shown = heading.trim();
        let label = match finds.len() {
            1 => format!("row {row}, column `{heading_shown}`"),
            count => {
                format!("row {row}, column `{heading_shown}`, and {} more places", count - 1)
            }
        };
        faults.insert(*column, maker.fault(find, label, &line(heading)));
    }
    faults.into_values().collect()
}

/// All cells in one text, and where each begins, with its row and column.
fn joined(rows: &[Vec<String>]) -> (String, Vec<(usize, usize, usize)>) {
    let mut text = String::new();
    let mut starts = Vec::new();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            starts.push((text.len(), row, column));
            text.push_str(cell);
            text.push(CELL_END);
        }
    }
    (text, starts)
}

/// One fault for each kind of data in the lines of a text. Its words cannot be named here, so the
/// person who hides them copies them from the line.
fn lines_faults(
    maker: &Maker<'_, '_, '_>,
    search: &Search<'_>,
    lines: &[String],
) -> Vec<Diagnostic> {
    let mut found: BTreeMap<&str, Vec<(usize, Find<'_>)>> = BTreeMap::new();
    for (index, line) in lines.iter().enumerate() {
        for find in search.find(&Reading::of_lines(line)) {
            found.entry(find.what).or_default().push((index, find));
        }
    }
    let fault = |finds: &Vec<(usize, Find<'_>)>| {
        let (first, find) = finds.first()?;
        let label = match finds.len() {
            1 => format!("on line {}", first + 1),
            count => format!("on line {} and in {} more places", first + 1, count - 1),
        };
        let id = &maker.evidence.item.id.value;
        let help = format!("write `hide words \"…\"` with these words into `evidence {id}`");
        Some(maker.fault(find, label, &[]).help(help))
    };
    found.values().filter_map(fault).collect()
}

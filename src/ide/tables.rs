//! The tables that a statement can measure or hide columns of. In: the statement, what was found
//! inside files. Out: columns and their values, in a sample of the rows. Judges nothing.

use std::collections::BTreeMap;

use crate::ide::Context;
use crate::ide::formula::{Holds, Home, exhibit_of, plain};
use crate::ide::links::files_of;
use crate::ide::walk::Visit;
use crate::report::{Sheet, normal_column, read_times};
use crate::source::Span;
use crate::syntax::vocabulary::Space;

/// Rows from which it is told what a column holds.
const SAMPLE_ROWS: usize = 200;

/// Rows in which values are counted.
const COUNTED_ROWS: usize = 20_000;

/// A column with more values than this has no values to choose from.
const VALUES_MAX: usize = 60;

/// A table of an exhibit.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    /// The path of its file.
    pub path: &'a str,
    /// Its rows.
    pub sheet: &'a Sheet,
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// The table.
    pub table: Table<'a>,
    /// Its position.
    pub index: usize,
    /// Its heading.
    pub heading: &'a str,
}

/// The tables of a statement: of the exhibit that its measure names, of the exhibit that it stands
/// in, or else of all exhibits.
pub fn around<'a>(context: Context<'a>, chain: &[Visit<'_>]) -> Vec<Table<'a>> {
    let Some(visit) = chain.last() else { return Vec::new() };
    if let Some(place) = named_exhibit(context, visit) {
        return of_item(context, place);
    }
    match Home::of(visit) {
        Some(Home::Verify) => all(context),
        Some(Home::Exhibit) | None => of_item(context, visit.statement.word()),
    }
}

/// The place of the exhibit behind `in`.
fn named_exhibit(context: Context<'_>, visit: &Visit<'_>) -> Option<Span> {
    let source = visit.statement.word().source;
    let text = &context.reading.sources.get(source).text;
    let name = context.reading.slice(visit.statement.span_of(exhibit_of(visit, text)?));
    let mut named = context.reading.names.iter().filter(|it| it.is_definition);
    named.find(|it| it.space == Space::Evidence && it.name == name).map(|it| it.span)
}

/// The tables of the exhibit around a place.
pub fn of_item(context: Context<'_>, place: Span) -> Vec<Table<'_>> {
    let files = files_of(context.reading, place);
    let known = all(context);
    files.iter().filter_map(|file| known.iter().find(|it| it.path == file).copied()).collect()
}

fn all(context: Context<'_>) -> Vec<Table<'_>> {
    let contents = context.looked.into_iter().flat_map(|looked| &looked.contents);
    let mut found = Vec::new();
    for (path, content) in contents {
        found.extend(content.sheet.as_ref().map(|sheet| Table { path, sheet }));
    }
    found
}

/// The columns of some tables, each name once.
pub fn columns<'a>(tables: &[Table<'a>]) -> Vec<Column<'a>> {
    let mut found: Vec<Column<'a>> = Vec::new();
    for table in tables {
        for (index, cell) in table.sheet.header.iter().enumerate() {
            let heading = cell.text.as_ref();
            let is_same = |it: &Column<'_>| normal_column(it.heading) == normal_column(heading);
            if !heading.trim().is_empty() && !found.iter().any(is_same) {
                found.push(Column { table: *table, index, heading });
            }
        }
    }
    found
}

/// The column of a name.
pub fn column<'a>(tables: &[Table<'a>], name: &str) -> Option<Column<'a>> {
    tables.iter().find_map(|table| {
        let index = table.sheet.column(name)?;
        let heading = table.sheet.header.get(index)?.text.as_ref();
        Some(Column { table: *table, index, heading })
    })
}

impl Column<'_> {
    /// Its name as a measure writes it without quotes, where all its words are plain.
    pub fn name(&self) -> String {
        let name = normal_column(self.heading).replace(' ', "-");
        match crate::ide::formula::written(&name) == name {
            true => name,
            false => self.heading.trim().to_owned(),
        }
    }

    fn cells(&self, rows: usize) -> Vec<&str> {
        let rows = self.table.sheet.rows.iter().take(rows);
        let texts = rows.map(|row| row.get(self.index).map_or("", |cell| cell.text.trim()));
        texts.filter(|text| !text.is_empty()).collect()
    }

    /// What its cells hold.
    pub fn holds(&self) -> Holds {
        let cells = self.cells(SAMPLE_ROWS);
        let is_number = |cell: &&str| cell.replace(',', ".").parse::<f64>().is_ok();
        if cells.is_empty() {
            Holds::Anything
        } else if cells.iter().all(is_number) {
            Holds::Numbers
        } else if read_times(&cells).iter().all(Option::is_some) {
            Holds::Times
        } else {
            Holds::Anything
        }
    }

    /// Its values with how often each is there, the most frequent first; empty where there are too
    /// many to choose from.
    pub fn values(&self) -> Vec<(String, usize)> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for cell in self.cells(COUNTED_ROWS) {
            *counts.entry(cell).or_default() += 1;
            if counts.len() > VALUES_MAX {
                return Vec::new();
            }
        }
        let mut found: Vec<_> = counts.into_iter().map(|(it, n)| (it.to_owned(), n)).collect();
        found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        found
    }

    /// What it is, in a few words: `times`, `yes, no`.
    pub fn says(&self) -> String {
        match self.holds() {
            Holds::Times => "times".to_owned(),
            Holds::Numbers => "numbers".to_owned(),
            Holds::Anything => {
                let values = self.values().into_iter().take(4);
                values.map(|(value, _)| short(&value)).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// A value in a line.
fn short(value: &str) -> String {
    let letters: String = value.chars().take(24).collect();
    if letters.len() < value.len() { letters + "…" } else { letters }
}

/// How many rows of a column hold a value, whatever the case of its letters.
pub fn rows_with(column: &Column<'_>, value: &str) -> usize {
    let wanted = value.trim().to_lowercase();
    let rows = column.table.sheet.rows.iter().filter_map(|row| row.get(column.index));
    rows.filter(|cell| cell.text.trim().to_lowercase() == wanted).count()
}

/// The name of the column that a value of a measure is of.
pub fn column_of(visit: &Visit<'_>, text: &str, at: usize) -> Option<String> {
    let source = visit.statement.word().source;
    visit.statement.arguments().get(at).map(|word| plain(word, text, source))
}

//! The rows of an evidence file, kept. In: decoded text. Out: [`Sheet`], whose cells know their
//! places, and what can be asked of its columns. Knows no column by name; its size is bounded.

use crate::report::header::normal;
use crate::report::table::{Cell, Table};
use crate::report::when::{When, read_times};
use crate::source::{SourceId, Span};
use crate::suggest;

/// Most cells that are kept.
const CELLS_MAX: usize = 1_000_000;

/// A header and the rows below it.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The text that it was read from.
    pub source: SourceId,
    /// Its columns.
    pub header: Vec<Cell<'static>>,
    /// Its rows; a row may be shorter than the header.
    pub rows: Vec<Vec<Cell<'static>>>,
    /// Whether it has more rows than are kept, or some could not be split.
    pub is_cut: bool,
}

impl Sheet {
    /// Reads a text as a table, up to a number of cells.
    pub fn read(text: &str, source: SourceId) -> Self {
        let mut table = Table::open(text, source);
        let header = owned(table.header().cells());
        let (mut rows, mut cells, mut is_cut) = (Vec::new(), 0, false);
        for row in table.by_ref() {
            cells += row.cells().len();
            if cells > CELLS_MAX {
                is_cut = true;
                break;
            }
            rows.push(owned(row.cells()));
        }
        is_cut |= table.fault().is_some();
        Self { source, header, rows, is_cut }
    }

    /// The column of a name, whatever its case, hyphens and underscores.
    pub fn column(&self, name: &str) -> Option<usize> {
        let wanted = normal(name);
        self.header.iter().position(|cell| normal(&cell.text) == wanted)
    }

    /// The columns whose names come nearest to one that is not there; all where none comes near.
    pub fn nearest(&self, name: &str) -> Vec<&str> {
        let names = || self.header.iter().map(|cell| cell.text.as_ref());
        let wanted = normal(name);
        let shares = |other: &&str| {
            let other = normal(other);
            wanted.split(' ').any(|word| other.split(' ').any(|theirs| theirs == word))
        };
        let mut near: Vec<&str> = suggest::nearest(name, names()).into_iter().collect();
        let first = near.first().copied();
        near.extend(names().filter(shares).filter(|it| Some(*it) != first));
        if near.is_empty() { names().collect() } else { near }
    }

    /// The cells of a column, row by row; `None` where the row is too short or the cell is empty.
    pub fn cells(&self, column: usize) -> impl Iterator<Item = Option<&Cell<'static>>> {
        self.rows.iter().map(move |row| row.get(column).filter(|cell| !cell.is_empty()))
    }

    /// The times of a column, row by row; `None` where a cell is none.
    pub fn times(&self, column: usize) -> Vec<Option<When>> {
        let texts: Vec<&str> =
            self.cells(column).map(|cell| cell.map_or("", |cell| cell.text.as_ref())).collect();
        read_times(&texts)
    }

    /// The columns in which every cell that is written is a time, with their times.
    pub fn time_columns(&self) -> Vec<(usize, Vec<Option<When>>)> {
        let columns = (0..self.header.len()).filter_map(|column| {
            let times = self.times(column);
            let is_time =
                |(cell, time): (Option<&Cell<'_>>, &Option<When>)| cell.is_none() || time.is_some();
            let has_some = times.iter().any(Option::is_some);
            let fits = has_some && self.cells(column).zip(&times).all(is_time);
            fits.then_some((column, times))
        });
        columns.collect()
    }

    /// The place of the header.
    pub fn header_span(&self) -> Span {
        let first = self.header.first().map(|cell| cell.span);
        let last = self.header.last().map(|cell| cell.span);
        first.zip(last).map_or(Span::new(self.source, 0, 0), |(first, last)| first.to(last))
    }
}

fn owned(cells: &[Cell<'_>]) -> Vec<Cell<'static>> {
    let cell =
        |cell: &Cell<'_>| Cell { text: cell.text.clone().into_owned().into(), span: cell.span };
    cells.iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use crate::report::Sheet;
    use crate::source::Sources;

    fn sheet(text: &str) -> Sheet {
        Sheet::read(text, Sources::default().add("t.csv", text))
    }

    #[test]
    fn finds_columns_and_says_which_are_near() {
        let sheet = sheet("Ticket;Opened at;First_Reply\n1;2026-10-01 04:20;2026-10-02 04:20\n");
        assert_eq!(sheet.column("first-reply"), Some(2));
        assert_eq!(sheet.column("first reply (UTC)"), None);
        assert_eq!(sheet.nearest("frst reply"), ["First_Reply"]);
        assert_eq!(sheet.nearest("reply"), ["First_Reply"]);
        assert_eq!(sheet.nearest("zzz").len(), 3);
    }

    #[test]
    fn knows_which_columns_are_times() {
        let sheet = sheet("n,day,seen,note\n1,2026-10-01,,x\n2,,2026-10-03 10:00,2026-10-01\n");
        let columns = sheet.time_columns();
        assert_eq!(columns.iter().map(|(column, _)| *column).collect::<Vec<_>>(), [1, 2]);
    }
}

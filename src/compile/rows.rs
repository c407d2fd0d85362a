//! Rows of a data exhibit. In: its text, and what is to be hidden in it. Out: the rows that are
//! printed in the plan, and the longer list for the copy. Must not know where the text came from.

use crate::check::contents::Shown;
use crate::document::{Align, Column, ExhibitContent, Inline, Table};
use crate::exhibit::{HIDDEN, Hide};
use crate::report::Table as DataTable;
use crate::source::Sources;

/// Letters of the narrowest and the widest column, whose widths are shared by them.
const COLUMN_LETTERS: (usize, usize) = (8, 60);

/// Most rows that are printed in the plan.
const ROWS_PRINTED: usize = 200;

/// Most rows of the copy: forty pages.
const ROWS_COPIED: usize = 1_000;

/// The rows of a table, without what is hidden.
#[derive(Debug, Clone)]
pub struct Rows {
    /// The headings; one for a text without columns.
    pub header: Vec<String>,
    widths: Vec<usize>,
    /// The first rows, at most as many as a copy holds.
    rows: Vec<Vec<String>>,
    /// How many there are.
    total: usize,
}

/// Reads a table; a text without columns has one.
pub fn read(text: &str, hide: &[Hide]) -> Rows {
    let mut sources = Sources::default();
    let source = sources.add("", text);
    let mut table = DataTable::open(text, source);
    let header: Vec<String> =
        table.header().cells().iter().map(|it| without(&it.text, hide)).collect();
    let hidden: Vec<bool> = header.iter().map(|heading| is_hidden(heading, hide)).collect();
    let mut read = Rows {
        widths: header.iter().map(|heading| heading.chars().count()).collect(),
        header,
        rows: Vec::new(),
        total: 0,
    };
    for row in table.by_ref() {
        read.total += 1;
        if read.rows.len() == ROWS_COPIED {
            continue;
        }
        let cells = hidden.iter().enumerate().map(|(index, is_hidden)| {
            let cell = &row.cell(index).text;
            match *is_hidden && !cell.trim().is_empty() {
                true => HIDDEN.to_owned(),
                false => without(cell, hide),
            }
        });
        let cells: Vec<String> = cells.collect();
        for (width, cell) in read.widths.iter_mut().zip(&cells) {
            *width = (*width).max(cell.chars().count());
        }
        read.rows.push(cells);
    }
    read
}

/// Whether a column is hidden, by its heading.
fn is_hidden(heading: &str, hide: &[Hide]) -> bool {
    let named = |hide: &Hide| match hide {
        Hide::Column(name) => name.trim().eq_ignore_ascii_case(heading.trim()),
        Hide::Words(_) | Hide::Area(_) | Hide::Pages(_) => false,
    };
    hide.iter().any(named)
}

/// A cell; none of it is left where it holds hidden words.
fn without(cell: &str, hide: &[Hide]) -> String {
    let fold = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
    let holds = |hide: &Hide| match hide {
        Hide::Words(words) => !fold(words).is_empty() && fold(cell).contains(&fold(words)),
        Hide::Column(_) | Hide::Area(_) | Hide::Pages(_) => false,
    };
    match hide.iter().any(holds) {
        true => HIDDEN.to_owned(),
        false => cell.to_owned(),
    }
}

impl Rows {
    /// The first rows.
    pub fn first(&self, most: usize) -> &[Vec<String>] {
        self.rows.get(..most).unwrap_or(&self.rows)
    }

    /// What the plan prints.
    pub fn printed(&self) -> ExhibitContent {
        let rest = (self.total > ROWS_PRINTED).then(|| {
            let total = self.total;
            format!("The first {ROWS_PRINTED} of {total} rows; the attached file has more of them.")
        });
        ExhibitContent::Rows { table: self.table(ROWS_PRINTED), rest }
    }

    /// What the copy lets everybody read.
    pub fn shown(self, is_text: bool) -> Shown {
        match is_text {
            true => {
                let rows = self.rows.into_iter().map(|cells| cells.join(" "));
                Shown::Lines([self.header.join(" ")].into_iter().chain(rows).collect())
            }
            false => Shown::Table(self.header, self.rows),
        }
    }

    /// What the copy prints, and what is said where it was cut.
    pub fn copied(&self) -> (Table, Option<String>) {
        let rest = (self.total > ROWS_COPIED)
            .then(|| format!("The first {ROWS_COPIED} of {} rows.", self.total));
        (self.table(ROWS_COPIED), rest)
    }

    fn table(&self, most: usize) -> Table {
        let columns = self.header.iter().zip(&self.widths).map(|(heading, width)| Column {
            heading: heading.clone(),
            weight: u32::try_from((*width).clamp(COLUMN_LETTERS.0, COLUMN_LETTERS.1)).unwrap_or(1),
            align: Align::Start,
        });
        let inlines = |text: &String| vec![Inline::Text { text: text.clone() }];
        let rows = self.rows.iter().take(most).map(|cells| cells.iter().map(inlines).collect());
        Table { caption: None, columns: columns.collect(), rows: rows.collect() }
    }
}

#[cfg(test)]
mod tests {
    use crate::compile::rows::read;
    use crate::exhibit::Hide;

    #[test]
    fn hidden_columns_and_words_are_gone() {
        let text = "order,buyer,note\n1,Jane Example,ask jane  example\n2,,fine\n";
        let hide = [Hide::Column("Buyer".into()), Hide::Words("Jane Example".into())];
        let read = read(text, &hide);
        assert_eq!(read.header, ["order", "buyer", "note"]);
        assert_eq!(read.rows, [["1", "[hidden]", "[hidden]"], ["2", "", "fine"]]);
    }
}

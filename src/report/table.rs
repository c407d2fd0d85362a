//! Rows and cells of a downloaded report. In: decoded text. Out: [`Table`], which yields one
//! [`Row`] after the other, each cell with its exact place. Knows no column by name. Rows are split
//! when asked for, so that a report of 100 MB needs no memory of its own; sizes are bounded.
//!
//! A header line with TABs means that quotation marks are literal, as in Amazon's flat files
//! (reference `amazon.md` section 2.9); otherwise the delimiter is `,` or `;` and cells may be
//! quoted.

use std::borrow::Cow;

use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Sources, Span};

/// The longest cell, in bytes.
pub(crate) const CELL_MAX: usize = 64 * 1024;
/// The longest row, in bytes.
pub(crate) const ROW_MAX: usize = 1024 * 1024;
/// The most columns of a row.
pub(crate) const COLUMNS_MAX: usize = 500;
/// The most rows of a table.
const ROWS_MAX: usize = 2_000_000;

/// One cell.
///
/// **Shape**: blanks around the text are cut off; quotation marks around it are not part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell<'t> {
    /// What it says, doubled quotation marks made single.
    pub text: Cow<'t, str>,
    /// Where it says that; empty where the cell is.
    pub span: Span,
}

impl Cell<'_> {
    /// Whether nothing, or only blanks, stands in it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// One row; the header is one too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'t> {
    cells: Vec<Cell<'t>>,
    blank: Cell<'t>,
    /// The whole row without its line end.
    pub span: Span,
}

impl<'t> Row<'t> {
    /// A row that was split elsewhere.
    pub(crate) fn new(cells: Vec<Cell<'t>>, span: Span) -> Self {
        let end = Span::new(span.source, span.end, span.end);
        Self { cells, blank: Cell { text: Cow::Borrowed(""), span: end }, span }
    }

    /// The cell of a column; an empty one at the row's end where the row is shorter than that.
    pub fn cell(&self, column: usize) -> &Cell<'t> {
        self.cells.get(column).unwrap_or(&self.blank)
    }

    /// The cells that are written; a row may have fewer or more than the header.
    pub fn cells(&self) -> &[Cell<'t>] {
        &self.cells
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_empty)
    }
}

/// A header and the rows below it, blank ones left out.
///
/// **Shape**: the iterator ends at the last row, or where [`Table::fault`] says why it stopped.
#[derive(Debug)]
pub struct Table<'t> {
    header: Row<'t>,
    splitter: Splitter<'t>,
    rows: usize,
    /// Whether some row but the last is shorter than the header: then short rows are its way.
    has_short: bool,
    fault: Option<Diagnostic>,
}

impl<'t> Table<'t> {
    /// Reads the header: the first row that is not blank.
    pub fn open(text: &'t str, source: SourceId) -> Self {
        let splitter = Splitter::new(text, source);
        let header = splitter.nothing();
        let mut table = Self { header, splitter, rows: 0, has_short: false, fault: None };
        table.header = table.advance().unwrap_or_else(|| table.splitter.nothing());
        table
    }

    /// The header; without cells where the text has none.
    pub fn header(&self) -> &Row<'t> {
        &self.header
    }

    /// Why reading stopped before the end: a size out of bounds, a quotation mark never closed, a
    /// text that ends inside a row.
    pub fn fault(&self) -> Option<&Diagnostic> {
        self.fault.as_ref()
    }

    fn advance(&mut self) -> Option<Row<'t>> {
        while self.fault.is_none() && !self.splitter.is_done() {
            match self.splitter.row() {
                Ok(row) if row.is_blank() => {}
                Ok(row) if self.is_cut(&row) => self.fault = Some(breaks_off(&row)),
                Ok(row) => return Some(row),
                Err(refusal) => self.fault = Some(refusal.diagnostic()),
            }
        }
        None
    }

    /// Whether the text ends inside this row: without a line end, and before the last column, where
    /// every other row has all of them.
    fn is_cut(&mut self, row: &Row<'_>) -> bool {
        let is_short = row.cells.len() < self.header.cells.len();
        let is_cut = is_short && !self.has_short && self.splitter.is_broken_off();
        self.has_short |= is_short;
        is_cut
    }
}

impl<'t> Iterator for Table<'t> {
    type Item = Row<'t>;

    fn next(&mut self) -> Option<Row<'t>> {
        let row = self.advance()?;
        self.rows += 1;
        if self.rows > ROWS_MAX {
            let message = format!("the file has more than {ROWS_MAX} rows");
            self.fault = Some(Refusal { span: row.span, message, help: FEWER }.diagnostic());
            return None;
        }
        Some(row)
    }
}

/// The fault of a row that ends too early.
pub(crate) fn breaks_off(row: &Row<'_>) -> Diagnostic {
    let message = match row.cells.len() {
        1 => "the row ends after 1 column".to_owned(),
        count => format!("the row ends after {count} columns"),
    };
    Diagnostic::error("data-not-readable", message)
        .at(row.span, "this row is cut off")
        .help("download the report again and keep it as it is: rows of it are missing")
}

/// The header's texts alone, for those who have no source yet; empty where it cannot be read.
pub(crate) fn header_texts(text: &str) -> Vec<String> {
    let source = Sources::default().add("", "");
    let table = Table::open(text, source);
    table.header.cells.iter().map(|cell| cell.text.clone().into_owned()).collect()
}

/// Why a row could not be split.
struct Refusal {
    span: Span,
    message: String,
    help: &'static str,
}

const FEWER: &str = "download the report for fewer days";
const OTHER_FILE: &str = "check that this is the report as Amazon offers it";
const CLOSE: &str = "write `\"` before the next delimiter; a quotation mark inside is doubled";

impl Refusal {
    fn diagnostic(self) -> Diagnostic {
        Diagnostic::error("data-not-readable", self.message).at(self.span, "here").help(self.help)
    }
}

/// What stands between cells, and whether quotation marks have a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Delimiter {
    byte: u8,
    quotes: bool,
}

impl Delimiter {
    /// Tells it by the first line that is not blank.
    fn of(text: &str) -> Self {
        let start = text.get(..floor(text, ROW_MAX)).unwrap_or("");
        let line = start.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
        let count = |byte: u8| line.bytes().filter(|other| *other == byte).count();
        if count(b'\t') > 0 {
            return Self { byte: b'\t', quotes: false };
        }
        let byte = if count(b';') > count(b',') { b';' } else { b',' };
        Self { byte, quotes: true }
    }
}

fn floor(text: &str, length: usize) -> usize {
    text.floor_char_boundary(length.min(text.len()))
}

/// Walks over the text, row by row.
///
/// **Shape**: `at` only grows; all borders are ASCII bytes, so all slices are whole characters.
#[derive(Debug)]
struct Splitter<'t> {
    text: &'t str,
    source: SourceId,
    delimiter: Delimiter,
    at: usize,
}

impl<'t> Splitter<'t> {
    fn new(text: &'t str, source: SourceId) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, source, delimiter: Delimiter::of(text), at }
    }

    fn is_done(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Whether everything is read, and the last row has no line end.
    fn is_broken_off(&self) -> bool {
        self.is_done() && !self.text.ends_with('\n')
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start, end)
    }

    fn nothing(&self) -> Row<'t> {
        let span = self.span(self.text.len(), self.text.len());
        Row { cells: Vec::new(), blank: Cell { text: Cow::Borrowed(""), span }, span }
    }

    /// Splits the row at `at` and moves behind its line end.
    fn row(&mut self) -> Result<Row<'t>, Refusal> {
        let start = self.at;
        let mut cells = Vec::new();
        let end = loop {
            let (cell, end) = self.cell(self.at)?;
            cells.push(cell);
            if end - start > ROW_MAX {
                return Err(self.refuse(start, format!("a row is longer than {ROW_MAX} bytes")));
            }
            if cells.len() > COLUMNS_MAX {
                let message = format!("a row has more than {COLUMNS_MAX} columns");
                return Err(self.refuse(start, message));
            }
            self.at = end + 1;
            if self.byte(end) != Some(self.delimiter.byte) {
                break end;
            }
        };
        let line = self.text.get(start..end).unwrap_or("");
        let end = end - usize::from(line.ends_with('\r'));
        let blank = Cell { text: Cow::Borrowed(""), span: self.span(end, end) };
        Ok(Row { cells, blank, span: self.span(start, end) })
    }

    /// The cell at `start`, and the offset of the delimiter or line end behind it.
    fn cell(&self, start: usize) -> Result<(Cell<'t>, usize), Refusal> {
        if self.delimiter.quotes {
            let blanks = self.text.as_bytes().iter().skip(start).take(CELL_MAX);
            let open = start + blanks.take_while(|byte| **byte == b' ').count();
            if self.byte(open) == Some(b'"')
                && let Some(found) = self.quoted(open)?
            {
                return Ok(found);
            }
        }
        let border = |byte: &u8| *byte == self.delimiter.byte || *byte == b'\n';
        let end = self.find(start, border).unwrap_or(self.text.len());
        if end - start > CELL_MAX {
            return Err(self.refuse(start, format!("a cell is longer than {CELL_MAX} bytes")));
        }
        Ok((self.trimmed(start, end), end))
    }

    /// A cell in quotation marks; `None` where more than blanks follow the closing one, so that the
    /// marks are part of the text.
    fn quoted(&self, open: usize) -> Result<Option<(Cell<'t>, usize)>, Refusal> {
        let (mut at, mut doubled) = (open + 1, false);
        let close = loop {
            let quote = self.find(at, |byte| *byte == b'"').filter(|end| end - open <= CELL_MAX);
            let Some(quote) = quote else {
                let message = "a quotation mark is never closed".to_owned();
                let span = self.span(open, open + 1);
                return Err(Refusal { span, message, help: CLOSE });
            };
            if self.byte(quote + 1) != Some(b'"') {
                break quote;
            }
            (at, doubled) = (quote + 2, true);
        };
        let rest = self.find(close + 1, |byte| !matches!(byte, b' ' | b'\r'));
        let end = rest.unwrap_or(self.text.len());
        if self.byte(end).is_some_and(|byte| byte != b'\n' && byte != self.delimiter.byte) {
            return Ok(None);
        }
        let mut cell = self.trimmed(open + 1, close);
        if doubled {
            cell.text = Cow::Owned(cell.text.replace("\"\"", "\""));
        }
        Ok(Some((cell, end)))
    }

    /// The first such byte from `start` on; looks no further than a cell may reach, and answers the
    /// offset just behind that where there is more text.
    fn find(&self, start: usize, is_it: impl Fn(&u8) -> bool) -> Option<usize> {
        let end = self.text.len().min(start.saturating_add(CELL_MAX + 1));
        let window = self.text.as_bytes().get(start..end)?;
        let found = window.iter().position(is_it).map(|at| start + at);
        found.or((end < self.text.len()).then_some(end))
    }

    /// The cell between two offsets; where only blanks stand there, it lies before them.
    fn trimmed(&self, start: usize, end: usize) -> Cell<'t> {
        let raw = self.text.get(start..end).unwrap_or("");
        let text = raw.trim();
        let blanks = if text.is_empty() { 0 } else { raw.len() - raw.trim_start().len() };
        let start = start + blanks;
        Cell { text: Cow::Borrowed(text), span: self.span(start, start + text.len()) }
    }

    fn refuse(&self, start: usize, message: String) -> Refusal {
        let end = floor(self.text, start + 40);
        Refusal { span: self.span(start, end), message, help: OTHER_FILE }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, proptest};

    use crate::report::table::{CELL_MAX, COLUMNS_MAX, ROW_MAX, Table};
    use crate::source::Sources;

    /// Every row as its cells' texts, the header first; asserts that each place is exact.
    fn rows(text: &str) -> (Vec<Vec<String>>, Option<String>) {
        let mut sources = Sources::default();
        let source = sources.add("data.csv", text);
        let mut table = Table::open(text, source);
        let header = table.header().clone();
        let mut list = Vec::new();
        for row in std::iter::once(header).chain(table.by_ref()) {
            for cell in row.cells() {
                let place = sources.slice(cell.span);
                let is_exact = place == cell.text || place.replace("\"\"", "\"") == cell.text;
                assert!(is_exact, "{place:?} {:?}", cell.text);
                assert!(row.span.start <= cell.span.start && cell.span.end <= row.span.end);
            }
            list.push(row.cells().iter().map(|cell| cell.text.clone().into_owned()).collect());
        }
        (list, table.fault().map(|fault| fault.message.clone()))
    }

    fn check(text: &str, expected: &[&[&str]]) {
        let expected: Vec<Vec<String>> =
            expected.iter().map(|row| row.iter().map(|&cell| cell.to_owned()).collect()).collect();
        assert_eq!(rows(text), (expected, None), "{text:?}");
    }

    #[test]
    fn splits_rows_and_cells() {
        check("", &[&[]]);
        check("\n \r\n", &[&[]]);
        check("a", &[&["a"]]);
        check("a,b\n1,2", &[&["a", "b"], &["1", "2"]]);
        check("\u{feff}a,b\r\n1,2\r\n", &[&["a", "b"], &["1", "2"]]);
        check("a,b,\n,,\n1,\n", &[&["a", "b", ""], &["1", ""]]);
        check("a;b\n1,5;2\n", &[&["a", "b"], &["1,5", "2"]]);
        check("\na\tb\n \t \n\"1\"\t2\"\n", &[&["a", "b"], &["\"1\"", "2\""]]);
        check("日付,注文\n26/8/31,箱が\u{3000}\n", &[&["日付", "注文"], &["26/8/31", "箱が"]]);
    }

    #[test]
    fn reads_quotation_marks() {
        check("a,b\n\"ü, x\",\"\"\n", &[&["a", "b"], &["ü, x", ""]]);
        check("a,b\n\"x \"\"y\"\"\", \"z\" \r\n", &[&["a", "b"], &["x \"y\"", "z"]]);
        check("a,b\n\"x\ny\",z\n", &[&["a", "b"], &["x\ny", "z"]]);
        check("a,b\n\"x\" y,z\n", &[&["a", "b"], &["\"x\" y", "z"]]);
    }

    #[test]
    fn short_rows_have_empty_cells_at_their_end() {
        let text = "a,b,c\nü\r\n";
        let source = Sources::default().add("", text);
        let row = Table::open(text, source).next().expect("one row");
        let cell = row.cell(2);
        assert!(cell.is_empty());
        assert_eq!((cell.span.start, cell.span.end, row.span.end), (8, 8, 8));
    }

    #[test]
    fn refuses_what_is_out_of_bounds() {
        for (text, word) in [
            ("x".repeat(CELL_MAX + 1), "a cell"),
            (format!("a,b\n{}", "x".repeat(2 * ROW_MAX)), "a cell"),
            (format!("a,b\n1,{}", "ü".repeat(CELL_MAX)), "a cell"),
            (format!("a\tb\n{}", "x".repeat(CELL_MAX + 1)), "a cell"),
            (format!("a\n{}", format!("{},", "x".repeat(CELL_MAX)).repeat(20)), "a row"),
            (",".repeat(COLUMNS_MAX), "columns"),
            (format!("a,b\n1,\"{}", "x,".repeat(10)), "never closed"),
            (format!("a,b\n1,\"{}\"", "x".repeat(CELL_MAX)), "never closed"),
        ] {
            let fault = rows(&text).1.expect("refused");
            assert!(fault.contains(word), "{fault}");
        }
        assert_eq!(rows(&"x".repeat(CELL_MAX)).1, None);
        assert_eq!(rows(&format!("{}x", ",".repeat(COLUMNS_MAX - 1))).1, None);
    }

    fn cell() -> impl Strategy<Value = String> {
        "[a-zü注\", ;\n\r\t]{0,8}".prop_map(|text| text.trim().to_owned())
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_back(
            table in prop::collection::vec(prop::collection::vec(cell(), 3), 0..8),
        ) {
            let line = |row: &Vec<String>| {
                let cells = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
                cells.collect::<Vec<_>>().join(",") + "\r\n"
            };
            let text = format!("a,b,c\r\n{}", table.iter().map(line).collect::<String>());
            let mut expected = vec![vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]];
            let is_kept = |row: &Vec<String>| row.iter().any(|cell| !cell.is_empty());
            expected.extend(table.into_iter().filter(is_kept));
            prop_assert_eq!(rows(&text), (expected, None));
        }

        #[test]
        fn no_text_panics(text in any::<String>(), odd in "[a,;\"\n\r\tü]{0,60}") {
            prop_assert!(rows(&text).0.len() <= text.len() + 1);
            prop_assert!(rows(&odd).0.len() <= odd.len() + 1);
        }
    }
}

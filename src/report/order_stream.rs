//! The all-orders report as a stream: files of any size in little memory. In: bytes, piece by
//! piece. Out: one [`OrderRow`] after the other, handed to a visitor. Knows no window and keeps no
//! row.
//!
//! Faults name line and column in their words: the text is never whole in memory, so that no place
//! can point into it. They lie at the place that names the file.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;

use crate::diagnostic::{Diagnostic, Outcome};
use crate::report::decode::{Decoder, EncodingHint, Piece, Wideness, sniff};
use crate::report::faults::{Faults, quote};
use crate::report::header::is_one_of;
use crate::report::orders::{CHANNEL, DATE, FULFILMENT, ORDER};
use crate::report::table::{COLUMNS_MAX, ROW_MAX};
use crate::source::Span;

/// How many bytes are read at once; also how many tell the encoding.
const PIECE: usize = 64 * 1024;

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

const ASIN: &[&str] = &["asin"];
const STATUS: &[&str] = &["order-status"];

/// The columns in the order of the fields of [`OrderRow`]; the last two may be absent.
const COLUMNS: [&[&str]; 6] = [ORDER, DATE, FULFILMENT, CHANNEL, ASIN, STATUS];
const NEEDED: usize = 4;

/// A file that is read piece by piece.
pub struct OrderFile<'a> {
    /// Its bytes.
    pub input: &'a mut dyn Read,
    /// Where the file is named: the place of its faults.
    pub place: Span,
    /// What is known of its encoding.
    pub hint: EncodingHint,
    /// Columns with names of their own, and the names that are meant.
    pub columns: &'a BTreeMap<String, String>,
}

/// The largest report that is held in memory as a whole; a larger one is read as a stream.
///
/// **Units**: bytes.
pub const WHOLE_MAX: u64 = 16 << 20;

/// One row as it stands; blanks around each cell are cut off.
///
/// **Shape**: a cell that is absent, or that is no ASCII in an encoding that was not decoded, is
/// empty or has U+FFFD in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderRow<'r> {
    /// The order id.
    pub order: &'r str,
    /// Day and time of the order.
    pub purchased: &'r str,
    /// `Merchant` or `Amazon`.
    pub fulfilment: &'r str,
    /// The shop: `Amazon.de`.
    pub sales_channel: &'r str,
    /// The product; empty where the report does not say.
    pub asin: &'r str,
    /// `Shipped`, `Cancelled`; empty where the report does not say.
    pub status: &'r str,
    /// The line, counted from 1.
    pub line: u64,
}

/// How much was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Streamed {
    /// Rows below the header, blank ones left out.
    pub rows: u64,
    /// Bytes of the text, after decoding.
    pub bytes: u64,
}

/// Reads an all-orders report and shows each row to `visit`, which may end the reading.
///
/// At most about 1 MB of the file is in memory, whatever its size.
///
/// **Errors**: `Err` where the system cannot read on. Faults are `data-empty`,
/// `data-column-missing` and `data-not-readable`, also for a report without TABs and for rows that
/// end before the columns that are needed. At most 20 are told.
pub fn stream_orders(
    file: OrderFile<'_>,
    visit: &mut dyn FnMut(&OrderRow<'_>) -> ControlFlow<()>,
) -> io::Result<Outcome<Streamed>> {
    let OrderFile { input, place, hint, columns } = file;
    let start = beginning(input)?;
    let wideness = match sniff(&start, hint) {
        Ok(wideness) => wideness,
        Err(refusal) => {
            return Ok(Outcome::new(Streamed::default(), vec![refusal.diagnostic(place)]));
        }
    };
    let whole = start.as_slice().chain(input);
    match wideness {
        Wideness::Bytes => Lines::new(whole, place, columns).run(visit),
        Wideness::Wide(decoder) => {
            let decoded =
                Decoded { inner: whole, decoder, ready: Vec::new(), at: 0, is_over: false };
            Lines::new(decoded, place, columns).run(visit)
        }
    }
}

/// The first piece, whole even where the input comes in drops.
fn beginning(input: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut start = Vec::with_capacity(PIECE);
    input.take(PIECE as u64).read_to_end(&mut start)?;
    Ok(start)
}

/// Decodes what it reads.
struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    ready: Vec<u8>,
    at: usize,
    is_over: bool,
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.is_over {
            let mut bytes = [0; 4096];
            let count = self.inner.read(&mut bytes)?;
            self.is_over = count == 0;
            let piece = if self.is_over { Piece::Last } else { Piece::Inner };
            self.ready = self.decoder.decode(bytes.get(..count).unwrap_or(&[]), piece);
            self.at = 0;
        }
        let rest = self.ready.get(self.at..).unwrap_or(&[]);
        let count = rest.len().min(room.len());
        room[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }
}

/// Reads line by line.
struct Lines<'a, R> {
    input: BufReader<R>,
    place: Span,
    /// Columns with names of their own, and the names that are meant.
    bound: &'a BTreeMap<String, String>,
    line: Vec<u8>,
    number: u64,
    /// Whether the line in the buffer had a line end.
    has_end: bool,
    /// How many columns the header has.
    columns: usize,
    streamed: Streamed,
    faults: Faults,
}

/// What the next line is.
enum Next {
    /// One that is in the buffer.
    Line,
    /// One that is longer than is read.
    TooLong,
    /// None: the file is over.
    End,
}

impl<'a, R: Read> Lines<'a, R> {
    fn new(input: R, place: Span, bound: &'a BTreeMap<String, String>) -> Self {
        let input = BufReader::with_capacity(PIECE, input);
        Self {
            input,
            place,
            bound,
            line: Vec::new(),
            number: 0,
            has_end: false,
            columns: 0,
            streamed: Streamed::default(),
            faults: Faults::default(),
        }
    }

    fn run(
        mut self,
        visit: &mut dyn FnMut(&OrderRow<'_>) -> ControlFlow<()>,
    ) -> io::Result<Outcome<Streamed>> {
        let mut columns = None;
        loop {
            match self.next()? {
                Next::End => break,
                Next::TooLong => {
                    let message = format!("line {} is longer than {ROW_MAX} bytes", self.number);
                    self.refuse("data-not-readable", message, OTHER_FILE);
                    break;
                }
                Next::Line if self.line.iter().all(u8::is_ascii_whitespace) => {}
                Next::Line => match &columns {
                    None => match self.header() {
                        Some(found) => columns = Some(found),
                        None => break,
                    },
                    Some(columns) => {
                        if self.row(columns, visit).is_break() {
                            break;
                        }
                    }
                },
            }
        }
        if columns.is_none() && self.number == 0 {
            let message = "the file is empty".to_owned();
            self.refuse("data-empty", message, "download the all-orders report again");
        }
        Ok(Outcome::new(self.streamed, self.faults.finish()))
    }

    fn next(&mut self) -> io::Result<Next> {
        self.line.clear();
        let limit = ROW_MAX as u64 + 1;
        let count = self.input.by_ref().take(limit).read_until(b'\n', &mut self.line)?;
        if count == 0 {
            return Ok(Next::End);
        }
        self.streamed.bytes += count as u64;
        self.number += 1;
        self.has_end = self.line.ends_with(b"\n");
        while self.line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            self.line.pop();
        }
        if self.number == 1 && self.line.starts_with(MARK) {
            self.line.drain(..MARK.len());
        }
        Ok(if self.line.len() > ROW_MAX { Next::TooLong } else { Next::Line })
    }

    fn refuse(&mut self, rule: &str, message: String, help: &str) {
        let fault = Diagnostic::error(rule, message).at(self.place, "this file").help(help);
        self.faults.add(fault);
    }

    /// The place of each column of [`COLUMNS`]; `None` where one that is needed is missing.
    fn header(&mut self) -> Option<[Option<usize>; COLUMNS.len()]> {
        let text = String::from_utf8_lossy(&self.line).into_owned();
        let meant = |name| self.bound.get(name).map_or(name, String::as_str);
        let names: Vec<&str> = text.split('\t').map(str::trim).map(meant).collect();
        if names.len() < 2 || names.len() > COLUMNS_MAX {
            let message =
                format!("line {} has {} columns with TABs between", self.number, names.len());
            self.refuse("data-not-readable", message, OTHER_FILE);
            return None;
        }
        self.columns = names.len();
        let places = COLUMNS.map(|known| names.iter().position(|name| is_one_of(name, known)));
        for (at, known) in COLUMNS.iter().enumerate().take(NEEDED) {
            if places[at].is_none() {
                let message = format!("there is no column `{}`", known[0]);
                self.refuse("data-column-missing", message, OTHER_FILE);
            }
        }
        places.iter().take(NEEDED).all(Option::is_some).then_some(places)
    }

    fn row(
        &mut self,
        places: &[Option<usize>; COLUMNS.len()],
        visit: &mut dyn FnMut(&OrderRow<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.streamed.rows += 1;
        let mut cells = [None; COLUMNS.len()];
        let mut count = 0;
        for (at, cell) in self.line.split(|byte| *byte == b'\t').enumerate() {
            count += 1;
            for (field, place) in places.iter().enumerate() {
                if *place == Some(at) {
                    cells[field] = Some(text(cell));
                }
            }
        }
        let breaks_off = !self.has_end && count < self.columns;
        let [Some(order), Some(purchased), Some(fulfilment), Some(sales_channel), asin, status] =
            cells.map(|cell| cell.filter(|_| !breaks_off))
        else {
            let start = quote(cells[0].unwrap_or(""));
            let message = format!("line {} ends after {count} columns: {start}", self.number);
            self.refuse("data-not-readable", message, OTHER_FILE);
            return ControlFlow::Continue(());
        };
        let (asin, status) = (asin.unwrap_or(""), status.unwrap_or(""));
        let line = self.number;
        visit(&OrderRow { order, purchased, fulfilment, sales_channel, asin, status, line })
    }
}

fn text(cell: &[u8]) -> &str {
    std::str::from_utf8(cell.trim_ascii()).unwrap_or("\u{fffd}")
}

const OTHER_FILE: &str = "give the all-orders report as Amazon offers it: a text file with TABs";

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::{self, Read};
    use std::ops::ControlFlow;

    use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

    use crate::report::decode::{EncodingHint, encoding_named};
    use crate::report::order_stream::{OrderFile, stream_orders};
    use crate::source::{Sources, Span};

    const HEADER: &str = "amazon-order-id\tpurchase-date\torder-status\tfulfillment-channel\t\
                          sales-channel\tproduct-name\tasin\n";

    /// Gives at most so many bytes at once.
    struct Drops<'b>(&'b [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(room.len()).min(self.0.len());
            room[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn read(bytes: &[u8], drop: usize, hint: EncodingHint) -> (Vec<String>, Vec<String>) {
        let mut sources = Sources::default();
        let place = Span::new(sources.add("orders.txt", ""), 0, 0);
        let mut rows = Vec::new();
        let mut input = Drops(bytes, drop);
        let file = OrderFile { input: &mut input, place, hint, columns: &BTreeMap::new() };
        let outcome = stream_orders(file, &mut |row| {
            rows.push(format!(
                "{} {} {} {} {} {} {}",
                row.line,
                row.order,
                row.purchased,
                row.fulfilment,
                row.sales_channel,
                row.asin,
                row.status
            ));
            ControlFlow::Continue(())
        });
        let outcome = outcome.expect("memory can be read");
        let faults = outcome.diagnostics.iter().map(|fault| fault.one_line(&sources));
        (rows, faults.collect())
    }

    fn check(bytes: &[u8], rows: &[&str], faults: &[&str]) {
        let (found_rows, found_faults) = read(bytes, 7, EncodingHint::Unknown);
        assert_eq!(found_rows, rows);
        assert_eq!(found_faults, faults);
    }

    fn row(number: u32, name: &str) -> String {
        format!("304-0000000-{number:07}\t2026-09-01\tShipped\tMerchant\tAmazon.de\t{name}\tB0\r\n")
    }

    #[test]
    fn reads_rows_in_every_encoding() {
        let rows = ["2 304-0000000-0000001 2026-09-01 Merchant Amazon.de B0 Shipped"];
        let text = |name: &[u8]| {
            let row = row(1, "#");
            let (before, after) = row.split_once('#').expect("a mark");
            [HEADER.as_bytes(), before.as_bytes(), name, after.as_bytes()].concat()
        };
        check(&text("Ladegerät 充電".as_bytes()), &rows, &[]);
        check(&text(b"Ladeger\xE4t"), &rows, &[]);
        check(&text(b"\x8F[\x93d\x8A\xED \"65W"), &rows, &[]);
        let wide = |order: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
            let text = format!("{mark}{HEADER}{}", row(1, "充電"));
            text.encode_utf16().flat_map(order).collect()
        };
        for mark in ["", "\u{feff}"] {
            check(&wide(u16::to_le_bytes, mark), &rows, &[]);
            check(&wide(u16::to_be_bytes, mark), &rows, &[]);
        }
        let named = encoding_named("utf-16le").expect("a name");
        assert_eq!(read(&wide(u16::to_le_bytes, ""), 3, named).0, rows);
        check(format!("\u{feff}\n{HEADER}\n").as_bytes(), &[], &[]);
    }

    #[test]
    fn points_at_faults() {
        let rule = "orders.txt:1:1: error[data-not-readable]";
        let cut = format!("{HEADER}{}304-0000000-0000002\t2026-09", row(1, "x"));
        check(
            cut.as_bytes(),
            &["2 304-0000000-0000001 2026-09-01 Merchant Amazon.de B0 Shipped"],
            &[&format!("{rule}: line 3 ends after 2 columns: `304-0000000-0000002`")],
        );
        check(b"", &[], &["orders.txt:1:1: error[data-empty]: the file is empty"]);
        check(HEADER.as_bytes(), &[], &[]);
        let commas = HEADER.replace('\t', ",");
        let fault = format!("{rule}: line 1 has 1 columns with TABs between");
        check(commas.as_bytes(), &[], &[&fault]);
        let other = HEADER.replace("sales-", "shop-");
        let fault =
            "orders.txt:1:1: error[data-column-missing]: there is no column `sales-channel`";
        check(other.as_bytes(), &[], &[fault]);
        let binary = format!("{rule}: the file is binary data, not a text");
        check(b"MZ\0\0\x01\x02\0\x09", &[], &[&binary]);
        check(
            b"PK\x03\x04\0\0",
            &[],
            &[&format!("{rule}: the file is a ZIP archive or an Excel workbook, not a text")],
        );
    }

    /// A line without end costs no more memory than one row may have.
    #[test]
    fn ends_at_a_line_without_end() {
        let mut sources = Sources::default();
        let place = Span::new(sources.add("orders.txt", ""), 0, 0);
        let mut input = io::repeat(b'x').take(1 << 30);
        let file = OrderFile {
            input: &mut input,
            place,
            hint: EncodingHint::Unknown,
            columns: &BTreeMap::new(),
        };
        let outcome = stream_orders(file, &mut |_| ControlFlow::Continue(()));
        let outcome = outcome.expect("memory can be read");
        assert!(outcome.diagnostics[0].message.contains("line 1 is longer than"));
        assert!(outcome.value.bytes <= 2 << 20 && input.limit() > 1 << 29);
    }

    #[test]
    fn ends_where_the_visitor_says() {
        let text = format!("{HEADER}{}{}", row(1, "x"), row(2, "x"));
        let place = Span::new(Sources::default().add("", ""), 0, 0);
        let mut input = text.as_bytes();
        let file = OrderFile {
            input: &mut input,
            place,
            hint: EncodingHint::Unknown,
            columns: &BTreeMap::new(),
        };
        let outcome = stream_orders(file, &mut |_| ControlFlow::Break(()));
        assert_eq!(outcome.expect("memory can be read").value.rows, 1);
    }

    proptest! {
        #[test]
        fn borders_of_pieces_do_not_matter(
            rows in prop::collection::vec((0..99u32, "[a-zü注\"\t]{0,8}"), 0..30),
            drop in 1..200usize,
            is_wide in any::<bool>(),
        ) {
            let body: String = rows.iter().map(|(number, name)| row(*number, name)).collect();
            let text = format!("{HEADER}{body}");
            let bytes: Vec<u8> = match is_wide {
                true => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                false => text.into_bytes(),
            };
            let whole = read(&bytes, bytes.len(), EncodingHint::Unknown);
            prop_assert_eq!(whole.0.len(), rows.len());
            prop_assert_eq!(whole, read(&bytes, drop, EncodingHint::Unknown));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let (rows, faults) = read(&bytes, 5, EncodingHint::Unknown);
            prop_assert!(rows.is_empty() && faults.len() <= 21);
            let whole = [HEADER.as_bytes(), &bytes].concat();
            prop_assert!(read(&whole, 5, EncodingHint::Japanese).1.len() <= 21);
        }
    }
}

//! The orders with a defect. In: the decoded text of Amazon's order-level defect report, or of the
//! project's own `data/SITE-defects.csv`. Out: one [`DefectOrder`] an order, sorted by id. Keeps no
//! buyer's name, e-mail or address, and knows no case.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Outcome};
use crate::report::cells::{self, asin, order_id, unknown_fulfilment};
use crate::report::columns::ColumnMap;
use crate::report::day::{ambiguous, read_day};
use crate::report::defect_columns::{Columns, Field, KindWord, kind_of};
use crate::report::faults::{Faults, quote};
use crate::report::table::{Cell, Row, Table};
use crate::source::{SourceId, Span, Spanned};
use crate::value::{Asin, Date, OrderId};
use crate::value::{DefectKind, Fulfilment};

/// More orders with a defect than one plan can speak of.
const ORDERS_MAX: usize = 100_000;

/// Cells that say no in a column of marks; an empty one does too.
///
/// **Source**: reference `odr-order-level-download.md`: a defect is marked `Has defect` or `X`.
const NO: [&str; 7] = ["no", "n", "false", "0", "-", "–", "—"];

/// One order with at least one defect, joined from all its rows.
///
/// **Shape**: where rows of one order differ in a field, the smallest value is kept, so that the
/// order of rows does not matter. `kinds` is empty only where a fault about it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefectOrder {
    /// The order's number, at its first row.
    pub id: Spanned<OrderId>,
    /// The day of the order, which decides about the window; not the day of the claim.
    pub date: Option<Spanned<Date>>,
    /// Who sent the goods; `None` where the report does not say.
    pub fulfilment: Option<Fulfilment>,
    /// What the order is counted for, each with its first mark.
    pub kinds: BTreeMap<DefectKind, Span>,
    /// What went wrong.
    pub reason: Option<Spanned<String>>,
    /// The product.
    pub asin: Option<Spanned<Asin>>,
    /// The tracking number.
    pub tracking: Option<Spanned<String>>,
    /// The help-desk ticket.
    pub ticket: Option<Spanned<String>>,
    /// The first row.
    pub row: Span,
}

/// Reads the orders with a defect, in the wide form (one column a kind) or the long one (one row an
/// order and kind).
///
/// **Errors**: `data-empty`, `data-column-missing`, `data-not-readable`, `order-id-malformed`,
/// `date-ambiguous`, `defect-without-kind`; `asin-malformed` as a warning. At most 20 are told.
pub fn read_defects(text: &str, source: SourceId) -> Outcome<Vec<DefectOrder>> {
    read_bound_defects(text, source, &ColumnMap::new())
}

/// Reads the orders with a defect from columns that the user bound: `order-id`, `order-date`,
/// `fulfilled-by`, `kind`, `a-to-z`, `chargeback`, `negative-feedback`, `reason`, `asin`,
/// `tracking`, `ticket`. Columns that are not bound go by their own names.
///
/// **Errors**: as [`read_defects`].
pub fn read_bound_defects(
    text: &str,
    source: SourceId,
    bound: &ColumnMap,
) -> Outcome<Vec<DefectOrder>> {
    let mut table = Table::open(text, source);
    let mut reading = Reading::default();
    match Columns::find(table.header(), bound) {
        _ if table.header().cells().is_empty() => {}
        Ok(columns) => {
            for row in table.by_ref() {
                reading.rows += 1;
                if reading.take(&row, &columns).is_none() {
                    break;
                }
            }
        }
        Err(faults) => {
            return Outcome::new(Vec::new(), faults);
        }
    }
    if let Some(fault) = table.fault() {
        reading.faults.add(fault.clone());
    } else if reading.rows == 0 {
        reading.faults.add(empty(table.header(), source));
    }
    reading.finish()
}

fn empty(header: &Row<'_>, source: SourceId) -> Diagnostic {
    let (span, label) = match header.cells().is_empty() {
        true => (Span::new(source, 0, 0), "nothing stands here"),
        false => (header.span, "nothing stands below this header"),
    };
    Diagnostic::error("data-empty", "the file lists no order with a defect")
        .at(span, label)
        .help("download the order-level defect report again, or leave this site out of the case")
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    orders: BTreeMap<OrderId, DefectOrder>,
    /// Orders whose missing kind is explained by another fault.
    excused: BTreeSet<OrderId>,
    faults: Faults,
    rows: usize,
}

impl Reading {
    /// Takes one row; `None` where the list has become too long to go on.
    fn take(&mut self, row: &Row<'_>, columns: &Columns) -> Option<()> {
        if let Some(cell) = columns.surplus(row) {
            self.faults.add(too_long(cell));
            return Some(());
        }
        let Some(id) = self.id(row, columns) else { return Some(()) };
        let marks = Marks::read(row, columns);
        for cell in &marks.unknown {
            self.faults.add(unknown_kind(cell));
            self.excused.insert(id.value.clone());
        }
        if marks.kinds.is_empty() && marks.unknown.is_empty() && marks.has_other {
            return Some(());
        }
        let order = DefectOrder {
            date: self.date(row, columns),
            fulfilment: self.fulfilment(row, columns),
            kinds: marks.kinds,
            reason: words(row, columns, Field::Reason),
            asin: self.asin(row, columns),
            tracking: words(row, columns, Field::Tracking),
            ticket: words(row, columns, Field::Ticket),
            row: row.span,
            id,
        };
        self.join(order)
    }

    fn id(&mut self, row: &Row<'_>, columns: &Columns) -> Option<Spanned<OrderId>> {
        let id = order_id(row, columns.cell(row, Field::Order));
        id.map_err(|fault| self.faults.add(*fault)).ok()
    }

    fn date(&mut self, row: &Row<'_>, columns: &Columns) -> Option<Spanned<Date>> {
        let cell = columns.cell(row, Field::Date)?;
        let day = read_day(&cell.text);
        if day.is_none() {
            self.faults.add(ambiguous(cell));
        }
        Some(Spanned::new(day?, cell.span))
    }

    fn fulfilment(&mut self, row: &Row<'_>, columns: &Columns) -> Option<Fulfilment> {
        let cell = columns.cell(row, Field::Fulfilment)?;
        let fulfilment = Fulfilment::parse(&cell.text);
        if fulfilment.is_none() {
            self.faults.add(unknown_fulfilment(cell));
        }
        fulfilment
    }

    fn asin(&mut self, row: &Row<'_>, columns: &Columns) -> Option<Spanned<Asin>> {
        let cell = columns.cell(row, Field::Asin)?;
        asin(cell).map_err(|fault| self.faults.add(*fault)).ok()
    }

    fn join(&mut self, order: DefectOrder) -> Option<()> {
        if let Some(known) = self.orders.get_mut(&order.id.value) {
            if let (Some(one), Some(other)) = (&known.date, &order.date)
                && one.value != other.value
            {
                self.faults.add(two_dates(&order.id.value, one, other));
            }
            known.absorb(order);
            return Some(());
        }
        if self.orders.len() == ORDERS_MAX {
            let message = format!("the file lists more than {ORDERS_MAX} orders");
            let fault = Diagnostic::error("data-not-readable", message)
                .at(order.row, "here")
                .help("give only the orders with a defect in the window of the site");
            self.faults.add(fault);
            return None;
        }
        self.orders.insert(order.id.value.clone(), order);
        Some(())
    }

    fn finish(mut self) -> Outcome<Vec<DefectOrder>> {
        for (id, order) in &self.orders {
            if order.kinds.is_empty() && !self.excused.contains(id) {
                self.faults.add(without_kind(order));
            }
        }
        Outcome::new(self.orders.into_values().collect(), self.faults.finish())
    }
}

impl DefectOrder {
    /// Adds what another row says of the same order.
    pub(crate) fn absorb(&mut self, other: DefectOrder) {
        for (kind, span) in other.kinds {
            self.kinds.entry(kind).or_insert(span);
        }
        self.fulfilment = match (self.fulfilment, other.fulfilment) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        smaller(&mut self.date, other.date);
        smaller(&mut self.reason, other.reason);
        smaller(&mut self.asin, other.asin);
        smaller(&mut self.tracking, other.tracking);
        smaller(&mut self.ticket, other.ticket);
    }
}

/// Keeps the smaller of two values, so that their order does not matter.
pub(crate) fn smaller<T: Ord>(known: &mut Option<Spanned<T>>, other: Option<Spanned<T>>) {
    if let Some(other) = other
        && known.as_ref().is_none_or(|known| other.value < known.value)
    {
        *known = Some(other);
    }
}

/// What the cells of one row say about kinds.
#[derive(Default)]
struct Marks<'t> {
    kinds: BTreeMap<DefectKind, Span>,
    /// Cells of the `kind` column with a word that is not known, each once.
    unknown: Vec<Cell<'t>>,
    /// Whether the row stands here for something that the rate does not count.
    has_other: bool,
}

impl<'t> Marks<'t> {
    fn read(row: &Row<'t>, columns: &Columns) -> Self {
        let mut marks = Marks::default();
        let marked = |field| columns.all(field).iter().map(|at| row.cell(*at)).find(|c| is_yes(c));
        for kind in DefectKind::ALL {
            if let Some(cell) = marked(Field::Mark(kind)) {
                marks.kinds.insert(kind, cell.span);
            }
        }
        marks.has_other = marked(Field::Other).is_some();
        for cell in columns.all(Field::Kind).iter().map(|at| row.cell(*at)) {
            marks.words(cell);
        }
        marks
    }

    /// Reads one cell of the `kind` column; several words stand with `;`, `,`, `+` or `|` between.
    fn words(&mut self, cell: &Cell<'t>) {
        for word in cell.text.split([';', ',', '+', '|']).filter(|word| !word.trim().is_empty()) {
            match kind_of(word) {
                KindWord::Defect(kind) => {
                    self.kinds.entry(kind).or_insert(cell.span);
                }
                KindWord::Other => self.has_other = true,
                KindWord::Unknown if self.unknown.last() == Some(cell) => {}
                KindWord::Unknown => self.unknown.push(cell.clone()),
            }
        }
    }
}

fn is_yes(cell: &Cell<'_>) -> bool {
    !cell.is_empty() && !NO.iter().any(|no| cell.text.eq_ignore_ascii_case(no))
}

fn words(row: &Row<'_>, columns: &Columns, field: Field) -> Option<Spanned<String>> {
    columns.cell(row, field).map(cells::words)
}

/// The fault of a row with more cells than the header: all cells behind a delimiter too many would
/// be read as another column.
fn too_long(cell: &Cell<'_>) -> Diagnostic {
    let message = format!("{} stands beyond the last column", quote(&cell.text));
    Diagnostic::error("data-not-readable", message)
        .at(cell.span, "the row has more cells than the header")
        .help("put a cell that holds the delimiter between quotation marks: `\"August 11, 2026\"`")
}

fn unknown_kind(cell: &Cell<'_>) -> Diagnostic {
    let message = format!("{} is not a kind of defect", quote(&cell.text));
    Diagnostic::error("defect-without-kind", message).at(cell.span, "which kind?").help(KINDS)
}

const KINDS: &str = "write `a-to-z`, `chargeback` or `negative-feedback`";

fn without_kind(order: &DefectOrder) -> Diagnostic {
    let message = format!("order `{}` has no kind of defect", order.id.value);
    let help = format!("mark the column of its kind, or {KINDS}; leave out an order that has none");
    Diagnostic::error("defect-without-kind", message)
        .at(order.id.span, "why is this order listed?")
        .help(help)
}

/// The fault of an order with two dates.
pub(crate) fn two_dates(id: &OrderId, one: &Spanned<Date>, other: &Spanned<Date>) -> Diagnostic {
    let (early, late) = (one.value.min(other.value), one.value.max(other.value));
    let message = format!("order `{id}` has two dates, `{early}` and `{late}`");
    Diagnostic::error("date-ambiguous", message)
        .at(other.span, "this is another day")
        .also(one.span, "than this one")
        .help("write the same order date in each row of the order")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, prop_assert_eq, proptest};

    use crate::report::defects::{DefectOrder, read_defects};
    use crate::source::{Sources, Spanned};
    use crate::value::Fulfilment;

    const WIDE: &str = "Order ID,Order Date,Fulfilled By,Negative feedback,\
                        A-to-z Guarantee claim,Chargeback claim\r\n";
    const LONG: &str = "order-id,order-date,kind,reason,asin,tracking,ticket\n";

    /// One order as one line, without places.
    fn line(order: &DefectOrder) -> String {
        fn text<T: ToString>(value: &Option<Spanned<T>>) -> String {
            value.as_ref().map_or(String::new(), |value| value.value.to_string())
        }
        let kinds: Vec<_> = order.kinds.keys().map(|kind| kind.as_str()).collect();
        let fulfilment = order.fulfilment.map_or("", Fulfilment::as_str);
        let words = [&order.reason, &order.tracking, &order.ticket].map(text);
        let fields = [order.id.value.to_string(), text(&order.date), fulfilment.to_owned()];
        let line = [&fields[..], &[kinds.join("+"), text(&order.asin)], &words].concat().join(" ");
        line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The orders as lines, and the faults in their plain form.
    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let mut sources = Sources::default();
        let source = sources.add("data.csv", text);
        let outcome = read_defects(text, source);
        for fault in &outcome.diagnostics {
            let label = fault.primary().expect("a fault has a place");
            assert!(label.span.end <= text.len() && fault.help.is_some(), "{fault:?}");
            assert!(!fault.message.contains('\n') && !fault.message.ends_with('.'));
        }
        let faults = outcome.diagnostics.iter().map(|fault| fault.one_line(&sources)).collect();
        (outcome.value.iter().map(line).collect(), faults)
    }

    fn check(text: &str, orders: &[&str], faults: &[&str]) {
        let (found_orders, found_faults) = read(text);
        assert_eq!(found_orders, orders, "{text}");
        assert_eq!(found_faults, faults, "{text}");
    }

    #[test]
    fn reads_the_wide_form() {
        let rows = "112-0000000-0000002,\"August 13, 2026\",Seller,Has defect,Has defect,\r\n\
                    112-0000000-0000001,\"September 01, 2026\",Amazon,,X,\r\n\
                    112-0000000-0000003,2026-08-11,,no,-,yes\r\n\
                    112-0000000-0000001,\"September 01, 2026\",Amazon,,X,\r\n";
        check(
            &format!("{WIDE}{rows}"),
            &[
                "112-0000000-0000001 2026-09-01 amazon a-to-z",
                "112-0000000-0000002 2026-08-13 seller a-to-z+negative-feedback",
                "112-0000000-0000003 2026-08-11 chargeback",
            ],
            &[],
        );
        let tabs = format!("{WIDE}{}", rows.replace("\"August 13, 2026\"", "2026-08-13"));
        let tabs = tabs.replace("\"September 01, 2026\"", "2026-09-01").replace(',', "\t");
        assert_eq!(read(&tabs).0, read(&format!("{WIDE}{rows}")).0);
    }

    #[test]
    fn reads_the_long_form() {
        check(
            &format!(
                "{LONG}112-0000000-0000001,2026-08-11,a-to-z,no scan,B0CE6L1110,T1,9\n\
                 112-0000000-0000001,2026-08-11,negative-feedback,,,,\n\
                 112-0000000-0000002,,Chargeback claim; A-to-z claim\n\
                 112-0000000-0000003,2026-08-11,Late Shipment\n"
            ),
            &[
                "112-0000000-0000001 2026-08-11 a-to-z+negative-feedback B0CE6L1110 no scan T1 9",
                "112-0000000-0000002 a-to-z+chargeback",
            ],
            &[],
        );
        check(
            "Bestellnummer;Defect type\n304-0000000-0000001;A-to-z Guarantee claim\n",
            &["304-0000000-0000001 a-to-z"],
            &[],
        );
    }

    #[test]
    fn passes_over_what_the_rate_does_not_count_and_what_names_a_buyer() {
        let text = format!(
            "{},Late Shipment,Buyer Name,Buyer Email\n\
             112-0000000-0000001,2026-08-11,Seller,,,,X,buyer one,a@example.com\n\
             112-0000000-0000002,2026-08-11,Seller,,X,,X,buyer two,b@example.com\n",
            WIDE.trim_end()
        );
        check(&text, &["112-0000000-0000002 2026-08-11 seller a-to-z"], &[]);
        let source = Sources::default().add("", "");
        let kept = format!("{:?}", read_defects(&text, source));
        assert!(!kept.contains("buyer") && !kept.contains("example.com"));
    }

    #[test]
    fn points_at_each_faulty_cell() {
        check(
            &format!(
                "{LONG}112-0000000-000001,2026-08-11,a-to-z\n\
                 112-0000000-0000001,5/10/23,a-to-z\n\
                 112-0000000-0000002,2026-02-30,a-to-z\n\
                 112-0000000-0000003,2026-08-11,\n\
                 112-0000000-0000004,2026-08-11,feedbck;late\n\
                 ,2026-08-11,a-to-z\n\
                 112-0000000-0000005,2026-08-11,a-to-z,,b0x\n\
                 112-0000000-0000005,2026-08-12,a-to-z\n\
                 112-0000000-0000006,2026-08-11,a-to-z,,,,,x\n"
            ),
            &[
                "112-0000000-0000001 a-to-z",
                "112-0000000-0000002 a-to-z",
                "112-0000000-0000003 2026-08-11",
                "112-0000000-0000004 2026-08-11",
                "112-0000000-0000005 2026-08-11 a-to-z",
            ],
            &[
                "data.csv:2:1: error[order-id-malformed]: `112-0000000-000001` is not an order id",
                "data.csv:3:21: error[date-ambiguous]: `5/10/23` can be read as more than one day, \
                 or as none",
                "data.csv:4:21: error[date-ambiguous]: `2026-02-30` is not a day of the calendar",
                "data.csv:6:32: error[defect-without-kind]: `feedbck;late` is not a kind of defect",
                "data.csv:7:1: error[order-id-malformed]: the order id is missing",
                "data.csv:8:40: warning[asin-malformed]: `b0x` is not an ASIN; it is left out",
                "data.csv:9:21: error[date-ambiguous]: order `112-0000000-0000005` has two dates, \
                 `2026-08-11` and `2026-08-12`",
                "data.csv:10:43: error[data-not-readable]: `x` stands beyond the last column",
                "data.csv:5:1: error[defect-without-kind]: order `112-0000000-0000003` has no kind \
                 of defect",
            ],
        );
        check(
            &format!("{WIDE}112-0000000-0000001,August 11, 2026,Seller,,X,\n"),
            &["112-0000000-0000001 chargeback+negative-feedback"],
            &[
                "data.csv:2:21: error[date-ambiguous]: `August 11` can be read as more than one \
                 day, or as none",
                "data.csv:2:32: error[data-not-readable]: `2026` does not say who fulfilled the \
                 order",
            ][..],
        );
    }

    #[test]
    fn a_file_that_ends_inside_a_row_is_cut() {
        let whole = "112-0000000-0000001,2026-08-11,Seller,,X,\n";
        let first = ["112-0000000-0000001 2026-08-11 seller a-to-z"];
        let faults = ["data.csv:3:1: error[data-not-readable]: the row ends after 4 columns"];
        let cut = "112-0000000-0000002,2026-08-11,Seller,";
        check(&format!("{WIDE}{whole}{cut}"), &first, &faults);
        // A line end says that the row is whole, and so do other rows that are as short.
        check(
            &format!("{WIDE}{whole}{cut},X\n"),
            &[first[0], "112-0000000-0000002 2026-08-11 seller a-to-z"],
            &[],
        );
        check(
            &format!("{LONG}112-0000000-0000001,,a-to-z\n112-0000000-0000002,,chargeback"),
            &["112-0000000-0000001 a-to-z", "112-0000000-0000002 chargeback"],
            &[],
        );
    }

    #[test]
    fn says_which_column_is_missing() {
        for (header, faults) in [
            ("", &["data.csv:1:1: error[data-empty]: the file lists no order with a defect"][..]),
            (LONG, &["data.csv:1:1: error[data-empty]: the file lists no order with a defect"]),
            (
                "Ordr ID,kind\n",
                &["data.csv:1:1: error[data-column-missing]: there is no column `Order ID`"],
            ),
            (
                "x,Order ID,knd\n",
                &["data.csv:1:12: error[data-column-missing]: there is no column `kind`"],
            ),
            (
                "Order ID,A-to-z claim,Negative feedback,Chargback\n",
                &["data.csv:1:41: error[data-column-missing]: there is no column \
                     `Chargeback claim`"],
            ),
            (
                "a,b\n1,2\n",
                &[
                    "data.csv:1:1: error[data-column-missing]: there is no column `Order ID`",
                    "data.csv:1:1: error[data-column-missing]: there is no column `kind`",
                ],
            ),
            (
                "order-id,kind\n\"1",
                &["data.csv:2:1: error[data-not-readable]: a quotation mark is never closed"],
            ),
        ] {
            check(header, &[], faults);
        }
        let source = Sources::default().add("", "");
        let fault = read_defects("Ordr ID,kind\n", source).diagnostics.remove(0);
        let help = fault.help.expect("help");
        assert!(help.contains("`Bestellnummer`") && help.contains("`Ordr ID`"), "{help}");
    }

    #[test]
    fn tells_at_most_twenty_faults() {
        let (orders, faults) = read(&format!("{LONG}{}", "1,2026-08-11,a-to-z\n".repeat(500)));
        assert_eq!((orders.len(), faults.len()), (0, 21));
        assert!(faults[20].ends_with("480 more faults in this file"), "{}", faults[20]);
    }

    /// A row of the long form out of small numbers, so that orders come more than once.
    fn row(order: u8, day: u8, kind: u8, reason: u8) -> String {
        let kinds = ["a-to-z", "chargeback", "negative-feedback", "a-to-z+chargeback", "late", ""];
        let kind = kinds[usize::from(kind) % kinds.len()];
        format!("112-0000000-000000{order},2026-08-1{day},{kind},reason {reason},,T{reason},\n")
    }

    proptest! {
        #[test]
        fn neither_order_nor_repetition_of_rows_matters(
            rows in prop::collection::vec((0..10u8, 0..10u8, 0..6u8, 0..4u8), 0..20),
            keys in prop::collection::vec(any::<u16>(), 40),
        ) {
            let rows: Vec<String> = rows.iter().map(|(a, b, c, d)| row(*a, *b, *c, *d)).collect();
            let twice = [rows.clone(), rows.clone()].concat();
            let mut shuffled: Vec<_> = keys.iter().zip(twice).collect();
            shuffled.sort();
            let shuffled: String = shuffled.into_iter().map(|(_, row)| row).collect();
            let (orders, faults) = read(&format!("{LONG}{}", rows.concat()));
            let (same, other_faults) = read(&format!("{LONG}{shuffled}"));
            prop_assert_eq!(orders, same);
            prop_assert_eq!(faults.is_empty(), other_faults.is_empty());
        }

        #[test]
        fn no_prefix_and_no_garbage_panics(
            cut in 0..400usize,
            garbage in "[0-9a-z,;\"\n\t\\-ü ]{0,80}|\\PC{0,40}",
        ) {
            let whole = format!(
                "{WIDE}112-0000000-0000001,\"August 11, 2026\",Seller,Has defect,,\r\n{garbage}"
            );
            let cut = whole.floor_char_boundary(cut.min(whole.len()));
            read(&whole[..cut]);
            read(&whole[cut..]);
            read(&format!("{LONG}{garbage}"));
            read(&format!("{garbage}\n{LONG}"));
        }
    }
}

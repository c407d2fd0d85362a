//! Returns: `GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE` (goods sent by the seller) and
//! `GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA` (goods sent by Amazon). In: decoded text. Out: one
//! [`Return`] a row, each value at its place. Knows no case and no rate.
//!
//! **Source**: reference `amazon.md` section 2.6 and `samples/excerpts/live-rows-masked.txt`: empty
//! cells are one blank, rows end early, days are written `10-Jul-2025`, headings vary in case.

use crate::diagnostic::{Diagnostic, Outcome};
use crate::report::cells::{asin, order_id, words};
use crate::report::columns::{ColumnMap, Columns, Names, has_all};
use crate::report::day::{ambiguous, read_day_of_return};
use crate::report::faults::{Faults, quote};
use crate::report::scrub::scrub;
use crate::report::table::{Cell, Row, Table};
use crate::source::{SourceId, Span, Spanned};
use crate::value::{Asin, Date, Fulfilment, OrderId};

/// One row of a report of returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// The order.
    pub order: Spanned<OrderId>,
    /// Who had sent the goods, which follows from the report.
    pub fulfilment: Fulfilment,
    /// The day of the order; only in the seller's report.
    pub ordered: Option<Spanned<Date>>,
    /// The day of the return or of its request.
    pub returned: Option<Spanned<Date>>,
    /// Whether an A-to-z Guarantee claim belongs to it; only in the seller's report.
    pub a_to_z: Option<Spanned<bool>>,
    /// Amazon's code of the reason: `CR-DEFECTIVE`.
    pub reason: Option<Spanned<String>>,
    /// The product.
    pub asin: Option<Spanned<Asin>>,
    /// Who carries the goods back.
    pub carrier: Option<Spanned<String>>,
    /// The tracking number of the way back; not that of the delivery.
    pub tracking: Option<Spanned<String>>,
    /// What the buyer wrote, e-mail addresses covered; only in Amazon's report.
    pub comment: Option<Spanned<String>>,
    /// The whole row.
    pub row: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Order,
    Ordered,
    Returned,
    AToZ,
    Reason,
    Asin,
    Carrier,
    Tracking,
    Comment,
}

/// Columns of the seller's report.
const SELLER: &Names<Field> = &[
    (Field::Order, &["Order ID"]),
    (Field::Ordered, &["Order date"]),
    (Field::Returned, &["Return request date"]),
    (Field::AToZ, &["A-to-z claim"]),
    (Field::Reason, &["Return reason"]),
    (Field::Asin, &["ASIN"]),
    (Field::Carrier, &["Return carrier"]),
    (Field::Tracking, &["Tracking ID"]),
];

/// Columns of Amazon's report.
const AMAZON: &Names<Field> = &[
    (Field::Order, &["order-id"]),
    (Field::Returned, &["return-date"]),
    (Field::Reason, &["reason"]),
    (Field::Asin, &["asin"]),
    (Field::Comment, &["customer-comments"]),
];

/// Headings that tell Amazon's report from any other list of orders with a reason.
const AMAZON_ONLY: &Names<()> = &[((), &["detailed-disposition"])];

/// Whether a header is the seller's report.
pub(crate) fn knows_seller(header: &[String]) -> bool {
    has_all(header, SELLER, &[Field::Order, Field::AToZ, Field::Reason])
}

/// Whether a header is Amazon's report.
pub(crate) fn knows_amazon(header: &[String]) -> bool {
    let has_own = has_all(header, AMAZON_ONLY, &[()]);
    has_own && has_all(header, AMAZON, &[Field::Order, Field::Returned, Field::Reason])
}

/// Reads the returns of goods that the seller sent; none below the header is normal.
///
/// **Errors**: `data-empty` for an empty file, `data-column-missing`, `data-not-readable`,
/// `order-id-malformed`, `date-ambiguous`; `asin-malformed` as a warning. At most 20 are told.
pub fn read_returns(text: &str, source: SourceId, bound: &ColumnMap) -> Outcome<Vec<Return>> {
    let needed = [Field::Order, Field::AToZ];
    read(text, source, Report { names: SELLER, needed: &needed, by: Fulfilment::Seller }, bound)
}

/// Reads the returns of goods that Amazon sent; none below the header is normal.
///
/// **Errors**: as [`read_returns`].
pub fn read_fba_returns(text: &str, source: SourceId, bound: &ColumnMap) -> Outcome<Vec<Return>> {
    let needed = [Field::Order, Field::Returned, Field::Reason];
    read(text, source, Report { names: AMAZON, needed: &needed, by: Fulfilment::Amazon }, bound)
}

/// Which of the two reports is read.
struct Report<'a> {
    names: &'static Names<Field>,
    needed: &'a [Field],
    by: Fulfilment,
}

fn read(
    text: &str,
    source: SourceId,
    report: Report<'_>,
    bound: &ColumnMap,
) -> Outcome<Vec<Return>> {
    let mut table = Table::open(text, source);
    let (mut list, mut faults) = (Vec::new(), Faults::default());
    if !table.header().cells().is_empty() {
        let columns = match Columns::find(table.header(), report.names, report.needed, bound) {
            Ok(columns) => columns,
            Err(faults) => return Outcome::new(Vec::new(), faults),
        };
        for row in table.by_ref() {
            list.extend(one(&row, &columns, report.by, &mut faults));
        }
    } else if table.fault().is_none() {
        faults.add(empty(source));
    }
    if let Some(fault) = table.fault() {
        faults.add(fault.clone());
    }
    Outcome::new(list, faults.finish())
}

fn empty(source: SourceId) -> Diagnostic {
    Diagnostic::error("data-empty", "the file is empty")
        .at(Span::new(source, 0, 0), "nothing stands here")
        .help("download the report of returns again; one without returns still has its header")
}

fn one(
    row: &Row<'_>,
    columns: &Columns<Field>,
    fulfilment: Fulfilment,
    faults: &mut Faults,
) -> Option<Return> {
    if let Some(fault) = columns.breaks_off(row) {
        faults.add(fault);
        return None;
    }
    let cell = |field| columns.cell(row, field);
    let order = order_id(row, cell(Field::Order)).map_err(|fault| faults.add(*fault)).ok()?;
    let asin = cell(Field::Asin).map(asin);
    Some(Return {
        order,
        fulfilment,
        ordered: cell(Field::Ordered).and_then(|cell| day(cell, faults)),
        returned: cell(Field::Returned).and_then(|cell| day(cell, faults)),
        a_to_z: cell(Field::AToZ).and_then(|cell| flag(cell, faults)),
        reason: cell(Field::Reason).map(words),
        asin: asin.and_then(|asin| asin.map_err(|fault| faults.add(*fault)).ok()),
        carrier: cell(Field::Carrier).map(words),
        tracking: cell(Field::Tracking).map(words),
        comment: cell(Field::Comment).map(|cell| Spanned::new(scrub(&cell.text), cell.span)),
        row: row.span,
    })
}

fn day(cell: &Cell<'_>, faults: &mut Faults) -> Option<Spanned<Date>> {
    let day = read_day_of_return(&cell.text);
    if day.is_none() {
        faults.add(ambiguous(cell));
    }
    Some(Spanned::new(day?, cell.span))
}

fn flag(cell: &Cell<'_>, faults: &mut Faults) -> Option<Spanned<bool>> {
    let is = |words: [&str; 3]| words.iter().any(|word| cell.text.eq_ignore_ascii_case(word));
    let flag = match (is(["Y", "Yes", "true"]), is(["N", "No", "false"])) {
        (true, _) => true,
        (false, true) => false,
        (false, false) => {
            let message = format!("{} does not say whether there is a claim", quote(&cell.text));
            let fault = Diagnostic::error("data-not-readable", message)
                .at(cell.span, "`Y` or `N` is expected")
                .help("check that this is the report of returns as Amazon offers it");
            faults.add(fault);
            return None;
        }
    };
    Some(Spanned::new(flag, cell.span))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use crate::report::columns::ColumnMap;
    use crate::report::returns::{Return, read_fba_returns, read_returns};
    use crate::source::{Sources, Spanned};

    const HEADER: &str = "Order ID\tOrder date\tReturn request date\tReturn carrier\tTracking ID\t\
                          A-to-Z Claim\tIs prime\tASIN\tReturn Reason\tIn policy\n";
    const FBA: &str = "return-date\torder-id\tsku\tasin\tquantity\tdetailed-disposition\treason\t\
                       customer-comments\n";

    fn line(item: &Return) -> String {
        fn text<T: ToString>(value: &Option<Spanned<T>>) -> String {
            value.as_ref().map_or("-".to_owned(), |value| value.value.to_string())
        }
        [
            item.order.value.to_string(),
            text(&item.ordered),
            text(&item.returned),
            text(&item.a_to_z),
            text(&item.reason),
            text(&item.asin),
            text(&item.carrier),
            text(&item.tracking),
            text(&item.comment),
        ]
        .join(" ")
    }

    /// The returns as lines, and the faults in their plain form; reads Amazon's report where the
    /// header is that one's.
    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let mut sources = Sources::default();
        let source = sources.add("r.txt", text);
        let bound = ColumnMap::new();
        let outcome = match text.starts_with("return-date") {
            true => read_fba_returns(text, source, &bound),
            false => read_returns(text, source, &bound),
        };
        for fault in &outcome.diagnostics {
            assert!(fault.primary().is_some() && fault.help.is_some(), "{fault:?}");
        }
        let faults = outcome.diagnostics.iter().map(|fault| fault.one_line(&sources)).collect();
        (outcome.value.iter().map(line).collect(), faults)
    }

    fn check(text: &str, rows: &[&str], faults: &[&str]) {
        assert_eq!(
            read(text),
            (rows.iter().map(|row| (*row).to_owned()).collect(), {
                faults.iter().map(|fault| (*fault).to_owned()).collect::<Vec<_>>()
            }),
            "{text}"
        );
    }

    #[test]
    fn reads_blank_cells_and_short_rows() {
        let row = "304-0000000-0000001\t10-Jul-2025\t14-Jul-2025\t \tT1\tY\tN\tB0CE6L1110\tCR-X\n\
                   304-0000000-0000002\t10-Jul-2025\t \t \t \tn\n";
        let rows = [
            "304-0000000-0000001 2025-07-10 2025-07-14 true CR-X B0CE6L1110 - T1 -",
            "304-0000000-0000002 2025-07-10 - false - - - - -",
        ];
        check(&format!("{HEADER}{row}"), &rows, &[]);
        let other = HEADER
            .replace("A-to-Z Claim", "A-to-z claim")
            .replace("Return Reason", "Return reason");
        check(&format!("{other}{row}"), &rows, &[]);
        check(HEADER, &[], &[]);
    }

    #[test]
    fn reads_returns_of_goods_sent_by_amazon() {
        let row = "2025-06-05T15:31:40+00:00\t304-0000000-0000001\tX\tB0CE6L1110\t1\tDEFECTIVE\t\
                   NOT_COMPATIBLE\tcall a@example.com\n";
        let rows = ["304-0000000-0000001 - 2025-06-05 - NOT_COMPATIBLE B0CE6L1110 - - call ****"];
        check(&format!("{FBA}{row}"), &rows, &[]);
    }

    #[test]
    fn points_at_faults() {
        check("", &[], &["r.txt:1:1: error[data-empty]: the file is empty"]);
        check(
            "Order ID\tASIN\n",
            &[],
            &["r.txt:1:1: error[data-column-missing]: there is no column `A-to-z claim`"],
        );
        check(
            &format!(
                "{HEADER}304-1\t\t\t\t\tN\n304-0000000-0000003\t10-Jul\n\
                 304-0000000-0000001\t10/7/25\t\t\t\tperhaps\t\tB0\n"
            ),
            &["304-0000000-0000001 - - - - - - - -"],
            &[
                "r.txt:2:1: error[order-id-malformed]: `304-1` is not an order id",
                "r.txt:3:1: error[data-not-readable]: the row ends after 2 columns",
                "r.txt:4:21: error[date-ambiguous]: `10/7/25` can be read as more than one day, or \
                 as none",
                "r.txt:4:32: error[data-not-readable]: `perhaps` does not say whether there is a \
                 claim",
                "r.txt:4:41: warning[asin-malformed]: `B0` is not an ASIN; it is left out",
            ],
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>(), odd in "[YN0-9\\-Jul\t\n ]{0,80}") {
            read(&text);
            read(&format!("{HEADER}{odd}"));
            read(&format!("{FBA}{odd}"));
        }
    }
}

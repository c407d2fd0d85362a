//! Which report a text is, told by its content and never by its name. In: decoded text. Out:
//! [`ReportKind`], or a sentence that says why it is none. Reads no row.

use crate::diagnostic::Diagnostic;
use crate::report::faults::quote;
use crate::report::table::{Table, header_texts};
use crate::report::{
    defect_columns, feedback, finances, json, orders, performance, performance_v1, returns, tickets,
};
use crate::source::{SourceId, Sources, Span};

/// The reports that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReportKind {
    /// The order-level download of orders with defects, or the project's own
    /// `data/SITE-defects.csv`.
    OrderDefects,
    /// All orders by order date.
    AllOrders,
    /// Account health as JSON.
    Performance,
    /// Account health as XML.
    PerformanceV1,
    /// Seller feedback.
    Feedback,
    /// Returns of goods that the seller sent.
    Returns,
    /// Returns of goods that Amazon sent.
    FbaReturns,
    /// Claims and chargebacks as they were booked.
    Finances,
    /// Tickets of a help desk.
    Tickets,
}

impl ReportKind {
    /// The name shown to people.
    pub fn title(self) -> &'static str {
        match self {
            ReportKind::OrderDefects => "order-level defect report",
            ReportKind::AllOrders => "all-orders report",
            ReportKind::Performance => "performance report",
            ReportKind::PerformanceV1 => "performance report (version 1)",
            ReportKind::Feedback => "feedback report",
            ReportKind::Returns => "report of returns to the seller",
            ReportKind::FbaReturns => "report of returns to Amazon",
            ReportKind::Finances => "finances events",
            ReportKind::Tickets => "help-desk tickets",
        }
    }
}

/// Tells which report a text is; `None` where it is none.
pub fn looks_like(text: &str) -> Option<ReportKind> {
    recognise(text, Sources::default().add("", "")).ok()
}

/// Tells which report a text is.
///
/// **Errors**: `data-empty` for an empty file; `data-not-readable` with what was found instead.
pub fn recognise(text: &str, source: SourceId) -> Result<ReportKind, Box<Diagnostic>> {
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        let place = Span::new(source, 0, 0);
        let fault = Diagnostic::error("data-empty", "the file is empty");
        let help = "download the report again; one without rows still has its header";
        return Err(Box::new(fault.at(place, "nothing stands here").help(help)));
    }
    if json::is_likely(text) {
        return of_json(text, source);
    }
    if performance_v1::is_likely(text) {
        return performance_v1::open(text, source).map(|_| ReportKind::PerformanceV1);
    }
    of_header(text, &header_texts(text)).ok_or_else(|| Box::new(unknown(text, source)))
}

fn of_json(text: &str, source: SourceId) -> Result<ReportKind, Box<Diagnostic>> {
    let root = json::parse(text, source)?;
    if finances::knows(&root) {
        return Ok(ReportKind::Finances);
    }
    match performance::refusal(&root) {
        None => Ok(ReportKind::Performance),
        Some(fault) => Err(Box::new(fault.help(KINDS_OF_JSON))),
    }
}

const KINDS_OF_JSON: &str = "two JSON files are read: the document of \
                             `GET_V2_SELLER_PERFORMANCE_REPORT` and the answer of \
                             `listFinancialEvents`";

fn of_header(text: &str, header: &[String]) -> Option<ReportKind> {
    let kinds = [
        (ReportKind::AllOrders, orders::knows(header)),
        (ReportKind::OrderDefects, defect_columns::knows(header)),
        (ReportKind::Returns, returns::knows_seller(header)),
        (ReportKind::FbaReturns, returns::knows_amazon(header)),
        (ReportKind::Feedback, feedback::knows(text, header)),
        (ReportKind::Tickets, tickets::knows(header)),
    ];
    kinds.into_iter().find(|(_, is_it)| *is_it).map(|(kind, _)| kind)
}

fn unknown(text: &str, source: SourceId) -> Diagnostic {
    let table = Table::open(text, source);
    if let Some(fault) = table.fault() {
        return fault.clone();
    }
    let header = table.header();
    let names: Vec<String> = header.cells().iter().take(3).map(|cell| quote(&cell.text)).collect();
    let message = match header.cells().len() {
        ..=1 => "the file is no table: its first line has one column".to_owned(),
        count => format!("no report that is known has the {count} columns {}, …", names.join(", ")),
    };
    let end = header.span.end.min(header.span.start + 200);
    let span = Span { end: text.floor_char_boundary(end), ..header.span };
    Diagnostic::error("data-not-readable", message)
        .at(span, "this is the first line")
        .help("give the file as Amazon offers it; columns with other names can be bound by hand")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, proptest};

    use crate::report::kind::{ReportKind, looks_like, recognise};
    use crate::source::Sources;

    #[test]
    fn tells_reports_by_their_content() {
        let orders = "amazon-order-id\tpurchase-date\torder-status\tfulfillment-channel\t\
                      sales-channel\tasin\tquantity\n";
        let returns =
            "Order ID\tOrder date\tReturn request date\tA-to-Z Claim\tASIN\tReturn Reason\n";
        let fba = "return-date\torder-id\tsku\tasin\tdetailed-disposition\treason\tstatus\n";
        for (text, expected) in [
            (
                "Order ID,Order Date,Fulfilled By,Negative feedback,A-to-z Guarantee claim,\
                 Chargeback claim\n",
                ReportKind::OrderDefects,
            ),
            ("order-id,order-date,kind,reason,asin,tracking,ticket\n", ReportKind::OrderDefects),
            (orders, ReportKind::AllOrders),
            (returns, ReportKind::Returns),
            (fba, ReportKind::FbaReturns),
            (
                "Date\tRating\tComments\tYour Response\tOrder ID\tRater Email\n",
                ReportKind::Feedback,
            ),
            ("Datum\tA\tB\tC\tD\tE-Mail des Bewerters\n", ReportKind::Feedback),
            (
                "日付\t評価\tコ\t返\t注\t者\n26/8/1\t1\tx\t\t503-0000000-0000001\t\n",
                ReportKind::Feedback,
            ),
            ("ticket,opened,first_reply,order_id\n", ReportKind::Tickets),
            ("\u{feff} {\"performanceMetrics\": []}", ReportKind::Performance),
            ("[{\"payload\": {\"ChargebackEventList\": []}}]", ReportKind::Finances),
            ("<sellerPerformanceReports/>", ReportKind::PerformanceV1),
        ] {
            assert_eq!(looks_like(text), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn says_why_a_text_is_no_report() {
        for (text, expected) in [
            ("", "data-empty]: the file is empty"),
            ("\u{feff}\n \n", "data-empty]: the file is empty"),
            ("Apache License\nVersion 2\n", "the file is no table: its first line has one column"),
            ("a,b\n1,2\n", "no report that is known has the 2 columns `a`, `b`, …"),
            ("a\tb\tc\td\te\tf\n1\t2\n", "has the 6 columns `a`, `b`, `c`, …"),
            ("{\"$schema\": \"x\"}", "the file is the schema of a report"),
            ("{\"a\": 1}", "the file is no performance report"),
            ("{\"performanceMetrics\": [", "the file breaks off where a value is expected"),
            ("<html></html>", "the XML is no performance report: it begins with `html`"),
        ] {
            let mut sources = Sources::default();
            let source = sources.add("x", text);
            let fault = recognise(text, source).expect_err("no report");
            let line = fault.one_line(&sources);
            assert!(line.contains(expected) && fault.help.is_some(), "{text:?}: {line}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let source = Sources::default().add("", "");
            if let Err(fault) = recognise(&text, source) {
                prop_assert!(fault.primary().is_some());
            }
        }
    }
}

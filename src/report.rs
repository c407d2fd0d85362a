//! What Amazon hands out. In: bytes or decoded text of a downloaded report. Out: rows with the
//! place of each cell, orders with defects, the orders of a window. Knows no case, no policy and no
//! file system; the only place that names `encoding_rs`. Buyer data is dropped here and never kept.

mod cells;
mod day;
mod decode;
mod defect_columns;
mod defects;
mod faults;
mod header;
mod kind;
mod orders;
mod table;

pub use decode::{Decoded, EncodingHint, NotText, decode};
pub use defects::{DefectOrder, read_defects};
pub use kind::{DefectKind, Fulfilment};
pub use orders::{OrderFilter, count_orders};
pub use table::{Cell, Row, Table};

/// The reports that are told apart by their header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReportKind {
    /// The order-level download of orders with defects, or the project's own
    /// `data/SITE-defects.csv`.
    OrderDefects,
    /// All orders by order date.
    AllOrders,
}

impl ReportKind {
    /// The name shown to people.
    pub fn title(self) -> &'static str {
        match self {
            ReportKind::OrderDefects => "order-level defect report",
            ReportKind::AllOrders => "all-orders report",
        }
    }
}

/// Tells by its header which report a text is; `None` for a header that fits none.
pub fn looks_like(text: &str) -> Option<ReportKind> {
    let header = table::header_texts(text);
    if orders::knows(&header) {
        return Some(ReportKind::AllOrders);
    }
    defect_columns::knows(&header).then_some(ReportKind::OrderDefects)
}

#[cfg(test)]
mod tests {
    use crate::report::{ReportKind, looks_like};

    #[test]
    fn tells_reports_by_their_header() {
        let defects = "Order ID,Order Date,Fulfilled By,Negative feedback,\
                       A-to-z Guarantee claim,Chargeback claim\n";
        let orders = "amazon-order-id\tpurchase-date\torder-status\tfulfillment-channel\t\
                      sales-channel\tasin\tquantity\n";
        let own = "order-id,order-date,kind,reason,asin,tracking,ticket\n";
        let returns = "Order ID\tOrder date\tA-to-Z Claim\tASIN\tReturn reason\n";
        let feedback = "Date\tRating\tComments\tYour Response\tOrder ID\tRater Email\n";
        for (text, expected) in [
            (defects, Some(ReportKind::OrderDefects)),
            (own, Some(ReportKind::OrderDefects)),
            (orders, Some(ReportKind::AllOrders)),
            (returns, None),
            (feedback, None),
            ("", None),
            ("\n\n", None),
            ("\u{feff}", None),
        ] {
            assert_eq!(looks_like(text), expected, "{text:?}");
        }
    }
}

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
mod orders;
mod table;

pub use decode::{Decoded, EncodingHint, NotText, decode};
pub use defects::{DefectOrder, read_defects};
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
    use crate::report::{
        EncodingHint, OrderFilter, ReportKind, count_orders, decode, looks_like, read_defects,
    };
    use crate::source::Sources;
    use crate::value::Fulfilment;
    use crate::value::{Date, DateRange};

    /// Bytes as they lie on the disk: a download with byte order mark and CRLF, and flat files in
    /// the encoding of their marketplace.
    #[test]
    fn reads_downloads_from_their_bytes() {
        let defects = "\u{feff}Order ID,Order Date,Fulfilled By,Negative feedback,\
                       A-to-z Guarantee claim,Chargeback claim\r\n\
                       503-0000000-0000001,\"August 20, 2026\",Seller,Has defect,,\r\n"
            .as_bytes();
        let orders = |name: &[u8]| {
            let head: &[u8] =
                b"amazon-order-id\tpurchase-date\tfulfillment-channel\tsales-channel\t\
                                product-name\n503-0000000-0000001\t2026-08-20T01:02:03+00:00\t\
                                Merchant\tAmazon.co.jp\t";
            [head, name, b"\n"].concat()
        };
        for (name, hint, encoding) in [
            (&b"USB\x8F[\x93d\x8A\xED"[..], EncodingHint::Japanese, "cp932"),
            (b"Ladeger\xE4t", EncodingHint::Unknown, "cp1252"),
            (b"USB charger 65 W", EncodingHint::Japanese, "utf-8"),
        ] {
            let mut sources = Sources::default();
            let listed = decode(defects, hint).expect("text").text;
            let id = sources.add("defects.csv", listed.as_str());
            let listed = read_defects(&listed, id);
            let sold = decode(&orders(name), hint).expect("text");
            assert_eq!(sold.encoding, encoding);
            let id = sources.add("all-orders.txt", sold.text.as_str());
            let window = DateRange::new(
                Date::new(2026, 8, 10).expect("a day"),
                Date::new(2026, 10, 8).expect("a day"),
            );
            let filter = OrderFilter {
                window: window.expect("a range"),
                fulfilment: Fulfilment::Seller,
                sales_channel: "Amazon.co.jp",
            };
            let counted = count_orders(&sold.text, id, &filter);
            assert!(listed.diagnostics.is_empty() && counted.diagnostics.is_empty());
            assert_eq!((listed.value.len(), counted.value.len()), (1, 1));
            assert!(counted.value.contains(&listed.value[0].id.value));
            assert_eq!(sources.slice(listed.value[0].id.span), "503-0000000-0000001");
        }
    }

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

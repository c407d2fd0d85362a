//! What Amazon hands out. In: bytes or decoded text of a downloaded report. Out: rows with the
//! place of each cell, orders with defects, the orders of a window. Knows no case, no policy and no
//! file system; the only place that names `encoding_rs`. Buyer data is dropped here and never kept.

mod cells;
mod columns;
mod day;
mod decode;
mod defect_columns;
mod defects;
mod faults;
mod feedback;
mod finances;
mod header;
mod json;
mod kind;
mod orders;
mod performance;
mod performance_v1;
mod returns;
mod scrub;
mod table;
mod tickets;
mod union;

pub use columns::ColumnMap;
pub use day::{DateForm, Moment};
pub use decode::{
    Decoded, EncodingHint, NotText, TextEncoding, decode, encoding_named, encoding_names,
};
pub use defects::{DefectOrder, read_bound_defects, read_defects};
pub use feedback::{Feedback, read_feedback};
pub use finances::{FinanceEvent, read_finances};
pub use kind::{ReportKind, looks_like, recognise};
pub use orders::{OrderFilter, count_orders};
pub use performance::{
    AccountStatus, DefectRate, HealthRating, MarketplacePerformance, Metric, MetricKind,
    PerformanceReport, PolicyCategory, Target, read_performance,
};
pub use performance_v1::{CustomerExperience, PerformanceV1, read_performance_v1};
pub use returns::{Return, read_fba_returns, read_returns};
pub use scrub::cover_buyers;
pub use table::{Cell, Row, Table};
pub use tickets::{Ticket, read_tickets};
pub use union::{Scope, SourceRows, UnitedOrder, union};

#[cfg(test)]
mod tests {
    use crate::report::{EncodingHint, OrderFilter, count_orders, decode, read_defects};
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
}

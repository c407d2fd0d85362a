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
mod order_stream;
mod order_tally;
mod orders;
mod performance;
mod performance_v1;
mod returns;
mod scrub;
mod sheet;
mod table;
mod tickets;
mod union;
mod when;

pub use columns::ColumnMap;
pub use day::{DateForm, Moment};
pub use decode::{
    Decoded, EncodingHint, NotText, TextEncoding, decode, encoding_named, encoding_names,
};
pub use defects::{DefectOrder, read_bound_defects, read_defects};
pub use feedback::{Feedback, read_feedback};
pub use finances::{FinanceEvent, read_finances};
pub(crate) use header::normal as normal_column;
pub use kind::{ReportKind, looks_like, recognise};
pub use order_stream::{OrderFile, OrderRow, Streamed, WHOLE_MAX, stream_orders};
pub use order_tally::{OrderTally, tally_orders};
pub use orders::{OrderFilter, count_orders};
pub use performance::{
    AccountStatus, DefectRate, HealthRating, MarketplacePerformance, Metric, MetricKind,
    PerformanceReport, PolicyCategory, Target, rate_agrees, read_performance,
};
pub use performance_v1::{CustomerExperience, PerformanceV1, read_performance_v1};
pub use returns::{Return, read_fba_returns, read_returns};
pub use scrub::cover_buyers;
pub use sheet::Sheet;
pub use table::{Cell, Row, Table};
pub use tickets::{Ticket, read_tickets};
pub use union::{Scope, SourceRows, UnitedOrder, union};
pub use when::{When, read_times};

#[cfg(test)]
mod tests {
    use crate::report::{
        ColumnMap, DateForm, EncodingHint, OrderFilter, ReportKind, count_orders, decode,
        looks_like, read_defects, read_feedback, read_performance, read_returns, recognise,
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

    /// The same feedback and returns in every encoding that can hold them.
    #[test]
    fn the_encoding_does_not_change_the_rows() {
        let feedback = |words: &str| {
            format!(
                "Date\tRating\tComments\tYour Response\tOrder ID\tRater Email\r\n\
                 26/8/31\t1\t{words}\t\t503-0000000-0000001\tx@example.com\r\n"
            )
        };
        let returns = |words: &str| {
            format!(
                "Order ID\tA-to-Z Claim\tReturn reason\tItem Name\n\
                 503-0000000-0000001\tY\t{words}\t{words}\n"
            )
        };
        let wide = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(order).collect()
        };
        let single = |text: &str, from: &str, to: &[u8]| -> Vec<u8> {
            let (mut bytes, mut rest) = (Vec::new(), text);
            while let Some((before, after)) = rest.split_once(from) {
                bytes.extend([before.as_bytes(), to].concat());
                rest = after;
            }
            [bytes.as_slice(), rest.as_bytes()].concat()
        };
        for (words, bytes, hint) in [
            ("Büro", &b"B\xFCro"[..], EncodingHint::Unknown),
            ("充電", b"\x8F[\x93d", EncodingHint::Japanese),
        ] {
            for text in [feedback(words), returns(words)] {
                let forms = [
                    (text.clone().into_bytes(), EncodingHint::Unknown),
                    (format!("\u{feff}{text}").into_bytes(), EncodingHint::Unknown),
                    (wide(&text, u16::to_le_bytes), EncodingHint::Unknown),
                    (wide(&text, u16::to_be_bytes), EncodingHint::Japanese),
                    (wide(&format!("\u{feff}{text}"), u16::to_le_bytes), EncodingHint::Unknown),
                    (single(&text, words, bytes), hint),
                ];
                let read = forms.map(|(bytes, hint)| {
                    let text = decode(&bytes, hint).expect("text").text;
                    let source = Sources::default().add("", "");
                    let (form, bound) = (DateForm::of_site("jp"), ColumnMap::new());
                    match looks_like(&text) {
                        Some(ReportKind::Feedback) => {
                            format!("{:?}", read_feedback(&text, source, form, &bound))
                        }
                        _ => format!("{:?}", read_returns(&text, source, &bound)),
                    }
                });
                assert!(read[0].contains(words) && !read[0].contains("example.com"));
                read.iter().for_each(|rows| assert_eq!(*rows, read[0]));
            }
        }
    }

    /// Files that are broken as a whole: one clear fault each, with a place, before any row is read
    /// or at the row where it breaks.
    #[test]
    fn broken_files_have_one_fault() {
        let orders = "amazon-order-id\tpurchase-date\tfulfillment-channel\tsales-channel\tasin\n\
                      503-0000000-0000001\t2026-08-20\tMerchant\tAmazon.de\tB0CE6L1110\n";
        let defects = "order-id,order-date,kind\n503-0000000-0000001,2026-08-20,\"a-to-z\"\n";
        let returns = "Order ID\tOrder date\tA-to-Z Claim\tReturn reason\n\
                       503-0000000-0000001\t20-Aug-2026\tY\tCR-X\n";
        let feedback = "Date\tRating\tComments\tYour Response\tOrder ID\tRater Email\n\
                        20.8.26\t1\tx\t\t503-0000000-0000001\te\n";
        let health = "{\"performanceMetrics\":[{\"marketplaceId\":\"A\"}]}";
        for (whole, cut, place) in [
            (orders, "Merchant\t", "2:1: error[data-not-readable]: the row ends after 3 columns"),
            (orders, "\tB0CE6L1110\n", "2:1: error[data-not-readable]: the row ends after 4"),
            (defects, "z\"\n", "2:32: error[data-not-readable]: a quotation mark is never closed"),
            (returns, "\tY\tCR-X\n", "2:1: error[data-not-readable]: the row ends after 2 columns"),
            (
                feedback,
                "\t503-0000000-0000001\te\n",
                "2:1: error[data-not-readable]: the row has 4",
            ),
            (health, "]}", "1:45: error[data-not-readable]: the file breaks off"),
        ] {
            assert_eq!(faults(whole), [""; 0], "{whole}");
            let at = whole.find(cut).expect("the mark is there");
            let told = faults(&whole[..at]);
            assert!(told.len() == 1 && told[0].contains(place), "{cut}: {told:?}");
            let piped = whole.replace(['\t', ',', '{'], "|");
            let huge = "x".repeat(3 << 20);
            for broken in ["", "\n \n", "%\u{1}", &piped, &huge, "a\tb\n1\t2\n"] {
                let told = faults(broken);
                assert!(told.len() == 1 && told[0].starts_with("x:1:1: error"), "{told:?}");
            }
        }
    }

    /// What is wrong with a text, as somebody who drops a file sees it.
    fn faults(text: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let source = sources.add("x", text);
        let (bound, form) = (ColumnMap::new(), DateForm::of_site("de"));
        let window = DateRange::new(
            Date::new(2026, 8, 10).expect("a day"),
            Date::new(2026, 10, 8).expect("a day"),
        );
        let filter = OrderFilter {
            window: window.expect("a range"),
            fulfilment: Fulfilment::Seller,
            sales_channel: "Amazon.de",
        };
        let told = match recognise(text, source) {
            Err(fault) => vec![*fault],
            Ok(ReportKind::AllOrders) => count_orders(text, source, &filter).diagnostics,
            Ok(ReportKind::OrderDefects) => read_defects(text, source).diagnostics,
            Ok(ReportKind::Returns) => read_returns(text, source, &bound).diagnostics,
            Ok(ReportKind::Feedback) => read_feedback(text, source, form, &bound).diagnostics,
            Ok(ReportKind::Performance) => read_performance(text, source).diagnostics,
            Ok(kind) => panic!("{kind:?}"),
        };
        told.iter().map(|fault| fault.one_line(&sources)).collect()
    }
}

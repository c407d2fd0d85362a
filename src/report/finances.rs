//! Claims and chargebacks as they were booked: Finances events. In: decoded JSON. Out: one
//! [`FinanceEvent`] an entry of `GuaranteeClaimEventList` or `ChargebackEventList`. Knows no case;
//! money is passed over. A booking tells neither reason nor state, nor whether Amazon counts it
//! (reference `amazon.md` section 2.1).

use crate::diagnostic::{Diagnostic, Outcome};
use crate::report::day::read_day;
use crate::report::faults::{Faults, quote};
use crate::report::json::{Member, Node, parse};
use crate::source::{SourceId, Span, Spanned};
use crate::value::{Date, DefectKind, OrderId};

/// The deepest level on which the lists are looked for; Amazon puts them on the third.
const LEVELS: usize = 6;

/// One booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinanceEvent {
    /// A claim or a chargeback.
    pub kind: DefectKind,
    /// The order.
    pub order: Spanned<OrderId>,
    /// The day of the booking in UTC, which is not the day of the order.
    pub posted: Option<Spanned<Date>>,
    /// The marketplace as it is written: `Amazon.de`.
    pub marketplace: Option<Spanned<String>>,
    /// The whole entry.
    pub row: Span,
}

const LISTS: [(&str, DefectKind); 2] = [
    ("GuaranteeClaimEventList", DefectKind::AToZ),
    ("ChargebackEventList", DefectKind::Chargeback),
];

/// Reads the bookings, whatever the lists are wrapped in; several pages in one list are read too.
///
/// **Errors**: `data-not-readable` where the text is no JSON or has neither list;
/// `order-id-malformed`, `date-ambiguous` of an entry. At most 20 are told.
pub fn read_finances(text: &str, source: SourceId) -> Outcome<Vec<FinanceEvent>> {
    let root = match parse(text, source) {
        Ok(root) => root,
        Err(fault) => return Outcome::new(Vec::new(), vec![*fault]),
    };
    let lists = lists(&root);
    let mut faults = Faults::default();
    if lists.is_empty() {
        faults.add(without_lists(&root));
    }
    let entries = lists
        .into_iter()
        .flat_map(|(kind, list)| list.items().iter().map(move |entry| (kind, entry)));
    let events = entries.filter_map(|(kind, entry)| event(kind, entry, &mut faults)).collect();
    Outcome::new(events, faults.finish())
}

/// Whether a JSON text holds such lists.
pub(crate) fn knows(root: &Node) -> bool {
    !lists(root).is_empty()
}

fn lists(root: &Node) -> Vec<(DefectKind, &Node)> {
    let mut found = Vec::new();
    collect(root, LEVELS, &mut found);
    found
}

fn collect<'n>(node: &'n Node, levels: usize, found: &mut Vec<(DefectKind, &'n Node)>) {
    if levels == 0 {
        return;
    }
    for Member { key, value } in node.members() {
        match LISTS.iter().find(|(name, _)| *name == key.value) {
            Some((_, kind)) => found.push((*kind, value)),
            None => collect(value, levels - 1, found),
        }
    }
    for item in node.items() {
        collect(item, levels - 1, found);
    }
}

fn without_lists(root: &Node) -> Diagnostic {
    let start = Span::new(root.span.source, root.span.start, root.span.start + 1);
    let message = "the file has neither `GuaranteeClaimEventList` nor `ChargebackEventList`";
    Diagnostic::error("data-not-readable", message)
        .at(start, "this file")
        .help("give the answer of the Finances operation `listFinancialEvents` as it came")
}

fn event(kind: DefectKind, entry: &Node, faults: &mut Faults) -> Option<FinanceEvent> {
    let text = |key: &str| entry.get(key).filter(|node| node.text().is_some());
    let Some(order) = text("AmazonOrderId") else {
        let fault = Diagnostic::error("order-id-malformed", "the order id is missing");
        faults.add(fault.at(entry.span, "this booking").help(WHOLE));
        return None;
    };
    let id = order.text().unwrap_or("");
    let Some(id) = OrderId::parse(id) else {
        let message = format!("{} is not an order id", quote(id));
        let fault = Diagnostic::error("order-id-malformed", message)
            .at(order.span, "groups of 3, 7 and 7 digits are expected");
        faults.add(fault.help(WHOLE));
        return None;
    };
    let posted = text("PostedDate").and_then(|node| {
        let date = read_day(node.text()?);
        if date.is_none() {
            let message = format!("{} is not a day", quote(node.text()?));
            let fault = Diagnostic::error("date-ambiguous", message);
            faults.add(fault.at(node.span, "which day is this?").help(WHOLE));
        }
        Some(Spanned::new(date?, node.span))
    });
    let marketplace = text("MarketplaceName");
    let marketplace =
        marketplace.map(|node| Spanned::new(node.text().unwrap_or("").to_owned(), node.span));
    let order = Spanned::new(id, order.span);
    Some(FinanceEvent { kind, order, posted, marketplace, row: entry.span })
}

const WHOLE: &str = "give the answer of the Finances operation as it came";

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use crate::report::finances::read_finances;
    use crate::source::Sources;

    fn check(text: &str, events: &[&str], faults: &[&str]) {
        let mut sources = Sources::default();
        let source = sources.add("f.json", text);
        let outcome = read_finances(text, source);
        let lines = outcome.value.iter().map(|event| {
            assert_eq!(sources.slice(event.order.span), format!("\"{}\"", event.order.value));
            let posted = event.posted.as_ref().map_or("-".to_owned(), |day| day.value.to_string());
            let shop = event.marketplace.as_ref().map_or("-", |shop| shop.value.as_str());
            format!("{} {} {posted} {shop}", event.kind.as_str(), event.order.value)
        });
        assert_eq!(lines.collect::<Vec<_>>(), events, "{text}");
        let found = outcome.diagnostics.iter().map(|fault| fault.one_line(&sources));
        assert_eq!(found.collect::<Vec<_>>(), faults, "{text}");
    }

    #[test]
    fn reads_both_lists() {
        let claim = r#"{"AmazonOrderId":"304-0000000-0000001","PostedDate":"2026-09-01T10:00:00Z",
                        "MarketplaceName":"Amazon.de","ShipmentItemAdjustmentList":[{"a":1}]}"#;
        let charge = r#"{"AmazonOrderId":"304-0000000-0000002"}"#;
        let lists =
            format!("\"GuaranteeClaimEventList\":[{claim}],\"ChargebackEventList\":[{charge}]");
        let events = [
            "a-to-z 304-0000000-0000001 2026-09-01 Amazon.de",
            "chargeback 304-0000000-0000002 - -",
        ];
        for text in [
            format!("{{{lists}}}"),
            format!("{{\"payload\":{{\"NextToken\":\"x\",\"FinancialEvents\":{{{lists}}}}}}}"),
            format!("[{{\"payload\":{{\"FinancialEvents\":{{{lists}}}}}}}]"),
        ] {
            check(&text, &events, &[]);
        }
        check("{\"ChargebackEventList\":[]}", &[], &[]);
    }

    #[test]
    fn points_at_faults() {
        check(
            "{\"ChargebackEventList\":[{},{\"AmazonOrderId\":\"S01-1\"},\
             {\"AmazonOrderId\":\"304-0000000-0000002\",\"PostedDate\":\"1/9/26\"}]}",
            &["chargeback 304-0000000-0000002 - -"],
            &[
                "f.json:1:25: error[order-id-malformed]: the order id is missing",
                "f.json:1:45: error[order-id-malformed]: `S01-1` is not an order id",
                "f.json:1:106: error[date-ambiguous]: `1/9/26` is not a day",
            ],
        );
        check(
            "{\"a\":[",
            &[],
            &["f.json:1:7: error[data-not-readable]: the file breaks off where a value is \
                 expected"],
        );
        check(
            "[1]",
            &[],
            &["f.json:1:1: error[data-not-readable]: the file has neither \
                 `GuaranteeClaimEventList` \
             nor `ChargebackEventList`"],
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let source = Sources::default().add("", "");
            read_finances(&text, source);
            read_finances(&format!("{{\"ChargebackEventList\":[{text}]}}"), source);
        }
    }
}

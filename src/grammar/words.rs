//! Words of a case that are no mistakes. In: a case. Out: its names, and the words that Amazon and
//! its sellers use and dictionaries lack. Judges nothing.

use std::collections::BTreeSet;

use crate::case::Case;

/// Words of the trade.
const TRADE: &[&str] = &[
    "ASIN",
    "ASINs",
    "FBA",
    "FBM",
    "SKU",
    "SKUs",
    "ODR",
    "POA",
    "SOP",
    "SOPs",
    "RMA",
    "WMS",
    "ERP",
    "A-to-z",
    "chargeback",
    "chargebacks",
    "storefront",
    "fulfilment",
    "unfulfilled",
    "despatch",
    "despatched",
    "despatches",
    "relist",
    "relisted",
    "reship",
    "reshipped",
    "restock",
    "restocked",
    "restocking",
    "delisted",
    "bundler",
    "inbound",
    "outbound",
    "prepacked",
    "repack",
    "repacked",
    "barcode",
    "barcodes",
    "backorder",
    "backorders",
    "handover",
    "handovers",
    "timeframe",
    "undeliverable",
    "undelivered",
    "unscanned",
    "scannable",
    "untracked",
    "signee",
    "postcode",
    "postcodes",
    "courier",
    "couriers",
    "waybill",
    "waybills",
    "dropship",
    "dropshipping",
    "changelog",
    "screenshot",
    "screenshots",
    "spreadsheet",
    "webhook",
    "dashboard",
    "helpdesk",
    "cutoff",
    "prepaid",
    "repricer",
    "packout",
    "firmware",
];

/// All words that are known because the case names them: people, the shop, items, titles, and
/// whatever stands in capitals.
pub(super) fn names_of(case: &Case) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = TRADE.iter().map(|word| (*word).to_owned()).collect();
    let mut add = |text: &str| {
        let parts = text.split(|letter: char| !letter.is_alphanumeric());
        words.extend(parts.filter(|part| !part.is_empty()).map(str::to_owned));
    };
    case.head.iter().filter_map(|head| head.seller.as_ref()).for_each(|text| add(&text.value));
    for person in &case.people {
        add(&person.item.id.value);
        person.name.iter().chain(&person.role).for_each(|text| add(&text.value));
    }
    let evidence = case.evidence.iter().map(|it| &it.item);
    let actions = case.actions.iter().map(|it| &it.item);
    let findings = case.findings.iter().map(|it| &it.item);
    let items = evidence.chain(actions).chain(findings);
    items.for_each(|item| add(&item.id.value));
    words
}

//! Account health as Amazon counts it: `GET_V2_SELLER_PERFORMANCE_REPORT`. In: decoded JSON. Out:
//! counts, targets, windows and states of each marketplace, each at its place. Knows no order and no
//! case. Rates are never taken over: they are counted again, and a printed one that differs is told.
//!
//! **Source**: reference `amazon.md` section 2.2 and
//! `samples/excerpts/v2-performance-report-variants.md`: the schema, Amazon's example, which the
//! schema refuses, and live files differ in names; all spellings are read.

mod fields;
mod metrics;
mod rate;

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Outcome};
use crate::report::json::{Node, Value, parse};
use crate::report::performance::fields::Fields;
use crate::report::performance::metrics::{category, is_category, metric, metric_of};
use crate::source::{SourceId, Span, Spanned};
use crate::value::{DateRange, Fulfilment};

pub(crate) use fields::Notes;
pub use metrics::MetricKind;

/// The whole report.
///
/// **Shape**: `notes` tells everything that was unusual and yet read, in reading order: keys that
/// are not known, absent parts, rates that differ from their counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PerformanceReport {
    /// State of the account on each marketplace.
    pub accounts: Vec<AccountStatus>,
    /// Counts of each marketplace, in the order of the report.
    pub marketplaces: Vec<MarketplacePerformance>,
    /// What was unusual.
    pub notes: Vec<Spanned<String>>,
}

/// State of the account on one marketplace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountStatus {
    /// Amazon's id of the marketplace: `ATVPDKIKX0DER`.
    pub marketplace: Spanned<String>,
    /// `NORMAL`, `AT_RISK`, `DEACTIVATED`, or any other word as it stands.
    pub status: Spanned<String>,
}

/// All counts of one marketplace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarketplacePerformance {
    /// Amazon's id of the marketplace; `None` where the report names none.
    pub marketplace: Option<Spanned<String>>,
    /// The order defect rates, the seller's and Amazon's fulfilment apart.
    pub order_defects: BTreeMap<Fulfilment, DefectRate>,
    /// Late shipment, cancellation, tracking, delivery, invoices.
    pub metrics: Vec<Metric>,
    /// Policy categories with the number of their violations.
    pub categories: Vec<PolicyCategory>,
    /// The account health rating.
    pub rating: Option<HealthRating>,
    /// States that warn, by the name Amazon gives them.
    pub warnings: Vec<(Spanned<String>, Option<Spanned<String>>)>,
    /// The whole entry.
    pub place: Span,
}

/// One order defect rate, as counts.
///
/// **Shape**: `with_defect` is not the sum of the kinds: an order counts once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefectRate {
    /// The days of the orders.
    pub window: Option<Spanned<DateRange>>,
    /// All orders.
    pub orders: Option<Spanned<u64>>,
    /// Orders with at least one defect.
    pub with_defect: Option<Spanned<u64>>,
    /// A-to-z Guarantee claims.
    pub claims: Option<Spanned<u64>>,
    /// Chargebacks.
    pub chargebacks: Option<Spanned<u64>>,
    /// Negative feedback.
    pub negative_feedback: Option<Spanned<u64>>,
    /// The rate as printed; for showing only.
    pub printed_rate: Option<Spanned<String>>,
    /// What is asked.
    pub target: Option<Target>,
    /// `GOOD`, `BAD`, `NONE`, or any other word as it stands.
    pub status: Option<Spanned<String>>,
    /// The whole entry.
    pub place: Span,
}

/// What Amazon asks of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The number as printed; a share of one for rates, a count for policy categories.
    pub value: Spanned<String>,
    /// `LESS_THAN`, `GREATER_THAN`, `EQUALS`, or any other word as it stands.
    pub condition: Option<Spanned<String>>,
}

/// One other rate, as counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    /// Which rate.
    pub kind: MetricKind,
    /// The days it counts.
    pub window: Option<Spanned<DateRange>>,
    /// The upper number: late orders, valid tracking numbers.
    pub part: Option<Spanned<u64>>,
    /// The lower number: orders, shipments or units.
    pub whole: Option<Spanned<u64>>,
    /// The rate as printed; for showing only.
    pub printed_rate: Option<Spanned<String>>,
    /// What is asked.
    pub target: Option<Target>,
    /// `GOOD`, `BAD`, `NONE`, or any other word as it stands.
    pub status: Option<Spanned<String>>,
    /// The whole entry.
    pub place: Span,
}

/// One policy category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyCategory {
    /// Its key in the report, in the spelling of the schema where that is known.
    pub name: Spanned<String>,
    /// The days it counts.
    pub window: Option<Spanned<DateRange>>,
    /// Violations.
    pub count: Option<Spanned<u64>>,
    /// What is asked.
    pub target: Option<Target>,
    /// `GOOD`, `BAD`, `NONE`, or any other word as it stands.
    pub status: Option<Spanned<String>>,
}

/// The account health rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthRating {
    /// `GREAT`, `GOOD`, `WARNED`, `AT_RISK`, or any other word as it stands.
    pub status: Option<Spanned<String>>,
    /// The score, where the report has one.
    pub score: Option<Spanned<u64>>,
    /// The days it counts.
    pub window: Option<Spanned<DateRange>>,
}

/// Reads the report.
///
/// **Errors**: `data-not-readable` where the text is no JSON, is no such report or ends too early;
/// `data-empty` where it holds no marketplace. Everything else is read and noted.
pub fn read_performance(text: &str, source: SourceId) -> Outcome<PerformanceReport> {
    let root = match parse(text, source) {
        Ok(root) => root,
        Err(fault) => return Outcome::new(PerformanceReport::default(), vec![fault]),
    };
    if let Some(fault) = refusal(&root) {
        return Outcome::new(PerformanceReport::default(), vec![fault]);
    }
    let mut notes = Notes::default();
    let mut fields = Fields::of(&root);
    let accounts = fields.list(&["accountStatuses"], &mut notes);
    let metrics = fields.list(&["performanceMetrics"], &mut notes);
    fields.note_rest(&mut notes);
    let report = PerformanceReport {
        accounts: accounts.iter().filter_map(|node| account(node, &mut notes)).collect(),
        marketplaces: metrics.iter().map(|node| marketplace(node, &mut notes)).collect(),
        notes: Vec::new(),
    };
    let faults = match report.marketplaces.is_empty() {
        true => vec![empty(&root)],
        false => Vec::new(),
    };
    Outcome::new(PerformanceReport { notes: notes.finish(), ..report }, faults)
}

/// Whether a JSON text is this report.
pub(crate) fn knows(root: &Node) -> bool {
    root.get("performanceMetrics").is_some() || root.get("accountStatuses").is_some()
}

/// Why a JSON text is not this report; `None` where it is.
pub(crate) fn refusal(root: &Node) -> Option<Diagnostic> {
    if knows(root) {
        return None;
    }
    let message = match root.get("$schema") {
        Some(_) => "the file is the schema of a report, which describes it and holds no count",
        None => "the file is no performance report: it has no `performanceMetrics`",
    };
    let start = Span::new(root.span.source, root.span.start, root.span.start + 1);
    let fault = Diagnostic::error("data-not-readable", message).at(start, "this file");
    Some(fault.help("give the document of `GET_V2_SELLER_PERFORMANCE_REPORT` as Amazon returns it"))
}

fn empty(root: &Node) -> Diagnostic {
    let span = root.get("performanceMetrics").map_or(root.span, |node| node.span);
    Diagnostic::error("data-empty", "the report holds no marketplace")
        .at(span, "nothing stands here")
        .help("request the report again for the marketplaces of the case")
}

fn account(node: &Node, notes: &mut Notes) -> Option<AccountStatus> {
    let mut fields = Fields::of(node);
    let marketplace = fields.text(&["marketplaceId"], notes);
    let status = fields.text(&["status"], notes);
    fields.note_rest(notes);
    if marketplace.is_none() || status.is_none() {
        notes.add(node.span, "an account state without marketplace or status is left out");
    }
    Some(AccountStatus { marketplace: marketplace?, status: status? })
}

fn marketplace(node: &Node, notes: &mut Notes) -> MarketplacePerformance {
    let mut fields = Fields::of(node);
    let mut performance = MarketplacePerformance {
        marketplace: fields.text(&["marketplaceId"], notes),
        order_defects: BTreeMap::new(),
        metrics: Vec::new(),
        categories: Vec::new(),
        rating: fields.take(&["accountHealthRating"], notes).map(|node| rating(node, notes)),
        warnings: Vec::new(),
        place: node.span,
    };
    if performance.marketplace.is_none() {
        notes.add(node.span, "these counts name no marketplace");
    }
    if let Some(node) = fields.take(&["orderDefectRate"], notes) {
        performance.order_defects = order_defects(node, notes);
    }
    if let Some(node) = fields.take(&["warningStates", "warningState"], notes) {
        warnings(node, &mut performance, notes);
    }
    for member in fields.rest() {
        let name = &member.key;
        match (metric_of(&name.value), is_category(&member.value)) {
            (Some(kind), _) if member.value.items().is_empty() => {
                performance.metrics.push(metric(kind, &member.value, notes));
            }
            (Some(kind), _) => {
                let items = member.value.items().iter();
                performance.metrics.extend(items.map(|node| metric(kind, node, notes)));
            }
            (None, true) => performance.categories.push(category(name, &member.value, notes)),
            (None, false) => notes.unknown(name),
        }
    }
    performance
}

fn order_defects(node: &Node, notes: &mut Notes) -> BTreeMap<Fulfilment, DefectRate> {
    let mut fields = Fields::of(node);
    let mut rates = BTreeMap::new();
    for (fulfilment, key) in [(Fulfilment::Seller, "mfn"), (Fulfilment::Amazon, "afn")] {
        if let Some(node) = fields.take(&[key], notes) {
            rates.insert(fulfilment, defect_rate(fulfilment, node, notes));
        }
    }
    fields.note_rest(notes);
    rates
}

fn defect_rate(fulfilment: Fulfilment, node: &Node, notes: &mut Notes) -> DefectRate {
    let mut fields = Fields::of(node);
    let named = fields.text(&["fulfillmentType"], notes);
    if let Some(named) = named.filter(|name| Fulfilment::parse(&name.value) != Some(fulfilment)) {
        let by = fulfilment.as_str();
        let text = format!("`{}` stands in the part of goods sent by {by}", named.value);
        notes.add(named.span, text);
    }
    let rate = DefectRate {
        window: fields.window(notes),
        orders: fields.count(&["orderCount"], notes),
        with_defect: fields.counted(&["orderWithDefects", "ordersWithDefects"], notes),
        claims: fields.counted(&["claims"], notes),
        chargebacks: fields.counted(&["chargebacks"], notes),
        negative_feedback: fields.counted(&["negativeFeedback"], notes),
        printed_rate: fields.number(&["rate"], notes),
        target: fields.target(notes),
        status: fields.text(&["status"], notes),
        place: node.span,
    };
    fields.note_rest(notes);
    notes.compare(rate.printed_rate.as_ref(), rate.with_defect.as_ref(), rate.orders.as_ref());
    for (name, count) in [("orders", &rate.orders), ("orders with defects", &rate.with_defect)] {
        if count.is_none() {
            notes.add(node.span, format!("the number of {name} is missing"));
        }
    }
    rate
}

fn rating(node: &Node, notes: &mut Notes) -> HealthRating {
    let mut fields = Fields::of(node);
    let rating = HealthRating {
        status: fields.text(&["accountHealthRatingStatus", "ahrStatus"], notes),
        score: fields.count(&["ahrScore", "accountHealthRatingScore"], notes),
        window: fields.window(notes),
    };
    fields.note_rest(notes);
    rating
}

/// Warnings stand in a list; an object of policy categories, seen in a synthetic file, is read too.
fn warnings(node: &Node, performance: &mut MarketplacePerformance, notes: &mut Notes) {
    for item in node.items() {
        let mut fields = Fields::of(item);
        let kind = fields.text(&["warningType"], notes);
        let status = fields.text(&["status"], notes);
        fields.note_rest(notes);
        match kind {
            Some(kind) => performance.warnings.push((kind, status)),
            None => notes.add(item.span, "a warning without a type is left out"),
        }
    }
    if let Value::Object(members) = &node.value {
        notes.add(node.span, "the warnings are no list; policy categories in them are read");
        for member in members {
            match is_category(&member.value) {
                true => performance.categories.push(category(&member.key, &member.value, notes)),
                false => notes.unknown(&member.key),
            }
        }
    }
}

//! Account health as Amazon counts it: `GET_V2_SELLER_PERFORMANCE_REPORT`. In: decoded JSON. Out:
//! counts, targets, windows and states of each marketplace, each at its place. Knows no order and
//! no case. Rates are never taken over: they are counted again, and a printed one that differs is
//! told.
//!
//! **Source**: reference `amazon.md` section 2.2 and
//! `samples/excerpts/v2-performance-report-variants.md`: the schema, Amazon's example, which the
//! schema refuses, and live files differ in names; all spellings are read.

mod entry;
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

pub(crate) use entry::{RateEntry, WITH_DEFECT, defect_rate};
pub(crate) use fields::Notes;
pub use metrics::MetricKind;
pub use rate::agrees as rate_agrees;

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
        Err(fault) => return Outcome::new(PerformanceReport::default(), vec![*fault]),
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
            rates.insert(fulfilment, part_of(fulfilment, node, notes));
        }
    }
    fields.note_rest(notes);
    rates
}

fn part_of(fulfilment: Fulfilment, node: &Node, notes: &mut Notes) -> DefectRate {
    let mut fields = Fields::of(node);
    let named = fields.text(&["fulfillmentType"], notes);
    if let Some(named) = named.filter(|name| Fulfilment::parse(&name.value) != Some(fulfilment)) {
        let by = fulfilment.as_str();
        let text = format!("`{}` stands in the part of goods sent by {by}", named.value);
        notes.add(named.span, text);
    }
    let mut entry = JsonEntry { fields, notes, place: node.span };
    let rate = defect_rate(&mut entry);
    let JsonEntry { fields, notes, .. } = entry;
    fields.note_rest(notes);
    for (name, count) in [("orders", &rate.orders), ("orders with defects", &rate.with_defect)] {
        if count.is_none() {
            notes.add(node.span, format!("the number of {name} is missing"));
        }
    }
    rate
}

/// The part of one fulfilment in JSON.
struct JsonEntry<'n, 'o> {
    fields: Fields<'n>,
    notes: &'o mut Notes,
    place: Span,
}

impl RateEntry for JsonEntry<'_, '_> {
    fn place(&self) -> Span {
        self.place
    }

    fn window(&mut self) -> Option<Spanned<DateRange>> {
        self.fields.window(self.notes)
    }

    fn count(&mut self, names: &[&str]) -> Option<Spanned<u64>> {
        self.fields.count(names, self.notes)
    }

    fn counted(&mut self, names: &[&str]) -> Option<Spanned<u64>> {
        self.fields.counted(names, self.notes)
    }

    fn printed_rate(&mut self) -> Option<Spanned<String>> {
        self.fields.number(&["rate"], self.notes)
    }

    fn target(&mut self) -> Option<Target> {
        self.fields.target(self.notes)
    }

    fn status(&mut self) -> Option<Spanned<String>> {
        self.fields.text(&["status"], self.notes)
    }

    fn notes(&mut self) -> &mut Notes {
        self.notes
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use crate::report::performance::{DefectRate, PerformanceReport, Target, read_performance};
    use crate::source::{Sources, Spanned};
    use crate::value::Fulfilment;

    fn count(sources: &Sources, count: &Option<Spanned<u64>>) -> String {
        let Some(count) = count else { return "-".to_owned() };
        let place = sources.slice(count.span);
        assert_eq!(place.trim_matches('"').trim_end_matches(".0"), count.value.to_string());
        count.value.to_string()
    }

    fn text<T: ToString>(value: &Option<Spanned<T>>) -> String {
        value.as_ref().map_or("-".to_owned(), |value| value.value.to_string())
    }

    fn target(target: &Option<Target>) -> String {
        let Some(target) = target else { return "-".to_owned() };
        format!("{} {}", text(&target.condition), target.value.value)
    }

    fn rate(sources: &Sources, rate: &DefectRate) -> String {
        let counts = [
            &rate.orders,
            &rate.with_defect,
            &rate.claims,
            &rate.chargebacks,
            &rate.negative_feedback,
        ];
        let counts = counts.map(|it| count(sources, it)).join(" ");
        format!("{} {counts} {} {}", text(&rate.window), text(&rate.status), target(&rate.target))
    }

    /// The report as lines: accounts, then each marketplace with its parts, then the notes.
    fn lines(sources: &Sources, report: &PerformanceReport) -> Vec<String> {
        let mut lines = Vec::new();
        for account in &report.accounts {
            lines.push(format!("{} {}", account.marketplace.value, account.status.value));
        }
        for shop in &report.marketplaces {
            lines.push(text(&shop.marketplace));
            for (fulfilment, defects) in &shop.order_defects {
                lines.push(format!("  {} {}", fulfilment.as_str(), rate(sources, defects)));
            }
            for it in &shop.metrics {
                let counts =
                    format!("{} of {}", count(sources, &it.part), count(sources, &it.whole));
                let asked = (text(&it.status), target(&it.target));
                let window = text(&it.window);
                lines.push(format!(
                    "  {} {window} {counts} {} {}",
                    it.kind.title(),
                    asked.0,
                    asked.1
                ));
            }
            for it in &shop.categories {
                let (counted, asked) = (count(sources, &it.count), target(&it.target));
                lines.push(format!("  {} {counted} {} {asked}", it.name.value, text(&it.status)));
            }
            if let Some(rating) = &shop.rating {
                let score = count(sources, &rating.score);
                lines.push(format!("  rating {} {score}", text(&rating.status)));
            }
            for (kind, status) in &shop.warnings {
                lines.push(format!("  warning {} {}", kind.value, text(status)));
            }
        }
        for note in &report.notes {
            let place = sources.get(note.span.source).position(note.span.start);
            lines.push(format!("{}: {}", place.line + 1, note.value));
        }
        lines
    }

    fn check(json: &str, expected: &[&str], faults: &[&str]) {
        let mut sources = Sources::default();
        let source = sources.add("p.json", json);
        let outcome = read_performance(json, source);
        assert_eq!(lines(&sources, &outcome.value), expected, "{json}");
        let told = outcome.diagnostics.iter().map(|fault| fault.one_line(&sources));
        assert_eq!(told.collect::<Vec<_>>(), faults, "{json}");
    }

    const RANGE: &str = r#""reportingDateRange":{"reportingDateFrom":"2026-08-10T00:00:00Z",
                            "reportingDateTo":"2026-10-08T23:59:59Z"}"#;

    fn defects(counts: [u64; 2], printed: &str, by: &str) -> String {
        let [orders, count] = counts;
        format!(
            r#"{{{RANGE},"orderCount":{orders},
            "orderWithDefects":{{"count":{count},"status":"BAD"}},"claims":{{"count":19}},
            "chargebacks":{{"count":3}},"negativeFeedback":{{"count":4}},
            "fulfillmentType":"{by}","status":"BAD","rate":{printed},"targetValue":0.01,
            "targetCondition":"LESS_THAN"}}"#
        )
    }

    #[test]
    fn reads_the_spelling_of_the_schema() {
        let json = format!(
            r#"{{"accountStatuses":[{{"marketplaceId":"A1","status":"ODD"}}],
            "performanceMetrics":[{{"marketplaceId":"A1","orderDefectRate":{{"mfn":{},"afn":{}}},
            "preFulfillmentCancellationRate":{{{RANGE},"orderCount":1000,"cancellationCount":5,
            "rate":0.005,"status":"GOOD"}},
            "lateShipmentRateList":[{{"lateShipmentCount":1}},{{"orderCount":2}}],
            "documentRequests":{{"defectsCount":8,"status":"GOOD","targetValue":0,
            "targetCondition":"EQUALS"}},
            "policyViolationWarnings":{{"warningsCount":2}},
            "accountHealthRating":{{"accountHealthRatingStatus":"GREAT","ahrScore":184}},
            "warningStates":[{{"warningType":"x","status":"BAD"}}]}},{{"marketplaceId":"A2"}}]}}"#,
            defects([1482, 24], "0.0162", "mfn"),
            defects([0, 0], "0", "afn"),
        );
        let expected = [
            "A1 ODD",
            "A1",
            "  seller 2026-08-10 .. 2026-10-08 1482 24 19 3 4 BAD LESS_THAN 0.01",
            "  amazon 2026-08-10 .. 2026-10-08 0 0 19 3 4 BAD LESS_THAN 0.01",
            "  Pre-fulfillment Cancellation Rate 2026-08-10 .. 2026-10-08 5 of 1000 GOOD -",
            "  Late Shipment Rate - 1 of - - -",
            "  Late Shipment Rate - - of 2 - -",
            "  documentRequests 8 GOOD EQUALS 0",
            "  policyViolationWarnings 2 - -",
            "  rating GREAT 184",
            "  warning x BAD",
            "A2",
        ];
        check(&json, &expected, &[]);
    }

    #[test]
    fn notes_what_is_unusual() {
        let json = format!(
            "{{\"performanceMetrics\":[{{\n\"orderDefectRate\":{{\"mfn\":{},\n\"afn\":{{}}}},\n\
             \"prefulfillmentCancelRate\":{{\"reportingDateRange\":{{\"reportingDateFrom\":\
             \"2020-11-21T00:00Z\",\"reportingDateTo\":\"2020-11-19T23:59Z\"}}}},\n\
             \"documentRequest\":{{\"defectsCount\":-1}},\n\
             \"newPolicy\":{{\"defectsCount\":\"3\"}},\n\
             \"other\":7,\n\"marketplaceId\":null}}],\n\"more\":1}}",
            defects([539_000, 1078], "0.009", "afn").replace('\n', "")
        );
        let expected = [
            "-",
            "  seller 2026-08-10 .. 2026-10-08 539000 1078 19 3 4 BAD LESS_THAN 0.01",
            "  amazon - - - - - - - -",
            "  Pre-fulfillment Cancellation Rate - - of - - -",
            "  documentRequests - - -",
            "  newPolicy 3 - -",
            "9: `more` is not known and was passed over",
            "1: these counts name no marketplace",
            "2: `afn` stands in the part of goods sent by seller",
            "2: `0.009` is printed, but 1078 of 539000 are 0.20%",
            "3: the number of orders is missing",
            "3: the number of orders with defects is missing",
            "4: the window begins on 2020-11-21 and ends before, on 2020-11-19",
            "5: `-1` is no count; it was passed over",
            "6: `newPolicy` is no policy category that is known; it is kept",
            "7: `other` is not known and was passed over",
        ];
        check(&json, &expected, &[]);
    }

    #[test]
    fn refuses_what_is_no_report() {
        for (json, fault) in [
            (
                "{\"performanceMetrics\":[{\"marketplaceId\":",
                "p.json:1:41: error[data-not-readable]: the file breaks off where a value is \
                 expected",
            ),
            (
                "{\"$schema\":\"x\"}",
                "p.json:1:1: error[data-not-readable]: the file is the schema of a report, which \
                 describes it and holds no count",
            ),
            (
                "[]",
                "p.json:1:1: error[data-not-readable]: the file is no performance report: it has \
                 no \
                 `performanceMetrics`",
            ),
            (
                "{\"performanceMetrics\":[]}",
                "p.json:1:23: error[data-empty]: the report holds no marketplace",
            ),
        ] {
            check(json, &[], &[fault]);
        }
    }

    /// Fulfilments are told apart by their key, whatever stands inside.
    #[test]
    fn bounds_notes() {
        let keys: String = (0..500).map(|key| format!(",\"k{key}\":1")).collect();
        let json = format!("{{\"performanceMetrics\":[{{\"marketplaceId\":\"A\"{keys}}}]}}");
        let source = Sources::default().add("", "");
        let report = read_performance(&json, source).value;
        assert_eq!(report.notes.len(), 101);
        assert_eq!(report.notes[100].value, "400 more notes on this file");
        assert!(!report.marketplaces[0].order_defects.contains_key(&Fulfilment::Seller));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>(), cut in 0..400usize) {
            let source = Sources::default().add("", "");
            let whole = format!(
                "{{\"performanceMetrics\":[{{\"orderDefectRate\":{{\"mfn\":{}}}}}]}}",
                defects([1, 1], "1", "mfn")
            );
            let cut = whole.floor_char_boundary(cut.min(whole.len()));
            for text in [&text, &whole[..cut]] {
                read_performance(text, source);
            }
        }
    }
}

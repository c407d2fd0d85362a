//! Other problems that are open at the same time. In: account health of a site. Out: what is not
//! good, by the words that a case has for it. Knows no case and no defect.

use crate::report::{MarketplacePerformance, Metric, MetricKind, PolicyCategory};
use crate::source::{Span, Spanned};
use crate::value::{DateRange, Percent};

/// States that are no problem.
///
/// **Source**: reference `amazon.md` section 2.2.
const GOOD: [&str; 2] = ["GOOD", "NONE"];

/// Another number of account health that is not good.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The word of `related` for it: `late-shipment-rate`.
    pub kind: &'static str,
    /// What is counted.
    pub stands: Standing,
    /// The days.
    pub window: Option<DateRange>,
    /// As the report has it: `Late Shipment Rate: 60 of 1482`.
    pub said: String,
    /// The cells that say so.
    pub places: Vec<Span>,
}

/// The number of a [`Problem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A part of a whole: orders that came late, of all orders.
    Rate(u64, u64),
    /// Violations.
    Count(u64),
}

impl Standing {
    /// As `stands` has it: `4.05%`, or a count.
    pub fn text(self) -> Option<String> {
        match self {
            Standing::Rate(part, whole) => Percent::of(part, whole).map(|rate| rate.to_string()),
            Standing::Count(count) => Some(count.to_string()),
        }
    }
}

/// What is not good, each kind once, in the order of the report.
pub fn problems(health: &MarketplacePerformance) -> Vec<Problem> {
    let bad = health.metrics.iter().filter(|it| is_bad(it.status.as_ref()));
    let mut found: Vec<Problem> = bad.filter_map(of_metric).collect();
    for category in &health.categories {
        let Some(problem) = of_category(category) else { continue };
        match found.iter_mut().find(|known| known.kind == problem.kind) {
            Some(known) => known.absorb(problem),
            None => found.push(problem),
        }
    }
    found
}

/// The word of `related` for a rate; `None` where a case has none.
pub fn kind_of(metric: MetricKind) -> Option<&'static str> {
    match metric {
        MetricKind::LateShipment => Some("late-shipment-rate"),
        MetricKind::Cancellation => Some("cancellation-rate"),
        MetricKind::ValidTracking => Some("valid-tracking-rate"),
        MetricKind::OnTimeDelivery | MetricKind::UnitOnTimeDelivery | MetricKind::InvoiceDefect => {
            None
        }
    }
}

impl Problem {
    /// Adds another category of the same kind.
    fn absorb(&mut self, other: Problem) {
        self.said += &format!(", {}", other.said);
        self.places.extend(other.places);
        if let (Standing::Count(mine), Standing::Count(more)) = (&mut self.stands, other.stands) {
            *mine += more;
        }
    }
}

fn is_bad(status: Option<&Spanned<String>>) -> bool {
    let is_good =
        |status: &Spanned<String>| GOOD.iter().any(|it| it.eq_ignore_ascii_case(&status.value));
    status.is_some_and(|status| !is_good(status))
}

fn of_metric(metric: &Metric) -> Option<Problem> {
    let (part, whole) = (metric.part.as_ref()?, metric.whole.as_ref()?);
    let said = format!("{}: {} of {}", metric.kind.title(), part.value, whole.value);
    Some(Problem {
        kind: kind_of(metric.kind)?,
        stands: Standing::Rate(part.value, whole.value),
        window: metric.window.as_ref().map(|window| window.value),
        said,
        places: vec![part.span],
    })
}

fn of_category(category: &PolicyCategory) -> Option<Problem> {
    let count = category.count.as_ref().map_or(0, |count| count.value);
    if count == 0 && !is_bad(category.status.as_ref()) {
        return None;
    }
    let cell = category.count.as_ref().map(|count| count.span);
    Some(Problem {
        kind: kind_of_category(&category.name.value),
        stands: Standing::Count(count),
        window: category.window.as_ref().map(|window| window.value),
        said: format!("{}: {count}", category.name.value),
        places: vec![cell.unwrap_or(category.name.span)],
    })
}

fn kind_of_category(name: &str) -> &'static str {
    match name {
        "receivedIntellectualPropertyComplaints" | "suspectedIntellectualPropertyViolations" => {
            "intellectual-property-complaint"
        }
        "productAuthenticityCustomerComplaints" => "product-authenticity-complaint",
        "productSafetyCustomerComplaints" | "foodAndProductSafetyIssues" => {
            "product-safety-complaint"
        }
        "listingPolicyViolations" => "listing-policy-violation",
        "restrictedProductPolicyViolations" => "restricted-product-violation",
        _ => "other-policy-violation",
    }
}

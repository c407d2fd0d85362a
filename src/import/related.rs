//! Other problems that are open at the same time. In: account health of a site. Out: `related`
//! items for what is not good. Knows no defect.

use crate::import::ImportInput;
use crate::report::{MarketplacePerformance, Metric, MetricKind};
use crate::value::{DateRange, Percent};

/// The other numbers of account health that are not good, as items of the case.
pub(crate) fn related(input: &ImportInput<'_>, health: &MarketplacePerformance) -> String {
    let problems = problems(health);
    let known = problems.iter().filter(|it| input.policy.related_kinds.contains_key(it.kind));
    known.map(|problem| problem.text(&input.marketplace.code)).collect()
}

/// States that are no problem.
///
/// **Source**: reference `amazon.md` section 2.2.
const GOOD: [&str; 2] = ["GOOD", "NONE"];

/// Another number that is not good.
struct Problem {
    kind: &'static str,
    stands: Option<String>,
    window: Option<DateRange>,
    said: String,
}

impl Problem {
    fn text(&self, code: &str) -> String {
        let over = self.window.map_or_else(String::new, |window| format!(" over {window}"));
        let stands = self.stands.as_ref();
        let stands = stands.map_or_else(String::new, |it| format!("  stands  {it}{over}\n"));
        format!(
            "\nrelated {} on {code} {{\n  # {}\n{stands}  todo    \"text: what is being done about \
             it\"\n  todo    \"proof: the exhibits that show it\"\n}}\n",
            self.kind, self.said
        )
    }
}

fn problems(health: &MarketplacePerformance) -> Vec<Problem> {
    let is_bad = |status: Option<&str>| {
        status.is_some_and(|it| !GOOD.iter().any(|good| good.eq_ignore_ascii_case(it)))
    };
    let mut found: Vec<Problem> = Vec::new();
    for metric in &health.metrics {
        if is_bad(metric.status.as_ref().map(|status| status.value.as_str())) {
            found.extend(of_metric(metric));
        }
    }
    for category in &health.categories {
        let count = category.count.as_ref().map_or(0, |count| count.value);
        let status = category.status.as_ref().map(|status| status.value.as_str());
        if count == 0 && !is_bad(status) {
            continue;
        }
        let kind = of_category(&category.name.value);
        let said = format!("{}: {count}", category.name.value);
        match found.iter_mut().find(|problem| problem.kind == kind) {
            Some(known) => {
                known.said += &format!(", {said}");
                let before = known.stands.as_ref().and_then(|it| it.parse::<u64>().ok());
                known.stands = Some((before.unwrap_or(0) + count).to_string());
            }
            None => found.push(Problem {
                kind,
                stands: Some(count.to_string()),
                window: category.window.as_ref().map(|window| window.value),
                said,
            }),
        }
    }
    found
}

fn of_metric(metric: &Metric) -> Option<Problem> {
    let kind = match metric.kind {
        MetricKind::LateShipment => "late-shipment-rate",
        MetricKind::Cancellation => "cancellation-rate",
        MetricKind::ValidTracking => "valid-tracking-rate",
        MetricKind::OnTimeDelivery | MetricKind::UnitOnTimeDelivery | MetricKind::InvoiceDefect => {
            return None;
        }
    };
    let (part, whole) = (metric.part.as_ref()?.value, metric.whole.as_ref()?.value);
    Some(Problem {
        kind,
        stands: Percent::of(part, whole).map(|rate| rate.to_string()),
        window: metric.window.as_ref().map(|window| window.value),
        said: format!("{}: {part} of {whole}", metric.kind.title()),
    })
}

fn of_category(name: &str) -> &'static str {
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

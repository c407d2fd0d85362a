//! The other numbers of the performance report. In: one entry of a marketplace. Out: [`Metric`] or
//! [`PolicyCategory`]. Knows the keys of the report and no law.

use crate::report::faults::quote;
use crate::report::json::Node;
use crate::report::performance::fields::{Fields, Notes};
use crate::report::performance::{Metric, PolicyCategory};
use crate::source::Spanned;

/// Which rate a [`Metric`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MetricKind {
    /// Orders shipped late, of all orders.
    LateShipment,
    /// Orders that the seller cancelled, of all orders.
    Cancellation,
    /// Shipments with a valid tracking number, of all shipments.
    ValidTracking,
    /// Shipments that came in time, of those with a valid tracking number.
    OnTimeDelivery,
    /// Units that came in time, of all units; only in the US.
    UnitOnTimeDelivery,
    /// Orders with an invoice that is late or missing, of all orders.
    InvoiceDefect,
}

impl MetricKind {
    /// The name shown to readers.
    pub fn title(self) -> &'static str {
        match self {
            MetricKind::LateShipment => "Late Shipment Rate",
            MetricKind::Cancellation => "Pre-fulfillment Cancellation Rate",
            MetricKind::ValidTracking => "Valid Tracking Rate",
            MetricKind::OnTimeDelivery => "On-Time Delivery Rate",
            MetricKind::UnitOnTimeDelivery => "Unit On-Time Delivery Rate",
            MetricKind::InvoiceDefect => "Invoice Defect Rate",
        }
    }

    /// What sellers and Amazon call it, in small letters; a word in capitals is short for it.
    ///
    /// **Source**: reference `amazon.md` section 1.3.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            MetricKind::LateShipment => &["late shipment rate", "late dispatch rate", "LSR", "LDR"],
            MetricKind::Cancellation => &["cancellation rate"],
            MetricKind::ValidTracking => &["valid tracking rate", "VTR"],
            MetricKind::OnTimeDelivery => &["on-time delivery rate", "OTDR"],
            MetricKind::UnitOnTimeDelivery => &["unit on-time delivery rate"],
            MetricKind::InvoiceDefect => &["invoice defect rate"],
        }
    }

    /// All of them.
    pub const ALL: [MetricKind; 6] = [
        MetricKind::LateShipment,
        MetricKind::Cancellation,
        MetricKind::ValidTracking,
        MetricKind::OnTimeDelivery,
        MetricKind::UnitOnTimeDelivery,
        MetricKind::InvoiceDefect,
    ];

    /// The keys of the upper and of the lower number.
    fn counts(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            MetricKind::LateShipment => (&["lateShipmentCount", "defectsCount"], &["orderCount"]),
            MetricKind::Cancellation => (&["cancellationCount", "defectsCount"], &["orderCount"]),
            MetricKind::ValidTracking => (&["validTrackingCount"], &["shipmentCount"]),
            MetricKind::OnTimeDelivery => {
                (&["onTimeDeliveryCount"], &["shipmentCountWithValidTracking"])
            }
            MetricKind::UnitOnTimeDelivery => (&["unitOnTimeDeliveryCount"], &["totalUnitCount"]),
            MetricKind::InvoiceDefect => (&["invoiceDefect", "defectsCount"], &["orderCount"]),
        }
    }
}

/// Keys of rates, in every spelling that was seen.
const METRICS: [(&str, MetricKind); 8] = [
    ("lateShipmentRate", MetricKind::LateShipment),
    ("lateShipmentRateList", MetricKind::LateShipment),
    ("preFulfillmentCancellationRate", MetricKind::Cancellation),
    ("prefulfillmentCancelRate", MetricKind::Cancellation),
    ("validTrackingRate", MetricKind::ValidTracking),
    ("onTimeDeliveryRate", MetricKind::OnTimeDelivery),
    ("unitOnTimeDeliveryRate", MetricKind::UnitOnTimeDelivery),
    ("invoiceDefectRate", MetricKind::InvoiceDefect),
];

/// Keys of policy categories that are known.
const CATEGORIES: [&str; 12] = [
    "listingPolicyViolations",
    "productAuthenticityCustomerComplaints",
    "productConditionCustomerComplaints",
    "productSafetyCustomerComplaints",
    "receivedIntellectualPropertyComplaints",
    "restrictedProductPolicyViolations",
    "suspectedIntellectualPropertyViolations",
    "foodAndProductSafetyIssues",
    "otherPolicyViolations",
    "documentRequests",
    "customerProductReviewsPolicyViolations",
    "policyViolationWarnings",
];

/// Spellings of Amazon's example that the schema has otherwise.
const RESPELT: [(&str, &str); 1] = [("documentRequest", "documentRequests")];

const VIOLATIONS: &[&str] = &["defectsCount", "warningsCount"];

/// Which rate a key means.
pub(crate) fn metric_of(key: &str) -> Option<MetricKind> {
    METRICS.iter().find(|(known, _)| *known == key).map(|(_, kind)| *kind)
}

/// Whether a value counts violations.
pub(crate) fn is_category(node: &Node) -> bool {
    VIOLATIONS.iter().any(|key| node.get(key).is_some())
}

/// Reads one rate.
pub(crate) fn metric(kind: MetricKind, node: &Node, notes: &mut Notes) -> Metric {
    let mut fields = Fields::of(node);
    let (part, whole) = kind.counts();
    let metric = Metric {
        kind,
        window: fields.window(notes),
        part: fields.counted(part, notes),
        whole: fields.count(whole, notes),
        printed_rate: fields.number(&["rate"], notes),
        target: fields.target(notes),
        status: fields.text(&["status"], notes),
        place: node.span,
    };
    // Parts of the invoice rate, and who sends the goods, which follows from the rate.
    for key in ["missingInvoice", "lateInvoice", "fulfillmentType"] {
        fields.take(&[key], notes);
    }
    fields.note_rest(notes);
    notes.compare(metric.printed_rate.as_ref(), metric.part.as_ref(), metric.whole.as_ref());
    metric
}

/// Reads one policy category; one that is not known is read and noted.
pub(crate) fn category(name: &Spanned<String>, node: &Node, notes: &mut Notes) -> PolicyCategory {
    let respelt = RESPELT.iter().find(|(seen, _)| *seen == name.value);
    let key = respelt.map_or(name.value.as_str(), |(_, schema)| schema);
    if !CATEGORIES.contains(&key) {
        notes.add(
            name.span,
            format!("{} is no policy category that is known; it is kept", quote(key)),
        );
    }
    let mut fields = Fields::of(node);
    let category = PolicyCategory {
        name: Spanned::new(key.to_owned(), name.span),
        window: fields.window(notes),
        count: fields.count(VIOLATIONS, notes),
        target: fields.target(notes),
        status: fields.text(&["status"], notes),
    };
    fields.note_rest(notes);
    category
}

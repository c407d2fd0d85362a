//! Looks at what the account health report prints: does the data say the same?

use serde_json::json;

use crate::check::rules::Asked;
use crate::diagnostic::Diagnostic;
use crate::policy::types::Each;
use crate::source::{Span, Spanned};
use crate::value::DefectKind;

/// One number that both sides name.
struct Compared {
    /// What is counted.
    what: &'static str,
    /// As the data of the case have it.
    counted: u64,
    /// As the report prints it.
    printed: Option<Spanned<u64>>,
}

/// R03: window and counts of the case are those of the account health report.
pub fn with_report(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    let Some(printed) = site.data.rates.first() else { return Vec::new() };
    if !site.data.is_whole() {
        return Vec::new();
    }
    let mut told: Vec<(String, Span)> = Vec::new();
    if let (Some(window), Some(theirs)) = (&site.site.window, &printed.window)
        && window.value != theirs.value
    {
        told.push((format!("its window is {}, not {}", theirs.value, window.value), theirs.span));
    }
    let kind = |kind: DefectKind| site.data.count(kind);
    let numbers = [
        Compared {
            what: "orders",
            counted: site.data.orders.unwrap_or_default(),
            printed: printed.orders.clone().filter(|_| site.data.orders.is_some()),
        },
        Compared {
            what: "orders with a defect",
            counted: site.data.with_defect(),
            printed: printed.with_defect.clone(),
        },
        Compared {
            what: "A-to-z claims",
            counted: kind(DefectKind::AToZ),
            printed: printed.claims.clone(),
        },
        Compared {
            what: "chargebacks",
            counted: kind(DefectKind::Chargeback),
            printed: printed.chargebacks.clone(),
        },
        Compared {
            what: "orders with negative feedback",
            counted: kind(DefectKind::NegativeFeedback),
            printed: printed.negative_feedback.clone(),
        },
    ];
    for Compared { what, counted, printed } in numbers {
        if let Some(printed) = printed.filter(|printed| printed.value != counted) {
            told.push((format!("it counts {} {what}, not {counted}", printed.value), printed.span));
        }
    }
    fault(asked, &told)
}

/// One fault for all differences: one wrong row makes several.
fn fault(asked: &Asked<'_, '_>, told: &[(String, Span)]) -> Vec<Diagnostic> {
    let words: Vec<&str> = told.iter().map(|(words, _)| words.as_str()).collect();
    let Some(site) = asked.view.subjects(Each::Site).first() else { return Vec::new() };
    if told.is_empty() {
        return Vec::new();
    }
    let scope = asked.view.scope.with("differences", json!(words.join("; ")));
    let place = asked.site.site.item.place("defects");
    let mut fault = asked.fault(place, &scope);
    for (words, span) in told {
        fault = fault.also(*span, words.clone());
    }
    vec![asked.further_labels(fault, site, &scope)]
}

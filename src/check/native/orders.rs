//! Looks at the defect orders: each in the window, known, covered and proven; each kind answered.

use serde_json::json;

use crate::case::Selector;
use crate::check::coverage::{self, OrderCoverage};
use crate::check::native::{with_orders, word};
use crate::check::rules::Asked;
use crate::check::site::SiteCase;
use crate::diagnostic::Diagnostic;
use crate::policy::types::Each;
use crate::report::DefectOrder;
use crate::source::{Span, Spanned};
use crate::value::{Date, DefectKind, OrderId};

/// How many rows a fault labels.
const ROWS_SHOWN: usize = 4;

/// R12: `find: uncovered` orders that nothing answers; `find: unknown` orders that no report names.
pub fn coverage(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    match word(asked, "find") {
        "unknown" => unknown(asked),
        _ => uncovered(asked),
    }
}

fn uncovered(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    if selection_is_damaged(asked.site) {
        return Vec::new();
    }
    let matrix = coverage::matrix(asked.site);
    let bare: Vec<_> = matrix.iter().filter(|it| !it.is_covered()).map(|it| it.order).collect();
    about_rows(asked, &bare)
}

/// Whether a finding's selector, or a whole item, could not be read.
fn selection_is_damaged(site: &SiteCase<'_>) -> bool {
    let broken = |item: &crate::case::Item, word: &str| item.damaged.contains(word);
    site.case.damaged
        || site.case.findings.iter().any(|finding| broken(&finding.item, "covers"))
        || site.case.disputes.iter().any(|dispute| broken(&dispute.item, "orders"))
}

fn unknown(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    let mut named: Vec<&Spanned<OrderId>> = Vec::new();
    for finding in site.case.findings.iter().filter(|finding| finding.item.is_on(site.code())) {
        if let Some(Selector::Orders { orders, .. }) = &finding.covers {
            named.extend(orders);
        }
    }
    let disputes = site.case.disputes.iter().filter(|dispute| dispute.item.is_on(site.code()));
    named.extend(disputes.flat_map(|dispute| &dispute.orders));
    named.retain(|order| !site.known_orders.contains(&order.value));
    if named.is_empty() {
        return Vec::new();
    }
    let ids: Vec<&str> = named.iter().map(|order| order.value.as_str()).collect();
    let scope = with_orders(&asked.view.scope, &ids);
    let mut fault = asked.fault(named[0].span, &scope);
    for order in named.iter().skip(1).take(ROWS_SHOWN - 1) {
        fault = fault.also(order.span, "");
    }
    vec![fault]
}

/// R13: every covered order has an exhibit of the role.
pub fn evidence(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    if selection_is_damaged(site) || proof_is_damaged(site) {
        return Vec::new();
    }
    let lacks = |coverage: &&OrderCoverage<'_>| {
        let exhibits = match word(asked, "role") {
            "direct" => &coverage.direct,
            _ => &coverage.process,
        };
        !coverage.findings.is_empty() && exhibits.is_empty()
    };
    let matrix = coverage::matrix(site);
    let bare: Vec<_> = matrix.iter().filter(lacks).map(|it| it.order).collect();
    let mut faults = about_rows(asked, &bare);
    for fault in &mut faults {
        let covers =
            |name: &&str| bare.iter().any(|order| site.covered[name].contains(&order.id.value));
        let names: Vec<&str> = site.findings.iter().map(|it| it.item.id.value.as_str()).collect();
        for name in names.iter().filter(|name| covers(name)) {
            let finding = site.findings.iter().find(|it| it.item.id.value == **name);
            let place = finding.map(|finding| finding.item.place("proof"));
            *fault =
                place.map_or(fault.clone(), |place| fault.clone().also(place, "the proof so far"));
        }
    }
    faults
}

/// Whether some exhibit's kind, or a name in some proof, could not be read.
fn proof_is_damaged(site: &SiteCase<'_>) -> bool {
    let mut kinds = site.evidence.iter().map(|evidence| &evidence.item);
    let mut findings = site.findings.iter().map(|finding| &finding.item);
    let mut actions = site.actions.iter().map(|action| &action.item);
    kinds.any(|item| item.damaged.contains("kind"))
        || findings.any(|item| item.damaged.contains("proof"))
        || actions.any(|item| item.damaged.contains("proof"))
}

/// R02: every defect order was placed inside the window. A window that is wrong is told once, with
/// the first order outside it.
pub fn outside_window(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let Some(window) = &asked.site.site.window else { return Vec::new() };
    let mut outside: Vec<(&DefectOrder, &Spanned<Date>)> = Vec::new();
    for order in asked.site.data.defects() {
        let date = order.date.as_ref().filter(|date| !window.value.contains(date.value));
        outside.extend(date.map(|date| (order, date)));
    }
    let Some((first, date)) = outside.first() else { return Vec::new() };
    let scope = with_orders(&asked.view.scope, &[first.id.value.as_str()]);
    let scope = scope.with("date", json!(date.value.to_string()));
    let mut fault = asked.fault(date.span, &scope);
    if outside.len() > 1 {
        fault.message.push_str(&format!(", and {} more", outside.len() - 1));
    }
    for (_, date) in outside.iter().skip(1).take(ROWS_SHOWN - 1) {
        fault = fault.also(date.span, "outside too");
    }
    vec![fault.also(window.span, "the window of the metric")]
}

/// R05: every kind of defect in the data is answered by some finding.
pub fn kind_ignored(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    if selection_is_damaged(site) {
        return Vec::new();
    }
    let matrix = coverage::matrix(site);
    let mut faults = Vec::new();
    for kind in DefectKind::ALL {
        let of_kind: Vec<_> =
            matrix.iter().filter(|it| it.order.kinds.contains_key(&kind)).collect();
        if of_kind.is_empty() || of_kind.iter().any(|it| it.is_covered()) {
            continue;
        }
        let scope =
            asked.view.scope.with("kind", json!(kind.as_str())).with("count", json!(of_kind.len()));
        faults.push(asked.fault(of_kind[0].order.kinds[&kind], &scope));
    }
    faults
}

/// One fault about some orders, labelled at their rows; none for no orders.
fn about_rows(asked: &Asked<'_, '_>, orders: &[&DefectOrder]) -> Vec<Diagnostic> {
    let Some(first) = orders.first() else { return Vec::new() };
    let ids: Vec<&str> = orders.iter().map(|order| order.id.value.as_str()).collect();
    let scope = with_orders(&asked.view.scope, &ids);
    let mut fault = asked.fault(place(first), &scope);
    for order in orders.iter().skip(1).take(ROWS_SHOWN - 1) {
        fault = fault.also(place(order), "");
    }
    if let Some(subject) = asked.view.subjects(Each::Site).first() {
        fault = asked.further_labels(fault, subject, &scope);
    }
    vec![fault]
}

fn place(order: &DefectOrder) -> Span {
    order.id.span
}

//! Looks at the defect orders: each in the window, known, covered and proven; each kind answered.

use serde_json::json;

use crate::case::Selector;
use crate::check::coverage::OrderCoverage;
use crate::check::native::{with_orders, word};
use crate::check::rules::Asked;
use crate::check::site::SiteCase;
use crate::diagnostic::Diagnostic;
use crate::policy::types::{Each, Look};
use crate::report::DefectOrder;
use crate::source::{Span, Spanned};
use crate::value::{Date, DefectKind, OrderId};

/// Name of the look of [`kind_ignored`].
pub const KIND_IGNORED: &str = "defect-kind-ignored";

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
    let matrix = asked.view.coverage(asked.site);
    let is_answered = matrix.iter().any(OrderCoverage::is_covered);
    let ignored = match is_answered && asks_for_kinds(asked.site) {
        true => ignored_kinds(matrix),
        false => Vec::new(),
    };
    // An order that has only kinds which nothing answers is told with its kind.
    let is_bare = |it: &&OrderCoverage<'_>| {
        !it.is_covered() && !it.order.kinds.keys().all(|kind| ignored.contains(kind))
    };
    let bare: Vec<_> = matrix.iter().filter(is_bare).map(|it| it.order).collect();
    about_rows(asked, &bare)
}

/// Whether the site's pack has the rule of [`kind_ignored`].
fn asks_for_kinds(site: &SiteCase<'_>) -> bool {
    site.policy.rules.iter().any(|rule| {
        let is_native = matches!(&rule.look, Look::Native { name, .. } if name == KIND_IGNORED);
        is_native && rule.level.severity().is_some()
    })
}

/// Kinds of defect that the data have and no finding answers.
fn ignored_kinds(matrix: &[OrderCoverage<'_>]) -> Vec<DefectKind> {
    let of_kind = |kind: &DefectKind| {
        let orders = matrix.iter().filter(|it| it.order.kinds.contains_key(kind));
        orders.collect::<Vec<_>>()
    };
    let is_ignored = |kind: &DefectKind| {
        let orders = of_kind(kind);
        !orders.is_empty() && orders.iter().all(|it| !it.is_covered())
    };
    DefectKind::ALL.into_iter().filter(is_ignored).collect()
}

/// Whether a finding's selector, or a whole item, could not be read.
fn selection_is_damaged(site: &SiteCase<'_>) -> bool {
    let broken = |item: &crate::case::Item, word: &str| item.damaged.contains(word);
    site.case.has_lost("finding")
        || site.case.has_lost("dispute")
        || site.case.findings.iter().any(|finding| broken(&finding.item, "covers"))
        || site.case.disputes.iter().any(|dispute| broken(&dispute.item, "orders"))
}

fn unknown(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    let Some(known) = site.known_orders else { return Vec::new() };
    let mut named: Vec<&Spanned<OrderId>> = Vec::new();
    for finding in site.case.findings.iter().filter(|finding| finding.item.is_on(site.code())) {
        if let Some(Selector::Orders { orders, .. }) = &finding.covers {
            named.extend(orders);
        }
    }
    let disputes = site.case.disputes.iter().filter(|dispute| dispute.item.is_on(site.code()));
    named.extend(disputes.flat_map(|dispute| &dispute.orders));
    named.retain(|order| !known.contains(&order.value));
    if named.is_empty() {
        return Vec::new();
    }
    let ids: Vec<&str> = named.iter().map(|order| order.value.as_str()).collect();
    let scope = with_orders(&asked.view.scope, &ids);
    let mut fault = asked.fault(named[0].span, &scope);
    for order in named.iter().skip(1).take(ROWS_SHOWN - 1) {
        fault = fault.also(order.span, "and this one");
    }
    vec![fault]
}

/// R13: every covered order has an exhibit of the role.
pub fn evidence(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    if selection_is_damaged(site) {
        return Vec::new();
    }
    let findings = asked.view.subjects(Each::Finding).iter();
    let doubtful = findings.filter(|it| it.damaged.contains(&"kinds"));
    let doubtful: Vec<&str> = doubtful.map(|it| it.item.id.value.as_str()).collect();
    let lacks = |coverage: &&OrderCoverage<'_>| {
        let exhibits = match word(asked, "role") {
            "direct" => &coverage.direct,
            _ => &coverage.process,
        };
        let in_doubt = coverage.findings.iter().any(|name| doubtful.contains(name));
        !coverage.findings.is_empty() && exhibits.is_empty() && !in_doubt
    };
    let matrix = asked.view.coverage(site);
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
    let matrix = asked.view.coverage(site);
    let mut faults = Vec::new();
    if matrix.iter().all(|it| !it.is_covered()) {
        return faults; // Told by `order-uncovered`.
    }
    for kind in ignored_kinds(matrix) {
        let marks = matrix.iter().filter_map(|it| it.order.kinds.get(&kind));
        let marks: Vec<Span> = marks.copied().collect();
        let scope = asked.view.scope.with("kind", json!(kind.as_str()));
        faults.push(asked.fault(marks[0], &scope.with("count", json!(marks.len()))));
    }
    faults
}

/// R11: every order has the cells by which a reviewer finds it again.
pub fn field_missing(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    // A cell that could not be read has a fault of its own.
    if !asked.site.data.is_whole() {
        return Vec::new();
    }
    let orders = asked.site.data.defects();
    let mut missing: Vec<String> = Vec::new();
    let mut places: Vec<(Span, &str)> = Vec::new();
    for (field, has) in ORDER_FIELDS {
        let mut lacking = orders.iter().filter(|order| !has(order));
        let Some(first) = lacking.next() else { continue };
        let what = match 1 + lacking.count() {
            count if count == orders.len() => format!("`{field}`"),
            count => format!("`{field}` ({count}/{})", orders.len()),
        };
        missing.push(what);
        places.push((first.id.span, field));
    }
    let Some((first, _)) = places.first() else { return Vec::new() };
    let at = |span: Span| {
        let here = places.iter().filter(|(place, _)| *place == span);
        here.map(|(_, field)| format!("`{field}`")).collect::<Vec<_>>().join(", ")
    };
    let scope = asked.view.scope.with("missing", json!(missing.join(", ")));
    let mut fault = asked.fault(*first, &scope.with("here", json!(at(*first))));
    let mut others: Vec<Span> = places.iter().map(|(place, _)| *place).collect();
    others.sort_unstable();
    others.dedup();
    for other in others.into_iter().filter(|other| other != first) {
        fault = fault.also(other, format!("not filled in here: {}", at(other)));
    }
    vec![fault]
}

/// A cell of an order, and whether it is filled.
type OrderField = (&'static str, fn(&DefectOrder) -> bool);

/// The columns that are asked for, beside number and kind, without which no row is read.
const ORDER_FIELDS: &[OrderField] = &[
    ("order-date", |order| order.date.is_some()),
    ("reason", |order| order.reason.is_some()),
    ("asin", |order| order.asin.is_some()),
    ("tracking", |order| order.tracking.is_some()),
    ("ticket", |order| order.ticket.is_some()),
];

/// One fault about some orders, labelled at their rows; none for no orders.
fn about_rows(asked: &Asked<'_, '_>, orders: &[&DefectOrder]) -> Vec<Diagnostic> {
    let Some(first) = orders.first() else { return Vec::new() };
    let ids: Vec<&str> = orders.iter().map(|order| order.id.value.as_str()).collect();
    let scope = with_orders(&asked.view.scope, &ids);
    let mut fault = asked.fault(place(first), &scope);
    for order in orders.iter().skip(1).take(ROWS_SHOWN - 1) {
        fault = fault.also(place(order), "and this one");
    }
    if let Some(subject) = asked.view.subjects(Each::Site).first() {
        fault = asked.further_labels(fault, subject, &scope);
    }
    vec![fault]
}

fn place(order: &DefectOrder) -> Span {
    order.id.span
}

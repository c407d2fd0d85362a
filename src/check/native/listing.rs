//! Looks at what exhibits name themselves: a list that leaves an order out does not prove it.

use serde_json::json;

use crate::case::{Evidence, Finding};
use crate::check::coverage::orders_named;
use crate::check::native::{about, with_orders};
use crate::check::rules::Asked;
use crate::check::site::SiteCase;
use crate::diagnostic::Diagnostic;
use crate::policy::types::Each;
use crate::report::DefectOrder;

/// How many orders a fault labels.
const ROWS_SHOWN: usize = 3;

/// R13: an exhibit that lists orders of a finding lists them all; several of one kind may share
/// them.
pub fn order_left_out(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    let mut faults = Vec::new();
    for finding in &site.findings {
        let proof = site.proof_of(finding);
        for (name, kind) in &site.policy.evidence_kinds {
            let of_kind = |it: &&&Evidence| it.kind.as_ref().is_some_and(|it| it.value == *name);
            let lists: Vec<&Evidence> = proof.iter().filter(of_kind).copied().collect();
            if kind.lists_orders {
                faults.extend(left_out(asked, finding, &lists));
            }
        }
    }
    faults
}

/// The orders of a finding that none of its lists names, where each of them can be read and at
/// least one of the finding's orders is in one.
fn left_out(asked: &Asked<'_, '_>, finding: &Finding, lists: &[&Evidence]) -> Option<Diagnostic> {
    let site = asked.site;
    if lists.is_empty() {
        return None;
    }
    let named = lists.iter().map(|it| orders_named(site, it).filter(|it| !it.is_empty()));
    let named: Vec<_> = named.collect::<Option<_>>()?;
    let orders = site.orders_of(&finding.item.id.value);
    let is_named = |order: &&DefectOrder| named.iter().any(|it| it.contains_key(&order.id.value));
    let bare: Vec<&DefectOrder> = orders.iter().copied().filter(|it| !is_named(it)).collect();
    let first = bare.first()?;
    // The one with most of the finding's orders is the one that should have them all.
    let count = |evidence: &&&Evidence| known(site, evidence, orders).count();
    let list = lists.iter().rev().max_by_key(count)?;
    let place = known(site, list, orders).min_by_key(|span| span.start)?;
    let id = list.item.id.value.as_str();
    let ids: Vec<&str> = bare.iter().map(|order| order.id.value.as_str()).collect();
    let scope = with_orders(&about(asked, Each::Evidence, id), &ids);
    let scope = scope.with("finding", json!(finding.item.id.value));
    let path = list.file_on(site.code()).map_or(list.item.head, |path| path.span);
    let mut fault = asked.fault(path, &scope);
    fault = fault.also(place, "it lists orders of the finding here");
    fault = fault.also(first.id.span, "but not this one");
    for order in bare.iter().skip(1).take(ROWS_SHOWN - 1) {
        fault = fault.also(order.id.span, "nor this one");
    }
    Some(fault)
}

/// The places in a list where orders of a finding stand.
fn known<'c>(
    site: &SiteCase<'c>,
    list: &Evidence,
    orders: &[&'c DefectOrder],
) -> impl Iterator<Item = crate::source::Span> {
    let named = orders_named(site, list);
    orders.iter().filter_map(move |order| named.as_ref()?.get(&order.id.value).copied())
}

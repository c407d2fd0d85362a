//! What an import changed. In: the site before, and its new numbers and defects. Out: one line a
//! change, for people. Changes nothing.

use std::collections::BTreeSet;

use crate::case::{Case, Site};
use crate::check::select;
use crate::import::gather::Defects;
use crate::import::numbers::Numbers;
use crate::import::typed_orders;
use crate::report::DefectOrder;
use crate::value::{DefectKind, OrderId};

/// How many orders are named in one line.
const NAMED_MAX: usize = 6;

/// The lines; empty where nothing changed.
pub(crate) fn lines(
    (case, site): (&Case, &Site),
    numbers: &Numbers,
    defects: &Defects,
) -> Vec<String> {
    let code = site.item.id.value.as_str();
    let mut lines = Vec::new();
    if let Some(window) = site.window.as_ref().filter(|it| it.value != numbers.window) {
        lines.push(format!("{code}: window {} → {}", window.value, numbers.window));
    }
    match (typed_orders(site), numbers.orders) {
        (Some(before), Some(now)) if before != now => {
            lines.push(format!("{code}: orders {before} → {now}"));
        }
        (None, Some(now)) => lines.push(format!("{code}: orders {now}")),
        (Some(_) | None, Some(_) | None) => {}
    }
    for (path, _) in &numbers.kept {
        if site.reports.iter().all(|known| known.value != *path) {
            lines.push(format!("{code}: account health kept in {path}"));
        }
    }
    let now: BTreeSet<&OrderId> = defects.orders.iter().map(|it| &it.order.id.value).collect();
    let before: BTreeSet<&OrderId> = defects.old.keys().collect();
    lines.extend(named(code, "new with a defect", now.difference(&before)));
    lines.extend(named(code, "no longer with a defect", before.difference(&now)));
    for kind in DefectKind::ALL {
        let had = defects.old.values().filter(|order| order.kinds.contains_key(&kind)).count();
        let has = defects.count(kind);
        if had as u64 != has {
            lines.push(format!("{code}: {} {had} → {has}", kind.as_str()));
        }
    }
    let left = uncovered(case, code, defects);
    lines.extend(named(code, "that no finding covers yet", left.iter()));
    lines
}

/// The orders that neither a finding nor a dispute of the case names.
fn uncovered<'d>(case: &Case, code: &str, defects: &'d Defects) -> Vec<&'d OrderId> {
    let all: Vec<DefectOrder> = defects.orders.iter().map(|it| it.order.clone()).collect();
    let here = case.findings.iter().filter(|finding| finding.item.is_on(code));
    let mut covered: BTreeSet<OrderId> =
        here.flat_map(|finding| select(finding.covers.as_ref(), &all)).collect();
    let disputed = case.disputes.iter().flat_map(|dispute| &dispute.orders);
    covered.extend(disputed.map(|order| order.value.clone()));
    let ids = defects.orders.iter().map(|it| &it.order.id.value);
    ids.filter(|id| !covered.contains(id)).collect()
}

fn named<'o>(
    code: &str,
    what: &str,
    orders: impl Iterator<Item = &'o &'o OrderId>,
) -> Option<String> {
    let orders: Vec<String> = orders.map(ToString::to_string).collect();
    if orders.is_empty() {
        return None;
    }
    let mut shown = orders.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join(", ");
    if orders.len() > NAMED_MAX {
        shown += &format!(" and {} more", orders.len() - NAMED_MAX);
    }
    Some(format!("{code}: {} {what}: {shown}", orders.len()))
}

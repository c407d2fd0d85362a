//! Orders × findings × exhibits. In: a case as one site sees it. Out: for each defect order what
//! answers it and which exhibits prove it.

use std::collections::BTreeMap;

use crate::case::Evidence;
use crate::check::site::SiteCase;
use crate::policy::types::Role;
use crate::report::DefectOrder;
use crate::source::Span;
use crate::value::OrderId;

/// What answers one defect order.
#[derive(Debug, Clone)]
pub struct OrderCoverage<'c> {
    /// The order.
    pub order: &'c DefectOrder,
    /// Names of the findings that cover it.
    pub findings: Vec<&'c str>,
    /// Names of the disputes that name it.
    pub disputes: Vec<&'c str>,
    /// Exhibits that prove what happened to it.
    pub direct: Vec<&'c str>,
    /// Exhibits that prove how the work is done.
    pub process: Vec<&'c str>,
    /// Exhibits whose own text or rows name the order; each of them is also one of those above,
    /// unless its kind is unknown.
    pub named: Vec<&'c str>,
    /// What its buyer received.
    pub remedies: Vec<&'c str>,
}

impl OrderCoverage<'_> {
    /// Whether something answers it.
    pub fn is_covered(&self) -> bool {
        !self.findings.is_empty() || !self.disputes.is_empty()
    }
}

/// The coverage of every defect order, in the order of the report.
pub fn matrix<'c>(site: &SiteCase<'c>) -> Vec<OrderCoverage<'c>> {
    site.data.defects().iter().map(|order| of_order(site, order)).collect()
}

fn of_order<'c>(site: &SiteCase<'c>, order: &'c DefectOrder) -> OrderCoverage<'c> {
    let id = &order.id.value;
    let mut coverage = OrderCoverage {
        order,
        findings: Vec::new(),
        disputes: Vec::new(),
        direct: Vec::new(),
        process: Vec::new(),
        named: Vec::new(),
        remedies: Vec::new(),
    };
    let covers = |name: &str| site.covered.get(name).is_some_and(|orders| orders.contains(id));
    for finding in site.findings.iter().filter(|finding| covers(&finding.item.id.value)) {
        coverage.findings.push(&finding.item.id.value);
        for evidence in site.proof_of(finding) {
            add(site, &mut coverage, &evidence.item.id.value);
        }
        for remedy in site.remedies_for(&finding.item.id.value) {
            push_once(&mut coverage.remedies, &remedy.item.id.value);
        }
    }
    for dispute in &site.disputes {
        if dispute.orders.iter().any(|named| named.value == *id) {
            coverage.disputes.push(&dispute.item.id.value);
            dispute.proof.iter().for_each(|name| add(site, &mut coverage, &name.value));
        }
    }
    for evidence in &site.evidence {
        let name = evidence.item.id.value.as_str();
        if site.cited.contains(name) && names_order(site, evidence, id) {
            add(site, &mut coverage, name);
            coverage.named.push(&evidence.item.id.value);
        }
    }
    coverage
}

/// Whether the text or the rows of an exhibit name an order.
fn names_order(site: &SiteCase<'_>, evidence: &Evidence, order: &OrderId) -> bool {
    orders_named(site, evidence).is_some_and(|orders| orders.contains_key(order))
}

/// The orders that an exhibit names in its own text or rows, with their places.
pub fn orders_named<'c>(
    site: &SiteCase<'c>,
    evidence: &Evidence,
) -> Option<&'c BTreeMap<OrderId, Span>> {
    let path = evidence.file_on(site.code())?;
    site.contents.get(&path.value).map(|content| &content.orders)
}

/// Files an exhibit under what its kind proves; one of unknown kind proves nothing.
fn add<'c>(site: &SiteCase<'c>, coverage: &mut OrderCoverage<'c>, name: &str) {
    let Some(evidence) = site.exhibit(name) else { return };
    let kind = evidence.kind.as_ref().and_then(|kind| site.policy.evidence_kinds.get(&kind.value));
    match kind.map(|kind| kind.speaks) {
        Some(Role::Direct) => push_once(&mut coverage.direct, &evidence.item.id.value),
        Some(Role::Process) => push_once(&mut coverage.process, &evidence.item.id.value),
        None => {}
    }
}

fn push_once<'c>(list: &mut Vec<&'c str>, name: &'c str) {
    if !list.contains(&name) {
        list.push(name);
    }
}

//! Orders × findings × exhibits. In: a case as one site sees it. Out: for each defect order what
//! answers it and which exhibits prove it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::case::Evidence;
use crate::check::contents::Shown;
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
    Matrix::new(site).fill()
}

/// The coverage on its way.
struct Matrix<'s, 'c> {
    site: &'s SiteCase<'c>,
    orders: Vec<OrderCoverage<'c>>,
    /// Where each order stands; one that the report names twice stands twice.
    places: BTreeMap<&'c OrderId, Vec<usize>>,
}

impl<'s, 'c> Matrix<'s, 'c> {
    fn new(site: &'s SiteCase<'c>) -> Self {
        let mut places: BTreeMap<&OrderId, Vec<usize>> = BTreeMap::new();
        for (at, order) in site.data.defects().iter().enumerate() {
            places.entry(&order.id.value).or_default().push(at);
        }
        let bare = |order| OrderCoverage {
            order,
            findings: Vec::new(),
            disputes: Vec::new(),
            direct: Vec::new(),
            process: Vec::new(),
            named: Vec::new(),
            remedies: Vec::new(),
        };
        Self { site, orders: site.data.defects().iter().map(bare).collect(), places }
    }

    fn fill(mut self) -> Vec<OrderCoverage<'c>> {
        let site = self.site;
        for finding in &site.findings {
            let id = finding.item.id.value.as_str();
            let (proof, remedies) = (site.proof_of(finding), site.remedies_for(id));
            for order in site.covered.get(id).into_iter().flatten() {
                self.note(order, |coverage| {
                    coverage.findings.push(id);
                    proof.iter().for_each(|evidence| add(site, coverage, evidence));
                    let given = remedies.iter().map(|remedy| remedy.item.id.value.as_str());
                    given.for_each(|remedy| push_once(&mut coverage.remedies, remedy));
                });
            }
        }
        for dispute in &site.disputes {
            let names = dispute.proof.iter();
            let proof: Vec<&Evidence> = names.filter_map(|it| site.exhibit(&it.value)).collect();
            let orders: BTreeSet<&OrderId> = dispute.orders.iter().map(|it| &it.value).collect();
            for order in orders {
                self.note(order, |coverage| {
                    coverage.disputes.push(&dispute.item.id.value);
                    proof.iter().for_each(|evidence| add(site, coverage, evidence));
                });
            }
        }
        for evidence in &site.evidence {
            let name = evidence.item.id.value.as_str();
            let named = orders_named(site, evidence).filter(|_| site.cited.contains(name));
            for order in named.iter().flat_map(|it| it.keys()) {
                self.note(order, |coverage| {
                    add(site, coverage, evidence);
                    coverage.named.push(name);
                });
            }
        }
        self.orders
    }

    /// Writes something down for an order, wherever it stands.
    fn note(&mut self, order: &OrderId, mut what: impl FnMut(&mut OrderCoverage<'c>)) {
        for at in self.places.get(order).into_iter().flatten() {
            what(&mut self.orders[*at]);
        }
    }
}

/// The orders that an exhibit names in its own text or rows, with their places. What a `hide` takes
/// out of its pages names nothing.
pub fn orders_named<'c>(
    site: &SiteCase<'c>,
    evidence: &Evidence,
) -> Option<Cow<'c, BTreeMap<OrderId, Span>>> {
    let path = evidence.file_on(site.code())?;
    let orders = &site.contents.get(&path.value)?.orders;
    let key = (evidence.item.id.value.clone(), path.value.clone());
    let Some(Shown::Pages(pages)) = site.leaving.get(&key).filter(|_| !evidence.hides.is_empty())
    else {
        return Some(Cow::Borrowed(orders));
    };
    let left = pages.iter().flat_map(|page| OrderId::all_in(&page.text));
    let left: BTreeSet<OrderId> = left.map(|(_, order)| order).collect();
    let mut orders = orders.clone();
    orders.retain(|order, _| left.contains(order));
    Some(Cow::Owned(orders))
}

/// Files an exhibit under what its kind proves; one of unknown kind proves nothing.
fn add<'c>(site: &SiteCase<'c>, coverage: &mut OrderCoverage<'c>, evidence: &'c Evidence) {
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

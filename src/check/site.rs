//! One case as one site sees it. In: a case, the site's pack and data. Out: [`SiteCase`]: the items
//! that belong to this site, and which orders each finding covers here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::case::{
    Action, Case, CaseHead, Dispute, Evidence, Finding, Followup, Related, Remedy, Selector, Site,
    Submission,
};
use crate::check::citation;
use crate::check::contents::{Contents, Leaving};
use crate::check::likeness::Fingerprints;
use crate::exhibit::{Facts, Fault};
use crate::policy::{Days, Marketplace, Policy};
use crate::report::{DefectOrder, DefectRate, MarketplacePerformance};
use crate::source::Spanned;
use crate::value::{Date, DefectKind, OrderId, Percent};

/// What the files of one site hold.
#[derive(Debug, Clone, Default)]
pub struct SiteData {
    /// Orders in the window; `None` where they could not be counted.
    pub orders: Option<u64>,
    /// Orders with a defect, of the case's fulfilment; `None` where they could not be read.
    pub defects: Option<Vec<DefectOrder>>,
    /// Whether some rows of the defects could not be read.
    pub has_gaps: bool,
    /// The rates as the account health reports print them, of the case's fulfilment.
    ///
    /// **Shape**: the newest window first; those without a window last.
    pub rates: Vec<DefectRate>,
    /// All that the newest account health report says of this site.
    pub health: Option<MarketplacePerformance>,
}

impl SiteData {
    /// Orders with a defect; empty where they could not be read.
    pub fn defects(&self) -> &[DefectOrder] {
        self.defects.as_deref().unwrap_or_default()
    }

    /// Whether every row of the defects could be read: only then does an absence mean anything.
    pub fn is_whole(&self) -> bool {
        self.defects.is_some() && !self.has_gaps
    }

    /// How many orders have a defect of a kind; an order with two kinds counts for both.
    pub fn count(&self, kind: DefectKind) -> u64 {
        self.defects().iter().filter(|order| order.kinds.contains_key(&kind)).count() as u64
    }

    /// How many orders have a defect: each once.
    pub fn with_defect(&self) -> u64 {
        self.defects().len() as u64
    }
}

/// What is known of each evidence file, by its path in the case folder.
pub type Exhibits = BTreeMap<String, Result<Facts, ExhibitFault>>;

/// Why an evidence file is of no use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExhibitFault {
    /// It cannot be had at all: the reason, and what to do.
    Missing(String, &'static str),
    /// It is there, but cannot be an exhibit.
    Unfit(Fault),
}

/// Everything that the checks of one site may consult.
#[derive(Debug, Clone)]
pub struct SiteCase<'c> {
    /// The whole case.
    pub case: &'c Case,
    /// The `case` item.
    pub head: &'c CaseHead,
    /// The `site` item.
    pub site: &'c Site,
    /// What the site asks.
    pub policy: &'c Policy,
    /// Facts of the marketplace.
    pub marketplace: &'c Marketplace,
    /// Its orders and defects.
    pub data: &'c SiteData,
    /// What is known of the evidence files.
    pub exhibits: &'c Exhibits,
    /// What is inside them.
    pub contents: &'c Contents,
    /// What is left of them.
    pub leaving: &'c Leaving,
    /// The day of the check.
    pub as_of: Date,
    /// Findings that cover at least one order here.
    pub findings: Vec<&'c Finding>,
    /// Actions that answer one of these findings, or none at all.
    pub actions: Vec<&'c Action>,
    /// Exhibits with a file here that speak for something here.
    pub evidence: Vec<&'c Evidence>,
    /// Remedies for one of these findings.
    pub remedies: Vec<&'c Remedy>,
    /// Disputes with an order of this site.
    pub disputes: Vec<&'c Dispute>,
    /// Related problems.
    pub related: Vec<&'c Related>,
    /// Earlier attempts.
    pub submissions: Vec<&'c Submission>,
    /// Promised reports.
    pub followups: Vec<&'c Followup>,
    /// The orders that each finding covers here, by its name.
    pub covered: BTreeMap<&'c str, BTreeSet<OrderId>>,
    /// The same as orders, in the order of the report.
    pub covered_orders: BTreeMap<&'c str, Vec<&'c DefectOrder>>,
    /// The exhibits by name; the first one where two have the same.
    pub exhibits_by_name: BTreeMap<&'c str, &'c Evidence>,
    /// Names of the exhibits that something here cites.
    pub cited: BTreeSet<String>,
    /// Names of the exhibits that something on any site cites.
    pub cited_anywhere: BTreeSet<String>,
    /// Every order that the data of any site names; `None` where some data could not be read.
    pub known_orders: Option<&'c BTreeSet<OrderId>>,
    /// Kinds of exhibit that a missing disclosure or attachment would cite.
    pub awaited_kinds: BTreeSet<String>,
    /// The words of the plans of all sites, by code, in the order of the case; empty where there is
    /// only one.
    pub twins: Arc<[(String, Fingerprints)]>,
}

/// What a [`SiteCase`] is made from.
#[derive(Debug, Clone, Copy)]
pub struct Given<'c> {
    /// The whole case.
    pub case: &'c Case,
    /// What the site asks.
    pub policy: &'c Policy,
    /// Facts of the marketplace.
    pub marketplace: &'c Marketplace,
    /// Its orders and defects.
    pub data: &'c SiteData,
    /// What is known of the evidence files.
    pub exhibits: &'c Exhibits,
    /// What is inside them.
    pub contents: &'c Contents,
    /// What is left of them.
    pub leaving: &'c Leaving,
    /// The day of the check.
    pub as_of: Date,
    /// Every order that the data of any site names; `None` where some data could not be read.
    pub known_orders: Option<&'c BTreeSet<OrderId>>,
}

impl<'c> SiteCase<'c> {
    /// Sees a case with the eyes of one site; `None` where it has no `case` item.
    pub fn new(given: Given<'c>, site: &'c Site) -> Option<Self> {
        let case = given.case;
        let code = site.item.id.value.as_str();
        let rows = Rows::new(given.data.defects());
        let mut covered = BTreeMap::new();
        let mut covered_orders = BTreeMap::new();
        for finding in case.findings.iter().filter(|finding| finding.item.is_on(code)) {
            let orders = rows.select(finding.covers.as_ref());
            let id = finding.item.id.value.as_str();
            covered.insert(id, orders.iter().map(|order| order.id.value.clone()).collect());
            covered_orders.insert(id, orders);
        }
        // Where its orders are not known, a finding may concern the site.
        let is_known = given.data.defects.is_some();
        let in_doubt = |it: &&Finding| !is_known || it.item.damaged.contains("covers");
        let doubtful = case.findings.iter().filter(in_doubt);
        let doubtful: Vec<&str> = doubtful.map(|it| it.item.id.value.as_str()).collect();
        let concerns = |name: &Spanned<String>| {
            let orders: Option<&BTreeSet<OrderId>> = covered.get(name.value.as_str());
            orders.is_some_and(|orders| !orders.is_empty() || doubtful.contains(&&*name.value))
        };
        let findings: Vec<_> = case.findings.iter().filter(|it| concerns(&it.item.id)).collect();
        let actions = case.actions.iter().filter(|action| {
            let answers = action.fixes.iter().any(|target| concerns(&target.finding));
            action.item.is_on(code) && (answers || action.fixes.is_empty())
        });
        let remedies = case
            .remedies
            .iter()
            .filter(|remedy| remedy.item.is_on(code) && remedy.findings.iter().any(concerns));
        let here = |id: &OrderId| rows.by_id.contains_key(id);
        let disputes = case.disputes.iter().filter(|dispute| {
            dispute.item.is_on(code) && dispute.orders.iter().any(|order| here(&order.value))
        });
        let evidence: Vec<_> = case.evidence.iter().filter(|it| it.is_on(code)).collect();
        let exhibits_by_name =
            evidence.iter().rev().map(|it| (it.item.id.value.as_str(), *it)).collect();
        let mut seen = Self {
            case,
            head: case.head.as_ref()?,
            site,
            policy: given.policy,
            marketplace: given.marketplace,
            data: given.data,
            exhibits: given.exhibits,
            contents: given.contents,
            leaving: given.leaving,
            as_of: given.as_of,
            findings,
            actions: actions.collect(),
            evidence,
            remedies: remedies.collect(),
            disputes: disputes.collect(),
            related: case.related.iter().filter(|it| it.item.is_on(code)).collect(),
            submissions: case.submissions.iter().filter(|it| it.item.is_on(code)).collect(),
            followups: case.followups.iter().filter(|it| it.item.is_on(code)).collect(),
            covered,
            covered_orders,
            exhibits_by_name,
            cited: BTreeSet::new(),
            cited_anywhere: BTreeSet::new(),
            known_orders: given.known_orders,
            awaited_kinds: BTreeSet::new(),
            twins: Arc::from([]),
        };
        seen.cited = citation::cited(&seen);
        Some(seen)
    }

    /// The site's code: `us`.
    pub fn code(&self) -> &'c str {
        &self.site.item.id.value
    }

    /// The days that decide which law holds.
    pub fn days(&self) -> Days {
        Days {
            as_of: self.as_of,
            submission: self.head.submit.as_ref().map(|submit| submit.value),
            orders: self.site.window.as_ref().map(|window| window.value.to()),
        }
    }

    /// The exhibits whose copies are part of this site's plan, each with its file.
    pub fn leaves(&self) -> impl Iterator<Item = (&'c Evidence, &'c Spanned<String>)> {
        let by_kind = self.site.attaches.iter().any(|attach| attach.evidence.is_empty());
        self.evidence.iter().filter_map(move |evidence| {
            let is_cited = by_kind || self.cited.contains(&evidence.item.id.value);
            Some((*evidence, evidence.file_on(self.code())?)).filter(|_| is_cited)
        })
    }

    /// The exhibit of a name, if it has a file here.
    pub fn exhibit(&self, name: &str) -> Option<&'c Evidence> {
        self.exhibits_by_name.get(name).copied()
    }

    /// The orders that a finding covers here.
    pub fn orders_of(&self, finding: &str) -> &[&'c DefectOrder] {
        self.covered_orders.get(finding).map(Vec::as_slice).unwrap_or_default()
    }

    /// Actions that answer a finding.
    pub fn actions_for(&self, finding: &str) -> Vec<&'c Action> {
        let answers =
            |action: &&Action| action.fixes.iter().any(|target| target.finding.value == finding);
        self.actions.iter().copied().filter(answers).collect()
    }

    /// Remedies for a finding.
    pub fn remedies_for(&self, finding: &str) -> Vec<&'c Remedy> {
        let gives = |remedy: &&Remedy| remedy.findings.iter().any(|name| name.value == finding);
        self.remedies.iter().copied().filter(gives).collect()
    }

    /// The exhibits that a finding itself names, and those made `for` it.
    pub fn proof_for_text(&self, finding: &Finding) -> Vec<&'c Evidence> {
        let id = &finding.item.id.value;
        let named = |it: &&Evidence| {
            finding.proof.iter().any(|name| name.value == it.item.id.value)
                || it.speaks_for.iter().any(|name| name.value == *id)
        };
        self.evidence.iter().copied().filter(named).collect()
    }

    /// Names of the exhibits that speak for a finding: its own proof, those made `for` it, and the
    /// proof of its actions and remedies; each once, in that order.
    pub fn proof_of(&self, finding: &Finding) -> Vec<&'c Evidence> {
        let id = &finding.item.id.value;
        let mut names: Vec<&str> = finding.proof.iter().map(|name| name.value.as_str()).collect();
        let made_for = |it: &&&Evidence| it.speaks_for.iter().any(|name| name.value == *id);
        names.extend(self.evidence.iter().filter(made_for).map(|it| it.item.id.value.as_str()));
        for action in self.actions_for(id) {
            names.extend(proof_of_action(action));
        }
        for remedy in self.remedies_for(id) {
            names.extend(remedy.proof.iter().map(|name| name.value.as_str()));
        }
        let mut found: Vec<&Evidence> = Vec::new();
        for evidence in names.into_iter().filter_map(|name| self.exhibit(name)) {
            if found.iter().all(|known| known.item.id.value != evidence.item.id.value) {
                found.push(evidence);
            }
        }
        found
    }

    /// The order defect rate for showing, told apart from the threshold.
    pub fn rate(&self) -> Option<Percent> {
        let (defects, orders) = (self.data.with_defect(), self.data.orders?);
        match self.policy.value("threshold_percent", self.as_of).and_then(|it| it.as_u64()) {
            Some(threshold) => Percent::beside(threshold, defects, orders),
            None => Percent::of(defects, orders),
        }
    }

    /// Whether the account passes: strictly under one defect in a hundred orders.
    ///
    /// **Source**: reference `amazon.md` section 1.4; the threshold itself is a value of the pack.
    pub fn passes(&self) -> Option<bool> {
        let percent = self.policy.value("threshold_percent", self.as_of)?.as_u64()?;
        let defects = self.data.defects.as_ref()?.len() as u64;
        Some(defects * 100 < self.data.orders? * percent)
    }
}

/// Names of the exhibits of an action and of its verification.
pub fn proof_of_action(action: &Action) -> impl Iterator<Item = &str> {
    let verified = action.verify.iter().flat_map(|verify| &verify.proof);
    action.proof.iter().chain(verified).map(|name| name.value.as_str())
}

/// The orders that a selector takes from the site's defects.
pub fn select(selector: Option<&Selector>, defects: &[DefectOrder]) -> BTreeSet<OrderId> {
    let taken = Rows::new(defects).select(selector).into_iter();
    taken.map(|order| order.id.value.clone()).collect()
}

/// The defects of a site, and where each order stands among them.
struct Rows<'d> {
    defects: &'d [DefectOrder],
    by_id: BTreeMap<&'d OrderId, Vec<usize>>,
}

impl<'d> Rows<'d> {
    fn new(defects: &'d [DefectOrder]) -> Self {
        let mut by_id: BTreeMap<&OrderId, Vec<usize>> = BTreeMap::new();
        for (at, order) in defects.iter().enumerate() {
            by_id.entry(&order.id.value).or_default().push(at);
        }
        Self { defects, by_id }
    }

    /// The orders that a selector takes, in the order of the report.
    fn select(&self, selector: Option<&Selector>) -> Vec<&'d DefectOrder> {
        match selector {
            None => Vec::new(),
            Some(Selector::Orders { orders, .. }) => {
                let places = orders.iter().filter_map(|wanted| self.by_id.get(&wanted.value));
                let places: BTreeSet<usize> = places.flatten().copied().collect();
                places.into_iter().map(|at| &self.defects[at]).collect()
            }
            Some(Selector::Defects { conditions, .. }) => {
                let fits = |order: &&DefectOrder| {
                    conditions.iter().all(|condition| {
                        let has = |value: &Spanned<String>| {
                            has_value(order, &condition.field.value, value)
                        };
                        condition.values.iter().any(has)
                    })
                };
                self.defects.iter().filter(fits).collect()
            }
        }
    }
}

fn has_value(order: &DefectOrder, field: &str, value: &Spanned<String>) -> bool {
    match field {
        "kind" => order.kinds.keys().any(|kind| kind.as_str() == value.value),
        "reason" => {
            order.reason.as_ref().is_some_and(|reason| same_words(&reason.value, &value.value))
        }
        _ => order.asin.as_ref().is_some_and(|asin| asin.value.as_str() == value.value),
    }
}

/// Whether two words are the same but for case and for blanks, `_` and `-` between their parts.
fn same_words(left: &str, right: &str) -> bool {
    let parts = |text: &str| -> String {
        text.to_lowercase()
            .split([' ', '_', '-'])
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("-")
    };
    parts(left) == parts(right)
}

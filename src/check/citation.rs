//! Which exhibits the plan cites. In: a case as one site sees it. Out: their names. Their numbers
//! come later, from the order of the finished document.

use std::collections::BTreeSet;

use crate::case::{Mark, Prose, Value};
use crate::check::site::{SiteCase, proof_of_action};

/// Names of the exhibits that something of this site's plan cites.
pub fn cited(site: &SiteCase<'_>) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for finding in &site.findings {
        names.extend(site.proof_of(finding).iter().map(|it| it.item.id.value.clone()));
    }
    for action in &site.actions {
        names.extend(proof_of_action(action).map(str::to_owned));
    }
    let more = site.remedies.iter().flat_map(|it| &it.proof);
    let more = more.chain(site.related.iter().flat_map(|it| &it.proof));
    let more = more.chain(site.disputes.iter().flat_map(|it| &it.proof));
    let more = more.chain(site.site.attaches.iter().flat_map(|attach| &attach.evidence));
    names.extend(more.map(|name| name.value.clone()));
    for fact in site.site.discloses.iter().flat_map(|disclose| &disclose.facts) {
        if let Value::Names(_, found) = &fact.value {
            names.extend(found.iter().map(|name| name.value.clone()));
        }
    }
    for prose in proses(site) {
        names.extend(prose.marks().into_iter().filter_map(|mark| match mark {
            Mark::Reference { name, .. } => Some(name),
            Mark::Hole { .. } | Mark::Broken { .. } => None,
        }));
    }
    names
}

/// All prose of the plan of one site, in the order of its items.
pub fn proses<'c>(site: &SiteCase<'c>) -> Vec<&'c Prose> {
    let mut found: Vec<&'c Prose> = Vec::new();
    for finding in &site.findings {
        found.extend(finding.texts.iter().chain(&finding.whys).chain(&finding.missed));
    }
    for action in &site.actions {
        found.extend(action.did.iter().chain(action.will.as_ref().map(|(prose, _)| prose)));
    }
    found.extend(site.remedies.iter().flat_map(|remedy| &remedy.texts));
    found.extend(site.related.iter().flat_map(|related| &related.texts));
    found
}

//! Which exhibits the plan cites. In: a case as one site sees it. Out: their names. Their numbers
//! come later, from the order of the finished document.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::case::{Case, Fact, Mark, Prose, Value};
use crate::check::site::{SiteCase, proof_of_action};
use crate::source::Spanned;
use crate::suggest;

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
        names.extend(names_of(fact).iter().map(|name| name.value.clone()));
    }
    names.extend(proses(site).into_iter().flat_map(references));
    names
}

/// Names of the exhibits that something of the case cites, whichever site it belongs to; also those
/// that a name which leads nowhere was probably meant for.
pub fn cited_anywhere(case: &Case) -> BTreeSet<String> {
    let mut cited: Vec<&Spanned<String>> = Vec::new();
    cited.extend(case.findings.iter().flat_map(|finding| &finding.proof));
    cited.extend(case.remedies.iter().flat_map(|remedy| &remedy.proof));
    cited.extend(case.related.iter().flat_map(|related| &related.proof));
    cited.extend(case.disputes.iter().flat_map(|dispute| &dispute.proof));
    for site in &case.sites {
        cited.extend(site.attaches.iter().flat_map(|attach| &attach.evidence));
        cited.extend(site.discloses.iter().flat_map(|it| &it.facts).flat_map(names_of));
    }
    let mut names: BTreeSet<String> = cited.into_iter().map(|name| name.value.clone()).collect();
    for action in &case.actions {
        names.extend(proof_of_action(action).map(str::to_owned));
    }
    let spoken = case.evidence.iter().filter(|evidence| !evidence.speaks_for.is_empty());
    names.extend(spoken.map(|evidence| evidence.item.id.value.clone()));
    names.extend(case.proses().into_iter().flat_map(references));
    let known = || case.evidence.iter().map(|evidence| evidence.item.id.value.as_str());
    let exhibits: BTreeSet<&str> = known().collect();
    let lost = names.iter().filter(|name| !exhibits.contains(name.as_str()));
    let meant: Vec<&str> = lost.filter_map(|name| suggest::nearest(name, known())).collect();
    let meant: Vec<String> = meant.into_iter().map(str::to_owned).collect();
    names.extend(meant);
    names
}

/// The names that a fact gives: exhibits, or a choice.
fn names_of(fact: &Fact) -> &[Spanned<String>] {
    match &fact.value {
        Value::Names(_, names) => names,
        _ => &[],
    }
}

fn references(prose: &Prose) -> Vec<String> {
    let marks = prose.marks().iter();
    let names = marks.filter_map(|mark| match mark {
        Mark::Reference { name, .. } => Some(name.clone()),
        Mark::Hole { .. } | Mark::Broken { .. } => None,
    });
    names.collect()
}

/// A range of prose without the references in it.
pub fn without_references(prose: &Prose, range: Range<usize>) -> String {
    let mut text = String::new();
    let mut done = range.start;
    for mark in prose.marks() {
        let place = mark.range();
        if !matches!(mark, Mark::Reference { .. }) || place.start < done || range.end < place.end {
            continue;
        }
        text.push_str(&prose.text[done..place.start]);
        done = place.end;
    }
    text + &prose.text[done..range.end]
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

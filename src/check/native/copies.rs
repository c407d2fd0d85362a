//! Looks at text that stands in several places: a sentence twice in one plan (R48), the same plan
//! for several sites (R52).

use std::collections::BTreeMap;

use serde_json::json;

use crate::check::citation;
use crate::check::likeness::{sentences, words};
use crate::check::rules::Asked;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Words of a sentence below which it may well be said twice.
const WORDS_MIN: usize = 8;

/// R48: no sentence stands twice in one plan.
pub fn sentence_repeated(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let mut first: BTreeMap<Vec<String>, Span> = BTreeMap::new();
    let mut faults = Vec::new();
    for prose in citation::proses(asked.site) {
        for range in sentences(&prose.text) {
            let text = &prose.text[range.clone()];
            let said = words(&citation::without_references(prose, range.clone()));
            if said.len() < WORDS_MIN {
                continue;
            }
            let place = prose.place(range);
            let Some(before) = first.get(&said) else {
                first.insert(said, place);
                continue;
            };
            let scope = asked.view.scope.with("found", json!(text));
            faults.push(asked.fault(place, &scope).also(*before, "the first time"));
        }
    }
    faults
}

/// R52: the plan of one site is not that of another. One fault for all sites that are alike, at
/// the first of them.
pub fn site_copy(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    let Some(limit) = asked.number("percent_max") else { return Vec::new() };
    let code = site.code();
    let Some(at) = site.twins.iter().position(|(known, _)| known == code) else {
        return Vec::new();
    };
    let own = &site.twins[at].1;
    let percent = |other: &str| {
        let other = site.twins.iter().find(|(known, _)| known == other);
        other.map_or(0, |(_, theirs)| own.percent_in(theirs).min(theirs.percent_in(own)))
    };
    let is_alike = |other: &&str| percent(other) as f64 > limit;
    let codes = || site.twins.iter().map(|(code, _)| code.as_str());
    if codes().take(at).any(|other| is_alike(&other)) {
        return Vec::new(); // Told at the first of them.
    }
    let alike: Vec<&str> = codes().skip(at + 1).filter(is_alike).collect();
    let Some(first) = alike.first() else { return Vec::new() };
    let listed: Vec<String> = alike.iter().map(|code| format!("`{code}`")).collect();
    let scope = asked.view.scope.with("others", json!(listed.join(", ")));
    let scope = scope.with("percent", json!(percent(first)));
    let fault = asked.fault(site.site.item.head, &scope);
    let places = site.case.sites.iter().filter(|it| alike.contains(&it.item.id.value.as_str()));
    vec![places.fold(fault, |fault, it| fault.also(it.item.head, "and this site"))]
}

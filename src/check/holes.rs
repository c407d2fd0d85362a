//! Values inside prose: `{{ covered.count }}`. In: a path and where it stands. Out: the value, or a
//! fault where no value has this name. Values are data; nobody types a number that can be computed.

use std::collections::BTreeSet;

use crate::case::{Action, Finding, Mark, Prose};
use crate::check::site::SiteCase;
use crate::diagnostic::{Diagnostic, FixSafety};
use crate::suggest;
use crate::value::{Date, DefectKind, OrderId, Percent};

/// What a hole stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoleValue {
    /// A number of things.
    Count(u64),
    /// A share.
    Share(Percent),
    /// A day.
    Day(Date),
    /// Words.
    Words(String),
}

impl HoleValue {
    /// The value as messages show it, in no language.
    pub fn plain(&self) -> String {
        match self {
            HoleValue::Count(count) => count.to_string(),
            HoleValue::Share(share) => share.to_string(),
            HoleValue::Day(day) => day.to_string(),
            HoleValue::Words(words) => words.clone(),
        }
    }
}

/// The orders that `covered` means where prose stands.
pub type Covered = BTreeSet<OrderId>;

/// Values that prose may name. `covered` is what the finding at hand covers.
pub const PATHS: &[(&str, &str)] = &[
    ("covered.count", "how many defect orders the finding covers on this site"),
    ("covered.share", "their share of all defect orders, in whole percent"),
    ("defects.count", "how many orders have a defect on this site"),
    ("defects.a-to-z", "how many have an A-to-z claim"),
    ("defects.chargeback", "how many have a chargeback"),
    ("defects.negative-feedback", "how many have negative feedback"),
    ("orders.count", "how many orders the window holds"),
    ("rate", "the order defect rate"),
    ("window.from", "first day of the window"),
    ("window.to", "last day of the window"),
    ("window.days", "length of the window in days"),
    ("site.name", "name of the marketplace"),
    ("site.domain", "its domain"),
    ("seller", "the seller's name"),
    ("submit", "the day on which the plan is sent"),
    ("noticed", "the day of Amazon's notice"),
];

/// The value of a path; `None` where it has none here.
pub fn value(site: &SiteCase<'_>, covered: &Covered, path: &str) -> Option<HoleValue> {
    let window = site.site.window.as_ref().map(|window| window.value);
    let defects = site.data.with_defect();
    let value = match path {
        "covered.count" => HoleValue::Count(covered.len() as u64),
        "covered.share" => HoleValue::Share(Percent::rounded(covered.len() as u64, defects)?),
        "defects.count" => HoleValue::Count(defects),
        "defects.a-to-z" => HoleValue::Count(site.data.count(DefectKind::AToZ)),
        "defects.chargeback" => HoleValue::Count(site.data.count(DefectKind::Chargeback)),
        "defects.negative-feedback" => {
            HoleValue::Count(site.data.count(DefectKind::NegativeFeedback))
        }
        "orders.count" => HoleValue::Count(site.data.orders?),
        "rate" => HoleValue::Share(site.rate()?),
        "window.from" => HoleValue::Day(window?.from()),
        "window.to" => HoleValue::Day(window?.to()),
        "window.days" => HoleValue::Count(window?.days().unsigned_abs()),
        "site.name" => HoleValue::Words(site.marketplace.name.clone()),
        "site.domain" => HoleValue::Words(site.marketplace.domain.clone()),
        "seller" => HoleValue::Words(site.head.seller.as_ref()?.value.clone()),
        "submit" => HoleValue::Day(site.head.submit.as_ref()?.value),
        "noticed" => HoleValue::Day(site.head.noticed.as_ref()?.value),
        _ => return None,
    };
    Some(value)
}

/// The orders that `covered` means in a finding.
pub fn covered_by_finding(site: &SiteCase<'_>, finding: &Finding) -> Covered {
    site.covered.get(finding.item.id.value.as_str()).cloned().unwrap_or_default()
}

/// The orders that `covered` means in an action: those of all findings that it answers.
pub fn covered_by_action(site: &SiteCase<'_>, action: &Action) -> Covered {
    let findings =
        action.fixes.iter().filter_map(|target| site.covered.get(target.finding.value.as_str()));
    findings.flatten().cloned().collect()
}

/// All prose of a site's plan as it is printed: values in place of holes, references left out.
pub fn filled(site: &SiteCase<'_>) -> Vec<String> {
    let mut texts = Vec::new();
    let mut add = |prose: &Prose, covered: &Covered| texts.push(fill(site, prose, covered));
    for finding in &site.findings {
        let covered = covered_by_finding(site, finding);
        let proses = finding.texts.iter().chain(&finding.whys).chain(&finding.missed);
        proses.for_each(|prose| add(prose, &covered));
    }
    for action in &site.actions {
        let covered = covered_by_action(site, action);
        let proses = action.did.iter().chain(action.will.as_ref().map(|(prose, _)| prose));
        proses.for_each(|prose| add(prose, &covered));
    }
    let others = site.remedies.iter().flat_map(|it| &it.texts);
    let others = others.chain(site.related.iter().flat_map(|it| &it.texts));
    others.for_each(|prose| add(prose, &Covered::new()));
    texts
}

fn fill(site: &SiteCase<'_>, prose: &Prose, covered: &Covered) -> String {
    let mut text = String::new();
    let mut done = 0;
    for mark in prose.marks() {
        text.push_str(&prose.text[done..mark.range().start]);
        done = mark.range().end;
        if let Mark::Hole { path, .. } = mark {
            text.push_str(&value(site, covered, path).map_or(String::new(), |it| it.plain()));
        }
    }
    text + &prose.text[done..]
}

/// Checks that every hole names a value.
pub fn check(site: &SiteCase<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for prose in crate::check::citation::proses(site) {
        for mark in prose.marks() {
            if let Mark::Hole { range, path } = mark {
                let known = PATHS.iter().any(|(name, _)| name == path);
                if !known {
                    faults.push(unknown(prose, range.clone(), path));
                }
            }
        }
    }
    faults
}

fn unknown(prose: &Prose, range: std::ops::Range<usize>, path: &str) -> Diagnostic {
    let place = prose.place(range);
    let message = format!("no value is called `{path}`");
    let fault = Diagnostic::error("unknown-value", message).at(place, "nothing to put here");
    let names = || PATHS.iter().map(|(name, _)| *name);
    match suggest::nearest(path, names()) {
        Some(near) => fault.help(format!("did you mean `{{{{ {near} }}}}`?")).fix(
            FixSafety::Asks,
            place,
            format!("{{{{ {near} }}}}"),
        ),
        None => {
            let listed: Vec<_> = names().map(|name| format!("`{name}`")).collect();
            fault.help(format!("the values are {}", listed.join(", ")))
        }
    }
}

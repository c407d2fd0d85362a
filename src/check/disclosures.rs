//! What a site's law makes the plan say (R51). In: a case as one site sees it. Out: a fault for
//! each disclosure or fact that is missing or unfit, with the law that asks for it. What is not in
//! force on the days of the case is not asked for.

mod given;
mod identifier;

use std::collections::BTreeSet;

use crate::case::{Disclose, Fact as GivenFact};
use crate::check::disclosures::given::Given;
use crate::check::site::SiteCase;
use crate::check::view::View;
use crate::diagnostic::{Diagnostic, Severity};
use crate::policy::Force;
use crate::policy::types::{Disclosure, Fact, FactType, Look};

/// The published name of the rule.
pub const RULE: &str = "disclosure-missing";

/// The published name of the rule about what is lawful, yet weaker than the site's own policy.
pub const SHORT_RULE: &str = "disclosure-short-of-policy";

/// Checks every disclosure that the site asks for and that is meant, by its name.
pub fn check<'c>(
    site: &SiteCase<'c>,
    view: &View<'c>,
    is_meant: &dyn Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (name, disclosure) in asked(site, view) {
        if disclosure.automatic || !is_meant(name) {
            continue;
        }
        match given(site, name) {
            Some(disclose) => Given { site, view, disclose, disclosure }.check(&mut faults),
            None if has_rule_of_its_own(site, view, name) => {}
            None => faults.push(missing(site, view, name, disclosure)),
        }
    }
    faults
}

/// Whether a rule of the pack asks for a disclosure in this case: then the rule tells it.
fn has_rule_of_its_own(site: &SiteCase<'_>, view: &View<'_>, name: &str) -> bool {
    let quoted = format!("'{name}'");
    site.policy.rules.iter().any(|rule| {
        let Look::Require(expression) = &rule.look else { return false };
        let asks = expression.reads("site", "disclosures") && expression.text().contains(&quoted);
        asks && rule.level.severity().is_some() && view.applies(rule.when.as_ref())
    })
}

/// The disclosures that apply to this case on this site, in the order of their names.
pub fn asked<'p>(site: &SiteCase<'p>, view: &View<'_>) -> Vec<(&'p String, &'p Disclosure)> {
    let days = site.days();
    let applies = |disclosure: &Disclosure| {
        let is_looked_for = disclosure.automatic || disclosure.level.severity().is_some();
        let force = site.policy.force(&disclosure.sources, &days);
        is_looked_for && force != Force::Lapsed && view.applies(disclosure.when.as_ref())
    };
    if site.site.item.damaged.contains("disclose") {
        return Vec::new();
    }
    let policy = site.policy;
    policy.disclosures.iter().filter(|(_, disclosure)| applies(disclosure)).collect()
}

/// Kinds of exhibit that missing disclosures would cite.
pub fn awaited_kinds(site: &SiteCase<'_>, view: &View<'_>) -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    for (name, disclosure) in asked(site, view) {
        for (fact_name, fact) in &disclosure.facts {
            let is_given =
                given(site, name).is_some_and(|disclose| find(disclose, fact_name).is_some());
            if let (false, FactType::Evidence(wanted)) = (is_given, &fact.kind) {
                kinds.extend(wanted.iter().cloned());
            }
        }
    }
    kinds
}

fn given<'c>(site: &SiteCase<'c>, name: &str) -> Option<&'c Disclose> {
    site.site.discloses.iter().find(|disclose| disclose.name.value == name)
}

fn find<'c>(disclose: &'c Disclose, name: &str) -> Option<&'c GivenFact> {
    disclose.facts.iter().find(|fact| fact.name.value == name)
}

/// Whether a fact is asked for in this case.
fn is_asked(site: &SiteCase<'_>, view: &View<'_>, fact: &Fact) -> bool {
    let is_optional = fact.level.is_some_and(|level| level.severity().is_none());
    let force = site.policy.force(&fact.basis, &site.days());
    !is_optional && force != Force::Lapsed && view.applies(fact.when.as_ref())
}

/// How much a fault of a disclosure, or of one of its facts, matters: what is not yet in force on
/// the day of the check is only announced.
fn severity(site: &SiteCase<'_>, disclosure: &Disclosure, fact: Option<&Fact>) -> Severity {
    let level = fact.and_then(|fact| fact.level).unwrap_or(disclosure.level);
    match coming(site, disclosure, fact) {
        Some(_) => Severity::Advice,
        None => level.severity().unwrap_or(Severity::Advice),
    }
}

/// ` (in force from DATE)`, where it comes only after the day of the check.
fn coming(site: &SiteCase<'_>, disclosure: &Disclosure, fact: Option<&Fact>) -> Option<String> {
    let days = site.days();
    let own = fact.map(|fact| site.policy.force(&fact.basis, &days));
    let whole = site.policy.force(&disclosure.sources, &days);
    [own, Some(whole)].into_iter().flatten().find_map(|force| match force {
        Force::Comes(day) => Some(format!(" (in force from {day})")),
        Force::Holds | Force::Lapsed => None,
    })
}

fn missing(
    site: &SiteCase<'_>,
    view: &View<'_>,
    name: &str,
    disclosure: &Disclosure,
) -> Diagnostic {
    let coming = coming(site, disclosure, None).unwrap_or_default();
    let message = format!(
        "`{}` asks for a disclosure that is not there: {}{coming}",
        site.code(),
        disclosure.title
    );
    let facts = disclosure.facts.iter().filter(|(_, fact)| is_asked(site, view, fact));
    let facts: Vec<String> =
        facts.map(|(name, fact)| format!("{name} {}", example(fact))).collect();
    let mut fault = Diagnostic::new(RULE, severity(site, disclosure, None), message)
        .at(site.site.item.head, format!("no `disclose {name}` in this block"))
        .help(format!("add `disclose {name} {{ {} }}`", facts.join("; ")));
    fault.clause =
        disclosure.sources.first().map(|basis| site.policy.clause(&disclosure.pack, basis));
    fault
}

/// What a fact looks like when it is written.
fn example(fact: &Fact) -> String {
    match &fact.kind {
        FactType::Text | FactType::Identifier { .. } => "\"…\"".to_owned(),
        FactType::Whole => "12".to_owned(),
        FactType::Duration { at_least, at_most, .. } => {
            at_least.or(*at_most).map_or("14d".to_owned(), |limit| limit.to_string())
        }
        FactType::Date => "2026-11-05".to_owned(),
        FactType::Percent => "99%".to_owned(),
        FactType::Money => "USD 24.99".to_owned(),
        FactType::Choice(choices) => {
            choices.first().map_or(String::new(), |choice| choice.name.clone())
        }
        FactType::Evidence(_) => "EXHIBIT".to_owned(),
    }
}

//! Words that packs define: is each one known? In: a case as one site sees it. Out: a fault for
//! each trigger, category, cause, issue, kind of evidence … that the site's pack does not know.

use std::collections::BTreeMap;

use crate::check::site::SiteCase;
use crate::diagnostic::{Diagnostic, FixSafety};
use crate::source::Spanned;
use crate::suggest;

/// Checks every word that the pack defines.
pub fn check(site: &SiteCase<'_>) -> Vec<Diagnostic> {
    let policy = site.policy;
    let mut faults = Vec::new();
    let mut ask = |what: &str, word: Option<&Spanned<String>>, known: Vec<&str>| {
        if let Some(word) = word.filter(|word| !known.contains(&word.value.as_str())) {
            faults.push(unknown(what, word, &known));
        }
    };
    ask("trigger", site.head.trigger.as_ref(), keys(&policy.triggers));
    ask("category", site.head.category.as_ref(), keys(&policy.categories));
    let causes = causes(site);
    let causes: Vec<&str> = causes.iter().map(String::as_str).collect();
    for finding in &site.findings {
        ask("cause", finding.cause.as_ref(), causes.clone());
        ask("issue", finding.issue.as_ref(), keys(&policy.issues));
    }
    for evidence in &site.evidence {
        ask("kind of evidence", evidence.kind.as_ref(), keys(&policy.evidence_kinds));
    }
    for related in &site.related {
        ask("related problem", Some(&related.item.id), keys(&policy.related_kinds));
    }
    for region in &site.site.ships_to {
        ask("part of the country", Some(region), keys(&policy.regions));
    }
    for disclose in &site.site.discloses {
        ask("disclosure", Some(&disclose.name), keys(&policy.disclosures));
    }
    for attach in &site.site.attaches {
        ask("attachment", Some(&attach.name), keys(&policy.attachments));
    }
    faults
}

fn keys<V>(map: &BTreeMap<String, V>) -> Vec<&str> {
    map.keys().map(String::as_str).collect()
}

/// Families of causes, and each refined cause.
fn causes(site: &SiteCase<'_>) -> Vec<String> {
    let mut known = Vec::new();
    for (family, causes) in &site.policy.causes {
        known.push(family.clone());
        known.extend(causes.kinds.keys().map(|kind| format!("{family}.{kind}")));
    }
    known
}

fn unknown(what: &str, word: &Spanned<String>, known: &[&str]) -> Diagnostic {
    let message = format!("there is no {what} called `{}`", word.value);
    let fault = Diagnostic::error("unknown-term", message).at(word.span, "not known");
    match suggest::nearest(&word.value, known.iter().copied()) {
        Some(near) => {
            fault.help(format!("did you mean `{near}`?")).fix(FixSafety::Asks, word.span, near)
        }
        None if known.is_empty() => {
            fault.help(format!("this site asks for no {what}: delete the line"))
        }
        None => {
            let listed: Vec<_> = known.iter().map(|word| format!("`{word}`")).collect();
            fault.help(format!("one of {}", listed.join(", ")))
        }
    }
}

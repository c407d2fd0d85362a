//! The `evidence:` look of a rule. In: its mapping. Out: `Look::Evidence`: which groups of kinds an
//! item needs. Looks at no exhibit.

use std::collections::BTreeMap;

use crate::policy::Policy;
use crate::policy::declare::known_names;
use crate::policy::duty::expression;
use crate::policy::mapping::rules::{GROUP, NEEDS};
use crate::policy::schema::Names;
use crate::policy::shape::{Faults, Fields, unknown_name};
use crate::policy::types::{Each, Look};
use crate::policy::yaml::{Node, Tree};

/// Reads `evidence: {of, by, needs}` of a rule.
pub(crate) fn needs(
    fields: &Fields<'_>,
    item: (Each, &Names),
    policy: &Policy,
    faults: &mut Faults<'_>,
) -> Option<Look> {
    let (each, names) = item;
    let name = ("`evidence`", fields.place("evidence"));
    let inner = Fields::of(fields.get("evidence")?, name, &NEEDS, faults)?;
    let words = [Each::Finding, Each::Action, Each::Case].map(|each| (each.as_str(), each));
    let of = inner.word("of", &words, faults).unwrap_or(each);
    if of != each {
        let message = format!("`of` is `{}` and `each` is `{}`", of.as_str(), each.as_str());
        faults.value(inner.place("of"), message, "keep one of them");
    }
    if inner.get("needs").is_none() {
        inner.missing("needs", faults);
    }
    if inner.get("by").is_none() {
        let groups = groups(inner.items("needs", faults), policy, faults);
        let needs = BTreeMap::from([(String::new(), groups)]);
        let is_empty = needs.values().all(Vec::is_empty);
        return (!is_empty).then_some(Look::Evidence { by: None, needs });
    }
    let by = expression(&inner, "by", names, faults);
    let known = by.as_ref().and_then(|by| keys(by.text(), policy));
    let mut by_key = BTreeMap::new();
    for entry in inner.map("needs", faults) {
        if let Some((what, known)) = &known
            && !known.contains(&entry.key.value.as_str())
        {
            unknown_name(what, &entry.key, known.iter().copied(), faults);
        }
        let Node::List(items) = &entry.value.node else {
            let message = format!("`{}` lists no groups of kinds", entry.key.value);
            faults.value(entry.value.span, message, "write `[{any: [KIND]}, …]`");
            continue;
        };
        by_key.insert(entry.key.value.clone(), groups(items, policy, faults));
    }
    Some(Look::Evidence { by: Some(by?), needs: by_key })
}

/// The texts that an expression can yield, where the pack knows them all, and what they are.
fn keys<'p>(by: &str, policy: &'p Policy) -> Option<(&'static str, Vec<&'p str>)> {
    match by.trim() {
        "finding.family" => {
            Some(("family of causes", policy.causes.keys().map(String::as_str).collect()))
        }
        "case.trigger" => Some(("trigger", policy.triggers.keys().map(String::as_str).collect())),
        "case.category" => {
            Some(("category", policy.categories.keys().map(String::as_str).collect()))
        }
        _ => None,
    }
}

/// Reads a list of `{any: [KIND, …]}`.
fn groups(items: &[Tree], policy: &Policy, faults: &mut Faults<'_>) -> Vec<Vec<String>> {
    let mut groups = Vec::new();
    for item in items {
        let name = ("a group of kinds", item.span);
        let Some(group) = Fields::of(item, name, &GROUP, faults) else { continue };
        let known = ("kind of evidence", &policy.evidence_kinds);
        let kinds = known_names(&group, "any", known, faults);
        match kinds.is_empty() {
            true => group.missing("any", faults),
            false => groups.push(kinds),
        }
    }
    groups
}

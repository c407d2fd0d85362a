//! Values and sources that nobody uses. In: packs. Out: a fault at the name of each.

use std::collections::BTreeSet;

use crate::compile::LoadedPacks;
use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::policy::expression::Expression;
use crate::policy::pattern::Pattern;
use crate::policy::schema::is_read_by_program;
use crate::policy::template::Template;
use crate::policy::types::{Basis, Look, ParamValue, Rule};
use crate::workshop::own_raw;

/// What some packs declare and no pack uses.
pub(crate) fn unused(packs: &LoadedPacks, names: &[String]) -> Vec<Diagnostic> {
    let mut sources: BTreeSet<&str> = BTreeSet::new();
    let mut values: BTreeSet<String> = BTreeSet::new();
    let mut lists: BTreeSet<&str> = BTreeSet::new();
    for policy in packs.set.packs.iter() {
        sources.extend(bases(policy).into_iter().filter_map(|basis| match basis {
            Basis::Source(id) => Some(id.value.as_str()),
            Basis::Convention => None,
        }));
        values.extend(read_values(policy));
        values.extend(values_in_words(policy));
        lists.extend(policy.rules.iter().flat_map(patterns).flat_map(Pattern::lists));
    }
    let mut faults = Vec::new();
    for policy in names.iter().filter_map(|name| packs.set.packs.policy(name)) {
        for entry in own_raw(packs, policy, "sources") {
            if !sources.contains(entry.name.value.as_str()) {
                let message = format!("nothing names the source `{}`", entry.name.value);
                let fault = Diagnostic::warning("pack-unused-source", message);
                faults
                    .push(fault.at(entry.name.span, "declared here").help("delete it, or name it"));
            }
        }
        for entry in own_raw(packs, policy, "word_lists") {
            let name = &entry.name.value;
            if !lists.contains(name.as_str()) {
                let message = format!("no pattern names the list of words `{name}`");
                let fault = Diagnostic::warning("pack-unused-value", message);
                let help = format!("delete it, or name it in a pattern: `{{{{ {name} }}}}`");
                faults.push(fault.at(entry.name.span, "declared here").help(help));
            }
        }
        for entry in own_raw(packs, policy, "values") {
            let name = &entry.name.value;
            if !values.contains(name) && !is_read_by_program(name) {
                let message = format!("nothing reads the value `{name}`");
                let fault = Diagnostic::warning("pack-unused-value", message);
                let help = format!("delete it, or read it as `values.{name}`");
                faults.push(fault.at(entry.name.span, "declared here").help(help));
            }
        }
    }
    faults
}

/// The patterns that a rule looks with.
fn patterns(rule: &Rule) -> Vec<&Pattern> {
    match &rule.look {
        Look::Text { patterns, .. } => patterns.iter().collect(),
        Look::Timeline { orders, said } => {
            said.iter().chain(orders.iter().filter_map(|order| order.unless.as_ref())).collect()
        }
        Look::Leaving(leaving) => leaving.lists().into_iter().flatten().collect(),
        Look::Require(_) | Look::Evidence { .. } | Look::Native { .. } => Vec::new(),
    }
}

/// All that entries rest on.
fn bases(policy: &Policy) -> Vec<&Basis> {
    let mut bases = Vec::new();
    let terms = [&policy.issues, &policy.triggers, &policy.categories, &policy.related_kinds];
    bases.extend(terms.into_iter().flat_map(|it| it.values()).filter_map(|it| it.basis.as_ref()));
    bases.extend(policy.evidence_kinds.values().filter_map(|kind| kind.basis.as_ref()));
    bases.extend(policy.values.values().flat_map(|value| &value.dated).map(|dated| &dated.basis));
    bases.extend(policy.attachments.values().map(|attachment| &attachment.basis));
    for disclosure in policy.disclosures.values() {
        bases.extend(&disclosure.sources);
        for (_, fact) in &disclosure.facts {
            bases.extend(fact.basis.iter().chain(&fact.advise_basis));
        }
    }
    bases.extend(policy.rules.iter().map(|rule| &rule.basis));
    bases
}

/// The values that expressions, messages and native checks read.
fn read_values(policy: &Policy) -> BTreeSet<String> {
    let mut expressions: Vec<&Expression> = Vec::new();
    let mut templates: Vec<&Template> = Vec::new();
    let mut read = BTreeSet::new();
    for rule in &policy.rules {
        expressions.extend(&rule.when);
        match &rule.look {
            Look::Require(require) => expressions.push(require),
            Look::Evidence { by, .. } => expressions.extend(by),
            Look::Text { .. } | Look::Leaving(_) => {}
            Look::Timeline { orders, .. } => {
                templates.extend(orders.iter().map(|order| &order.says));
            }
            Look::Native { params, .. } => {
                read.extend(params.values().filter_map(|param| match param {
                    ParamValue::Value(name) => Some(name.clone()),
                    ParamValue::Word(_) | ParamValue::Number(_) => None,
                }));
            }
        }
        templates.push(&rule.message);
        templates.extend(rule.help.iter().chain(&rule.label));
        templates.extend(rule.also.iter().map(|also| &also.label));
    }
    for disclosure in policy.disclosures.values() {
        expressions.extend(&disclosure.when);
        expressions.extend(disclosure.facts.iter().filter_map(|(_, fact)| fact.when.as_ref()));
    }
    for attachment in policy.attachments.values() {
        expressions.extend(&attachment.when);
        templates.extend(&attachment.help);
    }
    expressions.extend(templates.into_iter().flat_map(Template::expressions));
    let names = policy
        .values
        .keys()
        .filter(|name| expressions.iter().any(|expression| expression.reads("values", name)));
    read.extend(names.cloned());
    read
}

/// The values that a heading or sentence of the document names.
fn values_in_words(policy: &Policy) -> BTreeSet<String> {
    let texts = policy.values.values().flat_map(|value| &value.dated);
    let texts: Vec<&str> = texts.filter_map(|dated| dated.value.as_str()).collect();
    let is_named = |name: &&String| {
        let wanted = format!("values.{name}");
        texts.iter().any(|text| text.contains(&wanted))
    };
    policy.values.keys().filter(is_named).cloned().collect()
}

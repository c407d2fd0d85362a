//! Merged entries -> [`Policy`]. In: the entries of one pack and the policy of its parent. Out: the
//! pack's own policy and every fault in what it declares itself; entries it only inherits are taken
//! as they are.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::policy::declare::{
    Named, cause, document_words, evidence_kind, issue, source, term, value,
};
use crate::policy::duty::{attachment, disclosure};
use crate::policy::inherit::{Raw, RawEntry};
use crate::policy::law::law_names;
use crate::policy::rule::rule;
use crate::policy::schema::{Names, Type, WORDS_OF_DOCUMENT};
use crate::policy::shape::{Faults, unknown_name};
use crate::policy::types::{Attachment, Basis, Disclosure, Each, Level, Rule, Term};
use crate::policy::word_lists::word_list;
use crate::policy::yaml::Tree;
use crate::source::{Sources, Span, Spanned};
use crate::suggest::nearest;

/// Checks what a pack declares and adds what it inherits; `policy` has its head already.
pub(crate) fn resolve(
    mut policy: Policy,
    raw: &Raw,
    parent: &Policy,
    faults: &mut Faults<'_>,
) -> Policy {
    let before = parent.value_types();
    policy.sources = section(raw, ("sources", "source"), &parent.sources, |tree, name| {
        source(tree, name, faults)
    });
    policy.values =
        section(raw, ("values", "value"), &parent.values, |tree, name| value(tree, name, faults));
    policy.causes =
        section(raw, ("causes", "cause"), &parent.causes, |tree, name| cause(tree, name, faults));
    policy.evidence_kinds = section(
        raw,
        ("evidence_kinds", "kind of evidence"),
        &parent.evidence_kinds,
        |tree, name| evidence_kind(tree, name, &policy.causes, faults),
    );
    let mut terms = |section_name, known: &BTreeMap<String, Term>| {
        section(raw, section_name, known, |tree, name| term(tree, name, faults))
    };
    policy.triggers = terms(("triggers", "trigger"), &parent.triggers);
    policy.categories = terms(("categories", "category"), &parent.categories);
    policy.related_kinds = terms(("related_kinds", "related problem"), &parent.related_kinds);
    policy.regions = terms(("regions", "region"), &parent.regions);
    policy.issues =
        section(raw, ("issues", "issue"), &parent.issues, |tree, name| issue(tree, name, faults));
    let lists = ("word_lists", "list of words");
    policy.word_lists =
        section(raw, lists, &parent.word_lists, |tree, name| word_list(tree, name, faults));
    let law = ("law_names", "law of a country");
    policy.law_names = section(raw, law, &parent.law_names, |tree, name| {
        law_names(tree, name, &policy.name, faults)
    });
    check_values(&policy, raw, &before, faults);
    let attachments =
        section(raw, ("attachments", "attachment"), &parent.attachments, |tree, name| {
            attachment(tree, name, &policy, faults)
        });
    policy.attachments = attachments;
    let disclosures =
        section(raw, ("disclosures", "disclosure"), &parent.disclosures, |tree, name| {
            disclosure(tree, name, &policy, faults)
        });
    policy.disclosures = disclosures;
    resolve_rules(&mut policy, raw, parent, faults);
    set_owners(&mut policy, raw);
    check_bases(&policy, faults);
    policy
}

/// A policy in which one entry of a pack is written in another way; `None` where the loader would
/// refuse it.
pub(crate) fn with_entry(
    policy: &Policy,
    entry: (&str, &str),
    tree: &Tree,
    sources: &Sources,
) -> Option<Policy> {
    let (section, name) = entry;
    let mut faults = Faults::new(sources);
    let mut changed = policy.clone();
    let named = (name, tree.span);
    match section {
        "rules" => {
            let at = policy.rules.iter().position(|rule| rule.name == name)?;
            faults.known = policy.rules[at].look.patterns().cloned().collect();
            let made = rule(tree, (name, named), policy, &mut faults)?;
            let pack = policy.rules[at].pack.clone();
            changed.rules[at] = Rule { pack, ..made };
        }
        "disclosures" => {
            let pack = policy.disclosures.get(name)?.pack.clone();
            let made = disclosure(tree, named, policy, &mut faults)?;
            changed.disclosures.insert(name.to_owned(), Disclosure { pack, ..made });
        }
        "attachments" => {
            let pack = policy.attachments.get(name)?.pack.clone();
            let made = attachment(tree, named, policy, &mut faults)?;
            changed.attachments.insert(name.to_owned(), Attachment { pack, ..made });
        }
        "values" => {
            let made = value(tree, named, &mut faults)?;
            changed.values.insert(name.to_owned(), made);
        }
        _ => return None,
    }
    faults.list.is_empty().then_some(changed)
}

/// Checks the own entries of a section and takes the others from the parent.
fn section<T: Clone>(
    raw: &Raw,
    name: (&str, &str),
    parent: &BTreeMap<String, T>,
    mut check: impl FnMut(&Tree, Named<'_>) -> Option<T>,
) -> BTreeMap<String, T> {
    let (section, what) = name;
    let mut checked = BTreeMap::new();
    for entry in raw.section(section) {
        let found = match entry.is_own {
            true => {
                let what = format!("{what} `{}`", entry.name.value);
                check(&entry.tree, (&what, entry.name.span))
            }
            false => parent.get(&entry.name.value).cloned(),
        };
        checked.extend(found.map(|found| (entry.name.value.clone(), found)));
    }
    checked
}

fn resolve_rules(policy: &mut Policy, raw: &Raw, parent: &Policy, faults: &mut Faults<'_>) {
    let inherited: BTreeMap<&str, _> =
        parent.rules.iter().map(|rule| (rule.name.as_str(), rule)).collect();
    let mut rules = Vec::new();
    for entry in raw.section("rules") {
        let name = entry.name.value.as_str();
        let what = format!("rule `{name}`");
        let found = match entry.is_own {
            true => rule(&entry.tree, (name, (&what, entry.name.span)), policy, faults),
            false => inherited.get(name).map(|rule| (*rule).clone()),
        };
        rules.extend(found);
    }
    policy.rules = rules;
    // A rule with a fault is still a name: one fault is enough.
    let known = || raw.section("rules").iter().map(|entry| entry.name.value.as_str());
    for name in policy.rules.iter().flat_map(|rule| &rule.implies) {
        if !known().any(|known| known == name.value) {
            unknown_name("rule", name, known(), faults);
        }
    }
}

/// A child that changes a level or a word does not become the one who asks.
fn set_owners(policy: &mut Policy, raw: &Raw) {
    let owners = |section: &str| -> BTreeMap<String, String> {
        let own = raw.section(section).iter();
        own.map(|entry| (entry.name.value.clone(), entry.owner.clone())).collect()
    };
    let (attachments, disclosures) = (owners("attachments"), owners("disclosures"));
    let rules = owners("rules");
    for (name, attachment) in &mut policy.attachments {
        attachment.pack.clone_from(attachments.get(name).unwrap_or(&policy.name));
    }
    for (name, disclosure) in &mut policy.disclosures {
        disclosure.pack.clone_from(disclosures.get(name).unwrap_or(&policy.name));
    }
    for rule in &mut policy.rules {
        rule.pack.clone_from(rules.get(&rule.name).unwrap_or(&policy.name));
    }
}

/// Values keep their type in a child, and the words of the document name things that exist.
fn check_values(
    policy: &Policy,
    raw: &Raw,
    before: &BTreeMap<String, Type>,
    faults: &mut Faults<'_>,
) {
    let types = policy.value_types();
    let names = Names::new(Each::Case, &types);
    let own = |entry: &&RawEntry| entry.is_own;
    for entry in raw.section("values").iter().filter(own) {
        let name = &entry.name.value;
        if let (Some(old), Some(new)) = (before.get(name), types.get(name))
            && old != new
        {
            let message = format!("the value `{name}` is of another type than in the parent");
            faults.value(entry.name.span, message, "write a value of the same type");
        }
        let is_words = WORDS_OF_DOCUMENT.iter().any(|it| name.starts_with(it));
        if is_words {
            document_words(&entry.tree, &format!("value `{name}`"), &names, faults);
        }
    }
}

/// Every source that is named exists, and an error rests on no unsure law or rule of Amazon.
fn check_bases(policy: &Policy, faults: &mut Faults<'_>) {
    let mut bases: Vec<(&Basis, Level, Option<Span>)> = Vec::new();
    let terms = [
        &policy.issues,
        &policy.triggers,
        &policy.categories,
        &policy.related_kinds,
        &policy.regions,
    ];
    for term in terms.into_iter().flat_map(BTreeMap::values) {
        bases.extend(term.basis.iter().map(|basis| (basis, Level::Off, place(basis))));
    }
    for kind in policy.evidence_kinds.values() {
        bases.extend(kind.basis.iter().map(|basis| (basis, Level::Off, place(basis))));
    }
    for dated in policy.values.values().flat_map(|value| &value.dated) {
        bases.push((&dated.basis, Level::Off, place(&dated.basis)));
    }
    for attachment in policy.attachments.values() {
        bases.push((&attachment.basis, attachment.level, Some(attachment.span)));
    }
    for disclosure in policy.disclosures.values() {
        let span = Some(disclosure.span);
        bases.extend(disclosure.sources.iter().map(|basis| (basis, disclosure.level, span)));
        for (_, fact) in &disclosure.facts {
            let level = fact.level.unwrap_or(disclosure.level);
            bases.extend(fact.basis.iter().map(|basis| (basis, level, span)));
            bases.extend(fact.advise_basis.iter().map(|basis| (basis, Level::Off, span)));
        }
    }
    for rule in &policy.rules {
        bases.push((&rule.basis, rule.level, Some(rule.span)));
    }
    for (basis, level, entry) in bases {
        let Basis::Source(id) = basis else { continue };
        match policy.sources.get(&id.value) {
            None => faults.add(unknown_source(id, policy)),
            Some(source) if source.is_doubtful_claim() => {
                faults.list.extend(unsure(id, level, entry.unwrap_or(id.span), source.span));
            }
            Some(_) => {}
        }
    }
}

fn unknown_source(id: &Spanned<String>, policy: &Policy) -> Diagnostic {
    let message = format!("there is no source `{}` in this pack", id.value);
    let fault = Diagnostic::error("pack-unknown-source", message).at(id.span, "not declared");
    let near = nearest(&id.value, policy.sources.keys().map(String::as_str));
    fault.help(match near {
        Some(near) => format!("write `{near}`, or declare the source under `sources:`"),
        None => "declare it under `sources:`, with `title`, `kind` and `confidence`".to_owned(),
    })
}

/// What is unsure may be advice, no more.
fn unsure(id: &Spanned<String>, level: Level, entry: Span, source: Span) -> Option<Diagnostic> {
    let what = match level {
        Level::Error => "an error",
        Level::Warning => "a warning",
        Level::Advice | Level::Off => return None,
    };
    let message = format!("{what} rests on the source `{}`, which is unsure", id.value);
    let fault = Diagnostic::error("pack-confidence", message).at(id.span, "rests on this");
    let help = "make its level `advice` or `off`, or confirm the source";
    let fault = fault.also(entry, format!("this is {what}"));
    Some(fault.also(source, "this is unsure").help(help))
}

fn place(basis: &Basis) -> Option<Span> {
    match basis {
        Basis::Source(id) => Some(id.span),
        Basis::Convention => None,
    }
}

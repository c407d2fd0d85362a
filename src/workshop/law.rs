//! What a pack asks on a day, and what will change. In: a policy and a day. Out: plain rows. The
//! law as it was and as it will be, as far as the pack knows it.

use crate::policy::expression::Node;
use crate::policy::types::{Basis, Confidence, Dated, SourceKind, SourceText};
use crate::policy::{Days, Force, Policy};
use crate::value::Date;

/// One row: what it is, its name, what it says, what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawRow {
    /// `value`, `rule`, `disclosure`, `attachment`, `source`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// What it says.
    pub says: String,
    /// What it rests on, with its confidence.
    pub rests_on: String,
}

/// One change to come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coming {
    /// Its first day.
    pub from: Date,
    /// What changes.
    pub what: String,
    /// What it rests on.
    pub rests_on: String,
}

/// What a pack asks on a day of a plan whose last order was placed on it. What no longer holds, or
/// not yet, is left out.
pub fn law(policy: &Policy, as_of: Date) -> Vec<LawRow> {
    let days = Days { as_of, submission: Some(as_of), orders: Some(as_of) };
    let holds = |bases: &[&Basis]| policy.force(bases.iter().copied(), &days) == Force::Holds;
    let mut rows = Vec::new();
    for (name, value) in &policy.values {
        let Some(dated) = value.in_force(as_of) else { continue };
        let says = format!("{} since {}: {}", shown(dated), dated.from, value.about);
        rows.push(row("value", name, says, policy, [&dated.basis]));
    }
    for rule in policy.rules.iter().filter(|rule| holds(&[&rule.basis])) {
        let says = format!("{}: {}", rule.level.as_str(), rule.message.text());
        rows.push(row("rule", &rule.name, says, policy, [&rule.basis]));
    }
    for (name, disclosure) in &policy.disclosures {
        if !holds(&disclosure.sources.iter().collect::<Vec<_>>()) {
            continue;
        }
        let facts = disclosure.facts.iter();
        let facts = facts.filter(|(_, fact)| fact.basis.as_ref().is_none_or(|it| holds(&[it])));
        let facts: Vec<&str> = facts.map(|(name, _)| name.as_str()).collect();
        let asks = if facts.is_empty() { "nothing".to_owned() } else { facts.join(", ") };
        let says = format!("{}: {}; asks {asks}", disclosure.level.as_str(), disclosure.title);
        rows.push(row("disclosure", name, says, policy, &disclosure.sources));
    }
    for (name, attachment) in &policy.attachments {
        if !holds(&[&attachment.basis]) {
            continue;
        }
        let says = format!("{}: {}", attachment.level.as_str(), attachment.title);
        rows.push(row("attachment", name, says, policy, [&attachment.basis]));
    }
    rows
}

/// What changes after a day, the earliest first.
pub fn coming(policy: &Policy, as_of: Date) -> Vec<Coming> {
    let mut list = Vec::new();
    for (name, value) in &policy.values {
        for dated in value.dated.iter().filter(|dated| dated.from > as_of) {
            let before = value.in_force(as_of).map_or("nothing".to_owned(), shown);
            let what = format!("value `{name}`: {} instead of {before}", shown(dated));
            let rests_on = rests_on(policy, [&dated.basis]);
            list.push(Coming { from: dated.from, what, rests_on });
        }
    }
    for (id, source) in &policy.sources {
        if let Some(from) = source.from.filter(|from| *from > as_of) {
            let what = format!("source `{id}` comes into force: {}", source.title);
            list.push(Coming { from, what, rests_on: told(source) });
        }
    }
    for (what, when, bases) in conditions(policy) {
        let tree = when.tree();
        for constant in tree.constants() {
            let Node::Text(text) = &constant.node else { continue };
            if let Some(from) = Date::parse(text).filter(|date| *date > as_of) {
                let words = when.text().split_whitespace().collect::<Vec<_>>().join(" ");
                let what = format!("{what}, asked when `{words}`");
                list.push(Coming { from, what, rests_on: rests_on(policy, bases.clone()) });
            }
        }
    }
    list.sort();
    list.dedup();
    list
}

/// The conditions under which something is asked for, with what it rests on.
fn conditions(
    policy: &Policy,
) -> Vec<(String, &crate::policy::expression::Expression, Vec<&Basis>)> {
    let mut list = Vec::new();
    for rule in &policy.rules {
        let what = format!("rule `{}`", rule.name);
        list.extend(rule.when.iter().map(|when| (what.clone(), when, vec![&rule.basis])));
    }
    for (name, disclosure) in &policy.disclosures {
        let bases: Vec<&Basis> = disclosure.sources.iter().collect();
        let what = format!("disclosure `{name}`");
        list.extend(disclosure.when.iter().map(|when| (what.clone(), when, bases.clone())));
        for (fact, it) in &disclosure.facts {
            let what = format!("fact `{fact}` of disclosure `{name}`");
            let bases = it.basis.iter().collect::<Vec<_>>();
            let bases = if bases.is_empty() { disclosure.sources.iter().collect() } else { bases };
            list.extend(it.when.iter().map(|when| (what.clone(), when, bases.clone())));
        }
    }
    for (name, attachment) in &policy.attachments {
        let what = format!("attachment `{name}`");
        list.extend(
            attachment.when.iter().map(|when| (what.clone(), when, vec![&attachment.basis])),
        );
    }
    list
}

fn shown(dated: &Dated) -> String {
    format!("`{}`", dated.value.as_str().map_or(dated.value.to_string(), str::to_owned))
}

fn row<'b>(
    kind: &'static str,
    name: &str,
    says: String,
    policy: &Policy,
    bases: impl IntoIterator<Item = &'b Basis>,
) -> LawRow {
    LawRow { kind, name: name.to_owned(), says, rests_on: rests_on(policy, bases) }
}

/// What an entry rests on, in words.
pub(crate) fn rests_on<'b>(policy: &Policy, bases: impl IntoIterator<Item = &'b Basis>) -> String {
    let words = bases.into_iter().map(|basis| match basis {
        Basis::Convention => "common practice (convention)".to_owned(),
        Basis::Source(id) => policy.sources.get(&id.value).map_or(id.value.clone(), told),
    });
    words.collect::<Vec<_>>().join("; ")
}

/// A source and how well it is known.
pub(crate) fn told(source: &SourceText) -> String {
    let kind = match source.kind {
        SourceKind::Law => "law",
        SourceKind::Amazon => "Amazon",
        SourceKind::Convention => "convention",
    };
    let from = source.from.map_or(String::new(), |from| format!(", in force from {from}"));
    format!("{} ({kind}, {}{from})", source.title, confidence(source.confidence))
}

/// The published word for how well a source is known.
pub(crate) fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Verified => "verified",
        Confidence::Known => "known",
        Confidence::Unsure => "unsure",
    }
}

//! What a rule asks and why. In: its name, and packs where they are others than the program's. Out:
//! [`Explanation`], from the pack that declares it or from the list of what the language itself
//! asks.

use std::collections::BTreeSet;

use crate::check::DUTY_RULES;
use crate::compile::chinese::catalogue;
use crate::compile::shipped::shipped;
use crate::diagnostic::{Clause, Severity};
use crate::policy::language::{LanguageRule, language_rules};
use crate::policy::types::{Attachment, Basis, Disclosure, Rule, SourceKind};
use crate::policy::{Packs, Policy};
use crate::translate::Language;

/// What a rule asks and why.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The published name.
    pub name: String,
    /// The line of the mission it serves; empty for rules of the language.
    pub row: String,
    /// `error`, `warning`, `advice` or `off`.
    pub level: String,
    /// The fault in one line.
    pub title: String,
    /// Why it is asked.
    pub why: String,
    /// Who asks for it, one line each.
    pub source: Vec<String>,
    /// A piece of `.poa` on which it fires; empty where there is none.
    pub fires: String,
    /// A piece of `.poa` on which it stays silent; empty where there is none.
    pub silent: String,
}

/// Explains a rule of the program's packs or of the language; `None` for an unknown name.
pub fn explain(name: &str) -> Option<Explanation> {
    explain_among(&shipped().packs, name, Language::English)
}

/// Explains a rule of some packs or of the language in words of a language; what has no translation
/// stays in English.
pub fn explain_among(packs: &Packs, name: &str, language: Language) -> Option<Explanation> {
    let found = packs.iter().find_map(|policy| Some((policy, policy.rule(name)?)));
    let own = || language_rules().iter().find(|rule| rule.name == name);
    let mut explanation = match found {
        Some((policy, rule)) => of_rule(policy, rule),
        None => of_language(own()?, packs),
    };
    if language == Language::English {
        return Some(explanation);
    }
    let found = found.map(|(_, rule)| rule);
    let own = language_rules().iter().find(|rule| rule.name == name);
    let (title, why) = match found {
        Some(rule) => (rule.zh.text("message").map(without_holes), rule.zh.text("why")),
        None => {
            let own = own.map(|rule| &rule.zh).filter(|(title, _)| !title.is_empty());
            (own.map(|(title, _)| title.clone()), own.map(|(_, why)| why.as_str()))
        }
    };
    explanation.title = title.unwrap_or(explanation.title);
    explanation.why = why.map_or(explanation.why, str::to_owned);
    for line in &mut explanation.source {
        *line = catalogue().text("", line).unwrap_or_else(|| std::mem::take(line));
    }
    Some(explanation)
}

/// Names of all rules of the program's packs and of the language, sorted.
pub fn rule_names() -> Vec<String> {
    rule_names_among(&shipped().packs)
}

/// Names of all rules of some packs and of the language, sorted.
pub fn rule_names_among(packs: &Packs) -> Vec<String> {
    let rules = packs.iter().flat_map(|policy| &policy.rules);
    let names = rules.map(|rule| rule.name.clone());
    let own = language_rules().iter().map(|rule| rule.name.clone());
    names.chain(own).collect::<BTreeSet<_>>().into_iter().collect()
}

fn of_rule(policy: &Policy, rule: &Rule) -> Explanation {
    Explanation {
        name: rule.name.clone(),
        row: rule.row.clone().unwrap_or_default(),
        level: level(rule.level.severity()),
        title: without_holes(rule.message.text()),
        why: rule.why.clone(),
        source: vec![asked_by(&policy.clause_of(rule))],
        fires: rule.tests.first_fires().to_owned(),
        silent: rule.tests.first_silent().to_owned(),
    }
}

fn of_language(rule: &LanguageRule, packs: &Packs) -> Explanation {
    let duties = duties(&rule.name, packs);
    let (row, source) = match duties.is_empty() {
        true => ("", vec!["the language of `.poa`".to_owned()]),
        false => ("R51", duties),
    };
    Explanation {
        name: rule.name.clone(),
        row: row.to_owned(),
        level: level(Some(rule.level)),
        title: rule.title.clone(),
        why: rule.why.clone(),
        source,
        fires: rule.fires.clone(),
        silent: rule.silent.clone(),
    }
}

fn level(severity: Option<Severity>) -> String {
    severity.map_or_else(|| "off".to_owned(), |severity| severity.to_string())
}

/// Who asks for what a rule checks.
fn asked_by(clause: &Clause) -> String {
    let address = clause.url.as_ref().map_or(String::new(), |url| format!(", {url}"));
    match clause.convention {
        true => format!("{} (convention, pack {})", clause.title, clause.pack),
        false => format!("{}{address} (pack {})", clause.title, clause.pack),
    }
}

/// The title alone; practice is never shown as law.
fn titled(clause: &Clause) -> String {
    let practice = if clause.convention { " (convention)" } else { "" };
    format!("{}{practice}", clause.title)
}

/// What each site asks under a rule that packs fill, one line each; empty for all other rules.
fn duties(name: &str, packs: &Packs) -> Vec<String> {
    let [disclosure, short, attachment] = DUTY_RULES;
    let of_site: fn(&Policy) -> Vec<String> = match name {
        _ if name == disclosure => disclosures,
        _ if name == short => limits,
        _ if name == attachment => attachments,
        _ => return Vec::new(),
    };
    packs.iter().filter(|policy| policy.marketplace.is_some()).flat_map(of_site).collect()
}

/// `us, Returns (error): N.Y. Gen. Bus. Law § 218-a; …`: without addresses, which would fill pages.
fn disclosures(policy: &Policy) -> Vec<String> {
    let asked = policy.disclosures.values().filter(|disclosure| !disclosure.automatic);
    let line = |disclosure: &Disclosure| {
        let laws: Vec<String> =
            disclosure.sources.iter().map(|basis| dated(policy, disclosure, basis)).collect();
        let level = level(disclosure.level.severity());
        format!("{}, {} ({level}): {}", policy.name, disclosure.title, laws.join("; "))
    };
    asked.map(line).collect()
}

/// The title, since when it is in force and how well it is known.
fn dated(policy: &Policy, disclosure: &Disclosure, basis: &Basis) -> String {
    let title = titled(&policy.clause(&disclosure.pack, basis));
    let source = match basis {
        Basis::Source(id) => policy.sources.get(&id.value),
        Basis::Convention => None,
    };
    let Some(source) = source.filter(|source| source.kind != SourceKind::Convention) else {
        return title;
    };
    let from = source.from.map(|from| format!("from {from}"));
    let until = source.until.map(|until| format!("until {until}"));
    let known = source.confidence.as_str().to_owned();
    let notes: Vec<String> = from.into_iter().chain(until).chain([known]).collect();
    format!("{title} ({})", notes.join(", "))
}

/// What is lawful, yet weaker than the site's own policy.
fn limits(policy: &Policy) -> Vec<String> {
    let mut lines = Vec::new();
    for disclosure in policy.disclosures.values() {
        for (name, fact) in &disclosure.facts {
            let Some(basis) = &fact.advise_basis else { continue };
            let clause = titled(&policy.clause(&disclosure.pack, basis));
            lines.push(format!("{}, {}, `{name}`: {clause}", policy.name, disclosure.title));
        }
    }
    lines
}

fn attachments(policy: &Policy) -> Vec<String> {
    let line = |attachment: &Attachment| {
        let clause = titled(&policy.clause(&attachment.pack, &attachment.basis));
        let level = level(attachment.level.severity());
        format!("{}, {} ({level}): {clause}", policy.name, attachment.title)
    };
    policy.attachments.values().map(line).collect()
}

/// A message of a pack as a title: what a case fills in is left open.
fn without_holes(message: &str) -> String {
    let mut title = String::new();
    let mut rest = message;
    while let Some((before, hole)) = rest.split_once("{{") {
        title.push_str(before);
        title.push('…');
        rest = hole.split_once("}}").map_or("", |(_, after)| after);
    }
    title + rest
}

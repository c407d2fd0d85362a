//! What a rule asks and why. In: its name. Out: [`Explanation`], from the pack that declares it or
//! from the list of what the language itself asks.

use std::collections::BTreeSet;

use crate::compile::shipped::shipped;
use crate::policy::Policy;
use crate::policy::language::{LanguageRule, language_rules};
use crate::policy::types::{Level, Rule};

/// What a rule asks and why.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The published name.
    pub name: String,
    /// The line of the mission it serves.
    pub row: String,
    /// `error`, `warning`, `advice` or `off`.
    pub level: String,
    /// The fault in one line.
    pub title: String,
    /// Why a reviewer refuses a plan with it.
    pub why: String,
    /// Who asks for it, one line each.
    pub source: Vec<String>,
    /// A piece of `.poa` on which it fires; empty where there is none.
    pub fires: String,
    /// A piece of `.poa` on which it stays silent; empty where there is none.
    pub silent: String,
}

/// Explains a rule of a pack or of the language; `None` for an unknown name.
pub fn explain(name: &str) -> Option<Explanation> {
    let found = shipped().packs.iter().find_map(|policy| {
        let rule = policy.rules.iter().find(|rule| rule.name == name)?;
        Some((policy, rule))
    });
    let of_pack = found.map(|(policy, rule)| of_rule(policy, rule));
    let mut of_language = language_rules().iter().filter(|rule| rule.name == name);
    of_pack.or_else(|| of_language.next().map(explained))
}

/// Names of all rules, sorted.
pub fn rule_names() -> Vec<String> {
    let policies = shipped().packs.iter();
    let names = policies.flat_map(|policy| policy.rules.iter().map(|rule| rule.name.clone()));
    let names = names.chain(language_rules().iter().map(|rule| rule.name.clone()));
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

fn explained(rule: &LanguageRule) -> Explanation {
    Explanation {
        name: rule.name.clone(),
        row: String::new(),
        level: rule.level.as_str().to_owned(),
        title: rule.title.clone(),
        why: rule.why.clone(),
        source: vec!["the language of `.poa`".to_owned()],
        fires: rule.fires.clone(),
        silent: rule.silent.clone(),
    }
}

fn of_rule(policy: &Policy, rule: &Rule) -> Explanation {
    let level = match rule.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Advice => "advice",
        Level::Off => "off",
    };
    let clause = policy.clause_of(rule);
    let address = clause.url.map_or(String::new(), |url| format!(", {url}"));
    let source = match clause.convention {
        true => format!("{} (convention, pack {})", clause.title, clause.pack),
        false => format!("{}{address} (pack {})", clause.title, clause.pack),
    };
    Explanation {
        name: rule.name.clone(),
        row: rule.row.clone().unwrap_or_default(),
        level: level.to_owned(),
        title: rule.message.text().to_owned(),
        why: rule.why.clone(),
        source: vec![source],
        fires: rule.tests.fires.clone(),
        silent: rule.tests.silent.clone(),
    }
}

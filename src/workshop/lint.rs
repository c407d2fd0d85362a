//! What is wrong with a pack beyond its form. In: packs that loaded without a fault. Out: values
//! and sources that nobody uses, conditions that decide nothing, rules that never or always fire,
//! rules of which no plan can meet both. Says only what is proven; the rest is counted as
//! undecided.

mod logic;
mod unused;

use crate::compile::{LoadedPacks, Trial, lay};
use crate::diagnostic::{Diagnostic, merge};
use crate::policy::Policy;
use crate::workshop::lint::logic::{Finding, Shown, logic};
use crate::workshop::testing::Bench;
use crate::workshop::witness::smallest;

/// What was found in some packs.
#[derive(Debug, Clone, Default)]
pub struct Linted {
    /// The faults.
    pub faults: Vec<Diagnostic>,
    /// The smallest cases that show some of them: what they show, and the text.
    pub witnesses: Vec<(String, String)>,
    /// How many rules with an expression were decided.
    pub decided: usize,
    /// Those of which nothing could be said, by pack and name.
    pub undecided: Vec<String>,
}

/// Looks at some packs.
pub fn lint(bench: Bench<'_>, names: &[String]) -> Linted {
    let packs: &LoadedPacks = bench.packs;
    let mut linted = Linted::default();
    linted.faults.extend(unused::unused(packs, names));
    for policy in names.iter().filter_map(|name| packs.set.packs.policy(name)) {
        let Some(as_of) = lay(policy, "", bench.files).as_of else { continue };
        let found = logic(packs, policy, as_of);
        linted.decided += found.decided;
        linted.undecided.extend(found.undecided);
        for finding in found.findings {
            let witness = finding.shown.as_ref().and_then(|it| witness(bench, policy, it));
            linted.witnesses.extend(witness.map(|text| (finding.fault.message.clone(), text)));
            linted.faults.push(finding.fault);
        }
    }
    linted.faults = merge(linted.faults);
    linted
}

/// The smallest case that shows a finding, from the sound case or the pieces of its tests.
fn witness(bench: Bench<'_>, policy: &Policy, shown: &Shown) -> Option<String> {
    let fires = |found: &Trial| found.faults.iter().any(|it| shown.rules.contains(&it.fault.rule));
    shown.pieces.iter().find_map(|piece| {
        let laid = lay(policy, piece, bench.files);
        let found = crate::compile::try_laid(&bench.packs.set, policy, &laid, bench.files);
        fires(&found).then(|| smallest(bench, policy, &laid, &fires))
    })
}

/// Joins a fault with the rules that a case must make speak to show it.
fn shown(fault: Diagnostic, rules: &[&crate::policy::types::Rule]) -> Finding {
    let pieces = rules.iter().flat_map(|rule| rule.tests.fires.iter().chain(&rule.tests.silent));
    let pieces = std::iter::once(String::new()).chain(pieces.cloned()).collect();
    let rules = rules.iter().map(|rule| rule.name.clone()).collect();
    Finding { fault, shown: Some(Shown { rules, pieces }) }
}

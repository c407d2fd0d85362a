//! What of a pack has tests, and what it means that a test holds. In: a policy. Out: its entries,
//! and the verdict on what a trial found. Runs nothing.

use crate::check::DUTY_RULES;
use crate::compile::{Trial, TrialFault};
use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::policy::types::{Level, Tests};
use crate::source::Span;

/// An entry of a pack that has tests, and the rule that it makes speak.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'p> {
    /// The section: `rules`, `disclosures`, `attachments`.
    pub section: &'static str,
    /// Its name in the section.
    pub name: &'p str,
    /// The rule under which its faults are told.
    pub rule: &'p str,
    /// How much a fault matters.
    pub level: Level,
    /// Its tests.
    pub tests: &'p Tests,
    /// The pack that declared it.
    pub pack: &'p str,
    /// Where its name stands.
    pub span: Span,
}

impl Entry<'_> {
    /// What to call it in messages.
    pub fn title(&self) -> String {
        format!("{} `{}`", self.section.trim_end_matches('s'), self.name)
    }
}

/// All entries of a pack that may have tests, those it inherits included.
pub fn entries(policy: &Policy) -> Vec<Entry<'_>> {
    let rules = policy.rules.iter().map(|rule| Entry {
        section: "rules",
        name: &rule.name,
        rule: &rule.name,
        level: rule.level,
        tests: &rule.tests,
        pack: &rule.pack,
        span: rule.span,
    });
    let disclosures = policy.disclosures.iter().map(|(name, it)| Entry {
        section: "disclosures",
        name,
        rule: DUTY_RULES[0],
        level: it.level,
        tests: &it.tests,
        pack: &it.pack,
        span: it.span,
    });
    let attachments = policy.attachments.iter().map(|(name, it)| Entry {
        section: "attachments",
        name,
        rule: DUTY_RULES[2],
        level: it.level,
        tests: &it.tests,
        pack: &it.pack,
        span: it.span,
    });
    rules.chain(disclosures).chain(attachments).collect()
}

/// Those that the pack declares or changes itself.
pub fn own_entries(policy: &Policy) -> Vec<Entry<'_>> {
    entries(policy).into_iter().filter(|entry| entry.pack == policy.name).collect()
}

/// What is wrong with a piece on which an entry is to fire.
pub fn fault_of_fires(policy: &Policy, entry: &Entry<'_>, found: &Trial) -> Option<&'static str> {
    let mut faults = found.faults.iter().map(|found| &found.fault);
    match () {
        () if !fires(entry, found) => Some("does not fire, or with another level"),
        () if !faults.all(|fault| is_of_packs(policy, &fault.rule) && is_told(fault)) => {
            Some("fires beside faults of the language, or with words missing")
        }
        () => None,
    }
}

/// Whether the entry's rule was found, with its level.
pub fn fires(entry: &Entry<'_>, found: &Trial) -> bool {
    fires_in(entry, &found.faults.iter().map(|found| &found.fault).collect::<Vec<_>>())
}

fn fires_in(entry: &Entry<'_>, faults: &[&Diagnostic]) -> bool {
    let severity = entry.level.severity();
    // A fact that is weaker than the site's own policy is told under a rule of its own.
    let is_own = |rule: &str| {
        rule == entry.rule || (entry.section == "disclosures" && rule == DUTY_RULES[1])
    };
    faults.iter().any(|fault| {
        is_own(&fault.rule) && (Some(fault.severity) == severity || fault.rule == DUTY_RULES[1])
    })
}

/// Whether a test holds as far as what the entry itself says decides: that it fires, or that
/// nothing is said.
pub fn holds_alone(entry: &Entry<'_>, fires: bool, faults: &[Diagnostic]) -> bool {
    match fires {
        true => fires_in(entry, &faults.iter().collect::<Vec<_>>()) && faults.iter().all(is_told),
        false => faults.is_empty(),
    }
}

/// What is wrong with a piece on which an entry is to be silent: nothing is to be said there but
/// which exhibits the piece no longer cites.
pub fn fault_of_silent(entry: &Entry<'_>, found: &Trial) -> Option<&'static str> {
    let is_own = |found: &TrialFault| found.fault.rule == entry.rule;
    let is_quiet = |found: &TrialFault| found.fault.rule == "evidence-uncited";
    match () {
        () if found.faults.iter().any(is_own) => Some("is not silent"),
        () if !found.faults.iter().all(is_quiet) => Some("is silent, but others are not"),
        () => None,
    }
}

/// Whether a rule is one that packs declare or fill; the others are the language's own.
fn is_of_packs(policy: &Policy, rule: &str) -> bool {
    policy.rule(rule).is_some() || DUTY_RULES.contains(&rule)
}

/// Whether no word of a fault is missing.
fn is_told(fault: &Diagnostic) -> bool {
    let labels = fault.labels.iter().map(|label| label.text.as_str());
    let words = [fault.message.as_str()].into_iter().chain(labels).chain(fault.help.as_deref());
    words.into_iter().all(|words| !words.contains("not given"))
}

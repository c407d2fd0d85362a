//! The declared rules of a pack, looked at one by one. In: a case as one site sees it. Out: faults
//! in the words of the pack, at the places that the rule names.

use std::collections::BTreeSet;
use std::ops::Range;

use serde_json::{Value, json};

use crate::case::{Finding, Prose};
use crate::check::citation;
use crate::check::leaving;
use crate::check::native;
use crate::check::site::SiteCase;
use crate::check::timeline;
use crate::check::view::{Subject, View};
use crate::diagnostic::{Diagnostic, FixSafety};
use crate::policy::expression::{Expression, Scope};
use crate::policy::pattern::{Pattern, Reading};
use crate::policy::types::{Each, Look, ProsePart, Rule};
use crate::policy::{Force, Policy};
use crate::source::Span;

/// What one rule may consult.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a, 'c> {
    /// The case as the site sees it.
    pub site: &'a SiteCase<'c>,
    /// Its values.
    pub view: &'a View<'c>,
    /// The rule.
    pub rule: &'a Rule,
}

/// Runs all rules of the site's pack.
pub fn run(site: &SiteCase<'_>, view: &View<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut implied: BTreeSet<&str> = BTreeSet::new();
    for rule in &site.policy.rules {
        let found = Asked { site, view, rule }.look();
        if !found.is_empty() {
            implied.extend(rule.implies.iter().map(|name| name.value.as_str()));
        }
        faults.extend(found);
    }
    // A fault that is only the consequence of another one is not told twice.
    faults.retain(|fault| !implied.contains(fault.rule.as_str()));
    faults
}

/// Runs one rule, as if there were no other.
pub fn run_one(site: &SiteCase<'_>, view: &View<'_>, rule: &Rule) -> Vec<Diagnostic> {
    Asked { site, view, rule }.look()
}

/// Whether a rule about words finds something in a sentence, wherever it may stand.
pub fn finds(policy: &Policy, rule: &Rule, sentence: &str) -> bool {
    let Look::Text { patterns, foreign_law, .. } = &rule.look else { return false };
    let reading = Reading::of(sentence);
    let mut taken = spared(policy, *foreign_law, &reading);
    let patterns = all_patterns(policy, patterns, *foreign_law);
    patterns.into_iter().any(|pattern| !free(pattern, &reading, &mut taken).is_empty())
}

/// The patterns of a rule, with the names of all law that is foreign where it asks for them.
fn all_patterns<'r>(
    policy: &'r Policy,
    patterns: &'r [Pattern],
    foreign_law: bool,
) -> Vec<&'r Pattern> {
    let foreign = policy.foreign_law.iter().filter(|_| foreign_law).map(|it| &it.pattern);
    patterns.iter().chain(foreign).collect()
}

/// What is part of a name of the site's own law is not foreign: `GDPR` is law of the Union,
/// `UK GDPR` is not.
fn spared(policy: &Policy, foreign_law: bool, reading: &Reading<'_>) -> Vec<Range<usize>> {
    let own = policy.law_names.values().filter(|_| foreign_law);
    own.flat_map(|names| names.pattern.find_in(reading)).collect()
}

/// The matches of a pattern that overlap nothing of `taken`, which they join.
fn free(
    pattern: &Pattern,
    reading: &Reading<'_>,
    taken: &mut Vec<Range<usize>>,
) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for range in pattern.find_in(reading) {
        if taken.iter().all(|known| known.end <= range.start || range.end <= known.start) {
            taken.push(range.clone());
            found.push(range);
        }
    }
    found
}

impl<'c> Asked<'_, 'c> {
    fn look(&self) -> Vec<Diagnostic> {
        let force = self.site.policy.force([&self.rule.basis], &self.site.days());
        if self.rule.level.severity().is_none() || force != Force::Holds {
            return Vec::new();
        }
        match &self.rule.look {
            Look::Require(expression) => self.require(expression),
            Look::Text { language, part, patterns, foreign_law } => {
                let patterns = all_patterns(self.site.policy, patterns, *foreign_law);
                let proses = self.proses(*part, language.as_deref());
                self.text(proses, &patterns, *foreign_law)
            }
            Look::Evidence { by, needs } => self.evidence(by.as_ref(), needs),
            Look::Timeline { .. } => match self.applies_at_all() {
                true => timeline::look(self),
                false => Vec::new(),
            },
            Look::Leaving(look) => match self.applies_at_all() {
                true => leaving::look(self, look),
                false => Vec::new(),
            },
            Look::Native { name, .. } => match self.applies_at_all() {
                true => native::look(self, name),
                false => Vec::new(),
            },
        }
    }

    /// The subjects that the rule asks about, with their scope.
    fn subjects(&self) -> Vec<(&Subject<'c>, Scope)> {
        let each = self.rule.each;
        let mut asked = Vec::new();
        for subject in self.view.subjects(each) {
            let scope = match each {
                Each::Case | Each::Site => self.view.scope.clone(),
                _ => self.view.scope.with(each.as_str(), subject.value.clone()),
            };
            let wanted = self.rule.when.as_ref().is_none_or(|when| holds(when, &scope));
            if wanted && !self.reads_damage(subject) {
                asked.push((subject, scope));
            }
        }
        asked
    }

    /// Whether the rule looks at a field whose statement could not be read: that fault has been
    /// told, and nothing can be concluded from the field.
    fn reads_damage(&self, subject: &Subject<'_>) -> bool {
        let expressions = match &self.rule.look {
            Look::Require(expression) => vec![Some(expression), self.rule.when.as_ref()],
            Look::Evidence { by, .. } => vec![by.as_ref(), self.rule.when.as_ref()],
            Look::Text { .. } | Look::Timeline { .. } | Look::Leaving(_) | Look::Native { .. } => {
                vec![self.rule.when.as_ref()]
            }
        };
        let reads = |item: &str, field: &str| {
            expressions.iter().flatten().any(|expression| expression.reads(item, field))
        };
        let each = self.rule.each.as_str();
        let looks_at_kinds = matches!(self.rule.look, Look::Evidence { .. });
        let kinds = if self.rule.each == Each::Case { "evidence_kinds" } else { "kinds" };
        let own = subject
            .damaged
            .iter()
            .any(|field| reads(each, field) || (looks_at_kinds && *field == kinds));
        own || expressions.into_iter().flatten().any(|it| self.view.in_doubt(it))
    }

    /// A parameter of a native look as a number, on the day of the check.
    pub fn number(&self, name: &str) -> Option<f64> {
        let Look::Native { params, .. } = &self.rule.look else { return None };
        self.site.policy.number(params, name, self.site.as_of)
    }

    /// For looks that are asked once for a site.
    fn applies_at_all(&self) -> bool {
        let applies = |when| !self.view.in_doubt(when) && holds(when, &self.view.scope);
        self.rule.when.as_ref().is_none_or(applies)
    }

    fn require(&self, expression: &Expression) -> Vec<Diagnostic> {
        let subjects = self.subjects().into_iter();
        let broken = subjects.filter(|(_, scope)| !holds(expression, scope));
        broken.map(|(subject, scope)| self.fault_at(subject, &scope)).collect()
    }

    fn evidence(
        &self,
        by: Option<&Expression>,
        needs: &std::collections::BTreeMap<String, Vec<Vec<String>>>,
    ) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for (subject, scope) in self.subjects() {
            let key = match by {
                Some(by) => by.words(&scope).unwrap_or_default(),
                None => String::new(),
            };
            let Some(groups) = needs.get(&key) else { continue };
            let field = if self.rule.each == Each::Case { "evidence_kinds" } else { "kinds" };
            let has: Vec<&str> = subject.value[field]
                .as_array()
                .map(|kinds| kinds.iter().filter_map(Value::as_str).collect())
                .unwrap_or_default();
            let lacks =
                |group: &&Vec<String>| group.iter().all(|kind| !has.contains(&kind.as_str()));
            let missing: Vec<String> = groups.iter().filter(lacks).map(|it| any_of(it)).collect();
            if !missing.is_empty() {
                let scope = scope.with("missing", json!(missing.join(", ")));
                faults.push(self.fault_at(subject, &scope));
            }
        }
        faults
    }

    /// The prose that a rule about words reads, in its language.
    fn proses(&self, part: ProsePart, language: Option<&str>) -> Vec<&'c Prose> {
        let mut proses: Vec<&'c Prose> = match part {
            ProsePart::Whole => citation::proses(self.site),
            ProsePart::LastWhy => {
                let last = |finding: &&'c Finding| {
                    finding.whys.iter().rev().find(|why| why.language.is_none())
                };
                self.site.findings.iter().filter_map(last).collect()
            }
        };
        let plan = self.site.marketplace.plan_language();
        proses.retain(|prose| {
            let written = prose.language.as_ref().map_or(plan, |language| language.value.as_str());
            language.is_none_or(|language| same_language(written, language))
        });
        proses
    }

    /// One fault for each match.
    fn text(
        &self,
        proses: Vec<&Prose>,
        patterns: &[&Pattern],
        foreign_law: bool,
    ) -> Vec<Diagnostic> {
        if !self.applies_at_all() {
            return Vec::new();
        }
        let mut faults = Vec::new();
        for prose in proses {
            let reading = Reading::of(&prose.text);
            let mut taken = spared(self.site.policy, foreign_law, &reading);
            for pattern in patterns {
                let found = free(pattern, &reading, &mut taken).into_iter();
                faults.extend(found.map(|range| self.word_fault(prose, &reading, pattern, range)));
            }
        }
        faults
    }

    fn word_fault(
        &self,
        prose: &Prose,
        reading: &Reading<'_>,
        pattern: &Pattern,
        range: Range<usize>,
    ) -> Diagnostic {
        let scope = self
            .view
            .scope
            .with("found", json!(&prose.text[range.clone()]))
            .with("instead", json!(pattern.instead().unwrap_or_default()));
        let place = prose.place(range.clone());
        let fault = self.fault(place, &scope);
        match pattern.fix(reading, &range) {
            Some(words) => fault.fix(FixSafety::Asks, place, words),
            None => fault,
        }
    }

    /// A fault of the rule, at the place inside the item that the rule names.
    fn fault_at(&self, subject: &Subject<'c>, scope: &Scope) -> Diagnostic {
        let word = self.rule.at.as_deref();
        let place = self.view.place(subject, self.rule.each.as_str(), word);
        let fault = self.fault(place.unwrap_or(subject.item.head), scope);
        self.further_labels(fault, subject, scope)
    }

    /// Adds the places of other words that play a part.
    pub fn further_labels(
        &self,
        mut fault: Diagnostic,
        subject: &Subject<'c>,
        scope: &Scope,
    ) -> Diagnostic {
        for also in &self.rule.also {
            if let Some(place) = self.view.place(subject, &also.item, also.word.as_deref()) {
                fault = fault.also(place, also.label.fill(scope));
            }
        }
        fault
    }

    /// A fault in the words of the rule.
    pub fn fault(&self, place: Span, scope: &Scope) -> Diagnostic {
        let severity = self.rule.level.severity().expect("rules that are off are not looked at");
        let label = self.rule.label.as_ref().map(|label| label.fill(scope)).unwrap_or_default();
        let mut fault = Diagnostic::new(&self.rule.name, severity, self.rule.message.fill(scope))
            .at(place, label)
            .clause(self.site.policy.clause_of(self.rule));
        fault.help = self.rule.help.as_ref().map(|help| help.fill(scope));
        fault
    }
}

/// An expression that cannot be computed with these values does not accuse anybody.
fn holds(expression: &Expression, scope: &Scope) -> bool {
    expression.is_true(scope).unwrap_or(true)
}

/// A group of kinds in words.
pub fn any_of(kinds: &[String]) -> String {
    kinds.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(" or ")
}

/// Whether two language tags have the same first part.
pub fn same_language(left: &str, right: &str) -> bool {
    let first = |tag: &str| tag.split('-').next().unwrap_or(tag).to_lowercase();
    first(left) == first(right)
}

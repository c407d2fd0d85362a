//! The declared rules of a pack, looked at one by one. In: a case as one site sees it. Out: faults
//! in the words of the pack, at the places that the rule names.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use serde_json::{Value, json};

use crate::case::{Finding, Prose};
use crate::check::leaving;
use crate::check::matches::{Finds, Texts, overlap};
use crate::check::memory::Memory;
use crate::check::native;
use crate::check::site::SiteCase;
use crate::check::timeline::{self, Told};
use crate::check::view::{Subject, View};
use crate::diagnostic::{Diagnostic, FixSafety};
use crate::policy::Force;
use crate::policy::expression::{Expression, Scope};
use crate::policy::pattern::{Pattern, Reading};
use crate::policy::types::{Each, Look, ProsePart, Rule};
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
    /// The contradictions between its days; `None` where no rule about days is looked at.
    pub told: Option<&'a Told<'c>>,
    /// What was found of buyers in texts.
    pub finds: &'a RefCell<Finds>,
}

/// Prose, by its place among the texts of the site.
type Numbered<'c> = (usize, &'c Prose);

/// Runs all rules of the site's pack.
pub fn run<'c>(site: &SiteCase<'c>, view: &View<'c>, memory: &mut Memory) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut implied: BTreeSet<&str> = BTreeSet::new();
    let asks_for_days =
        site.policy.rules.iter().any(|rule| matches!(rule.look, Look::Timeline { .. }));
    let told = asks_for_days.then(|| Told::of(site, &mut memory.conflicts));
    let finds = RefCell::new(memory.leaving.remove(site.code()).unwrap_or_default());
    let mut texts = memory.matches.open(site, &|_| true);
    for rule in &site.policy.rules {
        let found = Asked { site, view, rule, told: told.as_ref(), finds: &finds }.look(&mut texts);
        if !found.is_empty() {
            implied.extend(rule.implies.iter().map(|name| name.value.as_str()));
        }
        faults.extend(found);
    }
    memory.leaving.insert(site.code().to_owned(), finds.into_inner());
    // A fault that is only the consequence of another one is not told twice.
    faults.retain(|fault| !implied.contains(fault.rule.as_str()));
    faults
}

/// Runs one rule, as if there were no other.
pub fn run_one<'c>(site: &SiteCase<'c>, view: &View<'c>, rule: &Rule) -> Vec<Diagnostic> {
    let mut memory = Memory::default();
    let asks_for_days = matches!(rule.look, Look::Timeline { .. });
    let told = asks_for_days.then(|| Told::of(site, &mut memory.conflicts));
    let mut texts = memory.matches.open(site, &|it| it.name == rule.name);
    let finds = RefCell::default();
    Asked { site, view, rule, told: told.as_ref(), finds: &finds }.look(&mut texts)
}

impl<'c> Asked<'_, 'c> {
    fn look(&self, texts: &mut Texts<'_, 'c>) -> Vec<Diagnostic> {
        let force = self.site.policy.force([&self.rule.basis], &self.site.days());
        if self.rule.level.severity().is_none() || force != Force::Holds {
            return Vec::new();
        }
        match &self.rule.look {
            Look::Require(expression) => self.require(expression),
            Look::Text { language, part, foreign_law, .. } => {
                let proses = self.proses(texts, *part, language.as_deref());
                self.text(proses, texts, *foreign_law)
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
                _ => self.view.scope.with_ready(each.as_str(), &subject.ready),
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
    fn proses(
        &self,
        texts: &Texts<'_, 'c>,
        part: ProsePart,
        language: Option<&str>,
    ) -> Vec<Numbered<'c>> {
        let last_whys: Vec<&Prose> = match part {
            ProsePart::Whole => Vec::new(),
            ProsePart::LastWhy => {
                let last = |finding: &&'c Finding| {
                    finding.whys.iter().rev().find(|why| why.language.is_none())
                };
                self.site.findings.iter().filter_map(last).collect()
            }
        };
        let plan = self.site.marketplace.plan_language();
        let is_read = |prose: &&Prose| {
            let written = prose.language.as_ref().map_or(plan, |language| language.value.as_str());
            let is_part = part == ProsePart::Whole
                || last_whys.iter().any(|why| std::ptr::eq::<Prose>(*why, *prose));
            is_part && language.is_none_or(|language| same_language(written, language))
        };
        let all = texts.proses.iter().copied().enumerate();
        all.filter(|(_, prose)| is_read(prose)).collect()
    }

    /// One fault for each match that overlaps no earlier one. With `spares_own`, what is part of a
    /// name of the site's own law is no fault: `GDPR` is law of the Union, `UK GDPR` is not.
    fn text(
        &self,
        proses: Vec<Numbered<'c>>,
        texts: &mut Texts<'_, 'c>,
        spares_own: bool,
    ) -> Vec<Diagnostic> {
        let Some(list) = texts.list_of(&self.rule.name).filter(|_| self.applies_at_all()) else {
            return Vec::new();
        };
        let mut faults = Vec::new();
        for (number, prose) in proses {
            let found = texts.find(number, list);
            if found.is_empty() {
                continue;
            }
            let mut taken: Vec<Range<usize>> = match spares_own {
                true => texts.find(number, texts.own_law()).iter().map(|it| it.1.clone()).collect(),
                false => Vec::new(),
            };
            for (at, range) in found.iter() {
                if taken.iter().all(|known| !overlap(known, range)) {
                    taken.push(range.clone());
                    faults.push(self.found(prose, range, texts.pattern(list, *at)));
                }
            }
        }
        faults
    }

    /// The fault of what a pattern found.
    fn found(&self, prose: &Prose, range: &Range<usize>, pattern: &Pattern) -> Diagnostic {
        let scope = self
            .view
            .scope
            .with("found", json!(&prose.text[range.clone()]))
            .with("instead", json!(pattern.instead().unwrap_or_default()));
        let place = prose.place(range.clone());
        let fault = self.fault(place, &scope);
        match pattern.fix(&Reading::of(&prose.text), range) {
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

//! What the conditions of a pack can and cannot be, whatever a case says. In: a policy, a day. Out:
//! what is proven wrong, and how much could be decided.

use crate::compile::LoadedPacks;
use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::policy::expression::Expression;
use crate::policy::schema::Names;
use crate::policy::types::{Each, FactType, Level, Look, Rule};
use crate::policy::yaml::{Node, Tree, span_inside};
use crate::source::Span;
use crate::value::Date;
use crate::workshop::formula::{Formula, Held, Space, Term};
use crate::workshop::lint::shown;
use crate::workshop::own_raw;
use crate::workshop::proof::{fires, formula};
use crate::workshop::reason::{Holds, holds};

/// Something that is proven wrong.
pub(crate) struct Finding {
    /// The fault.
    pub(crate) fault: Diagnostic,
    /// What a case must do to show it; `None` where no case can.
    pub(crate) shown: Option<Shown>,
}

/// How a case shows a finding.
pub(crate) struct Shown {
    /// One of these rules fires.
    pub(crate) rules: Vec<String>,
    /// Pieces to begin with.
    pub(crate) pieces: Vec<String>,
}

/// What was found in one pack.
#[derive(Default)]
pub(crate) struct Logic {
    /// What is wrong.
    pub(crate) findings: Vec<Finding>,
    /// How many rules were decided.
    pub(crate) decided: usize,
    /// Rules of which nothing can be said.
    pub(crate) undecided: Vec<String>,
}

/// What is needed to look at the entries of one pack.
struct Looker<'p> {
    packs: &'p LoadedPacks,
    policy: &'p Policy,
    values: serde_json::Value,
    found: Logic,
}

/// Looks at the entries that a pack declares itself.
pub(crate) fn logic(packs: &LoadedPacks, policy: &Policy, as_of: Date) -> Logic {
    let values = policy.values_in_force(as_of);
    let mut looker = Looker { packs, policy, values, found: Logic::default() };
    let own = |rule: &&Rule| rule.pack == policy.name && rule.level != Level::Off;
    let rules: Vec<&Rule> = policy.rules.iter().filter(own).collect();
    rules.iter().for_each(|rule| looker.rule(rule));
    for (at, rule) in rules.iter().enumerate() {
        // With the rules it inherits too: a child may ask for the opposite of its parent.
        let others =
            policy.rules.iter().filter(|it| it.level != Level::Off && it.pack != rule.pack);
        for other in rules[at + 1..].iter().copied().chain(others) {
            looker.pair(rule, other);
        }
    }
    looker.duties();
    looker.found
}

impl Looker<'_> {
    fn rule(&mut self, rule: &Rule) {
        let names = Names::new(rule.each, &self.policy.value_types());
        let values = self.values.clone();
        let mut space = Space::new(&names, &values);
        let when = formula(&mut space, rule.when.as_ref());
        let span = self.place("rules", &rule.name, "when").unwrap_or(rule.span);
        if rule.when.is_some() {
            match holds(&space, &[&when], |found| found[0]) {
                Holds::Never => {
                    let message = format!("rule `{}` is never asked", rule.name);
                    self.add(never(message, span));
                    return;
                }
                Holds::Always => self.add(always_asked(&format!("rule `{}`", rule.name), span)),
                Holds::Sometimes | Holds::Unknown => {}
            }
        }
        let Some(fires) = fires(&mut space, rule) else { return };
        let require = self.place("rules", &rule.name, "require").unwrap_or(rule.span);
        match holds(&space, &[&fires], |found| found[0]) {
            Holds::Never => {
                let message = format!("rule `{}` can never fire", rule.name);
                self.add(never(message, require));
            }
            Holds::Always => {
                let message = format!("rule `{}` fires whatever a plan says", rule.name);
                let fault = Diagnostic::error("pack-always-fires", message)
                    .at(require, "no plan can meet this")
                    .help("correct the condition, or leave the rule out");
                self.found.findings.push(shown(fault, &[rule]));
            }
            Holds::Sometimes => {
                self.found.decided += 1;
                self.dead_parts(rule, &mut space);
            }
            Holds::Unknown => {
                self.found.undecided.push(format!("{}: `{}`", self.policy.name, rule.name));
            }
        }
    }

    /// Conditions of a rule that could be left out.
    fn dead_parts(&mut self, rule: &Rule, space: &mut Space<'_>) {
        let Look::Require(require) = &rule.look else { return };
        for (name, expression) in [("when", rule.when.as_ref()), ("require", Some(require))] {
            let Some(expression) = expression else { continue };
            let tree = expression.tree();
            let parts = tree.conditions();
            if parts.len() < 2 {
                continue;
            }
            for part in parts {
                let whole = space.formula(&tree);
                let as_if = |flag: bool| {
                    let mut text = expression.text().to_owned();
                    text.replace_range(part.range.clone(), if flag { "true" } else { "false" });
                    crate::policy::expression::tree_of(&text)
                };
                let (Some(yes), Some(no)) = (as_if(true), as_if(false)) else { continue };
                let (yes, no) = (space.formula(&yes), space.formula(&no));
                let is_same = |other: &Formula| {
                    holds(space, &[&whole, other], |found| found[0] == found[1]) == Holds::Always
                };
                if !is_same(&yes) && !is_same(&no) {
                    continue;
                }
                let words = expression.text().get(part.range.clone()).unwrap_or("");
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                let message = format!("rule `{}`: `{words}` decides nothing", rule.name);
                let place = self.inside("rules", &rule.name, name, part.range.clone());
                let fault = Diagnostic::warning("pack-dead-condition", message)
                    .at(place.unwrap_or(rule.span), "the same without it")
                    .help("leave it out, or correct it");
                self.add(fault);
            }
        }
    }

    /// Two rules of which no plan can meet both.
    fn pair(&mut self, left: &Rule, right: &Rule) {
        let (Look::Require(first), Look::Require(second)) = (&left.look, &right.look) else {
            return;
        };
        let each = match (left.each, right.each) {
            (left, right) if left == right => left,
            (Each::Case | Each::Site, right) => right,
            (left, Each::Case | Each::Site) => left,
            _ => return,
        };
        let names = Names::new(each, &self.policy.value_types());
        let values = self.values.clone();
        let mut space = Space::new(&names, &values);
        let parts = [
            formula(&mut space, left.when.as_ref()),
            formula(&mut space, right.when.as_ref()),
            formula(&mut space, Some(first)),
            formula(&mut space, Some(second)),
        ];
        let [when_left, when_right, first, second] = &parts;
        // Rules that look at nothing in common cannot be in each other's way.
        if !share(first, second) {
            return;
        }
        let both = [when_left, when_right, first, second];
        let can_meet = holds(&space, &both, |it| it[0] && it[1] && it[2] && it[3]);
        let are_asked = holds(&space, &both[..2], |it| it[0] && it[1]);
        if can_meet == Holds::Never && matches!(are_asked, Holds::Sometimes | Holds::Always) {
            let message = format!("no plan can meet both `{}` and `{}`", left.name, right.name);
            let place = |rule: &Rule| self.place("rules", &rule.name, "require");
            let fault = Diagnostic::error("pack-conflict", message)
                .at(place(left).unwrap_or(left.span), "where this is asked")
                .also(place(right).unwrap_or(right.span), "the opposite may be asked too")
                .help("tell them apart with `when`, or correct one of them");
            self.found.findings.push(shown(fault, &[left, right]));
        }
    }

    /// Disclosures and attachments that nobody is asked for, and limits that nothing can meet.
    fn duties(&mut self) {
        let policy = self.policy;
        let own = |pack: &str| pack == policy.name;
        for (name, disclosure) in policy.disclosures.iter().filter(|(_, it)| own(&it.pack)) {
            let what = format!("disclosure `{name}`");
            self.asked(&what, ("disclosures", name), [disclosure.when.as_ref()].as_slice());
            for (fact_name, fact) in &disclosure.facts {
                let what = format!("fact `{fact_name}` of disclosure `{name}`");
                if fact.when.is_some() {
                    let both = [disclosure.when.as_ref(), fact.when.as_ref()];
                    self.asked(&what, ("disclosures", name), &both);
                }
                let FactType::Duration { at_least: Some(least), at_most: Some(most), .. } =
                    fact.kind
                else {
                    continue;
                };
                if least.hours_at_least() > most.hours() {
                    let message = format!("{what} asks for at least {least} and at most {most}");
                    let fault = Diagnostic::error("pack-conflict", message);
                    let help = "correct `at_least` or `at_most`";
                    self.add(fault.at(disclosure.span, "no length of time is both").help(help));
                }
            }
        }
        for (name, attachment) in policy.attachments.iter().filter(|(_, it)| own(&it.pack)) {
            let what = format!("attachment `{name}`");
            self.asked(&what, ("attachments", name), [attachment.when.as_ref()].as_slice());
        }
    }

    /// Whether something is asked for in any case: the last condition is its own.
    fn asked(&mut self, what: &str, entry: (&str, &str), whens: &[Option<&Expression>]) {
        if !matches!(whens.last(), Some(Some(_))) {
            return;
        }
        let names = Names::new(Each::Case, &self.policy.value_types());
        let values = self.values.clone();
        let mut space = Space::new(&names, &values);
        let parts: Vec<Formula> = whens.iter().map(|when| formula(&mut space, *when)).collect();
        let all = Formula::All(parts.clone());
        let own = &parts[parts.len() - 1];
        let place = self.place(entry.0, entry.1, "when");
        let span = place.or_else(|| Some(self.entry(entry.0, entry.1)?.span));
        let Some(span) = span else { return };
        match (holds(&space, &[&all], |it| it[0]), holds(&space, &[own], |it| it[0])) {
            (Holds::Never, _) => self.add(never(format!("{what} is never asked for"), span)),
            (_, Holds::Always) => self.add(always_asked(what, span)),
            _ => {}
        }
    }

    fn add(&mut self, fault: Diagnostic) {
        self.found.findings.push(Finding { fault, shown: None });
    }

    fn entry(&self, section: &str, name: &str) -> Option<&Tree> {
        let mut own = own_raw(self.packs, self.policy, section);
        own.find(|entry| entry.name.value == name).map(|entry| &*entry.tree)
    }

    fn field(&self, section: &str, name: &str, field: &str) -> Option<&Tree> {
        let Node::Map(entries) = &self.entry(section, name)?.node else { return None };
        entries.iter().find(|entry| entry.key.value == field).map(|entry| &entry.value)
    }

    fn place(&self, section: &str, name: &str, field: &str) -> Option<Span> {
        self.field(section, name, field).map(|tree| tree.span)
    }

    /// The place of a part of an expression.
    fn inside(
        &self,
        section: &str,
        name: &str,
        field: &str,
        range: std::ops::Range<usize>,
    ) -> Option<Span> {
        let tree = self.field(section, name, field)?;
        let Node::Text(text) = &tree.node else { return None };
        Some(span_inside(&self.packs.sources, tree.span, text, range))
    }
}

fn never(message: String, span: Span) -> Diagnostic {
    Diagnostic::error("pack-never", message)
        .at(span, "no case makes this so")
        .help("correct the condition, or leave the entry out")
}

fn always_asked(what: &str, span: Span) -> Diagnostic {
    Diagnostic::warning("pack-dead-condition", format!("{what}: its `when` always holds"))
        .at(span, "the same without it")
        .help("leave `when` out, or correct it")
}

/// Whether two formulas look at a variable in common.
fn share(left: &Formula, right: &Formula) -> bool {
    let (mut left_list, mut right_list) = (Vec::new(), Vec::new());
    variables(left, &mut left_list);
    variables(right, &mut right_list);
    left_list.iter().any(|at| right_list.contains(at))
}

fn variables(formula: &Formula, list: &mut Vec<usize>) {
    let mut note = |term: &Term| match term {
        Term::Free(at) => list.push(*at),
        Term::Fixed(Held::Absent | Held::Flag(_) | Held::Number(_) | Held::Text(_)) => {}
    };
    match formula {
        Formula::True(term) => note(term),
        Formula::Compare(left, _, right) => {
            note(left);
            note(right);
        }
        Formula::Not(of) => variables(of, list),
        Formula::All(parts) | Formula::Any(parts) => {
            parts.iter().for_each(|part| variables(part, list));
        }
    }
}

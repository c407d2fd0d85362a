//! Whether two ways to write an entry are the same for every case. In: two policies that differ in
//! one entry. Out: the reason only where it is proven: for conditions by trying every region of the
//! values that the entry looks at.

use crate::policy::Policy;
use crate::policy::expression::Expression;
use crate::policy::schema::{Names, PROGRAM_VALUES};
use crate::policy::types::{
    Basis, Disclosure, Each, Fact, FactType, HoldsFor, Look, ParamValue, Rule,
};
use crate::value::{Date, Duration};
use crate::workshop::formula::{Formula, Held, Space, Term};
use crate::workshop::reason::{Holds, holds};

/// The reasons for which a change is proven to change nothing.
const SAME_CASES: &str = "the conditions hold for the same cases";
const BEYOND_LIMIT: &str = "what the advice would say, the limit says already";
const LAW_IS_OVER: &str = "the law behind the fact ended before the day of the tests";
const ONLY_WORDING: &str = "the number stands in texts alone, which no test reads";

/// Why an entry means the same in both, as far as it is proven.
pub(crate) fn same_because(
    old: &Policy,
    new: &Policy,
    entry: (&str, &str),
    as_of: Date,
) -> Option<&'static str> {
    let (section, name) = entry;
    match section {
        "rules" => same_rules(old.rule(name)?, new.rule(name)?, (old, as_of)),
        "disclosures" => {
            let pair = old.disclosures.get(name).zip(new.disclosures.get(name))?;
            same_conditions(old, new, entry, as_of)
                .then_some(SAME_CASES)
                .or_else(|| same_advice(pair).then_some(BEYOND_LIMIT))
                .or_else(|| same_but_lapsed((old, as_of), pair).then_some(LAW_IS_OVER))
        }
        "attachments" => same_conditions(old, new, entry, as_of).then_some(SAME_CASES),
        _ => only_worded(old, name).then_some(ONLY_WORDING),
    }
}

/// Whether no case answers a condition in two ways.
pub(crate) fn is_settled(policy: &Policy, each: Each, condition: &str, as_of: Date) -> bool {
    let values = policy.values_in_force(as_of);
    let names = Names::new(each, &policy.value_types());
    let Ok(condition) = Expression::compile(condition, &names) else { return false };
    let mut space = Space::new(&names, &values);
    let formula = space.formula(&condition.tree());
    holds(&space, &[&formula], |found| found[0]) == Holds::Always
        || holds(&space, &[&formula], |found| !found[0]) == Holds::Always
}

/// Rules that are asked for the same cases, and then require the same.
fn same_rules(left: &Rule, right: &Rule, of: (&Policy, Date)) -> Option<&'static str> {
    let (policy, as_of) = of;
    let values = policy.values_in_force(as_of);
    let names = Names::new(left.each, &policy.value_types());
    let mut space = Space::new(&names, &values);
    let pair = match (fires(&mut space, left), fires(&mut space, right)) {
        (Some(left), Some(right)) => (left, right),
        // Of the other looks only the condition before them is understood.
        (None, None) if format!("{:?}", left.look) == format!("{:?}", right.look) => {
            (formula(&mut space, left.when.as_ref()), formula(&mut space, right.when.as_ref()))
        }
        _ => return None,
    };
    same_fault(&space, Some(pair)).then_some(SAME_CASES)
}

/// Disclosures and attachments that are asked for the same cases, and are otherwise the same.
fn same_conditions(old: &Policy, new: &Policy, entry: (&str, &str), as_of: Date) -> bool {
    let values = old.values_in_force(as_of);
    let names = Names::new(Each::Case, &old.value_types());
    let mut space = Space::new(&names, &values);
    let pair = conditions(old, entry).zip(conditions(new, entry));
    let Some(((left, rest), (right, other))) = pair else { return false };
    rest == other
        && left.len() == right.len()
        && left.iter().zip(right).all(|(left, right)| {
            let left = formula(&mut space, *left);
            let right = formula(&mut space, right);
            same_fault(&space, Some((left, right)))
        })
}

/// Disclosures that differ in facts alone whose law had ended on a day: from then on nobody asks
/// for them.
fn same_but_lapsed((policy, as_of): (&Policy, Date), pair: (&Disclosure, &Disclosure)) -> bool {
    let is_over = |basis: &Basis| match basis {
        Basis::Source(id) => policy.sources.get(&id.value).is_some_and(|source| {
            source.holds_for == HoldsFor::Submission && source.until.is_some_and(|it| it < as_of)
        }),
        Basis::Convention => false,
    };
    let lapsed = |it: &Fact| it.basis.as_ref().is_some_and(is_over);
    same_but_facts(pair, |(old, new)| {
        lapsed(old) && lapsed(new) && format!("{:?}", old.kind) == format!("{:?}", new.kind)
    })
}

/// Whether two disclosures ask in the same cases for the same facts, but for some that differ as
/// they may; at least one does.
fn same_but_facts(
    (old, new): (&Disclosure, &Disclosure),
    may_differ: impl Fn((&Fact, &Fact)) -> bool,
) -> bool {
    let asked = |it: &Disclosure| format!("{:?} {:?} {:?}", it.when, it.level, it.sources);
    let pairs = old.facts.iter().zip(&new.facts);
    let changed: Vec<_> = pairs
        .filter(|(old, new)| format!("{old:?}") != format!("{new:?}"))
        .map(|((_, old), (_, new))| (old, new))
        .collect();
    asked(old) == asked(new)
        && old.facts.len() == new.facts.len()
        && !changed.is_empty()
        && changed.into_iter().all(may_differ)
}

/// Disclosures that differ in advice alone, where all that it speaks of is a fault already.
fn same_advice(pair: (&Disclosure, &Disclosure)) -> bool {
    let rest = |it: &Fact| format!("{:?} {:?} {:?}", it.kind, it.when, it.about);
    let is_same = |(old, new): (&Fact, &Fact)| {
        let FactType::Duration { at_least, at_most, .. } = old.kind else { return false };
        let below = |advice: Option<Duration>| {
            advice.zip(at_least).is_some_and(|(advice, least)| {
                advice.unit() == least.unit() && advice.count() <= least.count()
            })
        };
        let above = |advice: Option<Duration>| {
            advice.zip(at_most).is_some_and(|(advice, most)| {
                advice.unit() == most.unit() && advice.count() >= most.count()
            })
        };
        let least = old.advise_at_least == new.advise_at_least
            || below(old.advise_at_least) && below(new.advise_at_least);
        let most = old.advise_at_most == new.advise_at_most
            || above(old.advise_at_most) && above(new.advise_at_most);
        rest(old) == rest(new) && least && most
    };
    same_but_facts(pair, is_same)
}

/// Whether a value is read by no condition, parameter or limit, but in texts alone.
fn only_worded(policy: &Policy, value: &str) -> bool {
    let path = format!("values.{value}");
    let is_in = |expression: Option<&Expression>| {
        expression.is_some_and(|it| it.reads("values", value) || it.text().contains(&path))
    };
    let rules = policy.rules.iter().any(|rule| {
        let look = match &rule.look {
            Look::Require(require) => is_in(Some(require)),
            Look::Evidence { by, .. } => is_in(by.as_ref()),
            Look::Native { params, .. } => params
                .values()
                .any(|param| matches!(param, ParamValue::Value(name) if name == value)),
            Look::Text { .. } | Look::Timeline { .. } | Look::Leaving(_) => false,
        };
        look || is_in(rule.when.as_ref())
    });
    let facts = |it: &Disclosure| it.facts.iter().any(|(_, fact)| is_in(fact.when.as_ref()));
    let duties = policy.disclosures.values().any(|it| is_in(it.when.as_ref()) || facts(it))
        || policy.attachments.values().any(|it| is_in(it.when.as_ref()));
    !PROGRAM_VALUES.contains(&value) && !rules && !duties
}

fn same_fault(space: &Space<'_>, pair: Option<(Formula, Formula)>) -> bool {
    let Some((left, right)) = pair else { return false };
    holds(space, &[&left, &right], |found| found[0] == found[1]) == Holds::Always
}

/// When a rule that requires something fires; `None` for the other looks, which are not compared.
pub(crate) fn fires(space: &mut Space<'_>, rule: &Rule) -> Option<Formula> {
    let Look::Require(require) = &rule.look else { return None };
    let when = formula(space, rule.when.as_ref());
    let require = formula(space, Some(require));
    Some(Formula::All(vec![when, Formula::Not(Box::new(require))]))
}

/// A condition as a formula; true where there is none.
pub(crate) fn formula(space: &mut Space<'_>, expression: Option<&Expression>) -> Formula {
    match expression {
        Some(expression) => space.formula(&expression.tree()),
        None => Formula::True(Term::Fixed(Held::Flag(true))),
    }
}

/// The conditions of an entry, one by one.
type Conditions<'p> = Vec<Option<&'p Expression>>;

/// The conditions of a disclosure and its facts, or of an attachment, and the rest of it in words
/// that are equal only where the rest is.
fn conditions<'p>(policy: &'p Policy, entry: (&str, &str)) -> Option<(Conditions<'p>, String)> {
    let (section, name) = entry;
    match section {
        "attachments" => {
            let it = policy.attachments.get(name)?;
            Some((vec![it.when.as_ref()], format!("{:?}", (&it.kinds, &it.language, it.level))))
        }
        "disclosures" => {
            let disclosure = policy.disclosures.get(name)?;
            let facts = disclosure.facts.iter().map(|(_, fact)| fact.when.as_ref());
            let rest: Vec<String> = disclosure
                .facts
                .iter()
                .map(|(name, it)| {
                    let limits = (it.advise_at_least, it.advise_at_most);
                    format!("{name} {:?} {limits:?}", it.kind)
                })
                .collect();
            let whens = [disclosure.when.as_ref()].into_iter().chain(facts).collect();
            Some((whens, format!("{:?} {}", disclosure.level, rest.join("; "))))
        }
        _ => None,
    }
}

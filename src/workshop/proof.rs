//! Whether two ways to write an entry are the same for every case. In: two policies that differ in
//! one entry. Out: true only where it is proven, by trying every region of the values that the
//! entry looks at.

use crate::policy::Policy;
use crate::policy::expression::Expression;
use crate::policy::schema::Names;
use crate::policy::types::{Each, Look, Rule};
use crate::value::Date;
use crate::workshop::formula::{Formula, Held, Space, Term};
use crate::workshop::reason::{Holds, holds};

/// Whether an entry means the same in both, proven.
pub(crate) fn is_same(old: &Policy, new: &Policy, entry: (&str, &str), as_of: Date) -> bool {
    let (section, name) = entry;
    let values = old.values_in_force(as_of);
    match section {
        "rules" => match (old.rule(name), new.rule(name)) {
            (Some(left), Some(right)) => {
                let names = Names::new(left.each, &old.value_types());
                let mut space = Space::new(&names, &values);
                let (left, right) = (fires(&mut space, left), fires(&mut space, right));
                same_fault(&space, left.zip(right))
            }
            _ => false,
        },
        _ => {
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
    }
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

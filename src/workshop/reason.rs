//! What can be said of formulas without any case. In: formulas over a [`Space`]. Out: whether a
//! claim holds always, never or sometimes. Each variable takes one value of every region that the
//! constants and the other variables cut its range into, so within the limit nothing is left out.

use std::collections::BTreeSet;

use crate::policy::expression::Comparison;
use crate::workshop::formula::{Formula, Held, Sort, Space, Term};

/// Most combinations that are tried.
const COMBINATIONS_MAX: usize = 200_000;

/// When a claim holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Whatever a case says.
    Always,
    /// Whatever a case says, it does not.
    Never,
    /// It depends on the case, as far as can be seen here.
    Sometimes,
    /// There are too many combinations.
    Unknown,
}

/// When a claim about some formulas holds: `claim` is given what each of them yields.
pub(crate) fn holds(
    space: &Space<'_>,
    formulas: &[&Formula],
    claim: impl Fn(&[bool]) -> bool,
) -> Holds {
    let ranges = ranges(space, formulas);
    let count = ranges.iter().try_fold(1_usize, |all, range| all.checked_mul(range.len()));
    if count.is_none_or(|count| count > COMBINATIONS_MAX) {
        return Holds::Unknown;
    }
    let mut at = vec![0; ranges.len()];
    let (mut any, mut all) = (false, true);
    loop {
        let chosen: Vec<Held> = ranges.iter().zip(&at).map(|(range, at)| range[*at]).collect();
        let found: Vec<bool> = formulas.iter().map(|it| value(it, &chosen)).collect();
        match claim(&found) {
            true => any = true,
            false => all = false,
        }
        // The next combination, counted like the digits of a number.
        let Some(digit) = (0..at.len()).find(|digit| at[*digit] + 1 < ranges[*digit].len()) else {
            break;
        };
        at[digit] += 1;
        at[..digit].fill(0);
        if any && !all {
            return Holds::Sometimes;
        }
    }
    match (any, all) {
        (_, true) => Holds::Always,
        (false, false) => Holds::Never,
        (true, false) => Holds::Sometimes,
    }
}

fn value(formula: &Formula, chosen: &[Held]) -> bool {
    match formula {
        Formula::True(term) => match held(term, chosen) {
            Held::Absent => false,
            Held::Flag(flag) => flag,
            Held::Number(number) => number != 0.0,
            // The empty text is the first of every space that asks for it.
            Held::Text(text) => text != EMPTY,
        },
        Formula::Not(of) => !value(of, chosen),
        Formula::All(parts) => parts.iter().all(|part| value(part, chosen)),
        Formula::Any(parts) => parts.iter().any(|part| value(part, chosen)),
        Formula::Compare(left, how, right) => {
            compare(held(left, chosen), *how, held(right, chosen))
        }
    }
}

/// Stands for the empty text among values.
const EMPTY: usize = usize::MAX;

/// Texts that no constant names count down from here.
const OTHERS: usize = usize::MAX - 1;

fn held(term: &Term, chosen: &[Held]) -> Held {
    match term {
        Term::Free(at) => chosen[*at],
        Term::Fixed(held) => *held,
    }
}

/// As the engine compares: nothing is equal to nothing only, and has no order.
fn compare(left: Held, how: Comparison, right: Held) -> bool {
    let order = match (left, right) {
        (Held::Number(left), Held::Number(right)) => left.partial_cmp(&right),
        _ => None,
    };
    match how {
        Comparison::Equal => left == right,
        Comparison::Unequal => left != right,
        Comparison::Less => order.is_some_and(|it| it.is_lt()),
        Comparison::AtMost => order.is_some_and(|it| it.is_le()),
        Comparison::More => order.is_some_and(|it| it.is_gt()),
        Comparison::AtLeast => order.is_some_and(|it| it.is_ge()),
    }
}

/// The values that each variable takes; a variable of none of the formulas takes one.
fn ranges(space: &Space<'_>, formulas: &[&Formula]) -> Vec<Vec<Held>> {
    let mut groups: Vec<usize> = (0..space.variables.len()).collect();
    let mut constants: Vec<(usize, Held)> = Vec::new();
    let mut used = BTreeSet::new();
    for formula in formulas {
        gather(formula, &mut groups, &mut constants, &mut used);
    }
    let range = |at: usize| {
        if !used.contains(&at) {
            return vec![Held::Absent];
        }
        let variable = &space.variables[at];
        let peers = (0..groups.len()).filter(|other| groups[*other] == groups[at]);
        let peers = peers.filter(|other| used.contains(other)).count();
        let fixed = constants.iter().filter(|(of, _)| groups[*of] == groups[at]);
        let fixed: Vec<Held> = fixed.map(|(_, held)| *held).collect();
        match (variable.sort, variable.words) {
            (Sort::Flag, _) => vec![Held::Flag(false), Held::Flag(true)],
            (Sort::Text, Some(words)) => {
                let of_word = |word: &&str| space.texts.iter().position(|text| text == *word);
                let known = words.iter().filter_map(of_word).map(Held::Text);
                let others = words.iter().filter(|word| of_word(word).is_none()).count();
                let others = (0..others.min(peers)).map(|at| Held::Text(OTHERS - at));
                known.chain(others).chain([Held::Absent]).collect()
            }
            (Sort::Text, None) => {
                let texts = fixed.iter().filter(|held| matches!(held, Held::Text(_))).copied();
                let others = (0..peers).map(|at| Held::Text(OTHERS - at));
                let more = [Held::Text(EMPTY), Held::Absent];
                distinct(texts.chain(others).chain(more).collect())
            }
            (sort, _) => numbers(sort, &fixed, peers),
        }
    };
    (0..space.variables.len()).map(range).collect()
}

/// Numbers around every constant, as many as there are variables to lie between two.
fn numbers(sort: Sort, fixed: &[Held], peers: usize) -> Vec<Held> {
    let mut around: Vec<f64> = fixed
        .iter()
        .filter_map(|held| match held {
            Held::Number(number) => Some(*number),
            Held::Absent | Held::Flag(_) | Held::Text(_) => None,
        })
        .collect();
    around.push(0.0);
    let steps: i32 = i32::try_from(peers).unwrap_or(i32::MAX).min(8);
    let mut list = Vec::new();
    for number in around {
        for step in -steps..=steps {
            list.push(number + f64::from(step));
            if sort == Sort::Number {
                list.push(number + f64::from(step) + 0.5);
            }
        }
    }
    let least = match sort {
        Sort::Count => Some(0.0),
        Sort::Positive => Some(1.0),
        Sort::Flag | Sort::Number | Sort::Day | Sort::Text => None,
    };
    list.retain(|number| least.is_none_or(|least| *number >= least));
    let mut held: Vec<Held> = list.into_iter().map(Held::Number).collect();
    if least.is_none() {
        held.push(Held::Absent);
    }
    distinct(held)
}

fn distinct(list: Vec<Held>) -> Vec<Held> {
    let mut kept: Vec<Held> = Vec::new();
    for held in list {
        if !kept.contains(&held) {
            kept.push(held);
        }
    }
    kept
}

/// Notes which variables are compared with each other, and with which constants.
fn gather(
    formula: &Formula,
    groups: &mut [usize],
    constants: &mut Vec<(usize, Held)>,
    used: &mut BTreeSet<usize>,
) {
    match formula {
        Formula::True(Term::Free(at)) => drop(used.insert(*at)),
        Formula::True(Term::Fixed(_)) => {}
        Formula::Not(of) => gather(of, groups, constants, used),
        Formula::All(parts) | Formula::Any(parts) => {
            parts.iter().for_each(|part| gather(part, groups, constants, used));
        }
        Formula::Compare(left, _, right) => match (left, right) {
            (Term::Free(left), Term::Free(right)) => {
                used.extend([*left, *right]);
                let (from, to) = (groups[*right], groups[*left]);
                groups.iter_mut().filter(|group| **group == from).for_each(|group| *group = to);
            }
            (Term::Free(at), Term::Fixed(held)) | (Term::Fixed(held), Term::Free(at)) => {
                used.insert(*at);
                constants.push((*at, *held));
            }
            (Term::Fixed(_), Term::Fixed(_)) => {}
        },
    }
}

//! Days that contradict each other (R31, R33, R35). In: the days of a case as one site sees it, and
//! the orders of days that its pack declares. Out: one fault for each contradiction, with the
//! smallest set of statements that cannot all be true, each at its own place.

mod days;
mod system;
mod ties;

pub use days::is_told_elsewhere;

use std::collections::BTreeSet;

use serde_json::json;

use crate::check::rules::Asked;
use crate::check::timeline::days::{Days, Meaning, Tie};
use crate::check::timeline::system::smallest_conflict;
use crate::diagnostic::Diagnostic;
use crate::policy::expression::Scope;
use crate::source::Span;

/// Most contradictions that are told of one site.
const TOLD_MAX: usize = 30;

/// Most contradictions that are counted to find out which statement is behind several.
const COUNTED_MAX: usize = 8;

/// One contradiction: claims by their places in the list.
struct Conflict {
    claims: Vec<usize>,
    /// The statement that is behind most of it: without it, the fewest contradictions are left.
    culprit: usize,
    /// How many more contradictions go with it.
    more: usize,
}

/// Tells the contradictions that one rule names.
pub fn look(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let days = Days::gather(asked.site);
    let conflicts = conflicts(&days).into_iter();
    let of_rule = conflicts.filter_map(|conflict| {
        let tie = days.tie(&conflict.claims)?;
        (tie.rule == asked.rule.name).then(|| fault(asked, &days, tie, &conflict))
    });
    of_rule.collect()
}

/// All contradictions, the smallest first. What is behind one is left out when the next is looked
/// for: one wrong day is told once, however many others disagree with it.
fn conflicts(days: &Days<'_>) -> Vec<Conflict> {
    let mut left_out = days.told_elsewhere.clone();
    let mut found = Vec::new();
    while found.len() < TOLD_MAX {
        let Some(claims) = next(days, &left_out) else { break };
        let stated = claims.iter().copied().filter(|at| days.is_statement(*at));
        let weighed = stated.map(|at| (left_without(days, &left_out, at), at));
        let weighed: Vec<(usize, usize)> = weighed.collect();
        let most = weighed.iter().map(|(left, _)| *left).max().unwrap_or_default();
        let Some((least, culprit)) = weighed.into_iter().min() else { break };
        left_out.extend(days.same_statement(culprit));
        found.push(Conflict { claims, culprit, more: most - least });
    }
    found
}

fn next(days: &Days<'_>, left_out: &BTreeSet<usize>) -> Option<Vec<usize>> {
    smallest_conflict(days.points(), &days.claims, &|at| left_out.contains(&at))
}

/// How many contradictions are left without a claim.
fn left_without(days: &Days<'_>, left_out: &BTreeSet<usize>, claim: usize) -> usize {
    let mut left_out = left_out.clone();
    left_out.extend(days.same_statement(claim));
    let mut count = 0;
    while count < COUNTED_MAX {
        let Some(claims) = next(days, &left_out) else { break };
        left_out.extend(claims);
        count += 1;
    }
    count
}

/// One contradiction in the words of its rule.
fn fault(asked: &Asked<'_, '_>, days: &Days<'_>, tie: &Tie<'_>, conflict: &Conflict) -> Diagnostic {
    let mut labels: Vec<(Span, String, bool)> = Vec::new();
    for at in &conflict.claims {
        let (span, text, is_own) = match &days.meanings[*at] {
            Meaning::Day { span, says, is_own } => (*span, says.clone(), *is_own),
            Meaning::Tie(Tie { at: Some(span), .. }) => {
                (*span, "named here as its proof".to_owned(), true)
            }
            Meaning::Tie(_) => continue,
        };
        let text = match (conflict.more, *at == conflict.culprit) {
            (0, _) | (_, false) => text,
            (1, true) => format!("{text}; one more statement disagrees with it"),
            (more, true) => format!("{text}; {more} more statements disagree with it"),
        };
        match labels.iter_mut().find(|(known, ..)| *known == span) {
            Some((_, known, _)) if *known != text => known.push_str(&format!("; {text}")),
            Some(_) => {}
            None => labels.push((span, text, is_own)),
        }
    }
    let culprit = match &days.meanings[conflict.culprit] {
        Meaning::Day { span, is_own: true, .. } | Meaning::Tie(Tie { at: Some(span), .. }) => {
            Some(*span)
        }
        Meaning::Day { .. } | Meaning::Tie(_) => None,
    };
    let own = labels.iter().find(|(.., is_own)| *is_own).map(|(span, ..)| *span);
    let primary = culprit.or(own).unwrap_or(labels[0].0);
    let says = tie.order.says.fill(&scope(asked, tie));
    let mut fault = asked.fault(primary, &asked.view.scope.with("says", json!(says)));
    fault.labels.clear();
    for (span, text, _) in labels {
        fault = match span == primary {
            true => fault.at(span, text),
            false => fault.also(span, text),
        };
    }
    fault
}

/// The items that an order of days is about.
fn scope(asked: &Asked<'_, '_>, tie: &Tie<'_>) -> Scope {
    let mut scope = asked.view.scope.clone();
    for (each, id) in &tie.items {
        let subjects = asked.view.subjects(*each).iter();
        let value = subjects.map(|it| &it.value).find(|value| value["id"] == *id);
        scope = scope.with(each.as_str(), value.cloned().unwrap_or_default());
    }
    scope
}

//! Days that contradict each other (R31, R33, R35). In: the days of a case as one site sees it, and
//! the orders of days that its pack declares. Out: one fault for each contradiction, with the
//! smallest set of statements that cannot all be true, each at its own place.

mod days;
mod system;
mod ties;

pub use days::is_told_elsewhere;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use crate::check::rules::Asked;
use crate::check::site::SiteCase;
use crate::check::timeline::days::{Days, Meaning, Tie};
use crate::check::timeline::system::{Claim, smallest_conflict};
use crate::diagnostic::Diagnostic;
use crate::policy::expression::Scope;
use crate::source::Span;

/// Most contradictions that are told of one site.
const TOLD_MAX: usize = 30;

/// Most contradictions that are counted to find out which statement is behind several.
const COUNTED_MAX: usize = 8;

/// One contradiction: claims by their places in the list.
#[derive(Debug)]
struct Conflict {
    claims: Vec<usize>,
    /// The statement that is behind most of it: without it, the fewest contradictions are left.
    culprit: usize,
    /// How many more contradictions go with it.
    more: usize,
}

/// The days of a site and all their contradictions, which the rules about days share.
#[derive(Debug)]
pub struct Told<'c> {
    days: Days<'c>,
    conflicts: Arc<[Conflict]>,
}

/// The contradictions of earlier checks, by site, with the days that they are in.
#[derive(Debug, Default)]
pub struct Conflicts(BTreeMap<String, (Claims, Arc<[Conflict]>)>);

impl<'c> Told<'c> {
    /// Finds the contradictions of a site; those of days that stay the same are known.
    pub fn of(site: &SiteCase<'c>, memory: &mut Conflicts) -> Self {
        let days = Days::gather(site);
        let claims = Claims::of(&days);
        if let Some((before, conflicts)) = memory.0.get(site.code())
            && *before == claims
        {
            return Self { days, conflicts: Arc::clone(conflicts) };
        }
        let conflicts: Arc<[Conflict]> = claims.conflicts().into();
        memory.0.insert(site.code().to_owned(), (claims, Arc::clone(&conflicts)));
        Self { days, conflicts }
    }
}

/// Tells the contradictions that one rule names.
pub fn look(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let Some(Told { days, conflicts }) = asked.told else { return Vec::new() };
    let of_rule = conflicts.iter().filter_map(|conflict| {
        let tie = days.tie(&conflict.claims)?;
        (tie.rule == asked.rule.name).then(|| fault(asked, days, tie, conflict))
    });
    of_rule.collect()
}

/// What is claimed of days, without its words: all that contradictions depend on.
#[derive(Debug, PartialEq, Eq)]
struct Claims {
    points: usize,
    claims: Vec<Claim>,
    /// For each claim all that are made at its place: `captured` claims two days.
    statements: Vec<Arc<[usize]>>,
    /// Those of which another rule tells that they cannot be true.
    told_elsewhere: Vec<bool>,
}

impl Claims {
    fn of(days: &Days<'_>) -> Self {
        Self {
            points: days.points(),
            claims: days.claims.clone(),
            statements: days.statements(),
            told_elsewhere: (0..days.claims.len())
                .map(|at| days.told_elsewhere.contains(&at))
                .collect(),
        }
    }

    /// All contradictions, the smallest first. What is behind one is left out when the next is
    /// looked for: one wrong day is told once, however many others disagree with it.
    fn conflicts(&self) -> Vec<Conflict> {
        let mut left_out = self.told_elsewhere.clone();
        let mut found = Vec::new();
        while found.len() < TOLD_MAX {
            let Some(claims) = self.next(&left_out) else { break };
            let stated = claims.iter().copied().filter(|at| !self.claims[*at].is_law);
            let weighed = stated.map(|at| (self.left_without(&left_out, at), at));
            let weighed: Vec<(usize, usize)> = weighed.collect();
            let most = weighed.iter().map(|(left, _)| *left).max().unwrap_or_default();
            let Some((least, culprit)) = weighed.into_iter().min() else { break };
            leave_out(&mut left_out, &self.statements[culprit]);
            found.push(Conflict { claims, culprit, more: most - least });
        }
        found
    }

    fn next(&self, left_out: &[bool]) -> Option<Vec<usize>> {
        smallest_conflict(self.points, &self.claims, left_out)
    }

    /// How many contradictions are left without a claim.
    fn left_without(&self, left_out: &[bool], claim: usize) -> usize {
        let mut left_out = left_out.to_vec();
        leave_out(&mut left_out, &self.statements[claim]);
        let mut count = 0;
        while count < COUNTED_MAX {
            let Some(claims) = self.next(&left_out) else { break };
            leave_out(&mut left_out, &claims);
            count += 1;
        }
        count
    }
}

fn leave_out(left_out: &mut [bool], claims: &[usize]) {
    claims.iter().for_each(|at| left_out[*at] = true);
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
        let found = asked.view.subjects(*each).iter().find(|it| it.value["id"] == *id);
        let ready = found.map(|it| it.ready.clone()).unwrap_or_default();
        scope = scope.with_ready(each.as_str(), &ready);
    }
    scope
}

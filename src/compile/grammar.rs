//! A check that reads the grammar too. In: [`Input`]. Out: what [`check`](crate::compile::check)
//! finds, and the advice of a grammar checker.

use crate::compile::run::check_and_look;
use crate::compile::{Compiled, Input};
use crate::diagnostic::{Diagnostic, merge};
use crate::grammar;
use crate::source::Span;

/// Finds all faults of a case and advice on its English. A case that a site cannot be seen of has
/// nearer faults; one that allows the rule `grammar` is not read.
pub fn check_with_grammar(input: &Input<'_>) -> Compiled {
    let mut advice = None;
    let mut compiled = check_and_look(input, input.in_force(), &mut |site| {
        let allows = site.case.allows.iter().any(|allow| allow.item.id.value == "grammar");
        if advice.is_none() && !allows {
            advice = Some(grammar::check(site.case));
        }
    });
    let mut advice = advice.unwrap_or_default();
    advice.retain(|fault| !is_told(fault, &compiled.diagnostics));
    compiled.diagnostics.extend(advice);
    compiled.diagnostics = merge(compiled.diagnostics);
    compiled
}

/// Whether a pack finds fault with some of the same words.
fn is_told(advice: &Diagnostic, faults: &[Diagnostic]) -> bool {
    let Some(own) = advice.primary().map(|label| label.span) else { return false };
    let overlaps =
        |other: Span| other.source == own.source && other.start < own.end && own.start < other.end;
    let of_rule = faults.iter().filter(|fault| fault.rule == advice.rule);
    of_rule.flat_map(|fault| &fault.labels).any(|label| overlaps(label.span))
}

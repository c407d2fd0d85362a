//! Which verdicts on a case flip between two versions of a pack. In: what the checks said of it
//! with each. Out: faults that came and faults that went.

use std::collections::BTreeMap;

use crate::compile::Compiled;

/// A fault that only one of two versions finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flip {
    /// The fault in one line, with its place.
    pub line: String,
    /// Whether the new version finds it; the old one otherwise.
    pub is_new: bool,
}

/// The faults that came and went.
pub fn flips(old: &Compiled, new: &Compiled) -> Vec<Flip> {
    let lines = |compiled: &Compiled| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for fault in &compiled.diagnostics {
            *counts.entry(fault.one_line(&compiled.sources)).or_default() += 1;
        }
        counts
    };
    let (before, after) = (lines(old), lines(new));
    let only = |these: &BTreeMap<String, usize>, those: &BTreeMap<String, usize>, is_new: bool| {
        let more = |(line, count): (&String, &usize)| {
            (those.get(line).copied().unwrap_or(0) < *count).then(|| line.clone())
        };
        let found: Vec<Flip> =
            these.iter().filter_map(more).map(|line| Flip { line, is_new }).collect();
        found
    };
    [only(&before, &after, false), only(&after, &before, true)].concat()
}

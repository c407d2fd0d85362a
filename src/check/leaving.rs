//! Data of buyers in all that leaves the house (R21). In: the words of a pack for it, a case as one
//! site sees it, and what is left of its exhibits. Out: a fault at each place in prose, and one for
//! each column or exhibit, with the line that takes it out. No message shows what was found.

mod exhibit;
mod search;

use std::cell::RefCell;

use serde_json::json;

use crate::case::{Evidence, Prose, Value};
use crate::check::citation;
use crate::check::leaving::search::{Column, Find, Search};
use crate::check::rules::Asked;
use crate::check::site::SiteCase;
use crate::diagnostic::Diagnostic;
use crate::policy::leaving::Leaving;
use crate::policy::pattern::Reading;
use crate::policy::tested::Sample;
use crate::source::{Span, Spanned};

/// Most faults of one site: who has more has one mistake.
const FAULTS_MAX: usize = 50;

/// Looks at everything.
pub fn look(asked: &Asked<'_, '_>, look: &Leaving) -> Vec<Diagnostic> {
    let search = Search::new(asked.site, look, asked.finds);
    let mut faults = Vec::new();
    for written in written(asked.site, look) {
        for find in search.find(&Reading::of(written.text())) {
            faults.push(fault(asked, written.place(&find), &find));
        }
    }
    for (evidence, path) in asked.site.leaves() {
        let key = (evidence.item.id.value.clone(), path.value.clone());
        let Some(shown) = asked.site.leaving.get(&key) else { continue };
        if !is_public(evidence, look) {
            faults.extend(exhibit::faults(asked, &search, (evidence, path), shown));
        }
    }
    faults.truncate(FAULTS_MAX);
    faults
}

/// Whether something is found in a sentence, or in a table with one cell, of which no case says
/// that it is the seller's own.
pub fn finds(look: &Leaving, sample: &Sample) -> bool {
    let finds = RefCell::default();
    let search = Search::bare(look, &finds);
    match sample {
        Sample::Sentence(sentence) => !search.find(&Reading::of(sentence)).is_empty(),
        Sample::Cell { column, cell } => match search.column(column) {
            Column::OfOthers => false,
            Column::OfBuyers(_) => !search.is_masked(cell),
            Column::Other => !search.find(&Reading::of_lines(cell)).is_empty(),
        },
    }
}

/// Something that the seller wrote.
enum Written<'c> {
    Prose(&'c Prose),
    Line(&'c Spanned<String>),
}

impl Written<'_> {
    fn text(&self) -> &str {
        match self {
            Written::Prose(prose) => &prose.text,
            Written::Line(line) => &line.value,
        }
    }

    /// The place of a find; of a text in one line, all of it.
    fn place(&self, find: &Find<'_>) -> Span {
        match self {
            Written::Prose(prose) => prose.place(find.range.clone()),
            Written::Line(line) => line.span,
        }
    }
}

/// All texts of the seller that are printed, or name a file that leaves.
fn written<'c>(site: &SiteCase<'c>, look: &Leaving) -> Vec<Written<'c>> {
    let mut all: Vec<Written<'c>> =
        citation::proses(site).into_iter().map(Written::Prose).collect();
    let mut lines: Vec<&'c Spanned<String>> = Vec::new();
    for (evidence, _) in site.leaves() {
        lines.extend(evidence.titles.iter().map(|title| &title.text).chain(&evidence.alt));
    }
    for action in &site.actions {
        lines.extend(action.verify.iter().filter_map(|verify| verify.measure.as_ref()));
    }
    lines.extend(site.disputes.iter().filter_map(|dispute| dispute.reason.as_ref()));
    let facts = site.site.discloses.iter().flat_map(|disclose| &disclose.facts);
    let others = facts.filter(|fact| !look.own_facts.contains(&fact.name.value));
    lines.extend(others.filter_map(|fact| match &fact.value {
        Value::Text(text) => Some(text),
        _ => None,
    }));
    all.extend(lines.into_iter().map(Written::Line));
    all
}

/// Whether anybody may read the original of an exhibit.
fn is_public(evidence: &Evidence, look: &Leaving) -> bool {
    evidence.kind.as_ref().is_some_and(|kind| look.public_kinds.contains(&kind.value))
}

/// A fault in the words of the rule, without what was found.
fn fault(asked: &Asked<'_, '_>, place: Span, find: &Find<'_>) -> Diagnostic {
    let scope = asked.view.scope.with("found", json!(find.masked));
    asked.fault(place, &scope.with("what", json!(find.what)))
}

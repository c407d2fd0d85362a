//! Text that will be printed: can it be? In: everything a seller wrote. Out: a fault for each
//! character that no bundled font has, at its place, and for markup that prose may not hold.

use std::collections::BTreeMap;

use crate::case::{Case, Prose};
use crate::diagnostic::Diagnostic;
use crate::document::compose::disclosure_texts;
use crate::document::markdown;
use crate::render::pdf::fonts::missing_glyphs;
use crate::source::{Sources, Span, Spanned};

/// How many places of one text are labelled.
const PLACES_SHOWN: usize = 4;

/// Checks all texts of a case.
pub fn check(case: &Case, sources: &Sources) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for prose in case.proses() {
        faults.extend(unprintable(prose.span, sources));
        faults.extend(markup(prose));
    }
    for text in lines(case) {
        faults.extend(unprintable(text.span, sources));
    }
    faults
}

/// Everything in one line that is printed.
fn lines(case: &Case) -> Vec<&Spanned<String>> {
    let mut lines: Vec<&Spanned<String>> = Vec::new();
    lines.extend(case.head.iter().filter_map(|head| head.seller.as_ref()));
    for evidence in &case.evidence {
        lines.extend(evidence.titles.iter().map(|title| &title.text));
        lines.extend(evidence.alt.as_ref());
    }
    let verified = case.actions.iter().filter_map(|action| action.verify.as_ref());
    lines.extend(verified.filter_map(|verify| verify.measure.as_ref()));
    lines.extend(case.disputes.iter().filter_map(|dispute| dispute.reason.as_ref()));
    for person in &case.people {
        lines.extend(person.name.iter().chain(person.role.iter()));
    }
    for site in &case.sites {
        lines.extend(site.discloses.iter().flat_map(disclosure_texts));
    }
    let asked = case.submissions.iter().flat_map(|submission| &submission.asked);
    lines.extend(asked.filter_map(|request| request.text.as_ref()));
    lines
}

/// One fault for the characters of a literal that cannot be set.
pub fn unprintable(span: Span, sources: &Sources) -> Option<Diagnostic> {
    let text = sources.slice(span);
    let missing = missing_glyphs(text);
    let first = missing.first()?;
    let places: Vec<Span> = text
        .char_indices()
        .filter(|(_, character)| missing.contains(character))
        .map(|(at, it)| Span::new(span.source, span.start + at, span.start + at + it.len_utf8()))
        .collect();
    let shown: Vec<String> =
        missing.iter().take(8).map(|it| format!("`{it}` (U+{:04X})", u32::from(*it))).collect();
    let message = format!("no font of the document has {}", shown.join(", "));
    let mut fault = Diagnostic::error("character-not-printable", message);
    fault = fault.at(*places.first()?, format!("U+{:04X}", u32::from(*first)));
    for place in places.iter().skip(1).take(PLACES_SHOWN - 1) {
        fault = fault.also(*place, "");
    }
    Some(fault.help("write it with Latin, Greek, Cyrillic or Japanese letters, or leave it out"))
}

/// Markup that prose may not hold: one fault for each sort, at all its places.
fn markup(prose: &Prose) -> Vec<Diagnostic> {
    let mut faults: BTreeMap<&str, Diagnostic> = BTreeMap::new();
    for (range, what) in markdown::refused(prose) {
        let place = prose.place(range);
        let fault = match faults.remove(what) {
            Some(fault) => fault.also(place, "and here"),
            None => {
                let message = format!("prose cannot hold {what}");
                let fault = Diagnostic::error("markup-not-allowed", message)
                    .at(place, "would be printed as it stands");
                fault.help(match what {
                    "HTML" => "use CommonMark: `*emphasis*`, `- list`; write `\\<` for a plain `<`",
                    _ => "add an `evidence` item and cite it: `@name`",
                })
            }
        };
        faults.insert(what, fault);
    }
    faults.into_values().collect()
}

//! Looks at the other numbers of account health: is none of them hidden, none given wrong, and none
//! taken for the order defect rate?

use std::ops::Range;

use serde_json::json;

use crate::case::{Finding, Prose, Related};
use crate::check::native::{about, word};
use crate::check::related::{Problem, Standing, kind_of, problems};
use crate::check::rules::Asked;
use crate::check::site::SiteCase;
use crate::diagnostic::Diagnostic;
use crate::policy::expression::Scope;
use crate::policy::types::Each;
use crate::report::{MetricKind, rate_agrees};
use crate::source::Span;
use crate::value::Measure;

/// Words of the order defect rate and of what it counts, in small letters.
const OWN_WORDS: [&str; 6] = ["order defect", "odr", "claim", "a-to-z", "chargeback", "feedback"];

/// R45: `find: hidden` problems that the report shows and the case does not declare; `find: other`
/// those that it declares with another number.
pub fn related(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    let Some(health) = &site.data.health else { return Vec::new() };
    if site.case.has_lost("related") {
        return Vec::new();
    }
    let known = problems(health).into_iter();
    let known = known.filter(|it| site.policy.related_kinds.contains_key(it.kind));
    let declared = |problem: &Problem| {
        site.related.iter().copied().find(|it| it.item.id.value == problem.kind)
    };
    let is_hidden = word(asked, "find") == "hidden";
    let faults = known.filter_map(|problem| match declared(&problem) {
        None if is_hidden => Some(hidden(asked, &problem)),
        Some(related) if !is_hidden => other_number(asked, &problem, related),
        None | Some(_) => None,
    });
    faults.collect()
}

/// What the messages about a problem may name.
fn problem_scope(asked: &Asked<'_, '_>, problem: &Problem) -> Scope {
    let scope = asked.view.scope.with("kind", json!(problem.kind));
    scope.with("number", json!(problem.stands.text()))
}

fn hidden(asked: &Asked<'_, '_>, problem: &Problem) -> Diagnostic {
    let scope = problem_scope(asked, problem);
    let mut fault = asked.fault(problem.places[0], &scope);
    for place in problem.places.iter().skip(1) {
        fault = fault.also(*place, "and this");
    }
    with_report(asked, fault)
}

/// Labels the line that names the report.
fn with_report(asked: &Asked<'_, '_>, fault: Diagnostic) -> Diagnostic {
    fault.also(asked.site.site.item.place("report"), "the plan rests on this report")
}

/// A declared number that is not the one of the report, for the same days.
fn other_number(asked: &Asked<'_, '_>, problem: &Problem, related: &Related) -> Option<Diagnostic> {
    let stands = related.stands.as_ref()?;
    let over = stands.over.as_ref().map(|over| over.value);
    if over.is_some() && problem.window.is_some() && over != problem.window {
        return None;
    }
    let said = &stands.value.value;
    let agrees = match (problem.stands, said) {
        (Standing::Rate(part, whole), Measure::Percent(percent)) => {
            rate_agrees(&percent.to_string(), part, whole)
        }
        (Standing::Count(count), Measure::Number(number)) => {
            number.to_string() == count.to_string()
        }
        (Standing::Rate(..) | Standing::Count(_), _) => false,
    };
    if agrees {
        return None;
    }
    let scope = problem_scope(asked, problem).with("written", json!(said.to_string()));
    let fault = asked.fault(stands.value.span, &scope);
    let label = format!("the report has {} here", problem.stands.text().unwrap_or_default());
    let cells = problem.places.iter();
    Some(cells.fold(fault, |fault, cell| fault.also(*cell, label.clone())))
}

/// R04: no finding argues another rate than the one that the notice is about. A paragraph that
/// speaks of claims, chargebacks or feedback too is taken for a comparison.
pub fn confused(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let findings = asked.site.findings.iter();
    findings.filter_map(|finding| argues_other(asked, finding)).collect()
}

fn argues_other(asked: &Asked<'_, '_>, finding: &Finding) -> Option<Diagnostic> {
    let proses = finding.texts.iter().chain(&finding.whys).chain(&finding.missed);
    let own = proses.filter(|prose| prose.language.is_none());
    let found: Vec<(MetricKind, Span)> = own.flat_map(named_alone).collect();
    let (metric, place) = *found.first()?;
    let scope = about(asked, Each::Finding, &finding.item.id.value);
    let related = kind_of(metric);
    let scope = scope.with("metric", json!(metric.title())).with("related", json!(related));
    let mut fault = asked.fault(place, &scope);
    for (_, place) in found.iter().skip(1) {
        fault = fault.also(*place, "and here");
    }
    let cell = cell_of(asked.site, metric);
    Some(cell.map_or(fault.clone(), |cell| {
        fault.also(cell, "the report prints it beside the order defect rate")
    }))
}

/// The report's cell of a rate.
fn cell_of(site: &SiteCase<'_>, metric: MetricKind) -> Option<Span> {
    let mut metrics = site.data.health.as_ref()?.metrics.iter();
    metrics.find(|it| it.kind == metric)?.part.as_ref().map(|part| part.span)
}

/// Names of other rates in the paragraphs that have no word of the order defect rate.
fn named_alone(prose: &Prose) -> Vec<(MetricKind, Span)> {
    let mut found = Vec::new();
    let mut start = 0;
    for paragraph in prose.text.split_inclusive("\n\n") {
        let small = paragraph.to_ascii_lowercase();
        if !OWN_WORDS.iter().any(|word| find_word(&small, word).is_some()) {
            let names = MetricKind::ALL.into_iter().filter_map(|metric| {
                let range = first_name(paragraph, &small, metric)?;
                Some((metric, prose.place(start + range.start..start + range.end)))
            });
            found.extend(names);
        }
        start += paragraph.len();
    }
    found
}

/// The first name of a rate in a text, which is given in small letters too.
fn first_name(text: &str, small: &str, metric: MetricKind) -> Option<Range<usize>> {
    let names = metric.names().iter();
    names.filter_map(|name| find_word(text, name).or_else(|| find_word(small, name))).next()
}

/// A word or phrase that no letter touches; more blanks or a line end between its parts count as
/// one blank.
fn find_word(text: &str, phrase: &str) -> Option<Range<usize>> {
    let first = phrase.split(' ').next()?;
    text.match_indices(first).find_map(|(start, _)| {
        let mut end = start;
        for (at, part) in phrase.split(' ').enumerate() {
            let rest = text.get(end..)?;
            let blanks = rest.len() - rest.trim_start().len();
            if (blanks > 0) != (at > 0) || !rest.trim_start().starts_with(part) {
                return None;
            }
            end += blanks + part.len();
        }
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        let before = text.get(..start)?.chars().next_back();
        let after = text.get(end..)?.trim_start_matches('s').chars().next();
        (!is_letter(before) && !is_letter(after)).then_some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use crate::check::native::health::find_word;

    #[test]
    fn finds_whole_words_only() {
        for (text, phrase, expected) in [
            ("our late shipment rate rose", "late shipment rate", Some(4..22)),
            ("our late\n  shipment rate", "late shipment rate", Some(4..24)),
            ("two claims were filed", "claim", Some(4..9)),
            ("we disclaim", "claim", None),
            ("the VTR fell", "VTR", Some(4..7)),
            ("AVTRX", "VTR", None),
            ("late shipments rate", "late shipment rate", None),
            ("", "claim", None),
        ] {
            assert_eq!(find_word(text, phrase), expected, "{text}");
        }
    }
}

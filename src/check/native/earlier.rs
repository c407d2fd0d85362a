//! Looks at what was sent before (R73): each request answered, the plan not sent again unchanged,
//! no date said otherwise than before; and at the report that follows (R75).

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::json;

use crate::case::{Prose, Submission};
use crate::check::citation;
use crate::check::holes;
use crate::check::likeness::{Fingerprints, sentences, words};
use crate::check::native::about;
use crate::check::rules::Asked;
use crate::check::site::ExhibitFault;
use crate::diagnostic::Diagnostic;
use crate::policy::types::Each;
use crate::syntax::vocabulary::Space;
use crate::value::Date;

/// Words of a sentence below which two may well be alike by chance.
const WORDS_MIN: usize = 6;

/// R73: an action answers each thing that a refusal asked for.
pub fn request_unanswered(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    if site.case.has_lost("action") {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for submission in &site.submissions {
        let name = &submission.item.id.value;
        for request in &submission.asked {
            let path = format!("{name}.{}", request.id.value);
            let mut answers = site.case.actions.iter().flat_map(|action| &action.answers);
            let damaged = site.case.actions.iter().any(|it| it.item.damaged.contains("answers"));
            // A name that leads nowhere was told, and this one was probably meant.
            let is_meant = site.case.meant.may_be(Space::Request, &path);
            if damaged || is_meant || answers.any(|answer| answer.value == path) {
                continue;
            }
            let scope = about(asked, Each::Submission, name).with("request", json!(path));
            faults.push(asked.fault(request.id.span, &scope));
        }
    }
    faults
}

/// R73: the plan is not the one that was refused.
pub fn unchanged(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let Some(limit) = asked.number("percent_max") else { return Vec::new() };
    if asked.site.submissions.iter().all(|it| it.rejected.is_none()) {
        return Vec::new();
    }
    let now = holes::filled(asked.site);
    let now = Fingerprints::of(now.iter().map(String::as_str));
    let mut faults = Vec::new();
    for submission in asked.site.submissions.iter().filter(|it| it.rejected.is_some()) {
        faults.extend(plan_missing(asked, submission));
        let before = earlier(asked, submission);
        let before = Fingerprints::of(before.iter().map(String::as_str));
        let percent = now.percent_in(&before);
        if percent as f64 > limit {
            let scope = about(asked, Each::Submission, &submission.item.id.value);
            let word = if submission.plan.is_some() { "plan" } else { "text" };
            let scope = scope.with("percent", json!(percent));
            faults.push(asked.fault(submission.item.place(word), &scope));
        }
    }
    faults
}

/// R73: a sentence that was sent before names the same day.
pub fn contradicts(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for submission in &asked.site.submissions {
        let mut before: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
        for sentence in earlier(asked, submission).iter().flat_map(|text| dated(text)) {
            before.entry(sentence.words).or_default().push(sentence.day);
        }
        for prose in citation::proses(asked.site) {
            for (now, range) in dated_places(prose) {
                let Some(days) = before.get(&now.words) else { continue };
                let Some(other) = days.first().filter(|_| !days.contains(&now.day)) else {
                    continue;
                };
                let scope = about(asked, Each::Submission, &submission.item.id.value)
                    .with("now", json!(now.day))
                    .with("before", json!(other));
                let fault = asked.fault(prose.place(range), &scope);
                let word = if submission.plan.is_some() { "plan" } else { "text" };
                faults.push(fault.also(submission.item.place(word), "this was sent before"));
            }
        }
    }
    faults
}

/// R75: a report on the measured effect is promised.
pub fn follow_up(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    let lost = site.case.has_lost("followup");
    let Some(submit) = site.head.submit.as_ref().filter(|_| !lost) else { return Vec::new() };
    let days = asked.number("days");
    if !site.followups.is_empty() || site.actions.is_empty() {
        return Vec::new();
    }
    let Some(days) = days else { return Vec::new() };
    let day = submit.value.plus_days(days as u64);
    let scope = asked.view.scope.with("date", json!(day.to_string()));
    vec![asked.fault(submit.span, &scope)]
}

/// The file of the earlier plan, where it cannot be read.
fn plan_missing(asked: &Asked<'_, '_>, submission: &Submission) -> Option<Diagnostic> {
    let plan = submission.plan.as_ref()?;
    let message = match asked.site.exhibits.get(&plan.value)? {
        Ok(_) => return None,
        Err(ExhibitFault::Missing(reason, _)) => format!("`{}` {reason}", plan.value),
        Err(ExhibitFault::Unfit(unfit)) => format!("`{}`: {}", plan.value, unfit.message),
    };
    let help = "give the plan that was sent as PDF or text, in the folder of the case";
    Some(Diagnostic::error("use-unreadable", message).at(plan.span, "this file").help(help))
}

/// The texts of an earlier plan, as far as they are given.
fn earlier(asked: &Asked<'_, '_>, submission: &Submission) -> Vec<String> {
    let mut texts: Vec<String> = submission.texts.iter().map(|it| it.text.clone()).collect();
    let plan = submission.plan.as_ref().and_then(|plan| asked.site.exhibits.get(&plan.value));
    if let Some(Ok(facts)) = plan {
        // A sentence may go on behind the end of a line or page.
        texts.push(facts.text.join("\n"));
    }
    texts
}

/// A sentence that names one day and no other number.
struct Dated {
    /// Its words without the day.
    words: Vec<String>,
    /// The day as it is written.
    day: String,
}

fn dated_places(prose: &Prose) -> Vec<(Dated, Range<usize>)> {
    let ranges = sentences(&prose.text).into_iter();
    let found =
        ranges.map(|range| (one_day(&citation::without_references(prose, range.clone())), range));
    found.filter_map(|(dated, range)| Some((dated?, range))).collect()
}

fn dated(text: &str) -> Vec<Dated> {
    sentences(text).into_iter().filter_map(|range| one_day(&text[range])).collect()
}

/// Reads the one day of a sentence; `None` where it has none, several, or another number.
fn one_day(sentence: &str) -> Option<Dated> {
    let mut rest = Vec::new();
    let mut day = Vec::new();
    let all = words(sentence);
    for (at, word) in all.iter().enumerate() {
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
        // `may` is a month only beside a number.
        let is_dated = || beside.filter_map(|at| all.get(at)).any(|word| has_digit(word));
        let is_part = has_digit(word) || (is_month(word) && (word != "may" || is_dated()));
        let list = if is_part { &mut day } else { &mut rest };
        list.push(word.clone());
    }
    let months = day.iter().filter(|word| is_month(word)).count();
    let numbers = day.iter().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let is_one = match day.as_slice() {
        [iso] => Date::parse(iso).is_some(),
        _ => months == 1 && numbers.count() + 1 == day.len() && day.len() <= 3,
    };
    (is_one && rest.len() >= WORDS_MIN).then(|| Dated { words: rest, day: day.join(" ") })
}

fn has_digit(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    MONTHS.contains(&word)
}

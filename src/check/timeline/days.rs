//! The days of a case and what ties them together. In: a case as one site sees it. Out: [`Days`]:
//! claims for the search of contradictions, and what each of them means. Finds no fault.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::case::{Action, Evidence, Finding, Remedy};
use crate::check::contents::FileDayKind;
use crate::check::site::SiteCase;
use crate::check::timeline::system::{Claim, Point};
use crate::policy::pattern::Pattern;
use crate::policy::timeline::{DayOf, DayOrder};
use crate::policy::types::{Each, Look};
use crate::report::DefectOrder;
use crate::source::{Span, Spanned};
use crate::value::{Date, DateRange, spoken_days};

/// Columns of days that need not lie in the past when the file was made.
const AHEAD: &[&str] = &[
    "due", "deadline", "until", "expires", "expiry", "expected", "planned", "next", "valid", "eta",
];

/// The same in languages that join their words.
const AHEAD_INSIDE: &[&str] =
    &["fällig", "voraussichtlich", "geplant", "gültig", "予定", "期限", "预计", "到期", "计划"];

/// All days of a case, and what is said of them.
#[derive(Debug, Default)]
pub struct Days<'c> {
    /// What is claimed.
    pub claims: Vec<Claim>,
    /// What each claim means, by its place in the list of claims.
    pub meanings: Vec<Meaning<'c>>,
    /// Claims about actions of which another rule tells that they cannot be true.
    pub told_elsewhere: BTreeSet<usize>,
    /// The days that somebody gives, by item.
    pub points: BTreeMap<(DayOf, &'c str), Point>,
    /// Those that are one day, for those who look for the latest.
    pub known: BTreeMap<(DayOf, &'c str), Date>,
}

/// What a claim means.
#[derive(Debug)]
pub enum Meaning<'c> {
    /// A day of the case or of a file.
    Day {
        /// Where it is said.
        span: Span,
        /// What its label says.
        says: String,
        /// Whether the case says it, and not a file.
        is_own: bool,
    },
    /// What a pack says of two days.
    Tie(Tie<'c>),
}

/// One order of days, between two days of the case.
#[derive(Debug)]
pub struct Tie<'c> {
    /// The rule that it belongs to.
    pub rule: &'c str,
    /// What it asks.
    pub order: &'c DayOrder,
    /// Where the case names the exhibit as proof; `None` where the days belong together anyway.
    pub at: Option<Span>,
    /// The items concerned.
    pub items: Vec<(Each, &'c str)>,
}

impl<'c> Days<'c> {
    /// Gathers the days of a site and ties them as its pack says.
    pub fn gather(site: &SiteCase<'c>) -> Self {
        let mut days = Self::default();
        days.of_case(site);
        site.findings.iter().for_each(|finding| days.of_finding(site, finding));
        site.actions.iter().for_each(|action| days.of_action(site, action));
        site.remedies.iter().for_each(|remedy| days.of_remedy(remedy));
        site.evidence.iter().for_each(|evidence| days.of_evidence(site, evidence));
        for rule in site.policy.rules.iter().filter(|rule| rule.level.severity().is_some()) {
            let Look::Timeline { orders, said } = &rule.look else { continue };
            site.actions.iter().for_each(|action| days.said(site, action, said));
            orders.iter().for_each(|order| days.tie_all(site, (&rule.name, order)));
        }
        days
    }

    /// How many days there are, the fixed one included.
    pub fn points(&self) -> usize {
        self.points.len() + 1
    }

    /// For each claim all that the case or a file says at its place, itself included.
    pub fn statements(&self) -> Vec<Arc<[usize]>> {
        let place = |at: usize| match &self.meanings[at] {
            Meaning::Day { span, .. } => Some(*span),
            Meaning::Tie(tie) => tie.at,
        };
        let mut by_place: BTreeMap<Option<Span>, Vec<usize>> = BTreeMap::new();
        for at in (0..self.claims.len()).filter(|at| !self.claims[*at].is_law) {
            by_place.entry(place(at)).or_default().push(at);
        }
        let by_place: BTreeMap<Option<Span>, Arc<[usize]>> =
            by_place.into_iter().map(|(place, claims)| (place, claims.into())).collect();
        let none = || Arc::from([]);
        (0..self.claims.len())
            .map(|at| by_place.get(&place(at)).cloned().unwrap_or_else(none))
            .collect()
    }

    /// The first order of days in a contradiction.
    pub fn tie(&self, claims: &[usize]) -> Option<&Tie<'c>> {
        claims.iter().find_map(|at| match &self.meanings[*at] {
            Meaning::Tie(tie) => Some(tie),
            Meaning::Day { .. } => None,
        })
    }

    fn point(&mut self, day: DayOf, id: &'c str) -> Point {
        let next = self.points.len() + 1;
        *self.points.entry((day, id)).or_insert(next)
    }

    /// Notes that a day lies in a range.
    fn note(&mut self, of: (DayOf, &'c str), days: DateRange, said: (Span, String, bool)) {
        let point = self.point(of.0, of.1);
        let from = |date: Date| date.days_since(fixed_day());
        self.claims.push(Claim::between(point, from(days.from()), from(days.to())));
        let (span, says, is_own) = said;
        self.meanings.push(Meaning::Day { span, says, is_own });
        if days.days() == 1 {
            self.known.entry(of).or_insert(days.from());
        }
    }

    fn note_day(&mut self, of: (DayOf, &'c str), date: Date, said: (Span, String, bool)) {
        let days = DateRange::new(date, date).expect("a day is no later than itself");
        self.note(of, days, said);
    }

    fn of_case(&mut self, site: &SiteCase<'c>) {
        if let Some(submit) = &site.head.submit {
            let id = site.head.item.id.value.as_str();
            let says = (submit.span, "the plan is sent here".to_owned(), true);
            self.note_day((DayOf::Submit, id), submit.value, says);
        }
    }

    fn of_finding(&mut self, site: &SiteCase<'c>, finding: &'c Finding) {
        let id = finding.item.id.value.as_str();
        let orders = site.orders_of(id).iter();
        let dated = orders.filter_map(|order: &&DefectOrder| order.date.as_ref());
        let dated: Vec<&Spanned<Date>> = dated.collect();
        if let Some(first) = dated.iter().min_by_key(|date| date.value) {
            let says = format!("the first order that it covers is of {}", first.value);
            self.note_day((DayOf::FindingBegins, id), first.value, (first.span, says, false));
        }
        if let Some(last) = dated.iter().max_by_key(|date| date.value) {
            let says = format!("the last order that it covers is of {}", last.value);
            self.note_day((DayOf::FindingEnds, id), last.value, (last.span, says, false));
        }
    }

    fn of_action(&mut self, site: &SiteCase<'c>, action: &'c Action) {
        let id = action.item.id.value.as_str();
        let before = self.claims.len();
        let since = action.since.as_ref().filter(|_| action.done.is_none());
        if let Some(done) = &action.done {
            let range = done.value;
            let says = |day: Date| (done.span, format!("done on {day}"), true);
            self.note_day((DayOf::ActionBegins, id), range.from(), says(range.from()));
            self.note_day((DayOf::ActionEnds, id), range.to(), says(range.to()));
        } else if let Some(since) = since {
            let says = |_| (since.span, format!("in force since {}", since.value), true);
            self.note_day((DayOf::ActionBegins, id), since.value, says(0));
            self.note_day((DayOf::ActionEnds, id), since.value, says(1));
        }
        if is_told_elsewhere(site, action) {
            self.told_elsewhere.extend(before..self.claims.len());
        }
        let Some(verify) = &action.verify else { return };
        if let Some(over) = verify.was.as_ref().and_then(|was| was.over.as_ref()) {
            let says = format!("measured before it, until {}", over.value.to());
            self.note_day((DayOf::BeforeEnds, id), over.value.to(), (over.span, says, true));
        }
        if let Some(over) = verify.now.as_ref().and_then(|now| now.over.as_ref()) {
            let (from, to) = (over.value.from(), over.value.to());
            let says = |words: String| (over.span, words, true);
            let begins = says(format!("measured after it, from {from}"));
            self.note_day((DayOf::AfterBegins, id), from, begins);
            self.note_day((DayOf::AfterEnds, id), to, says(format!("measured until {to}")));
        }
    }

    /// Days that the words of an action give for it: the first one that is found.
    fn said(&mut self, site: &SiteCase<'c>, action: &'c Action, patterns: &'c [Pattern]) {
        let Some(latest) = site.head.submit.as_ref().map(|submit| submit.value) else { return };
        for prose in &action.did {
            let mut found = patterns.iter().flat_map(|pattern| pattern.find(&prose.text));
            let days = found.find_map(|range| {
                let (inner, days) =
                    spoken_days(&prose.text[range.clone()], latest).into_iter().next()?;
                Some((range.start + inner.start..range.start + inner.end, days))
            });
            if let Some((range, days)) = days {
                let says = match days.days() {
                    1 => format!("the text says {}", days.from()),
                    _ => format!("the text says {days}"),
                };
                let id = action.item.id.value.as_str();
                self.note((DayOf::ActionSaid, id), days, (prose.place(range), says, true));
            }
        }
    }

    fn of_remedy(&mut self, remedy: &'c Remedy) {
        let id = remedy.item.id.value.as_str();
        if let Some(done) = &remedy.done {
            let says = |day: Date| (done.span, format!("received on {day}"), true);
            self.note_day((DayOf::RemedyBegins, id), done.value.from(), says(done.value.from()));
            self.note_day((DayOf::RemedyEnds, id), done.value.to(), says(done.value.to()));
        }
    }

    fn of_evidence(&mut self, site: &SiteCase<'c>, evidence: &'c Evidence) {
        let id = evidence.item.id.value.as_str();
        if let Some(captured) = &evidence.captured {
            let says = |day: Date| (captured.span, format!("made on {day}"), true);
            let (from, to) = (captured.value.from(), captured.value.to());
            self.note_day((DayOf::EvidenceMade, id), from, says(from));
            self.note_day((DayOf::EvidenceMadeUntil, id), to, says(to));
        }
        let path = evidence.file_on(site.code());
        let Some(content) = path.and_then(|path| site.contents.get(&path.value)) else { return };
        if let Some(taken) = content.day(FileDayKind::Taken) {
            let says = format!("the photo was taken on {}", taken.date);
            self.note_day((DayOf::EvidenceTaken, id), taken.date, (taken.span, says, false));
        }
        if let Some(written) = content.day(FileDayKind::Written) {
            let says = format!("the file was last written on {}", written.date);
            self.note_day((DayOf::EvidenceWritten, id), written.date, (written.span, says, false));
        }
        if let Some(last) = content.last_row.get_or_init(|| last_row(content)) {
            let says = format!("this row is of {}", last.value);
            self.note_day((DayOf::EvidenceRowsEnd, id), last.value, (last.span, says, false));
        }
    }
}

/// The day from which all others are counted.
fn fixed_day() -> Date {
    Date::new(1995, 1, 1).expect("the calendar has this day")
}

/// Whether the days of an action are told by rules about the action itself: it begins before the
/// problem, or ends after the submission.
pub fn is_told_elsewhere(site: &SiteCase<'_>, action: &Action) -> bool {
    let ends = action.done.as_ref().map(|done| done.value.to());
    let ends = ends.max(action.since.as_ref().map(|since| since.value));
    let submit = site.head.submit.as_ref().map(|submit| submit.value);
    let is_late = ends.zip(submit).is_some_and(|(ends, submit)| ends > submit);
    let orders = action.fixes.iter().flat_map(|target| site.orders_of(&target.finding.value));
    let first = orders.filter_map(|order| order.date.as_ref().map(|date| date.value)).min();
    let is_early = action.starts().zip(first).is_some_and(|(starts, first)| starts < first);
    is_late || is_early
}

/// The last time of the rows of a table, in columns whose times lie behind it.
fn last_row(content: &crate::check::contents::Content) -> Option<Spanned<Date>> {
    let sheet = content.sheet.as_ref()?;
    let lies_behind = |column: usize| {
        let name = sheet.header[column].text.to_lowercase();
        let mut words = name.split(|c: char| !c.is_alphanumeric());
        !words.any(|word| AHEAD.contains(&word))
            && !AHEAD_INSIDE.iter().any(|part| name.contains(part))
    };
    let mut last: Option<Spanned<Date>> = None;
    for (column, times) in sheet.time_columns() {
        if !lies_behind(column) {
            continue;
        }
        for (cell, time) in sheet.cells(column).zip(times) {
            let Some((cell, time)) = cell.zip(time) else { continue };
            if last.as_ref().is_none_or(|last| last.value < time.date) {
                last = Some(Spanned::new(time.date, cell.span));
            }
        }
    }
    last
}

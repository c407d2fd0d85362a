//! The parts of an `action` item.

use crate::case::items::{Formula, Item};
use crate::case::prose::Prose;
use crate::source::Spanned;
use crate::value::{Date, DateRange, Duration, Measure};

/// What an action is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActionKind {
    /// Stop the harm.
    Contain,
    /// Mend the cause.
    Correct,
    /// Keep it from coming back.
    Prevent,
}

impl ActionKind {
    /// The word of the language.
    pub fn as_str(self) -> &'static str {
        match self {
            ActionKind::Contain => "contain",
            ActionKind::Correct => "correct",
            ActionKind::Prevent => "prevent",
        }
    }
}

/// `no-delivery-scan` or `no-delivery-scan.missed`
#[derive(Debug, Clone)]
pub struct Target {
    /// The finding.
    pub finding: Spanned<String>,
    /// Whether it answers why the problem was not noticed.
    pub missed: bool,
}

/// What was done.
#[derive(Debug, Clone)]
pub struct Action {
    /// Name and places.
    pub item: Item,
    /// What it is for.
    pub kind: Spanned<ActionKind>,
    /// The findings that it answers.
    pub fixes: Vec<Target>,
    /// Requests of earlier refusals that it answers.
    pub answers: Vec<Spanned<String>>,
    /// What was done.
    pub did: Vec<Prose>,
    /// A promise and its day.
    pub will: Option<(Prose, Spanned<Date>)>,
    /// Who did it.
    pub owner: Option<Spanned<String>>,
    /// When.
    pub done: Option<Spanned<DateRange>>,
    /// In force from.
    pub since: Option<Spanned<Date>>,
    /// How often it is repeated.
    pub every: Option<Spanned<Duration>>,
    /// Exhibits.
    pub proof: Vec<Spanned<String>>,
    /// How its effect was checked.
    pub verify: Option<Verify>,
}

impl Action {
    /// Whether it is only promised.
    pub fn is_promise(&self) -> bool {
        self.will.is_some() && self.did.is_empty()
    }

    /// The first day on which it took effect.
    pub fn starts(&self) -> Option<Date> {
        let done = self.done.as_ref().map(|done| done.value.from());
        done.or(self.since.as_ref().map(|since| since.value))
    }
}

/// How the effect of an action was checked.
#[derive(Debug, Clone)]
pub struct Verify {
    /// Places of its words; its `id` is the verifier.
    pub item: Item,
    /// What was measured, in words.
    pub measure: Option<Spanned<String>>,
    /// What is computed from the rows of an exhibit.
    pub formula: Option<Formula>,
    /// The exhibit with the rows; it is also one of `proof`.
    pub data: Option<Spanned<String>>,
    /// The target.
    pub expect: Option<Spanned<Comparison>>,
    /// Before.
    pub was: Option<Reading>,
    /// After.
    pub now: Option<Reading>,
    /// Exhibits.
    pub proof: Vec<Spanned<String>>,
}

/// A measured value and the days it was measured over.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The value.
    pub value: Spanned<Measure>,
    /// The days.
    pub over: Option<Spanned<DateRange>>,
}

/// How a measure is held against a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComparisonSign {
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `>`
    Over,
    /// `<`
    Under,
    /// `=`
    Equal,
}

/// `>= 99%`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The sign.
    pub sign: ComparisonSign,
    /// The target.
    pub measure: Measure,
}

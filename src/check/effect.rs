//! Effects that rows show or do not show (R34). In: a case as one site sees it, whose exhibits or
//! verifications say what is measured in which table. Out: [`Effect`]s for the document, faults of
//! measures that cannot be taken, and the faults of two rules: the effect comes before the action,
//! or the rows do not show it.
//!
//! Where an action works, the numbers are on one level until it was done and on another one from
//! then on. The day on which they change is found without asking when the action was done
//! (`change`), and then held against it: the days in between must not be on the new level already
//! (too early) or still on the old one (too late).

mod change;
mod series;

pub use series::{Series, Unit};

use serde_json::json;

use crate::case::{Action, Comparison, ComparisonSign, Evidence, Formula, Reading, Verify};
use crate::check::effect::change::{Change, Daily, change_point, level};
use crate::check::rules::Asked;
use crate::check::site::SiteCase;
use crate::check::timeline::is_told_elsewhere;
use crate::diagnostic::Diagnostic;
use crate::policy::types::{Each, Look};
use crate::source::Span;
use crate::value::{Date, DateRange, Measure};

/// Share of the way from the old level to the new one at which days count as on the new one; the
/// rest of it up to which they count as on the old one. A slow drift is in between.
const ARRIVED: f64 = 0.7;

/// Days with rows that must lie between the action and the change for them to be compared.
const BETWEEN_MIN: usize = 2;

/// What the rows of an exhibit say of an action.
#[derive(Debug, Clone)]
pub struct Effect<'c> {
    /// The action.
    pub action: &'c Action,
    /// How its effect was checked.
    pub verify: &'c Verify,
    /// The exhibit with the rows.
    pub evidence: &'c Evidence,
    /// What is measured in them.
    pub formula: &'c Formula,
    /// The rows as numbers.
    pub series: Series,
    /// The first and the last day of the action.
    pub done: DateRange,
    /// One number a day, or a period.
    pub daily: Vec<Daily>,
    /// The day on which they change for good.
    pub change: Option<Change>,
    /// The value before the action.
    pub before: Option<f64>,
    /// The value after it.
    pub after: Option<f64>,
}

/// The effects that can be computed, in the order of the actions.
pub fn effects<'c>(site: &SiteCase<'c>) -> Vec<Effect<'c>> {
    let effects = site.actions.iter().filter_map(|action| {
        let verify = action.verify.as_ref()?;
        let (evidence, formula) = measured(site, verify)?;
        let path = evidence.file_on(site.code())?;
        let sheet = site.contents.get(&path.value)?.sheet.as_ref()?;
        let series = Series::measure(sheet, formula).ok()?;
        effect(action, (verify, evidence, formula), series)
    });
    effects.collect()
}

fn effect<'c>(
    action: &'c Action,
    said: (&'c Verify, &'c Evidence, &'c Formula),
    series: Series,
) -> Option<Effect<'c>> {
    let (verify, evidence, formula) = said;
    let from = action.starts()?;
    let to = action.done.as_ref().map_or(from, |done| done.value.to());
    let done = DateRange::new(from, to)?;
    let (first, last) = series.ends()?;
    let period = |reading: &Option<Reading>| {
        reading.as_ref().and_then(|reading| reading.over.as_ref()).map(|over| over.value)
    };
    let before = period(&verify.was).or(DateRange::new(first, from.day_before()));
    let after = period(&verify.now).or(DateRange::new(to, last));
    let daily = series.daily();
    Some(Effect {
        action,
        verify,
        evidence,
        formula,
        done,
        change: change_point(&daily),
        before: before.and_then(|days| series.over(days)),
        after: after.and_then(|days| series.over(days)),
        daily,
        series,
    })
}

/// The exhibit and the measure behind a verification: as it names them, or those of the first
/// exhibit of its proof that says what is measured in it.
fn measured<'c>(site: &SiteCase<'c>, verify: &'c Verify) -> Option<(&'c Evidence, &'c Formula)> {
    if let (Some(formula), Some(name)) = (&verify.formula, &verify.data) {
        return Some((site.exhibit(&name.value)?, formula));
    }
    verify.proof.iter().find_map(|name| {
        let evidence = site.exhibit(&name.value)?;
        Some((evidence, evidence.measure.as_ref()?))
    })
}

/// Faults of measures that cannot be taken: no rows, a column that is not there, a claim that is
/// no such quantity.
pub fn unreadable(site: &SiteCase<'_>) -> Vec<Diagnostic> {
    let mut measures: Vec<(&Evidence, &Formula)> = Vec::new();
    let own = site.evidence.iter().filter_map(|it| Some((*it, it.measure.as_ref()?)));
    measures.extend(own);
    let named = site.actions.iter().filter_map(|action| {
        let verify = action.verify.as_ref()?;
        let name = verify.data.as_ref()?;
        Some((site.exhibit(&name.value)?, verify.formula.as_ref()?))
    });
    measures.extend(named);
    let mut faults = Vec::new();
    for (evidence, formula) in measures {
        let Some(path) = evidence.file_on(site.code()) else { continue };
        let Some(content) = site.contents.get(&path.value) else { continue };
        match &content.sheet {
            Some(sheet) => {
                faults.extend(Series::measure(sheet, formula).err().into_iter().flatten())
            }
            None => {
                let message = format!("`{}` has no rows to measure", path.value);
                let fault = Diagnostic::error("data-not-readable", message)
                    .at(formula.span, "this needs a table")
                    .also(path.span, "this is none");
                faults.push(fault.help("export the table as CSV, or leave the measure out"));
            }
        }
    }
    faults.extend(effects(site).iter().flat_map(|effect| effect.claims().filter_map(unlike)));
    faults
}

/// A claim about a value, and what the rows say.
struct Claim<'e, 'c> {
    effect: &'e Effect<'c>,
    word: &'static str,
    reading: &'c Reading,
    computed: Option<f64>,
}

/// The fault of a claim that is another kind of quantity than what is measured.
fn unlike(claim: Claim<'_, '_>) -> Option<Diagnostic> {
    let unit = claim.effect.series.unit;
    if in_unit(&claim.reading.value.value, unit).is_some() {
        return None;
    }
    let (what, example) = match unit {
        Unit::Hours => ("a length of time", "8h"),
        Unit::Percent => ("a percentage", "99.6%"),
        Unit::Number => ("a number", "12"),
    };
    let message = format!("the rows give {what}, but `{}` is something else", claim.word);
    let fault = Diagnostic::error("wrong-argument", message)
        .at(claim.reading.value.span, format!("{what} belongs here"))
        .also(claim.effect.formula.span, "this is measured");
    Some(fault.help(format!("write `{} {example}`", claim.word)))
}

/// A quantity as the number that rows are measured in.
fn in_unit(measure: &Measure, unit: Unit) -> Option<f64> {
    let number = |text: String| text.parse::<f64>().ok();
    match (measure, unit) {
        (Measure::Duration(duration), Unit::Hours) => Some(duration.hours() as f64),
        (Measure::Percent(percent), Unit::Percent) => number(percent.number().to_string()),
        (Measure::Number(decimal), Unit::Number) => number(decimal.to_string()),
        _ => None,
    }
}

impl<'c> Effect<'c> {
    fn claims<'e>(&'e self) -> impl Iterator<Item = Claim<'e, 'c>> {
        let verify = self.verify;
        let was = verify.was.as_ref().map(|it| ("was", it, self.before));
        let now = verify.now.as_ref().map(|it| ("now", it, self.after));
        let claims = was.into_iter().chain(now);
        claims.map(|(word, reading, computed)| Claim { effect: self, word, reading, computed })
    }

    /// Where the case says when the action was done.
    fn done_place(&self) -> Span {
        let done = self.action.done.as_ref().map(|done| done.span);
        let since = self.action.since.as_ref().map(|since| since.span);
        done.or(since).unwrap_or(self.action.item.head)
    }

    /// Whether higher is better: by the target, else by what is claimed; `None` where nothing says.
    fn is_higher_better(&self) -> Option<bool> {
        if let Some(expect) = &self.verify.expect {
            match expect.value.sign {
                ComparisonSign::AtLeast | ComparisonSign::Over => return Some(true),
                ComparisonSign::AtMost | ComparisonSign::Under => return Some(false),
                ComparisonSign::Equal => {}
            }
        }
        let unit = self.series.unit;
        let number = |reading: &Option<Reading>| in_unit(&reading.as_ref()?.value.value, unit);
        let (was, now) = (number(&self.verify.was)?, number(&self.verify.now)?);
        (was != now).then_some(now > was)
    }

    /// The change, where it is one for the better.
    fn improvement(&self) -> Option<Change> {
        let better = |change: &Change| {
            self.is_higher_better().is_none_or(|higher| (change.after > change.before) == higher)
        };
        self.change.filter(better)
    }

    /// How much of the way from the old level to the new one some days have gone; `None` where
    /// there are fewer of them than are needed to say.
    fn progress(&self, days: &[Daily], change: Change, needed: usize) -> Option<f64> {
        let needed = if self.series.step_days() > 1 { 1 } else { needed };
        let between = level(days).filter(|_| days.len() >= needed)?;
        Some((between - change.before) / (change.after - change.before))
    }

    /// The days from one to before another.
    fn days(&self, from: Date, to: Date) -> &[Daily] {
        let at = |date: Date| self.daily.partition_point(|(day, _)| *day < date);
        self.daily.get(at(from)..at(to)).unwrap_or_default()
    }

    /// The improvement, where it was there before the action.
    fn comes_too_early(&self, slack_days: i64) -> Option<Change> {
        let change = self.improvement()?;
        let slack = slack_days.max(self.series.step_days() - 1);
        if self.done.from().days_since(change.day) <= slack {
            return None;
        }
        let between = self.days(change.day, self.done.from());
        // One day more than what is forgiven.
        let needed = usize::try_from(slack_days + 1).unwrap_or(1);
        (self.progress(between, change, needed)? >= ARRIVED).then_some(change)
    }

    /// The improvement, where it was not there when the action was done.
    fn comes_too_late(&self, late_days: i64) -> Option<Change> {
        let change = self.improvement()?;
        let slack = late_days.max(self.series.step_days());
        if change.day.days_since(self.done.to()) <= slack {
            return None;
        }
        let between = self.days(self.done.to(), change.day);
        (self.progress(between, change, BETWEEN_MIN)? <= 1.0 - ARRIVED).then_some(change)
    }

    /// A value in the words of the language: `41.5h`, `99.6%`.
    pub fn shown(&self, value: f64) -> String {
        let rounded = |value: f64| match value.abs() < 10.0 {
            true => format!("{:.1}", value).trim_end_matches(".0").to_owned(),
            false => format!("{value:.0}"),
        };
        match (self.series.unit, self.series.in_days) {
            (Unit::Hours, true) => format!("{}d", rounded(value / 24.0)),
            (Unit::Hours, false) => format!("{}h", rounded(value)),
            (Unit::Percent, _) => format!("{}%", format!("{value:.1}").trim_end_matches(".0")),
            (Unit::Number, _) => rounded(value),
        }
    }
}

/// A number that a rule gives for a parameter.
fn days_of(asked: &Asked<'_, '_>, name: &str) -> f64 {
    let Look::Native { params, .. } = &asked.rule.look else { return 0.0 };
    asked.site.policy.number(params, name, asked.site.as_of).unwrap_or_default()
}

/// The effects of actions whose own days no other rule refuses.
fn comparable<'c>(asked: &Asked<'_, 'c>) -> Vec<Effect<'c>> {
    let mut effects = effects(asked.site);
    effects.retain(|effect| !is_told_elsewhere(asked.site, effect.action));
    effects
}

/// R34: the rows get better before the action was done, so that it is not what made them so.
pub fn before_action(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let slack = days_of(asked, "slack_days") as i64;
    let early = comparable(asked).into_iter().filter_map(|effect| {
        let change = effect.comes_too_early(slack)?;
        let says = format!("the rows get better on {}, before the action", change.day);
        Some(fault(asked, &effect, &says, Some(change)))
    });
    early.collect()
}

/// R34: the rows do not show the claimed effect: it comes late, not at all, or is another one.
pub fn not_shown(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let late = days_of(asked, "late_days") as i64;
    let tolerance = days_of(asked, "tolerance_percent") / 100.0;
    let mut faults = Vec::new();
    for effect in comparable(asked) {
        if effect.comes_too_early(1).is_some() {
            continue; // Told by the rule above, which weighs more.
        }
        if let Some(change) = effect.comes_too_late(late) {
            let days = change.day.days_since(effect.done.to());
            let says = format!("the rows get better on {}, {days} days after it", change.day);
            faults.push(fault(asked, &effect, &says, Some(change)));
            continue;
        }
        let wrong = effect.claims().find_map(|claim| disagrees(&claim, tolerance));
        let says = wrong.or_else(|| misses(&effect)).or_else(|| stays(&effect));
        faults.extend(says.map(|says| fault(asked, &effect, &says, None)));
    }
    faults
}

/// Why a claim is not what the rows give; rounding is allowed for.
fn disagrees(claim: &Claim<'_, '_>, tolerance: f64) -> Option<String> {
    let effect = claim.effect;
    let claimed = in_unit(&claim.reading.value.value, effect.series.unit)?;
    let word = claim.word;
    let Some(computed) = claim.computed else {
        return Some(format!("no row lies in the period of `{word}`"));
    };
    let allowed = match (effect.series.unit, effect.series.in_days) {
        (Unit::Percent, _) => 1.0,
        (Unit::Hours, true) => (claimed * tolerance).max(12.0),
        (Unit::Hours | Unit::Number, _) => (claimed.abs() * tolerance).max(0.5),
    };
    let is_off = (claimed - computed).abs() > allowed + 1e-9;
    is_off.then(|| format!("the rows give {} for `{word}`", effect.shown(computed)))
}

/// Why the value after the action misses the target.
fn misses(effect: &Effect<'_>) -> Option<String> {
    let Comparison { sign, measure } = effect.verify.expect.as_ref().map(|it| &it.value)?;
    let (target, value) = (in_unit(measure, effect.series.unit)?, effect.after?);
    let meets = match sign {
        ComparisonSign::AtLeast => value >= target,
        ComparisonSign::AtMost => value <= target,
        ComparisonSign::Over => value > target,
        ComparisonSign::Under => value < target,
        ComparisonSign::Equal => (value - target).abs() < 0.5,
    };
    (!meets)
        .then(|| format!("the rows give {} after it, which misses the target", effect.shown(value)))
}

/// Why nothing got better.
fn stays(effect: &Effect<'_>) -> Option<String> {
    let (before, after) = (effect.before?, effect.after?);
    let gains = effect.is_higher_better().is_none_or(|higher| (after > before) == higher);
    let says = || {
        let (before, after) = (effect.shown(before), effect.shown(after));
        format!("the rows give {before} before it and {after} after it")
    };
    (!gains || before == after).then(says)
}

/// A fault with the action, the claim and the rows labelled.
fn fault(
    asked: &Asked<'_, '_>,
    effect: &Effect<'_>,
    says: &str,
    change: Option<Change>,
) -> Diagnostic {
    let id = |each: Each, id: &str| crate::check::native::about(asked, each, id);
    let action = &effect.action.item.id.value;
    let scope = id(Each::Action, action).with("says", json!(says));
    let scope = scope.with("exhibit", json!(effect.evidence.item.id.value));
    let done = effect.done_place();
    let mut fault = asked.fault(done, &scope);
    fault.labels[0].text = format!("the action is of {}", effect.done.from());
    fault = fault.also(effect.formula.span, "this is measured");
    match change.and_then(|change| Some((change, effect.series.place(change.day)?))) {
        Some((change, place)) => {
            let (before, after) = (effect.shown(change.before), effect.shown(change.after));
            fault.also(place, format!("from here on {after}, before it {before}"))
        }
        None => {
            let claimed = effect.claims().map(|claim| (claim.reading.value.span, claim.computed));
            let claimed: Vec<_> = claimed.collect();
            for (span, computed) in claimed {
                let says = match computed {
                    Some(computed) => format!("the rows give {}", effect.shown(computed)),
                    None => "no row lies in this period".to_owned(),
                };
                fault = fault.also(span, says);
            }
            fault
        }
    }
}

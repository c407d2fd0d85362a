//! Charts of effects (R34): what the rows of an exhibit say before and after an action.

use crate::check::effect::{Effect, Unit, effects};
use crate::document::compose::Composer;
use crate::document::wording::capital;
use crate::document::{Block, Trend};
use crate::value::Date;

/// Days between two ticks of the axis.
const TICK_DAYS: i64 = 7;

/// Most dots of one chart; of longer series the last ones are shown.
const DOTS_MAX: usize = 400;

impl Composer<'_, '_> {
    /// One chart for each effect that can be computed, in the order of the actions.
    pub(super) fn trends(&self) -> Vec<Block> {
        let charts = effects(self.site).into_iter().filter_map(|effect| self.trend(&effect));
        charts.map(Block::Trend).collect()
    }

    fn trend(&self, effect: &Effect<'_>) -> Option<Trend> {
        let daily = &effect.daily[effect.daily.len().saturating_sub(DOTS_MAX)..];
        let (first, last) = (daily.first()?.0, daily.last()?.0);
        let number = |date: Date| date.days_since(first);
        let days = number(last).max(1);
        let most = daily.iter().map(|(_, value)| *value).fold(0.0, f64::max);
        let step = if effect.series.unit == Unit::Percent { 25.0 } else { step(most) };
        let top = (most / step).ceil().max(1.0) * step;
        let scale = (0..=4u8).map(|at| f64::from(at) * step).take_while(|it| *it <= top);
        let action = effect.done.from();
        let split = number(action).clamp(0, days);
        let levels =
            [effect.before.map(|it| (0, split, it)), effect.after.map(|it| (split, days, it))];
        let label = self.action_label(&effect.action.item.id.value).unwrap_or_default();
        let words = effect.action.item.id.value.replace('-', " ");
        let exhibit = self.exhibit_title(&effect.evidence.item.id.value);
        Some(Trend {
            caption: format!("{} · {exhibit}", capital(&effect.formula.to_string())),
            says: self.says(effect),
            days,
            ticks: self.ticks(first, days),
            top,
            scale: scale.map(|it| (it, effect.shown(it))).collect(),
            points: daily.iter().map(|(day, value)| (number(*day), *value)).collect(),
            levels: levels.into_iter().flatten().collect(),
            mark: (split, format!("{label} · {}", capital(&words))),
        })
    }

    /// What the rows give, in a sentence.
    fn says(&self, effect: &Effect<'_>) -> String {
        let value = |value: f64| self.quantity(effect, value);
        let mut parts = Vec::new();
        parts.extend(effect.before.map(|it| format!("{} before the action", value(it))));
        parts.extend(effect.after.map(|it| format!("{} after it", value(it))));
        let date = |date: Date| self.wording.date(date);
        let change = effect.change.map(|change| {
            format!(
                "the rows change on {}; the action is of {}",
                date(change.day),
                date(effect.done.to())
            )
        });
        let rows = self.wording.number(effect.series.samples.len() as u64);
        let all = format!("Computed from {rows} rows: {}", parts.join(", "));
        match change {
            Some(change) => format!("{all}; {change}."),
            None => format!("{all}."),
        }
    }

    /// A value with its unit in words: `56 hours`, `99.6 %`.
    fn quantity(&self, effect: &Effect<'_>, value: f64) -> String {
        let shown = effect.shown(value);
        match shown.strip_suffix(['h', 'd', '%']) {
            Some(number) if shown.ends_with('h') => format!("{number} hours"),
            Some(number) if shown.ends_with('d') => format!("{number} days"),
            Some(number) => format!("{number} %"),
            None => shown,
        }
    }

    fn ticks(&self, first: Date, days: i64) -> Vec<(i64, String)> {
        let step = TICK_DAYS * (days / 70 + 1);
        let at = (0..=days / step).map(|at| at * step);
        let label = |day: i64| {
            let date = first.plus_days(day.unsigned_abs());
            format!("{} {}", &date.month_name()[..3], date.parts().2)
        };
        at.map(|day| (day, label(day))).collect()
    }
}

/// A round step that parts a scale in at most four.
fn step(most: f64) -> f64 {
    let rough = (most / 4.0).max(0.25);
    let power = 10f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|it| it * power);
    steps.into_iter().find(|it| *it >= rough - 1e-9).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use crate::document::compose::trends::step;

    #[test]
    fn parts_a_scale_in_at_most_four() {
        for (most, expected) in [(100.0, 25.0), (56.0, 20.0), (8.0, 2.0), (4.0, 1.0), (0.0, 0.25)] {
            assert_eq!(step(most), expected, "{most}");
        }
    }
}

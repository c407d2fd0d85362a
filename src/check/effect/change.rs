//! The day on which a series of numbers changes for good. In: one number a day. Out: the day, and
//! the level before and after it; nothing where the series only wavers. Knows no case.
//!
//! The series is cut in two where the distances of all numbers from the median of their part add
//! up to the least. Medians do not mind a few wild days. A cut counts as a change where so many
//! numbers of one part lie on the same side of those of the other that it is no chance.

use crate::value::Date;

/// The number of one day.
pub type Daily = (Date, f64);

/// Days that each part has at least: one day may be a holiday.
const PART_MIN: usize = 2;

/// Days of a series at least.
const DAYS_MIN: usize = 6;

/// Days of a series at most, the last ones; the work grows with their square.
const DAYS_MAX: usize = 800;

/// Share of the pairs of a day before and a day after that must lie in one order.
const ORDER_MIN: f64 = 0.85;

/// How many standard deviations the number of such pairs must lie from that of mere chance (the
/// rank test of Mann and Whitney). It is more than the usual two, because the best of all cuts is
/// looked at.
const CHANCE_MIN: f64 = 3.0;

/// Where a part is too short for that: the gap between all numbers of both parts, as a share of
/// the difference of their levels.
const GAP_MIN: f64 = 0.25;

/// A change for good.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The first day of the new level.
    pub day: Date,
    /// The median before it.
    pub before: f64,
    /// The median from it on.
    pub after: f64,
}

/// Finds the change; days in order.
pub fn change_point(days: &[Daily]) -> Option<Change> {
    let days = &days[days.len().saturating_sub(DAYS_MAX)..];
    if days.len() < DAYS_MIN {
        return None;
    }
    let cost = |at: usize| spread(&days[..at]) + spread(&days[at..]);
    let cuts = PART_MIN..=days.len() - PART_MIN;
    let costs = cuts.map(|at| (at, cost(at)));
    let (at, _) = costs.min_by(|left, right| left.1.total_cmp(&right.1))?;
    let (before, after) = days.split_at(at);
    let change = Change { day: after[0].0, before: level(before)?, after: level(after)? };
    let is_step = is_no_chance(before, after) || is_apart(before, after, change);
    (is_step && change.before != change.after).then_some(change)
}

/// The median of some days; `None` of none.
pub fn level(days: &[Daily]) -> Option<f64> {
    median(&mut days.iter().map(|(_, value)| *value).collect::<Vec<_>>())
}

/// The middle value, or the mean of both middle values; `None` of none.
pub fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        length if length % 2 == 1 => Some(values[middle]),
        _ => Some((values[middle - 1] + values[middle]) / 2.0),
    }
}

/// How far the values of a part lie from its median, added up.
fn spread(days: &[Daily]) -> f64 {
    let level = level(days).unwrap_or_default();
    days.iter().map(|(_, value)| (value - level).abs()).sum()
}

/// Whether so many pairs lie in one order that it is no chance.
fn is_no_chance(before: &[Daily], after: &[Daily]) -> bool {
    let (first, second) = (before.len() as f64, after.len() as f64);
    let share = in_order(before, after);
    let deviation = (first * second * (first + second + 1.0) / 12.0).sqrt();
    share >= ORDER_MIN && (share - 0.5) * first * second / deviation >= CHANCE_MIN
}

/// Whether nothing of one part comes near to the other.
fn is_apart(before: &[Daily], after: &[Daily], change: Change) -> bool {
    let ends = |days: &[Daily]| {
        let values = days.iter().map(|(_, value)| *value);
        (values.clone().fold(f64::MAX, f64::min), values.fold(f64::MIN, f64::max))
    };
    let (before, after) = (ends(before), ends(after));
    let gap = (after.0 - before.1).max(before.0 - after.1);
    gap >= GAP_MIN * (change.after - change.before).abs()
}

/// The share of pairs in the commoner order; equal ones count half.
fn in_order(before: &[Daily], after: &[Daily]) -> f64 {
    let mut higher = 0.0;
    for (_, first) in before {
        for (_, second) in after {
            higher += match first.total_cmp(second) {
                std::cmp::Ordering::Less => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Greater => 0.0,
            };
        }
    }
    let share = higher / (before.len() * after.len()) as f64;
    share.max(1.0 - share)
}

#[cfg(test)]
mod tests {
    use crate::check::effect::change::{Daily, change_point};
    use crate::value::Date;

    /// Numbers that look random and are the same every time.
    struct Noise(u64);

    impl Noise {
        /// Between -1 and 1.
        fn next(&mut self) -> f64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_041);
            (self.0 >> 33) as f64 / f64::from(1u32 << 30) - 1.0
        }
    }

    fn series(count: u64, value: impl Fn(u64) -> f64) -> Vec<Daily> {
        let first = Date::new(2026, 10, 1).expect("it is a day");
        (0..count).map(|at| (first.plus_days(at), value(at))).collect()
    }

    fn check(days: &[Daily], expected: Option<(i64, f64)>) {
        let first = days.first().map(|(day, _)| *day);
        let found = change_point(days);
        match (found, expected) {
            (None, None) => {}
            (Some(found), Some((day, slack))) => {
                let at = found.day.days_since(first.expect("it has a first day"));
                assert!((at - day).abs() as f64 <= slack, "day {at}, not {day}");
            }
            (found, expected) => panic!("{found:?} where {expected:?}: {days:?}"),
        }
    }

    #[test]
    fn finds_a_step_and_nothing_else() {
        check(&series(40, |at| if at < 30 { 56.0 } else { 8.0 }), Some((30, 0.0)));
        check(&series(40, |at| if at < 37 { 1.0 } else { 2.0 }), Some((37, 0.0)));
        check(&series(40, |_| 56.0), None);
        check(&series(5, |at| at as f64), None);
        check(&[], None);
        // One wild day is no change.
        check(&series(30, |at| if at == 29 { 900.0 } else { (at % 3) as f64 }), None);
        check(&series(30, |at| (at % 7) as f64), None);
    }

    #[test]
    fn finds_a_step_in_noise() {
        for seed in 0..60 {
            let mut noise = Noise(seed);
            let wave: Vec<f64> = (0..45).map(|_| noise.next()).collect();
            let step = 20 + seed % 20;
            let value = |at: u64| {
                let level = if at < step { 56.0 } else { 8.0 };
                level * (1.0 + 0.6 * wave[at as usize])
            };
            check(&series(45, value), Some((step as i64, 1.0)));
            check(&series(45, |at| 56.0 * (1.0 + 0.6 * wave[at as usize])), None);
        }
    }

    #[test]
    fn does_not_mind_wild_days() {
        let value = |at: u64| match at {
            7 | 35 => 4_000.0,
            _ if at < 30 => 56.0,
            _ => 8.0,
        };
        check(&series(42, value), Some((30, 0.0)));
    }
}

//! How the defects lie in time and by what they have in common. In: united orders. Out: lines of
//! comments for the draft. Proposes nothing.

use std::collections::BTreeMap;

use crate::report::UnitedOrder;
use crate::value::DateRange;

/// How many values of one field are named.
const NAMED_MAX: usize = 5;

/// `#   2026-08-10   3  ###`: orders with a defect by week of the order, weeks from the window on.
pub(crate) fn timeline(orders: &[&UnitedOrder], window: DateRange) -> String {
    let mut weeks: BTreeMap<i64, usize> = BTreeMap::new();
    let mut outside = 0usize;
    for order in orders {
        match order.order.date.as_ref().map(|date| date.value) {
            Some(date) if window.contains(date) => {
                *weeks.entry(date.days_since(window.from()) / 7).or_default() += 1;
            }
            Some(_) | None => outside += 1,
        }
    }
    let mut text = String::new();
    for week in 0..=(window.days() - 1) / 7 {
        let count = weeks.get(&week).copied().unwrap_or(0);
        let first = window.from().plus_days(u64::try_from(week * 7).unwrap_or(0));
        let marks = "*".repeat(count.min(60));
        text += format!("#   {first}  {count:>4}  {marks}").trim_end();
        text.push('\n');
    }
    if outside > 0 {
        text += &format!("#   without a day in the window: {outside}\n");
    }
    text
}

/// `# Reasons: CR-DEFECTIVE 3, not given 12`, one line a field that something is known of.
pub(crate) fn in_common(orders: &[&UnitedOrder]) -> String {
    let reason = |order: &UnitedOrder| order.order.reason.as_ref().map(|it| it.value.clone());
    let asin = |order: &UnitedOrder| order.order.asin.as_ref().map(|it| it.value.to_string());
    let carrier = |order: &UnitedOrder| order.return_carrier.as_ref().map(|it| it.value.clone());
    line("Reasons", orders, &reason)
        + &line("Products", orders, &asin)
        + &line("Carriers of returns", orders, &carrier)
}

fn line(
    title: &str,
    orders: &[&UnitedOrder],
    field: &dyn Fn(&UnitedOrder) -> Option<String>,
) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut unknown = 0usize;
    for order in orders {
        match field(order) {
            Some(value) => *counts.entry(value).or_default() += 1,
            None => unknown += 1,
        }
    }
    if counts.is_empty() {
        return String::new();
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(value, count)| (std::cmp::Reverse(*count), value.clone()));
    let shown = counts.iter().take(NAMED_MAX).map(|(value, count)| format!("{value} {count}"));
    let mut parts: Vec<String> = shown.collect();
    if counts.len() > NAMED_MAX {
        parts.push(format!("{} more", counts.len() - NAMED_MAX));
    }
    if unknown > 0 {
        parts.push(format!("not known {unknown}"));
    }
    let text = parts.join(", ").split_whitespace().collect::<Vec<_>>().join(" ");
    format!("  # {title}: {text}\n")
}

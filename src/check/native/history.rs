//! Looks at more than one window: a problem that comes back month after month, and a shop that has
//! only just opened.

use std::collections::BTreeMap;

use serde_json::json;

use crate::check::native::with_orders;
use crate::check::rules::Asked;
use crate::diagnostic::Diagnostic;
use crate::policy::types::Look;
use crate::report::{DefectOrder, DefectRate};
use crate::source::{Span, Spanned};
use crate::value::{Date, DefectKind, Percent};

/// A rate of one month.
struct Month {
    /// Months since the year 0.
    number: i64,
    /// Orders with a defect, with their place, and all orders.
    counts: (Spanned<u64>, u64),
}

/// R06: the rate of so many months running, the newest one included, lies above the percentage. A
/// window belongs to the month in which it ends; of several in one month the last one counts.
pub fn repeated(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let (Some(least), Some(percent)) = (number(asked, "months"), number(asked, "percent")) else {
        return Vec::new();
    };
    let running = running(&asked.site.data.rates, percent);
    if (running.len() as f64) < least {
        return Vec::new();
    }
    let said = |month: &Month| {
        let ((defects, orders), (year, name)) =
            ((month.counts.0.value, month.counts.1), (month.number / 12, month.number % 12 + 1));
        let rate = Percent::of(defects, orders).map_or(String::new(), |rate| rate.to_string());
        format!("{year}-{name:02}: {defects} of {orders} orders, {rate}")
    };
    let scope = asked.view.scope.with("months", json!(running.len()));
    let place = asked.site.site.item.place("report");
    let fault = asked.fault(place, &scope);
    let cells = running.iter();
    vec![cells.fold(fault, |fault, month| fault.also(month.counts.0.span, said(month)))]
}

/// The unbroken run of months above a percentage that ends with the newest one, newest first.
fn running(rates: &[DefectRate], percent: f64) -> Vec<Month> {
    let mut months: BTreeMap<i64, Month> = BTreeMap::new();
    for rate in rates {
        let (Some(window), Some(defects), Some(orders)) =
            (&rate.window, &rate.with_defect, &rate.orders)
        else {
            continue;
        };
        let (year, month, _) = window.value.to().parts();
        let number = i64::from(year) * 12 + i64::from(month) - 1;
        let counts = (defects.clone(), orders.value);
        months.entry(number).or_insert(Month { number, counts });
    }
    let mut run: Vec<Month> = Vec::new();
    for (number, month) in months.into_iter().rev() {
        let follows = run.last().is_none_or(|later| later.number == number + 1);
        let (defects, orders) = (month.counts.0.value, month.counts.1);
        if !follows || orders == 0 || !is_above(defects, orders, percent) {
            break;
        }
        run.push(month);
    }
    run
}

/// Whether `part / whole` is above a percentage with at most three decimals.
fn is_above(part: u64, whole: u64, percent: f64) -> bool {
    let thousandths = (percent * 1_000.0).round() as u128;
    u128::from(part) * 100_000 > thousandths * u128::from(whole)
}

/// R07: orders with negative feedback, placed in the first days of a shop.
pub fn new_shop(asked: &Asked<'_, '_>) -> Vec<Diagnostic> {
    let site = asked.site;
    let (Some(days), Some(opened)) = (number(asked, "days"), &site.site.opened) else {
        return Vec::new();
    };
    let is_early =
        |date: Date| date >= opened.value && (date.days_since(opened.value) as f64) < days;
    let feedback = |order: &&DefectOrder| {
        let is_early = order.date.as_ref().is_some_and(|date| is_early(date.value));
        is_early && order.kinds.contains_key(&DefectKind::NegativeFeedback)
    };
    let early: Vec<&DefectOrder> = site.data.defects().iter().filter(feedback).collect();
    let ids: Vec<&str> = early.iter().map(|order| order.id.value.as_str()).collect();
    let marks: Vec<Span> = early.iter().map(|order| order.id.span).collect();
    let Some(first) = marks.first() else { return Vec::new() };
    let fault = asked.fault(*first, &with_orders(&asked.view.scope, &ids));
    vec![fault.also(opened.span, "the shop opened on this day")]
}

/// A number that the rule gives.
fn number(asked: &Asked<'_, '_>, name: &str) -> Option<f64> {
    let Look::Native { params, .. } = &asked.rule.look else { return None };
    asked.site.policy.number(params, name, asked.site.as_of)
}

#[cfg(test)]
mod tests {
    use crate::check::native::history::is_above;

    #[test]
    fn a_rate_at_the_percentage_is_not_above() {
        for (part, whole, expected) in [
            (12, 1_000, false),
            (13, 1_000, true),
            (24, 1_482, true),
            (0, 5, false),
            (3, 250, false),
        ] {
            assert_eq!(is_above(part, whole, 1.2), expected, "{part} of {whole}");
        }
    }
}

//! What a forecast takes for granted. In: what it is made from. Out: sentences for people.

use crate::forecast::{ForecastInput, Pace};
use crate::value::{DateRange, Fulfilment};

/// Days by which account health is usually behind.
///
/// **Source**: reference `amazon.md` section 1.1, recorded responses and the official example.
const LAG_USUAL_DAYS: i64 = 15;

/// The assumptions of a forecast, the weightiest first.
pub fn of(input: &ForecastInput<'_>) -> Vec<String> {
    let mut said = dates(input);
    said.extend([whose(input.fulfilment), no_new_defect(input), rate(input)]);
    let paces: Vec<String> = input.paces.iter().filter_map(one_pace).collect();
    said.extend((!paces.is_empty()).then(|| format!("The other paces: {}.", paces.join(", "))));
    said.push(
        "Orders are spread evenly over the days of the window and come one by one: \
         an order counts from the day on which it is whole, parts are rounded down."
            .to_owned(),
    );
    said.extend(lag(input));
    said
}

/// Who ships, in words.
pub fn shipper(fulfilment: Fulfilment) -> &'static str {
    match fulfilment {
        Fulfilment::Seller => "the seller",
        Fulfilment::Amazon => "Amazon",
    }
}

fn whose(fulfilment: Fulfilment) -> String {
    let other = match fulfilment {
        Fulfilment::Seller => Fulfilment::Amazon,
        Fulfilment::Amazon => Fulfilment::Seller,
    };
    let (these, others) = (shipper(fulfilment), shipper(other));
    format!("Only orders that {these} ships are counted; those of {others} have their own rate.")
}

fn no_new_defect(input: &ForecastInput<'_>) -> String {
    let end = input.window.to();
    format!(
        "No order gets a new defect, neither one of the window nor one placed after {end}; \
         each would move the day back."
    )
}

fn rate(input: &ForecastInput<'_>) -> String {
    let (orders, days) = (input.orders, input.window.days().unsigned_abs());
    format!(
        "Orders come as in the window: {orders} in {days} days, {} a day (rounded).",
        per_day(input.window, orders, 100)
    )
}

/// Orders a day, rounded half up to two decimals; for showing only.
pub fn per_day(window: DateRange, orders: u64, percent: u64) -> String {
    let days = u128::from(window.days().unsigned_abs().max(1));
    let hundredths = (u128::from(orders) * u128::from(percent) * 2 + days) / (2 * days);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// What sets a pace apart from the observed one.
fn one_pace(pace: &Pace) -> Option<String> {
    let Pace { name, percent, last_day } = pace;
    match (last_day, percent) {
        (None, 100) => None,
        (None, _) => Some(format!("`{name}` is {percent} % of it")),
        (Some(last), 100) => Some(format!("`{name}` ends on {last}")),
        (Some(last), _) => Some(format!("`{name}` is {percent} % of it and ends on {last}")),
    }
}

fn lag(input: &ForecastInput<'_>) -> Vec<String> {
    let (end, today) = (input.window.to(), input.as_of);
    let lag = today.days_since(end);
    if lag < 0 {
        return vec![format!(
            "The window ends on {end}, after today ({today}): account health is taken to show \
             each window on its last day."
        )];
    }
    let mut said = vec![format!(
        "The window ends on {end}, {lag} days before today ({today}); account health is taken to \
         stay that far behind."
    )];
    if lag > 2 * LAG_USUAL_DAYS {
        said.push(format!(
            "It is usually about {LAG_USUAL_DAYS} days behind: this report is old, a new one may \
             show another window, or `--as-of` should name the day of the report."
        ));
    }
    said
}

/// What is said of defect orders that have no day, or one outside the window.
fn dates(input: &ForecastInput<'_>) -> Vec<String> {
    let undated = input.defects.iter().filter(|it| it.date.is_none()).count();
    let outside = input.defects.iter().filter_map(|it| it.date);
    let outside = outside.filter(|date| !input.window.contains(*date)).count();
    let mut said = Vec::new();
    if undated > 0 {
        said.push(format!(
            "Defect orders without a date: {undated}; they are taken to be of the window's last \
             day and leave last."
        ));
    }
    if outside > 0 {
        said.push(format!(
            "Defect orders dated outside the window: {outside}; they count only in windows that \
             hold their day, so list and window may be of two reports: see `poa check`."
        ));
    }
    said
}

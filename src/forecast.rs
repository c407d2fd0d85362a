//! When the rolling window heals by itself. In: the window, its orders, the days of its defect
//! orders, and paces at which orders may come. Out: every day of the moving window, and what was
//! assumed. Knows no file, no case and no clock; all is decided on whole numbers.
//!
//! **Source**: reference `amazon.md` sections 1.1 and 1.4: the window moves forward one day each
//! day, the day of the order decides, the rate has to be under the threshold, not at it.

mod assumptions;
pub mod chart;

use crate::value::{Date, DateRange, Fulfilment, OrderId, Percent};

/// Days that are looked at most, whatever is asked.
const HORIZON_MAX: u64 = 180;

/// What a forecast is made from.
#[derive(Debug, Clone)]
pub struct ForecastInput<'a> {
    /// Whose orders the rate counts; the two have rates of their own.
    pub fulfilment: Fulfilment,
    /// The window as printed on the report.
    pub window: DateRange,
    /// Orders placed in the window.
    pub orders: u64,
    /// The orders with a defect, each once.
    pub defects: &'a [DefectDay],
    /// The rate has to be under this.
    pub threshold_percent: u64,
    /// Today.
    pub as_of: Date,
    /// How many days the window is moved; 180 at most.
    pub horizon_days: u64,
    /// How orders may come.
    pub paces: &'a [Pace],
}

/// One order with a defect.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DefectDay {
    /// The day of the order; without one it is taken to be the window's last, so that it stays
    /// longest.
    pub date: Option<Date>,
    /// The order's number.
    pub order: OrderId,
}

/// How many orders come after the window, measured by those in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The published word: `observed`.
    pub name: &'static str,
    /// Of the orders a day in the window.
    pub percent: u64,
    /// The last day on which orders come; `None` where they go on.
    pub last_day: Option<Date>,
}

impl Pace {
    /// The paces that are always shown: as observed, a fifth less, a fifth more, and none after a
    /// day, as when an account is deactivated.
    pub fn usual(stopped_after: Date) -> [Pace; 4] {
        let goes_on = |name, percent| Pace { name, percent, last_day: None };
        let stopped = Pace { name: "stopped", percent: 100, last_day: Some(stopped_after) };
        [goes_on("observed", 100), goes_on("slower", 80), goes_on("faster", 120), stopped]
    }
}

/// The window of one site, moved day by day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// Whose orders the rate counts.
    pub fulfilment: Fulfilment,
    /// The window as printed on the report.
    pub window: DateRange,
    /// Orders placed in it.
    pub orders: u64,
    /// Orders with a defect in it.
    pub defects: u64,
    /// The rate has to be under this.
    pub threshold_percent: u64,
    /// Today.
    pub as_of: Date,
    /// Days from the end of the window to today, by which account health is behind.
    pub lag_days: u64,
    /// When each defect order leaves the window, the earliest first.
    pub leaves: Vec<Leave>,
    /// One for each pace, in the order asked.
    pub courses: Vec<Course>,
    /// What was taken for granted, in sentences.
    pub assumptions: Vec<String>,
}

/// A defect order and when it leaves the window.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leave {
    /// The first day without it, counted from the window as printed, which is 0.
    pub day: u64,
    /// The order's number.
    pub order: OrderId,
    /// The day of the order.
    pub date: Date,
    /// The day on which account health no longer counts it.
    pub shown_on: Date,
}

/// The days at one pace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// How orders come.
    pub pace: Pace,
    /// The days, from that of the window as printed on; never empty.
    pub days: Vec<Day>,
}

/// One place of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// By how many days the window has moved.
    pub number: u64,
    /// The window.
    pub window: DateRange,
    /// The day on which account health shows this window.
    pub shown_on: Date,
    /// Orders in it.
    pub orders: u64,
    /// Orders with a defect in it.
    pub defects: u64,
    /// The rate has to be under this.
    pub threshold_percent: u64,
    /// How it is judged.
    pub standing: Standing,
    /// How many more orders without a defect the window would need; 0 where it needs none, `None`
    /// where no number is enough.
    pub orders_missing: Option<u64>,
}

/// How one place of the window is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The rate is under the threshold.
    Under,
    /// The rate is at the threshold or over it.
    Over,
    /// There are no orders, so there is no rate.
    NoOrders,
}

impl Standing {
    /// The published word.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Under => "under",
            Standing::Over => "over",
            Standing::NoOrders => "no-orders",
        }
    }
}

impl Day {
    /// The rate as printed; `None` without orders. For showing only.
    pub fn rate(&self) -> Option<Percent> {
        Percent::beside(self.threshold_percent, self.defects, self.orders)
    }
}

impl Course {
    /// The first day on which the rate is under the threshold.
    pub fn first_under(&self) -> Option<&Day> {
        self.days.iter().find(|day| day.standing == Standing::Under)
    }

    /// The day from which the rate is under the threshold and stays there; `None` where it does not
    /// within the days looked at.
    pub fn stays_under(&self) -> Option<&Day> {
        let last_over = self.days.iter().rposition(|day| day.standing == Standing::Over);
        let after = self.days.get(last_over.map_or(0, |at| at + 1)..)?;
        after.iter().find(|day| day.standing == Standing::Under)
    }
}

impl Forecast {
    /// Who ships the orders that are counted: `the seller`.
    pub fn shipped_by(&self) -> &'static str {
        assumptions::shipper(self.fulfilment)
    }

    /// The window as printed.
    pub fn today(&self) -> Option<&Day> {
        self.courses.first()?.days.first()
    }

    /// Orders a day at a pace, rounded half up to two decimals; for showing only.
    pub fn per_day(&self, pace: Pace) -> String {
        assumptions::per_day(self.window, self.orders, pace.percent)
    }
}

/// Moves the window day by day at each pace.
///
/// Orders are whole: with `n` orders in a window of `d` days, `n × days / d` have come after a
/// number of days, rounded down; of those after the window the pace takes its share before the
/// rounding. So every window holds a whole number of orders, and the rate is judged on it.
pub fn forecast(input: &ForecastInput<'_>) -> Forecast {
    let lag_days = u64::try_from(input.as_of.days_since(input.window.to())).unwrap_or(0);
    let dates: Vec<Date> = input.defects.iter().map(|it| date_of(it, input.window)).collect();
    let places = places(input, lag_days);
    let within = |window: DateRange| dates.iter().filter(|it| window.contains(**it)).count() as u64;
    let defects: Vec<u64> = places.iter().map(|place| within(place.window)).collect();
    let courses = input.paces.iter().map(|pace| {
        let flow = Flow::new(input, *pace);
        let days = places.iter().zip(&defects).map(|(place, defects)| {
            day(*place, (flow.in_window(place.number), *defects), input.threshold_percent)
        });
        Course { pace: *pace, days: days.collect() }
    });
    Forecast {
        fulfilment: input.fulfilment,
        window: input.window,
        orders: input.orders,
        defects: within(input.window),
        threshold_percent: input.threshold_percent,
        as_of: input.as_of,
        lag_days,
        leaves: leaves(input, lag_days),
        courses: courses.collect(),
        assumptions: assumptions::of(input),
    }
}

/// The day that decides when a defect order leaves.
fn date_of(defect: &DefectDay, window: DateRange) -> Date {
    defect.date.unwrap_or(window.to())
}

/// All places of the window, the printed one first.
fn places(input: &ForecastInput<'_>, lag_days: u64) -> Vec<Place> {
    let place = |number| {
        let window = moved(input.window, number);
        Place { number, window, shown_on: window.to().plus_days(lag_days) }
    };
    (0..=input.horizon_days.min(HORIZON_MAX)).map(place).collect()
}

/// The window some days later.
fn moved(window: DateRange, days: u64) -> DateRange {
    let moved = DateRange::new(window.from().plus_days(days), window.to().plus_days(days));
    moved.unwrap_or(window) // Only at the end of the calendar, where days no longer move.
}

/// Where the window stands.
#[derive(Clone, Copy)]
struct Place {
    number: u64,
    window: DateRange,
    shown_on: Date,
}

/// Judges one place of the window, by its orders and those with a defect.
fn day(place: Place, (orders, defects): (u64, u64), threshold_percent: u64) -> Day {
    let threshold = u128::from(threshold_percent);
    let hundredfold = u128::from(defects) * 100;
    let standing = match orders {
        0 => Standing::NoOrders,
        _ if hundredfold < u128::from(orders) * threshold => Standing::Under,
        _ => Standing::Over,
    };
    let needed = hundredfold.checked_div(threshold).map(|most| most + 1);
    let missing = needed.map(|needed| needed.saturating_sub(u128::from(orders)));
    Day {
        number: place.number,
        window: place.window,
        shown_on: place.shown_on,
        orders,
        defects,
        threshold_percent,
        standing,
        orders_missing: missing.and_then(|missing| u64::try_from(missing).ok()),
    }
}

/// How many orders come when.
///
/// **Shape**: `days` is at least 1.
struct Flow {
    orders: u128,
    days: u128,
    percent: u128,
    /// Days after the window on which orders come.
    open_days: Option<u64>,
}

impl Flow {
    fn new(input: &ForecastInput<'_>, pace: Pace) -> Self {
        let open = |last: Date| u64::try_from(last.days_since(input.window.to())).unwrap_or(0);
        Self {
            orders: u128::from(input.orders),
            days: u128::from(input.window.days().unsigned_abs().max(1)),
            percent: u128::from(pace.percent.min(10_000)),
            open_days: pace.last_day.map(open),
        }
    }

    /// Orders in the window after it has moved by a number of days.
    fn in_window(&self, moved: u64) -> u64 {
        let gone = (self.orders * u128::from(moved).min(self.days)) / self.days;
        let length = u64::try_from(self.days).unwrap_or(u64::MAX);
        let come = self.come(moved) - self.come(moved.saturating_sub(length));
        u64::try_from(self.orders - gone + come).unwrap_or(u64::MAX)
    }

    /// Orders that have come in the first days after the window.
    fn come(&self, days: u64) -> u128 {
        let days = self.open_days.map_or(days, |open| days.min(open));
        self.orders * self.percent * u128::from(days) / (self.days * 100)
    }
}

/// When each defect order that is in the window, or will be, leaves it.
fn leaves(input: &ForecastInput<'_>, lag_days: u64) -> Vec<Leave> {
    let mut leaves: Vec<Leave> = Vec::new();
    for defect in input.defects {
        let date = date_of(defect, input.window);
        let Ok(days) = u64::try_from(date.days_since(input.window.from())) else { continue };
        let day = days + 1;
        let shown_on = input.window.to().plus_days(day).plus_days(lag_days);
        leaves.push(Leave { day, order: defect.order.clone(), date, shown_on });
    }
    leaves.sort();
    leaves
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, prop_assert_eq, proptest};

    use crate::forecast::{DefectDay, Forecast, ForecastInput, Pace, Standing, forecast};
    use crate::value::{Date, DateRange, Fulfilment, OrderId};

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a day")
    }

    fn window() -> DateRange {
        DateRange::new(date("2026-08-10"), date("2026-10-08")).expect("a range")
    }

    /// Defect orders on days counted from the window's first.
    fn defects(days: &[u64]) -> Vec<DefectDay> {
        let order = |at: usize| OrderId::parse(&format!("112-0000000-{at:07}")).expect("an id");
        let date = |day: u64| Some(window().from().plus_days(day));
        days.iter().enumerate().map(|(at, day)| defect(date(*day), order(at))).collect()
    }

    fn defect(date: Option<Date>, order: OrderId) -> DefectDay {
        DefectDay { date, order }
    }

    fn run(orders: u64, defects: &[DefectDay], paces: &[Pace]) -> Forecast {
        forecast(&ForecastInput {
            fulfilment: Fulfilment::Seller,
            window: window(),
            orders,
            defects,
            threshold_percent: 1,
            as_of: date("2026-10-23"),
            horizon_days: 80,
            paces,
        })
    }

    /// First day under the threshold, the day from which it stays there, and orders missing today.
    fn check(
        (orders, days): (u64, &[u64]),
        pace: Pace,
        expected: (Option<u64>, Option<u64>, Option<u64>),
    ) {
        let found = run(orders, &defects(days), &[pace]);
        let course = &found.courses[0];
        let number = |day: Option<&crate::forecast::Day>| day.map(|day| day.number);
        let first = number(course.first_under());
        let got = (first, number(course.stays_under()), course.days[0].orders_missing);
        assert_eq!(got, expected, "{orders} orders, defects on {days:?}, {pace:?}");
    }

    #[test]
    fn the_day_is_found() {
        let [observed, slower, faster, _] = Pace::usual(date("2026-10-23"));
        let stopped = |after| Pace { last_day: Some(date(after)), ..observed };
        // Exactly one in a hundred is not under 1 %; one order more is.
        check((100, &[9]), observed, (Some(10), Some(10), Some(1)));
        check((101, &[9]), observed, (Some(0), Some(0), Some(0)));
        // A defect of the window's last day stays for the length of the window.
        check((60, &[59]), observed, (Some(60), Some(60), Some(41)));
        check((60, &[0]), observed, (Some(1), Some(1), Some(41)));
        // The second of three leaves: one is left among 150 orders.
        check((150, &[5, 20, 40]), observed, (Some(21), Some(21), Some(151)));
        // No defect.
        check((10, &[]), observed, (Some(0), Some(0), Some(0)));
        // Passing today, failing later, because the orders get fewer.
        check((101, &[30]), slower, (Some(0), Some(31), Some(0)));
        check((101, &[30]), faster, (Some(0), Some(0), Some(0)));
        // More orders heal it before the defect leaves.
        check((99, &[59]), faster, (Some(6), Some(6), Some(2)));
        // Nothing sold any more: as long as the last orders outlive the defect, it heals.
        check((600, &[10; 7]), stopped("2026-10-08"), (Some(11), Some(11), Some(101)));
        check((600, &[59; 7]), stopped("2026-10-08"), (None, None, Some(101)));
        check((600, &[59; 7]), stopped("2026-10-10"), (Some(60), Some(60), Some(101)));
        // No orders: no rate.
        check((0, &[]), observed, (None, None, Some(1)));
    }

    #[test]
    fn what_leaves_is_named_with_its_days() {
        let [observed, ..] = Pace::usual(date("2026-10-23"));
        let mut listed = defects(&[59, 0]);
        let id = |text| OrderId::parse(text).expect("an id");
        listed.push(defect(None, id("112-0000000-0000009")));
        listed.push(defect(Some(date("2026-08-09")), id("112-0000000-0000008")));
        let found = run(300, &listed, &[observed]);
        let leaves: Vec<_> = found.leaves.iter().map(|it| (it.day, it.shown_on)).collect();
        let last = (60, date("2026-12-22"));
        assert_eq!(leaves, [(1, date("2026-10-24")), last, last]);
        assert_eq!((found.defects, found.lag_days), (3, 15));
        assert_eq!(found.courses[0].days[0].shown_on, date("2026-10-23"));
        let said = found.assumptions.join("\n");
        for part in [
            "seller ships",
            "300 in 60 days, 5.00 a day",
            "15 days before",
            "date: 1;",
            "outside the window: 1;",
        ] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }

    #[test]
    fn today_before_the_end_of_the_window_is_no_lag() {
        let [observed, ..] = Pace::usual(date("2026-10-01"));
        let given = |as_of: &str, horizon_days| {
            forecast(&ForecastInput {
                fulfilment: Fulfilment::Amazon,
                window: window(),
                orders: u64::MAX,
                defects: &[],
                threshold_percent: 1,
                as_of: date(as_of),
                horizon_days,
                paces: &[observed],
            })
        };
        let found = given("2026-10-01", u64::MAX);
        assert_eq!((found.lag_days, found.courses[0].days.len()), (0, 181));
        assert!(found.courses[0].days.iter().all(|day| day.orders == u64::MAX));
        assert!(found.assumptions.iter().any(|said| said.contains("after today")));
        let found = given("2027-10-01", 0);
        assert!(found.assumptions.iter().any(|said| said.contains("report is old")));
        assert_eq!(found.courses[0].days.len(), 1);
    }

    /// The days of all orders, one by one: the first moment at which so many have come.
    fn all_orders(orders: u64, length: u64, (percent, open): (u64, u64)) -> Vec<u64> {
        let mut days: Vec<u64> =
            (1..=orders).map(|at| (at * length).div_ceil(orders) - 1).collect();
        if percent > 0 {
            let later = (1..).map(|at: u64| (at * length * 100).div_ceil(orders.max(1) * percent));
            let later = later.take_while(|day| orders > 0 && *day <= open);
            days.extend(later.map(|day| length + day - 1));
        }
        days
    }

    proptest! {
        /// Every window, recounted from a list of all orders with their days.
        #[test]
        fn every_day_agrees_with_a_recount(
            orders in 0..400u64,
            length in 1..70u64,
            days in prop::collection::vec(0..75u64, 0..14),
            percent in 0..250u64,
            open in 0..90u64,
            threshold in 0..4u64,
        ) {
            let from = date("2026-08-10");
            let window = DateRange::new(from, from.plus_days(length - 1)).expect("a range");
            let end = window.to();
            let paces = [
                Pace { name: "open", percent, last_day: None },
                Pace { name: "stopped", percent, last_day: Some(end.plus_days(open)) },
            ];
            let listed = defects(&days);
            let horizon_days = 85;
            let found = forecast(&ForecastInput {
                fulfilment: Fulfilment::Seller,
                window,
                orders,
                defects: &listed,
                threshold_percent: threshold,
                as_of: end.plus_days(15),
                horizon_days,
                paces: &paces,
            });
            for (course, open) in found.courses.iter().zip([horizon_days, open]) {
                let all = all_orders(orders, length, (percent, open));
                prop_assert_eq!(course.days.len() as u64, horizon_days + 1);
                for (moved, day) in course.days.iter().enumerate() {
                    let held = moved as u64..moved as u64 + length;
                    let count = |days: &[u64]| days.iter().filter(|it| held.contains(it)).count();
                    let (sold, bad) = (count(&all) as u64, count(&days) as u64);
                    prop_assert_eq!((day.orders, day.defects), (sold, bad), "day {}", moved);
                    let standing = match () {
                        () if sold == 0 => Standing::NoOrders,
                        () if bad * 100 < sold * threshold => Standing::Under,
                        () => Standing::Over,
                    };
                    prop_assert_eq!(day.standing, standing);
                    prop_assert_eq!(day.shown_on, day.window.to().plus_days(15));
                    let Some(missing) = day.orders_missing else {
                        prop_assert_eq!(threshold, 0);
                        continue;
                    };
                    let enough = |more: u64| bad * 100 < (sold + more) * threshold;
                    prop_assert_eq!(missing, (0..).find(|more| enough(*more)).expect("some"));
                }
            }
        }
    }
}

//! Where things stand in a panel. In: a forecast. Out: places on whole numbers, so that the picture
//! is the same on every machine. Draws nothing.

use crate::forecast::chart::hundredths;
use crate::forecast::{Forecast, Standing};

/// From days and rates to places.
///
/// **Units**: tenths of a pixel.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    days: u64,
    /// The highest rate on the axis, in hundredths of a percent; never 0.
    top_rate: u64,
    /// Between two numbers on the axis, in hundredths of a percent; never 0.
    rate_step: u64,
}

/// The field in which lines are drawn.
const LEFT: u64 = 800;
const RIGHT: u64 = 8_500;
const TOP: u64 = 700;
const BOTTOM: u64 = 3_200;

/// Steps of the rate's axis, in hundredths of a percent.
const RATE_STEPS: [u64; 9] = [10, 25, 50, 100, 200, 500, 1_000, 2_000, 5_000];

/// Numbers on the rate's axis at most.
const RATE_TICKS_MAX: u64 = 8;

/// Days on the axis at most.
const DAY_TICKS_MAX: u64 = 9;

impl Scale {
    /// Fits a forecast into the field.
    pub fn new(forecast: &Forecast) -> Self {
        let days = || forecast.courses.iter().flat_map(|course| &course.days);
        let has_rate = days().filter(|day| day.standing != Standing::NoOrders);
        let highest = has_rate.map(hundredths).max().unwrap_or(0);
        let highest = highest.max(forecast.threshold_percent.saturating_mul(100)).clamp(50, 10_000);
        let fits = |step: &&u64| highest / **step < RATE_TICKS_MAX;
        let rate_step = RATE_STEPS.iter().find(fits).copied().unwrap_or(10_000);
        let top_rate = (highest / rate_step + 1) * rate_step;
        Self { days: days().map(|day| day.number).max().unwrap_or(0), top_rate, rate_step }
    }

    /// The last day.
    pub fn days(&self) -> u64 {
        self.days
    }

    /// Left end of the field.
    pub fn left(&self) -> u64 {
        LEFT
    }

    /// Right end of the field.
    pub fn right(&self) -> u64 {
        RIGHT
    }

    /// The axis of days.
    pub fn bottom(&self) -> u64 {
        BOTTOM
    }

    /// Where a day stands.
    pub fn x(&self, day: u64) -> u64 {
        LEFT + (RIGHT - LEFT) * day.min(self.days) / self.days.max(1)
    }

    /// Where a rate stands, given in hundredths of a percent.
    pub fn y(&self, rate: u64) -> u64 {
        BOTTOM - (BOTTOM - TOP) * rate.min(self.top_rate) / self.top_rate
    }

    /// The rates on the axis.
    pub fn rate_ticks(&self) -> impl Iterator<Item = u64> {
        (0..=self.top_rate / self.rate_step).map(|at| at * self.rate_step)
    }

    /// Whether a day is named on the axis: whole weeks apart.
    pub fn is_day_tick(&self, day: u64) -> bool {
        let weeks = (self.days / (DAY_TICKS_MAX * 7) + 1) * 7;
        day.is_multiple_of(weeks)
    }
}

/// A place as SVG writes it: `12.5`.
pub fn tenths(place: u64) -> String {
    format!("{}.{}", place / 10, place % 10)
}

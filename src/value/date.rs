//! Dates of the calendar. In: `2026-10-24` and Amazon's written forms. Out: [`Date`],
//! [`DateRange`]. The only place that names `chrono`; no clock is read here.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate};

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

/// English names of the months, January first.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Date {
    /// Makes a date; `None` where the calendar has no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// Reads `YYYY-MM-DD`; `None` for another shape or a day that does not exist.
    pub fn parse(text: &str) -> Option<Self> {
        if !Self::has_shape(text) {
            return None;
        }
        let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
        let year = i32::try_from(number(0..4)?).ok()?;
        Self::new(year, number(5..7)?, number(8..10)?)
    }

    /// Whether the text is written like a date, existing day or not.
    pub fn has_shape(text: &str) -> bool {
        text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    }

    /// Reads the written form `August 11, 2026` of Amazon's order-level download.
    ///
    /// **Source**: reference `samples/excerpts/odr-order-level-download.md`.
    pub fn parse_written(text: &str) -> Option<Self> {
        let (month, rest) = text.trim().split_once(' ')?;
        let (day, year) = rest.split_once(',')?;
        let month = MONTHS.iter().position(|name| {
            name.eq_ignore_ascii_case(month) || name[..3].eq_ignore_ascii_case(month)
        })?;
        let month = u32::try_from(month + 1).ok()?;
        Self::new(year.trim().parse().ok()?, month, day.trim().parse().ok()?)
    }

    /// Year, month (1 to 12) and day of the month.
    pub fn parts(self) -> (i32, u32, u32) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// Name of the month in English.
    pub fn month_name(self) -> &'static str {
        MONTHS[self.0.month0() as usize]
    }

    /// Days from `earlier` to this date; negative where this one comes first.
    pub fn days_since(self, earlier: Date) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// The date a number of days later; the same date at the end of the calendar.
    pub fn plus_days(self, days: u64) -> Self {
        Self(self.0.checked_add_days(Days::new(days)).unwrap_or(self.0))
    }

    /// The day before; the same date at the beginning of the calendar.
    pub fn day_before(self) -> Self {
        Self(self.0.pred_opt().unwrap_or(self.0))
    }

    /// The day of the week, Monday 0 to Sunday 6.
    pub fn weekday(self) -> u32 {
        self.0.weekday().num_days_from_monday()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

/// A range of days, both ends included.
///
/// **Shape**: `from <= to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateRange {
    from: Date,
    to: Date,
}

impl DateRange {
    /// Makes a range; `None` where it ends before it begins.
    pub fn new(from: Date, to: Date) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// The first day.
    pub fn from(&self) -> Date {
        self.from
    }

    /// The last day.
    pub fn to(&self) -> Date {
        self.to
    }

    /// How many days it holds, both ends counted.
    pub fn days(&self) -> i64 {
        self.to.days_since(self.from) + 1
    }

    /// Whether the day lies in it.
    pub fn contains(&self, date: Date) -> bool {
        self.from <= date && date <= self.to
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} .. {}", self.from, self.to)
    }
}

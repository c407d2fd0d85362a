//! Quantities. In: text such as `81.4%`, `48h`, `USD 24.99`, `1482`. Out: exact values; no floats.

use std::cmp::Ordering;
use std::fmt;

/// A decimal number, exact: `mantissa / 10^scale`.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    mantissa: i64,
    scale: u32,
}

impl Decimal {
    /// Reads `12`, `-3` or `81.40`; `None` for other text or more than 15 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return None,
            Some((whole, fraction)) => (whole, fraction),
            None => (digits, ""),
        };
        let all = format!("{whole}{fraction}");
        let fits = !whole.is_empty() && all.len() <= 15;
        if !fits || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mantissa: i64 = all.parse().ok()?;
        let sign = if text.starts_with('-') { -1 } else { 1 };
        Some(Self { mantissa: sign * mantissa, scale: u32::try_from(fraction.len()).ok()? })
    }

    /// A whole number.
    pub fn whole(value: i64) -> Self {
        Self { mantissa: value, scale: 0 }
    }

    /// The number as an integer; `None` where it has decimals.
    pub fn to_whole(self) -> Option<i64> {
        (self.scale == 0).then_some(self.mantissa)
    }

    fn at_scale(self, scale: u32) -> i128 {
        i128::from(self.mantissa) * 10i128.pow(scale - self.scale)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        self.at_scale(scale).cmp(&other.at_scale(scale))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = format!("{:0>1$}", self.mantissa.unsigned_abs(), self.scale as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - self.scale as usize);
        match fraction.is_empty() {
            true => write!(formatter, "{sign}{whole}"),
            false => write!(formatter, "{sign}{whole}.{fraction}"),
        }
    }
}

/// The most decimals of a share that is shown.
const DECIMALS_MAX: u32 = 9;

/// A share in hundredths: `81.4%`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(Decimal);

impl Percent {
    /// Reads `81.4%`; `None` without the sign or the number.
    pub fn parse(text: &str) -> Option<Self> {
        Decimal::parse(text.strip_suffix('%')?).map(Self)
    }

    /// The number before the sign.
    pub fn number(self) -> Decimal {
        self.0
    }

    /// `part / whole` in percent, rounded half up to two decimals, as account health prints it.
    /// For showing only: whether a threshold is met is decided on the integers. `None` for an
    /// empty whole.
    pub fn of(part: u64, whole: u64) -> Option<Self> {
        Self::at_scale((part, whole), 2)
    }

    /// As [`Percent::of`], with as many more decimals as tell the share from a limit that it does
    /// not meet: 3 of 301 are `0.997%` beside a limit of 1, not `1.00%`.
    pub fn beside(limit: u64, part: u64, whole: u64) -> Option<Self> {
        let limit_here = u128::from(limit) * u128::from(whole);
        let is_limit = u128::from(part) * 100 == limit_here;
        let limit = Self(Decimal::whole(i64::try_from(limit).ok()?));
        let shown = (2..=DECIMALS_MAX).map_while(|scale| Self::at_scale((part, whole), scale));
        let mut last = None;
        for percent in shown {
            last = Some(percent);
            if is_limit || percent != limit {
                break;
            }
        }
        last
    }

    /// `part / whole` in percent, rounded half up to some decimals.
    fn at_scale((part, whole): (u64, u64), scale: u32) -> Option<Self> {
        let whole = u128::from((whole > 0).then_some(whole)?);
        let units = u128::from(part).checked_mul(200 * 10u128.pow(scale))?;
        let rounded = (units + whole) / (2 * whole);
        Some(Self(Decimal { mantissa: i64::try_from(rounded).ok()?, scale }))
    }

    /// `part / whole` in whole percent, rounded half up, for shares shown to readers.
    pub fn rounded(part: u64, whole: u64) -> Option<Self> {
        let whole = u128::from((whole > 0).then_some(whole)?);
        let rounded = (u128::from(part) * 200 + whole) / (2 * whole);
        Some(Self(Decimal::whole(i64::try_from(rounded).ok()?)))
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}%", self.0)
    }
}

/// The unit of a [`Duration`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DurationUnit {
    /// `h`
    Hours,
    /// `d`
    Days,
}

/// A length of time: `48h`, `14d`.
#[derive(Debug, Clone, Copy)]
pub struct Duration {
    count: u32,
    unit: DurationUnit,
}

impl Duration {
    /// Reads `48h` or `14d`; `None` for other text.
    pub fn parse(text: &str) -> Option<Self> {
        let (digits, unit) = match text.strip_suffix('h') {
            Some(digits) => (digits, DurationUnit::Hours),
            None => (text.strip_suffix('d')?, DurationUnit::Days),
        };
        let fits = !digits.is_empty() && digits.len() <= 6;
        let digits =
            (fits && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)?;
        Some(Self { count: digits.parse().ok()?, unit })
    }

    /// The length in hours.
    pub fn hours(self) -> u64 {
        match self.unit {
            DurationUnit::Hours => u64::from(self.count),
            DurationUnit::Days => u64::from(self.count) * 24,
        }
    }

    /// The number as written.
    pub fn count(self) -> u32 {
        self.count
    }

    /// The unit as written.
    pub fn unit(self) -> DurationUnit {
        self.unit
    }
}

impl PartialEq for Duration {
    fn eq(&self, other: &Self) -> bool {
        self.hours() == other.hours()
    }
}

impl Eq for Duration {}

impl fmt::Display for Duration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            DurationUnit::Hours => "h",
            DurationUnit::Days => "d",
        };
        write!(formatter, "{}{unit}", self.count)
    }
}

/// An amount of money: `USD 24.99`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    currency: String,
    amount: Decimal,
}

impl Money {
    /// Reads `USD 24.99`: three capital letters, one blank, a number.
    pub fn parse(text: &str) -> Option<Self> {
        let (currency, amount) = text.split_once(' ')?;
        let fits = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
        let amount = Decimal::parse(amount.trim())?;
        fits.then(|| Self { currency: currency.to_owned(), amount })
    }

    /// ISO 4217 letters.
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The amount in the currency's main unit.
    pub fn amount(&self) -> Decimal {
        self.amount
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.currency, self.amount)
    }
}

/// Anything that can be measured and compared with its like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// `81.4%`
    Percent(Percent),
    /// `48h`
    Duration(Duration),
    /// `12` or `3.5`
    Number(Decimal),
    /// `USD 24.99`
    Money(Money),
}

impl Measure {
    /// How two measures of the same kind compare; `None` for different kinds or currencies.
    pub fn compare(&self, other: &Measure) -> Option<Ordering> {
        match (self, other) {
            (Measure::Percent(a), Measure::Percent(b)) => Some(a.cmp(b)),
            (Measure::Duration(a), Measure::Duration(b)) => Some(a.hours().cmp(&b.hours())),
            (Measure::Number(a), Measure::Number(b)) => Some(a.cmp(b)),
            (Measure::Money(a), Measure::Money(b)) if a.currency == b.currency => {
                Some(a.amount.cmp(&b.amount))
            }
            (
                Measure::Percent(_) | Measure::Duration(_) | Measure::Number(_) | Measure::Money(_),
                _,
            ) => None,
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Measure::Percent(value) => value.fmt(formatter),
            Measure::Duration(value) => value.fmt(formatter),
            Measure::Number(value) => value.fmt(formatter),
            Measure::Money(value) => value.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::value::Percent;

    #[test]
    fn a_rate_beside_its_limit_is_told_apart() {
        for (part, whole, expected) in [
            (24, 1_482, "1.62%"),
            (3, 300, "1.00%"),
            (3, 301, "0.997%"),
            (1_000, 100_001, "0.99999%"),
            (100_001, 10_000_000, "1.00001%"),
            (0, 5, "0.00%"),
            (u64::MAX, u64::MAX, "100.00%"),
        ] {
            let shown = Percent::beside(1, part, whole).map(|percent| percent.to_string());
            assert_eq!(shown.as_deref(), Some(expected), "{part} of {whole}");
        }
        assert_eq!(Percent::beside(1, 1, 0), None);
    }
}

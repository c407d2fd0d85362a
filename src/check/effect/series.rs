//! The rows of a table as numbers with days. In: a table and what is measured in it. Out: one
//! [`Sample`] a row, taken together by day or for a period. Knows no case and no claim.

use std::collections::BTreeMap;

use crate::case::{Average, Figure, Formula, Period, TimeUnit, Wanted};
use crate::check::effect::change::{Daily, median};
use crate::diagnostic::Diagnostic;
use crate::report::{Cell, Sheet, When};
use crate::source::{Span, Spanned};
use crate::value::{Date, DateRange};

/// What a row says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// The day of the row.
    pub day: Date,
    /// Hours, percent (0 or 100 a row), a number, or 1 for a row that counts.
    pub value: f64,
    /// Where the day stands.
    pub span: Span,
}

/// What the numbers of a series are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Hours.
    Hours,
    /// Shares in percent.
    Percent,
    /// Plain numbers.
    Number,
}

/// Numbers with days, and how they are taken together.
#[derive(Debug, Clone)]
pub struct Series {
    /// The samples, by day.
    pub samples: Vec<Sample>,
    /// What they are.
    pub unit: Unit,
    /// Whether hours are told in days.
    pub in_days: bool,
    together: Together,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Together {
    Median,
    Mean,
    Count(Period),
}

impl Series {
    /// Measures the rows of a table.
    ///
    /// **Errors**: `data-column-missing` for each column that is not there; `data-not-readable`
    /// where no row has a day and a value.
    pub fn measure(sheet: &Sheet, formula: &Formula) -> Result<Self, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let mut column = |name: &Spanned<String>| {
            let found = sheet.column(&name.value);
            if found.is_none() {
                faults.push(missing(sheet, name));
            }
            found
        };
        let (unit, in_days, together) = shape(&formula.figure);
        let by = match (&formula.by, &formula.figure) {
            (Some(by), _) | (None, Figure::Between { from: by, .. }) => Some(column(by)),
            (None, _) => None,
        };
        let value = match &formula.figure {
            Figure::Between { from, to, .. } => {
                let from = if formula.by.is_some() { column(from) } else { by.flatten() };
                Value::Between(from, column(to))
            }
            Figure::Column { column: name, .. } => Value::Number(column(name)),
            Figure::Share { wanted } | Figure::Count { wanted, .. } => {
                let columns = wanted.iter().map(|it| (column(&it.column), it)).collect();
                match unit {
                    Unit::Percent => Value::Share(columns),
                    Unit::Hours | Unit::Number => Value::Counts(columns),
                }
            }
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        let by = match by {
            Some(by) => by,
            None => sheet.time_columns().first().map(|(column, _)| *column),
        };
        let samples = by.map(|by| samples(sheet, by, &value)).unwrap_or_default();
        if samples.is_empty() {
            return Err(vec![no_rows(sheet, formula)]);
        }
        Ok(Self { samples, unit, in_days, together })
    }

    /// The value for a range of days; `None` where no row falls into it.
    pub fn over(&self, days: DateRange) -> Option<f64> {
        let inside = self.samples.iter().filter(|sample| days.contains(sample.day));
        let mut values: Vec<f64> = inside.map(|sample| sample.value).collect();
        if values.is_empty() {
            return None;
        }
        match self.together {
            Together::Median => median(&mut values),
            Together::Mean => Some(values.iter().sum::<f64>() / values.len() as f64),
            Together::Count(period) => {
                let periods = days.days() as f64 / length(period) as f64;
                Some(values.iter().sum::<f64>() / periods)
            }
        }
    }

    /// One number for each day with rows, or each period that is counted, in order.
    pub fn daily(&self) -> Vec<Daily> {
        let mut days: BTreeMap<Date, Vec<f64>> = BTreeMap::new();
        let step = match self.together {
            Together::Median | Together::Mean => 1,
            Together::Count(period) => length(period),
        };
        let first = self.samples.first().map(|sample| sample.day);
        for sample in &self.samples {
            let since = first.map_or(0, |first| sample.day.days_since(first));
            let start = first.map_or(sample.day, |it| it.plus_days((since / step * step) as u64));
            days.entry(start).or_default().push(sample.value);
        }
        if let (Together::Count(_), Some((first, last))) = (self.together, self.ends()) {
            // A period without a row counts nothing; the last one may not be over yet.
            let periods = (last.days_since(first) + 1) / step;
            let all = (0..periods).map(|at| first.plus_days((at * step) as u64));
            let counted = all.map(|day| (day, days.get(&day).map_or(0.0, |it| it.len() as f64)));
            return counted.collect();
        }
        let one = |(day, mut values): (Date, Vec<f64>)| {
            let value = match self.together {
                Together::Median => median(&mut values)?,
                Together::Mean | Together::Count(_) => {
                    values.iter().sum::<f64>() / values.len() as f64
                }
            };
            Some((day, value))
        };
        days.into_iter().filter_map(one).collect()
    }

    /// The first and the last day with a row.
    pub fn ends(&self) -> Option<(Date, Date)> {
        Some((self.samples.first()?.day, self.samples.last()?.day))
    }

    /// Days between two numbers of [`Series::daily`].
    pub fn step_days(&self) -> i64 {
        match self.together {
            Together::Median | Together::Mean => 1,
            Together::Count(period) => length(period),
        }
    }

    /// Where the first row from a day on stands.
    pub fn place(&self, day: Date) -> Option<Span> {
        self.samples.iter().find(|sample| sample.day >= day).map(|sample| sample.span)
    }
}

fn shape(figure: &Figure) -> (Unit, bool, Together) {
    let together = |average: &Average| match average {
        Average::Median => Together::Median,
        Average::Mean => Together::Mean,
    };
    match figure {
        Figure::Between { average, unit, .. } => {
            (Unit::Hours, *unit == TimeUnit::Days, together(average))
        }
        Figure::Column { average, .. } => (Unit::Number, false, together(average)),
        Figure::Share { .. } => (Unit::Percent, false, Together::Mean),
        Figure::Count { per, .. } => (Unit::Number, false, Together::Count(*per)),
    }
}

fn length(period: Period) -> i64 {
    match period {
        Period::Day => 1,
        Period::Week => 7,
    }
}

/// Where the value of a row comes from.
enum Value<'f> {
    Between(Option<usize>, Option<usize>),
    Number(Option<usize>),
    Share(Vec<(Option<usize>, &'f Wanted)>),
    Counts(Vec<(Option<usize>, &'f Wanted)>),
}

/// One sample a row that has a day and a value, by day.
fn samples(sheet: &Sheet, by: usize, value: &Value<'_>) -> Vec<Sample> {
    let days = sheet.times(by);
    let times = match value {
        Value::Between(Some(from), Some(to)) => Some((sheet.times(*from), sheet.times(*to))),
        _ => None,
    };
    let mut samples = Vec::new();
    for (row, day) in days.iter().enumerate() {
        let Some(When { date, .. }) = day else { continue };
        let cell = |column: &Option<usize>| sheet.rows[row].get((*column)?);
        let holds = |wanted: &[(Option<usize>, &Wanted)]| {
            wanted.iter().all(|(column, wanted)| is_wanted(cell(column), wanted))
        };
        let number = match value {
            Value::Between(..) => times.as_ref().and_then(|(from, to)| hours(from[row], to[row])),
            Value::Number(column) => cell(column).and_then(|cell| number(&cell.text)),
            Value::Share(wanted) => Some(if holds(wanted) { 100.0 } else { 0.0 }),
            Value::Counts(wanted) => holds(wanted).then_some(1.0),
        };
        let place = cell(&Some(by)).map(|cell| cell.span);
        let sample = number.zip(place).map(|(value, span)| Sample { day: *date, value, span });
        samples.extend(sample);
    }
    samples.sort_by_key(|sample| sample.day);
    samples
}

/// Hours from one time to another; where a minute is missing, whole days count.
fn hours(from: Option<When>, to: Option<When>) -> Option<f64> {
    let (from, to) = (from?, to?);
    let minutes = to.minutes_since(from).unwrap_or_else(|| to.date.days_since(from.date) * 24 * 60);
    (minutes >= 0).then(|| minutes as f64 / 60.0)
}

/// A number with a point or a comma, its unit left out: `17`, `81.4%`, `3,5 h`.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && !".,-".contains(c)).unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let is_unit = unit.trim().chars().count() <= 8 && !unit.contains(|c: char| c.is_ascii_digit());
    digits.replace(',', ".").parse::<f64>().ok().filter(|it| is_unit && it.is_finite())
}

fn is_wanted(cell: Option<&Cell<'_>>, wanted: &Wanted) -> bool {
    let text = cell.map_or("", |cell| cell.text.as_ref()).trim().to_lowercase();
    wanted.values.iter().any(|value| value.value.to_lowercase() == text)
}

fn missing(sheet: &Sheet, name: &Spanned<String>) -> Diagnostic {
    let near = sheet.nearest(&name.value).into_iter().take(5);
    let near: Vec<String> = near.map(|name| format!("`{name}`")).collect();
    let message = format!("the table has no column `{}`", name.value);
    Diagnostic::error("data-column-missing", message)
        .at(name.span, "no column has this name")
        .also(sheet.header_span(), "these are the columns")
        .help(format!("name one of its columns, such as {}", near.join(", ")))
}

fn no_rows(sheet: &Sheet, formula: &Formula) -> Diagnostic {
    Diagnostic::error("data-not-readable", "no row of the table has a day and a value to measure")
        .at(formula.span, "this is measured")
        .also(sheet.header_span(), "in these columns")
        .help("name the column with the day behind `by`; days are read as `2026-10-01 04:20`")
}

#[cfg(test)]
mod tests {
    use crate::case::{Average, Figure, Formula, Period, TimeUnit, Wanted};
    use crate::check::effect::series::{Series, Unit};
    use crate::report::Sheet;
    use crate::source::{Sources, Span, Spanned};
    use crate::value::{Date, DateRange};

    fn measure(text: &str, figure: impl Fn(&dyn Fn(&str) -> Spanned<String>) -> Figure) -> Series {
        let source = Sources::default().add("t.csv", text);
        let span = Span::new(source, 0, 0);
        let name = |name: &str| Spanned::new(name.to_owned(), span);
        let formula = Formula { figure: figure(&name), by: None, span };
        let sheet = Sheet::read(text, source);
        Series::measure(&sheet, &formula).expect("its columns are there")
    }

    fn over(series: &Series, from: &str, to: &str) -> Option<f64> {
        let day = |text: &str| Date::parse(text).expect("it is a day");
        series.over(DateRange::new(day(from), day(to)).expect("it is a range"))
    }

    #[test]
    fn measures_hours_shares_numbers_and_counts() {
        let tickets = "opened;first_reply\n2026-10-01 04:20;2026-10-01 08:20\n\
                       2026-10-01 05:00;2026-10-01 15:00\n2026-10-02 05:00;\n\
                       2026-10-09 05:00;2026-10-09 07:00\n";
        let series = measure(tickets, |name| Figure::Between {
            average: Average::Median,
            unit: TimeUnit::Hours,
            from: name("opened"),
            to: name("first-reply"),
        });
        assert_eq!(over(&series, "2026-10-01", "2026-10-02"), Some(7.0));
        assert_eq!(over(&series, "2026-10-03", "2026-10-04"), None);
        assert_eq!(series.daily().len(), 2);
        let scans = "day,Scanned,n\n2026-10-01,yes,3\n2026-10-01,No,\"4,5\"\n2026-10-08,YES,x\n";
        let wanted = |name: &dyn Fn(&str) -> Spanned<String>| {
            vec![Wanted { column: name("scanned"), values: vec![name("yes")] }]
        };
        let series = measure(scans, |name| Figure::Share { wanted: wanted(name) });
        assert_eq!(over(&series, "2026-10-01", "2026-10-31"), Some(200.0 / 3.0));
        assert_eq!(series.unit, Unit::Percent);
        let series =
            measure(scans, |name| Figure::Column { average: Average::Mean, column: name("n") });
        assert_eq!(over(&series, "2026-10-01", "2026-10-31"), Some(3.75));
        let series =
            measure(scans, |name| Figure::Count { wanted: wanted(name), per: Period::Week });
        assert_eq!(over(&series, "2026-10-01", "2026-10-14"), Some(1.0));
        assert_eq!(series.daily().len(), 1);
    }
}

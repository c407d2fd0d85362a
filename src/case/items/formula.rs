//! What is measured in a table, as written: `median hours from opened to first-reply`.

use std::fmt;

use crate::source::{Span, Spanned};

/// A measure of the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// What is measured.
    pub figure: Figure,
    /// The column with the day of a row; where it is left out, the first column of times.
    pub by: Option<Spanned<String>>,
    /// All of it.
    pub span: Span,
}

/// What is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// `median hours from opened to first-reply`
    Between {
        /// How the rows are taken together.
        average: Average,
        /// In what the time is told.
        unit: TimeUnit,
        /// The column where it begins; it gives the day of the row.
        from: Spanned<String>,
        /// The column where it ends.
        to: Spanned<String>,
    },
    /// `mean of hours-to-reply`
    Column {
        /// How the rows are taken together.
        average: Average,
        /// The column of numbers.
        column: Spanned<String>,
    },
    /// `share of rows where scanned-at-pickup is yes`
    Share {
        /// Conditions that all must hold; never empty.
        wanted: Vec<Wanted>,
    },
    /// `count where kind is damage per week`
    Count {
        /// Conditions that all must hold.
        wanted: Vec<Wanted>,
        /// For how long rows are counted.
        per: Period,
    },
}

/// How numbers are taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Average {
    /// The middle one.
    Median,
    /// Their sum by their number.
    Mean,
}

/// In what a time is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// Hours.
    Hours,
    /// Days.
    Days,
}

/// For how long rows are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A day.
    Day,
    /// Seven days.
    Week,
}

/// `scanned-at-pickup is yes or late`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The column.
    pub column: Spanned<String>,
    /// Values of which it must hold one; never empty.
    pub values: Vec<Spanned<String>>,
}

impl fmt::Display for Formula {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.figure {
            Figure::Between { average, unit, from, to } => {
                let unit = match unit {
                    TimeUnit::Hours => "hours",
                    TimeUnit::Days => "days",
                };
                write!(formatter, "{average} {unit} from {} to {}", from.value, to.value)
            }
            Figure::Column { average, column } => {
                write!(formatter, "{average} of {}", column.value)
            }
            Figure::Share { wanted } => write!(formatter, "share of rows where {}", all_of(wanted)),
            Figure::Count { wanted, per } => {
                let per = match per {
                    Period::Day => "day",
                    Period::Week => "week",
                };
                match wanted.is_empty() {
                    true => write!(formatter, "rows per {per}"),
                    false => write!(formatter, "rows per {per} where {}", all_of(wanted)),
                }
            }
        }
    }
}

impl fmt::Display for Average {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Average::Median => "median",
            Average::Mean => "mean",
        })
    }
}

fn all_of(wanted: &[Wanted]) -> String {
    let one = |wanted: &Wanted| {
        let values: Vec<&str> = wanted.values.iter().map(|value| value.value.as_str()).collect();
        format!("{} is {}", wanted.column.value, values.join(" or "))
    };
    wanted.iter().map(one).collect::<Vec<_>>().join(" and ")
}

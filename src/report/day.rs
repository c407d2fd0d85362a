//! Days and times in cells. In: a cell, and the order of day and month where a marketplace decides
//! it. Out: the day in UTC, or the fault `date-ambiguous`. Guesses no order of day and month.

use crate::diagnostic::Diagnostic;
use crate::report::faults::quote;
use crate::report::table::Cell;
use crate::value::Date;

/// Amazon did not sell before; an earlier year is a slip, such as two digits.
const YEARS: std::ops::RangeInclusive<i32> = 1995..=2200;

const MINUTES_OF_DAY: i32 = 24 * 60;

/// Reads `2026-08-11`, `2026-08-11T11:07:42+00:00` or `August 11, 2026`.
///
/// A time with an offset is moved to UTC; one without is taken as it stands.
/// **Errors**: `None` for any other form; `5/10/23` is never guessed.
pub(crate) fn read_day(text: &str) -> Option<Date> {
    let text = text.trim_matches('"').trim();
    let day = match text.get(..10).filter(|start| Date::has_shape(start)) {
        Some(start) => {
            let date = Date::parse(start)?;
            match text.get(10..)? {
                "" => date,
                time => moved(date, minutes_in_utc(time)?)?,
            }
        }
        None => Date::parse_written(text)?,
    };
    YEARS.contains(&day.parts().0).then_some(day)
}

/// Reads `10-Jul-2025`, as Amazon's report of returns writes days in every language, or any form
/// that [`read_day`] reads.
///
/// **Source**: reference `samples/excerpts/live-rows-masked.txt`, line 1.
pub(crate) fn read_day_of_return(text: &str) -> Option<Date> {
    let mut parts = text.trim().splitn(3, '-');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(day), Some(month), Some(year)) if month.len() == 3 => {
            let fits = is_number(day, 1..=2) && is_number(year, 4..=4);
            read_day(&format!("{month} {day}, {year}")).filter(|_| fits)
        }
        _ => read_day(text),
    }
}

/// The order of day, month and year in short dates of a marketplace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateForm {
    /// `10/5/23` is the fifth of October.
    MonthDayYear,
    /// `5/10/23` or `5.10.23` is the fifth of October.
    DayMonthYear,
    /// `23/10/5` is the fifth of October.
    YearMonthDay,
}

/// Sites and the form of their feedback dates.
///
/// **Source**: reference `samples/excerpts/feedback-date-formats.tsv` (Airbyte's type transformer).
const FORMS: [(&str, DateForm); 18] = [
    ("us", DateForm::MonthDayYear),
    ("ca", DateForm::DayMonthYear),
    ("mx", DateForm::DayMonthYear),
    ("br", DateForm::DayMonthYear),
    ("uk", DateForm::DayMonthYear),
    ("de", DateForm::DayMonthYear),
    ("fr", DateForm::DayMonthYear),
    ("it", DateForm::DayMonthYear),
    ("es", DateForm::DayMonthYear),
    ("nl", DateForm::DayMonthYear),
    ("pl", DateForm::DayMonthYear),
    ("se", DateForm::YearMonthDay),
    ("ae", DateForm::DayMonthYear),
    ("sa", DateForm::DayMonthYear),
    ("eg", DateForm::DayMonthYear),
    ("jp", DateForm::YearMonthDay),
    ("au", DateForm::DayMonthYear),
    ("sg", DateForm::DayMonthYear),
];

impl DateForm {
    /// The form of a site; `None` where none is known, and then no short date is read.
    pub fn of_site(code: &str) -> Option<Self> {
        FORMS.iter().find(|(site, _)| site.eq_ignore_ascii_case(code)).map(|(_, form)| *form)
    }

    /// The form as it is shown.
    pub(crate) fn shown(self) -> &'static str {
        match self {
            DateForm::MonthDayYear => "month/day/year",
            DateForm::DayMonthYear => "day/month/year",
            DateForm::YearMonthDay => "year/month/day",
        }
    }

    /// Reads a short date, with years of two or four digits.
    pub(crate) fn read(self, text: &str) -> Option<Date> {
        let mark = text.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
        let parts: Vec<&str> = text.trim().split(mark).collect();
        let [one, two, three] = parts[..] else { return None };
        let (year, month, day) = match self {
            DateForm::MonthDayYear => (three, one, two),
            DateForm::DayMonthYear => (three, two, one),
            DateForm::YearMonthDay => (one, two, three),
        };
        let fits = is_number(month, 1..=2) && is_number(day, 1..=2);
        let year: i32 = match year.len() {
            2 => 2000 + year.parse::<i32>().ok()?,
            4 => year.parse().ok()?,
            _ => return None,
        };
        let date = Date::new(year, month.parse().ok()?, day.parse().ok()?)?;
        (fits && YEARS.contains(&year)).then_some(date)
    }
}

fn is_number(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A minute of a day in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// Minutes since midnight.
    pub minute: u32,
}

impl Moment {
    /// Reads `2026-10-01T04:20:00`, `2026-10-01 04:20+02:00`; a time without offset is taken as it
    /// stands. `None` for another form and for a day without time.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim_matches('"').trim();
        let date = Date::parse(text.get(..10)?)?;
        let minutes = minutes_in_utc(text.get(10..)?)?;
        let date = moved(date, minutes)?;
        let minute = u32::try_from(minutes.rem_euclid(MINUTES_OF_DAY)).ok()?;
        YEARS.contains(&date.parts().0).then_some(Self { date, minute })
    }

    /// Minutes from `earlier` to this moment; negative where this one comes first.
    pub fn minutes_since(self, earlier: Moment) -> i64 {
        let days = self.date.days_since(earlier.date) * i64::from(MINUTES_OF_DAY);
        days + i64::from(self.minute) - i64::from(earlier.minute)
    }
}

/// The fault of a cell that [`read_day`] does not understand.
pub(crate) fn ambiguous(cell: &Cell<'_>) -> Diagnostic {
    let text = quote(&cell.text);
    let message = match Date::has_shape(&cell.text) {
        true => format!("{text} is not a day of the calendar"),
        false => format!("{text} can be read as more than one day, or as none"),
    };
    Diagnostic::error("date-ambiguous", message)
        .at(cell.span, "which day is this?")
        .help("write the date as `2026-08-11` (year, month, day) or as `August 11, 2026`")
}

/// Minutes since midnight in UTC of `T11:07:42+00:00`, `T11:07:42.5Z`, ` 11:07`; may lie outside
/// the day.
fn minutes_in_utc(time: &str) -> Option<i32> {
    let time = time.strip_prefix(['T', ' '])?;
    let local = clock(time.get(..5)?)?;
    let rest = time.get(5..)?;
    let at = rest.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.');
    let zone = at.and_then(|at| rest.get(at..)).unwrap_or("").trim();
    let offset = match zone {
        "" | "Z" | "z" | "UTC" | "GMT" => 0,
        _ => {
            let (hours, minutes) = (zone.get(1..3)?, zone.get(3..)?.trim_start_matches(':'));
            let minutes = if minutes.is_empty() { "00" } else { minutes };
            let offset = clock(&format!("{hours}:{minutes}"))?;
            match zone.get(..1)? {
                "+" => offset,
                "-" => -offset,
                _ => return None,
            }
        }
    };
    Some(local - offset)
}

/// Minutes of `HH:MM`.
fn clock(text: &str) -> Option<i32> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |digits: &str, limit: i32| {
        let fits = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<i32>().ok().filter(|number| fits && *number < limit)
    };
    Some(number(hours, 24)? * 60 + number(minutes, 60)?)
}

fn moved(date: Date, minutes: i32) -> Option<Date> {
    match minutes {
        ..0 => day_before(date),
        MINUTES_OF_DAY.. => Some(date.plus_days(1)),
        _ => Some(date),
    }
}

fn day_before(date: Date) -> Option<Date> {
    let (year, month, day) = date.parts();
    let (year, month) = match (day, month) {
        (2.., _) => return Date::new(year, month, day - 1),
        (_, 1) => (year - 1, 12),
        _ => (year, month - 1),
    };
    (28..=31).rev().find_map(|day| Date::new(year, month, day))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use crate::report::day::{DateForm, Moment, read_day, read_day_of_return};

    #[test]
    fn reads_short_dates_in_the_form_of_their_site() {
        for (site, text, expected) in [
            ("us", "10/5/23", Some("2023-10-05")),
            ("uk", "5/10/23", Some("2023-10-05")),
            ("de", "5.10.23", Some("2023-10-05")),
            ("de", "05.10.2023", Some("2023-10-05")),
            ("jp", "23/10/5", Some("2023-10-05")),
            ("jp", "2023/10/05", Some("2023-10-05")),
            ("se", "2023-10-05", Some("2023-10-05")),
            ("us", "13/5/23", None),
            ("uk", "5/13/23", None),
            ("de", "5.10/23", None),
            ("de", "5.10", None),
            ("de", "+5.10.23", None),
            ("de", "5.10.123", None),
            ("de", "5.10.0023", None),
            ("tr", "5.10.23", None),
            ("de", "Datum", None),
        ] {
            let read = DateForm::of_site(site).and_then(|form| form.read(text));
            assert_eq!(read.map(|date| date.to_string()).as_deref(), expected, "{site} {text}");
        }
    }

    #[test]
    fn reads_days_of_returns() {
        for (text, expected) in [
            ("10-Jul-2025", Some("2025-07-10")),
            ("1-sep-2026", Some("2026-09-01")),
            ("2026-08-11T11:07:42+00:00", Some("2026-08-11")),
            ("31-Feb-2025", None),
            ("10-Xyz-2025", None),
            ("10-07-2025", None),
            ("10-Jul-25", None),
            ("July 10, 2025", Some("2025-07-10")),
        ] {
            let read = read_day_of_return(text).map(|date| date.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn measures_minutes() {
        for (from, to, expected) in [
            ("2026-10-01T04:20:00", "2026-10-02T21:20:00", Some(41 * 60)),
            ("2026-10-01T23:30+00:00", "2026-10-02 01:00+01:00", Some(30)),
            ("2026-10-02 00:10:00", "2026-10-02 00:00", Some(-10)),
            ("2026-10-02", "2026-10-02 00:00", None),
            ("1/10/26 04:20", "2026-10-02 00:00", None),
        ] {
            let moments = Moment::read(from).zip(Moment::read(to));
            let minutes = moments.map(|(from, to)| to.minutes_since(from));
            assert_eq!(minutes, expected, "{from} {to}");
        }
    }

    #[test]
    fn reads_only_what_has_one_meaning() {
        for (text, expected) in [
            ("2026-08-11", Some("2026-08-11")),
            ("2026-08-11T11:07:42+00:00", Some("2026-08-11")),
            ("2026-08-11T23:59:59.123Z", Some("2026-08-11")),
            ("2026-08-11 10:00", Some("2026-08-11")),
            ("2026-08-11 10:00:00 UTC", Some("2026-08-11")),
            ("2026-08-11T00:30:00+09:00", Some("2026-08-10")),
            ("2026-03-01T00:30:00+0900", Some("2026-02-28")),
            ("2026-01-01T00:30:00+09", Some("2025-12-31")),
            ("2026-08-11T20:00:00-07:00", Some("2026-08-12")),
            ("August 11, 2026", Some("2026-08-11")),
            ("September 01, 2026", Some("2026-09-01")),
            ("\"August 11, 2026\"", Some("2026-08-11")),
            ("August 11, 26", None),
            ("August 32, 2026", None),
            ("2026-02-29", None),
            ("2026-13-01", None),
            ("2026-08-11x", None),
            ("2026-08-11T25:00", None),
            ("2026-08-11T10:00*02:00", None),
            ("5/10/23", None),
            ("10.5.2026", None),
            ("11 August 2026", None),
            ("08/11/2026", None),
            ("20260811", None),
            ("", None),
            ("２０２６-08-11", None),
            ("2026-08-1１", None),
        ] {
            let read = read_day(text).map(|date| date.to_string());
            assert_eq!(read.as_deref(), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[0-9T:+ Z.-]{0,30}|\\PC{0,20}") {
            let _ = (read_day(&text), read_day_of_return(&text), Moment::read(&text));
            let _ = DateForm::DayMonthYear.read(&text);
            let _ = read_day(&format!("2026-08-11{text}"));
        }

        #[test]
        fn an_offset_moves_by_one_day_at_most(hour in 0..24i32, offset in 0..24i32) {
            let west = read_day(&format!("2026-08-11T{hour:02}:00:00-{offset:02}:00"));
            let day = if hour + offset >= 24 { "2026-08-12" } else { "2026-08-11" };
            prop_assert_eq!(west.map(|date| date.to_string()), Some(day.to_owned()));
        }
    }
}

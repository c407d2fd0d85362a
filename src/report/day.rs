//! Days in cells. In: a cell. Out: the day in UTC, or the fault `date-ambiguous`. Knows no
//! marketplace and therefore guesses no order of day and month.

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

    use crate::report::day::read_day;

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
            let _ = read_day(&text);
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

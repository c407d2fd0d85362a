//! Times in a column of any table. In: the texts of its cells. Out: a day each, with its minute
//! where one is written. The order of day and month is read from the whole column; where nothing
//! in it decides, short dates stay unread: none is guessed.

use crate::report::day::{DateForm, Moment, read_day};
use crate::value::{Date, spoken_days};

/// A day, and a minute of it where the cell has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    /// The day.
    pub date: Date,
    /// Minutes since midnight.
    pub minute: Option<u32>,
}

impl When {
    /// Minutes from another time to this one; `None` where a day has no minute.
    pub fn minutes_since(self, earlier: When) -> Option<i64> {
        let days = self.date.days_since(earlier.date) * 24 * 60;
        Some(days + i64::from(self.minute?) - i64::from(earlier.minute?))
    }
}

/// Longest cell that can be a time.
const TIME_MAX: usize = 40;

/// Reads the cells of one column: `2026-10-01T04:20:00Z`, `2026/10/1 4:20`, `01.10.2026 04:20`,
/// `10/01/2026 4:20 PM`, `Oct 1, 2026 4:20 PM`, `1 Oktober 2026`, `2026年10月1日 4:20`.
pub fn read_times(cells: &[&str]) -> Vec<Option<When>> {
    let form = form(cells);
    cells.iter().map(|cell| read(cell, form)).collect()
}

fn read(cell: &str, form: Option<DateForm>) -> Option<When> {
    let cell = cell.trim();
    if cell.is_empty() || cell.len() > TIME_MAX {
        return None;
    }
    if let Some(moment) = Moment::read(cell) {
        return Some(When { date: moment.date, minute: Some(moment.minute) });
    }
    if let Some(date) = read_day(cell) {
        return Some(When { date, minute: None });
    }
    let (day, clock) = parted(cell);
    let minute = match clock {
        "" => None,
        clock => Some(minute_of(clock)?),
    };
    let date = match short(day) {
        Some(_) => form?.read(day.trim_end_matches(',')),
        None => in_words(day),
    };
    Some(When { date: date?, minute })
}

/// A day that is written out, and nothing else.
fn in_words(day: &str) -> Option<Date> {
    // A year must be written: nothing may be left to the calendar of the reader.
    let far = Date::new(2199, 12, 31)?;
    let found = spoken_days(day, far);
    let [(range, days)] = &found[..] else { return None };
    let has_year = day.split(|c: char| !c.is_ascii_digit()).any(|part| part.len() == 4);
    let is_rest = |text: &str| text.trim_matches([' ', ',', '.']).chars().count() <= 3;
    let is_alone = is_rest(&day[..range.start]) && is_rest(&day[range.end..]);
    (has_year && is_alone && days.days() == 1).then(|| days.from())
}

/// The day and the time of day of a cell.
fn parted(cell: &str) -> (&str, &str) {
    let colon = cell.find(':');
    let start = colon.and_then(|colon| {
        let before = cell[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
        before.ends_with([' ', 'T', ',', '\u{3000}', '日']).then_some(before.len())
    });
    match start {
        Some(start) => (cell[..start].trim_end_matches(['T', ' ', ',']).trim(), &cell[start..]),
        None => (cell, ""),
    }
}

/// Minutes of `4:20`, `04:20:00`, `4:20 PM`.
fn minute_of(clock: &str) -> Option<u32> {
    let (hour, rest) = clock.split_once(':')?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let minute: u32 = rest[..digits].parse().ok().filter(|_| digits == 2)?;
    let hour: u32 = hour.parse().ok()?;
    let half = rest.to_ascii_lowercase();
    let half = half.trim_end_matches('.');
    let hour = match (half.ends_with("pm"), half.ends_with("am")) {
        (true, _) => hour % 12 + 12,
        (_, true) => hour % 12,
        (false, false) => hour,
    };
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// The three numbers of a short date: `10/1/2026`, `1.10.26`, `2026/10/01`.
fn short(day: &str) -> Option<[(u32, usize); 3]> {
    let day = day.trim_end_matches(',');
    let mark = day.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let number = |part: &str| {
        let fits = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u32>().ok().filter(|_| fits).map(|number| (number, part.len()))
    };
    let parts: Vec<_> = day.split(mark).map(number).collect::<Option<_>>()?;
    <[_; 3]>::try_from(parts).ok()
}

/// The order of day, month and year of a column of short dates; `None` where it does not tell.
fn form(cells: &[&str]) -> Option<DateForm> {
    let days = || cells.iter().map(|cell| parted(cell.trim()).0);
    let dates = || days().filter_map(short);
    if dates().all(|[first, ..]| first.1 == 4) {
        return Some(DateForm::YearMonthDay);
    }
    let has_dots = days().any(|day| short(day).is_some() && day.contains('.'));
    let day_first = dates().any(|[first, ..]| first.0 > 12);
    let month_first = dates().any(|[_, second, _]| second.0 > 12);
    match (day_first || has_dots, month_first) {
        (true, false) => Some(DateForm::DayMonthYear),
        (false, true) => Some(DateForm::MonthDayYear),
        (true, true) | (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use crate::report::when::read_times;

    fn check(cells: &[&str], expected: &[&str]) {
        let shown = read_times(cells).into_iter().map(|when| match when {
            Some(when) => match when.minute {
                Some(minute) => format!("{} {:02}:{:02}", when.date, minute / 60, minute % 60),
                None => when.date.to_string(),
            },
            None => "-".to_owned(),
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{cells:?}");
    }

    #[test]
    fn reads_a_column_in_its_own_form() {
        check(
            &["2026-10-01T04:20:00", "2026-10-01 04:20+02:00", "2026-10-01", "", "x"],
            &["2026-10-01 04:20", "2026-10-01 02:20", "2026-10-01", "-", "-"],
        );
        check(
            &["10/01/2026 4:20 PM", "10/25/2026 12:05 am"],
            &["2026-10-01 16:20", "2026-10-25 00:05"],
        );
        check(&["01/10/2026 04:20", "25/10/2026 04:20"], &["2026-10-01 04:20", "2026-10-25 04:20"]);
        check(&["01/10/2026", "02/10/2026"], &["-", "-"]);
        check(&["01.10.2026 04:20", "2.10.26"], &["2026-10-01 04:20", "2026-10-02"]);
        check(&["2026/10/1 4:20", "2026/10/02"], &["2026-10-01 04:20", "2026-10-02"]);
        check(&["2026年10月1日 4:20", "2026年10月2日"], &["2026-10-01 04:20", "2026-10-02"]);
        check(
            &["Oct 1, 2026 4:20 PM", "1 October 2026", "1. Okt 2026 04:20", "Oct 1"],
            &["2026-10-01 16:20", "2026-10-01", "2026-10-01 04:20", "-"],
        );
        check(&["Thu, Oct 1, 2026", "refunded 2026-10-01"], &["2026-10-01", "-"]);
        check(&["25:00", "2026-10-01 25:00", "4:20", "1.5", "12"], &["-", "-", "-", "-", "-"]);
    }

    proptest! {
        #[test]
        fn no_text_panics(one in "\\PC{0,20}|[0-9/.: -TAPM年月日]{0,24}", two in "[0-9/.: ]{0,12}") {
            read_times(&[&one, &two]);
        }
    }
}

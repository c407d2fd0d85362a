//! Days in running text. In: words such as `1 June 2026`, `June 1`, `seit Juni`, `2026年6月1日`.
//! Out: the day, or all days of a month where only that is said. Guesses nothing from `3/4/26`.

use std::ops::Range;

use crate::value::date::{Date, DateRange};

/// Names of the months in English and German, from January on; short forms too.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "jänner"],
    &["february", "feb", "februar"],
    &["march", "mar", "märz", "maerz", "mär"],
    &["april", "apr"],
    &["may", "mai"],
    &["june", "jun", "juni"],
    &["july", "jul", "juli"],
    &["august", "aug"],
    &["september", "sept", "sep"],
    &["october", "oct", "oktober", "okt"],
    &["november", "nov"],
    &["december", "dec", "dezember", "dez"],
];

/// Years that a text can mean.
const YEARS: Range<u32> = 1995..2200;

/// A number or a word, and where it stands.
struct Token<'t> {
    text: &'t str,
    range: Range<usize>,
}

impl Token<'_> {
    /// A whole number of so many digits.
    fn number(&self, digits: Range<usize>) -> Option<u32> {
        let fits = digits.contains(&self.text.len());
        self.text.parse().ok().filter(|_| fits && self.text.bytes().all(|it| it.is_ascii_digit()))
    }

    fn year(&self) -> Option<u32> {
        self.number(4..5).filter(|year| YEARS.contains(year))
    }

    fn day(&self) -> Option<u32> {
        self.number(1..3)
    }

    /// A month by its name, which begins with a capital: `may` is another word.
    fn month(&self) -> Option<u32> {
        let is_name = self.text.starts_with(char::is_uppercase);
        let name = self.text.to_lowercase();
        let found = MONTHS.iter().position(|names| names.contains(&name.as_str()));
        found.filter(|_| is_name).and_then(|at| u32::try_from(at + 1).ok())
    }

    fn is(&self, text: &str) -> bool {
        self.text == text
    }
}

/// All days that a text names, with their places; a month without a day is all its days.
///
/// A year that is left out is the latest in which the day is no later than `latest`.
pub fn spoken_days(text: &str, latest: Date) -> Vec<(Range<usize>, DateRange)> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match one(text, &tokens[at..], latest) {
            Some((count, days)) => {
                let end = tokens[at + count - 1].range.end;
                found.push((tokens[at].range.start..end, days));
                at += count;
            }
            // A day that the month lacks is none, and its month alone was not meant.
            None => at += if names_a_day(&tokens[at..]) { 2 } else { 1 },
        }
    }
    found
}

/// Whether a day and its month stand here.
fn names_a_day(tokens: &[Token<'_>]) -> bool {
    matches!(tokens, [day, month, ..] if day.day().is_some() && month.month().is_some())
}

/// Runs of digits, runs of letters, and each Japanese sign for itself.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let kind = |sign: char| match sign {
        '年' | '月' | '日' => 3,
        _ if sign.is_ascii_digit() => 1,
        _ if sign.is_alphabetic() => 2,
        _ => 0,
    };
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut last = 0;
    for (at, sign) in text.char_indices() {
        let (this, end) = (kind(sign), at + sign.len_utf8());
        match tokens.last_mut().filter(|_| this == last && this != 3) {
            Some(token) if this != 0 => {
                token.range.end = end;
                token.text = &text[token.range.clone()];
            }
            _ if this != 0 => tokens.push(Token { text: &text[at..end], range: at..end }),
            _ => {}
        }
        last = this;
    }
    tokens
}

/// The day at the head of the tokens, and how many of them it takes.
fn one(text: &str, tokens: &[Token<'_>], latest: Date) -> Option<(usize, DateRange)> {
    let gap = |at: usize| -> Option<&str> {
        text.get(tokens.get(at)?.range.end..tokens.get(at + 1)?.range.start)
    };
    let is_near =
        |at: usize| gap(at).is_some_and(|gap| matches!(gap, " " | ". " | ", " | "." | ""));
    let token = |at: usize| tokens.get(at);
    let first = token(0)?;
    if let (Some(year), Some("-"), Some("-")) = (first.year(), gap(0), gap(1)) {
        let (month, day) = (token(1)?.number(2..3)?, token(2)?.number(2..3)?);
        return Some((3, single(year, month, day)?));
    }
    if let Some(found) = japanese(tokens, latest) {
        return Some(found);
    }
    let year_at = |at: usize| token(at).and_then(Token::year).filter(|_| is_near(at - 1));
    if let Some(month) = first.month() {
        let day = token(1).and_then(Token::day).filter(|_| is_near(0));
        return Some(match (day, year_at(1), year_at(2)) {
            (Some(day), _, Some(year)) => (3, single(year, month, day)?),
            (Some(day), _, None) => (2, without_year(month, Some(day), latest)?),
            (None, Some(year), _) => (2, whole_month(year, month)?),
            (None, None, _) => (1, without_year(month, None, latest)?),
        });
    }
    let day = first.day()?;
    let is_ordinal = token(1).is_some_and(|it| ["st", "nd", "rd", "th"].contains(&it.text));
    let at = if is_ordinal { 2 } else { 1 };
    let month = token(at)?.month().filter(|_| is_near(at - 1))?;
    Some(match year_at(at + 1) {
        Some(year) => (at + 2, single(year, month, day)?),
        None => (at + 1, without_year(month, Some(day), latest)?),
    })
}

/// `2026年6月1日`, `6月1日`, `2026年6月`, `6月`.
fn japanese(tokens: &[Token<'_>], latest: Date) -> Option<(usize, DateRange)> {
    let sign = |at: usize, sign: &str| tokens.get(at).is_some_and(|token| token.is(sign));
    let year = tokens.first()?.year().filter(|_| sign(1, "年"));
    let at = if year.is_some() { 2 } else { 0 };
    let month = tokens.get(at)?.day().filter(|_| sign(at + 1, "月"))?;
    let day = tokens.get(at + 2).and_then(Token::day).filter(|_| sign(at + 3, "日"));
    let count = if day.is_some() { at + 4 } else { at + 2 };
    let days = match (year, day) {
        (Some(year), Some(day)) => single(year, month, day),
        (Some(year), None) => whole_month(year, month),
        (None, day) => without_year(month, day, latest),
    };
    Some((count, days?))
}

fn single(year: u32, month: u32, day: u32) -> Option<DateRange> {
    let date = Date::new(i32::try_from(year).ok()?, month, day)?;
    DateRange::new(date, date)
}

fn whole_month(year: u32, month: u32) -> Option<DateRange> {
    let year = i32::try_from(year).ok()?;
    let last = (28..=31).rev().find_map(|day| Date::new(year, month, day))?;
    DateRange::new(Date::new(year, month, 1)?, last)
}

/// The latest such day or month that begins no later than a day.
fn without_year(month: u32, day: Option<u32>, latest: Date) -> Option<DateRange> {
    let year = u32::try_from(latest.parts().0).ok()?;
    // The 29th of February may be eight years back.
    let years = (0..=8).filter_map(|back| year.checked_sub(back));
    let days = years.filter_map(|year| match day {
        Some(day) => single(year, month, day),
        None => whole_month(year, month),
    });
    days.into_iter().find(|days| days.from() <= latest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use crate::value::Date;
    use crate::value::spoken::spoken_days;

    fn latest() -> Date {
        Date::new(2026, 11, 12).expect("it is a day")
    }

    #[test]
    fn reads_days_in_words() {
        for (text, expected) in [
            ("In use since 2026-06-01.", "2026-06-01"),
            ("in use since 1 June 2026, and", "2026-06-01"),
            ("since June 1, 2026", "2026-06-01"),
            ("since June 1st, 2026", "2026-06-01"),
            ("since the 1st June 2026", "2026-06-01"),
            ("since June", "2026-06-01 .. 2026-06-30"),
            ("since June 2025", "2025-06-01 .. 2025-06-30"),
            ("since December", "2025-12-01 .. 2025-12-31"),
            ("since 13 November", "2025-11-13"),
            ("since Nov 12", "2026-11-12"),
            ("seit dem 1. Juni 2026", "2026-06-01"),
            ("seit März", "2026-03-01 .. 2026-03-31"),
            ("ab 3. Oktober", "2026-10-03"),
            ("2026年6月1日から", "2026-06-01"),
            ("6月1日以降", "2026-06-01"),
            ("2026年6月より", "2026-06-01 .. 2026-06-30"),
            ("6月から", "2026-06-01 .. 2026-06-30"),
            ("we may march in may", ""),
            ("since 31 June 2026", ""),
            ("order 113-2026-06", ""),
            ("03/04/2026", ""),
            ("14 days", ""),
            ("from 1 to 3 May 2026", "2026-05-03"),
        ] {
            let found = spoken_days(text, latest());
            let first = found.first().map_or(String::new(), |(_, days)| match days.days() {
                1 => days.from().to_string(),
                _ => days.to_string(),
            });
            assert_eq!(first, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,30}|[0-9年月日 .,A-Jun-]{0,30}") {
            spoken_days(&text, latest());
        }
    }
}

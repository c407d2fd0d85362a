//! Dates, numbers and lists as a site writes them. In: values. Out: words. Knows the forms that the
//! marketplace names, not the marketplace.

mod lengths;

use crate::case::{Comparison, ComparisonSign};
use crate::check::holes::HoleValue;
use crate::document::wording::lengths::length;
use crate::value::{Date, DateRange, Duration, Measure, Percent};

/// How one language writes dates and numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// BCP 47 tag.
    pub language: String,
    /// `MMMM D, YYYY`, `D MMMM YYYY`, `YYYY年M月D日`, `DD.MM.YYYY`.
    pub date_form: String,
}

/// Names of the months in German, January first.
const GERMAN_MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

impl Wording {
    /// Makes a wording.
    pub fn new(language: &str, date_form: &str) -> Self {
        Self { language: language.to_owned(), date_form: date_form.to_owned() }
    }

    fn is(&self, language: &str) -> bool {
        crate::check::same_language(&self.language, language)
    }

    /// The same with months of three letters, for tables.
    pub fn short(&self) -> Wording {
        let form = self.date_form.replace("MMMM", "MMM");
        Wording { language: self.language.clone(), date_form: form }
    }

    /// A day in the marketplace's form.
    pub fn date(&self, date: Date) -> String {
        self.form(&self.date_form, date)
    }

    /// A day in a form: `MMMM D, YYYY`.
    fn form(&self, form: &str, date: Date) -> String {
        let (year, month, day) = date.parts();
        let name = match self.is("de") {
            true => GERMAN_MONTHS[month as usize - 1],
            false => date.month_name(),
        };
        let short: String = name.chars().take(3).collect();
        let tokens: [(&str, String); 7] = [
            ("YYYY", year.to_string()),
            ("MMMM", name.to_owned()),
            ("MMM", short),
            ("MM", format!("{month:02}")),
            ("DD", format!("{day:02}")),
            ("M", month.to_string()),
            ("D", day.to_string()),
        ];
        let mut written = String::new();
        let mut rest = form;
        while let Some(first) = rest.chars().next() {
            match tokens.iter().find(|(token, _)| rest.starts_with(token)) {
                Some((token, value)) => {
                    written.push_str(value);
                    rest = &rest[token.len()..];
                }
                None => {
                    written.push(first);
                    rest = &rest[first.len_utf8()..];
                }
            }
        }
        written
    }

    /// A range of days; one day where both ends are the same.
    pub fn range(&self, range: DateRange) -> String {
        let (from, to) = (range.from(), range.to());
        let (same_year, same_month) =
            (from.parts().0 == to.parts().0, from.parts().1 == to.parts().1);
        if from == to {
            return self.date(from);
        }
        let (first, last) = match (same_year, same_month) {
            (true, true) if self.day_comes_first() => (self.form("D", from), self.date(to)),
            (true, true) if self.month_comes_first() => {
                let last = self.date_form.trim_start_matches('M').trim_start();
                (self.date(from).replace(&self.year_part(from), ""), self.form(last, to))
            }
            (true, false) if self.day_comes_first() || self.month_comes_first() => {
                (self.date(from).replace(&self.year_part(from), ""), self.date(to))
            }
            _ => (self.date(from), self.date(to)),
        };
        format!("{first}\u{a0}– {last}")
    }

    /// Whether the form is like `D MMMM YYYY`, with words that a range need not say twice.
    fn day_comes_first(&self) -> bool {
        self.date_form.starts_with("D MMM")
    }

    /// Whether the form is like `MMMM D, YYYY`.
    fn month_comes_first(&self) -> bool {
        self.date_form.starts_with("MMM")
    }

    /// The year with what joins it to the day.
    fn year_part(&self, date: Date) -> String {
        let joint = if self.month_comes_first() { ", " } else { " " };
        format!("{joint}{}", date.parts().0)
    }

    /// A whole number with its groups of three: `1,482`, in German `1.482`.
    pub fn number(&self, number: u64) -> String {
        let digits = number.to_string();
        let mut written = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                written.push(if self.is("de") { '.' } else { ',' });
            }
            written.push(digit);
        }
        written
    }

    /// A percentage with a narrow blank before its sign.
    pub fn percent(&self, percent: Percent) -> String {
        let number = percent.number().to_string();
        match self.is("de") {
            true => format!("{}\u{a0}%", number.replace('.', ",")),
            false => format!("{number}\u{a0}%"),
        }
    }

    /// A length of time.
    pub fn duration(&self, duration: Duration) -> String {
        length(duration, &self.language)
    }

    /// How often something is repeated.
    pub fn every(&self, duration: Duration) -> String {
        match (duration.hours(), duration.count()) {
            (24, _) => "every day".to_owned(),
            (168, _) => "every week".to_owned(),
            (_, 1) => "every hour".to_owned(),
            _ => format!("every {}", self.duration(duration)),
        }
    }

    /// A quantity.
    pub fn measure(&self, measure: &Measure) -> String {
        match measure {
            Measure::Percent(percent) => self.percent(*percent),
            Measure::Duration(duration) => self.duration(*duration),
            Measure::Number(number) => match number.to_whole().map(u64::try_from) {
                Some(Ok(whole)) => self.number(whole),
                Some(Err(_)) | None => number.to_string(),
            },
            Measure::Money(money) => money.to_string().replace(' ', "\u{a0}"),
        }
    }

    /// A target: `at least 99 %`.
    pub fn comparison(&self, comparison: &Comparison) -> String {
        let words = match comparison.sign {
            ComparisonSign::AtLeast => "at least ",
            ComparisonSign::AtMost => "at most ",
            ComparisonSign::Over => "over ",
            ComparisonSign::Under => "under ",
            ComparisonSign::Equal => "",
        };
        format!("{words}{}", self.measure(&comparison.measure))
    }

    /// The value of a hole in prose.
    pub fn hole(&self, value: &HoleValue) -> String {
        match value {
            HoleValue::Count(count) => self.number(*count),
            HoleValue::Share(share) => self.percent(*share),
            HoleValue::Day(day) => self.date(*day),
            HoleValue::Words(words) => words.clone(),
        }
    }
}

/// Words as a list: `a, b and c`.
pub fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `1 order`, `24 orders`.
pub fn counted(wording: &Wording, count: u64, one: &str, many: &str) -> String {
    format!("{} {}", wording.number(count), if count == 1 { one } else { many })
}

/// The first letter in upper case.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A name for a file: lower case, letters and digits, `-` between words, at most 48 characters.
pub fn slug(title: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let length: usize = words.iter().map(|word| word.len() + 1).sum();
        if length + word.len() > 48 {
            break;
        }
        words.push(word.to_ascii_lowercase());
    }
    words.join("-")
}

//! Numbers that registers, tax offices and carriers give out. In: a form by name and text. Out:
//! [`Identifier`], or why the text is none: another shape, or a check digit that does not fit.
//! Knows no register and asks nobody whether a number was ever given out.

mod check_digit;
mod forms;

use std::ops::Range;

use regex::Regex;

use crate::value::Date;

pub use forms::FORMS;

/// Longest text that is looked at.
const CHARACTERS_MAX: usize = 64;

/// How the numbers of one register are built; a row of [`FORMS`].
#[derive(Debug)]
pub struct Form {
    /// How packs call it: `vat-de`.
    pub name: &'static str,
    /// What the register calls the number.
    pub title: &'static str,
    /// What such a number looks like, in words.
    pub looks: &'static str,
    /// Characters that people put in to read it better, and that mean nothing.
    pub ignored: &'static str,
    /// The text without them matches this.
    pub pattern: &'static str,
    /// A wider pattern and the day from which it holds.
    pub wider: Option<(&'static str, &'static str)>,
    /// The rule of its check digits; `None` where none is published.
    pub check: Option<CheckDigits>,
    /// Whether the row of the country that it begins with decides: `vat-de` behind `DE`.
    pub by_country: bool,
    /// How far a misfit can be trusted.
    pub trust: Trust,
    /// **Source** of shape and rule.
    pub source: &'static str,
}

/// The rule of the check digits of a form.
#[derive(Debug)]
pub struct CheckDigits {
    /// Where they stand, in characters of the text that the pattern matched; from its end where
    /// both numbers are negative or 0.
    pub at: (isize, isize),
    /// Whether the text fits.
    pub fits: fn(&[char]) -> bool,
}

/// How far a misfit can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// A text that does not fit is no such number.
    Sure,
    /// The shape is sure; some numbers that are in use break the rule of the check digits.
    Shape,
    /// The shape itself is not confirmed.
    Doubtful,
}

/// A text that fits a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    text: String,
}

impl Identifier {
    /// The number without what only helps the eye.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Why a text is no number of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// It looks otherwise.
    Shape,
    /// Such numbers are given out from this day on only.
    TooEarly(Date),
    /// A check digit does not fit the rest.
    CheckDigits {
        /// What stands there.
        found: String,
        /// What the others ask for; `None` where nothing would fit.
        expected: Option<String>,
    },
}

/// The form with this name.
pub fn form(name: &str) -> Option<&'static Form> {
    FORMS.iter().find(|form| form.name == name)
}

impl Form {
    /// Reads a number as of a day.
    ///
    /// **Errors**: why it is none of this form.
    pub fn read(&self, text: &str, as_of: Date) -> Result<Identifier, Misfit> {
        if text.chars().count() > CHARACTERS_MAX {
            return Err(Misfit::Shape);
        }
        let plain: String = text.trim().chars().filter(|it| !self.ignored.contains(*it)).collect();
        if !matches(self.pattern, &plain) {
            match self.wider.filter(|(_, pattern)| matches(pattern, &plain)) {
                None => return Err(Misfit::Shape),
                Some((from, _)) => {
                    let from = Date::parse(from).expect("a test reads the dates of the table");
                    if as_of < from {
                        return Err(Misfit::TooEarly(from));
                    }
                }
            }
        }
        let country = plain.get(..2).filter(|_| self.by_country);
        if let Some(own) = country.and_then(|it| form(&format!("vat-{}", it.to_lowercase()))) {
            return own.read(&plain, as_of);
        }
        let characters: Vec<char> = plain.chars().collect();
        match self.check.as_ref().filter(|check| !(check.fits)(&characters)) {
            None => Ok(Identifier { text: plain }),
            Some(check) => Err(check.misfit(&characters)),
        }
    }

    /// Whether a misfit is certainly a mistake.
    pub fn is_sure(&self, misfit: &Misfit) -> bool {
        match (self.trust, misfit) {
            (Trust::Sure, _) | (Trust::Shape, Misfit::Shape | Misfit::TooEarly(_)) => true,
            (Trust::Shape, Misfit::CheckDigits { .. }) | (Trust::Doubtful, _) => false,
        }
    }
}

impl CheckDigits {
    fn range(&self, length: usize) -> Range<usize> {
        let place = |at: isize, is_end: bool| match at {
            0 if is_end => length,
            at if at < 0 => length.saturating_sub(at.unsigned_abs()),
            at => at.unsigned_abs().min(length),
        };
        let (from, to) = self.at;
        place(from, false)..place(to, true)
    }

    /// What stands in the place of the check digits, and what would fit there.
    fn misfit(&self, characters: &[char]) -> Misfit {
        let range = self.range(characters.len());
        let found: String = characters[range.clone()].iter().collect();
        let letters: Vec<char> = ('0'..='9').chain('A'..='Z').collect();
        let only_digits = range.len() > 1;
        let alphabet = if only_digits { &letters[..10] } else { &letters[..] };
        let mut fitting = candidates(range.len(), alphabet).into_iter().filter(|candidate| {
            let mut tried = characters.to_vec();
            tried.splice(range.clone(), candidate.iter().copied());
            (self.fits)(&tried)
        });
        Misfit::CheckDigits { found, expected: fitting.next().map(String::from_iter) }
    }
}

/// All words of a length over an alphabet; a check has two characters at most.
fn candidates(length: usize, alphabet: &[char]) -> Vec<Vec<char>> {
    let mut words: Vec<Vec<char>> = vec![Vec::new()];
    for _ in 0..length {
        let longer = |word: &Vec<char>| {
            alphabet.iter().map(|letter| [word.as_slice(), &[*letter]].concat()).collect::<Vec<_>>()
        };
        words = words.iter().flat_map(longer).collect();
    }
    words
}

fn matches(pattern: &str, text: &str) -> bool {
    let pattern = Regex::new(pattern).expect("a test compiles every pattern of the table");
    pattern.is_match(text)
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use crate::value::Date;
    use crate::value::identifier::{FORMS, Misfit, form};

    fn day(text: &str) -> Date {
        Date::parse(text).expect("the test writes dates")
    }

    /// Numbers that are known to be valid: examples of the registers and of the published rules.
    const VALID: &[(&str, &[&str])] = &[
        ("upu-s10", &["RA473124829US", "RA 4731 2482 9US"]),
        ("royal-mail", &["RA473124829GB"]),
        ("ups-1z", &["1Z999AA10123456784"]),
        ("gtin", &["4006381333931", "96385074", "036000291452"]),
        ("sscc", &["106141411234567897", "00106141411234567897"]),
        ("tracking-jp", &["1234-5678-9013"]),
        ("uscc", &["91110000600037341L"]),
        ("vat-de", &["DE136695976", "DE 136 695 976"]),
        ("vat-gb", &["GB980780684", "GB 980 7806 84", "XI980780684", "GBGD001", "GBHA500"]),
        ("vat-fr", &["FR83404833048"]),
        ("vat-it", &["00743110157", "IT00743110157"]),
        ("vat-es", &["ESJ99216582", "ES54362315K"]),
        ("vat-nl", &["NL004495445B01"]),
        ("vat-se", &["SE123456789701"]),
        ("vat-pl", &["PL8567346215", "PL 856-734-62-15"]),
        ("vat-eu", &["FR83404833048", "NL004495445B01", "PL8567346215"]),
        ("siren", &["552008443"]),
        ("siret", &["73282932000074"]),
        ("nif-es", &["54362315K", "J99216582"]),
        ("rsin", &["004495445"]),
        ("orgnr", &["123456-7897"]),
        ("nip", &["8567346215"]),
        ("regon", &["192598184"]),
        ("abn", &["51824753556", "51 824 753 556"]),
        ("acn", &["004085616"]),
        ("uen", &["00192200M", "197401143C", "T01FC6132D"]),
        ("cnpj", &["12ABC34501DE35", "12.ABC.345/01DE-35", "11.222.333/0001-81"]),
        ("rfc", &["GODE561231GR8"]),
        ("bn-ca", &["123026635"]),
        ("gst-ca", &["123026635 RT 0001"]),
        ("corporate-jp", &["7000012050002", "8700110005901"]),
        ("invoice-jp", &["T7000012050002"]),
        ("lucid", &["DE1234567890123"]),
        ("weee-de", &["DE 12345678"]),
        ("ein", &["12-3456789"]),
        ("vat-sa", &["300000000000003"]),
        ("trn-ae", &["100123456700003"]),
    ];

    #[test]
    fn known_numbers_are_read_and_one_wrong_digit_is_told() {
        for (name, numbers) in VALID {
            let form = form(name).expect("the table has the form");
            for number in *numbers {
                let read = form.read(number, day("2026-11-12"));
                assert!(read.is_ok(), "{name} {number}");
                let Ok(read) = read else { continue };
                let Some(check) = &form.check else { continue };
                let mut wrong: Vec<char> = read.as_str().chars().collect();
                let place = check.range(wrong.len()).start;
                let has_none = (name == &"vat-gb" && wrong.len() < 11) || number.starts_with("T01");
                if has_none || !wrong[place].is_ascii_digit() {
                    continue;
                }
                let right: String = wrong[check.range(wrong.len())].iter().collect();
                wrong[place] = if wrong[place] == '7' { '8' } else { '7' };
                let text: String = wrong.iter().collect();
                match form.read(&text, day("2026-11-12")) {
                    Err(Misfit::CheckDigits { expected, .. }) => {
                        assert!(expected.is_some_and(|it| it.len() == right.len()), "{text}");
                    }
                    other => panic!("{name} {text}: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn other_texts_are_told_from_wrong_check_digits() {
        let check = |name: &str, text: &str, on: &str, expected: &str| {
            let found = match form(name).expect("the table has the form").read(text, day(on)) {
                Ok(read) => read.as_str().to_owned(),
                Err(Misfit::Shape) => "shape".to_owned(),
                Err(Misfit::TooEarly(from)) => format!("from {from}"),
                Err(Misfit::CheckDigits { found, expected }) => {
                    format!("{found}, not {}", expected.as_deref().unwrap_or("any"))
                }
            };
            assert_eq!(found, expected, "{name} {text}");
        };
        check("vat-de", "DE136695975", "2026-11-12", "5, not 6");
        check("vat-de", "136695976", "2026-11-12", "shape");
        check("vat-eu", "DE136695975", "2026-11-12", "5, not 6");
        check("vat-eu", "DE1366959", "2026-11-12", "shape");
        check("vat-eu", "ATU12345678", "2026-11-12", "ATU12345678");
        check("vat-eu", "GB980780684", "2026-11-12", "shape");
        check("vat-de", "", "2026-11-12", "shape");
        check("vat-de", &"9".repeat(10_000), "2026-11-12", "shape");
        check("cnpj", "12ABC34501DE35", "2026-06-30", "from 2026-07-01");
        check("cnpj", "12ABC34501DE35", "2026-07-01", "12ABC34501DE35");
        check("cnpj", "11222333000181", "2026-06-30", "11222333000181");
        check("cnpj", "11222333000182", "2026-06-30", "82, not 81");
        check("siret", "35600000000048", "2026-11-12", "35600000000048");
        check("corporate-jp", "1000012050002", "2026-11-12", "1, not 7");
        check("uscc", "91110000600037341M", "2026-11-12", "M, not L");
        check("nip", "8567346214", "2026-11-12", "4, not 5");
        check("lucid", "DE123", "2026-11-12", "shape");
        check("orgnr", "121456-7897", "2026-11-12", "shape");
    }

    #[test]
    fn every_row_can_be_used() {
        for (place, form) in FORMS.iter().enumerate() {
            let patterns = [Some(form.pattern), form.wider.map(|(_, pattern)| pattern)];
            for pattern in patterns.into_iter().flatten() {
                assert!(Regex::new(pattern).is_ok(), "{}", form.name);
                assert!(pattern.starts_with('^') && pattern.ends_with('$'), "{}", form.name);
            }
            assert!(
                form.wider.is_none_or(|(from, _)| Date::parse(from).is_some()),
                "{}",
                form.name
            );
            assert!(!form.looks.is_empty() && !form.source.is_empty(), "{}", form.name);
            let row = format!("| `{}` | {} | {} |", form.name, form.title, form.looks);
            assert!(include_str!("../../docs/packs.md").contains(&row), "docs/packs.md: {row}");
            assert!(FORMS[..place].iter().all(|other| other.name != form.name), "{}", form.name);
        }
    }
}

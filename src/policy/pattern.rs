//! Patterns over prose. In: a regular expression. Out: [`Pattern`], which finds ranges of text, but
//! for sentences that excuse them. Compiles nothing: `engine` does.

mod engine;

use std::ops::Range;
use std::sync::Arc;

use crate::policy::pattern::engine::Lazy;
pub(crate) use crate::policy::pattern::engine::whole_words;
use crate::policy::word_lists::{Spelt, named};

/// What stands between the cells of a table; no pattern takes it for a blank.
pub const CELL_END: char = '\u{1f}';
/// Most places that one pattern reports in one text.
const MAX_MATCHES: usize = 1_000;

/// A pattern and what to say instead of what it finds. Copies share what was compiled.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Arc<Lazy>,
    unless: Option<Arc<Lazy>>,
    instead: Option<String>,
    zh: Option<String>,
    fix: Option<String>,
}

/// A text as patterns read it, made once for all of them. Offsets are those of the text.
#[derive(Debug)]
pub struct Reading<'t> {
    text: &'t str,
    /// Line ends and tabs are blanks.
    plain: String,
    /// In small letters besides.
    folded: String,
    /// Whether each line or cell is a sentence of its own.
    is_lines: bool,
}

impl<'t> Reading<'t> {
    /// Reads a text.
    pub fn of(text: &'t str) -> Self {
        // Byte for byte: every offset stays what it is, and the start of a character its start.
        let blank = |sign: char| if sign.is_ascii_whitespace() { ' ' } else { sign };
        let plain: String = text.chars().map(blank).collect();
        let folded = plain.to_ascii_lowercase();
        Self { text, plain, folded, is_lines: false }
    }

    /// The text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Whether it is read line by line.
    pub fn is_lines(&self) -> bool {
        self.is_lines
    }

    /// Reads the lines of a page, or cells with [`CELL_END`] between them: no sentence is longer.
    pub fn of_lines(text: &'t str) -> Self {
        Self { is_lines: true, ..Self::of(text) }
    }
}

impl Pattern {
    /// Compiles a regular expression.
    ///
    /// **Errors**: what is wrong with it and what to write, in that order.
    pub fn compile(text: &str, instead: Option<String>) -> Result<Self, (String, String)> {
        Self::spelt(&Spelt::plain(text), instead)
    }

    /// The same for an expression whose lists of words are spelt out.
    ///
    /// **Errors**: as for [`Pattern::compile`].
    pub(crate) fn spelt(text: &Spelt, instead: Option<String>) -> Result<Self, (String, String)> {
        Ok(Self { regex: Lazy::checked(text)?, unless: None, instead, zh: None, fix: None })
    }

    /// Takes a regular expression that a test of ours has compiled before: it waits until needed.
    pub(crate) fn trusted(written: (&Spelt, Option<&Spelt>), instead: Option<String>) -> Self {
        let (text, unless) = written;
        let (regex, unless) = (Lazy::new(text), unless.map(Lazy::new));
        Self { regex, unless, instead, zh: None, fix: None }
    }

    /// A pattern whose two expressions are among those of others, which share what they compiled.
    pub(crate) fn shared(written: (&Spelt, Option<&Spelt>), known: &[Self]) -> Option<Self> {
        let (text, unless) = written;
        let regex = known.iter().map(|it| &it.regex).find(|it| it.text == *text)?;
        let known_excuse = |text: &Spelt| {
            known.iter().filter_map(|it| it.unless.as_ref()).find(|it| it.text == *text).cloned()
        };
        let unless = match unless {
            Some(text) => Some(known_excuse(text)?),
            None => None,
        };
        Some(Self { regex: Arc::clone(regex), unless, instead: None, zh: None, fix: None })
    }

    /// The same, with what to write instead.
    pub(crate) fn says(mut self, instead: Option<String>) -> Self {
        self.instead = instead;
        self
    }

    /// The same, silent in sentences where a second expression matches.
    ///
    /// **Errors**: as for [`Pattern::compile`].
    pub fn unless(self, text: &str) -> Result<Self, (String, String)> {
        self.unless_spelt(&Spelt::plain(text))
    }

    /// The same for an expression whose lists of words are spelt out.
    ///
    /// **Errors**: as for [`Pattern::compile`].
    pub(crate) fn unless_spelt(mut self, text: &Spelt) -> Result<Self, (String, String)> {
        self.unless = Some(Lazy::checked(text)?);
        Ok(self)
    }

    /// The regular expression as written, lists of words by their names.
    pub fn text(&self) -> &str {
        &self.regex.text.written
    }

    /// The regular expression with its lists of words spelt out.
    pub(crate) fn spelt_text(&self) -> &str {
        &self.regex.text.whole
    }

    /// The lists of words that it names.
    pub fn lists(&self) -> impl Iterator<Item = &str> {
        let parts = [Some(&self.regex), self.unless.as_ref()].into_iter().flatten();
        parts.flat_map(|part| named(&part.text.written)).map(|(_, name)| name)
    }

    /// Whether it finds the same for certain, because both share what was compiled.
    pub fn is_same(&self, other: &Self) -> bool {
        let unless = match (&self.unless, &other.unless) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        unless && Arc::ptr_eq(&self.regex, &other.regex)
    }

    /// What to write instead; may be absent.
    pub fn instead(&self) -> Option<&str> {
        self.instead.as_deref()
    }

    /// The same, with what to write instead in Simplified Chinese.
    pub fn in_chinese(mut self, zh: Option<String>) -> Self {
        self.zh = zh;
        self
    }

    /// The same, with the words that may take the place of what it finds; `${1}` is its first
    /// group.
    pub fn fixed_by(mut self, fix: Option<String>) -> Self {
        self.fix = fix;
        self
    }

    /// The words that may take the place of a range that was found; `None` where it has none.
    pub fn fix(&self, reading: &Reading<'_>, range: &Range<usize>) -> Option<String> {
        let fix = self.fix.as_ref()?;
        let compiled = self.regex.get()?;
        let found = compiled.regex.captures_at(compiled.form(reading), range.start)?;
        let group = |at: usize| found.get(at).map(|group| &reading.text[group.range()]);
        let mut words = fix.clone();
        for at in 1..found.len() {
            words = words.replace(&format!("${{{at}}}"), group(at).unwrap_or_default());
        }
        Some(words)
    }

    /// What to write instead, in Simplified Chinese.
    pub fn instead_zh(&self) -> Option<&str> {
        self.zh.as_deref()
    }

    /// All places that it finds, in order, none of which overlap.
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        self.find_in(&Reading::of(text))
    }

    /// The same in a text that was read before.
    pub fn find_in(&self, reading: &Reading<'_>) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        let Some(compiled) = self.regex.get() else { return places };
        // The last sentence and whether it excuses: a long one with many matches is read once.
        let mut last = (0..0, false);
        for found in compiled.places(reading) {
            if let Some(unless) = &self.unless {
                if found.start < last.0.start || last.0.end < found.end {
                    let around = sentence(reading, &found);
                    let is_excused = unless
                        .get()
                        .is_some_and(|it| it.regex.is_match(&it.form(reading)[around.clone()]));
                    last = (around, is_excused);
                }
                if last.1 {
                    continue;
                }
            }
            places.push(found);
            if places.len() == MAX_MATCHES {
                break;
            }
        }
        places
    }
}

/// The sentence around a range: up to `.`, `!`, `?` or `;` before a blank, a full-width stop, or an
/// empty line; or the line or cell.
fn sentence(reading: &Reading<'_>, range: &Range<usize>) -> Range<usize> {
    let text = reading.text;
    let is_stop = |sign: char| matches!(sign, '.' | '!' | '?' | ';');
    let is_end = |rest: &str| {
        let mut signs = rest.chars();
        match (signs.next(), signs.next()) {
            (Some('\n' | CELL_END), _) if reading.is_lines => true,
            (Some('。' | '！' | '？' | '；'), _) | (Some('\n'), Some('\n')) => true,
            (Some(sign), Some(next)) => is_stop(sign) && next.is_whitespace(),
            _ => false,
        }
    };
    let ends = |text: &str| -> Option<usize> {
        text.char_indices().find(|(at, _)| is_end(&text[*at..])).map(|(at, _)| at)
    };
    let before = text[..range.start].char_indices().rev();
    let start = before
        .map(|(at, sign)| (at, at + sign.len_utf8()))
        .find(|(at, _)| is_end(&text[*at..]))
        .map_or(0, |(_, after)| after);
    let end = ends(&text[range.end..]).map_or(text.len(), |at| range.end + at);
    start..end
}

#[cfg(test)]
mod tests {
    use crate::policy::pattern::{Pattern, Reading, whole_words};

    #[test]
    fn finds_names_in_whole_words() {
        let check = |name: &str, text: &str, expected: &[&str]| {
            let pattern = Pattern::compile(&whole_words(name), None).expect("a name is a pattern");
            let found: Vec<&str> = pattern.find(text).into_iter().map(|at| &text[at]).collect();
            assert_eq!(found, expected, "{name} in {text}");
        };
        check("BGB", "§ 355 BGB, not EGBGB or bgb", &["BGB"]);
        check("Consumer Rights Act", "the consumer rights act 2015", &["consumer rights act"]);
        check("FTC", "FTCの規則", &["FTC"]);
        check("特定商取引", "特定商取引法", &["特定商取引"]);
        check("Lag (2005:59)", "Lag (2005:59), Lag (2005x59)", &["Lag (2005:59)"]);
    }

    #[test]
    fn stays_silent_in_excused_sentences() {
        let check = |text: &str, expected: usize| {
            let pattern = Pattern::compile(r"\bnever\b", None).and_then(|p| p.unless(r"\btold\b"));
            assert_eq!(pattern.map(|pattern| pattern.find(text).len()), Ok(expected), "{text}");
        };
        check("It never happens.", 1);
        check("We told them that it never happens.", 0);
        check("We told them. It never happens! Nobody was told 1.5 times.", 1);
        check("We told them\n\nIt never happens", 1);
        check("言った told。never", 1);
    }

    #[test]
    fn fixes_what_it_finds() {
        let pattern = Pattern::compile(r"(?i)\b(the) the\b", None);
        let pattern = pattern.map(|pattern| pattern.fixed_by(Some("${1}".to_owned())));
        let text = "by The the carrier";
        let reading = Reading::of(text);
        let fix = |it: &Pattern| it.fix(&reading, it.find(text).first()?);
        let fix = pattern.map(|pattern| fix(&pattern));
        assert_eq!(fix, Ok(Some("The".to_owned())));
    }

    #[test]
    fn finds_places_or_says_why_not() {
        let check = |pattern: &str, text: &str, expected: &str| {
            let found = match Pattern::compile(pattern, None) {
                Ok(pattern) => {
                    let places = pattern.find(text).into_iter().map(|range| &text[range]);
                    places.collect::<Vec<_>>().join("|")
                }
                Err((message, _)) => message,
            };
            assert_eq!(found, expected, "{pattern}");
        };
        check(
            r"(?i)\bpermanently\b",
            "Permanently, not permanent, permanently",
            "Permanently|permanently",
        );
        check(r"(?i)\bin spite of\b", "so in\n  spite of it", "in\n  spite of");
        check("[ぁ-ん]+", "in English 返金しました", "しました");
        check("(", "", "this is not a pattern that can be read");
        check("a(?=b)", "", "this is not a pattern that can be read");
        check("x*", "", "the pattern matches empty text");
        check(r"(\w{100}){1000}", "", "the pattern is too large");
        check(&"a".repeat(5_000), "", "the pattern is longer than 4,000 bytes");
        check(&"(".repeat(1_000), "", "this is not a pattern that can be read");
        check("(a+)+$", &"a".repeat(20_000), &"a".repeat(20_000));
    }
}

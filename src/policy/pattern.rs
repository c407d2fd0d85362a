//! Patterns over prose. In: a regular expression. Out: [`Pattern`], which finds ranges of text. The
//! only file that names `regex`; its engine takes linear time, and the sizes of its tables are
//! bounded here.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};

/// Longest pattern in bytes.
const MAX_BYTES: usize = 4_000;
/// Largest compiled pattern in bytes; the largest that ships is a tenth of it.
const MAX_COMPILED_BYTES: usize = 1 << 20;
/// The group of a pattern that is what it finds, where the rest is only what stands around it.
const FOUND: &str = "found";
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

/// A regular expression that is compiled when it is first needed: that takes most of the time of
/// loading a pack, and a run needs few of them.
#[derive(Debug)]
struct Lazy {
    text: String,
    compiled: OnceLock<Option<Compiled>>,
}

/// A regular expression and the text that it reads.
#[derive(Debug)]
struct Compiled {
    regex: Regex,
    /// Whether it reads small letters only: telling them from capitals takes most of the tables.
    is_folded: bool,
    /// Whether it has a group with the name of [`FOUND`].
    has_found: bool,
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

impl Compiled {
    /// The form of a text that it reads.
    fn form<'r>(&self, reading: &'r Reading<'_>) -> &'r str {
        match self.is_folded {
            true => &reading.folded,
            false => &reading.plain,
        }
    }

    /// What it finds, in order.
    fn places<'r>(
        &'r self,
        reading: &'r Reading<'_>,
    ) -> Box<dyn Iterator<Item = Range<usize>> + 'r> {
        let text = self.form(reading);
        let part = |found: regex::Captures<'_>| found.name(FOUND).map(|part| part.range());
        match self.has_found {
            true => Box::new(self.regex.captures_iter(text).filter_map(part)),
            false => Box::new(self.regex.find_iter(text).map(|found| found.range())),
        }
    }
}

impl Lazy {
    fn new(text: &str) -> Arc<Self> {
        Arc::new(Self { text: text.to_owned(), compiled: OnceLock::new() })
    }

    /// `None` for text that is no regular expression.
    fn get(&self) -> Option<&Compiled> {
        self.compiled.get_or_init(|| compile(&self.text).ok()).as_ref()
    }

    /// Compiles it now.
    fn checked(text: &str) -> Result<Arc<Self>, (String, String)> {
        let compiled = OnceLock::from(Some(compile(text)?));
        Ok(Arc::new(Self { text: text.to_owned(), compiled }))
    }
}

impl Pattern {
    /// Compiles a regular expression.
    ///
    /// **Errors**: what is wrong with it and what to write, in that order.
    pub fn compile(text: &str, instead: Option<String>) -> Result<Self, (String, String)> {
        Ok(Self { regex: Lazy::checked(text)?, unless: None, instead, zh: None, fix: None })
    }

    /// Takes a regular expression that a test of ours has compiled before: it waits until needed.
    pub(crate) fn trusted(text: &str, unless: Option<&str>, instead: Option<String>) -> Self {
        let (regex, unless) = (Lazy::new(text), unless.map(Lazy::new));
        Self { regex, unless, instead, zh: None, fix: None }
    }

    /// The same, silent in sentences where a second expression matches.
    ///
    /// **Errors**: as for [`Pattern::compile`].
    pub fn unless(mut self, text: &str) -> Result<Self, (String, String)> {
        self.unless = Some(Lazy::checked(text)?);
        Ok(self)
    }

    /// The regular expression as written.
    pub fn text(&self) -> &str {
        &self.regex.text
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

/// The expression as the engine reads it: white space and digits as the reading has them, and `\b`
/// at ASCII letters, which keeps the engine fast in text with others.
fn spelt_out(text: &str, is_folded: bool) -> String {
    let mut whole = String::new();
    let mut signs = text.chars();
    let mut depth = 0_usize;
    while let Some(sign) = signs.next() {
        match (sign, depth) {
            ('\\', _) => match (signs.next(), depth) {
                (Some('b'), 0) => whole.push_str(r"(?-u:\b)"),
                (Some('s'), 0) => whole.push_str("[ ]"),
                (Some('s'), _) => whole.push(' '),
                (Some('d'), 0) => whole.push_str("[0-9]"),
                (Some('d'), _) => whole.push_str("0-9"),
                (next, _) => whole.extend([sign].into_iter().chain(next)),
            },
            (' ', 0) => {
                // With a quantifier of its own it is a blank like any sign.
                let is_counted = signs.as_str().starts_with(['?', '*', '+', '{']);
                whole.push_str(if is_counted { "[ ]" } else { "[ ]+" });
            }
            _ => {
                match sign {
                    '[' => depth += 1,
                    ']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                whole.push(if is_folded { sign.to_ascii_lowercase() } else { sign });
            }
        }
    }
    whole
}

/// The expression without its `(?i)`, where small letters alone can be read in its place.
fn folded(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("(?i)")?;
    let has_letters = rest.chars().any(|sign| !sign.is_ascii() && sign.is_alphabetic());
    let has_flags = ["(?i", "(?-i", "(?P", "(?<", "\\p", "\\P"].iter().any(|it| rest.contains(it));
    (!has_letters && !has_flags).then_some(rest)
}

/// A name as a pattern: in whole words of Latin letters, and in any case where there are several
/// words, as in `Consumer Rights Act`. Between Japanese letters, words have no blanks around them.
pub(crate) fn whole_words(name: &str) -> String {
    let edge = |sign: Option<char>| match sign.is_some_and(|sign| sign.is_ascii_alphanumeric()) {
        true => r"(?-u:\b)",
        false => "",
    };
    let is_phrase = name.contains(' ') && name.chars().any(char::is_lowercase);
    let case = if is_phrase { "i" } else { "" };
    let (before, after) = (edge(name.chars().next()), edge(name.chars().next_back()));
    format!("(?{case}:{before}{}{after})", regex::escape(name))
}

/// Compiles a regular expression within the limits.
fn compile(text: &str) -> Result<Compiled, (String, String)> {
    if text.len() > MAX_BYTES {
        return Err(("the pattern is longer than 4,000 bytes".to_owned(), split()));
    }
    let whole = match folded(text) {
        Some(rest) => spelt_out(rest, true),
        None => spelt_out(text, false),
    };
    let regex = RegexBuilder::new(&whole)
        .size_limit(MAX_COMPILED_BYTES)
        .dfa_size_limit(MAX_COMPILED_BYTES)
        .nest_limit(50)
        .build()
        .map_err(|error| fault(text, &error))?;
    if regex.is_match("") {
        let message = "the pattern matches empty text".to_owned();
        return Err((message, "ask for at least one character: `+` in place of `*`".to_owned()));
    }
    let has_found = regex.capture_names().flatten().any(|name| name == FOUND);
    Ok(Compiled { regex, is_folded: folded(text).is_some(), has_found })
}

fn split() -> String {
    "split it into several patterns".to_owned()
}

/// Words a fault of a pattern; the engine's own text is never shown.
fn fault(text: &str, error: &regex::Error) -> (String, String) {
    if matches!(error, regex::Error::CompiledTooBig(_)) {
        return ("the pattern is too large".to_owned(), split());
    }
    let looks = ["(?=", "(?!", "(?<=", "(?<!"];
    let help = match looks.iter().any(|look| text.contains(look)) {
        true => "patterns cannot look around (`(?=`, `(?!`): match the words themselves",
        false => "check brackets and escapes; write `\\.` for a full stop, `\\(` for a bracket",
    };
    ("this is not a pattern that can be read".to_owned(), help.to_owned())
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

//! Regular expressions, compiled when they are first needed. In: the text of one. Out: [`Lazy`],
//! and the places that it finds in a reading. The only file that names `regex`; its engine takes
//! linear time, and the sizes of its tables are bounded here.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};

use crate::policy::pattern::Reading;
use crate::policy::word_lists::Spelt;

/// Longest pattern in bytes.
const MAX_BYTES: usize = 4_000;
/// Largest compiled pattern in bytes; the largest that ships is a tenth of it.
const MAX_COMPILED_BYTES: usize = 1 << 20;
/// The group of a pattern that is what it finds, where the rest is only what stands around it.
const FOUND: &str = "found";

/// A regular expression that is compiled when it is first needed: that takes most of the time of
/// loading a pack, and a run needs few of them.
#[derive(Debug)]
pub(crate) struct Lazy {
    /// As it was written.
    pub(crate) text: Spelt,
    compiled: OnceLock<Option<Compiled>>,
}

/// A regular expression and the text that it reads.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// What the engine made of it.
    pub(crate) regex: Regex,
    /// Whether it reads small letters only: telling them from capitals takes most of the tables.
    is_folded: bool,
    /// Whether it has a group with the name of [`FOUND`].
    has_found: bool,
}

impl Compiled {
    /// The form of a text that it reads.
    pub(crate) fn form<'r>(&self, reading: &'r Reading<'_>) -> &'r str {
        match self.is_folded {
            true => &reading.folded,
            false => &reading.plain,
        }
    }

    /// What it finds, in order.
    pub(crate) fn places<'r>(
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
    /// Takes one that is known to compile.
    pub(crate) fn new(text: &Spelt) -> Arc<Self> {
        Arc::new(Self { text: text.clone(), compiled: OnceLock::new() })
    }

    /// `None` for text that is no regular expression.
    pub(crate) fn get(&self) -> Option<&Compiled> {
        self.compiled.get_or_init(|| compile(&self.text).ok()).as_ref()
    }

    /// Compiles it now.
    pub(crate) fn checked(text: &Spelt) -> Result<Arc<Self>, (String, String)> {
        let compiled = OnceLock::from(Some(compile(text)?));
        Ok(Arc::new(Self { text: text.clone(), compiled }))
    }
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
fn compile(text: &Spelt) -> Result<Compiled, (String, String)> {
    if text.written.len() > MAX_BYTES {
        return Err(("the pattern is longer than 4,000 bytes".to_owned(), split()));
    }
    let whole = match folded(&text.whole) {
        Some(rest) => spelt_out(rest, true),
        None => spelt_out(&text.whole, false),
    };
    let regex = RegexBuilder::new(&whole)
        .size_limit(MAX_COMPILED_BYTES)
        .dfa_size_limit(MAX_COMPILED_BYTES)
        .nest_limit(50)
        .build()
        .map_err(|error| fault(&text.written, &error))?;
    if regex.is_match("") {
        let message = "the pattern matches empty text".to_owned();
        return Err((message, "ask for at least one character: `+` in place of `*`".to_owned()));
    }
    let has_found = regex.capture_names().flatten().any(|name| name == FOUND);
    Ok(Compiled { regex, is_folded: folded(&text.whole).is_some(), has_found })
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

//! Why a YAML text cannot be read, in words. In: the text, and the byte at which its reader
//! stopped. Out: the fault, which shows where the mistake began when that is another place. Parses
//! nothing: it looks at lines, quotes and brackets around the place.

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};

/// How deep brackets may be open before depth is the likely reason; the reader stops at as many.
const DEPTH_MAX: usize = 32;

/// Most characters that are underlined.
const SHOWN_MAX: usize = 100;

/// Characters that turn the direction of reading: a reviewer would see another text than is read.
const TURNING: [RangeOfChars; 2] = [('\u{202a}', '\u{202e}'), ('\u{2066}', '\u{2069}')];

/// First and last of some characters.
type RangeOfChars = (char, char);

/// The first character that no pack may hold; `None` for a text that is all visible.
pub(super) fn hidden_character(text: &str, source: SourceId) -> Option<Diagnostic> {
    let turns = |it: char| TURNING.iter().any(|(from, to)| (*from..=*to).contains(&it));
    let is_hidden = |it: char| (it.is_control() && !"\t\n\r".contains(it)) || turns(it);
    let (at, found) = text.char_indices().find(|(_, it)| is_hidden(*it))?;
    let name = format!("U+{:04X}", u32::from(found));
    let (message, help) = match found {
        '\0' => ("the file holds bytes that are no text", "save it as text, in UTF-8"),
        _ if turns(found) => (
            "a character here turns the direction of reading, so that the text looks like another",
            "delete it",
        ),
        _ => ("a character here cannot be seen", "delete it"),
    };
    let span = Span::new(source, at, at + found.len_utf8());
    Some(Diagnostic::error("pack-syntax", message).at(span, name).help(help))
}

/// The fault of a text whose reader stopped at a byte. `is_too_large`: a limit of the reader was
/// reached.
pub(super) fn fault(
    text: &str,
    stop: usize,
    is_too_large: bool,
    place: impl Fn(Range<usize>) -> Span,
) -> Diagnostic {
    let line_start = text[..stop].rfind('\n').map_or(0, |at| at + 1);
    let line = text[line_start..].lines().next().unwrap_or("");
    let line_end = (line_start + line.len()).max(stop);
    let shown = text[stop..line_end].char_indices().nth(SHOWN_MAX);
    let end = shown.map_or(line_end, |(length, _)| stop + length);
    let open_quote = open_quote(text, stop);
    let (message, help) = match (is_too_large, line.starts_with("---")) {
        (true, true) => ("the file holds a second document", "write it into a file of its own"),
        _ if is_too_large || open_brackets(line, stop - line_start) >= DEPTH_MAX => (
            "the file is nested too deeply, too large, or repeats itself",
            "write the entries out, at most 32 levels deep and without aliases",
        ),
        _ if open_quote.is_some() => {
            ("a quotation mark is not closed where its text ends", "close it in its own line")
        }
        _ => ("this is not YAML that can be read", help(line)),
    };
    let fault = Diagnostic::error("pack-syntax", message).help(help);
    match open_quote {
        Some(quote) if message.starts_with("a quotation") => {
            let fault = fault.at(place(quote..quote + 1), "opened here");
            match quote < stop {
                true => fault.also(place(stop..end), "reading stopped here"),
                false => fault,
            }
        }
        Some(_) | None => fault.at(place(stop..end), "reading stopped here"),
    }
}

/// How many brackets a line opens and does not close before a byte.
fn open_brackets(line: &str, before: usize) -> usize {
    let count = |signs: &[char]| line[..before.min(line.len())].matches(signs).count();
    count(&['[', '{']).saturating_sub(count(&[']', '}']))
}

/// The quotation mark that a value begins with and that only the line at which reading stopped
/// closes, or none does: its own line was meant to.
fn open_quote(text: &str, stop: usize) -> Option<usize> {
    if text[stop..].starts_with(['"', '\'']) && closing(&text[stop..]).is_none() {
        return Some(stop);
    }
    let mut from = text[..stop].len();
    while let Some(line_start) = text[..from].rfind('\n').map(|at| at + 1) {
        let line = text[line_start..].lines().next().unwrap_or("");
        if let Some(quote) = value_quote(line)
            && closing(&line[quote..]).is_none()
        {
            let opened = line_start + quote;
            let stop_line = text[..stop].rfind('\n').map_or(0, |at| at + 1);
            let closed = closing(&text[opened..]).map(|length| opened + length);
            let is_late = closed.is_none_or(|closed| closed >= stop_line);
            return (is_late && line_start < stop_line).then_some(opened);
        }
        from = line_start - 1;
    }
    None
}

/// Where in a line its value begins, if that is a quotation mark.
fn value_quote(line: &str) -> Option<usize> {
    let after_key = line.find(": ").map_or(0, |at| at + 2);
    let rest = &line[after_key..];
    let bare = rest.trim_start_matches([' ', '-']);
    bare.starts_with(['"', '\'']).then(|| line.len() - bare.len())
}

/// The length up to the mark that closes the text which begins with one.
fn closing(quoted: &str) -> Option<usize> {
    let quote = quoted.chars().next()?;
    let mut characters = quoted.char_indices().skip(1).peekable();
    while let Some((at, found)) = characters.next() {
        let doubled = characters.peek().is_some_and(|(_, next)| *next == '\'');
        match found {
            '\\' if quote == '"' => drop(characters.next()),
            '\'' if quote == '\'' && doubled => drop(characters.next()),
            _ if found == quote => return Some(at),
            _ => {}
        }
    }
    None
}

/// What most likely mends a line that cannot be read.
fn help(line: &str) -> &'static str {
    let bare = line.trim_start_matches(' ');
    let value = line.split_once(": ").map_or("", |(_, value)| value.trim_start());
    if bare.starts_with('\t') {
        return "indent with blanks, not with tabs";
    }
    if bare.starts_with("<<:") {
        return "write the entries out: packs merge nothing with `<<`";
    }
    if value.contains(": ") && !value.starts_with(['"', '\'', '{', '[']) {
        return "put text that holds `: ` in quotes";
    }
    if value.starts_with(['@', '`', '%', '&', '*', '!']) {
        return "put text that begins with a sign in quotes";
    }
    "check the indentation, and close every quote and bracket"
}

//! `poa fmt`: the one style. In: `.poa` files or standard input. Out: the same files, formatted, or
//! what would change.

use std::ops::Range;
use std::path::PathBuf;

use clap::Args;
use poa::diagnostic::Edit;
use poa::format;
use poa::source::Sources;
use similar::TextDiff;

use crate::reply::{Exit, Failure, Reply};
use crate::report::{self, FormattedText, View};
use crate::workspace::{self, PoaText};

/// Writes files in the one style; a comment keeps its place, a fault its bytes
#[derive(Debug, Args)]
#[command(after_help = "Example:
  poa fmt my-case
  poa fmt --check --diff my-case/case.poa
  poa fmt - < case.poa")]
pub(crate) struct Arguments {
    /// Files, folders with `.poa` files, or `-` for standard input [default: this folder]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Changes nothing; the exit code is 1 where something would change
    #[arg(long)]
    check: bool,
    /// Shows what changes, as a patch; changes nothing
    #[arg(long)]
    diff: bool,
    /// Only the items that these lines touch, such as `10:20`
    #[arg(long, value_name = "FIRST:LAST", value_parser = parse_lines)]
    lines: Option<Lines>,
}

/// Lines, the first and the last one, counted from 1.
#[derive(Debug, Clone, Copy)]
struct Lines {
    first: usize,
    last: usize,
}

/// Formats every file, or says what would change.
pub(crate) fn run(arguments: &Arguments, view: View) -> Result<Reply, Failure> {
    let here = [PathBuf::from(".")];
    let paths = if arguments.files.is_empty() { &here[..] } else { &arguments.files[..] };
    let texts = workspace::poa_texts(paths)?;
    if arguments.lines.is_some() && texts.len() > 1 {
        return Err(Failure::usage("`--lines` needs one file").help("name it: `poa fmt FILE`"));
    }
    let mut formatted = Vec::new();
    for text in texts {
        formatted.push(format_one(text, arguments)?);
    }
    let writes = !arguments.check && !arguments.diff;
    if writes {
        for (text, written) in formatted.iter().filter(|(text, written)| text.text != *written) {
            if let Some(place) = &text.place {
                workspace::replace_file(place, written.as_bytes())?;
            }
        }
    }
    let shown: Vec<FormattedText> = formatted
        .into_iter()
        .map(|(text, written)| FormattedText {
            diff: arguments.diff.then(|| diff(&text, &written)),
            is_changed: text.text != written,
            is_from_file: text.place.is_some(),
            name: text.name,
            text: written,
        })
        .collect();
    let is_refused = arguments.check && shown.iter().any(|it| it.is_changed);
    let exit = if is_refused { Exit::Faults } else { Exit::Clean };
    Ok(Reply::new(report::formatted(view, &shown, writes), exit))
}

/// A text and what it becomes.
fn format_one(text: PoaText, arguments: &Arguments) -> Result<(PoaText, String), Failure> {
    let written = match arguments.lines {
        None => format::format(&text.text),
        Some(lines) => {
            let mut sources = Sources::default();
            let source = sources.add(text.name.as_str(), text.text.as_str());
            let range = bytes_of(lines, &text.text);
            Some(applied(&text.text, &format::edits_within(&text.text, source, range)))
        }
    };
    let Some(written) = written else {
        return Err(Failure {
            exit: Exit::Bug,
            message: format!("`{}` would not say the same when formatted", text.name),
            help: Some("nothing was changed; please report it with the file".to_owned()),
        });
    };
    Ok((text, written))
}

/// A text with edits that do not overlap, in order.
fn applied(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for edit in edits {
        out.push_str(&text[end..edit.span.start]);
        out.push_str(&edit.text);
        end = edit.span.end;
    }
    out.push_str(&text[end..]);
    out
}

/// The bytes of some lines.
fn bytes_of(lines: Lines, text: &str) -> Range<usize> {
    let start_of = |line: usize| {
        let mut starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        starts.nth(line).unwrap_or(text.len())
    };
    let start = start_of(lines.first - 1);
    start..start_of(lines.last).saturating_sub(1).max(start)
}

/// The change as a patch.
fn diff(text: &PoaText, written: &str) -> String {
    let diff = TextDiff::from_lines(text.text.as_str(), written);
    let name = &text.name;
    diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}

/// Reads the value of `--lines`.
fn parse_lines(text: &str) -> Result<Lines, String> {
    let parts = text.split_once(':').unwrap_or((text, text));
    let number = |text: &str| text.trim().parse::<usize>().ok().filter(|line| *line > 0);
    match (number(parts.0), number(parts.1)) {
        (Some(first), Some(last)) if first <= last => Ok(Lines { first, last }),
        _ => Err("two line numbers, such as `10:20`".to_owned()),
    }
}

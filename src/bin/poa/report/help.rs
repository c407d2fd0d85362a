//! Help in the words of the catalogue. In: what the help of a command has to say, in English. Out:
//! text for a terminal. Knows no command.

use crate::report::View;
use crate::report::plain::{columns, wrapped};
use crate::report::words::Words;

/// Columns of a page; lines that are longer are hard to read.
const WIDTH_MAX: usize = 100;

/// What the help of a command has to say.
pub(crate) struct HelpPage {
    /// What the command does.
    pub(crate) about: String,
    /// `Usage: poa check [OPTIONS] [CASE]`.
    pub(crate) usage: String,
    /// Its commands and arguments; those without rows are left out.
    pub(crate) groups: Vec<HelpGroup>,
    /// `Example:` and lines to copy.
    pub(crate) example: String,
}

/// Rows under a heading.
pub(crate) struct HelpGroup {
    /// What they are.
    pub(crate) heading: String,
    /// How each is written, and the parts of what is said of it.
    pub(crate) rows: Vec<(String, Vec<String>)>,
}

/// The page in the language asked for.
pub(crate) fn help_page(view: View, page: &HelpPage) -> String {
    let words = Words::of(view.language);
    let width = view.width.min(WIDTH_MAX);
    let about = wrapped(&words.said(&page.about), 0, width);
    let usage = words.said(&page.usage);
    let usage = usage.replace("[OPTIONS]", words.pick("[OPTIONS]", "[选项]"));
    let usage = usage.replace("<COMMAND>", words.pick("<COMMAND>", "<命令>"));
    let mut text = format!("{about}\n\n{usage}\n");
    for group in page.groups.iter().filter(|group| !group.rows.is_empty()) {
        let colon = words.pick(":", "：");
        text += &format!("\n{}{colon}\n{}", words.said(&group.heading), rows(words, group, width));
    }
    text + "\n" + &words.said_lines(&page.example) + "\n"
}

/// How each is written, and behind it what is said of it.
fn rows(words: Words, group: &HelpGroup, width: usize) -> String {
    let longest = group.rows.iter().map(|(written, _)| columns(written)).max().unwrap_or(0);
    let indent = longest + 4;
    let row = |(written, parts): &(String, Vec<String>)| {
        let parts: Vec<String> = parts.iter().map(|part| words.said(part)).collect();
        let said = wrapped(&parts.join(words.pick(" ", "")), indent, width);
        let gap = " ".repeat(longest - columns(written));
        format!("  {written}{gap}  {said}\n")
    };
    group.rows.iter().map(row).collect()
}

//! The answers of `poa pack`: faults at their place in the YAML, then tables and notes. In: results
//! in plain words. Out: text for people, lines for editors, JSON for machines.

use poa::compile::Compiled;

use crate::report::plain::{columns, one_line, plain};
use crate::report::words::Words;
use crate::report::{Format, View, human, json, short};

/// Rows under a title.
pub(crate) struct Table {
    /// What it shows; a key in JSON.
    pub(crate) title: &'static str,
    /// Names of its columns.
    pub(crate) columns: Vec<&'static str>,
    /// Its rows, each as long as `columns`.
    pub(crate) rows: Vec<Vec<String>>,
    /// The column that names the rule whose words a row may have in it.
    pub(crate) rule_column: Option<usize>,
}

impl Table {
    /// Rows whose words are of no single rule.
    pub(crate) fn new(
        title: &'static str,
        columns: Vec<&'static str>,
        rows: Vec<Vec<String>>,
    ) -> Self {
        Self { title, columns, rows, rule_column: None }
    }
}

/// What a command has to say besides faults.
#[derive(Default)]
pub(crate) struct PackAnswer {
    /// Rows.
    pub(crate) tables: Vec<Table>,
    /// Texts with a title: the smallest cases that show something.
    pub(crate) texts: Vec<(String, String)>,
    /// One line each, at the end.
    pub(crate) notes: Vec<String>,
}

/// The answer of a command of `poa pack`.
pub(crate) fn pack(view: View, compiled: &Compiled, answer: &PackAnswer) -> String {
    match view.format {
        Format::Json => json::pack::pack(view, compiled, answer),
        Format::Short => short::faults(view, compiled) + &body(view, answer),
        Format::Human => human::faults(view, compiled) + &body(view, answer),
    }
}

fn body(view: View, answer: &PackAnswer) -> String {
    let words = Words::of(view.language);
    let mut text = String::new();
    for table in answer.tables.iter().filter(|table| !table.rows.is_empty()) {
        text += &format!("{}\n{}\n", words.said(table.title), rows(words, table));
    }
    for (title, body) in &answer.texts {
        text += &format!("{}\n", one_line(&words.said(title)));
        body.lines().for_each(|line| text += &format!("  {}\n", plain(line)));
        text += "\n";
    }
    answer.notes.iter().for_each(|note| text += &format!("{}\n", one_line(&words.said(note))));
    text
}

/// Columns side by side; the last one is not filled up.
fn rows(words: Words, table: &Table) -> String {
    let head: Vec<String> = table.columns.iter().map(|name| words.said(name)).collect();
    let said = |row: &Vec<String>| -> Vec<String> {
        let rule = table.rule_column.and_then(|at| row.get(at)).map_or("", String::as_str);
        let cells = row.iter().enumerate().map(|(at, cell)| {
            let is_name = table.rule_column == Some(at);
            one_line(&if is_name { cell.clone() } else { words.said_of(rule, cell) })
        });
        cells.collect()
    };
    let all: Vec<Vec<String>> = std::iter::once(head).chain(table.rows.iter().map(said)).collect();
    let cell = |row: &'_ Vec<String>, at: usize| row.get(at).cloned().unwrap_or_default();
    let width = |at: usize| all.iter().map(|row| columns(&cell(row, at))).max().unwrap_or(0);
    let widths: Vec<usize> = (0..table.columns.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = widths.iter().enumerate().map(|(at, width)| {
            let cell = cell(row, at);
            let gap = " ".repeat(width.saturating_sub(columns(&cell)));
            cell + &gap
        });
        format!("  {}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    all.iter().map(line).collect()
}

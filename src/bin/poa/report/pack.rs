//! The answers of `poa pack`: faults at their place in the YAML, then tables and notes. In: results
//! in plain words. Out: text for people, lines for editors, JSON for machines.

use poa::compile::Compiled;

use crate::report::plain::{one_line, plain};
use crate::report::{Format, View, human, json, short};

/// Rows under a title.
pub(crate) struct Table {
    /// What it shows; a key in JSON.
    pub(crate) title: &'static str,
    /// Names of its columns.
    pub(crate) columns: Vec<&'static str>,
    /// Its rows, each as long as `columns`.
    pub(crate) rows: Vec<Vec<String>>,
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
        Format::Short => short::faults(view, compiled) + &body(answer),
        Format::Human => human::faults(view, compiled) + &body(answer),
    }
}

fn body(answer: &PackAnswer) -> String {
    let mut text = String::new();
    for table in answer.tables.iter().filter(|table| !table.rows.is_empty()) {
        text += &format!("{}\n{}\n", table.title, rows(table));
    }
    for (title, body) in &answer.texts {
        text += &format!("{}\n", one_line(title));
        body.lines().for_each(|line| text += &format!("  {}\n", plain(line)));
        text += "\n";
    }
    answer.notes.iter().for_each(|note| text += &format!("{}\n", one_line(note)));
    text
}

/// Columns side by side; the last one is not filled up.
fn rows(table: &Table) -> String {
    let head: Vec<String> = table.columns.iter().map(|name| (*name).to_owned()).collect();
    let all: Vec<&Vec<String>> = std::iter::once(&head).chain(&table.rows).collect();
    let cell = |row: &Vec<String>, at: usize| row.get(at).map_or(String::new(), |it| one_line(it));
    let width = |at: usize| all.iter().map(|row| cell(row, at).chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |row: &&Vec<String>| {
        let cells =
            widths.iter().enumerate().map(|(at, width)| format!("{:width$}", cell(row, at)));
        format!("  {}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    all.iter().map(line).collect()
}

//! The answers of `poa pack` for machines: the shape of `check`, and what the command found.

use poa::compile::Compiled;
use serde_json::{Map, Value, json};

use crate::report::View;
use crate::report::json::{printed, report};
use crate::report::pack::{PackAnswer, Table};
use crate::report::words::Words;

/// Faults as for `check`, then `tables`, `texts` and `notes`; titles and notes are in the language
/// asked for, keys and cells are for machines.
pub(crate) fn pack(view: View, compiled: &Compiled, answer: &PackAnswer) -> String {
    let mut value = report(view, compiled);
    let tables: Map<String, Value> =
        answer.tables.iter().map(|table| (table.title.to_owned(), rows(table))).collect();
    let words = Words::of(view.language);
    let texts = answer.texts.iter();
    let texts = texts.map(|(title, text)| json!({"title": words.said(title), "text": text}));
    let notes: Vec<String> = answer.notes.iter().map(|note| words.said(note)).collect();
    value["tables"] = Value::Object(tables);
    value["texts"] = texts.collect();
    value["notes"] = json!(notes);
    printed(&value)
}

fn rows(table: &Table) -> Value {
    let row = |row: &Vec<String>| -> Value {
        let cells = table.columns.iter().zip(row);
        Value::Object(cells.map(|(name, cell)| ((*name).to_owned(), json!(cell))).collect())
    };
    table.rows.iter().map(row).collect()
}

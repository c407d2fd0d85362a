//! The answers of `poa pack` for machines: the shape of `check`, and what the command found.

use poa::compile::Compiled;
use serde_json::{Map, Value, json};

use crate::report::View;
use crate::report::json::{printed, report};
use crate::report::pack::{PackAnswer, Table};

/// Faults as for `check`, then `tables`, `texts` and `notes`.
pub(crate) fn pack(view: View, compiled: &Compiled, answer: &PackAnswer) -> String {
    let mut value = report(view, compiled);
    let tables: Map<String, Value> =
        answer.tables.iter().map(|table| (table.title.to_owned(), rows(table))).collect();
    let texts = answer.texts.iter().map(|(title, text)| json!({"title": title, "text": text}));
    value["tables"] = Value::Object(tables);
    value["texts"] = texts.collect();
    value["notes"] = json!(answer.notes);
    printed(&value)
}

fn rows(table: &Table) -> Value {
    let row = |row: &Vec<String>| -> Value {
        let cells = table.columns.iter().zip(row);
        Value::Object(cells.map(|(name, cell)| ((*name).to_owned(), json!(cell))).collect())
    };
    table.rows.iter().map(row).collect()
}

//! `textDocument/documentSymbol`: the outline of a file.

use poa::ide::symbols::{Symbol, outline};
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::requests::Here;

/// The things of a file, nested as they are.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let found = outline(&here.reading, here.source);
    Ok(found.iter().map(|symbol| shown(&here, symbol)).collect())
}

fn shown(here: &Here, symbol: &Symbol) -> Value {
    let children: Vec<Value> = symbol.children.iter().map(|child| shown(here, child)).collect();
    let detail = match symbol.name == symbol.word {
        true => symbol.detail.clone(),
        false => format!("{} {}", symbol.word, symbol.detail).trim().to_owned(),
    };
    json!({
        "name": symbol.name,
        "detail": detail,
        "kind": kind(&symbol.word),
        "range": here.range(symbol.span),
        "selectionRange": here.range(symbol.selection),
        "children": children,
    })
}

/// The protocol's numbers for what comes nearest.
pub(crate) fn kind(word: &str) -> u8 {
    match word {
        "case" => 4,
        "site" => 3,
        "finding" => 5,
        "evidence" => 1,
        "action" | "remedy" => 12,
        "person" => 11,
        "submission" | "followup" => 24,
        "dispute" | "related" => 10,
        _ => 7,
    }
}

//! `textDocument/signatureHelp`: how the statement here is written.

use poa::ide::signature::signature;
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::convert::Encoding;
use crate::lsp::requests::{Here, markdown};

/// The signature of the statement at a position.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let Some(offset) = here.offset(params) else { return Ok(Value::Null) };
    let Some(found) = signature(&here.reading, here.source, offset) else { return Ok(Value::Null) };
    // Columns of a label are always counted in UTF-16.
    let column = |at: usize| Encoding::Utf16.columns(&found.label[..at]);
    let parameters = found.parameters.iter();
    let parameters = parameters.map(|it| json!({"label": [column(it.start), column(it.end)]}));
    let parameters: Vec<Value> = parameters.collect();
    // Behind the last argument none is marked.
    let active = found.active.unwrap_or(parameters.len());
    Ok(json!({
        "signatures": [{
            "label": found.label,
            "documentation": markdown(&found.about),
            "parameters": parameters,
        }],
        "activeSignature": 0,
        "activeParameter": active,
    }))
}

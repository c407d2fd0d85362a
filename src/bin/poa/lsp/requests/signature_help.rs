//! `textDocument/signatureHelp`: how the statement here is written.

use poa::ide::signature::{Signature, signatures};
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::convert::Encoding;
use crate::lsp::requests::{Here, markdown};

/// The signatures of the statement at a position.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let Some(offset) = here.offset(params) else { return Ok(Value::Null) };
    let found = signatures(&here.reading, here.source, offset);
    let Some(first) = found.first() else { return Ok(Value::Null) };
    Ok(json!({
        "signatures": found.iter().map(shown).collect::<Vec<_>>(),
        "activeSignature": 0,
        "activeParameter": active(first),
    }))
}

fn shown(signature: &Signature) -> Value {
    // Columns of a label are always counted in UTF-16.
    let column = |at: usize| Encoding::Utf16.columns(&signature.label[..at]);
    let parameters = signature.parameters.iter();
    let parameters = parameters.map(|it| json!({"label": [column(it.start), column(it.end)]}));
    json!({
        "label": signature.label,
        "documentation": markdown(&signature.about),
        "parameters": parameters.collect::<Vec<_>>(),
        "activeParameter": active(signature),
    })
}

/// Behind the last argument none is marked.
fn active(signature: &Signature) -> usize {
    signature.active.unwrap_or(signature.parameters.len())
}

//! `textDocument/documentHighlight`: the places of the name here in this file.

use poa::ide::navigate::references;
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::requests::Here;

/// The places of the name at a position, in its file.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let Some(offset) = here.offset(params) else { return Ok(Value::Null) };
    let found = references(&here.reading, here.source, offset, true);
    let own = found.into_iter().filter(|span| span.source == here.source);
    Ok(own.map(|span| json!({"range": here.range(span), "kind": 1})).collect())
}

//! `textDocument/formatting`: the one style for a file.

use poa::format::edits;
use serde_json::Value;

use crate::lsp::Server;
use crate::lsp::requests::Here;

/// The edits that bring a file into the one style.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    Ok(here.edits(&edits(here.text(), here.source)))
}

//! `textDocument/rangeFormatting`: the one style for some items of a file.

use poa::format::edits_within;
use serde_json::Value;

use crate::lsp::Server;
use crate::lsp::requests::Here;

/// The edits for the items that the range touches.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let Some(span) = here.span(params) else { return Ok(Value::Null) };
    Ok(here.edits(&edits_within(here.text(), here.source, span.start..span.end)))
}

//! `textDocument/references`: every place of the name here.

use poa::ide::navigate::references;
use serde_json::Value;

use crate::lsp::Server;
use crate::lsp::requests::Here;

/// The places of the name at a position, in all files of the case.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let Some(offset) = here.offset(params) else { return Ok(Value::Null) };
    let with_definition = params.pointer("/context/includeDeclaration");
    let with_definition = with_definition.and_then(Value::as_bool).unwrap_or(true);
    Ok(here.locations(&references(&here.reading, here.source, offset, with_definition)))
}

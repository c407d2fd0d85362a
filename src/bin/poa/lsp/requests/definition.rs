//! `textDocument/definition`: where the name or path here leads.

use poa::ide::navigate::definition;
use serde_json::Value;

use crate::lsp::Server;
use crate::lsp::requests::Here;

/// Where the thing at a position is defined.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let Some(offset) = here.offset(params) else { return Ok(Value::Null) };
    let found = definition(here.context(), here.source, offset);
    Ok(found.iter().map(|target| here.target(target)).collect())
}

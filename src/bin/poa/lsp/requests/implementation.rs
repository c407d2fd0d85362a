//! `textDocument/implementation`: what answers the finding here, what proves the action here.

use poa::ide::navigate::onward;
use serde_json::Value;

use crate::lsp::Server;
use crate::lsp::requests::Here;

/// From a finding to its actions, from an action to its exhibits, from an exhibit to what cites it.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let Some(offset) = here.offset(params) else { return Ok(Value::Null) };
    Ok(here.locations(&onward(&here.reading, here.source, offset)))
}

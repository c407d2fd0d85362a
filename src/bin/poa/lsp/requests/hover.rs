//! `textDocument/hover`: what the thing here is.

use poa::ide::hover::hover;
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::requests::{Here, markdown};

/// What is said about a position.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    if let Some(answer) = server.hover_pack(params) {
        return Ok(answer);
    }
    if let Some(answer) = server.hover_settings(params) {
        return Ok(answer);
    }
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let Some(offset) = here.offset(params) else { return Ok(Value::Null) };
    let found = hover(here.context(), here.source, offset);
    Ok(found.map_or(
        Value::Null,
        |hover| json!({"contents": markdown(&hover.about), "range": here.range(hover.span)}),
    ))
}

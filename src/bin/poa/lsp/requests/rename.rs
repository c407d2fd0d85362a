//! `textDocument/prepareRename` and `textDocument/rename`: another name for the thing here.

use poa::ide::navigate::{renamable, rename};
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::requests::Here;

/// The name that would change.
pub(crate) fn prepare(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let Some(offset) = here.offset(params) else { return Ok(Value::Null) };
    let found = renamable(&here.reading, here.source, offset);
    Ok(found.map_or(Value::Null, |span| json!(here.range(span))))
}

/// The edits that give the thing another name, in all files of the case.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let here = Here::find(server, params).ok_or("this file is of no case")?;
    let offset = here.offset(params).ok_or("no position is given")?;
    let wanted = params.get("newName").and_then(Value::as_str).ok_or("no name is given")?;
    let edits = rename(&here.reading, here.source, offset, wanted)?;
    Ok(here.file_edits(&edits))
}

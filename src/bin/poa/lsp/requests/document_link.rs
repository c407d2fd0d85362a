//! `textDocument/documentLink`: files that a text names.

use poa::ide::links::links;
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::convert::uri_of;
use crate::lsp::requests::Here;

/// The links of a file. A path that leaves the case folder leads nowhere.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let known = |path: &String| here.paths.contains(path);
    let found = links(&here.reading, here.source).into_iter().filter(|link| known(&link.path));
    let shown = found.map(
        |link| json!({"range": here.range(link.span), "target": uri_of(&here.path(&link.path))}),
    );
    Ok(shown.collect())
}

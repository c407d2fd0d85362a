//! `textDocument/codeLens`: what can be done with an item, above it.

use poa::ide::hints::{Deed, lenses};
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::convert::uri_of;
use crate::lsp::requests::Here;

/// The lenses of a file. Building is a command of the server; opening and showing are the editor's.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let file = uri_of(&here.path(&here.reading.sources.get(here.source).name));
    let shown = lenses(here.context(), here.source).into_iter().map(|lens| {
        let command = match &lens.deed {
            Deed::Build(site) => json!({
                "title": lens.title,
                "command": "poa.server.build",
                "arguments": [uri_of(&here.path(&here.reading.root)), site],
            }),
            Deed::Open(path) => json!({
                "title": lens.title,
                "command": "vscode.open",
                "arguments": [uri_of(&here.path(path))],
            }),
            Deed::Show(places) => json!({
                "title": lens.title,
                "command": "editor.action.showReferences",
                "arguments": [file, here.range(lens.span).start, here.locations(places)],
            }),
        };
        json!({"range": here.range(lens.span), "command": command})
    });
    Ok(shown.collect())
}

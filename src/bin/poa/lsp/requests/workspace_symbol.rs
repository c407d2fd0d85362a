//! `workspace/symbol`: the things of all open cases by name.

use poa::ide::symbols::find;
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::convert::{range, uri_of};
use crate::lsp::requests::document_symbol::kind;

/// Most things of one answer.
const FOUND_MAX: usize = 500;

/// The things whose name holds the letters of the query.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let query = params.get("query").and_then(Value::as_str).unwrap_or("");
    let encoding = server.client.encoding;
    let mut found: Vec<Value> = Vec::new();
    for key in server.cases.keys() {
        let Some(reading) = server.cases.reading(&key, &server.documents) else { continue };
        for named in find(&reading, query) {
            let source = reading.sources.get(named.span.source);
            let location = json!({
                "uri": uri_of(&key.folder.join(&source.name)),
                "range": range(source, named.span, encoding),
            });
            found.push(json!({
                "name": named.name,
                "kind": kind(named.space.word()),
                "location": location,
                "containerName": named.space.title(),
            }));
        }
    }
    found.truncate(FOUND_MAX);
    Ok(Value::Array(found))
}

//! `textDocument/completion`: what may be written here.

use poa::ide::complete::{Completion, CompletionKind, complete};
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::requests::{Here, markdown};

/// Most completions of one answer.
const ITEMS_MAX: usize = 1_000;

/// The completions at a position.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let has_snippets = server.client.has_snippets;
    if let Some(answer) = server.complete_pack(params) {
        return Ok(answer);
    }
    if let Some(answer) = server.complete_settings(params) {
        return Ok(answer);
    }
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let Some(offset) = here.offset(params) else { return Ok(Value::Null) };
    let found = complete(here.context(), here.source, offset);
    let is_incomplete = found.len() > ITEMS_MAX;
    let items: Vec<Value> = found
        .iter()
        .take(ITEMS_MAX)
        .enumerate()
        .map(|(index, completion)| item(&here, completion, index, has_snippets))
        .collect();
    Ok(json!({"isIncomplete": is_incomplete, "items": items}))
}

fn item(here: &Here, completion: &Completion, index: usize, has_snippets: bool) -> Value {
    let snippet = completion.snippet.as_ref().filter(|_| has_snippets);
    let text = snippet.unwrap_or(&completion.insert);
    json!({
        "label": completion.label,
        "kind": kind(completion.kind),
        "detail": completion.detail,
        "documentation": markdown(&completion.about),
        "sortText": format!("{index:04}"),
        "filterText": completion.label,
        "insertTextFormat": if snippet.is_some() { 2 } else { 1 },
        "textEdit": {"range": here.range(completion.replace), "newText": text},
    })
}

/// The protocol's numbers: keyword, variable, enum member, file, value, field.
fn kind(kind: CompletionKind) -> u8 {
    match kind {
        CompletionKind::Word => 14,
        CompletionKind::Name => 6,
        CompletionKind::PackWord => 20,
        CompletionKind::File => 17,
        CompletionKind::Value => 12,
        CompletionKind::Column => 5,
    }
}

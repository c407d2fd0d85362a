//! `textDocument/foldingRange`: blocks, texts and comments that can be folded.

use poa::ide::fold::folds;
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::requests::Here;

/// The folds of a file.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let found = folds(&here.reading, here.source);
    let shown = found.iter().map(|fold| {
        let range = here.range(fold.span);
        // The line of the closing brace stays in sight.
        let last = range.end.line.saturating_sub(u32::from(!fold.is_comment));
        let kind = if fold.is_comment { "comment" } else { "region" };
        json!({"startLine": range.start.line, "endLine": last.max(range.start.line), "kind": kind})
    });
    Ok(shown.collect())
}

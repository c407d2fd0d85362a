//! `textDocument/inlayHint`: computed numbers beside the text.

use poa::ide::hints::hints;
use poa::source::Span;
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::requests::Here;

/// The hints of a file, inside the range that is asked for.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let asked = here.span(params);
    let mut found = hints(here.context(), here.source);
    found.retain(|hint| asked.is_none_or(|span| span.touches(hint.offset)));
    let shown = found.iter().map(|hint| {
        let place = here.range(Span::new(hint.source, hint.offset, hint.offset)).start;
        json!({"position": place, "label": hint.text, "tooltip": hint.about, "paddingLeft": true})
    });
    Ok(shown.collect())
}

//! `textDocument/onTypeFormatting`: a new line is indented, a closed item brought into the style.

use poa::diagnostic::Edit;
use poa::format::{edits_within, indentation};
use poa::source::Span;
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::requests::Here;

/// The edits after a brace or line end was typed.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let Some(offset) = here.offset(params) else { return Ok(Value::Null) };
    let text = here.text();
    let edits = match params.get("ch").and_then(Value::as_str) {
        Some("}") => edits_within(text, here.source, offset.saturating_sub(1)..offset),
        Some("\n") => {
            let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
            let rest = &text[start..];
            let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            let wanted = " ".repeat(indentation(text, start));
            let span = Span::new(here.source, start, start + blank);
            let is_right = rest[..blank] == wanted;
            let edit = Edit { span, text: wanted };
            if is_right { Vec::new() } else { vec![edit] }
        }
        Some(_) | None => return Ok(json!([])),
    };
    Ok(here.edits(&edits))
}

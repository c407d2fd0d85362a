//! `textDocument/semanticTokens/full`: what each part of a file is.

use poa::ide::tokens::{TokenKind, tokens};
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::requests::Here;

/// The tokens of a file, each told from the one before.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let mut data: Vec<u32> = Vec::new();
    let (mut line, mut column) = (0, 0);
    for token in tokens(&here.reading, here.source) {
        let range = here.range(token.span);
        let lines = range.start.line - line;
        let columns = match lines {
            0 => range.start.character - column,
            _ => range.start.character,
        };
        let length = range.end.character.saturating_sub(range.start.character);
        data.extend([lines, columns, length, kind(token.kind), 0]);
        (line, column) = (range.start.line, range.start.character);
    }
    Ok(json!({"data": data}))
}

/// The position in the legend of `capabilities.rs`.
fn kind(kind: TokenKind) -> u32 {
    match kind {
        TokenKind::Word => 0,
        TokenKind::Fixed => 1,
        TokenKind::Definition => 2,
        TokenKind::Name => 3,
        TokenKind::PackWord => 4,
        TokenKind::Fact => 5,
        TokenKind::Text => 6,
        TokenKind::Hole => 7,
        TokenKind::Number => 8,
        TokenKind::Operator => 9,
        TokenKind::Comment => 10,
    }
}

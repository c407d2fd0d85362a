//! `textDocument/selectionRange`: what a selection grows to.

use gen_lsp_types::Position;
use poa::ide::fold::selections;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::requests::Here;

/// For each position the ranges around it, each inside the next.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let positions = params.get("positions").cloned().unwrap_or_default();
    let positions: Vec<Position> =
        Deserialize::deserialize(positions).map_err(|_| "no positions are given")?;
    let of_one = |position: &Position| {
        let spans = selections(&here.reading, here.source, here.offset_of(*position));
        spans.iter().rev().fold(Value::Null, |parent, span| {
            let mut range = json!({"range": here.range(*span)});
            if !parent.is_null() {
                range["parent"] = parent;
            }
            range
        })
    };
    Ok(positions.iter().map(of_one).collect())
}

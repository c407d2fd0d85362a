//! `textDocument/codeAction`: what can be done about the faults here.

use poa::ide::actions::actions;
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::requests::Here;

/// The actions of a range, those that mend a fault with the faults of the request that they mend.
pub(crate) fn answer(server: &mut Server, params: &Value) -> Result<Value, String> {
    let Some(here) = Here::find(server, params) else { return Ok(Value::Null) };
    let Some(span) = here.span(params) else { return Ok(Value::Null) };
    let known = params.pointer("/context/diagnostics").and_then(Value::as_array);
    let known = known.cloned().unwrap_or_default();
    let faults = here.looked.as_ref().map(|looked| looked.compiled.diagnostics.as_slice());
    let faults = faults.unwrap_or_default();
    let shown = actions(here.context(), span).into_iter().map(|action| {
        let mended = action.mends.and_then(|index| faults.get(index));
        let is_mended = |it: &&Value| mended.is_some_and(|fault| it["code"] == fault.rule.as_str());
        let mends: Vec<&Value> = known.iter().filter(is_mended).collect();
        json!({
            "title": action.title,
            "kind": if action.mends.is_some() { "quickfix" } else { "refactor.rewrite" },
            "diagnostics": mends,
            "isPreferred": action.is_preferred,
            "edit": here.file_edits(&action.edits),
        })
    });
    Ok(shown.collect())
}

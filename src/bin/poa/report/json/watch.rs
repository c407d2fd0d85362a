//! What machines hear of a watch: one object a line. In: what happened. Out: JSON.

use std::collections::BTreeSet;

use poa::compile::Compiled;
use poa::diagnostic::Severity;
use serde_json::{Value, json};

use crate::reply::Failure;
use crate::report::json::{bundles, report};
use crate::report::{Built, View};

/// A fault of the round before that is no longer there.
pub(crate) struct Gone<'f> {
    pub(crate) rule: &'f str,
    pub(crate) level: &'static str,
    pub(crate) message: &'f str,
    pub(crate) sites: &'f BTreeSet<String>,
    /// The file of the place to mend.
    pub(crate) file: Option<&'f str>,
}

/// The case was checked; `new` are the numbers of faults that the round before did not have.
pub(crate) fn checked(
    view: View,
    compiled: &Compiled,
    (new, gone): (&[usize], &[Gone<'_>]),
    milliseconds: u64,
) -> String {
    let gone = gone.iter().map(|it| {
        json!({
            "rule": it.rule, "level": it.level, "message": it.message, "sites": it.sites,
            "file": it.file,
        })
    });
    line(&json!({
        "event": "checked",
        "milliseconds": milliseconds,
        "new": new,
        "gone": gone.collect::<Vec<Value>>(),
        "report": report(view, compiled),
    }))
}

/// Bundles were written, or stand where they stood because of errors.
pub(crate) fn built(built: &Built<'_>, compiled: &Compiled, milliseconds: u64) -> String {
    let errors = compiled.diagnostics.iter().filter(|it| it.severity == Severity::Error).count();
    line(&json!({
        "event": "built", "milliseconds": milliseconds, "bundles": bundles(built),
        "errors": errors,
    }))
}

/// The first round is over.
pub(crate) fn begun(case: &str) -> String {
    line(&json!({"event": "watching", "case": case}))
}

/// A round could not do its work.
pub(crate) fn failed(failure: &Failure) -> String {
    line(&json!({
        "event": "failed", "kind": failure.kind(), "message": failure.message,
        "help": failure.help,
    }))
}

/// As readers of a stream want it.
fn line(value: &Value) -> String {
    format!("{value}\n")
}

//! The answers for machines. In: results. Out: JSON, for `check`, `build` and every failure in the
//! shape of `assets/schema/diagnostics.json`. Lines and columns count from 1, offsets are bytes.

pub(crate) mod forecast;
pub(crate) mod import;
pub(crate) mod pack;
pub(crate) mod preview;
pub(crate) mod watch;

use std::path::Path;

use poa::compile::{Compiled, CoverageRow, Explanation, SiteNumbers};
use poa::diagnostic::{Clause, Diagnostic, Fix, FixSafety, Label};
use poa::source::{Sources, Span};
use serde_json::{Map, Value, json};

use crate::reply::Failure;
use crate::report::{Built, Counts, FormattedText, View};

/// Version of the shape: it grows when a reader of the old one would misread the new one.
const VERSION: u32 = 1;

/// The answer of `check`.
pub(crate) fn checked(view: View, compiled: &Compiled) -> String {
    printed(&report(view, compiled))
}

/// The answer of `build`: as for `check`, and what was written.
pub(crate) fn built(view: View, compiled: &Compiled, built: &Built<'_>) -> String {
    let mut report = report(view, compiled);
    report["bundles"] = bundles(built);
    printed(&report)
}

/// What a build wrote.
pub(crate) fn bundles(built: &Built<'_>) -> Value {
    let bundles = built.bundles.iter().map(|bundle| {
        let file = |(path, bytes): &(String, Vec<u8>)| json!({"path": path, "bytes": bytes.len()});
        json!({
            "site": bundle.site,
            "folder": built.out.join(&bundle.site).to_string_lossy(),
            "pages": bundle.pages,
            "files": bundle.files.iter().map(file).collect::<Vec<Value>>(),
        })
    });
    bundles.collect()
}

/// The answer of `explain`.
pub(crate) fn rules(rules: &[Explanation]) -> String {
    let rule = |rule: &Explanation| {
        json!({
            "name": rule.name, "row": rule.row, "level": rule.level, "title": rule.title,
            "why": rule.why, "source": rule.source, "fires": rule.fires, "silent": rule.silent,
        })
    };
    printed(&json!({"version": VERSION, "rules": rules.iter().map(rule).collect::<Vec<Value>>()}))
}

/// The answer of `new`.
pub(crate) fn made(folder: &Path, paths: &[&str]) -> String {
    printed(&json!({"version": VERSION, "folder": folder.to_string_lossy(), "files": paths}))
}

/// The answer of `fmt`.
pub(crate) fn formatted(texts: &[FormattedText]) -> String {
    let file = |it: &FormattedText| {
        let text = (!it.is_from_file).then_some(&it.text);
        json!({"file": it.name, "changed": it.is_changed, "diff": it.diff, "text": text})
    };
    let files: Vec<_> = texts.iter().map(file).collect();
    printed(&json!({"version": VERSION, "files": files}))
}

/// The answer to `--help` and `--version`.
pub(crate) fn help(text: &str) -> String {
    printed(&json!({"version": VERSION, "text": text}))
}

/// The answer of a command that could not do its work: the shape of `check`, empty but for why.
pub(crate) fn failure(failure: &Failure) -> String {
    printed(&json!({
        "version": VERSION,
        "case": null,
        "as_of": null,
        "diagnostics": [],
        "sites": {},
        "summary": {"errors": 0, "warnings": 0, "advice": 0, "allowed": 0},
        "failure": {
            "kind": failure.kind(),
            "exit": failure.exit.code(),
            "message": failure.message,
            "help": failure.help,
        },
    }))
}

fn printed(value: &Value) -> String {
    format!("{value:#}\n")
}

/// What was found, in the published shape.
pub(crate) fn report(view: View, compiled: &Compiled) -> Value {
    let faults = compiled.faults_in(view.language);
    let diagnostics = faults.iter();
    let counts = Counts::of(compiled);
    let sites: Map<String, Value> =
        compiled.sites.iter().map(|site| (site.code.clone(), numbers(site))).collect();
    json!({
        "version": VERSION,
        "case": compiled.case,
        "as_of": compiled.as_of.to_string(),
        "diagnostics": diagnostics.map(|d| fault(d, &compiled.sources)).collect::<Vec<Value>>(),
        "sites": sites,
        "summary": {
            "errors": counts.errors, "warnings": counts.warnings, "advice": counts.advice,
            "allowed": compiled.allowed,
        },
    })
}

fn numbers(site: &SiteNumbers) -> Value {
    json!({
        "orders": site.orders,
        "orders_with_defect": site.orders_with_defect,
        "a_to_z": site.a_to_z,
        "chargeback": site.chargeback,
        "negative_feedback": site.negative_feedback,
        "rate": format!("{}/{}", site.orders_with_defect, site.orders),
        "rate_percent": site.rate_percent,
        "covered": site.covered,
        "direct": site.direct,
        "process": site.process,
        "coverage": site.coverage.iter().map(coverage).collect::<Vec<Value>>(),
    })
}

fn coverage(row: &CoverageRow) -> Value {
    json!({
        "order": row.order, "findings": row.findings, "disputes": row.disputes,
        "direct": row.direct, "process": row.process, "named": row.named,
        "remedies": row.remedies,
    })
}

fn fault(fault: &Diagnostic, sources: &Sources) -> Value {
    json!({
        "rule": fault.rule,
        "level": fault.severity.as_str(),
        "sites": fault.sites,
        "message": fault.message,
        "help": fault.help,
        "labels": fault.labels.iter().map(|l| label(l, sources)).collect::<Vec<Value>>(),
        "source": fault.clause.as_ref().map(clause),
        "fix": fault.fix.as_ref().map(|f| fix(f, sources)),
    })
}

fn label(label: &Label, sources: &Sources) -> Value {
    let mut value = range(label.span, sources);
    value["text"] = label.text.as_str().into();
    value["primary"] = label.primary.into();
    value
}

fn clause(clause: &Clause) -> Value {
    json!({
        "pack": clause.pack, "title": clause.title, "url": clause.url,
        "convention": clause.convention,
    })
}

fn fix(fix: &Fix, sources: &Sources) -> Value {
    let safety = match fix.safety {
        FixSafety::Safe => "safe",
        FixSafety::Asks => "asks",
    };
    let edit = |edit: &poa::diagnostic::Edit| {
        let mut value = range(edit.span, sources);
        value["text"] = edit.text.as_str().into();
        value
    };
    json!({"safety": safety, "edits": fix.edits.iter().map(edit).collect::<Vec<Value>>()})
}

fn range(span: Span, sources: &Sources) -> Value {
    let source = sources.get(span.source);
    let place = |offset: usize| {
        let at = source.position(offset);
        json!({"line": at.line + 1, "column": at.column + 1, "offset": offset})
    };
    json!({"file": source.name, "start": place(span.start), "end": place(span.end)})
}

//! Faults for the editor. In: a check that is done. Out: the faults of each file of the case, with
//! every place that plays a part. A check of texts that have changed since is dropped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use poa::compile::{Looked, catalogue};
use poa::diagnostic::{Diagnostic, Severity};
use poa::ide::hints::shown_beside;
use poa::source::{SourceId, Sources, Span};
use poa::translate::Language;
use serde_json::{Value, json};

use crate::lsp::Server;
use crate::lsp::cases::CaseKey;
use crate::lsp::convert::{range, uri_of};
use crate::lsp::worker::{Checked, Numbered};

/// Faults of a case that a file alone does not have: it is only part of one.
const OF_WHOLE_CASES: [&str; 2] = ["case-missing", "site-missing"];

impl Server {
    /// Tells the faults of a check, unless its texts have changed since.
    pub(crate) fn publish(&mut self, checked: Checked) {
        let Checked { key, generation, looked, packs } = checked;
        let state = self.cases.state(&key);
        if state.generation != generation {
            return;
        }
        let Some(looked) = looked else {
            self.say("a bug in poa: the check of this case failed; please report it");
            return;
        };
        let looked = Arc::new(looked);
        state.looked = Some(Arc::clone(&looked));
        let beside = shown_beside(&looked);
        let has_new_hints = state.beside != beside;
        state.beside = beside;
        state.packs = packs;
        let before = std::mem::take(&mut state.told);
        let by_file = self.by_file(&key, &looked);
        let mut paths: BTreeSet<PathBuf> = before.into_keys().collect();
        paths.extend(by_file.keys().cloned());
        self.cases.state(&key).told = by_file;
        for path in paths {
            self.send_faults(&path, self.cases.told(&path));
        }
        self.tell("poa/checked", summary(&key, &looked));
        if has_new_hints && self.client.refreshes.hints {
            self.ask("workspace/inlayHint/refresh", Value::Null);
        }
    }

    /// Keeps the numbers of exhibits. Those of sites that have an error now stay as they were.
    pub(crate) fn keep_numbers(&mut self, numbered: Numbered) {
        let Numbered { key, generation, numbers } = numbered;
        let state = self.cases.state(&key);
        if state.generation != generation {
            return;
        }
        let mut kept = (*state.numbers).clone();
        if let Some(looked) = &state.looked {
            kept.retain(|code, _| looked.compiled.sites.iter().any(|site| site.code == *code));
        }
        kept.extend(numbers);
        if *state.numbers == kept {
            return;
        }
        state.numbers = Arc::new(kept);
        if self.client.refreshes.lenses {
            self.ask("workspace/codeLens/refresh", Value::Null);
        }
    }

    /// A closed file that no case is open for any more has nothing told of it.
    pub(crate) fn publish_closed(&mut self, path: &Path) {
        let is_part = self.cases.keys().iter().any(|key| {
            let has_open = self.documents.paths().iter().any(|open| open.starts_with(&key.folder));
            has_open && path.starts_with(&key.folder)
        });
        if !is_part {
            self.cases.forget_told(path);
            self.send_faults(path, Vec::new());
        }
    }

    pub(crate) fn send_faults(&self, path: &Path, faults: Vec<Value>) {
        let version = self.documents.get(path).map(|document| document.version);
        let params = json!({"uri": uri_of(path), "version": version, "diagnostics": faults});
        self.tell("textDocument/publishDiagnostics", params);
    }

    /// The faults by the file of their first place; every open `.poa` file is among them.
    fn by_file(&self, key: &CaseKey, looked: &Looked) -> BTreeMap<PathBuf, Vec<Value>> {
        let sources = &looked.compiled.sources;
        let is_part = looked.compiled.case.is_empty();
        let mut by_file: BTreeMap<PathBuf, Vec<Value>> = BTreeMap::new();
        for path in self.documents.paths() {
            let name = path.strip_prefix(&key.folder).ok().and_then(|it| it.to_str());
            if name.is_some_and(|name| sources.find(&name.replace('\\', "/")).is_some()) {
                by_file.insert(path, Vec::new());
            }
        }
        for fault in &looked.compiled.diagnostics {
            if is_part && OF_WHOLE_CASES.contains(&fault.rule.as_str()) {
                continue;
            }
            let source = fault.primary().map(|label| label.span.source);
            let source = source.or_else(|| sources.iter().next().map(|(id, _)| id));
            let Some(source) = source else { continue };
            let path = key.folder.join(&sources.get(source).name);
            by_file.entry(path).or_default().push(self.fault(key, looked, fault));
        }
        by_file
    }

    /// One fault in the words of the protocol.
    fn fault(&self, key: &CaseKey, looked: &Looked, fault: &Diagnostic) -> Value {
        let sources = &looked.compiled.sources;
        let file = |source: SourceId| key.folder.join(&sources.get(source).name);
        let own = match self.language {
            Language::English => None,
            Language::Chinese => Some(looked.compiled.words().fault(fault)),
        };
        self.shown(sources, &file, own.as_ref().unwrap_or(fault))
    }

    /// The same, where `file` says in which file a source lies.
    pub(crate) fn shown(
        &self,
        sources: &Sources,
        file: &dyn Fn(SourceId) -> PathBuf,
        fault: &Diagnostic,
    ) -> Value {
        let fault = &match self.language {
            Language::English => fault.clone(),
            Language::Chinese => catalogue().fault(fault),
        };
        let place = |span: Span| range(sources.get(span.source), span, self.client.encoding);
        let uri = |source: SourceId| uri_of(&file(source));
        let primary = fault.primary();
        let related = fault.labels.iter().filter(|label| !label.primary).map(|label| {
            let here = if self.language == Language::Chinese { "这里" } else { "here" };
            let message = if label.text.is_empty() { here } else { label.text.as_str() };
            let location = json!({"uri": uri(label.span.source), "range": place(label.span)});
            json!({"location": location, "message": message})
        });
        let related: Vec<Value> = related.collect();
        let mut said = json!({
            "range": primary.map_or(json!({"start": {"line": 0, "character": 0},
                "end": {"line": 0, "character": 0}}), |label| json!(place(label.span))),
            "severity": severity(fault.severity),
            "code": fault.rule,
            "source": "poa",
            "message": message(fault, self.language),
            "data": {"rule": fault.rule, "sites": fault.sites},
        });
        if self.client.has_related && !related.is_empty() {
            said["relatedInformation"] = Value::Array(related);
        }
        if let Some(url) = fault.clause.as_ref().and_then(|clause| clause.url.as_ref()) {
            said["codeDescription"] = json!({"href": url});
        }
        if fault.rule.starts_with("unused") || fault.rule.ends_with("-unused") {
            said["tags"] = json!([1]);
        }
        said
    }
}

fn severity(severity: Severity) -> u8 {
    match severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Advice => 3,
    }
}

/// What is wrong, on which sites, what the place plays, who asks for it, and what to write.
fn message(fault: &Diagnostic, language: Language) -> String {
    let sites: Vec<&str> = fault.sites.iter().map(String::as_str).collect();
    let sites = if sites.is_empty() { String::new() } else { format!(" ({})", sites.join(", ")) };
    let mut message = format!("{}{sites}", fault.message);
    if let Some(label) = fault.primary().filter(|label| !label.text.is_empty()) {
        message += &format!("\n{}", label.text);
    }
    if let Some(clause) = &fault.clause {
        let (pack, title) = (&clause.pack, &clause.title);
        message += &match (language, clause.convention) {
            (Language::English, false) => format!("\nrule: {pack} pack ({title})"),
            (Language::English, true) => format!("\nrule: {pack} pack ({title}, a convention)"),
            (Language::Chinese, false) => format!("\n规则：{pack} 规则包（{title}）"),
            (Language::Chinese, true) => format!("\n规则：{pack} 规则包（{title}，惯例）"),
        };
    }
    if let Some(help) = &fault.help {
        let head = if language == Language::Chinese { "改法：" } else { "help: " };
        message += &format!("\n{head}{help}");
    }
    message
}

/// The numbers of the check, for whoever shows them beside the text.
fn summary(key: &CaseKey, looked: &Looked) -> Value {
    let of = |wanted: Severity| {
        looked.compiled.diagnostics.iter().filter(|fault| fault.severity == wanted).count()
    };
    let site = |site: &poa::compile::SiteNumbers| {
        json!({"site": site.code, "orders": site.orders,
            "ordersWithDefect": site.orders_with_defect,
            "ratePercent": site.rate_percent, "covered": site.covered, "direct": site.direct,
            "process": site.process})
    };
    let sites: Vec<Value> = looked.compiled.sites.iter().map(site).collect();
    json!({
        "uri": uri_of(&key.folder.join(&key.root)),
        "case": looked.compiled.case,
        "asOf": looked.compiled.as_of.to_string(),
        "errors": of(Severity::Error),
        "warnings": of(Severity::Warning),
        "advice": of(Severity::Advice),
        "sites": sites,
    })
}

//! What leaves the house. In: a composed document and its artefacts. Out: the files of one site's
//! folder as paths and bytes. Knows no disk: the shell writes them, whole or not at all.

use serde_json::{Value, json};

use crate::check::{SiteCase, disclosed, laws_of};
use crate::document::compose::{Composed, PreparedExhibits};
use crate::exhibit::digest::sha256_hex;
use crate::policy::types::{Disclosure, SourceText};

/// What a bundle is put together from.
pub struct BundleParts<'b, 'c> {
    /// The site.
    pub site: &'b SiteCase<'c>,
    /// The document and the order of its exhibits.
    pub composed: &'b Composed,
    /// The copies of the evidence files.
    pub prepared: &'b PreparedExhibits,
    /// What they may take, and take.
    pub budget: BundleBudget,
    /// The finished PDF.
    pub pdf: Vec<u8>,
    /// The three answers.
    pub answers: String,
}

/// How many bytes there may be, and are.
#[derive(Debug, Clone, Copy)]
pub struct BundleBudget {
    /// The most that the plan may have, and all exhibits together.
    pub limit: usize,
    /// What all exhibits together have.
    pub copies: usize,
}

/// The files of a site: `plan.pdf`, `answers.txt`, `exhibits/…`, `manifest.json`.
pub fn files(parts: BundleParts<'_, '_>, numbers: &Value, pages: usize) -> Vec<(String, Vec<u8>)> {
    let BundleParts { site, composed, prepared, budget, pdf, answers } = parts;
    let spent = spent(budget, pdf.len());
    let mut files =
        vec![("plan.pdf".to_owned(), pdf), ("answers.txt".to_owned(), answers.into_bytes())];
    let mut exhibits = Vec::new();
    for (name, exhibit) in composed.exhibits.iter().zip(&composed.document.exhibits) {
        let ready = &prepared[name];
        let path = format!("exhibits/{}", exhibit.file_name);
        exhibits.push(json!({
            "number": exhibit.number.replace('\u{a0}', " "),
            "id": name,
            "title": exhibit.title,
            "file": path,
            "bytes": ready.bytes.len(),
            "sha256": sha256_hex(&ready.bytes),
            "original_sha256": ready.original_sha256,
            "done": ready.done,
        }));
        files.push((path, ready.bytes.to_vec()));
    }
    let manifest = manifest(site, &files, exhibits, (numbers, pages, &spent));
    files.push(("manifest.json".to_owned(), manifest));
    files
}

/// What the limit applies to, and what is left of it.
fn spent(budget: BundleBudget, plan: usize) -> Value {
    if budget.limit == usize::MAX {
        return Value::Null;
    }
    let left = |bytes: usize| budget.limit.saturating_sub(bytes);
    json!({
        "limit_bytes": budget.limit,
        "plan_bytes": plan,
        "plan_bytes_left": left(plan),
        "exhibits_bytes": budget.copies,
        "exhibits_bytes_left": left(budget.copies),
    })
}

/// The disclosures of the plan, each with what it rests on: law, day and how sure that is.
fn disclosures(site: &SiteCase<'_>) -> Vec<Value> {
    let law = |(id, source): (&str, &SourceText)| {
        json!({
            "id": id,
            "title": source.title,
            "kind": source.kind.as_str(),
            "confidence": source.confidence.as_str(),
            "in_force_from": source.from.map(|from| from.to_string()),
            "in_force_until": source.until.map(|until| until.to_string()),
            "url": source.url,
        })
    };
    let is_printed = |name: &str, disclosure: &Disclosure| {
        let given = site.site.discloses.iter().any(|it| it.name.value == name);
        given || disclosure.automatic
    };
    let printed = disclosed(site).into_iter().filter(|(name, it)| is_printed(name, it));
    let entry = |(name, disclosure): (&str, &Disclosure)| {
        let laws: Vec<Value> = laws_of(site, disclosure).into_iter().map(law).collect();
        let languages: Vec<&str> =
            disclosure.text.iter().map(|(language, _)| language.as_str()).collect();
        json!({
            "name": name,
            "title": disclosure.title,
            "languages": languages,
            "verbatim": disclosure.verbatim,
            "sources": laws,
        })
    };
    printed.map(entry).collect()
}

/// What the folder holds and what it was made with; no date but the case's own.
fn manifest(
    site: &SiteCase<'_>,
    files: &[(String, Vec<u8>)],
    exhibits: Vec<Value>,
    (numbers, pages, spent): (&Value, usize, &Value),
) -> Vec<u8> {
    let listed = files.iter().map(
        |(path, bytes)| json!({ "file": path, "bytes": bytes.len(), "sha256": sha256_hex(bytes) }),
    );
    let packs =
        site.policy.line.iter().map(|(name, version)| json!({ "pack": name, "version": version }));
    let rules: Vec<&str> = site
        .policy
        .rules
        .iter()
        .filter(|rule| rule.level.severity().is_some())
        .map(|rule| rule.name.as_str())
        .collect();
    let manifest = json!({
        "version": 1,
        "poa": env!("CARGO_PKG_VERSION"),
        "case": site.head.item.id.value,
        "site": site.code(),
        "marketplace": site.marketplace.marketplace_id,
        "submit": site.head.submit.as_ref().map(|submit| submit.value.to_string()),
        "as_of": site.as_of.to_string(),
        "metric": numbers,
        "pages": pages,
        "budget": spent,
        "files": listed.collect::<Vec<_>>(),
        "exhibits": exhibits,
        "packs": packs.collect::<Vec<_>>(),
        "disclosures": disclosures(site),
        "rules": rules,
    });
    let mut text = serde_json::to_string_pretty(&manifest).expect("a tree of plain values");
    text.push('\n');
    text.into_bytes()
}

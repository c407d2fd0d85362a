//! What leaves the house. In: a composed document and its artefacts. Out: the files of one site's
//! folder as paths and bytes. Knows no disk: the shell writes them, whole or not at all.

use serde_json::{Value, json};

use crate::check::SiteCase;
use crate::document::compose::{Composed, PreparedExhibits};
use crate::exhibit::digest::sha256_hex;

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
        let original = site.exhibit(name).and_then(|it| it.file_on(site.code()));
        exhibits.push(json!({
            "number": exhibit.number.replace('\u{a0}', " "),
            "id": name,
            "title": exhibit.title,
            "file": path,
            "bytes": ready.bytes.len(),
            "sha256": sha256_hex(&ready.bytes),
            "original": original.map(|path| &path.value),
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
        "rules": rules,
    });
    let mut text = serde_json::to_string_pretty(&manifest).expect("a tree of plain values");
    text.push('\n');
    text.into_bytes()
}

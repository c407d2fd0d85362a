//! From checked sites to bundles. In: sites without an error and their evidence files. Out: the
//! files of each site, and what the finished PDF shows to be wrong.

use crate::bundle::{self, BundleBudget, BundleParts};
use crate::check::artefact::{self, PdfFacts};
use crate::check::{self, SiteCase, coverage};
use crate::compile::budget::{Budget, Spent};
use crate::compile::evidence::EvidenceFiles;
use crate::compile::{CoverageRow, SiteBundle, SiteNumbers};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::document::compose::{Status, compose};
use crate::render::{RenderError, pdf, readback, text};
use crate::source::Span;
use crate::value::DefectKind;

/// Makes the bundle of every site; the faults are those of finished PDFs and unfit exhibits.
pub fn bundle_all(
    sites: Vec<SiteCase<'_>>,
    files: &EvidenceFiles,
    faults: &[Diagnostic],
) -> (Vec<SiteBundle>, Vec<Diagnostic>) {
    let mut bundles = Vec::new();
    let mut more = Vec::new();
    let ready = Budget::new(files);
    let mut waiting = Vec::new();
    for site in sites {
        match ready.spend(&site) {
            Ok(spent) => waiting.push((site, spent)),
            Err(found) => more.extend(found),
        }
    }
    let mut waiting = waiting.into_iter();
    loop {
        let some: Vec<(SiteCase<'_>, Spent)> = waiting.by_ref().take(SITES_AT_ONCE).collect();
        if some.is_empty() {
            break;
        }
        for made in side_by_side(some, faults) {
            match made {
                Ok((bundle, found)) => {
                    bundles.push(bundle);
                    more.extend(found);
                }
                Err(found) => more.extend(found),
            }
        }
    }
    (bundles, more)
}

/// Composes the plan of every site, and sets none: what the documents say, without pages.
pub fn compose_all(
    sites: Vec<SiteCase<'_>>,
    files: &EvidenceFiles,
    faults: &[Diagnostic],
) -> (Vec<(String, Document)>, Vec<Diagnostic>) {
    let ready = Budget::new(files);
    let mut documents = Vec::new();
    let mut more = Vec::new();
    for site in sites {
        let code = site.code().to_owned();
        let spent = match ready.spend(&site) {
            Ok(spent) => spent,
            Err(found) => {
                more.extend(found);
                continue;
            }
        };
        let status = if site.case.todos.is_empty() { Status::Finished } else { Status::Draft };
        let composed =
            check::pass(site, faults).map(|it| compose(&it, &spent.exhibits, status).document);
        documents.extend(composed.map(|document| (code, document)));
    }
    (documents, more)
}

/// Documents that are set side by side; each takes some hundred megabytes while it is made.
const SITES_AT_ONCE: usize = 4;

/// A bundle and what its PDF shows to be wrong, or why there is none.
type Made = Result<(SiteBundle, Vec<Diagnostic>), Vec<Diagnostic>>;

/// Makes some bundles at once, in the order of their sites.
fn side_by_side(sites: Vec<(SiteCase<'_>, Spent)>, faults: &[Diagnostic]) -> Vec<Made> {
    std::thread::scope(|scope| {
        let one = |site| scope.spawn(move || bundle_one(site, faults));
        let workers: Vec<_> = sites.into_iter().map(one).collect();
        let made = workers.into_iter().map(|it| it.join());
        made.map(|it| it.expect("a document that cannot be made is an error, not a panic"))
            .collect()
    })
}

fn bundle_one((site, spent): (SiteCase<'_>, Spent), faults: &[Diagnostic]) -> Made {
    let prepared = &spent.exhibits;
    let Some(checked) = check::pass(site, faults) else { return Err(Vec::new()) };
    let site = checked.site();
    let status = if site.case.todos.is_empty() { Status::Finished } else { Status::Draft };
    let composed = compose(&checked, prepared, status);
    let failed = |error| vec![not_made(site.code(), site.site.item.head, &error)];
    let bytes = pdf::pdf(&composed.document).map_err(failed)?;
    let read = readback::read_text(&bytes).map_err(failed)?;
    let without_text = read.pages.iter().position(|page| page.trim().is_empty());
    let facts = PdfFacts {
        bytes: bytes.len(),
        page_without_text: match read.has_text() {
            true => without_text.map(|index| index + 1),
            false => Some(1),
        },
    };
    let found = artefact::check(site, facts);
    let answers = text::answers(&composed.document);
    let numbers = numbers(site);
    let pages = read.pages.len();
    let budget = BundleBudget { limit: spent.limit, copies: spent.copies };
    let parts = BundleParts { site, composed: &composed, prepared, budget, pdf: bytes, answers };
    let files = bundle::files(parts, &numbers_json(&numbers), pages);
    Ok((SiteBundle { site: site.code().to_owned(), files, pages }, found))
}

/// A document that the renderer could not make, at the site whose document it is.
pub fn not_made(code: &str, site: Span, error: &RenderError) -> Diagnostic {
    let mut fault = Diagnostic::error("document-not-made", error.to_string())
        .at(site, "the document of this site")
        .help("this is a fault of the program: report it with the case that shows it");
    fault.sites.insert(code.to_owned());
    fault
}

/// The numbers in the shape that `poa check --format json` gives them.
fn numbers_json(numbers: &SiteNumbers) -> serde_json::Value {
    serde_json::json!({
        "orders": numbers.orders,
        "orders_with_defect": numbers.orders_with_defect,
        "a_to_z": numbers.a_to_z,
        "chargeback": numbers.chargeback,
        "negative_feedback": numbers.negative_feedback,
        "rate": format!("{}/{}", numbers.orders_with_defect, numbers.orders),
        "rate_percent": numbers.rate_percent,
    })
}

/// The numbers of one site, as machines get them.
pub fn numbers(site: &SiteCase<'_>) -> SiteNumbers {
    let matrix = coverage::matrix(site);
    let count = |has: &dyn Fn(&coverage::OrderCoverage<'_>) -> bool| {
        matrix.iter().filter(|it| has(it)).count() as u64
    };
    let orders = site.data.orders.unwrap_or_default();
    let with_defect = site.data.with_defect();
    let rate = site.rate();
    SiteNumbers {
        code: site.code().to_owned(),
        orders,
        orders_with_defect: with_defect,
        a_to_z: site.data.count(DefectKind::AToZ),
        chargeback: site.data.count(DefectKind::Chargeback),
        negative_feedback: site.data.count(DefectKind::NegativeFeedback),
        rate_percent: rate.map_or_else(String::new, |rate| rate.number().to_string()),
        passes: site.passes().unwrap_or(false),
        covered: count(&|it| it.is_covered()),
        direct: count(&|it| !it.direct.is_empty()),
        process: count(&|it| !it.process.is_empty()),
        coverage: matrix.iter().map(coverage_row).collect(),
    }
}

fn coverage_row(coverage: &coverage::OrderCoverage<'_>) -> CoverageRow {
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
    CoverageRow {
        order: coverage.order.id.value.to_string(),
        findings: names(&coverage.findings),
        disputes: names(&coverage.disputes),
        direct: names(&coverage.direct),
        process: names(&coverage.process),
        named: names(&coverage.named),
        remedies: names(&coverage.remedies),
    }
}

//! The chain itself: read, lower, look, judge, compose, render, bundle.

use std::collections::BTreeSet;

use crate::bundle::{self, BundleParts};
use crate::case::{Case, Site, lower, read_project};
use crate::check::artefact::{self, PdfFacts};
use crate::check::{self, Given, SiteCase, SiteData, coverage, exceptions};
use crate::compile::evidence::{EvidenceFiles, ReadyFiles};
use crate::compile::shipped::InForce;
use crate::compile::{Compiled, Input, SiteBundle, SiteNumbers, data, texts};
use crate::diagnostic::{Diagnostic, FixSafety, Severity, merge};
use crate::document::compose::{Status, compose};
use crate::policy::{Marketplace, Policy};
use crate::render::{pdf, readback, text};
use crate::source::{Sources, Span, Spanned};
use crate::suggest;
use crate::value::{DefectKind, OrderId, Percent};

/// Finds all faults of a case.
pub fn check(input: &Input<'_>) -> Compiled {
    check_with(input, InForce::default())
}

/// Finds all faults of a case, held against the given packs.
pub fn check_with(input: &Input<'_>, packs: InForce<'_>) -> Compiled {
    run(input, packs, &mut |_, _, _| Vec::new())
}

/// Finds all faults, and makes a bundle for each site; none where an error stands in the way.
pub fn build(input: &Input<'_>) -> (Compiled, Vec<SiteBundle>) {
    let mut bundles = Vec::new();
    let mut compiled = run(input, InForce::default(), &mut |sites, files, faults| {
        let (made, more) = bundle_all(sites, files, faults);
        bundles = made;
        more
    });
    if has_error(&compiled.diagnostics) {
        bundles.clear();
    }
    compiled.diagnostics = merge(compiled.diagnostics);
    (compiled, bundles)
}

/// One site and all that it is checked with.
struct Asked<'c> {
    site: &'c Site,
    policy: &'c Policy,
    marketplace: &'c Marketplace,
    data: SiteData,
}

/// What follows the check when nothing stands in the way: it may find more faults.
type Then<'t> = dyn FnMut(Vec<SiteCase<'_>>, &EvidenceFiles, &[Diagnostic]) -> Vec<Diagnostic> + 't;

fn run(input: &Input<'_>, packs: InForce<'_>, then: &mut Then<'_>) -> Compiled {
    let mut sources = Sources::default();
    let project = read_project(&input.root, input.files, &mut sources);
    let lowered = lower(&project.value, &sources);
    let case = lowered.value;
    let mut faults = [project.diagnostics, lowered.diagnostics].concat();
    faults.extend(packs.faults().iter().map(|fault| {
        let message = format!("a pack of this program is broken: {fault}");
        Diagnostic::error("pack-broken", message).help("report this as a fault of the program")
    }));
    faults.extend(holes_left(&case, input.release));
    faults.extend(no_site(&case, &sources));
    let (asked, more) = read_sites(input, packs, &mut sources, &case);
    faults.extend(more);
    let files = EvidenceFiles::read(input, &case);
    faults.extend(texts::check(&case, &sources));
    faults.extend(data_texts(&files, &mut sources));
    let known_orders = known_orders(&case, &asked);
    let given = asked.iter().map(|it| {
        let given = Given {
            case: &case,
            policy: it.policy,
            marketplace: it.marketplace,
            data: &it.data,
            exhibits: &files.facts,
            as_of: input.as_of,
            known_orders: known_orders.as_ref(),
        };
        (given, it.site)
    });
    let mut sites = check::see(&given.collect::<Vec<_>>());
    sites.iter_mut().for_each(|site| faults.extend(check::check(site)));
    faults.extend(check::across(&case, &asked.iter().map(|it| &it.data).collect::<Vec<_>>()));
    faults.retain(|fault| !is_of_misspelt_site(fault, &case, packs));
    let faults = check::names_once(faults);
    let judged = exceptions::apply(&case, faults, &packs.allowable(), input.as_of);
    let mut faults = merge(wanted_only(input, judged.faults));
    sites.retain(|site| is_wanted(input, site.code()));
    let numbers = sites.iter().map(numbers).collect();
    if !has_error(&faults) {
        faults.extend(then(sites, &files, &faults));
    }
    let name = case.head.as_ref().map(|head| head.item.id.value.clone()).unwrap_or_default();
    Compiled {
        case: name,
        as_of: input.as_of,
        sources,
        diagnostics: faults,
        allowed: judged.allowed,
        sites: numbers,
    }
}

/// Every order that the data of any site names; `None` where the data of one could not be read, so
/// that an order may be named there.
fn known_orders(case: &Case, asked: &[Asked<'_>]) -> Option<BTreeSet<OrderId>> {
    let all_read = asked.len() == case.sites.len() && asked.iter().all(|it| it.data.is_whole());
    let orders = asked.iter().flat_map(|it| it.data.defects());
    all_read.then(|| orders.map(|order| order.id.value.clone()).collect())
}

fn is_wanted(input: &Input<'_>, code: &str) -> bool {
    input.sites.is_empty() || input.sites.iter().any(|wanted| wanted == code)
}

/// All sites are checked, so that an exception for one is not called unused; only the faults of the
/// sites asked for are told.
fn wanted_only(input: &Input<'_>, mut faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    faults.retain_mut(|fault| {
        let concerns_all = fault.sites.is_empty();
        fault.sites.retain(|code| is_wanted(input, code));
        concerns_all || !fault.sites.is_empty()
    });
    faults
}

fn has_error(faults: &[Diagnostic]) -> bool {
    faults.iter().any(|fault| fault.severity == Severity::Error)
}

/// R70: holes are refused in what is to be sent.
fn holes_left(case: &Case, release: bool) -> Vec<Diagnostic> {
    let severity = if release { Severity::Error } else { Severity::Warning };
    let hole = |todo: &crate::case::Todo| {
        let text = todo.text.as_ref().map_or("a hole", |text| text.value.as_str());
        Diagnostic::new("todo-left", severity, format!("still to be filled in: {text}"))
            .at(todo.span, "only a person knows this")
            .help("replace the `todo` line; a draft builds with it, under a watermark")
    };
    case.todos.iter().map(hole).collect()
}

fn no_site(case: &Case, sources: &Sources) -> Option<Diagnostic> {
    if !case.sites.is_empty() || case.has_lost("site") || case.head.is_none() {
        return None;
    }
    let (source, _) = sources.iter().next()?;
    let span = case.head.as_ref().map_or(Span::new(source, 0, 0), |head| head.item.head);
    let fault = Diagnostic::error("site-missing", "this case names no site");
    let help = "add `site us { window …; orders …; defects \"…\" }`";
    Some(fault.at(span, "no document can be made").help(help))
}

/// The data of every site of the case; sites without a pack are reported and left out.
fn read_sites<'c>(
    input: &Input<'_>,
    packs: InForce<'c>,
    sources: &mut Sources,
    case: &'c Case,
) -> (Vec<Asked<'c>>, Vec<Diagnostic>) {
    let mut asked: Vec<Asked<'c>> = Vec::new();
    let mut faults = Vec::new();
    for site in &case.sites {
        let code = &site.item.id;
        let Some((policy, marketplace)) = packs.of_site(&code.value) else {
            faults.push(unknown_site(code, packs));
            continue;
        };
        if asked.iter().any(|it| it.site.item.id.value == code.value) {
            continue; // Told by `duplicate-name`.
        }
        let (data, more) = data::read(input, sources, case, (site, marketplace));
        faults.extend(more);
        asked.push(Asked { site, policy, marketplace, data });
    }
    (asked, faults)
}

fn unknown_site(code: &Spanned<String>, packs: InForce<'_>) -> Diagnostic {
    let known: Vec<&str> = packs.sites().collect();
    let message = format!("there is no pack for the site `{}`", code.value);
    let fault = Diagnostic::error("unknown-site", message).at(code.span, "not known");
    match suggest::nearest(&code.value, known.iter().copied()) {
        Some(near) => {
            fault.help(format!("did you mean `{near}`?")).fix(FixSafety::Asks, code.span, near)
        }
        None => fault.help(format!("sites with a pack: {}", known.join(", "))),
    }
}

/// Whether a fault says that no site has a name which an unknown site was probably meant to have.
fn is_of_misspelt_site(fault: &Diagnostic, case: &Case, packs: InForce<'_>) -> bool {
    let unknown = case.sites.iter().filter(|site| packs.of_site(&site.item.id.value).is_none());
    let mut meant = unknown.filter_map(|it| suggest::nearest(&it.item.id.value, packs.sites()));
    fault.rule == "unknown-name"
        && meant.any(|near| fault.message == format!("no site is called `{near}`"))
}

/// Characters of data exhibits that no font has, at their place in the file.
fn data_texts(files: &EvidenceFiles, sources: &mut Sources) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (path, text) in files.texts() {
        let source = sources.find(path).unwrap_or_else(|| sources.add(path, text.as_str()));
        let span = Span::new(source, 0, text.len());
        faults.extend(texts::unprintable(span, sources));
    }
    faults
}

/// The numbers of one site, as machines get them.
fn numbers(site: &SiteCase<'_>) -> SiteNumbers {
    let matrix = coverage::matrix(site);
    let count = |has: &dyn Fn(&coverage::OrderCoverage<'_>) -> bool| {
        matrix.iter().filter(|it| has(it)).count() as u64
    };
    let orders = site.data.orders.unwrap_or_default();
    let with_defect = site.data.with_defect();
    let rate = Percent::of(with_defect, orders);
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
    }
}

/// Makes the bundle of every site; the faults are those of finished PDFs and unfit exhibits.
fn bundle_all(
    sites: Vec<SiteCase<'_>>,
    files: &EvidenceFiles,
    faults: &[Diagnostic],
) -> (Vec<SiteBundle>, Vec<Diagnostic>) {
    let mut bundles = Vec::new();
    let mut more = Vec::new();
    let ready = files.ready(&sites);
    for site in sites {
        match bundle_one(site, &ready, faults) {
            Ok((bundle, found)) => {
                bundles.push(bundle);
                more.extend(found);
            }
            Err(found) => more.extend(found),
        }
    }
    (bundles, more)
}

fn bundle_one(
    site: SiteCase<'_>,
    ready: &ReadyFiles,
    faults: &[Diagnostic],
) -> Result<(SiteBundle, Vec<Diagnostic>), Vec<Diagnostic>> {
    let prepared = ready.prepare(&site)?;
    let Some(checked) = check::pass(site, faults) else { return Err(Vec::new()) };
    let site = checked.site();
    let status = if site.case.todos.is_empty() { Status::Finished } else { Status::Draft };
    let composed = compose(&checked, &prepared, status);
    let failed = |error: crate::render::RenderError| {
        let mut fault = Diagnostic::error("document-not-made", error.to_string())
            .at(site.site.item.head, "the document of this site")
            .help("this is a fault of the program: report it with the case that shows it");
        fault.sites.insert(site.code().to_owned());
        vec![fault]
    };
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
    let parts = BundleParts { site, composed: &composed, prepared: &prepared, pdf: bytes, answers };
    let files = bundle::files(parts, &numbers_json(&numbers), pages);
    Ok((SiteBundle { site: site.code().to_owned(), files, pages }, found))
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

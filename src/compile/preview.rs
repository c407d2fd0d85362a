//! Pages on a screen instead of bundles. In: sites as the check left them, and which of them are
//! looked at. Out: their pages, and what answers each of their orders. Sites with an error have no
//! pages: only a checked one can be composed.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crate::check::{self, SiteCase, coverage};
use crate::compile::Compiled;
use crate::compile::budget::Budget;
use crate::compile::evidence::EvidenceFiles;
use crate::compile::make::not_made;
use crate::diagnostic::Diagnostic;
use crate::document::compose::{Status, compose};
use crate::document::{Block, Document, Timeline};
use crate::render::pdf::{Pages, forget_old, pages};
use crate::source::Span;

/// Hears what is known so far; a break leaves the sites that are not set yet as they are.
pub type Tell<'t> = dyn FnMut(&Compiled, &[SitePages]) -> ControlFlow<()> + 't;

/// Which sites are looked at, and who looks.
pub struct Shown<'s, 't> {
    /// Codes of the sites whose pages are wanted, in the order in which they are set.
    pub sites: &'s [String],
    /// The pages that were set last, by site.
    pub pages: &'s mut BTreeMap<String, Pages>,
    /// Hears what is known.
    pub tell: &'s mut Tell<'t>,
}

/// One site on the screen.
pub struct SitePages {
    /// `us`.
    pub site: String,
    /// The plan's pages; `None` where they are not wanted, not set yet, or an error stands in the
    /// way.
    pub pages: Option<Pages>,
    /// Whether its pages are still to be set.
    pub is_waiting: bool,
    /// The days of the case on a line, where there are pages.
    pub timeline: Option<Timeline>,
    /// The defect orders, in the order of the report.
    pub orders: Vec<Order>,
}

/// What answers one defect order.
pub struct Order {
    /// The order id.
    pub id: String,
    /// The kinds of its defects: `a-to-z`.
    pub kinds: Vec<&'static str>,
    /// Findings that cover it, and disputes that name it.
    pub answers: Vec<String>,
    /// Exhibits that prove what happened to it.
    pub direct: Vec<String>,
    /// Exhibits that prove how the work is done.
    pub process: Vec<String>,
    /// What its buyer received.
    pub remedies: Vec<String>,
    /// Where the report names it.
    pub place: Span,
}

/// Sets the pages of the sites shown, in their order, and tells of each; faults of unfit exhibits
/// are added to those that are known.
pub fn set_all(
    sites: Vec<SiteCase<'_>>,
    files: &EvidenceFiles,
    compiled: &mut Compiled,
    shown: &mut Shown<'_, '_>,
) {
    let mut made: Vec<SitePages> = sites.iter().map(without_pages).collect();
    shown.pages.retain(|code, _| made.iter().any(|it| it.site == *code));
    let place = |site: &SiteCase<'_>| shown.sites.iter().position(|code| code == site.code());
    let mut wanted = sites;
    wanted.retain(|site| place(site).is_some());
    wanted.sort_by_key(place);
    let is_wanted = |entry: &SitePages| shown.sites.contains(&entry.site);
    made.iter_mut().for_each(|entry| entry.is_waiting = is_wanted(entry));
    let ready = Budget::new(files);
    let faults = compiled.diagnostics.clone();
    let mut goes_on = (shown.tell)(compiled, &made);
    for site in wanted {
        if goes_on.is_break() {
            break;
        }
        let code = site.code().to_owned();
        let Some(entry) = made.iter_mut().find(|it| it.site == code) else { continue };
        entry.is_waiting = false;
        match set(site, &ready, (&faults, shown.pages.get(&code))) {
            Ok(Some((pages, timeline))) => {
                shown.pages.insert(code, pages.clone());
                entry.pages = Some(pages);
                entry.timeline = timeline;
            }
            Ok(None) => {}
            Err(more) => compiled.add(more),
        }
        goes_on = (shown.tell)(compiled, &made);
    }
    forget_old();
}

fn without_pages(site: &SiteCase<'_>) -> SitePages {
    SitePages {
        site: site.code().to_owned(),
        pages: None,
        is_waiting: false,
        timeline: None,
        orders: coverage::matrix(site).iter().map(order).collect(),
    }
}

fn order(coverage: &coverage::OrderCoverage<'_>) -> Order {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let answers = [coverage.findings.as_slice(), coverage.disputes.as_slice()].concat();
    Order {
        id: coverage.order.id.value.to_string(),
        kinds: coverage.order.kinds.keys().map(|kind| kind.as_str()).collect(),
        answers: owned(&answers),
        direct: owned(&coverage.direct),
        process: owned(&coverage.process),
        remedies: owned(&coverage.remedies),
        place: coverage.order.id.span,
    }
}

/// Pages and timeline of one site, or why there are none.
type Set = Result<Option<(Pages, Option<Timeline>)>, Vec<Diagnostic>>;

/// Sets one site; its pages from before serve where nothing on them changed.
fn set(
    site: SiteCase<'_>,
    ready: &Budget<'_>,
    (faults, before): (&[Diagnostic], Option<&Pages>),
) -> Set {
    let prepared = ready.shown(&site)?;
    let place = site.site.item.head;
    let code = site.code().to_owned();
    let has_holes = !site.case.todos.is_empty();
    let Some(checked) = check::pass(site, faults) else { return Ok(None) };
    let status = if has_holes { Status::Draft } else { Status::Finished };
    let document = compose(&checked, &prepared, status).document;
    let pages = pages(&document, before).map_err(|error| vec![not_made(&code, place, &error)])?;
    Ok(Some((pages, timeline(document))))
}

fn timeline(document: Document) -> Option<Timeline> {
    let blocks = document.annexes.into_iter().flat_map(|annex| annex.blocks);
    let found = blocks.filter_map(|block| match block {
        Block::Timeline(timeline) => Some(timeline),
        _ => None,
    });
    found.into_iter().next()
}

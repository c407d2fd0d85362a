//! Pages on a screen instead of bundles. In: sites as the check left them, and which of them are
//! looked at. Out: their pages, and what answers each of their orders. Sites with an error have no
//! pages: only a checked one can be composed.

use crate::check::{self, SiteCase, coverage};
use crate::compile::budget::Budget;
use crate::compile::evidence::EvidenceFiles;
use crate::compile::make::not_made;
use crate::diagnostic::Diagnostic;
use crate::document::compose::{Status, compose};
use crate::document::{Block, Document, Timeline};
use crate::render::pdf::{Pages, pages};
use crate::source::Span;

/// What is known of the sites: which are looked at, and what is wrong.
pub struct Shown<'s> {
    /// The faults found so far.
    pub faults: &'s [Diagnostic],
    /// Codes of the sites whose pages are wanted.
    pub sites: &'s [String],
}

/// One site on the screen.
pub struct SitePages {
    /// `us`.
    pub site: String,
    /// The plan's pages; `None` where they are not wanted or an error stands in the way.
    pub pages: Option<Pages>,
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

/// Sets the pages of the sites shown; the faults are those of unfit exhibits.
pub fn set_all(
    sites: Vec<SiteCase<'_>>,
    files: &EvidenceFiles,
    shown: &Shown<'_>,
) -> (Vec<SitePages>, Vec<Diagnostic>) {
    let mut made: Vec<SitePages> = sites.iter().map(without_pages).collect();
    let mut wanted = sites;
    wanted.retain(|site| shown.sites.iter().any(|code| code == site.code()));
    let ready = Budget::new(files);
    let mut faults = Vec::new();
    for site in wanted {
        let code = site.code().to_owned();
        let Some(entry) = made.iter_mut().find(|it| it.site == code) else { continue };
        match set(site, &ready, shown.faults) {
            Ok(Some((pages, timeline))) => {
                entry.pages = Some(pages);
                entry.timeline = timeline;
            }
            Ok(None) => {}
            Err(more) => faults.extend(more),
        }
    }
    (made, faults)
}

fn without_pages(site: &SiteCase<'_>) -> SitePages {
    SitePages {
        site: site.code().to_owned(),
        pages: None,
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

fn set(site: SiteCase<'_>, ready: &Budget<'_>, faults: &[Diagnostic]) -> Set {
    let prepared = ready.shown(&site)?;
    let place = site.site.item.head;
    let code = site.code().to_owned();
    let has_holes = !site.case.todos.is_empty();
    let Some(checked) = check::pass(site, faults) else { return Ok(None) };
    let status = if has_holes { Status::Draft } else { Status::Finished };
    let document = compose(&checked, &prepared, status).document;
    let pages = pages(&document).map_err(|error| vec![not_made(&code, place, &error)])?;
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

//! A case held against what a site asks. In: a case, the site's pack, its data and exhibits. Out:
//! every fault, and a [`CheckedSite`] where none stands in the way. Knows no file and no page.

pub mod artefact;
mod attachments;
mod citation;
pub mod conditions;
pub mod contents;
pub mod coverage;
mod disclosures;
mod doubt;
pub mod effect;
pub mod exceptions;
pub mod holes;
mod leaving;
pub mod likeness;
mod matches;
mod memory;
mod native;
pub mod related;
mod rules;
mod site;
mod timeline;
mod view;
mod words;

pub use matches::finds;
pub use memory::Memory;
pub use rules::same_language;
pub use site::{ExhibitFault, Exhibits, Given, SiteCase, SiteData, proof_of_action, select};
pub use view::family;

use std::sync::Arc;

use crate::case::{Case, Evidence, Selector, Site};
use crate::check::likeness::Fingerprints;
use crate::diagnostic::{Diagnostic, Severity};
use crate::policy::types::{Attachment, Basis, Disclosure, SourceKind, SourceText};
use crate::policy::{Force, Policy};
use crate::value::Date;

/// Published names of the rules that packs fill with disclosures and attachments.
pub const DUTY_RULES: [&str; 3] = [disclosures::RULE, disclosures::SHORT_RULE, attachments::RULE];

/// A case without an error for one site: only [`check`] makes it, so that a plan which broke a rule
/// cannot be printed.
#[derive(Debug)]
pub struct CheckedSite<'c> {
    site: SiteCase<'c>,
}

impl<'c> CheckedSite<'c> {
    /// The case as the site sees it.
    pub fn site(&self) -> &SiteCase<'c> {
        &self.site
    }

    /// The day on which the plan is sent.
    pub fn submit(&self) -> Date {
        let submit = self.site.head.submit.as_ref();
        submit.expect("a case without `submit` has the error `missing-word`").value
    }
}

/// Sees a case with the eyes of each site; no site is seen where the case has no `case` item.
pub fn see<'c>(sites: &[(Given<'c>, &'c Site)]) -> Vec<SiteCase<'c>> {
    let seen = sites.iter().filter_map(|(given, site)| SiteCase::new(*given, site));
    let mut seen: Vec<SiteCase<'c>> = seen.collect();
    if seen.len() > 1 {
        let print = |site: &SiteCase<'_>| {
            let texts = holes::filled(site);
            let prints = Fingerprints::of(texts.iter().map(String::as_str));
            (site.code().to_owned(), prints)
        };
        let twins: Arc<[_]> = seen.iter().map(print).collect();
        seen.iter_mut().for_each(|site| site.twins = Arc::clone(&twins));
    }
    if let Some((given, _)) = sites.first() {
        let cited = citation::cited_anywhere(given.case);
        seen.iter_mut().for_each(|site| site.cited_anywhere.clone_from(&cited));
    }
    seen
}

/// Holds a case against a site: every fault of it. The memory makes the next check cheaper.
pub fn check(seen: &mut SiteCase<'_>, memory: &mut Memory) -> Vec<Diagnostic> {
    let view = view::View::new(seen);
    let mut faults = words::check(seen);
    faults.extend(disclosures::check(seen, &view, &|_| true));
    faults.extend(attachments::check(seen, &view, &|_| true));
    faults.extend(holes::check(seen));
    faults.extend(effect::unreadable(seen));
    seen.awaited_kinds = disclosures::awaited_kinds(seen, &view);
    seen.awaited_kinds.extend(attachments::awaited_kinds(seen, &view));
    faults.extend(rules::run(seen, &view, memory));
    for fault in &mut faults {
        fault.sites.insert(seen.code().to_owned());
    }
    faults
}

/// What one entry of a pack says of a case that was seen, had the pack been this one: and no
/// other entry.
pub fn check_entry(seen: &SiteCase<'_>, policy: &Policy, entry: (&str, &str)) -> Vec<Diagnostic> {
    let (section, name) = entry;
    let seen = SiteCase { policy, ..seen.clone() };
    let view = view::View::new(&seen);
    match (section, policy.rule(name)) {
        ("rules", Some(rule)) => rules::run_one(&seen, &view, rule),
        ("rules", None) => Vec::new(),
        ("disclosures", _) => disclosures::check(&seen, &view, &|it| it == name),
        _ => attachments::check(&seen, &view, &|it| it == name),
    }
}

/// The disclosures that a site asks of this case, by name.
pub fn disclosed<'c>(site: &SiteCase<'c>) -> Vec<(&'c str, &'c Disclosure)> {
    let view = view::View::new(site);
    let asked = disclosures::asked(site, &view).into_iter();
    asked.map(|(name, disclosure)| (name.as_str(), disclosure)).collect()
}

/// The texts that a disclosure rests on and that are in force in this case, practice left out: the
/// id of each, with the source.
pub fn laws_of<'s>(
    site: &'s SiteCase<'_>,
    disclosure: &'s Disclosure,
) -> Vec<(&'s str, &'s SourceText)> {
    let days = site.days();
    let named = disclosure.sources.iter().filter_map(|basis| match basis {
        Basis::Source(id) => Some((id.value.as_str(), site.policy.sources.get(&id.value)?)),
        Basis::Convention => None,
    });
    let is_claim = |source: &SourceText| source.kind != SourceKind::Convention;
    named.filter(|(_, it)| is_claim(it) && it.force(&days) != Force::Lapsed).collect()
}

/// The attachments that a site asks of this case, each with its exhibits.
pub fn attached<'c>(site: &SiteCase<'c>) -> Vec<(&'c Attachment, Vec<&'c Evidence>)> {
    attachments::given_all(site)
}

/// What concerns the whole case: a finding that covers no order of any site.
pub fn across(case: &Case, data: &[&SiteData]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for finding in &case.findings {
        let Some(covers) = &finding.covers else { continue };
        if matches!(covers, Selector::Orders { .. }) {
            continue; // Told by `order-unknown`.
        }
        let covers_none =
            data.iter().all(|data| site::select(Some(covers), data.defects()).is_empty());
        let all_read = data.iter().all(|data| data.is_whole());
        if covers_none && all_read && !data.is_empty() {
            let message = format!("the finding `{}` covers no defect order", finding.item.id.value);
            let fault = Diagnostic::warning("finding-without-orders", message)
                .at(covers.span(), "no order of any site fits this")
                .help("correct the conditions, or delete the finding");
            faults.push(fault);
        }
    }
    faults
}

/// Joins the faults of one name that leads nowhere: disclosures are read site by site, but the name
/// is mended once.
pub fn names_once(faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut joined: Vec<Diagnostic> = Vec::new();
    for fault in faults {
        let is_same = |other: &&mut Diagnostic| {
            fault.rule == "unknown-name"
                && other.rule == fault.rule
                && other.message == fault.message
        };
        match joined.iter_mut().find(is_same) {
            None => joined.push(fault),
            Some(first) => {
                for label in fault.labels.iter().filter(|label| label.primary) {
                    if first.labels.iter().all(|known| known.span != label.span) {
                        *first = first.clone().also(label.span, "and here");
                    }
                }
                let is_for_all = first.sites.is_empty() || fault.sites.is_empty();
                first.sites.extend(fault.sites);
                first.sites.retain(|_| !is_for_all);
            }
        }
    }
    joined
}

/// Lets a site through to the document; `None` where an error of any phase stands in the way.
pub fn pass<'c>(site: SiteCase<'c>, faults: &[Diagnostic]) -> Option<CheckedSite<'c>> {
    let stops = |fault: &Diagnostic| {
        let concerns = fault.sites.is_empty() || fault.sites.contains(site.code());
        fault.severity == Severity::Error && concerns
    };
    (!faults.iter().any(stops)).then_some(CheckedSite { site })
}

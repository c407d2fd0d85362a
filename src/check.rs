//! A case held against what a site asks. In: a case, the site's pack, its data and exhibits. Out:
//! every fault, and a [`CheckedSite`] where none stands in the way. Knows no file and no page.

pub mod artefact;
mod attachments;
mod citation;
pub mod coverage;
mod disclosures;
pub mod exceptions;
pub mod holes;
mod native;
mod rules;
mod site;
mod view;
mod words;

pub use rules::same_language;
pub use site::{ExhibitFault, Exhibits, Given, SiteCase, SiteData, proof_of_action};
pub use view::family;

use std::collections::BTreeSet;

use crate::case::{Case, Evidence, Site};
use crate::diagnostic::{Diagnostic, Severity};
use crate::policy::types::{Attachment, Disclosure};
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
    let cited: BTreeSet<String> = seen.iter().flat_map(|site| site.cited.clone()).collect();
    for site in &mut seen {
        site.cited_anywhere.clone_from(&cited);
    }
    seen
}

/// Holds a case against a site: every fault of it.
pub fn check(seen: &mut SiteCase<'_>) -> Vec<Diagnostic> {
    let view = view::View::new(seen);
    let mut faults = words::check(seen);
    faults.extend(disclosures::check(seen, &view));
    faults.extend(attachments::check(seen, &view));
    faults.extend(holes::check(seen));
    seen.awaited_kinds = disclosures::awaited_kinds(seen, &view);
    seen.awaited_kinds.extend(attachments::awaited_kinds(seen, &view));
    faults.extend(rules::run(seen, &view));
    for fault in &mut faults {
        fault.sites.insert(seen.code().to_owned());
    }
    faults
}

/// The disclosures that a site asks of this case, by name.
pub fn disclosed<'c>(site: &SiteCase<'c>) -> Vec<(&'c str, &'c Disclosure)> {
    let view = view::View::new(site);
    let asked = disclosures::asked(site, &view).into_iter();
    asked.map(|(name, disclosure)| (name.as_str(), disclosure)).collect()
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
        let covers_none =
            data.iter().all(|data| site::select(Some(covers), data.defects()).is_empty());
        let all_read = data.iter().all(|data| data.defects.is_some());
        if covers_none && all_read && !data.is_empty() && !case.damaged {
            let message = format!("the finding `{}` covers no defect order", finding.item.id.value);
            let fault = Diagnostic::warning("finding-without-orders", message)
                .at(covers.span(), "no order of any site fits this")
                .help("correct the conditions, or delete the finding");
            faults.push(fault);
        }
    }
    faults
}

/// Lets a site through to the document; `None` where an error of any phase stands in the way.
pub fn pass<'c>(site: SiteCase<'c>, faults: &[Diagnostic]) -> Option<CheckedSite<'c>> {
    let stops = |fault: &Diagnostic| {
        let concerns = fault.sites.is_empty() || fault.sites.contains(site.code());
        fault.severity == Severity::Error && concerns
    };
    (!faults.iter().any(stops)).then_some(CheckedSite { site })
}
